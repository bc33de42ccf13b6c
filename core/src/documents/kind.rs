//! A kind of documents: data that the field hands in. Knows no document and no kind by name.

use std::fmt;
use std::sync::OnceLock;

use super::field_rights::Entitled;
use super::growth::Growth;
use super::shape::{Field, Keys, Map};
use super::spot::Spot;

/// What the documents of a kind consist of.
#[derive(Debug)]
pub struct Shape {
    /// The number in document keys, 1 to 255. It never changes its meaning.
    pub number: u8,
    /// For logs and errors.
    pub name: &'static str,
    /// The fields at the root. New ones need no step: an older app keeps what it does not know.
    pub root: &'static [Field],
    /// The maps that each step makes, at least one each. The first step is the kind's first change. What was released is never changed, only
    /// followed by a further step: the maps and their order are the step's operations.
    pub steps: &'static [&'static [Map]],
    /// The fields that not anyone may say.
    pub rights: &'static [Entitled],
}

/// A kind of documents. It grows by steps; what a device understands of it is its version.
pub struct Kind {
    shape: Shape,
    growth: OnceLock<Growth>,
}

impl Kind {
    /// The kind of that shape.
    pub const fn new(shape: Shape) -> Self {
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

    /// What is wrong with the description of the kind. A kind with a fault must not be released.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut spots: Vec<Spot> = self.root().iter().map(|it| Spot::root(it.stored)).collect();
        for (at, map) in self.maps().enumerate() {
            if let Keys::Fields(fields) = map.keys {
                spots.extend(fields.iter().map(|field| Spot::entry(at, field.stored)));
            }
        }
        for spot in &spots {
            let path = spot.path(self);
            if Spot::parse(&path, self).as_ref() != Some(spot) {
                faults.push(format!("{path} is the path of another field"));
            }
        }
        let roots = self.root().iter().map(|field| field.stored);
        let mut names: Vec<_> = roots.chain(self.maps().map(|map| map.stored)).collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        if names.len() < all {
            faults.push("two fields or maps are stored under one key".to_owned());
        }
        if self.shape.steps.is_empty() || self.shape.steps.iter().any(|step| step.is_empty()) {
            faults.push("a step makes no map".to_owned());
        }
        for row in self.rights() {
            let known = match (row.map, row.key) {
                (Some(stored), _) => self.maps().any(|map| map.stored == stored),
                (None, Some(key)) => Spot::root(key).rule(self).is_some(),
                (None, None) => true,
            };
            if !known {
                faults.push(format!("a right of what there is not: {row:?}"));
            }
        }
        faults
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

    pub(super) fn rights(&self) -> &'static [Entitled] {
        self.shape.rights
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
