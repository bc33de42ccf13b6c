//! What documents of each kind consist of: every field, the key it is stored under, the name it is shown under and the
//! values it may hold. Stored keys are short for meetings, of which there are many. Knows no document.

use super::kind::Kind;
use super::rule::{MINUTES, Rule};

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
/// What lists said, by import: JSON that `roster/listed.rs` reads.
const LISTS: Map = map("lists", "lists", Entries::Named(40, Rule::Text(2000)));
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
    maps: &[
        map("pendamping", "pendamping", Entries::Since(Rule::Id)),
        LISTS,
    ],
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
        same("same_as", Rule::Id),
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
        LISTS,
        map("others", "others", Entries::Families(Rule::Yes)),
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
            meeting::CHECK_MAP,
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
    pub const LISTS: usize = 3;
    pub const OTHERS: usize = 4;
}

/// The maps of a group.
pub(super) mod group {
    pub const PENDAMPING: usize = 0;
    pub const LISTS: usize = 1;
}

/// The maps and the stored keys of a meeting.
pub(super) mod meeting {
    pub const MARKS: usize = 0;
    pub const RATINGS: usize = 1;
    pub const NOTES: usize = 2;
    pub const SPEAKERS: usize = 3;
    pub const CHECK: usize = 4;
    pub const CHECK_MAP: &str = "c";

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
