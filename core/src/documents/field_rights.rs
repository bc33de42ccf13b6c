//! Who may say which field: one table. Judged when a document is read, by the author of each change and what that device is, so
//! that it holds whatever feed, file or colleague brought the change. Knows no statement: only which devices are the office's.

use std::collections::BTreeSet;

use sesi_wire::ids::DeviceId;

use super::kind::Kind;
use super::shape::{Shape, meeting};

/// The devices that have or had the role of the office. A role is for life, so what a device is now it was when it wrote; one
/// that is not known yet is none of them until it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeDevices(pub BTreeSet<DeviceId>);

impl OfficeDevices {
    pub(super) fn has(&self, device: Option<DeviceId>) -> bool {
        device.is_some_and(|device| self.0.contains(&device))
    }
}

/// Whose word counts in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Right {
    /// Whoever may write the feed.
    Anyone,
    /// Devices of the office.
    Office,
    /// Devices of the office; where none of them said anything, whoever said it without there having been a value. A document's
    /// place is like that: whoever makes the document says it, and only the office moves it.
    OfficeAfterFirst,
}

/// The fields of a kind that not anyone may say. `map` as its stored key, the root without; `key` none for all of the map.
struct Row {
    kind: Kind,
    map: Option<&'static str>,
    key: Option<&'static str>,
    right: Right,
}

const fn all(kind: Kind, map: Option<&'static str>, right: Right) -> Row {
    Row {
        kind,
        map,
        key: None,
        right,
    }
}

const fn one(kind: Kind, key: &'static str, right: Right) -> Row {
    Row {
        kind,
        map: None,
        key: Some(key),
        right,
    }
}

/// The table. What is not in it, anyone may say.
static TABLE: &[Row] = &[
    all(Kind::Office, None, Right::Office),
    all(Kind::Office, Some("settings"), Right::Office),
    all(Kind::Curriculum, None, Right::Office),
    all(Kind::Curriculum, Some("editions"), Right::Office),
    all(Kind::Staff, None, Right::Office),
    all(Kind::Staff, Some("kecamatan"), Right::Office),
    all(Kind::Staff, Some("devices"), Right::Office),
    one(Kind::Group, "kecamatan", Right::OfficeAfterFirst),
    // Only the office imports lists, and what a list said last decides what the next one may change.
    all(Kind::Group, Some("lists"), Right::Office),
    all(Kind::Family, Some("lists"), Right::Office),
    one(Kind::Family, "kecamatan", Right::OfficeAfterFirst),
    all(Kind::Meeting, Some(meeting::CHECK_MAP), Right::Office),
];

/// Who may say the fields of one map of a kind.
#[derive(Clone, Debug)]
pub(super) struct MapRights(Vec<(Option<&'static str>, Right)>);

impl MapRights {
    /// Of the map at that index; of the root without.
    pub(super) fn of(kind: Kind, map: Option<usize>) -> Self {
        let stored = map.and_then(|at| Shape::of(kind).maps.get(at));
        let stored = stored.map(|map| map.stored);
        let rows = TABLE.iter();
        let rows = rows.filter(|row| row.kind == kind && row.map == stored);
        Self(rows.map(|row| (row.key, row.right)).collect())
    }

    pub(super) fn of_key(&self, key: &str) -> Right {
        let row = self.0.iter().find(|(of, _)| of.is_none_or(|of| of == key));
        row.map_or(Right::Anyone, |(_, right)| *right)
    }
}

#[cfg(test)]
mod tests {
    use super::super::spot::Spot;
    use super::*;

    #[test]
    fn every_row_names_a_field_or_a_map_that_there_is() {
        for row in TABLE {
            let shape = Shape::of(row.kind);
            let map = row.map.map(|stored| {
                shape
                    .maps
                    .iter()
                    .position(|map| map.stored == stored)
                    .unwrap()
            });
            if let (None, Some(key)) = (map, row.key) {
                assert!(Spot::root(key).rule(shape).is_some(), "{key}");
            }
        }
    }

    #[test]
    fn what_is_not_in_the_table_anyone_may_say() {
        let check = MapRights::of(Kind::Meeting, Some(meeting::CHECK));
        let marks = MapRights::of(Kind::Meeting, Some(meeting::MARKS));
        let family = MapRights::of(Kind::Family, None);
        assert_eq!(check.of_key(meeting::VERDICT), Right::Office);
        assert_eq!(marks.of_key("AbCd1234"), Right::Anyone);
        assert_eq!(family.of_key("kecamatan"), Right::OfficeAfterFirst);
        assert_eq!(family.of_key("name"), Right::Anyone);
    }
}
