//! Keeps control entries, and decides which of all that came count.

use sesi_wire::belief::{Belief, Spoken};
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::{self, Statement};

use super::facts::Facts;
use super::{Membership, Waiting};
use crate::keys::enrolment::{self, EnrolmentFault};

/// Bytes of control entries that are kept of a device that never had the office role: enough to come before its grant does, too little to
/// make every start slow.
pub const MAX_WITHHELD: usize = 256 * 1024;

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

/// Why a control entry could not be kept. Park it.
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

impl Membership {
    /// Keeps one control entry and decides at once what it is worth. Errors leave the state as it was.
    pub fn apply(&mut self, entry: &SealedEntry) -> Result<Outcome, MembershipFault> {
        let outcome = self.insert(entry)?;
        self.settle();
        Ok(match outcome {
            Outcome::Unsettled if self.believed.contains(&entry.id()) => Outcome::Applied,
            Outcome::Unsettled => Outcome::Withheld,
            decided => decided,
        })
    }

    /// Keeps one control entry; [`Self::settle`] decides what it is worth. Errors leave the state as it was.
    pub fn insert(&mut self, entry: &SealedEntry) -> Result<Outcome, MembershipFault> {
        self.insert_maybe_named(entry, false)
    }

    /// The same of an entry that may be known to be `named` by a revocation of its author: those are kept however many others are here.
    pub(crate) fn insert_maybe_named(
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

    pub(super) fn weigh(&mut self, id: EntryId, author: DeviceId, size: usize) {
        self.sizes.insert(id, size);
        *self.weight.entry(author).or_default() += size;
    }

    /// Whether an entry more of `author` is kept. What counts always is; of what does not, a bounded amount.
    fn has_room(&mut self, author: DeviceId, size: usize) -> bool {
        let weight = self.weight.get(&author).copied().unwrap_or(0);
        if weight + size <= MAX_WITHHELD || self.is_office(author) {
            return true;
        }
        // What came together with it may have given it the office role.
        self.settle();
        if self.is_office(author) {
            return true;
        }
        let entries = self.entries.iter();
        let withheld =
            entries.filter(|(id, spoken)| spoken.author == author && !self.believed.contains(id));
        let sizes = withheld.filter_map(|(id, _)| self.sizes.get(id));
        sizes.sum::<usize>() + size <= MAX_WITHHELD
    }

    pub(super) fn add_enrolment(&mut self, id: EntryId, entry: &SealedEntry, waiting: Waiting) {
        let spoken = Spoken::of(entry.header(), waiting.keys.sign, &[]);
        // What an office device said before it was revoked may go on from its enrolment.
        self.unsettled |= self.belief.is_revoked(spoken.author);
        let presented = self.presented.entry(spoken.author).or_default();
        presented.insert(id, waiting.keys);
        self.entries.insert(id, spoken);
        self.enrolments.insert(id, waiting);
    }

    pub(super) fn add(&mut self, id: EntryId, spoken: Spoken, said: Vec<Statement>) -> Outcome {
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

    pub(super) fn name_keys(&mut self, said: &[Statement]) {
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
}
