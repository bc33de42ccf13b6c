//! Groups whose name and number stand in two columns: `MELATI` and `2`. Where one name in one desa has several numbers, a group is the name with
//! its number; where it has one number throughout, the name stays as it is. It knows columns and groups, not families.

use std::collections::{BTreeMap, BTreeSet};

use crate::reference::fold;

use super::block::{Inferred, Source};
use super::cell::Cell;
use super::existing::{Existing, KnownGroup};
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::header::Header;
use super::mapping::Mapping;
use super::preview::{GroupSeen, Outcome, Preview, PreviewRow};
use super::sheet::Sheet;
use super::spelling::{ends_in_a_number, group_key, roman};

/// Where a name counts the members of each group, and not the groups, some group has at least so many of them.
const COUNTED_MEMBERS: usize = 5;

/// The mapping with a column right of the groups' names as their numbers, where its label says no more than `NO` or `KE`; and with the names
/// of groups read from under `NO KELOMPOK`, where no other column has them. What a person said of a column holds.
pub(super) fn beside_the_name(sheet: &Sheet, header: &Header, mapping: Mapping) -> Mapping {
    let body = || sheet.rows.iter().skip(header.body());
    if let Some(numbers) = mapping.column(Field::GroupNo) {
        let named = body()
            .filter_map(|row| row.cell(numbers).said())
            .any(|said| number_of(&said).is_none());
        let bare = mapping.column(Field::Group).is_none() && !header.chosen.contains(&numbers);
        return if named && bare {
            mapping.with(Field::Group, Some(numbers))
        } else {
            mapping
        };
    }
    let Some(column) = mapping.column(Field::Group).map(|column| column + 1) else {
        return mapping;
    };
    let label = header.labels.get(column).map(|label| fold::joined(label));
    let bare = label.is_some_and(|label| BARE.contains(&label.as_str()));
    if !bare || header.chosen.contains(&column) {
        return mapping;
    }
    let said = || body().filter_map(|row| row.cell(column).said());
    if said().next().is_some() && said().all(|said| number_of(&said).is_some()) {
        mapping.with(Field::GroupNo, Some(column))
    } else {
        mapping
    }
}

/// Labels that say a number, and not of what.
const BARE: [&str; 9] = [
    "no", "nomor", "nomer", "num", "ke", "noke", "nomorke", "angka", "urutan",
];

/// The number that a cell says of a group, as it is shown: `2`, `02`, `Klp 2` and `KE-2` are `2`; Roman numerals and single letters stay.
fn number_of(said: &str) -> Option<String> {
    const BEFORE: [&str; 9] = [
        "kelompok", "klp", "klpk", "kel", "ke", "no", "nomor", "group", "grup",
    ];
    let words = fold::numbered(said);
    let mut rest = words.split(' ').skip_while(|word| BEFORE.contains(word));
    let (number, after) = (rest.next()?, rest.next());
    let digits = (1..=3).contains(&number.len())
        && number != "0"
        && number.bytes().all(|b| b.is_ascii_digit());
    let letter = number.len() == 1 && number.bytes().all(|b| b.is_ascii_alphabetic());
    let is_number = after.is_none() && (digits || letter || roman(number).is_some());
    is_number.then(|| number.to_uppercase())
}

/// The form in which numbers of groups are compared: `II` is `2`.
fn key_of(number: &str) -> String {
    let lower = number.to_lowercase();
    roman(&lower).map_or(lower, |number| number.to_string())
}

/// Kecamatan, desa and name as they are compared.
type Place = (String, String, String);

fn place_of(family: &RosterFamily, name: &str) -> Place {
    let desa = family.desa.as_ref().map(|desa| {
        let name = || fold::joined(&desa.name);
        desa.code.clone().unwrap_or_else(name)
    });
    let key = group_key(name);
    (family.kecamatan.clone(), desa.unwrap_or_default(), key)
}

fn number(row: &PreviewRow) -> Option<String> {
    let said = row.values.get(&Field::GroupNo)?.said()?;
    number_of(&said)
}

