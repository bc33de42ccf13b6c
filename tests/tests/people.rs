//! Two devices of an office write the same training and the same rakor down at once, and know nothing of each other meanwhile: all marks of both
//! are there, both end equal, and where they disagree both sides stay. The whole play of an office's people ends so too.

use chrono::DateTime;
use serde_json::{Value, json};
use sesi_core::device::Device;
use sesi_tests::asked::{ask, tell};
use sesi_tests::recount::people::People;
use sesi_tests::relay::RelayProcess;
use sesi_tests::story::people::{Play, compared};
use sesi_tests::world::{Station, World};
use uuid::Uuid;

const TOILI: &str = "72.01.09";

struct Two {
    world: World,
    desk: Station,
    staff: Vec<String>,
    _relay: RelayProcess,
    _folder: tempfile::TempDir,
}

fn two() -> Two {
    let folder = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&folder.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(folder.path(), &relay.url(), 16, now);
    let names = ["ANI", "BUDI", "CITRA", "DEDI"];
    let staff = names.map(|name| format!("s{}", world.hire(name, &[TOILI]).simple()));
    let founder = world.founder();
    let mut desk = world.join_office(founder);
    world.office.synced();
    desk.synced();
    Two {
        world,
        desk,
        staff: staff.to_vec(),
        _relay: relay,
        _folder: folder,
    }
}

impl Two {
    fn meet(&mut self) {
        for _ in 0..2 {
            self.world.office.synced();
            self.desk.synced();
        }
        assert_eq!(self.world.office.dump(), self.desk.dump());
    }

    /// Both, one after the other, and neither has heard of what the other does.
    fn each(&mut self, mut act: impl FnMut(usize, &mut Device)) {
        act(0, &mut self.world.office.device);
        act(1, &mut self.desk.device);
    }
}

fn presence(people: &Value, who: &str) -> Value {
    let mut people = people.as_array().unwrap().iter();
    let one = people.find(|person| person["who"] == who);
    one.map_or(Value::Null, |one| one["presence"].clone())
}

#[test]
fn a_rakor_that_two_desks_write_down_apart_is_one() {
    let mut two = two();
    let staff = two.staff.clone();
    let mut ids = Vec::new();
    two.each(|at, device| {
        let facts = json!({
            "title": (["Rakor November", " RAKOR  november "][at]), "day": "2026-11-17", "starts": null, "ends": null, "place": "Aula", "number": "",
            "sender": "", "addressee": "", "nature": null, "leader": "", "secretary": "", "agenda": "", "conclusion": "", "cancelled": false,
        });
        let id = tell(device, "save_rakor", json!({ "id": null, "base": "", "facts": facts }));
        let marks = [
            json!({ &staff[0]: "hadir", &staff[1]: "hadir", &staff[2]: "izin" }),
            json!({ &staff[1]: "hadir", &staff[2]: "hadir", &staff[3]: "tanpa_keterangan" }),
        ];
        let base = ask(device, "rakor", json!({ "id": id }))["base"].clone();
        let guest = json!({ "name": (["Ibu Rahma", "Pak Camat"][at]), "agency": "" });
        tell(device, "mark_rakor", json!({
            "id": id, "base": base, "marks": marks[at], "reasons": {}, "guests": [guest],
        }));
        let base = ask(device, "rakor", json!({ "id": id }))["base"].clone();
        let point = json!({ "key": "", "speaker": "Katim", "said": (["Satu", "Dua"][at]), "decided": "" });
        tell(device, "save_rakor_point", json!({ "id": id, "base": base, "point": point }));
        ids.push(id);
    });
    assert_eq!(ids[0], ids[1], "one document");
    two.meet();
    two.each(|_, device| {
        let shown = ask(device, "rakor", json!({ "id": ids[0] }));
        let people = &shown["people"];
        assert_eq!(presence(people, &staff[0]), "hadir");
        assert_eq!(presence(people, &staff[1]), "hadir");
        assert_eq!(presence(people, &staff[3]), "tanpa_keterangan");
        assert_eq!(shown["count"]["guests"], 2);
        assert_eq!(shown["points"].as_array().unwrap().len(), 2);
        // How the title was typed, and of whom they say something else.
        assert_eq!(shown["disagreements"], 2, "{}", shown["facts"]);
    });
    // One closes while the other still writes: what comes is shown as changed, not lost.
    let base = ask(&two.world.office.device, "rakor", json!({ "id": ids[0] }))["base"].clone();
    let close = json!({ "id": ids[0], "base": base, "closed": true });
    tell(&mut two.world.office.device, "close_rakor", close);
    let point = json!({ "key": "", "speaker": "Katim", "said": "Tiga", "decided": "" });
    let save = json!({ "id": ids[0], "base": base, "point": point });
    tell(&mut two.desk.device, "save_rakor_point", save);
    two.meet();
    two.each(|_, device| {
        let shown = ask(device, "rakor", json!({ "id": ids[0] }));
        assert_eq!(shown["closed"], true);
        assert_eq!(shown["points"].as_array().unwrap().len(), 3);
        assert!(!shown["changed"].as_array().unwrap().is_empty());
    });
}

