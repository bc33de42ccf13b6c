//! A template as it was read: lines, repetitions and conditions, each with the number of its line.

use crate::pdf::Size;

/// Characters of a template at the most.
pub const MOST_SOURCE: usize = 24_000;

/// Repetitions and conditions inside each other at the most.
pub(super) const DEEPEST: usize = 8;

/// A part of a template.
#[derive(Debug)]
pub(super) enum Node {
    Line(u32, Line),
    Each {
        at: u32,
        name: String,
        of: Path,
        body: Vec<Node>,
    },
    When {
        at: u32,
        test: Test,
        then: Vec<Node>,
        otherwise: Vec<Node>,
    },
}

/// On which paper a template is printed where nobody says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct PaperLine {
    pub at: u32,
    pub size: Size,
    /// Whether it lies on its side; none: as the product's own template has it.
    pub wide: Option<bool>,
}

/// A template as it was read.
#[derive(Debug)]
pub(super) struct Parsed {
    pub nodes: Vec<Node>,
    pub paper: Option<PaperLine>,
}

/// A line that makes a block, or a part of one.
#[derive(Debug)]
pub(super) enum Line {
    Title(Inline),
    Middle(Inline),
    Chapter(Inline),
    Text(Inline),
    Small(Inline),
    Fact(Inline, Inline),
    Box { cells: Vec<Inline>, least_mm: u16 },
    Signer(Vec<Inline>, Vec<Inline>),
    Table(TableLine),
    Frame { size: (u16, u16), caption: Inline },
    NewPage,
    Closing,
    Remarks,
    Blank,
}

/// A table, and which of its columns.
#[derive(Debug)]
pub(super) struct TableLine {
    pub of: Path,
    /// What the row of the sums is called.
    pub total: Option<String>,
    /// Its columns in order; none: all.
    pub columns: Vec<ColumnLine>,
}

/// A column of a table.
#[derive(Debug)]
pub(super) struct ColumnLine {
    pub at: u32,
    pub key: String,
    pub label: Option<String>,
    pub width: Option<u16>,
}

/// Words with fields in them.
pub(super) type Inline = Vec<Piece>;

/// A piece of a line.
#[derive(Debug)]
pub(super) enum Piece {
    Words(String),
    Field { of: Path, upper: bool },
}

/// What names a field: its own name, behind the name of a row where it is of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    pub row: Option<String>,
    pub key: String,
}

impl std::fmt::Display for Path {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.row {
            Some(row) => write!(f, "{row}.{}", self.key),
            None => f.write_str(&self.key),
        }
    }
}

/// A condition.
#[derive(Debug)]
pub(super) struct Test {
    pub of: Path,
    pub not: bool,
    pub than: Option<Than>,
}

/// With what a field is compared.
#[derive(Debug)]
pub(super) enum Than {
    Text(String),
    Equal(i64),
    More(i64),
    Less(i64),
}
