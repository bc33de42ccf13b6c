//! All values of a document in one pass: what views, projection and differences read. Tolerant: keys and types that this
//! version does not know are left out, never an error.

use automerge::{Automerge, ChangeHash, ObjId, ROOT, ReadDoc, ValueRef};

use super::genesis;
use super::kind::Kind;
use super::scalar::Scalar;
use super::shape::Shape;
use super::spot::Spot;

/// The values of a document at one version, and which of them are disputed.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    root: Vec<(String, Scalar)>,
    maps: Vec<Vec<(String, Scalar)>>,
    /// Fields with more than one concurrent value, equal or not.
    conflicts: Vec<Spot>,
}

impl Fields {
    /// The values at `heads`, or now.
    pub(super) fn read(document: &Automerge, kind: Kind, heads: Option<&[ChangeHash]>) -> Self {
        let mut conflicts = Vec::new();
        let root = read_map(document, None, &ROOT, heads, &mut conflicts);
        let maps = genesis::of(kind).maps.iter().enumerate();
        let maps = maps
            .map(|(at, id)| read_map(document, Some(at), id, heads, &mut conflicts))
            .collect();
        let shape = Shape::of(kind);
        conflicts.retain(|spot| spot.rule(shape).is_some());
        Self {
            root,
            maps,
            conflicts,
        }
    }

    /// The value at a root key, if it has one.
    pub(super) fn root(&self, key: &str) -> Option<&Scalar> {
        find(&self.root, key)
    }

    /// The entries of a map, sorted by key.
    pub(super) fn map(&self, map: usize) -> impl Iterator<Item = (&str, &Scalar)> {
        let entries = self.maps.get(map).map(Vec::as_slice).unwrap_or_default();
        entries
            .iter()
            .filter(|(_, value)| *value != Scalar::Empty)
            .map(|(key, value)| (key.as_str(), value))
    }

    /// The value of one entry of a map, if it has one.
    pub(super) fn entry(&self, map: usize, key: &str) -> Option<&Scalar> {
        find(self.maps.get(map)?, key)
    }

    /// The value of a field, if it has one.
    pub(super) fn get(&self, spot: &Spot) -> Option<&Scalar> {
        match spot.map {
            None => self.root(&spot.key),
            Some(map) => self.entry(map, &spot.key),
        }
    }

    pub(super) fn conflicts(&self) -> &[Spot] {
        &self.conflicts
    }

    /// Every field that this version knows and that is or was set.
    pub(super) fn spots<'a>(&'a self, shape: &'a Shape) -> impl Iterator<Item = Spot> + 'a {
        let root = self.root.iter().map(|(key, _)| Spot::root(key));
        let maps = self.maps.iter().enumerate();
        let maps =
            maps.flat_map(|(at, entries)| entries.iter().map(move |(key, _)| Spot::entry(at, key)));
        root.chain(maps).filter(|spot| spot.rule(shape).is_some())
    }
}

fn find<'a>(entries: &'a [(String, Scalar)], key: &str) -> Option<&'a Scalar> {
    let at = entries
        .binary_search_by(|(known, _)| known.as_str().cmp(key))
        .ok()?;
    entries
        .get(at)
        .map(|(_, value)| value)
        .filter(|value| **value != Scalar::Empty)
}

fn read_map(
    document: &Automerge,
    map: Option<usize>,
    id: &ObjId,
    heads: Option<&[ChangeHash]>,
    conflicts: &mut Vec<Spot>,
) -> Vec<(String, Scalar)> {
    let items = match heads {
        Some(heads) => document.map_range_at(id, .., heads),
        None => document.map_range(id, ..),
    };
    let mut entries = Vec::new();
    for item in items {
        if item.conflict {
            conflicts.push(Spot {
                map,
                key: item.key.clone().into_owned(),
            });
        }
        if let ValueRef::Scalar(value) = &item.value
            && let Some(value) = Scalar::from_ref(value)
        {
            entries.push((item.key.into_owned(), value));
        }
    }
    if !entries.is_sorted_by(|a, b| a.0 < b.0) {
        entries.sort();
    }
    entries
}
