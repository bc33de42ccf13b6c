//! What was seen is written down by who saw it. While it is signed nothing of it is changed here; what comes from another device all the same
//! is shown as changed after signing.

use std::collections::BTreeSet;

use serde::Deserialize;
use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::SupervisionFacts;
use crate::calls::refusal::Refusal;
use crate::calls::who::must_be_office;
use crate::calls::{Command, ids, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, MOST_COUNTED, SupervisionPatch, SupervisionView, View};
use crate::queries::groups::Groups;
use crate::queries::instruments::Instruments;
use crate::queries::staff::{Who, devices_of, is_staff};
use crate::queries::supervisions::Supervision;
use crate::reference::fold;
use crate::reference::instrument::Instrument;

/// Writes down what was seen, for the person of this device as the observer. Devices of the office only.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveSupervision {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
    /// Whose meeting.
    pub staff: Uuid,
    /// The version that was shown; empty for a new one.
    pub base: String,
    /// As it is to be.
    pub facts: SupervisionFacts,
}

/// The supervision of a document.
pub(super) fn read(device: &Device, id: Uuid) -> Result<(DocKey, Supervision), Error> {
    let missing = || Error::Missing("such supervision");
    let (key, _) = ids::document(device, id)?.ok_or_else(missing)?;
    let one = Supervision::one(device.reader(), id)?.ok_or_else(missing)?;
    Ok((key, one))
}

/// The id of what one observer saw of one group: two devices of that observer mean the same.
fn id_of(observer: Uuid, group: Uuid) -> Uuid {
    let mut hasher = blake3::Hasher::new_derive_key("sesi supervision id 1");
    hasher.update(observer.as_bytes());
    hasher.update(group.as_bytes());
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    uuid::Builder::from_custom_bytes(bytes).into_uuid()
}

impl Command for SaveSupervision {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        must_be_office(device)?;
        let observer = device.person()?.ok_or(Refusal::NoStaff)?;
        let (key, base, before, version) = if let Some(id) = self.id {
            let (key, one) = read(device, id)?;
            must_be_open(device, &one, observer)?;
            let base = seen::version(&self.base)?;
            let (_, document) =
                ids::document(device, id)?.ok_or(Error::Missing("such supervision"))?;
            let Some(View::Supervision(before)) = document.view_at(&base) else {
                return Err(Error::Missing("such version"));
            };
            (key, Some(base), Some(before), one.instrument)
        } else {
            let key = self.begin(device, observer)?;
            let (version, _) = Instruments::read(device.reader())?.in_force_owned();
            (key, None, None, version)
        };
        let mut patch = self.patch(device, before.as_deref(), &version)?;
        if self.id.is_none() {
            patch.group = self.facts.group.into();
            patch.observer = Set::To(observer);
            patch.instrument = Set::To(version);
        }
        let name = format!("supervision:{}", key.id(&device.office()).0);
        device.save_draft(&name, &key, &patch.into(), base.as_ref())?;
        Ok(key.id(&device.office()).0)
    }
}

/// Refuses to change what somebody else saw, what was signed, or what was taken back.
pub(super) fn must_be_open(
    device: &Device,
    one: &Supervision,
    observer: Uuid,
) -> Result<(), Error> {
    if one.observer != Some(observer) {
        return Err(Refusal::NotObserver.into());
    }
    if one.withdrawn {
        return Err(Refusal::SupervisionWithdrawn.into());
    }
    if one.signature(&Who::read(device.reader())?).is_some() {
        return Err(Refusal::SupervisionSigned.into());
    }
    Ok(())
}

impl SaveSupervision {
    /// The key of a new one.
    fn begin(&self, device: &Device, observer: Uuid) -> Result<DocKey, Error> {
        let conn = device.reader();
        if !is_staff(conn, self.staff)? {
            return Err(Error::Missing("such member of staff"));
        }
        if observer == self.staff {
            return Err(Refusal::SupervisionOfOneself.into());
        }
        let today = device.today()?;
        let day = self.facts.day.filter(|day| *day <= today);
        let day = day.filter(|day| sesi_engine::documents::fits_key(*day));
        let day = day.ok_or(Refusal::SupervisionDay)?;
        let group = self.facts.group.ok_or(Refusal::SupervisionGroup)?;
        let led = Groups::one(conn, group)?.and_then(|group| group.pendamping_on(day));
        if led != Some(self.staff) {
            return Err(Refusal::SupervisionGroup.into());
        }
        let key = DocKey::Supervision {
            staff: self.staff,
            day,
            id: id_of(observer, group),
        };
        if Supervision::one(conn, key.id(&device.office()).0)?.is_some() {
            return Err(Refusal::SupervisionThere.into());
        }
        Ok(key)
    }

