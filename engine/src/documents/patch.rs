//! Edits as data, so that drafts and commands can hold them: a field that is absent stays as it is, a field that is null is
//! cleared, any other value is put there (as in RFC 7396, JSON Merge Patch). Knows stored keys, no document.

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::field_path::FieldPath;
use super::fields::Fields;
use super::kind::Kind;
use super::rule::Unfit;
use super::scalar::Scalar;

/// What to do with one field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Set<T> {
    /// Leave it as it is.
    #[default]
    Keep,
    /// Take its value away.
    Clear,
    /// Give it this value.
    To(T),
}

impl<T> Set<T> {
    /// Whether the field is left as it is, and so not written to a draft.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T> Set<T> {
    /// The value to be put there, if there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::To(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }
}

impl<T> From<Option<T>> for Set<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::To)
    }
}

impl<T: Serialize> Serialize for Set<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::To(value) => serializer.serialize_some(value),
            Self::Keep | Self::Clear => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Set<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::deserialize(deserializer)?.into())
    }
}

/// Entries of a map to put, or to clear where the value is null. Entries that are not named stay as they are.
pub type Entries<K, V> = BTreeMap<K, Option<V>>;

/// An edit of one document of the field.
pub trait DocumentPatch {
    /// The kind of documents that it is for.
    fn kind(&self) -> &'static Kind;

    /// Writes down the values to put, in the order in which they compress best.
    fn write(&self, edits: &mut Edits);

    /// The value that it puts into a root field, by its stored key; `None` if it leaves the field alone.
    fn puts(&self, stored: &str) -> Option<Scalar> {
        let mut edits = Edits::default();
        self.write(&mut edits);
        let spot = FieldPath::root(stored);
        let edit = edits.0.into_iter().find(|edit| edit.spot == spot);
        edit.map(|edit| edit.value)
    }

    /// Whether it writes nothing.
    fn is_empty(&self) -> bool {
        let mut edits = Edits::default();
        self.write(&mut edits);
        edits.is_empty()
    }

    /// Rules that span several fields, given what the document holds and what will be written.
    fn check(&self, _fields: &Fields, _edits: &[Edit]) -> Result<(), Misfit> {
        Ok(())
    }
}

/// One value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// Where.
    pub spot: FieldPath,
    /// What; [`Scalar::Empty`] to clear.
    pub value: Scalar,
}

/// The path of the field, and what is wrong with it.
pub type Misfit = (&'static str, Unfit);

/// Values to write, as a patch names them.
#[derive(Debug, Default)]
pub struct Edits(pub(super) Vec<Edit>);

impl Edits {
    /// Whether nothing is written.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn push(&mut self, spot: FieldPath, value: Scalar) {
        self.0.push(Edit { spot, value });
    }

    /// What to do with a root field.
    pub fn root<T>(&mut self, stored: &str, set: &Set<T>, to_scalar: impl Fn(&T) -> Scalar) {
        self.set(FieldPath::root(stored), set, to_scalar);
    }

    /// What to do with one field of a map.
    pub fn field<T>(
        &mut self,
        map: usize,
        stored: impl Display,
        set: &Set<T>,
        to_scalar: impl Fn(&T) -> Scalar,
    ) {
        self.set(FieldPath::entry(map, stored), set, to_scalar);
    }

    fn set<T>(&mut self, spot: FieldPath, set: &Set<T>, to_scalar: impl Fn(&T) -> Scalar) {
        match set {
            Set::Keep => {}
            Set::Clear => self.push(spot, Scalar::Empty),
            Set::To(value) => self.push(spot, to_scalar(value)),
        }
    }

    /// What to do with a root field that holds text.
    pub fn text(&mut self, stored: &str, set: &Set<String>) {
        self.root(stored, set, |text| Scalar::from(text));
    }

    /// What to do with entries of a map.
    pub fn entries<K: Display, V>(
        &mut self,
        map: usize,
        entries: &Entries<K, V>,
        to_scalar: impl Fn(&V) -> Scalar,
    ) {
        for (key, value) in entries {
            let value = value.as_ref().map_or(Scalar::Empty, &to_scalar);
            self.push(FieldPath::entry(map, key), value);
        }
    }
}
