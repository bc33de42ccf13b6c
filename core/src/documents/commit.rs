//! Editing: a patch becomes one change, made of the values that differ and nothing else. Makes no maps and no time.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, ObjId, ROOT, ReadDoc, ScalarValue};
use chrono::{DateTime, Utc};
use sesi_wire::ids::DeviceId;

use super::document::Document;
use super::genesis;
use super::kind::Kind;
use super::patch::{Edit, Patch};
use super::plain_change::{PlainChange, PlainChangeError};
use super::rule::Unfit;
use super::scalar::Scalar;
use super::spot::Spot;

/// Names one run of the app: random, the same for all documents of the run, never stored. A restored backup that reused
/// an actor would poison every peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ActorSeed(pub [u8; 8]);

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
        /// The field, such as `place` or `marks/AbCd1234`.
        path: String,
        /// What is wrong with the value.
        unfit: Unfit,
    },
    /// The patch is for documents of another kind.
    #[error("a patch of a {patch:?} cannot edit a {document:?}")]
    OtherKind {
        /// What the patch edits.
        patch: Kind,
        /// What the document is.
        document: Kind,
    },
    /// The edit is larger than one change may be: make several.
    #[error("the edit is too large for one change; split it")]
    TooLarge,
    /// Another device wrote to this document as the same actor: start the app anew, which makes another.
    #[error("another device has used this actor; restart the app")]
    ActorTaken,
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
const MAX_EDIT: usize = 32_000;

impl Document {
    /// Makes one change of the values in `patch` that differ from the document's; `None` if none does.
    pub fn commit(
        &mut self,
        patch: &Patch,
        by: Authorship,
    ) -> Result<Option<PlainChange>, DocumentError> {
        self.commit_those(patch, by, |_| true)
    }

    /// As [`Self::commit`], of those edits only that are `wanted`.
    pub(super) fn commit_those(
        &mut self,
        patch: &Patch,
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
        let mut edits = patch.edits();
        edits.retain(|edit| {
            fields.get(&edit.spot).unwrap_or(&Scalar::Empty) != &edit.value && wanted(edit)
        });
        for edit in &edits {
            self.check(&edit.spot, &edit.value)?;
        }
        patch
            .check_whole(&fields, &edits)
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
        let spot = Spot::parse(path, self.shape()).ok_or_else(unknown)?;
        self.check(&spot, &value)?;
        let fields = self.fields();
        let held = fields.get(&spot).unwrap_or(&Scalar::Empty);
        if *held == value && !fields.conflicts().contains(&spot) {
            return Ok(None);
        }
        self.write(&[Edit { spot, value }], by)
    }

    fn check(&self, spot: &Spot, value: &Scalar) -> Result<(), DocumentError> {
        let rule = spot.rule(self.shape()).ok_or(Unfit::NoSuchField);
        rule.and_then(|rule| rule.check(value))
            .map_err(|unfit| DocumentError::Unfit {
                path: spot.path(self.shape()),
                unfit,
            })
    }

    fn write(
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
        if self
            .author_of(&by.actor.0)
            .is_some_and(|author| author != by.device)
        {
            return Err(DocumentError::ActorTaken);
        }
        let maps = &genesis::of(self.kind()).maps;
        // Setting an author draws a random actor, so the actor comes after it.
        self.automerge
            .set_author(Some(Author::from(by.device.as_bytes().to_vec())));
        self.automerge.set_actor(ActorId::from(&by.actor.0[..]));
        let mut transaction = self.automerge.transaction();
        for edit in edits {
            let object = edit.spot.map.map_or(Some(&ROOT), |map| maps.get(map));
            let put = object.map_or(Ok(()), |object: &ObjId| {
                transaction.put(
                    object,
                    edit.spot.key.as_str(),
                    ScalarValue::from(&edit.value),
                )
            });
            if let Err(error) = put {
                transaction.rollback();
                return Err(error.into());
            }
        }
        let time = CommitOptions::default().with_time(by.time.timestamp());
        let (hash, _) = transaction.commit_with(time);
        let change = hash.and_then(|hash| self.automerge.get_change_by_hash(&hash));
        Ok(change
            .as_ref()
            .map(PlainChange::from_automerge)
            .transpose()?)
    }
}
