//! Editing: a patch becomes one change, made of the values that differ and nothing else. Makes no maps and no time.

use std::num::NonZeroU64;

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Automerge, Change, ExpandedChange, ObjId, ROOT, ReadDoc, ScalarValue};
use chrono::{DateTime, Utc};
use sesi_wire::ids::DeviceId;

use super::actor::{Actor, ActorSeed, OF_STEPS};
use super::change_fault::PlainChangeError;
use super::document::Document;
use super::field_path::FieldPath;
use super::key::DocumentKey;
use super::kind::Kind;
use super::patch::{DocumentPatch, Edit, Edits};
use super::plain_change::PlainChange;
use super::rule::Unfit;
use super::scalar::Scalar;
use super::slots::slots_of;

/// Who writes, when.
#[derive(Clone, Copy, Debug)]
pub struct Authorship {
    /// The device, which signs what it sends.
    pub device: DeviceId,
    /// The run of the app.
    pub actor: ActorSeed,
    /// The device's clock, for people to read; nothing is ordered by it.
    pub time: DateTime<Utc>,
}

/// Why an edit was not made. The document is as it was.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// A value does not fit its field.
    #[error("{path}: {unfit}")]
    Unfit {
        /// The field, such as `place` or `notes/remarks`.
        path: String,
        /// What is wrong with the value.
        unfit: Unfit,
    },
    /// The patch is for documents of another kind.
    #[error("a patch of a {patch:?} cannot edit a {document:?}")]
    OtherKind {
        /// What the patch edits.
        patch: &'static Kind,
        /// What the document is.
        document: &'static Kind,
    },
    /// The field is one that only the office may say: no reader would hear it from this device.
    #[error("{path} is for the office to say")]
    NotEntitled {
        /// The field.
        path: String,
    },
    /// The edit is larger than one change may be: make several.
    #[error("the edit is too large for one change; split it")]
    TooLarge,
    /// automerge refused the edit.
    #[error("the document could not be edited: {0}")]
    Automerge(#[from] automerge::AutomergeError),
    /// The edit was made while looking at a version that this device does not hold.
    #[error("the version that was edited is not here; open the document anew")]
    UnknownVersion,
    /// The change that was made is not one that may travel.
    #[error("the change made cannot travel: {0}")]
    Change(#[from] PlainChangeError),
}

/// Most bytes of keys and values that one change may carry, so that it fits an entry even if it hardly compresses.
pub(super) const MAX_EDIT: usize = 32_000;

impl<K: DocumentKey> Document<K> {
    /// Makes one change of the values in `patch` that differ from the document's; `None` if none does.
    pub fn commit(
        &mut self,
        patch: &K::Patch,
        by: Authorship,
    ) -> Result<Option<PlainChange>, DocumentError> {
        self.commit_those(patch, by, |_| true)
    }

    /// As [`Self::commit`], of those edits only that are `wanted`.
    pub(super) fn commit_those(
        &mut self,
        patch: &K::Patch,
        by: Authorship,
        wanted: impl Fn(&Edit) -> bool,
    ) -> Result<Option<PlainChange>, DocumentError> {
        if patch.kind() != self.kind() {
            return Err(DocumentError::OtherKind {
                patch: patch.kind(),
                document: self.kind(),
            });
        }
        let fields = self.fields();
        let mut edits = Edits::default();
        patch.write(&mut edits);
        let mut edits = edits.0;
        edits.retain(|edit| {
            fields.get(&edit.spot).unwrap_or(&Scalar::Empty) != &edit.value && wanted(edit)
        });
        for edit in &edits {
            self.check(&edit.spot, &edit.value, by.device)?;
        }
        patch
            .check(&fields, &edits)
            .map_err(|(path, unfit)| DocumentError::Unfit {
                path: path.to_owned(),
                unfit,
            })?;
        self.write(&edits, by)
    }

    /// Settles a disagreement: writes `value` at `path` over all values there, even if it is the one shown already.
    /// An ordinary edit, which another edit takes back. `None` if the field holds nothing but `value` already.
    pub fn resolve(
        &mut self,
        path: &str,
        value: Scalar,
        by: Authorship,
    ) -> Result<Option<PlainChange>, DocumentError> {
        let unknown = || DocumentError::Unfit {
            path: path.to_owned(),
            unfit: Unfit::NoSuchField,
        };
        let spot = FieldPath::parse(path, self.kind()).ok_or_else(unknown)?;
        self.check(&spot, &value, by.device)?;
        let fields = self.fields();
        let held = fields.get(&spot).unwrap_or(&Scalar::Empty);
        if *held == value && !fields.conflicts().contains(&spot) {
            return Ok(None);
        }
        self.write(&[Edit { spot, value }], by)
    }

    /// Puts values at paths in one change: an ordinary edit of those that differ. `None` if none does.
    pub fn put_back(
        &mut self,
        values: &[(String, Scalar)],
        by: Authorship,
    ) -> Result<Option<PlainChange>, DocumentError> {
        let fields = self.fields();
        let mut edits = Vec::with_capacity(values.len());
        for (path, value) in values {
            let spot = FieldPath::parse(path, self.kind()).ok_or_else(|| DocumentError::Unfit {
                path: path.clone(),
                unfit: Unfit::NoSuchField,
            })?;
            if fields.get(&spot).unwrap_or(&Scalar::Empty) != value {
                self.check(&spot, value, by.device)?;
                let value = value.clone();
                edits.push(Edit { spot, value });
            }
        }
        self.write(&edits, by)
    }

    fn check(&self, spot: &FieldPath, value: &Scalar, by: DeviceId) -> Result<(), DocumentError> {
        let right = self.kind().rights_of(spot.map).of_key(&spot.key);
        let first = || self.fields().get(spot).is_none();
        if !self.speakers().may_say(right, Some(by), first) {
            let path = spot.path(self.kind());
            return Err(DocumentError::NotEntitled { path });
        }
        let rule = spot.rule(self.kind()).ok_or(Unfit::NoSuchField);
        rule.and_then(|rule| rule.check(value))
            .map_err(|unfit| DocumentError::Unfit {
                path: spot.path(self.kind()),
                unfit,
            })
    }

    /// Puts the values in one change; each must differ from what its field shows, or settle a disagreement there.
    pub(super) fn write(
        &mut self,
        edits: &[Edit],
        by: Authorship,
    ) -> Result<Option<PlainChange>, DocumentError> {
        let cost: usize = edits
            .iter()
            .map(|edit| edit.spot.key.len() + edit.value.cost())
            .sum();
        if edits.is_empty() {
            return Ok(None);
        }
        if cost > MAX_EDIT || edits.len() > MAX_EDIT / 8 {
            return Err(DocumentError::TooLarge);
        }
        let maps = edits.iter().filter_map(|edit| edit.spot.map);
        let growth = self.kind().growth();
        let step = maps.map(|map| growth.of_map(map)).max().unwrap_or(1);
        let grown = growth.grown(&self.automerge, step)?;
        let document = grown.as_ref().unwrap_or(&self.automerge);
        let slots = slots_of(document);
        let actor = Actor::new(by.device, by.actor);
        let last = slots.range((actor, 0)..=(actor, u64::MAX)).next_back();
        let mut deps = document.get_heads();
        deps.sort_unstable();
        let metas = deps.iter();
        let metas = metas.filter_map(|hash| document.get_change_meta_by_hash(hash));
        let end = metas.map(|meta| meta.max_op).max().unwrap_or_default();
        let operations = edits.iter().map(|edit| put(self.kind(), document, edit));
        let expanded = ExpandedChange {
            operations: operations.collect::<Result<_, _>>()?,
            actor_id: ActorId::from(actor.as_bytes()),
            hash: None,
            seq: last.map_or(0, |((_, seq), _)| *seq) + 1,
            start_op: NonZeroU64::MIN.saturating_add(end),
            time: by.time.timestamp(),
            message: None,
            deps,
            extra_bytes: Vec::new(),
            author: None,
        };
        let made = Change::from(expanded);
        let change = PlainChange::from_automerge(&made)?;
        if let Some(mut grown) = grown {
            grown.apply_changes([made])?;
            self.automerge = grown;
        } else {
            self.automerge.apply_changes([made])?;
        }
        Ok(Some(change))
    }
}

/// A value put over all that its field shows. Made by hand, because automerge puts nothing where the value is shown already: whose
/// it is, and that it settles a disagreement, would be said by nobody.
fn put(kind: &Kind, document: &Automerge, edit: &Edit) -> Result<Op, DocumentError> {
    let (object, id) = match edit.spot.map {
        None => (&ROOT, ObjectId::Root),
        Some(map) => {
            let made_by = OpId(map as u64 + 1, ActorId::from(&OF_STEPS[..]));
            let object = kind.growth().map(map).unwrap_or(&ROOT);
            (object, ObjectId::Id(made_by))
        }
    };
    let shown = document.get_all(object, edit.spot.key.as_str())?;
    let shown = shown.into_iter().filter_map(|(_, id)| match id {
        ObjId::Id(counter, actor, _) => Some(OpId(counter, actor)),
        ObjId::Root => None,
    });
    Ok(Op {
        action: OpType::Put(ScalarValue::from(&edit.value)),
        obj: id,
        key: Key::Map(edit.spot.key.as_str().into()),
        pred: shown.collect(),
        insert: false,
    })
}
