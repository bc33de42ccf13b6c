//! Sealing a packed body into an entry, and opening one.
//!
//! XChaCha20-Poly1305 under the feed key of the epoch. Nonce: the first 24 bytes of BLAKE3 `derive_key("sesi/1 entry nonce",
//! header bytes)`; it is never used twice because the header holds a fresh random salt. Associated data: office id, then the
//! header bytes. Opening proves that some holder of the feed key wrote it; *who* did is the signature's matter, see
//! [`Membership::may_write`](crate::keys::membership::Membership::may_write).

use sesi_wire::Malformed;
use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::OfficeId;

use super::body::{self, BodyFault, PackedBody};
use super::parts::DocumentPart;
use super::place::Place;
use crate::ambient::Ambient;
use crate::keys::epoch::EpochKey;
use crate::keys::identity::DeviceIdentity;
use crate::keys::secret::FeedKey;
use crate::keys::{self, NONCE_LEN};

/// Why an entry could not be sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealFault {
    /// The key is of another feed than the place: a fault of the caller, and sealing would hand the work to the wrong readers.
    #[error("the key is of another feed than the entry")]
    OtherFeed,
    /// The entry exceeds its limit.
    #[error(transparent)]
    Entry(#[from] EntryFault),
}

/// Why an entry could not be opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenFault {
    /// Another key of this epoch may fit (an epoch can have been begun twice); else it was damaged or forged.
    #[error("the entry does not open with this key")]
    WrongKey,
    /// It opens, but its content is not one; or it is no data entry.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// It opens, but more comes out than may.
    #[error("the content of the entry exceeds the limit")]
    TooLarge,
    /// Packed by a later version: keep it, update.
    #[error("the packing method {0} needs a newer Sesi")]
    Newer(u8),
}

/// Seals `body` with the feed key of `epoch`, as the next entry of this device. Store the result before sending: every retry
/// must send the same bytes.
pub fn seal(
    place: &Place,
    body: &PackedBody,
    epoch: &EpochKey,
    identity: &DeviceIdentity,
    office: &OfficeId,
    ambient: &dyn Ambient,
) -> Result<SealedEntry, SealFault> {
    if epoch.feed != place.feed {
        return Err(SealFault::OtherFeed);
    }
    let header = place.header(Kind::Data, identity.device(), epoch.epoch, ambient);
    let bytes = header.to_bytes();
    let sealed = keys::seal(
        epoch.key.as_bytes(),
        &nonce(&bytes),
        &associated(office, &bytes),
        body.payload(),
    );
    Ok(identity.sign(header, &sealed, &office.0)?)
}

/// Opens a data entry. Check its signature first.
pub fn open(
    entry: &SealedEntry,
    key: &FeedKey,
    office: &OfficeId,
) -> Result<Vec<DocumentPart>, OpenFault> {
    if entry.header().kind != Kind::Data {
        return Err(Malformed::new("data entry", "is of another kind").into());
    }
    let header = entry.header_bytes();
    let payload = keys::open(
        key.as_bytes(),
        &nonce(header),
        &associated(office, header),
        entry.body(),
    )
    .ok_or(OpenFault::WrongKey)?;
    body::unpack(&payload).map_err(|fault| match fault {
        BodyFault::TooLarge { .. } | BodyFault::TooMany | BodyFault::Inflates => {
            OpenFault::TooLarge
        }
        BodyFault::Malformed(fault) => fault.into(),
        BodyFault::Newer(method) => OpenFault::Newer(method),
    })
}

fn nonce(header: &[u8]) -> [u8; NONCE_LEN] {
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(&blake3::derive_key("sesi/1 entry nonce", header)[..NONCE_LEN]);
    nonce
}

