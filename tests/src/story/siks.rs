//! Meetings of the last month are copied to SIKS-NG: most are in, some were refused, of some a field was copied and no more.

use serde_json::json;
use uuid::Uuid;

use super::cast::{Scale, Story};
use crate::asked::{ask, tell};
use crate::record::{Record, SiksWords};

impl Story {
    pub(super) fn copy_to_siks(&mut self, scale: Scale) {
        let rng = scale.rng(5);
        let month = scale.last_month();
        let held: Vec<(Uuid, Uuid)> = self
            .meetings
            .values()
            .filter(|meeting| meeting.date.starts_with(&month) && !meeting.cancelled)
            .map(|meeting| (meeting.recorded_by, meeting.id))
            .collect();
        for (staff, meeting) in held {
            let Some(phone) = self
                .phones
                .iter()
                .position(|phone| phone.station.staff == staff)
            else {
                continue;
            };
            let (said, copied, note) = match rng.below(10) {
                0..=5 => (Some("masuk"), vec!["name", "place", "participants"], ""),
                6 => (
                    Some("ditolak"),
                    vec!["name"],
                    "Jam bentrok dengan kelompok lain",
                ),
                7 => (None, vec!["participants"], ""),
                _ => continue,
            };
            let device = &mut self.phones[phone].station.device;
            for field in &copied {
                let shown = ask(device, "siks", json!({ "meeting": meeting }));
                tell(
                    device,
                    "tick_siks",
                    json!({ "meeting": meeting, "field": field, "copied": true, "version": shown["version"] }),
                );
            }
            if let Some(said) = said {
                let shown = ask(device, "siks", json!({ "meeting": meeting }));
                tell(
                    device,
                    "say_siks",
                    json!({
                        "meeting": meeting, "said": said, "note": note, "version": shown["version"], "base": shown["base"],
                    }),
                );
            }
            self.records.push(Record::Siks(SiksWords {
                meeting,
                said: said.map(str::to_owned),
                note: note.to_owned(),
                copied: copied.into_iter().map(str::to_owned).collect(),
            }));
        }
    }
}
