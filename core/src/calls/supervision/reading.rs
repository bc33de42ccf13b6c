//! Supervisions of one person as lists show them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::instruments::ItemText;
use super::{following, instruments};
use crate::calls::Query;
use crate::calls::refusal::Refusal;
use crate::calls::terms::{GroupName, Person, Safe};
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::instruments::Instruments;
use crate::queries::staff::Who;
use crate::queries::supervisions::Supervision;

/// Asks for the supervisions of one person: of this device's own without an id, of anybody at the office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Supervised {
    /// The member of staff.
    pub staff: Option<Uuid>,
}

/// One person's supervisions.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisedView {
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Who.
    pub person: Person,
    /// It is the person of this device.
    pub own: bool,
    /// This device can observe.
    pub observes: bool,
    /// All of them, the latest first.
    pub rows: Vec<SupervisionRow>,
    /// Those that count and were made by the version of the latest of them, the oldest first: what can be compared.
    pub compared: Vec<Compared>,
    /// Each item of that version with its answers at those, in the same order; nothing where there was none.
    pub items: Vec<ItemTrend>,
    /// What the answers of that version are called, from 1 on.
    pub scale: Vec<String>,
}

/// A supervision in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SupervisionRow {
    /// Document.
    pub id: Uuid,
    /// Day of the meeting.
    pub day: NaiveDate,
    /// The group that met.
    pub group: GroupName,
    /// Who observed.
    pub observer: Option<Person>,
    /// How far it is signed.
    pub state: SupervisionState,
    /// It changed after the observer had signed.
    pub changed: bool,
    /// The office took it back.
    pub withdrawn: bool,
    /// Its score.
    pub points: PointsView,
    /// What was agreed and is not done.
    pub open_tasks: u32,
    /// Where it is safe.
    pub safe: Safe,
}

/// How far a supervision is signed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SupervisionState {
    /// The observer has not signed: it does not count yet.
    Draft,
    /// The observer has signed.
    Signed,
    /// Both have signed the same.
    Agreed,
}

/// Answers counted by the version of the instrument with which they were given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PointsView {
    /// Of 100, rounded down; none where too little was observed, or where that version is not here.
    pub score: Option<u32>,
    /// Name of the band.
    pub band: Option<String>,
    /// Which band it is, from 0 for the lowest.
    pub level: u32,
    /// How many bands there are.
    pub levels: u32,
    /// Items that were observed.
    pub observed: u32,
    /// Items that have an answer, "not observed" included.
    pub answered: u32,
    /// Items that there are; 0 where that version is not here.
    pub items: u32,
}

/// A supervision beside others.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Compared {
    /// Document.
    pub id: Uuid,
    /// Day of the meeting.
    pub day: NaiveDate,
    /// Its score.
    pub score: Option<u32>,
}

/// An item over several supervisions.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ItemTrend {
    /// What is observed.
    pub item: ItemText,
    /// Its answers, the oldest first.
    pub answers: Vec<Option<u8>>,
}

/// What all answers here are made of, read once.
pub(super) struct Reading {
    pub who: Who,
    pub groups: Groups,
    pub instruments: Instruments,
}

impl Reading {
    pub(super) fn new(device: &Device) -> Result<Self, Error> {
        let conn = device.reader();
        Ok(Self {
            who: Who::read(conn)?,
            groups: Groups::read(conn)?,
            instruments: Instruments::read(conn)?,
        })
    }

    pub(super) fn state(&self, one: &Supervision) -> SupervisionState {
        match (one.signature(&self.who), one.agreement(&self.who)) {
            (None, _) => SupervisionState::Draft,
            (Some(signed), Some(agreed)) if signed.content == agreed.content => {
                SupervisionState::Agreed
            }
            _ => SupervisionState::Signed,
        }
    }

