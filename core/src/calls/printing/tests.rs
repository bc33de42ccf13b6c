//! Printed forms as a window asks for them, counted against what was recorded.

use sesi_engine::job::{Cancelled, unwatched};

use super::attendance::{ExportAttendance, ListOf, lists};
use crate::calls::Job;
use crate::error::ApiError;
use crate::forms::attendance::{Marked, Variant};
use crate::kinds::Mark;
use crate::pdf::Size;
use crate::testkit::{TOILI, Toili};

#[test]
fn a_filled_list_says_what_was_recorded_and_a_kecamatans_lists_are_blank() {
    let mut toili = Toili::new(701);
    toili.record(1, 0, Mark::Hadir);
    let key = toili.record(1, 1, Mark::Sakit);
    toili.synced_phone();
    toili.synced_office();
    let device = &mut toili.stage.office.device;
    let meeting = key.id(&device.office()).0;
    let list = lists(device, &ListOf::Meeting(meeting)).unwrap().remove(0);
    let count = |mark| {
        list.families
            .iter()
            .filter(|family| family.mark == Some(mark))
            .count()
    };
    assert_eq!(
        (
            count(Marked::Hadir),
            count(Marked::Sakit),
            count(Marked::Alfa),
            count(Marked::BelumDitandai)
        ),
        (1, 1, 0, list.families.len() - 2)
    );
    assert_eq!(list.pendamping.name.as_deref(), Some("Ani"));
    let blank = lists(device, &ListOf::Kecamatan(TOILI.into())).unwrap();
    let families: i64 = device
        .reader()
        .query_row("SELECT count(*) FROM rm_family", [], |row| row.get(0))
        .unwrap();
    let listed: usize = blank.iter().map(|list| list.families.len()).sum();
    assert_eq!(i64::try_from(listed).unwrap(), families);
    assert!(
        blank
            .iter()
            .all(|list| list.held.is_none() && list.families.iter().all(|f| f.mark.is_none()))
    );
    assert!(
        lists(device, &ListOf::Kecamatan("99.99.99".into()))
            .unwrap()
            .is_empty()
    );

    let path = toili.stage.dir.path().join("Daftar hadir.pdf");
    let export = |of| ExportAttendance {
        of,
        variant: Variant::A,
        paper: Size::A4,
        path: path.clone(),
    };
    let device = &mut toili.stage.office.device;
    let printed = export(ListOf::Meeting(meeting))
        .run(device, &mut unwatched)
        .unwrap();
    assert_eq!(
        (printed.lists, printed.families as usize),
        (1, list.families.len())
    );
    let before = std::fs::read(&path).unwrap();
    assert!(before.starts_with(b"%PDF"));
    let mut stop = |_| Err(Cancelled);
    let stopped = export(ListOf::Kecamatan(TOILI.into()))
        .run(device, &mut stop)
        .unwrap_err();
    assert_eq!(ApiError::from(&stopped).kind, "cancelled");
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let nobody = export(ListOf::Group(uuid::Uuid::nil()))
        .run(device, &mut unwatched)
        .unwrap_err();
    assert_eq!(ApiError::from(&nobody).kind, "missing");
}
