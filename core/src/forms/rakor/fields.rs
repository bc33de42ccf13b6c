//! A meeting of the staff as a template sees it.

use super::facts::{Facts, Task};
use super::tables::{Tally, people, tasks};
use crate::forms::facts::time;
use crate::forms::template::{Data, Fields};
use crate::forms::{Signer, signed};
use crate::reference::month::indonesian_day;
use crate::reports::Table;

/// A meeting of the staff as a template sees it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(facts: &Facts) -> Fields {
    let no = ("Nomor urut", "Number in the list");
    let agenda = (1..).zip(facts.agenda()).map(|(at, line)| {
        Fields::new().count("no", no, at).text(
            "teks",
            ("Satu pokok agenda", "An item"),
            Some(line),
            "agenda",
        )
    });
    let points = (1..).zip(&facts.points).map(|(at, point)| {
        Fields::new()
            .count("no", no, at)
            .text(
                "pembicara",
                ("Pembicara", "Who spoke"),
                Some(&point.speaker),
                "nama pembicara",
            )
            .text(
                "isi",
                ("Yang disampaikan", "What was said"),
                Some(&point.said),
                "pembahasan",
            )
            .text(
                "keputusan",
                ("Keputusan", "What was decided"),
                Some(&point.decided),
                "keputusan",
            )
    });
    let in_one: Vec<String> = (1..)
        .zip(facts.agenda())
        .map(|(at, line): (usize, _)| format!("{at}. {line}"))
        .collect();
    let table = |table: Table| Data::Table(table, &[]);
    let tally = Tally::of(&facts.people);
    signed::letterhead_fields(&facts.letterhead)
        .text(
            "nama_rakor",
            ("Nama rakor", "Its name"),
            Some(&facts.title),
            "nama rakor",
        )
        .text(
            "tanggal",
            ("Tanggal rakor", "Its day"),
            Some(&indonesian_day(facts.day)),
            "tanggal",
        )
        .text(
            "waktu",
            ("Jam mulai sampai selesai", "From when to when"),
            facts.hours().as_deref(),
            "waktu",
        )
        .text(
            "tempat",
            ("Tempat", "Where"),
            facts.place.as_deref(),
            "tempat",
        )
        .kabupaten(Some(&facts.kabupaten))
        .text(
            "nomor",
            ("Nomor surat", "Number of the letter"),
            facts.number.as_deref(),
            "nomor",
        )
        .text(
            "tujuan",
            ("Yth.", "To whom"),
            facts.addressee.as_deref(),
            "tujuan",
        )
        .text(
            "pengirim",
            ("Dari", "From whom"),
            facts.sender.as_deref(),
            "pengirim",
        )
        .text(
            "sifat",
            ("Sifat surat", "How urgent"),
            Some(facts.nature.unwrap_or("Biasa")),
            "sifat",
        )
        .text(
            "pimpinan",
            ("Pimpinan rapat", "Who leads it"),
            facts.leader.as_deref(),
            "pimpinan",
        )
        .text(
            "notulis",
            ("Notulis", "Who writes the minutes"),
            facts.secretary.as_deref(),
            "notulis",
        )
        .list("agenda", ("Pokok agenda", "Items of the agenda"), agenda)
        .text(
            "agenda_sebaris",
            ("Agenda dalam satu baris", "The agenda in one line"),
            Some(&in_one.join("; ")),
            "agenda",
        )
        .with(
            "suara_terbuka",
            (
                "Suara staf yang belum selesai",
                "What staff said and is not closed",
            ),
            table(tasks(&facts.open, "Pokok")),
        )
        .count(
            "banyak_suara_terbuka",
            ("Banyaknya suara yang belum selesai", "How many of them"),
            facts.open.len(),
        )
        .with(
            "peserta",
            ("Peserta dan tamu", "Staff and guests"),
            table(people(facts)),
        )
        .text(
            "kehadiran",
            ("Kehadiran dalam kata", "Attendance in words"),
            Some(&tally.words()),
            "kehadiran",
        )
        .count("staf", ("Banyak staf", "Staff"), tally.staff)
        .count("hadir", ("Staf yang hadir", "Staff present"), tally.there)
        .count("izin", ("Staf yang izin", "Staff excused"), tally.excused)
        .count(
            "tanpa_keterangan",
            ("Staf tanpa keterangan", "Staff absent"),
            tally.absent,
        )
        .count(
            "belum_ditandai",
            ("Staf yang belum ditandai", "Staff not marked"),
            tally.unmarked(),
        )
        .count("tamu", ("Banyak tamu", "Guests"), tally.guests)
        .list("pokok", ("Jalannya rapat", "Points of the minutes"), points)
        .text(
            "kesimpulan",
            ("Kesimpulan", "Conclusion"),
            facts.conclusion.as_deref(),
            "kesimpulan",
        )
        .with(
            "tindak_lanjut",
            ("Rencana tindak lanjut", "What is to be done"),
            table(tasks(&facts.tasks, "Tindak lanjut")),
        )
        .with(
            "dikunci",
            ("Apakah notulen dikunci", "Whether the minutes are closed"),
            Data::Yes(facts.closed),
        )
}

/// What one who was there reports, as a template sees it.
pub fn report_fields(facts: &Facts, of: &Signer, jabatan: Option<&str>) -> Fields {
    let own = facts.tasks.iter();
    let own = own.filter(|task| task.who.is_some() && task.who == of.name);
    let own: Vec<Task> = own.cloned().collect();
    fields(facts)
        .text(
            "nama",
            ("Nama yang melapor", "Who reports"),
            of.name.as_deref(),
            "nama",
        )
        .text(
            "nip",
            ("NIP yang melapor", "NIP of who reports"),
            of.nip.as_deref(),
            "NIP",
        )
        .text(
            "jabatan",
            ("Jabatan yang melapor", "What that person is"),
            jabatan,
            "jabatan",
        )
        .with(
            "tugas_saya",
            ("Tugas yang melapor", "Tasks of who reports"),
            Data::Table(tasks(&own, "Tindak lanjut"), &[]),
        )
}

impl Facts {
    fn hours(&self) -> Option<String> {
        let zone = self.zone;
        match (self.starts, self.ends) {
            (Some(starts), Some(ends)) => {
                Some(format!("{} s/d {} {zone}", time(starts), time(ends)))
            }
            (Some(starts), None) => Some(format!("{} {zone} s/d selesai", time(starts))),
            _ => None,
        }
    }

    fn agenda(&self) -> impl Iterator<Item = &str> {
        let lines = self.agenda.iter().flat_map(|agenda| agenda.lines());
        lines.map(str::trim).filter(|line| !line.is_empty())
    }
}
