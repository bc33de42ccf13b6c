//! Changes that count only because others build upon them. Knows no entry and no revocation, only which changes are doubtful.

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::ids::OfficeId;

use super::apply::{Applied, ApplyFault, Provenance};
use super::document::Document;
use super::hash::ChangeHash;
use super::plain_change::PlainChange;

/// What can be applied of some changes.
#[derive(Debug)]
pub struct Possible {
    /// Those whose dependencies are all there, or among them, or in `upon`.
    pub changes: Vec<PlainChange>,
    /// Doubtful changes that these build upon, each after those that it builds upon itself.
    pub upon: Vec<(PlainChange, Provenance)>,
    /// The dependencies that the others lack.
    pub missing: Vec<ChangeHash>,
}

impl Document {
    /// What can be applied of `changes` if they may build upon `doubtful` ones.
    pub fn possible(
        &self,
        changes: Vec<PlainChange>,
        mut doubtful: BTreeMap<ChangeHash, (PlainChange, Provenance)>,
    ) -> Possible {
        for change in &changes {
            doubtful.remove(&change.hash());
        }
        doubtful.retain(|hash, _| !self.contains(*hash));
        let certain: BTreeSet<ChangeHash> = changes.iter().map(PlainChange::hash).collect();
        let offered = doubtful.values().map(|(change, _)| change.clone());
        let (ready, missing) = self.ready(changes.into_iter().chain(offered).collect());
        let changes: Vec<PlainChange> = ready
            .into_iter()
            .filter(|change| certain.contains(&change.hash()))
            .collect();
        let mut upon = Vec::new();
        for change in &changes {
            take_with_dependencies(change, &mut doubtful, &mut upon);
        }
        Possible {
            changes,
            upon,
            missing,
        }
    }

    /// Applies `changes`, and before them the doubtful ones that they build upon. All or none.
    pub fn apply_upon(
        &mut self,
        upon: &[(PlainChange, Provenance)],
        changes: &[PlainChange],
        from: Provenance,
    ) -> Result<Applied, ApplyFault> {
        let mut document = self.clone();
        for (change, from) in upon {
            document.apply(std::slice::from_ref(change), *from)?;
        }
        let applied = document.apply(changes, from)?;
        *self = document;
        Ok(applied)
    }

    /// The document without those `doubtful` changes upon which no other builds; `None` if there are none.
    pub fn without_unneeded(
        &self,
        doubtful: &BTreeSet<ChangeHash>,
        office: &OfficeId,
    ) -> Result<Option<Self>, ApplyFault> {
        let changes = self.changes();
        let mut needed = BTreeSet::new();
        // Each stands after those that it builds upon.
        for change in changes.iter().rev() {
            if needed.contains(&change.hash()) || !doubtful.contains(&change.hash()) {
                needed.insert(change.hash());
                needed.extend(change.deps());
            }
        }
        let kept: Vec<PlainChange> = changes
            .iter()
            .filter(|change| needed.contains(&change.hash()))
            .cloned()
            .collect();
        if kept.len() == changes.len() {
            return Ok(None);
        }
        let mut document = Self::new(self.key().clone(), office);
        document.apply(&kept, Provenance::Before)?;
        Ok(Some(document))
    }
}

/// Moves what `change` builds upon out of `doubtful`.
fn take_with_dependencies(
    change: &PlainChange,
    doubtful: &mut BTreeMap<ChangeHash, (PlainChange, Provenance)>,
    upon: &mut Vec<(PlainChange, Provenance)>,
) {
    let mut path = Vec::from([(change.clone(), None)]);
    while let Some((change, taken)) = path.pop() {
        let next = change.deps().iter().find_map(|dep| doubtful.remove(dep));
        match (next, taken) {
            (Some((dep, provenance)), taken) => {
                path.push((change, taken));
                path.push((dep, Some(provenance)));
            }
            (None, Some(provenance)) => upon.push((change, provenance)),
            (None, None) => {}
        }
    }
}
