//! A voice from a phone without a signal to the office's answer, and back.

use chrono::NaiveDate;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::*;
use crate::calls::{Command, Query};
use crate::error::{ApiError, Error};
use crate::testkit::{LUWUK, Station, Toili};

fn view(device: &Device) -> VoicesView {
    Voices {}.answer(device).unwrap()
}

fn say(device: &mut Device, topic: &str, text: &str) -> Uuid {
    let say = SayVoice {
        voice: VoiceKind::Kendala,
        topic: topic.to_owned(),
        text: text.to_owned(),
        meeting: None,
    };
    say.run(device).unwrap()
}

/// Decides upon what stands there.
fn decide(device: &mut Device, id: Uuid, decision: Decision) -> Result<Done, Error> {
    let seen = seen(device, id);
    let decide = DecideVoice { id, seen, decision };
    decide.run(device)
}

fn seen(device: &Device, id: Uuid) -> Decision {
    let matters = view(device).matters.into_iter();
    let matter = matters.into_iter().find(|matter| matter.id == id).unwrap();
    Decision {
        answer: matter.answer.unwrap_or_default(),
        task: matter.task.unwrap_or_default(),
        who: matter.who.map(|who| who.id),
        due: matter.due,
        closed: matter.state == MatterState::Closed,
    }
}

