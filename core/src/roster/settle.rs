//! Whose row it is: a family of a roster set beside the families that are there. It knows identities, not groups or staff.
//!
//! A family is found by NIK, by ID PKH, by the NIK that a list once said of it; another name with another ID PKH under a known
//! NIK is somebody else. Who is found by none of them, and stands on the family card of somebody who is there, is asked about.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use uuid::Uuid;

use crate::reference::fold;

use super::answers::{Answers, OTHER, SAME};
use super::existing::{Existing, KnownFamily};
use super::family::RosterFamily;
use super::fault::{Fault, FaultCode};
use super::field::Field;
use super::identity::Identity;
use super::nik::Nik;
use super::question::{Choice, Question, QuestionKind};

/// A family whose identity is certain.
pub(super) struct Settled {
    pub id: Uuid,
    pub family: RosterFamily,
    pub known: Option<Arc<KnownFamily>>,
    /// Somebody said that it is the known family with a new pengurus: what identifies it changes with that.
    pub successor: bool,
    /// Families that somebody said are not this one, however alike they look.
    pub others: Vec<Uuid>,
}

/// A family whose identity is not.
pub(super) enum Stopped {
    /// The row is wrong: it becomes a task.
    Task { fault: Fault, known: Option<Uuid> },
    /// The row may be right: it waits for an answer.
    Asked(Question),
    /// Somebody said that the row speaks of a family that another woman stands for.
    SameFamily { family: Uuid, nik: Option<String> },
}

impl Stopped {
    fn by(fault: Fault, known: Option<Uuid>) -> Box<Self> {
        Box::new(Self::Task { fault, known })
    }
}

/// Settles the rows of one import, one after the other.
pub(super) struct Settling<'a> {
    pub identity: Identity,
    pub existing: &'a dyn Existing,
    pub answers: &'a Answers,
    /// Families of rows before, by No. KK: id and name.
    on_card: HashMap<String, (Uuid, String)>,
    /// Families that the row that is looked at is not, by an answer.
    others: RefCell<Vec<Uuid>>,
}

impl<'a> Settling<'a> {
    pub(super) fn new(
        identity: Identity,
        existing: &'a dyn Existing,
        answers: &'a Answers,
    ) -> Self {
        Self {
            identity,
            existing,
            answers,
            on_card: HashMap::new(),
            others: RefCell::default(),
        }
    }

    /// Whose row a sound family is.
    pub(super) fn settle(&mut self, family: &RosterFamily) -> Result<Settled, Box<Stopped>> {
        let settled = self.find(family)?;
        if let Some(kk) = &family.kk {
            let here = (settled.id, family.name.clone());
            self.on_card.entry(kk.clone()).or_insert(here);
        }
        Ok(settled)
    }

    fn find(&self, family: &RosterFamily) -> Result<Settled, Box<Stopped>> {
        self.others.take();
        let (known, successor) = match self.by_number(family)? {
            Some(known) => {
                let nik = family.nik.as_ref().map(|nik| nik.as_str().to_owned());
                if let Some(hers) = &nik
                    && known.listed.refuses(Field::Nik, hers)
                {
                    let family = known.id;
                    return Err(Box::new(Stopped::SameFamily { family, nik }));
                }
                (Some(known), false)
            }
            None => self.by_card(family)?,
        };
        let derived = self.identity.family(family);
        let id = match &known {
            Some(known) => Some(known.id),
            // The id that follows from its NIK is another family's, who had that NIK first.
            None if derived.is_some_and(|id| self.existing.family(id).is_some()) => {
                self.identity.second_family(family)
            }
            None => derived,
        };
        match id {
            Some(id) => Ok(Settled {
                id,
                family: family.clone(),
                known,
                successor,
                others: self.others.take(),
            }),
            None => Err(Stopped::by(
                Fault::new(FaultCode::NoIdentity, Field::PkhId, ""),
                None,
            )),
        }
    }

    fn by_number(&self, family: &RosterFamily) -> Result<Option<Arc<KnownFamily>>, Box<Stopped>> {
        let existing = self.existing;
        let nik = family.nik.as_ref().map(Nik::as_str);
        let by_nik = nik.and_then(|nik| existing.family_by_nik(nik));
        let by_pkh = family
            .pkh_id
            .as_ref()
            .and_then(|id| existing.family_by_pkh(id));
        match (by_nik, by_pkh) {
            (Some(a), Some(b)) if a.id != b.id => Err(clash(family, Some(a.id))),
            (Some(known), None) => {
                if let (Some(theirs), Some(hers)) = (&known.record.pkh_id, &family.pkh_id)
                    && theirs != hers
                    && !same_words(&known.record.name, &family.name)
                {
                    let fault =
                        Fault::new(FaultCode::NikDuplicate, Field::Nik, nik.unwrap_or_default())
                            .suggesting(Some(known.record.name.clone()));
                    return Err(Stopped::by(fault, Some(known.id)));
                }
                Ok(Some(known))
            }
            (Some(known), Some(_)) => Ok(Some(known)),
            (None, Some(known)) => {
                let corrected = nik.is_some_and(|nik| listed_nik(&known, nik));
                if let (Some(theirs), Some(hers)) = (&known.record.nik, &family.nik)
                    && theirs != hers
                    && !corrected
                {
                    let fault = Fault::new(FaultCode::NikDiffers, Field::Nik, hers.as_str())
                        .suggesting(Some(theirs.as_str().to_owned()));
                    return Err(Stopped::by(fault, Some(known.id)));
                }
                Ok(Some(known))
            }
            (None, None) => self.by_former_nik(family),
        }
    }

