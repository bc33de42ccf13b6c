//! Who belongs to the office and what each device may do: what follows from all entries of the control feed.
//!
//! The state is a pure function of the *set* of verified control entries, whatever the order in which they came. `belief`
//! decides which of them count, `facts` joins what those say, `feed_keys` and `joining` answer questions about keys and
//! invites. It is rebuilt from the archived control entries by applying them again (one signature check each); nothing of it
//! needs to be stored.
//!
//! It judges by signatures and by the office's own words only. What the relay enforces at the moment is the relay's matter.

mod belief;
mod facts;
mod feed_keys;
mod joining;

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId, SignKey};
use sesi_wire::statement::{self, Access, DeviceKeys, DeviceRole, Rights, Statement};

use self::belief::{Belief, Candidate};
use self::facts::Facts;
pub use self::feed_keys::WrappedKey;
pub use self::joining::{OpenInvite, Waiting};
use super::enrolment::{self, EnrolmentFault};

/// The office's membership, as far as this device has heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    root: Root,
    /// Every entry of statements whose signature holds, believed or not.
    candidates: BTreeMap<EntryId, Candidate>,
    /// Keys that any candidate named. A device id is derived from its key, so a key needs no trust to verify a signature.
    keyring: BTreeMap<DeviceId, BTreeSet<SignKey>>,
    enrolments: BTreeMap<EntryId, Waiting>,
    belief: Belief,
    facts: Facts,
    /// How often it was decided anew which entries count.
    verdicts: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Root {
    office: OfficeId,
    device: DeviceId,
    sign: SignKey,
}

/// What became of a control entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its statements count. Retry parked entries, of this feed and of others.
    Applied,
    /// It was here before.
    Known,
    /// Kept without effect: its author has not (yet) the office role, or wrote it after its end. Later statements may
    /// change that by themselves; it need not be applied again.
    Withheld,
    /// Somebody enrolled; see [`Membership::waiting`].
    Enrolled,
}

