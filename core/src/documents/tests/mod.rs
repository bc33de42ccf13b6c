//! Promises of the documents layer as a whole: nothing lost, both sides kept, hostile bytes harmless.

mod contradiction;
mod editing;
mod hostile;
mod made_up;
mod merging;
mod needed;
mod rights;

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use sesi_wire::ids::{DeviceId, OfficeId};
use uuid::Uuid;

use super::*;

pub(super) const OFFICE: OfficeId = OfficeId([7; 16]);
pub(super) const ANI: DeviceId = DeviceId([0xa1; 8]);
pub(super) const BUDI: DeviceId = DeviceId([0xb2; 8]);

/// A device writing at `second` of its own clock; each has one actor.
pub(super) fn by(device: DeviceId, second: i64) -> Authorship {
    let actor = ActorSeed([device.0[0]; 6]);
    Authorship {
        device,
        actor,
        time: DateTime::<Utc>::from_timestamp(second, 0).unwrap(),
    }
}

pub(super) fn meeting_key() -> DocKey {
    DocKey::Meeting {
        group: Uuid::from_u128(1),
        date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        session: SessionCode::new("M1.1").unwrap(),
    }
}

pub(super) fn meeting() -> Document {
    Document::new(meeting_key(), &OFFICE).read_by(&speaking())
}

/// Whose word counts in the fields of the office: Budi's.
pub(super) fn speaking() -> Arc<OfficeDevices> {
    Arc::new(OfficeDevices([BUDI].into()))
}

pub(super) fn family(number: u128) -> FamilyKey {
    FamilyKey::of(Uuid::from_u128(number << 100))
}

pub(super) fn marks(marks: impl IntoIterator<Item = (u128, Option<Mark>)>) -> Patch {
    let marks = marks
        .into_iter()
        .map(|(number, mark)| (family(number), mark))
        .collect();
    MeetingPatch {
        marks,
        ..MeetingPatch::default()
    }
    .into()
}

pub(super) fn place(place: &str) -> Patch {
    MeetingPatch {
        place: Set::To(place.to_owned()),
        ..MeetingPatch::default()
    }
    .into()
}

pub(super) fn view(document: &Document) -> MeetingView {
    match document.view() {
        View::Meeting(view) => *view,
        other => unreachable!("{other:?}"),
    }
}

/// Commits a patch that changes something.
pub(super) fn commit(document: &mut Document, patch: &Patch, by: Authorship) -> PlainChange {
    document.commit(patch, by).unwrap().unwrap()
}

pub(super) fn reload(document: &Document) -> Document {
    let (saved, heads) = (document.save(), document.heads());
    let loaded = Document::load(document.key().clone(), &OFFICE, &saved, &heads);
    loaded.unwrap().read_by(&document.office)
}
