//! The row of column names, wherever it stands: below titles and blank rows, in one row or in several ("KOMPONEN" above "SD | SMP").
//! It knows which labels are columns, not what the cells below them say.

use std::collections::{BTreeMap, BTreeSet};

use crate::reference::fold;

use super::cell::Cell;
use super::column_names::own_label;
use super::field::Field;
use super::header_rows::{Level, label, numbers_the_columns, recognised};
use super::open_error::OpenError;
use super::sheet::{Sheet, SheetRow};

/// How many rows from the top the header is looked for in.
const SEARCHED_ROWS: usize = 60;
/// A header names at least so many known columns, the name among them; or a name and a number by which a family is known.
const FEWEST_KNOWN: usize = 3;
/// The most levels of a header.
const MOST_LEVELS: usize = 4;

/// The column names of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Position of its first row in [`Sheet::rows`].
    pub first: usize,
    /// Rows it takes: one for each level, one more for a row that numbers the columns.
    pub height: usize,
    /// For each column its label as it is written, levels joined by a space.
    pub labels: Vec<String>,
    /// For each column the field that the label names; the first column wins where two have one name.
    pub fields: Vec<Option<Field>>,
    /// Columns of which a person said what they are, or that they are not read.
    pub(super) chosen: BTreeSet<usize>,
    /// Numbers of rows further down that are headers of lists below this one.
    pub(super) repeats: BTreeSet<u32>,
    /// Its columns; those behind them only lists below it have.
    own_width: usize,
    levels: Vec<Level>,
    /// From which row on lists below have which labels of their own.
    pub(super) labels_below: Vec<(u32, BTreeMap<usize, String>)>,
    /// Columns whose label names a field that another column has, and of which nobody said what they are.
    rivals: Vec<(usize, Field)>,
}

impl Header {
    /// Finds the header of a sheet: of the first rows the one with the most known columns.
    ///
    /// # Errors
    /// [`OpenError::NoHeader`] if no row names a family's name and two more columns, or its NIK, No. KK or ID PKH.
    pub fn find(sheet: &Sheet) -> Result<Self, OpenError> {
        Self::find_with(sheet, &Meanings::default())
    }

    /// The same where a person said what some columns mean, and perhaps which row has their names.
    ///
    /// # Errors
    /// As [`Header::find`].
    pub fn find_with(sheet: &Sheet, meanings: &Meanings<'_>) -> Result<Self, OpenError> {
        if let Some(number) = meanings.row {
            let chosen = sheet.rows.iter().position(|row| row.number == number);
            return chosen
                .and_then(|first| Self::levels(sheet, first, meanings))
                .ok_or(OpenError::NoHeader);
        }
        let mut best: Option<Self> = None;
        let mut before: Vec<Self> = Vec::new();
        for first in 0..sheet.rows.len().min(SEARCHED_ROWS) {
            let Some(found) = Self::at(sheet, first, meanings) else {
                continue;
            };
            // A line above that makes no column known ("KELOMPOK : MELATI 1") is no level of the header.
            let is_better = |best: &Self| {
                let without_a_level = found.first < best.first + best.levels.len();
                found.known() > best.known() || (found.known() == best.known() && without_a_level)
            };
            if best.as_ref().is_none_or(is_better) {
                before.extend(best.replace(found));
            }
        }
        let best = best.ok_or(OpenError::NoHeader)?;
        // A header with families below it is none of the titles of a later one that has more columns.
        let earlier = before
            .into_iter()
            .find(|earlier| earlier.has_rows(sheet, best.first));
        Ok(earlier.unwrap_or(best))
    }

    /// The header of a further list, if one begins in that row.
    pub(super) fn below(sheet: &Sheet, first: usize, meanings: &Meanings<'_>) -> Option<Self> {
        Self::at(sheet, first, meanings)
    }

    /// What its own columns mean, without those that only lists below it have.
    pub(super) fn own_fields(&self) -> &[Option<Field>] {
        self.fields.get(..self.own_width).unwrap_or(&self.fields)
    }

    /// Whether a row has that column at all: only rows of lists below have those behind the header's own.
    pub(super) fn is_there(&self, column: usize, row: &SheetRow) -> bool {
        column < self.own_width || column < row.cells.len()
    }

