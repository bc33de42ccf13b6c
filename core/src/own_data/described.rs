//! A list of "Data saya": its rows, its columns, and what each of them is, in both languages.

use super::record::Record;
use crate::reports::{Cell, Column, Kind, Words};

/// A column with what it says.
pub struct Described {
    /// The column.
    pub column: Column<Record>,
    /// What stands in it.
    pub about: Words,
}

/// A list.
pub struct List {
    /// Its name for programs, and of its sheet or file.
    pub key: &'static str,
    /// Its title.
    pub title: Words,
    /// What it holds.
    pub about: Words,
    /// The question whose rows they are. It names its columns as the list does.
    pub sql: &'static str,
    /// Its columns.
    pub columns: Vec<Described>,
}

/// Words of a list.
pub(super) const fn words(id: &'static str, en: &'static str) -> Words {
    Words { id, en }
}

/// A column of a list, by the name that the question gives it.
macro_rules! column {
    ($key:ident, $id:literal, $en:literal, $about_id:literal, $about_en:literal) => {
        $crate::own_data::described::Described {
            column: $crate::own_data::described::plain(
                stringify!($key),
                $crate::own_data::described::words($id, $en),
                |record| record.get(stringify!($key)),
            ),
            about: $crate::own_data::described::words($about_id, $about_en),
        }
    };
}
pub(super) use column;

/// A column as it is, of a width that most contents fit.
pub(super) fn plain(key: &'static str, label: Words, value: fn(&Record) -> Cell) -> Column<Record> {
    Column {
        key,
        label,
        group: None,
        width: 18.0,
        kind: Kind::Text,
        summed: false,
        value,
    }
}

/// What every column of every list is, a row each, with a row of heads first.
pub(super) fn description(lists: &[List]) -> Vec<Vec<Cell>> {
    let heads = [
        "daftar",
        "judul",
        "isi daftar",
        "kolom",
        "nama kolom",
        "keterangan",
        "list",
        "column",
        "description",
    ];
    let mut rows = vec![heads.map(Cell::text).to_vec()];
    for list in lists {
        for Described { column, about } in &list.columns {
            let row = [
                list.key,
                list.title.id,
                list.about.id,
                column.key,
                column.label.id,
                about.id,
                list.title.en,
                column.label.en,
                about.en,
            ];
            rows.push(row.map(Cell::text).to_vec());
        }
    }
    rows
}
