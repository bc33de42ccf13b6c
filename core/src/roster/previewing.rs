//! A sheet becomes a preview: header, rows, what was left out and why. It knows one sheet; other rows are set beside it in
//! [`comparison`](super::comparison), families in [`planning`](super::planning).

use super::beside;
use super::block::{Block, Inferred, longest};
use super::caption::captions;
use super::cell::Cell;
use super::comparison::compare;
use super::cut::{self, Cut};
use super::family::Status;
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::header::{Header, titles};
use super::identity::staff_key;
use super::mapping::Mapping;
use super::numbered;
use super::odd::{self, Odd};
use super::preview::{
    Asked, AskedRow, Counts, GroupSeen, Outcome, Preview, PreviewRow, SkippedKind, SkippedRow,
};
use super::profile::{SheetChoice, Take};
use super::row::{Context, Values, read};
use super::row_kind::{EntryValidator, Kind, Seen, bare_group};
use super::sense;
use super::sheet::{Sheet, SheetRow};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// The longest text of a row that is left out, in characters.
const LONGEST_SKIPPED: usize = 200;
/// Rows between two moments at which the reading can be stopped.
const STEP: usize = 64;

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
        let unwatched = |_: usize| Ok::<_, Infallible>(());
        match Self::watched(
            sheet,
            header,
            mapping,
            context,
            (choice, several),
            unwatched,
        ) {
            Ok(preview) => preview,
            Err(never) => match never {},
        }
    }

    /// The same, saying on the way how many rows of the sheet are read. A fault that is said to that ends it.
    ///
    /// # Errors
    /// As `at` ends it.
    pub fn watched<E>(
        sheet: &Sheet,
        header: &Header,
        mapping: &Mapping,
        context: &Context<'_>,
        (choice, several): (&SheetChoice, bool),
        mut at: impl FnMut(usize) -> Result<(), E>,
    ) -> Result<Self, E> {
        if choice.rows == Some(Take::LeaveOut) {
            return Ok(Self::left_out(
                sheet,
                SkippedKind::SheetLeftOut,
                Some(header),
            ));
        }
        let body_rows = sheet.rows.len();
        let mapping = beside::without_tables(sheet, header, mapping.clone());
        let mapping = numbered::beside_the_name(sheet, header, mapping);
        let mapping = sense::adjusted(sheet, header, &mapping);
        let kecamatan = choice
            .kecamatan
            .clone()
            .or_else(|| context.kecamatan.map(str::to_owned))
            .or_else(|| kecamatan_above(sheet, header, context));
        let context = Context {
            kecamatan: kecamatan.as_deref(),
            ..*context
        };
        let mut body = Body::above(sheet, header, &mapping, context);
        body.block.choose(choice);
        body.block.name(sheet, several);
        let gate = Gate::of(sheet, header, choice);
        for (no, row) in sheet.rows.iter().enumerate().skip(header.body()) {
            // Read once, then judged once: each is half of it.
            if no > 0 && no % STEP == 0 {
                at(no / 2)?;
            }
            body.take(row, sheet.rows.get(no + 1), &gate);
        }
        let Body {
            rows,
            mut skipped,
            asked,
            ..
        } = body;
        let cut = cut::found(rows.iter().map(|(_, values, _)| values));
        // Numbers that lost digits say nothing more about their column.
        let odd = Some(()).filter(|()| cut.iter().all(|column| column.field != Field::Nik));
        let odd = odd.and_then(|()| odd::found(rows.iter().map(|(_, values, _)| values)));
        let columns = Columns { cut: &cut, odd };
        let mut read = Vec::with_capacity(rows.len());
        for (no, (row, values, inferred)) in rows.into_iter().enumerate() {
            if no > 0 && no % STEP == 0 {
                at(usize::midpoint(body_rows, no))?;
            }
            let status = gate.status_of(row);
            read.push(preview_row(
                row, values, inferred, &context, columns, status,
            ));
        }
        let rows = read;
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
            hidden: sheet.hidden,
            of_others: gate.of_others,
            hidden_rows: hidden_rows(sheet, Some(header)),
            samples: samples(sheet, header),
            header_row: sheet.rows.get(header.first).map(|row| row.number),
            labels_below: header.labels_below.clone(),
            mapping: mapping.clone(),
            chosen: header.chosen.clone(),
            kecamatan: kecamatan.clone(),
            groups: GroupSeen::of(&rows),
            pendamping: pendamping(&rows),
            rows,
            skipped,
            asked,
            cut,
            odd,
            counts: Counts::default(),
        };
        compare(std::slice::from_mut(&mut preview));
        Ok(preview)
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
            labels_below: Vec::new(),
            mapping: header.map(Mapping::guess).unwrap_or_default(),
            chosen: header
                .map(|header| header.chosen.clone())
                .unwrap_or_default(),
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
            odd: None,
            counts: Counts::default(),
            groups: Vec::new(),
            pendamping: Vec::new(),
            unknown_columns: Vec::new(),
            hidden: sheet.hidden,
            of_others: says_others(sheet, header),
            hidden_rows: hidden_rows(sheet, header),
        };
        preview.recount();
        preview
    }
}

