//! Voices from the field: written on phones on the day on which they come up, also by who has no signal for weeks; two about the same thing. The
//! office answers in between, gives tasks, closes some, and lets others wait.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{At, Play, days_ago, uuid};
use crate::asked::{ask, tell};
use crate::record::people::Entered;

const TOPICS: [&str; 5] = [
    "Jaringan/aplikasi",
    "Kehadiran KPM",
    "Modul & media",
    "Penyaluran",
    "Beban laporan",
];
const KINDS: [&str; 4] = ["kendala", "pertanyaan", "aspirasi", "usul"];
/// So many days before today they are said; those before the rakor first.
const DAYS: [u64; 20] = [
    44, 40, 38, 33, 31, 29, 27, 25, 24, 22, 19, 17, 14, 12, 11, 8, 6, 4, 2, 1,
];
/// The day on which the office answers for the first time, before today.
const ANSWERS: u64 = 20;
/// The rakor, before today.
pub(super) const RAKOR: u64 = 10;

/// What the office says.
#[derive(Default, Clone)]
struct Word {
    answer: &'static str,
    task: &'static str,
    who: Option<String>,
    due: Option<String>,
    closed: bool,
}

impl Play {
    /// How many are said: all in a big office.
    fn voices(&self) -> usize {
        if self.phones.len() >= 12 {
            DAYS.len()
        } else {
            10
        }
    }

    /// In a small play every other day has one.
    fn voice_days(&self) -> Vec<(usize, u64)> {
        let step = DAYS.len() / self.voices();
        DAYS.into_iter().step_by(step).enumerate().collect()
    }

    pub(super) fn say_before_the_rakor(&mut self) {
        let days = self.voice_days();
        for (no, back) in days.iter().copied().filter(|(_, back)| *back > ANSWERS) {
            self.say(no, back);
        }
        // Those without a signal keep theirs on the phone.
        self.sync(false);
        let heard = self.heard();
        let who = self.with_phones();
        let due = self.day(5);
        for (no, text) in heard.iter().enumerate() {
            let word = match no % 4 {
                0 => Word {
                    answer: "Petugas jaringan datang minggu depan.",
                    closed: true,
                    ..Word::default()
                },
                1 => Word {
                    answer: "Akan dibahas di rakor.",
                    task: "Mendata titik tanpa sinyal",
                    who: Some(who[no % who.len()].clone()),
                    due: Some(due.clone()),
                    ..Word::default()
                },
                2 => Word {
                    answer: "Buku kerja dikirim ke kecamatan.",
                    ..Word::default()
                },
                _ => continue,
            };
            self.decide(
                At::Kantor,
                ANSWERS - u64::try_from(no % 3).unwrap_or(0),
                text,
                &word,
            );
        }
        self.sync(false);
        for (no, back) in days.iter().copied() {
            if (RAKOR..=ANSWERS).contains(&back) {
                self.say(no, back);
            }
        }
        self.sync(false);
        self.join();
        self.sync(false);
    }

    pub(super) fn say_after_the_rakor(&mut self) {
        for (no, back) in self.voice_days() {
            if back < RAKOR {
                self.say(no, back);
            }
        }
        // The signal is back.
        self.sync(true);
        let heard = self.heard();
        let who = self.with_phones();
        let (past, later) = (self.day(1), self.later(14));
        for (no, text) in heard.iter().rev().enumerate() {
            let (seen, _) = self.word_of(At::Meja, text);
            if seen
                != json!({ "answer": "", "task": "", "who": null, "due": null, "closed": false })
            {
                continue;
            }
            let word = match no % 5 {
                0 => Word {
                    answer: "Jadwal disusun ulang.",
                    task: "Menyusun jadwal ulang",
                    who: Some(who[0].clone()),
                    due: Some(later.clone()),
                    ..Word::default()
                },
                1 => Word {
                    task: "Menghubungi bank penyalur",
                    who: Some(who[who.len() - 1].clone()),
                    due: Some(past.clone()),
                    ..Word::default()
                },
                2 => Word {
                    answer: "Sudah diperbaiki pusat.",
                    closed: true,
                    ..Word::default()
                },
                _ => continue,
            };
            self.decide(At::Meja, u64::try_from(no % 3).unwrap_or(0), text, &word);
        }
        self.sync(true);
        self.prove();
        self.sync(true);
    }

    fn say(&mut self, no: usize, back: u64) {
        let at = no % self.phones.len();
        let (kind, topic) = (KINDS[no % 4], TOPICS[no % 5]);
        let name = self.phones[at].name.clone();
        // Two of the same thing, however differently they are said.
        let (kind, topic, text) = match no {
            1 => (
                "kendala",
                TOPICS[0],
                "Sinyal hilang di balai desa sejak tower rusak.".to_owned(),
            ),
            4 => (
                "kendala",
                TOPICS[0],
                "Aplikasi tidak bisa kirim, tidak ada jaringan di dusun.".to_owned(),
            ),
            _ => (
                kind,
                topic,
                format!("{name} menyampaikan hal nomor {no} tentang {topic}."),
            ),
        };
        let now = self.now;
        let say = json!({ "voice": kind, "topic": topic, "text": text, "meeting": null });
        let station = &mut self.phones[at].station;
        days_ago(station, now, back, |device| tell(device, "say_voice", say));
        let entered = Entered::Voice {
            kind: kind.to_owned(),
            topic: topic.to_owned(),
            text,
        };
        self.line(name, back, entered);
    }

