//! Lists below each other in one sheet, each under a header of its own: where a later header has other columns than the first, its rows are
//! put under the columns of the first, so that nothing is read as what stands in that place elsewhere. It knows labels, not families.

use std::borrow::Cow;

use crate::reference::fold;

use super::caption::captions;
use super::cell::Cell;
use super::field::Field;
use super::header::{Header, Meanings};
use super::sheet::{Sheet, SheetRow};

/// For each column of a later header the column of the first one that means the same.
type Targets = Vec<usize>;

/// The sheet with the rows of later lists under the columns of the first. The header learns which columns later ones have besides, and
/// where they stand.
pub(super) fn aligned<'s>(
    sheet: &'s Sheet,
    header: &mut Header,
    meanings: &Meanings<'_>,
) -> Cow<'s, Sheet> {
    let mut sheet = Cow::Borrowed(sheet);
    let mut at = header.body();
    let mut targets: Option<Targets> = None;
    while let Some(row) = sheet.rows.get(at) {
        let other = may_be_a_header(row)
            .then(|| Header::below(&sheet, at, meanings))
            .flatten()
            .filter(|other| {
                // "KELOMPOK : MELATI 1 | DESA SAMALORE" above a header is no level of it.
                let lower = (at + 1 < other.body())
                    .then(|| Header::below(&sheet, at + 1, meanings))
                    .flatten();
                lower.is_none_or(|lower| lower.known() < other.known())
            });
        if let Some(other) = other {
            let own = (other.fields != header.own_fields()).then(|| targets_of(&other, header));
            for again in sheet.rows.iter().skip(at).take(other.height) {
                header.repeats.insert(again.number);
            }
            at = other.body();
            if let Some(below) = sheet.rows.get(at) {
                let below = below.number;
                let target = |column: usize| {
                    let moved = own.as_ref().and_then(|targets| targets.get(column));
                    moved.copied().unwrap_or(column)
                };
                let labels = other.labels.iter().enumerate();
                let labels = labels.map(|(column, label)| (target(column), label.clone()));
                header.labels_below.push((below, labels.collect()));
            }
            targets = own;
            continue;
        }
        if let Some(targets) = &targets
            && is_of_the_list(row)
        {
            let number = row.number;
            let cells = moved(row, targets, header.labels.len());
            let sheet = sheet.to_mut();
            if let Some(row) = sheet.rows.get_mut(at) {
                row.cells = cells;
            }
            for merge in &mut sheet.merges {
                let (from, to) = merge.columns;
                if merge.rows.0 == number && from == to {
                    let target = targets.get(from).copied().unwrap_or(from);
                    merge.columns = (target, target);
                }
            }
        }
        at += 1;
    }
    sheet
}

/// A row of several texts without a long number.
fn may_be_a_header(row: &SheetRow) -> bool {
    let mut known = 0;
    for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
        let shown = cell.shown();
        if shown.bytes().filter(u8::is_ascii_digit).count() >= 6 {
            return false;
        }
        known += usize::from(Field::of_label(&shown).is_some());
    }
    known >= 2
}

/// Not a line that speaks of the families below it.
fn is_of_the_list(row: &SheetRow) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    filled >= 2 && captions(row).is_empty()
}

fn targets_of(other: &Header, header: &mut Header) -> Targets {
    let mut taken = vec![false; header.labels.len()];
    let mut targets = Vec::with_capacity(other.labels.len());
    for (label, field) in other.labels.iter().zip(&other.fields) {
        let same = |column: &usize| {
            let there = header.fields.get(*column);
            if field.is_some() {
                return there == Some(field);
            }
            let called = header.labels.get(*column).map(|label| fold::joined(label));
            there == Some(&None) && called == Some(fold::joined(label))
        };
        let free = |column: &usize| taken.get(*column) == Some(&false);
        let found = (0..header.labels.len()).find(|column| free(column) && same(column));
        let target = found.unwrap_or_else(|| {
            header.labels.push(label.clone());
            header.fields.push(*field);
            taken.push(false);
            header.labels.len() - 1
        });
        if let Some(taken) = taken.get_mut(target) {
            *taken = true;
        }
        targets.push(target);
    }
    targets
}

