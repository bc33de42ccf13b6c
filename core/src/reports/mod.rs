//! What every report is made of: a list of columns over typed rows becomes a [`Table`], and a table is shown on a screen, written as
//! a sheet or copied as text. It knows no report: which columns there are, and what they count, is said where the report lives.

mod column;
pub mod sheet;
pub mod text;

pub use column::{Cell, Column, Head, Kind, Table, Words};
