//! Taking over the changes of others, each judged by itself. Whatever a hostile change does, what others wrote stays. Knows no
//! entry and no signature, only who the caller found to have signed.

use std::collections::{BTreeMap, BTreeSet};

use automerge::ReadDoc;
use sesi_wire::ids::DeviceId;

use super::actor::OF_STEPS;
use super::document::Document;
use super::guard::guarded;
use super::hash::ChangeHash;
use super::home::Place;
use super::key::DocumentKey;
use super::plain_change::PlainChange;
use super::settle::{AllLeftOut, Why, settle};
use super::slots::{Slots, slots_of};

/// Who vouches for changes: the signer of the entry that carried them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A device of the field: it may carry its own changes only.
    Device(DeviceId),
    /// A device of the office: it may carry changes of others too, as when a document moves to another feed.
    Office(DeviceId),
}

/// What became of changes that were applied. What is in none of the lists was known already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Changes that are in the document and were not before.
    pub new: Vec<ChangeHash>,
    /// Changes that were in the document and are not any more: their author said something else in their place, or in the place of one
    /// that they build upon.
    pub gone: Vec<ChangeHash>,
    /// Changes that were kept and are not in the document, for the same reasons.
    pub left_out: Vec<ChangeHash>,
    /// Changes that do not fit what they build upon, with what is wrong. They never will.
    pub unfit: Vec<(ChangeHash, String)>,
    /// Changes by another device than the one that signed them.
    pub forged: Vec<ChangeHash>,
    /// What changes build upon that has not arrived: they were not kept. Try them again when it has.
    pub missing: Vec<ChangeHash>,
}

impl Applied {
    /// Whether the document, or what is kept beside it, is another than before.
    pub fn changed(&self) -> bool {
        !(self.new.is_empty()
            && self.gone.is_empty()
            && self.left_out.is_empty()
            && self.unfit.is_empty())
    }

    /// For tests in which nothing should be refused.
    ///
    /// # Panics
    /// The same, once nothing was left over.
    ///
    /// # Panics
    ///
    /// If something was.
    #[cfg(any(test, feature = "testkit"))]
    #[allow(clippy::must_use_candidate, clippy::return_self_not_must_use)]
    pub fn whole(self) -> Self {
        assert!(self.is_whole(), "{self:?}");
        self
    }

    /// With what a second try did.
    #[must_use]
    pub fn and(mut self, second: Self) -> Self {
        self.new.retain(|hash| !second.gone.contains(hash));
        self.new.extend(second.new);
        self.gone.extend(second.gone);
        self.left_out.extend(second.left_out);
        self.unfit.extend(second.unfit);
        self.missing = second.missing;
        self
    }

    /// Whether every change found its place in the document, or was there.
    pub fn is_whole(&self) -> bool {
        self.left_out.is_empty()
            && self.unfit.is_empty()
            && self.forged.is_empty()
            && self.missing.is_empty()
    }
}

impl<K: DocumentKey> Document<K> {
    /// Applies `changes` in any order, each that can be, skipping those that are known.
    pub fn apply(&mut self, changes: &[PlainChange], from: Provenance) -> Applied {
        let mut applied = Applied::default();
        let mut vouched = Vec::new();
        let mut seen = BTreeSet::new();
        for change in changes {
            if self.knows(change.hash()) || !seen.insert(change.hash()) {
                continue;
            }
            if self.may_carry(from, change) {
                vouched.push(change.clone());
            } else {
                applied.forged.push(change.hash());
            }
        }
        let (ready, missing) = self.ready(vouched);
        applied.missing = missing;
        self.take(ready, &mut applied);
        applied
    }

    /// Whether the signer may carry `change` here. What is between the office and one person never moves, so nobody has to carry it, and
    /// there the office cannot put words into the person's mouth.
    pub(super) fn may_carry(&self, from: Provenance, change: &PlainChange) -> bool {
        match from {
            Provenance::Office(signer) => {
                change.author() == signer || !matches!(self.key().home().place, Place::Own(_))
            }
            Provenance::Device(signer) => change.author() == signer,
        }
    }

    /// Those of `changes` that can be applied now, because what they build upon is here or among them; and the dependencies that the
    /// others lack.
    ///
    /// An entry may hold the end and the beginning of a document's work with another entry's in between, each waiting for the
    /// other: so what can be applied of it is, without the rest.
    pub(super) fn ready(&self, changes: Vec<PlainChange>) -> (Vec<PlainChange>, Vec<ChangeHash>) {
        let here: BTreeSet<ChangeHash> = changes.iter().map(PlainChange::hash).collect();
        let mut missing = BTreeSet::new();
        // Changes that wait for others among them, and by whom they are waited for.
        let mut waiting: BTreeMap<ChangeHash, usize> = BTreeMap::new();
        let mut followers: BTreeMap<ChangeHash, Vec<ChangeHash>> = BTreeMap::new();
        let mut next = Vec::new();
        for change in &changes {
            let unknown = change.deps().iter().filter(|dep| !self.knows(**dep));
            let unknown: Vec<ChangeHash> = unknown.copied().collect();
            for dep in &unknown {
                if here.contains(dep) {
                    followers.entry(*dep).or_default().push(change.hash());
                } else {
                    missing.insert(*dep);
                }
            }
            if unknown.is_empty() {
                next.push(change.hash());
            }
            waiting.insert(change.hash(), unknown.len());
        }
        let mut ready = BTreeSet::new();
        while let Some(hash) = next.pop() {
            ready.insert(hash);
            for follower in followers.remove(&hash).unwrap_or_default() {
                if let Some(left) = waiting.get_mut(&follower) {
                    *left -= 1;
                    if *left == 0 {
                        next.push(follower);
                    }
                }
            }
        }
        let mut changes = changes;
        changes.retain(|change| ready.contains(&change.hash()));
        (changes, missing.into_iter().collect())
    }

