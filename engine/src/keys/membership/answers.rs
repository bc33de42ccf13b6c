//! What the office's words come to for each device: its keys, its rights, whether it is in service, and where the relay is.

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::entry::EntryFault;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, SignKey};
use sesi_wire::statement::{Access, DeviceKeys, DeviceRole, End, Move, Rights, Statement};

use super::Membership;
use super::facts;

/// Why an entry of a device is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteFault {
    /// No believed grant for this device yet: park and retry.
    #[error("the office has not (yet) said who {0} is")]
    UnknownDevice(DeviceId),
    /// The device never had the right to write this feed: park and retry after later grants.
    #[error("the device {device} was never allowed to write the feed {feed}")]
    NoAccess {
        /// The device.
        device: DeviceId,
        /// The feed.
        feed: FeedId,
    },
    /// No entry that a revocation names reaches it. Another revocation, or what lies between, may still arrive.
    #[error(
        "the device {device} was revoked, and no entry of {feed} that the office names goes on from this one"
    )]
    Revoked {
        /// The device.
        device: DeviceId,
        /// The feed.
        feed: FeedId,
    },
    /// The signature is not the device's.
    #[error(transparent)]
    Signature(#[from] EntryFault),
}

/// Whether a device is in service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceState {
    /// It may do what its access says.
    Active,
    /// It may do nothing any more.
    Revoked,
}

/// Where the office's relay is, as the office says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RelaySaid<'m> {
    /// The statement that counts.
    pub said: &'m Move,
    /// The entry that holds it.
    pub entry: EntryId,
    /// The office device that said it.
    pub by: DeviceId,
}

/// A device as the office's newest words describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceInfo {
    /// Its id.
    pub device: DeviceId,
    /// Its public keys.
    pub keys: DeviceKeys,
    /// Member or office.
    pub role: DeviceRole,
    /// What it may do at present, were it not revoked.
    pub access: Vec<Access>,
    /// In service or not.
    pub state: DeviceState,
    /// Whether it is the root.
    pub is_root: bool,
}

impl Membership {
    /// Keys of `device` that anybody presented whose own signature holds. They prove who signed, and give no right.
    pub(crate) fn keys_of(&self, device: DeviceId) -> Vec<SignKey> {
        let keys = self.keyring.get(&device);
        keys.into_iter().flatten().copied().collect()
    }

    /// What a device is given is wrapped to these, and by them a relay knows it: those with which it enrolled. A grant alone says them where
    /// it did not: an office device that grants a device once more, with keys of its own, would have what is meant for that one. Of several
    /// enrolments the one that the office granted counts: a copy of the device can enrol again, with keys that the device does not have.
    pub(super) fn keys_presented(
        &self,
        device: DeviceId,
        introduced: &facts::Introduced,
    ) -> DeviceKeys {
        let presented = self.presented.get(&device).into_iter();
        let mut presented = presented.flat_map(BTreeMap::values);
        let first = presented.clone().next().copied();
        if presented.any(|keys| *keys == introduced.keys) {
            return introduced.keys;
        }
        first.unwrap_or(introduced.keys)
    }

    /// Verifies entries of `device`. Known for revoked devices too: what they once wrote stays.
    pub fn author_key(&self, device: DeviceId) -> Option<SignKey> {
        if device == self.root.device {
            return Some(self.root.sign);
        }
        self.facts.device(device).map(|known| known.keys.sign)
    }

    /// Whether an entry of `device` in `feed` is to be believed. Of a revoked device those are that named entries reach, which whoever
    /// has the entries knows: `reached`.
    pub fn may_write(
        &self,
        device: DeviceId,
        feed: FeedId,
        reached: bool,
    ) -> Result<(), WriteFault> {
        let known = device == self.root.device || self.facts.device(device).is_some();
        if !known {
            return Err(WriteFault::UnknownDevice(device));
        }
        let writes = if feed == FeedId::CONTROL {
            self.belief.was_office(device)
        } else {
            self.facts.rights(device, feed) == Some(Rights::Write)
        };
        if !writes {
            return Err(WriteFault::NoAccess { device, feed });
        }
        if self.belief.is_revoked(device) && !reached {
            return Err(WriteFault::Revoked { device, feed });
        }
        Ok(())
    }

