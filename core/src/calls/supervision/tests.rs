//! A supervision from the field to both signatures, on several devices; who may see and say what; and whom it plans for.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sesi_engine::documents::Set;
use sesi_engine::store::{ParkReason, Parked};
use sesi_engine::sync::file::{Extent, export, import};
use uuid::Uuid;

use super::*;
use crate::calls::differences::Differences;
use crate::calls::meeting::Meeting;
use crate::calls::terms::MatterState;
use crate::calls::voices::Voices;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{DocKey, Mark, SessionCode, SupervisionPatch};
use crate::testkit::{Kelompok, LUWUK, Stage, Station, TOILI};

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> &'static str {
    ApiError::from(&done.unwrap_err()).kind
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An office with a second desk, a pendamping with a phone and a group, and a colleague elsewhere.
struct Scene {
    stage: Stage,
    desk: Station,
    phone: Station,
    colleague: Station,
    ani: Uuid,
    dewi: Uuid,
    group: Kelompok,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut stage = Stage::new(seed);
        let (ani, budi) = (stage.hire("ANI", &[TOILI]), stage.hire("BUDI", &[LUWUK]));
        let dewi = stage.hire("DEWI", &[]);
        let group = stage.group(TOILI, "MELATI", ani, 4);
        stage.group(LUWUK, "MAWAR", budi, 2);
        let phone = stage.phone(ani, &[TOILI]);
        let colleague = stage.phone(budi, &[LUWUK]);
        let desk = stage.second_office(dewi);
        let mut scene = Self {
            stage,
            desk,
            phone,
            colleague,
            ani,
            dewi,
            group,
        };
        scene.exchange();
        scene
    }

    fn exchange(&mut self) {
        for _ in 0..2 {
            self.stage.office.synced(&mut self.stage.relay);
            self.desk.synced(&mut self.stage.relay);
            self.phone.synced(&mut self.stage.relay);
            self.colleague.synced(&mut self.stage.relay);
        }
    }

    fn office(&mut self) -> &mut Device {
        &mut self.stage.office.device
    }

    /// Saves and signs what the office's device saw on a day.
    fn observed(&mut self, on: &str, answer: u8) -> Uuid {
        let (staff, group) = (self.ani, self.group.id);
        let id = save(self.office(), staff, facts(group, on, &[answer; 12])).unwrap();
        sign(self.office(), id).unwrap();
        id
    }
}

const ITEMS: [&str; 12] = [
    "a1", "a2", "a3", "p1", "p2", "p3", "p4", "p5", "p6", "k1", "k2", "k3",
];

fn facts(group: Uuid, on: &str, answers: &[u8]) -> SupervisionFacts {
    let answers = ITEMS.iter().zip(answers);
    SupervisionFacts {
        day: Some(day(on)),
        group: Some(group),
        answers: answers
            .map(|(item, answer)| ((*item).to_owned(), *answer))
            .collect(),
        ..SupervisionFacts::default()
    }
}

fn save(device: &mut Device, staff: Uuid, facts: SupervisionFacts) -> Result<Uuid, Error> {
    let save = SaveSupervision {
        id: None,
        staff,
        base: String::new(),
        facts,
    };
    save.run(device)
}

fn read(device: &Device, id: Uuid) -> SupervisionDetail {
    let read = ReadSupervision {
        id: Some(id),
        staff: None,
    };
    read.answer(device).unwrap()
}

/// Changes one that is there.
fn change(
    device: &mut Device,
    id: Uuid,
    change: impl FnOnce(&mut SupervisionFacts),
) -> Result<Uuid, Error> {
    let SupervisionDetail {
        person,
        base,
        mut facts,
        ..
    } = read(device, id);
    change(&mut facts);
    let save = SaveSupervision {
        id: Some(id),
        staff: person.id,
        base,
        facts,
    };
    save.run(device)
}

fn sign(device: &mut Device, id: Uuid) -> Result<crate::calls::terms::Done, Error> {
    let content = Some(read(device, id).content);
    SignSupervision { id, content }.run(device)
}

fn agree(device: &mut Device, id: Uuid, reply: &str) -> Result<crate::calls::terms::Done, Error> {
    let agrees = Some(read(device, id).content);
    let reply = reply.to_owned();
    ReplySupervision { id, agrees, reply }.run(device)
}

