//! A sheet as it would be imported, shown before anything is written: every row with its outcome, or why it is left out or asked about.
//! It knows one sheet: other rows are set beside it in [`comparison`](super::comparison), families in [`plan`](mod@super::plan).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::block::{Block, Inferred, longest};
use super::caption::captions;
use super::cell::Cell;
use super::comparison::compare;
use super::cut::{self, Cut};
use super::family::{RosterFamily, Status};
use super::fault::{Fault, FaultCode, RowPlace};
use super::field::Field;
use super::header::{Header, titles};
use super::identity::staff_key;
use super::mapping::Mapping;
use super::profile::{SheetChoice, Take};
use super::row::{Context, Values, read};
use super::row_kind::{Judge, Kind, Seen, bare_group};
use super::sense;
use super::spelling;
use super::workbook::{Sheet, SheetRow};

/// The longest text of a row that is left out, in characters.
const LONGEST_SKIPPED: usize = 200;

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

impl Preview {
    /// Reads a sheet under a mapping.
    pub fn of(sheet: &Sheet, header: &Header, mapping: &Mapping, context: &Context<'_>) -> Self {
        let choice = SheetChoice::default();
        Self::chosen(sheet, header, mapping, context, &choice, false)
    }

    /// Reads a sheet under a mapping and what a person chose for it. `several`: other lists stand beside it.
    pub fn chosen(
        sheet: &Sheet,
        header: &Header,
        mapping: &Mapping,
        context: &Context<'_>,
        choice: &SheetChoice,
        several: bool,
    ) -> Self {
        if choice.rows == Some(Take::LeaveOut) {
            return Self::left_out(sheet, SkippedKind::SheetLeftOut, Some(header));
        }
        let mapping = sense::adjusted(sheet, header, mapping);
        let kecamatan = choice
            .kecamatan
            .clone()
            .or_else(|| context.kecamatan.map(str::to_owned))
            .or_else(|| named_kecamatan(sheet, header, context));
        let context = Context {
            kecamatan: kecamatan.as_deref(),
            ..*context
        };
        let mut body = Body::above(sheet, header, &mapping, context);
        body.block.choose(choice);
        body.block.name(sheet, several);
        let gate = Gate::of(sheet, header, choice);
        for (at, row) in sheet.rows.iter().enumerate().skip(header.body()) {
            body.take(row, sheet.rows.get(at + 1), &gate);
        }
        let Body {
            rows,
            mut skipped,
            asked,
            ..
        } = body;
        let cut = cut::found(rows.iter().map(|(_, values, _)| values));
        let rows: Vec<PreviewRow> = rows
            .into_iter()
            .map(|(row, values, inferred)| {
                preview_row(row, values, inferred, &context, &cut, gate.status_of(row))
            })
            .collect();
        skipped.extend(empty_rows(sheet));
        skipped.sort_by_key(|row| row.number);
        let unknown = header
            .labels
            .iter()
            .enumerate()
            .filter(|(column, label)| !label.is_empty() && mapping.field(*column).is_none());
        let mut preview = Self {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            labels: header.labels.clone(),
            unknown_columns: unknown.map(|(_, label)| label.clone()).collect(),
            samples: samples(sheet, header),
            header_row: sheet.rows.get(header.first).map(|row| row.number),
            mapping: mapping.clone(),
            kecamatan: kecamatan.clone(),
            groups: groups(&rows),
            pendamping: pendamping(&rows),
            rows,
            skipped,
            asked,
            cut,
            counts: Counts::default(),
        };
        compare(std::slice::from_mut(&mut preview));
        preview
    }

