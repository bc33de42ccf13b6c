//! The staff, in every screen that says a number of them: the register, who was never trained, trainings, rakor and voices.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde_json::to_value as shown;
use uuid::Uuid;

use super::Chance;
use super::owed::exported;
use crate::calls::groups::Groups;
use crate::calls::rakor::{
    MarkRakor, RakorFacts, RakorGuest, Rakors, ReadRakor, SaveRakor, TaskOfRakor,
};
use crate::calls::register::{Load, SavePosting, StaffRegister};
use crate::calls::training::{
    MarkTraining, ReadTraining, SaveTraining, SaveTrainingPeople, TrainedCount, TrainingFacts,
    Trainings, Untrained,
};
use crate::calls::voices::{
    DecideVoice, Decision, JoinVoices, MatterState, SayVoice, Voices, VoicesEvaluation,
};
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::kinds::{Attendee, Presence, Taking, TrainingKind, VoiceKind};
use crate::testkit::{LUWUK, Stage, TOILI};

fn count<T>(all: impl Iterator<Item = T>) -> u32 {
    u32::try_from(all.count()).unwrap()
}

/// Compares all of it, as of today, on an office's device.
pub(super) fn agree(device: &Device) {
    agree_on_the_register(device);
    agree_on_trainings(device);
    agree_on_rakor(device);
    agree_on_voices(device);
}

/// The register, Kelompok, and who was never trained.
fn agree_on_the_register(device: &Device) {
    let register = StaffRegister { day: None }.answer(device).unwrap();
    let untrained = Untrained {}.answer(device).unwrap();
    let groups = Groups {
        search: String::new(),
        kecamatan: None,
        closed: false,
    };
    let groups = groups.answer(device).unwrap();
    let open = groups.iter().filter(|row| row.opens.is_none());
    let open: Vec<_> = open.collect();
    let total = Load {
        staff: count(register.staff.iter().filter(|row| row.posted)),
        groups: count(open.iter()),
        families: open.iter().map(|row| row.families).sum(),
    };
    assert_eq!(shown(register.total).unwrap(), shown(total).unwrap());
    assert_eq!(untrained.total.staff, total.staff);
    let TrainedCount {
        staff,
        trained,
        untrained: never,
        ..
    } = untrained.total;
    assert_eq!(trained + never, staff);
    assert_eq!(count(untrained.people.iter()), never);
    for row in &untrained.people {
        let mut all = register.staff.iter();
        let listed = all.find(|one| one.person.id == row.person.id).unwrap();
        assert_eq!((row.groups, row.families), (listed.groups, listed.families));
        assert!(listed.posted);
    }
    for place in &untrained.places {
        let mut loads = register.places.iter();
        let load = loads.find(|load| load.kecamatan.code == place.kecamatan.code);
        let load = load.unwrap().load;
        assert_eq!(shown(place.load).unwrap(), shown(load).unwrap());
        assert_eq!(place.count.staff, load.staff);
        let here = untrained.people.iter().filter(|row| {
            let mut places = row.kecamatan.iter();
            places.any(|one| one.code == place.kecamatan.code)
        });
        assert_eq!(count(here), place.count.untrained);
    }
}

/// The list of trainings, each training's page, and who counts as trained.
fn agree_on_trainings(device: &Device) {
    let trainings = Trainings {}.answer(device).unwrap();
    assert_eq!(exported(device, "pelatihan"), trainings.len());
    let never: BTreeSet<Uuid> = Untrained {}
        .answer(device)
        .unwrap()
        .people
        .iter()
        .map(|row| row.person.id)
        .collect();
    let today = device.today().unwrap();
    let mut trained: BTreeSet<Uuid> = BTreeSet::new();
    for row in &trainings {
        let page = ReadTraining { id: Some(row.id) }.answer(device).unwrap();
        let registered = page
            .people
            .iter()
            .filter(|person| matches!(person.taking, Some(Taking::Terdaftar | Taking::Hadir)));
        assert_eq!(count(registered), row.people, "{}", row.name);
        let took = page.people.iter().filter(|person| person.took_part);
        assert_eq!(count(took.clone()), row.took_part, "{}", row.name);
        assert_eq!(page.counts, row.counts);
        if row.counts && !row.cancelled && row.ends <= today {
            trained.extend(took.filter_map(|person| person.staff));
        }
    }
    // Counted a second way: whoever is posted took part in one that counts, or never did.
    let register = StaffRegister { day: None }.answer(device).unwrap();
    for row in register.staff.iter().filter(|row| row.posted) {
        let id = row.person.id;
        assert_ne!(
            trained.contains(&id),
            never.contains(&id),
            "{}",
            row.person.name
        );
    }
    let choices = ReadTraining { id: None }.answer(device).unwrap().staff;
    for choice in choices {
        assert_eq!(choice.trained, trained.contains(&choice.person.id));
    }
}

