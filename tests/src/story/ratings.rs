//! The office says from when a letter is due; every pendamping rates the families of her groups for the half year.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::{Scale, Story};
use crate::asked::{ask, tell};
use crate::record::{Rated, Record};
use crate::seeded_rng::SeededRng;

const RATINGS: [&str; 5] = [
    "kurang",
    "baik",
    "baik",
    "sangat_baik",
    "tidak_dapat_dinilai",
];

/// The half year of a month, `2026-1`.
pub(super) fn semester_of(month: &str) -> String {
    let half = if &month[5..] <= "06" { 1 } else { 2 };
    format!("{}-{half}", &month[..4])
}

impl Story {
    pub(super) fn set_office(&mut self, scale: Scale) {
        let teguran_months = scale.months.min(2);
        let office = &mut self.world.office.device;
        let mut settings = ask(office, "office", json!({}));
        settings["teguran_months"] = teguran_months.into();
        settings["letterhead"] = json!(["PEMERINTAH KABUPATEN", "DINAS SOSIAL"]);
        settings["signers"] = json!([
            "Kepala Dinas Sosial; Drs. AMIR HAMZAH; 196501011990031001",
            "Katim Kabupaten"
        ]);
        tell(office, "save_office", json!({ "settings": settings }));
        self.records.push(Record::Setting {
            today: scale.today().to_string(),
            teguran_months,
        });
    }

    pub(super) fn rate(&mut self, scale: Scale) {
        let rng = scale.rng(2);
        let semester = semester_of(&scale.last_month());
        for phone in 0..self.phones.len() {
            let staff = self.phones[phone].station.staff;
            let own: Vec<_> = self
                .groups
                .iter()
                .filter(|group| group.pendamping == Some(staff))
                .cloned()
                .collect();
            for group in own {
                let device = &mut self.phones[phone].station.device;
                let shown = ask(
                    device,
                    "semester",
                    json!({ "group": group.id, "semester": semester }),
                );
                let keys = keys(&shown);
                let (mut behaviour, mut potential) = (BTreeMap::new(), BTreeMap::new());
                for family in &group.members {
                    let rated = Rated {
                        group: group.id,
                        semester: semester.clone(),
                        family: *family,
                        behaviour: rating(&rng),
                        potential: rating(&rng),
                    };
                    let key = keys
                        .get(family)
                        .expect("the list has every family of the group");
                    behaviour.extend(rated.behaviour.clone().map(|rating| (key.clone(), rating)));
                    potential.extend(rated.potential.clone().map(|rating| (key.clone(), rating)));
                    self.records.push(Record::Rated(rated));
                }
                let save = json!({
                    "group": group.id, "semester": semester, "base": shown["base"], "behaviour": behaviour, "potential": potential,
                });
                tell(device, "save_semester", save);
            }
        }
    }
}

fn rating(rng: &SeededRng) -> Option<String> {
    rng.chance(85).then(|| (*rng.pick(&RATINGS)).to_owned())
}

fn keys(shown: &Value) -> BTreeMap<Uuid, String> {
    let lines = shown["families"].as_array().into_iter().flatten();
    lines
        .filter_map(|line| {
            Some((
                line["id"].as_str()?.parse().ok()?,
                line["key"].as_str()?.to_owned(),
            ))
        })
        .collect()
}
