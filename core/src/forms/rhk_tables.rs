//! The tables of RHK 3, 4 and 7: what is known stands in them, everything else is a visible blank.

use chrono::NaiveDate;

use super::columns::column;
use super::document::{blank, said};
use super::rhk_facts::MonthFacts;
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table};

/// A row with its number.
struct No<'r, R>(usize, &'r R);

fn numbered<R>(rows: &[R]) -> impl Iterator<Item = No<'_, R>> {
    (1..).zip(rows).map(|(no, row)| No(no, row))
}

fn day(day: Option<NaiveDate>) -> Cell {
    Cell::maybe(day.map(indonesian_day))
}

fn rows<'r, R>(all: &'r [R], columns: &[Column<No<'r, R>>]) -> Table {
    Table::new(columns, numbered(all), None)
}

pub(super) fn visits(facts: &MonthFacts) -> Table {
    rows(
        &facts.visits,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("tanggal", "Tanggal", 16.0, Kind::Text, |No(_, row)| {
                day(Some(row.day))
            }),
            column("nama", "KPM", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("kelompok", "Kelompok", 14.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column("cara", "Cara", 16.0, Kind::Text, |No(_, row)| {
                Cell::text(row.way)
            }),
            column(
                "sesi",
                "Sesi disampaikan",
                22.0,
                Kind::Prose,
                |No(_, row)| Cell::text(&row.sessions),
            ),
            column(
                "temuan",
                "Temuan dan tindak lanjut",
                24.0,
                Kind::Prose,
                |No(_, row)| Cell::text(said(row.note.as_deref(), "temuan")),
            ),
        ],
    )
}

pub(super) fn absent(facts: &MonthFacts) -> Table {
    rows(
        &facts.absent,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("nama", "KPM", 22.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("kelompok", "Kelompok", 16.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column(
                "bulan",
                "Bulan Alfa berturut-turut",
                30.0,
                Kind::Prose,
                |No(_, row)| Cell::text(row.months.join(", ")),
            ),
            column("tindak_lanjut", "Tindak lanjut", 24.0, Kind::Prose, |_| {
                Cell::text(blank("tindak lanjut"))
            }),
        ],
    )
}

pub(super) fn letters(facts: &MonthFacts) -> Table {
    rows(
        &facts.letters,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("surat", "Surat", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(row.title)
            }),
            column("nomor", "Nomor", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(said(row.number.as_deref(), "nomor"))
            }),
            column("nama", "Kepada", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("tanggal", "Tanggal", 16.0, Kind::Text, |No(_, row)| {
                day(row.day)
            }),
            column(
                "diserahkan",
                "Diserahkan",
                16.0,
                Kind::Text,
                |No(_, row)| {
                    Cell::text(
                        row.delivered
                            .map_or_else(|| "belum diserahkan".to_owned(), indonesian_day),
                    )
                },
            ),
        ],
    )
}

pub(super) fn components(facts: &MonthFacts) -> Table {
    rows(
        &facts.components,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("komponen", "Komponen", 24.0, Kind::Text, |No(_, row)| {
                Cell::text(row.0)
            }),
            column(
                "jumlah",
                "Jumlah sasaran",
                12.0,
                Kind::Figure,
                |No(_, row)| row.1.into(),
            ),
            column("memenuhi", "Memenuhi komitmen", 16.0, Kind::Text, |_| {
                Cell::text(blank("jumlah"))
            }),
            column("tidak_memenuhi", "Tidak memenuhi", 16.0, Kind::Text, |_| {
                Cell::text(blank("jumlah"))
            }),
            column("keterangan", "Keterangan", 24.0, Kind::Prose, |_| {
                Cell::text(blank("keterangan"))
            }),
        ],
    )
}

pub(super) fn graduated(facts: &MonthFacts) -> Table {
    rows(
        &facts.graduated,
        &[
            column("no", "No", 4.0, Kind::Place, |No(no, _)| Cell::count(*no)),
            column("nama", "Nama", 20.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.name)
            }),
            column("nik", "NIK", 15.0, Kind::Text, |No(_, row)| {
                Cell::text(said(row.nik.as_deref(), "NIK"))
            }),
            column("alamat", "Alamat", 20.0, Kind::Prose, |No(_, row)| {
                Cell::text(said(row.address.as_deref(), "alamat"))
            }),
            column("kelompok", "Kelompok", 14.0, Kind::Text, |No(_, row)| {
                Cell::text(&row.group)
            }),
            column(
                "tanggal",
                "Graduasi sejak",
                15.0,
                Kind::Text,
                |No(_, row)| day(Some(row.day)),
            ),
            column("sesi", "Sesi FDS", 8.0, Kind::Text, |No(_, row)| {
                Cell::text(format!("{}/{}", row.sessions, row.sessions_of))
            }),
            column("jenis", "Jenis graduasi", 14.0, Kind::Text, |_| {
                Cell::text(blank("jenis"))
            }),
            column("keterangan", "Alasan", 18.0, Kind::Prose, |_| {
                Cell::text(blank("alasan"))
            }),
        ],
    )
}

