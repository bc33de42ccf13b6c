//! Columns of the tables of forms, and the colours of their heads.

use crate::reports::{Cell, Column, Kind, Words};

/// Fills of heads that share a group, in turn.
pub(super) const BLUE: (u8, u8, u8) = (0xDD, 0xEB, 0xF7);
pub(super) const YELLOW: (u8, u8, u8) = (0xFF, 0xF2, 0xCC);
pub(super) const GREEN: (u8, u8, u8) = (0xE2, 0xEF, 0xDA);

/// What is said in Indonesian alone.
pub(super) const fn only(id: &'static str) -> Words {
    Words { id, en: id }
}

/// A column that speaks Indonesian alone.
pub(super) fn column<R>(
    key: &'static str,
    label: &'static str,
    width: f64,
    kind: Kind,
    value: fn(&R) -> Cell,
) -> Column<R> {
    Column::new(key, only(label), width, kind, value)
}