    /// A sheet of which no row is read, and why; `header` is the one that it has or may have.
    pub fn left_out(sheet: &Sheet, kind: SkippedKind, header: Option<&Header>) -> Self {
        let mut skipped: Vec<SkippedRow> = sheet.rows.iter().map(|row| skip(row, kind)).collect();
        skipped.extend(empty_rows(sheet));
        skipped.sort_by_key(|row| row.number);
        let mut preview = Self {
            file: sheet.file.clone(),
            sheet: sheet.name.clone(),
            labels: header
                .map(|header| header.labels.clone())
                .unwrap_or_default(),
            mapping: header.map(Mapping::guess).unwrap_or_default(),
            kecamatan: None,
            rows: Vec::new(),
            skipped,
            asked: Vec::new(),
            header_row: header
                .and_then(|header| sheet.rows.get(header.first))
                .map(|row| row.number),
            samples: header
                .map(|header| samples(sheet, header))
                .unwrap_or_default(),
            cut: Vec::new(),
            counts: Counts::default(),
            groups: Vec::new(),
            pendamping: Vec::new(),
            unknown_columns: Vec::new(),
        };
        preview.recount();
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

/// The rows of a body as they are judged, in order.
struct Body<'s> {
    judge: Judge<'s>,
    block: Block<'s>,
    mapping: &'s Mapping,
    rows: Vec<(&'s SheetRow, Values, Vec<Inferred>)>,
    skipped: Vec<SkippedRow>,
    asked: Vec<AskedRow>,
}

impl<'s> Body<'s> {
    /// Before the first row below a header; the titles above it are heard.
    fn above(
        sheet: &'s Sheet,
        header: &'s Header,
        mapping: &'s Mapping,
        context: Context<'s>,
    ) -> Self {
        let mut body = Self {
            judge: Judge::of(header, mapping),
            block: Block::of(sheet, header.body(), mapping, context),
            mapping,
            rows: Vec::new(),
            skipped: Vec::new(),
            asked: Vec::new(),
        };
        for (at, row) in sheet.rows.iter().enumerate().take(header.first) {
            let mut said = captions(row);
            let last = sheet.rows.get(at + 1).filter(|_| at + 1 == header.first);
            if said.is_empty() {
                let seen = Seen::of(row, &Values::new());
                said.extend(last.and_then(|_| bare_group(row, &seen, last, header, mapping)));
            }
            body.block.hear(&said, row.number);
            let kind = if said.iter().any(|caption| caption.field == Field::Group) {
                SkippedKind::GroupLine
            } else {
                SkippedKind::Title
            };
            body.skipped.push(skip(row, kind));
        }
        for row in sheet.rows.iter().skip(header.first).take(header.height) {
            body.skipped.push(skip(row, SkippedKind::Header));
        }
        body
    }

    fn take(&mut self, row: &'s SheetRow, below: Option<&SheetRow>, gate: &Gate) {
        let mut values = self.mapping.values(row);
        if values
            .get(&Field::Status)
            .is_some_and(sense::speaks_of_payment)
        {
            values.remove(&Field::Status);
        }
        match self.judge.kind(row, &values, below) {
            Kind::Left(kind) => self.skipped.push(skip(row, kind)),
            Kind::Speaks(said) => {
                self.block.hear(&said, row.number);
                self.skipped.push(skip(row, SkippedKind::GroupLine));
            }
            Kind::Family => {
                let inferred = self.block.fill(&mut values, row.number);
                match gate.lets(row, &values) {
                    Passes::Yes => self.rows.push((row, values, inferred)),
                    Passes::No => self.skipped.push(skip(row, SkippedKind::HiddenRow)),
                    Passes::Asked(why) => self.asked.push(AskedRow {
                        number: row.number,
                        why,
                        name: values
                            .get(&Field::Name)
                            .and_then(Cell::said)
                            .unwrap_or_default(),
                    }),
                }
            }
        }
    }
}

/// Which rows of a sheet come in without being asked about.
struct Gate {
    rows: Option<Take>,
    hidden: Option<Take>,
    hidden_sheet: bool,
    of_others: bool,
}

enum Passes {
    Yes,
    No,
    Asked(Asked),
}

impl Gate {
    fn of(sheet: &Sheet, header: &Header, choice: &SheetChoice) -> Self {
        let says = |text: &str| sense::says_not_aktif(text);
        Self {
            rows: choice.rows,
            hidden: choice.hidden_rows,
            hidden_sheet: sheet.hidden,
            of_others: says(&sheet.name) || titles(sheet, header).any(|title| says(&title)),
        }
    }

    fn lets(&self, row: &SheetRow, values: &Values) -> Passes {
        if row.hidden {
            match self.hidden {
                Some(Take::LeaveOut) => return Passes::No,
                Some(Take::Import | Take::With { .. }) => {}
                None => return Passes::Asked(Asked::HiddenRow),
            }
        }
        if self.rows.is_some() {
            return Passes::Yes;
        }
        if self.hidden_sheet {
            return Passes::Asked(Asked::HiddenSheet);
        }
        let own = values.get(&Field::Status).and_then(Cell::said);
        let own = own.and_then(|status| Status::of_label(&status));
        if self.of_others && own.is_none_or(|status| status == Status::Aktif) {
            return Passes::Asked(Asked::SheetOfOthers);
        }
        Passes::Yes
    }

    /// The status that a person chose for a row.
    fn status_of(&self, row: &SheetRow) -> Option<Take> {
        let hidden = self.hidden.filter(|_| row.hidden);
        [hidden, self.rows]
            .into_iter()
            .flatten()
            .find(|take| matches!(take, Take::With { .. }))
    }
}

/// The kecamatan that a title ("DAFTAR KPM PKH KECAMATAN LUWUK") or else the sheet's name gives.
fn named_kecamatan(sheet: &Sheet, header: &Header, context: &Context<'_>) -> Option<String> {
    let code = |name: &str| {
        let known = longest(context.regions, context.kabupaten, name)?;
        let found = context.regions.find(context.kabupaten, &known).code();
        found.map(str::to_owned)
    };
    let rows = sheet.rows.iter().take(header.first);
    let mut said = rows.flat_map(captions);
    said.find_map(|caption| {
        (caption.field == Field::Kecamatan)
            .then(|| code(&caption.value))
            .flatten()
    })
    .or_else(|| {
        let found = context.regions.find(context.kabupaten, &sheet.name).code();
        found.map(str::to_owned)
    })
    .or_else(|| sense::kecamatan_in(&sheet.name).and_then(|name| code(&name)))
}

fn skip(row: &SheetRow, kind: SkippedKind) -> SkippedRow {
    let text: Vec<String> = row.cells.iter().filter_map(Cell::said).collect();
    SkippedRow {
        number: row.number,
        last: row.number,
        kind,
        text: text.join(" | ").chars().take(LONGEST_SKIPPED).collect(),
    }
}

/// The runs of rows between those that hold anything.
fn empty_rows(sheet: &Sheet) -> impl Iterator<Item = SkippedRow> + '_ {
    let before = std::iter::once(0).chain(sheet.rows.iter().map(|row| row.number));
    before
        .zip(&sheet.rows)
        .filter(|(before, row)| before + 1 < row.number)
        .map(|(before, row)| SkippedRow {
            number: before + 1,
            last: row.number - 1,
            kind: SkippedKind::Empty,
            text: String::new(),
        })
}

/// The first values of each column, for asking what it is.
fn samples(sheet: &Sheet, header: &Header) -> Vec<Vec<String>> {
    /// Rows that are looked at, and values that are shown.
    const LOOKED_AT: usize = 30;
    const SHOWN: usize = 3;
    let said = |column: usize| {
        let rows = sheet.rows.iter().skip(header.body()).take(LOOKED_AT);
        let cells = rows.filter_map(move |row| row.cell(column).said());
        cells
            .map(|text| text.chars().take(60).collect())
            .take(SHOWN)
    };
    (0..header.labels.len())
        .map(|column| said(column).collect())
        .collect()
}

fn preview_row(
    row: &SheetRow,
    mut values: Values,
    inferred: Vec<Inferred>,
    context: &Context<'_>,
    cut: &[Cut],
    status: Option<Take>,
) -> PreviewRow {
    if let Some(Take::With { status, .. }) = status {
        values.insert(Field::Status, Cell::text(status.as_str()));
    }
    let (mut family, mut faults) = read(&values, context);
    if let Some(Take::With { since, .. }) = status {
        family.status_since = Some(since);
    }
    cut::apply(cut, &values, &mut family, &mut faults);
    if row.broken {
        let opened = values.iter().find(|(_, cell)| cell.shown().contains('"'));
        let (field, found) = opened.map_or((Field::Name, String::new()), |(field, cell)| {
            (*field, cell.shown())
        });
        faults.push(Fault::new(FaultCode::QuoteUnclosed, field, found));
    }
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
        inferred,
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

fn groups(rows: &[PreviewRow]) -> Vec<GroupSeen> {
    let mut groups: BTreeMap<(String, String), GroupSeen> = BTreeMap::new();
    for family in rows.iter().filter_map(PreviewRow::family) {
        let Some(name) = &family.group else { continue };
        let group = groups
            .entry((family.kecamatan.clone(), spelling::group(name)))
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
