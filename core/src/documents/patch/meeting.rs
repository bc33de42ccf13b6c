//! Edits of a meeting.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::family_key::FamilyKey;
use super::super::fields::Fields;
use super::super::hash::Heads;
use super::super::rule::Unfit;
use super::super::scalar::Scalar;
use super::super::session::SessionCode;
use super::super::shape::{self, meeting as at};
use super::super::spot::Spot;
use super::super::vocabulary::{Aspect, Mark, Rating, Verdict};
use super::staff::yes;
use super::{Edit, Edits, Entries, Misfit, Set};

/// Edits of a meeting.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MeetingPatch {
    /// Attendance; null is *belum ditandai*.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub marks: Entries<FamilyKey, Mark>,
    /// Knowledge and understanding.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub ratings: Entries<FamilyKey, Rating>,
    /// The day, where it differs from the one that the document was made for.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub date: Set<NaiveDate>,
    /// The session, where it differs from the one that the document was made for.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub session: Set<SessionCode>,
    /// Up to 8 further sessions held at the same meeting.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub more_sessions: Set<Vec<SessionCode>>,
    /// Minutes after midnight, 0 to 1440.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub starts: Set<u16>,
    /// Minutes after midnight, 0 to 1440, after the start.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub ends: Set<u16>,
    /// Where the group met.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub place: Set<String>,
    /// Judul kegiatan, up to 100 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub title: Set<String>,
    /// Topic, up to 200 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub topic: Set<String>,
    /// Whether the meeting did not take place after all.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub cancelled: Set<bool>,
    /// Notes; all five together at most 1,000 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub notes: Entries<Aspect, String>,
    /// Speakers by their number, 1 to 3.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub speakers: BTreeMap<u8, SpeakerPatch>,
    /// A supervisor's verdict.
    #[serde(skip_serializing_if = "CheckPatch::is_empty")]
    pub check: CheckPatch,
}

/// Edits of one speaker (pemateri).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpeakerPatch {
    /// Who spoke.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub name: Set<String>,
    /// From which agency (instansi).
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub agency: Set<String>,
}

/// Edits of a verdict. Set all four together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CheckPatch {
    /// What the supervisor says.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub verdict: Set<Verdict>,
    /// Why, up to 500 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub note: Set<String>,
    /// The member of staff who says it.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub by: Set<Uuid>,
    /// The version that was looked at.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub heads: Set<Heads>,
}

impl CheckPatch {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl MeetingPatch {
    /// Marks first, then ratings, each in the order of the keys: equal rows become neighbours and compress.
    pub(super) fn write(&self, edits: &mut Edits) {
        edits.entries(at::MARKS, &self.marks, |mark| Scalar::Number(mark.number()));
        edits.entries(at::RATINGS, &self.ratings, |rating| {
            Scalar::Number(rating.number())
        });
        edits.root(at::DATE, &self.date, |date| (*date).into());
        edits.root(at::SESSION, &self.session, |code| code.as_str().into());
        edits.root(
            at::MORE_SESSIONS,
            &self.more_sessions,
            |codes| match &codes[..] {
                [] => Scalar::Empty,
                codes => Scalar::Text(SessionCode::join(codes)),
            },
        );
        edits.root(at::STARTS, &self.starts, |minutes| (*minutes).into());
        edits.root(at::ENDS, &self.ends, |minutes| (*minutes).into());
        edits.text(at::PLACE, &self.place);
        edits.text(at::TITLE, &self.title);
        edits.text(at::TOPIC, &self.topic);
        edits.root(at::CANCELLED, &self.cancelled, |flag| yes(*flag));
        for (aspect, text) in &self.notes {
            let set = Set::from(text.as_ref());
            edits.field(at::NOTES, aspect.as_str(), &set, |text| (*text).into());
        }
        for (number, speaker) in &self.speakers {
            let (name, agency) = (format!("{number}n"), format!("{number}i"));
            edits.field(at::SPEAKERS, name, &speaker.name, |text| text.into());
            edits.field(at::SPEAKERS, agency, &speaker.agency, |text| text.into());
        }
        let check = &self.check;
        edits.field(at::CHECK, at::VERDICT, &check.verdict, |word| {
            word.as_str().into()
        });
        edits.field(at::CHECK, at::VERDICT_NOTE, &check.note, |text| text.into());
        edits.field(at::CHECK, at::VERDICT_BY, &check.by, |id| (*id).into());
        edits.field(at::CHECK, at::VERDICT_HEADS, &check.heads, |heads| {
            Scalar::Bytes(heads.to_bytes())
        });
    }
}

/// The notes together are short enough, and the meeting ends after it starts. Looks only at what is being edited: notes of
/// two people that merged into too much text must not stop anybody from marking attendance.
pub(super) fn check_whole(fields: &Fields, edits: &[Edit]) -> Result<(), Misfit> {
    let after = |spot: &Spot| {
        let edit = edits.iter().find(|edit| edit.spot == *spot);
        edit.map_or_else(|| fields.get(spot), |edit| Some(&edit.value))
    };
    if edits.iter().any(|edit| edit.spot.map == Some(at::NOTES)) {
        let texts = Aspect::ALL
            .iter()
            .filter_map(|aspect| after(&Spot::entry(at::NOTES, aspect.as_str()))?.text());
        let len = texts.map(|text| text.chars().count()).sum();
        if len > shape::NOTES {
            return Err((
                "notes",
                Unfit::TooLong {
                    len,
                    max: shape::NOTES,
                },
            ));
        }
    }
    let (starts, ends) = (Spot::root(at::STARTS), Spot::root(at::ENDS));
    if edits
        .iter()
        .any(|edit| edit.spot == starts || edit.spot == ends)
    {
        let minutes = |spot| after(spot).and_then(Scalar::number);
        if let (Some(from), Some(to)) = (minutes(&starts), minutes(&ends))
            && from >= to
        {
            return Err(("ends", Unfit::EndsBeforeStart));
        }
    }
    Ok(())
}
