//! The words in which a kind is described: fields and maps, the keys they are stored under, the names they are shown under and the
//! values they may hold. Knows no document.

use super::field_rights::Entitled;
use super::rule::Rule;

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

/// Which keys a map has.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    /// Those of these fields.
    Fields(&'static [Field]),
    /// Any of 1 to so many characters.
    Named(usize, Rule),
    /// Any that has this form.
    Formed(fn(&str) -> bool, Rule),
}

/// A field with a fixed name.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// The key in documents.
    pub stored: &'static str,
    /// The name in paths.
    pub shown: &'static str,
    /// What it may hold.
    pub rule: Rule,
}

/// A map at the root of a document, made by one step of its kind and by nothing else.
#[derive(Clone, Copy, Debug)]
pub struct Map {
    /// The key in documents.
    pub stored: &'static str,
    /// The name in paths.
    pub shown: &'static str,
    /// Its keys and what they may hold.
    pub keys: Keys,
}

/// A field that is shown under another name than it is stored under.
pub const fn field(stored: &'static str, shown: &'static str, rule: Rule) -> Field {
    Field {
        stored,
        shown,
        rule,
    }
}

/// A field that is shown under the name that it is stored under.
pub const fn same(name: &'static str, rule: Rule) -> Field {
    field(name, name, rule)
}

/// A map.
pub const fn map(stored: &'static str, shown: &'static str, keys: Keys) -> Map {
    Map {
        stored,
        shown,
        keys,
    }
}
