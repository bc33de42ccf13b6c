//! Where a relay keeps what it was given: the promise that every backend makes, and the rows it speaks of.
//!
//! Knows entries as opaque bytes with an id, an author and a number. Knows nothing of HTTP, tokens' clear text or rules:
//! who may do what is decided in [`crate::protocol`].
//!
//! # The consistency contract
//!
//! *Work* is a closure that is given a transaction. A backend promises:
//!
//! 1. **Durable before answered.** [`Storage::run_write`] resolves to `Ok` only after the work's changes would survive a
//!    power cut. Whoever sees `Ok` may tell a phone to stop keeping its only copy in mind.
//! 2. **All or nothing.** Work that fails, panics or decides [`Fate::Undo`], and work whose commit fails, leaves no trace,
//!    whatever happened to other work that was committed together with it.
//! 3. **One after another.** The results of write work are as if each ran alone, in some order. In particular
//!    [`Writing::append`] gives seqs 1, 2, 3 ... without a gap, and *commit order is seq order*: whoever can read seq `n`
//!    of a feed can read all seqs below it, then and ever after.
//! 4. **One picture.** Read work sees one snapshot, taken not before the call, and no uncommitted change. A read that
//!    starts after a write was answered sees that write.
//! 5. **Append only.** An entry never changes and never goes. `UNIQUE(feed, seq)`, `UNIQUE(feed, entry id)` and, but for entries of
//!    revoked devices that others bring ([`Account`]), `UNIQUE(feed, device, device_seq)` hold in the database itself, not only in the code
//!    above it.
//! 6. **Dropped is safe.** If the future of a call is dropped, the work either happens as a whole or not at all.
//!
//! `storage::conformance` states this contract as tests, once, for every backend.

pub mod backend;
pub mod backends;
#[cfg(test)]
pub mod conformance;
pub mod sqlite;

use std::future::Future;
use std::ops::ControlFlow;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use sesi_wire::chain::Chain;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, OfficeId, SignKey, TokenHash};
use sesi_wire::statement::{DeviceKeys, DeviceRole, Rights};

/// Why work could not be done. Never carries anything of a request.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// No room is left. What was answered is safe; make room and the relay goes on by itself.
    #[error("no room is left for the data: free some space, the relay goes on by itself")]
    Full,
    /// The database cannot be used at this moment (I/O error, locked, shutting down).
    #[error("the data cannot be used now: {0}")]
    Unavailable(String),
    /// What is stored contradicts itself.
    #[error("the stored data contradict themselves ({0}): run `sesi-relay check`")]
    Corrupt(String),
    /// A fault of this program.
    #[error("fault of the relay: {0}")]
    Fault(String),
}

/// A backend's own number of an office: cheap to look up, never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct OfficeNo(pub i64);

/// A backend's own number of one office's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FeedNo(pub i64);

/// An office that was founded here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// The backend's number.
    pub no: OfficeNo,
    /// Derived from the root key.
    pub id: OfficeId,
    /// The root's verifying key.
    pub root: SignKey,
    /// Random, drawn when the office was founded here: starts the chains of its feeds.
    pub incarnation: [u8; 8],
    /// Bytes of entries that the office may store, where it differs from the relay's default.
    pub quota: Option<u64>,
    /// Bytes of entries that it stores.
    pub used: u64,
    /// Those of them that revoked devices wrote beyond what their revocations name.
    pub beyond: u64,
}

/// Who a token belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// The office's number.
    pub office: OfficeNo,
    /// The office.
    pub office_id: OfficeId,
    /// The device.
    pub device: DeviceId,
    /// Its verifying key.
    pub sign: SignKey,
    /// Whether the office revoked it.
    pub revoked: bool,
}

/// How far a device has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Enrolled with an invite; the office has not signed yet.
    Provisional,
    /// The office signed its grant (or it is the root).
    Granted,
    /// The office revoked it: final.
    Revoked,
}

/// A device of an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its public half.
    pub keys: DeviceKeys,
    /// Member or office.
    pub role: DeviceRole,
    /// How far it has come.
    pub standing: Standing,
    /// Where the grant stands that gave it its role.
    pub granted: Option<GrantPlace>,
}

