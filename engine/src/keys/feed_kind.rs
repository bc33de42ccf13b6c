//! A kind of feeds as data: whether its feeds are of a place and of a year, and which members of the office read and write them. Office
//! devices read and write all. Knows no database.

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

/// The feed to which a member has to be invited to have the one of `purpose`; none where there is no such feed.
pub fn invited_by(kinds: &[FeedKind], purpose: &Purpose) -> Option<Purpose> {
    let number = match kind_of(kinds, purpose)?.members {
        Members::Invited => return Some(purpose.clone()),
        Members::Of(number) => number,
        Members::Read | Members::Write => return None,
    };
    Some(Purpose {
        kind: number,
        place: purpose.place.clone(),
        year: None,
    })
}

/// The feeds of a year that whoever has the feed of `base` has as well.
pub fn of_year(kinds: &[FeedKind], base: &Purpose, year: u16) -> Vec<Purpose> {
    kinds
        .iter()
        .filter(|kind| kind.of_year && kind.members == Members::Of(base.kind))
        .map(|kind| kind.purpose(base.place.as_deref(), Some(year)))
        .collect()
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
}
