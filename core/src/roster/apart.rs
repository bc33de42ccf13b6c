//! Two lists beside each other in one sheet become two: each has its own names of columns, its own families and what is said above it. Where it
//! is not certain that the right one is a list of its own, the sheet stays whole. It knows columns, not what families say.

use crate::reference::fold;

use super::cell::Cell;
use super::column_names::letters;
use super::field::Field;
use super::header::Header;
use super::sheet::{Sheet, SheetRow};

/// The most lists that stand beside each other.
const MOST: usize = 6;

/// The lists of a sheet, from left to right; the sheet itself if there is but one.
pub(super) fn lists_of(sheet: Sheet) -> Vec<Sheet> {
    let Some((left, mut rest)) = split(&sheet) else {
        return vec![sheet];
    };
    let mut parts = vec![left];
    while parts.len() + 1 < MOST {
        let Some((left, right)) = split(&rest) else {
            break;
        };
        parts.push(left);
        rest = right;
    }
    parts.push(rest);
    for part in &mut parts {
        part.name = format!("{} (kolom {})", sheet.name, columns(part));
        part.own_name = Some(sheet.name.clone());
    }
    parts
}

/// The sheet cut before the second of its lists, if both are lists.
fn split(sheet: &Sheet) -> Option<(Sheet, Sheet)> {
    let header = Header::find(sheet).ok()?;
    if let Some(column) = again(sheet, &header) {
        return cut_at(sheet, column).map(|(left, right, _)| (left, right));
    }
    // Where the other list has its names of columns in another row, its families may stand in this one.
    let known = |column: &usize| header.fields.get(*column).is_some_and(Option::is_some);
    let width = header.labels.len();
    let first = (0..width).find(known).filter(|first| *first > 0);
    let last = (0..width).rev().find(known).map(|last| last + 1);
    let ways = [Some(width), last, first].into_iter().flatten();
    let mut apart = ways
        .filter_map(|column| cut_at(sheet, column))
        .filter(|(_, _, same_row)| !same_row);
    apart.next().map(|(left, right, _)| (left, right))
}

/// The column with which the names of columns begin again: a running number of its own, or what stands behind an empty column.
fn again(sheet: &Sheet, header: &Header) -> Option<usize> {
    let label = |column: usize| header.labels.get(column).map(|label| fold::joined(label));
    let mut fields = header.fields.iter();
    let name = fields.position(|has| *has == Some(Field::Name))?;
    let second = header.rivals_of(Field::Name).next()?;
    let between = name + 1..second;
    let number = header
        .rivals_of(Field::No)
        .find(|column| between.contains(column));
    if number.is_some() {
        return number;
    }
    let empty = |column: &usize| {
        let mut body = sheet.rows.iter().skip(header.first);
        body.all(|row| row.cell(*column).is_empty())
    };
    let gap = between.rev().find(empty);
    gap.filter(|_| label(second) == label(name))
        .map(|gap| gap + 1)
}

/// Both sides of a column, if both are lists of their own, and whether their names of columns stand in one row.
fn cut_at(sheet: &Sheet, column: usize) -> Option<(Sheet, Sheet, bool)> {
    let (mut left, mut right) = (part(sheet, 0, column), part(sheet, column, usize::MAX));
    let begins = |part: &Sheet| {
        let header = Header::find(part).ok()?;
        let row = part.rows.get(header.first)?.number;
        header.has_families(part, usize::MAX).then_some(row)
    };
    let (of_left, of_right) = (begins(&left)?, begins(&right)?);
    if are_of_one_family(&left, &right) {
        return None;
    }
    for part in [&mut left, &mut right] {
        with_titles(part, sheet, of_left.min(of_right));
    }
    Some((left, right, of_left == of_right))
}

/// Whether what stands beside each other is about one family: both have the same No. KK, row by row.
fn are_of_one_family(left: &Sheet, right: &Sheet) -> bool {
    let cards = |sheet: &Sheet| -> Vec<(u32, String)> {
        let header = Header::find(sheet).ok();
        let column = header.and_then(|header| {
            let mut fields = header.fields.iter();
            fields.position(|has| *has == Some(Field::Kk))
        });
        let said = |row: &SheetRow| {
            let said = row.cell(column?).said()?;
            let number = said.bytes().any(|byte| byte.is_ascii_digit());
            number.then_some((row.number, said))
        };
        sheet.rows.iter().filter_map(said).collect()
    };
    let (left, right) = (cards(left), cards(right));
    right.iter().any(|card| left.contains(card))
}

/// The columns from `from` on and before `to`, where they stand.
fn part(sheet: &Sheet, from: usize, to: usize) -> Sheet {
    let cut = |row: &SheetRow| {
        let cells = row.cells.iter().take(to).enumerate();
        let own = |(column, cell): (usize, &Cell)| {
            if column < from {
                Cell::Empty
            } else {
                cell.clone()
            }
        };
        let mut cells: Vec<Cell> = cells.map(own).collect();
        while cells.last().is_some_and(Cell::is_empty) {
            cells.pop();
        }
        (!cells.is_empty()).then_some(SheetRow { cells, ..*row })
    };
    let merges = sheet.merges.iter();
    Sheet {
        file: sheet.file.clone(),
        name: sheet.name.clone(),
        own_name: sheet.own_name.clone(),
        rows: sheet.rows.iter().filter_map(cut).collect(),
        merges: merges
            .filter(|merge| (from..to).contains(&merge.columns.0))
            .copied()
            .collect(),
        hidden: sheet.hidden,
        text: sheet.text,
    }
}

