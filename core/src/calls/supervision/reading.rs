//! Supervisions of one person as screens show them, and one of them in full.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{
    Compared, ItemTrend, PointsView, ReadSupervision, Supervised, SupervisedView,
    SupervisionDetail, SupervisionFacts, SupervisionRow, SupervisionState, TaskFacts, following,
    instruments,
};
use crate::calls::recording::written_version;
use crate::calls::refusal::Refusal;
use crate::calls::rows::meeting_rows;
use crate::calls::terms::{GroupName, MeetingRow, Person, Safe};
use crate::calls::who::must_be_office;
use crate::calls::{Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::instruments::Instruments;
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;
use crate::queries::supervisions::Supervision;
use crate::queries::{disagreements, meetings};

/// What all answers here are made of, read once.
struct Reading {
    who: Who,
    groups: Groups,
    instruments: Instruments,
}

impl Reading {
    fn new(device: &Device) -> Result<Self, Error> {
        let conn = device.reader();
        Ok(Self {
            who: Who::read(conn)?,
            groups: Groups::read(conn)?,
            instruments: Instruments::read(conn)?,
        })
    }

    fn state(&self, one: &Supervision) -> SupervisionState {
        match (one.signature(&self.who), one.agreement(&self.who)) {
            (None, _) => SupervisionState::Draft,
            (Some(signed), Some(agreed)) if signed.content == agreed.content => {
                SupervisionState::Agreed
            }
            _ => SupervisionState::Signed,
        }
    }

    fn points(&self, one: &Supervision) -> PointsView {
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

fn safe(one: &Supervision) -> Safe {
    if one.pending {
        Safe::Here
    } else {
        Safe::Office
    }
}

/// Whose supervisions are asked for: anybody's at the office, one's own elsewhere.
fn asked(device: &Device, staff: Option<Uuid>) -> Result<Uuid, Error> {
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

impl Query for ReadSupervision {
    type Answer = SupervisionDetail;

    fn answer(self, device: &Device) -> Result<SupervisionDetail, Error> {
        let Some(id) = self.id else {
            return begin(device, self.staff);
        };
        let missing = || Error::Missing("such supervision");
        let conn = device.reader();
        let one = Supervision::one(conn, id)?.ok_or_else(missing)?;
        asked(device, Some(one.staff))?;
        let (_, document) = ids::document(device, id)?.ok_or_else(missing)?;
        let reading = Reading::new(device)?;
        let (today, own) = (device.today()?, device.person()?);
        let person = reading.who.person(one.staff).ok_or_else(missing)?;
        let office = device.membership().is_office(device.id());
        let (signed, agreed) = (one.signature(&reading.who), one.agreement(&reading.who));
        let other = agreed.is_some_and(|agreed| agreed.content != one.content);
        Ok(SupervisionDetail {
            id: Some(id),
            base: written_version(&document.heads()),
            today,
            own: own == Some(one.staff) && !office,
            observed_here: office && own.is_some() && own == one.observer,
            office,
            observer: one
                .observer
                .and_then(|observer| reading.who.person(observer)),
            group: Some(reading.groups.named(one.group)),
            groups: Vec::new(),
            instrument: reading
                .instruments
                .get(&one.instrument)
                .map(instruments::written),
            points: reading.points(&one),
            recorded: recorded(device, &reading.groups, one.group, one.day)?,
            state: reading.state(&one),
            changed: one.changed(&reading.who),
            agreed_before: other,
            withdrawn: one.withdrawn,
            content: one.content.clone(),
            signed_on: signed.and_then(|signed| signed.day),
            agreed_on: agreed.and_then(|agreed| agreed.day),
            reply: one.reply(&reading.who).unwrap_or_default().to_owned(),
            follow_ups: following::of(&one, &reading.who, today, own),
            disagreements: disagreements::count_of(conn, id)?,
            safe: safe(&one),
            person,
            facts: facts(one),
        })
    }
}

/// What a new one begins with: nothing is answered before somebody has looked.
fn begin(device: &Device, staff: Option<Uuid>) -> Result<SupervisionDetail, Error> {
    must_be_office(device)?;
    let reading = Reading::new(device)?;
    let today = device.today()?;
    let staff = staff.ok_or(Error::Missing("such member of staff"))?;
    let person = reading.who.person(staff);
    let person = person.ok_or(Error::Missing("such member of staff"))?;
    let own = device.person()?;
    let observer: Option<Person> = own.and_then(|own| reading.who.person(own));
    let (_, instrument) = reading.instruments.in_force();
    let mut groups: Vec<GroupName> = reading
        .groups
        .led_by(staff, today)
        .filter(|group| group.open_on(today))
        .map(crate::queries::groups::Kelompok::named)
        .collect();
    groups.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
    Ok(SupervisionDetail {
        id: None,
        base: String::new(),
        today,
        person,
        own: false,
        observed_here: true,
        office: true,
        observer,
        facts: SupervisionFacts {
            day: Some(today),
            group: groups
                .first()
                .map(|group| group.id)
                .filter(|_| groups.len() == 1),
            ..SupervisionFacts::default()
        },
        group: None,
        groups,
        points: PointsView {
            score: None,
            band: None,
            level: 0,
            levels: u32::try_from(instrument.bands.len()).unwrap_or(u32::MAX),
            observed: 0,
            answered: 0,
            items: u32::try_from(instrument.items.len()).unwrap_or(u32::MAX),
        },
        instrument: Some(instruments::written(instrument)),
        recorded: Vec::new(),
        state: SupervisionState::Draft,
        changed: false,
        agreed_before: false,
        withdrawn: false,
        content: String::new(),
        signed_on: None,
        agreed_on: None,
        reply: String::new(),
        follow_ups: Vec::new(),
        disagreements: 0,
        safe: Safe::Here,
    })
}

/// Meetings of a group on a day that took place, as every other screen counts them.
fn recorded(
    device: &Device,
    groups: &Groups,
    group: Uuid,
    day: NaiveDate,
) -> Result<Vec<MeetingRow>, Error> {
    let conn = device.reader();
    let held = meetings::held_between(conn, day, day)?.into_iter();
    let of_group = held.filter(|(_, met, _)| *met == group);
    let ids: Vec<Uuid> = of_group.map(|(meeting, _, _)| meeting).collect();
    meeting_rows(conn, &ids, groups, &Sessions::read(conn)?)
}

fn facts(one: Supervision) -> SupervisionFacts {
    let tasks = one.tasks.into_iter().map(|(key, task)| TaskFacts {
        key,
        what: task.what,
        who: task.who,
        due: task.due,
    });
    SupervisionFacts {
        day: Some(one.day),
        group: Some(one.group),
        counted: one.counted,
        answers: one.answers,
        notes: one.notes,
        note: one.note.unwrap_or_default(),
        coaching: one.coaching.unwrap_or_default(),
        tasks: tasks.collect(),
    }
}
