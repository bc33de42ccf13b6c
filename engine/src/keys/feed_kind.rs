//! A kind of feeds as data: whether its feeds are of a place and of a year, and which members of the office read and write them. Office
//! devices read and write all. Knows no database.

use uuid::Uuid;

use super::purpose::Purpose;

/// A kind of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedKind {
    /// Its number in [`Purpose`].
    pub number: u64,
    /// Whether there is one for each place.
    pub of_place: bool,
    /// Whether there is one for each calendar year.
    pub of_year: bool,
    /// Who has its feeds besides the devices of the office.
    pub members: Members,
}

/// Who has the feeds of a kind besides the devices of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Members {
    /// Every member reads; only the office writes.
    Read,
    /// Every member reads and writes.
    Write,
    /// Who was invited to the place reads and writes.
    Invited,
    /// Who has the feed of that kind and of the same place reads and writes.
    Of(u64),
    /// The devices of one person read and write; the place is [`place_of`] that person.
    Own,
}

/// What the feeds of one person have for a place.
pub fn place_of(person: Uuid) -> String {
    person.simple().to_string()
}

impl FeedKind {
    /// The purpose of one of its feeds.
    pub fn purpose(&self, place: Option<&str>, year: Option<u16>) -> Purpose {
        Purpose {
            kind: self.number,
            place: place.map(str::to_owned),
            year,
        }
    }
}

/// The kind of feeds of a purpose, among `kinds`; none of a later version's, or of one that lacks its place or its year or has one too many.
pub fn kind_of<'k>(kinds: &'k [FeedKind], purpose: &Purpose) -> Option<&'k FeedKind> {
    let of = (purpose.place.is_some(), purpose.year.is_some());
    kinds
        .iter()
        .find(|kind| kind.number == purpose.kind && (kind.of_place, kind.of_year) == of)
}

/// The feed to which a member has to be invited to have the one of `purpose`, which is itself where it is a person's own; none where there
/// is no such feed.
pub fn invited_by(kinds: &[FeedKind], purpose: &Purpose) -> Option<Purpose> {
    let number = match kind_of(kinds, purpose)?.members {
        Members::Invited | Members::Own => return Some(purpose.clone()),
        Members::Of(number) => number,
        Members::Read | Members::Write => return None,
    };
    Some(Purpose {
        kind: number,
        place: purpose.place.clone(),
        year: None,
    })
}

/// The feeds of a year that whoever has the feed of `base` has as well: those of its place, and with a person's own those that every member
/// writes.
pub fn of_year(kinds: &[FeedKind], base: &Purpose, year: u16) -> Vec<Purpose> {
    let own = kind_of(kinds, base).is_some_and(|kind| kind.members == Members::Own);
    let of_base = |kind: &&FeedKind| match kind.members {
        Members::Of(number) => kind.of_year && number == base.kind,
        Members::Write => kind.of_year && !kind.of_place && own,
        Members::Read | Members::Invited | Members::Own => false,
    };
    let named = |kind: &FeedKind| {
        let place = base.place.as_deref().filter(|_| kind.of_place);
        kind.purpose(place, Some(year))
    };
    kinds.iter().filter(of_base).map(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: FeedKind = FeedKind {
        number: 1,
        of_place: true,
        of_year: false,
        members: Members::Invited,
    };
    const YEARS: FeedKind = FeedKind {
        number: 2,
        of_place: true,
        of_year: true,
        members: Members::Of(1),
    };

    #[test]
    fn what_all_write_in_a_year_comes_with_what_is_ones_own() {
        let all = FeedKind {
            number: 3,
            of_place: false,
            of_year: true,
            members: Members::Write,
        };
        let own = FeedKind {
            number: 4,
            of_place: true,
            of_year: false,
            members: Members::Own,
        };
        let kinds = [PLACE, YEARS, all, own];
        let theirs = own.purpose(Some(&place_of(Uuid::from_u128(7))), None);
        assert_eq!(invited_by(&kinds, &theirs), Some(theirs.clone()));
        assert_eq!(
            of_year(&kinds, &theirs, 2026),
            [all.purpose(None, Some(2026))]
        );
        let north = PLACE.purpose(Some("north"), None);
        assert_eq!(
            of_year(&kinds, &north, 2026),
            [YEARS.purpose(Some("north"), Some(2026))]
        );
    }

    #[test]
    fn a_purpose_without_its_place_or_with_a_year_too_many_gives_nobody_anything() {
        let kinds = [PLACE, YEARS];
        let north = PLACE.purpose(Some("north"), None);
        let years = YEARS.purpose(Some("north"), Some(2026));
        assert_eq!(invited_by(&kinds, &years), Some(north.clone()));
        assert_eq!(invited_by(&kinds, &north), Some(north));
        for odd in [
            PLACE.purpose(None, None),
            PLACE.purpose(Some("north"), Some(2026)),
            YEARS.purpose(None, Some(2026)),
            YEARS.purpose(Some("north"), None),
        ] {
            assert_eq!(invited_by(&kinds, &odd), None, "{odd:?}");
        }
    }

    #[test]
    fn the_place_of_a_person_is_that_persons_alone() {
        let place = place_of(Uuid::from_u128(0x1a2b));
        assert_eq!(place, "00000000000000000000000000001a2b");
    }
}