/// Where a grant stands among all grants of its device: the smallest gives the device its role, in whatever order they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct GrantPlace {
    /// How many grants lie between the root and the author: 0 for the root itself.
    pub distance: u32,
    /// Who said it.
    pub author: DeviceId,
    /// The author's number of the entry.
    pub device_seq: u64,
    /// The entry.
    pub entry: EntryId,
    /// Its position in the body.
    pub at: u16,
}

/// Bytes that a device wrote and that are stored in its office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// In feeds of data.
    pub data: u64,
    /// In the control feed.
    pub said: u64,
    /// After it was revoked, beyond what the revocations name.
    pub beyond: u64,
}

/// Which of the office's words gives access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// Grants and access statements: count for a granted device.
    Said,
    /// The invite: counts until the grant comes.
    Invite,
}

/// Whose account an entry is on, and whether its author's number must be free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Account {
    /// The author's; no other entry of it in the feed has the number.
    Author,
    /// The author's. It was revoked, and the revocation names the entry, so the number may be taken.
    Named,
    /// What the author wrote beyond its revocation: on an account of its own, and the number may be taken.
    Beyond,
}

/// A feed's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Feed {
    /// The backend's number.
    pub no: FeedNo,
    /// Seq of the last entry; 0 while empty.
    pub head: u64,
    /// The chain there.
    pub chain: Chain,
}

/// An invite that the office said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// The office's number.
    pub office: OfficeNo,
    /// What the new device will be.
    pub role: DeviceRole,
    /// Seconds since 1970 by the relay's clock.
    pub expires: u64,
    /// Sealed for the new device.
    pub welcome: Vec<u8>,
    /// The device that enrolled with it.
    pub used_by: Option<DeviceId>,
    /// Whether the office took it back.
    pub withdrawn: bool,
}

/// An entry as it is read back. Borrowed: most readers copy it straight into a response.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// Its place in the feed.
    pub seq: u64,
    /// Its author.
    pub device: DeviceId,
    /// The author's own count.
    pub device_seq: u64,
    /// The chain at `seq`.
    pub chain: Chain,
    /// The sealed bytes.
    pub bytes: &'a [u8],
}

/// An entry to be stored.
#[derive(Debug, Clone, Copy)]
pub struct NewEntry<'a> {
    /// BLAKE3 of `bytes`.
    pub id: EntryId,
    /// Its author.
    pub device: DeviceId,
    /// The author's own count.
    pub device_seq: u64,
    /// Who pays for it.
    pub account: Account,
    /// The sealed bytes.
    pub bytes: &'a [u8],
}

