//! Who said what when, and what differs between two versions. The same on every device, whatever the order of arrival.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};

use automerge::ChangeMetadata;
use serde::Serialize;
use sesi_wire::ids::DeviceId;

use super::actor::{OF_STEPS, device_of};
use super::document::Document;
use super::field_path::FieldPath;
use super::fields::Fields;
use super::hash::{ChangeHash, Heads};
use super::key::DocumentKey;
use super::scalar::Scalar;

/// One change of a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HistoryItem {
    /// The device that made it.
    #[serde(serialize_with = "super::disagreement::as_hex")]
    pub author: Option<DeviceId>,
    /// Unix seconds by that device's clock.
    pub time: i64,
    /// The change.
    pub hash: ChangeHash,
    /// The fields that it changed, sorted by path.
    pub what: Vec<FieldChange>,
}

/// What happened to one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// The field, such as `place` or `notes/remarks`.
    pub path: String,
    /// The value before; [`Scalar::Empty`] if it had none.
    pub before: Scalar,
    /// The value after. Equal to `before` only where a disagreement arose or was settled in favour of what was shown.
    pub after: Scalar,
}

impl<K: DocumentKey> Document<K> {
    /// Every change but the kind's own steps, causes before effects; concurrent ones in an order that is the same on every device.
    pub fn history(&self) -> Vec<HistoryItem> {
        let changes = self.automerge.get_changes_meta(&[]);
        in_causal_order(&changes)
            .into_iter()
            .filter(|change| change.actor.to_bytes() != OF_STEPS)
            .map(|change| HistoryItem {
                author: device_of(&change.actor),
                time: change.timestamp,
                hash: change.hash.into(),
                what: self.between(&change.deps, &[change.hash]),
            })
            .collect()
    }

    /// The fields that differ between two versions of this document, sorted by path; `None` if it does not hold both.
    pub fn difference(&self, from: &Heads, to: &Heads) -> Option<Vec<FieldChange>> {
        (self.holds(from) && self.holds(to))
            .then(|| self.between(&from.to_automerge(), &to.to_automerge()))
    }

    fn between(
        &self,
        from: &[automerge::ChangeHash],
        to: &[automerge::ChangeHash],
    ) -> Vec<FieldChange> {
        let read = |heads| Fields::read(&self.automerge, self.kind(), Some(heads), self.speakers());
        let (before, after) = (read(from), read(to));
        let spots: BTreeSet<FieldPath> = before
            .spots(self.kind())
            .chain(after.spots(self.kind()))
            .collect();
        let value =
            |fields: &Fields, spot: &FieldPath| fields.get(spot).cloned().unwrap_or(Scalar::Empty);
        let disputed = |fields: &Fields, spot: &FieldPath| fields.conflicts().contains(spot);
        let mut changes: Vec<_> = spots
            .iter()
            .filter(|spot| {
                value(&before, spot) != value(&after, spot)
                    || disputed(&before, spot) != disputed(&after, spot)
            })
            .map(|spot| FieldChange {
                path: spot.path(self.kind()),
                before: value(&before, spot),
                after: value(&after, spot),
            })
            .collect();
        changes.sort_by(|a, b| a.path.cmp(&b.path));
        changes
    }
}

/// Causes before effects; of those that may come next, the one with the lowest counter, then hash.
fn in_causal_order<'a, 'b>(changes: &'a [ChangeMetadata<'b>]) -> Vec<&'a ChangeMetadata<'b>> {
    let known: BTreeMap<_, _> = changes.iter().map(|change| (change.hash, change)).collect();
    let mut waiting: BTreeMap<_, usize> = BTreeMap::new();
    let mut effects: BTreeMap<_, Vec<&ChangeMetadata<'_>>> = BTreeMap::new();
    let mut ready = BinaryHeap::new();
    for change in changes {
        waiting.insert(change.hash, change.deps.len());
        for dep in &change.deps {
            effects.entry(*dep).or_default().push(change);
        }
        if change.deps.is_empty() {
            ready.push(Reverse((change.start_op, change.hash)));
        }
    }
    let mut ordered = Vec::with_capacity(changes.len());
    while let Some(Reverse((_, hash))) = ready.pop() {
        ordered.extend(known.get(&hash).copied());
        for effect in effects.remove(&hash).unwrap_or_default() {
            if let Some(left) = waiting.get_mut(&effect.hash) {
                *left -= 1;
                if *left == 0 {
                    ready.push(Reverse((effect.start_op, effect.hash)));
                }
            }
        }
    }
    ordered
}
