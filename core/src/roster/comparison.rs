//! Rows set beside each other, over all files of an import: the same NIK or ID PKH on two families. It knows rows, not the
//! families that are already there.
//!
//! The first sound row that has a NIK or an ID PKH keeps it; each other one is asked about, unless it says the same once more.

use std::collections::HashMap;

use crate::reference::fold;

use super::cell::Cell;
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode, RowPlace};
use super::field::Field;
use super::identity::group_key;
use super::preview::{Outcome, Preview, PreviewRow};

/// Compares the rows of all sheets of an import, in the order given. Comparing again changes nothing.
pub fn compare(previews: &mut [Preview]) {
    let mut firsts = Firsts::default();
    // A sound row has its number before one that waits for something else.
    let mut sound: Vec<Vec<bool>> = Vec::new();
    for preview in &mut *previews {
        let of_sheet = preview.rows.iter();
        sound.push(
            of_sheet
                .map(|row| matches!(row.outcome, Outcome::Sound(_)))
                .collect(),
        );
    }
    for turn in [true, false] {
        for (preview, sound) in previews.iter_mut().zip(&sound) {
            firsts.compare(preview, sound, turn);
        }
    }
    for preview in previews {
        preview.recount();
    }
}

/// The first rows with each number.
#[derive(Default)]
struct Firsts {
    by_nik: HashMap<String, First>,
    by_pkh: HashMap<String, First>,
}

impl Firsts {
    /// Compares the rows of a sheet whose `sound` is as `turn` says.
    fn compare(&mut self, preview: &mut Preview, sound: &[bool], turn: bool) {
        let Self { by_nik, by_pkh } = self;
        let rows = preview.rows.iter_mut().zip(sound);
        for (row, _) in rows.filter(|(_, sound)| **sound == turn) {
            let place = RowPlace {
                file: preview.file.clone(),
                sheet: preview.sheet.clone(),
                row: row.number,
            };
            let Some(family) = row.family().cloned() else {
                continue;
            };
            let nik = family.nik.as_ref().map(|nik| nik.as_str().to_owned());
            let same_nik = nik.as_ref().and_then(|nik| by_nik.get(nik));
            let same_pkh = family.pkh_id.as_ref().and_then(|id| by_pkh.get(id));
            judge(row, &family, same_nik, same_pkh);
            let first = First::of(place, &family, row);
            if let Some(nik) = nik {
                by_nik.entry(nik).or_insert_with(|| first.clone());
            }
            if let Some(pkh_id) = family.pkh_id {
                by_pkh.entry(pkh_id).or_insert(first);
            }
        }
    }
}

/// The first row with a NIK or an ID PKH.
#[derive(Clone)]
struct First {
    place: RowPlace,
    name: String,
    pkh_id: Option<String>,
    group: Option<GroupOf>,
    /// The number that stands beside the name of its group.
    number: Option<String>,
    sound: bool,
}

impl First {
    fn of(place: RowPlace, family: &RosterFamily, row: &PreviewRow) -> Self {
        Self {
            place,
            name: fold::words(&family.name),
            pkh_id: family.pkh_id.clone(),
            group: group_of(family),
            number: number_of(row),
            sound: matches!(row.outcome, Outcome::Sound(_)),
        }
    }

    fn is_she(&self, family: &RosterFamily) -> bool {
        self.sound && self.name == fold::words(&family.name) && self.pkh_id == family.pkh_id
    }

    /// The same of a row that says no kecamatan: whether it calls the group so, or names none.
    fn says_the_same_group(&self, family: &RosterFamily, number: Option<&str>) -> bool {
        if self.has_another(number) {
            return false;
        }
        let hers = family.group.as_ref().map(|name| group_key(name));
        let own = self
            .group
            .as_ref()
            .and_then(|(name, _)| name.split_once(':'));
        hers.is_none_or(|hers| own.is_some_and(|(_, name)| name == hers))
    }

    fn has_another(&self, number: Option<&str>) -> bool {
        number.is_some()
            && self
                .number
                .as_deref()
                .is_some_and(|own| Some(own) != number)
    }

    /// Whether the row is about the same group, or about none: otherwise somebody is asked in which it is.
    fn says_the_same(&self, family: &RosterFamily, number: Option<&str>) -> bool {
        if self.has_another(number) {
            return false;
        }
        match (&self.group, group_of(family)) {
            (_, None) => true,
            (None, Some(_)) => false,
            (Some((name, desa)), Some((hers, in_desa))) => {
                let elsewhere = desa.is_some() && in_desa.is_some() && *desa != in_desa;
                *name == hers && !elsewhere
            }
        }
    }
}

fn number_of(row: &PreviewRow) -> Option<String> {
    let said = row.values.get(&Field::GroupNo)?.said()?;
    Some(fold::numbered(&said))
}

/// Kecamatan and name of its group, and its desa as far as it is known.
type GroupOf = (String, Option<String>);

fn group_of(family: &RosterFamily) -> Option<GroupOf> {
    let desa = family.desa.as_ref().and_then(|desa| desa.code.clone());
    let name = group_key(family.group.as_ref()?);
    Some((format!("{}:{name}", family.kecamatan), desa))
}

fn judge(
    row: &mut PreviewRow,
    family: &RosterFamily,
    same_nik: Option<&First>,
    same_pkh: Option<&First>,
) {
    let number = number_of(row);
    if let (Some(first), Outcome::Sound(_)) = (same_nik, &row.outcome)
        && first.is_she(family)
    {
        if first.says_the_same(family, number.as_deref()) {
            row.outcome = Outcome::Repeats(first.place.clone());
        }
        return;
    }
    // What the row leaves out, the other says.
    let stops = || row.faults.iter().filter(|fault| fault.code.stops_import());
    let bare = stops().all(|fault| fault.code == FaultCode::KecamatanMissing);
    if let (Some(first), Outcome::Todo(_)) = (same_nik, &row.outcome)
        && bare
        && first.is_she(family)
        && first.says_the_same_group(family, number.as_deref())
    {
        row.outcome = Outcome::Repeats(first.place.clone());
        return;
    }
    let doubts = [
        (FaultCode::NikDuplicate, Field::Nik, same_nik),
        (FaultCode::PkhDuplicate, Field::PkhId, same_pkh),
    ];
    for (code, field, first) in doubts {
        let Some(first) = first else { continue };
        if !row.faults.iter().any(|fault| fault.code == code) {
            let shown = row.values.get(&field).map(Cell::shown).unwrap_or_default();
            row.faults
                .push(Fault::new(code, field, shown).beside(first.place.clone()));
        }
        row.outcome = Outcome::Todo(family.clone());
    }
}