    /// Whether a row between the header and another one is a family's, if only by its running number.
    fn has_rows(&self, sheet: &Sheet, until: usize) -> bool {
        let column = |field: Field| self.fields.iter().position(|has| *has == Some(field));
        let numbered = column(Field::No).zip(column(Field::Name));
        let mut rows = sheet.rows.iter().take(until).skip(self.body());
        let is_one = |row: &SheetRow| {
            let Some((no, name)) = numbered else {
                return false;
            };
            let no = row.cell(no).said();
            let name = row.cell(name).said();
            no.is_some_and(|no| {
                let no = no.trim_end_matches('.');
                no.bytes().all(|byte| byte.is_ascii_digit())
            }) && name.is_some_and(|name| name.chars().any(char::is_alphabetic))
        };
        self.has_families(sheet, until) || rows.any(is_one)
    }

    /// Whether a row between the header and another one has a name and a number of a family.
    pub(super) fn has_families(&self, sheet: &Sheet, until: usize) -> bool {
        const DIGITS: usize = 10;
        let column = |field: Field| self.fields.iter().position(|has| *has == Some(field));
        let Some(name) = column(Field::Name) else {
            return false;
        };
        let numbers = [Field::Nik, Field::Kk, Field::PkhId].map(column);
        let rows = sheet.rows.iter().take(until).skip(self.body());
        rows.filter(|row| row.cell(name).said().is_some())
            .any(|row| {
                numbers.iter().flatten().any(|column| {
                    let shown = row.cell(*column).shown();
                    shown.bytes().filter(u8::is_ascii_digit).count() >= DIGITS
                })
            })
    }

    /// A row that may be the header of a list whose columns nobody knows: the first of several texts with a row as wide below it, or of two
    /// of which one is known.
    pub fn likely(sheet: &Sheet) -> Option<Self> {
        let filled = |row: &SheetRow| row.cells.iter().filter(|cell| !cell.is_empty()).count();
        let texts = |row: &SheetRow| {
            let short = |cell: &Cell| {
                cell.said()
                    .is_some_and(|text| text.len() <= 40 && text.chars().any(char::is_alphabetic))
            };
            row.cells.iter().filter(|cell| short(cell)).count()
        };
        let first = sheet
            .rows
            .windows(2)
            .take(SEARCHED_ROWS)
            .position(|pair| match pair {
                [row, below] => {
                    let width = filled(row);
                    let wide = width >= FEWEST_KNOWN || (width > 1 && recognised(row) > 0);
                    wide && texts(row) == width && filled(below) * 2 >= width
                }
                _ => false,
            })?;
        let row = sheet.rows.get(first)?;
        Some(Self::of_levels(sheet, first, &[row], &Meanings::default()))
    }

    /// How many columns have a known field.
    pub fn known(&self) -> usize {
        self.fields.iter().flatten().count()
    }

    /// Position in [`Sheet::rows`] of the first row below the header.
    pub fn body(&self) -> usize {
        self.first + self.height
    }

    /// Whether a row of the body is the header once more, as at the top of a printed page, or one of its levels.
    pub fn is_repeated_by(&self, row: &SheetRow) -> bool {
        let filled = row.cells.iter().filter(|cell| !cell.is_empty()).count();
        if self.repeats.contains(&row.number) {
            return true;
        }
        let again = self
            .levels
            .iter()
            .any(|level| level.is_repeated_by(row, filled));
        again || (self.levels.len() < self.height && numbers_the_columns(row))
    }

    fn at(sheet: &Sheet, first: usize, meanings: &Meanings<'_>) -> Option<Self> {
        let mut header = Self::levels(sheet, first, meanings)?;
        header.leave_counts(sheet);
        header.is_one().then_some(header)
    }