fn supervised(device: &Device, staff: Option<Uuid>) -> SupervisedView {
    Supervised { staff }.answer(device).unwrap()
}

fn task(who: Uuid, what: &str, due: &str) -> TaskFacts {
    TaskFacts {
        key: String::new(),
        what: what.to_owned(),
        who: Some(who),
        due: Some(day(due)),
    }
}

#[test]
fn a_meeting_is_observed_offline_and_signed_by_both() {
    let mut scene = Scene::new(1901);
    let (ani, group) = (scene.ani, scene.group.clone());
    // Recorded by the pendamping: three of four were there. Counted by the observer: 5.
    let session = SessionCode::new("M1.1").unwrap();
    let meeting = DocKey::meeting(group.id, day("2026-11-05"), session).unwrap();
    for family in &group.families[..3] {
        scene.phone.mark(&meeting, *family, Mark::Hadir);
    }
    scene.exchange();
    let all_but_four = [3, 3, 3, 3, 3, 3, 3, 0, 0, 0, 0];
    let begun = SupervisionFacts {
        counted: Some(5),
        note: " suasana  baik\n\nlancar ".to_owned(),
        tasks: vec![task(ani, "siapkan flipchart", "2026-11-30")],
        ..facts(group.id, "2026-11-05", &all_but_four)
    };
    let id = save(scene.office(), ani, begun).unwrap();
    let seen = read(scene.office(), id);
    assert_eq!(seen.state, SupervisionState::Draft);
    assert_eq!(
        (
            seen.points.observed,
            seen.points.answered,
            seen.points.score
        ),
        (7, 11, None)
    );
    assert_eq!(seen.facts.note, "suasana baik\n\nlancar");
    // Beside what the observer counted stands what every other screen says of that meeting.
    let [recorded] = &seen.recorded[..] else {
        panic!("{:?}", seen.recorded)
    };
    let shown = Meeting { id: recorded.id }.answer(scene.office()).unwrap();
    assert_eq!((recorded.tally.hadir, recorded.tally.unmarked), (3, 1));
    assert_eq!(recorded.tally, shown.row.tally);
    assert_eq!(seen.facts.counted, Some(5));
    // One item has no answer: nobody signs what was forgotten.
    assert_eq!(kind(sign(scene.office(), id)), "supervision_incomplete");
    change(scene.office(), id, |facts| {
        facts.answers.insert("k3".to_owned(), 2);
    })
    .unwrap();
    let stale = SignSupervision {
        id,
        content: Some(seen.content),
    };
    assert_eq!(kind(stale.run(scene.office())), "supervision_changed");
    sign(scene.office(), id).unwrap();
    assert_eq!(
        kind(change(scene.office(), id, |_| ())),
        "supervision_signed"
    );
    // The person has it by the next exchange, and nobody answers in that person's place.
    scene.exchange();
    assert_eq!(kind(agree(scene.office(), id, "")), "not_supervised");
    let own = supervised(&scene.phone.device, None);
    assert!(own.own && !own.observes);
    assert_eq!(own.rows[0].state, SupervisionState::Signed);
    assert_eq!(own.rows[0].points.score, Some(95));
    assert_eq!(own.rows[0].points.band.as_deref(), Some("Baik"));
    assert_eq!(waiting_for(&scene.phone.device).unwrap().len(), 1);
    agree(&mut scene.phone.device, id, "terima kasih").unwrap();
    assert!(waiting_for(&scene.phone.device).unwrap().is_empty());
    scene.exchange();
    let seen = read(scene.office(), id);
    assert_eq!(
        (seen.state, seen.changed),
        (SupervisionState::Agreed, false)
    );
    assert_eq!(seen.reply, "terima kasih");
    assert_eq!(
        (seen.signed_on, seen.agreed_on),
        (Some(seen.today), Some(seen.today))
    );
    // Opened again and changed, what the person agreed with is another version, and that shows.
    SignSupervision { id, content: None }
        .run(scene.office())
        .unwrap();
    change(scene.office(), id, |facts| facts.counted = Some(6)).unwrap();
    sign(scene.office(), id).unwrap();
    scene.exchange();
    let seen = read(&scene.phone.device, id);
    assert_eq!(
        (seen.state, seen.agreed_before),
        (SupervisionState::Signed, true)
    );
    agree(&mut scene.phone.device, id, "terima kasih").unwrap();
    assert_eq!(
        read(&scene.phone.device, id).state,
        SupervisionState::Agreed
    );
}

