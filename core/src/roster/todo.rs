//! A row that waits for a person: kept with everything it said, and read again with what the person corrected.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::cell::Cell;
use super::existing::Existing;
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode, RowPlace};
use super::field::Field;
use super::identity::Identity;
use super::preview::{Preview, PreviewRow};
use super::row::{Context, Values, read};

/// A row that waits.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Todo {
    /// The same on every device that imports the same row, see [`Identity::todo`].
    pub id: Uuid,
    /// Where it stood.
    pub place: RowPlace,
    /// The whole row as it was: label and text of each cell.
    pub original: Vec<(String, String)>,
    /// Its cells by field, to be read again.
    pub values: Values,
    /// The kecamatan for a row that does not name one.
    pub kecamatan: Option<String>,
    /// The row read as far as it goes.
    pub draft: RosterFamily,
    /// Why it waits, and what else is wrong with it.
    pub faults: Vec<Fault>,
    /// The family that is there and may be the same one.
    pub known: Option<Uuid>,
}

/// What a person corrected in a row that waits.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Correction {
    /// New texts by field, as typed; a blank text makes the field blank.
    pub values: BTreeMap<Field, String>,
    /// Whether it is accepted without NIK; it is then known by its ID PKH.
    pub without_nik: bool,
}

impl Todo {
    /// A row of a preview as a task.
    pub(super) fn of(
        row: &PreviewRow,
        draft: RosterFamily,
        faults: Vec<Fault>,
        known: Option<Uuid>,
        from: &Origin<'_>,
    ) -> Self {
        let label = |at: usize| from.preview.label(row, at).to_owned();
        let original = row
            .cells
            .iter()
            .enumerate()
            .filter(|(_, text)| !text.is_empty());
        Self {
            id: from.identity.todo(&row.values),
            place: from.preview.place(row),
            original: original
                .map(|(at, text)| (label(at), text.clone()))
                .collect(),
            values: row.values.clone(),
            kecamatan: from.preview.kecamatan.clone(),
            draft,
            faults,
            known,
        }
    }
}

/// The sheet that tasks come from.
pub(super) struct Origin<'a> {
    preview: &'a Preview,
    identity: Identity,
}

impl<'a> Origin<'a> {
    pub(super) fn of(preview: &'a Preview, identity: Identity) -> Self {
        Self { preview, identity }
    }
}

/// Reads a waiting row again with a correction. The family is as sound as one from a roster: [`plan_one`](super::planning::plan_one)
/// says what importing it changes.
///
/// # Errors
/// The faults that still stop it, one at least.
pub fn resolve(
    todo: &Todo,
    correction: &Correction,
    context: &Context<'_>,
    existing: &dyn Existing,
) -> Result<RosterFamily, Vec<Fault>> {
    let mut values = todo.values.clone();
    values.extend(
        correction
            .values
            .iter()
            .map(|(field, text)| (*field, Cell::text(text.as_str()))),
    );
    let context = Context {
        kecamatan: context.kecamatan.or(todo.kecamatan.as_deref()),
        ..*context
    };
    let (mut family, mut faults) = read(&values, &context);
    family.status_since = todo.draft.status_since;
    // A number that was cut is no better for being read once more; one that a person typed is.
    for (code, field) in [
        (FaultCode::NikNumeric, Field::Nik),
        (FaultCode::KkNumeric, Field::Kk),
    ] {
        let cut = todo.faults.iter().find(|fault| fault.code == code);
        if let Some(cut) = cut.filter(|_| !correction.values.contains_key(&field)) {
            match field {
                Field::Nik => family.nik = None,
                _ => family.kk = None,
            }
            if !faults.contains(cut) {
                faults.push(cut.clone());
            }
        }
    }
    if correction.without_nik {
        family.nik = None;
        faults.retain(|fault| !fault.code.is_about_nik());
        if family.pkh_id.is_none() {
            faults.push(Fault::new(FaultCode::NoIdentity, Field::PkhId, ""));
        }
    }
    faults.extend(taken(&family, existing));
    // The rows that this one was compared with are not at hand: what was asked then stands until the value is another.
    let shown = |field: Field| values.get(&field).map(Cell::shown).unwrap_or_default();
    let before = todo.faults.iter().filter(|fault| {
        let between_rows = match fault.code {
            FaultCode::NikDuplicate => !correction.without_nik,
            FaultCode::PkhDuplicate => true,
            _ => false,
        };
        between_rows
            && shown(fault.field) == fault.found
            && !faults.iter().any(|now| now.code == fault.code)
    });
    faults.extend(before.cloned().collect::<Vec<_>>());
    faults.retain(|fault| fault.code.stops_import());
    if faults.is_empty() {
        Ok(family)
    } else {
        Err(faults)
    }
}

/// Whether its NIK is that of a family who is there under another ID PKH.
fn taken(family: &RosterFamily, existing: &dyn Existing) -> Option<Fault> {
    let nik = family.nik.as_ref()?;
    let holder = existing.family_by_nik(nik.as_str())?;
    let other = matches!((&holder.record.pkh_id, &family.pkh_id), (Some(theirs), Some(hers)) if theirs != hers);
    other.then(|| {
        Fault::new(FaultCode::NikDuplicate, Field::Nik, nik.as_str())
            .suggesting(Some(holder.record.name.clone()))
    })
}