/// Names the groups of all sheets of an import by what their two columns say together, and beside the groups that are there. Doing it again
/// changes nothing.
pub fn name_groups(previews: &mut [Preview], existing: &dyn Existing) {
    let mut numbers: BTreeMap<Place, BTreeSet<String>> = BTreeMap::new();
    let mut known: BTreeMap<String, Vec<KnownGroup>> = BTreeMap::new();
    for preview in &mut *previews {
        let Some(column) = preview.mapping.column(Field::GroupNo) else {
            continue;
        };
        if !preview.chosen.contains(&column) && counts_members(preview) {
            preview.mapping = preview.mapping.clone().with(Field::GroupNo, None);
            let label = preview.labels.get(column).cloned();
            preview.unknown_columns.extend(label);
            continue;
        }
        for row in &preview.rows {
            let Some(family) = row.family() else { continue };
            let kecamatan = &family.kecamatan;
            if !known.contains_key(kecamatan) {
                known.insert(kecamatan.clone(), existing.groups_of(kecamatan));
            }
            if let (Some(name), Some(number)) = (&family.group, number(row)) {
                let of_name = numbers.entry(place_of(family, name)).or_default();
                of_name.insert(key_of(&number));
            }
        }
    }
    for preview in previews {
        if preview.mapping.column(Field::GroupNo).is_none() {
            continue;
        }
        let nameless = preview
            .rows
            .iter()
            .filter_map(PreviewRow::family)
            .all(|family| family.group.is_none());
        let naming = Naming {
            numbers: &numbers,
            known: &known,
            nameless,
        };
        for row in &mut preview.rows {
            naming.name(row);
        }
        preview.groups = GroupSeen::of(&preview.rows);
        preview.recount();
    }
}

/// Whether the numbers of a sheet are those of the members of each group: all different within each, and of some group there are many.
fn counts_members(preview: &Preview) -> bool {
    let mut of_name: BTreeMap<Place, Vec<String>> = BTreeMap::new();
    for row in &preview.rows {
        if let (Some(family), Some(number)) = (row.family(), number(row)) {
            let name = family.group.as_deref().unwrap_or_default();
            let numbers = of_name.entry(place_of(family, name)).or_default();
            numbers.push(key_of(&number));
        }
    }
    let distinct = |numbers: &Vec<String>| {
        let different: BTreeSet<&String> = numbers.iter().collect();
        different.len() == numbers.len()
    };
    let longest = of_name.values().map(Vec::len).max().unwrap_or_default();
    longest >= COUNTED_MEMBERS && of_name.values().all(distinct)
}

struct Naming<'n> {
    numbers: &'n BTreeMap<Place, BTreeSet<String>>,
    known: &'n BTreeMap<String, Vec<KnownGroup>>,
    /// No row of the sheet names a group.
    nameless: bool,
}

impl Naming<'_> {
    fn name(&self, row: &mut PreviewRow) {
        let number = number(row);
        let Some(family) = row.family() else { return };
        let named = match (&family.group, &number) {
            (None, Some(number)) if self.nameless => Some(format!("KELOMPOK {number}")),
            (Some(name), number) if !ends_in_a_number(name) => {
                let place = place_of(family, name);
                let several = self.numbers.get(&place).is_some_and(|all| all.len() > 1);
                let full = number.as_ref().map(|number| format!("{name} {number}"));
                let there = |full: &String| self.is_there(&place, full);
                if several || full.as_ref().is_some_and(there) {
                    full
                } else {
                    return;
                }
            }
            _ => return,
        };
        let bare = family.group.clone().unwrap_or_default();
        if let Some(name) = &named {
            row.values.insert(Field::Group, Cell::text(name.as_str()));
            row.faults
                .retain(|fault| fault.code != FaultCode::GroupMissing);
            row.inferred.retain(|one| one.field != Field::Group);
            row.inferred.push(Inferred {
                field: Field::Group,
                from: Source::GroupNumber,
                row: None,
            });
        } else {
            // Of several groups of that name nobody says which.
            let fault = Fault::new(FaultCode::GroupMissing, Field::Group, bare);
            row.faults.push(fault);
            row.values.insert(Field::Group, Cell::Empty);
        }
        row.values.remove(&Field::GroupNo);
        if let Outcome::Sound(family) | Outcome::Todo(family) = &mut row.outcome {
            family.group = named;
        }
    }

    /// Whether the office has a group of that name and number, and none of the name alone.
    fn is_there(&self, place: &Place, full: &str) -> bool {
        let (kecamatan, desa, bare) = place;
        let full = group_key(full);
        let known = self.known.get(kecamatan).into_iter().flatten();
        let mut here = known.filter(|group| {
            let listed = group.listed.says.get(&Field::Desa);
            let theirs = listed.unwrap_or(&group.desa);
            desa.is_empty() || theirs.is_empty() || theirs == desa
        });
        let is_called = |group: &KnownGroup, key: &str| {
            let listed = group.listed.names.iter().any(|name| group_key(name) == key);
            listed || (group.open && group_key(&group.name) == key)
        };
        let (mut numbered, mut alone) = (false, false);
        for group in here.by_ref() {
            numbered |= is_called(group, &full);
            alone |= is_called(group, bare);
        }
        numbered && !alone
    }
}

#[cfg(test)]
#[path = "numbered_tests.rs"]
mod tests;
