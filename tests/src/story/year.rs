//! Every pendamping plans the year of her groups: a session a month in the curriculum's order, some with a day, some without, a month off.

use serde_json::json;
use sesi_core::reference::Curriculum;

use super::cast::{Scale, Story};
use crate::asked::{ask, tell};
use crate::record::{PlannedMonth, Record};

/// Months that are planned.
const PLANNED: usize = 8;

impl Story {
    pub(super) fn plan_years(&mut self, scale: Scale) {
        let rng = scale.rng(1);
        let codes: Vec<String> = Curriculum::own()
            .codes()
            .map(|code| code.to_string())
            .collect();
        for phone in 0..self.phones.len() {
            let staff = self.phones[phone].station.staff;
            let own: Vec<_> = self
                .groups
                .iter()
                .filter(|group| group.pendamping == Some(staff))
                .map(|group| group.id)
                .collect();
            for group in own {
                let device = &mut self.phones[phone].station.device;
                let shown = ask(device, "plan", json!({ "group": group, "year": 2026 }));
                let mut words = Vec::new();
                let mut at = 0;
                for month in 1..=PLANNED {
                    let off = rng.chance(8);
                    let dated = rng.chance(60);
                    let day = 1 + rng.below(26);
                    let planned = PlannedMonth {
                        group,
                        month: format!("2026-{month:02}"),
                        // Some know why they might not meet, and keep the day all the same.
                        reason: if off || rng.chance(12) {
                            "Jalan putus karena banjir".into()
                        } else {
                            String::new()
                        },
                        sessions: if off {
                            Vec::new()
                        } else {
                            vec![codes[at % codes.len()].clone()]
                        },
                        date: (!off && dated).then(|| format!("2026-{month:02}-{day:02}")),
                        starts: (!off && dated).then_some(540),
                        place: if off {
                            String::new()
                        } else {
                            "Balai Desa".into()
                        },
                    };
                    at += usize::from(!off);
                    words.push(json!({
                        "month": month, "sessions": planned.sessions, "date": planned.date, "starts": planned.starts,
                        "ends": planned.starts.map(|starts| starts + 90), "place": planned.place, "reason": planned.reason,
                    }));
                    self.records.push(Record::Planned(planned));
                }
                let plan =
                    json!({ "group": group, "year": 2026, "base": shown["base"], "months": words });
                tell(device, "save_plan", plan);
            }
        }
    }
}
