//! What rows do not say themselves but what is said once for many of them: in a merged cell, in a line above, as the sheet's name, by a
//! person for the whole sheet. It fills rows and says from where; it knows no families.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::reference::{Found, Regions};

use super::caption::{Caption, is_general};
use super::cell::Cell;
use super::field::Field;
use super::mapping::Mapping;
use super::profile::SheetChoice;
use super::row::{Context, Values};
use super::sheet::Sheet;
use super::spelling::ends_in_a_number;

/// Fields that a merged cell says for all of its rows: what families share, not what tells them apart.
const SHARED: [Field; 10] = [
    Field::Kecamatan,
    Field::Desa,
    Field::Group,
    Field::GroupNo,
    Field::Pendamping,
    Field::Kk,
    Field::Address,
    Field::Dusun,
    Field::Tahap,
    Field::Status,
];

/// Something that a row does not say itself, and from where it was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inferred {
    /// What.
    pub field: Field,
    /// From where.
    pub from: Source,
    /// The row that says it, as Excel numbers it.
    pub row: Option<u32>,
}

/// From where something was taken that a row does not say itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// A cell that is merged over this row.
    MergedCell,
    /// A cell above, in a column that only the first family of each block fills.
    CellAbove,
    /// A line above.
    Line,
    /// The sheet's name.
    SheetName,
    /// A person said it for the whole sheet.
    Chosen,
    /// The name and the number of a group, from two columns.
    GroupNumber,
}

/// What holds for the row that is read now.
pub(super) struct Block<'s> {
    context: Context<'s>,
    merged: BTreeMap<Field, Vec<(u32, u32, &'s Cell)>>,
    sparse: Vec<Field>,
    above: BTreeMap<Field, (Cell, u32)>,
    lines: BTreeMap<Field, (String, u32)>,
    whole: BTreeMap<Field, (String, Source)>,
    /// The first of the lines since the last family.
    stretch: Option<u32>,
}

impl<'s> Block<'s> {
    /// Before the first row of a body. `context` has the kecamatan of rows that name none.
    pub(super) fn of(
        sheet: &'s Sheet,
        body: usize,
        mapping: &Mapping,
        context: Context<'s>,
    ) -> Self {
        let merged = merged(sheet, mapping);
        let sparse = if sheet.merges.is_empty() {
            sparse(sheet, body, mapping)
        } else {
            Vec::new()
        };
        Self {
            context,
            merged,
            sparse,
            above: BTreeMap::new(),
            lines: BTreeMap::new(),
            whole: BTreeMap::new(),
            stretch: None,
        }
    }

    /// A person says it for the whole sheet.
    pub(super) fn choose(&mut self, choice: &SheetChoice) {
        for (field, value) in [
            (Field::Desa, &choice.desa),
            (Field::Group, &choice.group),
            (Field::Pendamping, &choice.pendamping),
        ] {
            if let Some(value) = value {
                self.whole.insert(field, (value.clone(), Source::Chosen));
            }
        }
    }

    /// The sheet's name says a desa or a group, if nothing else does. `several`: other lists stand beside it.
    pub(super) fn name(&mut self, sheet: &Sheet, several: bool) {
        let name = sheet.called().trim();
        let kecamatan = self.context.kecamatan;
        let desa = kecamatan.and_then(|code| self.context.regions.find(code, name).code());
        if let Some(desa) = desa {
            let desa = self.context.regions.name(desa).to_owned();
            self.whole
                .entry(Field::Desa)
                .or_insert((desa, Source::SheetName));
            return;
        }
        let place = self.context.regions.find(self.context.kabupaten, name);
        if place.code().is_none() && names_a_group(name, several, sheet.text) {
            let group = (name.to_owned(), Source::SheetName);
            self.whole.entry(Field::Group).or_insert(group);
        }
    }

    /// A line above the next rows.
    pub(super) fn hear(&mut self, captions: &[Caption], row: u32) {
        let stretch = *self.stretch.get_or_insert(row);
        for caption in captions {
            let Some(value) = self.understood(caption) else {
                continue;
            };
            // A new place has groups of its own.
            let below: &[Field] = match caption.field {
                Field::Kecamatan => &[Field::Desa, Field::Group],
                Field::Desa => &[Field::Group],
                _ => &[],
            };
            for field in below {
                if self
                    .lines
                    .get(field)
                    .is_some_and(|(_, said)| *said < stretch)
                {
                    self.lines.remove(field);
                }
            }
            self.above.clear();
            self.lines.insert(caption.field, (value, row));
        }
    }

    /// The value of a line; of a place the known name where its words go on behind it.
    fn understood(&self, caption: &Caption) -> Option<String> {
        let parent = match caption.field {
            Field::Kecamatan => Some(self.context.kabupaten.to_owned()),
            Field::Desa => self.kecamatan(),
            _ => return Some(caption.value.clone()),
        };
        let known = parent
            .as_deref()
            .and_then(|parent| longest(self.context.regions, parent, &caption.value));
        known.or_else(|| caption.exact.then(|| caption.value.clone()))
    }

    fn kecamatan(&self) -> Option<String> {
        let of_line = self.lines.get(&Field::Kecamatan);
        let code = of_line.and_then(|(name, _)| {
            self.context
                .regions
                .find(self.context.kabupaten, name)
                .code()
        });
        code.or(self.context.kecamatan).map(str::to_owned)
    }

