//! A supervisor's verdict on a meeting: a map of the meeting, said of the version that was looked at.

use serde::{Deserialize, Serialize};
use sesi_engine::documents::{
    Edits, FieldChange, FieldPath, Fields, Heads, Keys, Rule, Scalar, Set, field,
};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::vocabulary::Verdict;
use super::{Document, View};

const VERDICT: &str = "v";
const VERDICT_NOTE: &str = "n";
const VERDICT_BY: &str = "b";
const VERDICT_HEADS: &str = "h";

/// The keys of its map.
pub(super) const KEYS: Keys = Keys::Fields(&[
    field(VERDICT, "verdict", Rule::Word(is_verdict)),
    field(VERDICT_NOTE, "note", Rule::Text(500)),
    field(VERDICT_BY, "by", Rule::Id),
    field(VERDICT_HEADS, "heads", Rule::Heads),
]);

fn is_verdict(word: &str) -> bool {
    Verdict::parse(word).is_some()
}

/// A supervisor's verdict on a meeting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CheckView {
    /// What the supervisor says.
    pub verdict: Verdict,
    /// Why.
    pub note: Option<String>,
    /// The member of staff who says it, as the verdict names them. Whose device said it is what to believe.
    pub by: Option<Uuid>,
    /// The device that said the verdict.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub device: Option<DeviceId>,
    /// The version that was looked at.
    pub heads: Option<Heads>,
}

/// What the map says.
pub(super) fn view(fields: &Fields, map: usize) -> Option<CheckView> {
    let entry = |key| fields.entry(map, key);
    Some(CheckView {
        verdict: Verdict::parse(entry(VERDICT)?.text()?)?,
        note: entry(VERDICT_NOTE)
            .and_then(Scalar::text)
            .map(str::to_owned),
        by: entry(VERDICT_BY).and_then(Scalar::id),
        device: fields.said_by(&FieldPath::entry(map, VERDICT)),
        heads: entry(VERDICT_HEADS)
            .and_then(Scalar::bytes)
            .and_then(Heads::from_bytes),
    })
}

/// What changed since the version that a verdict was given on, the verdict itself left out ("berubah setelah
/// diperiksa"). `None` if there is no verdict, or none on a version that this device holds.
pub fn changed_since_check(document: &Document) -> Option<Vec<FieldChange>> {
    let View::Meeting(meeting) = document.view() else {
        return None;
    };
    let checked = meeting.check?.heads?;
    let mut changes = document.difference(&checked, &document.heads())?;
    changes.retain(|change| !change.path.starts_with("check/"));
    Some(changes)
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
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(super) fn write(&self, edits: &mut Edits, map: usize) {
        edits.field(map, VERDICT, &self.verdict, |word| word.as_str().into());
        edits.field(map, VERDICT_NOTE, &self.note, |text| text.into());
        edits.field(map, VERDICT_BY, &self.by, |id| (*id).into());
        edits.field(map, VERDICT_HEADS, &self.heads, |heads| {
            Scalar::Bytes(heads.to_bytes())
        });
    }
}