#[test]
fn one_observers_two_devices_mean_one_supervision_and_a_change_after_signing_shows() {
    let mut scene = Scene::new(1902);
    let (ani, dewi, group) = (scene.ani, scene.dewi, scene.group.id);
    let mut second = scene.stage.second_office(dewi);
    second.synced(&mut scene.stage.relay);
    scene.exchange();
    let halves = |from: usize, to: usize, answer: u8| {
        let mut facts = facts(group, "2026-11-05", &[answer; 12]);
        let keep: Vec<&str> = ITEMS[from..to].to_vec();
        facts
            .answers
            .retain(|item, _| keep.contains(&item.as_str()));
        facts
    };
    let one = save(&mut scene.desk.device, ani, halves(0, 7, 3)).unwrap();
    let other = save(&mut second.device, ani, halves(6, 12, 2)).unwrap();
    assert_eq!(one, other, "of one observer, group and day is one document");
    // Another person of the office who sat there too says what they saw in their own.
    let mine = save(scene.office(), ani, facts(group, "2026-11-05", &[1; 12])).unwrap();
    assert_ne!(mine, one);
    for _ in 0..2 {
        second.synced(&mut scene.stage.relay);
        scene.exchange();
    }
    let seen = read(&scene.desk.device, one);
    assert_eq!(seen.facts.answers.len(), 12);
    assert_eq!(seen.disagreements, 1, "p4 was answered twice");
    let differences = Differences { doc: Some(one) }
        .answer(&scene.desk.device)
        .unwrap();
    assert_eq!(differences[0].sides.len(), 2);
    assert_eq!(read(&second.device, one).content, seen.content);
    // Signed here, changed there without knowing.
    change(&mut second.device, one, |facts| {
        facts.coaching = "bahasa".to_owned();
    })
    .unwrap();
    sign(&mut scene.desk.device, one).unwrap();
    assert!(!read(&scene.desk.device, one).changed);
    for _ in 0..2 {
        second.synced(&mut scene.stage.relay);
        scene.exchange();
    }
    for device in [&scene.desk.device, &second.device, &scene.phone.device] {
        let seen = read(device, one);
        assert_eq!((seen.state, seen.changed), (SupervisionState::Signed, true));
        let rows = supervised(device, Some(ani)).rows;
        assert!(rows.iter().find(|row| row.id == one).unwrap().changed);
    }
    assert_eq!(
        kind(agree(&mut scene.phone.device, one, "")),
        "supervision_changed"
    );
}

#[test]
fn what_the_instrument_does_not_ask_and_whoever_is_no_office_is_refused() {
    let mut scene = Scene::new(1993);
    let (ani, group) = (scene.ani, scene.group.id);
    let of = |on: &str| facts(group, on, &[3; 12]);
    // What the instrument does not ask, and what its scale does not have.
    let odd = |change: fn(&mut SupervisionFacts)| {
        let mut facts = of("2026-11-05");
        change(&mut facts);
        facts
    };
    for facts in [
        odd(|facts| facts.answers.extend([("zz".to_owned(), 1)])),
        odd(|facts| facts.notes.extend([("zz".to_owned(), "x".to_owned())])),
        odd(|facts| facts.answers.extend([("a1".to_owned(), 4)])),
    ] {
        assert_eq!(kind(save(scene.office(), ani, facts)), "missing");
    }
    // Whoever is no office is told so before anything else.
    let phone = &mut scene.phone.device;
    let nothing = Uuid::nil();
    let sign_it = SignSupervision {
        id: nothing,
        content: None,
    };
    let withdraw_it = WithdrawSupervision {
        id: nothing,
        withdrawn: true,
    };
    let close_it = CloseFollowUp {
        id: nothing,
        key: String::new(),
        closed: true,
    };
    let told = [
        kind(sign_it.run(phone)),
        kind(withdraw_it.run(phone)),
        kind(close_it.run(phone)),
    ];
    assert_eq!(told, ["not_allowed"; 3]);
}

