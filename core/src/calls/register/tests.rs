//! Who was posted where on which day, what each kecamatan carries, and that nobody but the office says so.

use std::collections::BTreeSet;

use chrono::{NaiveDate, TimeDelta};
use proptest::prelude::*;
use sesi_engine::store::{DocumentRow, StoreError};
use uuid::Uuid;

use super::*;
use crate::calls::differences::Differences;
use crate::calls::people::SaveStaff;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{
    DocKey, FamilyView, GroupView, StaffPatch, StaffView, Status, View, roster_feed,
};
use crate::office::begin_postings;
use crate::testkit::{LUWUK, Stage, Station, TOILI, Toili};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(device: &Device, day: &str) -> RegisterView {
    let day = Some(day.parse().unwrap());
    StaffRegister { day }.answer(device).unwrap()
}

fn row<'v>(view: &'v RegisterView, name: &str) -> &'v RegisterRow {
    let mut rows = view.staff.iter();
    rows.find(|row| row.person.name == name).unwrap()
}

fn places(row: &RegisterRow) -> Vec<&str> {
    row.kecamatan.iter().map(|at| at.code.as_str()).collect()
}

fn post(device: &mut Device, id: Uuid, since: &str, codes: &[&str]) -> Result<(), Error> {
    let posting = SavePosting {
        id,
        since: day(since),
        kecamatan: codes.iter().map(|code| (*code).to_owned()).collect(),
    };
    posting.run(device).map(|_| ())
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> &'static str {
    ApiError::from(&done.unwrap_err()).kind
}

#[test]
fn a_pendamping_of_january_is_not_that_of_june() {
    let mut stage = Stage::new(1701);
    let ani = stage.hire("ANI", &[TOILI]);
    let device = &mut stage.office.device;
    assert_eq!(places(row(&on(device, "2026-01-15"), "ANI")), [TOILI]);
    post(device, ani, "2026-06-01", &[LUWUK]).unwrap();
    post(device, ani, "2026-10-01", &[]).unwrap();
    let at = |when: &str| {
        let view = on(device, when);
        let row = row(&view, "ANI");
        let codes: Vec<String> = places(row).into_iter().map(str::to_owned).collect();
        (row.posted, codes)
    };
    assert_eq!(at("2026-01-15"), (true, vec![TOILI.to_owned()]));
    assert_eq!(at("2026-05-31"), (true, vec![TOILI.to_owned()]));
    assert_eq!(at("2026-06-01"), (true, vec![LUWUK.to_owned()]));
    assert_eq!(at("2026-10-01"), (false, Vec::new()), "has left");
    let facts = StaffFacts { id: ani }.answer(device).unwrap();
    let since: Vec<String> = facts.postings.iter().map(|p| p.since.to_string()).collect();
    assert_eq!(since, ["2026-10-01", "2026-06-01", ""]);
    // Her phones may read the new kecamatan, and go on with the old one.
    let view = crate::calls::people::People {}.answer(device).unwrap();
    let works = view.staff.iter().find(|row| row.person.id == ani).unwrap();
    assert_eq!(works.kecamatan.len(), 2);
    let drop = |since: &str, shown: &[&str]| DropPosting {
        id: ani,
        since: Since(Some(day(since))),
        kecamatan: shown.iter().map(|code| (*code).to_owned()).collect(),
    };
    drop("2026-10-01", &[]).run(device).unwrap();
    assert_eq!(places(row(&on(device, "2026-12-01"), "ANI")), [LUWUK]);
    assert!(drop("2026-10-01", &[]).run(device).is_err());
    // Another desk posted her otherwise while this one looked at it.
    let changed = drop("2026-06-01", &[TOILI]).run(device).unwrap_err();
    assert!(
        changed.to_string().contains("look at it again"),
        "{changed}"
    );
    assert_eq!(places(row(&on(device, "2026-12-01"), "ANI")), [LUWUK]);
}

/// Kecamatan that the phone reads, by what it holds keys of.
fn reads(station: &Station, code: &str) -> bool {
    station.device.may_write(&roster_feed(code)).unwrap()
}