/// The list of rakor, each rakor's page, and voices.
fn agree_on_rakor(device: &Device) {
    let rakors = Rakors {}.answer(device).unwrap();
    assert_eq!(exported(device, "rakor"), rakors.len());
    let matters = Voices {}.answer(device).unwrap().matters;
    let open = |state: MatterState| state != MatterState::Closed;
    for row in &rakors {
        let page = ReadRakor { id: Some(row.id) }.answer(device).unwrap();
        assert_eq!(shown(page.count).unwrap(), shown(row.count).unwrap());
        let staff = |there: Option<Presence>| {
            let people = page.people.iter();
            count(people.filter(|one| one.staff.is_some() && one.presence == there))
        };
        let counted = [
            staff(Some(Presence::Hadir)),
            staff(Some(Presence::Izin)),
            staff(Some(Presence::TanpaKeterangan)),
            staff(None),
        ];
        let told = [
            row.count.hadir,
            row.count.izin,
            row.count.absent,
            row.count.unmarked,
        ];
        assert_eq!(told, counted, "{}", row.title);
        let tasks = matters.iter().filter(|matter| {
            let mut voices = matter.voices.iter();
            voices.any(|voice| voice.rakor == Some(row.id))
        });
        assert_eq!(count(page.tasks.iter()), count(tasks));
        assert!(page.open.iter().all(|matter| open(matter.state)));
    }
    let new = ReadRakor { id: None }.answer(device).unwrap();
    let waiting = matters.iter().filter(|matter| open(matter.state));
    assert_eq!(count(new.open.iter()), count(waiting));
}

