//! The rekap as a window asks for it: counted by the report's own rules, and written whole.

use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx, open_workbook};
use sesi_engine::job::{Cancelled, unwatched};

use super::{ExportRekap, ReadRekap, RekapText, RekapView};
use crate::calls::{Job, Query};
use crate::error::ApiError;
use crate::importing::Rosters;
use crate::kinds::Mark;
use crate::testkit::Toili;

fn month(month: &str) -> ReadRekap {
    ReadRekap {
        month: month.into(),
    }
}

fn export(month: &str, path: PathBuf) -> ExportRekap {
    ExportRekap {
        month: month.into(),
        signed: None,
        path,
    }
}

/// One of four was there, one was ill; both groups of the month are known to the office.
fn scene(seed: u64) -> Toili {
    let mut toili = Toili::new(seed);
    let ani = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, b"ANI");
    toili.stage.group(crate::testkit::TOILI, "MAWAR", ani, 2);
    toili.record(1, 0, Mark::Hadir);
    toili.record(1, 1, Mark::Sakit);
    toili.synced_phone();
    toili.synced_office();
    toili
}

#[test]
fn every_figure_leads_to_what_is_behind_it() {
    let toili = scene(501);
    let view = month("2026-10").answer(&toili.stage.office.device).unwrap();
    // The tables say the figures a second time: they are the same, under the same names.
    for (place, table) in view.rekap.kecamatan.iter().zip(&view.tables.kecamatan) {
        let figures = serde_json::to_value(place.rows[0].figures).unwrap();
        let figures = figures.as_object().unwrap();
        let mut seen = 0;
        for (head, cell) in table.columns.iter().zip(&table.rows[0]) {
            if let Some(figure) = figures.get(head.key) {
                assert_eq!(serde_json::to_value(cell).unwrap(), *figure, "{}", head.key);
                seen += 1;
            }
        }
        assert_eq!(seen, figures.len(), "every figure has its column");
    }
    let rekap = view.rekap;
    let row = &rekap.kecamatan[0].rows[0];
    assert_eq!(
        [
            row.figures.groups,
            row.figures.groups_met,
            row.figures.families,
            row.figures.hadir
        ],
        [2, 1, 6, 1]
    );
    assert_eq!((row.meetings.len(), row.families.len()), (1, 6));
    assert_eq!(rekap.office.as_deref(), Some("Dinas Sosial"));
    let other = month("2026-09").answer(&toili.stage.office.device).unwrap();
    let other = other.rekap;
    assert_eq!((other.total.groups_met, other.total.families), (0, 6));
    for text in ["2026-13", "oktober", ""] {
        let refused = month(text).answer(&toili.stage.office.device).unwrap_err();
        assert_eq!(ApiError::from(&refused).kind, "month", "{text}");
    }
}

#[test]
fn the_file_says_what_the_screen_says_and_of_which_versions() {
    let mut toili = scene(502);
    let path = toili.stage.dir.path().join("Rekap Oktober.xlsx");
    let device = &mut toili.stage.office.device;
    let done = export("2026-10", path.clone())
        .run(device, &mut unwatched)
        .unwrap();
    let rekap = month("2026-10").answer(device).unwrap().rekap;
    assert_eq!((done.meetings, done.path), (1, path.clone()));
    assert!(done.digest.starts_with(&rekap.as_of.short()));
    assert_eq!(done.digest.len(), 64);
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    assert_eq!(book.sheet_names(), ["Kabupaten", "Toili", "Dasar hitungan"]);
    let cells = |book: &mut Xlsx<_>, sheet: &str| {
        let range = book.worksheet_range(sheet).unwrap();
        let texts: Vec<String> = range.cells().map(|(_, _, cell)| cell.to_string()).collect();
        texts.join("|")
    };
    let basis = cells(&mut book, "Dasar hitungan");
    assert!(basis.contains(done.digest.get(..8).unwrap()), "{basis}");
    assert!(cells(&mut book, "Toili").contains("Ani"));
    let range = book.worksheet_range("Toili").unwrap();
    let at = (0..30).find(|at| range.get_value((5, *at)) == Some(&Data::String("Hadir".into())));
    let hadir = range.get_value((6, at.unwrap())).unwrap();
    assert_eq!(hadir, &Data::Float(1.0));

    // Another version of the meeting is another digest, in the same place.
    toili.record(1, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let again = export("2026-10", path)
        .run(&mut toili.stage.office.device, &mut unwatched)
        .unwrap();
    assert_ne!(again.digest, done.digest);
}

#[test]
fn the_text_to_copy_has_every_value_of_each_row() {
    let toili = scene(505);
    let device = &toili.stage.office.device;
    let ask = |kecamatan: Option<&str>| {
        let question = RekapText {
            month: "2026-10".into(),
            kecamatan: kecamatan.map(str::to_owned),
        };
        question.answer(device).unwrap()
    };
    let RekapView { rekap, tables } = month("2026-10").answer(device).unwrap();
    let place = &rekap.kecamatan[0];
    let heads = &tables.kecamatan[0].columns;
    let text = ask(Some(&place.code));
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), place.rows.len() + 1);
    assert!(
        lines.iter().all(|cells| cells.len() == heads.len() - 1),
        "{text}"
    );
    assert_eq!(lines[0][..4], ["Toili", "Ani", "2", "1"]);
    for (key, figure) in [("families", "6"), ("hadir", "1"), ("tidak_hadir", "5")] {
        let at = heads.iter().position(|head| head.key == key).unwrap();
        assert_eq!(lines[0][at - 1], figure, "{key}");
    }
    assert_eq!(ask(None).lines().count(), rekap.kecamatan.len() + 1);
    assert_eq!(ask(Some("99.99.99")), "", "nowhere");
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_nothing_is_left_there() {
    let mut toili = scene(503);
    let path = toili.stage.dir.path().join("none").join("a.xlsx");
    let refused = export("2026-10", path.clone())
        .run(&mut toili.stage.office.device, &mut unwatched)
        .unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "io");
    assert!(!path.exists());
}

