//! A meeting as its page shows it: what it says, of whom, who said it when, and what changed after it was checked.

use std::collections::BTreeSet;

use chrono::DateTime;
use sesi_engine::documents::{DocId, FieldChange};
use uuid::Uuid;

use super::shapes::{ChangeLine, CheckLine, HistoryLine, MarkedFamily, MeetingView};
use crate::calls::differences::Phrasing;
use crate::calls::ids;
use crate::calls::recording::{SpeakerLine, written_version};
use crate::calls::rows::meeting_rows;
use crate::calls::terms::SessionName;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{self, Document, FamilyKey, Speaker, View};
use crate::queries::families_of::families_of;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;

const MISSING: Error = Error::Missing("such meeting");

/// The page of a meeting.
pub(in crate::calls) fn view(device: &Device, id: Uuid) -> Result<MeetingView, Error> {
    let conn = device.reader();
    let (key, document) = ids::document(device, id)?.ok_or(MISSING)?;
    let View::Meeting(meeting) = document.view() else {
        return Err(MISSING);
    };
    let (groups, sessions) = (Groups::read(conn)?, Sessions::read(conn)?);
    let (who, phrasing) = (Who::read(conn)?, Phrasing::new(device)?);
    let mut rows = meeting_rows(conn, &[id], &groups, &sessions)?;
    let leader = groups.get(meeting.group);
    let leader = leader.and_then(|group| Kelompok::pendamping_on(group, meeting.date));
    let named = |code: &kinds::SessionCode| sessions.name(code.as_str());
    Ok(MeetingView {
        row: rows.pop().ok_or(MISSING)?,
        more_sessions: meeting
            .more_sessions
            .iter()
            .map(named)
            .collect::<Vec<SessionName>>(),
        starts: meeting.starts,
        ends: meeting.ends,
        place: meeting.place.clone(),
        title: meeting.title.clone(),
        topic: match &meeting.topic {
            Some(topic) => Some(topic.clone()),
            None => sessions.materi(meeting.session.as_str()),
        },
        speakers: meeting.speakers.values().map(speaker).collect(),
        notes: meeting.notes.clone(),
        pendamping: leader.and_then(|staff| who.person(staff)),
        families: families(device, &meeting)?,
        history: history(&document, &who, &phrasing)?,
        disagreements: phrasing.differences(id, &key, &document)?,
        check: check(&document, &meeting, &who, &phrasing)?,
        heads: written_version(&document.heads()),
        editable: device.may_edit(DocId(id))?,
    })
}

fn speaker(speaker: &Speaker) -> SpeakerLine {
    SpeakerLine {
        name: speaker.name.clone().unwrap_or_default(),
        agency: speaker.agency.clone().unwrap_or_default(),
    }
}

fn families(device: &Device, meeting: &kinds::MeetingView) -> Result<Vec<MarkedFamily>, Error> {
    let marked: BTreeSet<FamilyKey> = meeting.marks.keys().cloned().collect();
    let rated: BTreeSet<FamilyKey> = meeting.ratings.keys().cloned().collect();
    let listed = families_of(
        device.reader(),
        meeting.group,
        meeting.date,
        &marked,
        &rated,
    )?;
    let families = listed.into_iter().map(|family| MarkedFamily {
        mark: meeting.marks.get(&family.key).copied(),
        rating: meeting.ratings.get(&family.key).copied(),
        id: family.id,
        key: family.key.as_str().to_owned(),
        name: family.name,
    });
    Ok(families.collect())
}

fn history(
    document: &Document,
    who: &Who,
    phrasing: &Phrasing<'_>,
) -> Result<Vec<HistoryLine>, Error> {
    let mut lines = Vec::new();
    for item in document.history().into_iter().rev() {
        lines.push(HistoryLine {
            who: item.author.and_then(|device| who.author(device)),
            at: DateTime::from_timestamp(item.time, 0).unwrap_or_default(),
            what: changes(item.what, phrasing)?,
        });
    }
    Ok(lines)
}

/// Changes as people read them. To which version a verdict is bound, and by whom, is said elsewhere.
fn changes(changed: Vec<FieldChange>, phrasing: &Phrasing<'_>) -> Result<Vec<ChangeLine>, Error> {
    let mut lines = Vec::with_capacity(changed.len());
    for change in changed {
        if matches!(change.path.as_str(), "check/heads" | "check/by") {
            continue;
        }
        lines.push(ChangeLine {
            family: phrasing.family_of(&change.path)?,
            before: phrasing.shown(&change.path, &change.before)?,
            after: phrasing.shown(&change.path, &change.after)?,
            field: change.path,
        });
    }
    Ok(lines)
}

fn check(
    document: &Document,
    meeting: &kinds::MeetingView,
    who: &Who,
    phrasing: &Phrasing<'_>,
) -> Result<Option<CheckLine>, Error> {
    let Some(check) = &meeting.check else {
        return Ok(None);
    };
    let changed = kinds::changed_since_check(document).unwrap_or_default();
    Ok(Some(CheckLine {
        verdict: check.verdict,
        note: check.note.clone(),
        // Whose device said it; what the verdict says of that itself, anybody of the office could have written.
        by: check.device.and_then(|device| who.author(device)),
        changed: changes(changed, phrasing)?,
    }))
}
