//! Columns of the tables of forms, which speak Indonesian alone.

use crate::reports::{Cell, Column, Kind, Words};

/// A column that no heading groups and nothing sums.
pub(super) fn column<R>(
    key: &'static str,
    label: &'static str,
    width: f64,
    kind: Kind,
    value: fn(&R) -> Cell,
) -> Column<R> {
    Column {
        key,
        label: Words {
            id: label,
            en: label,
        },
        group: None,
        width,
        kind,
        summed: false,
        value,
    }
}
