//! How the documents of a kind come to have maps: by its first change and by its growth changes, the same bytes for all documents of
//! the kind, made by every device by itself and sent by nobody, so that two people who fill a new map offline fill the same one.
//! Knows no fields' values.
//!
//! A document takes a step only when a change needs it, so which steps it has follows from its other changes.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, Change, ObjId, ObjType, ROOT};

use super::actor::OF_STEPS;
use super::guard::knows;
use super::hash::ChangeHash;
use super::plain_change::{self, PlainChange};
use super::shape::Map;

/// One step of a kind, and the change that it is.
pub(super) struct Step {
    change: Change,
    pub contents: Vec<u8>,
    pub hash: ChangeHash,
    /// How many maps there are after it.
    maps: usize,
}

/// All steps of a kind.
pub(super) struct Growth {
    /// A document with nothing but its first change, to be cloned.
    pub document: Automerge,
    /// The first change, then the others in order.
    pub steps: Vec<Step>,
    /// The maps of all steps, in the kind's order.
    maps: Vec<ObjId>,
}

impl Growth {
    /// # Panics
    /// If automerge cannot make the change: every kind's test would have failed before a release. [`Kind::new`](super::Kind::new) lets no step
    /// through that makes no map.
    #[allow(clippy::unwrap_used)]
    pub(super) fn of(steps: &[&[Map]]) -> Self {
        let mut document = Automerge::new().with_actor(ActorId::from(&OF_STEPS[..]));
        let mut first = None;
        let mut made = Vec::with_capacity(steps.len());
        let mut maps = Vec::new();
        for step in steps {
            let mut transaction = document.transaction();
            for map in *step {
                let id = transaction.put_object(ROOT, map.stored, ObjType::Map);
                maps.push(id.unwrap());
            }
            transaction.commit_with(CommitOptions::default().with_time(0));
            let change = document.get_last_local_change().unwrap();
            let contents = plain_change::contents_of(&change).unwrap().to_vec();
            made.push(Step {
                hash: plain_change::hash_of(&contents),
                contents,
                change,
                maps: maps.len(),
            });
            first.get_or_insert_with(|| document.clone());
        }
        Self {
            document: first.unwrap(),
            steps: made,
            maps,
        }
    }

    /// The first change.
    pub(super) fn first(&self) -> ChangeHash {
        self.steps[0].hash
    }

    /// The number of the step that has this name, from 1.
    pub(super) fn number(&self, hash: ChangeHash) -> Option<usize> {
        let at = self.steps.iter().position(|step| step.hash == hash)?;
        Some(at + 1)
    }

    /// The step that makes a map of the kind.
    pub(super) fn of_map(&self, map: usize) -> usize {
        let before = self.steps.iter().filter(|step| step.maps <= map).count();
        before + 1
    }

    /// The map at that index of the kind.
    pub(super) fn map(&self, at: usize) -> Option<&ObjId> {
        self.maps.get(at)
    }

    /// The maps that a document has, in the kind's order.
    pub(super) fn maps_in(&self, document: &Automerge) -> &[ObjId] {
        let taken = self.taken(document);
        let maps = self.steps.get(taken - 1).map_or(0, |step| step.maps);
        self.maps.get(..maps).unwrap_or_default()
    }

    /// How many steps a document has taken, 1 at least.
    pub(super) fn taken(&self, document: &Automerge) -> usize {
        let later = self.steps.iter().skip(1);
        1 + later.take_while(|step| knows(document, step.hash)).count()
    }

    /// The last step that a change builds upon directly, 1 at least.
    pub(super) fn upon(&self, change: &PlainChange) -> usize {
        let steps = change.deps().iter().filter_map(|dep| self.number(*dep));
        steps.max().unwrap_or(1)
    }

    /// The document with all steps up to `step`; `None` if it has them.
    pub(super) fn grown(
        &self,
        document: &Automerge,
        step: usize,
    ) -> Result<Option<Automerge>, AutomergeError> {
        let taken = self.taken(document);
        if step <= taken {
            return Ok(None);
        }
        let next = self.steps.iter().take(step).skip(taken);
        let mut grown = document.clone();
        grown.apply_changes(next.map(|step| step.change.clone()))?;
        Ok(Some(grown))
    }

    /// The chunks of the steps that a document has taken.
    pub(super) fn chunks(&self, document: &Automerge) -> Vec<u8> {
        let taken = self.steps.iter().take(self.taken(document));
        taken
            .flat_map(|step| plain_change::chunk_of(&step.contents, step.hash))
            .collect()
    }
}
