//! A school's list from the file that comes in to the paper: what the school wrote, counted a second way, and JML by the office's setting.

use sesi_engine::job::unwatched;

use super::*;
use crate::calls::office::{ReadOffice, SaveOffice};
use crate::calls::{Command, Query};
use crate::error::ApiError;
use crate::reports::Cell;
use crate::testkit::Stage;

/// Alpa, izin and sakit of three pupils in three months, and the days of these months.
const DAYS: [u16; 3] = [20, 24, 22];
const AWAY: [[[u16; 3]; 3]; 3] = [
    [[1, 0, 2], [0, 0, 0], [4, 0, 0]],
    [[0, 0, 0], [0, 1, 0], [0, 0, 1]],
    [[9, 9, 2], [0, 0, 24], [22, 0, 0]],
];

fn written() -> String {
    let mut lines = vec![
        "FORM VERIFIKASI KOMITMEN PENDIDIKAN".to_owned(),
        "NPSN;40201234".to_owned(),
        "Nama Sekolah;SMP 2 Toili".to_owned(),
    ];
    let months = ["JULI", "AGUSTUS", "SEPTEMBER"].map(|month| format!("{month};;;;"));
    lines.push(format!(
        "NO;NIK PENGURUS;NAMA PENGURUS;NIK SISWA;NISN;NAMA SISWA;BENTUK PENDIDIKAN;TINGKAT PENDIDIKAN;{};KET;NAMA PENDAMPING",
        months.join(";")
    ));
    let days = DAYS.map(|days| format!("{days};;;;"));
    lines.push(format!(";;;;;;;;{};;", days.join(";")));
    lines.push(format!(
        ";;;;;;;;{};;",
        ["ALPA;IZIN;SAKIT;JML;%"; 3].join(";")
    ));
    for (no, months) in AWAY.iter().enumerate() {
        let cells = months.map(|[a, i, s]| format!("{a};{i};{s};;"));
        lines.push(format!(
            "{no};720109410190000{no};IBU {no};720109410115000{no};00{no};ANAK {no};SMP;7;{};;ANI",
            cells.join(";")
        ));
    }
    lines.join("\r\n")
}

#[test]
fn what_the_school_wrote_is_counted_and_jml_is_what_the_office_says() {
    let mut stage = Stage::new(2401);
    let dir = stage.dir.path().to_owned();
    let from = dir.join("verkom.csv");
    std::fs::write(&from, written()).unwrap();
    let office = &mut stage.office.device;
    let show = |office: &mut Device| {
        let ask = ReadSchool { path: from.clone() };
        ask.run(office, &mut unwatched).unwrap()
    };
    let view = show(office);
    assert_eq!(view.table.columns.len(), 25);
    assert_eq!((view.jml, view.enough), (Jml::Present, 85));
    // The last pupil was away on one day more than there were in July.
    assert_eq!(view.faults.len(), 0);
    let at = |view: &SchoolView, row: usize, key: &str| {
        let column = view.table.columns.iter().position(|head| head.key == key);
        view.table.rows[row][column.unwrap()].clone()
    };
    let (mut known, mut below) = (0, 0);
    for (row, months) in AWAY.iter().enumerate() {
        let mut seldom = false;
        for (month, marks) in months.iter().enumerate() {
            let away: u16 = marks.iter().sum();
            let present = DAYS[month] - away;
            let key = |letter: &str| format!("{letter}{}", month + 1);
            assert_eq!(
                at(&view, row, &key("j")),
                Cell::Number(present.into()),
                "{row} {month}"
            );
            let share = u32::from(present) * 100 / u32::from(DAYS[month]);
            assert_eq!(at(&view, row, &key("p")), Cell::from(share));
            seldom |= u32::from(present) * 100 < 85 * u32::from(DAYS[month]);
        }
        known += 1;
        below += u32::from(seldom);
    }
    assert_eq!(view.counted, [known, below]);
    assert_eq!(below, 2);

    let mut settings = ReadOffice {}.answer(office).unwrap();
    settings.school_jml = Jml::Away;
    settings.school_percent = 75;
    SaveOffice { settings }.run(office).unwrap();
    let view = show(office);
    assert_eq!((view.jml, view.enough), (Jml::Away, 75));
    assert_eq!(at(&view, 0, "j1"), Cell::Number(3));
    assert_eq!(view.counted, [3, 1]);
    let mut settings = ReadOffice {}.answer(office).unwrap();
    settings.school_percent = 101;
    let refused = SaveOffice { settings }.run(office).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "threshold");

    for format in [SchoolFormat::Pdf, SchoolFormat::Xlsx] {
        let path = dir.join(format!("verkom.{format:?}").to_lowercase());
        let print = || PrintSchool {
            from: from.clone(),
            format,
            paper: Size::F4,
            path: path.clone(),
        };
        let done = print().run(office, &mut unwatched).unwrap();
        assert_eq!(done.families, 3);
        let bytes = std::fs::read(&path).unwrap();
        print().run(office, &mut unwatched).unwrap();
        assert!(std::fs::read(&path).unwrap() == bytes, "{format:?}");
        if let Ok(out) = std::env::var("SESI_PDF_OUT") {
            let name = path.file_name().unwrap().display();
            std::fs::copy(&path, format!("{out}/{name}")).unwrap();
        }
    }
}

#[test]
fn what_is_no_list_of_a_school_is_said_and_nothing_is_written() {
    let mut stage = Stage::new(2402);
    let dir = stage.dir.path().to_owned();
    let path = dir.join("out.pdf");
    let office = &mut stage.office.device;
    for (name, bytes, kind) in [
        (
            "a.csv",
            b"NAMA;NIK\r\nANI;1\r\n".as_slice(),
            "no_school_list",
        ),
        ("b.csv", b"".as_slice(), "empty"),
        ("c.xlsx", b"%PDF-1.7".as_slice(), "other_type"),
    ] {
        let from = dir.join(name);
        std::fs::write(&from, bytes).unwrap();
        let print = PrintSchool {
            from,
            format: SchoolFormat::Pdf,
            paper: Size::A4,
            path: path.clone(),
        };
        let refused = print.run(office, &mut unwatched).unwrap_err();
        let said = ApiError::from(&refused).kind;
        assert!(said.contains(kind), "{name}: {said}");
        assert!(!path.exists());
    }
}
