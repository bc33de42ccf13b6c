//! Where people said different things at the same time: every value, who said it and when. Decides nothing.

use automerge::{ObjId, ROOT, ReadDoc, Value};
use serde::Serialize;
use sesi_wire::ids::DeviceId;

use super::actor::device_of;
use super::document::Document;
use super::field_path::FieldPath;
use super::fields::Fields;
use super::hash::ChangeHash;
use super::key::DocumentKey;
use super::scalar::Scalar;

/// A field with more than one different concurrent value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Disagreement {
    /// The field, such as `place` or `notes/remarks`.
    pub path: String,
    /// The value that is shown, then the others, in an order that is the same on every device.
    pub values: Vec<DisagreementValue>,
}

/// One side of a disagreement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DisagreementValue {
    /// The value, [`Scalar::Empty`] if this side cleared the field.
    pub value: Scalar,
    /// The value in a form for people.
    pub shown: String,
    /// The device that wrote it.
    #[serde(serialize_with = "as_hex")]
    pub author: Option<DeviceId>,
    /// Unix seconds by that device's clock.
    pub time: i64,
    /// The change that wrote it.
    pub change: ChangeHash,
}

/// Serializes a device's id as text, for `serialize_with`.
#[allow(clippy::ref_option, reason = "the signature that serde asks for")]
pub fn as_hex<S: serde::Serializer>(
    device: &Option<DeviceId>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match device {
        Some(device) => serializer.collect_str(device),
        None => serializer.serialize_none(),
    }
}

impl<K: DocumentKey> Document<K> {
    /// Every disagreement, sorted by path.
    pub fn disagreements(&self) -> Vec<Disagreement> {
        self.disagreements_of(&self.fields())
    }

    pub(super) fn disagreements_of(&self, fields: &Fields) -> Vec<Disagreement> {
        let mut found: Vec<_> = fields
            .conflicts()
            .iter()
            .filter_map(|spot| self.disagreement(spot, fields))
            .collect();
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    }

    fn disagreement(&self, spot: &FieldPath, fields: &Fields) -> Option<Disagreement> {
        let growth = self.kind().growth();
        let object = spot.map.map_or(Some(&ROOT), |map| growth.map(map))?;
        // automerge shows the last of them.
        let values: Vec<_> = if let Some(said) = fields.judged(spot) {
            let sides = said.iter().rev();
            let sides = sides.filter_map(|said| self.side(said.value.clone()?, &said.id));
            sides.collect()
        } else {
            let all = self.automerge.get_all(object, spot.key.as_str()).ok()?;
            let sides = all.iter().rev().filter_map(|(value, id)| match value {
                Value::Scalar(value) => self.side(Scalar::from_value(value)?, id),
                Value::Object(_) => None,
            });
            sides.collect()
        };
        let first = &values.first()?.value;
        let differ = values.iter().any(|side| side.value != *first);
        differ.then(|| Disagreement {
            path: spot.path(self.kind()),
            values,
        })
    }

    fn side(&self, value: Scalar, id: &ObjId) -> Option<DisagreementValue> {
        let change = self.automerge.hash_for_opid(id)?;
        let meta = self.automerge.get_change_meta_by_hash(&change)?;
        Some(DisagreementValue {
            shown: value.shown(),
            value,
            author: device_of(&meta.actor),
            time: meta.timestamp,
            change: change.into(),
        })
    }
}
