//! How documents are named: a key in clear, which says what a document is about, and the id that is derived from it, so that
//! identity and id never disagree. Knows no contents and no kind by name.

use std::fmt;

use serde::{Deserialize, Serialize};
use sesi_wire::ids::{DeviceId, OfficeId};
use sesi_wire::varint;
use uuid::Uuid;

use super::fields::Fields;
use super::home::Home;
use super::kind::Kind;
use super::patch::DocumentPatch;

/// What a document of the field is about. Equal keys are one document, whoever makes it.
pub trait DocumentKey: Clone + fmt::Debug + Sized {
    /// An edit of such documents.
    type Patch: DocumentPatch;
    /// What such documents say, typed.
    type View;

    /// What kind of document it is.
    fn kind(&self) -> &'static Kind;

    /// The document's id in `office`.
    fn id(&self, office: &OfficeId) -> DocId;

    /// Appends the key's one byte form to `out`: [`put_head`], then what identifies it.
    fn write(&self, out: &mut Vec<u8>);

    /// Takes a key off the front of `input`, which is left untouched on an error.
    fn read(input: &mut &[u8]) -> Result<Self, KeyError>;

    /// Which feed the document belongs to, as far as the key says it.
    fn home(&self) -> Home;

    /// The key's one byte form: kind, version of the form, then what identifies it.
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(32);
        self.write(&mut out);
        out
    }

    /// Reads a key that fills all of `bytes`.
    fn from_bytes(mut bytes: &[u8]) -> Result<Self, KeyError> {
        let key = Self::read(&mut bytes)?;
        if bytes.is_empty() {
            Ok(key)
        } else {
            Err(KeyError::Malformed("bytes after the key"))
        }
    }

    /// The device that the key names as the maker of the document, where kinds have that; see `Right::Maker`.
    fn maker(&self) -> Option<DeviceId> {
        None
    }

    /// What the document says that holds these values.
    fn view(&self, fields: &Fields) -> Self::View;
}

/// The version of the form of keys. It is no version of a kind: a kind that grows keeps its documents' ids.
pub const KEY_VERSION: u8 = 1;

/// Begins a key: the kind's number and [`KEY_VERSION`].
pub fn put_head(out: &mut Vec<u8>, kind: &Kind) {
    out.extend([kind.number(), KEY_VERSION]);
}

/// Takes the beginning of a key and finds its kind among `kinds`.
pub fn take_head(
    input: &mut &[u8],
    kinds: &'static [&'static Kind],
) -> Result<&'static Kind, KeyError> {
    let [number, version] = take_array(input)?;
    let newer = KeyError::Newer {
        kind: number,
        version,
    };
    let kind = kinds.iter().find(|kind| kind.number() == number);
    match version {
        KEY_VERSION => kind.copied().ok_or(newer),
        0 if kind.is_some() => Err(KeyError::Malformed("version 0")),
        _ => Err(newer),
    }
}

/// The id of a document that is no thing with a UUID of its own: the `UUIDv5` of its key's bytes under the office's id.
pub fn derived_id(key: &impl DocumentKey, office: &OfficeId) -> DocId {
    let mut bytes = Vec::with_capacity(32);
    key.write(&mut bytes);
    DocId(Uuid::new_v5(&Uuid::from_bytes(*office.as_bytes()), &bytes))
}

/// A piece of what identifies a document, as keys hold it.
pub trait KeyPiece: Sized {
    /// Appends its one byte form to `out`.
    fn put(&self, out: &mut Vec<u8>);

    /// Takes it off the front of `input`.
    fn take(input: &mut &[u8]) -> Result<Self, KeyError>;

    /// The device that makes the document, if the piece is that.
    fn maker(&self) -> Option<DeviceId> {
        None
    }
}

/// Whoever makes the document: what identifies it begins with who made it.
impl KeyPiece for DeviceId {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.as_bytes());
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        take_array(input).map(Self)
    }

    fn maker(&self) -> Option<DeviceId> {
        Some(*self)
    }
}

impl KeyPiece for Uuid {
    fn put(&self, out: &mut Vec<u8>) {
        out.extend(self.as_bytes());
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        take_array(input).map(Uuid::from_bytes)
    }
}

/// Under which name the changes of a document travel: its key, and the step of its kind that they need, so that a device with an
/// older app knows at once what it cannot read yet. The first step is not written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartKey<K> {
    /// The document.
    pub key: K,
    /// The last step of the kind that the changes build upon; 1 for the first change alone.
    pub step: u32,
}

impl<K: DocumentKey> PartKey<K> {
    /// The name of changes that need that step.
    pub fn new(key: K, step: u32) -> Self {
        Self { key, step }
    }

    /// The name's one byte form.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(32);
        self.key.write(&mut out);
        if self.step > 1 {
            varint::put(&mut out, self.step.into());
        }
        out
    }

    /// Reads a name that fills all of `bytes`. What its step says is to be compared with the kind's version.
    pub fn from_bytes(mut bytes: &[u8]) -> Result<Self, KeyError> {
        let key = K::read(&mut bytes)?;
        if bytes.is_empty() {
            return Ok(Self { key, step: 1 });
        }
        let step = u32::try_from(varint::take(&mut bytes)?)
            .ok()
            .filter(|step| *step > 1)
            .ok_or(KeyError::Malformed("step"))?;
        if bytes.is_empty() {
            Ok(Self { key, step })
        } else {
            Err(KeyError::Malformed("bytes after the key"))
        }
    }
}

/// The id of a document: a UUID, shown in its usual form.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DocId(pub Uuid);

impl DocId {
    /// The 16 bytes, as stored in the read model's `doc` columns.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }
}

impl fmt::Display for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for DocId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DocId({})", self.0)
    }
}

/// Why bytes are not a document key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// The key was written by a newer app: keep what belongs to it and try again after an update.
    #[error(
        "the key is of kind {kind} version {version}, which a newer app wrote; update the app and try again"
    )]
    Newer {
        /// The unknown kind, or the known kind in a key of an unknown form.
        kind: u8,
        /// The version of the key's form that was found.
        version: u8,
    },
    /// The bytes break the key's format.
    #[error("malformed document key: {0}")]
    Malformed(&'static str),
}

impl From<sesi_wire::Malformed> for KeyError {
    fn from(fault: sesi_wire::Malformed) -> Self {
        Self::Malformed(fault.what)
    }
}

/// Takes as many bytes off the front of `input`.
fn take_array<const N: usize>(input: &mut &[u8]) -> Result<[u8; N], KeyError> {
    let (head, rest) = input
        .split_first_chunk::<N>()
        .ok_or(KeyError::Malformed("key ends early"))?;
    *input = rest;
    Ok(*head)
}
