//! The first screen, of a pendamping and their groups.

use sesi_engine::documents::Set;
use sesi_engine::store::PendingChange;

use super::*;
use crate::calls::terms::Safe;
use crate::kinds::{DocKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, Since, Status};
use crate::testkit::{LUWUK, TOILI, Toili, marks};

fn beranda(device: &Device) -> BerandaView {
    Beranda {}.answer(device).unwrap()
}

/// A meeting of a day of November 2026; the stage's today is 18 November.
fn november(group: Uuid, day: u32, session: &str) -> DocKey {
    let date = NaiveDate::from_ymd_opt(2026, 11, day).unwrap();
    DocKey::meeting(
        group,
        date,
        crate::kinds::SessionCode::new(session).unwrap(),
    )
    .unwrap()
}

#[test]
fn it_says_which_groups_have_met_and_which_wait_longest() {
    let mut toili = Toili::new(301);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 2);
    let anggrek = toili.stage.group(TOILI, "ANGGREK", ani, 3);
    let dahlia = toili.stage.group(TOILI, "DAHLIA", ani, 1);
    // Somebody else's group, and a closed one, are not hers to meet.
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    toili.stage.group(TOILI, "KAMBOJA", budi, 2);
    let closed = toili.stage.group(TOILI, "TULIP", ani, 2);
    toili.stage.close(&closed, "2026-11-01");
    toili.synced_office();
    toili.synced_phone();
    toili.record(5, 0, Mark::Hadir);
    let device = &mut toili.phone.device;
    let there = |family| marks([(family, Mark::Hadir)]);
    device
        .edit(&mawar.meeting(9), &there(mawar.families[0]))
        .unwrap();
    let met = november(anggrek.id, 3, "M1.1");
    device.edit(&met, &there(anggrek.families[0])).unwrap();

    let view = beranda(device);
    assert_eq!(
        (view.name.as_str(), view.office.as_str()),
        ("ANI", "Dinas Sosial")
    );
    assert_eq!(view.kecamatan, ["Toili"]);
    assert_eq!(
        (view.month.as_str(), view.today.to_string()),
        ("2026-11", "2026-11-18".into())
    );
    assert_eq!((view.groups, view.groups_met), (4, 1));
    let waiting: Vec<(&str, Option<String>)> = view
        .not_met
        .iter()
        .map(|group| (group.name.as_str(), group.last.map(|day| day.to_string())))
        .collect();
    assert_eq!(
        waiting,
        [
            ("DAHLIA", None),
            ("MELATI", Some("2026-10-05".into())),
            ("MAWAR", Some("2026-10-09".into())),
        ]
    );
    assert_eq!(view.not_met[0].id, dahlia.id);
    let codes: Vec<&str> = view
        .not_met
        .iter()
        .map(|group| group.next.as_ref().unwrap().code.as_str())
        .collect();
    assert_eq!(codes, ["M1.1", "M1.2", "M1.2"]);
    let met: Vec<_> = view
        .met
        .iter()
        .map(|row| (row.group.name.as_str(), row.tally))
        .collect();
    let tally = crate::calls::terms::Tally {
        hadir: 1,
        unmarked: 2,
        ..Default::default()
    };
    assert_eq!(met, [("ANGGREK", tally)]);
    assert_eq!(view.met[0].session.number, 1);
    assert_eq!(
        view.met[0].session.title,
        "Menjadi Orangtua yang Lebih Baik"
    );
}

#[test]
fn a_cancelled_meeting_is_no_meeting_and_a_group_closed_after_it_met_counts() {
    let mut toili = Toili::new(302);
    let group = toili.group.clone();
    let key = november(group.id, 4, "M1.1");
    let there = marks([(group.families[0], Mark::Hadir)]);
    toili.phone.device.edit(&key, &there).unwrap();
    let cancel = |cancelled| MeetingPatch {
        cancelled: Set::To(cancelled),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&key, &cancel(true).into()).unwrap();
    let view = beranda(&toili.phone.device);
    assert_eq!((view.groups, view.groups_met, view.met.len()), (1, 0, 0));
    assert_eq!(view.not_met[0].last, None);
    toili
        .phone
        .device
        .edit(&key, &cancel(false).into())
        .unwrap();
    toili.stage.close(&group, "2026-11-10");
    toili.synced_office();
    toili.synced_phone();
    let view = beranda(&toili.phone.device);
    assert_eq!(
        (view.groups, view.groups_met, view.not_met.len()),
        (1, 1, 0)
    );
}

