//! An edit by somebody who was looking at an older version: it stands beside what others wrote since, not over it. Where both
//! wrote one field, that is a disagreement like any other, as if the two had never heard of each other.

use super::actor::ActorSeed;
use super::commit::{Authorship, DocumentError};
use super::document::Document;
use super::hash::Heads;
use super::key::DocumentKey;
use super::patch::Edit;
use super::plain_change::PlainChange;
use super::scalar::Scalar;

impl<K: DocumentKey> Document<K> {
    /// Makes one change of the values in `patch` that differ from version `seen`, built upon that version. What the document
    /// says already is not said again. `None` if nothing is left.
    pub fn commit_at(
        &mut self,
        patch: &K::Patch,
        seen: &Heads,
        by: Authorship,
    ) -> Result<Option<PlainChange>, DocumentError> {
        if *seen == self.heads() {
            return self.commit(patch, by);
        }
        if !self.holds(seen) {
            return Err(DocumentError::UnknownVersion);
        }
        let actor = self.actor_behind(seen, by.actor);
        let now = self.fields();
        let mut then = self.clone();
        then.automerge = self.automerge.fork_at(&seen.to_automerge())?;
        let news = |edit: &Edit| now.get(&edit.spot).unwrap_or(&Scalar::Empty) != &edit.value;
        let Some(change) = then.commit_those(patch, Authorship { actor, ..by }, news)? else {
            return Ok(None);
        };
        self.automerge.merge(&mut then.automerge)?;
        Ok(Some(change))
    }

    /// Whether every change of that version is part of the document.
    pub(super) fn holds(&self, version: &Heads) -> bool {
        version.as_slice().iter().all(|hash| self.contains(*hash))
    }

    /// One actor's changes stand in one line, so an edit beside the line is another's: derived from the run's, and as random.
    pub(super) fn actor_behind(&self, seen: &Heads, run: ActorSeed) -> ActorSeed {
        let mut hasher = blake3::Hasher::new_derive_key("sesi actor of an edit behind");
        hasher.update(&run.0);
        hasher.update(self.id().as_bytes());
        for version in [seen, &self.heads()] {
            let bytes = version.to_bytes();
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(&bytes);
        }
        let mut actor = [0; 6];
        hasher.finalize_xof().fill(&mut actor);
        ActorSeed(actor)
    }
}
