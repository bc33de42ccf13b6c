//! A small table beside a list, such as how many families each group has: its columns are none of the list's, however they are called. It
//! knows columns and which rows fill them, not what they say.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::reference::fold;

use super::cell::Cell;
use super::field::Field;
use super::header::Header;
use super::mapping::Mapping;
use super::sheet::{Sheet, SheetRow};

/// The mapping without columns of a table beside the list. What a person said of a column holds.
pub(super) fn without_tables(sheet: &Sheet, header: &Header, mapping: Mapping) -> Mapping {
    let names = mapping.column(Field::Name);
    let last = [Field::Name, Field::Nik, Field::Kk, Field::PkhId]
        .into_iter()
        .filter_map(|field| mapping.column(field))
        .max();
    let (Some(name), Some(last)) = (names, last) else {
        return mapping;
    };
    let body = || sheet.rows.iter().skip(header.body());
    let families: Vec<&SheetRow> = body()
        .filter(|row| row.cell(name).said().is_some())
        .collect();
    let width = header.labels.len();
    let empty = |column: &usize| {
        let label = header.labels.get(*column);
        label.is_none_or(String::is_empty) && body().all(|row| row.cell(*column).is_empty())
    };
    let mut gaps = (last + 1..width).filter(empty).peekable();
    let mut read = mapping;
    while let Some(gap) = gaps.next() {
        let end = gaps.peek().copied().unwrap_or(width);
        let part = gap + 1..end;
        let chosen = part.clone().any(|column| header.chosen.contains(&column));
        if !chosen && is_a_table(&part, header, &read, &families) {
            for column in part {
                if let Some(field) = read.field(column) {
                    read = read.with(field, None);
                }
            }
        }
    }
    read
}

/// Whether columns fill the first rows one after the other, each with another value, and no more; or count things in each.
fn is_a_table(
    part: &Range<usize>,
    header: &Header,
    mapping: &Mapping,
    families: &[&SheetRow],
) -> bool {
    let filled = |row: &&SheetRow| part.clone().any(|column| !row.cell(column).is_empty());
    let first = families.iter().position(filled).unwrap_or(families.len());
    let rows = families
        .iter()
        .skip(first)
        .take_while(|row| filled(row))
        .count();
    let all = families.iter().filter(|row| filled(row)).count();
    let Some(shared) = Field::OF_A_BLOCK
        .into_iter()
        .filter_map(|field| mapping.column(field))
        .find(|column| part.contains(column))
    else {
        return false;
    };
    let said: Vec<String> = families
        .iter()
        .filter_map(|row| row.cell(shared).said())
        .map(|text| fold::words(&text))
        .collect();
    let distinct = said.iter().collect::<BTreeSet<_>>().len() == said.len();
    let counts = part.clone().any(|column| {
        let label = header.labels.get(column).map(|label| fold::words(label));
        let label = label.unwrap_or_default();
        let count = matches!(label.split(' ').next(), Some("jumlah" | "jml" | "total"));
        count && families.iter().any(|row| is_number(row.cell(column)))
    });
    let ends = rows == all && rows < families.len();
    said.len() >= 2 && distinct && first <= 1 && (ends || counts)
}

fn is_number(cell: &Cell) -> bool {
    cell.said()
        .is_some_and(|said| said.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group_of(rows: &[&[&str]]) -> Option<usize> {
        let rows = (1..).zip(rows).map(|(number, cells)| SheetRow {
            number,
            cells: cells.iter().map(|text| Cell::text(*text)).collect(),
            ..SheetRow::default()
        });
        let sheet = Sheet {
            rows: rows.collect(),
            ..Sheet::default()
        };
        let header = Header::find(&sheet).expect("found");
        without_tables(&sheet, &header, Mapping::guess(&header)).column(Field::Group)
    }

    #[test]
    fn how_many_families_each_group_has_is_no_group_of_the_rows_beside_it() {
        let head: &[&str] = &["NO", "NAMA", "NIK", "", "KELOMPOK", "JUMLAH"];
        let one: &[&str] = &["1", "A", "7201094107800001", "", "MELATI 1", "8"];
        let two: &[&str] = &["2", "B", "7201094107800002", "", "MAWAR 1", "9"];
        let bare: &[&str] = &["3", "C", "7201094107800003"];
        assert_eq!(group_of(&[head, one, two, bare]), None);
        assert_eq!(group_of(&[head, one, two]), None, "it counts them");
        // Columns apart are columns all the same.
        let apart: &[&str] = &["NO", "NAMA", "NIK", "", "KELOMPOK", "KET"];
        assert_eq!(group_of(&[apart, one, one, one, two]), Some(4));
        assert_eq!(group_of(&[apart, one, two]), Some(4));
        assert_eq!(group_of(&[apart, one, bare, bare, two, bare]), Some(4));
    }
}