#[test]
fn families_are_those_of_the_day_and_a_group_is_hers_from_its_day() {
    let mut toili = Toili::new(303);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 1);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let office = &mut toili.stage.office.device;
    let since = |day: &str| Since(Some(day.parse().unwrap()));
    // One family moved, one left the programme, one will move tomorrow.
    let families = &toili.group.families;
    let moved = |day| FamilyPatch {
        groups: [(since(day), Some(mawar.id))].into(),
        ..FamilyPatch::default()
    };
    office
        .edit(&DocKey::Family(families[0]), &moved("2026-11-10").into())
        .unwrap();
    office
        .edit(&DocKey::Family(families[1]), &moved("2026-11-19").into())
        .unwrap();
    let gone = FamilyPatch {
        statuses: [(since("2026-11-01"), Some(Status::Graduasi))].into(),
        ..FamilyPatch::default()
    };
    office
        .edit(&DocKey::Family(families[2]), &gone.into())
        .unwrap();
    // Before the move she was marked in her old group.
    let key = november(toili.group.id, 4, "M1.1");
    let there = marks([(families[0], Mark::Sakit), (families[1], Mark::Hadir)]);
    toili.phone.device.edit(&key, &there).unwrap();
    toili.synced_office();
    toili.synced_phone();
    let view = beranda(&toili.phone.device);
    let tally = view.met[0].tally;
    assert_eq!(
        (tally.hadir, tally.sakit, tally.alfa, tally.unmarked),
        (1, 1, 0, 1),
        "she who graduated before is not expected"
    );
    assert_eq!(
        (view.not_met[0].name.as_str(), view.not_met[0].families),
        ("MAWAR", 2)
    );

    // Tomorrow MAWAR is Budi's.
    let handed = GroupPatch {
        pendamping: [(since("2026-11-19"), Some(budi))].into(),
        ..GroupPatch::default()
    };
    toili
        .stage
        .office
        .device
        .edit(&DocKey::Group(mawar.id), &handed.into())
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(beranda(&toili.phone.device).groups, 2);
    toili
        .phone
        .ambient
        .set("2026-11-19T02:00:00Z".parse().unwrap());
    assert_eq!(beranda(&toili.phone.device).groups, 1);
}

#[test]
fn a_meeting_is_safe_when_the_relay_has_all_of_it() {
    let mut toili = Toili::new(304);
    let family = toili.group.families[0];
    let key = november(toili.group.id, 4, "M1.1");
    toili.phone.mark(&key, family, Mark::Hadir);
    assert_eq!(beranda(&toili.phone.device).met[0].safe, Safe::Here);
    toili.synced_phone();
    assert_eq!(beranda(&toili.phone.device).met[0].safe, Safe::Office);
    toili.phone.mark(&key, family, Mark::Alfa);
    assert_eq!(beranda(&toili.phone.device).met[0].safe, Safe::Here);
    assert!(PendingChange::count(toili.phone.device.reader(), None).unwrap() > 0);
}

#[test]
fn who_leads_nothing_has_an_empty_screen_and_the_office_has_all_groups() {
    let mut toili = Toili::new(305);
    let citra = toili.stage.hire("CITRA", &[LUWUK]);
    toili.stage.group(LUWUK, "MAWAR", citra, 1);
    let dewi = toili.stage.hire("DEWI", &[TOILI]);
    let phone = toili.stage.phone(dewi, &[TOILI]);
    let view = beranda(&phone.device);
    assert_eq!((view.groups, view.not_met.len(), view.met.len()), (0, 0, 0));
    let view = beranda(&toili.stage.office.device);
    assert_eq!((view.name.as_str(), view.groups), ("RATNA", 2));
}

/// The kinds of the list, with how many of each.
fn kinds(view: &BerandaView) -> Vec<(&'static str, usize)> {
    let kinds = view.todo.iter().map(|todo| match todo {
        Todo::Mend { meetings } => ("mend", meetings.len()),
        Todo::Supervised { supervisions } => ("supervised", supervisions.len()),
        Todo::Disagreements { meetings } => ("disagreements", meetings.len()),
        Todo::AlfaAgain { families } => ("alfa", families.len()),
        Todo::PlannedToday { entries } => ("planned_today", entries.len()),
        Todo::Planned { entries } => ("planned", entries.len()),
        Todo::Waiting { meetings, others } => ("waiting", (meetings + others) as usize),
    });
    kinds.collect()
}

