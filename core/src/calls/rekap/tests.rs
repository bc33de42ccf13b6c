//! The rekap as a window asks for it: counted by the report's own rules, and written whole.

use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx, open_workbook};

use super::{ExportRekap, ReadRekap, RekapText};
use crate::calls::{Look, Work};
use crate::documents::Mark;
use crate::error::ApiError;
use crate::stage::Toili;
use crate::work::{Cancelled, unwatched};

fn month(month: &str) -> ReadRekap {
    ReadRekap {
        month: month.into(),
    }
}

fn export(month: &str, path: PathBuf) -> ExportRekap {
    ExportRekap {
        month: month.into(),
        path,
    }
}

/// One of four was there, one was ill; both groups of the month are known to the office.
fn scene(seed: u64) -> Toili {
    let mut toili = Toili::new(seed);
    let ani = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, b"ANI");
    toili.stage.group(crate::stage::TOILI, "MAWAR", ani, 2);
    toili.record(1, 0, Mark::Hadir);
    toili.record(1, 1, Mark::Sakit);
    toili.synced_phone();
    toili.synced_office();
    toili
}

#[test]
fn every_figure_leads_to_what_is_behind_it() {
    let toili = scene(501);
    let view = month("2026-10").look(&toili.stage.office.device).unwrap();
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
    let other = month("2026-09").look(&toili.stage.office.device).unwrap();
    let other = other.rekap;
    assert_eq!((other.total.groups_met, other.total.families), (0, 6));
    for text in ["2026-13", "oktober", ""] {
        let refused = month(text).look(&toili.stage.office.device).unwrap_err();
        assert_eq!(ApiError::from(&refused).kind, "month", "{text}");
    }
}

#[test]
fn the_file_says_what_the_screen_says_and_of_which_versions() {
    let mut toili = scene(502);
    let path = toili.stage.dir.path().join("Rekap Oktober.xlsx");
    let device = &mut toili.stage.office.device;
    let done = export("2026-10", path.clone())
        .work(device, &mut unwatched)
        .unwrap();
    let rekap = month("2026-10").look(device).unwrap().rekap;
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
    assert!(cells(&mut book, "Toili").contains("ANI"));
    let range = book.worksheet_range("Toili").unwrap();
    let hadir = range.get_value((6, 9)).unwrap();
    assert_eq!(hadir, &Data::Float(1.0));

    // Another version of the meeting is another digest, in the same place.
    toili.record(1, 1, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let again = export("2026-10", path)
        .work(&mut toili.stage.office.device, &mut unwatched)
        .unwrap();
    assert_ne!(again.digest, done.digest);
}

#[test]
fn the_text_to_copy_has_the_fourteen_numbers_of_each_row() {
    let toili = scene(505);
    let device = &toili.stage.office.device;
    let ask = |kecamatan: Option<&str>| {
        let question = RekapText {
            month: "2026-10".into(),
            kecamatan: kecamatan.map(str::to_owned),
        };
        question.look(device).unwrap()
    };
    let rekap = month("2026-10").look(device).unwrap().rekap;
    let place = &rekap.kecamatan[0];
    let text = ask(Some(&place.code));
    let lines: Vec<Vec<&str>> = text
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(lines.len(), place.rows.len() + 1);
    assert!(lines.iter().all(|cells| cells.len() == 14), "{text}");
    assert_eq!(lines[0][..4], ["Toili", "ANI", "2", "1"]);
    assert_eq!(lines[0][7..10], ["6", "1", "5"]);
    assert_eq!(ask(None).lines().count(), rekap.kecamatan.len() + 1);
    assert_eq!(ask(Some("99.99.99")), "", "nowhere");
}

#[test]
fn a_place_that_cannot_be_written_is_told_and_nothing_is_left_there() {
    let mut toili = scene(503);
    let path = toili.stage.dir.path().join("none").join("a.xlsx");
    let refused = export("2026-10", path.clone())
        .work(&mut toili.stage.office.device, &mut unwatched)
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
        .work(device, &mut all)
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
        let stopped = export("2026-10", path.clone()).work(device, &mut watch);
        assert_eq!(ApiError::from(&stopped.unwrap_err()).kind, "cancelled");
        assert_eq!(std::fs::read(&path).unwrap(), b"of last month");
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2, "{stop}");
    }
}
