//! Ten meetings are observed from two devices of the office; both sign, the person replies on their own phone, and what was agreed is done or not.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{At, Play, uuid};
use crate::asked::{ask, tell};
use crate::record::people::Entered;

/// So many in a big office.
const MOST: usize = 10;

impl Play {
    pub(super) fn supervise(&mut self) {
        let items = self.items();
        let meets: Vec<usize> = (0..self.phones.len())
            .filter(|at| self.meets(*at).is_some())
            .take(MOST)
            .collect();
        for (no, phone) in meets.iter().copied().enumerate() {
            let at = if no.is_multiple_of(2) {
                At::Kantor
            } else {
                At::Meja
            };
            self.observe(no, phone, at, &items);
        }
        self.sync(true);
        for (no, phone) in meets.iter().copied().enumerate() {
            self.answer(no, phone);
        }
        self.sync(true);
    }

    /// The items of the instrument, as a new supervision shows them.
    fn items(&self) -> Vec<String> {
        let new = json!({ "id": null, "staff": self.staff[0].id });
        let shown = ask(&self.world.office.device, "supervision", new);
        let items = shown["instrument"]["items"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        let ids = items.iter().filter_map(|item| item["id"].as_str());
        ids.map(str::to_owned).collect()
    }

    fn observe(&mut self, no: usize, phone: usize, at: At, items: &[String]) {
        let who = self.phones[phone].name.clone();
        let day = self.meets(phone).expect("a meeting").to_string();
        let group = format!("MAWAR {}", phone + 1);
        let answers: BTreeMap<String, u32> = items
            .iter()
            .enumerate()
            .map(|(item, id)| {
                let answer = match no {
                    // Just so many that there is a score, and one fewer.
                    0 if item >= 8 => 0,
                    1 if item >= 7 => 0,
                    // Just 60 and just 80 of 100.
                    2 => *[1, 2, 2, 2, 2, 2, 2, 2, 2, 1].get(item).unwrap_or(&0),
                    3 => *[3, 3, 3, 3, 3, 3, 2, 2, 1, 1].get(item).unwrap_or(&0),
                    _ => u32::try_from(self.rng.below(4)).expect("an answer"),
                };
                (id.clone(), answer)
            })
            .collect();
        let heads = 3 + u32::try_from(self.rng.below(6)).expect("a few");
        let tasks: BTreeMap<String, String> = match no % 3 {
            0 => [
                ("Berlatih membuka pertemuan".to_owned(), self.day(4)),
                ("Menyiapkan flipchart".to_owned(), self.later(10)),
            ]
            .into(),
            1 => [("Mengulas sesi lalu".to_owned(), self.day(2))].into(),
            _ => BTreeMap::new(),
        };
        let id = self.id(&who);
        let agreed: Vec<Value> = tasks
            .iter()
            .map(|(what, due)| json!({ "key": "", "what": what, "who": id, "due": due }))
            .collect();
        let group_id = self.groups[&group].id;
        let device = &mut self.office(at).device;
        let saved = tell(
            device,
            "save_supervision",
            json!({ "id": null, "staff": id, "base": "", "facts": {
            "day": day, "group": group_id, "counted": heads, "answers": answers, "notes": {}, "note": "Peserta aktif bertanya.",
            "coaching": "Cara membuka pertemuan.", "tasks": agreed,
        } }),
        );
        let entered = Entered::Supervision {
            who: who.clone(),
            day: day.clone(),
            group,
            heads,
            answers,
            tasks,
        };
        self.note(at, 0, entered);
        self.supervised
            .insert((who.clone(), day.clone()), uuid(&saved));
        // One is not signed yet.
        if no == MOST - 1 {
            return;
        }
        let device = &mut self.office(at).device;
        let content =
            ask(device, "supervision", json!({ "id": saved, "staff": null }))["content"].clone();
        tell(
            device,
            "sign_supervision",
            json!({ "id": saved, "content": content }),
        );
        self.note(at, 0, Entered::Signed { who, day });
    }

    /// The person agrees and does what was agreed; the office takes one back.
    fn answer(&mut self, no: usize, phone: usize) {
        let who = self.phones[phone].name.clone();
        let day = self.meets(phone).expect("a meeting").to_string();
        let id = self.supervised[&(who.clone(), day.clone())];
        let device = &mut self.phones[phone].station.device;
        let shown = ask(device, "supervision", json!({ "id": id, "staff": null }));
        if no % 4 != 3 && no != MOST - 1 {
            let reply = format!("Terima kasih, akan saya perbaiki ({no})");
            let agree = json!({ "id": id, "agrees": shown["content"], "reply": reply });
            tell(device, "reply_supervision", agree);
            let (who, day) = (who.clone(), day.clone());
            self.line(who.clone(), 0, Entered::Agreed { who, day, reply });
        }
        let follow_ups = shown["follow_ups"].as_array().cloned().unwrap_or_default();
        let first = follow_ups.first().filter(|_| no.is_multiple_of(2));
        if let Some(task) = first {
            let device = &mut self.phones[phone].station.device;
            let proof = "Sudah dilakukan di pertemuan berikutnya".to_owned();
            tell(
                device,
                "prove_follow_up",
                json!({ "id": id, "key": task["key"], "proof": proof }),
            );
            let closed = no.is_multiple_of(6);
            if closed {
                // The office closes what it has heard of.
                self.sync(true);
                let close = json!({ "id": id, "key": task["key"], "closed": true });
                tell(&mut self.desk.device, "close_follow_up", close);
            }
            let entered = Entered::FollowedUp {
                who: who.clone(),
                day: day.clone(),
                task: task["what"].as_str().unwrap_or_default().to_owned(),
                proof,
                closed,
            };
            self.line(who.clone(), 0, entered);
        }
        if no == 5 {
            tell(
                &mut self.desk.device,
                "withdraw_supervision",
                json!({ "id": id, "withdrawn": true }),
            );
            self.note(At::Meja, 0, Entered::Withdrawn { who, day });
        }
    }

    /// Everybody exchanges until all have everything.
    pub(super) fn settle(&mut self) {
        self.sync(true);
        self.sync(true);
    }
}