#[test]
fn only_who_observed_signs_and_only_of_a_meeting_that_could_be() {
    let mut scene = Scene::new(1903);
    let (ani, dewi, group) = (scene.ani, scene.dewi, scene.group.id);
    let of = |on: &str| facts(group, on, &[3; 12]);
    assert_eq!(
        kind(save(scene.office(), ani, of("2026-12-31"))),
        "supervision_day"
    );
    assert_eq!(
        kind(save(scene.office(), ani, of("1999-12-31"))),
        "supervision_day"
    );
    let elsewhere = SupervisionFacts {
        group: None,
        ..of("2026-11-05")
    };
    assert_eq!(
        kind(save(scene.office(), ani, elsewhere)),
        "supervision_group"
    );
    assert_eq!(
        kind(save(scene.office(), dewi, of("2026-11-05"))),
        "supervision_group"
    );
    assert_eq!(
        kind(save(&mut scene.desk.device, dewi, of("2026-11-05"))),
        "supervision_of_oneself"
    );
    assert_eq!(
        kind(save(&mut scene.phone.device, ani, of("2026-11-05"))),
        "not_allowed"
    );
    let many = SupervisionFacts {
        counted: Some(501),
        ..of("2026-11-05")
    };
    assert_eq!(kind(save(scene.office(), ani, many)), "supervision_counted");
    let half = SupervisionFacts {
        tasks: vec![TaskFacts {
            due: None,
            ..task(ani, "x", "2026-11-30")
        }],
        ..of("2026-11-05")
    };
    assert_eq!(kind(save(scene.office(), ani, half)), "task_incomplete");
    let id = save(scene.office(), ani, of("2026-11-05")).unwrap();
    assert_eq!(
        kind(save(scene.office(), ani, of("2026-11-05"))),
        "supervision_there"
    );
    scene.exchange();
    // A colleague of the office neither changes nor signs it, and a signature by their device is none.
    assert_eq!(
        kind(change(&mut scene.desk.device, id, |_| ())),
        "not_observer"
    );
    assert_eq!(kind(sign(&mut scene.desk.device, id)), "not_observer");
    let (key, _) = crate::calls::ids::document(&scene.desk.device, id)
        .unwrap()
        .unwrap();
    let content = read(&scene.desk.device, id).content;
    let forged = SupervisionPatch {
        signed: Set::To(content),
        ..SupervisionPatch::default()
    };
    scene.desk.device.edit(&key, &forged.into()).unwrap();
    scene.exchange();
    for device in [&scene.stage.office.device, &scene.phone.device] {
        assert_eq!(read(device, id).state, SupervisionState::Draft);
        assert_eq!(supervised(device, Some(ani)).compared.len(), 0);
    }
    sign(scene.office(), id).unwrap();
    // Taken back it counts nowhere, and can come again.
    let plan = |scene: &Scene| SupervisionPlan {}.answer(&scene.desk.device).unwrap();
    scene.exchange();
    assert_eq!((plan(&scene).this_month, plan(&scene).never), (1, 1));
    let withdraw = |withdrawn| WithdrawSupervision { id, withdrawn };
    withdraw(true).run(&mut scene.desk.device).unwrap();
    assert_eq!((plan(&scene).this_month, plan(&scene).never), (0, 2));
    assert!(supervised(&scene.desk.device, Some(ani)).rows[0].withdrawn);
    // What was taken back is not gone on with, not even by who observed.
    scene.exchange();
    let gone = scene.office();
    assert_eq!(kind(change(gone, id, |_| ())), "supervision_withdrawn");
    assert_eq!(kind(sign(gone, id)), "supervision_withdrawn");
    let stranger = save(gone, Uuid::from_u128(0x5742), of("2026-11-06"));
    assert_eq!(kind(stranger), "missing");
    withdraw(false).run(&mut scene.desk.device).unwrap();
    assert_eq!((plan(&scene).this_month, plan(&scene).never), (1, 1));
}

