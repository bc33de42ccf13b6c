//! Families as people look for them, change and move them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sesi_engine::documents::Set;

use super::*;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{Component, DocKey, FamilyPatch, Mark, MeetingPatch, Since};
use crate::testkit::{LUWUK, Station, TOILI, Toili};

const DESA: &str = "72.01.09.2036";
const NIK: &str = "7201045612879213";

fn ask(search: &str) -> Families {
    Families {
        search: search.into(),
        kecamatan: None,
        group: None,
        status: None,
        offset: 0,
        limit: 100,
    }
}

fn found(device: &Device, ask: Families) -> Vec<String> {
    let page = ask.answer(device).unwrap();
    assert_eq!(page.total as usize, page.rows.len());
    page.rows.into_iter().map(|row| row.name).collect()
}

fn family(device: &Device, id: Uuid) -> FamilyView {
    Family { id }.answer(device).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn form(name: &str, group: Option<Uuid>) -> SaveFamily {
    SaveFamily {
        id: None,
        name: name.into(),
        nik: None,
        kk: None,
        pkh_id: String::new(),
        address: String::new(),
        desa: DESA.into(),
        phone: String::new(),
        tahap: String::new(),
        components: BTreeMap::new(),
        group,
    }
}

/// A change of a form.
type Change<'c> = &'c dyn Fn(&mut SaveFamily);

fn kind<T>(refused: Result<T, Error>) -> &'static str {
    refused
        .err()
        .map_or("done", |error| ApiError::from(&error).kind)
}

fn named(station: &mut Station, id: Uuid, patch: FamilyPatch) {
    let device = &mut station.device;
    device.edit(&DocKey::Family(id), &patch.into()).unwrap();
}

#[test]
fn families_are_found_by_parts_of_names_and_of_numbers() {
    let mut toili = Toili::new(381);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR 01", ani, 1);
    toili.synced_office();
    toili.synced_phone();
    let families = toili.group.families.clone();
    let patch = |name: &str| FamilyPatch {
        name: Set::To(name.into()),
        ..FamilyPatch::default()
    };
    named(
        &mut toili.phone,
        families[0],
        FamilyPatch {
            nik: Set::To(NIK.into()),
            kk: Set::To("7201041111112222".into()),
            pkh_id: Set::To("7201-555".into()),
            desa: Set::To(DESA.into()),
            ..patch("Hj. SITTI  Nu'mán")
        },
    );
    named(&mut toili.phone, families[1], patch("AMINAH"));
    let device = &toili.phone.device;
    assert_eq!(found(device, ask("")).len(), 5);
    assert_eq!(found(device, ask("numan SITTI")), ["Hj. SITTI  Nu'mán"]);
    assert_eq!(found(device, ask("samalore")), ["Hj. SITTI  Nu'mán"]);
    assert_eq!(found(device, ask("samalore melati")), ["Hj. SITTI  Nu'mán"]);
    assert_eq!(found(device, ask("mawar 1")), ["MAWAR 01 KELUARGA 0"]);
    for number in ["87921", NIK, "1111 2222", "11112222"] {
        assert_eq!(
            found(device, ask(number)),
            ["Hj. SITTI  Nu'mán"],
            "{number}"
        );
    }
    assert!(
        found(device, ask("792")).is_empty(),
        "too short for a number"
    );
    assert!(found(device, ask("aminah mawar")).is_empty());
    let of_group = Families {
        group: Some(mawar.id),
        ..ask("")
    };
    assert_eq!(found(device, of_group), ["MAWAR 01 KELUARGA 0"]);
    let elsewhere = Families {
        kecamatan: Some(LUWUK.into()),
        ..ask("")
    };
    assert!(found(device, elsewhere).is_empty());
    let page = Families {
        offset: 1,
        limit: 2,
        ..ask("")
    }
    .answer(device)
    .unwrap();
    let names: Vec<&str> = page.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(
        (page.total, names),
        (5, vec!["Hj. SITTI  Nu'mán", "MAWAR 01 KELUARGA 0"])
    );
}

