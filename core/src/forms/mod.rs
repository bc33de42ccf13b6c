//! The printed forms of the field, from typed data alone: what is not recorded stays a visible blank, and every file ends with what it
//! counted, of which version, and its digest. A form knows its words and columns; it reads no database.

pub mod activity;
pub mod attendance;
mod closing;
pub mod document;
pub mod docx;
pub mod facts;
pub mod ics;
pub mod letter;
pub mod letter_register;
pub mod monitoring;
pub mod paper;
pub mod plain;
pub mod province;
pub mod rakor;
pub mod rekap;
pub mod rhk2;
pub mod training;

use serde::Serialize;

use crate::pdf::PdfError;

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Signer {
    /// The name; none leaves a line to write it on.
    pub name: Option<String>,
    /// NIP, where there is one.
    pub nip: Option<String>,
}

impl From<PdfError> for crate::error::Error {
    fn from(error: PdfError) -> Self {
        crate::reports::ReportError::Pdf(error.to_string()).into()
    }
}
