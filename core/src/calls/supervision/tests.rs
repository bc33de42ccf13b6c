//! A supervision from the field to both signatures, on several devices; who may see and say what; and whom it plans for.

mod planning;
mod rights;

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