    /// The header that begins in a row, with the levels below it that make more columns known.
    fn levels(sheet: &Sheet, first: usize, meanings: &Meanings<'_>) -> Option<Self> {
        let upper = sheet.rows.get(first)?;
        let mut levels = vec![upper];
        let mut header = Self::of_levels(sheet, first, &levels, meanings);
        if header.known() > 0 {
            // Cells of the header that go on below, as "NO" beside "KOMPONEN" over "SD | SMP".
            let merged_to = sheet
                .merges
                .iter()
                .filter(|merge| merge.rows.0 == upper.number)
                .map(|merge| merge.rows.1)
                .max();
            let mut tried = levels.clone();
            for lower in sheet.rows.iter().skip(first + 1).take(MOST_LEVELS - 1) {
                if !header.may_go_on_in(lower) {
                    break;
                }
                tried.push(lower);
                let deeper = Self::of_levels(sheet, first, &tried, meanings);
                let names_more = recognised(lower) >= 2 && deeper.known() > header.known();
                if names_more || merged_to.is_some_and(|last| lower.number <= last) {
                    levels.clone_from(&tried);
                    header = deeper;
                }
            }
        }
        header.levels = levels.iter().map(|row| Level::of(row)).collect();
        if sheet
            .rows
            .get(header.body())
            .is_some_and(numbers_the_columns)
        {
            header.height += 1;
        }
        Some(header)
    }

    /// Takes a column `KPM` under which families are counted for no column of names.
    fn leave_counts(&mut self, sheet: &Sheet) {
        const LOOKED_AT: usize = 20;
        const DIGITS: usize = 4;
        let name = self.fields.iter().position(|has| *has == Some(Field::Name));
        let Some(column) = name.filter(|column| !self.chosen.contains(column)) else {
            return;
        };
        if self
            .labels
            .get(column)
            .map(|label| fold::joined(label))
            .as_deref()
            != Some("kpm")
        {
            return;
        }
        let rows = sheet.rows.iter().skip(self.body()).take(LOOKED_AT);
        let mut said = rows.map_while(|row| row.cell(column).said()).peekable();
        let counts = said.peek().is_some()
            && said
                .all(|said| said.len() <= DIGITS && said.bytes().all(|byte| byte.is_ascii_digit()));
        if !counts {
            return;
        }
        let other = self.rivals_of(Field::Name).next();
        self.rivals.retain(|(_, field)| *field != Field::Name);
        if let Some(field) = self.fields.get_mut(column) {
            *field = None;
        }
        if let Some(field) = other.and_then(|other| self.fields.get_mut(other)) {
            *field = Some(Field::Name);
        }
    }

    /// Columns that name a field which another column has, and of which nobody said what they are.
    pub fn rivals_of(&self, field: Field) -> impl Iterator<Item = usize> {
        let rivals = self.rivals.iter();
        rivals
            .filter(move |(_, named)| *named == field)
            .map(|(column, _)| *column)
    }

    /// Whether the sheet has two lists beside each other, so that families on the right would be lost: the names and the numbers of families
    /// have columns under the same label twice, both with something in them.
    pub fn has_a_list_beside(&self, sheet: &Sheet) -> bool {
        let label = |column: usize| self.labels.get(column).map(|label| fold::joined(label));
        let again = |field: Field| {
            let first = self.fields.iter().position(|has| *has == Some(field));
            let label_of_first = first.and_then(label);
            self.rivals_of(field)
                .find(|column| label_of_first.is_some() && label(*column) == label_of_first)
        };
        let number = [Field::Nik, Field::Kk, Field::PkhId]
            .into_iter()
            .find_map(again);
        let Some((name, number)) = again(Field::Name).zip(number) else {
            return false;
        };
        let mut body = sheet.rows.iter().skip(self.body());
        body.any(|row| row.cell(name).said().is_some() && !row.cell(number).is_empty())
    }

    /// Whether so many columns are known that this is a header.
    fn is_one(&self) -> bool {
        let names = |field| self.fields.contains(&Some(field));
        let numbered = names(Field::Nik) || names(Field::Kk) || names(Field::PkhId);
        names(Field::Name) && (self.known() >= FEWEST_KNOWN || numbered)
    }

