//! Who may say which field: a table of each kind. Judged when a document is read, by the author of each change and what that device is, so
//! that it holds whatever feed, file or colleague brought the change. Knows no statement: only which devices are the office's.

use std::collections::BTreeSet;

use sesi_wire::ids::DeviceId;

/// The devices that have or had the role of the office. A role is for life, so what a device is now it was when it wrote; one
/// that is not known yet is none of them until it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OfficeDevices(pub BTreeSet<DeviceId>);

impl OfficeDevices {
    pub(super) fn has(&self, device: Option<DeviceId>) -> bool {
        device.is_some_and(|device| self.0.contains(&device))
    }
}

/// What is known of those who write a document, apart from what they write.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speakers<'d> {
    pub office: &'d OfficeDevices,
    /// The device that the key names, if it names one.
    pub maker: Option<DeviceId>,
}

impl Speakers<'_> {
    /// Whether the device may say such a field; `first`: it held no value where the device wrote.
    pub(super) fn may_say(
        self,
        right: Right,
        device: Option<DeviceId>,
        first: impl FnOnce() -> bool,
    ) -> bool {
        let office = self.office.has(device);
        let maker = device.is_some() && device == self.maker;
        match right {
            Right::Anyone | Right::AnyoneByName => true,
            Right::Office => office,
            Right::Member => device.is_some() && !office,
            Right::OfficeAfterFirst => office || first(),
            Right::Maker => maker && first(),
            Right::MemberMaker => maker && !office && first(),
        }
    }
}

/// Whose word counts in a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Whoever may write the feed.
    Anyone,
    /// The same, and whose word it is can be asked: whoever reads it decides whom to believe.
    AnyoneByName,
    /// Devices of the office.
    Office,
    /// Devices of the office; where none of them said anything, whoever said it without there having been a value. A document's
    /// place is like that: whoever makes the document says it, and only the office moves it.
    OfficeAfterFirst,
    /// Devices that are not the office's. In a person's own feed those are that person's, whom the office cannot speak for.
    Member,
    /// The device that the document's key names as its maker, in what it said where there was no value: nobody changes it, and nobody can
    /// have said it before.
    Maker,
    /// The same, if the maker is none of the office's.
    MemberMaker,
}

/// Fields of a kind that not anyone may say.
#[derive(Clone, Copy, Debug)]
pub struct Entitled {
    /// The stored key of the map; the root without.
    pub(super) map: Option<&'static str>,
    /// The stored key of the field; all of the map without.
    pub(super) key: Option<&'static str>,
    right: Right,
}

impl Entitled {
    /// Every field of a map, by its stored key, or of the root.
    pub const fn all(map: Option<&'static str>, right: Right) -> Self {
        Self {
            map,
            key: None,
            right,
        }
    }

    /// One field of the root, by its stored key.
    pub const fn one(key: &'static str, right: Right) -> Self {
        Self {
            map: None,
            key: Some(key),
            right,
        }
    }
}

/// Who may say the fields of one map of a kind. What is not in the table, anyone may.
#[derive(Clone, Debug)]
pub(super) struct MapRights(Vec<(Option<&'static str>, Right)>);

impl MapRights {
    /// Of the map with that stored key; of the root without.
    pub(super) fn of(rights: &[Entitled], map: Option<&str>) -> Self {
        let rows = rights.iter().filter(|row| row.map == map);
        Self(rows.map(|row| (row.key, row.right)).collect())
    }

    pub(super) fn of_key(&self, key: &str) -> Right {
        let row = self.0.iter().find(|(of, _)| of.is_none_or(|of| of == key));
        row.map_or(Right::Anyone, |(_, right)| *right)
    }
}
