//! Meetings of groups, recorded on phones in the month before this one: most groups met, some did not.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};
use serde_json::json;

use super::Play;
use crate::asked::{ask, tell};
use crate::record::people::Entered;

impl Play {
    /// A day of the month before this one.
    pub(super) fn day_of_last_month(&self, day: u32) -> NaiveDate {
        let month = self.today.checked_sub_months(Months::new(1));
        let there = month.and_then(|month| month.with_day(day));
        there.expect("a day of every month")
    }

    /// Of each phone the day on which its group meets: the eighth does not.
    pub(super) fn meets(&self, phone: usize) -> Option<NaiveDate> {
        let day = 3 + u32::try_from(phone % 20).unwrap_or(0);
        (phone % 8 != 7).then(|| self.day_of_last_month(day))
    }

    pub(super) fn record_meetings(&mut self) {
        for at in 0..self.phones.len() {
            let Some(day) = self.meets(at) else { continue };
            let group = format!("MAWAR {}", at + 1);
            let id = self.groups[&group].id;
            let phone = &mut self.phones[at];
            let device = &mut phone.station.device;
            let mut form = ask(device, "record_new", json!({ "group": id, "date": day }));
            form["draft"]["session"] = "M1.1".into();
            let mut marks = BTreeMap::new();
            let lines = form["families"].as_array().cloned().unwrap_or_default();
            for line in lines {
                let name = line["name"].as_str().expect("a name").to_uppercase();
                let key = line["key"].as_str().expect("a key");
                let mark = match self.rng.below(10) {
                    0..=6 => "hadir",
                    7 => "sakit",
                    8 => "alfa",
                    _ => continue,
                };
                form["draft"]["marks"][key] = mark.into();
                let rating = ["kurang", "baik", "baik", "sangat_baik"];
                let rating = *self.rng.pick(&rating);
                let rating = Some(rating).filter(|_| mark == "hadir" && self.rng.chance(80));
                if let Some(rating) = rating {
                    form["draft"]["ratings"][key] = rating.into();
                }
                marks.insert(name, (mark.to_owned(), rating.map(str::to_owned)));
            }
            tell(device, "save_meeting", json!({ "draft": form["draft"] }));
            let by = phone.name.clone();
            let day = day.to_string();
            self.line(by, 0, Entered::Met { group, day, marks });
        }
        self.sync_all();
    }
}