/// Why a control entry could not be taken in. Park it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MembershipFault {
    /// Not an entry of the control feed.
    #[error("this entry belongs to the feed {0}, not to the control feed")]
    NotControl(FeedId),
    /// Nobody has presented this device yet: try again when other entries were applied.
    #[error("the author {0} of a control entry is not known yet")]
    UnknownAuthor(DeviceId),
    /// The signature is not the author's, in this office.
    #[error("the signature of a control entry does not match its author {0}")]
    Signature(DeviceId),
    /// The body does not read.
    #[error(transparent)]
    Malformed(#[from] sesi_wire::Malformed),
    /// An enrolment that is not one.
    #[error(transparent)]
    Enrolment(#[from] EnrolmentFault),
    /// A data entry in the control feed.
    #[error("a data entry does not belong in the control feed")]
    Data,
    /// A kind of a later version: keep it, update, apply it then.
    #[error("a control entry of the kind {0} needs a newer Sesi")]
    Newer(u8),
}

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
    /// Written after the device's end. A higher `last` may still arrive.
    #[error("the device {device} was revoked: its entries of {feed} count up to {last}")]
    Revoked {
        /// The device.
        device: DeviceId,
        /// The feed.
        feed: FeedId,
        /// The last `device_seq` that counts.
        last: u64,
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
    /// The office of this root, of which nothing else is known yet.
    pub fn found(root: SignKey) -> Self {
        let device = DeviceId::of_key(&root);
        Self {
            root: Root {
                office: OfficeId::of_root(&root),
                device,
                sign: root,
            },
            candidates: BTreeMap::new(),
            keyring: BTreeMap::from([(device, BTreeSet::from([root]))]),
            enrolments: BTreeMap::new(),
            belief: Belief::of_root(device),
            facts: Facts::default(),
            verdicts: 0,
        }
    }

    /// Another number whenever it was decided anew which entries count: somebody may have been revoked.
    pub(crate) fn verdict(&self) -> u64 {
        self.verdicts
    }

    /// The office.
    pub fn office(&self) -> OfficeId {
        self.root.office
    }

    /// The root's device id.
    pub fn root(&self) -> DeviceId {
        self.root.device
    }

    /// Takes in one control entry. Errors leave the state as it was.
    pub fn apply(&mut self, entry: &SealedEntry) -> Result<Outcome, MembershipFault> {
        let header = entry.header();
        if header.feed != FeedId::CONTROL {
            return Err(MembershipFault::NotControl(header.feed));
        }
        let id = entry.id();
        if self.candidates.contains_key(&id) || self.enrolments.contains_key(&id) {
            return Ok(Outcome::Known);
        }
        match header.kind {
            Kind::Statements => self.take_statements(id, entry),
            Kind::Enrolment => {
                let (invite, keys) = enrolment::read_enrolment(entry)?;
                self.enrolments.insert(
                    id,
                    Waiting {
                        invite,
                        keys,
                        entry: id,
                    },
                );
                Ok(Outcome::Enrolled)
            }
            Kind::Data => Err(MembershipFault::Data),
            Kind::Unknown(kind) => Err(MembershipFault::Newer(kind)),
        }
    }

    fn take_statements(
        &mut self,
        id: EntryId,
        entry: &SealedEntry,
    ) -> Result<Outcome, MembershipFault> {
        let author = entry.header().device;
        let keys = self
            .keyring
            .get(&author)
            .ok_or(MembershipFault::UnknownAuthor(author))?;
        if !keys
            .iter()
            .any(|key| entry.verify(&self.root.office.0, key).is_ok())
        {
            return Err(MembershipFault::Signature(author));
        }
        let candidate = Candidate {
            author,
            device_seq: entry.header().device_seq,
            statements: statement::from_body(entry.body())?,
        };
        for statement in &candidate.statements {
            if let Statement::Grant(grant) = statement {
                self.keyring
                    .entry(grant.keys.device())
                    .or_default()
                    .insert(grant.keys.sign);
            }
        }
        // Even where it does not count by the present ends: it may outrank the revocation that set them.
        let moves_others = candidate.moves_others();
        if !moves_others && self.belief.counts(&candidate) {
            self.belief.believe(id);
            self.facts.join(&self.root.sign, id, &candidate);
        }
        self.candidates.insert(id, candidate);
        if moves_others {
            self.settle();
        }
        Ok(if self.belief.believed(&id) {
            Outcome::Applied
        } else {
            Outcome::Withheld
        })
    }

    /// Decides anew which entries count: an office role or a revocation changes what others' entries are worth.
    fn settle(&mut self) {
        self.verdicts += 1;
        self.belief = Belief::settle(self.root.device, &self.candidates);
        self.facts = Facts::default();
        for (id, candidate) in &self.candidates {
            if self.belief.believed(id) {
                self.facts.join(&self.root.sign, *id, candidate);
            }
        }
    }

    /// Keys of `device` that anybody presented whose own signature holds. They prove who signed, and give no right.
    pub(crate) fn keys_of(&self, device: DeviceId) -> Vec<SignKey> {
        let keys = self.keyring.get(&device);
        keys.into_iter().flatten().copied().collect()
    }

    /// Verifies entries of `device`. Known for revoked devices too: what they once wrote stays.
    pub fn author_key(&self, device: DeviceId) -> Option<SignKey> {
        if device == self.root.device {
            return Some(self.root.sign);
        }
        self.facts
            .device(device)
            .map(|known| known.newest.keys.sign)
    }

    /// Whether the entry `device_seq` of `device` in `feed` is to be believed. What the device could *ever* write counts:
    /// a grant that takes a feed away does not unsay what was written before, and the relay refuses what comes after.
    pub fn may_write(
        &self,
        device: DeviceId,
        feed: FeedId,
        device_seq: u64,
    ) -> Result<(), WriteFault> {
        let known = self.facts.device(device);
        if known.is_none() && device != self.root.device {
            return Err(WriteFault::UnknownDevice(device));
        }
        let ever = if feed == FeedId::CONTROL {
            self.belief.was_office(device)
        } else {
            known.is_some_and(|known| known.ever_wrote.contains(&feed))
        };
        if !ever {
            return Err(WriteFault::NoAccess { device, feed });
        }
        match self.belief.last(device, feed) {
            Some(last) if device_seq > last => Err(WriteFault::Revoked { device, feed, last }),
            _ => Ok(()),
        }
    }

    /// Whether an entry is signed by its author and to be believed: its signature, then [`Self::may_write`].
    pub fn check(&self, entry: &SealedEntry) -> Result<(), WriteFault> {
        let header = entry.header();
        let key = self
            .author_key(header.device)
            .ok_or(WriteFault::UnknownDevice(header.device))?;
        entry.verify(&self.root.office.0, &key)?;
        self.may_write(header.device, header.feed, header.device_seq)
    }

    /// Whether the device may make statements at present.
    pub fn is_office(&self, device: DeviceId) -> bool {
        device == self.root.device
            || (self.state(device) == DeviceState::Active
                && self.belief.was_office(device)
                && self
                    .facts
                    .device(device)
                    .is_some_and(|known| known.newest.role == DeviceRole::Office))
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
        let known = self.facts.device(device)?;
        let access = known
            .newest
            .access
            .iter()
            .filter(|access| access.feed == feed);
        let rights = access.map(|access| access.rights).max();
        rights.filter(|_| self.state(device) == DeviceState::Active)
    }

    /// Whether the device was revoked. The root cannot be.
    pub fn state(&self, device: DeviceId) -> DeviceState {
        if self.belief.is_revoked(device) {
            DeviceState::Revoked
        } else {
            DeviceState::Active
        }
    }

    /// All devices, the root first once its founding entry is here, then by id.
    pub fn devices(&self) -> Vec<DeviceInfo> {
        let root = self.facts.root().map(|keys| DeviceInfo {
            device: self.root.device,
            keys: *keys,
            role: DeviceRole::Office,
            access: self
                .facts
                .device(self.root.device)
                .map_or_else(Vec::new, |known| known.newest.access.clone()),
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
                keys: known.newest.keys,
                role: known.newest.role,
                access: known.newest.access.clone(),
                state: self.state(device),
                is_root: false,
            }))
            .collect()
    }

    /// The serial of the next grant for `device`.
    pub fn next_serial(&self, device: DeviceId) -> u64 {
        self.facts
            .device(device)
            .map_or(1, |known| known.newest.serial.saturating_add(1))
    }
}

#[cfg(test)]
mod tests;
