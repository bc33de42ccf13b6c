//! The value of a restricted field: edits of devices that may not write it count as absent. Where all who wrote are entitled,
//! automerge's answer is used; otherwise the value is computed again from the changes.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use automerge::legacy::{Key, ObjectId, OpType};
use automerge::{Automerge, ChangeHash, ObjId, ReadDoc, Value};
use sesi_wire::ids::DeviceId;

use super::actor::device_of;
use super::field_rights::{Right, Speakers};
use super::scalar::Scalar;

/// One value that somebody put into a field.
#[derive(Clone, Debug)]
pub(super) struct Said {
    /// `None` for a type that no field has.
    pub value: Option<Scalar>,
    /// The operation, by which its change is found.
    pub id: ObjId,
    pub device: Option<DeviceId>,
}

/// What a field holds when only those are heard who may say it.
#[derive(Clone, Debug)]
pub(super) struct Judged {
    /// The values that count, the one that is shown last.
    pub counts: Vec<Said>,
    /// The values that would be there and do not count.
    pub others: Vec<Said>,
}

/// One reading of a document, at `heads` or now.
pub(super) struct Judging<'a> {
    document: &'a Automerge,
    heads: Option<&'a [ChangeHash]>,
    speakers: Speakers<'a>,
    /// Everything that was ever put, read once for all fields, when first somebody wrote what is not theirs to say: whoever writes there can
    /// write as many fields as they like.
    ever: OnceCell<HashMap<Spot, BTreeMap<OpId, Op>>>,
}

/// A field of an object: the operation that made the object, none for the root, and the key.
type Spot = (Option<OpId>, String);

impl<'a> Judging<'a> {
    pub(super) fn new(
        document: &'a Automerge,
        heads: Option<&'a [ChangeHash]>,
        speakers: Speakers<'a>,
    ) -> Self {
        Self {
            document,
            heads,
            speakers,
            ever: OnceCell::new(),
        }
    }

    /// Reads `key` of `object`.
    pub(super) fn read(&self, object: &ObjId, key: &str, right: Right) -> Judged {
        let office = self.speakers.office;
        let shown = shown(self.document, object, key, self.heads);
        let counts = |said: &Said| may_say(self.document, object, key, said, right, self.speakers);
        let by_office = shown.iter().filter(|said| office.has(said.device)).count();
        // What an honest reader sees: all of them the office's, or all of them first words where nobody of the office said anything, or what the
        // office may not say.
        if (by_office == shown.len() || by_office == 0) && shown.iter().all(counts) {
            return Judged {
                counts: shown,
                others: Vec::new(),
            };
        }
        let ever = self
            .ever
            .get_or_init(|| ever_said(self.document, self.heads));
        let none = BTreeMap::new();
        let all = ever
            .get(&(made_by(object), key.to_owned()))
            .unwrap_or(&none);
        let counting: Vec<&Op> = all.values().filter(|op| counts(&op.said)).collect();
        let mut over = BTreeSet::new();
        for op in &counting {
            let mut next = op.preds.clone();
            while let Some(id) = next.pop() {
                if let Some(pred) = all.get(&id)
                    && over.insert(id)
                {
                    next.extend(pred.preds.iter().cloned());
                }
            }
        }
        let mut left: Vec<Said> = counting
            .into_iter()
            .filter(|op| !over.contains(&op.id))
            .map(|op| op.said.clone())
            .collect();
        if left.iter().any(|said| office.has(said.device)) {
            left.retain(|said| office.has(said.device));
        }
        let mut others = shown;
        others.retain(|said| !left.iter().any(|one| one.id == said.id));
        Judged {
            counts: left,
            others,
        }
    }
}

/// Whether a value counts, if no weightier one is there.
fn may_say(
    document: &Automerge,
    object: &ObjId,
    key: &str,
    said: &Said,
    right: Right,
    speakers: Speakers<'_>,
) -> bool {
    let first = || {
        let change = document.hash_for_opid(&said.id);
        let meta = change.and_then(|hash| document.get_change_meta_by_hash(&hash));
        meta.is_some_and(|meta| shown(document, object, key, Some(&meta.deps)).is_empty())
    };
    speakers.may_say(right, said.device, first)
}

/// What automerge shows, the winner last.
fn shown(
    document: &Automerge,
    object: &ObjId,
    key: &str,
    heads: Option<&[ChangeHash]>,
) -> Vec<Said> {
    let all = match heads {
        Some(heads) => document.get_all_at(object, key, heads),
        None => document.get_all(object, key),
    };
    let all = all.unwrap_or_default().into_iter().map(|(value, id)| Said {
        value: match &value {
            Value::Scalar(value) => Scalar::from_value(value),
            Value::Object(_) => None,
        },
        device: match &id {
            ObjId::Id(_, actor, _) => device_of(actor),
            ObjId::Root => None,
        },
        id,
    });
    all.collect()
}

/// Counter and actor: automerge's own order, in which the last of concurrent values wins.
type OpId = (u64, Vec<u8>);

struct Op {
    id: OpId,
    said: Said,
    preds: Vec<OpId>,
}

/// Everything that was ever put anywhere, by field and operation.
fn ever_said(
    document: &Automerge,
    heads: Option<&[ChangeHash]>,
) -> HashMap<Spot, BTreeMap<OpId, Op>> {
    #[cfg(test)]
    tests::WALKS.with(|walks| walks.set(walks.get() + 1));
    let within = heads.map(|heads| past(document, heads));
    let mut all: HashMap<Spot, BTreeMap<OpId, Op>> = HashMap::new();
    for change in document.get_changes(&[]) {
        if within
            .as_ref()
            .is_some_and(|past| !past.contains(&change.hash()))
        {
            continue;
        }
        let decoded = change.decode();
        for (at, op) in (decoded.start_op.get()..).zip(&decoded.operations) {
            let (OpType::Put(value), Key::Map(key)) = (&op.action, &op.key) else {
                continue;
            };
            let object = match &op.obj {
                ObjectId::Root => None,
                ObjectId::Id(id) => Some((id.0, id.1.to_bytes().to_vec())),
            };
            let id = (at, decoded.actor_id.to_bytes().to_vec());
            let preds = op.pred.iter().map(|id| (id.0, id.1.to_bytes().to_vec()));
            let op = Op {
                preds: preds.collect(),
                said: Said {
                    value: Scalar::from_value(value),
                    id: ObjId::Id(at, decoded.actor_id.clone(), 0),
                    device: device_of(&decoded.actor_id),
                },
                id: id.clone(),
            };
            let spot = (object, key.to_string());
            all.entry(spot).or_default().insert(id, op);
        }
    }
    all
}

/// The operation that made an object; none for the root.
fn made_by(object: &ObjId) -> Option<OpId> {
    match object {
        ObjId::Root => None,
        ObjId::Id(counter, actor, _) => Some((*counter, actor.to_bytes().to_vec())),
    }
}

/// A version's changes.
fn past(document: &Automerge, heads: &[ChangeHash]) -> BTreeSet<ChangeHash> {
    let mut seen = BTreeSet::new();
    let mut next = heads.to_vec();
    while let Some(hash) = next.pop() {
        if seen.insert(hash)
            && let Some(meta) = document.get_change_meta_by_hash(&hash)
        {
            next.extend(meta.deps);
        }
    }
    seen
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::Cell;

    thread_local! {
        /// How often all that was ever said was read, on this thread.
        pub(in crate::documents) static WALKS: Cell<u32> = const { Cell::new(0) };
    }
}
