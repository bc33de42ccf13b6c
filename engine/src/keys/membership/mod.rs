//! Who belongs to the office and what each device may do: what follows from all entries of the control feed.
//!
//! The state is a pure function of the *set* of verified control entries, whatever the order in which they came. [`sesi_wire::belief`]
//! decides which of them count, `facts` joins what those say, `feed_keys` and `joining` answer questions about keys and
//! invites. It judges by signatures and by the office's own words only; what the relay enforces is the relay's matter.

mod facts;
mod feed_keys;
mod joining;
mod loading;

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::belief::{Belief, Spoken};
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, OfficeId, SignKey};
use sesi_wire::statement::{self, Access, DeviceKeys, DeviceRole, End, Move, Rights, Statement};

use self::facts::Facts;
pub use self::feed_keys::WrappedKey;
pub use self::joining::{OpenInvite, Waiting};
pub use self::loading::Stored;
use super::enrolment::{self, EnrolmentFault};

/// Bytes of control entries that are kept of a device that never had the office role: enough to come before its grant does, too little to
/// make every start slow.
pub const UNHEARD: usize = 256 * 1024;

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
    /// The keys with which devices enrolled: their own word, signed by them. Of several the one at the smallest entry.
    presented: BTreeMap<DeviceId, (EntryId, DeviceKeys)>,
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

