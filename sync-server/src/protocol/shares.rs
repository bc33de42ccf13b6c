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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Staff;
    use crate::storage::Writing;
    use crate::storage::sqlite::write_beside;

    const DATA: bool = false;
    const CONTROL: bool = true;

    fn entry(size: u64, control: bool) -> Entry {
        let account = Account::Author;
        Entry {
            size,
            control,
            account,
        }
    }

    /// In an office that was just founded and keeps nothing.
    fn in_a_new_office(work: impl FnOnce(&mut dyn Writing, Office)) {
        let (dir, staff) = (tempfile::tempdir().unwrap(), Staff::new(1));
        write_beside(dir.path(), |txn| {
            let office = txn.create_office(&staff.office, &staff.root.keys(), [0; 8])?;
            work(txn, office);
            Ok(())
        })
        .unwrap();
    }

    #[test]
    fn each_author_may_fill_its_share_to_the_last_byte_and_no_further() {
        in_a_new_office(|txn, office| {
            let device = DeviceId([9; 8]);
            let most = [
                (Author::Root, DATA, 1000, 1000),
                (Author::Root, CONTROL, 1000, 2000),
                (Author::Office, DATA, 1000, 750),
                (Author::Office, CONTROL, 1000, 1000),
                (Author::Member, DATA, 1000, 500),
                (Author::Member, CONTROL, 1000, 1000),
                (Author::Provisional, DATA, 1000, 500),
                (Author::Provisional, CONTROL, 1 << 30, 4 << 20),
            ];
            for (author, control, quota, most) in most {
                let judge = |size| {
                    let entry = entry(size, control);
                    let fits = Shares::default().fits(txn, &office, quota, &device, author, entry);
                    fits.unwrap()
                };
                assert_eq!(judge(most), Ok(()), "{author:?} {control}");
                assert_eq!(
                    judge(most + 1),
                    Err(Rejection::Quota),
                    "{author:?} {control}"
                );
            }
        });
    }

    #[test]
    fn what_a_device_had_stored_earlier_in_the_request_counts() {
        in_a_new_office(|txn, mut office| {
            let (device, other) = (DeviceId([9; 8]), DeviceId([8; 8]));
            let mut shares = Shares::default();
            shares.took(&mut office, &device, entry(100, DATA));
            shares.took(&mut office, &device, entry(50, DATA));
            shares.took(&mut office, &device, entry(30, CONTROL));
            shares.took(&mut office, &device, entry(20, CONTROL));
            shares.took(&mut office, &other, entry(10, DATA));
            assert_eq!((office.used, office.beyond), (210, 0));
            let mut judge = |author, size, control| {
                let entry = entry(size, control);
                let fits = shares.fits(txn, &office, 1000, &device, author, entry);
                fits.unwrap().is_ok()
            };
            // 200 of its own and 210 of all: 295 more are 495, and leave 495.
            assert!(judge(Author::Member, 295, DATA));
            assert!(!judge(Author::Member, 296, DATA));
            // 50 said of 210 stored: 870 more are 920, and leave 920.
            assert!(judge(Author::Office, 870, CONTROL));
            assert!(!judge(Author::Office, 871, CONTROL));
        });
    }

    #[test]
    fn what_a_revoked_device_wrote_beyond_its_ends_has_a_room_of_its_own() {
        in_a_new_office(|txn, mut office| {
            let device = DeviceId([9; 8]);
            let beyond = |size| Entry {
                account: Account::Beyond,
                ..entry(size, DATA)
            };
            let mut shares = Shares::default();
            for size in [600, 400] {
                shares.took(&mut office, &device, beyond(size));
            }
            assert_eq!((office.used, office.beyond), (1000, 1000));
            let mut judge = |author, entry| {
                let fits = shares.fits(txn, &office, 1000, &device, author, entry);
                fits.unwrap().is_ok()
            };
            assert!(judge(Author::Member, beyond((1 << 20) - 1000)));
            assert!(!judge(Author::Member, beyond((1 << 20) - 999)));
            // The office's room is as free as before, and so is the author's share of it.
            assert!(judge(Author::Root, entry(1000, DATA)));
            assert!(judge(Author::Member, entry(500, DATA)));
        });
    }
}