#[test]
fn an_export_that_is_stopped_leaves_what_was_there() {
    let mut toili = scene(504);
    let folder = toili.stage.dir.path().join("rekap");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("a.xlsx");
    std::fs::write(&path, b"of last month").unwrap();
    let device = &mut toili.stage.office.device;
    let mut steps = 0;
    let mut all = |_| {
        steps += 1;
        Ok(())
    };
    export("2026-10", folder.join("b.xlsx"))
        .run(device, &mut all)
        .unwrap();
    // The count, three sheets, the file.
    assert_eq!(steps, 5);
    for stop in 0..steps {
        let mut left = stop;
        let mut watch = |_| {
            let go_on = left > 0;
            left -= u32::from(go_on);
            if go_on { Ok(()) } else { Err(Cancelled) }
        };
        let stopped = export("2026-10", path.clone()).run(device, &mut watch);
        assert_eq!(ApiError::from(&stopped.unwrap_err()).kind, "cancelled");
        assert_eq!(std::fs::read(&path).unwrap(), b"of last month");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2, "{stop}");
    }
}

#[test]
fn rows_that_wait_are_said_on_the_screen_and_in_the_workbook_until_they_are_settled() {
    let mut toili = scene(712);
    let dir = toili.stage.dir.path().to_owned();
    let office = &mut toili.stage.office.device;
    let list = dir.join("list.csv");
    let broken = "NAMA PENGURUS;NIK;NO KK;DESA;KECAMATAN;KELOMPOK\n\
                  HAPSA;-;7201090101159004;Samalore;Toili;MELATI\n\
                  DARMIATI;-;7201090101159005;Samalore;Toili;MELATI\n";
    let bring = |office: &mut crate::device::Device, text: &str| {
        std::fs::write(&list, text).unwrap();
        let import = crate::calls::importing::ImportRoster {
            path: list.clone(),
            profile: None,
            keep: false,
            hire: false,
            answers: Vec::new(),
        };
        import.run(office, &mut unwatched).unwrap();
    };
    let said = |office: &mut crate::device::Device| {
        let shown = month("2026-11").answer(office).unwrap().rekap.waiting_rows;
        let path = dir.join("rekap.xlsx");
        let written = export("2026-11", path.clone());
        written.run(office, &mut unwatched).unwrap();
        let mut book: Xlsx<_> = open_workbook(path).unwrap();
        let sheets = book.worksheets().into_iter();
        let cells: Vec<String> = sheets
            .flat_map(|(_, sheet)| {
                let cells = sheet.used_cells().map(|(_, _, cell)| cell.to_string());
                cells.collect::<Vec<_>>()
            })
            .collect();
        let line = cells
            .into_iter()
            .find(|cell| cell.contains("menunggu perbaikan"));
        (shown, line)
    };
    assert_eq!(said(office), (0, None));
    bring(office, broken);
    let (shown, line) = said(office);
    assert_eq!(shown as usize, office.roster_todos().unwrap().len());
    assert_eq!(shown, 2);
    assert!(line.unwrap().starts_with("2 baris"));
    bring(office, &broken.replacen(";-;", ";7201094101809004;", 1));
    assert_eq!(said(office).0, 1);
}
