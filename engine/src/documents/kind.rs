//! A kind of documents: data that the field hands in. Knows no document and no kind by name.

use std::fmt;
use std::sync::OnceLock;

use super::field_rights::{Entitled, MapRights};
use super::growth::Growth;
use super::hash::ChangeHash;
use super::shape::{Field, Keys, Map, Shape};

/// A kind of documents. It grows by steps; what a device understands of it is its version.
pub struct Kind {
    shape: Shape,
    growth: OnceLock<Growth>,
}

impl Kind {
    /// The kind of that shape. A kind is a `static`, so that one without a map, or with a step that makes none, does not compile: a step is
    /// the change that makes its maps.
    ///
    /// # Panics
    /// If it has no step, or one that makes no map.
    pub const fn new(shape: Shape) -> Self {
        assert!(
            !shape.steps.is_empty(),
            "a kind needs at least one map, also where nothing but fields at the root are of use: its first step makes it"
        );
        let mut at = 0;
        while at < shape.steps.len() {
            assert!(!shape.steps[at].is_empty(), "a step of a kind makes no map");
            at += 1;
        }
        Self {
            shape,
            growth: OnceLock::new(),
        }
    }

    /// The number in document keys.
    pub fn number(&self) -> u8 {
        self.shape.number
    }

    /// For logs and errors.
    pub fn name(&self) -> &'static str {
        self.shape.name
    }

    /// How many steps this build knows, 1 at least.
    pub fn version(&self) -> u32 {
        u32::try_from(self.shape.steps.len()).unwrap_or(u32::MAX)
    }

    /// The names on the wire of the fields at its root, then of its maps.
    pub fn stored_names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let root = self.root().iter().map(|field| field.stored);
        root.chain(self.maps().map(|map| map.stored))
    }

    /// The paths of its fields, as people and the read model know them. Of a map whose keys have no fixed names, its own name and `/`.
    pub fn paths(&self) -> Vec<String> {
        let roots = self.root().iter().map(|field| field.shown.to_owned());
        let mut paths: Vec<String> = roots.collect();
        for map in self.maps() {
            match map.keys {
                Keys::Fields(fields) => {
                    paths.extend(
                        fields
                            .iter()
                            .map(|field| format!("{}/{}", map.shown, field.shown)),
                    );
                }
                Keys::Named(..) | Keys::Formed(..) => paths.push(format!("{}/", map.shown)),
            }
        }
        paths
    }

    pub(super) fn root(&self) -> &'static [Field] {
        self.shape.root
    }

    /// The maps of all steps, in the order in which they are made.
    pub(super) fn maps(&self) -> impl Iterator<Item = &'static Map> + use<> {
        self.shape.steps.iter().flat_map(|step| step.iter())
    }

    pub(super) fn map(&self, at: usize) -> Option<&'static Map> {
        self.maps().nth(at)
    }

    /// Whether there are fields of it whose value counts from some devices alone.
    pub fn has_rights(&self) -> bool {
        !self.rights().is_empty()
    }

    pub(super) fn rights(&self) -> &'static [Entitled] {
        self.shape.rights
    }

    /// Who may say the fields of the map at that index; of the root without.
    pub(super) fn rights_of(&self, map: Option<usize>) -> MapRights {
        let stored = map.and_then(|at| self.map(at)).map(|map| map.stored);
        MapRights::of(self.shape.rights, stored)
    }

    pub(super) fn growth(&self) -> &Growth {
        self.growth.get_or_init(|| Growth::of(self.shape.steps))
    }
}

/// The same kind, in whatever version.
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.number() == other.number()
    }
}

impl Eq for Kind {}

impl fmt::Debug for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The contents of the first change of every document of `kind`, and its name.
pub fn first_change(kind: &Kind) -> (&[u8], ChangeHash) {
    let first = &kind.growth().steps[0];
    (&first.contents, first.hash)
}

/// The contents of the change that step `number` of `kind` is, and its name; `None` if this build knows no such step. Step 1 is
/// the first change.
pub fn growth_change(kind: &Kind, number: u32) -> Option<(&[u8], ChangeHash)> {
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    let step = kind.growth().steps.get(at)?;
    Some((&step.contents, step.hash))
}
