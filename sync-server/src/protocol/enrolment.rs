//! A new device presents itself: which invites still count, and what the device becomes.

use sesi_wire::enrol::Enrolment;
use sesi_wire::entry::Header;
use sesi_wire::statement::DeviceKeys;
use sesi_wire::sync::Rejection;

use super::RelayTime;
use super::ruling::Ruling;
use crate::storage::{Device, Invite, Office, Source, Standing, StorageError, Writing};

/// Makes the device a provisional member, if its invite counts. The signatures, its own and the invite's, were checked before.
///
/// After a relay was wiped, enrolments come back long after their invites ended. A device that the office granted since
/// needs its invite no more; the entry is stored so that the feed is whole again.
pub fn admit(
    txn: &mut dyn Writing,
    office: &Office,
    enrolment: &Enrolment,
    header: &Header,
    now: RelayTime,
) -> Result<Ruling, StorageError> {
    let refused = Ok(Err(Rejection::Statement));
    let (id, used) = (enrolment.keys.device(), enrolment.invite_id());
    let known = txn.device(office.no, &id)?;
    let granted = known
        .as_ref()
        .is_some_and(|device| device.granted.is_some());
    let Some(invite) = txn.invite(office.no, &used)? else {
        return refused;
    };
    let own = invite.used_by == Some(id);
    let taken = invite.used_by.is_some() && !own;
    let over = invite.withdrawn || invite.expires <= now.seconds();
    if header.device_seq != 1 || taken || (over && !own && !granted) {
        return refused;
    }
    if !enrolment.keys.are_sound() || !may_present(txn, office, &enrolment.keys)? {
        return refused;
    }
    enter(txn, office, &invite, enrolment)?;
    Ok(Ok(()))
}

/// Takes an enrolment up that was admitted once, after the relay forgot what its office had said.
pub fn again(
    txn: &mut dyn Writing,
    office: &Office,
    enrolment: &Enrolment,
) -> Result<(), StorageError> {
    let Some(invite) = txn.invite(office.no, &enrolment.invite_id())? else {
        return Ok(());
    };
    let own = invite
        .used_by
        .is_none_or(|by| by == enrolment.keys.device());
    if own && may_present(txn, office, &enrolment.keys)? {
        enter(txn, office, &invite, enrolment)?;
    }
    Ok(())
}

/// Whether a device may have the keys with which it enrolled: their token is nobody else's of its office. Others that a grant says of it
/// are none.
fn may_present(
    txn: &dyn Writing,
    office: &Office,
    keys: &DeviceKeys,
) -> Result<bool, StorageError> {
    let sessions = txn.sessions(&keys.token, Some(&office.id))?;
    let device = keys.device();
    Ok(sessions.iter().all(|session| session.device == device))
}

fn enter(
    txn: &mut dyn Writing,
    office: &Office,
    invite: &Invite,
    enrolment: &Enrolment,
) -> Result<(), StorageError> {
    let (id, used) = (enrolment.keys.device(), enrolment.invite_id());
    txn.use_invite(office.no, &used, &id)?;
    if let Some(known) = txn.device(office.no, &id)? {
        if known.keys != enrolment.keys {
            // A device's own word says its keys; who granted it others may have meant to be let in in its place.
            let keys = enrolment.keys;
            txn.put_device(office.no, &id, &Device { keys, ..known })?;
        }
        return Ok(());
    }
    let device = Device {
        keys: enrolment.keys,
        role: invite.role,
        standing: Standing::Provisional,
        granted: None,
    };
    txn.put_device(office.no, &id, &device)?;
    let access = txn.invite_access(office.no, &used)?;
    txn.add_access(office.no, &id, Source::Invite, &access)
}

#[cfg(test)]
mod tests {
    use sesi_wire::statement::DeviceRole;

    use super::*;
    use crate::fixture::{Invitation, Person, Staff};
    use crate::storage::sqlite::write_beside;

    /// In an office with one open invite.
    fn with_an_invite(work: impl FnOnce(&mut dyn Writing, &Office, &Invitation)) {
        let (dir, staff) = (tempfile::tempdir().unwrap(), Staff::new(1));
        let invitation = Invitation::new(5);
        write_beside(dir.path(), |txn| {
            let office = txn.create_office(&staff.office, &staff.root.keys(), [0; 8])?;
            let invite = Invite {
                office: office.no,
                role: DeviceRole::Member,
                expires: 0,
                welcome: Vec::new(),
                used_by: None,
                withdrawn: false,
            };
            txn.add_invite(&invitation.id(), &invite, &[])?;
            work(txn, &office, &invitation);
            Ok(())
        })
        .unwrap();
    }

    fn enrols(
        txn: &mut dyn Writing,
        office: &Office,
        invite: &Invitation,
        keys: DeviceKeys,
    ) -> bool {
        again(txn, office, &Enrolment::prove(&invite.0, keys)).unwrap();
        txn.device(office.no, &keys.device()).unwrap().is_some()
    }

    #[test]
    fn of_two_that_used_one_invite_the_first_alone_comes_in_again() {
        with_an_invite(|txn, office, invite| {
            let [first, second] = [2, 3].map(|seed| Person::new(seed).keys());
            assert!(enrols(txn, office, invite, first));
            assert!(!enrols(txn, office, invite, second));
            let used = txn.invite(office.no, &invite.id()).unwrap().unwrap();
            assert_eq!(used.used_by, Some(first.device()));
        });
    }

    #[test]
    fn a_device_has_the_keys_with_which_it_enrolled_whatever_a_grant_said_of_it() {
        with_an_invite(|txn, office, invite| {
            let (own, thief) = (Person::new(2).keys(), Person::new(3).keys());
            let granted = Device {
                keys: DeviceKeys {
                    sign: own.sign,
                    ..thief
                },
                role: DeviceRole::Member,
                standing: Standing::Granted,
                granted: None,
            };
            txn.put_device(office.no, &own.device(), &granted).unwrap();
            let known = |txn: &dyn Writing, keys: &DeviceKeys| {
                let sessions = txn.sessions(&keys.token, Some(&office.id)).unwrap();
                sessions.len()
            };
            assert_eq!((known(txn, &own), known(txn, &thief)), (0, 1));
            assert!(enrols(txn, office, invite, own));
            assert_eq!((known(txn, &own), known(txn, &thief)), (1, 0));
            let device = txn.device(office.no, &own.device()).unwrap().unwrap();
            assert_eq!((device.keys, device.standing), (own, Standing::Granted));
        });
    }

    #[test]
    fn who_has_the_token_of_another_device_does_not_come_in_again() {
        with_an_invite(|txn, office, invite| {
            let root = Person::new(1).keys();
            let copied = DeviceKeys {
                token: root.token,
                ..Person::new(2).keys()
            };
            assert!(!enrols(txn, office, invite, copied));
            let used = txn.invite(office.no, &invite.id()).unwrap().unwrap();
            assert_eq!(used.used_by, None);
        });
    }
}
