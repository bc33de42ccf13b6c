//! How the office's statements change who may do what. The access tables are a cache of the control feed: in whatever
//! order grants and revocations come back after a relay was wiped, they mean the same.

use std::collections::HashMap;

use sesi_wire::ids::{DeviceId, FeedId, TokenHash};
use sesi_wire::statement::{
    Access, DeviceKeys, DeviceRole, GiveAccess, Grant, Invite, Rights, Statement,
};
use sesi_wire::sync::Rejection;

use super::named;
use super::offered::Candidate;
use super::ruling::Ruling;
use crate::storage::{
    self, Device, FeedNo, GrantPlace, Office, Source, Standing, StorageError, Writing,
};

/// Applies all statements of an entry, or none: they are checked first.
pub fn apply(
    txn: &mut dyn Writing,
    office: &Office,
    entry: &Candidate,
    said: &[Statement],
) -> Result<Ruling, StorageError> {
    let author = entry.entry.header().device;
    if let Err(reason) = check(txn, office, author, said)? {
        return Ok(Err(reason));
    }
    for (at, statement) in said.iter().enumerate() {
        match statement {
            Statement::Grant(said) => {
                let place = place(txn, office, entry, at)?;
                grant(txn, office, place, said)?;
            }
            Statement::Access(said) => give(txn, office, said)?,
            Statement::Revoke(said) => {
                txn.revoke(office.no, &said.device)?;
                named::ends(txn, office, &said.device, &said.last)?;
            }
            Statement::Invite(said) => invite(txn, office, said)?,
            Statement::Withdraw(said) => txn.withdraw_invite(office.no, &said.invite)?,
            // The office was made before its founding entry is judged; epochs and addresses concern devices only.
            Statement::Found(_)
            | Statement::Epoch(_)
            | Statement::Relay(_)
            | Statement::Unknown(_) => {}
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
            Statement::Access(_)
            | Statement::Epoch(_)
            | Statement::Invite(_)
            | Statement::Withdraw(_)
            | Statement::Relay(_)
            | Statement::Unknown(_) => true,
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

/// Whether a device may have these keys: it has no others already, and its token is nobody else's of its office. Other offices may
/// have the same token hash: it is public, and whoever took it first would keep everybody else out.
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
    Ok(txn.sessions(&keys.token, Some(&office.id))?.is_empty())
}

/// Where a grant stands among those of its device. Its author is in the office, so its own grant was heard before.
fn place(
    txn: &dyn Writing,
    office: &Office,
    entry: &Candidate,
    at: usize,
) -> Result<GrantPlace, StorageError> {
    let header = entry.entry.header();
    let author = txn.device(office.no, &header.device)?;
    let granted = author.and_then(|author| author.granted);
    let distance = match granted {
        Some(granted) if header.device != DeviceId::of_key(&office.root) => {
            granted.distance.saturating_add(1)
        }
        _ => 0,
    };
    Ok(GrantPlace {
        distance,
        author: header.device,
        device_seq: header.device_seq,
        entry: entry.id,
        at: u16::try_from(at).unwrap_or(u16::MAX),
    })
}

/// Access adds up; the role is that of the first grant.
fn grant(
    txn: &mut dyn Writing,
    office: &Office,
    place: GrantPlace,
    said: &Grant,
) -> Result<(), StorageError> {
    let id = said.keys.device();
    let access = numbered(txn, office, &said.access)?;
    txn.add_access(office.no, &id, Source::Said, &access)?;
    let known = txn.device(office.no, &id)?;
    let earlier = known.and_then(|known| known.granted);
    if earlier.is_some_and(|earlier| earlier <= place) {
        return Ok(());
    }
    let role = if id == DeviceId::of_key(&office.root) {
        DeviceRole::Office
    } else {
        said.role
    };
    // Written down for a revoked device too: what the office still believes of it must verify. The revocation stands
    // beside the grant and wins whichever came first.
    let device = Device {
        keys: said.keys,
        role,
        standing: Standing::Granted,
        granted: Some(place),
    };
    txn.put_device(office.no, &id, &device)
}

/// Means nothing for a device until its grant is heard, and is kept for then.
fn give(txn: &mut dyn Writing, office: &Office, said: &GiveAccess) -> Result<(), StorageError> {
    if said.feed == FeedId::CONTROL {
        return Ok(());
    }
    let feed = txn.ensure_feed(office, &said.feed)?;
    for given in &said.devices {
        let access = [(feed, given.rights)];
        txn.add_access(office.no, &given.device, Source::Said, &access)?;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sesi_wire::ids::EntryId;
    use sesi_wire::statement::End;
    use sesi_wire::sync::PushResult;

    use super::*;
    use crate::fixture::people::{give, grant, office_grant, revoke};
    use crate::fixture::{Person, Staff};
    use crate::protocol::entry_validator::EntryValidator;
    use crate::protocol::{RelayTime, Rules, offered};
    use crate::storage::sqlite::write_beside;

    const FEEDS: [FeedId; 2] = [FeedId([1; 8]), FeedId([2; 8])];

    fn statement() -> impl Strategy<Value = Statement> {
        let person = (10..13_u64).prop_map(Person::new);
        let rights = || prop_oneof![Just(Rights::Read), Just(Rights::Write)];
        let access = prop::collection::vec((prop::sample::select(&FEEDS[..]), rights()), 0..3);
        let given = prop::collection::vec((person.clone(), rights()), 0..3);
        let end = (prop::sample::select(&FEEDS[..]), 1..5_u64, 0..3_u8);
        let end = end.prop_map(|(feed, device_seq, id)| End {
            feed,
            device_seq,
            entry: EntryId([id; 32]),
        });
        let last = prop::collection::vec(end, 0..3);
        prop_oneof![
            4 => (person.clone(), access.clone())
                .prop_map(|(person, access)| grant(&person, &access)),
            2 => (person.clone(), access)
                .prop_map(|(person, access)| office_grant(&person, &access)),
            2 => (prop::sample::select(&FEEDS[..]), given)
                .prop_map(|(feed, given)| give(feed, &given)),
            1 => (person, last).prop_map(|(person, last)| revoke(&person, &last)),
        ]
    }

    /// Everything that the tables say of three devices after an office said `entries`.
    fn outcome(staff: &Staff, entries: &[Vec<u8>]) -> Vec<String> {
        let dir = tempfile::tempdir().unwrap();
        let rules = Rules {
            quota: 1 << 20,
            open_founding: true,
        };
        write_beside(dir.path(), |txn| {
            let office = txn.create_office(&staff.office, &staff.root.keys(), [0; 8])?;
            let offered = offered::read(entries.iter().map(|e| e.clone().into()).collect());
            let results = EntryValidator::new(txn, office.clone(), None, rules, RelayTime(0))
                .all(&offered)?;
            assert!(results.iter().all(|r| matches!(r, PushResult::Accepted(_))));
            let mut said = Vec::new();
            for person in (10..13).map(Person::new) {
                let id = person.id();
                said.push(format!("{:?}", txn.device(office.no, &id)?));
                said.push(format!("revoked {}", txn.is_revoked(office.no, &id)?));
                for feed in FEEDS {
                    let rights = match txn.feed(office.no, &feed)? {
                        Some(known) => txn.rights(office.no, &id, known.no)?,
                        None => None,
                    };
                    let named = txn.highest_named(office.no, &id, &feed)?;
                    said.push(format!("{rights:?} named up to {named}"));
                }
            }
            Ok(said)
        })
        .unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn whatever_order_statements_come_back_in_they_mean_the_same(
            said in prop::collection::vec(prop::collection::vec(statement(), 1..3), 1..8),
            order in any::<prop::sample::Index>(),
        ) {
            let staff = Staff::new(1);
            let mut entries: Vec<Vec<u8>> = (1..)
                .zip(&said)
                .map(|(device_seq, said)| staff.root.statements(&staff, device_seq, said))
                .collect();
            let once = outcome(&staff, &entries);
            let by = order.index(entries.len());
            entries.rotate_left(by);
            entries.reverse();
            prop_assert_eq!(once, outcome(&staff, &entries));
        }
    }
}