    /// Whether a row names columns of another table, such as `DESA | JUMLAH` below the list.
    pub(super) fn names_another_table(&self, row: &SheetRow) -> bool {
        const COUNTS: [&str; 4] = ["jumlah", "jml", "total", "banyaknya"];
        let (mut known, mut counts) = (0, 0);
        for cell in row.cells.iter().filter(|cell| !cell.is_empty()) {
            let shown = cell.shown();
            let words = fold::words(&shown);
            let counting = COUNTS
                .iter()
                .any(|count| words.split(' ').next() == Some(count));
            if Field::of_label(&shown).is_some() {
                known += 1;
            } else if counting && !words.bytes().any(|byte| byte.is_ascii_digit()) {
                counts += 1;
            } else if words.split(' ').count() > 3 || words.bytes().any(|b| b.is_ascii_digit()) {
                return false;
            }
        }
        let name = self
            .fields
            .iter()
            .position(|field| *field == Some(Field::Name));
        let of_a_person = name.is_some_and(|column| {
            let shown = row.cell(column).shown();
            let counting = COUNTS
                .iter()
                .any(|count| fold::words(&shown).starts_with(count));
            !shown.trim().is_empty() && Field::of_label(&shown).is_none() && !counting
        });
        known >= 1 && known + counts >= 2 && !of_a_person && !self.is_repeated_by(row)
    }

    /// Whether a row can be a further level: it has no long numbers, and no name of a family.
    fn may_go_on_in(&self, row: &SheetRow) -> bool {
        let long_number = |cell: &Cell| {
            let digits = cell.shown().bytes().filter(u8::is_ascii_digit).count();
            digits >= 6
        };
        let mut names = self.fields.iter().enumerate();
        let name = names.find(|(_, field)| **field == Some(Field::Name));
        let has_a_family = name.is_some_and(|(column, _)| {
            let below = row.cell(column);
            below.said().is_some() && Field::of_label(&below.shown()).is_none()
        });
        !has_a_family && !row.cells.iter().any(long_number)
    }

    fn of_levels(
        sheet: &Sheet,
        first: usize,
        levels: &[&SheetRow],
        meanings: &Meanings<'_>,
    ) -> Self {
        let width = levels.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let mut labels: Vec<String> = Vec::with_capacity(width);
        let mut said = Vec::with_capacity(width);
        let mut guessed = Vec::with_capacity(width);
        for column in 0..width {
            let parts: Vec<String> = levels
                .iter()
                .enumerate()
                .filter_map(|(level, row)| label(sheet, row, column, level + 1 < levels.len()))
                .collect();
            // The lowest level is the most exact: "STATUS" over "KEPESERTAAN", "KOMPONEN" over "SD".
            let label = fold::tidy(&parts.join(" "));
            said.push(meanings.said(&own_label(&labels, &label)).copied());
            guessed.push(
                std::iter::once(&label)
                    .chain(parts.iter().rev())
                    .find_map(|text| Field::of_label(text)),
            );
            labels.push(label);
        }
        // What a person said of a column goes before what the labels of others say.
        let mut taken = BTreeSet::new();
        let mut fields: Vec<Option<Field>> = said
            .iter()
            .map(|said| said.flatten().filter(|field| taken.insert(*field)))
            .collect();
        let mut rivals = Vec::new();
        for (column, (field, (said, guessed))) in
            fields.iter_mut().zip(said.iter().zip(guessed)).enumerate()
        {
            if said.is_none() {
                *field = guessed.filter(|field| taken.insert(*field));
                rivals.extend(
                    guessed
                        .filter(|_| field.is_none())
                        .map(|named| (column, named)),
                );
            }
        }
        let chosen = said.iter().enumerate().filter(|(_, said)| said.is_some());
        Self {
            first,
            height: levels.len(),
            chosen: chosen.map(|(column, _)| column).collect(),
            repeats: BTreeSet::new(),
            labels_below: Vec::new(),
            own_width: width,
            labels,
            fields,
            levels: levels.iter().map(|row| Level::of(row)).collect(),
            rivals,
        }
    }
}

/// What a person said about columns: by the folded label the field, or none for a column that is not read; and the header's row.
#[derive(Debug, Clone, Copy, Default)]
pub struct Meanings<'m> {
    /// Fields by [`fold::joined`] labels.
    pub columns: Option<&'m BTreeMap<String, Option<Field>>>,
    /// Number of the row that has the names of the columns.
    pub row: Option<u32>,
}

impl Meanings<'_> {
    fn said(&self, label: &str) -> Option<&Option<Field>> {
        self.columns?.get(&fold::joined(label))
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
#[path = "header_tests.rs"]
mod tests;
