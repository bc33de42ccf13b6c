//! The office sends the rekap of the last month; afterwards some marks are corrected, and the number of a family.

use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::{Scale, Story};
use crate::asked::{ask, tell};
use crate::record::{Later, Record, Sent};

impl Story {
    pub(super) fn send_rekap(&mut self, scale: Scale) {
        let sent = Sent {
            month: scale.last_month(),
            day: scale.today().to_string(),
            receiver: "Provinsi".into(),
        };
        let office = &mut self.world.office.device;
        let shown = ask(office, "sent_rekap", json!({ "month": sent.month }));
        tell(
            office,
            "send_rekap",
            json!({
                "month": sent.month, "seen": shown["now"], "day": sent.day, "receiver": sent.receiver, "note": "",
            }),
        );
        self.records.push(Record::Sent(sent));
    }

    pub(super) fn correct_afterwards(&mut self, scale: Scale) {
        let rng = scale.rng(6);
        let month = scale.last_month();
        let held: Vec<Uuid> = self
            .meetings
            .values()
            .filter(|meeting| {
                meeting.date.starts_with(&month) && !meeting.cancelled && !meeting.marks.is_empty()
            })
            .map(|meeting| meeting.id)
            .collect();
        for id in held {
            if !rng.chance(20) {
                continue;
            }
            let mut meeting = self.meetings[&id].clone();
            let Some(phone) = self
                .phones
                .iter()
                .position(|phone| phone.station.staff == meeting.recorded_by)
            else {
                continue;
            };
            let families: Vec<Uuid> = meeting.marks.keys().copied().collect();
            let family = *rng.pick(&families);
            let before = meeting.marks.get(&family).cloned();
            let after = if before.as_ref().is_some_and(|(mark, _)| mark == "H") {
                ("A".to_owned(), None)
            } else {
                ("H".to_owned(), Some("B".to_owned()))
            };
            let device = &mut self.phones[phone].station.device;
            let mut form = ask(device, "record_edit", json!({ "meeting": id }));
            mark(&mut form, family, &after);
            tell(device, "save_meeting", json!({ "draft": form["draft"] }));
            // A rating of whoever is no longer there counts for nothing and is taken away with the mark.
            meeting.marks.insert(family, after.clone());
            self.meetings.insert(id, meeting);
            self.records.push(Record::Later(Later {
                meeting: id,
                family,
                before,
                after,
            }));
        }
        self.renumber(scale);
    }

    /// The first family of some meetings gets its right number.
    fn renumber(&mut self, scale: Scale) {
        let rng = scale.rng(7);
        for at in 0..self.groups.len() {
            let group = self.groups[at].clone();
            let phone = self
                .phones
                .iter()
                .position(|phone| Some(phone.station.staff) == group.pendamping);
            let (Some(phone), Some(family), true) =
                (phone, group.members.last().copied(), rng.chance(15))
            else {
                continue;
            };
            let device = &mut self.phones[phone].station.device;
            let shown = ask(device, "family", json!({ "id": family }));
            // The numbers of kecamatan begin with two digits that no invented roster has.
            let nik = format!("91{:014}", 1_000 + at);
            let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
            tell(
                device,
                "save_family",
                json!({
                    "id": family, "name": shown["typed"], "nik": nik, "kk": null, "pkh_id": text(&shown["pkh_id"]),
                    "address": text(&shown["row"]["address"]), "desa": shown["desa"], "phone": text(&shown["phone"]),
                    "tahap": text(&shown["tahap"]), "components": shown["components"], "group": null,
                }),
            );
            self.records.push(Record::Renumbered { family, nik });
        }
    }
}

/// Marks a family in a form, as a tap does.
fn mark(form: &mut Value, family: Uuid, (mark, rating): &(String, Option<String>)) {
    let lines = form["families"].as_array().into_iter().flatten();
    let key = lines
        .filter(|line| line["id"].as_str() == Some(&family.to_string()))
        .find_map(|line| line["key"].as_str().map(str::to_owned))
        .expect("the form has whoever is marked");
    let word = if mark == "H" { "hadir" } else { "alfa" };
    form["draft"]["marks"][&key] = word.into();
    if let Some(ratings) = form["draft"]["ratings"].as_object_mut() {
        match rating {
            Some(_) => drop(ratings.insert(key, "baik".into())),
            None => drop(ratings.remove(&key)),
        }
    }
}
