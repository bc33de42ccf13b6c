//! "Data saya" as a window asks for it.

use super::{ExportOwnData, OwnData};
use crate::calls::{Look, Work};
use crate::documents::Mark;
use crate::error::ApiError;
use crate::own_data::Format;
use crate::stage::Toili;
use crate::work::{Cancelled, unwatched};

#[test]
fn a_phone_takes_along_what_it_shows_and_an_office_all() {
    let mut toili = Toili::new(601);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let path = toili.stage.dir.path().join("Data saya.json");
    let device = &mut toili.stage.office.device;
    let shown = OwnData {}.look(device).unwrap();
    let export = |format| ExportOwnData {
        format,
        path: path.clone(),
    };
    let written = export(Format::Json).work(device, &mut unwatched).unwrap();
    let rows = |key: &str| shown.iter().find(|list| list.key == key).unwrap().rows;
    for list in &written.lists {
        assert_eq!(list.rows, rows(list.list), "{}", list.list);
    }
    assert_eq!((rows("pertemuan"), rows("kantor")), (1, 1));
    assert!(rows("kpm") > 0 && rows("kehadiran") > 0);
    let before = std::fs::read(&path).unwrap();

    // Stopped, it leaves what was there.
    for format in [Format::Xlsx, Format::Csv, Format::Json] {
        let mut stop = |_| Err(Cancelled);
        let stopped = export(format).work(device, &mut stop).unwrap_err();
        assert_eq!(ApiError::from(&stopped).kind, "cancelled");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    let nowhere = ExportOwnData {
        format: Format::Xlsx,
        path: path.with_file_name("none").join("a.xlsx"),
    };
    let refused = nowhere.work(device, &mut unwatched).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "io");
}
