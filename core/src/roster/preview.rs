//! A sheet as it would be imported, shown before anything is written: every row with its outcome, and what else is in the sheet.
//! It knows one sheet: other rows are set beside it in [`comparison`](super::comparison), families in [`plan`](mod@super::plan).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::reference::{Found, Regions, fold};

use super::cell::Cell;
use super::comparison::compare;
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode, RowPlace};
use super::field::Field;
use super::header::{Header, titles};
use super::identity::{group_key, staff_key};
use super::mapping::Mapping;
use super::row::{Context, Values, read};
use super::workbook::{Sheet, SheetRow};

/// A sheet, read and judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The columns as they are labelled.
    pub labels: Vec<String>,
    /// Which column gives which field.
    pub mapping: Mapping,
    /// The kecamatan for rows that do not name one: chosen by the person, or named in the title or by the sheet.
    pub kecamatan: Option<String>,
    /// Rows that describe a family.
    pub rows: Vec<PreviewRow>,
    /// Rows that do not, and why.
    pub skipped: Vec<SkippedRow>,
    /// What the sheet holds in numbers.
    pub counts: Counts,
    /// The groups that the sheet names.
    pub groups: Vec<GroupSeen>,
    /// The pendamping that the sheet names, with the number of their families.
    pub pendamping: Vec<(String, usize)>,
    /// Labels of columns that are not imported.
    pub unknown_columns: Vec<String>,
}

/// A row that describes a family.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PreviewRow {
    /// Its number as Excel shows it.
    pub number: u32,
    /// Its running number in the list.
    pub no: Option<String>,
    /// Its cells as text, in the order of the columns.
    pub cells: Vec<String>,
    /// Its cells by field.
    pub values: Values,
    /// Everything that is wrong with it, also what does not stop it.
    pub faults: Vec<Fault>,
    /// What happens with it.
    pub outcome: Outcome,
}

/// What happens with a row.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It is imported; its faults, if any, are cleaned or harmless.
    Sound(RosterFamily),
    /// It waits for a person, read as far as it goes.
    Todo(RosterFamily),
    /// It says the same as another sound row: same NIK, same name, same ID PKH.
    Repeats(RowPlace),
}

/// A row that describes no family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedRow {
    /// Its number as Excel shows it.
    pub number: u32,
    /// Why it was left out.
    pub kind: SkippedKind,
    /// What it says.
    pub text: String,
}

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkippedKind {
    /// A title above the header.
    Title,
    /// The header once more.
    Header,
    /// `JUMLAH`, `TOTAL`.
    Total,
    /// A place for a signature, a remark, a number without a family.
    Remark,
}

/// A sheet in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Counts {
    /// Rows that describe a family: the sum of the next three.
    pub rows: usize,
    /// Rows that are imported.
    pub sound: usize,
    /// Rows that wait for a person.
    pub todo: usize,
    /// Rows that repeat another.
    pub repeated: usize,
    /// Empty rows between the first and the last.
    pub blank: usize,
    /// Rows of titles.
    pub title: usize,
    /// Rows of totals.
    pub total: usize,
    /// Rows with each fault.
    pub faults: BTreeMap<FaultCode, usize>,
}

/// A group as a sheet names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroupSeen {
    /// Its name, in the spelling of its first row.
    pub name: String,
    /// Code of its kecamatan.
    pub kecamatan: String,
    /// Its rows. A group has 10 to 30 families; others are shown, not refused.
    pub families: usize,
    /// The desa of its rows and how many say so; more than one may be two groups of one name.
    pub desa: BTreeMap<String, usize>,
    /// The pendamping of its rows and how many say so.
    pub pendamping: BTreeMap<String, usize>,
}

impl Preview {
    /// Reads a sheet under a mapping.
    pub fn of(sheet: &Sheet, header: &Header, mapping: &Mapping, context: &Context<'_>) -> Self {
        let inferred = context
            .kecamatan
            .map(str::to_owned)
            .or_else(|| named_kecamatan(sheet, header, context));
        let context = Context {
            kecamatan: inferred.as_deref(),
            ..*context
        };
        let mut rows = Vec::new();
        let mut skipped: Vec<SkippedRow> = sheet
            .rows
            .iter()
            .take(header.first)
            .map(|row| skip(row, SkippedKind::Title))
            .collect();
        for row in sheet.rows.iter().skip(header.body()) {
            let values = mapping.values(row);
            match kind_of(row, &values, header) {
                Some(kind) => skipped.push(skip(row, kind)),
                None => rows.push(preview_row(row, values, &context)),
            }
        }
        let last = sheet.rows.last().map_or(0, |row| row.number as usize);
        let unknown = header
            .labels
            .iter()
            .enumerate()
            .filter(|(column, label)| !label.is_empty() && mapping.field(*column).is_none());
        let mut preview = Self {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            labels: header.labels.clone(),
            mapping: mapping.clone(),
            unknown_columns: unknown.map(|(_, label)| label.clone()).collect(),
            kecamatan: inferred,
            groups: groups(&rows),
            pendamping: pendamping(&rows),
            rows,
            skipped,
            counts: Counts {
                blank: last.saturating_sub(sheet.rows.len()),
                ..Counts::default()
            },
        };
        compare(std::slice::from_mut(&mut preview));
        preview
    }

    /// Where a row stands.
    pub fn place(&self, row: &PreviewRow) -> RowPlace {
        RowPlace {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row: row.number,
        }
    }

    /// Counts anew, after outcomes changed.
    pub(super) fn recount(&mut self) {
        self.counts = count(&self.rows, &self.skipped, self.counts.blank);
    }
}

