//! One pushed entry against the rules, inside a write transaction. Each entry is judged alone; a later one of the same
//! request sees what an earlier one changed.

use std::collections::HashMap;

use sesi_wire::entry::Kind;
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{DeviceRole, Rights, Statement};
use sesi_wire::sync::{PushResult, Rejection};

use super::offered::{Body, Candidate, Offered};
use super::{RelayTime, Rules, enrolment, statements};
use crate::storage::{Device, Feed, FeedNo, NewEntry, Office, Standing, StorageError, Writing};

/// Whether an entry may be stored, and if not, what to answer.
pub type Ruling = Result<(), Rejection>;

/// The rules, applied within one transaction for one office.
pub struct Judge<'t> {
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
}

/// What was already asked in this transaction. Forgotten whenever the control feed changes it.
#[derive(Default)]
struct Known {
    devices: HashMap<DeviceId, Option<Device>>,
    feeds: HashMap<FeedId, Option<FeedNo>>,
    rights: HashMap<(DeviceId, FeedNo), Option<Rights>>,
}

impl<'t> Judge<'t> {
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
        }
    }

    /// Judges `offered` in order.
    pub fn all(&mut self, offered: &[Offered]) -> Result<Vec<PushResult>, StorageError> {
        offered.iter().map(|offered| self.one(offered)).collect()
    }

    /// Judges one entry and stores it if it stands.
    pub fn one(&mut self, offered: &Offered) -> Result<PushResult, StorageError> {
        let candidate = match offered {
            Offered::Unreadable(reason) => return Ok(PushResult::Rejected(*reason)),
            Offered::Entry(candidate) => candidate,
        };
        let header = candidate.entry.header();
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
            self.control(candidate, feed)?
        } else {
            self.data(candidate, feed)?
        };
        if let Err(reason) = ruling {
            return Ok(PushResult::Rejected(reason));
        }
        let bytes = candidate.entry.as_bytes();
        let entry = NewEntry {
            id: candidate.id,
            device: header.device,
            device_seq: header.device_seq,
            bytes,
        };
        let seq = self.txn.append(self.office.no, feed, &entry)?;
        self.office.used += bytes.len() as u64;
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

    fn data(&mut self, candidate: &Candidate, feed: FeedNo) -> Result<Ruling, StorageError> {
        let header = candidate.entry.header();
        if matches!(header.kind, Kind::Statements | Kind::Enrolment) {
            return Ok(Err(Rejection::Statement));
        }
        let author = match self.author(candidate, feed)? {
            Ok(author) => author,
            Err(reason) => return Ok(Err(reason)),
        };
        // What a revoked device wrote needs no right that it no longer has; its readers know what they believe of it.
        if author.standing != Standing::Revoked
            && self.rights(header.device, feed)? != Some(Rights::Write)
        {
            return Ok(Err(Rejection::NoAccess));
        }
        Ok(self.fits(candidate, self.quota()))
    }

    fn control(&mut self, candidate: &Candidate, feed: FeedNo) -> Result<Ruling, StorageError> {
        let header = candidate.entry.header();
        // A full office must still be able to revoke; but its control feed is not a way around the quota either.
        let limit = self.quota().saturating_mul(2);
        if let Body::Enrolment(enrolment) = &candidate.body {
            if enrolment.keys.device() != header.device {
                return Ok(Err(Rejection::Signature));
            }
            if !candidate.is_signed_by(&self.office.id, &enrolment.keys.sign) {
                return Ok(Err(Rejection::Signature));
            }
            if let Err(reason) = self.unrevoked(header.device, header.feed, header.device_seq)? {
                return Ok(Err(reason));
            }
            if let Err(reason) = self.free(candidate, feed)? {
                return Ok(Err(reason));
            }
            if let Err(reason) = self.fits(candidate, limit) {
                return Ok(Err(reason));
            }
            let ruling = enrolment::admit(self.txn, &self.office, enrolment, header, self.now)?;
            self.known = Known::default();
            return Ok(ruling);
        }
        let author = match self.author(candidate, feed)? {
            Ok(author) => author,
            Err(reason) => return Ok(Err(reason)),
        };
        // A device that enrolled with an office invite makes statements only once the office signed its grant.
        let admitted = author.granted_by.is_some() || header.device == self.root();
        if author.role != DeviceRole::Office || !admitted {
            return Ok(Err(Rejection::NoAccess));
        }
        if let Err(reason) = self.fits(candidate, limit) {
            return Ok(Err(reason));
        }
        let said = match &candidate.body {
            Body::Statements(said) => said,
            // A kind of a later version, by the office: kept and passed on.
            Body::Opaque if header.kind != Kind::Data => return Ok(Ok(())),
            Body::Opaque | Body::Unreadable | Body::Enrolment(_) => {
                return Ok(Err(Rejection::Statement));
            }
        };
        if matches!(said.first(), Some(Statement::Found(_))) && !self.is_founding(candidate)? {
            return Ok(Err(Rejection::Statement));
        }
        let ruling = statements::apply(self.txn, &self.office, header.device, candidate.id, said)?;
        self.known = Known::default();
        Ok(ruling)
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

    /// The author is known, signed the entry, is believed, and its `device_seq` is free.
    fn author(
        &mut self,
        candidate: &Candidate,
        feed: FeedNo,
    ) -> Result<Result<Device, Rejection>, StorageError> {
        let header = candidate.entry.header();
        let Some(author) = self.device(header.device)? else {
            return Ok(Err(Rejection::UnknownAuthor));
        };
        if !candidate.is_signed_by(&self.office.id, &author.keys.sign) {
            return Ok(Err(Rejection::Signature));
        }
        if let Err(reason) = self.unrevoked(header.device, header.feed, header.device_seq)? {
            return Ok(Err(reason));
        }
        Ok(self.free(candidate, feed)?.map(|()| author))
    }

    /// A revoked device brings nothing any more. Others bring what it wrote, for believed work may be built upon it; but what it
    /// says for the office would be obeyed here.
    fn unrevoked(
        &mut self,
        device: DeviceId,
        feed: FeedId,
        device_seq: u64,
    ) -> Result<Ruling, StorageError> {
        if feed != FeedId::CONTROL && self.sender != Some(device) {
            return Ok(Ok(()));
        }
        if self.txn.is_revoked(self.office.no, &device)?
            && device_seq > self.txn.believed(self.office.no, &device, &feed)?
        {
            return Ok(Err(Rejection::Revoked));
        }
        Ok(Ok(()))
    }

    fn free(&mut self, candidate: &Candidate, feed: FeedNo) -> Result<Ruling, StorageError> {
        let header = candidate.entry.header();
        let holder = self.txn.holder(feed, &header.device, header.device_seq)?;
        Ok(holder.map_or(Ok(()), |_| Err(Rejection::SeqTaken)))
    }

    fn quota(&self) -> u64 {
        self.office.quota.unwrap_or(self.rules.quota)
    }

    fn fits(&self, candidate: &Candidate, limit: u64) -> Ruling {
        let size = candidate.entry.as_bytes().len() as u64;
        if self.office.used.saturating_add(size) > limit {
            return Err(Rejection::Quota);
        }
        Ok(())
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
