//! What documents of each kind consist of: every field, the key it is stored under, the name it is shown under and the
//! values it may hold. Stored keys are short for meetings, of which there are many. Knows no document.

use std::fmt;

use super::family_key::FamilyKey;
use super::hash::Heads;
use super::key::Kind;
use super::scalar::Scalar;
use super::session::SessionCode;
use super::vocabulary::{Mark, Rating, Since, Status, Verdict, parse_date};

/// What a field may hold. [`Scalar::Empty`] is legal everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Text of 1 to so many characters.
    Text(usize),
    /// So many decimal digits.
    Digits(usize),
    Date,
    Session,
    Sessions,
    /// A whole number of this range.
    Number(i64, i64),
    /// `true`, or cleared.
    Yes,
    Id,
    Heads,
    Mark,
    Rating,
    Status,
    Verdict,
}

/// Minutes after midnight.
pub(super) const MINUTES: Rule = Rule::Number(0, 1440);

/// Which keys a map has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Entries {
    /// These fields.
    Fields(&'static [Field]),
    /// A key of 1 to so many characters.
    Named(usize, Rule),
    /// A day from which the value holds.
    Since(Rule),
    /// A family.
    Families(Rule),
}

/// A field with a fixed name.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub stored: &'static str,
    pub shown: &'static str,
    pub rule: Rule,
}

/// A map inside a document, created by the kind's first change and by nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) struct Map {
    pub stored: &'static str,
    pub shown: &'static str,
    pub entries: Entries,
}

/// All fields of a kind. The order of the maps is the order of the first change's operations and never changes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub root: &'static [Field],
    pub maps: &'static [Map],
}

const fn field(stored: &'static str, shown: &'static str, rule: Rule) -> Field {
    Field {
        stored,
        shown,
        rule,
    }
}

const fn same(name: &'static str, rule: Rule) -> Field {
    field(name, name, rule)
}

const fn map(stored: &'static str, shown: &'static str, entries: Entries) -> Map {
    Map {
        stored,
        shown,
        entries,
    }
}

const NAME: Rule = Rule::Text(120);
const SHORT: Rule = Rule::Text(40);
const CODE: Rule = Rule::Text(20);
const KECAMATAN: Field = same("kecamatan", CODE);
const DESA: Field = same("desa", CODE);
const COUNT: Rule = Rule::Number(0, 30);
/// Longest note in characters; all five together may have no more either.
pub(super) const NOTES: usize = 1000;

