//! What a scene's people say about the staff: voices, answers, marks of events, minutes, scores, supervisions and replies, in the forum and in
//! persons' own feeds. As with marks, each value is said by one run of one database only.

use uuid::Uuid;

use super::scene::{At, Said, Scene};
use super::truth::Cell;

/// Days on which events of the staff are, at first: several devices write about the same.
const EVENTS: usize = 4;
/// People at an event.
const PRESENT: usize = 24;
/// Items of a supervision.
const ITEMS: usize = 12;
const PRESENCE: [&str; 3] = ["hadir", "izin", "tanpa_keterangan"];
/// What a device of the office says; what a phone does.
const OFFICE: [&str; 7] = [
    "training",
    "rakor",
    "minutes",
    "score",
    "supervision",
    "answer",
    "voice",
];
const PHONE: [&str; 3] = ["voice", "voice", "reply"];
/// What the forum carries to everybody, by the word of its cells.
const FORUM: [&str; 5] = ["voice ", "answer ", "training ", "rakor ", "minutes "];
/// What is between the office and one person.
const OWN: [&str; 3] = ["score ", "supervision ", "reply "];

/// Whether a cell stands in the forum.
pub fn is_forum(cell: &Cell) -> bool {
    FORUM.iter().any(|word| cell.0.starts_with(word))
}

/// The member of staff in whose own feed a cell stands.
pub fn owner(cell: &Cell) -> Option<&str> {
    let id = OWN.iter().find_map(|word| cell.0.strip_prefix(word))?;
    id.split('/').next()
}

impl Scene {
    /// Everything about the staff is said once in calm weather, so that no scene is without any of it.
    pub(super) fn say_each(&mut self) {
        let (office, phones): (Vec<At>, Vec<At>) =
            (0..self.members.len()).partition(|at| self.members[*at].is_office());
        for what in OFFICE {
            for at in &office {
                self.tell_note(*at, what);
            }
        }
        self.settle();
        for at in phones {
            for what in PHONE {
                self.tell_note(at, what);
            }
        }
        self.settle();
        self.tell_note(0, "answer");
        self.hear_all();
    }

    fn tell_note(&mut self, at: At, what: &str) {
        let said = self.new_note(at, what);
        if let Some(command) = command(&said) {
            self.tell_said(at, &command, said);
        }
    }

    /// Tells a device to say that, without waiting.
    pub(super) fn tell_said(&mut self, at: At, command: &str, said: Said) {
        let lane = self.members[at].lane;
        let cells = said.iter().map(|(cell, _)| cell.clone()).collect();
        for (cell, value) in said {
            self.truth.say(lane, cell, &value);
        }
        self.members[at].tell_marks(&mut self.truth, command, cells);
    }

    /// Something about the staff that a device can say now: the command, and what it says. None where there is nothing.
    pub(super) fn some_note(&mut self, at: At) -> Option<(String, Said)> {
        let is_office = self.members[at].is_office();
        let said = if is_office && self.rng.chance(25) {
            self.corrected(at)
        } else {
            let all: &[&str] = if is_office { &OFFICE } else { &PHONE };
            let what = *self.rng.pick(all);
            self.new_note(at, what)
        };
        Some((command(&said)?, said))
    }

    fn new_note(&mut self, at: At, what: &str) -> Said {
        self.noted += 1;
        let (noted, person) = (self.noted, self.members[at].person.clone());
        let unique = |name: &str| named(&format!("{name} {} {noted}", self.seed));
        let day = |no: usize| {
            let day = 20 + u32::try_from(no).unwrap_or(0) % 300;
            let day = chrono::NaiveDate::from_yo_opt(self.year, day).unwrap_or_default();
            day.to_string()
        };
        let dash = || "-".to_owned();
        match what {
            "voice" => {
                let cell = (
                    format!("voice {}", unique("voice")),
                    day(self.rng.below(300)),
                    dash(),
                    "text".into(),
                );
                vec![(cell, format!("jalan-putus-{noted}"))]
            }
            "minutes" => {
                let point = format!("{noted:016x}");
                let cell = (
                    "minutes -".into(),
                    day(self.rng.below(EVENTS)),
                    dash(),
                    point,
                );
                vec![(cell, format!("dibahas-{noted}"))]
            }
            "training" | "rakor" => {
                let half = *self.rng.pick(&["p", "s"]);
                let keys: Vec<String> = (0..PRESENT).map(attendee).collect();
                self.free_of(&keys, |no| {
                    let day = day(no);
                    let part = if what == "training" {
                        format!("{day}.{half}")
                    } else {
                        dash()
                    };
                    (format!("{what} -"), day, part)
                })
                .into_iter()
                .map(|cell| (cell, (*self.rng.pick(&PRESENCE)).to_owned()))
                .collect()
            }
            "score" => {
                let Some(staff) = self.some_person() else {
                    return Vec::new();
                };
                let keys = ["pre".to_owned(), "post".to_owned()];
                self.free_of(&keys, |no| {
                    let training = named(&format!("training {no}")).to_string();
                    (format!("score {staff}"), dash(), training)
                })
                .into_iter()
                .map(|cell| (cell, self.rng.below(1001).to_string()))
                .collect()
            }
            "supervision" => {
                let Some(staff) = self.some_person() else {
                    return Vec::new();
                };
                let group = self.rng.pick(&self.groups).id.clone();
                let keys: Vec<String> = (0..ITEMS).map(|no| format!("i{no}")).collect();
                self.free_of(&keys, |no| {
                    let id = named(&format!("{staff} {group} {no}"));
                    (format!("supervision {staff}/{id}"), day(no), group.clone())
                })
                .into_iter()
                .map(|cell| (cell, self.rng.below(6).to_string()))
                .collect()
            }
            "answer" => self.follows("voice ", "answer ", "answer", |_| true),
            "reply" => {
                let own = format!("supervision {person}/");
                self.follows("supervision ", "reply ", "reply", |about| {
                    !person.is_empty() && about.starts_with(&own)
                })
            }
            _ => Vec::new(),
        }
    }

