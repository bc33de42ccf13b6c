//! The row of column names, wherever it stands: below titles and blank rows, in one row or in two ("KOMPONEN" above "SD | SMP").
//! It knows which labels are columns, not what the cells below them say.

use std::collections::BTreeSet;

use crate::reference::fold;

use super::cell::Cell;
use super::field::Field;
use super::open_error::OpenError;
use super::workbook::{Sheet, SheetRow, Workbook};

/// How many rows from the top the header is looked for in.
const SEARCHED_ROWS: usize = 60;
/// A header names at least so many known columns, the name among them.
const FEWEST_KNOWN: usize = 3;

/// The column names of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Position of its first row in [`Sheet::rows`].
    pub first: usize,
    /// Rows it takes: 1, 2 if it has two levels, one more for a row that numbers the columns.
    pub height: usize,
    /// For each column its label as it is written, levels joined by a space.
    pub labels: Vec<String>,
    /// For each column the field that the label names; the first column wins where two have one name.
    pub fields: Vec<Option<Field>>,
}

impl Header {
    /// Finds the header of a sheet: of the first rows the one with the most known columns.
    ///
    /// # Errors
    /// [`OpenError::NoHeader`] if no row names a family's name and two more columns.
    pub fn find(sheet: &Sheet) -> Result<Self, OpenError> {
        let mut best: Option<Self> = None;
        for first in 0..sheet.rows.len().min(SEARCHED_ROWS) {
            let Some(found) = Self::at(sheet, first) else {
                continue;
            };
            if best
                .as_ref()
                .is_none_or(|best| found.known() > best.known())
            {
                best = Some(found);
            }
        }
        best.ok_or(OpenError::NoHeader)
    }

    /// How many columns have a known field.
    pub fn known(&self) -> usize {
        self.fields.iter().flatten().count()
    }

    /// Position in [`Sheet::rows`] of the first row below the header.
    pub fn body(&self) -> usize {
        self.first + self.height
    }

    /// Whether a row of the body is the header once more, as at the top of a printed page.
    pub fn is_repeated_by(&self, row: &SheetRow) -> bool {
        let again = |column: usize, field: Option<Field>| {
            field.is_some() && Field::of_label(&row.cell(column).shown()) == field
        };
        // The name's column first: it alone settles almost every row.
        let name = self
            .fields
            .iter()
            .position(|field| *field == Some(Field::Name));
        name.is_some_and(|column| again(column, Some(Field::Name)))
            && self
                .fields
                .iter()
                .enumerate()
                .filter(|(column, field)| again(*column, **field))
                .count()
                >= FEWEST_KNOWN
    }

    fn at(sheet: &Sheet, first: usize) -> Option<Self> {
        let upper = sheet.rows.get(first)?;
        let one = Self::of_levels(first, 1, &[upper]);
        let two = sheet
            .rows
            .get(first + 1)
            .filter(|lower| recognised(lower) >= 2)
            .map(|lower| Self::of_levels(first, 2, &[upper, lower]))
            .filter(|two| two.known() > one.known() && one.known() > 0);
        let mut header = two.unwrap_or(one);
        if header.known() < FEWEST_KNOWN || !header.fields.contains(&Some(Field::Name)) {
            return None;
        }
        if sheet
            .rows
            .get(header.body())
            .is_some_and(numbers_the_columns)
        {
            header.height += 1;
        }
        Some(header)
    }

    fn of_levels(first: usize, height: usize, levels: &[&SheetRow]) -> Self {
        let width = levels.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut labels = Vec::with_capacity(width);
        let mut fields = Vec::with_capacity(width);
        let mut taken = BTreeSet::new();
        for column in 0..width {
            let parts: Vec<String> = levels
                .iter()
                .filter_map(|row| row.cell(column).said())
                .collect();
            // The lowest level is the most exact: "STATUS" over "KEPESERTAAN", "KOMPONEN" over "SD".
            let label = parts.join(" ");
            let field = std::iter::once(&label)
                .chain(parts.iter().rev())
                .find_map(|text| Field::of_label(text));
            fields.push(field.filter(|field| taken.insert(*field)));
            labels.push(fold::tidy(&label));
        }
        Self {
            first,
            height,
            labels,
            fields,
        }
    }
}

fn recognised(row: &SheetRow) -> usize {
    row.cells
        .iter()
        .filter(|cell| Field::of_label(&cell.shown()).is_some())
        .count()
}

