//! Whose row it is: a family of a roster set beside the families that are there. It knows identities, not groups or staff.
//!
//! A family is found by NIK, else by ID PKH; another name with another ID PKH under a known NIK is somebody else.

use uuid::Uuid;

use crate::reference::fold;

use super::existing::{Existing, KnownFamily};
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::identity::Identity;

/// A family whose identity is certain.
pub(super) struct Settled {
    pub id: Uuid,
    pub family: RosterFamily,
    pub known: Option<KnownFamily>,
}

/// A family whose identity is not.
pub(super) struct Stopped {
    pub fault: Fault,
    pub known: Option<Uuid>,
}

impl Stopped {
    fn by(fault: Fault, known: Option<Uuid>) -> Box<Self> {
        Box::new(Self { fault, known })
    }
}

pub(super) fn settle(
    family: &RosterFamily,
    identity: Identity,
    existing: &dyn Existing,
) -> Result<Settled, Box<Stopped>> {
    let by_nik = family
        .nik
        .as_ref()
        .and_then(|nik| existing.family_by_nik(nik.as_str()));
    let by_pkh = family
        .pkh_id
        .as_ref()
        .and_then(|id| existing.family_by_pkh(id));
    let known = match (by_nik, by_pkh) {
        (Some(a), Some(b)) if a.id != b.id => return Err(clash(family, Some(a.id))),
        (Some(known), None) => {
            if let (Some(theirs), Some(hers)) = (&known.record.pkh_id, &family.pkh_id)
                && theirs != hers
                && fold::words(&known.record.name) != fold::words(&family.name)
            {
                let nik = family
                    .nik
                    .as_ref()
                    .map(|nik| nik.as_str().to_owned())
                    .unwrap_or_default();
                let fault = Fault::new(FaultCode::NikDuplicate, Field::Nik, nik)
                    .suggesting(Some(known.record.name));
                return Err(Stopped::by(fault, Some(known.id)));
            }
            Some(known)
        }
        (Some(known), Some(_)) => Some(known),
        (None, Some(known)) => {
            if let (Some(theirs), Some(hers)) = (&known.record.nik, &family.nik)
                && theirs != hers
            {
                let fault = Fault::new(FaultCode::NikDiffers, Field::Nik, hers.as_str())
                    .suggesting(Some(theirs.as_str().to_owned()));
                return Err(Stopped::by(fault, Some(known.id)));
            }
            Some(known)
        }
        (None, None) => None,
    };
    let id = known
        .as_ref()
        .map(|known| known.id)
        .or_else(|| identity.family(family));
    match id {
        Some(id) => Ok(Settled {
            id,
            family: family.clone(),
            known,
        }),
        None => Err(Stopped::by(
            Fault::new(FaultCode::NoIdentity, Field::PkhId, ""),
            None,
        )),
    }
}

/// A draft is settled if she is there and everything that stops the row is known of her.
pub(super) fn settle_draft(
    draft: &RosterFamily,
    faults: &[Fault],
    existing: &dyn Existing,
) -> Result<Settled, Box<Stopped>> {
    let stopping: Vec<&Fault> = faults
        .iter()
        .filter(|fault| fault.code.stops_import())
        .collect();
    let doubted = |field| stopping.iter().any(|fault| fault.field == field);
    let by_pkh = draft
        .pkh_id
        .as_ref()
        .filter(|_| !doubted(Field::PkhId))
        .and_then(|id| existing.family_by_pkh(id));
    let by_nik = draft
        .nik
        .as_ref()
        .filter(|_| !doubted(Field::Nik))
        .and_then(|nik| existing.family_by_nik(nik.as_str()));
    let known = by_pkh.or(by_nik);
    let first = || {
        stopping.first().map_or_else(
            || Fault::new(FaultCode::NoIdentity, Field::PkhId, ""),
            |fault| (*fault).clone(),
        )
    };
    let Some(known) = known else {
        return Err(Stopped::by(first(), None));
    };
    let mut family = draft.clone();
    for fault in &stopping {
        match fault.field {
            Field::Nik if fault.code.is_about_nik() => family.nik = None,
            Field::Name => family.name.clone_from(&known.record.name),
            Field::Kecamatan => family.kecamatan.clone_from(&known.record.kecamatan),
            Field::Status if known.record.status.is_some() => family.status = None,
            _ => {
                return Err(Stopped::by((*fault).clone(), Some(known.id)));
            }
        }
    }
    Ok(Settled {
        id: known.id,
        family,
        known: Some(known),
    })
}

pub(super) fn clash(family: &RosterFamily, known: Option<Uuid>) -> Box<Stopped> {
    let found = family.pkh_id.clone().unwrap_or_default();
    Stopped::by(
        Fault::new(FaultCode::IdentityClash, Field::PkhId, found),
        known,
    )
}