/// What can be asked within a transaction.
pub trait Reading {
    /// Whom a token belongs to, in this office or in all: token hashes are public, so several offices may have the same one. Two at the
    /// most are told.
    fn sessions(
        &self,
        token: &TokenHash,
        office: Option<&OfficeId>,
    ) -> Result<Vec<Session>, StorageError>;
    /// An office by its id.
    fn office(&self, id: &OfficeId) -> Result<Option<Office>, StorageError>;
    /// An office by its number.
    fn office_of(&self, no: OfficeNo) -> Result<Option<Office>, StorageError>;
    /// A device of an office.
    fn device(&self, office: OfficeNo, id: &DeviceId) -> Result<Option<Device>, StorageError>;
    /// Whether the office said that it revokes this device, known or not.
    fn is_revoked(&self, office: OfficeNo, id: &DeviceId) -> Result<bool, StorageError>;
    /// Whether [`Writing::add_named`] said this entry of a revoked device.
    fn is_named(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        entry: &Named,
    ) -> Result<bool, StorageError>;
    /// Whether a stored entry of the device in the feed is none of those that [`Writing::add_named`] said.
    fn has_unnamed(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        feed: &FeedId,
    ) -> Result<bool, StorageError>;
    /// The highest number among a revoked device's named entries of a feed; 0 if there are none.
    fn highest_named(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        feed: &FeedId,
    ) -> Result<u64, StorageError>;
    /// The bytes of the stored entry that is meant.
    fn named_entry(
        &self,
        feed: FeedNo,
        device: &DeviceId,
        entry: &Named,
    ) -> Result<Option<Vec<u8>>, StorageError>;
    /// What a device's entries take.
    fn spent(&self, office: OfficeNo, device: &DeviceId) -> Result<Spent, StorageError>;
    /// A feed of an office.
    fn feed(&self, office: OfficeNo, id: &FeedId) -> Result<Option<Feed>, StorageError>;
    /// What a device may do with a feed, by the source that counts for it.
    fn rights(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        feed: FeedNo,
    ) -> Result<Option<Rights>, StorageError>;
    /// All feeds that a device may read, with their ends; not the control feed.
    fn feeds_of(
        &self,
        office: OfficeNo,
        device: &DeviceId,
    ) -> Result<Vec<(FeedId, Feed)>, StorageError>;
    /// The seq of the entry with this id.
    fn seq_of(&self, feed: FeedNo, id: &EntryId) -> Result<Option<u64>, StorageError>;
    /// The id of the entry that holds a device's `device_seq`; of several, the first that came.
    fn holder(
        &self,
        feed: FeedNo,
        device: &DeviceId,
        device_seq: u64,
    ) -> Result<Option<EntryId>, StorageError>;
    /// The chain at `seq` (at least 1), `None` beyond the head.
    fn chain_at(&self, feed: FeedNo, seq: u64) -> Result<Option<Chain>, StorageError>;
    /// Shows the entries after seq `after`, in order, until `visit` breaks.
    fn entries_after(
        &self,
        feed: FeedNo,
        after: u64,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), StorageError>;
    /// The ids of at most `limit` entries after seq `after`, in order, and the chain at the last of them.
    fn ids_after(
        &self,
        feed: FeedNo,
        after: u64,
        limit: usize,
    ) -> Result<(Vec<EntryId>, Option<Chain>), StorageError>;
    /// The bytes of one entry.
    fn entry(&self, feed: FeedNo, seq: u64) -> Result<Option<Vec<u8>>, StorageError>;
    /// An invite of an office.
    fn invite(&self, office: OfficeNo, id: &InviteId) -> Result<Option<Invite>, StorageError>;
    /// The offices that said an invite of this id, at most `limit`, the oldest here first: invite ids are public too.
    fn inviting(&self, id: &InviteId, limit: usize) -> Result<Vec<Office>, StorageError>;
}

/// One entry of a device in a feed, by its number and the first half of its id: as `previous` names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Named {
    /// The feed.
    pub feed: FeedId,
    /// The device's number of it.
    pub device_seq: u64,
    /// The first half of its id.
    pub mark: [u8; 16],
}

/// What can be changed within a write transaction. Checks nothing that [`crate::protocol`] has to decide.
pub trait Writing: Reading {
    /// Adds an office with its control feed and its root device.
    fn create_office(
        &mut self,
        id: &OfficeId,
        root: &DeviceKeys,
        incarnation: [u8; 8],
    ) -> Result<Office, StorageError>;
    /// The feed's number; an unknown one is made, empty.
    fn ensure_feed(&mut self, office: &Office, id: &FeedId) -> Result<FeedNo, StorageError>;
    /// Adds or replaces a device ([`Standing::Revoked`] is what [`Writing::revoke`] says, not this).
    fn put_device(
        &mut self,
        office: OfficeNo,
        id: &DeviceId,
        device: &Device,
    ) -> Result<(), StorageError>;
    /// Lets a device, known or not, do this too. Of two rights to one feed the larger counts.
    fn add_access(
        &mut self,
        office: OfficeNo,
        device: &DeviceId,
        source: Source,
        access: &[(FeedNo, Rights)],
    ) -> Result<(), StorageError>;
    /// Revokes a device, known or not.
    fn revoke(&mut self, office: OfficeNo, device: &DeviceId) -> Result<(), StorageError>;
    /// An entry of a device counts although the device is revoked. False if that was said before.
    fn add_named(
        &mut self,
        office: OfficeNo,
        device: &DeviceId,
        entry: &Named,
    ) -> Result<bool, StorageError>;
    /// Forgets everything that the control feed said: devices but the root, access, revocations, named entries, invites. Entries stay, and
    /// what each device's take stays counted.
    fn forget_said(&mut self, office: &Office) -> Result<(), StorageError>;
    /// Adds an invite with its access list; one that its office said before stays as it is.
    fn add_invite(
        &mut self,
        id: &InviteId,
        invite: &Invite,
        access: &[(FeedNo, Rights)],
    ) -> Result<(), StorageError>;
    /// What an invite lets its device do.
    fn invite_access(
        &self,
        office: OfficeNo,
        id: &InviteId,
    ) -> Result<Vec<(FeedNo, Rights)>, StorageError>;
    /// The invite belongs to this device now.
    fn use_invite(
        &mut self,
        office: OfficeNo,
        id: &InviteId,
        device: &DeviceId,
    ) -> Result<(), StorageError>;
    /// Takes an invite of this office back, known or not.
    fn withdraw_invite(&mut self, office: OfficeNo, id: &InviteId) -> Result<(), StorageError>;
    /// Stores an entry at the feed's end and returns its seq.
    fn append(
        &mut self,
        office: OfficeNo,
        feed: FeedNo,
        entry: &NewEntry<'_>,
    ) -> Result<u64, StorageError>;
    /// Adds a founding code that ends at `expires` (seconds since 1970).
    fn add_founding_code(&mut self, hash: &[u8; 32], expires: u64) -> Result<(), StorageError>;
    /// Uses a founding code up: true if it was there, unused and not expired at `now` (seconds since 1970).
    fn use_founding_code(&mut self, hash: &[u8; 32], now: u64) -> Result<bool, StorageError>;
}

