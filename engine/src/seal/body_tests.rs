//! Bounds of a body: its frame, its padding, its parts, and the dictionary.

use super::*;
use crate::seal::dictionary::SOME;
use crate::seal::parts::tests::{some_parts, written};
use proptest::prelude::*;

/// A payload around any packed bytes.
fn around(packed: &[u8]) -> Vec<u8> {
    let mut payload = Vec::new();
    varint::put(&mut payload, packed.len() as u64);
    payload.extend_from_slice(packed);
    payload
}

proptest! {
    #[test]
    fn parts_survive_packing_and_sizes_are_padme(parts in some_parts()) {
        let body = PackedBody::pack(&parts, &SOME).unwrap();
        prop_assert_eq!(unpack(body.payload(), &SOME).unwrap(), parts);
        prop_assert_eq!(padme(body.payload().len()), body.payload().len());
    }

    #[test]
    fn every_method_reads_back(parts in some_parts()) {
        let plain = written(&parts);
        let zstd = deflate(&plain, 1, Compressor::new(Effort::Thorough.level()).unwrap()).unwrap();
        let known = Compressor::with_prepared_dictionary(SOME.encoder(Effort::Thorough)).unwrap();
        let known = deflate(&plain, 2, known).unwrap();
        for packed in [[&[0], &plain[..]].concat(), zstd, known] {
            prop_assert_eq!(&unpack(&around(&packed), &SOME).unwrap(), &parts);
        }
    }

    #[test]
    fn no_bytes_panic(method in 0u8..4, bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        unpack(&bytes, &SOME).ok();
        unpack(&around(&[&[method], &bytes[..]].concat()), &SOME).ok();
    }

    #[test]
    fn a_damaged_frame_never_panics_nor_exceeds_the_bound(at: usize, bit in 0u8..8, method in 1u8..3) {
        let plain = written(&[DocumentPart { key: vec![1; 16], changes: vec![b"here, ill, absent ".repeat(90); 20] }]);
        let zstd = if method == 1 { Compressor::new(Effort::Thorough.level()) } else { Compressor::with_prepared_dictionary(SOME.encoder(Effort::Thorough)) };
        let mut packed = deflate(&plain, method, zstd.unwrap()).unwrap();
        let at = 1 + at % (packed.len() - 1);
        packed[at] ^= 1 << bit;
        if let Ok(parts) = unpack(&around(&packed), &SOME) {
            prop_assert!(written(&parts).len() <= MAX_UNPACKED_BODY);
        }
    }

    #[test]
    fn padding_costs_an_eighth_at_most(len in 33usize..100_000) {
        let padded = padme(len);
        prop_assert!(padded >= len && (padded - len) * 100 <= len * 12);
    }
}

#[test]
fn padme_is_that_of_the_paper() {
    for (len, padded) in [
        (0, 32),
        (9, 32),
        (32, 32),
        (33, 36),
        (100, 104),
        (1000, 1024),
        (1025, 1088),
        (65537, 67584),
    ] {
        assert_eq!(padme(len), padded, "{len}");
    }
}

#[test]
fn a_small_frame_that_inflates_beyond_the_cap_is_refused() {
    let plain = vec![0; MAX_UNPACKED_BODY + 1];
    let packed = deflate(
        &plain,
        1,
        Compressor::new(Effort::Thorough.level()).unwrap(),
    )
    .unwrap();
    assert!(packed.len() < 200);
    assert_eq!(unpack(&around(&packed), &SOME), Err(BodyFault::Inflates));
    assert_eq!(
        PackedBody::of_plain(&plain, Effort::Quick, &SOME),
        Err(BodyFault::TooLarge { bytes: plain.len() })
    );
}

#[test]
fn a_body_holds_as_many_parts_changes_and_bytes_as_it_is_said_to() {
    let part = |changes: usize| DocumentPart {
        key: vec![],
        changes: vec![vec![]; changes],
    };
    let packs = |parts: &[DocumentPart]| PackedBody::pack(parts, &SOME).map(drop);
    assert_eq!(packs(&vec![part(0); MAX_PARTS]), Ok(()));
    assert_eq!(
        packs(&vec![part(0); MAX_PARTS + 1]),
        Err(BodyFault::TooMany)
    );
    assert_eq!(packs(&[part(MAX_CHANGES)]), Ok(()));
    assert_eq!(packs(&[part(MAX_CHANGES + 1)]), Err(BodyFault::TooMany));
    assert_eq!(
        packs(&[part(MAX_CHANGES), part(1)]),
        Err(BodyFault::TooMany)
    );
    let plain =
        |bytes: usize| PackedBody::of_plain(&vec![0; bytes], Effort::Quick, &SOME).map(drop);
    assert_eq!(plain(MAX_UNPACKED_BODY), Ok(()));
    let bytes = MAX_UNPACKED_BODY + 1;
    assert_eq!(plain(bytes), Err(BodyFault::TooLarge { bytes }));
    // What does not pack is bounded by what an entry holds.
    let noise: Vec<u8> = (0..MAX_PAYLOAD as u64)
        .flat_map(|at| blake3::hash(&at.to_le_bytes()).as_bytes()[..1].to_vec())
        .collect();
    let of_noise = |bytes: usize| PackedBody::of_plain(&noise[..bytes], Effort::Quick, &SOME);
    // Three bytes of length, one of the method.
    assert_eq!(
        of_noise(MAX_PAYLOAD - 4).map(|body| body.used()),
        Ok(MAX_PAYLOAD)
    );
    let bytes = MAX_PAYLOAD + 1;
    assert_eq!(
        of_noise(MAX_PAYLOAD - 3),
        Err(BodyFault::TooLarge { bytes })
    );
}

#[test]
fn a_second_frame_a_dirty_padding_and_a_later_method_are_refused() {
    let plain = written(&[]);
    let frame = deflate(
        &plain,
        1,
        Compressor::new(Effort::Thorough.level()).unwrap(),
    )
    .unwrap();
    // An empty skippable frame (RFC 8878, 3.1.2) adds nothing to the plain bytes, only another encoding of them.
    let skippable = [0x50, 0x2a, 0x4d, 0x18, 0, 0, 0, 0];
    let followed = [&frame[..], &skippable].concat();
    assert!(unpack(&around(&frame), &SOME).is_ok());
    assert!(matches!(
        unpack(&around(&followed), &SOME),
        Err(BodyFault::Malformed(_))
    ));
    let mut dirty = PackedBody::pack(&[], &SOME).unwrap().payload;
    dirty[31] = 1;
    assert!(matches!(
        unpack(&dirty, &SOME),
        Err(BodyFault::Malformed(_))
    ));
    assert_eq!(unpack(&around(&[3, 1, 2]), &SOME), Err(BodyFault::Newer(3)));
}
