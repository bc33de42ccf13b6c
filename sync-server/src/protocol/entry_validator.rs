//! One pushed entry against the rules, inside a write transaction. Each entry is judged alone; a later one of the same
//! request sees what an earlier one changed.

use std::collections::HashMap;

use sesi_wire::entry::Kind;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::{DeviceRole, Rights, Statement};
use sesi_wire::sync::{PushResult, Rejection};

use super::named::{self, Ahead};
use super::offered::{Body, Candidate, Offered};
use super::ruling::Ruling;
use super::shares::{Author, Entry, Shares};
use super::{RelayTime, Rules, enrolment, settling, statements};
use crate::storage::{
    Account, Device, Feed, FeedNo, NewEntry, Office, Standing, StorageError, Writing,
};

/// The rules, applied within one transaction for one office.
pub struct EntryValidator<'t> {
    /// The transaction.
    pub txn: &'t mut dyn Writing,
    /// The office, as it was when the transaction began.
    pub office: Office,
    /// Who brings the entries; absent where an office is founded, since the entries speak for themselves.
    pub sender: Option<DeviceId>,
    /// The relay's rules.
    pub rules: Rules,
    /// The relay's clock.
    pub now: RelayTime,
    known: Known,
    shares: Shares,
    /// Entries of the control feed that count once this request is heard; asked once, where a revoked office device's word is brought.
    counting: Option<Vec<EntryId>>,
    /// What was said changes what others' words are worth.
    unsettled: bool,
}

/// What was already asked in this transaction. Forgotten whenever the control feed changes it.
#[derive(Default)]
struct Known {
    devices: HashMap<DeviceId, Option<Device>>,
    feeds: HashMap<FeedId, Option<FeedNo>>,
    rights: HashMap<(DeviceId, FeedNo), Option<Rights>>,
    ahead: Ahead,
}

impl<'t> EntryValidator<'t> {
    /// Opens the court.
    pub fn new(
        txn: &'t mut dyn Writing,
        office: Office,
        sender: Option<DeviceId>,
        rules: Rules,
        now: RelayTime,
    ) -> Self {
        Self {
            txn,
            office,
            sender,
            rules,
            now,
            known: Known::default(),
            shares: Shares::default(),
            counting: None,
            unsettled: false,
        }
    }

    /// Judges `offered` in order.
    pub fn all(&mut self, offered: &[Offered]) -> Result<Vec<PushResult>, StorageError> {
        offered.iter().map(|one| self.one(one, offered)).collect()
    }

    /// Judges one entry of `offered` and stores it if it stands.
    pub fn one(&mut self, one: &Offered, offered: &[Offered]) -> Result<PushResult, StorageError> {
        let candidate = match one {
            Offered::Unreadable(reason) => return Ok(PushResult::Rejected(*reason)),
            Offered::Entry(candidate) => candidate,
        };
        let header = candidate.entry.header();
        // Who speaks for nobody brings what the office says, and no work.
        if self.sender.is_none() && header.feed != FeedId::CONTROL {
            return Ok(PushResult::Rejected(Rejection::NoAccess));
        }
        let Some(feed) = self.feed(header.feed)? else {
            return Ok(PushResult::Rejected(Rejection::NoAccess));
        };
        if let Err(reason) = self.sender_may_see(header.feed, feed)? {
            return Ok(PushResult::Rejected(reason));
        }
        if let Some(seq) = self.txn.seq_of(feed, &candidate.id)? {
            return Ok(PushResult::Duplicate(seq));
        }
        let ruling = if header.feed == FeedId::CONTROL {
            self.control(candidate, feed, offered)?
        } else {
            self.data(candidate, feed, offered)?
        };
        let account = match ruling {
            Ok(account) => account,
            Err(reason) => return Ok(PushResult::Rejected(reason)),
        };
        let entry = NewEntry {
            id: candidate.id,
            device: header.device,
            device_seq: header.device_seq,
            account,
            bytes: candidate.entry.as_bytes(),
        };
        let seq = self.txn.append(self.office.no, feed, &entry)?;
        let paid = paid(candidate, account);
        self.shares.took(&mut self.office, &header.device, paid);
        if account == Account::Named {
            named::stored(self.txn, &self.office, header)?;
        }
        if std::mem::take(&mut self.unsettled) {
            settling::again(self.txn, &self.office)?;
            self.known = Known::default();
        }
        Ok(PushResult::Accepted(seq))
    }

    /// A sender is a member that may read the feed. It need not be the author: that is how lost entries come back.
    fn sender_may_see(&mut self, id: FeedId, feed: FeedNo) -> Result<Ruling, StorageError> {
        let Some(sender) = self.sender else {
            return Ok(Ok(()));
        };
        match self.device(sender)?.map(|device| device.standing) {
            None => return Ok(Err(Rejection::NoAccess)),
            Some(Standing::Revoked) => return Ok(Err(Rejection::Revoked)),
            Some(Standing::Provisional | Standing::Granted) => {}
        }
        if id == FeedId::CONTROL || self.rights(sender, feed)?.is_some() {
            Ok(Ok(()))
        } else {
            Ok(Err(Rejection::NoAccess))
        }
    }

