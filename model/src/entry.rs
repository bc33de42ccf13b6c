//! Entries as the rules see them: author, place in the author's chain, and what is said.

/// A device. [`ROOT`] is the office's root.
pub type Device = u8;
/// A feed. [`CONTROL`] is the control feed.
pub type Feed = u8;
/// An entry's place in the history, in the order of making. Stands for the hash of its bytes: who names it names its past.
pub type EntryNo = usize;
/// A set of entries, a bit each: histories have at most 64.
pub type Set = u64;

/// The root.
pub const ROOT: Device = 0;
/// The control feed.
pub const CONTROL: Feed = 0;

/// What a device is for life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Reads and writes feeds.
    Member,
    /// Makes statements too.
    Office,
}

/// What a device may do with a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rights {
    /// Reads.
    Read,
    /// Reads and writes.
    Write,
}

/// The end of a piece of a revoked device's chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct End {
    /// The feed.
    pub feed: Feed,
    /// The number that the entry is said to have.
    pub number: u32,
    /// The entry.
    pub entry: EntryNo,
}

/// What an office device says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Statement {
    /// The root presents itself.
    Found,
    /// Introduces a device.
    Grant {
        /// The device.
        device: Device,
        /// What it is, if this is its first believed grant.
        role: Role,
        /// What it may do.
        access: Vec<(Feed, Rights)>,
    },
    /// Gives introduced devices more.
    Access {
        /// The feed.
        feed: Feed,
        /// Who may do what with it.
        devices: Vec<(Device, Rights)>,
    },
    /// Ends a device's word at what these entries reach.
    Revoke {
        /// The device.
        device: Device,
        /// As many ends a feed as its author held pieces.
        last: Vec<End>,
    },
    /// A feed's key of a number, wrapped for readers.
    Epoch {
        /// The feed.
        feed: Feed,
        /// The epoch.
        number: u32,
        /// To whom the key is wrapped.
        readers: Vec<Device>,
    },
    /// Lets somebody enrol.
    Invite(u8),
    /// Ends an invite.
    Withdraw(u8),
}

/// What an entry holds.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Body {
    /// Kind 1, in the control feed.
    Statements(Vec<Statement>),
    /// Kind 2, in the control feed: gives nothing by itself.
    Enrolment(u8),
    /// Kind 0.
    Data,
}

/// An entry whose signature verifies.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    /// Who signed it.
    pub author: Device,
    /// Where it stands.
    pub feed: Feed,
    /// Its `device_seq`, whatever the author wrote there.
    pub number: u32,
    /// What the author says came before.
    pub previous: Option<EntryNo>,
    /// What it holds.
    pub body: Body,
}

impl Entry {
    /// Its statements; none if it is of another kind or stands elsewhere.
    pub fn statements(&self) -> &[Statement] {
        match &self.body {
            Body::Statements(statements) if self.feed == CONTROL => statements,
            _ => &[],
        }
    }

    /// Whether it revokes this device.
    pub fn revokes(&self, whom: Device) -> bool {
        let is = |statement: &Statement| matches!(statement, Statement::Revoke { device, .. } if *device == whom);
        self.statements().iter().any(is)
    }
}

/// Whether an entry is in a set.
pub fn has(set: Set, entry: EntryNo) -> bool {
    set & bit(entry) != 0
}

/// The set of one entry.
pub fn bit(entry: EntryNo) -> Set {
    1 << entry
}

/// The members of a set, ascending.
pub fn members(set: Set) -> impl DoubleEndedIterator<Item = EntryNo> {
    (0..64).filter(move |entry| has(set, *entry))
}
