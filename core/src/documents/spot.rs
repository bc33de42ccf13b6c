//! Where a value stands in a document, by its stored key and by the path that people and the read model know it under.

use std::fmt;

use super::family_key::FamilyKey;
use super::rule::Rule;
use super::shape::{Entries, Field, Shape};
use super::vocabulary::Since;

/// A field of one document: its path, such as `place` or `marks/AbCd1234`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Index of the map; `None` for the root.
    pub map: Option<usize>,
    /// The stored key.
    pub key: String,
}

impl Spot {
    pub(super) fn root(stored: &str) -> Self {
        Self {
            map: None,
            key: stored.to_owned(),
        }
    }

    pub(super) fn entry(map: usize, stored: impl fmt::Display) -> Self {
        Self {
            map: Some(map),
            key: stored.to_string(),
        }
    }

    /// The rule of this field; `None` if this version knows no such field.
    pub(super) fn rule(&self, shape: &Shape) -> Option<Rule> {
        let named = |fields: &[Field]| {
            fields
                .iter()
                .find(|field| field.stored == self.key)
                .map(|field| field.rule)
        };
        let Some(map) = self.map else {
            return named(shape.root);
        };
        match shape.maps.get(map)?.entries {
            Entries::Fields(fields) => named(fields),
            Entries::Named(max, rule) => {
                let len = self.key.chars().count();
                ((1..=max).contains(&len) && self.key.len() <= 128).then_some(rule)
            }
            Entries::Since(rule) => Since::parse(&self.key).map(|_| rule),
            Entries::Families(rule) => FamilyKey::parse(&self.key).map(|_| rule),
        }
    }

    /// The path under which people and the read model know this field.
    pub(super) fn path(&self, shape: &Shape) -> String {
        let shown = |fields: &'static [Field]| {
            fields
                .iter()
                .find(|field| field.stored == self.key)
                .map(|field| field.shown)
        };
        match self.map.and_then(|map| shape.maps.get(map)) {
            None => shown(shape.root).unwrap_or(&self.key).to_owned(),
            Some(map) => {
                let key = match map.entries {
                    Entries::Fields(fields) => shown(fields).unwrap_or(&self.key),
                    _ => &self.key,
                };
                format!("{}/{key}", map.shown)
            }
        }
    }

    /// Inverse of [`Self::path`]; `None` if this version knows no such field.
    pub(super) fn parse(path: &str, shape: &Shape) -> Option<Self> {
        let stored = |fields: &[Field], shown: &str| {
            fields
                .iter()
                .find(|field| field.shown == shown)
                .map(|field| field.stored)
        };
        if let Some(key) = stored(shape.root, path) {
            return Some(Self::root(key));
        }
        let (name, key) = path.split_once('/')?;
        let at = shape.maps.iter().position(|map| map.shown == name)?;
        let key = match shape.maps.get(at)?.entries {
            Entries::Fields(fields) => stored(fields, key)?,
            _ => key,
        };
        let spot = Self::entry(at, key);
        spot.rule(shape).map(|_| spot)
    }
}

#[cfg(test)]
mod tests {
    use super::super::kind::Kind;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_field_has_one_path_that_finds_it_again() {
        for kind in Kind::ALL {
            let shape = Shape::of(kind);
            let mut spots: Vec<_> = shape
                .root
                .iter()
                .map(|field| Spot::root(field.stored))
                .collect();
            for (at, map) in shape.maps.iter().enumerate() {
                match map.entries {
                    Entries::Fields(fields) => {
                        spots.extend(fields.iter().map(|field| Spot::entry(at, field.stored)));
                    }
                    Entries::Named(..) => spots.push(Spot::entry(at, "a/b")),
                    Entries::Since(_) => spots.push(Spot::entry(at, "")),
                    Entries::Families(_) => spots.push(Spot::entry(at, "AbCd1234")),
                }
            }
            let paths: BTreeSet<_> = spots.iter().map(|spot| spot.path(shape)).collect();
            assert_eq!(paths.len(), spots.len(), "{kind:?}");
            for spot in spots {
                assert_eq!(
                    Spot::parse(&spot.path(shape), shape),
                    Some(spot),
                    "{kind:?}"
                );
            }
        }
    }
}
