//! One document in memory: made, loaded, saved. Knows nothing of what its fields mean.

use std::sync::Arc;

use automerge::{Automerge, LoadOptions, ReadDoc};
use sesi_wire::ids::OfficeId;
use sesi_wire::varint;

use super::field_path::FieldPath;
use super::field_rights::{OfficeDevices, Speakers};
use super::fields::Fields;
use super::guard::{guarded, knows};
use super::hash::{ChangeHash, Heads};
use super::key::{DocId, DocumentKey};
use super::kind::Kind;
use super::plain_change::PlainChange;
use super::scalar::Scalar;
use super::settle::{AllLeftOut, LeftOut, Why};

/// A document and its whole history.
#[derive(Clone)]
pub struct Document<K> {
    key: K,
    kind: &'static Kind,
    id: DocId,
    pub(super) automerge: Automerge,
    /// What is known of the document and not in it.
    pub(super) left_out: AllLeftOut,
    /// Whose word counts in the fields of the office.
    pub(super) office: Arc<OfficeDevices>,
}

/// What a field says, of those that not anyone may say.
#[derive(Clone, Debug, PartialEq)]
pub enum Agreed {
    /// Several that are none of the office's said it apart, and the office nothing.
    Open,
    /// As it is shown; none if it was never said.
    Value(Option<Scalar>),
}

/// The first byte of a saved document with changes that were left out; automerge's own form begins otherwise.
const WITH_LEFT_OUT: u8 = 1;

impl<K: DocumentKey> std::fmt::Debug for Document<K> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Document({:?}, {:?})", self.key, self.heads())
    }
}

/// Why saved bytes are not the document that was saved. Rebuild it from the entries.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The bytes are damaged.
    #[error("the saved document is damaged ({0}); rebuild it from its entries")]
    Damaged(String),
    /// The bytes are a document of another kind.
    #[error("the saved document is not of the kind of its key; rebuild it from its entries")]
    OtherKind,
    /// The bytes are another version than the one that was saved.
    #[error("the saved document is not at the heads it was saved at; rebuild it from its entries")]
    OtherHeads {
        /// The heads found.
        found: Heads,
    },
}

impl<K: DocumentKey> Document<K> {
    /// An empty document, which holds its kind's first change only.
    pub fn new(key: K, office: &OfficeId) -> Self {
        let kind = key.kind();
        Self {
            id: key.id(office),
            key,
            kind,
            automerge: kind.growth().document.clone(),
            left_out: AllLeftOut::new(),
            office: Arc::default(),
        }
    }

    /// Reads fields that only the office may say by what these devices wrote. Without, nobody's word counts there.
    #[must_use]
    pub fn read_by(mut self, office: &Arc<OfficeDevices>) -> Self {
        self.office = Arc::clone(office);
        self
    }

    /// The same document, read and edited by another version of its kind.
    #[must_use]
    pub fn of_kind(mut self, kind: &'static Kind) -> Self {
        debug_assert_eq!(kind, self.kind);
        self.kind = kind;
        self
    }

    /// Reads what [`Self::save`] gave. `expected` are the heads at that time.
    pub fn load(
        key: K,
        office: &OfficeId,
        saved: &[u8],
        expected: &Heads,
    ) -> Result<Self, LoadError> {
        let (saved, left_out) = apart(saved).map_err(|fault| LoadError::Damaged(fault.into()))?;
        let automerge = guarded(|| Automerge::load_with_options(saved, LoadOptions::new()))
            .and_then(|loaded| loaded.map_err(|error| error.to_string()))
            .map_err(LoadError::Damaged)?;
        let kind = key.kind();
        if !knows(&automerge, kind.growth().first()) {
            return Err(LoadError::OtherKind);
        }
        let document = Self {
            id: key.id(office),
            key,
            kind,
            automerge,
            left_out,
            office: Arc::default(),
        };
        let found = document.heads();
        if found == *expected {
            Ok(document)
        } else {
            Err(LoadError::OtherHeads { found })
        }
    }