#[test]
fn status_and_group_are_those_of_today() {
    let mut toili = Toili::new(382);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 0);
    toili.synced_office();
    toili.synced_phone();
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    let graduate = |id, since| SetStatus {
        id,
        status: Status::Graduasi,
        since: day(since),
    };
    graduate(families[0], "2026-11-18").run(device).unwrap();
    graduate(families[1], "2026-11-19").run(device).unwrap();
    let go = |id, since| MoveFamily {
        id,
        group: mawar.id,
        since: day(since),
    };
    go(families[2], "2026-11-18").run(device).unwrap();
    go(families[3], "2026-11-19").run(device).unwrap();
    let of = |status| Families {
        status: Some(status),
        ..ask("")
    };
    assert_eq!(found(device, of(Status::Graduasi)), ["MELATI KELUARGA 0"]);
    assert_eq!(found(device, of(Status::Aktif)).len(), 3);
    let in_mawar = Families {
        group: Some(mawar.id),
        ..ask("")
    };
    assert_eq!(found(device, in_mawar), ["MELATI KELUARGA 2"]);
    assert_eq!(found(device, ask("mawar")), ["MELATI KELUARGA 2"]);
    let view = family(device, families[3]);
    assert_eq!(view.group.unwrap().name, "MELATI");
    let stays: Vec<_> = view
        .groups
        .iter()
        .map(|stay| (stay.since, stay.group.as_str()))
        .collect();
    assert_eq!(
        stays,
        [(None, "MELATI"), (Some(day("2026-11-19")), "MAWAR")]
    );
    // Said anew from an earlier day, the later no longer holds.
    SetStatus {
        id: families[1],
        status: Status::Aktif,
        since: day("2026-11-10"),
    }
    .run(device)
    .unwrap();
    toili
        .phone
        .ambient
        .set("2026-11-20T00:00:00Z".parse().unwrap());
    let device = &toili.phone.device;
    assert_eq!(family(device, families[1]).row.status, Status::Aktif);
    assert_eq!(
        family(device, families[3]).row.group.as_deref(),
        Some("MAWAR")
    );
}

#[test]
fn her_history_stays_where_it_was() {
    let mut toili = Toili::new(383);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 1);
    toili.synced_office();
    toili.synced_phone();
    let id = toili.group.families[0];
    let marked = toili.record(6, 0, Mark::Hadir);
    let device = &mut toili.phone.device;
    let two = MeetingPatch {
        more_sessions: Set::To(vec![crate::kinds::SessionCode::new("M1.3").unwrap()]),
        ..MeetingPatch::default()
    };
    device.edit(&marked, &two.into()).unwrap();
    let unmarked = toili.record(8, 1, Mark::Hadir);
    let device = &mut toili.phone.device;
    MoveFamily {
        id,
        group: mawar.id,
        since: day("2026-10-10"),
    }
    .run(device)
    .unwrap();
    let after = toili.record(12, 1, Mark::Hadir);
    let guest = toili.record(14, 0, Mark::Sakit);
    let device = &mut toili.phone.device;
    let hers = mawar.meeting(13);
    let there = crate::testkit::marks([(mawar.families[0], Mark::Hadir)]);
    device.edit(&hers, &there).unwrap();
    // Once it has left the programme, nobody expects it.
    let status = Status::Graduasi;
    SetStatus {
        id,
        status,
        since: day("2026-10-15"),
    }
    .run(device)
    .unwrap();
    device.edit(&mawar.meeting(16), &there).unwrap();
    let view = family(device, id);
    let office = device.office();
    let attended: Vec<_> = view
        .attendance
        .iter()
        .map(|it| (it.meeting, it.mark))
        .collect();
    assert_eq!(
        attended,
        [
            (guest.id(&office).0, Some(Mark::Sakit)),
            (hers.id(&office).0, None),
            (unmarked.id(&office).0, None),
            (marked.id(&office).0, Some(Mark::Hadir)),
        ]
    );
    assert!(
        attended
            .iter()
            .all(|(meeting, _)| *meeting != after.id(&office).0)
    );
    let codes: Vec<&str> = view.sessions.iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["M1.1", "M1.3"]);
    // Into another kecamatan only the office moves it, and it is there then.
    let citra = toili.stage.hire("CITRA", &[LUWUK]);
    let kamboja = toili.stage.group(LUWUK, "KAMBOJA", citra, 0);
    toili.synced_phone();
    toili.synced_office();
    let move_there = || MoveFamily {
        id,
        group: kamboja.id,
        since: day("2026-11-01"),
    };
    assert_eq!(
        kind(move_there().run(&mut toili.phone.device)),
        "no_such_group"
    );
    let office = &mut toili.stage.office.device;
    move_there().run(office).unwrap();
    let view = family(office, id);
    assert_eq!(
        (view.kecamatan.as_str(), view.row.group.as_deref()),
        (LUWUK, Some("KAMBOJA"))
    );
    toili.synced_office();
    toili.synced_phone();
    assert!(
        !family(&toili.phone.device, id).editable,
        "she is no longer this phone's to change"
    );
}

