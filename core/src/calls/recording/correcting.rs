//! A saved meeting as its form shows it, with the version on the screen.

use sesi_engine::documents::Heads;
use uuid::Uuid;

use super::shapes::{ATTENDANCE, MeetingDraft};
use super::tidy::Tidy;
use super::{drafts, title};
use crate::calls::ids;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::View;
use crate::queries::groups::Groups;
use crate::queries::sessions::Sessions;

/// The form of a saved meeting, nothing changed yet.
pub(super) fn begin(device: &Device, meeting: Uuid) -> Result<MeetingDraft, Error> {
    let missing = Error::Missing("such meeting");
    let Some((_, document)) = ids::document(device, meeting)? else {
        return Err(missing);
    };
    let View::Meeting(view) = document.view() else {
        return Err(missing);
    };
    let tidy = Tidy::of_meeting(&view);
    let (groups, sessions) = (
        Groups::read(device.reader())?,
        Sessions::read(device.reader())?,
    );
    let group = groups.named(view.group);
    let proposed = title::proposed(&group.name, &sessions.name(tidy.session.as_str()).module);
    let text_keys = |key: &crate::kinds::FamilyKey| key.as_str().to_owned();
    Ok(MeetingDraft {
        name: drafts::name_of(meeting),
        meeting: Some(meeting),
        base: Some(written(&document.heads())),
        group: view.group,
        date: tidy.date,
        session: tidy.session.as_str().to_owned(),
        more_sessions: tidy
            .more_sessions
            .iter()
            .map(|code| code.as_str().to_owned())
            .collect(),
        starts: tidy.starts,
        ends: tidy.ends,
        place: tidy.place,
        speakers: tidy.speakers,
        marks: tidy
            .marks
            .iter()
            .map(|(key, mark)| (text_keys(key), *mark))
            .collect(),
        ratings: tidy
            .ratings
            .iter()
            .map(|(key, rating)| (text_keys(key), *rating))
            .collect(),
        notes: tidy.notes,
        // The proposed title goes on following the session.
        title: if tidy.title == proposed {
            String::new()
        } else {
            tidy.title
        },
        step: ATTENDANCE,
    })
}

/// A version as windows carry it.
pub(in crate::calls) fn written(version: &Heads) -> String {
    data_encoding::HEXLOWER.encode(&version.to_bytes())
}

/// Inverse of [`written`]; none if it is no version.
pub(in crate::calls) fn version(text: &str) -> Option<Heads> {
    let bytes = data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?;
    Heads::from_bytes(&bytes)
}
