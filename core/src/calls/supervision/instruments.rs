//! Versions of the instrument read and published. A version is never changed: what is saved is another one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sesi_engine::documents::Set;

use crate::calls::terms::Done;
use crate::calls::who::must_be_office;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, InstrumentPatch, version_of};
use crate::queries::instruments::Instruments;
use crate::queries::supervisions::Supervision;
use crate::reference::fold;
use crate::reference::instrument::{Band, Instrument, InstrumentError, Item};

/// Asks for the versions of the instrument.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadInstrument {}

/// The versions of the instrument.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentView {
    /// The one for new supervisions.
    pub now: InstrumentText,
    /// All of them, the one in force first, then by name.
    pub versions: Vec<InstrumentVersion>,
}

/// A version in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentVersion {
    /// Its digest.
    pub version: String,
    /// Its name.
    pub name: String,
    /// How many supervisions were made with it.
    pub used: u32,
}

/// A version of the instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct InstrumentText {
    /// Its name, up to 60 characters.
    pub name: String,
    /// What the answers are called, from 1 on; 2 to 5 of them.
    pub scale: Vec<String>,
    /// So many items must be observed for a score.
    pub least: u32,
    /// Bands, ascending, the first from 0.
    pub bands: Vec<BandText>,
    /// Items, up to 30.
    pub items: Vec<ItemText>,
}

/// An item of an instrument.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ItemText {
    /// Its stable id; empty for a new one.
    pub id: String,
    /// The part in which it stands.
    pub part: String,
    /// What is observed.
    pub text: String,
}

/// A band of scores.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct BandText {
    /// The least score in it.
    pub from: u32,
    /// Its name.
    pub name: String,
}

/// Publishes a version of the instrument; new supervisions are made with it, and old ones keep theirs. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveInstrument {
    /// The version. Items keep their ids; a new one has none.
    pub instrument: InstrumentText,
}

impl Query for ReadInstrument {
    type Answer = InstrumentView;

    fn answer(self, device: &Device) -> Result<InstrumentView, Error> {
        must_be_office(device)?;
        let conn = device.reader();
        let instruments = Instruments::read(conn)?;
        let mut used: BTreeMap<String, u32> = BTreeMap::new();
        for one in Supervision::all(conn)? {
            *used.entry(one.instrument).or_default() += 1;
        }
        let (current, now) = instruments.in_force();
        let mut versions: Vec<InstrumentVersion> = instruments
            .all()
            .map(|(version, instrument)| InstrumentVersion {
                version: version.to_owned(),
                name: instrument.name.clone(),
                used: used.get(version).copied().unwrap_or_default(),
            })
            .collect();
        versions.sort_by_cached_key(|one| (one.version != current, one.name.clone()));
        Ok(InstrumentView {
            now: written(now),
            versions,
        })
    }
}

/// A version as windows have it.
pub(super) fn written(instrument: &Instrument) -> InstrumentText {
    let bands = instrument.bands.iter().map(|band| BandText {
        from: band.from,
        name: band.name.clone(),
    });
    InstrumentText {
        name: instrument.name.clone(),
        scale: instrument.scale.clone(),
        least: instrument.least,
        bands: bands.collect(),
        items: instrument.items.iter().map(item).collect(),
    }
}

/// An item as windows have it.
pub(super) fn item(item: &Item) -> ItemText {
    ItemText {
        id: item.id.clone(),
        part: item.part.clone(),
        text: item.text.clone(),
    }
}

impl Command for SaveInstrument {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        let instruments = Instruments::read(device.reader())?;
        let next = read(self.instrument, &instruments)?;
        let json = serde_json::to_string(&next).map_err(InstrumentError::from)?;
        // Read as every device will read it.
        Instrument::parse(&json)?;
        let version = version_of(&json);
        let patch = InstrumentPatch {
            current: Set::To(version.clone()),
            versions: [(version, Some(json))].into(),
        };
        device.edit(&DocKey::Instrument, &patch.into())?;
        Ok(Done {})
    }
}

/// From what a window says: what is new gets an id that no version has, so that no id means two questions.
fn read(text: InstrumentText, known: &Instruments) -> Result<Instrument, InstrumentError> {
    let all = known.all().flat_map(|(_, instrument)| &instrument.items);
    let mut taken: std::collections::BTreeSet<String> = all.map(|item| item.id.clone()).collect();
    let mut number = 0;
    let mut items = Vec::with_capacity(text.items.len());
    for item in text.items {
        let id = if item.id.is_empty() {
            loop {
                number += 1;
                let id = format!("b{number}");
                if taken.insert(id.clone()) {
                    break id;
                }
            }
        } else if taken.contains(&item.id) {
            item.id
        } else {
            return Err(InstrumentError::Id(item.id));
        };
        items.push(Item {
            id,
            part: fold::tidy(&item.part),
            text: fold::tidy(&item.text),
        });
    }
    let bands = text.bands.into_iter().map(|band| Band {
        from: band.from,
        name: fold::tidy(&band.name),
    });
    Ok(Instrument {
        name: fold::tidy(&text.name),
        scale: text.scale.iter().map(|label| fold::tidy(label)).collect(),
        least: text.least,
        bands: bands.collect(),
        items,
    })
}
