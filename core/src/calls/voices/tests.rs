//! A voice from a phone without a signal to the office's answer, and back.

use chrono::NaiveDate;
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