#[test]
fn what_is_to_be_done_is_one_list_with_counts_the_most_urgent_first() {
    let mut toili = Toili::new(306);
    let families = toili.group.families.clone();
    assert_eq!(kinds(&beranda(&toili.phone.device)), []);
    // Two months of Alfa in a row: before, in between and after belong to it or not. Two meetings of a month are one month.
    for (day, said) in [
        ("2026-09-03", [Mark::Hadir, Mark::Alfa, Mark::Alfa]),
        ("2026-10-03", [Mark::Alfa, Mark::Sakit, Mark::Alfa]),
        ("2026-11-02", [Mark::Alfa, Mark::Alfa, Mark::Alfa]),
        ("2026-11-03", [Mark::Alfa, Mark::Alfa, Mark::Alfa]),
    ] {
        let session = crate::kinds::SessionCode::new("M1.1").unwrap();
        let key = DocKey::meeting(toili.group.id, day.parse().unwrap(), session).unwrap();
        let said = marks(families.iter().copied().zip(said));
        toili.phone.device.edit(&key, &said).unwrap();
    }
    let view = beranda(&toili.phone.device);
    assert_eq!(kinds(&view), [("alfa", 2), ("waiting", 4)]);
    let Todo::AlfaAgain { families: again } = &view.todo[0] else {
        panic!("families")
    };
    let said: Vec<_> = again.iter().map(|row| (row.family, row.months)).collect();
    assert_eq!(said, [(families[2], 3), (families[0], 2)]);
    assert_eq!(again[0].last.to_string(), "2026-11-03");
    // Kepatuhan says the same of the same families.
    let asked = crate::calls::compliance::Compliance {
        month: None,
        kecamatan: None,
    };
    let rows = asked.answer(&toili.phone.device).unwrap().rows;
    let rows = rows.iter().filter(|row| row.mine && row.months.len() > 1);
    let rows: Vec<_> = rows.map(|row| (row.id, row.months.len())).collect();
    assert_eq!(rows, [(families[2], 3), (families[0], 2)]);
    // What is sent waits no longer; what the office asks for comes first, until it is mended.
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let key = november(toili.group.id, 3, "M1.1");
    let id = key.id(&office.office()).0;
    let heads = crate::calls::checking::Check { id }
        .answer(office)
        .unwrap()
        .meeting
        .heads;
    crate::calls::Command::run(
        crate::calls::checking::GiveVerdict {
            id,
            verdict: Some(crate::kinds::Verdict::Perbaiki),
            note: String::new(),
            heads,
        },
        office,
    )
    .unwrap();
    toili.synced_office();
    toili.synced_phone();
    let view = beranda(&toili.phone.device);
    assert_eq!(kinds(&view), [("mend", 1), ("alfa", 2)]);
    toili.phone.mark(&key, families[2], Mark::Hadir);
    let view = beranda(&toili.phone.device);
    assert_eq!(kinds(&view), [("alfa", 1), ("waiting", 1)]);
    // A family that left the programme is nobody to go and see.
    let gone = FamilyPatch {
        statuses: [(Since(None), Some(Status::Graduasi))].into(),
        ..FamilyPatch::default()
    };
    toili
        .phone
        .device
        .edit(&DocKey::Family(families[0]), &gone.into())
        .unwrap();
    assert_eq!(kinds(&beranda(&toili.phone.device)), [("waiting", 2)]);
}

#[test]
fn two_people_who_differ_are_to_be_settled_and_a_group_that_met_twice_stands_once() {
    let mut toili = Toili::new(307);
    let family = toili.group.families[0];
    let (early, late) = (
        november(toili.group.id, 4, "M1.1"),
        november(toili.group.id, 11, "M1.2"),
    );
    for key in [&early, &late] {
        toili.phone.mark(key, family, Mark::Hadir);
    }
    let view = beranda(&toili.phone.device);
    assert_eq!((view.met.len(), view.groups_met), (1, 1));
    assert_eq!(view.met[0].date.to_string(), "2026-11-11");
    toili.synced_phone();
    toili.synced_office();
    toili.phone.mark(&early, family, Mark::Sakit);
    toili.stage.office.mark(&early, family, Mark::Alfa);
    toili.synced_office();
    toili.synced_phone();
    let view = beranda(&toili.phone.device);
    assert_eq!(kinds(&view), [("disagreements", 1)]);
}
