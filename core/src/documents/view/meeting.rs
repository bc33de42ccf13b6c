//! What a meeting's document says, and whether it changed after it was checked.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::super::document::Document;
use super::super::family_key::FamilyKey;
use super::super::fields::Fields;
use super::super::hash::Heads;
use super::super::history::FieldChange;
use super::super::scalar::Scalar;
use super::super::session::SessionCode;
use super::super::shape::meeting as at;
use super::super::spot::Spot;
use super::super::vocabulary::{Aspect, Mark, Rating, Verdict};
use super::{View, id};

/// A group meeting (pertemuan P2K2).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MeetingView {
    /// The group that met.
    pub group: Uuid,
    /// The day: as corrected, or the one that the document was made for.
    pub date: NaiveDate,
    /// The first session: as corrected, or the one that the document was made for.
    pub session: SessionCode,
    /// Further sessions held at the same meeting.
    pub more_sessions: Vec<SessionCode>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where the group met.
    pub place: Option<String>,
    /// Judul kegiatan.
    pub title: Option<String>,
    /// Topic.
    pub topic: Option<String>,
    /// Whether the meeting did not take place after all.
    pub cancelled: bool,
    /// Attendance; absent is *belum ditandai*, never `Alfa`.
    pub marks: BTreeMap<FamilyKey, Mark>,
    /// Knowledge and understanding.
    pub ratings: BTreeMap<FamilyKey, Rating>,
    /// Notes by aspect.
    pub notes: BTreeMap<Aspect, String>,
    /// Speakers by their number, 1 to 3.
    pub speakers: BTreeMap<u8, Speaker>,
    /// A supervisor's verdict.
    pub check: Option<CheckView>,
}

/// A speaker (pemateri).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// Who spoke.
    pub name: Option<String>,
    /// From which agency (instansi).
    pub agency: Option<String>,
}

/// A supervisor's verdict on a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// What the supervisor says.
    pub verdict: Verdict,
    /// Why.
    pub note: Option<String>,
    /// The member of staff who says it, as the verdict names her. Whose device said it is what to believe.
    pub by: Option<Uuid>,
    /// The device that said the verdict.
    #[serde(serialize_with = "super::super::disagreement::as_hex")]
    pub device: Option<DeviceId>,
    /// The version that was looked at.
    pub heads: Option<Heads>,
}

impl MeetingView {
    pub(super) fn read(
        group: Uuid,
        date: NaiveDate,
        session: &SessionCode,
        fields: &Fields,
    ) -> Self {
        let root_text = |key| fields.root(key).and_then(Scalar::text);
        let minutes = |key| {
            let minutes = u16::try_from(fields.root(key)?.number()?).ok()?;
            (minutes <= 1440).then_some(minutes)
        };
        let corrected = root_text(at::SESSION).and_then(|text| SessionCode::new(text).ok());
        Self {
            group,
            date: fields.date(at::DATE).unwrap_or(date),
            session: corrected.unwrap_or_else(|| session.clone()),
            more_sessions: root_text(at::MORE_SESSIONS)
                .and_then(SessionCode::list)
                .unwrap_or_default(),
            starts: minutes(at::STARTS),
            ends: minutes(at::ENDS),
            place: fields.text(at::PLACE),
            title: fields.text(at::TITLE),
            topic: fields.text(at::TOPIC),
            cancelled: fields.root(at::CANCELLED) == Some(&Scalar::Flag(true)),
            marks: families(fields, at::MARKS, Mark::from_number),
            ratings: families(fields, at::RATINGS, Rating::from_number),
            notes: fields
                .map(at::NOTES)
                .filter_map(|(key, value)| Some((Aspect::parse(key)?, value.text()?.to_owned())))
                .collect(),
            speakers: (1..=3)
                .filter_map(|number| speaker(fields, number))
                .collect(),
            check: check(fields),
        }
    }
}

fn families<V>(
    fields: &Fields,
    map: usize,
    read: impl Fn(i64) -> Option<V>,
) -> BTreeMap<FamilyKey, V> {
    fields
        .map(map)
        .filter_map(|(key, value)| Some((FamilyKey::parse(key)?, read(value.number()?)?)))
        .collect()
}

fn speaker(fields: &Fields, number: u8) -> Option<(u8, Speaker)> {
    let text = |what: &str| {
        let value = fields.entry(at::SPEAKERS, &format!("{number}{what}"))?;
        value.text().map(str::to_owned)
    };
    let speaker = Speaker {
        name: text("n"),
        agency: text("i"),
    };
    (speaker != Speaker::default()).then_some((number, speaker))
}

fn check(fields: &Fields) -> Option<CheckView> {
    let entry = |key| fields.entry(at::CHECK, key);
    Some(CheckView {
        verdict: Verdict::parse(entry(at::VERDICT)?.text()?)?,
        note: entry(at::VERDICT_NOTE)
            .and_then(Scalar::text)
            .map(str::to_owned),
        by: entry(at::VERDICT_BY).and_then(id),
        device: fields.said_by(&Spot::entry(at::CHECK, at::VERDICT)),
        heads: entry(at::VERDICT_HEADS)
            .and_then(Scalar::bytes)
            .and_then(Heads::from_bytes),
    })
}

impl Document {
    /// What changed since the version that a verdict was given on, the verdict itself left out ("berubah setelah
    /// diperiksa"). `None` if there is no verdict, or none on a version that this device holds.
    pub fn changed_since_check(&self) -> Option<Vec<FieldChange>> {
        let View::Meeting(meeting) = self.view() else {
            return None;
        };
        let checked = meeting.check?.heads?;
        let mut changes = self.difference(&checked, &self.heads())?;
        changes.retain(|change| !change.path.starts_with("check/"));
        Some(changes)
    }
}
