//! Letters to families that stayed away as long as the office says, found in the record and not asked of a device: some are delivered, some
//! answered, one is cancelled.

use serde_json::{Value, json};
use uuid::Uuid;

use super::cast::{Scale, Story};
use crate::asked::{ask, tell};
use crate::record::{Letter, Record};
use crate::recount::Known;

/// Most letters of one pendamping.
const MOST: usize = 4;

impl Story {
    pub(super) fn write_letters(&mut self, scale: Scale) {
        let rng = scale.rng(4);
        let (month, today) = (scale.last_month(), scale.today().to_string());
        let records = self.recorded();
        let known = Known::of(&records);
        // As every screen counts: up to the month that it is.
        let this_month = scale.today().format("%Y-%m").to_string();
        let absent: Vec<(Uuid, Uuid, usize)> = known
            .absent(&this_month)
            .into_iter()
            .filter_map(|one| Some((known.leader(one.group)?, one.family, one.months.len())))
            .collect();
        let threshold = scale.months.min(2) as usize;
        let mut no = 0;
        for phone in 0..self.phones.len() {
            let staff = self.phones[phone].station.staff;
            let own = absent
                .iter()
                .filter(|(leader, _, months)| *leader == staff && *months >= threshold);
            for (_, family, months) in own.take(MOST) {
                let steps: &[&str] = if *months > threshold {
                    &["teguran_1", "teguran_2"]
                } else {
                    &["teguran_1"]
                };
                for step in steps {
                    no += 1;
                    let mut letter = Letter {
                        family: *family,
                        step: (*step).to_owned(),
                        number: format!("{no:03}/PKH/UJI/{}", &month[..4]),
                        day: today.clone(),
                        month: this_month.clone(),
                        delivered: None,
                        response: None,
                        closed: false,
                        cancelled: false,
                    };
                    let device = &mut self.phones[phone].station.device;
                    let id = tell(
                        device,
                        "write_letter",
                        json!({
                            "family": family, "step": step, "number": letter.number, "day": letter.day, "invited": null, "place": "Balai Desa",
                        }),
                    );
                    let mut save = |part: Value| {
                        let shown = ask(device, "letter", json!({ "id": id }));
                        tell(
                            device,
                            "save_letter",
                            json!({ "id": id, "base": shown["base"], "part": part }),
                        );
                    };
                    let fate = rng.below(10);
                    if fate < 6 {
                        letter.delivered = Some(today.clone());
                        save(
                            json!({ "delivery": { "day": today, "way": "langsung", "receiver": "Suami", "received": today } }),
                        );
                    }
                    if fate < 3 {
                        letter.response = Some("Berjanji hadir bulan depan".into());
                        letter.closed = fate == 0;
                        save(
                            json!({ "response": { "text": "Berjanji hadir bulan depan", "closed": letter.closed } }),
                        );
                    }
                    if fate == 9 {
                        letter.cancelled = true;
                        save(json!({ "cancel": { "cancelled": true, "why": "Salah keluarga" } }));
                    }
                    self.records.push(Record::Letter(letter));
                }
            }
        }
    }
}
