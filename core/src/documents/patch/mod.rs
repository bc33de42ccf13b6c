//! Edits as data, so that drafts and commands can hold them: a field that is absent stays as it is, a field that is null is
//! cleared, any other value is put there (as in RFC 7396, JSON Merge Patch). Knows stored keys, no document.

mod family;
mod group;
mod meeting;
mod office;
mod staff;

pub use family::FamilyPatch;
pub use group::GroupPatch;
pub use meeting::{CheckPatch, MeetingPatch, SpeakerPatch};
pub use office::{CurriculumPatch, OfficePatch};
pub use staff::{MonthPatch, StaffPatch};

use std::collections::BTreeMap;
use std::fmt::Display;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::fields::Fields;
use super::kind::Kind;
use super::rule::Unfit;
use super::scalar::Scalar;
use super::spot::Spot;

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

/// An edit of one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Patch {
    /// Of the office.
    Office(OfficePatch),
    /// Of the curriculum.
    Curriculum(CurriculumPatch),
    /// Of a member of staff.
    Staff(StaffPatch),
    /// Of a group.
    Group(GroupPatch),
    /// Of a family.
    Family(FamilyPatch),
    /// Of a meeting.
    Meeting(MeetingPatch),
    /// Of a month.
    Month(MonthPatch),
}

/// One value to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    pub spot: Spot,
    pub value: Scalar,
}

impl Patch {
    /// The kind of documents that the patch is for.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Office(_) => Kind::Office,
            Self::Curriculum(_) => Kind::Curriculum,
            Self::Staff(_) => Kind::Staff,
            Self::Group(_) => Kind::Group,
            Self::Family(_) => Kind::Family,
            Self::Meeting(_) => Kind::Meeting,
            Self::Month(_) => Kind::Month,
        }
    }

    /// Whether it writes nothing.
    pub fn is_empty(&self) -> bool {
        self.edits().is_empty()
    }

    /// The values to write, in the order in which they compress best.
    pub(super) fn edits(&self) -> Vec<Edit> {
        let mut edits = Edits::default();
        match self {
            Self::Office(patch) => patch.write(&mut edits),
            Self::Curriculum(patch) => patch.write(&mut edits),
            Self::Staff(patch) => patch.write(&mut edits),
            Self::Group(patch) => patch.write(&mut edits),
            Self::Family(patch) => patch.write(&mut edits),
            Self::Meeting(patch) => patch.write(&mut edits),
            Self::Month(patch) => patch.write(&mut edits),
        }
        edits.0
    }

    /// Rules that span several fields, given what the document holds and what will be written.
    pub(super) fn check_whole(&self, fields: &Fields, edits: &[Edit]) -> Result<(), Misfit> {
        match self {
            Self::Meeting(_) => meeting::check_whole(fields, edits),
            _ => Ok(()),
        }
    }
}

/// The path of the field, and what is wrong with it.
pub(super) type Misfit = (&'static str, Unfit);

#[derive(Default)]
struct Edits(Vec<Edit>);

impl Edits {
    fn push(&mut self, spot: Spot, value: Scalar) {
        self.0.push(Edit { spot, value });
    }

    fn root<T>(&mut self, stored: &str, set: &Set<T>, to_scalar: impl Fn(&T) -> Scalar) {
        self.set(Spot::root(stored), set, to_scalar);
    }

    fn field<T>(
        &mut self,
        map: usize,
        stored: impl Display,
        set: &Set<T>,
        to_scalar: impl Fn(&T) -> Scalar,
    ) {
        self.set(Spot::entry(map, stored), set, to_scalar);
    }

    fn set<T>(&mut self, spot: Spot, set: &Set<T>, to_scalar: impl Fn(&T) -> Scalar) {
        match set {
            Set::Keep => {}
            Set::Clear => self.push(spot, Scalar::Empty),
            Set::To(value) => self.push(spot, to_scalar(value)),
        }
    }

    fn text(&mut self, stored: &str, set: &Set<String>) {
        self.root(stored, set, |text| Scalar::from(text));
    }

    fn entries<K: Display, V>(
        &mut self,
        map: usize,
        entries: &Entries<K, V>,
        to_scalar: impl Fn(&V) -> Scalar,
    ) {
        for (key, value) in entries {
            let value = value.as_ref().map_or(Scalar::Empty, &to_scalar);
            self.push(Spot::entry(map, key), value);
        }
    }
}

macro_rules! into_patch {
    ($($patch:ident => $kind:ident),+) => {
        $(impl From<$patch> for Patch {
            fn from(patch: $patch) -> Self {
                Self::$kind(patch)
            }
        })+
    };
}

into_patch!(
    OfficePatch => Office, CurriculumPatch => Curriculum, StaffPatch => Staff, GroupPatch => Group,
    FamilyPatch => Family, MeetingPatch => Meeting, MonthPatch => Month
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_keeps_null_clears_and_a_value_sets() {
        let patch: GroupPatch =
            serde_json::from_str(r#"{"name":"Mawar","place":null,"pendamping":{"":null}}"#)
                .unwrap();
        assert_eq!(patch.name, Set::To("Mawar".to_owned()));
        assert_eq!(patch.place, Set::Clear);
        assert_eq!(patch.desa, Set::Keep);
        let json = serde_json::to_string(&Patch::from(patch.clone())).unwrap();
        assert_eq!(
            json,
            r#"{"kind":"group","name":"Mawar","place":null,"pendamping":{"":null}}"#
        );
        assert_eq!(serde_json::from_str::<Patch>(&json).unwrap(), patch.into());
    }
}
