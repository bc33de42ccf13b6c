//! A list of attendance as a template sees it, with every column that it can have.

use chrono::Datelike;

use super::list::{Family, List, Marked};
use crate::forms::template::{Data, Fields};
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, words};

/// What somebody writes on by hand: a short word, a name or day, a line.
const DOTS: [&str; 3] = [
    "........",
    "................",
    "................................................",
];

/// A list as a template sees it. Of a blank list everything of the meeting is written by hand, its figures too.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(list: &List) -> Fields {
    let [word, name, line] = DOTS;
    let held = list.held.as_ref();
    let day = held.map(|_| indonesian_day(list.day));
    let count = |mark: Marked| {
        let marked = list.families.iter().filter(|f| f.mark == Some(mark));
        let many = marked.count();
        held.map(|_| many.to_string())
    };
    let hadir = count(Marked::Hadir);
    let unmarked = count(Marked::BelumDitandai).filter(|many| many != "0");
    let pendamping = list.pendamping.name.as_deref();
    Fields::new()
        .text(
            "kelompok",
            ("Nama kelompok", "Name of the group"),
            Some(&list.group),
            "kelompok",
        )
        .desa(Some(&list.desa))
        .kecamatan(Some(&list.kecamatan))
        .kabupaten(Some(&list.kabupaten))
        .count("tahun", ("Tahun", "Year"), list.day.year())
        .with(
            "terisi",
            (
                "Apakah pertemuannya sudah dicatat",
                "Whether its meeting is recorded",
            ),
            Data::Yes(held.is_some()),
        )
        .by_hand(
            "tanggal",
            ("Tanggal pertemuan", "Day of the meeting"),
            day.as_deref(),
            line,
        )
        .by_hand(
            "waktu",
            ("Jam mulai sampai selesai", "From when to when"),
            held.map(|held| held.time.as_str()),
            line,
        )
        .by_hand(
            "sesi",
            ("Modul dan sesi", "Module and session"),
            held.map(|held| held.session.as_str()),
            line,
        )
        .by_hand(
            "tempat",
            ("Tempat", "Place"),
            held.map(|held| held.place.as_str()),
            line,
        )
        .by_hand(
            "pendamping_nama",
            ("Nama pendamping", "Name of the pendamping"),
            pendamping,
            line,
        )
        .count("total", ("Banyak KPM", "Families"), list.families.len())
        .by_hand(
            "peserta",
            (
                "Yang hadir, untuk baris peserta",
                "Who was there, as participants",
            ),
            hadir.as_deref(),
            name,
        )
        .by_hand("hadir", ("Hadir", "Hadir"), hadir.as_deref(), word)
        .by_hand(
            "sakit",
            ("Sakit", "Sakit"),
            count(Marked::Sakit).as_deref(),
            word,
        )
        .by_hand(
            "alpa",
            ("Alpa", "Alpa"),
            count(Marked::Alfa).as_deref(),
            word,
        )
        .by_hand(
            "belum_ditandai",
            ("Belum ditandai, bila ada", "Not marked, if any"),
            unmarked.as_deref(),
            word,
        )
        .with(
            "kpm",
            ("KPM kelompok", "Families of the group"),
            Data::Table(
                Table::new(&columns(), list.families.iter().cloned(), None),
                &[],
            ),
        )
        .by_hand(
            "tanggal_ttd",
            ("Tanggal di atas tanda tangan", "Day above the signature"),
            day.as_deref(),
            name,
        )
        .by_hand(
            "pendamping_ttd",
            (
                "Nama pendamping di bawah tanda tangan",
                "Name of the pendamping below the signature",
            ),
            pendamping,
            "",
        )
        .by_hand(
            "pendamping_nip",
            ("NIP pendamping", "NIP of the pendamping"),
            list.pendamping.nip.as_deref(),
            name,
        )
        .by_hand(
            "ketua_ttd",
            (
                "Nama ketua kelompok di bawah tanda tangan",
                "Name of the ketua below the signature",
            ),
            list.ketua.name.as_deref(),
            "",
        )
}

/// Every column that a list can have; templates choose among them.
fn columns() -> Vec<Column<Family>> {
    let text = |key, id, en, width, value: fn(&Family) -> Cell| {
        Column::new(key, words(id, en), width, Kind::Text, value)
    };
    let sign = |key, id, en, value| Column {
        kind: Kind::Sign,
        ..text(key, id, en, 24.0, value)
    };
    macro_rules! component {
        ($key:literal, $id:literal, $en:literal, $at:literal) => {
            Column {
                kind: Kind::Figure,
                ..text($key, $id, $en, 7.0, |family| {
                    match family.components.get($at).copied().unwrap_or(0) {
                        0 => Cell::Empty,
                        many => Cell::count(many),
                    }
                })
            }
        };
    }
    vec![
        Column {
            kind: Kind::Place,
            ..text("no", "No", "No", 4.0, |family| Cell::count(family.no))
        },
        text(
            "nama",
            "Nama pengurus",
            "Name of the pengurus",
            24.0,
            |family| {
                if family.ketua {
                    Cell::text(format!("{} (Ketua)", family.name))
                } else {
                    Cell::text(&family.name)
                }
            },
        ),
        text("kk", "No. KK", "Family card", 18.0, |family| {
            Cell::maybe(family.kk.as_deref())
        }),
        text("nik", "NIK", "NIK", 18.0, |family| {
            Cell::maybe(family.nik.as_deref())
        }),
        text(
            "nomor",
            "NIK dan No. KK",
            "NIK and family card",
            19.0,
            |family| {
                let numbers = [family.nik.as_deref(), family.kk.as_deref()];
                Cell::text(numbers.map(|number| number.unwrap_or("-")).join("\n"))
            },
        ),
        text("alamat", "Alamat", "Address", 22.0, |family| {
            Cell::maybe(family.address.as_deref())
        }),
        text("rt", "RT", "RT", 5.0, |_| Cell::Empty),
        text("rw", "RW", "RW", 5.0, |_| Cell::Empty),
        text("desa", "Desa", "Desa", 20.0, |family| {
            Cell::text(&family.desa)
        }),
        text("kelompok", "Kelompok", "Group", 20.0, |family| {
            Cell::text(&family.group)
        }),
        component!("aud", "AUD", "AUD", 0),
        component!("sd", "SD", "SD", 1),
        component!("smp", "SMP", "SMP", 2),
        component!("sma", "SMA", "SMA", 3),
        component!("disabilitas", "Disabilitas", "Disability", 4),
        component!("lansia", "Lansia", "Elderly", 5),
        component!("hamil", "Hamil", "Pregnant", 6),
        text("status", "Status", "Status", 9.0, |family| {
            Cell::text(family.status)
        }),
        text(
            "keterangan",
            "Keterangan kehadiran",
            "Attendance",
            14.0,
            |family| Cell::text(marked(family)),
        ),
        sign("ttd", "Tanda tangan", "Signature", |family| {
            Cell::text(format!("{}.", family.no))
        }),
        sign(
            "ttd_hadir",
            "Tanda tangan dengan kehadiran",
            "Signature with attendance",
            |family| Cell::text(format!("{}. {}", family.no, marked(family)).trim_end()),
        ),
    ]
}

fn marked(family: &Family) -> &'static str {
    match family.mark {
        None => "",
        Some(Marked::Hadir) => "Hadir",
        Some(Marked::Sakit) => "Sakit",
        Some(Marked::Alfa) => "Alpa",
        Some(Marked::BelumDitandai) => "Belum ditandai",
    }
}
