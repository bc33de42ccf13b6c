//! The rekap as tables: one of the kabupaten, one for each kecamatan. It knows what a line is, not which columns there are.

use serde::Serialize;

use super::columns::{Line, Person, Sheet, columns};
use super::figures::{Figures, KecamatanRekap, Rekap, Row};
use super::wording::Wording;
use crate::reports::{Column, Table};

/// The rekap as every renderer takes it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Tables {
    /// A row for each kecamatan.
    pub kabupaten: Table,
    /// A table for each kecamatan, in their order, with a row for each pendamping.
    pub kecamatan: Vec<Table>,
}

impl Tables {
    /// The tables of a rekap, with the columns that there are.
    pub fn of(rekap: &Rekap, wording: &Wording) -> Self {
        Self::with(rekap, wording, columns)
    }

    /// The tables with the columns that `columns` says of each sheet.
    pub(super) fn with<'r>(
        rekap: &'r Rekap,
        wording: &'r Wording,
        columns: impl Fn(Sheet) -> Vec<Column<Line<'r>>>,
    ) -> Self {
        let places = (1..).zip(&rekap.kecamatan);
        let places =
            places.map(|(no, place)| sum(no, &place.name, place.total, &place.rows, wording));
        let rows = rekap.kecamatan.iter().flat_map(|place| &place.rows);
        let total = sum(0, "", rekap.total, rows, wording);
        let table = |place: &'r KecamatanRekap| {
            let lines = (1..).zip(&place.rows).map(|(no, row)| Line {
                no,
                kecamatan: &place.name,
                figures: row.figures,
                people: vec![person(row, wording)],
                sums: false,
            });
            let total = sum(0, &place.name, place.total, &place.rows, wording);
            Table::new(&columns(Sheet::Kecamatan), lines, Some(&total))
        };
        Self {
            kabupaten: Table::new(&columns(Sheet::Kabupaten), places, Some(&total)),
            kecamatan: rekap.kecamatan.iter().map(table).collect(),
        }
    }
}

fn sum<'r>(
    no: usize,
    kecamatan: &'r str,
    figures: Figures,
    rows: impl IntoIterator<Item = &'r Row>,
    wording: &'r Wording,
) -> Line<'r> {
    Line {
        no,
        kecamatan,
        figures,
        people: rows.into_iter().map(|row| person(row, wording)).collect(),
        sums: true,
    }
}

fn person<'r>(row: &'r Row, wording: &'r Wording) -> Person<'r> {
    Person {
        there: row.pendamping.is_some(),
        name: wording.name_of(row),
        reason: row.reason.as_deref(),
        unmet: row.unmet.len(),
        materi: &row.materi,
        pemateri: &row.pemateri,
        meetings: &row.meetings,
        families: &row.families,
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
