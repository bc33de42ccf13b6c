//! The printed forms of the field, from typed data alone: what is not recorded stays a visible blank, and every file ends with what it
//! counted, of which version, and its digest. A form knows its words and columns; it reads no database.

pub mod activity;
pub mod attendance;
pub mod book;
mod closing;
mod columns;
pub mod document;
pub mod docx;
pub mod facts;
pub mod ics;
pub mod letter;
pub mod letter_register;
pub mod monitoring;
pub mod month_summary;
pub mod paper;
mod places;
pub mod plain;
pub mod province;
pub mod rakor;
pub mod recap;
pub mod rekap;
mod rekap_sheet;
pub mod rhk;
pub mod rhk2;
pub mod rhk_facts;
mod rhk_tables;
pub mod rtl;
pub mod schedule;
pub mod school;
pub mod sent;
pub mod sent_changes;
mod signed;
pub mod template;
pub mod templates;
pub mod training;

#[cfg(test)]
mod before_tests;

use crate::pdf::PdfError;
pub use crate::reports::Signer;

impl From<PdfError> for crate::error::Error {
    fn from(error: PdfError) -> Self {
        crate::reports::ReportError::Pdf(error.to_string()).into()
    }
}