fn join(device: &mut Device, ids: &[Uuid], with: Option<Uuid>) -> Result<Done, Error> {
    let ids = ids.to_vec();
    JoinVoices { ids, with }.run(device)
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    ApiError::from(&done.unwrap_err()).kind.to_string()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

use crate::calls::terms::Done;
use crate::device::Device;

struct Scene {
    toili: Toili,
    colleague: Station,
    budi: Uuid,
}

fn scene(seed: u64) -> Scene {
    let mut toili = Toili::new(seed);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let colleague = toili.stage.phone(budi, &[LUWUK]);
    Scene {
        toili,
        colleague,
        budi,
    }
}

impl Scene {
    fn exchange(&mut self) {
        for _ in 0..2 {
            self.toili.synced_phone();
            self.colleague.synced(&mut self.toili.stage.relay);
            self.toili.synced_office();
        }
    }

    fn office(&mut self) -> &mut Device {
        &mut self.toili.stage.office.device
    }
}

#[test]
fn from_the_field_to_the_office_and_back() {
    let mut scene = scene(1601);
    let id = say(
        &mut scene.toili.phone.device,
        "Jarak/lokasi",
        " jembatan  putus ",
    );
    let shown = view(&scene.toili.phone.device);
    assert!(!shown.decides && shown.staff.is_empty());
    let [matter] = &shown.matters[..] else {
        panic!("{:?}", shown.matters)
    };
    assert_eq!((matter.id, matter.state), (id, MatterState::Open));
    assert_eq!(matter.voices[0].text, "jembatan putus");
    assert_eq!(matter.voices[0].safe, Safe::Here);
    assert!(matter.own);
    scene.exchange();
    let shown = view(scene.office());
    assert!(shown.decides && shown.staff.len() == 3);
    let voice = &shown.matters[0].voices[0];
    assert_eq!(voice.from.as_ref().unwrap().name, "ANI");
    assert_eq!((voice.kecamatan.len(), voice.own), (1, false));
    let budi = scene.budi;
    let whole = Decision {
        answer: "perahu disediakan".into(),
        task: "hubungi camat".into(),
        who: Some(budi),
        due: Some(day("2026-11-10")),
        closed: false,
    };
    decide(scene.office(), id, whole).unwrap();
    scene.exchange();
    let shown = view(&scene.colleague.device);
    let matter = &shown.matters[0];
    assert!(matter.own_task && matter.overdue && !matter.own);
    let shown = view(&scene.toili.phone.device);
    let matter = &shown.matters[0];
    assert_eq!(matter.answer.as_deref(), Some("perahu disediakan"));
    assert_eq!(matter.state, MatterState::Going);
    assert_eq!(matter.answered, Some(shown.today));
    assert_eq!(matter.voices[0].safe, Safe::Office);
    let prove = |device: &mut Device| {
        let proof = "camat setuju 20 November".to_owned();
        ProveTask { id, proof }.run(device)
    };
    assert_eq!(kind(prove(&mut scene.toili.phone.device)), "not_your_task");
    prove(&mut scene.colleague.device).unwrap();
    scene.exchange();
    let matter = &view(scene.office()).matters[0];
    assert_eq!(matter.state, MatterState::Done);
    assert!(!matter.overdue, "done, though late");
    let closed = Decision {
        closed: true,
        answer: "perahu disediakan".into(),
        ..Decision::default()
    };
    decide(scene.office(), id, closed).unwrap();
    scene.exchange();
    let matter = &view(&scene.toili.phone.device).matters[0];
    assert_eq!((matter.state, &matter.task), (MatterState::Closed, &None));
}

#[test]
fn voices_about_one_thing_are_counted_by_people_and_taken_apart_again() {
    let mut scene = scene(1602);
    let one = say(&mut scene.toili.phone.device, "Penyaluran", "saldo kosong");
    let again = say(
        &mut scene.toili.phone.device,
        "Penyaluran",
        "saldo masih kosong",
    );
    let other = say(
        &mut scene.colleague.device,
        "Penyaluran",
        "KKS tidak terisi",
    );
    scene.exchange();
    join(scene.office(), &[one, again], Some(other)).unwrap();
    scene.exchange();
    for device in [&scene.toili.phone.device, &scene.colleague.device] {
        let shown = view(device);
        let [matter] = &shown.matters[..] else {
            panic!("{:?}", shown.matters)
        };
        assert_eq!((matter.id, matter.people), (other, 2));
        assert_eq!(matter.voices.len(), 3);
        assert!(matter.own, "the answer is shown to whoever is joined");
    }
    assert_eq!(
        kind(join(scene.office(), &[other], Some(one))),
        "same_as_before"
    );
    join(scene.office(), &[again], None).unwrap();
    let shown = view(scene.office());
    let counts: Vec<_> = shown.matters.iter().map(|m| m.voices.len()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 3);
    assert_eq!(shown.matters.len(), 2);
}

/// All staff write the forum: what a colleague's device says of somebody's task is not believed, and does not stay in the way.
#[test]
fn only_whose_task_it_is_and_the_office_say_that_it_is_done() {
    let mut scene = scene(1609);
    let id = say(&mut scene.toili.phone.device, "", "jembatan putus");
    scene.exchange();
    let ani = scene.toili.phone.device.person().unwrap();
    let given = Decision {
        task: "pindahkan pertemuan".to_owned(),
        who: ani,
        due: Some(day("2026-12-31")),
        ..Decision::default()
    };
    decide(scene.office(), id, given).unwrap();
    scene.exchange();
    let prove = |proof: &str| ProveTask {
        id,
        proof: proof.to_owned(),
    };
    assert_eq!(
        kind(prove("sudah").run(&mut scene.colleague.device)),
        "not_your_task"
    );
    // Past the calls.
    let key = crate::calls::ids::document(&scene.colleague.device, id);
    let key = key.unwrap().unwrap().0;
    let forged = crate::kinds::VoicePatch {
        proof: Set::To("sudah".into()),
        proved: Set::To(day("2026-11-18")),
        ..crate::kinds::VoicePatch::default()
    };
    scene.colleague.device.edit(&key, &forged.into()).unwrap();
    scene.exchange();
    let state = |device: &Device| {
        let matter = view(device).matters.remove(0);
        (
            matter.state,
            matter.proof.is_some(),
            matter.proved.is_some(),
        )
    };
    for device in [&scene.toili.stage.office.device, &scene.toili.phone.device] {
        assert_eq!(state(device), (MatterState::Going, false, false));
    }
    // The same words by whose task it is.
    prove("sudah").run(&mut scene.toili.phone.device).unwrap();
    scene.exchange();
    for device in [
        &scene.toili.stage.office.device,
        &scene.toili.phone.device,
        &scene.colleague.device,
    ] {
        assert_eq!(state(device), (MatterState::Done, true, true));
    }
    // The office says it as well, and what it said stays when the machine is gone.
    prove("").run(scene.office()).unwrap();
    assert_eq!(state(scene.office()).0, MatterState::Going);
    prove("dilihat sendiri").run(scene.office()).unwrap();
    assert_eq!(state(scene.office()), (MatterState::Done, true, true));
}

#[test]
fn two_offices_that_join_crosswise_show_one_matter() {
    let mut scene = scene(1603);
    let dewi = scene.toili.stage.hire("DEWI", &[]);
    let mut second = scene.toili.stage.second_office(dewi);
    let one = say(&mut scene.toili.phone.device, "Data KPM", "NIK ganda");
    let other = say(&mut scene.colleague.device, "Data KPM", "NIK dobel");
    scene.exchange();
    second.synced(&mut scene.toili.stage.relay);
    join(scene.office(), &[one], Some(other)).unwrap();
    join(&mut second.device, &[other], Some(one)).unwrap();
    scene.toili.synced_office();
    second.synced(&mut scene.toili.stage.relay);
    scene.toili.synced_office();
    for device in [&scene.toili.stage.office.device, &second.device] {
        let shown = view(device);
        assert_eq!(shown.matters.len(), 1);
        assert_eq!(shown.matters[0].id, one.min(other));
        assert_eq!(shown.matters[0].voices.len(), 2);
    }
}

#[test]
fn what_stands_first_is_overdue_then_open_and_the_count_of_a_matter_is_what_was_said() {
    let mut scene = scene(1604);
    let device = &mut scene.toili.phone.device;
    let said: Vec<Uuid> = (0..5)
        .map(|no| say(device, "Lainnya", &format!("hal {no}")))
        .collect();
    scene.exchange();
    let budi = scene.budi;
    let task = |due: &str| Decision {
        task: "kerjakan".into(),
        who: Some(budi),
        due: Some(day(due)),
        ..Decision::default()
    };
    let office = scene.office();
    decide(office, said[0], task("2026-12-31")).unwrap();
    decide(office, said[1], task("2026-11-10")).unwrap();
    decide(office, said[2], task("2026-11-01")).unwrap();
    let closed = Decision {
        closed: true,
        ..Decision::default()
    };
    decide(office, said[3], closed).unwrap();
    let shown = view(office);
    let order: Vec<Uuid> = shown.matters.iter().map(|matter| matter.id).collect();
    assert_eq!(order, [said[2], said[1], said[4], said[0], said[3]]);
    // Counted a second way: by rows.
    let rows = scene.toili.stage.office.rows(
        "SELECT count(*) FROM rm_voice WHERE closed = 0 AND proof IS NULL AND due < '2026-11-18'",
    );
    let overdue = shown.matters.iter().filter(|matter| matter.overdue).count();
    assert_eq!(rows, [format!("[Integer({overdue})]")]);
}

#[test]
fn what_cannot_be_is_refused_and_a_tap_twice_is_one_voice() {
    let mut scene = scene(1605);
    let meeting = scene.toili.record(1, 0, crate::kinds::Mark::Hadir);
    let phone = &mut scene.toili.phone.device;
    let meeting = meeting.id(&phone.office()).0;
    let of_meeting = |text: &str| SayVoice {
        voice: VoiceKind::Kendala,
        topic: String::new(),
        text: text.to_owned(),
        meeting: Some(meeting),
    };
    assert_eq!(kind(of_meeting("  ").run(phone)), "voice_missing");
    let once = of_meeting("hujan").run(phone).unwrap();
    assert_eq!(of_meeting("hujan ").run(phone).unwrap(), once);
    assert_ne!(of_meeting("banjir").run(phone).unwrap(), once);
    assert_eq!(view(phone).matters[0].voices[0].meeting, Some(meeting));
    let refused = decide(phone, once, Decision::default());
    assert_eq!(kind(refused), "not_allowed");
    assert_eq!(kind(join(phone, &[once], None)), "not_allowed");
    scene.exchange();
    let half = Decision {
        task: "kerjakan".into(),
        ..Decision::default()
    };
    let refused = decide(scene.office(), once, half);
    assert_eq!(kind(refused), "task_incomplete");
    // Nobody whom this device does not know gets a task.
    let nobodys = Decision {
        task: "kerjakan".into(),
        who: Some(Uuid::from_u128(0x5742)),
        due: Some(day("2026-12-01")),
        ..Decision::default()
    };
    assert!(decide(scene.office(), once, nobodys).is_err());
    assert_eq!(view(scene.office()).matters[0].task, None);
    let proof = ProveTask {
        id: once,
        proof: "x".into(),
    };
    assert_eq!(kind(proof.run(scene.office())), "no_task");
}

#[test]
fn an_answer_that_came_meanwhile_is_not_written_over_unseen() {
    let mut scene = scene(1606);
    let id = say(&mut scene.toili.phone.device, "Lainnya", "apa kabar");
    scene.exchange();
    let answer = |text: &str| Decision {
        answer: text.into(),
        ..Decision::default()
    };
    let office = scene.office();
    let began = seen(office, id);
    decide(office, id, answer("dari meja lain")).unwrap();
    let late = DecideVoice {
        id,
        seen: began,
        decision: answer("dari meja ini"),
    };
    assert_eq!(kind(late.run(office)), "decided_meanwhile");
    assert_eq!(seen(office, id).answer, "dari meja lain");
    decide(office, id, answer("dari meja ini")).unwrap();
    assert_eq!(seen(office, id).answer, "dari meja ini");
}

#[test]
fn the_evaluation_counts_voices_by_month_topic_and_place_and_says_how_long_answers_took() {
    let mut scene = scene(1607);
    let first = say(&mut scene.toili.phone.device, "Penyaluran", "saldo kosong");
    let second = say(&mut scene.colleague.device, "Penyaluran", "KKS kosong");
    let third = say(
        &mut scene.colleague.device,
        "Modul & media",
        "flipchart kurang",
    );
    say(&mut scene.toili.phone.device, "Lainnya", "belum dijawab");
    scene.exchange();
    let answer = |closed| Decision {
        answer: "dijawab".into(),
        closed,
        ..Decision::default()
    };
    join(scene.office(), &[second], Some(first)).unwrap();
    decide(scene.office(), first, answer(true)).unwrap();
    // The other is answered three days later.
    let later = crate::testkit::start() + chrono::Duration::days(3);
    scene.toili.stage.office.ambient.set(later);
    decide(scene.office(), third, answer(false)).unwrap();
    let ask = |first: Option<&str>, last: Option<&str>| VoicesEvaluation {
        first: first.map(str::to_owned),
        last: last.map(str::to_owned),
    };
    let view = ask(None, None).answer(scene.office()).unwrap();
    assert_eq!(view.months.len(), 6);
    assert_eq!(view.months.last().unwrap(), "2026-11");
    assert_eq!(
        view.total,
        Evaluated {
            voices: 4,
            answered: 3,
            closed: 2,
            overdue: 0,
            median_half_days: Some(0),
        }
    );
    let topics: Vec<(&str, u32, Option<u32>)> = view
        .topics
        .iter()
        .map(|of| (of.topic.as_str(), of.sum.voices, of.sum.median_half_days))
        .collect();
    assert_eq!(
        topics,
        [
            ("Penyaluran", 2, Some(0)),
            ("Lainnya", 1, None),
            ("Modul & media", 1, Some(6))
        ]
    );
    assert_eq!(view.topics[0].by_month, [0, 0, 0, 0, 0, 2]);
    let places: Vec<(Option<&str>, u32)> = view
        .places
        .iter()
        .map(|of| (of.kecamatan.as_deref(), of.sum.voices))
        .collect();
    assert_eq!(places, [(Some("Luwuk"), 2), (Some("Toili"), 2)]);
    // Counted a second way: of the list, by hand.
    let list = view_of_all(scene.office());
    assert_eq!(list.len(), 4);
    let closed = list
        .iter()
        .filter(|(state, _)| *state == MatterState::Closed);
    assert_eq!(closed.count(), 2);
    let mut days: Vec<i64> = list.iter().filter_map(|(_, days)| *days).collect();
    days.sort_unstable();
    assert_eq!(days, [0, 0, 3]);
    assert_eq!(
        view.total.median_half_days,
        Some(u32::try_from(days[1] * 2).unwrap())
    );
    let rows = scene
        .toili
        .stage
        .office
        .rows("SELECT count(*) FROM rm_voice WHERE day LIKE '2026-11-%'");
    assert_eq!(rows, [format!("[Integer({})]", view.total.voices)]);
    let none = ask(Some("2026-01"), Some("2026-03"))
        .answer(scene.office())
        .unwrap();
    assert_eq!(none.months, ["2026-01", "2026-02", "2026-03"]);
    assert_eq!((none.total, none.topics.len()), (Evaluated::default(), 0));
    let longest = ask(Some("2001-01"), None).answer(scene.office()).unwrap();
    assert_eq!(longest.months.len(), 24);
    assert_eq!(
        kind(ask(None, None).answer(&scene.colleague.device)),
        "not_allowed"
    );
    assert_eq!(
        kind(ask(Some("Maret"), None).answer(scene.office())),
        "month"
    );
}

#[test]
fn a_voice_that_is_taken_out_of_a_matter_is_answered_with_it_no_more() {
    let mut scene = scene(1608);
    let first = say(&mut scene.toili.phone.device, "Penyaluran", "saldo kosong");
    let second = say(&mut scene.colleague.device, "Lainnya", "KKS kosong");
    let third = say(&mut scene.colleague.device, "Lainnya", "flipchart kurang");
    scene.exchange();
    let answer = || Decision {
        answer: "dijawab".into(),
        ..Decision::default()
    };
    join(scene.office(), &[second], Some(first)).unwrap();
    decide(scene.office(), first, answer()).unwrap();
    let ask = || VoicesEvaluation {
        first: None,
        last: None,
    };
    let view = ask().answer(scene.office()).unwrap();
    assert_eq!((view.total.answered, view.topics[0].sum.voices), (2, 2));
    // Answered after nothing and after five days: the mean of both.
    let five_days_on = crate::testkit::start() + chrono::Duration::days(5);
    scene.toili.stage.office.ambient.set(five_days_on);
    decide(scene.office(), third, answer()).unwrap();
    join(scene.office(), &[second], None).unwrap();
    let view = ask().answer(scene.office()).unwrap();
    assert_eq!(view.total.answered, 2);
    assert_eq!(view.total.median_half_days, Some(5));
    let of = |topic: &str| view.topics.iter().find(|of| of.topic == topic).unwrap().sum;
    assert_eq!(of("Lainnya").median_half_days, Some(10));
    assert_eq!((of("Lainnya").voices, of("Lainnya").answered), (2, 1));
}

/// Of every voice its matter's state, and the days until its answer.
fn view_of_all(device: &Device) -> Vec<(MatterState, Option<i64>)> {
    let mut all = Vec::new();
    for matter in view(device).matters {
        for voice in &matter.voices {
            let days = matter.answered.map(|day| (day - voice.day).num_days());
            all.push((matter.state, days));
        }
    }
    all
}
