//! The field's kinds of feeds: who reads and writes what, as data, and how each is named.

use sesi_engine::keys::feed_kind::{FeedKind, Members, place_of};
use sesi_engine::keys::purpose::Purpose;

use sesi_engine::documents::{Home, Place};
use uuid::Uuid;

/// Office, staff, curriculum.
pub(super) const OFFICE: FeedKind = FeedKind {
    number: 0,
    of_place: false,
    of_year: false,
    members: Members::Read,
};
/// Groups and families of a kecamatan.
pub(super) const ROSTER: FeedKind = FeedKind {
    number: 1,
    of_place: true,
    of_year: false,
    members: Members::Invited,
};
/// Meetings of a kecamatan in a year.
pub(super) const MEETINGS: FeedKind = FeedKind {
    number: 2,
    of_place: true,
    of_year: true,
    members: Members::Of(ROSTER.number),
};
/// What all staff write, a year of it.
pub(super) const FORUM: FeedKind = FeedKind {
    number: 3,
    of_place: false,
    of_year: true,
    members: Members::Write,
};
/// What is between the office and one member of staff.
pub(super) const PERSON: FeedKind = FeedKind {
    number: 4,
    of_place: true,
    of_year: false,
    members: Members::Own,
};

/// Every kind of feeds, in the order of its number.
pub static FEEDS: &[FeedKind] = &[OFFICE, ROSTER, MEETINGS, FORUM, PERSON];

/// The root field in which documents of a roster name their kecamatan.
pub(super) const KECAMATAN: &str = "kecamatan";

/// The calendar year of a day, as feeds name it.
pub fn year_of(day: chrono::NaiveDate) -> u16 {
    u16::try_from(chrono::Datelike::year(&day)).unwrap_or_default()
}

/// The home of what is the office's own.
pub(super) fn in_office() -> Home {
    Home {
        feed: OFFICE.number,
        place: Place::None,
        year: None,
    }
}

/// The home of what names its kecamatan.
pub(super) fn in_roster() -> Home {
    Home {
        feed: ROSTER.number,
        place: Place::Named(KECAMATAN),
        year: None,
    }
}

/// The home of what is of a year and of the kecamatan of a group or of a member of staff.
pub(super) fn in_meetings(year: i32) -> Home {
    Home {
        feed: MEETINGS.number,
        place: Place::Elsewhere,
        // Keys begin in the year 2000 and end in 9999.
        year: Some(u16::try_from(year).unwrap_or_default()),
    }
}

/// The home of what all staff write in a year.
pub(super) fn in_forum(year: i32) -> Home {
    Home {
        feed: FORUM.number,
        place: Place::None,
        // Keys begin in the year 2000 and end in 9999.
        year: Some(u16::try_from(year).unwrap_or_default()),
    }
}

/// The home of what is between the office and one member of staff.
pub(super) fn in_own(staff: Uuid) -> Home {
    Home {
        feed: PERSON.number,
        place: Place::Own(staff),
        year: None,
    }
}

/// The year in which PKH began: no meeting is older.
pub const FIRST_YEAR: u16 = 2007;

/// The office's own feed.
pub fn office_feed() -> Purpose {
    OFFICE.purpose(None, None)
}

/// The feed of the groups and families of a kecamatan, by its Kemendagri code.
pub fn roster_feed(kecamatan: &str) -> Purpose {
    ROSTER.purpose(Some(kecamatan), None)
}

/// The feed of a kecamatan's meetings in a year.
pub fn meetings_feed(kecamatan: &str, year: u16) -> Purpose {
    MEETINGS.purpose(Some(kecamatan), Some(year))
}

/// The feed of what all staff write in a year.
pub fn forum_feed(year: u16) -> Purpose {
    FORUM.purpose(None, Some(year))
}

/// The feed between the office and one member of staff.
pub fn person_feed(staff: Uuid) -> Purpose {
    PERSON.purpose(Some(&place_of(staff)), None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn feeds_are_named_and_sorted_as_the_protocol_says() {
        let named = [
            (office_feed(), &b"\x81\x00"[..]),
            (roster_feed("72.01.05"), b"\x82\x01\x6872.01.05"),
            (
                meetings_feed("72.01.05", 2026),
                b"\x83\x02\x6872.01.05\x19\x07\xea",
            ),
            (forum_feed(2026), b"\x82\x03\x19\x07\xea"),
            (
                person_feed(Uuid::from_u128(0xab)),
                b"\x82\x04\x78\x20000000000000000000000000000000ab",
            ),
        ];
        for (purpose, bytes) in &named {
            assert_eq!(purpose.to_bytes(), *bytes);
            assert_eq!(&Purpose::from_bytes(bytes).unwrap(), purpose);
        }
        assert!(named.is_sorted_by_key(|(purpose, _)| purpose));
        for (number, kind) in (0..).zip(FEEDS) {
            assert_eq!(kind.number, number);
        }
    }
}
