//! Which family a mark means. Marks carry the first 8 characters of a family's id in base64url, or more where 8 are not
//! enough; this finds the family, or says why it cannot. It knows ids, not families.

use data_encoding::BASE64URL_NOPAD;
use uuid::Uuid;

/// The shortest key that a mark may have, in characters.
const SHORTEST: usize = 8;

/// The bytes of an id that the shortest key says whole.
type Start = [u8; 6];

/// Finds families by the keys of marks.
pub(super) struct FamilyKeys {
    /// In their order, each with its place in the list that was given.
    ids: Vec<(Uuid, usize)>,
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
        let mut ids: Vec<(Uuid, usize)> = ids.zip(0..).collect();
        ids.sort_unstable();
        Self { ids }
    }

    /// The family that a key means.
    pub(super) fn find(&self, family_key: &str) -> Meant {
        let Some(wanted) = start_of_key(family_key) else {
            return Meant::Nobody;
        };
        let first = self.ids.partition_point(|(id, _)| start(id) < wanted);
        let mut fitting = self
            .ids
            .iter()
            .skip(first)
            .take_while(|(id, _)| start(id) == wanted)
            .filter(|(id, _)| family_key.len() == SHORTEST || key(*id).starts_with(family_key));
        match (fitting.next(), fitting.next()) {
            (Some((_, place)), None) => Meant::Family(*place),
            (None, _) => Meant::Nobody,
            (Some(_), Some(_)) => Meant::Several,
        }
    }
}

/// The whole key of an id, 22 characters.
pub(super) fn key(id: Uuid) -> String {
    BASE64URL_NOPAD.encode(id.as_bytes())
}

fn start(id: &Uuid) -> Start {
    id.as_bytes().first_chunk().copied().unwrap_or_default()
}

fn start_of_key(key: &str) -> Option<Start> {
    let shortest = key.as_bytes().first_chunk::<SHORTEST>()?;
    let mut start = Start::default();
    BASE64URL_NOPAD.decode_mut(shortest, &mut start).ok()?;
    Some(start)
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
