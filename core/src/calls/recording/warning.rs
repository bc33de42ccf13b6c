//! What the office will have to look at, were a form saved as it is: of the meeting as it would be then, also where a colleague
//! recorded it already.

use std::collections::{BTreeMap, BTreeSet};

use super::saving::{Existing, find_existing};
use super::shapes::MeetingDraft;
use super::tidy::Tidy;
use crate::calls::ids;
use crate::calls::terms::Tally;
use crate::calls::warnings::{Facts, Warning};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{FamilyKey, Mark, View};
use crate::queries::checks;
use crate::queries::families_of::families_of;

/// The warnings of a form, in the order in which they weigh.
pub(super) fn warnings(device: &Device, draft: &MeetingDraft) -> Result<Vec<Warning>, Error> {
    let conn = device.reader();
    let said = Tidy::of_draft(draft)?;
    let existing = match find_existing(device, draft)? {
        Existing::There(id) => Some(id),
        Existing::No | Existing::MovedAway => None,
    };
    let said = match existing.map(|id| ids::document(device, id)).transpose()? {
        Some(Some((_, document))) => match document.view() {
            View::Meeting(there) => added(said, Tidy::of_meeting(&there)),
            _ => said,
        },
        _ => said,
    };
    let itself = draft.meeting.or(existing);
    let marked: BTreeSet<FamilyKey> = said.marks.keys().cloned().collect();
    let rated: BTreeSet<FamilyKey> = said.ratings.keys().cloned().collect();
    let mut tally = Tally::default();
    for family in families_of(conn, draft.group, said.date, &marked, &rated)? {
        tally.add(said.marks.get(&family.key).copied());
    }
    let present = said.marks.iter().filter(|(_, mark)| **mark == Mark::Hadir);
    let mut present = present.map(|(key, _)| key);
    let disagreement = itself
        .map(|id| checks::is_disagreed(conn, id))
        .transpose()?;
    Ok(Facts {
        tally,
        disagreement: disagreement == Some(true),
        in_future: said.date > device.today()?,
        twice_in_month: checks::met_in_month(conn, draft.group, said.date, itself)?,
        unrated: present.any(|key| !said.ratings.contains_key(key)),
        no_speaker: said.speakers.iter().all(|speaker| speaker.name.is_empty()),
        no_times: said.starts.is_none() || said.ends.is_none(),
        no_place: said.place.is_empty(),
        no_notes: said.notes.is_empty(),
    }
    .warnings())
}

/// What a form says, and where it says nothing, what is there.
fn added(said: Tidy, there: Tidy) -> Tidy {
    fn over<V>(
        mut below: BTreeMap<FamilyKey, V>,
        above: BTreeMap<FamilyKey, V>,
    ) -> BTreeMap<FamilyKey, V> {
        below.extend(above);
        below
    }
    let mut notes = there.notes;
    notes.extend(said.notes);
    Tidy {
        starts: said.starts.or(there.starts),
        ends: said.ends.or(there.ends),
        place: if said.place.is_empty() {
            there.place
        } else {
            said.place
        },
        speakers: if said.speakers.is_empty() {
            there.speakers
        } else {
            said.speakers
        },
        marks: over(there.marks, said.marks),
        ratings: over(there.ratings, said.ratings),
        notes,
        ..said
    }
}