fn associated(office: &OfficeId, header: &[u8]) -> Vec<u8> {
    [&office.0, header].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use crate::keys::purpose::Purpose;
    use crate::seal::parts::tests::some_parts;
    use proptest::prelude::*;
    use sesi_wire::chain::ChainMark;
    use sesi_wire::ids::FeedId;
    use sesi_wire::limits::MAX_ENTRY;

    const OFFICE: OfficeId = OfficeId([1; 16]);

    struct Author {
        ambient: Seeded,
        identity: DeviceIdentity,
        epoch: EpochKey,
    }

    fn author() -> Author {
        let ambient = Seeded::new(6, chrono::DateTime::UNIX_EPOCH);
        let purpose = Purpose {
            kind: 3,
            place: None,
            year: Some(2026),
        };
        Author {
            identity: DeviceIdentity::generate(&ambient),
            epoch: EpochKey::first(FeedId([2; 8]), purpose, &ambient),
            ambient,
        }
    }

    impl Author {
        fn seal(&self, place: &Place, parts: &[DocumentPart]) -> SealedEntry {
            let body = PackedBody::pack(parts).unwrap();
            seal(
                place,
                &body,
                &self.epoch,
                &self.identity,
                &OFFICE,
                &self.ambient,
            )
            .unwrap()
        }
    }

    proptest! {
        #[test]
        fn what_was_sealed_opens_and_stands_in_its_place(parts in some_parts()) {
            let author = author();
            let place = Place::first(author.epoch.feed).having_seen(7, ChainMark([3; 8]));
            let first = author.seal(&place, &parts);
            let second = author.seal(&Place::after(&first), &parts);
            prop_assert_eq!(open(&first, &author.epoch.key, &OFFICE).unwrap(), parts.clone());
            prop_assert_eq!(open(&second, &author.epoch.key, &OFFICE).unwrap(), parts);
            let header = second.header();
            prop_assert_eq!((header.device_seq, header.seen_seq, header.epoch), (2, 7, 1));
            prop_assert_eq!(header.seen_chain, ChainMark([3; 8]));
            prop_assert_eq!(header.previous, first.id().short().0);
            second.verify(&OFFICE.0, &author.identity.public().sign).unwrap();
        }
    }

    #[test]
    fn another_key_office_or_any_flipped_bit_does_not_open() {
        let author = author();
        let parts = [DocumentPart {
            key: vec![9; 16],
            changes: vec![vec![8; 40]],
        }];
        let entry = author.seal(&Place::first(author.epoch.feed), &parts);
        let key = &author.epoch.key;
        let other = FeedKey::generate(&author.ambient);
        assert_eq!(open(&entry, &other, &OFFICE), Err(OpenFault::WrongKey));
        assert_eq!(
            open(&entry, key, &OfficeId([7; 16])),
            Err(OpenFault::WrongKey)
        );
        let signature = entry.as_bytes().len() - 64;
        for at in 0..signature {
            for bit in 0..8 {
                let mut flipped = entry.as_bytes().to_vec();
                flipped[at] ^= 1 << bit;
                let opened = SealedEntry::parse(flipped).map(|entry| open(&entry, key, &OFFICE));
                assert!(
                    !matches!(opened, Ok(Ok(_))),
                    "bit {bit} of byte {at} may change"
                );
            }
        }
    }

    #[test]
    fn the_same_work_sealed_twice_shares_nothing() {
        let author = author();
        let place = Place::first(author.epoch.feed);
        let (one, two) = (author.seal(&place, &[]), author.seal(&place, &[]));
        assert_ne!(one.header().salt, two.header().salt);
        // Under one nonce all but the tag would be equal.
        let cipher = |entry: &SealedEntry| entry.body()[..entry.body().len() - 16].to_vec();
        let (one, two) = (cipher(&one), cipher(&two));
        assert_eq!(one.len(), two.len());
        let equal = one.iter().zip(&two).filter(|(a, b)| a == b).count();
        assert!(equal < one.len() / 4, "{equal} of {}", one.len());
    }

    #[test]
    fn the_largest_body_fits_an_entry_in_the_worst_place() {
        let author = author();
        let mut noise = vec![0; body::MAX_PAYLOAD];
        author.ambient.fill(&mut noise);
        let parts = |len: usize| {
            [DocumentPart {
                key: vec![],
                changes: vec![noise[..len].to_vec()],
            }]
        };
        let most = (0..=noise.len())
            .rev()
            .find(|len| PackedBody::pack(&parts(*len)).is_ok())
            .unwrap();
        assert!(most > body::MAX_PAYLOAD - 16);
        let place = Place {
            device_seq: i64::MAX.cast_unsigned(),
            seen_seq: i64::MAX.cast_unsigned(),
            ..Place::first(author.epoch.feed)
        };
        let epoch = EpochKey {
            epoch: u32::MAX,
            ..author.epoch.clone()
        };
        let body = PackedBody::pack(&parts(most)).unwrap();
        let entry = seal(
            &place,
            &body,
            &epoch,
            &author.identity,
            &OFFICE,
            &author.ambient,
        )
        .unwrap();
        assert_eq!(entry.as_bytes().len(), MAX_ENTRY);
        assert_eq!(open(&entry, &epoch.key, &OFFICE).unwrap(), parts(most));
    }

    #[test]
    fn a_key_of_another_feed_seals_nothing() {
        let author = author();
        let body = PackedBody::pack(&[]).unwrap();
        let place = Place::first(FeedId([5; 8]));
        assert_eq!(
            seal(
                &place,
                &body,
                &author.epoch,
                &author.identity,
                &OFFICE,
                &author.ambient
            ),
            Err(SealFault::OtherFeed)
        );
    }
}
