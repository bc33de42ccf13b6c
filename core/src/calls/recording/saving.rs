//! A form becomes one change of one meeting, in the transaction that ends its draft. It writes what the person changed since they opened
//! the form, and nothing that a colleague wrote.

use sesi_engine::documents::{Heads, Set, first_change};
use uuid::Uuid;

use super::proposing::Usual;
use super::shapes::{MeetingDraft, SavedMeeting};
use super::tidy::Tidy;
use super::{correcting, title};
use crate::calls::ids;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Safe;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, Document, MEETING, MeetingPatch, MeetingView, SessionCode, View};
use crate::queries::groups::Groups;
use crate::queries::meetings;
use crate::queries::sessions::Sessions;

/// Saves the form, and ends its draft.
pub(super) fn save(device: &mut Device, draft: &MeetingDraft) -> Result<SavedMeeting, Error> {
    let edit = match draft.meeting {
        Some(meeting) => correction(device, draft, meeting)?,
        None => recording(device, draft)?,
    };
    let (key, patch, seen) = edit;
    device.save_draft(&draft.name, &key, &patch.into(), seen.as_ref())?;
    let id = key.id(&device.office());
    let safe = if device.acknowledged(id)? {
        Safe::Office
    } else {
        Safe::Here
    };
    Ok(SavedMeeting { id: id.0, safe })
}

/// A document, what to write to it, and the version upon which.
type Edit = (DocKey, MeetingPatch, Option<Heads>);

/// What was changed of a saved meeting since the version that the form came with.
fn correction(device: &Device, draft: &MeetingDraft, meeting: Uuid) -> Result<Edit, Error> {
    let (key, document) = ids::document(device, meeting)?.ok_or(Error::Missing("such meeting"))?;
    let seen = draft.base.as_deref().and_then(correcting::version);
    let seen = seen.unwrap_or_else(|| document.heads());
    let Some(View::Meeting(before)) = document.view_at(&seen) else {
        return Err(Error::Missing("such version of the meeting"));
    };
    if before.group != draft.group {
        return Err(Refusal::OtherGroup.into());
    }
    let (was, is) = (Tidy::of_meeting(&before), Tidy::of_draft(draft)?);
    let mut patch = is.since(&was);
    let title_was = shown_title(device, before.group, &was)?;
    let title_is = shown_title(device, before.group, &is)?;
    if title_was != title_is {
        patch.title = Set::To(title_is);
    }
    Ok((key, patch, Some(seen)))
}

/// A meeting that is new, or is there already and is added to.
fn recording(device: &Device, draft: &MeetingDraft) -> Result<Edit, Error> {
    let groups = Groups::read(device.reader())?;
    let group = groups.get(draft.group).ok_or(Refusal::NoSuchGroup)?;
    let is = Tidy::of_draft(draft)?;
    let mut patch = is.since(&Tidy::blank(is.date, is.session.clone()));
    patch.title = Set::To(shown_title(device, draft.group, &is)?);
    let key = key_of(draft).ok_or(Refusal::MeetingDate)?;
    let there = match find_existing(device, draft)? {
        Existing::No => return Ok((key, patch, None)),
        Existing::MovedAway => return Err(Refusal::MeetingMoved.into()),
        Existing::There(id) => ids::document(device, id)?,
    };
    let (key, document) = there.ok_or(Error::Missing("such meeting"))?;
    let View::Meeting(view) = document.view() else {
        return Err(Error::Missing("such meeting"));
    };
    let itself = document.id().0;
    let usual = Usual::of(device.reader(), &groups, group, draft.date, Some(itself))?;
    add_to(&mut patch, &is, &view, &usual);
    let seen = unseen(&document, &mut patch, &view);
    Ok((key, patch, Some(seen)))
}

/// What was proposed and is said already, the form does not say; nor a title that nobody typed.
fn add_to(patch: &mut MeetingPatch, is: &Tidy, there: &MeetingView, usual: &Usual) {
    if there.title.is_some() && is.title.is_empty() {
        patch.title = Set::Keep;
    }
    if there.place.is_some() && is.place == usual.place {
        patch.place = Set::Keep;
    }
    if there.starts.is_some() && is.starts == usual.starts {
        patch.starts = Set::Keep;
    }
    if there.ends.is_some() && is.ends == usual.ends {
        patch.ends = Set::Keep;
    }
    if !there.speakers.is_empty() && is.speakers == usual.speakers {
        patch.speakers.clear();
    }
}

/// The version upon which somebody writes who has not seen what is there: the beginning, so that where they say something else
/// than a colleague, both stay. Only that it took place after all is said over what was said.
fn unseen(document: &Document, patch: &mut MeetingPatch, there: &MeetingView) -> Heads {
    if there.cancelled {
        patch.cancelled = Set::Clear;
        return document.heads();
    }
    // A meeting that was corrected to this day and session says so in fields that the beginning does not have.
    Heads::new([first_change(&MEETING).1])
}

/// The title that a meeting has, or that is proposed for it.
fn shown_title(device: &Device, group: Uuid, meeting: &Tidy) -> Result<String, Error> {
    if !meeting.title.is_empty() {
        return Ok(meeting.title.clone());
    }
    let conn = device.reader();
    let name = Groups::read(conn)?.named(group).name;
    let module = Sessions::read(conn)?.name(meeting.session.as_str()).module;
    Ok(title::proposed(&name, &module))
}

/// Whether the meeting of a new draft is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Existing {
    /// It is not.
    No,
    /// It is.
    There(Uuid),
    /// The document that it would have is a meeting of another day or session by now.
    MovedAway,
}

/// Finds the group's meeting of that day and session.
pub(super) fn find_existing(device: &Device, draft: &MeetingDraft) -> Result<Existing, Error> {
    let Some(key) = key_of(draft).filter(|_| draft.meeting.is_none()) else {
        return Ok(Existing::No);
    };
    let itself = key.id(&device.office()).0;
    let conn = device.reader();
    let there = meetings::find(conn, draft.group, draft.date, &draft.session, itself)?;
    Ok(match there {
        Some(id) => Existing::There(id),
        None if device.document(&key)?.is_some() => Existing::MovedAway,
        None => Existing::No,
    })
}

fn key_of(draft: &MeetingDraft) -> Option<DocKey> {
    let session = SessionCode::new(&draft.session).ok()?;
    DocKey::meeting(draft.group, draft.date, session)
}