    fn data(
        &mut self,
        candidate: &Candidate,
        feed: FeedNo,
        offered: &[Offered],
    ) -> Result<Result<Account, Rejection>, StorageError> {
        let header = candidate.entry.header();
        if matches!(header.kind, Kind::Statements | Kind::Enrolment) {
            return Ok(Err(Rejection::Statement));
        }
        let (author, account) = match self.author(candidate, feed, offered)? {
            Ok(author) => author,
            Err(reason) => return Ok(Err(reason)),
        };
        // What a revoked device wrote needs no right that it no longer has; its readers know what they believe of it.
        if author.standing != Standing::Revoked
            && self.rights(header.device, feed)? != Some(Rights::Write)
        {
            return Ok(Err(Rejection::NoAccess));
        }
        let author = self.who(header.device, &author);
        let fits = self.fits(candidate, author, account)?;
        Ok(fits.map(|()| account))
    }

    fn control(
        &mut self,
        candidate: &Candidate,
        feed: FeedNo,
        offered: &[Offered],
    ) -> Result<Result<Account, Rejection>, StorageError> {
        let header = candidate.entry.header();
        if let Body::Enrolment(enrolment) = &candidate.body {
            if enrolment.keys.device() != header.device {
                return Ok(Err(Rejection::Signature));
            }
            if !candidate.is_signed_by(&self.office.id, &enrolment.keys.sign) {
                return Ok(Err(Rejection::Signature));
            }
            let revoked = self.txn.is_revoked(self.office.no, &header.device)?;
            let account = match self.account(candidate, feed, revoked, offered)? {
                Ok(account) => account,
                Err(reason) => return Ok(Err(reason)),
            };
            let fits = self.fits(candidate, Author::Provisional, account)?;
            if let Err(reason) = fits {
                return Ok(Err(reason));
            }
            let ruling = enrolment::admit(self.txn, &self.office, enrolment, header, self.now)?;
            self.known = Known::default();
            return Ok(ruling.map(|()| account));
        }
        let (author, account) = match self.author(candidate, feed, offered)? {
            Ok(author) => author,
            Err(reason) => return Ok(Err(reason)),
        };
        // A device that enrolled with an office invite makes statements only once the office signed its grant.
        let who = self.who(header.device, &author);
        if !matches!(who, Author::Root | Author::Office) {
            return Ok(Err(Rejection::NoAccess));
        }
        if let Err(reason) = self.fits(candidate, who, account)? {
            return Ok(Err(reason));
        }
        let said = match &candidate.body {
            Body::Statements(said) => said,
            // A kind of a later version, by the office: kept and passed on.
            Body::Opaque if header.kind != Kind::Data => return Ok(Ok(account)),
            Body::Opaque | Body::Unreadable | Body::Enrolment(_) => {
                return Ok(Err(Rejection::Statement));
            }
        };
        if matches!(said.first(), Some(Statement::Found(_))) && !self.is_founding(candidate)? {
            return Ok(Err(Rejection::Statement));
        }
        let ruling = statements::apply(self.txn, &self.office, candidate, said)?;
        self.known = Known::default();
        if ruling.is_ok() {
            let revokes = said.iter().any(|one| matches!(one, Statement::Revoke(_)));
            self.unsettled = (account == Account::Named && revokes)
                || settling::is_needed(self.txn, &self.office, said)?;
        }
        Ok(ruling.map(|()| account))
    }

    /// Founding is the first thing ever said in an office, by its root.
    fn is_founding(&self, candidate: &Candidate) -> Result<bool, StorageError> {
        let header = candidate.entry.header();
        let control = self.txn.feed(self.office.no, &FeedId::CONTROL)?;
        Ok(header.device == self.root()
            && header.device_seq == 1
            && control.is_some_and(|feed| feed.head == 0))
    }

    fn root(&self) -> DeviceId {
        DeviceId::of_key(&self.office.root)
    }

    fn who(&self, id: DeviceId, author: &Device) -> Author {
        if id == self.root() {
            Author::Root
        } else if author.granted.is_none() {
            Author::Provisional
        } else if author.role == DeviceRole::Office {
            Author::Office
        } else {
            Author::Member
        }
    }

