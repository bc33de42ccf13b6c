//! Which families are part of which. Every device comes to the same answer from the same documents, also where two people merged
//! two families into each other at the same time: a ring is broken at its smallest id, which is the one that is kept.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use uuid::Uuid;

/// Families that are part of others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The one that is kept, of each that is part of it.
    kept: BTreeMap<Uuid, Uuid>,
}

impl Merged {
    /// Reads what the families say. Few are merged, so that this is cheap.
    pub fn read(conn: &Connection) -> rusqlite::Result<Self> {
        let mut statement =
            conn.prepare_cached("SELECT doc, same_as FROM rm_family WHERE same_as IS NOT NULL")?;
        let mut rows = statement.query([])?;
        let mut said = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let id = |column| {
                Ok::<_, rusqlite::Error>(Uuid::from_slice(row.get_ref(column)?.as_blob()?).ok())
            };
            if let (Some(doc), Some(same)) = (id(0)?, id(1)?) {
                said.insert(doc, same);
            }
        }
        Ok(Self::of(&said))
    }

    /// From what each family says it is the same as.
    pub fn of(said: &BTreeMap<Uuid, Uuid>) -> Self {
        let kept = said.keys().map(|doc| (*doc, end(*doc, said)));
        Self {
            kept: kept.filter(|(doc, kept)| doc != kept).collect(),
        }
    }

    /// The family that is counted in place of this one; itself if it is part of no other.
    pub fn kept(&self, family: Uuid) -> Uuid {
        self.kept.get(&family).copied().unwrap_or(family)
    }

    /// Whether it is part of another.
    pub fn is_part(&self, family: Uuid) -> bool {
        self.kept.contains_key(&family)
    }

    /// Every family that is part of another, with the one that is kept.
    pub fn all(&self) -> impl Iterator<Item = (Uuid, Uuid)> + '_ {
        self.kept.iter().map(|(part, kept)| (*part, *kept))
    }

    /// The families that are part of this one.
    pub fn parts_of(&self, family: Uuid) -> Vec<Uuid> {
        let parts = self.all().filter(|(_, kept)| *kept == family);
        parts.map(|(part, _)| part).collect()
    }
}

/// Where the way of a family ends: at one that says nothing, or at the smallest of a ring.
fn end(from: Uuid, said: &BTreeMap<Uuid, Uuid>) -> Uuid {
    let mut seen = BTreeSet::from([from]);
    let mut at = from;
    while let Some(next) = said.get(&at) {
        if !seen.insert(*next) {
            // The ring is what is met again from here on.
            let mut smallest = *next;
            let mut round = *next;
            while let Some(next) = said.get(&round).filter(|next| *next != &at) {
                round = *next;
                smallest = smallest.min(round);
            }
            return smallest.min(at);
        }
        at = *next;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn merged(said: &[(u128, u128)]) -> Merged {
        Merged::of(&said.iter().map(|(a, b)| (id(*a), id(*b))).collect())
    }

    #[test]
    fn a_chain_ends_at_the_one_that_says_nothing() {
        let chain = merged(&[(1, 2), (2, 3), (9, 3)]);
        for part in [1, 2, 9] {
            assert_eq!(chain.kept(id(part)), id(3));
        }
        assert!(!chain.is_part(id(3)));
        assert_eq!(chain.parts_of(id(3)), [id(1), id(2), id(9)]);
        // Of one that this device does not know, it is part all the same.
        assert_eq!(merged(&[(1, 77)]).kept(id(1)), id(77));
    }

    #[test]
    fn a_ring_keeps_its_smallest() {
        for ring in [
            vec![(1, 2), (2, 1)],
            vec![(3, 2), (2, 1), (1, 3)],
            vec![(2, 3), (3, 1), (1, 2), (8, 3)],
            vec![(1, 1), (5, 1)],
        ] {
            let found = merged(&ring);
            assert!(!found.is_part(id(1)), "{ring:?}");
            for (part, _) in ring {
                assert_eq!(found.kept(id(part)), id(1));
            }
        }
    }

    proptest! {
        #[test]
        fn somebody_is_kept_of_every_heap_whatever_was_said(
            said in prop::collection::btree_map(0u128..12, 0u128..12, 0..12)
        ) {
            let said: BTreeMap<Uuid, Uuid> = said.into_iter().map(|(a, b)| (id(a), id(b))).collect();
            let found = Merged::of(&said);
            for doc in (0..12).map(id) {
                let kept = found.kept(doc);
                prop_assert!(!found.is_part(kept), "the kept one is counted");
                if let Some(next) = said.get(&doc) {
                    prop_assert_eq!(found.kept(*next), kept, "what is said to be the same is one");
                }
            }
        }
    }
}
