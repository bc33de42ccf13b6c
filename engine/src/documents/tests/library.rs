//! A second field, for the tests of this room: a library, its books and its shelves.

use std::collections::BTreeMap;

use super::super::*;
use sesi_wire::ids::{DeviceId, OfficeId};
use uuid::Uuid;

/// A book of two steps, and the same before it grew.
pub(in super::super) static BOOK: Kind = Kind::new(book(&[FIRST, &[WISHES]]));
pub(in super::super) static BOOK_BEFORE: Kind = Kind::new(book(&[FIRST]));
/// A shelf, of which only the owner says where it stands.
pub(in super::super) static SHELF: Kind = Kind::new(Shape {
    number: 2,
    name: "shelf",
    root: &[same("hall", Rule::Text(20))],
    steps: &[&[map("cards", "cards", Keys::Named(40, Rule::Text(30_000)))]],
    rights: &[Entitled::one("hall", Right::OfficeAfterFirst)],
});
static KINDS: &[&Kind] = &[&BOOK, &SHELF];

pub(in super::super) const fn book(steps: &'static [&'static [Map]]) -> Shape {
    Shape {
        number: 1,
        name: "book",
        root: ROOT,
        steps,
        rights: RIGHTS,
    }
}

const ROOT: &[Field] = &[
    field("p", "place", Rule::Text(120)),
    field("t", "title", Rule::Text(100)),
    field("b", "opens", Rule::Number(0, 1440)),
    field("e", "closes", Rule::Number(0, 1440)),
];
const RIGHTS: &[Entitled] = &[Entitled::all(Some("c"), Right::Office)];

const LOANS: usize = 0;
const CHECK: usize = 4;
const WISHES_MAP: usize = 5;
const FIRST: &[Map] = &[
    map("m", "loans", Keys::Formed(is_reader, Rule::Code(is_loan))),
    map("r", "stars", Keys::Formed(is_reader, Rule::Number(1, 5))),
    map(
        "n",
        "notes",
        Keys::Fields(&[same("remarks", Rule::Text(100))]),
    ),
    map("k", "keepers", Keys::Named(20, Rule::Yes)),
    map(
        "c",
        "check",
        Keys::Fields(&[
            field("v", "verdict", Rule::Word(is_verdict)),
            field("b", "by", Rule::Id),
        ]),
    ),
];
const WISHES: Map = map("w", "wishes", Keys::Named(20, Rule::Text(100)));

fn is_reader(key: &str) -> bool {
    key.len() == 8 && key.is_ascii()
}

fn is_loan(number: i64) -> bool {
    Loan::from_number(number).is_some()
}

fn is_verdict(word: &str) -> bool {
    ["good", "worn"].contains(&word)
}

/// Where a copy of a book is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Loan {
    Out = 1,
    Kept = 2,
    Lost = 3,
}

impl Loan {
    pub fn from_number(number: i64) -> Option<Self> {
        [Self::Out, Self::Kept, Self::Lost]
            .into_iter()
            .find(|loan| *loan as i64 == number)
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) enum LibraryKey {
    Book(u8),
    Shelf(Uuid),
}

impl DocumentKey for LibraryKey {
    type Patch = LibraryPatch;
    type View = LibraryView;

    fn kind(&self) -> &'static Kind {
        match self {
            Self::Book(_) => &BOOK,
            Self::Shelf(_) => &SHELF,
        }
    }

    fn id(&self, office: &OfficeId) -> DocId {
        match self {
            Self::Book(_) => derived_id(self, office),
            Self::Shelf(id) => DocId(*id),
        }
    }

    fn write(&self, out: &mut Vec<u8>) {
        put_head(out, self.kind());
        match self {
            Self::Book(number) => out.push(*number),
            Self::Shelf(id) => id.put(out),
        }
    }

