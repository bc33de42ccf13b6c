//! What a form says, tidied for comparing and saving, and how one form differs from another: the edit that was made.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use sesi_engine::documents::Set;

use super::shapes::{MeetingDraft, SpeakerLine};
use crate::calls::refusal::Refusal;
use crate::kinds::{
    Aspect, FamilyKey, Mark, MeetingPatch, MeetingView, Rating, SessionCode, SpeakerPatch,
};
use crate::reference::fold;

/// The contents of a form, or of a saved meeting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tidy {
    pub date: NaiveDate,
    pub session: SessionCode,
    pub more_sessions: Vec<SessionCode>,
    pub starts: Option<u16>,
    pub ends: Option<u16>,
    pub place: String,
    pub speakers: Vec<SpeakerLine>,
    pub marks: BTreeMap<FamilyKey, Mark>,
    pub ratings: BTreeMap<FamilyKey, Rating>,
    pub notes: BTreeMap<Aspect, String>,
    /// Empty: the proposed one, or none.
    pub title: String,
}

impl Tidy {
    /// A meeting of which nothing is said but its day and session.
    pub(super) fn blank(date: NaiveDate, session: SessionCode) -> Self {
        Self {
            date,
            session,
            more_sessions: Vec::new(),
            starts: None,
            ends: None,
            place: String::new(),
            speakers: Vec::new(),
            marks: BTreeMap::new(),
            ratings: BTreeMap::new(),
            notes: BTreeMap::new(),
            title: String::new(),
        }
    }

    /// What was put into the form.
    pub(super) fn of_draft(draft: &MeetingDraft) -> Result<Self, Refusal> {
        let session = SessionCode::new(&draft.session).map_err(|_| Refusal::SessionMissing)?;
        let more = draft.more_sessions.iter();
        let more: Result<Vec<_>, _> = more.map(|code| SessionCode::new(code)).collect();
        let tidy = Self {
            date: draft.date,
            session,
            more_sessions: more.map_err(|_| Refusal::SessionMissing)?,
            starts: draft.starts,
            ends: draft.ends,
            place: draft.place.clone(),
            speakers: draft.speakers.clone(),
            marks: by_key(&draft.marks)?,
            ratings: by_key(&draft.ratings)?,
            notes: draft.notes.clone(),
            title: draft.title.clone(),
        }
        .tidied();
        if tidy.speakers.len() > 3 {
            return Err(Refusal::TooManySpeakers);
        }
        Ok(tidy)
    }

    /// What a saved meeting says.
    pub(super) fn of_meeting(view: &MeetingView) -> Self {
        let last = view.speakers.keys().max().copied().unwrap_or(0);
        let line = |number| {
            let speaker = view.speakers.get(&number).cloned().unwrap_or_default();
            SpeakerLine {
                name: speaker.name.unwrap_or_default(),
                agency: speaker.agency.unwrap_or_default(),
            }
        };
        Self {
            date: view.date,
            session: view.session.clone(),
            more_sessions: view.more_sessions.clone(),
            starts: view.starts,
            ends: view.ends,
            place: view.place.clone().unwrap_or_default(),
            speakers: (1..=last).map(line).collect(),
            marks: view.marks.clone(),
            ratings: view.ratings.clone(),
            notes: view.notes.clone(),
            title: view.title.clone().unwrap_or_default(),
        }
        .tidied()
    }

    fn tidied(mut self) -> Self {
        let mut seen = BTreeSet::from([self.session.clone()]);
        self.more_sessions.retain(|code| seen.insert(code.clone()));
        self.place = fold::tidy(&self.place);
        self.title = fold::tidy(&self.title);
        for speaker in &mut self.speakers {
            speaker.name = fold::tidy(&speaker.name);
            speaker.agency = fold::tidy(&speaker.agency);
        }
        while self.speakers.last() == Some(&SpeakerLine::default()) {
            self.speakers.pop();
        }
        for text in self.notes.values_mut() {
            *text = text.trim().to_owned();
        }
        self.notes.retain(|_, text| !text.is_empty());
        // Only who was there can be rated.
        let marks = &self.marks;
        self.ratings
            .retain(|key, _| marks.get(key) == Some(&Mark::Hadir));
        self
    }

    /// The edit that makes `self` of `before`, the title left aside.
    pub(super) fn since(&self, before: &Self) -> MeetingPatch {
        let mut patch = MeetingPatch {
            marks: entries(&before.marks, &self.marks),
            ratings: entries(&before.ratings, &self.ratings),
            notes: entries(&before.notes, &self.notes),
            starts: field(before.starts.as_ref(), self.starts),
            ends: field(before.ends.as_ref(), self.ends),
            place: text(&before.place, &self.place),
            ..MeetingPatch::default()
        };
        if self.date != before.date {
            patch.date = Set::To(self.date);
        }
        if self.session != before.session {
            patch.session = Set::To(self.session.clone());
        }
        if self.more_sessions != before.more_sessions {
            patch.more_sessions = Set::To(self.more_sessions.clone());
        }
        let blank = SpeakerLine::default();
        let longest = self.speakers.len().max(before.speakers.len());
        for (number, at) in (1_u8..).zip(0..longest) {
            let was = before.speakers.get(at).unwrap_or(&blank);
            let is = self.speakers.get(at).unwrap_or(&blank);
            if was != is {
                let speaker = SpeakerPatch {
                    name: text(&was.name, &is.name),
                    agency: text(&was.agency, &is.agency),
                };
                patch.speakers.insert(number, speaker);
            }
        }
        patch
    }
}

fn by_key<V: Copy>(values: &BTreeMap<String, V>) -> Result<BTreeMap<FamilyKey, V>, Refusal> {
    let values = values.iter();
    values
        .map(|(key, value)| Ok((FamilyKey::parse(key).ok_or(Refusal::FamilyKey)?, *value)))
        .collect()
}

fn entries<K: Ord + Clone, V: PartialEq + Clone>(
    before: &BTreeMap<K, V>,
    after: &BTreeMap<K, V>,
) -> BTreeMap<K, Option<V>> {
    let keys: BTreeSet<&K> = before.keys().chain(after.keys()).collect();
    let changed = keys
        .into_iter()
        .filter(|key| before.get(key) != after.get(key));
    changed
        .map(|key| (key.clone(), after.get(key).cloned()))
        .collect()
}

fn field<T: PartialEq>(before: Option<&T>, after: Option<T>) -> Set<T> {
    if before == after.as_ref() {
        Set::Keep
    } else {
        after.into()
    }
}

fn text(before: &str, after: &str) -> Set<String> {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    field(some(before).as_ref(), some(after))
}
