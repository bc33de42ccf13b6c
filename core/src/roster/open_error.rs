//! Why a file could not be opened as a roster, told so that the person can do something about it.

use crate::error::{Error, FieldError};

/// Why a file is no roster that can be shown.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No bytes, or no cell with anything in it.
    #[error("the file is empty; choose the one that holds the list")]
    Empty,
    /// A workbook that Excel encrypted.
    #[error(
        "the file is locked with a password; open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, empty the password, save, and choose the file again"
    )]
    PasswordProtected,
    /// The format of Excel 2 to 4.
    #[error(
        "the file is older than Excel 5; open it in Excel, choose File, Save As, Excel Workbook (.xlsx), and choose the new file"
    )]
    OldExcel,
    /// Another kind of file: PDF, picture, ODS, document.
    #[error(
        "the file is {0}, not a spreadsheet that can be read; open the list in Excel, choose File, Save As, Excel Workbook (.xlsx), and choose that file"
    )]
    OtherType(&'static str),
    /// More bytes than any roster has.
    #[error(
        "the file has {bytes} bytes, more than the {limit} that a roster may have; remove pictures and other sheets"
    )]
    TooLarge {
        /// Its size, or what it would unpack to.
        bytes: u64,
        /// The limit that it passed.
        limit: u64,
    },
    /// More of something than any roster has: its name, and how many there may be.
    #[error(
        "the file is too large: it has more than {1} {0}; remove sheets and columns that are not the list, or split it by kecamatan"
    )]
    TooMuch(&'static str, usize),
    /// More rows than any roster has.
    #[error("sheet \"{sheet}\" brings more than {limit} rows; split it by kecamatan")]
    TooManyRows {
        /// The sheet with the first row too many.
        sheet: String,
        /// The limit that it passed.
        limit: usize,
    },
    /// Damaged, cut short, or made to do harm.
    #[error("the file is damaged or incomplete ({0}); ask for it again")]
    Unreadable(String),
    /// No row with the names of columns in any sheet.
    #[error(
        "no row with column names was found; the list needs a row that names at least NAMA and two more columns, such as NIK"
    )]
    NoHeader,
}

impl OpenError {
    /// A word for the fault that never changes, for choosing the message that is shown.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Empty => "roster_empty",
            Self::PasswordProtected => "roster_password",
            Self::OldExcel => "roster_old_excel",
            Self::OtherType(_) => "roster_other_type",
            Self::TooLarge { .. } | Self::TooMuch(..) => "roster_too_large",
            Self::TooManyRows { .. } => "roster_too_many_rows",
            Self::Unreadable(_) => "roster_unreadable",
            Self::NoHeader => "roster_no_header",
        }
    }
}

impl FieldError for OpenError {
    fn kind(&self) -> &'static str {
        self.kind()
    }
}

impl From<OpenError> for Error {
    fn from(fault: OpenError) -> Self {
        Self::Field(Box::new(fault))
    }
}