static OFFICE: Shape = Shape {
    root: &[
        same("name", NAME),
        same("kabupaten", CODE),
        same("utc_offset_minutes", Rule::Number(-12 * 60, 14 * 60)),
    ],
    maps: &[map(
        "settings",
        "settings",
        Entries::Named(60, Rule::Text(2000)),
    )],
};
static CURRICULUM: Shape = Shape {
    root: &[],
    maps: &[map(
        "editions",
        "editions",
        Entries::Named(40, Rule::Text(30_000)),
    )],
};
static STAFF: Shape = Shape {
    root: &[
        same("name", NAME),
        same("role", SHORT),
        same("nip", SHORT),
        same("phone", SHORT),
    ],
    maps: &[
        map("kecamatan", "kecamatan", Entries::Named(20, Rule::Yes)),
        map("devices", "devices", Entries::Named(16, Rule::Yes)),
    ],
};
static GROUP: Shape = Shape {
    root: &[
        same("name", NAME),
        KECAMATAN,
        DESA,
        same("place", NAME),
        same("ketua", Rule::Id),
        same("closed", Rule::Date),
    ],
    maps: &[map("pendamping", "pendamping", Entries::Since(Rule::Id))],
};
static FAMILY: Shape = Shape {
    root: &[
        same("name", NAME),
        same("nik", Rule::Digits(16)),
        same("kk", Rule::Digits(16)),
        same("pkh_id", SHORT),
        same("address", Rule::Text(200)),
        DESA,
        KECAMATAN,
        same("phone", SHORT),
        same("tahap", SHORT),
    ],
    maps: &[
        map(
            "components",
            "components",
            Entries::Fields(&[
                same("hamil", COUNT),
                same("aud", COUNT),
                same("sd", COUNT),
                same("smp", COUNT),
                same("sma", COUNT),
                same("disabilitas", COUNT),
                same("lansia", COUNT),
            ]),
        ),
        map("groups", "groups", Entries::Since(Rule::Id)),
        map("statuses", "statuses", Entries::Since(Rule::Status)),
    ],
};
static MEETING: Shape = Shape {
    root: &[
        field(meeting::DATE, "date", Rule::Date),
        field(meeting::SESSION, "session", Rule::Session),
        field(meeting::MORE_SESSIONS, "more_sessions", Rule::Sessions),
        field(meeting::STARTS, "starts", MINUTES),
        field(meeting::ENDS, "ends", MINUTES),
        field(meeting::PLACE, "place", NAME),
        field(meeting::TITLE, "title", Rule::Text(100)),
        field(meeting::TOPIC, "topic", Rule::Text(200)),
        field(meeting::CANCELLED, "cancelled", Rule::Yes),
    ],
    maps: &[
        map("m", "marks", Entries::Families(Rule::Mark)),
        map("r", "ratings", Entries::Families(Rule::Rating)),
        map(
            "n",
            "notes",
            Entries::Fields(&[
                same("proses", Rule::Text(NOTES)),
                same("materi", Rule::Text(NOTES)),
                same("partisipasi", Rule::Text(NOTES)),
                same("hasil", Rule::Text(NOTES)),
                same("kendala", Rule::Text(NOTES)),
            ]),
        ),
        map(
            "k",
            "speakers",
            Entries::Fields(&[
                field("1n", "1/name", NAME),
                field("1i", "1/agency", NAME),
                field("2n", "2/name", NAME),
                field("2i", "2/agency", NAME),
                field("3n", "3/name", NAME),
                field("3i", "3/agency", NAME),
            ]),
        ),
        map(
            "c",
            "check",
            Entries::Fields(&[
                field(meeting::VERDICT, "verdict", Rule::Verdict),
                field(meeting::VERDICT_NOTE, "note", Rule::Text(500)),
                field(meeting::VERDICT_BY, "by", Rule::Id),
                field(meeting::VERDICT_HEADS, "heads", Rule::Heads),
            ]),
        ),
    ],
};
static MONTH: Shape = Shape {
    root: &[],
    maps: &[map(
        "texts",
        "texts",
        Entries::Fields(&[
            same("reason", Rule::Text(1000)),
            same("dynamics", Rule::Text(1000)),
        ]),
    )],
};

/// The maps of a document that has but one.
pub(super) const ONLY: usize = 0;

/// The maps of a member of staff.
pub(super) mod staff {
    pub const KECAMATAN: usize = 0;
    pub const DEVICES: usize = 1;
}

/// The maps of a family.
pub(super) mod family {
    pub const COMPONENTS: usize = 0;
    pub const GROUPS: usize = 1;
    pub const STATUSES: usize = 2;
}

/// The maps and the stored keys of a meeting.
pub(super) mod meeting {
    pub const MARKS: usize = 0;
    pub const RATINGS: usize = 1;
    pub const NOTES: usize = 2;
    pub const SPEAKERS: usize = 3;
    pub const CHECK: usize = 4;

    pub const DATE: &str = "d";
    pub const SESSION: &str = "s";
    pub const MORE_SESSIONS: &str = "x";
    pub const STARTS: &str = "b";
    pub const ENDS: &str = "e";
    pub const PLACE: &str = "p";
    pub const TITLE: &str = "t";
    pub const TOPIC: &str = "o";
    pub const CANCELLED: &str = "z";

    pub const VERDICT: &str = "v";
    pub const VERDICT_NOTE: &str = "n";
    pub const VERDICT_BY: &str = "b";
    pub const VERDICT_HEADS: &str = "h";
}

