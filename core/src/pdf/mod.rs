//! Pages of a printed document: text in columns and tables that go on over pages, and the PDF that they become (tagged, PDF/A-2a, one
//! font as a subset). It knows paper and text, and neither reports nor the field; no clock: the same blocks give the same bytes.

mod boxes;
mod draw;
mod face;
mod flow;
mod grid;
mod ops;
mod widths;

pub use boxes::FormCell;
pub use draw::Meta;
pub use face::{Face, Fonts};
pub use flow::{Flow, Paper, Size};
pub use grid::{Align, Grid, GridCell, GridColumn, HeadCell};
pub use widths::widths;

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum PdfError {
    /// The font of the product does not read.
    #[error("the font cannot be read")]
    Font,
    /// The file would break a rule of its format.
    #[error("the PDF cannot be made: {0}")]
    Format(String),
    /// More pages than a document may have.
    #[error("the document has more than {0} pages")]
    TooLong(usize),
}

/// Pages that a document may have.
pub const MOST_PAGES: usize = 5_000;

#[cfg(test)]
mod tests;