/// With everything that ever crossed in their hands and every key that they hold, a colleague reads nothing of it; nor does a phone that was
/// revoked of what came after.
#[test]
fn a_colleague_and_a_revoked_phone_read_nothing_of_it_and_the_office_keeps_all() {
    let mut scene = Scene::new(1904);
    let ani = scene.ani;
    let (staff, group) = (scene.ani, scene.group.id);
    let said = SupervisionFacts {
        note: "RAHASIA-PERTAMA".to_owned(),
        ..facts(group, "2026-11-05", &[1; 12])
    };
    let id = save(scene.office(), staff, said).unwrap();
    sign(scene.office(), id).unwrap();
    scene.exchange();
    agree(&mut scene.phone.device, id, "RAHASIA-BALASAN").unwrap();
    scene.exchange();
    assert!(scene.stage.office.dump().contains("RAHASIA-BALASAN"));
    let read_all = |from: &mut Station, to: &mut Station| {
        let mut file = Vec::new();
        export(&mut from.device, Extent::All, &mut file).unwrap();
        import(&mut to.device, &mut &file[..]).unwrap();
        let parked = Parked::all(to.device.reader()).unwrap();
        assert!(
            parked
                .iter()
                .any(|one| one.reason == ParkReason::UnknownKey),
            "{parked:?}"
        );
    };
    let ask = Supervised { staff: Some(ani) };
    assert_eq!(kind(ask.answer(&scene.colleague.device)), "not_allowed");
    read_all(&mut scene.stage.office, &mut scene.colleague);
    assert!(!scene.colleague.dump().contains("RAHASIA"));
    let ask = ReadSupervision {
        id: Some(id),
        staff: None,
    };
    assert!(ask.answer(&scene.colleague.device).is_err());
    assert!(
        Voices {}
            .answer(&scene.colleague.device)
            .unwrap()
            .coaching
            .is_empty()
    );
    // The phone is lost: what was said stays known as its person's, and what comes now it cannot open.
    let lost = scene.phone.device.id();
    scene.office().revoke(lost).unwrap();
    for _ in 0..2 {
        scene.stage.office.synced(&mut scene.stage.relay);
        scene.desk.synced(&mut scene.stage.relay);
    }
    let later = SupervisionFacts {
        note: "RAHASIA-KEDUA".to_owned(),
        ..facts(group, "2026-11-06", &[2; 12])
    };
    let second = save(scene.office(), staff, later).unwrap();
    sign(scene.office(), second).unwrap();
    scene.stage.office.synced(&mut scene.stage.relay);
    scene.desk.synced(&mut scene.stage.relay);
    read_all(&mut scene.stage.office, &mut scene.phone);
    assert!(scene.phone.dump().contains("RAHASIA-PERTAMA"));
    assert!(!scene.phone.dump().contains("RAHASIA-KEDUA"));
    for device in [&scene.stage.office.device, &scene.desk.device] {
        let all = supervised(device, Some(ani));
        assert_eq!(all.rows.len(), 2);
        assert_eq!(all.rows[1].state, SupervisionState::Agreed);
    }
    // A new phone of the same person has all of it again.
    let mut again = scene.stage.phone(ani, &[TOILI]);
    scene.stage.office.synced(&mut scene.stage.relay);
    again.synced(&mut scene.stage.relay);
    assert_eq!(supervised(&again.device, None).rows.len(), 2);
    assert!(read(&again.device, id).own);
}

/// Somebody without any phone is observed all the same: other desks have it, and the phone that they get later.
#[test]
fn somebody_without_a_phone_is_observed_and_reads_it_later() {
    let mut scene = Scene::new(1905);
    let tuti = scene.stage.hire("TUTI", &[TOILI]);
    let group = scene.stage.group(TOILI, "KENANGA", tuti, 2);
    let id = save(
        scene.office(),
        tuti,
        facts(group.id, "2026-11-05", &[3; 12]),
    )
    .unwrap();
    sign(scene.office(), id).unwrap();
    scene.exchange();
    assert_eq!(supervised(&scene.desk.device, Some(tuti)).rows.len(), 1);
    let mut phone = scene.stage.phone(tuti, &[TOILI]);
    scene.exchange();
    phone.synced(&mut scene.stage.relay);
    agree(&mut phone.device, id, "").unwrap();
    phone.synced(&mut scene.stage.relay);
    scene.exchange();
    assert_eq!(read(&scene.desk.device, id).state, SupervisionState::Agreed);
}