/// The rows of a body as they are judged, in order.
struct Body<'s> {
    judge: EntryValidator<'s>,
    block: Block<'s>,
    header: &'s Header,
    mapping: &'s Mapping,
    /// Statuses stand in a column of remarks.
    remarks: bool,
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
            judge: EntryValidator::of(header, mapping),
            block: Block::of(sheet, header.body(), mapping, context),
            header,
            mapping,
            remarks: mapping
                .column(Field::Status)
                .is_some_and(|column| sense::is_for_remarks(header, column)),
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
        values.retain(|field, _| {
            let column = self.mapping.column(*field);
            column.is_none_or(|column| self.header.is_there(column, row))
        });
        if self.remarks {
            // A remark that is no status says nothing of it.
            let status = values.get(&Field::Status).and_then(Cell::said);
            if status.and_then(|said| Status::of_label(&said)).is_none() {
                values.remove(&Field::Status);
            }
        }
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
                no_number_for_a_desa(&mut values);
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

/// A number under DESA is a row's, or its code; no desa is called so.
fn no_number_for_a_desa(values: &mut Values) {
    const DIGITS_OF_A_CODE: usize = 10;
    let said = values.get(&Field::Desa).and_then(Cell::said);
    let Some(number) = said.filter(|said| !said.chars().any(char::is_alphabetic)) else {
        return;
    };
    if let Some(cell) = values.insert(Field::Desa, Cell::Empty)
        && number.bytes().filter(u8::is_ascii_digit).count() >= DIGITS_OF_A_CODE
    {
        values.entry(Field::Region).or_insert(cell);
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
        Self {
            rows: choice.rows,
            hidden: choice.hidden_rows,
            hidden_sheet: sheet.hidden,
            of_others: says_others(sheet, Some(header)),
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

/// Whether a sheet's name or title says that its families are no longer aktif.
fn says_others(sheet: &Sheet, header: Option<&Header>) -> bool {
    let mut titles = header.into_iter().flat_map(|header| titles(sheet, header));
    sense::says_not_aktif(sheet.called()) || titles.any(|title| sense::says_not_aktif(&title))
}

fn hidden_rows(sheet: &Sheet, header: Option<&Header>) -> usize {
    let body = sheet.rows.iter().skip(header.map_or(0, Header::body));
    body.filter(|row| row.hidden).count()
}

/// The kecamatan that a sheet names for all its rows.
pub(super) fn named_kecamatan(sheet: &Sheet, context: &Context<'_>) -> Option<String> {
    let header = Header::find(sheet).ok().or_else(|| Header::likely(sheet))?;
    kecamatan_above(sheet, &header, context)
}

/// The kecamatan that a title ("DAFTAR KPM PKH KECAMATAN LUWUK") or else the sheet's or the file's name gives.
fn kecamatan_above(sheet: &Sheet, header: &Header, context: &Context<'_>) -> Option<String> {
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
        let found = context
            .regions
            .find(context.kabupaten, sheet.called())
            .code();
        found.map(str::to_owned)
    })
    .or_else(|| sense::kecamatan_in(sheet.called()).and_then(|name| code(&name)))
    .or_else(|| sense::kecamatan_in(&sheet.file).and_then(|name| code(&name)))
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

/// What all rows together say of columns.
#[derive(Clone, Copy)]
struct Columns<'c> {
    cut: &'c [Cut],
    odd: Option<Odd>,
}

fn preview_row(
    row: &SheetRow,
    mut values: Values,
    inferred: Vec<Inferred>,
    context: &Context<'_>,
    columns: Columns<'_>,
    status: Option<Take>,
) -> PreviewRow {
    if let Some(Take::With { status, .. }) = status {
        values.insert(Field::Status, Cell::text(status.as_str()));
    }
    let (mut family, mut faults) = read(&values, context);
    if let Some(Take::With { since, .. }) = status {
        family.status_since = Some(since);
    }
    cut::apply(columns.cut, &values, &mut family, &mut faults);
    odd::apply(columns.odd, &values, &mut family, &mut faults);
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