#[test]
fn a_training_that_two_desks_record_at_once_has_the_marks_of_both() {
    let mut two = two();
    let staff = two.staff.clone();
    let half = "2026-11-16.p";
    let mut ids = Vec::new();
    two.each(|at, device| {
        let facts = json!({
            "name": "Coaching", "kind": "coaching", "theme": "", "organizer": "", "batch": "", "mode": null, "place": "", "starts": "2026-11-16",
            "ends": "2026-11-16", "jp": null, "fds": true, "cancelled": false, "halves": { half: "" },
        });
        let id = tell(device, "save_training", json!({ "id": null, "base": "", "facts": facts }));
        let base = ask(device, "training", json!({ "id": id }))["base"].clone();
        let mine = &staff[at * 2..at * 2 + 2];
        let taking = json!({ &mine[0]: "terdaftar", &mine[1]: "terdaftar" });
        tell(device, "save_training_people", json!({
            "id": id, "base": base, "taking": taking, "facilitators": {}, "guests": [],
        }));
        let base = ask(device, "training", json!({ "id": id }))["base"].clone();
        let marks = json!({ &mine[0]: "hadir", &mine[1]: "izin" });
        tell(device, "mark_training", json!({ "id": id, "base": base, "half": half, "marks": marks }));
        ids.push(id);
    });
    assert_eq!(ids[0], ids[1], "one document");
    two.meet();
    let score = |who: &str, pre: Option<u32>, post: Option<u32>| {
        let staff: Uuid = who[1..].parse().unwrap();
        let facts = json!({
            "pre": pre, "post": post, "outcome": null, "certificate": "", "certified": null, "jp": null,
        });
        json!({ "staff": staff, "base": null, "facts": facts })
    };
    two.each(|at, device| {
        let said = [
            score(&staff[0], Some(500), None),
            score(&staff[0], None, Some(700)),
        ];
        let results = json!({ "id": ids[0], "results": [said[at]] });
        tell(device, "save_training_results", results);
    });
    two.meet();
    two.each(|_, device| {
        let shown = ask(device, "training", json!({ "id": ids[0] }));
        let there = shown["people"].as_array().unwrap().iter();
        let marks: Vec<_> = there.map(|person| person["marks"][half].clone()).collect();
        assert_eq!(marks, ["hadir", "izin", "hadir", "izin"]);
        assert_eq!(shown["disagreements"], 0);
        let results = ask(device, "training_results", json!({ "id": ids[0] }));
        assert_eq!(results["both"], 1, "a test before and one after: {results}");
        assert_eq!(results["pre_sum"], 500);
        assert_eq!(results["post_sum"], 700);
    });
}

#[test]
fn every_device_of_the_play_says_what_was_entered() {
    let folder = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start_with(
        &folder.path().join("relay"),
        &[
            "--open-founding",
            "--device-rate",
            "0",
            "--stranger-rate",
            "0",
        ],
    );
    let play = Play::run(&folder.path().join("orang"), &relay.url(), 1616, 9);
    assert!(play.has_converged().unwrap());
    let people = People::of(&play.lines);
    let compared = compared::all(&play, &people);
    assert!(compared.len() > 400);
    let different: Vec<_> = compared.iter().filter(|one| !one.agrees()).collect();
    assert!(different.is_empty(), "{different:#?}");
}
