//! Scores and certificates reach the person and nobody else, merge from two desks, and are counted a second way.

use std::collections::BTreeMap;

use sesi_engine::sync::file::{Extent, export, import};
use uuid::Uuid;

use super::*;
use crate::calls::training::{SaveTraining, SaveTrainingPeople, TrainingFacts};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::Attendee;
use crate::testkit::{LUWUK, Stage, Station, TOILI, fault};

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> &'static str {
    ApiError::from(&done.unwrap_err()).kind
}

struct Scene {
    stage: Stage,
    desk: Station,
    phone: Station,
    colleague: Station,
    people: [Uuid; 3],
    training: Uuid,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut stage = Stage::new(seed);
        let people = [
            stage.hire("ANI", &[TOILI]),
            stage.hire("BUDI", &[LUWUK]),
            stage.hire("CICI", &[LUWUK]),
        ];
        let dewi = stage.hire("DEWI", &[]);
        let phone = stage.phone(people[0], &[TOILI]);
        let colleague = stage.phone(people[1], &[LUWUK]);
        let desk = stage.second_office(dewi);
        let office = &mut stage.office.device;
        let facts = TrainingFacts {
            name: "Diklat FDS".to_owned(),
            kind: Some(TrainingKind::Diklat),
            starts: "2026-09-01".parse().ok(),
            ends: "2026-09-05".parse().ok(),
            fds: true,
            ..TrainingFacts::default()
        };
        let save = SaveTraining {
            id: None,
            base: String::new(),
            facts,
        };
        let training = save.run(office).unwrap();
        let read = crate::calls::training::ReadTraining { id: Some(training) };
        let taking = people.map(|staff| (Attendee::Staff(staff).to_string(), Some(Taking::Hadir)));
        let take = SaveTrainingPeople {
            id: training,
            base: read.answer(office).unwrap().base,
            taking: taking.into(),
            facilitators: BTreeMap::new(),
            guests: Vec::new(),
        };
        take.run(office).unwrap();
        let mut scene = Self {
            stage,
            desk,
            phone,
            colleague,
            people,
            training,
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
}

fn results(device: &Device, id: Uuid) -> TrainingResultsView {
    TrainingResults { id }.answer(device).unwrap()
}

fn enter(
    device: &mut Device,
    id: Uuid,
    staff: Uuid,
    change: impl FnOnce(&mut ResultFacts),
) -> Result<crate::calls::terms::Done, Error> {
    let view = results(device, id);
    let row = view
        .people
        .into_iter()
        .find(|row| row.person.id == staff)
        .unwrap();
    let mut facts = row.facts;
    change(&mut facts);
    let edit = ResultEdit {
        staff,
        base: row.base,
        facts,
    };
    let save = SaveTrainingResults {
        id,
        results: vec![edit],
    };
    save.run(device)
}

#[test]
fn what_a_training_gave_reaches_the_person_and_no_colleague() {
    let mut scene = Scene::new(1951);
    let (training, [ani, budi, cici]) = (scene.training, scene.people);
    let office = &mut scene.stage.office.device;
    enter(office, training, ani, |facts| {
        facts.pre = Some(455);
        facts.post = Some(875);
        facts.outcome = Some(Outcome::Lulus);
        facts.certificate = "RAHASIA-ANI/2026".to_owned();
        facts.certified = "2026-09-30".parse().ok();
        facts.jp = Some(40);
    })
    .unwrap();
    // Only before: in no sum. Somebody without a phone is entered all the same.
    enter(office, training, budi, |facts| facts.pre = Some(1000)).unwrap();
    enter(office, training, cici, |facts| {
        (facts.pre, facts.post) = (Some(300), Some(250));
        facts.certificate = "RAHASIA-CICI/2026".to_owned();
    })
    .unwrap();
    assert_eq!(
        kind(enter(office, training, ani, |facts| facts.pre = Some(1001))),
        "score"
    );
    assert_eq!(
        kind(enter(office, training, ani, |facts| facts.jp = Some(0))),
        "score"
    );
    let nobodys = ResultEdit {
        staff: Uuid::from_u128(5),
        base: None,
        facts: ResultFacts {
            pre: Some(300),
            ..ResultFacts::default()
        },
    };
    let save = SaveTrainingResults {
        id: training,
        results: vec![nobodys],
    };
    assert_eq!(kind(save.run(office)), "missing");
    scene.exchange();
    for device in [&scene.stage.office.device, &scene.desk.device] {
        let view = results(device, training);
        assert_eq!(
            (view.both, view.pre_sum, view.post_sum),
            (2, 455 + 300, 875 + 250)
        );
        let both = view
            .people
            .iter()
            .filter(|row| row.facts.pre.is_some() && row.facts.post.is_some());
        assert_eq!(both.count(), 2);
        // What the office reads of one person is what stands in the training's list.
        for row in &view.people {
            let history = TrainingHistory {
                staff: Some(row.person.id),
            };
            let history = history.answer(device).unwrap();
            assert_eq!(history.rows[0].facts, row.facts);
            assert_eq!(history.rows[0].took_part, row.took_part);
            assert!(history.trained.is_some());
        }
    }
    let own = TrainingHistory { staff: None }
        .answer(&scene.phone.device)
        .unwrap();
    assert!(own.own);
    assert_eq!(own.rows[0].name.as_deref(), Some("Diklat FDS"));
    assert_eq!(own.rows[0].facts.post, Some(875));
    assert_eq!(own.rows[0].facts.certificate, "RAHASIA-ANI/2026");
    // A colleague with everything that crossed, and every key that they hold.
    let mut file = Vec::new();
    export(&mut scene.stage.office.device, Extent::All, &mut file).unwrap();
    import(&mut scene.colleague.device, &mut &file[..]).unwrap();
    assert!(!scene.colleague.dump().contains("RAHASIA"));
    assert!(scene.phone.dump().contains("RAHASIA-ANI"));
    assert!(!scene.phone.dump().contains("RAHASIA-CICI"));
    let ask = TrainingHistory { staff: Some(ani) };
    assert_eq!(kind(ask.answer(&scene.colleague.device)), "not_allowed");
    assert_eq!(
        kind(TrainingResults { id: training }.answer(&scene.phone.device)),
        "not_allowed"
    );
    let own = TrainingHistory { staff: None }
        .answer(&scene.colleague.device)
        .unwrap();
    assert_eq!(own.rows[0].facts.pre, Some(1000));
    // A phone enters nothing, not even of its own person.
    let save = SaveTrainingResults {
        id: training,
        results: Vec::new(),
    };
    assert_eq!(kind(save.run(&mut scene.phone.device)), "not_allowed");
}

/// The disk fills up at any write: nobody's score is there, and the next try saves everybody's.
#[test]
fn scores_of_a_training_are_saved_all_or_none() {
    let mut scene = Scene::new(1953);
    let (training, people) = (scene.training, scene.people);
    let save = |first: u16| SaveTrainingResults {
        id: training,
        results: (first..)
            .zip(people)
            .map(|(pre, staff)| ResultEdit {
                staff,
                base: None,
                facts: ResultFacts {
                    pre: Some(pre),
                    ..ResultFacts::default()
                },
            })
            .collect(),
    };
    let office = &mut scene.stage.office.device;
    let here = |device: &Device| {
        let rows = results(device, training).people.into_iter();
        rows.filter_map(|row| row.facts.pre).collect::<Vec<_>>()
    };
    let watched: Result<(), Error> =
        office.write(|conn, _| fault::watch(conn, Some(fault::Fault::Write(1))));
    watched.unwrap();
    let mut failed = 0;
    for at in 1.. {
        let sql = "UPDATE fault SET left = ?1";
        let armed: Result<usize, Error> = office.write(|conn, _| Ok(conn.execute(sql, [at])?));
        armed.unwrap();
        if save(500).run(office).is_ok() {
            break;
        }
        assert_eq!(here(office), [0; 0], "at write {at}");
        failed += 1;
    }
    assert!(failed > people.len(), "{failed}");
    assert_eq!(here(office), [500, 501, 502]);
}

#[test]
fn two_desks_enter_apart_and_both_stay() {
    let mut scene = Scene::new(1952);
    let (training, ani) = (scene.training, scene.people[0]);
    enter(&mut scene.stage.office.device, training, ani, |facts| {
        (facts.pre, facts.post) = (Some(400), Some(700));
    })
    .unwrap();
    enter(&mut scene.desk.device, training, ani, |facts| {
        facts.post = Some(800);
        facts.certificate = "7/2026".to_owned();
    })
    .unwrap();
    scene.exchange();
    for device in [&scene.stage.office.device, &scene.desk.device] {
        let view = results(device, training);
        let row = view.people.iter().find(|row| row.person.id == ani).unwrap();
        assert_eq!(
            (row.facts.pre, &row.facts.certificate[..]),
            (Some(400), "7/2026")
        );
        assert_eq!(row.disagreements, 1);
        assert!([Some(700), Some(800)].contains(&row.facts.post));
    }
    // Taken back, nothing is said.
    enter(&mut scene.desk.device, training, ani, |facts| {
        *facts = ResultFacts::default();
    })
    .unwrap();
    let view = results(&scene.desk.device, training);
    assert_eq!(view.both, 0);
    let row = view.people.iter().find(|row| row.person.id == ani).unwrap();
    assert_eq!(row.facts, ResultFacts::default());
}
