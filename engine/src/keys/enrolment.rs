//! A new device presents itself with an invite. Whoever reads that can check that it really holds the invite's secret.

use sesi_wire::chain::ChainMark;
use sesi_wire::enrol::Enrolment;
use sesi_wire::entry::{EntryFault, Header, Kind, SealedEntry};
use sesi_wire::ids::{FeedId, InviteId};
use sesi_wire::statement::DeviceKeys;
use sesi_wire::sync::{from_slice, to_vec};

use super::identity::{DeviceIdentity, salt};
use super::invite::InviteKeys;
use crate::ambient::Ambient;

/// Why an enrolment is not believed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolmentFault {
    /// Not an enrolment, not the first entry of its author, or not in the control feed.
    #[error("this entry is not an enrolment: {0}")]
    NotEnrolment(&'static str),
    /// Its body does not read.
    #[error(transparent)]
    Malformed(#[from] sesi_wire::Malformed),
    /// One of its keys is of small order: nothing could be given to such a device.
    #[error("the enrolment presents a key that cannot be used")]
    Unusable,
    /// The signature is not that of the keys it presents.
    #[error("the enrolment is not signed with the keys it presents")]
    Signature,
    /// Whoever wrote it does not hold the invite's secret: a relay or another member made it up.
    #[error("the enrolment does not prove that it holds the invite")]
    Proof,
}

/// The new device's first entry. Store it before sending: every retry must send the same bytes.
pub fn enrol(
    identity: &DeviceIdentity,
    invite: &InviteKeys,
    ambient: &dyn Ambient,
) -> Result<SealedEntry, EntryFault> {
    let keys = identity.public();
    let header = Header {
        kind: Kind::Enrolment,
        feed: FeedId::CONTROL,
        device: keys.device(),
        device_seq: 1,
        previous: [0; 16],
        epoch: 0,
        seen_seq: 0,
        seen_chain: ChainMark::default(),
        salt: salt(ambient),
    };
    let body = to_vec(&Enrolment::prove(&invite.sign, keys));
    identity.sign(header, &body, &invite.invite.0)
}

/// What an enrolment says, proved: the author is who signed it and who holds the secret of the invite that it names. Whether such an
/// invite was ever said, and by whom, is not known here.
pub fn read_enrolment(entry: &SealedEntry) -> Result<(InviteId, DeviceKeys), EnrolmentFault> {
    let header = entry.header();
    if header.kind != Kind::Enrolment || header.feed != FeedId::CONTROL {
        return Err(EnrolmentFault::NotEnrolment("another kind or feed"));
    }
    if header.device_seq != 1 || header.previous != [0; 16] {
        return Err(EnrolmentFault::NotEnrolment("not its author's first entry"));
    }
    let enrolment: Enrolment = from_slice("enrolment", entry.body())?;
    if enrolment.keys.device() != header.device {
        return Err(EnrolmentFault::Signature);
    }
    if !enrolment.keys.are_sound() {
        return Err(EnrolmentFault::Unusable);
    }
    let invite = enrolment.invite_id();
    entry
        .verify(&invite.0, &enrolment.keys.sign)
        .map_err(|_| EnrolmentFault::Signature)?;
    if !enrolment.is_proved() {
        return Err(EnrolmentFault::Proof);
    }
    Ok((invite, enrolment.keys))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use crate::keys::invite::InviteSecret;

    #[test]
    fn an_enrolment_proves_its_invite_and_nothing_else_does() {
        let ambient = Seeded::new(4, chrono::DateTime::UNIX_EPOCH);
        let invite = InviteSecret::generate(&ambient).keys().unwrap();
        let other = InviteSecret::generate(&ambient).keys().unwrap();
        let device = DeviceIdentity::generate(&ambient);
        let keys = device.public();
        let entry = enrol(&device, &invite, &ambient).unwrap();
        assert_eq!(read_enrolment(&entry), Ok((invite.invite, keys)));

        // A relay and every member know the invite's key, its id, and enrolments of others; none is a proof for this device.
        let with = |body: Enrolment| {
            let scope = body.invite_id().0;
            let entry = device.sign(entry.header().clone(), &to_vec(&body), &scope);
            read_enrolment(&entry.unwrap())
        };
        let honest = Enrolment::prove(&invite.sign, keys);
        assert_eq!(with(honest.clone()), Ok((invite.invite, keys)));
        let of_another =
            Enrolment::prove(&invite.sign, DeviceIdentity::generate(&ambient).public());
        for proof in [
            [0; 64],
            Enrolment::prove(&other.sign, keys).proof,
            of_another.proof,
        ] {
            let forged = Enrolment {
                proof,
                ..honest.clone()
            };
            assert_eq!(with(forged), Err(EnrolmentFault::Proof));
        }

        for at in 0..entry.as_bytes().len() {
            let mut flipped = entry.as_bytes().to_vec();
            flipped[at] ^= 1;
            let read = SealedEntry::parse(flipped).map(|entry| read_enrolment(&entry));
            assert!(!matches!(read, Ok(Ok(_))), "byte {at} may change");
        }
    }

    #[test]
    fn an_enrolment_is_its_authors_first_entry_and_its_keys_can_be_used() {
        let ambient = Seeded::new(5, chrono::DateTime::UNIX_EPOCH);
        let invite = InviteSecret::generate(&ambient).keys().unwrap();
        let device = DeviceIdentity::generate(&ambient);
        let honest = enrol(&device, &invite, &ambient).unwrap();
        let again = |device_seq, previous, keys: DeviceKeys| {
            let header = Header {
                device_seq,
                previous,
                ..honest.header().clone()
            };
            let body = Enrolment::prove(&invite.sign, keys);
            let entry = device.sign(header, &to_vec(&body), &invite.invite.0);
            read_enrolment(&entry.unwrap()).map(|(_, keys)| keys)
        };
        let keys = device.public();
        assert_eq!(again(1, [0; 16], keys), Ok(keys));
        for (device_seq, previous) in [(2, [0; 16]), (1, [1; 16])] {
            let first = EnrolmentFault::NotEnrolment("not its author's first entry");
            assert_eq!(again(device_seq, previous, keys), Err(first));
        }
        // Nothing could be wrapped to it, and whoever tried would stop.
        let mut small = keys;
        small.seal = sesi_wire::ids::SealKey([0; 32]);
        assert_eq!(again(1, [0; 16], small), Err(EnrolmentFault::Unusable));
    }

    #[test]
    fn an_enrolment_is_its_authors_first_entry() {
        let ambient = Seeded::new(6, chrono::DateTime::UNIX_EPOCH);
        let invite = InviteSecret::generate(&ambient).keys().unwrap();
        let device = DeviceIdentity::generate(&ambient);
        let first = enrol(&device, &invite, &ambient).unwrap();
        let body = to_vec(&Enrolment::prove(&invite.sign, device.public()));
        let read = |change: fn(&mut Header)| {
            let mut header = first.header().clone();
            change(&mut header);
            let entry = device.sign(header, &body, &invite.invite.0).unwrap();
            read_enrolment(&entry)
        };
        assert!(read(|_| {}).is_ok());
        for change in [
            (|header| header.device_seq = 2) as fn(&mut Header),
            |header| header.previous = [1; 16],
        ] {
            assert!(matches!(read(change), Err(EnrolmentFault::NotEnrolment(_))));
        }
    }
}
