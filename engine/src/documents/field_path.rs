//! Where a value stands in a document, by its stored key and by the path that people and the read model know it under.

use std::fmt;

use super::kind::Kind;
use super::rule::Rule;
use super::shape::{Field, Keys};

/// A field of one document: its path, such as `place` or `notes/remarks`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldPath {
    /// Index of the map; `None` for the root.
    pub map: Option<usize>,
    /// The stored key.
    pub key: String,
}

impl FieldPath {
    /// A field at the root, by its stored key.
    pub fn root(stored: &str) -> Self {
        Self {
            map: None,
            key: stored.to_owned(),
        }
    }

    /// A field of the map at that index of the kind, by its stored key.
    pub fn entry(map: usize, stored: impl fmt::Display) -> Self {
        Self {
            map: Some(map),
            key: stored.to_string(),
        }
    }

    /// The rule of this field; `None` if this version knows no such field.
    pub(super) fn rule(&self, kind: &Kind) -> Option<Rule> {
        let named = |fields: &[Field]| {
            fields
                .iter()
                .find(|field| field.stored == self.key)
                .map(|field| field.rule)
        };
        let Some(map) = self.map else {
            return named(kind.root());
        };
        match kind.map(map)?.keys {
            Keys::Fields(fields) => named(fields),
            Keys::Named(max, rule) => {
                let len = self.key.chars().count();
                ((1..=max).contains(&len) && self.key.len() <= 128).then_some(rule)
            }
            Keys::Formed(known, rule) => known(&self.key).then_some(rule),
        }
    }

    /// The path under which people and the read model know this field.
    pub(super) fn path(&self, kind: &Kind) -> String {
        let shown = |fields: &'static [Field]| {
            fields
                .iter()
                .find(|field| field.stored == self.key)
                .map(|field| field.shown)
        };
        match self.map.and_then(|map| kind.map(map)) {
            None => shown(kind.root()).unwrap_or(&self.key).to_owned(),
            Some(map) => {
                let key = match map.keys {
                    Keys::Fields(fields) => shown(fields).unwrap_or(&self.key),
                    _ => &self.key,
                };
                format!("{}/{key}", map.shown)
            }
        }
    }

    /// Inverse of [`Self::path`]; `None` if this version knows no such field.
    pub(super) fn parse(path: &str, kind: &Kind) -> Option<Self> {
        let stored = |fields: &[Field], shown: &str| {
            fields
                .iter()
                .find(|field| field.shown == shown)
                .map(|field| field.stored)
        };
        if let Some(key) = stored(kind.root(), path) {
            return Some(Self::root(key));
        }
        let (name, key) = path.split_once('/')?;
        let at = kind.maps().position(|map| map.shown == name)?;
        let key = match kind.map(at)?.keys {
            Keys::Fields(fields) => stored(fields, key)?,
            _ => key,
        };
        let spot = Self::entry(at, key);
        spot.rule(kind).map(|_| spot)
    }
}
