//! Who has not met: by name, once, with what is known of why.

use sesi_engine::documents::Set;

use super::{Unmet, UnmetGroup};
use crate::calls::Query;
use crate::calls::rekap::ReadRekap;
use crate::calls::ringkasan::Ringkasan;
use crate::device::Device;
use crate::kinds::{DocKey, Mark, MeetingPatch, MonthPatch, SessionCode, YearMonth};
use crate::testkit::{Kelompok, LUWUK, TOILI, Toili};

fn unmet(device: &Device, month: &str) -> Vec<UnmetGroup> {
    let month = month.to_owned();
    Unmet { month }.answer(device).unwrap()
}

fn names(unmet: &[UnmetGroup]) -> Vec<&str> {
    unmet.iter().map(|row| row.group.name.as_str()).collect()
}

fn meeting(group: &Kelompok, date: &str, session: &str) -> DocKey {
    let session = SessionCode::new(session).unwrap();
    DocKey::meeting(group.id, date.parse().unwrap(), session).unwrap()
}

#[test]
fn groups_that_did_not_meet_are_named_with_last_meeting_next_session_and_reason() {
    let mut toili = Toili::new(1101);
    let citra = toili.stage.hire("CITRA", &[LUWUK]);
    let mawar = toili.stage.group(LUWUK, "MAWAR", citra, 2);
    let families = toili.group.families.clone();
    let october = meeting(&toili.group, "2026-10-05", "M1.1");
    toili.phone.mark(&october, families[0], Mark::Hadir);
    let off = meeting(&toili.group, "2026-11-12", "M1.2");
    let patch = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&off, &patch.into()).unwrap();
    let staff = toili.phone.device.person().unwrap().unwrap();
    let month = YearMonth::new(2026, 11).unwrap();
    let patch = MonthPatch {
        reason: Set::To("banjir".into()),
        ..MonthPatch::default()
    };
    let key = DocKey::Month { staff, month };
    toili.phone.device.edit(&key, &patch.into()).unwrap();
    toili.synced_phone();
    toili.synced_office();

    let office = &mut toili.stage.office.device;
    let rows = unmet(office, "2026-11");
    assert_eq!(names(&rows), ["MAWAR", "MELATI"]);
    let [luwuk, melati] = &rows[..] else {
        panic!("two groups")
    };
    assert_eq!(
        (luwuk.families, luwuk.last, luwuk.cancelled),
        (2, None, None)
    );
    assert_eq!(luwuk.pendamping.as_ref().unwrap().name, "CITRA");
    assert_eq!(luwuk.next.as_ref().unwrap().number, 1);
    assert_eq!((luwuk.reason.as_deref(), luwuk.silent), (None, false));
    assert_eq!(melati.families, 4);
    assert_eq!(melati.last, Some("2026-10-05".parse().unwrap()));
    assert_eq!(melati.next.as_ref().unwrap().code, "M1.2");
    assert_eq!(melati.cancelled, Some("2026-11-12".parse().unwrap()));
    assert_eq!(melati.reason.as_deref(), Some("banjir"));
    assert!(melati.last_heard.is_some());
    // Of the month in which it met it is none; a closed group is none from the month after.
    assert_eq!(names(&unmet(office, "2026-10")), ["MAWAR"]);
    toili.stage.close(&mawar, "2026-11-01");
    assert_eq!(
        names(&unmet(&toili.stage.office.device, "2026-11")),
        ["MELATI"]
    );
}

#[test]
fn they_are_the_groups_of_ringkasan_and_rekap_that_did_not_meet() {
    let mut toili = Toili::new(1102);
    let ani = toili.phone.device.person().unwrap().unwrap();
    for name in ["MELATI 10", "MELATI 2", "DAHLIA"] {
        toili.stage.group(TOILI, name, ani, 1);
    }
    let office = &mut toili.stage.office.device;
    let rows = unmet(office, "2026-11");
    assert_eq!(names(&rows), ["DAHLIA", "MELATI", "MELATI 2", "MELATI 10"]);
    let month = "2026-11".to_owned();
    let rekap = ReadRekap { month }.answer(office).unwrap().rekap;
    let month = "2026-11".to_owned();
    let view = Ringkasan { month }.answer(office).unwrap();
    let missing = view.total.groups - view.total.groups_met;
    assert_eq!(rows.len(), missing as usize);
    assert_eq!(rekap.kecamatan[0].rows[0].unmet.len(), rows.len());
    let families: u32 = rows.iter().map(|row| row.families).sum();
    assert_eq!(view.total.of_unmet, families);
}
