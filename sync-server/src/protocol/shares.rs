//! The share of an office's room that one device may take, so that a device that fills it leaves room for the others. An entry counts
//! for its author, whoever brings it.

use std::collections::HashMap;

use sesi_wire::ids::DeviceId;
use sesi_wire::sync::Rejection;

use super::ruling::Ruling;
use crate::storage::{Account, Office, OfficeNo, Reading, Spent, StorageError};

/// What a revoked device may have stored beyond what its revocations name, in bytes. Not of the office's room.
pub const BEYOND: u64 = 1024 * 1024;
/// What a device may have stored whose enrolment nobody has checked yet, in bytes.
pub const PROVISIONAL: u64 = 4 * 1024 * 1024;
/// How many times what is left an office device may have stored in feeds of data: it brings whole rosters.
const OFFICE_PARTS: u64 = 3;

/// Who an author is to its office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// The root.
    Root,
    /// A granted device of the office.
    Office,
    /// Any other granted device.
    Member,
    /// A device that only enrolled.
    Provisional,
}

/// What devices have stored, as far as this request asked.
#[derive(Debug, Default)]
pub struct Shares(HashMap<DeviceId, Spent>);

impl Shares {
    /// Whether an entry of `size` bytes may be stored. Data end at the quota; the control feed goes on to twice of it, so that a full office
    /// can still revoke. Of either a device takes at most as much as it leaves.
    #[allow(clippy::too_many_arguments)] // what an entry is, and whose
    pub fn fits(
        &mut self,
        txn: &dyn Reading,
        office: &Office,
        quota: u64,
        device: &DeviceId,
        author: Author,
        entry: Entry,
    ) -> Result<Ruling, StorageError> {
        let spent = self.of(txn, office.no, *device)?;
        let size = entry.size;
        let full = Ok(Err(Rejection::Quota));
        if entry.account == Account::Beyond {
            return if spent.beyond + size > BEYOND {
                full
            } else {
                Ok(Ok(()))
            };
        }
        let limit = if entry.control {
            quota.saturating_mul(2)
        } else {
            quota
        };
        let used = office.used.saturating_sub(office.beyond) + size;
        let Some(left) = limit.checked_sub(used) else {
            return full;
        };
        let all = spent.data + spent.said + size;
        let within = match (author, entry.control) {
            (Author::Root, _) => true,
            (Author::Office, true) => spent.said + size <= left,
            (Author::Office, false) => all <= left.saturating_mul(OFFICE_PARTS),
            (Author::Member, _) => all <= left,
            (Author::Provisional, _) => all <= left.min(PROVISIONAL),
        };
        if within { Ok(Ok(())) } else { full }
    }

    /// The entry was stored.
    pub fn took(&mut self, office: &mut Office, device: &DeviceId, entry: Entry) {
        office.used += entry.size;
        let spent = self.0.entry(*device).or_default();
        match (entry.account, entry.control) {
            (Account::Beyond, _) => {
                office.beyond += entry.size;
                spent.beyond += entry.size;
            }
            (_, true) => spent.said += entry.size,
            (_, false) => spent.data += entry.size,
        }
    }

    fn of(
        &mut self,
        txn: &dyn Reading,
        office: OfficeNo,
        device: DeviceId,
    ) -> Result<Spent, StorageError> {
        if let Some(known) = self.0.get(&device) {
            return Ok(*known);
        }
        let spent = txn.spent(office, &device)?;
        self.0.insert(device, spent);
        Ok(spent)
    }
}

/// What matters of an entry to who pays for it.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its bytes.
    pub size: u64,
    /// Whether it is for the control feed.
    pub control: bool,
    /// Whose account.
    pub account: Account,
}