    fn patch(
        &self,
        device: &Device,
        before: Option<&SupervisionView>,
        version: &str,
    ) -> Result<SupervisionPatch, Error> {
        let facts = &self.facts;
        if facts.counted.is_some_and(|counted| counted > MOST_COUNTED) {
            return Err(Refusal::SupervisionCounted.into());
        }
        let instruments = Instruments::read(device.reader())?;
        let instrument = instruments.get(version);
        let instrument = instrument.ok_or(Error::Missing("such version of the instrument"))?;
        let lines = |text: &str| {
            let lines: Vec<String> = text.lines().map(fold::tidy).collect();
            let text = lines.join("\n").trim().to_owned();
            Set::from(Some(text).filter(|text| !text.is_empty()))
        };
        let mut patch = SupervisionPatch {
            counted: facts.counted.into(),
            note: lines(&facts.note),
            coaching: lines(&facts.coaching),
            ..SupervisionPatch::default()
        };
        answers(facts, before, instrument, &mut patch)?;
        self.tasks(device, before, &mut patch)?;
        Ok(patch)
    }

    /// Whether somebody reads what is between the office and the person: the person, and whoever has a device of the office.
    fn reads(&self, device: &Device, somebody: Uuid) -> Result<bool, Error> {
        let devices = devices_of(device.reader(), somebody)?;
        let office = |id: &DeviceId| device.membership().is_office(*id);
        Ok(somebody == self.staff || devices.iter().any(office))
    }

    fn tasks(
        &self,
        device: &Device,
        before: Option<&SupervisionView>,
        patch: &mut SupervisionPatch,
    ) -> Result<(), Error> {
        let conn = device.reader();
        let mut kept = BTreeSet::new();
        for (at, task) in self.facts.tasks.iter().enumerate() {
            let what = fold::tidy(&task.what);
            let (Some(who), Some(due), false) = (task.who, task.due, what.is_empty()) else {
                return Err(Refusal::TaskIncomplete.into());
            };
            if !is_staff(conn, who)? {
                return Err(Error::Missing("such member of staff"));
            }
            // What stands there stays, whoever left the office since.
            let had = before.and_then(|before| before.tasks.get(&task.key));
            let had = had.and_then(|task| task.who) == Some(who);
            if !had && !self.reads(device, who)? {
                return Err(Refusal::TaskUnread.into());
            }
            let key = if task.key.is_empty() {
                let [a, b, c]: [u8; 3] = random(device.me().ambient());
                let now = device.me().ambient().now().timestamp();
                // Agreed at once, they stand in the order in which they were typed.
                format!("{now:08x}{:02x}{a:02x}{b:02x}{c:02x}", at % 256)
            } else if before.is_some_and(|before| before.tasks.contains_key(&task.key)) {
                task.key.clone()
            } else {
                return Err(Error::Missing("such task"));
            };
            kept.insert(key.clone());
            patch.tasks.insert(key.clone(), Some(what));
            patch.who.insert(key.clone(), Some(who));
            patch.due.insert(key, Some(due));
        }
        let gone = before.into_iter().flat_map(|before| before.tasks.keys());
        for key in gone.filter(|key| !kept.contains(*key)) {
            patch.tasks.insert(key.clone(), None);
            patch.who.insert(key.clone(), None);
            patch.due.insert(key.clone(), None);
        }
        Ok(())
    }
}

/// Answers and notes of the items that the version has; what is not answered any more is cleared.
fn answers(
    facts: &SupervisionFacts,
    before: Option<&SupervisionView>,
    instrument: &Instrument,
    patch: &mut SupervisionPatch,
) -> Result<(), Error> {
    let items: BTreeSet<&str> = instrument
        .items
        .iter()
        .map(|item| item.id.as_str())
        .collect();
    let named = facts.answers.keys().chain(facts.notes.keys());
    if named.clone().any(|item| !items.contains(item.as_str())) {
        return Err(Error::Missing("such item"));
    }
    let top = instrument.scale.len();
    if facts
        .answers
        .values()
        .any(|answer| usize::from(*answer) > top)
    {
        return Err(Error::Missing("such answer"));
    }
    for item in items {
        let answer = facts.answers.get(item).copied();
        let note = facts.notes.get(item).map(|note| fold::tidy(note));
        let note = note.filter(|note| !note.is_empty());
        let had = |there: bool| there;
        if answer.is_some() || had(before.is_some_and(|one| one.answers.contains_key(item))) {
            patch.answers.insert(item.to_owned(), answer);
        }
        if note.is_some() || had(before.is_some_and(|one| one.notes.contains_key(item))) {
            patch.notes.insert(item.to_owned(), note);
        }
    }
    Ok(())
}