    /// The sentences that the office has heard by now and that are answered by themselves, in the order of the record.
    fn heard(&self) -> Vec<String> {
        let shown = ask(&self.world.office.device, "voices", json!({}));
        let matters = shown["matters"].as_array().cloned().unwrap_or_default();
        let heads: Vec<&Value> = matters
            .iter()
            .map(|matter| &matter["voices"][0]["text"])
            .collect();
        let said = self.lines.iter().filter_map(|line| match &line.entered {
            Entered::Voice { text, .. } => Some(text),
            _ => None,
        });
        said.filter(|text| heads.iter().any(|head| *head == text.as_str()))
            .cloned()
            .collect()
    }

    /// What the office says of a matter by now, and its document.
    fn word_of(&mut self, at: At, text: &str) -> (Value, Uuid) {
        let shown = ask(&self.office(at).device, "voices", json!({}));
        let matters = shown["matters"].as_array().cloned().unwrap_or_default();
        let matter = matters
            .into_iter()
            .find(|matter| matter["voices"][0]["text"] == text);
        let matter = matter.expect("a voice that was heard");
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let seen = json!({
            "answer": text(&matter["answer"]), "task": text(&matter["task"]), "who": matter["who"]["id"], "due": matter["due"],
            "closed": matter["state"] == "closed",
        });
        (seen, uuid(&matter["id"]))
    }

    fn decide(&mut self, at: At, back: u64, text: &str, word: &Word) {
        let (seen, id) = self.word_of(at, text);
        let who = word.who.as_ref().map(|who| self.id(who));
        let decision = json!({
            "answer": word.answer, "task": word.task, "who": who, "due": word.due, "closed": word.closed,
        });
        let decide = json!({ "id": id, "seen": seen, "decision": decision });
        let now = self.now;
        days_ago(self.office(at), now, back, |device| {
            tell(device, "decide_voice", decide)
        });
        let entered = Entered::Decided {
            text: text.to_owned(),
            answer: word.answer.to_owned(),
            task: word.task.to_owned(),
            who: word.who.clone(),
            due: word.due.clone(),
            closed: word.closed,
        };
        self.note(at, back, entered);
    }

    /// Two that are about the same are joined; a third one was joined by mistake and is taken out again.
    fn join(&mut self) {
        let heard = self.heard();
        let [Some(one), Some(other)] = ["Sinyal hilang", "Aplikasi tidak bisa"]
            .map(|begins| heard.iter().find(|text| text.starts_with(begins)).cloned())
        else {
            panic!("two voices about one thing are there: {heard:?}");
        };
        let third = heard.iter().find(|text| **text != one && **text != other);
        let third = third.expect("a third voice").clone();
        for (text, with) in [(&other, Some(&one)), (&third, Some(&one)), (&third, None)] {
            let ids: Vec<Uuid> = self.ids_of(text);
            let with_id = with.and_then(|with| self.ids_of(with).pop());
            let join = json!({ "ids": ids, "with": with_id });
            tell(&mut self.desk.device, "join_voices", join);
            let entered = Entered::Joined {
                text: text.clone(),
                with: with.cloned(),
            };
            self.note(At::Meja, 0, entered);
        }
    }

    fn ids_of(&self, text: &str) -> Vec<Uuid> {
        let shown = ask(&self.desk.device, "voices", json!({}));
        let matters = shown["matters"].as_array().cloned().unwrap_or_default();
        let voices = matters
            .iter()
            .filter_map(|matter| matter["voices"].as_array().cloned());
        let all = voices.flatten().filter(|voice| voice["text"] == text);
        all.map(|voice| uuid(&voice["id"])).collect()
    }

    /// Whose task it is says on their own phone that it is done: every other one.
    fn prove(&mut self) {
        let shown = ask(&self.world.office.device, "voices", json!({}));
        let matters = shown["matters"].as_array().cloned().unwrap_or_default();
        let tasks = matters.iter().filter(|matter| {
            matter["state"] == "going"
                && !matter["task"].is_null()
                && matter["voices"][0]["rakor"].is_null()
        });
        let mut tasks: Vec<(String, String, Uuid)> = tasks
            .map(|matter| {
                let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
                let who = text(&matter["who"]["name"]).to_uppercase();
                (text(&matter["voices"][0]["text"]), who, uuid(&matter["id"]))
            })
            .collect();
        tasks.sort();
        for (text, who, id) in tasks.into_iter().step_by(2) {
            let phone = self.phone_of(&who);
            let proof = "Foto daftar dikirim ke kantor".to_owned();
            tell(
                &mut phone.station.device,
                "prove_task",
                json!({ "id": id, "proof": proof }),
            );
            self.line(who, 0, Entered::Proved { text, proof });
        }
    }
}