#[test]
fn a_task_is_given_to_nobody_who_cannot_read_it() {
    let mut scene = Scene::new(1996);
    let (ani, group) = (scene.ani, scene.group.id);
    let founder = scene.office().person().unwrap().unwrap();
    let (budi, dewi) = (
        scene.colleague.device.person().unwrap().unwrap(),
        scene.dewi,
    );
    let with = |who| SupervisionFacts {
        tasks: vec![task(who, "siapkan flipchart", "2026-12-06")],
        ..facts(group, "2026-11-05", &[2; 12])
    };
    // A colleague reads nothing of it.
    assert_eq!(kind(save(scene.office(), ani, with(budi))), "task_unread");
    let id = save(scene.office(), ani, with(dewi)).unwrap();
    for who in [ani, founder] {
        change(scene.office(), id, |facts| facts.tasks[0].who = Some(who)).unwrap();
    }
    let other = change(scene.office(), id, |facts| facts.tasks[0].who = Some(budi));
    assert_eq!(kind(other), "task_unread");
    // Whoever left the office since keeps what they were given.
    change(scene.office(), id, |facts| facts.tasks[0].who = Some(dewi)).unwrap();
    let desk = scene.desk.device.id();
    scene.office().revoke(desk).unwrap();
    change(scene.office(), id, |facts| facts.note = "lagi".to_owned()).unwrap();
    let again = change(scene.office(), id, |facts| {
        facts.tasks.push(task(dewi, "buku kerja", "2026-12-06"));
    });
    assert_eq!(kind(again), "task_unread");
}

#[test]
fn what_was_agreed_is_in_the_list_of_tasks_until_it_is_done() {
    let mut scene = Scene::new(1906);
    let (ani, group) = (scene.ani, scene.group.id);
    let founder = scene.office().person().unwrap().unwrap();
    let agreed = SupervisionFacts {
        tasks: vec![
            task(ani, "siapkan flipchart", "2026-11-06"),
            task(founder, "kirim buku kerja", "2026-12-31"),
        ],
        ..facts(group, "2026-11-05", &[2; 12])
    };
    let id = save(scene.office(), ani, agreed).unwrap();
    let coaching = |device: &Device| Voices {}.answer(device).unwrap().coaching;
    assert!(
        coaching(scene.office()).is_empty(),
        "nothing is agreed before it is signed"
    );
    sign(scene.office(), id).unwrap();
    scene.exchange();
    let own = coaching(&scene.phone.device);
    let told: Vec<_> = own
        .iter()
        .map(|one| (&one.what[..], one.own, one.overdue))
        .collect();
    assert_eq!(
        told,
        [
            ("siapkan flipchart", true, true),
            ("kirim buku kerja", false, false)
        ]
    );
    assert_eq!(supervised(&scene.phone.device, None).rows[0].open_tasks, 2);
    let prove = |key: &str| ProveFollowUp {
        id,
        key: key.to_owned(),
        proof: "sudah".to_owned(),
    };
    assert_eq!(
        kind(prove(&own[1].key).run(&mut scene.phone.device)),
        "not_your_task"
    );
    prove(&own[0].key).run(&mut scene.phone.device).unwrap();
    scene.exchange();
    let at_office = coaching(scene.office());
    let done = at_office.iter().find(|one| one.key == own[0].key).unwrap();
    assert_eq!((done.state, done.overdue), (MatterState::Done, false));
    assert_eq!(done.proof.as_deref(), Some("sudah"));
    // Doing what was agreed changes nothing of what was signed.
    assert!(!read(scene.office(), id).changed);
    let close = |closed| CloseFollowUp {
        id,
        key: own[0].key.clone(),
        closed,
    };
    assert_eq!(
        kind(close(true).run(&mut scene.phone.device)),
        "not_allowed"
    );
    close(true).run(scene.office()).unwrap();
    // Counted a second way: by the plan, by the person's list, and by the tasks themselves.
    let open = |device: &Device| {
        let tasks = coaching(device).into_iter();
        tasks.filter(|one| one.state == MatterState::Going).count()
    };
    let plan = SupervisionPlan {}.answer(scene.office()).unwrap();
    let row = plan.people.iter().find(|row| row.person.id == ani).unwrap();
    assert_eq!((open(scene.office()), row.open_tasks), (1, 1));
    assert_eq!(
        coaching(scene.office()).last().unwrap().state,
        MatterState::Closed
    );
    // The forum, which all staff read, has none of it.
    assert!(Voices {}.answer(scene.office()).unwrap().matters.is_empty());
    let rows = scene
        .stage
        .office
        .rows("SELECT hex(purpose) FROM document WHERE key >= x'0e' AND key < x'0f'");
    assert!(rows.iter().all(|row| row.contains("8204")), "{rows:?}");
}

