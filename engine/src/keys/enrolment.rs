//! A new device presents itself with an invite, and the office checks that it really holds the invite's secret.

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
    /// For another invite.
    #[error("this enrolment is for another invite")]
    OtherInvite,
    /// The signature is not that of the keys it presents.
    #[error("the enrolment is not signed with the keys it presents")]
    Signature,
    /// Whoever wrote it does not hold the invite's secret: a relay could have made it up. Do not grant.
    #[error("the enrolment does not prove that it holds the invite")]
    Mac,
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
    let mac = *mac(invite, &keys).as_bytes();
    let body = to_vec(&Enrolment {
        invite: invite.invite,
        keys,
        mac,
    });
    identity.sign(header, &body, &invite.invite.0)
}

/// What an enrolment says, without the proof that only a holder of the invite's secret can check: the author is who signed
/// it, and the layout is right.
pub fn read_enrolment(entry: &SealedEntry) -> Result<(InviteId, DeviceKeys), EnrolmentFault> {
    read(entry).map(|enrolment| (enrolment.invite, enrolment.keys))
}

/// The keys of the device that enrolled with `invite`, proved.
pub fn check_enrolment(
    entry: &SealedEntry,
    invite: &InviteKeys,
) -> Result<DeviceKeys, EnrolmentFault> {
    let enrolment = read(entry)?;
    if enrolment.invite != invite.invite {
        return Err(EnrolmentFault::OtherInvite);
    }
    // blake3::Hash compares in constant time.
    if mac(invite, &enrolment.keys) != blake3::Hash::from_bytes(enrolment.mac) {
        return Err(EnrolmentFault::Mac);
    }
    Ok(enrolment.keys)
}

fn read(entry: &SealedEntry) -> Result<Enrolment, EnrolmentFault> {
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
    entry
        .verify(&enrolment.invite.0, &enrolment.keys.sign)
        .map_err(|_| EnrolmentFault::Signature)?;
    Ok(enrolment)
}

/// Keyed BLAKE3 over `invite || sign || seal || token`.
fn mac(invite: &InviteKeys, keys: &DeviceKeys) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new_keyed(&invite.mac);
    hasher
        .update(&invite.invite.0)
        .update(&keys.sign.0)
        .update(&keys.seal.0)
        .update(&keys.token.0);
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use crate::keys::invite::InviteSecret;
    use zeroize::Zeroizing;

    #[test]
    fn an_enrolment_proves_its_invite_and_nothing_else_does() {
        let ambient = Seeded::new(4, chrono::DateTime::UNIX_EPOCH);
        let invite = InviteSecret::generate(&ambient).keys().unwrap();
        let device = DeviceIdentity::generate(&ambient);
        let entry = enrol(&device, &invite, &ambient).unwrap();
        assert_eq!(check_enrolment(&entry, &invite), Ok(device.public()));
        assert_eq!(read_enrolment(&entry), Ok((invite.invite, device.public())));

        // A relay knows the invite id, not the keys.
        let relay = InviteKeys {
            invite: invite.invite,
            welcome: Zeroizing::new([0; 32]),
            mac: Zeroizing::new([0; 32]),
        };
        let forged = enrol(&device, &relay, &ambient).unwrap();
        assert_eq!(check_enrolment(&forged, &invite), Err(EnrolmentFault::Mac));
        let other = InviteSecret::generate(&ambient).keys().unwrap();
        assert_eq!(
            check_enrolment(&entry, &other),
            Err(EnrolmentFault::OtherInvite)
        );

        for at in 0..entry.as_bytes().len() {
            let mut flipped = entry.as_bytes().to_vec();
            flipped[at] ^= 1;
            let checked = SealedEntry::parse(flipped).map(|entry| check_enrolment(&entry, &invite));
            assert!(!matches!(checked, Ok(Ok(_))), "byte {at} may change");
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
            let body = Enrolment {
                invite: invite.invite,
                keys,
                mac: *mac(&invite, &keys).as_bytes(),
            };
            let entry = device.sign(header, &to_vec(&body), &invite.invite.0);
            check_enrolment(&entry.unwrap(), &invite)
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
}
