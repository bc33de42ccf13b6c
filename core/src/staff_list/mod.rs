//! A list of staff from a spreadsheet: which column is what, every row accounted for, and the three-way merge with what is known. Cells come
//! from the readers of rosters; it knows no documents and no database.

pub mod columns;
pub mod merging;
pub mod reading;

pub use columns::StaffField;
