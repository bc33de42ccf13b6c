//! Work that fell out of a document because somebody contradicted himself in what it was built upon: its author says it
//! again, upon what is left. Others' words stay beside it, as beside any edit by somebody who had not seen them.

use std::collections::{BTreeMap, BTreeSet};

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Change, ROOT, ReadDoc, Value};

use super::actor::OF_STEPS;
use super::commit::{Authorship, DocumentError, MAX_EDIT};
use super::document::Document;
use super::field_path::FieldPath;
use super::guard::guarded;
use super::hash::ChangeHash;
use super::key::DocumentKey;
use super::patch::Edit;
use super::plain_change::PlainChange;
use super::scalar::Scalar;

impl<K: DocumentKey> Document<K> {
    /// Makes new changes of what `fallen` ones, which are kept beside the document, put and the document does not say. They build
    /// upon the same version, as far as it is left. `by` must be a run of the app that never wrote to this document.
    pub fn say_again(
        &mut self,
        fallen: &BTreeSet<ChangeHash>,
        by: Authorship,
    ) -> Result<Vec<PlainChange>, DocumentError> {
        let mut fallen: Vec<PlainChange> = fallen
            .iter()
            .filter_map(|hash| self.left_out.get(hash))
            .map(|left_out| left_out.change.clone())
            .collect();
        fallen.sort_by_key(|change| (change.start_op(), change.hash()));
        let mut said = BTreeMap::new();
        for change in &fallen {
            said.extend(self.said_in(change));
        }
        said.retain(|spot, value| !self.holds_value(spot, value));
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let seen = self.left_of_past(&fallen);
        let mut then = self.clone();
        then.automerge = self.automerge.fork_at(&seen)?;
        let mut changes = Vec::new();
        for edits in in_changes(said) {
            changes.extend(then.write(&edits, by)?);
        }
        self.automerge.merge(&mut then.automerge)?;
        Ok(changes)
    }

    /// Whether the field holds the value, be it as one side of a disagreement.
    fn holds_value(&self, spot: &FieldPath, value: &Scalar) -> bool {
        let growth = self.kind().growth();
        let object = spot.map.map_or(Some(&ROOT), |map| growth.map(map));
        let all = object.map(|object| self.automerge.get_all(object, spot.key.as_str()));
        let Some(Ok(all)) = all else {
            return false;
        };
        if all.is_empty() {
            return *value == Scalar::Empty;
        }
        all.iter().any(|(held, _)| match held {
            Value::Scalar(held) => Scalar::from_value(held).as_ref() == Some(value),
            Value::Object(_) => false,
        })
    }

    /// What the change puts into fields that are known, where the value is one that people may put there.
    fn said_in(&self, change: &PlainChange) -> Vec<(FieldPath, Scalar)> {
        let decoded = guarded(|| Change::try_from(&change.to_chunk()[..]).map(|it| it.decode()));
        let Ok(Ok(decoded)) = decoded else {
            return Vec::new();
        };
        let map_of = |object: &ObjectId| match object {
            ObjectId::Root => Some(None),
            ObjectId::Id(id) => {
                let step = id.1.to_bytes() == OF_STEPS;
                let at = usize::try_from(id.0).ok()?.checked_sub(1)?;
                (step && self.kind().map(at).is_some()).then_some(Some(at))
            }
        };
        let puts = decoded.operations.iter().filter_map(|op| {
            let (OpType::Put(value), Key::Map(key)) = (&op.action, &op.key) else {
                return None;
            };
            let spot = FieldPath {
                map: map_of(&op.obj)?,
                key: key.to_string(),
            };
            let value = Scalar::from_value(value)?;
            let fits = spot.rule(self.kind())?.check(&value).is_ok();
            fits.then_some((spot, value))
        });
        puts.collect()
    }

    /// Of what `fallen` build upon, the latest that is in the document.
    fn left_of_past(&self, fallen: &[PlainChange]) -> Vec<automerge::ChangeHash> {
        let mut left = BTreeSet::from([self.kind().growth().first()]);
        let mut seen = BTreeSet::new();
        let mut next: Vec<ChangeHash> =
            fallen.iter().flat_map(PlainChange::deps).copied().collect();
        while let Some(hash) = next.pop() {
            if !seen.insert(hash) {
                continue;
            }
            match self.left_out.get(&hash) {
                Some(left_out) => next.extend(left_out.change.deps()),
                None => drop(left.insert(hash)),
            }
        }
        left.retain(|hash| self.contains(*hash));
        left.into_iter().map(Into::into).collect()
    }
}

/// Edits that are few enough for one change each.
fn in_changes(said: BTreeMap<FieldPath, Scalar>) -> Vec<Vec<Edit>> {
    let mut changes: Vec<Vec<Edit>> = Vec::new();
    let mut room = 0;
    for (spot, value) in said {
        let cost = (spot.key.len() + value.cost()).max(8);
        if cost > room || changes.is_empty() {
            changes.push(Vec::new());
            room = MAX_EDIT;
        }
        room = room.saturating_sub(cost);
        if let Some(edits) = changes.last_mut() {
            edits.push(Edit { spot, value });
        }
    }
    changes
}
