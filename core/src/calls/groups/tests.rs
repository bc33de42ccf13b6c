//! Groups in lists, in full, made and handed over.

use sesi_engine::documents::Set;

use super::*;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::importing::Rosters;
use crate::kinds::{DocKey, FamilyPatch, Mark, MeetingPatch, Since, Status};
use crate::testkit::{LUWUK, TOILI, Toili};

fn names(device: &Device, search: &str, closed: bool) -> Vec<String> {
    let ask = Groups {
        search: search.into(),
        kecamatan: None,
        closed,
    };
    let rows = ask.answer(device).unwrap();
    rows.into_iter().map(|row| row.group.name).collect()
}

fn group(device: &Device, id: Uuid) -> GroupView {
    Group { id }.answer(device).unwrap()
}

fn form(name: &str, desa: &str) -> SaveGroup {
    SaveGroup {
        id: None,
        name: name.into(),
        desa: desa.into(),
        place: String::new(),
        ketua: None,
        pendamping: None,
    }
}

fn kind<T: std::fmt::Debug>(refused: Result<T, Error>) -> &'static str {
    ApiError::from(&refused.unwrap_err()).kind
}

/// Samalore, a desa of Toili.
const DESA: &str = "72.01.09.2036";

#[test]
fn the_list_is_by_name_and_found_by_parts_of_names() {
    let mut toili = Toili::new(371);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let budi = toili.stage.hire("BUDI SANTOSO", &[TOILI, LUWUK]);
    for name in ["MAWAR 10", "MAWAR 2"] {
        toili.stage.group(TOILI, name, budi, 1);
    }
    let tulip = toili.stage.group(TOILI, "TULIP", ani, 1);
    toili.stage.close(&tulip, "2026-11-18");
    toili.stage.group(LUWUK, "KAMBOJA", budi, 1);
    toili.synced_office();
    toili.synced_phone();
    let phone = &toili.phone.device;
    assert_eq!(names(phone, "", false), ["MAWAR 2", "MAWAR 10", "MELATI"]);
    assert_eq!(names(phone, "", true).len(), 4);
    assert_eq!(names(phone, "santoso", false), ["MAWAR 2", "MAWAR 10"]);
    assert_eq!(names(phone, "mawar 02", false), Vec::<String>::new());
    assert_eq!(names(phone, "mawar 2", false), ["MAWAR 2"]);
    let office = &toili.stage.office.device;
    assert_eq!(names(office, "", false).len(), 4);
    let only = Groups {
        search: String::new(),
        kecamatan: Some(LUWUK.into()),
        closed: false,
    };
    let rows = only.answer(office).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].group.kecamatan, "Luwuk");
}

#[test]
fn a_row_counts_as_the_rekap_does() {
    let mut toili = Toili::new(372);
    let families = toili.group.families.clone();
    let left = FamilyPatch {
        statuses: [(
            Since(Some("2026-11-01".parse().unwrap())),
            Some(Status::TidakAktif),
        )]
        .into(),
        ..FamilyPatch::default()
    };
    let device = &mut toili.phone.device;
    device
        .edit(&DocKey::Family(families[3]), &left.into())
        .unwrap();
    let held = toili.record(6, 0, Mark::Hadir);
    let cancelled = toili.record(7, 0, Mark::Hadir);
    let device = &mut toili.phone.device;
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    device.edit(&cancelled, &off.into()).unwrap();
    let view = group(device, toili.group.id);
    let row = &view.row;
    assert_eq!((row.families, row.sessions_done, row.mine), (3, 1, true));
    assert_eq!(
        (row.pendamping.as_ref().unwrap().name.as_str(), row.closed),
        ("ANI", None)
    );
    assert_eq!(row.last.unwrap().to_string(), "2026-10-06");
    assert!(row.sessions > 14);
    assert_eq!(view.families.len(), 4, "here whatever her status");
    assert_eq!(view.families[3].status, Status::TidakAktif);
    assert_eq!(view.meetings.len(), 2);
    assert!(view.meetings[0].cancelled);
    assert_eq!(view.next.as_ref().unwrap().code, "M1.2");
    let first = &view.sessions[0];
    assert_eq!(first.meeting, Some(held.id(&device.office()).0));
    assert!(view.sessions[1].meeting.is_none() && view.editable);
    let month = crate::rekap::YearMonth::new(2026, 11).unwrap();
    let rekap = crate::rekap::Rekap::count(device.reader(), month).unwrap();
    assert_eq!(rekap.total.families, row.families);
}

