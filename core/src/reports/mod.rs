//! What every report is made of: a list of columns over typed rows becomes a [`Table`], and a table is shown on a screen, written as
//! a sheet or copied as text. It knows no report: which columns there are, and what they count, is said where the report lives.

mod column;
pub mod sheet;
pub mod text;

pub use column::{Cell, Column, Head, Kind, Table, Words};

/// Why a report is not there.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// What it says cannot be read.
    #[error("the tables behind the report cannot be read: {0}")]
    Tables(#[from] rusqlite::Error),
    /// The workbook would break a limit of its format.
    #[error("the spreadsheet cannot be written: {0}")]
    Spreadsheet(#[from] rust_xlsxwriter::XlsxError),
    /// The zip file would.
    #[error("the zip file cannot be written: {0}")]
    Zip(#[from] zip::result::ZipError),
    /// A line of a CSV file cannot be written.
    #[error("the CSV file cannot be written: {0}")]
    Csv(#[from] csv::Error),
    /// The PDF would break a rule of its format.
    #[error("the PDF cannot be made: {0}")]
    Pdf(String),
    /// The file cannot be written.
    #[error("the file cannot be written: {0}")]
    Io(#[from] std::io::Error),
}

impl ReportError {
    /// A word for the fault that never changes, for choosing the message that is shown.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Tables(_) => "report_tables",
            Self::Spreadsheet(_) | Self::Zip(_) | Self::Csv(_) | Self::Pdf(_) | Self::Io(_) => {
                "report_file"
            }
        }
    }
}
