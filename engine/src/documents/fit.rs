//! Whether a change fits what it builds upon. Every answer follows from the change and its causal past alone, so that all
//! readers give the same one, whatever else they hold and in whatever order it came.

use std::collections::BTreeSet;

use automerge::{Automerge, ObjId, ROOT, ReadDoc, Value};

use super::actor::OF_STEPS;
use super::columns::Row;
use super::hash::ChangeHash;
use super::kind::Kind;
use super::plain_change::PlainChange;
use super::slots::Slots;

/// Checks a change whose dependencies are all in `document`, of whose actors' changes `slots` is the list.
pub(super) fn check(
    document: &Automerge,
    kind: &'static Kind,
    slots: &Slots,
    change: &PlainChange,
) -> Result<(), String> {
    counts_on(document, change)?;
    follows_its_actor(document, slots, change)?;
    let deps: Vec<_> = change.deps().iter().map(|dep| (*dep).into()).collect();
    let (rows, actors) = change.operations().map_err(|fault| fault.to_string())?;
    let mut said = BTreeSet::new();
    for row in &rows {
        let (map, object) = object_of(document, kind, row, &actors, &deps)?;
        if map.is_none() && holds_map(document, kind, row.key, &deps)? {
            return Err("it writes over a map".to_owned());
        }
        if !said.insert((map, row.key)) {
            return Err("it says one field twice".to_owned());
        }
        writes_over_what_it_saw(document, object, row, &actors, &deps)?;
    }
    Ok(())
}

/// Its operations count on from the last one that it saw: a counter of its own choice could use up the 2^32 that a document has.
fn counts_on(document: &Automerge, change: &PlainChange) -> Result<(), String> {
    let mut last = 0;
    for dep in change.deps() {
        let meta = document.get_change_meta_by_hash(&(*dep).into());
        last = last.max(meta.ok_or("a dependency is not there")?.max_op);
    }
    if change.start_op() == last + 1 {
        Ok(())
    } else {
        Err("it does not count on".to_owned())
    }
}

/// It builds upon its actor's change before it, so that an actor's changes stand in one line.
fn follows_its_actor(
    document: &Automerge,
    slots: &Slots,
    change: &PlainChange,
) -> Result<(), String> {
    let (actor, seq) = change.slot();
    if seq == 1 {
        return Ok(());
    }
    let before = slots
        .get(&(actor, seq - 1))
        .ok_or("its actor's change before it is not there")?;
    if builds_upon(document, change.deps(), *before) {
        Ok(())
    } else {
        Err("it does not build upon its actor's change before it".to_owned())
    }
}

/// Whether `wanted` is among `deps` or what they build upon.
fn builds_upon(document: &Automerge, deps: &[ChangeHash], wanted: ChangeHash) -> bool {
    let floor = match document.get_change_meta_by_hash(&wanted.into()) {
        Some(meta) => meta.max_op,
        None => return false,
    };
    let wanted = wanted.into();
    let mut next: Vec<automerge::ChangeHash> = deps.iter().map(|dep| (*dep).into()).collect();
    let mut seen = BTreeSet::new();
    while let Some(hash) = next.pop() {
        if hash == wanted {
            return true;
        }
        if !seen.insert(hash) {
            continue;
        }
        // What counts less far cannot build upon it.
        if let Some(meta) = document.get_change_meta_by_hash(&hash)
            && meta.max_op > floor
        {
            next.extend(meta.deps);
        }
    }
    false
}

/// Whether a root key held a map at the version that the change builds upon. Of a map that the change did not know nothing is
/// lost: maps are found by their ids, and a value beside one hides nothing.
fn holds_map(
    document: &Automerge,
    kind: &Kind,
    key: &str,
    deps: &[automerge::ChangeHash],
) -> Result<bool, String> {
    if kind.maps().all(|map| map.stored != key) {
        return Ok(false);
    }
    let shown = document.get_all_at(&ROOT, key, deps);
    let shown = shown.map_err(|error| error.to_string())?;
    Ok(shown
        .iter()
        .any(|(value, _)| matches!(value, Value::Object(_))))
}

/// The map that an operation is about: the root, or one made by a step that the change builds upon.
fn object_of(
    document: &Automerge,
    kind: &'static Kind,
    row: &Row<'_>,
    actors: &[&[u8]],
    deps: &[automerge::ChangeHash],
) -> Result<(Option<usize>, &'static ObjId), String> {
    let Some((actor, counter)) = row.object else {
        return Ok((None, &ROOT));
    };
    let map = usize::try_from(counter)
        .ok()
        .and_then(|at| at.checked_sub(1));
    let not_there = || "it writes into a map that is not there".to_owned();
    let found = map.and_then(|map| Some((map, kind.map(map)?, kind.growth().map(map)?)));
    let (at, map, object) = found.ok_or_else(not_there)?;
    // Nobody can do without the first step, and who builds upon a later one saw its maps.
    let seen = kind.growth().of_map(at) == 1 || holds_map(document, kind, map.stored, deps)?;
    if seen && actors.get(actor) == Some(&&OF_STEPS[..]) {
        Ok((Some(at), object))
    } else {
        Err(not_there())
    }
}

/// It writes over values that its field showed at the version it builds upon: none from elsewhere, none that was written over
/// already, none twice.
fn writes_over_what_it_saw(
    document: &Automerge,
    object: &ObjId,
    row: &Row<'_>,
    actors: &[&[u8]],
    deps: &[automerge::ChangeHash],
) -> Result<(), String> {
    if row.preds.is_empty() {
        return Ok(());
    }
    let shown = document
        .get_all_at(object, row.key, deps)
        .map_err(|error| error.to_string())?;
    let mut shown: BTreeSet<(u64, &[u8])> = shown
        .iter()
        .filter_map(|(_, id)| match id {
            ObjId::Id(counter, actor, _) => Some((*counter, actor.to_bytes())),
            ObjId::Root => None,
        })
        .collect();
    for (actor, counter) in &row.preds {
        let actor = actors.get(*actor).copied().unwrap_or_default();
        if !shown.remove(&(*counter, actor)) {
            return Err("it writes over a value that its field did not show".to_owned());
        }
    }
    Ok(())
}