/// Whoever is moved from a day on reads nothing of the new place before it, whatever is exchanged; on the day a device of the office lets them
/// in by itself, once, and a phone does nothing of the kind.
#[test]
fn a_posting_of_a_day_to_come_gives_access_on_that_day() {
    let mut toili = Toili::new(1708);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    toili.stage.group(LUWUK, "MAWAR", budi, 2);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let exchange = |toili: &mut Toili| {
        for _ in 0..2 {
            begin_postings(&mut toili.stage.office.device).unwrap();
            begin_postings(&mut toili.phone.device).unwrap();
            toili.synced_office();
            toili.synced_phone();
        }
    };
    let office = &mut toili.stage.office.device;
    let today = office.today().unwrap();
    let then = today + chrono::Days::new(2);
    post(office, ani, &then.to_string(), &[LUWUK]).unwrap();
    // What is over is written down for the months that it was, and gives nothing.
    post(office, ani, "2026-02-01", &[TOILI]).unwrap();
    post(office, ani, "2026-01-01", &["72.01.10"]).unwrap();
    exchange(&mut toili);
    assert!(reads(&toili.phone, TOILI));
    assert!(!reads(&toili.phone, LUWUK) && !toili.phone.dump().contains("MAWAR"));
    let works = |toili: &Toili| {
        let works = crate::queries::staff::works_in(toili.stage.office.device.reader(), ani);
        works.unwrap().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(works(&toili), [TOILI]);
    let later = |toili: &mut Toili, days| {
        toili.stage.relay.clock += 24 * 3600 * 1000;
        for station in [&toili.stage.office, &toili.phone] {
            station
                .ambient
                .set(crate::testkit::start() + TimeDelta::days(days));
        }
    };
    later(&mut toili, 1);
    exchange(&mut toili);
    assert!(!reads(&toili.phone, LUWUK), "a day early");
    later(&mut toili, 2);
    exchange(&mut toili);
    assert!(reads(&toili.phone, LUWUK) && toili.phone.dump().contains("MAWAR"));
    assert!(works(&toili).contains(&LUWUK.to_owned()));
    // Once is enough, and the old place stays.
    assert!(reads(&toili.phone, TOILI));
    let before = toili.stage.office.dump();
    begin_postings(&mut toili.stage.office.device).unwrap();
    assert_eq!(toili.stage.office.dump(), before);
}

/// Where somebody is posted today is not taken from them by hand: it would come back by itself.
#[test]
fn a_kecamatan_of_the_posting_of_today_is_not_taken_away_by_hand() {
    let mut stage = Stage::new(1709);
    let ani = stage.hire("ANI", &[TOILI]);
    let device = &mut stage.office.device;
    post(device, ani, "2026-06-01", &[LUWUK]).unwrap();
    let only = |codes: &[&str]| SaveStaff {
        id: Some(ani),
        name: "ANI".to_owned(),
        role: "pendamping".to_owned(),
        nip: String::new(),
        phone: String::new(),
        kecamatan: codes.iter().map(|code| (*code).to_owned()).collect(),
    };
    assert_eq!(kind(only(&[TOILI]).run(device)), "posted_there");
    only(&[LUWUK]).run(device).unwrap();
    post(device, ani, "2026-06-01", &[]).unwrap();
    only(&[]).run(device).unwrap();
}

#[test]
fn somebody_who_comes_later_was_not_there_before() {
    let mut stage = Stage::new(1702);
    let citra = stage.hire("CITRA", &[]);
    let device = &mut stage.office.device;
    assert!(
        row(&on(device, "2026-01-01"), "CITRA").posted,
        "the kabupaten"
    );
    post(device, citra, "2026-06-01", &[LUWUK]).unwrap();
    assert!(!row(&on(device, "2026-05-31"), "CITRA").posted);
    assert!(row(&on(device, "2026-06-01"), "CITRA").posted);
}

#[test]
fn the_columns_of_the_register_are_kept_and_only_the_office_fills_them() {
    let mut toili = Toili::new(1703);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let facts = SaveStaffFacts {
        id: ani,
        employment: Some(Employment::Pppk),
        email: " ani@contoh.id ".to_owned(),
        started: Some(day("2019-03-01")),
    };
    facts.run(&mut toili.stage.office.device).unwrap();
    let view = on(&toili.stage.office.device, "2026-11-18");
    let ani_row = row(&view, "ANI");
    assert_eq!(ani_row.employment, Some(Employment::Pppk));
    assert_eq!(ani_row.email.as_deref(), Some("ani@contoh.id"));
    assert_eq!(ani_row.started, Some(day("2019-03-01")));
    assert_eq!((ani_row.groups, ani_row.families), (1, 4));
    assert_eq!(ani_row.desa.len(), 1);
    // A phone asks in vain, and what it writes past the calls counts nowhere.
    let phone = &mut toili.phone.device;
    assert_eq!(
        kind(StaffRegister { day: None }.answer(phone)),
        "not_allowed"
    );
    assert_eq!(
        kind(post(phone, ani, "2026-06-01", &[TOILI])),
        "not_allowed"
    );
    // Told so before anything else.
    let nobody = Uuid::from_u128(5);
    let facts = SaveStaffFacts {
        id: nobody,
        employment: None,
        email: String::new(),
        started: None,
    };
    let drop = DropPosting {
        id: nobody,
        since: Since(None),
        kecamatan: BTreeSet::new(),
    };
    let told = [
        kind(facts.run(phone)),
        kind(post(phone, nobody, "2026-06-01", &["73.01.01"])),
        kind(drop.run(phone)),
        kind(StaffFacts { id: nobody }.answer(phone)),
    ];
    assert_eq!(told, ["not_allowed"; 4]);
    let forged = StaffPatch {
        postings: [(Since(None), Some(BTreeSet::from([LUWUK.to_owned()])))].into(),
        ..StaffPatch::default()
    };
    let refused = phone.edit(&DocKey::Staff(ani), &forged.into());
    assert!(refused.is_err(), "a member has no key to the office's feed");
    toili.synced_office();
    let view = on(&toili.stage.office.device, "2026-11-18");
    assert_eq!(places(row(&view, "ANI")), [TOILI]);
}

#[test]
fn a_kecamatan_that_is_none_is_refused() {
    let mut stage = Stage::new(1704);
    let ani = stage.hire("ANI", &[TOILI]);
    let device = &mut stage.office.device;
    let refused = post(device, ani, "2026-06-01", &["73.01.01"]);
    assert_eq!(kind(refused), "unknown_kecamatan");
    assert!(post(device, Uuid::from_u128(5), "2026-06-01", &[TOILI]).is_err());
}

#[test]
fn two_offices_post_one_person_and_both_postings_stay() {
    let mut stage = Stage::new(1705);
    let ani = stage.hire("ANI", &[TOILI]);
    let dewi = stage.hire("DEWI", &[]);
    let mut second = stage.second_office(dewi);
    post(&mut stage.office.device, ani, "2026-06-01", &[LUWUK]).unwrap();
    post(&mut second.device, ani, "2026-09-01", &[TOILI, LUWUK]).unwrap();
    for _ in 0..2 {
        stage.office.synced(&mut stage.relay);
        second.synced(&mut stage.relay);
    }
    for device in [&stage.office.device, &second.device] {
        assert_eq!(places(row(&on(device, "2026-07-01"), "ANI")), [LUWUK]);
        assert_eq!(places(row(&on(device, "2026-09-01"), "ANI")).len(), 2);
        assert!(Differences { doc: None }.answer(device).unwrap().is_empty());
    }
    assert_eq!(stage.office.dump(), second.dump());
    // Of one day both say otherwise: neither is lost.
    post(&mut stage.office.device, ani, "2026-10-01", &[LUWUK]).unwrap();
    post(&mut second.device, ani, "2026-10-01", &[]).unwrap();
    for _ in 0..2 {
        stage.office.synced(&mut stage.relay);
        second.synced(&mut stage.relay);
    }
    let differences = Differences { doc: None }.answer(&second.device).unwrap();
    assert_eq!(differences.len(), 1);
    assert_eq!(differences[0].field, "postings/2026-10-01");
    assert_eq!(stage.office.dump(), second.dump());
}

#[test]
fn a_kecamatan_with_families_and_nobody_stands_first_then_the_most_families_a_person() {
    let mut stage = Stage::new(1706);
    let ani = stage.hire("ANI", &[TOILI]);
    let budi = stage.hire("BUDI", &[TOILI]);
    let citra = stage.hire("CITRA", &[LUWUK]);
    stage.group(TOILI, "MAWAR", ani, 5);
    stage.group(LUWUK, "MELATI", citra, 4);
    let far = stage.hire("FAR", &[]);
    stage.group("72.01.10", "ANGGREK", far, 1);
    let view = on(&stage.office.device, "2026-11-18");
    let order: Vec<(&str, Load)> = view
        .places
        .iter()
        .map(|place| (place.kecamatan.code.as_str(), place.load))
        .collect();
    let load = |staff, groups, families| Load {
        staff,
        groups,
        families,
    };
    assert_eq!(
        order,
        [
            ("72.01.10", load(0, 1, 1)),
            (LUWUK, load(1, 1, 4)),
            (TOILI, load(2, 1, 5)),
        ]
    );
    assert_eq!(view.total, load(5, 3, 10));
    // One who is posted in two counts in both, and once in all.
    post(
        &mut stage.office.device,
        budi,
        "2026-01-01",
        &[TOILI, LUWUK],
    )
    .unwrap();
    let view = on(&stage.office.device, "2026-11-18");
    assert_eq!(view.places.iter().map(|p| p.load.staff).sum::<u32>(), 4);
    assert_eq!(view.total.staff, 5, "and one of the whole kabupaten");
}

/// The documents themselves, not the read model.
fn slow_load(device: &Device, code: &str, when: NaiveDate) -> Load {
    let mut keys = Vec::new();
    DocumentRow::each(device.reader(), |row| {
        keys.push(DocKey::from_bytes(&row.key).unwrap());
        Ok::<_, StoreError>(())
    })
    .unwrap();
    let (mut staff, mut groups, mut families) = (
        Vec::<StaffView>::new(),
        Vec::<GroupView>::new(),
        Vec::<FamilyView>::new(),
    );
    for key in keys {
        match device.document(&key).unwrap().unwrap().view() {
            View::Staff(view) => staff.push(view),
            View::Group(view) => groups.push(view),
            View::Family(view) => families.push(view),
            _ => {}
        }
    }
    let posted = |view: &StaffView| {
        let mut last = None;
        for (since, codes) in &view.postings {
            if since.0.is_none_or(|since| since <= when) {
                last = Some(codes);
            }
        }
        match last {
            Some(codes) => codes.contains(code),
            None => view.postings.is_empty() && view.kecamatan.contains(code),
        }
    };
    let count = |many: usize| u32::try_from(many).unwrap();
    let here: Vec<&GroupView> = groups
        .iter()
        .filter(|group| group.kecamatan == code && group.open_on(when))
        .collect();
    let lives = |family: &&FamilyView| {
        family.status_on(when) == Status::Aktif
            && here
                .iter()
                .any(|group| family.group_on(when) == Some(group.id))
    };
    Load {
        staff: count(staff.iter().filter(|view| posted(view)).count()),
        groups: count(here.len()),
        families: count(families.iter().filter(lives).count()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn every_load_is_counted_a_second_way(
        posts in prop::collection::vec((0usize..4, 1u32..=12, 0usize..4), 0..10),
        sizes in prop::collection::vec(0usize..4, 4),
        closed in prop::option::of(1u32..=12),
        month in 1u32..=12,
    ) {
        let mut stage = Stage::new(1707);
        let people: Vec<Uuid> = (0..4)
            .map(|no| stage.hire(&format!("ORANG {no}"), &[[TOILI, LUWUK][no % 2]]))
            .collect();
        for (no, size) in sizes.into_iter().enumerate() {
            let group = stage.group([TOILI, LUWUK][no % 2], &format!("KEL {no}"), people[no], size);
            if let (0, Some(month)) = (no, closed) {
                stage.close(&group, &format!("2026-{month:02}-01"));
            }
        }
        let device = &mut stage.office.device;
        for (who, month, places) in posts {
            let codes: &[&str] = [&[][..], &[TOILI], &[LUWUK], &[TOILI, LUWUK]][places];
            post(device, people[who], &format!("2026-{month:02}-15"), codes).unwrap();
        }
        let when = NaiveDate::from_ymd_opt(2026, month, 20).unwrap();
        let view = on(device, &when.to_string());
        let mut together = 0;
        for code in [TOILI, LUWUK] {
            let shown = view.places.iter().find(|place| place.kecamatan.code == code);
            let slow = slow_load(device, code, when);
            prop_assert_eq!(shown.map(|place| place.load).unwrap_or_default(), slow);
            together += slow.families;
        }
        prop_assert_eq!(view.total.families, together);
        prop_assert_eq!(view.staff.iter().map(|row| row.families).sum::<u32>(), together);
        let posted = view.staff.iter().filter(|row| row.posted).count();
        prop_assert_eq!(usize::try_from(view.total.staff).unwrap(), posted);
    }
}
