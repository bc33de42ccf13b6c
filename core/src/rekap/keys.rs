//! Which family a mark means. Marks carry the first 8 characters of a family's id in base64url, or more where 8 are not
//! enough; this finds the family, or says why it cannot. It knows ids, not families.

use std::collections::HashMap;

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

/// The shortest key that a mark may have, in characters.
const SHORTEST: usize = 8;

/// Finds families by the keys of marks.
pub(super) struct FamilyKeys {
    by_key8: HashMap<[u8; SHORTEST], Vec<usize>>,
    ids: Vec<Uuid>,
}

/// What a key means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meant {
    /// The family at this place in the list of ids.
    Family(usize),
    /// No family.
    Nobody,
    /// More than one.
    Several,
}

impl FamilyKeys {
    /// An index over the ids of all families of the office.
    pub(super) fn new(ids: impl Iterator<Item = Uuid>) -> Self {
        let ids: Vec<Uuid> = ids.collect();
        let mut by_key8: HashMap<[u8; SHORTEST], Vec<usize>> = HashMap::with_capacity(ids.len());
        for (place, id) in ids.iter().enumerate() {
            if let Some(key8) = start(&key(*id)) {
                by_key8.entry(key8).or_default().push(place);
            }
        }
        Self { by_key8, ids }
    }

    /// The family that a key means.
    pub(super) fn find(&self, family_key: &str) -> Meant {
        let Some(places) = start(family_key).and_then(|key8| self.by_key8.get(&key8)) else {
            return Meant::Nobody;
        };
        let mut fitting = places.iter().filter(|place| {
            family_key.len() == SHORTEST
                || self
                    .ids
                    .get(**place)
                    .is_some_and(|id| key(*id).starts_with(family_key))
        });
        match (fitting.next(), fitting.next()) {
            (Some(place), None) => Meant::Family(*place),
            (None, _) => Meant::Nobody,
            (Some(_), Some(_)) => Meant::Several,
        }
    }
}

/// The whole key of an id, 22 characters.
pub(super) fn key(id: Uuid) -> String {
    BASE64URL_NOPAD.encode(id.as_bytes())
}

fn start(key: &str) -> Option<[u8; SHORTEST]> {
    key.as_bytes().first_chunk().copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_longer_key_tells_two_families_apart() {
        // The same first 6 bytes, so the same first 8 characters.
        let ids = [
            Uuid::from_u128(1),
            Uuid::from_u128(2),
            Uuid::from_u128(u128::MAX),
        ];
        let keys = FamilyKeys::new(ids.into_iter());
        assert_eq!(keys.find("AAAAAAAA"), Meant::Several);
        assert_eq!(keys.find(&key(ids[1])), Meant::Family(1));
        assert_eq!(keys.find("________"), Meant::Family(2));
        assert_eq!(
            keys.find("_________A"),
            Meant::Nobody,
            "the eight fit, the rest does not"
        );
        assert_eq!(keys.find("BBBBBBBB"), Meant::Nobody);
        assert_eq!(keys.find("AAAA"), Meant::Nobody, "shorter than any key");
        assert_eq!(keys.find("\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}"), Meant::Nobody);
    }

    proptest! {
        #[test]
        fn every_family_is_found_by_her_whole_key(raw in proptest::collection::hash_set(any::<u128>(), 1..40)) {
            let ids: Vec<Uuid> = raw.into_iter().map(Uuid::from_u128).collect();
            let keys = FamilyKeys::new(ids.iter().copied());
            for (place, id) in ids.iter().enumerate() {
                prop_assert_eq!(keys.find(&key(*id)), Meant::Family(place));
            }
        }
    }
}