    pub(super) fn points(&self, one: &Supervision) -> PointsView {
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        let Some(instrument) = self.instruments.get(&one.instrument) else {
            return PointsView {
                score: None,
                band: None,
                level: 0,
                levels: 0,
                observed: 0,
                answered: count(one.answers.len()),
                items: 0,
            };
        };
        let points = instrument.points(&one.answers);
        let band = points.band.and_then(|band| instrument.bands.get(band));
        PointsView {
            score: points.score,
            band: band.map(|band| band.name.clone()),
            level: count(points.band.unwrap_or_default()),
            levels: count(instrument.bands.len()),
            observed: points.observed,
            answered: points.answered,
            items: count(instrument.items.len()),
        }
    }

    fn row(&self, one: &Supervision) -> SupervisionRow {
        SupervisionRow {
            id: one.doc,
            day: one.day,
            group: self.groups.named(one.group),
            observer: one.observer.and_then(|observer| self.who.person(observer)),
            state: self.state(one),
            changed: one.changed(&self.who),
            withdrawn: one.withdrawn,
            points: self.points(one),
            open_tasks: following::open(one),
            safe: safe(one),
        }
    }
}

pub(super) fn safe(one: &Supervision) -> Safe {
    if one.pending {
        Safe::Here
    } else {
        Safe::Office
    }
}

/// Whose supervisions are asked for: anybody's at the office, one's own elsewhere.
pub(super) fn asked(device: &Device, staff: Option<Uuid>) -> Result<Uuid, Error> {
    let own = device.person()?;
    match staff {
        Some(staff) if Some(staff) == own => Ok(staff),
        Some(staff) => must_be_office(device).map(|()| staff),
        None => Ok(own.ok_or(Refusal::NoStaff)?),
    }
}

impl Query for Supervised {
    type Answer = SupervisedView;

    fn answer(self, device: &Device) -> Result<SupervisedView, Error> {
        let staff = asked(device, self.staff)?;
        let reading = Reading::new(device)?;
        let person = reading.who.person(staff);
        let person = person.ok_or(Error::Missing("such member of staff"))?;
        let all = Supervision::of(device.reader(), staff)?;
        let mut counting: Vec<&Supervision> =
            all.iter().filter(|one| one.counts(&reading.who)).collect();
        let version = counting.first().map(|one| one.instrument.clone());
        counting.retain(|one| Some(&one.instrument) == version.as_ref());
        counting.reverse();
        let instrument = version.and_then(|version| reading.instruments.get(&version));
        let items = instrument
            .into_iter()
            .flat_map(|instrument| &instrument.items);
        let items = items.map(|item| ItemTrend {
            item: instruments::item(item),
            answers: counting
                .iter()
                .map(|one| one.answers.get(&item.id).copied())
                .collect(),
        });
        Ok(SupervisedView {
            today: device.today()?,
            own: device.person()? == Some(staff),
            observes: device.membership().is_office(device.id()),
            person,
            items: items.collect(),
            scale: instrument.map_or_else(Vec::new, |instrument| instrument.scale.clone()),
            compared: counting
                .iter()
                .map(|one| Compared {
                    id: one.doc,
                    day: one.day,
                    score: reading.points(one).score,
                })
                .collect(),
            rows: all.iter().map(|one| reading.row(one)).collect(),
        })
    }
}

/// Supervisions of the person of this device that the observer signed and they have not answered yet, the oldest first.
pub(in crate::calls) fn waiting_for(device: &Device) -> Result<Vec<SupervisionRow>, Error> {
    let Some(own) = device.person()? else {
        return Ok(Vec::new());
    };
    let all = Supervision::of(device.reader(), own)?;
    if all.is_empty() || device.membership().is_office(device.id()) {
        return Ok(Vec::new());
    }
    let reading = Reading::new(device)?;
    let waits = all.iter().rev().filter(|one| {
        let unanswered = one.agreement(&reading.who).is_none() && one.reply(&reading.who).is_none();
        one.counts(&reading.who) && unanswered
    });
    Ok(waits.map(|one| reading.row(one)).collect())
}