/// Adds the rows above a row in which nothing stands on this side: a title is written once for both lists.
fn with_titles(part: &mut Sheet, sheet: &Sheet, until: u32) {
    let titles = sheet.rows.iter().take_while(|row| row.number < until);
    let missing: Vec<SheetRow> = titles
        .filter(|row| part.row(row.number).is_none())
        .cloned()
        .collect();
    part.rows.extend(missing);
    part.rows.sort_by_key(|row| row.number);
}

/// The columns of a list as Excel names them: `A–E`.
fn columns(sheet: &Sheet) -> String {
    let labels = Header::find(sheet).map(|header| header.labels);
    let labels = labels.unwrap_or_default();
    let named = |label: &String| !label.is_empty();
    let first = labels.iter().position(named).unwrap_or_default();
    let last = labels.iter().rposition(named).unwrap_or_default();
    format!("{}–{}", letters(first), letters(last))
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
            name: "KPM".to_owned(),
            rows: rows
                .filter(|row| row.cells.iter().any(|cell| !cell.is_empty()))
                .collect(),
            ..Sheet::default()
        }
    }

    /// The names of the lists of a sheet, and what their rows say.
    fn read(rows: &[&[&str]]) -> Vec<(String, Vec<String>)> {
        let parts = lists_of(sheet(rows)).into_iter();
        parts
            .map(|part| {
                let rows = part.rows.iter().map(|row| {
                    let said: Vec<String> = row.cells.iter().filter_map(Cell::said).collect();
                    format!("{}: {}", row.number, said.join(" "))
                });
                (part.name.clone(), rows.collect())
            })
            .collect()
    }

    const A: &str = "7201094107800001";
    const B: &str = "7201094107800002";
    const C: &str = "7201094107800003";

    #[test]
    fn each_list_has_its_columns_and_what_stands_above_it() {
        let parts = read(&[
            &["KECAMATAN TOILI"],
            &["KELOMPOK MELATI 1", "", "", "", "KELOMPOK MAWAR 1"],
            &["NO", "NAMA", "NIK", "", "NO", "NAMA", "NIK"],
            &["1", "SITI", A, "", "1", "NUR", B],
            &["2", "ANI", C],
        ]);
        let [left, right] = parts.as_slice() else {
            panic!("{parts:?}");
        };
        assert_eq!(left.0, "KPM (kolom A–C)");
        assert_eq!(right.0, "KPM (kolom E–G)");
        let meant = [
            "1: KECAMATAN TOILI",
            "2: KELOMPOK MAWAR 1",
            "3: NO NAMA NIK",
        ];
        assert_eq!(right.1[..3], meant);
        assert_eq!(right.1[3..], [format!("4: 1 NUR {B}")]);
        assert_eq!(left.1.len(), 5);
    }

    #[test]
    fn lists_touch_or_begin_in_another_row_or_are_three() {
        let touching: &[&[&str]] = &[
            &["NO", "NAMA", "NIK", "NO", "NAMA KPM", "NO KTP"],
            &["1", "SITI", A, "1", "NUR", B],
        ];
        assert_eq!(read(touching).len(), 2);
        let lower: &[&[&str]] = &[
            &["NO", "NAMA", "NIK"],
            &["1", "SITI", A, "", "NO", "NAMA KPM", "NIK", "DESA"],
            &["2", "ANI", C, "", "1", "NUR", B, "Samalore"],
        ];
        let parts = read(lower);
        assert_eq!(parts.len(), 2, "{parts:?}");
        assert_eq!(parts[0].1.len(), 3);
        assert_eq!(parts[1].1.len(), 2);
        let three: &[&[&str]] = &[
            &[
                "NO", "NAMA", "NIK", "", "NO", "NAMA", "NIK", "", "NO", "NAMA", "NIK",
            ],
            &["1", "SITI", A, "", "1", "NUR", B, "", "1", "ANI", C],
        ];
        assert_eq!(read(three).len(), 3);
    }

    #[test]
    fn what_is_about_one_family_or_has_no_families_stays_one_sheet() {
        let card = "7201090101050001";
        let other = "7201090101050002";
        let couples: &[&[&str]] = &[
            &["NO", "NAMA", "NIK", "NO KK", "", "NAMA", "NIK", "NO KK"],
            &["1", "SITI", A, card, "", "BUDI", B, card],
            &["2", "NUR", C, other, "", "ADI", "7201094107800004", other],
        ];
        assert_eq!(read(couples).len(), 1);
        // No sign that the right names are of other families.
        let bare: &[&[&str]] = &[&["NAMA", "NIK", "NAMA", "NIK"], &["SITI", A, "BUDI", B]];
        assert_eq!(read(bare).len(), 1);
        let empty: &[&[&str]] = &[
            &["NO", "NAMA", "NIK", "", "NO", "NAMA", "NIK"],
            &["1", "SITI", A],
        ];
        assert_eq!(read(empty).len(), 1);
    }

    #[test]
    fn members_of_a_family_in_columns_of_another_name_are_no_list() {
        let members: &[&[&str]] = &[
            &["NO", "NAMA", "NIK", "", "NAMA ART", "NIK ART"],
            &["1", "SITI", A, "", "BUDI", B],
        ];
        assert_eq!(read(members).len(), 1);
    }
}