/// What becomes of the changes of write work that did not fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They are committed.
    Keep,
    /// They never were.
    Undo,
}

/// What write work returns: a value, and what becomes of its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<T> {
    /// Commit, then answer with this.
    Keep(T),
    /// Undo, then answer with this.
    Undo(T),
}

/// Read work, as backends run it.
pub type ReadWork = Box<dyn FnOnce(&dyn Reading) -> Result<(), StorageError> + Send>;
/// Write work, as backends run it.
pub type WriteWork = Box<dyn FnOnce(&mut dyn Writing) -> Result<Fate, StorageError> + Send>;
/// Resolves when the work is done (reads) or durable (writes).
pub type Pending<'a> = Pin<Box<dyn Future<Output = Result<(), StorageError>> + Send + 'a>>;

/// A backend. See the module's page for what it promises; call it through the `read` and `write` of
/// `dyn Storage`.
pub trait Storage: Send + Sync {
    /// Runs read work on one snapshot.
    fn run_read(&self, work: ReadWork) -> Pending<'_>;
    /// Runs write work, alone, and makes it durable.
    fn run_write(&self, work: WriteWork) -> Pending<'_>;
}

/// Carries a result out of work: filled within the transaction, taken after it.
struct Slot<T>(Arc<Mutex<Option<T>>>);

impl<T> Slot<T> {
    fn new() -> (Self, Self) {
        let shared = Arc::new(Mutex::new(None));
        (Self(Arc::clone(&shared)), Self(shared))
    }

    fn put(&self, value: T) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
    }

    fn take(&self) -> Result<T, StorageError> {
        let value = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        value.ok_or_else(|| StorageError::Fault("work ended without a result".into()))
    }
}

impl dyn Storage + '_ {
    /// Runs `work` on one snapshot and returns what it found.
    pub async fn read<T, W>(&self, work: W) -> Result<T, StorageError>
    where
        T: Send + 'static,
        W: FnOnce(&dyn Reading) -> Result<T, StorageError> + Send + 'static,
    {
        let (inside, outside) = Slot::new();
        self.run_read(Box::new(move |txn| {
            inside.put(work(txn)?);
            Ok(())
        }))
        .await?;
        outside.take()
    }

    /// Runs `work` and returns its value once its changes are durable (or undone, if it decided so).
    pub async fn write<T, W>(&self, work: W) -> Result<T, StorageError>
    where
        T: Send + 'static,
        W: FnOnce(&mut dyn Writing) -> Result<Verdict<T>, StorageError> + Send + 'static,
    {
        let (inside, outside) = Slot::new();
        self.run_write(Box::new(move |txn| {
            let (fate, value) = match work(txn)? {
                Verdict::Keep(value) => (Fate::Keep, value),
                Verdict::Undo(value) => (Fate::Undo, value),
            };
            inside.put(value);
            Ok(fate)
        }))
        .await?;
        outside.take()
    }
}
