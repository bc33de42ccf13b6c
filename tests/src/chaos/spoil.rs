//! Deliberate faults of the product: each must make the verdict fail, which proves that it counts.

use std::process::Command;

use clap::ValueEnum;

use super::liar::Lie;
use super::line::Weather;
use super::scene::Scene;

/// What is spoilt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Spoil {
    /// A device confirms a mark that it did not save.
    ForgetSave,
    /// A relay says of everything that a phone brings that it has it, and never has.
    WithholdEntry,
    /// A mark is at the office that nobody made.
    InventMark,
    /// A phone confirms a voice that it did not save.
    ForgetVoice,
    /// A score is at the office that nobody gave.
    InventScore,
    /// A phone has what is between the office and somebody else.
    ReadColleague,
    /// A device never hears of anything any more.
    StaleDevice,
    /// An entry is gone from the midst of the relay's log.
    BreakLog,
    /// A device's process ends, and nobody killed it.
    EndDevice,
}

/// A phone of every scene.
const PHONE: usize = 2;

impl Spoil {
    /// Spoils the scene.
    pub fn strike(self, scene: &mut Scene) -> std::io::Result<()> {
        let (group, day, family) = {
            let group = &scene.groups[0];
            (
                group.id.clone(),
                format!("{}-12-30", scene.year),
                group.families[0].clone(),
            )
        };
        match self {
            Self::ForgetSave => {
                let lane = scene.members[PHONE].lane;
                let cell = (
                    group.clone(),
                    day.clone(),
                    "M1.1".to_owned(),
                    family.clone(),
                );
                scene.truth.say(lane, cell, "H");
                let mut marks = serde_json::Map::new();
                marks.insert(family, "H".into());
                let saved = serde_json::json!({"group": group, "date": day, "session": "M1.1", "marks": marks});
                scene.truth.confirm(&saved);
            }
            Self::WithholdEntry => {
                scene.members[PHONE].line.stick(Weather::Lie(Lie::Swallow));
                scene.tell_marks(PHONE, 3);
            }
            Self::InventMark => {
                scene.must(0, &format!("save {group} {day} M1.1 {family}=H"))?;
            }
            Self::ForgetVoice => {
                let lane = scene.members[PHONE].lane;
                let cell = (
                    format!("voice {}", uuid::Uuid::nil()),
                    day.clone(),
                    "-".to_owned(),
                    "text".to_owned(),
                );
                scene.truth.say(lane, cell.clone(), "jalan");
                let saved = serde_json::json!({"group": cell.0, "date": day, "session": "-", "marks": {"text": "jalan"}});
                scene.truth.confirm(&saved);
            }
            Self::InventScore => {
                let person = scene.members[PHONE].person.clone();
                let training = uuid::Uuid::nil();
                scene.must(0, &format!("note score {person} - {training} pre=1"))?;
            }
            Self::ReadColleague => {
                let person = scene.members[PHONE].person.clone();
                let (lane, training) = (scene.members[0].lane, uuid::Uuid::nil().to_string());
                let cell = (
                    format!("score {person}"),
                    "-".to_owned(),
                    training.clone(),
                    "pre".to_owned(),
                );
                scene.truth.say(lane, cell, "1");
                scene.must(0, &format!("note score {person} - {training} pre=1"))?;
                // As if the phone were somebody else's.
                scene.members[PHONE].person = uuid::Uuid::nil().to_string();
            }
            Self::StaleDevice => {
                scene.members[PHONE].line.stick(Weather::Portal);
                scene.life();
                scene.tell_marks(0, 3);
            }
            Self::BreakLog => {
                scene.all_sync();
                let data = scene.relays.kill();
                #[expect(
                    clippy::disallowed_methods,
                    reason = "spoils the relay's own file on purpose"
                )]
                let conn = rusqlite::Connection::open(data.join("relay.sqlite"));
                let spoilt = conn.and_then(|conn| {
                    conn.execute("DELETE FROM entries WHERE seq = 1 AND feed = (SELECT max(feed) FROM entries)", [])
                });
                spoilt.map_err(std::io::Error::other)?;
                scene.relays.restart(&data, None)?;
                scene.lead();
            }
            Self::EndDevice => {
                scene.ask(PHONE, "count");
                if let Some(pid) = scene.members[PHONE].pid() {
                    Command::new("kill")
                        .args(["-9", &pid.to_string()])
                        .status()?;
                }
            }
        }
        Ok(())
    }
}