    /// Fills what a family's row does not say itself.
    pub(super) fn fill(&mut self, values: &mut Values, row: u32) -> Vec<Inferred> {
        let mut inferred = Vec::new();
        self.stretch = None;
        for field in SHARED {
            let own = values.get(&field).filter(|cell| cell.said().is_some());
            if let Some(own) = own {
                if self.sparse.contains(&field) {
                    self.above.insert(field, (own.clone(), row));
                }
                continue;
            }
            if let Some((cell, source, from)) = self.found(field, row) {
                values.insert(field, cell);
                inferred.push(Inferred {
                    field,
                    from: source,
                    row: from,
                });
            }
        }
        inferred
    }

    fn found(&self, field: Field, row: u32) -> Option<(Cell, Source, Option<u32>)> {
        if let Some(merges) = self.merged.get(&field) {
            let after = merges.partition_point(|(first, _, _)| *first <= row);
            let merge = after.checked_sub(1).and_then(|at| merges.get(at));
            if let Some((first, last, cell)) = merge
                && row <= *last
            {
                return Some(((*cell).clone(), Source::MergedCell, Some(*first)));
            }
        }
        if let Some((cell, from)) = self.above.get(&field) {
            return Some((cell.clone(), Source::CellAbove, Some(*from)));
        }
        if let Some((text, Source::Chosen)) = self.whole.get(&field) {
            return Some((Cell::text(text.as_str()), Source::Chosen, None));
        }
        if let Some((text, from)) = self.lines.get(&field) {
            return Some((Cell::text(text.as_str()), Source::Line, Some(*from)));
        }
        let (text, source) = self.whole.get(&field)?;
        Some((Cell::text(text.as_str()), *source, None))
    }
}

/// The longest beginning of a text that names a part of `parent`, in the list's own spelling.
pub(super) fn longest(regions: &Regions, parent: &str, text: &str) -> Option<String> {
    // "72.01.09 TOILI"
    let numbered = |word: &&str| !word.chars().any(char::is_alphabetic);
    let words: Vec<&str> = text
        .split_whitespace()
        .skip_while(numbered)
        .take(4)
        .collect();
    (1..=words.len()).rev().find_map(|count| {
        let name = words.get(..count)?.join(" ");
        match regions.find(parent, &name) {
            Found::Same(region) => Some(region.name.clone()),
            Found::Near(_) | Found::Nothing => None,
        }
    })
}

/// Cells merged over several rows in columns of shared fields, by their first row.
fn merged<'s>(sheet: &'s Sheet, mapping: &Mapping) -> BTreeMap<Field, Vec<(u32, u32, &'s Cell)>> {
    let mut merged: BTreeMap<Field, Vec<(u32, u32, &Cell)>> = BTreeMap::new();
    for merge in &sheet.merges {
        let (first, last) = merge.rows;
        if first == last {
            continue;
        }
        let field = SHARED.into_iter().find(|field| {
            mapping
                .column(*field)
                .is_some_and(|column| (merge.columns.0..=merge.columns.1).contains(&column))
        });
        if let (Some(field), Some(row)) = (field, sheet.row(first)) {
            let cell = row.cell(merge.columns.0);
            if cell.said().is_some() {
                merged.entry(field).or_default().push((first, last, cell));
            }
        }
    }
    for merges in merged.values_mut() {
        merges.sort_unstable_by_key(|(first, _, _)| *first);
    }
    merged
}

/// Columns that only the first family of each block fills, as merged cells become when a list is saved as text.
fn sparse(sheet: &Sheet, body: usize, mapping: &Mapping) -> Vec<Field> {
    let Some(name) = mapping.column(Field::Name) else {
        return Vec::new();
    };
    let families: Vec<_> = sheet
        .rows
        .iter()
        .skip(body)
        .filter(|row| row.cell(name).said().is_some())
        .collect();
    let is_sparse = |field: &Field| {
        let Some(column) = mapping.column(*field) else {
            return false;
        };
        let said: Vec<Option<String>> =
            families.iter().map(|row| row.cell(column).said()).collect();
        let filled = said.iter().flatten().count();
        let first = said.first().is_some_and(Option::is_some);
        let runs = said
            .windows(2)
            .any(|pair| matches!(pair, [Some(a), Some(b)] if a == b));
        let of_a_block = if filled == 1 {
            SIZES_OF_A_GROUP.contains(&families.len())
        } else {
            filled * 3 <= families.len()
        };
        first && !runs && of_a_block
    };
    Field::OF_A_BLOCK
        .into_iter()
        .chain([Field::GroupNo])
        .filter(is_sparse)
        .collect()
}

/// A group has 10 to 30 families; where one row alone names a group, neither fewer nor more than these are meant by it.
const SIZES_OF_A_GROUP: std::ops::RangeInclusive<usize> = 8..=60;

/// Whether a sheet's name is a group's. `several`: other lists stand beside it, so that its name says more than that it is the list. `text`: it
/// is the name of a text file.
fn names_a_group(name: &str, several: bool, text: bool) -> bool {
    let words = crate::reference::fold::words(name);
    let mut each = words.split(' ');
    if matches!(each.next(), Some("kelompok" | "klp")) && each.next().is_some() {
        return true;
    }
    let general = words
        .split(' ')
        .any(|word| is_general(word) || word.starts_with("sheet") || word.starts_with("lembar"));
    let lettered = words
        .chars()
        .filter(|letter| letter.is_alphabetic())
        .count()
        >= 3;
    let short = words.split(' ').count() <= 3;
    !text && lettered && !general && short && (several || ends_in_a_number(name))
}