    /// The entries that revocations of the device name in `feed`.
    pub fn ends(&self, device: DeviceId, feed: FeedId) -> impl Iterator<Item = &End> {
        self.belief.ends(device, feed)
    }

    /// The same, in all feeds.
    pub fn all_ends(&self, device: DeviceId) -> impl Iterator<Item = &End> {
        self.belief.all_ends(device)
    }

    /// Whether a control entry counts.
    pub fn believes(&self, entry: &EntryId) -> bool {
        self.believed.contains(entry)
    }

    /// Whether the device ever had the office role.
    pub fn was_office(&self, device: DeviceId) -> bool {
        self.belief.was_office(device)
    }

    /// Whether the device may make statements at present.
    pub fn is_office(&self, device: DeviceId) -> bool {
        device == self.root.device
            || (self.state(device) == DeviceState::Active && self.belief.was_office(device))
    }

    /// What the device may do with `feed` at present; `None` also once it is revoked.
    pub fn rights_now(&self, device: DeviceId, feed: FeedId) -> Option<Rights> {
        if feed == FeedId::CONTROL {
            let known = device == self.root.device || self.facts.device(device).is_some();
            let rights = if self.is_office(device) {
                Rights::Write
            } else {
                Rights::Read
            };
            return (known && self.state(device) == DeviceState::Active).then_some(rights);
        }
        let known = device == self.root.device || self.facts.device(device).is_some();
        let rights = self.facts.rights(device, feed);
        rights.filter(|_| known && self.state(device) == DeviceState::Active)
    }

    /// Whether the device was revoked. The root cannot be.
    pub fn state(&self, device: DeviceId) -> DeviceState {
        if self.belief.is_revoked(device) {
            DeviceState::Revoked
        } else {
            DeviceState::Active
        }
    }

    /// Every device that was revoked.
    pub fn revoked(&self) -> BTreeSet<DeviceId> {
        self.belief.revoked().collect()
    }

    /// All devices, the root first once its founding entry is here, then by id.
    pub fn devices(&self) -> Vec<DeviceInfo> {
        let root = self.facts.root().map(|keys| DeviceInfo {
            device: self.root.device,
            keys: *keys,
            role: DeviceRole::Office,
            access: self.facts.access(self.root.device),
            state: DeviceState::Active,
            is_root: true,
        });
        let others = self
            .facts
            .devices()
            .filter(|(device, _)| *device != self.root.device);
        root.into_iter()
            .chain(others.map(|(device, known)| DeviceInfo {
                device,
                keys: self.keys_presented(device, known),
                role: known.role,
                access: self.facts.access(device),
                state: self.state(device),
                is_root: false,
            }))
            .collect()
    }

    /// The entries that introduced `device` and whoever introduced it, as far as the root, the device's own first.
    pub(crate) fn introductions_of(&self, device: DeviceId) -> Vec<EntryId> {
        let mut steps = Vec::new();
        let mut at = device;
        while let Some(known) = self.facts.device(at)
            && !steps.contains(&known.entry())
        {
            steps.push(known.entry());
            let Some(spoken) = self.entries.get(&known.entry()) else {
                break;
            };
            at = spoken.author;
        }
        steps
    }

    /// The believed entries that say who belongs to the office, who does no more, whom no invite lets in any more, and where the relay is.
    pub(crate) fn of_authority(&self) -> impl Iterator<Item = EntryId> + '_ {
        let decides = |statement: &Statement| {
            matches!(
                statement,
                Statement::Grant(_)
                    | Statement::Revoke(_)
                    | Statement::Withdraw(_)
                    | Statement::Relay(_)
            )
        };
        let said = self.said.iter();
        said.filter(move |(id, said)| self.believed.contains(id) && said.iter().any(decides))
            .map(|(id, _)| *id)
    }

    /// Where the office says that its relay is, if it ever moved.
    pub fn relay(&self) -> Option<RelaySaid<'_>> {
        let (said, entry) = self.facts.relay()?;
        let by = self.entries.get(&entry)?.author;
        Some(RelaySaid { said, entry, by })
    }
}