/// The cells of a row under the columns of the first header; what stands beside the columns of its own goes behind them. As wide as the
/// header, so that a column which it has is told from one that its list never had.
fn moved(row: &SheetRow, targets: &Targets, width: usize) -> Vec<Cell> {
    let mut cells = vec![Cell::Empty; width];
    for (column, cell) in row.cells.iter().enumerate() {
        match targets
            .get(column)
            .and_then(|target| cells.get_mut(*target))
        {
            Some(place) => place.clone_from(cell),
            None => cells.push(cell.clone()),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = (1..).zip(rows).map(|(number, cells)| SheetRow {
            number,
            cells: cells.iter().map(|text| Cell::text(*text)).collect(),
            ..SheetRow::default()
        });
        Sheet {
            rows: rows.collect(),
            ..Sheet::default()
        }
    }

    fn read(rows: &[&[&str]]) -> (Header, Vec<Vec<String>>) {
        let sheet = sheet(rows);
        let mut header = Header::find(&sheet).expect("found");
        let sheet = aligned(&sheet, &mut header, &Meanings::default());
        let shown = sheet.rows.iter().map(|row| row.cells.iter());
        let shown = shown.map(|cells| cells.map(Cell::shown).collect());
        (header, shown.collect())
    }

    #[test]
    fn rows_below_another_header_stand_under_the_columns_of_the_first() {
        let (header, rows) = read(&[
            &["NO", "NAMA", "NIK", "NO KK", "DESA"],
            &[
                "1",
                "SITI",
                "7201094107800001",
                "7201090101050001",
                "Samalore",
            ],
            &["KELOMPOK MAWAR 1"],
            &["NO", "NAMA", "NO KK", "NIK", "ALAMAT", "DESA"],
            &[
                "2",
                "NUR",
                "7201090101050002",
                "7201094107800002",
                "Dusun 2",
                "Cendana",
            ],
        ]);
        assert_eq!(
            header.first, 0,
            "the first list is not a title of the second"
        );
        assert_eq!(
            header.labels,
            ["NO", "NAMA", "NIK", "NO KK", "DESA", "ALAMAT"]
        );
        assert_eq!(header.fields[5], Some(Field::Address));
        assert_eq!(
            rows[4],
            [
                "2",
                "NUR",
                "7201094107800002",
                "7201090101050002",
                "Cendana",
                "Dusun 2"
            ]
        );
        assert_eq!(rows[2], ["KELOMPOK MAWAR 1"]);
        assert!(header.repeats.contains(&4));
        // The first list never had the column that the second has besides.
        let row = |cells: &[String]| SheetRow {
            cells: cells.iter().map(Cell::text).collect(),
            ..SheetRow::default()
        };
        assert!(!header.is_there(5, &row(&rows[1])) && header.is_there(5, &row(&rows[4])));
    }

    #[test]
    fn a_line_of_a_group_above_a_header_is_not_swallowed_by_it() {
        let head: &[&str] = &["NO", "NAMA KPM", "NIK", "NO KK"];
        let row: &[&str] = &["1", "SITI", "7201094107800001", "7201090101050001"];
        let line: &[&str] = &["KELOMPOK", ": MELATI 2", "DESA", "Ue Mea"];
        let (header, _) = read(&[line, head, row, line, head, row]);
        assert_eq!(header.first, 1);
        assert!(!header.repeats.contains(&4) && header.repeats.contains(&5));
    }

    #[test]
    fn two_columns_exchanged_among_many_are_seen_and_the_same_header_changes_nothing() {
        let first = [
            "NO",
            "NAMA",
            "NIK",
            "NO KK",
            "DESA",
            "KECAMATAN",
            "KELOMPOK",
            "SD",
        ];
        let mut other = first;
        other.swap(2, 3);
        let row = [
            "1",
            "SITI",
            "7201090101050001",
            "7201094107800001",
            "a",
            "b",
            "c",
            "1",
        ];
        let (_, rows) = read(&[&first, &row, &other, &row, &first, &row]);
        assert_eq!(rows[1][2], "7201090101050001");
        assert_eq!(rows[3][2], "7201094107800001");
        assert_eq!(rows[5][2], "7201090101050001", "the first header again");
    }
}