/// The desk of voices and their evaluation.
fn agree_on_voices(device: &Device) {
    let matters = Voices {}.answer(device).unwrap().matters;
    let all = matters.iter().flat_map(|matter| {
        let voices = matter.voices.iter();
        voices.map(move |voice| (matter, voice))
    });
    let all: Vec<_> = all.collect();
    assert_eq!(exported(device, "suara"), all.len());
    let evaluation = VoicesEvaluation {
        first: Some("2025-06".into()),
        last: None,
    };
    let evaluation = evaluation.answer(device).unwrap();
    let said = all.iter().filter(|(_, voice)| voice.rakor.is_none());
    let said: Vec<_> = said.collect();
    let total = &evaluation.total;
    let of = |fits: &dyn Fn(&crate::calls::voices::Matter) -> bool| {
        count(said.iter().filter(|(matter, _)| fits(matter)))
    };
    assert_eq!(total.voices, count(said.iter()));
    assert_eq!(total.answered, of(&|matter| matter.answered.is_some()));
    assert_eq!(
        total.closed,
        of(&|matter| matter.state == MatterState::Closed)
    );
    assert_eq!(total.overdue, of(&|matter| matter.overdue));
    let topics = &evaluation.topics;
    let sums = topics.iter().map(|topic| topic.sum.voices).sum::<u32>();
    assert_eq!(sums, total.voices);
    for topic in topics {
        assert_eq!(topic.by_month.iter().sum::<u32>(), topic.sum.voices);
        let here = of(&|matter| matter.topic == topic.topic);
        assert_eq!(here, topic.sum.voices);
    }
    let mut places: BTreeMap<Option<&str>, u32> = BTreeMap::new();
    for (_, voice) in &said {
        for place in &voice.kecamatan {
            *places.entry(Some(place)).or_default() += 1;
        }
        if voice.kecamatan.is_empty() {
            *places.entry(None).or_default() += 1;
        }
    }
    let told = evaluation.places.iter();
    let told = told.map(|place| (place.kecamatan.as_deref(), place.sum.voices));
    assert_eq!(told.collect::<BTreeMap<_, _>>(), places);
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn who(staff: Uuid) -> String {
    Attendee::Staff(staff).to_string()
}

/// A training at random days of which some took part.
fn train(chance: &mut Chance, device: &mut Device, people: &[Uuid], no: usize) {
    let from = 1 + u32::try_from(chance.below(20)).unwrap();
    let halves: Vec<String> = ["p", "s"]
        .iter()
        .map(|part| format!("2026-0{}-{from:02}.{part}", 5 + no))
        .collect();
    let date = day(5 + u32::try_from(no).unwrap(), from);
    let facts = TrainingFacts {
        name: format!("Diklat {no}"),
        kind: Some([TrainingKind::Diklat, TrainingKind::Coaching][chance.below(2)]),
        starts: Some(date),
        ends: Some(date),
        fds: chance.below(4) > 0,
        halves: halves
            .iter()
            .map(|half| (half.clone(), String::new()))
            .collect(),
        ..TrainingFacts::default()
    };
    let save = SaveTraining {
        id: None,
        base: String::new(),
        facts,
    };
    let id = save.run(device).unwrap();
    let base = |device: &Device| ReadTraining { id: Some(id) }.answer(device).unwrap().base;
    let taking = people.iter().filter(|_| chance.below(3) > 0);
    let taking: Vec<Uuid> = taking.copied().collect();
    let people = SaveTrainingPeople {
        id,
        base: base(device),
        taking: taking
            .iter()
            .map(|staff| (who(*staff), Some(Taking::Terdaftar)))
            .collect(),
        facilitators: BTreeMap::new(),
        guests: Vec::new(),
    };
    people.run(device).unwrap();
    for half in halves {
        let marks = taking.iter().filter(|_| chance.below(3) > 0);
        let mark = MarkTraining {
            id,
            base: base(device),
            half,
            marks: marks
                .map(|staff| (who(*staff), Some(Presence::Hadir)))
                .collect(),
        };
        mark.run(device).unwrap();
    }
}

/// A rakor to which some came, with a task.
fn convene(chance: &mut Chance, device: &mut Device, people: &[Uuid], no: u32) {
    let save = SaveRakor {
        id: None,
        base: String::new(),
        facts: RakorFacts {
            title: format!("Rakor {no}"),
            day: Some(day(9 + no, 12)),
            ..RakorFacts::default()
        },
    };
    let id = save.run(device).unwrap();
    let there = [
        Some(Presence::Hadir),
        Some(Presence::Izin),
        Some(Presence::TanpaKeterangan),
        None,
    ];
    let marks = people
        .iter()
        .map(|staff| (who(*staff), there[chance.below(4)]));
    let mark = MarkRakor {
        id,
        base: ReadRakor { id: Some(id) }.answer(device).unwrap().base,
        marks: marks.filter(|(_, there)| there.is_some()).collect(),
        reasons: BTreeMap::new(),
        guests: vec![RakorGuest {
            name: "Camat".to_owned(),
            agency: "Kecamatan".to_owned(),
        }],
    };
    mark.run(device).unwrap();
    let task = TaskOfRakor {
        id,
        task: "Hubungi bank".to_owned(),
        who: people[0],
        due: day(11, 10 + no * 4),
    };
    task.run(device).unwrap();
}

fn say(chance: &mut Chance, device: &mut Device, no: usize) -> Uuid {
    let say = SayVoice {
        voice: [VoiceKind::Kendala, VoiceKind::Usul][chance.below(2)],
        topic: ["Penyaluran", "Jarak/lokasi", ""][chance.below(3)].to_owned(),
        text: format!("Suara {no}"),
        meeting: None,
    };
    say.run(device).unwrap()
}

fn decide(chance: &mut Chance, device: &mut Device, id: Uuid, people: &[Uuid]) {
    let nothing = || Decision {
        answer: String::new(),
        task: String::new(),
        who: None,
        due: None,
        closed: false,
    };
    let late = [5, 28][chance.below(2)];
    let decide = DecideVoice {
        id,
        seen: nothing(),
        decision: Decision {
            answer: "Sudah dicek".to_owned(),
            task: "Hubungi bank".to_owned(),
            who: Some(people[chance.below(people.len())]),
            due: Some(day(11, late)),
            closed: chance.below(3) == 0,
        },
    };
    decide.run(device).unwrap();
}

#[test]
fn in_offices_whose_staff_learned_met_and_spoke() {
    let (mut overdue, mut trained, mut never) = (0, 0, 0);
    for seed in 0..4_u64 {
        let mut chance = Chance(seed * 57 + 3);
        let mut stage = Stage::new(1700 + seed);
        let people = [
            stage.hire("ANI", &[TOILI]),
            stage.hire("BUDI", &[TOILI, LUWUK]),
            stage.hire("CITRA", &[LUWUK]),
            stage.hire("DEWI", &[]),
        ];
        for (at, kecamatan) in [TOILI, LUWUK].into_iter().enumerate() {
            stage.group(kecamatan, &format!("MELATI {at}"), people[at], 3);
        }
        let mut phone = stage.phone(people[0], &[TOILI]);
        let office = &mut stage.office.device;
        for no in 0..3 {
            train(&mut chance, office, &people, no);
        }
        for no in 0..2 {
            convene(&mut chance, office, &people, no);
        }
        let posting = SavePosting {
            id: people[2],
            since: day(10, 1),
            kecamatan: [TOILI.to_owned()].into(),
        };
        posting.run(office).unwrap();
        let mut said: Vec<Uuid> = (0..3).map(|no| say(&mut chance, office, no)).collect();
        said.extend((3..6).map(|no| say(&mut chance, &mut phone.device, no)));
        for _ in 0..2 {
            phone.synced(&mut stage.relay);
            stage.office.synced(&mut stage.relay);
        }
        let office = &mut stage.office.device;
        let join = JoinVoices {
            ids: vec![said[1]],
            with: Some(said[0]),
        };
        join.run(office).unwrap();
        for id in [said[0], said[2], said[4]] {
            decide(&mut chance, office, id, &people);
        }
        super::agree(office, "2026-11");
        let untrained = Untrained {}.answer(office).unwrap().total;
        trained += untrained.trained;
        never += untrained.untrained;
        let matters = Voices {}.answer(office).unwrap().matters;
        overdue += count(matters.iter().filter(|matter| matter.overdue));
    }
    assert!(overdue > 0 && trained > 0 && never > 0);
}