#[test]
fn a_new_version_of_the_instrument_leaves_old_scores_as_they_were() {
    let mut scene = Scene::new(1907);
    let (ani, group) = (scene.ani, scene.group.id);
    let old = scene.observed("2026-11-05", 2);
    let mut next = ReadInstrument {}.answer(scene.office()).unwrap().now;
    next.name = "Instrumen 2027".to_owned();
    next.items.truncate(3);
    next.items.push(ItemText {
        id: String::new(),
        part: "Proses".to_owned(),
        text: " Menyapa  satu per satu ".to_owned(),
    });
    next.least = 2;
    next.scale = ["Tidak", "Ya"].map(str::to_owned).to_vec();
    let bad = InstrumentText {
        least: 9,
        ..next.clone()
    };
    let instrument = bad.clone();
    assert_eq!(
        kind(SaveInstrument { instrument }.run(scene.office())),
        "instrument"
    );
    // Told before anything else is looked at.
    for instrument in [&bad, &next] {
        let instrument = instrument.clone();
        let mine = SaveInstrument { instrument }.run(&mut scene.phone.device);
        assert_eq!(kind(mine), "not_allowed");
    }
    let phone = &scene.phone.device;
    assert_eq!(kind(ReadInstrument {}.answer(phone)), "not_allowed");
    let begun = ReadSupervision {
        id: None,
        staff: Some(ani),
    };
    assert_eq!(kind(begun.answer(phone)), "not_allowed");
    SaveInstrument { instrument: next }
        .run(scene.office())
        .unwrap();
    scene.exchange();
    let now = ReadInstrument {}.answer(&scene.desk.device).unwrap();
    assert_eq!(now.now.items[3].id, "b1");
    assert_eq!(now.now.items[3].text, "Menyapa satu per satu");
    let used: Vec<_> = now
        .versions
        .iter()
        .map(|one| (&one.name[..], one.used))
        .collect();
    assert_eq!(used, [("Instrumen 2027", 0), ("12 butir bawaan Sesi", 1)]);
    for device in [&scene.stage.office.device, &scene.phone.device] {
        let seen = read(device, old);
        assert_eq!(seen.points.score, Some(66));
        assert_eq!(seen.instrument.unwrap().items.len(), 12);
    }
    // Of the new version: 2 of 2 for two items, one not observed, one "Tidak".
    let mut facts = facts(group, "2026-11-06", &[2, 2, 0]);
    facts.answers.insert("b1".to_owned(), 1);
    let id = save(scene.office(), ani, facts).unwrap();
    sign(scene.office(), id).unwrap();
    let seen = read(scene.office(), id);
    assert_eq!((seen.points.score, seen.points.observed), (Some(83), 3));
    // What is compared is what can be: those of the version of the latest.
    let all = supervised(scene.office(), Some(ani));
    assert_eq!(
        all.compared.iter().map(|one| one.id).collect::<Vec<_>>(),
        [id]
    );
    assert_eq!(all.items.len(), 4);
    assert_eq!(all.rows.len(), 2);
}

