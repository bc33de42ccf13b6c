//! Trainings on two devices of the office at once: a coaching over a week, a diklat, one of an earlier year, one that was cancelled and one that is
//! still to come; scores and certificates.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{At, Play, base, mark_of, uuid};
use crate::asked::tell;
use crate::record::people::Entered;

/// A training as the player means it.
struct Plan<'p> {
    name: &'p str,
    kind: &'p str,
    starts: String,
    ends: String,
    fds: bool,
    halves: Vec<String>,
}

/// The coaching.
pub const COACHING: &str = "Coaching Fasilitator P2K2";

impl Play {
    pub(super) fn train(&mut self) {
        let all: Vec<String> = self.staff.iter().map(|one| one.name.clone()).collect();
        let many = if all.len() >= 30 {
            17
        } else {
            all.len().div_ceil(2)
        };
        // From the end of the list, so that who leaves and who is posted elsewhere were coached too.
        let coached: Vec<String> = all.iter().rev().step_by(2).take(many).cloned().collect();
        let days: Vec<String> = (0..5).rev().map(|no| self.day(41 + no)).collect();
        self.event(Plan {
            name: COACHING,
            kind: "coaching",
            starts: days[0].clone(),
            ends: days[4].clone(),
            fds: true,
            halves: halves(&days),
        });
        self.take_part(COACHING, &coached, "terdaftar");
        self.facilitate(COACHING, &all[0]);
        self.mark_halves(COACHING, &halves(&days), &coached);
        self.give_results(COACHING, &coached);

        let days: Vec<String> = [36, 35].map(|back| self.day(back)).to_vec();
        let diklat = "Diklat FDS Angkatan II";
        let taught: Vec<String> = all.iter().skip(1).step_by(3).take(12).cloned().collect();
        self.event(Plan {
            name: diklat,
            kind: "diklat",
            starts: days[0].clone(),
            ends: days[1].clone(),
            fds: true,
            halves: halves(&days),
        });
        self.take_part(diklat, &taught, "terdaftar");
        self.mark_halves(diklat, &halves(&days), &taught);
        self.give_results(diklat, &taught[..taught.len() / 2]);

        // Each of these has whom the rule must not mistake: said to have been there, of long ago, cancelled, to come, or of another matter.
        let some: Vec<String> = all.iter().take(4).cloned().collect();
        let late = (self.later(20), self.later(21));
        let odd = [
            (
                "Diklat FDS 2019",
                "diklat",
                "2019-10-10".to_owned(),
                "2019-10-12".to_owned(),
                true,
            ),
            ("Bimtek batal", "bimtek", self.day(50), self.day(49), true),
            ("Diklat mendatang", "diklat", late.0, late.1, true),
            (
                "Diklat kearsipan",
                "diklat",
                self.day(60),
                self.day(59),
                false,
            ),
            (
                "E-learning FDS",
                "elearning",
                self.day(70),
                self.day(66),
                true,
            ),
        ];
        for (at, (name, kind, starts, ends, fds)) in odd.into_iter().enumerate() {
            self.event(Plan {
                name,
                kind,
                starts,
                ends,
                fds,
                halves: Vec::new(),
            });
            let who: Vec<String> = match at {
                0 => some[1..2].to_vec(),
                _ => some.clone(),
            };
            self.take_part(name, &who, "hadir");
        }
        self.sync(false);
        self.cancel("Bimtek batal");
        self.sync(false);
    }

    fn event(&mut self, plan: Plan<'_>) {
        let topics: BTreeMap<&String, &str> = plan
            .halves
            .iter()
            .map(|half| (half, "Praktik FDS"))
            .collect();
        let facts = json!({
            "name": plan.name, "kind": plan.kind, "theme": "Fasilitasi P2K2", "organizer": "Dinas Sosial", "batch": "II",
            "mode": "tatap_muka", "place": "Aula Dinas Sosial", "starts": plan.starts, "ends": plan.ends, "jp": 40, "fds": plan.fds,
            "cancelled": false, "halves": topics,
        });
        let office = &mut self.world.office.device;
        let id = tell(
            office,
            "save_training",
            json!({ "id": null, "base": "", "facts": facts }),
        );
        self.documents.insert(plan.name.to_owned(), uuid(&id));
        let entered = Entered::Training {
            name: plan.name.to_owned(),
            kind: plan.kind.to_owned(),
            starts: plan.starts,
            ends: plan.ends,
            fds: plan.fds,
            halves: plan.halves,
        };
        self.note(At::Kantor, 0, entered);
        self.sync(false);
    }

    fn cancel(&mut self, name: &str) {
        let id = self.documents[name];
        let office = &mut self.desk.device;
        let shown = crate::asked::ask(office, "training", json!({ "id": id }));
        let mut facts = shown["facts"].clone();
        facts["cancelled"] = true.into();
        let save = json!({ "id": id, "base": shown["base"], "facts": facts });
        tell(office, "save_training", save);
        let training = name.to_owned();
        self.note(At::Meja, 0, Entered::TrainingCancelled { training });
    }