/// The row "1 | 2 | 3 | ..." or "(1) | (2) | ..." that forms have below their header.
fn numbers_the_columns(row: &SheetRow) -> bool {
    let numbers: Vec<u32> = row
        .cells
        .iter()
        .filter(|cell| !cell.is_empty())
        .map_while(|cell| fold::words(&cell.shown()).parse().ok())
        .collect();
    let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
    filled >= FEWEST_KNOWN
        && numbers.len() == filled
        && numbers
            .windows(2)
            .all(|pair| matches!(pair, [a, b] if a + 1 == *b))
}

/// Every sheet of a file that has a header, with it: a workbook may have a sheet for each kecamatan, and one with notes.
///
/// # Errors
/// [`OpenError::NoHeader`] if no sheet has one.
pub fn lists(book: &Workbook) -> Result<Vec<(&Sheet, Header)>, OpenError> {
    let found: Vec<(&Sheet, Header)> = book
        .sheets
        .iter()
        .filter_map(|sheet| Some((sheet, Header::find(sheet).ok()?)))
        .collect();
    if found.is_empty() {
        Err(OpenError::NoHeader)
    } else {
        Ok(found)
    }
}

/// The text of the rows above the header: titles, which may name the kecamatan.
pub fn titles<'a>(sheet: &'a Sheet, header: &Header) -> impl Iterator<Item = String> + 'a {
    sheet
        .rows
        .iter()
        .take(header.first)
        .flat_map(|row| row.cells.iter().filter_map(Cell::said))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let rows = rows.iter().enumerate().map(|(at, cells)| SheetRow {
            number: u32::try_from(at + 1).expect("few rows"),
            cells: cells.iter().map(|text| Cell::text(*text)).collect(),
        });
        Sheet {
            file: String::new(),
            name: "s".to_owned(),
            rows: rows.collect(),
        }
    }

    #[test]
    fn the_header_is_found_below_titles() {
        let sheet = sheet(&[
            &["DAFTAR KPM PKH"],
            &["", "Nama pendamping: ANI"],
            &["NO", "NAMA KPM", "NIK", "X"],
            &["1", "SITI", "7", "y"],
        ]);
        let header = Header::find(&sheet).expect("found");
        assert_eq!((header.first, header.height, header.body()), (2, 1, 3));
        assert_eq!(
            header.fields,
            [Some(Field::No), Some(Field::Name), Some(Field::Nik), None]
        );
        assert_eq!(titles(&sheet, &header).count(), 2);
        assert!(header.is_repeated_by(&sheet.rows[2]) && !header.is_repeated_by(&sheet.rows[3]));
    }

    #[test]
    fn two_levels_are_one_header() {
        let sheet = sheet(&[
            &["NO", "NAMA", "NIK", "KOMPONEN", "", "STATUS", ""],
            &["", "", "", "SD", "SMP", "KELOMPOK", "KEPESERTAAN"],
            &["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
            &["1", "SITI", "7", "1", "", "Ketua", "Aktif"],
        ]);
        let header = Header::find(&sheet).expect("found");
        assert_eq!(header.height, 3);
        assert_eq!(
            header.fields.iter().flatten().copied().collect::<Vec<_>>(),
            [
                Field::No,
                Field::Name,
                Field::Nik,
                Field::Sd,
                Field::Smp,
                Field::GroupRole,
                Field::Status
            ]
        );
        assert_eq!(header.labels[3], "KOMPONEN SD");
    }

    #[test]
    fn a_name_twice_counts_for_the_first_column() {
        let header = Header::find(&sheet(&[
            &["NAMA", "NIK", "DESA", "NAMA"],
            &["a", "b", "c", "d"],
        ]))
        .expect("found");
        assert_eq!(header.fields[3], None);
    }

    #[test]
    fn of_a_workbook_the_sheets_with_lists_are_taken() {
        let list = sheet(&[&["NAMA", "NIK", "DESA"], &["a", "b", "c"]]);
        let notes = sheet(&[&["catatan"]]);
        let book = |sheets| Workbook {
            file_name: "b.xlsx".to_owned(),
            sheets,
        };
        let both = book(vec![notes.clone(), list.clone()]);
        assert_eq!(lists(&both).map(|found| found.len()), Ok(1));
        assert_eq!(lists(&book(vec![notes])), Err(OpenError::NoHeader));
    }

    #[test]
    fn a_sheet_without_names_has_no_header() {
        for rows in [
            &[&["a", "b"][..], &["NIK", "DESA", "NO"]][..],
            &[&["NAMA", "NIK"]],
            &[],
        ] {
            assert_eq!(Header::find(&sheet(rows)), Err(OpenError::NoHeader));
        }
    }
}
