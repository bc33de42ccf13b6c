//! How the office's statements change who may do what. The access tables are a cache of the control feed: replaying the
//! feed's entries in any order that keeps each author known yields the same tables.

use std::collections::HashMap;

use sesi_wire::ids::{DeviceId, EntryId, FeedId, TokenHash};
use sesi_wire::statement::{Access, DeviceKeys, DeviceRole, Grant, Invite, Rights, Statement};
use sesi_wire::sync::Rejection;

use super::judge::Ruling;
use crate::storage::{self, Device, FeedNo, Office, Standing, StorageError, Writing};

/// Applies all statements of an entry, or none: they are checked first.
pub fn apply(
    txn: &mut dyn Writing,
    office: &Office,
    author: DeviceId,
    entry: EntryId,
    said: &[Statement],
) -> Result<Ruling, StorageError> {
    if let Err(reason) = check(txn, office, author, said)? {
        return Ok(Err(reason));
    }
    for statement in said {
        match statement {
            Statement::Grant(said) => grant(txn, office, entry, said)?,
            Statement::Revoke(said) => {
                let believed: Vec<_> = said.last.iter().map(|at| (at.feed, at.last)).collect();
                txn.revoke(office.no, &said.device, &believed)?;
            }
            Statement::Invite(said) => invite(txn, office, said)?,
            Statement::Withdraw(said) => txn.withdraw_invite(office.no, &said.invite)?,
            // The office was made before its founding entry is judged; epochs concern devices only.
            Statement::Found(_) | Statement::Epoch(_) | Statement::Unknown(_) => {}
        }
    }
    Ok(Ok(()))
}

/// What must hold of an entry's statements before any of them takes effect.
fn check(
    txn: &dyn Writing,
    office: &Office,
    author: DeviceId,
    said: &[Statement],
) -> Result<Ruling, StorageError> {
    let root = DeviceId::of_key(&office.root);
    let mut presented = Presented::default();
    for (at, statement) in said.iter().enumerate() {
        let stands = match statement {
            Statement::Found(found) => {
                at == 0 && author == root && presented.fits(txn, office, &found.root)?
            }
            Statement::Grant(grant) => presented.fits(txn, office, &grant.keys)?,
            Statement::Revoke(revoke) => revoke.device != root,
            Statement::Invite(invite) => {
                let known = txn.invite(&invite.invite)?;
                known.is_none_or(|known| known.office == office.no)
            }
            Statement::Epoch(_) | Statement::Withdraw(_) | Statement::Unknown(_) => true,
        };
        if !stands {
            return Ok(Err(Rejection::Statement));
        }
    }
    Ok(Ok(()))
}

/// Keys that one entry presents: two of them may not contradict each other either.
#[derive(Default)]
struct Presented {
    devices: HashMap<DeviceId, DeviceKeys>,
    tokens: HashMap<TokenHash, DeviceId>,
}

impl Presented {
    fn fits(
        &mut self,
        txn: &dyn Writing,
        office: &Office,
        keys: &DeviceKeys,
    ) -> Result<bool, StorageError> {
        let device = keys.device();
        let same = *self.devices.entry(device).or_insert(*keys) == *keys;
        let own = *self.tokens.entry(keys.token).or_insert(device) == device;
        Ok(same && own && are_free(txn, office, keys)?)
    }
}

/// Whether a device may have these keys: it has no others already, and its token is nobody else's.
pub(super) fn are_free(
    txn: &dyn Writing,
    office: &Office,
    keys: &DeviceKeys,
) -> Result<bool, StorageError> {
    let device = keys.device();
    let known = txn.device(office.no, &device)?;
    if let Some(known) = known {
        return Ok(known.keys == *keys);
    }
    Ok(txn.session(&keys.token)?.is_none())
}

fn grant(
    txn: &mut dyn Writing,
    office: &Office,
    entry: EntryId,
    said: &Grant,
) -> Result<(), StorageError> {
    let id = said.keys.device();
    let known = txn.device(office.no, &id)?;
    // Feeds are made by whoever names them first, even by a grant that does not count any more.
    let access = numbered(txn, office, &said.access)?;
    if let Some(known) = &known {
        let newer = match known.granted_by {
            None => true,
            Some(by) => (said.serial, entry) > (known.serial, by),
        };
        if !newer || known.standing == Standing::Revoked {
            return Ok(());
        }
    }
    let role = if id == DeviceId::of_key(&office.root) {
        DeviceRole::Office
    } else {
        said.role
    };
    // A device that was revoked before its grant came (back) is written down for its key: what the office still
    // believes of it must verify. The revocation stands beside it and wins.
    let device = Device {
        keys: said.keys,
        role,
        standing: Standing::Granted,
        serial: said.serial.min(i64::MAX.unsigned_abs()),
        granted_by: Some(entry),
    };
    txn.put_device(office.no, &id, &device)?;
    txn.put_access(office.no, &id, &access)
}

fn invite(txn: &mut dyn Writing, office: &Office, said: &Invite) -> Result<(), StorageError> {
    let access = numbered(txn, office, &said.access)?;
    let invite = storage::Invite {
        office: office.no,
        role: said.role,
        expires: said.expires,
        welcome: said.welcome.to_vec(),
        used_by: None,
        withdrawn: false,
    };
    txn.add_invite(&said.invite, &invite, &access)
}

/// The access list with the feeds' numbers; unknown feeds are made. The control feed is everybody's and never listed.
fn numbered(
    txn: &mut dyn Writing,
    office: &Office,
    access: &[Access],
) -> Result<Vec<(FeedNo, Rights)>, StorageError> {
    access
        .iter()
        .filter(|access| access.feed != FeedId::CONTROL)
        .map(|access| Ok((txn.ensure_feed(office, &access.feed)?, access.rights)))
        .collect()
}
