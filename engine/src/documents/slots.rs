//! Which change stands in which place of which actor.

use std::collections::BTreeMap;

use automerge::Automerge;

use super::actor::Actor;
use super::hash::ChangeHash;

/// The change in each place of each actor.
pub(super) type Slots = BTreeMap<(Actor, u64), ChangeHash>;

/// The actors' changes in a document.
pub(super) fn slots_of(document: &Automerge) -> Slots {
    let metas = document.get_changes_meta(&[]);
    metas
        .iter()
        .filter_map(|meta| {
            let actor = Actor::from_slice(meta.actor.to_bytes())?;
            Some(((actor, meta.seq), meta.hash.into()))
        })
        .collect()
}