#[test]
fn numbers_are_masked_until_asked_for() {
    let mut toili = Toili::new(384);
    let id = toili.group.families[0];
    named(
        &mut toili.phone,
        id,
        FamilyPatch {
            nik: Set::To(NIK.into()),
            kk: Set::To("7201041111112222".into()),
            ..FamilyPatch::default()
        },
    );
    let device = &toili.phone.device;
    let view = family(device, id);
    assert_eq!(view.row.nik.as_deref(), Some("7201••••••••9213"));
    assert_eq!(view.kk.as_deref(), Some("7201••••••••2222"));
    assert!(!serde_json::to_string(&view).unwrap().contains("0456128"));
    let numbers = FamilyNumbers { id }.answer(device).unwrap();
    assert_eq!(numbers.nik.as_deref(), Some(NIK));
    let none = FamilyNumbers {
        id: toili.group.families[1],
    }
    .answer(device)
    .unwrap();
    assert!(none.nik.is_none() && none.kk.is_none());
    assert_eq!(
        kind(
            FamilyNumbers {
                id: Uuid::from_u128(1)
            }
            .answer(device)
        ),
        "missing"
    );
    assert_eq!(
        kind(
            Family {
                id: Uuid::from_u128(1)
            }
            .answer(device)
        ),
        "missing"
    );
    assert_eq!(listing::masked("12345678"), "••••••••");
}

#[test]
fn a_family_made_by_hand_is_the_one_that_an_import_would_make() {
    let mut toili = Toili::new(385);
    let group = toili.group.id;
    let device = &mut toili.phone.device;
    let siti = || SaveFamily {
        nik: Some("7201 0456 1287 9213".into()),
        components: [(Component::Sd, 2), (Component::Aud, 0)].into(),
        ..form("  SITI   AMINAH ", Some(group))
    };
    let id = siti().run(device).unwrap();
    let expected = Uuid::new_v5(
        &Uuid::from_bytes(device.office().0),
        format!("family:nik:{NIK}").as_bytes(),
    );
    assert_eq!(id, expected);
    let view = family(device, id);
    assert_eq!(
        (
            view.row.name.as_str(),
            view.row.desa.as_str(),
            view.kecamatan.as_str()
        ),
        ("SITI AMINAH", "Samalore", TOILI)
    );
    assert_eq!(
        (view.row.status, view.row.group.as_deref(), view.editable),
        (Status::Aktif, Some("MELATI"), true)
    );
    assert_eq!(view.components, [(Component::Sd, 2)].into());
    assert_eq!(
        view.groups[0].since,
        Some(day("2026-11-01")),
        "months before do not change by her"
    );
    assert_eq!(kind(siti().run(device)), "family_taken");
    // Without numbers every one is another.
    let first = form("BU ANI", Some(group)).run(device).unwrap();
    let second = form("BU ANI", Some(group)).run(device).unwrap();
    assert_ne!(first, second);
    let alone = form("BU IDA", None).run(device).unwrap();
    assert_eq!(family(device, alone).kecamatan, TOILI);
}