    /// What is said about something that somebody said: about each thing once.
    fn follows(&self, to: &str, word: &str, key: &str, fits: impl Fn(&str) -> bool) -> Said {
        let about = |(what, day, ..): &Cell| {
            let id = what.strip_prefix(to).filter(|_| fits(what))?;
            let cell = (
                format!("{word}{id}"),
                day.clone(),
                "-".to_owned(),
                key.to_owned(),
            );
            self.truth.is_free(&cell).then_some(cell)
        };
        let open: Vec<Cell> = self.truth.cells().filter_map(about).collect();
        if open.is_empty() {
            return Vec::new();
        }
        let cell = self.rng.pick(&open).clone();
        vec![(cell, format!("sudah-dibaca-{}", self.noted))]
    }

    /// Some free cells of the first thing that has any: several devices write about the same things.
    fn free_of(
        &self,
        keys: &[String],
        thing: impl Fn(usize) -> (String, String, String),
    ) -> Vec<Cell> {
        let wanted = 1 + self.rng.below(4);
        let begin = self.rng.below(EVENTS);
        for no in begin..begin + 300 {
            let (what, day, part) = thing(no);
            let cells = keys
                .iter()
                .map(|key| (what.clone(), day.clone(), part.clone(), key.clone()));
            let free: Vec<Cell> = cells
                .filter(|cell| self.truth.is_free(cell))
                .take(wanted)
                .collect();
            if !free.is_empty() {
                return free;
            }
        }
        Vec::new()
    }

    /// A value of its own that a device says differently.
    fn corrected(&self, at: At) -> Said {
        let own = self.truth.of_lane(self.members[at].lane);
        let other = |cell: &Cell, value: &str| {
            let word = cell.0.split_once(' ')?.0;
            let other = match word {
                "training" | "rakor" if value == "hadir" => "izin".to_owned(),
                "training" | "rakor" => "hadir".to_owned(),
                "score" => ((value.parse::<u32>().ok()? + 7) % 1001).to_string(),
                "supervision" => ((value.parse::<u32>().ok()? + 1) % 6).to_string(),
                "minutes" => format!("{value}x"),
                _ => return None,
            };
            Some((cell.clone(), other))
        };
        let open: Vec<(Cell, String)> = own
            .into_iter()
            .filter_map(|(cell, value)| other(cell, value))
            .collect();
        if open.is_empty() {
            return Vec::new();
        }
        vec![self.rng.pick(&open).clone()]
    }

    /// Somebody who has a phone.
    fn some_person(&self) -> Option<String> {
        let people: Vec<&String> = self
            .members
            .iter()
            .filter(|member| !member.is_office() && !member.person.is_empty())
            .map(|member| &member.person)
            .collect();
        (!people.is_empty()).then(|| (*self.rng.pick(&people)).clone())
    }
}

/// How it is said; none where there is nothing.
fn command(said: &Said) -> Option<String> {
    let ((what, day, part, _), _) = said.first()?;
    let pairs: Vec<String> = said
        .iter()
        .map(|((.., key), value)| format!("{key}={value}"))
        .collect();
    Some(format!("note {what} {day} {part} {}", pairs.join(",")))
}

fn named(name: &str) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

fn attendee(no: usize) -> String {
    format!("s{}", named(&format!("at an event {no}")).simple())
}