#[test]
fn the_plan_begins_with_who_was_never_observed_and_knows_no_score() {
    let mut scene = Scene::new(1908);
    let names = |scene: &Scene| -> Vec<String> {
        let plan = SupervisionPlan {}
            .answer(&scene.stage.office.device)
            .unwrap();
        plan.people.into_iter().map(|row| row.person.name).collect()
    };
    assert_eq!(names(&scene), ["ANI", "BUDI"]);
    // Observed, ANI comes after BUDI, however good or bad it was.
    let id = scene.observed("2026-11-05", 1);
    assert_eq!(names(&scene), ["BUDI", "ANI"]);
    WithdrawSupervision {
        id,
        withdrawn: true,
    }
    .run(scene.office())
    .unwrap();
    scene.observed("2026-11-06", 3);
    assert_eq!(names(&scene), ["BUDI", "ANI"]);
    // Longest ago before later, whatever the score.
    let budi = scene.colleague.device.person().unwrap().unwrap();
    let mawar = crate::queries::groups::Groups::read(scene.office().reader()).unwrap();
    let mawar = mawar.all().find(|group| group.name == "MAWAR").unwrap().id;
    let of_budi = save(scene.office(), budi, facts(mawar, "2026-11-07", &[1; 12])).unwrap();
    sign(scene.office(), of_budi).unwrap();
    assert_eq!(names(&scene), ["ANI", "BUDI"]);
    // No answer of the plan holds a score, under whatever name.
    let plan = SupervisionPlan {}.answer(scene.office()).unwrap();
    let json = serde_json::to_value(&plan).unwrap();
    let keys: std::collections::BTreeSet<&str> = json["people"][0]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let expected = [
        "person",
        "role",
        "kecamatan",
        "groups",
        "families",
        "last",
        "times",
        "unsigned",
        "open_tasks",
        "hadir",
        "expected",
    ];
    assert_eq!(keys, expected.into());
    let ask = SupervisionPlan {};
    assert_eq!(kind(ask.answer(&scene.phone.device)), "not_allowed");
}

/// Scores and trend counted a second way, from the answers as they were entered.
#[test]
fn the_trend_is_what_was_entered() {
    let mut scene = Scene::new(1909);
    let (ani, group) = (scene.ani, scene.group.id);
    let mut entered: BTreeMap<NaiveDate, Vec<u8>> = BTreeMap::new();
    for no in 1..=6_u32 {
        let answers: Vec<u8> = (0..12)
            .map(|at| u8::try_from((at * 7 + no * 5) % 4).unwrap())
            .collect();
        let on = format!("2026-11-{no:02}");
        let id = save(scene.office(), ani, facts(group, &on, &answers)).unwrap();
        sign(scene.office(), id).unwrap();
        entered.insert(day(&on), answers);
    }
    let view = supervised(scene.office(), Some(ani));
    assert_eq!(view.compared.len(), entered.len());
    for (at, (on, answers)) in entered.iter().enumerate() {
        let seen: Vec<f64> = answers
            .iter()
            .filter(|one| **one > 0)
            .map(|one| f64::from(*one))
            .collect();
        let expected = (seen.len() >= 8).then(|| {
            let points = seen.iter().sum::<f64>()
                / (3.0 * f64::from(u32::try_from(seen.len()).unwrap()))
                * 100.0;
            // Rounded down, as a band is.
            format!("{}", (points + 1e-9).floor())
        });
        let compared = &view.compared[at];
        assert_eq!(compared.day, *on);
        assert_eq!(compared.score.map(|score| score.to_string()), expected);
        let row = view.rows.iter().find(|row| row.day == *on).unwrap();
        assert_eq!(row.points.score, compared.score);
        let column: Vec<Option<u8>> = view.items.iter().map(|item| item.answers[at]).collect();
        assert_eq!(
            column,
            answers.iter().map(|one| Some(*one)).collect::<Vec<_>>()
        );
    }
}

#[test]
fn who_left_is_planned_for_no_more_and_what_was_seen_stays() {
    let mut scene = Scene::new(1910);
    let ani = scene.ani;
    let id = scene.observed("2026-11-05", 3);
    scene.exchange();
    agree(&mut scene.phone.device, id, "sampai jumpa").unwrap();
    scene.exchange();
    let left = crate::calls::register::SavePosting {
        id: ani,
        since: day("2026-11-10"),
        kecamatan: [].into(),
    };
    left.run(scene.office()).unwrap();
    scene.exchange();
    let plan = SupervisionPlan {}.answer(&scene.desk.device).unwrap();
    assert!(plan.people.iter().all(|row| row.person.id != ani));
    assert_eq!(
        plan.this_month, 1,
        "what was seen of them is counted all the same"
    );
    for device in [&scene.stage.office.device, &scene.desk.device] {
        let rows = supervised(device, Some(ani)).rows;
        assert_eq!(rows[0].state, SupervisionState::Agreed);
        assert_eq!(read(device, id).reply, "sampai jumpa");
    }
    assert_eq!(supervised(&scene.phone.device, None).rows.len(), 1);
}