    /// The family whose NIK this was until a person corrected it.
    fn by_former_nik(
        &self,
        family: &RosterFamily,
    ) -> Result<Option<Arc<KnownFamily>>, Box<Stopped>> {
        let listed = family
            .nik
            .as_ref()
            .and_then(|nik| self.existing.family_by_former_nik(nik.as_str()));
        let first = || {
            let id = self.identity.family(family)?;
            self.existing.family(id)
        };
        let Some(known) = listed.or_else(first) else {
            return Ok(None);
        };
        let named = known.listed.says.get(&Field::Name);
        let is_she = same_words(&known.record.name, &family.name)
            || named.is_some_and(|name| same_words(name, &family.name))
            || (family.kk.is_some() && known.record.kk == family.kk);
        if is_she {
            return Ok(Some(known));
        }
        let name = &known.record.name;
        let same = self.ask(QuestionKind::FormerNik, family, known.id, name)?;
        Ok(same.then_some(known))
    }

    /// The family on whose card it stands, if somebody says that it is that family's new pengurus.
    fn by_card(
        &self,
        family: &RosterFamily,
    ) -> Result<(Option<Arc<KnownFamily>>, bool), Box<Stopped>> {
        let Some(kk) = &family.kk else {
            return Ok((None, false));
        };
        let mut there = self.existing.families_by_kk(kk);
        // Its own name first.
        there.sort_by_key(|known| !same_words(&known.record.name, &family.name));
        if let Some(known) = there.into_iter().next() {
            let same = self.ask(QuestionKind::SameKk, family, known.id, &known.record.name)?;
            return Ok((same.then_some(known), same));
        }
        let own = self.identity.family(family);
        if let Some((id, name)) = self.on_card.get(kk).filter(|(id, _)| Some(*id) != own) {
            // An earlier row of the same list: that one stands for the family, or they are two.
            if self.ask(QuestionKind::SameKk, family, *id, name)? {
                let nik = family.nik.as_ref().map(|nik| nik.as_str().to_owned());
                let family = *id;
                return Err(Box::new(Stopped::SameFamily { family, nik }));
            }
        }
        Ok((None, false))
    }

    /// Whether it is that family; the question if nobody has said.
    fn ask(
        &self,
        kind: QuestionKind,
        family: &RosterFamily,
        known: Uuid,
        name: &str,
    ) -> Result<bool, Box<Stopped>> {
        let hers = family.nik.as_ref().map(Nik::as_str);
        let hers = hers.or(family.pkh_id.as_deref()).unwrap_or_default();
        let id = format!("same:{known}:{}", self.identity.row(hers));
        let answer = self.answers.get(&id).map(|answer| answer.choice.as_str());
        match answer {
            Some(SAME) => Ok(true),
            Some(OTHER) => {
                self.others.borrow_mut().push(known);
                Ok(false)
            }
            _ => Err(Box::new(Stopped::Asked(Question {
                id,
                kind,
                place: None,
                name: family.name.clone(),
                family: Some(known),
                other: name.to_owned(),
                options: vec![Choice::bare(SAME), Choice::bare(OTHER)],
                default: None,
                answer: None,
                about: 0,
            }))),
        }
    }

    /// A draft is settled if it is there and everything that stops the row is known of it.
    pub(super) fn settle_draft(
        &self,
        draft: &RosterFamily,
        faults: &[Fault],
    ) -> Result<Settled, Box<Stopped>> {
        let stopping: Vec<&Fault> = faults
            .iter()
            .filter(|fault| fault.code.stops_import())
            .collect();
        let doubted = |field| stopping.iter().any(|fault| fault.field == field);
        let first = || {
            stopping.first().map_or_else(
                || Fault::new(FaultCode::NoIdentity, Field::PkhId, ""),
                |fault| (*fault).clone(),
            )
        };
        let Some(known) = self.known_of_draft(draft, &doubted) else {
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
            successor: false,
            others: Vec::new(),
        })
    }

    fn known_of_draft(
        &self,
        draft: &RosterFamily,
        doubted: &dyn Fn(Field) -> bool,
    ) -> Option<Arc<KnownFamily>> {
        let by_pkh = draft
            .pkh_id
            .as_ref()
            .filter(|_| !doubted(Field::PkhId))
            .and_then(|id| self.existing.family_by_pkh(id));
        let by_nik = || {
            draft
                .nik
                .as_ref()
                .filter(|_| !doubted(Field::Nik))
                .and_then(|nik| self.existing.family_by_nik(nik.as_str()))
        };
        // Its own name on its own card: without a NIK, that is who it is.
        let by_card = || {
            let on_card = self.existing.families_by_kk(draft.kk.as_deref()?);
            let mut hers = on_card
                .into_iter()
                .filter(|known| same_words(&known.record.name, &draft.name));
            hers.next().filter(|_| hers.next().is_none())
        };
        by_pkh
            .or_else(by_nik)
            .or_else(|| (!doubted(Field::Name) && draft.nik.is_none()).then(by_card)?)
    }
}

fn listed_nik(known: &KnownFamily, nik: &str) -> bool {
    known
        .listed
        .says
        .get(&Field::Nik)
        .is_some_and(|said| said == nik)
}

pub(super) fn same_words(one: &str, other: &str) -> bool {
    !one.is_empty() && fold::words(one) == fold::words(other)
}

pub(super) fn clash(family: &RosterFamily, known: Option<Uuid>) -> Box<Stopped> {
    let found = family.pkh_id.clone().unwrap_or_default();
    Stopped::by(
        Fault::new(FaultCode::IdentityClash, Field::PkhId, found),
        known,
    )
}