impl Shape {
    pub(super) fn of(kind: Kind) -> &'static Self {
        match kind {
            Kind::Office => &OFFICE,
            Kind::Curriculum => &CURRICULUM,
            Kind::Staff => &STAFF,
            Kind::Group => &GROUP,
            Kind::Family => &FAMILY,
            Kind::Meeting => &MEETING,
            Kind::Month => &MONTH,
        }
    }
}

/// A field of one document: its path, such as `place` or `marks/AbCd1234`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// Index of the map; `None` for the root.
    pub map: Option<usize>,
    /// The stored key.
    pub key: String,
}

impl Spot {
    pub(super) fn root(stored: &str) -> Self {
        Self {
            map: None,
            key: stored.to_owned(),
        }
    }

    pub(super) fn entry(map: usize, stored: impl fmt::Display) -> Self {
        Self {
            map: Some(map),
            key: stored.to_string(),
        }
    }

    /// The rule of this field; `None` if this version knows no such field.
    pub(super) fn rule(&self, shape: &Shape) -> Option<Rule> {
        let named = |fields: &[Field]| {
            fields
                .iter()
                .find(|field| field.stored == self.key)
                .map(|field| field.rule)
        };
        let Some(map) = self.map else {
            return named(shape.root);
        };
        match shape.maps.get(map)?.entries {
            Entries::Fields(fields) => named(fields),
            Entries::Named(max, rule) => {
                let len = self.key.chars().count();
                ((1..=max).contains(&len) && self.key.len() <= 128).then_some(rule)
            }
            Entries::Since(rule) => Since::parse(&self.key).map(|_| rule),
            Entries::Families(rule) => FamilyKey::parse(&self.key).map(|_| rule),
        }
    }

    /// The path under which people and the read model know this field.
    pub(super) fn path(&self, shape: &Shape) -> String {
        let shown = |fields: &'static [Field]| {
            fields
                .iter()
                .find(|field| field.stored == self.key)
                .map(|field| field.shown)
        };
        match self.map.and_then(|map| shape.maps.get(map)) {
            None => shown(shape.root).unwrap_or(&self.key).to_owned(),
            Some(map) => {
                let key = match map.entries {
                    Entries::Fields(fields) => shown(fields).unwrap_or(&self.key),
                    _ => &self.key,
                };
                format!("{}/{key}", map.shown)
            }
        }
    }

    /// Inverse of [`Self::path`]; `None` if this version knows no such field.
    pub(super) fn parse(path: &str, shape: &Shape) -> Option<Self> {
        let stored = |fields: &[Field], shown: &str| {
            fields
                .iter()
                .find(|field| field.shown == shown)
                .map(|field| field.stored)
        };
        if let Some(key) = stored(shape.root, path) {
            return Some(Self::root(key));
        }
        let (name, key) = path.split_once('/')?;
        let at = shape.maps.iter().position(|map| map.shown == name)?;
        let key = match shape.maps.get(at)?.entries {
            Entries::Fields(fields) => stored(fields, key)?,
            _ => key,
        };
        let spot = Self::entry(at, key);
        spot.rule(shape).map(|_| spot)
    }
}

/// A value that its field may not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// No field of this name.
    #[error("there is no such field")]
    NoSuchField,
    /// Text that is empty, or only spaces: clear the field instead.
    #[error("the text is empty; clear the field instead")]
    Blank,
    /// Too many characters.
    #[error("the text has {len} characters, at most {max} are allowed")]
    TooLong {
        /// Characters found.
        len: usize,
        /// Characters allowed.
        max: usize,
    },
    /// Not the required number of digits, as a NIK or a KK number must have.
    #[error("{0} digits are required")]
    Digits(usize),
    /// Not an ISO date of the years 1900 to 2199.
    #[error("not a date of the years 1900 to 2199")]
    Date,
    /// A number outside its range.
    #[error("not a number of {min} to {max}")]
    Range {
        /// Smallest allowed.
        min: i64,
        /// Largest allowed.
        max: i64,
    },
    /// A value of another type or a word that the field does not know.
    #[error("the field cannot hold this value")]
    Value,
    /// The end of a meeting is not after its start.
    #[error("a meeting ends after it starts")]
    EndsBeforeStart,
}