impl PreviewRow {
    /// The family that the row describes, sound or draft; none for a repeated row.
    pub fn family(&self) -> Option<&RosterFamily> {
        match &self.outcome {
            Outcome::Sound(family) | Outcome::Todo(family) => Some(family),
            Outcome::Repeats(_) => None,
        }
    }
}

/// The kecamatan that a title ("DAFTAR KPM PKH KECAMATAN LUWUK") or else the sheet's name gives.
fn named_kecamatan(sheet: &Sheet, header: &Header, context: &Context<'_>) -> Option<String> {
    let after = |title: &str| {
        let words = fold::words(title);
        let mut words = words
            .split(' ')
            .skip_while(|word| !matches!(*word, "kecamatan" | "kec"))
            .skip(1)
            .collect::<Vec<_>>();
        words.truncate(3);
        // The name may go on into other words: try the longest first.
        (1..=words.len()).rev().find_map(|n| {
            same(
                context.regions,
                context.kabupaten,
                &words.get(..n)?.join(" "),
            )
        })
    };
    titles(sheet, header)
        .find_map(|title| after(&title))
        .or_else(|| same(context.regions, context.kabupaten, &sheet.name))
}

fn same(regions: &Regions, kabupaten: &str, name: &str) -> Option<String> {
    match regions.find(kabupaten, name) {
        Found::Same(region) => Some(region.code.clone()),
        Found::Near(_) | Found::Nothing => None,
    }
}

fn skip(row: &SheetRow, kind: SkippedKind) -> SkippedRow {
    let text: Vec<String> = row.cells.iter().filter_map(Cell::said).collect();
    SkippedRow {
        number: row.number,
        kind,
        text: text.join(" | "),
    }
}

/// Why a row of the body describes no family; none if it does.
fn kind_of(row: &SheetRow, values: &Values, header: &Header) -> Option<SkippedKind> {
    if header.is_repeated_by(row) {
        return Some(SkippedKind::Header);
    }
    let says = |field: &Field| values.get(field).is_some_and(|cell| cell.said().is_some());
    let identified = [Field::Nik, Field::Kk, Field::PkhId].iter().any(says);
    if !identified {
        let first = row
            .cells
            .iter()
            .find_map(Cell::said)
            .map(|text| fold::words(&text))
            .unwrap_or_default();
        let word = first.split(' ').next().unwrap_or_default();
        if matches!(word, "jumlah" | "total" | "jml" | "subtotal" | "grand")
            || first.starts_with("sub total")
        {
            return Some(SkippedKind::Total);
        }
    }
    let beside = [Field::No, Field::Group, Field::Desa, Field::Address]
        .iter()
        .any(says);
    (!(identified || (says(&Field::Name) && beside))).then_some(SkippedKind::Remark)
}

fn preview_row(row: &SheetRow, values: Values, context: &Context<'_>) -> PreviewRow {
    let (family, faults) = read(&values, context);
    let outcome = if faults.iter().any(|f| f.code.stops_import()) {
        Outcome::Todo(family)
    } else {
        Outcome::Sound(family)
    };
    PreviewRow {
        number: row.number,
        no: values.get(&Field::No).and_then(Cell::said),
        cells: row.cells.iter().map(Cell::shown).collect(),
        values,
        faults,
        outcome,
    }
}

fn count(rows: &[PreviewRow], skipped: &[SkippedRow], blank: usize) -> Counts {
    let of_kind = |kind| skipped.iter().filter(|row| row.kind == kind).count();
    let mut counts = Counts {
        rows: rows.len(),
        blank,
        title: of_kind(SkippedKind::Title),
        total: of_kind(SkippedKind::Total),
        ..Counts::default()
    };
    for row in rows {
        match row.outcome {
            Outcome::Sound(_) => counts.sound += 1,
            Outcome::Todo(_) => counts.todo += 1,
            Outcome::Repeats(_) => counts.repeated += 1,
        }
        let mut codes: Vec<FaultCode> = row.faults.iter().map(|fault| fault.code).collect();
        codes.sort_unstable();
        codes.dedup();
        for code in codes {
            *counts.faults.entry(code).or_default() += 1;
        }
    }
    counts
}

fn groups(rows: &[PreviewRow]) -> Vec<GroupSeen> {
    let mut groups: BTreeMap<(String, String), GroupSeen> = BTreeMap::new();
    for family in rows.iter().filter_map(PreviewRow::family) {
        let Some(name) = &family.group else { continue };
        let group = groups
            .entry((family.kecamatan.clone(), group_key(name)))
            .or_insert_with(|| GroupSeen {
                name: name.clone(),
                kecamatan: family.kecamatan.clone(),
                families: 0,
                desa: BTreeMap::new(),
                pendamping: BTreeMap::new(),
            });
        group.families += 1;
        if let Some(desa) = &family.desa {
            *group.desa.entry(desa.name.clone()).or_default() += 1;
        }
        if let Some(pendamping) = &family.pendamping {
            *group.pendamping.entry(pendamping.clone()).or_default() += 1;
        }
    }
    groups.into_values().collect()
}

fn pendamping(rows: &[PreviewRow]) -> Vec<(String, usize)> {
    let mut seen: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for name in rows
        .iter()
        .filter_map(PreviewRow::family)
        .filter_map(|family| family.pendamping.as_ref())
    {
        seen.entry(staff_key(name))
            .or_insert_with(|| (name.clone(), 0))
            .1 += 1;
    }
    seen.into_values().collect()
}

#[cfg(test)]
#[path = "preview_tests.rs"]
mod tests;