    /// The whole document in automerge's compact form, for [`Self::load`] on this device only; with what was left out of it, if
    /// anything was.
    pub fn save(&self) -> Vec<u8> {
        let saved = self.automerge.save();
        if self.left_out.is_empty() {
            return saved;
        }
        let mut out = vec![WITH_LEFT_OUT];
        varint::put(&mut out, saved.len() as u64);
        out.extend(saved);
        for left_out in self.left_out.values() {
            let contents = left_out.change.contents();
            out.push(left_out.why as u8);
            varint::put(&mut out, contents.len() as u64);
            out.extend(contents);
        }
        out
    }

    /// The same for a document that holds nothing but `only` beside its kind's steps: the chunks of all, for automerge's compact
    /// form of one change is no shorter and takes a fifth of the time of receiving a document.
    pub(crate) fn save_of(&self, only: &PlainChange) -> Vec<u8> {
        let mut chunks = self.kind.growth().chunks(&self.automerge);
        chunks.extend(only.to_chunk());
        chunks
    }

    /// What the document is about.
    pub fn key(&self) -> &K {
        &self.key
    }

    /// The document's kind.
    pub fn kind(&self) -> &'static Kind {
        self.kind
    }

    /// The document's id, derived from its key.
    pub fn id(&self) -> DocId {
        self.id
    }

    /// The version the document is at.
    pub fn heads(&self) -> Heads {
        Heads::new(self.automerge.get_heads().into_iter().map(ChangeHash::from))
    }

    /// Whether the change is part of the document.
    pub fn contains(&self, change: ChangeHash) -> bool {
        knows(&self.automerge, change)
    }

    /// Whether the change is part of the document, was left out of it, or is a step of its kind, which it takes when it needs it.
    pub fn knows(&self, change: ChangeHash) -> bool {
        self.left_out.contains_key(&change)
            || self.contains(change)
            || self.kind.growth().number(change).is_some()
    }

    /// Whether nobody has ever written to the document.
    pub fn is_blank(&self) -> bool {
        self.automerge.stats().num_changes <= 1
    }

    /// What the field of a path, such as `place` or `notes/remarks`, holds now, as it is shown; `None` if it was never said or there
    /// is no such field.
    pub fn value(&self, path: &str) -> Option<Scalar> {
        let spot = FieldPath::parse(path, self.kind)?;
        self.fields().get(&spot).cloned()
    }

    /// The same, for who acts upon it: not where nobody knows whom to believe.
    pub fn agreed(&self, path: &str) -> Agreed {
        let Some(spot) = FieldPath::parse(path, self.kind) else {
            return Agreed::Value(None);
        };
        let fields = self.fields();
        let said = fields.judged(&spot).unwrap_or_default();
        let apart = said
            .first()
            .is_some_and(|first| said.iter().any(|one| one.value != first.value));
        if apart && !said.iter().any(|one| self.office.has(one.device)) {
            return Agreed::Open;
        }
        Agreed::Value(fields.get(&spot).cloned())
    }

    pub(super) fn fields(&self) -> Fields {
        Fields::read(&self.automerge, self.kind, None, self.speakers())
    }

    /// By whom fields are read that not anyone may say.
    pub(super) fn speakers(&self) -> Speakers<'_> {
        Speakers {
            office: &self.office,
            maker: self.key.maker(),
        }
    }
}

/// Automerge's form of a saved document, and what was left out of it.
fn apart(saved: &[u8]) -> Result<(&[u8], AllLeftOut), &'static str> {
    let Some((&WITH_LEFT_OUT, mut rest)) = saved.split_first() else {
        return Ok((saved, AllLeftOut::new()));
    };
    let take = |rest: &mut &'_ [u8]| -> Result<usize, &'static str> {
        varint::take_len(rest, rest.len(), "saved document").map_err(|fault| fault.what)
    };
    let len = take(&mut rest)?;
    let (automerge, mut rest) = rest.split_at_checked(len).ok_or("saved document")?;
    let mut left_out = AllLeftOut::new();
    while let Some((why, after)) = rest.split_first() {
        rest = after;
        let len = take(&mut rest)?;
        let (contents, after) = rest.split_at_checked(len).ok_or("saved document")?;
        rest = after;
        let change = PlainChange::from_contents(contents.to_vec()).map_err(|_| "left out")?;
        let why = Why::from_byte(*why).ok_or("left out")?;
        left_out.insert(change.hash(), LeftOut { change, why });
    }
    Ok((automerge, left_out))
}
