//! A sheet as it would be imported, shown before anything is written: every row with its outcome, or why it is left out or asked about.
//! It knows one sheet: other rows are set beside it in [`comparison`](super::comparison), families in [`plan`](mod@super::plan).

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::block::Inferred;
use super::cut::Cut;
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode, RowPlace};
use super::mapping::Mapping;
use super::odd::Odd;
use super::row::Values;
use super::spelling;

/// A sheet, read and judged.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Preview {
    /// The file's name.
    pub file: String,
    /// The sheet's name.
    pub sheet: String,
    /// The columns as they are labelled.
    pub labels: Vec<String>,
    /// From which row on lists below have which labels of their own.
    pub labels_below: Vec<(u32, BTreeMap<usize, String>)>,
    /// Which column gives which field.
    pub mapping: Mapping,
    /// Columns of which a person said what they are.
    pub chosen: BTreeSet<usize>,
    /// The kecamatan for rows that do not name one: chosen by the person, or named in the title or by the sheet.
    pub kecamatan: Option<String>,
    /// Rows that describe a family.
    pub rows: Vec<PreviewRow>,
    /// Rows that do not, or that somebody left out, and why.
    pub skipped: Vec<SkippedRow>,
    /// Rows that describe a family and wait for an answer about all of them.
    pub asked: Vec<AskedRow>,
    /// The row that has the names of the columns; none if the sheet is no list.
    pub header_row: Option<u32>,
    /// The first values of each column.
    pub samples: Vec<Vec<String>>,
    /// Columns in which Excel has thrown away digits.
    pub cut: Vec<Cut>,
    /// The column of the NIK, if it cannot be one.
    pub odd: Option<Odd>,
    /// What the sheet holds in numbers.
    pub counts: Counts,
    /// The groups that the sheet names.
    pub groups: Vec<GroupSeen>,
    /// The pendamping that the sheet names, with the number of their families.
    pub pendamping: Vec<(String, usize)>,
    /// Labels of columns that are not imported.
    pub unknown_columns: Vec<String>,
    /// Excel does not show the sheet.
    pub hidden: bool,
    /// Its name or title says that its families are no longer aktif.
    pub of_others: bool,
    /// Rows below the header that Excel does not show.
    pub hidden_rows: usize,
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
    /// What it does not say itself, and from where that was taken.
    #[serde(default)]
    pub inferred: Vec<Inferred>,
}

/// A row that waits for an answer about it and others like it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AskedRow {
    /// Its number as Excel shows it.
    pub number: u32,
    /// What is asked.
    pub why: Asked,
    /// Nama pengurus.
    pub name: String,
}

/// What is asked about rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    /// Excel does not show the row: a filter or a person hid it.
    HiddenRow,
    /// Excel does not show the sheet.
    HiddenSheet,
    /// The sheet's name or title says that these families are no longer aktif, and their rows do not.
    SheetOfOthers,
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

/// A row, or a run of empty ones, that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SkippedRow {
    /// Its number as Excel shows it.
    pub number: u32,
    /// The last row of the run; the same number for all but empty rows.
    pub last: u32,
    /// Why it was left out.
    pub kind: SkippedKind,
    /// What it says.
    pub text: String,
}

impl SkippedRow {
    /// How many rows it stands for.
    pub fn rows(&self) -> usize {
        (self.last.saturating_sub(self.number) as usize).saturating_add(1)
    }
}

/// Why a row was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SkippedKind {
    /// A title above the header.
    Title,
    /// The header, a level of it, or the header once more.
    Header,
    /// A line that speaks of the families below it.
    GroupLine,
    /// `JUMLAH`, `TOTAL`.
    Total,
    /// A place for a signature: place and date, who signs, the name, the NIP.
    Signature,
    /// A remark, a number without a family.
    Remark,
    /// Nothing in it.
    Empty,
    /// A person left out the rows that Excel does not show.
    HiddenRow,
    /// A person left out the sheet.
    SheetLeftOut,
    /// The sheet is no list: it has no row with the names of columns.
    NoList,
    /// The sheet has two lists beside each other that cannot be told apart: what stands on the right would be lost.
    SideBySide,
    /// The sheet says how many families there are, and names none.
    Sums,
}

impl SkippedKind {
    /// The name that never changes, the same as in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Header => "header",
            Self::GroupLine => "group_line",
            Self::Total => "total",
            Self::Signature => "signature",
            Self::Remark => "remark",
            Self::Empty => "empty",
            Self::HiddenRow => "hidden_row",
            Self::SheetLeftOut => "sheet_left_out",
            Self::NoList => "no_list",
            Self::SideBySide => "side_by_side",
            Self::Sums => "sums",
        }
    }
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

impl GroupSeen {
    /// The groups that rows name.
    pub(super) fn of(rows: &[PreviewRow]) -> Vec<Self> {
        let mut groups: BTreeMap<(String, String), Self> = BTreeMap::new();
        for family in rows.iter().filter_map(PreviewRow::family) {
            let Some(name) = &family.group else { continue };
            let group = groups
                .entry((family.kecamatan.clone(), spelling::group(name)))
                .or_insert_with(|| Self {
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
}

impl Preview {
    /// Where a row stands.
    pub fn place(&self, row: &PreviewRow) -> RowPlace {
        RowPlace {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            row: row.number,
        }
    }

    /// What a column is called above a row: by the list in which the row is.
    pub fn label(&self, row: &PreviewRow, column: usize) -> &str {
        let begun = |(first, _): &&(u32, BTreeMap<usize, String>)| *first <= row.number;
        let below = self.labels_below.iter().rev().find(begun);
        let label = match below {
            Some((_, labels)) => labels.get(&column),
            None => self.labels.get(column),
        };
        label.map_or("", String::as_str)
    }

    /// Counts anew, after outcomes changed.
    pub(super) fn recount(&mut self) {
        self.counts = count(&self.rows, &self.skipped);
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

fn count(rows: &[PreviewRow], skipped: &[SkippedRow]) -> Counts {
    let of_kind = |kind| {
        let rows = skipped.iter().filter(|row| row.kind == kind);
        rows.map(SkippedRow::rows).sum()
    };
    let mut counts = Counts {
        rows: rows.len(),
        blank: of_kind(SkippedKind::Empty),
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