impl Rule {
    /// Whether people may put `value` here.
    pub(super) fn check(self, value: &Scalar) -> Result<(), Unfit> {
        let fits = match (self, value) {
            (_, Scalar::Empty) => true,
            (Self::Text(max), Scalar::Text(text)) => return check_text(text, max),
            (Self::Digits(len), Scalar::Text(text)) => {
                let digits = text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit());
                return if digits {
                    Ok(())
                } else {
                    Err(Unfit::Digits(len))
                };
            }
            (Self::Date, Scalar::Text(text)) => {
                return parse_date(text).map(|_| ()).ok_or(Unfit::Date);
            }
            (Self::Number(min, max), Scalar::Number(number)) => {
                let inside = (min..=max).contains(number);
                return if inside {
                    Ok(())
                } else {
                    Err(Unfit::Range { min, max })
                };
            }
            (Self::Session, Scalar::Text(text)) => SessionCode::new(text).is_ok(),
            (Self::Sessions, Scalar::Text(text)) => {
                SessionCode::list(text).is_some_and(|list| (1..=8).contains(&list.len()))
            }
            (Self::Yes, Scalar::Flag(flag)) => *flag,
            (Self::Id, Scalar::Bytes(bytes)) => bytes.len() == 16,
            (Self::Heads, Scalar::Bytes(bytes)) => Heads::from_bytes(bytes).is_some(),
            (Self::Mark, Scalar::Number(number)) => Mark::from_number(*number).is_some(),
            (Self::Rating, Scalar::Number(number)) => Rating::from_number(*number).is_some(),
            (Self::Status, Scalar::Text(text)) => Status::parse(text).is_some(),
            (Self::Verdict, Scalar::Text(text)) => Verdict::parse(text).is_some(),
            _ => false,
        };
        if fits { Ok(()) } else { Err(Unfit::Value) }
    }
}

fn check_text(text: &str, max: usize) -> Result<(), Unfit> {
    let len = text.chars().count();
    if text.trim().is_empty() {
        Err(Unfit::Blank)
    } else if len > max {
        Err(Unfit::TooLong { len, max })
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_field_has_one_path_that_finds_it_again() {
        for kind in Kind::ALL {
            let shape = Shape::of(kind);
            let mut spots: Vec<_> = shape
                .root
                .iter()
                .map(|field| Spot::root(field.stored))
                .collect();
            for (at, map) in shape.maps.iter().enumerate() {
                match map.entries {
                    Entries::Fields(fields) => {
                        spots.extend(fields.iter().map(|field| Spot::entry(at, field.stored)));
                    }
                    Entries::Named(..) => spots.push(Spot::entry(at, "a/b")),
                    Entries::Since(_) => spots.push(Spot::entry(at, "")),
                    Entries::Families(_) => spots.push(Spot::entry(at, "AbCd1234")),
                }
            }
            let paths: BTreeSet<_> = spots.iter().map(|spot| spot.path(shape)).collect();
            assert_eq!(paths.len(), spots.len(), "{kind:?}");
            for spot in spots {
                assert_eq!(
                    Spot::parse(&spot.path(shape), shape),
                    Some(spot),
                    "{kind:?}"
                );
            }
        }
    }

    #[test]
    fn rules_tell_what_is_wrong() {
        assert_eq!(
            Rule::Digits(16).check(&"123".into()),
            Err(Unfit::Digits(16))
        );
        assert_eq!(
            Rule::Text(3).check(&"héé!".into()),
            Err(Unfit::TooLong { len: 4, max: 3 })
        );
        assert_eq!(Rule::Text(3).check(&" ".into()), Err(Unfit::Blank));
        assert_eq!(
            MINUTES.check(&Scalar::Number(1441)),
            Err(Unfit::Range { min: 0, max: 1440 })
        );
        assert_eq!(Rule::Mark.check(&Scalar::Number(4)), Err(Unfit::Value));
        assert_eq!(Rule::Date.check(&"2026-02-30".into()), Err(Unfit::Date));
        assert_eq!(Rule::Id.check(&Scalar::Empty), Ok(()));
    }
}
