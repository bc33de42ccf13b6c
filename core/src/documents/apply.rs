//! Taking over the changes of others, all or none. Everything is vetted on a copy: whatever a hostile change does, the
//! document stays as it was. Knows no entry and no signature, only who the caller found to have signed.

use std::collections::{BTreeMap, BTreeSet};

use automerge::{Automerge, AutomergeError, Change, ReadDoc};
use sesi_wire::ids::{DeviceId, OfficeId};

use super::document::{Document, guarded, knows};
use super::genesis;
use super::hash::ChangeHash;
use super::key::DocKey;
use super::plain_change::PlainChange;

/// Who vouches for changes: the signer of the entry that carried them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provenance {
    /// A device of the field: it may carry its own changes only.
    Device(DeviceId),
    /// A device of the office: it may carry changes of others too, as when a document moves to another feed.
    Office(DeviceId),
    /// Nobody needs to: they were part of the document before.
    Before,
}

/// What applying did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// The changes that were new to the document, in the order they were given.
    pub new: Vec<ChangeHash>,
}

/// Why none of the changes was applied. The document is as it was.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplyFault {
    /// The changes build upon others that have not arrived: keep them and try again then.
    #[error("{} changes that these build upon have not arrived yet; try again when they have", .0.len())]
    MissingDependencies(Vec<ChangeHash>),
    /// A change names another author than the device that signed it, or none.
    #[error("change {0} was not made by the device that signed it")]
    ForgedAuthor(ChangeHash),
    /// Two changes claim the same place in an actor's sequence: a cloned or restored device reused an actor.
    #[error(
        "change {0} reuses a place in its author's sequence; its device was cloned or restored"
    )]
    ReusedActor(ChangeHash),
    /// The change is well formed but does not fit the document.
    #[error("change {0} does not fit the document: {1}")]
    Unfit(ChangeHash, String),
}

impl Document {
    /// Applies `changes` in any order, skipping those that the document has. All or none.
    pub fn apply(
        &mut self,
        changes: &[PlainChange],
        from: Provenance,
    ) -> Result<Applied, ApplyFault> {
        match applied(&self.automerge, changes, from)? {
            Some((automerge, new)) => {
                self.automerge = automerge;
                Ok(Applied { new })
            }
            None => Ok(Applied::default()),
        }
    }

    /// Those of `changes` that can be applied now, because what they build upon is here or among them; and the dependencies that the
    /// others lack.
    ///
    /// An entry may hold the end and the beginning of a document's work with another entry's in between, each waiting for the
    /// other: so what can be applied of it is, without the rest.
    pub fn ready(&self, changes: Vec<PlainChange>) -> (Vec<PlainChange>, Vec<ChangeHash>) {
        let mut ready: BTreeSet<ChangeHash> = changes.iter().map(PlainChange::hash).collect();
        let mut missing = BTreeSet::new();
        loop {
            let before = ready.len();
            for change in &changes {
                let lacks = |dep: &ChangeHash| !ready.contains(dep) && !self.contains(*dep);
                let lacking: Vec<ChangeHash> =
                    change.deps().iter().copied().filter(lacks).collect();
                if !lacking.is_empty() && ready.remove(&change.hash()) {
                    missing.extend(lacking);
                }
            }
            if ready.len() == before {
                break;
            }
        }
        let here: BTreeSet<ChangeHash> = changes.iter().map(PlainChange::hash).collect();
        missing.retain(|dep| !here.contains(dep));
        let changes = changes.into_iter();
        let changes = changes.filter(|change| ready.contains(&change.hash()));
        (changes.collect(), missing.into_iter().collect())
    }

    /// The document that `changes` make by themselves, if they make one: the same as applying them to a new one, at less cost.
    pub fn born(
        key: DocKey,
        office: &OfficeId,
        changes: &[PlainChange],
        from: Provenance,
    ) -> Option<Self> {
        let genesis = &genesis::of(key.kind()).document;
        let (automerge, _) = applied(genesis, changes, from).ok()??;
        Some(Self::holding(key, office, automerge))
    }

    /// Every change but the kind's first, each after those that it builds upon: for readers who have none of them.
    pub fn changes(&self) -> Vec<PlainChange> {
        let changes = self
            .automerge
            .get_changes(&[genesis::of(self.kind()).hash.into()]);
        changes
            .iter()
            .filter_map(|change| PlainChange::from_automerge(change).ok())
            .collect()
    }

    /// The device whose run of the app `actor` was, if it has written to this document.
    pub(super) fn author_of(&self, actor: &[u8]) -> Option<DeviceId> {
        author_of(&self.automerge, actor)
    }
}

