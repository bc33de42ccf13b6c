//! Who belongs to the office and what each device may do: what follows from all entries of the control feed.
//!
//! The state is a pure function of the *set* of verified control entries, whatever the order in which they came. `control_entries` keeps them,
//! [`sesi_wire::belief`] decides which of them count, `facts` joins what those say, and `answers`, `feed_keys` and `joining` answer questions
//! about devices, keys and invites. It judges by signatures and by the office's own words only; what the relay enforces is the relay's matter.

mod answers;
mod control_entries;
mod facts;
mod feed_keys;
mod joining;
mod loading;

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::belief::{Belief, Spoken};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId, SignKey};
use sesi_wire::statement::{DeviceKeys, Statement};

pub use self::answers::{DeviceInfo, DeviceState, RelaySaid, WriteFault};
pub use self::control_entries::{MAX_WITHHELD, MembershipFault, Outcome};
use self::facts::Facts;
pub use self::feed_keys::WrappedKey;
pub use self::joining::{OpenInvite, Waiting};
pub use self::loading::Stored;

/// The office's membership, as far as this device has heard.
///
/// Entries that can change what others are worth are decided upon by [`Self::settle`]: once for all that came together. Until then
/// the answers are those from before.
#[derive(Debug, Clone)]
pub struct Membership {
    root: Root,
    /// Every entry of statements whose signature holds, and every enrolment, believed or not.
    entries: BTreeMap<EntryId, Spoken>,
    said: BTreeMap<EntryId, Vec<Statement>>,
    /// How many bytes each has.
    sizes: BTreeMap<EntryId, usize>,
    /// Keys that any of them named. A device id is derived from its key, so a key needs no trust to verify a signature.
    keyring: BTreeMap<DeviceId, BTreeSet<SignKey>>,
    enrolments: BTreeMap<EntryId, Waiting>,
    /// The keys with which devices enrolled: their own word, signed by them, by the entries that say so.
    presented: BTreeMap<DeviceId, BTreeMap<EntryId, DeviceKeys>>,
    /// Bytes of each author's entries.
    weight: BTreeMap<DeviceId, usize>,
    belief: Belief,
    believed: BTreeSet<EntryId>,
    facts: Facts,
    /// Something came on which the belief may depend.
    unsettled: bool,
    news: News,
    work: Work,
}

/// Equal where the same entries are believed the same; how that was come to does not matter.
impl PartialEq for Membership {
    fn eq(&self, other: &Self) -> bool {
        self.verdict() == other.verdict()
    }
}

impl Eq for Membership {}

/// What is decided otherwise since somebody last asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// Statements count that did not, or those that did do no more. Without that there are no other news.
    pub believed: bool,
    /// Revoked devices of which other entries are believed than before.
    pub ended: BTreeSet<DeviceId>,
    /// Feeds of which epochs were said.
    pub epochs: BTreeSet<FeedId>,
}

/// What it took to come to the present state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Work {
    /// Signatures that were checked.
    pub signatures: u64,
    /// How often it was decided anew which entries count.
    pub settled: u64,
    /// How often the office role was spread for that.
    pub rounds: u64,
    /// Entries whose statements were joined.
    pub joined: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Root {
    office: OfficeId,
    device: DeviceId,
    sign: SignKey,
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
            entries: BTreeMap::new(),
            said: BTreeMap::new(),
            sizes: BTreeMap::new(),
            keyring: BTreeMap::from([(device, BTreeSet::from([root]))]),
            enrolments: BTreeMap::new(),
            presented: BTreeMap::new(),
            weight: BTreeMap::new(),
            belief: Belief::of_root(&root),
            believed: BTreeSet::new(),
            facts: Facts::default(),
            unsettled: false,
            news: News::default(),
            work: Work::default(),
        }
    }

    /// Whether [`Self::settle`] or [`Self::take_news`] has anything to do.
    pub fn has_news(&self) -> bool {
        self.unsettled || self.news.believed
    }

    /// What is decided otherwise since this was last asked.
    pub fn take_news(&mut self) -> News {
        std::mem::take(&mut self.news)
    }

    /// All that is known and decided.
    fn verdict(&self) -> impl PartialEq + '_ {
        (
            (self.root, self.unsettled),
            (&self.entries, &self.said, &self.enrolments),
            (&self.belief, &self.believed, &self.facts),
        )
    }

    /// What it took to come here.
    pub fn work(&self) -> Work {
        self.work
    }

    /// The office.
    pub fn office(&self) -> OfficeId {
        self.root.office
    }

    /// The root's device id.
    pub fn root(&self) -> DeviceId {
        self.root.device
    }
}

#[cfg(test)]
mod tests;