    /// Takes changes all of whose dependencies are known.
    fn take(&mut self, changes: Vec<PlainChange>, applied: &mut Applied) {
        if changes.is_empty() {
            return;
        }
        let slots = slots_of(&self.automerge);
        let came: Vec<ChangeHash> = changes.iter().map(PlainChange::hash).collect();
        let before = self.contents();
        let unfit = if contradict(&slots, &self.left_out, &changes) {
            let all = self.known_changes().chain(changes).collect();
            self.settle_anew(all)
        } else {
            let left_out = std::mem::take(&mut self.left_out);
            let settled = settle(&self.automerge, self.kind(), slots, left_out, changes);
            self.automerge = settled.automerge;
            self.left_out = settled.left_out;
            settled.unfit
        };
        let after = self.contents();
        applied.new = after.difference(&before).copied().collect();
        applied.gone = before.difference(&after).copied().collect();
        for hash in came {
            match self.left_out.get(&hash).map(|left_out| left_out.why) {
                Some(Why::Unfit) => {
                    let fault = unfit.get(&hash).cloned().unwrap_or_default();
                    applied.unfit.push((hash, fault));
                }
                Some(Why::Contradicted | Why::BuiltUpon) => applied.left_out.push(hash),
                None => {}
            }
        }
    }

    /// Makes the document of all that is known of it; says what is wrong with changes that do not fit.
    pub(super) fn settle_anew(
        &mut self,
        changes: Vec<PlainChange>,
    ) -> BTreeMap<ChangeHash, String> {
        let first = &self.kind().growth().document;
        let nothing = AllLeftOut::new();
        let settled = settle(first, self.kind(), Slots::new(), nothing, changes);
        self.automerge = settled.automerge;
        self.left_out = settled.left_out;
        settled.unfit
    }

    /// This document, to which nobody has written yet, with `changes`, if all of them find their place in it.
    pub fn born_of(mut self, changes: &[PlainChange], from: Provenance) -> Option<Self> {
        let applied = self.apply(changes, from);
        (applied.is_whole() && !self.is_blank()).then_some(self)
    }

    /// Every change but the kind's own steps, each after those that it builds upon: for readers who have none of them.
    pub fn changes(&self) -> Vec<PlainChange> {
        let changes = self
            .automerge
            .get_changes(&[self.kind().growth().first().into()]);
        changes
            .iter()
            .filter(|change| change.actor_id().to_bytes() != OF_STEPS)
            .filter_map(|change| PlainChange::from_automerge(change).ok())
            .collect()
    }

    /// A change that is part of the document.
    pub fn change(&self, hash: ChangeHash) -> Option<PlainChange> {
        let change = guarded(|| self.automerge.get_change_by_hash(&hash.into())).ok()??;
        PlainChange::from_automerge(&change).ok()
    }

    /// Every change that is known, in the document or not.
    pub(super) fn known_changes(&self) -> impl Iterator<Item = PlainChange> + use<K> {
        let left_out: Vec<PlainChange> = self
            .left_out
            .values()
            .map(|left_out| left_out.change.clone())
            .collect();
        self.changes().into_iter().chain(left_out)
    }

    /// Every change in the document but the kind's own steps.
    pub(super) fn contents(&self) -> BTreeSet<ChangeHash> {
        let metas = self.automerge.get_changes_meta(&[]);
        let metas = metas.iter();
        let metas = metas.filter(|meta| meta.actor.to_bytes() != OF_STEPS);
        metas.map(|meta| meta.hash.into()).collect()
    }

    /// The last step of the kind that a change builds upon, directly or not; 1 for the first change alone.
    pub fn step_of(&self, change: &PlainChange) -> u32 {
        let growth = self.kind().growth();
        let mut last = 1;
        let mut seen = BTreeSet::new();
        let mut next = change.deps().to_vec();
        while let Some(hash) = next.pop() {
            if !seen.insert(hash) {
                continue;
            }
            if let Some(number) = growth.number(hash) {
                last = last.max(number);
            } else if let Some(left_out) = self.left_out.get(&hash) {
                next.extend(left_out.change.deps());
            } else if let Some(meta) = self.automerge.get_change_meta_by_hash(&hash.into()) {
                next.extend(meta.deps.into_iter().map(ChangeHash::from));
            }
        }
        u32::try_from(last).unwrap_or(u32::MAX)
    }
}

/// Whether one of `changes` claims a place that another one, here or among them, claims too.
fn contradict(slots: &Slots, left_out: &AllLeftOut, changes: &[PlainChange]) -> bool {
    let mut claimed: BTreeSet<_> = left_out
        .values()
        .map(|left_out| left_out.change.slot())
        .collect();
    changes.iter().any(|change| {
        let slot = change.slot();
        slots.contains_key(&slot) || !claimed.insert(slot)
    })
}
