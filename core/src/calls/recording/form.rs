//! The form of a draft: what it holds and what can be chosen.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use rusqlite::Connection;
use uuid::Uuid;

use super::proposing::Usual;
use super::saving::{Existing, find_existing};
use super::shapes::{FamilyLine, MeetingDraft, RecordForm, SessionChoice, SpeakerLine};
use super::title;
use crate::calls::terms::GroupName;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{FamilyKey, Mark};
use crate::queries::delivered::Delivered;
use crate::queries::families::of_key;
use crate::queries::families_of::families_of;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::once::once;
use crate::queries::sessions::Sessions;
use crate::queries::training::trained_names;
use crate::queries::{marks, meetings};
use crate::readmodel::Merged;

/// Most characters of the five aspects together, as the documents have it.
const NOTES_LIMIT: u32 = 1000;
/// Speakers that are offered.
const KNOWN_SPEAKERS: u32 = 20;

/// The form of a draft.
pub(super) fn form(device: &Device, draft: MeetingDraft) -> Result<RecordForm, Error> {
    let conn = device.reader();
    let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
    let group = groups.get(draft.group);
    let name = groups.named(draft.group).name;
    let session = sessions.name(&draft.session);
    let existing = match find_existing(device, &draft)? {
        Existing::There(id) => Some(id),
        Existing::No | Existing::MovedAway => None,
    };
    let itself = draft.meeting.or(existing);
    let delivered = Delivered::of_group(conn, draft.group, itself)?;
    let next = delivered.next(draft.group, &sessions);
    let choices = sessions.all().into_iter().map(|session| SessionChoice {
        delivered: delivered
            .when(draft.group, &session.code)
            .map(|given| given.date),
        next: next.as_ref() == Some(&session),
        session,
    });
    let usual = match group {
        Some(group) => Usual::of(conn, &groups, group, draft.date, itself)?,
        None => Usual::default(),
    };
    Ok(RecordForm {
        groups: groups_to_choose(device, &groups, draft.group)?,
        families: lines(conn, &draft, group, usual.last)?,
        sessions: choices.collect(),
        proposed_title: title::proposed(&name, &session.module),
        topic: sessions.materi(&draft.session),
        existing: existing.filter(|_| draft.meeting.is_none()),
        known_speakers: known_speakers(conn, group, draft.date)?,
        trained: trained_names(conn, device.today()?)?,
        title_limit: u32::try_from(title::LIMIT).unwrap_or(u32::MAX),
        notes_limit: NOTES_LIMIT,
        draft,
    })
}

/// The person's groups that are open, by name, and the draft's.
fn groups_to_choose(
    device: &Device,
    groups: &Groups,
    chosen: Uuid,
) -> Result<Vec<GroupName>, Error> {
    let today = device.today()?;
    let own = groups.own(device, today)?.into_iter();
    let mut names: Vec<GroupName> = own
        .filter(|group| group.open_on(today) || group.id == chosen)
        .map(Kelompok::named)
        .collect();
    if names.iter().all(|group| group.id != chosen) {
        names.push(groups.named(chosen));
    }
    Ok(names)
}

fn lines(
    conn: &Connection,
    draft: &MeetingDraft,
    group: Option<&Kelompok>,
    last: Option<Uuid>,
) -> Result<Vec<FamilyLine>, Error> {
    let parsed = |key: &String| FamilyKey::parse(key);
    let marked: BTreeSet<FamilyKey> = draft.marks.keys().filter_map(parsed).collect();
    let rated: BTreeSet<FamilyKey> = draft.ratings.keys().filter_map(parsed).collect();
    let last_marks = marks_of(conn, last)?;
    let ketua = group.and_then(|group| group.ketua);
    let listed = families_of(conn, draft.group, draft.date, &marked, &rated)?;
    // What this device does not know has no line; its mark stays in the draft.
    let lines = listed.into_iter().filter_map(|family| {
        let id = family.id?;
        Some(FamilyLine {
            key: family.key.as_str().to_owned(),
            id,
            name: family.name,
            address: family.address,
            ketua: ketua == Some(id),
            components: family.components,
            last_mark: last_marks.get(&id).copied(),
        })
    });
    Ok(lines.collect())
}

/// Who had which mark at a meeting.
fn marks_of(conn: &Connection, meeting: Option<Uuid>) -> Result<BTreeMap<Uuid, Mark>, Error> {
    let Some(meeting) = meeting else {
        return Ok(BTreeMap::new());
    };
    let merged = Merged::read(conn)?;
    let mut said = Vec::new();
    for (key, mark) in marks::of_meeting(conn, meeting)? {
        if let Some(family) = of_key(conn, &key)? {
            said.push((family, mark));
        }
    }
    let counted = once(said, |family| merged.kept(family)).into_iter();
    Ok(counted.map(|(kept, (_, mark))| (kept, mark)).collect())
}

/// Who spoke to groups of the kecamatan in the year before, the most frequent first.
fn known_speakers(
    conn: &Connection,
    group: Option<&Kelompok>,
    date: NaiveDate,
) -> Result<Vec<SpeakerLine>, Error> {
    let since = date.checked_sub_days(Days::new(366)).unwrap_or(date);
    let kecamatan = group.map(|group| group.kecamatan.as_str());
    let speakers = meetings::known_speakers(conn, kecamatan, since, KNOWN_SPEAKERS)?.into_iter();
    Ok(speakers
        .map(|(name, agency)| SpeakerLine { name, agency })
        .collect())
}
