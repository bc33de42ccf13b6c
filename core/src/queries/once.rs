//! Whom a meeting's marks are about, each family once: the one rule for everything that counts or lists them.

use std::collections::BTreeMap;

/// Of what a meeting says of families, in the order of its keys, what counts: a family and those that are part of it are one. What is
/// said of itself counts before what is said of its parts, of two parts that of the smaller id, and of two keys of one family the later,
/// longer and surer one. Answers, by the family that is kept, of which family it was said, and what.
pub(crate) fn once<F: Copy + Ord, T>(
    said: impl IntoIterator<Item = (F, T)>,
    kept: impl Fn(F) -> F,
) -> BTreeMap<F, (F, T)> {
    let said: BTreeMap<F, T> = said.into_iter().collect();
    let mut counted: BTreeMap<F, (F, T)> = BTreeMap::new();
    for (family, what) in said {
        let whole = kept(family);
        if family == whole {
            counted.insert(whole, (family, what));
        } else {
            counted.entry(whole).or_insert((family, what));
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// 1 and 3 are part of 2.
    fn heap(said: &[(u8, char)]) -> BTreeMap<u8, (u8, char)> {
        once(said.iter().copied(), |family| match family {
            1 | 3 => 2,
            other => other,
        })
    }

    #[test]
    fn what_is_said_of_the_kept_one_counts_before_its_parts() {
        assert_eq!(
            heap(&[(1, 'a'), (2, 'b'), (3, 'c')]),
            [(2, (2, 'b'))].into()
        );
        assert_eq!(
            heap(&[(2, 'b'), (1, 'a'), (9, 'd')]),
            [(2, (2, 'b')), (9, (9, 'd'))].into()
        );
        assert_eq!(heap(&[(3, 'c'), (1, 'a')]), [(2, (1, 'a'))].into());
    }

    #[test]
    fn of_two_keys_of_one_family_the_later_counts() {
        assert_eq!(heap(&[(2, 'a'), (2, 'b')]), [(2, (2, 'b'))].into());
        assert_eq!(heap(&[(1, 'a'), (1, 'b')]), [(2, (1, 'b'))].into());
    }

    proptest! {
        #[test]
        fn every_heap_is_found_a_second_way(
            said in prop::collection::vec((0u8..8, 0u32..100), 0..16),
            into in prop::collection::vec(0u8..8, 8),
        ) {
            // Whoever is kept says nothing of another.
            let kept = |family: u8| {
                let at = into[usize::from(family)];
                if into[usize::from(at)] == at { at } else { family }
            };
            let counted = once(said.iter().copied(), kept);
            for whole in 0..8u8 {
                let of = |family: u8| said.iter().rev().find(|(who, _)| *who == family).copied();
                let mut parts = (0..8).filter(|family| kept(*family) == whole && *family != whole);
                let own = if kept(whole) == whole { of(whole) } else { None };
                let slow = own.or_else(|| parts.find_map(of));
                prop_assert_eq!(counted.get(&whole).copied(), slow);
            }
        }
    }
}
