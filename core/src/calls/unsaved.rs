//! What somebody typed in a form and cannot be saved as it is: kept on this device alone, in its encrypted database, until the form is opened
//! again. It knows no form.

use serde::{Deserialize, Serialize};
use sesi_engine::store::Draft;

use super::terms::Done;
use super::{Command, Query};
use crate::device::Device;
use crate::error::Error;

/// Begins the names of these drafts: no meeting's draft is called so.
const UNSAVED: &str = "unsaved:";

/// Asks for what waits at a place of the window.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Unsaved {
    /// The place, as the window calls it.
    pub place: String,
}

/// What waits there.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnsavedWords {
    /// As the window wrote it; none if nothing waits.
    pub words: Option<String>,
}

/// Keeps what somebody typed at a place instead of what waited there.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KeepUnsaved {
    /// The place, as the window calls it.
    pub place: String,
    /// As the window reads it again; none if nothing waits any more.
    pub words: Option<String>,
}

fn name_of(place: &str) -> String {
    format!("{UNSAVED}{place}")
}

impl Query for Unsaved {
    type Answer = UnsavedWords;

    fn answer(self, device: &Device) -> Result<UnsavedWords, Error> {
        let kept = Draft::get(device.reader(), &name_of(&self.place))?;
        Ok(UnsavedWords {
            words: kept.map(|draft| draft.json),
        })
    }
}

impl Command for KeepUnsaved {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        let (name, at) = (name_of(&self.place), device.me().now());
        device.write(|conn, _| match self.words {
            Some(json) => Draft { name, json, at }.put(conn),
            None => Draft::remove(conn, &name),
        })?;
        Ok(Done {})
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::beranda::Beranda;
    use crate::testkit::Toili;

    fn waiting(device: &Device, place: &str) -> Option<String> {
        let place = place.to_owned();
        Unsaved { place }.answer(device).unwrap().words
    }

    fn keep(device: &mut Device, place: &str, words: Option<&str>) {
        let keeping = KeepUnsaved {
            place: place.to_owned(),
            words: words.map(str::to_owned),
        };
        keeping.run(device).unwrap();
    }

    #[test]
    fn what_is_typed_waits_at_its_place_is_no_meetings_draft_and_goes_once_it_is_saved() {
        let mut toili = Toili::new(790);
        let phone = &mut toili.phone.device;
        assert_eq!(waiting(phone, "supervisi:1"), None);
        keep(phone, "supervisi:1", Some("[1]"));
        keep(phone, "pelatihan:1", Some("[2]"));
        keep(phone, "supervisi:1", Some("[3]"));
        assert_eq!(waiting(phone, "supervisi:1").as_deref(), Some("[3]"));
        assert_eq!(waiting(phone, "pelatihan:1").as_deref(), Some("[2]"));
        assert!(Beranda {}.answer(phone).unwrap().drafts.is_empty());
        keep(phone, "supervisi:1", None);
        assert_eq!(waiting(phone, "supervisi:1"), None);
        assert_eq!(waiting(phone, "pelatihan:1").as_deref(), Some("[2]"));
    }
}
