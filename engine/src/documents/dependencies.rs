//! Doubtful changes that count nevertheless, because counted changes build upon them. Knows no entry and no revocation.

use std::collections::{BTreeMap, BTreeSet};

use super::apply::{Applied, Provenance};
use super::document::Document;
use super::hash::ChangeHash;
use super::key::DocumentKey;
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

impl<K: DocumentKey> Document<K> {
    /// What can be applied of `changes`, which came from `from`, if they may build upon `doubtful` ones.
    pub fn possible(
        &self,
        mut changes: Vec<PlainChange>,
        from: Provenance,
        mut doubtful: BTreeMap<ChangeHash, (PlainChange, Provenance)>,
    ) -> Possible {
        let mut seen = BTreeSet::new();
        changes.retain(|change| {
            !self.knows(change.hash()) && self.may_carry(from, change) && seen.insert(change.hash())
        });
        doubtful.retain(|_, (change, from)| self.may_carry(*from, change));
        for change in &changes {
            doubtful.remove(&change.hash());
        }
        doubtful.retain(|hash, _| !self.knows(*hash));
        let certain: BTreeSet<ChangeHash> = changes.iter().map(PlainChange::hash).collect();
        let offered = doubtful.values().map(|(change, _)| change.clone());
        let (ready, missing) = self.ready(changes.into_iter().chain(offered).collect());
        let changes: Vec<PlainChange> = ready
            .into_iter()
            .filter(|change| certain.contains(&change.hash()))
            .collect();
        // A doubtful change may wait for ever: nobody waits for what it lacks.
        let missing = if changes.len() == certain.len() {
            Vec::new()
        } else {
            missing
        };
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

    /// As [`Self::apply`], and before that of the doubtful ones that they build upon.
    pub fn apply_upon(&mut self, possible: &Possible, from: Provenance) -> Applied {
        let before = self.contents();
        for (change, from) in &possible.upon {
            self.apply(std::slice::from_ref(change), *from);
        }
        let mut applied = self.apply(&possible.changes, from);
        // What the doubtful ones changed is part of the answer.
        let after = self.contents();
        applied.new = after.difference(&before).copied().collect();
        applied.gone = before.difference(&after).copied().collect();
        applied
    }

    /// The document without those `doubtful` changes upon which no other builds; `None` if there are none.
    pub fn without_unneeded(&self, doubtful: &BTreeSet<ChangeHash>) -> Option<Self> {
        let known: BTreeMap<ChangeHash, PlainChange> = self
            .known_changes()
            .map(|change| (change.hash(), change))
            .collect();
        let mut needed = BTreeSet::new();
        let mut next: Vec<ChangeHash> = known.keys().copied().collect();
        next.retain(|hash| !doubtful.contains(hash));
        while let Some(hash) = next.pop() {
            if let Some(change) = known.get(&hash)
                && needed.insert(hash)
            {
                next.extend(change.deps());
            }
        }
        if needed.len() == known.len() {
            return None;
        }
        let kept = known.into_values();
        let kept = kept.filter(|change| needed.contains(&change.hash()));
        let mut document = self.clone();
        document.settle_anew(kept.collect());
        Some(document)
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
