//! All values of a document in one pass: what views, projection and differences read. Tolerant: keys and types that this
//! version does not know are left out, never an error. In fields that not anyone may say, nobody else is heard.

use std::collections::BTreeMap;

use automerge::{Automerge, ChangeHash, ObjId, ROOT, ReadDoc, ValueRef};
use chrono::NaiveDate;
use sesi_wire::ids::DeviceId;

use super::field_path::FieldPath;
use super::field_rights::{Right, Speakers};
use super::judged::{Judged, Judging, Said};
use super::kind::Kind;
use super::rule::parse_date;
use super::scalar::Scalar;

/// The values of a document at one version, and which of them are disputed.
#[derive(Clone, Debug)]
pub struct Fields {
    root: Vec<(String, Scalar)>,
    maps: Vec<Vec<(String, Scalar)>>,
    /// Fields with more than one concurrent value, equal or not.
    conflicts: Vec<FieldPath>,
    /// Fields that not anyone may say.
    judged: BTreeMap<FieldPath, Judged>,
}

impl Fields {
    /// The values at `heads`, or now.
    pub(super) fn read(
        document: &Automerge,
        kind: &'static Kind,
        heads: Option<&[ChangeHash]>,
        speakers: Speakers<'_>,
    ) -> Self {
        let mut reading = Reading {
            document,
            kind,
            heads,
            judging: Judging::new(document, heads, speakers),
            conflicts: Vec::new(),
            judged: BTreeMap::new(),
        };
        let root = reading.map(None, &ROOT);
        // What a document has not grown yet holds nothing.
        let maps = kind.growth().maps_in(document).iter().enumerate();
        let maps = maps.map(|(at, id)| reading.map(Some(at), id)).collect();
        let mut conflicts = reading.conflicts;
        conflicts.retain(|spot| spot.rule(kind).is_some());
        Self {
            root,
            maps,
            conflicts,
            judged: reading.judged,
        }
    }

    /// The values of a field that not anyone may say, the one that is shown last.
    pub(super) fn judged(&self, spot: &FieldPath) -> Option<&[Said]> {
        Some(&self.judged.get(spot)?.counts)
    }

    /// The device whose value is shown in a field that not anyone may say.
    pub fn said_by(&self, spot: &FieldPath) -> Option<DeviceId> {
        self.judged(spot)?.last()?.device
    }

    /// Every value of such a field, with the device that says it, the one that is shown last.
    pub fn sides(&self, spot: &FieldPath) -> impl Iterator<Item = (Option<DeviceId>, &Scalar)> {
        let said = self.judged(spot).unwrap_or_default();
        said.iter()
            .filter_map(|said| Some((said.device, said.value.as_ref()?)))
    }

    /// Values that would be shown if anyone might say everything.
    pub(super) fn unheard(&self) -> impl Iterator<Item = (&FieldPath, &Said)> {
        let judged = self.judged.iter();
        judged.flat_map(|(spot, judged)| judged.others.iter().map(move |said| (spot, said)))
    }

    /// The value at a root key, if it has one.
    pub fn root(&self, key: &str) -> Option<&Scalar> {
        find(&self.root, key)
    }

    /// The entries of a map, sorted by key.
    pub fn map(&self, map: usize) -> impl Iterator<Item = (&str, &Scalar)> {
        let entries = self.maps.get(map).map(Vec::as_slice).unwrap_or_default();
        entries
            .iter()
            .filter(|(_, value)| *value != Scalar::Empty)
            .map(|(key, value)| (key.as_str(), value))
    }

    /// The value of one entry of a map, if it has one.
    pub fn entry(&self, map: usize, key: &str) -> Option<&Scalar> {
        find(self.maps.get(map)?, key)
    }

    /// The value of a field, if it has one.
    pub fn get(&self, spot: &FieldPath) -> Option<&Scalar> {
        match spot.map {
            None => self.root(&spot.key),
            Some(map) => self.entry(map, &spot.key),
        }
    }

    /// The text of a root field.
    pub fn text(&self, key: &str) -> Option<String> {
        self.root(key).and_then(Scalar::text).map(str::to_owned)
    }

    /// The date of a root field.
    pub fn date(&self, key: &str) -> Option<NaiveDate> {
        self.root(key).and_then(Scalar::text).and_then(parse_date)
    }

    /// The texts of a map, by their keys.
    pub fn texts(&self, map: usize) -> BTreeMap<String, String> {
        let texts = self.map(map);
        texts
            .filter_map(|(key, value)| Some((key.to_owned(), value.text()?.to_owned())))
            .collect()
    }

    pub(super) fn conflicts(&self) -> &[FieldPath] {
        &self.conflicts
    }

    /// Every field that this version knows and that is or was set.
    pub(super) fn spots<'a>(&'a self, kind: &'a Kind) -> impl Iterator<Item = FieldPath> + 'a {
        let root = self.root.iter().map(|(key, _)| FieldPath::root(key));
        let maps = self.maps.iter().enumerate();
        let maps = maps.flat_map(|(at, entries)| {
            entries
                .iter()
                .map(move |(key, _)| FieldPath::entry(at, key))
        });
        root.chain(maps).filter(|spot| spot.rule(kind).is_some())
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

/// One pass through a document.
struct Reading<'a> {
    document: &'a Automerge,
    kind: &'static Kind,
    heads: Option<&'a [ChangeHash]>,
    judging: Judging<'a>,
    conflicts: Vec<FieldPath>,
    judged: BTreeMap<FieldPath, Judged>,
}

impl Reading<'_> {
    fn map(&mut self, map: Option<usize>, id: &ObjId) -> Vec<(String, Scalar)> {
        let rights = self.kind.rights_of(map);
        let items = match self.heads {
            Some(heads) => self.document.map_range_at(id, .., heads),
            None => self.document.map_range(id, ..),
        };
        let mut entries = Vec::new();
        for item in items {
            let right = rights.of_key(&item.key);
            // What stands at the root beside values is the maps themselves.
            if right != Right::Anyone && matches!(item.value, ValueRef::Scalar(_)) {
                let key = item.key.into_owned();
                let value = self.judge(map, id, &key, right);
                entries.extend(value.map(|value| (key, value)));
                continue;
            }
            if item.conflict {
                self.conflicts.push(FieldPath {
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

    /// What a field holds when only those are heard who may say it.
    fn judge(&mut self, map: Option<usize>, id: &ObjId, key: &str, right: Right) -> Option<Scalar> {
        let judged = self.judging.read(id, key, right);
        let spot = FieldPath {
            map,
            key: key.to_owned(),
        };
        if judged.counts.len() > 1 {
            self.conflicts.push(spot.clone());
        }
        let value = judged.counts.last().and_then(|said| said.value.clone());
        self.judged.insert(spot, judged);
        value
    }
}