/// What became of a control entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Its statements count. Retry parked entries, of this feed and of others.
    Applied,
    /// Kept; [`Membership::settle`] decides whether its statements count.
    Unsettled,
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
    /// The device never had the office role, and has said as much as is kept of such a one.
    #[error("more statements of the device {0}, which has no say, than are kept")]
    TooMuch(DeviceId),
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

    /// Takes in one control entry and decides at once what it is worth. Errors leave the state as it was.
    pub fn apply(&mut self, entry: &SealedEntry) -> Result<Outcome, MembershipFault> {
        let outcome = self.take(entry)?;
        self.settle();
        Ok(match outcome {
            Outcome::Unsettled if self.believed.contains(&entry.id()) => Outcome::Applied,
            Outcome::Unsettled => Outcome::Withheld,
            decided => decided,
        })
    }

    /// Takes in one control entry; [`Self::settle`] decides what it is worth. Errors leave the state as it was.
    pub fn take(&mut self, entry: &SealedEntry) -> Result<Outcome, MembershipFault> {
        self.take_in(entry, false)
    }

    /// The same of an entry that may be known to be `named` by a revocation of its author: those are taken in however many others are here.
    pub(crate) fn take_in(
        &mut self,
        entry: &SealedEntry,
        named: bool,
    ) -> Result<Outcome, MembershipFault> {
        let header = entry.header();
        if header.feed != FeedId::CONTROL {
            return Err(MembershipFault::NotControl(header.feed));
        }
        let id = entry.id();
        if self.entries.contains_key(&id) {
            return Ok(Outcome::Known);
        }
        let author = header.device;
        if !named && !self.has_room(author, entry.as_bytes().len()) {
            return Err(MembershipFault::TooMuch(author));
        }
        let outcome = match header.kind {
            Kind::Statements => {
                let keys = self
                    .keyring
                    .get(&author)
                    .ok_or(MembershipFault::UnknownAuthor(author))?;
                self.work.signatures += keys.len() as u64;
                let office = &self.root.office.0;
                let signed = keys.iter().find(|key| entry.verify(office, key).is_ok());
                let signed = *signed.ok_or(MembershipFault::Signature(author))?;
                let said = statement::from_body(entry.body())?;
                self.add(id, Spoken::of(header, signed, &said), said)
            }
            Kind::Enrolment => {
                self.work.signatures += 2;
                let (invite, keys) = enrolment::read_enrolment(entry)?;
                self.add_enrolment(
                    id,
                    entry,
                    Waiting {
                        invite,
                        keys,
                        entry: id,
                    },
                );
                Outcome::Enrolled
            }
            Kind::Data => return Err(MembershipFault::Data),
            Kind::Unknown(kind) => return Err(MembershipFault::Newer(kind)),
        };
        self.weigh(id, author, entry.as_bytes().len());
        Ok(outcome)
    }

    fn weigh(&mut self, id: EntryId, author: DeviceId, size: usize) {
        self.sizes.insert(id, size);
        *self.weight.entry(author).or_default() += size;
    }

    /// Whether an entry more of `author` is kept. What counts always is; of what does not, a bounded amount.
    fn has_room(&mut self, author: DeviceId, size: usize) -> bool {
        let weight = self.weight.get(&author).copied().unwrap_or(0);
        if weight + size <= UNHEARD || self.is_office(author) {
            return true;
        }
        // What came together with it may have given it the office role.
        self.settle();
        if self.is_office(author) {
            return true;
        }
        let entries = self.entries.iter();
        let unheard =
            entries.filter(|(id, spoken)| spoken.author == author && !self.believed.contains(id));
        let sizes = unheard.filter_map(|(id, _)| self.sizes.get(id));
        sizes.sum::<usize>() + size <= UNHEARD
    }

    fn add_enrolment(&mut self, id: EntryId, entry: &SealedEntry, waiting: Waiting) {
        let spoken = Spoken::of(entry.header(), waiting.keys.sign, &[]);
        // What an office device said before it was revoked may go on from its enrolment.
        self.unsettled |= self.belief.is_revoked(spoken.author);
        let own = (id, waiting.keys);
        let known = self.presented.entry(spoken.author).or_insert(own);
        if id < known.0 {
            *known = own;
        }
        self.entries.insert(id, spoken);
        self.enrolments.insert(id, waiting);
    }

    fn add(&mut self, id: EntryId, spoken: Spoken, said: Vec<Statement>) -> Outcome {
        self.name_keys(&said);
        // Even where it does not count by the present ends: it may outrank the revocation that set them. And what is here of a revoked
        // device may be what a named entry goes on from. Whether its author has a say at present does not matter: it may be what gives
        // it back.
        let moves = spoken.moves_others() || self.belief.is_revoked(spoken.author);
        let outcome = if moves || self.unsettled {
            self.unsettled = true;
            Outcome::Unsettled
        } else if self.belief.counts(&id, &spoken) {
            self.join(id, &spoken, &said);
            Outcome::Applied
        } else {
            Outcome::Withheld
        };
        self.entries.insert(id, spoken);
        self.said.insert(id, said);
        outcome
    }

    fn name_keys(&mut self, said: &[Statement]) {
        for statement in said {
            if let Statement::Grant(grant) = statement {
                self.keyring
                    .entry(grant.keys.device())
                    .or_default()
                    .insert(grant.keys.sign);
            }
        }
    }

    fn join(&mut self, id: EntryId, spoken: &Spoken, said: &[Statement]) {
        let turn = self.belief.turn(&id, spoken);
        self.facts.join(&self.root.sign, spoken, turn, said);
        self.believed.insert(id);
        self.work.joined += 1;
        self.news.believed = true;
        for statement in said {
            if let Statement::Epoch(epoch) = statement {
                self.news.epochs.insert(epoch.feed);
            }
        }
    }

    /// Decides which of all entries count, if something came on which that depends.
    pub fn settle(&mut self) {
        if !std::mem::take(&mut self.unsettled) {
            return;
        }
        let (belief, rounds) = Belief::settle_counted(&self.root.sign, &self.entries);
        self.work.settled += 1;
        self.work.rounds += u64::from(rounds);
        let before = std::mem::replace(&mut self.belief, belief);
        self.news.ended.extend(before.ended_otherwise(&self.belief));
        if !before.grew_into(&self.belief) {
            self.believed.clear();
            self.facts = Facts::default();
            self.news.believed = true;
        }
        let said = std::mem::take(&mut self.said);
        let entries = std::mem::take(&mut self.entries);
        for (id, spoken) in &entries {
            if let Some(said) = said.get(id)
                && !self.believed.contains(id)
                && self.belief.counts(id, spoken)
            {
                self.join(*id, spoken, said);
            }
        }
        (self.said, self.entries) = (said, entries);
    }

    /// Keys of `device` that anybody presented whose own signature holds. They prove who signed, and give no right.
    pub(crate) fn keys_of(&self, device: DeviceId) -> Vec<SignKey> {
        let keys = self.keyring.get(&device);
        keys.into_iter().flatten().copied().collect()
    }

    /// What a device is given is wrapped to these, and by them a relay knows it: those with which it enrolled. A grant alone says them where
    /// it did not: an office device that grants a device once more, with keys of its own, would have what is meant for that one.
    fn keys_presented(&self, device: DeviceId, introduced: &facts::Introduced) -> DeviceKeys {
        let presented = self.presented.get(&device);
        presented.map_or(introduced.keys, |(_, keys)| *keys)
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

#[cfg(test)]
mod tests;
