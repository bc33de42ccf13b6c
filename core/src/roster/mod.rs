//! A roster from a spreadsheet: seen before it is written, imported where it is sound, kept as a task where it is not, and
//! repeatable without duplicating anybody.
//!
//! Bytes in, plain data out; no database, no documents, no clock. In the order in which they are used:
//!
//! 1. [`workbook`]: the file becomes sheets of cells, or says what it is instead.
//! 2. [`header`] finds the row of column names, [`mapping`] says which column gives which [`field`]; a person may correct it in a
//!    [`profile`]; [`reading`] does so for a whole workbook.
//! 3. [`preview`]: every row as [`family::RosterFamily`] with its [`fault`]s; [`comparison`] sets the rows of all
//!    files of an import beside each other.
//! 4. [`planning`]: compared with what is there, what an import would create, change and ask; ids by [`identity`].
//! 5. [`todo`](mod@todo): a row that waited, corrected by a person and read again.
//!
//! | fault | what happens with the row |
//! |---|---|
//! | `nik_missing`, `nik_length`, `nik_numeric`, `nik_characters`, `nik_duplicate` (the later row), `nik_differs`, `pkh_duplicate`, `identity_clash`, `no_identity` | waits: the family cannot be told from others with certainty |
//! | `name_missing`, `name_is_bank`, `name_is_number`, `kecamatan_missing`, `kecamatan_unknown`, `status_unknown`, `two_groups`, `quote_unclosed` | waits: what is missing cannot be guessed |
//! | `nik_apostrophe` | imported: the apostrophe is no part of the number, which has 16 digits without it |
//! | `nik_implausible` | imported: civil registries have issued such numbers |
//! | `kk_length`, `kk_numeric`, `component_unreadable` | imported without that value |
//! | `desa_missing`, `desa_unknown`, `group_missing` | imported; the desa stays as it was written, with a suggestion |
//!
//! A waiting row whose family is already there, and whose fault is in a field that is known there, is no question any more:
//! the second import of a roster whose tasks were done asks nothing.

pub mod answers;
mod apart;
mod arrange;
mod beside;
mod binary_workbook;
pub mod block;
mod caption;
pub mod cell;
mod cells;
mod column_names;
pub mod comparison;
mod compound;
pub mod cut;
mod delimited;
pub mod existing;
pub mod family;
pub mod fault;
pub mod field;
mod field_labels;
mod formats;
mod groups;
mod grown;
pub mod header;
mod header_rows;
pub mod identity;
pub mod kept;
pub mod limits;
pub mod listed;
pub mod mapping;
mod markup;
mod merge;
mod missing;
pub mod nik;
mod numbered;
mod odd;
#[cfg(test)]
mod old_books;
mod old_excel;
pub mod open_error;
mod package;
pub mod plan;
pub mod planning;
pub mod preview;
mod previewing;
pub mod profile;
pub mod question;
pub mod reading;
mod records;
pub mod repaired;
pub mod row;
mod row_kind;
mod sense;
mod settle;
pub mod sheet;
pub mod spelling;
mod spreadsheet;
mod stacked;
mod strings;
mod sums;
pub mod todo;
mod web_page;
pub mod workbook;
#[cfg(test)]
mod workbook_parts;
mod xml;

pub use answers::{Answer, Answers};
pub use column_names::column_name;
pub use comparison::compare;
pub use existing::{Existing, KnownFamily, KnownGroup};
pub use family::{Components, Desa, RosterFamily, Status};
pub use fault::{Fault, FaultCode, RowPlace};
pub use field::Field;
pub use header::{Header, Meanings};
pub use identity::Identity;
pub use kept::{Kept, KeptPlace, KeptShape};
pub use mapping::Mapping;
pub(crate) use merge::{Verdict, decide, judge_words};
pub use nik::Nik;
pub use numbered::name_groups;
pub use open_error::OpenError;
pub use plan::RosterPlan;
pub use planning::{plan, plan_watched};
pub use preview::{Outcome, Preview, PreviewRow};
pub use profile::{Profile, SheetChoice, Take};
pub use reading::Reading;
pub use row::Context;
pub use todo::{Correction, Todo, resolve};
pub use workbook::{Sheet, Workbook, lists};