#[test]
fn what_cannot_be_a_family_says_why() {
    let mut toili = Toili::new(386);
    let group = toili.group.id;
    let closed = toili.stage.group(TOILI, "TULIP", Uuid::from_u128(9), 0);
    toili.stage.close(&closed, "2026-11-18");
    toili.synced_office();
    toili.synced_phone();
    let device = &mut toili.phone.device;
    let with = |change: &dyn Fn(&mut SaveFamily)| {
        let mut form = form("SITI", Some(group));
        change(&mut form);
        form
    };
    let faults: [(&str, Change<'_>); 7] = [
        ("name_missing", &|form| form.name = "  ".into()),
        ("sixteen_digits", &|form| form.nik = Some("123".into())),
        ("sixteen_digits", &|form| form.kk = Some("sama".into())),
        ("desa_missing", &|form| form.desa.clear()),
        ("no_such_group", &|form| {
            form.group = Some(Uuid::from_u128(1));
        }),
        ("group_closed", &|form| form.group = Some(closed.id)),
        ("number_out_of_range", &|form| {
            form.components.insert(Component::Sd, 31);
        }),
    ];
    for (expected, change) in faults {
        assert_eq!(kind(with(change).run(device)), expected);
    }
    let into_closed = |since| MoveFamily {
        id: toili.group.families[0],
        group: closed.id,
        since: day(since),
    };
    assert_eq!(kind(into_closed("2026-11-18").run(device)), "group_closed");
    assert_eq!(kind(into_closed("2026-11-17").run(device)), "done");
    let unknown = SetStatus {
        id: Uuid::from_u128(1),
        status: Status::Aktif,
        since: day("2026-11-18"),
    };
    assert_eq!(kind(unknown.run(device)), "missing");
}

#[test]
fn a_change_writes_what_differs_and_leaves_what_was_not_said() {
    let mut toili = Toili::new(387);
    let id = toili.group.families[0];
    let start = FamilyPatch {
        nik: Set::To(NIK.into()),
        phone: Set::To("0812".into()),
        components: [(Component::Sd, Some(2)), (Component::Smp, Some(0))].into(),
        ..FamilyPatch::default()
    };
    named(&mut toili.phone, id, start);
    let device = &mut toili.phone.device;
    let desa = family(device, id).desa;
    let save = |change: &dyn Fn(&mut SaveFamily)| {
        let mut form = SaveFamily {
            id: Some(id),
            phone: "0812".into(),
            components: [(Component::Sd, 2)].into(),
            desa: desa.clone(),
            ..form("MELATI KELUARGA 0", None)
        };
        change(&mut form);
        form
    };
    let pending =
        |device: &Device| sesi_engine::store::PendingChange::count(device.reader(), None).unwrap();
    let before = pending(device);
    save(&|_| ()).run(device).unwrap();
    assert_eq!(pending(device), before, "nothing differs");
    save(&|form| {
        form.phone.clear();
        form.components = [(Component::Lansia, 1)].into();
        form.kk = Some("7201041111112222".into());
        form.desa = DESA.into();
    })
    .run(device)
    .unwrap();
    let view = family(device, id);
    assert_eq!((view.phone, view.row.desa.as_str()), (None, "Samalore"));
    assert_eq!(view.components, [(Component::Lansia, 1)].into());
    let numbers = FamilyNumbers { id }.answer(device).unwrap();
    assert_eq!(
        (numbers.nik.as_deref(), numbers.kk.is_some()),
        (Some(NIK), true)
    );
    save(&|form| form.nik = Some(String::new()))
        .run(device)
        .unwrap();
    assert!(FamilyNumbers { id }.answer(device).unwrap().nik.is_none());
    let nobody = SaveFamily {
        id: Some(Uuid::from_u128(1)),
        ..form("X", None)
    };
    assert_eq!(kind(nobody.run(device)), "missing");
}

#[test]
fn a_family_of_whom_nobody_said_a_status_is_active_here_and_in_the_rekap() {
    let mut toili = Toili::new(388);
    let patch = FamilyPatch {
        statuses: [(Since(None), None)].into(),
        ..FamilyPatch::default()
    };
    named(&mut toili.phone, toili.group.families[0], patch);
    let device = &toili.phone.device;
    let active = Families {
        status: Some(Status::Aktif),
        ..ask("")
    };
    assert_eq!(found(device, active).len(), 4);
    let month = crate::rekap::YearMonth::new(2026, 11).unwrap();
    let rekap = crate::rekap::Rekap::count(device.reader(), month).unwrap();
    assert_eq!(rekap.total.families, 4);
}
