//! What stands on a page, and what it means to whoever has the page read aloud. It draws nothing.

/// A thing on a page; lengths in points from the upper left corner.
pub(super) enum Op {
    /// Text whose base line begins there.
    Text {
        x: f32,
        y: f32,
        size: f32,
        bold: bool,
        text: String,
        /// The part of the document that it belongs to; none for what repeats on every page.
        part: Option<usize>,
    },
    /// A line.
    Line { from: (f32, f32), to: (f32, f32) },
    /// A filled area.
    Fill {
        at: (f32, f32),
        size: (f32, f32),
        color: (u8, u8, u8),
    },
}

/// A page.
pub(super) struct Page {
    pub width: f32,
    pub height: f32,
    pub ops: Vec<Op>,
    /// The section that it belongs to, and its number there, from 1.
    pub section: usize,
    pub number: usize,
}

/// A part of the document's structure.
pub(super) struct Part {
    pub kind: PartKind,
    pub within: Option<usize>,
}

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PartKind {
    Heading,
    Paragraph,
    Table,
    Row,
    /// A head of so many columns and rows.
    Head(u16, u16),
    Cell,
}