    /// The author is known, signed the entry, and may bring it or have it brought.
    fn author(
        &mut self,
        candidate: &Candidate,
        feed: FeedNo,
        offered: &[Offered],
    ) -> Result<Result<(Device, Account), Rejection>, StorageError> {
        let header = candidate.entry.header();
        let Some(author) = self.device(header.device)? else {
            return Ok(Err(Rejection::UnknownAuthor));
        };
        if !candidate.is_signed_by(&self.office.id, &author.keys.sign) {
            return Ok(Err(Rejection::Signature));
        }
        let revoked = author.standing == Standing::Revoked;
        let account = self.account(candidate, feed, revoked, offered)?;
        Ok(account.map(|account| (author, account)))
    }

    /// Who pays for an entry, if its number allows it.
    ///
    /// What a revocation names counts, whatever else has its number. Anything else of a revoked device means nothing in the control feed,
    /// where it would be obeyed; but believed work may be built upon its data, so granted members bring them. Below the named ends they are
    /// most likely the author's honest work, which a relay that was wiped hears from the first number on.
    fn account(
        &mut self,
        candidate: &Candidate,
        feed: FeedNo,
        revoked: bool,
        offered: &[Offered],
    ) -> Result<Result<Account, Rejection>, StorageError> {
        let header = candidate.entry.header();
        let holder = self.txn.holder(feed, &header.device, header.device_seq)?;
        if !revoked {
            let free = holder.map_or(Ok(Account::Author), |_| Err(Rejection::SeqTaken));
            return Ok(free);
        }
        let ahead = &mut self.known.ahead;
        if ahead.holds(self.txn, &self.office, candidate, offered)? {
            return Ok(Ok(Account::Named));
        }
        if header.feed == FeedId::CONTROL && self.overrules(candidate, offered)? {
            return Ok(Ok(Account::Named));
        }
        if header.feed == FeedId::CONTROL || !self.sender_is_granted(header.device)? {
            return Ok(Err(Rejection::Revoked));
        }
        let (office, device) = (self.office.no, &header.device);
        let highest = self.txn.highest_named(office, device, &header.feed)?;
        let below = header.device_seq < highest && holder.is_none();
        Ok(Ok(if below {
            Account::Author
        } else {
            Account::Beyond
        }))
    }

    /// Whether a revocation by an office device that was revoked here counts for every reader nevertheless: who revoked it was revoked by
    /// it, and speaks by its word or further from the root.
    fn overrules(
        &mut self,
        candidate: &Candidate,
        offered: &[Offered],
    ) -> Result<bool, StorageError> {
        let Body::Statements(said) = &candidate.body else {
            return Ok(false);
        };
        let author = self.device(candidate.entry.header().device)?;
        let speaks = author.is_some_and(|author| author.role == DeviceRole::Office);
        if !speaks || !said.iter().any(|one| matches!(one, Statement::Revoke(_))) {
            return Ok(false);
        }
        if self.counting.is_none() {
            self.counting = Some(settling::with_offered(self.txn, &self.office, offered)?);
        }
        let counting = self.counting.iter().flatten();
        Ok(counting.into_iter().any(|id| *id == candidate.id))
    }

    fn sender_is_granted(&mut self, author: DeviceId) -> Result<bool, StorageError> {
        let Some(sender) = self.sender.filter(|sender| *sender != author) else {
            return Ok(false);
        };
        let sender = self.device(sender)?;
        Ok(sender.is_some_and(|sender| sender.standing == Standing::Granted))
    }

    fn fits(
        &mut self,
        candidate: &Candidate,
        author: Author,
        account: Account,
    ) -> Result<Ruling, StorageError> {
        let quota = self.office.quota.unwrap_or(self.rules.quota);
        let device = &candidate.entry.header().device;
        let entry = paid(candidate, account);
        self.shares
            .fits(self.txn, &self.office, quota, device, author, entry)
    }

    fn device(&mut self, id: DeviceId) -> Result<Option<Device>, StorageError> {
        if let Some(known) = self.known.devices.get(&id) {
            return Ok(known.clone());
        }
        let device = self.txn.device(self.office.no, &id)?;
        self.known.devices.insert(id, device.clone());
        Ok(device)
    }

    fn feed(&mut self, id: FeedId) -> Result<Option<FeedNo>, StorageError> {
        if let Some(known) = self.known.feeds.get(&id) {
            return Ok(*known);
        }
        let feed = self.txn.feed(self.office.no, &id)?;
        let no = feed.map(|Feed { no, .. }| no);
        self.known.feeds.insert(id, no);
        Ok(no)
    }

    fn rights(&mut self, device: DeviceId, feed: FeedNo) -> Result<Option<Rights>, StorageError> {
        if let Some(known) = self.known.rights.get(&(device, feed)) {
            return Ok(*known);
        }
        let rights = self.txn.rights(self.office.no, &device, feed)?;
        self.known.rights.insert((device, feed), rights);
        Ok(rights)
    }
}

fn paid(candidate: &Candidate, account: Account) -> Entry {
    Entry {
        size: candidate.entry.as_bytes().len() as u64,
        control: candidate.entry.header().feed == FeedId::CONTROL,
        account,
    }
}
