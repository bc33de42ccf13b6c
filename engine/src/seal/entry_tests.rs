//! A sealed entry opens with its own key, office and bytes alone.

use super::*;
use crate::ambient::Seeded;
use crate::keys::purpose::Purpose;
use crate::seal::dictionary::SOME;
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
        let body = PackedBody::pack(parts, &SOME).unwrap();
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
        prop_assert_eq!(open(&first, &author.epoch.key, &OFFICE, &SOME).unwrap(), parts.clone());
        prop_assert_eq!(open(&second, &author.epoch.key, &OFFICE, &SOME).unwrap(), parts);
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
    assert_eq!(
        open(&entry, &other, &OFFICE, &SOME),
        Err(OpenFault::WrongKey)
    );
    assert_eq!(
        open(&entry, key, &OfficeId([7; 16]), &SOME),
        Err(OpenFault::WrongKey)
    );
    let signature = entry.as_bytes().len() - 64;
    for at in 0..signature {
        for bit in 0..8 {
            let mut flipped = entry.as_bytes().to_vec();
            flipped[at] ^= 1 << bit;
            let opened = SealedEntry::parse(flipped).map(|entry| open(&entry, key, &OFFICE, &SOME));
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
        .find(|len| PackedBody::pack(&parts(*len), &SOME).is_ok())
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
    let body = PackedBody::pack(&parts(most), &SOME).unwrap();
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
    assert_eq!(
        open(&entry, &epoch.key, &OFFICE, &SOME).unwrap(),
        parts(most)
    );
}

#[test]
fn a_key_of_another_feed_seals_nothing() {
    let author = author();
    let body = PackedBody::pack(&[], &SOME).unwrap();
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
