//! Changes cut into entries: few and full ones, and none lost.

use super::*;
use crate::ambient::{Ambient, Seeded};
use crate::seal::body::unpack;
use crate::seal::dictionary::SOME;
use proptest::collection::vec;
use proptest::prelude::*;

fn noise(seed: u64, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    Seeded::new(seed, chrono::DateTime::UNIX_EPOCH).fill(&mut bytes);
    bytes
}

/// All changes that arrive, with the key of their document, in order.
fn arrived(split: &Split) -> Vec<(Vec<u8>, Vec<u8>)> {
    let parts = split
        .bodies
        .iter()
        .flat_map(|of| unpack(of.body.payload(), &SOME).unwrap());
    parts
        .flat_map(|part| {
            part.changes
                .into_iter()
                .map(move |change| (part.key.clone(), change))
        })
        .collect()
}

fn sent(parts: &[DocumentPart]) -> Vec<(Vec<u8>, Vec<u8>)> {
    parts
        .iter()
        .flat_map(|part| {
            part.changes
                .iter()
                .map(|change| (part.key.clone(), change.clone()))
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn everything_arrives_once_and_in_order(
        sizes in vec((vec(0usize..9_000, 0..12), any::<bool>()), 0..14),
    ) {
        let parts: Vec<DocumentPart> = (0u8..)
            .zip(&sizes)
            .map(|(at, (sizes, dense))| {
                let dull = |len: &usize| vec![at; *len];
                let noisy = |len: &usize| noise(at.into(), *len);
                let changes = sizes.iter();
                let changes = if *dense { changes.map(noisy).collect() } else { changes.map(dull).collect() };
                DocumentPart { key: vec![at; 8], changes }
            })
            .collect();
        let split = split_into_bodies(&parts, None, &SOME);
        prop_assert!(split.too_large.is_empty());
        prop_assert_eq!(arrived(&split), sent(&parts));
        let listed: usize = split.bodies.iter().map(|of| of.changes.len()).sum();
        prop_assert_eq!(listed, sent(&parts).len());
        // Two neighbours never both stay half empty.
        for pair in split.bodies.windows(2) {
            prop_assert!(pair[0].body.used() + pair[1].body.used() > MAX_PAYLOAD / 2);
        }
    }
}

#[test]
fn a_change_that_fits_nowhere_is_named_and_the_others_arrive() {
    let part = |seed: u8, len| DocumentPart {
        key: vec![seed],
        changes: vec![noise(seed.into(), 50), noise(seed.into(), len)],
    };
    let parts = [
        part(1, 60),
        part(2, 40_000),
        part(3, 2_000_000),
        part(4, 70),
    ];
    let split = split_into_bodies(&parts, None, &SOME);
    let named: Vec<ChangeAt> = split.too_large.iter().map(|fault| fault.at).collect();
    assert_eq!(
        named,
        [
            ChangeAt { part: 1, change: 1 },
            ChangeAt { part: 2, change: 1 }
        ]
    );
    assert!(split.too_large.iter().all(|fault| fault.bytes >= 40_000));
    let mut expected = sent(&parts);
    expected.retain(|(_, change)| change.len() < 1000);
    assert_eq!(arrived(&split), expected);
}

#[test]
fn a_remark_rides_along_once_and_keeps_no_change_back() {
    let remark = DocumentPart {
        key: vec![0, 1, b'7'],
        changes: Vec::new(),
    };
    let part = |len| DocumentPart {
        key: vec![5; 8],
        changes: vec![noise(1, len)],
    };
    let carries = |split: &Split| -> Vec<bool> {
        let bodies = split.bodies.iter();
        let parts = bodies.map(|of| unpack(of.body.payload(), &SOME).unwrap());
        parts.map(|parts| parts.contains(&remark)).collect()
    };
    // Noise is stored as it is: what is left beside the lengths, the method, the counts and the key.
    let fills = MAX_PAYLOAD - 3 - 1 - (1 + 1 + 8 + 1 + 3);
    let over = split_into_bodies(&[part(fills + 1)], None, &SOME);
    assert_eq!((over.bodies.len(), over.too_large.len()), (0, 1));

    let full = split_into_bodies(&[part(fills)], Some(&remark), &SOME);
    assert_eq!((carries(&full), full.remarked), (vec![false], false));
    let second = split_into_bodies(&[part(fills), part(9), part(fills)], Some(&remark), &SOME);
    assert_eq!(carries(&second), [false, true, false]);
    assert!(second.remarked && second.too_large.is_empty());
    let alone = split_into_bodies(&[part(fills + 1), part(9)], Some(&remark), &SOME);
    assert_eq!((carries(&alone), alone.too_large.len()), (vec![true], 1));
    assert!(
        split_into_bodies(&[], Some(&remark), &SOME)
            .bodies
            .is_empty()
    );
}

#[test]
fn a_season_of_small_changes_makes_few_full_entries() {
    let changes = |seed| {
        (0..20)
            .map(|at| [&noise(seed * 20 + at, 60)[..], &[7; 300]].concat())
            .collect()
    };
    let parts: Vec<DocumentPart> = (0..200)
        .map(|seed| DocumentPart {
            key: noise(seed, 17),
            changes: changes(seed),
        })
        .collect();
    let split = split_into_bodies(&parts, None, &SOME);
    assert_eq!(arrived(&split), sent(&parts));
    let (_, full) = split.bodies.split_last().unwrap();
    assert!(
        full.iter().all(|of| of.body.used() * 10 >= MAX_PAYLOAD * 8),
        "{full:?}"
    );
}

#[test]
fn more_parts_than_one_body_may_have_are_cut_by_count() {
    let parts = vec![
        DocumentPart {
            key: vec![],
            changes: vec![vec![], vec![]]
        };
        30_000
    ];
    let split = split_into_bodies(&parts, None, &SOME);
    assert_eq!(split.bodies.len(), 2);
    assert_eq!(arrived(&split).len(), 60_000);
}