    fn read(input: &mut &[u8]) -> Result<Self, KeyError> {
        let kind = take_head(input, KINDS)?;
        if *kind == SHELF {
            return Uuid::take(input).map(Self::Shelf);
        }
        let (number, rest) = input
            .split_first()
            .ok_or(KeyError::Malformed("key ends early"))?;
        *input = rest;
        Ok(Self::Book(*number))
    }

    fn home(&self) -> Home {
        Home {
            feed: 0,
            place: Place::None,
            year: None,
        }
    }

    fn view(&self, fields: &Fields) -> LibraryView {
        let loans = fields
            .map(LOANS)
            .filter_map(|(key, value)| Some((key.to_owned(), Loan::from_number(value.number()?)?)));
        LibraryView {
            place: fields.text("p"),
            opens: fields
                .root("b")
                .and_then(Scalar::number)
                .filter(|minutes| (0..=1440).contains(minutes)),
            loans: loans.collect(),
            verdict: fields
                .entry(CHECK, "v")
                .and_then(Scalar::text)
                .map(str::to_owned),
            verdict_of: fields.said_by(&FieldPath::entry(CHECK, "v")),
            wishes: fields.texts(WISHES_MAP),
            hall: fields.text("hall"),
            cards: fields.texts(LOANS),
        }
    }
}

/// What a document of the library says; of other kinds, nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in super::super) struct LibraryView {
    pub place: Option<String>,
    pub opens: Option<i64>,
    pub loans: BTreeMap<String, Loan>,
    pub verdict: Option<String>,
    pub verdict_of: Option<DeviceId>,
    pub wishes: BTreeMap<String, String>,
    pub hall: Option<String>,
    pub cards: BTreeMap<String, String>,
}

/// An edit of a book, or with `hall` or `cards` of a shelf.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in super::super) struct LibraryPatch {
    pub place: Set<String>,
    pub title: Set<String>,
    pub opens: Set<u16>,
    pub closes: Set<u16>,
    pub loans: Entries<String, Loan>,
    pub verdict: Set<String>,
    pub verdict_by: Set<Uuid>,
    pub wishes: Entries<String, String>,
    pub hall: Set<String>,
    pub cards: Entries<String, String>,
}

impl DocumentPatch for LibraryPatch {
    fn kind(&self) -> &'static Kind {
        if self.hall.is_keep() && self.cards.is_empty() {
            &BOOK
        } else {
            &SHELF
        }
    }

    fn write(&self, edits: &mut Edits) {
        if *self.kind() == SHELF {
            edits.text("hall", &self.hall);
            return edits.entries(0, &self.cards, |text| text.into());
        }
        edits.entries(LOANS, &self.loans, |loan| Scalar::Number(*loan as i64));
        edits.text("p", &self.place);
        edits.text("t", &self.title);
        edits.root("b", &self.opens, |minutes| (*minutes).into());
        edits.root("e", &self.closes, |minutes| (*minutes).into());
        edits.field(CHECK, "v", &self.verdict, |text| text.into());
        edits.field(CHECK, "b", &self.verdict_by, |id| (*id).into());
        edits.entries(WISHES_MAP, &self.wishes, |text| text.into());
    }

    fn check(&self, fields: &Fields, edits: &[Edit]) -> Result<(), Misfit> {
        let after = |key| {
            let spot = FieldPath::root(key);
            let edit = edits.iter().find(|edit| edit.spot == spot);
            let value = edit.map_or_else(|| fields.get(&spot), |edit| Some(&edit.value));
            value.and_then(Scalar::number)
        };
        match (after("b"), after("e")) {
            (Some(opens), Some(closes)) if opens >= closes => {
                Err(("closes", CLOSES_BEFORE_IT_OPENS))
            }
            _ => Ok(()),
        }
    }
}

pub(in super::super) const CLOSES_BEFORE_IT_OPENS: Unfit = Unfit::Together {
    rule: "closes_before_it_opens",
    says: "a library closes after it opens",
};
