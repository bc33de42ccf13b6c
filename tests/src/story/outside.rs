//! Families who were not there are visited, or are given the material another day; one visit is taken back.

use serde_json::json;
use uuid::Uuid;

use super::cast::{Scale, Story};
use crate::asked::{ask, tell};
use crate::record::{Record, Visit};

const WAYS: [&str; 3] = ["kunjungan", "pertemuan", "jarak_jauh"];

impl Story {
    pub(super) fn visit_families(&mut self, scale: Scale) {
        let rng = scale.rng(3);
        let month = scale.last_month();
        let missed: Vec<(Uuid, Uuid, String, String)> = self
            .meetings
            .values()
            .filter(|meeting| meeting.date.starts_with(&month) && !meeting.cancelled)
            .flat_map(|meeting| {
                let away = meeting.marks.iter().filter(|(_, (mark, _))| mark != "H");
                away.map(|(family, _)| {
                    (
                        meeting.recorded_by,
                        *family,
                        meeting.date.clone(),
                        meeting.session.clone(),
                    )
                })
            })
            .collect();
        let mut visited = std::collections::BTreeSet::new();
        for (staff, family, day, session) in missed {
            let Some(phone) = self
                .phones
                .iter()
                .position(|phone| phone.station.staff == staff)
            else {
                continue;
            };
            if !rng.chance(25) || !visited.insert((family, day.clone())) {
                continue;
            }
            let visit = Visit {
                family,
                day: day.clone(),
                way: (*rng.pick(&WAYS)).to_owned(),
                sessions: vec![session],
                note: "Ibu sakit, materi disampaikan di rumah.".into(),
                withdrawn: rng.chance(10),
            };
            let device = &mut self.phones[phone].station.device;
            tell(
                device,
                "save_visit",
                json!({
                    "family": family, "day": day, "way": visit.way, "sessions": visit.sessions, "note": visit.note, "base": null,
                }),
            );
            if visit.withdrawn {
                let page = ask(device, "family", json!({ "id": family }));
                let lines = page["visits"].as_array().into_iter().flatten();
                for line in lines.filter(|line| line["day"] == json!(day)) {
                    let base = &line["base"];
                    tell(
                        device,
                        "withdraw_visit",
                        json!({ "id": line["id"], "withdrawn": true, "base": base }),
                    );
                }
            }
            self.records.push(Record::Visit(visit));
        }
    }
}
