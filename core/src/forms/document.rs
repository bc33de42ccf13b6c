//! A document as blocks: what every form about meetings is written as, and what the renderers (PDF, DOCX, plain text) take. It knows
//! neither paper nor meetings.

use std::borrow::Cow;

use chrono::NaiveDate;

use crate::reports::Table;

/// What stands where nothing was recorded: a blank that says what belongs there.
pub fn blank(what: &str) -> String {
    format!("(isi {what})")
}

/// A text that was recorded, or a blank.
pub fn said(text: Option<&str>, what: &str) -> String {
    let text = text.map(str::trim).filter(|text| !text.is_empty());
    text.map_or_else(|| blank(what), str::to_owned)
}

/// A document: it begins on a page of its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// Its title.
    pub title: String,
    /// The day that it tells of.
    pub day: NaiveDate,
    /// Whether its paper lies on its side.
    pub wide: bool,
    /// What it says, in order.
    pub blocks: Vec<Block>,
    /// Digest of the data that it was made of.
    pub digest: String,
}

/// A block.
#[derive(Debug, Clone, PartialEq)]
pub enum Block {
    /// A line in the middle, bold.
    Title(String),
    /// A line in the middle.
    Middle(String),
    /// The heading of a chapter, from the left.
    Chapter(String),
    /// A paragraph.
    Text(String),
    /// A paragraph in small letters.
    Small(String),
    /// Labels with what they say.
    Facts(Vec<(Cow<'static, str>, String)>),
    /// A bordered form.
    Boxes(Vec<BoxRow>),
    /// A table; what its sums are called; whether its heads have the colours of their groups.
    Table {
        /// The table.
        table: Table,
        /// What the row of the sums is called.
        total: Cow<'static, str>,
        /// Colours of the groups of heads, in their order.
        colors: &'static [(u8, u8, u8)],
    },
    /// Empty frames for photos, by millimetres, as many beside each other as there is room for; each says what belongs there.
    Frames {
        /// Width and height of each.
        size: (f32, f32),
        /// What belongs there.
        captions: Vec<String>,
    },
    /// Whoever signs: the lines above the signature and those below it. A single one stands at the right.
    Signatures(Vec<(Vec<String>, Vec<String>)>),
    /// What follows begins on a new page.
    NewPage,
}

impl Block {
    /// Labels with what they say.
    pub fn facts<L: Into<Cow<'static, str>>>(facts: impl IntoIterator<Item = (L, String)>) -> Self {
        let facts = facts.into_iter();
        Self::Facts(facts.map(|(label, said)| (label.into(), said)).collect())
    }
}

/// A row of a bordered form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxRow {
    /// Its cells; their shares make [`SHARES`].
    pub cells: Vec<BoxCell>,
    /// Millimetres that it has at least.
    pub least_mm: u16,
}

/// A cell of a bordered form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoxCell {
    /// What it says.
    pub text: String,
    /// Its share of the width.
    pub share: u16,
    /// Whether it is a bar: bold on grey.
    pub bar: bool,
}

/// The shares of a row: a label, a value, a label, a value.
pub const SHARES: [u16; 4] = [22, 28, 22, 28];

impl BoxRow {
    /// A grey bar over the whole width.
    pub fn bar(text: &str) -> Self {
        Self::cells([(text.to_owned(), SHARES.iter().sum(), true)])
    }

    /// A label and what it says.
    pub fn one(label: &str, value: String) -> Self {
        let rest = SHARES.iter().skip(1).sum();
        Self::cells([(label.to_owned(), SHARES[0], false), (value, rest, false)])
    }

    /// Two of them.
    pub fn two(left: (&str, String), right: (&str, String)) -> Self {
        let [a, b, c, d] = SHARES;
        Self::cells([
            (left.0.to_owned(), a, false),
            (left.1, b, false),
            (right.0.to_owned(), c, false),
            (right.1, d, false),
        ])
    }

    /// The same row, at least so high.
    #[must_use]
    pub fn at_least(self, least_mm: u16) -> Self {
        Self { least_mm, ..self }
    }

    fn cells(cells: impl IntoIterator<Item = (String, u16, bool)>) -> Self {
        let cells = cells.into_iter();
        Self {
            cells: cells
                .map(|(text, share, bar)| BoxCell { text, share, bar })
                .collect(),
            least_mm: 0,
        }
    }
}