    /// One half of them is put down at each device, neither knowing of the other.
    fn take_part(&mut self, training: &str, people: &[String], taking: &str) {
        let id = self.documents[training];
        for (at, part) in split(people) {
            let said: Map<String, Value> = part
                .iter()
                .map(|who| (mark_of(self.id(who)), taking.into()))
                .collect();
            let office = &mut self.office(at).device;
            let seen = base(office, "training", id);
            let save =
                json!({ "id": id, "base": seen, "taking": said, "facilitators": {}, "guests": [] });
            tell(office, "save_training_people", save);
            for who in part {
                let entered = Entered::Takes {
                    training: training.to_owned(),
                    who,
                    taking: taking.to_owned(),
                };
                self.note(at, 0, entered);
            }
        }
        self.sync(false);
    }

    fn facilitate(&mut self, training: &str, who: &str) {
        let id = self.documents[training];
        let said: Map<String, Value> = [(mark_of(self.id(who)), "fasilitator".into())]
            .into_iter()
            .collect();
        let office = &mut self.world.office.device;
        let seen = base(office, "training", id);
        let save =
            json!({ "id": id, "base": seen, "taking": {}, "facilitators": said, "guests": [] });
        tell(office, "save_training_people", save);
        let entered = Entered::Facilitates {
            training: training.to_owned(),
            who: who.to_owned(),
        };
        self.note(At::Kantor, 0, entered);
    }

    /// Both devices hold the list of every half day, each for its half of the people, without hearing of the other until the week is over. In the
    /// middle both mark the same person.
    fn mark_halves(&mut self, training: &str, halves: &[String], people: &[String]) {
        let id = self.documents[training];
        // From none to three half days of ten are missed: the rule asks for eight.
        let mut missed: BTreeMap<&str, usize> = BTreeMap::new();
        for (no, who) in people.iter().enumerate() {
            missed.insert(who, no % 4);
        }
        let middle = &people[people.len() / 2];
        for (no, half) in halves.iter().enumerate() {
            for (at, mut part) in split(people) {
                if !part.contains(middle) && no % 2 == 0 {
                    part.push(middle.clone());
                }
                let mut said = Map::new();
                for who in part {
                    let mark = match missed[who.as_str()] {
                        away if away > no => ["izin", "tanpa_keterangan"][no % 2],
                        _ => "hadir",
                    };
                    said.insert(mark_of(self.id(&who)), mark.into());
                    let entered = Entered::HalfDay {
                        training: training.to_owned(),
                        half: half.clone(),
                        who,
                        mark: mark.to_owned(),
                    };
                    self.note(at, 0, entered);
                }
                let office = &mut self.office(at).device;
                let seen = base(office, "training", id);
                let marks = json!({ "id": id, "base": seen, "half": half, "marks": said });
                tell(office, "mark_training", marks);
            }
        }
        self.sync(false);
    }

    fn give_results(&mut self, training: &str, people: &[String]) {
        let id = self.documents[training];
        for (at, part) in split(people) {
            let mut said = Vec::new();
            for (no, who) in part.into_iter().enumerate() {
                let pre = 300 + u32::try_from(self.rng.below(300)).expect("a score");
                // Somebody was not there for one of the two tests.
                let post = (no % 5 != 3).then_some(pre + 155);
                let passed = post.is_some_and(|post| post >= 600);
                let certificate = if passed {
                    format!("{:03}/FDS/{}", no + 1, who.len())
                } else {
                    String::new()
                };
                let outcome = post.map(|_| if passed { "lulus" } else { "tidak_lulus" });
                let facts = json!({
                    "pre": pre, "post": post, "outcome": outcome, "certificate": certificate, "certified": Some(self.day(30)).filter(|_| passed),
                    "jp": Some(40).filter(|_| passed),
                });
                said.push(json!({ "staff": self.id(&who), "base": null, "facts": facts }));
                let entered = Entered::Result {
                    training: training.to_owned(),
                    who,
                    pre: Some(pre),
                    post,
                    outcome: outcome.map(str::to_owned),
                    certificate,
                };
                self.note(at, 0, entered);
            }
            let office = &mut self.office(at).device;
            tell(
                office,
                "save_training_results",
                json!({ "id": id, "results": said }),
            );
        }
        self.sync(false);
    }
}

/// The people of each device.
pub(super) fn split(people: &[String]) -> [(At, Vec<String>); 2] {
    let (one, other) = people.split_at(people.len() / 2);
    [(At::Kantor, one.to_vec()), (At::Meja, other.to_vec())]
}

/// Pagi and siang of days.
fn halves(days: &[String]) -> Vec<String> {
    let both = days
        .iter()
        .flat_map(|day| [format!("{day}.p"), format!("{day}.s")]);
    both.collect()
}