/// A row of the monthly report.
struct Done {
    no: usize,
    /// None where the office said none.
    target: Option<u16>,
    /// How many were done of what the target counts; none where it may count something else.
    counted: Option<u32>,
    what: &'static str,
    /// None where Sesi does not know it.
    realised: Option<String>,
    proof: String,
    obstacles: String,
}

fn monthly(facts: &MonthFacts) -> Vec<Done> {
    let known = |many: usize, what: &str| Some(format!("{many} {what}"));
    let obstacles = facts.obstacles.join("; ");
    // Of RHK 2 a target counts meetings, and of RHK 7 this report; what it counts of the others is not known, so that no percentage is said.
    let counted = |no| match no {
        2 => Some(facts.meetings),
        7 => Some(1),
        _ => None,
    };
    let row = |no: u8, what, realised: Option<String>, proof: &str, obstacles: &str| Done {
        no: no.into(),
        target: facts.targets.get(&no).copied(),
        counted: counted(no),
        what,
        proof: if realised.is_some() {
            proof.to_owned()
        } else {
            blank("bukti dukung")
        },
        realised,
        obstacles: said(Some(obstacles), "kendala"),
    };
    let met = format!(
        "{} pertemuan, {} dari {} kehadiran",
        facts.meetings, facts.attendances, facts.expected
    );
    vec![
        row(1, "Penyaluran bantuan sosial", None, "", ""),
        row(2, "Pertemuan P2K2", Some(met), "Laporan RHK 2", &obstacles),
        row(
            3,
            "Verifikasi komitmen, pendampingan, mediasi, fasilitasi",
            known(facts.visits.len(), "kunjungan atau materi susulan"),
            "Laporan RHK 3",
            "",
        ),
        row(
            4,
            "Usulan graduasi mandiri",
            known(facts.graduated.len(), "KPM graduasi"),
            "Laporan RHK 4",
            "",
        ),
        row(
            5,
            "Pemutakhiran data dan verval calon penerima",
            None,
            "",
            "",
        ),
        row(
            6,
            "Respon kasus, pengaduan, kebencanaan, kerentanan",
            None,
            "",
            "",
        ),
        row(
            7,
            "Laporan bulanan",
            known(1, "laporan ini"),
            "Laporan ini",
            "",
        ),
        row(
            8,
            "Direktif: sosialisasi, rakor, penguatan kapasitas, tugas lain",
            known(facts.rakors.len(), "rakor diikuti"),
            "Laporan RHK 8",
            "",
        ),
        row(9, "Berita baik di media sosial", None, "", ""),
    ]
}

/// How many percent a part is of all, to one decimal, the half upwards.
fn tenths(part: u32, all: u32) -> String {
    let (part, all) = (u64::from(part), u64::from(all).max(1));
    let tenths = (part * 2000 + all) / (all * 2);
    format!("{},{}", tenths / 10, tenths % 10)
}

pub(super) fn report(facts: &MonthFacts) -> Table {
    let columns = [
        column("no", "No", 4.0, Kind::Place, |row: &Done| {
            Cell::count(row.no)
        }),
        column("rhk", "RHK", 22.0, Kind::Prose, |row: &Done| {
            Cell::text(format!("RHK {}: {}", row.no, row.what))
        }),
        column("rencana", "Rencana Aksi", 16.0, Kind::Prose, |_| {
            Cell::text(blank("rencana aksi"))
        }),
        column("target", "Target", 9.0, Kind::Text, |row: &Done| {
            let target = row.target.map(|target| target.to_string());
            Cell::text(said(target.as_deref(), "target"))
        }),
        column("realisasi", "Realisasi", 20.0, Kind::Prose, |row: &Done| {
            Cell::text(said(row.realised.as_deref(), "realisasi"))
        }),
        column("capaian", "Capaian %", 11.0, Kind::Text, |row: &Done| {
            let reached = row.counted.zip(row.target);
            let reached = reached.map(|(done, target)| tenths(done, target.into()));
            Cell::text(said(reached.as_deref(), "%"))
        }),
        column("bukti", "Bukti dukung", 14.0, Kind::Prose, |row: &Done| {
            Cell::text(&row.proof)
        }),
        column("kendala", "Kendala", 24.0, Kind::Prose, |row: &Done| {
            Cell::text(&row.obstacles)
        }),
        column("tindak_lanjut", "Tindak lanjut", 16.0, Kind::Prose, |_| {
            Cell::text(blank("tindak lanjut"))
        }),
    ];
    Table::new(&columns, monthly(facts), None)
}