#[test]
fn a_group_made_by_hand_is_the_one_that_an_import_would_make() {
    let mut toili = Toili::new(373);
    let device = &mut toili.phone.device;
    let id = form(" Anggrek  1 ", DESA).run(device).unwrap();
    let derived = device
        .identity_rules()
        .group(TOILI, Some(DESA), "ANGGREK 01");
    assert_eq!(id, derived);
    let view = group(device, id);
    assert_eq!(
        (view.row.group.name.as_str(), view.row.group.desa.as_str()),
        ("Anggrek 1", "Samalore")
    );
    assert_eq!(
        (view.kecamatan.as_str(), view.row.mine, view.place),
        (TOILI, true, None)
    );
    assert_eq!(
        kind(form("KELOMPOK ANGGREK 1", DESA).run(device)),
        "group_taken"
    );
    assert_eq!(kind(form(" ", DESA).run(device)), "group_name_missing");
    assert_eq!(kind(form("DAHLIA", "72.01.09").run(device)), "desa_missing");
    assert_eq!(kind(form("DAHLIA", "Samalore").run(device)), "desa_missing");
    assert_eq!(
        kind(form("DAHLIA", "72.01.04.2001").run(device)),
        "desa_missing",
        "no such desa"
    );
    // Renamed, it gives its name free, not its document.
    let renamed = SaveGroup {
        id: Some(id),
        ..form("DAHLIA", DESA)
    };
    assert_eq!(renamed.run(device).unwrap(), id);
    let second = form("ANGGREK 1", DESA).run(device).unwrap();
    assert_ne!(second, id);
    let clash = SaveGroup {
        id: Some(second),
        ..form("dahlia", DESA)
    };
    assert_eq!(kind(clash.run(device)), "group_taken");
    let nobody = SaveGroup {
        id: Some(Uuid::from_u128(4)),
        ..form("X", DESA)
    };
    assert_eq!(kind(nobody.run(device)), "missing");
}

#[test]
fn a_group_is_handed_over_from_today_and_closed() {
    let mut toili = Toili::new(374);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let cici = toili.stage.hire("CICI", &[TOILI]);
    toili.synced_office();
    toili.synced_phone();
    let device = &mut toili.phone.device;
    let id = toili.group.id;
    let desa = group(device, id).desa;
    let save = |pendamping, ketua| SaveGroup {
        id: Some(id),
        pendamping,
        ketua,
        place: "BALAI".into(),
        ..form("MELATI", &desa)
    };
    save(None, Some(toili.group.families[1]))
        .run(device)
        .unwrap();
    let view = group(device, id);
    assert_eq!(view.ketua.unwrap().name, "MELATI KELUARGA 1");
    assert_eq!(
        (
            view.place.as_deref(),
            view.row.pendamping.unwrap().name.as_str()
        ),
        (Some("BALAI"), "ANI")
    );
    let rows = |device: &Device| {
        let mut statement = device
            .reader()
            .prepare("SELECT since FROM rm_group_pendamping WHERE doc = ?1 ORDER BY since")
            .unwrap();
        let rows = statement
            .query_map([id.as_bytes()], |row| row.get::<_, String>(0))
            .unwrap();
        rows.map(Result::unwrap).collect::<Vec<_>>()
    };
    assert_eq!(rows(device), [""], "nothing said, nothing changed");
    save(Some(budi), None).run(device).unwrap();
    assert_eq!(rows(device), ["", "2026-11-18"]);
    let view = group(device, id);
    assert_eq!(
        (view.row.pendamping.unwrap().name.as_str(), view.row.mine),
        ("BUDI", false)
    );
    assert_eq!(view.ketua, None);
    // What was planned for later is over when somebody says otherwise from today.
    let planned = crate::kinds::GroupPatch {
        pendamping: [(Since(Some("2026-12-01".parse().unwrap())), Some(budi))].into(),
        ..Default::default()
    };
    device.edit(&DocKey::Group(id), &planned.into()).unwrap();
    save(Some(cici), None).run(device).unwrap();
    assert_eq!(rows(device), ["", "2026-11-18"]);
    toili.stage.close(&toili.group, "2026-11-19");
    toili.synced_office();
    toili.synced_phone();
    let device = &mut toili.phone.device;
    assert_eq!(
        names(device, "", false),
        ["MELATI"],
        "it is there until tomorrow"
    );
    toili
        .phone
        .ambient
        .set("2026-11-18T17:00:00Z".parse().unwrap());
    let device = &toili.phone.device;
    assert!(
        names(device, "", false).is_empty(),
        "which begins at 16 UTC in WITA"
    );
    assert_eq!(names(device, "", true), ["MELATI"]);
}

#[test]
fn places_are_where_the_device_may_write() {
    let toili = Toili::new(375);
    let places = |device: &Device| Places {}.answer(device).unwrap();
    let own = places(&toili.phone.device);
    assert_eq!(own.len(), 1);
    assert_eq!(
        (
            own[0].kecamatan.code.as_str(),
            own[0].kecamatan.name.as_str()
        ),
        (TOILI, "Toili")
    );
    assert!(
        own[0]
            .desa
            .iter()
            .any(|desa| desa.code == DESA && desa.name == "Samalore")
    );
    let all = places(&toili.stage.office.device);
    assert!(all.len() > 20, "the whole kabupaten: {}", all.len());
}

#[test]
fn the_office_makes_a_group_where_nobody_worked_before() {
    let mut toili = Toili::new(376);
    let desa = Places {}.answer(&toili.stage.office.device).unwrap();
    let luwuk = desa
        .iter()
        .find(|place| place.kecamatan.code == LUWUK)
        .unwrap();
    let desa = luwuk.desa[0].code.clone();
    let id = form("MAWAR", &desa)
        .run(&mut toili.stage.office.device)
        .unwrap();
    assert_eq!(
        kind(form("ANGGREK", &desa).run(&mut toili.phone.device)),
        "not_allowed"
    );
    toili.synced_office();
    let citra = toili.stage.hire("CITRA", &[LUWUK]);
    let phone = toili.stage.phone(citra, &[LUWUK]);
    let view = group(&phone.device, id);
    assert!(view.editable && !view.row.mine);
}
