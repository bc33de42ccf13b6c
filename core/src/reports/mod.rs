//! What every report is made of: a list of columns over typed rows becomes a [`Table`], and a table is shown on a screen, written as
//! a sheet or copied as text. It knows no report: which columns there are, and what they count, is said where the report lives.

use crate::error::{Error, FieldError};

mod column;
mod month_columns;
pub mod names;
pub mod sheet;
mod signing;
pub mod text;

pub(crate) use column::words;
pub use column::{Cell, Column, Head, Kind, Table, Words};
pub(crate) use month_columns::month_columns;
pub use signing::{Signer, Signing};

/// Why a report is not there.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// The workbook would break a limit of its format.
    #[error("the spreadsheet cannot be written: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
    /// The zip file of a document cannot be written.
    #[error("the document cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// The PDF would break a rule of its format.
    #[error("the PDF cannot be made: {0}")]
    Pdf(String),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

impl From<ReportError> for Error {
    fn from(fault: ReportError) -> Self {
        Self::Field(Box::new(fault))
    }
}

impl FieldError for ReportError {
    fn kind(&self) -> &'static str {
        "report_file"
    }
}
