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
mod tests {
    use super::*;
    use crate::reference::Regions;
    use crate::roster::Context;
    use crate::roster::existing::Nothing;
    use crate::roster::sheet::SheetRow;

    fn read(rows: &[&[&str]]) -> Preview {
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
        let context = Context {
            regions: Regions::own(),
            kabupaten: "72.01",
            kecamatan: Some("72.01.09"),
        };
        let mut previews = [Preview::of(
            &sheet,
            &header,
            &Mapping::guess(&header),
            &context,
        )];
        name_groups(&mut previews, &Nothing);
        let once = previews.clone();
        name_groups(&mut previews, &Nothing);
        assert_eq!(once, previews, "again changes nothing");
        let [preview] = previews;
        preview
    }

    fn groups_of(preview: &Preview) -> Vec<&str> {
        let families = preview.rows.iter().filter_map(PreviewRow::family);
        families
            .map(|family| family.group.as_deref().unwrap_or_default())
            .collect()
    }

    /// Rows with a name, a NIK, a desa and two more cells.
    fn list(heads: [&str; 2], cells: &[[&str; 3]]) -> Preview {
        let head = ["NAMA", "NIK", "DESA", heads[0], heads[1]];
        let niks: Vec<String> = (0..cells.len())
            .map(|no| format!("72010941078{no:05}"))
            .collect();
        let mut rows = vec![head.to_vec()];
        for ([desa, group, no], nik) in cells.iter().zip(&niks) {
            rows.push(vec!["SITI", nik, desa, group, no]);
        }
        let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
        read(&rows)
    }

    #[test]
    fn one_name_with_several_numbers_in_one_desa_is_several_groups() {
        for heads in [
            ["NAMA KELOMPOK", "NO KELOMPOK"],
            ["KELOMPOK", "NO. KLP"],
            ["KLP", "KE"],
            ["NAMA KPM GROUP", "NOMOR"],
            ["KELOMPOK P2K2", "Kelompok ke-"],
            ["KELOMPOK", "NO"],
        ] {
            let preview = list(
                heads,
                &[
                    ["Samalore", "MELATI", "1"],
                    ["Samalore", "Melati", "02"],
                    ["Samalore", "MELATI", "Klp 2"],
                    ["Samalore", "MELATI", ""],
                    ["Cendana", "MELATI", "3"],
                    ["Cendana", "MELATI", "3"],
                    ["Samalore", "MAWAR 4", "4"],
                    ["Samalore", "DAHLIA", "5"],
                ],
            );
            let meant = [
                "MELATI 1", "Melati 2", "MELATI 2", "", "MELATI", "MELATI", "MAWAR 4", "DAHLIA",
            ];
            assert_eq!(groups_of(&preview), meant, "{heads:?}");
            let first = preview.rows.first().expect("a row");
            assert_eq!(first.inferred.len(), 1, "{heads:?}: said");
            assert_eq!(first.inferred[0].from, Source::GroupNumber);
            let codes: Vec<FaultCode> = preview.rows[3].faults.iter().map(|f| f.code).collect();
            assert_eq!(codes, [FaultCode::GroupMissing], "{heads:?}");
            assert_eq!(preview.counts.faults[&FaultCode::GroupMissing], 1);
            assert_eq!(preview.groups.len(), 5, "{heads:?}: {:?}", preview.groups);
        }
    }

    #[test]
    fn numerals_and_letters_number_groups_and_what_is_none_does_not() {
        let preview = list(
            ["KELOMPOK", "NO KELOMPOK"],
            &[
                ["Samalore", "MELATI", "II"],
                ["Samalore", "MELATI", "2"],
                ["Samalore", "MAWAR", "a"],
                ["Samalore", "MAWAR", "B"],
            ],
        );
        // The same number twice is one group; its spellings fall together elsewhere.
        assert_eq!(
            groups_of(&preview),
            ["MELATI", "MELATI", "MAWAR A", "MAWAR B"]
        );
        for said in ["0", "12/2026", "MELATI 1", "7201094107800001", "1234", "-"] {
            assert_eq!(number_of(said), None, "{said}");
        }
    }

    #[test]
    fn running_numbers_of_members_are_no_numbers_of_groups() {
        let rows: Vec<[String; 3]> = ["MELATI", "MAWAR"]
            .iter()
            .flat_map(|group| {
                (1..=6).map(move |no| ["Samalore".to_owned(), (*group).to_owned(), no.to_string()])
            })
            .collect();
        let cells: Vec<[&str; 3]> = rows
            .iter()
            .map(|[desa, group, no]| [desa.as_str(), group.as_str(), no.as_str()])
            .collect();
        for heads in [["KELOMPOK", "NO"], ["KELOMPOK", "NO KELOMPOK"]] {
            let preview = list(heads, &cells);
            let named: BTreeSet<&str> = groups_of(&preview).into_iter().collect();
            assert_eq!(named, BTreeSet::from(["MELATI", "MAWAR"]), "{heads:?}");
            assert_eq!(preview.mapping.column(Field::GroupNo), None, "{heads:?}");
            assert!(preview.unknown_columns.contains(&heads[1].to_owned()));
        }
    }

    #[test]
    fn a_number_alone_names_its_group_and_a_name_under_it_is_a_name() {
        let rows: &[[&str; 3]] = &[["Samalore", "1", "x"], ["Samalore", "2", "x"]];
        let numbers = list(["NO KELOMPOK", "KET"], rows);
        assert_eq!(groups_of(&numbers), ["KELOMPOK 1", "KELOMPOK 2"]);
        let rows: &[[&str; 3]] = &[["Samalore", "MELATI 1", "x"], ["Samalore", "MAWAR", "x"]];
        assert_eq!(
            groups_of(&list(["NO KELOMPOK", "KET"], rows)),
            ["MELATI 1", "MAWAR"]
        );
    }

    #[test]
    fn a_name_with_its_number_and_a_row_without_a_name_stay_as_they_are() {
        let preview = list(
            ["KELOMPOK", "NO KELOMPOK"],
            &[
                ["Samalore", "MAWAR 4", "4"],
                ["Samalore", "MAWAR 4", "5"],
                ["Samalore", "", "3"],
            ],
        );
        assert_eq!(groups_of(&preview), ["MAWAR 4", "MAWAR 4", ""]);
        let rows: &[[&str; 3]] = &[
            ["Samalore", "MELATI", "1/2026"],
            ["Samalore", "MELATI", "2"],
        ];
        let letters = list(["KELOMPOK", "NO"], rows);
        assert_eq!(letters.mapping.column(Field::GroupNo), None);
    }
}