/// A document with those of `changes` that it lacks, and which those are; `None` if it lacks none.
fn applied(
    document: &Automerge,
    changes: &[PlainChange],
    from: Provenance,
) -> Result<Option<(Automerge, Vec<ChangeHash>)>, ApplyFault> {
    let mut batch: BTreeMap<ChangeHash, &PlainChange> = BTreeMap::new();
    let mut new = Vec::new();
    for change in changes {
        if !knows(document, change.hash()) && batch.insert(change.hash(), change).is_none() {
            new.push(change.hash());
        }
    }
    let Some(first) = new.first().copied() else {
        return Ok(None);
    };
    find_dependencies(document, &batch)?;
    find_authors(document, &batch, from)?;
    let merged = guarded(|| merge(document, &batch));
    Ok(Some((
        merged.map_err(|panic| ApplyFault::Unfit(first, panic))??,
        new,
    )))
}

/// Every dependency is there, and every change counts on from the last operation that it saw: a counter of its own
/// choice could use up the 2^32 that a document has.
fn find_dependencies(
    document: &Automerge,
    batch: &BTreeMap<ChangeHash, &PlainChange>,
) -> Result<(), ApplyFault> {
    let mut missing = Vec::new();
    for (hash, change) in batch {
        let mut last = 0;
        for dep in change.deps() {
            let known = batch.get(dep).map(|change| change.max_op()).or_else(|| {
                let meta = document.get_change_meta_by_hash(&(*dep).into());
                meta.map(|meta| meta.max_op)
            });
            match known {
                Some(max_op) => last = last.max(max_op),
                None => missing.push(*dep),
            }
        }
        if missing.is_empty() && change.start_op() != last + 1 {
            return Err(ApplyFault::Unfit(*hash, "it does not count on".to_owned()));
        }
    }
    missing.sort_unstable();
    missing.dedup();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(ApplyFault::MissingDependencies(missing))
    }
}

fn find_authors(
    document: &Automerge,
    batch: &BTreeMap<ChangeHash, &PlainChange>,
    from: Provenance,
) -> Result<(), ApplyFault> {
    let firsts: BTreeMap<&[u8], Option<DeviceId>> = batch
        .values()
        .filter(|change| change.seq() == 1)
        .map(|change| (change.actor(), change.author()))
        .collect();
    for (hash, change) in batch {
        let author = author_of(document, change.actor())
            .or_else(|| firsts.get(change.actor()).copied().flatten());
        let vouched = match from {
            Provenance::Device(signer) => author == Some(signer),
            Provenance::Office(_) | Provenance::Before => author.is_some(),
        };
        if !vouched || change.actor() == genesis::ACTOR {
            return Err(ApplyFault::ForgedAuthor(*hash));
        }
    }
    Ok(())
}

fn author_of(document: &Automerge, actor: &[u8]) -> Option<DeviceId> {
    let author = document.get_author_for_actor(&actor.into())?;
    DeviceId::from_slice(author.as_bytes())
}

/// The document with the batch in it, proven to hold every change exactly as it was signed.
fn merge(
    document: &Automerge,
    batch: &BTreeMap<ChangeHash, &PlainChange>,
) -> Result<Automerge, ApplyFault> {
    let mut changes = Vec::with_capacity(batch.len());
    for (hash, change) in batch {
        let decoded = Change::try_from(&change.to_chunk()[..]);
        changes.push(decoded.map_err(|error| ApplyFault::Unfit(*hash, error.to_string()))?);
    }
    let mut merged = document.clone();
    merged
        .apply_changes(changes)
        .map_err(|error| fault_of(&error, batch))?;
    for (hash, change) in batch {
        if !knows(&merged, *hash) {
            return Err(ApplyFault::Unfit(*hash, "it did not take hold".to_owned()));
        }
        // A change that names operations which are not there, or is not written in the one canonical way, cannot be given
        // back as it came: saving and loading the document would then fail for ever.
        let kept = merged.get_change_by_hash(&(*hash).into());
        if kept.is_none_or(|kept| kept.raw_bytes() != change.to_chunk()) {
            return Err(ApplyFault::Unfit(
                *hash,
                "it cannot be given back as it came".to_owned(),
            ));
        }
    }
    Ok(merged)
}

fn fault_of(error: &AutomergeError, batch: &BTreeMap<ChangeHash, &PlainChange>) -> ApplyFault {
    let first = batch.keys().next().copied().unwrap_or(ChangeHash([0; 32]));
    match error {
        AutomergeError::DuplicateSeqNumber(seq, actor) => {
            let clash = batch
                .iter()
                .find(|(_, change)| change.seq() == *seq && change.actor() == actor.to_bytes());
            ApplyFault::ReusedActor(clash.map_or(first, |(hash, _)| *hash))
        }
        error => ApplyFault::Unfit(first, error.to_string()),
    }
}
