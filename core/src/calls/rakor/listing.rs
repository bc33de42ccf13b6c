//! Meetings of the staff as screens show them. Whatever is counted of one is counted here.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{RakorFacts, RakorPoint};
use crate::calls::recording::written_version;
use crate::calls::terms::Person;
use crate::calls::voices::{Matter, MatterState, Voices};
use crate::calls::{Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Attendee, Presence};
use crate::queries::disagreements;
use crate::queries::rakor::{Rakor, There};
use crate::queries::staff::{Postings, StaffMember};
use crate::reference::{Regions, fold, naming};

/// Asks for the meetings of the staff.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Rakors {}

/// A meeting of the staff in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorRow {
    /// Document.
    pub id: Uuid,
    /// Its name.
    pub title: String,
    /// Its day.
    pub day: NaiveDate,
    /// Where.
    pub place: Option<String>,
    /// It did not take place after all.
    pub cancelled: bool,
    /// Its minutes are closed.
    pub closed: bool,
    /// Members of staff and guests counted.
    pub count: RakorCount,
    /// Whether the person of this device was there.
    pub own: Option<Presence>,
}

/// People counted. The four add up to the members of staff who were posted on the day or have a mark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorCount {
    /// Hadir.
    pub hadir: u32,
    /// Izin.
    pub izin: u32,
    /// Tanpa keterangan.
    pub absent: u32,
    /// Not marked.
    pub unmarked: u32,
    /// Guests who were there.
    pub guests: u32,
}

/// Asks for one meeting of the staff, or for what a new one begins with.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadRakor {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
}

/// A meeting of the staff.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorDetail {
    /// Document.
    pub id: Option<Uuid>,
    /// The version shown; what is saved is saved upon it.
    pub base: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// Whether this device writes.
    pub writes: bool,
    /// What it is.
    pub facts: RakorFacts,
    /// Whoever was posted on its day or has a mark, by name; then guests.
    pub people: Vec<RakorPerson>,
    /// They counted.
    pub count: RakorCount,
    /// The minutes.
    pub points: Vec<RakorPoint>,
    /// Its minutes are closed.
    pub closed: bool,
    /// What was changed after they were closed, as names of fields.
    pub changed: Vec<String>,
    /// What staff said by its day and is not closed: overdue first. It opens the agenda.
    pub open: Vec<Matter>,
    /// Tasks that followed from it.
    pub tasks: Vec<Matter>,
    /// Members of staff, to give a task.
    pub staff: Vec<Person>,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

/// Somebody at a meeting of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RakorPerson {
    /// Who, as marks name them.
    pub who: String,
    /// The member of staff; none of a guest.
    pub staff: Option<Uuid>,
    /// Name.
    pub name: String,
    /// Role of a member of staff, as a stable name.
    pub role: Option<String>,
    /// Instansi of a guest.
    pub agency: Option<String>,
    /// Names of the kecamatan in which they were posted on its day.
    pub kecamatan: Vec<String>,
    /// Whether they were there.
    pub presence: Option<Presence>,
    /// Why not.
    pub reason: Option<String>,
}

impl Query for Rakors {
    type Answer = Vec<RakorRow>;

    fn answer(self, device: &Device) -> Result<Vec<RakorRow>, Error> {
        let conn = device.reader();
        let own = device.person()?.map(Attendee::Staff);
        let reading = Reading::new(device)?;
        let rows = Rakor::all(conn)?.into_iter().map(|rakor| {
            let own = own.and_then(|own| rakor.people.get(&own));
            RakorRow {
                id: rakor.doc,
                count: counted(&reading.people(&rakor)),
                own: own.and_then(|there| there.presence),
                day: rakor.day,
                place: rakor.place,
                cancelled: rakor.cancelled,
                closed: rakor.locked.is_some(),
                title: rakor.title,
            }
        });
        Ok(rows.collect())
    }
}

/// Staff and postings, read once.
pub(super) struct Reading {
    members: BTreeMap<Uuid, StaffMember>,
    postings: Postings,
}

impl Reading {
    pub(super) fn new(device: &Device) -> Result<Self, Error> {
        let members = StaffMember::all(device.reader())?.into_iter();
        Ok(Self {
            members: members.map(|member| (member.id, member)).collect(),
            postings: Postings::read(device.reader())?,
        })
    }

    /// Whoever was posted on the day or has a mark, by name; then guests.
    pub(super) fn people(&self, rakor: &Rakor) -> Vec<RakorPerson> {
        let posted = self.members.keys().copied();
        let posted = posted.filter(|staff| self.postings.on(*staff, rakor.day).is_some());
        let all: BTreeSet<Attendee> = posted
            .map(Attendee::Staff)
            .chain(rakor.people.keys().copied())
            .collect();
        let nobody = There::default();
        let mut people: Vec<RakorPerson> = all
            .into_iter()
            .map(|who| self.person(rakor, who, rakor.people.get(&who).unwrap_or(&nobody)))
            .collect();
        people.sort_by_cached_key(|one| {
            (one.staff.is_none(), fold::words(&one.name), one.who.clone())
        });
        people
    }

    fn person(&self, rakor: &Rakor, who: Attendee, there: &There) -> RakorPerson {
        let staff = who.staff();
        let member = staff.and_then(|staff| self.members.get(&staff));
        let codes = staff.and_then(|staff| self.postings.on(staff, rakor.day));
        let names = codes.iter().flatten().map(|code| Regions::own().name(code));
        RakorPerson {
            who: who.to_string(),
            staff,
            name: match (staff, member) {
                (Some(_), Some(member)) => naming::shown(&member.name),
                (Some(_), None) => "(tidak dikenal di perangkat ini)".to_owned(),
                (None, _) => there.name.clone().unwrap_or_default(),
            },
            role: member.map(|member| member.role.clone()),
            agency: there.agency.clone(),
            kecamatan: names.map(str::to_owned).collect(),
            presence: there.presence,
            reason: there.reason.clone(),
        }
    }
}

pub(super) fn counted(people: &[RakorPerson]) -> RakorCount {
    let mut count = RakorCount::default();
    for person in people {
        let place = match (person.staff, person.presence) {
            (None, Some(Presence::Hadir)) => &mut count.guests,
            (None, _) => continue,
            (Some(_), Some(Presence::Hadir)) => &mut count.hadir,
            (Some(_), Some(Presence::Izin)) => &mut count.izin,
            (Some(_), Some(Presence::TanpaKeterangan)) => &mut count.absent,
            (Some(_), None) => &mut count.unmarked,
        };
        *place += 1;
    }
    count
}

impl Query for ReadRakor {
    type Answer = RakorDetail;

    fn answer(self, device: &Device) -> Result<RakorDetail, Error> {
        let today = device.today()?;
        let writes = device.membership().is_office(device.id());
        let mut open = Voices {}.answer(device)?.matters;
        let Some(id) = self.id else {
            open.retain(|matter| matter.state != MatterState::Closed);
            return Ok(RakorDetail {
                id: None,
                base: String::new(),
                today,
                writes,
                facts: RakorFacts::default(),
                people: Vec::new(),
                count: RakorCount::default(),
                points: Vec::new(),
                closed: false,
                changed: Vec::new(),
                open,
                tasks: Vec::new(),
                staff: Vec::new(),
                disagreements: 0,
            });
        };
        let missing = Error::Missing("such rakor");
        let Some((_, document)) = ids::document(device, id)? else {
            return Err(missing);
        };
        let rakor = Rakor::one(device.reader(), id)?.ok_or(missing)?;
        let reading = Reading::new(device)?;
        let people = reading.people(&rakor);
        let of_it = |matter: &Matter| {
            let mut voices = matter.voices.iter();
            voices.any(|voice| voice.rakor == Some(id))
        };
        let (tasks, mut open): (Vec<_>, Vec<_>) = open.into_iter().partition(of_it);
        open.retain(|matter| {
            let said = matter.voices.iter().any(|voice| voice.day <= rakor.day);
            said && matter.state != MatterState::Closed
        });
        let changed = rakor.locked.as_ref().and_then(|locked| {
            let changes = document.difference(locked, &document.heads())?;
            let paths = changes.into_iter().map(|change| change.path);
            Some(paths.filter(|path| path != "minutes_closed").collect())
        });
        let names = reading.members.values();
        let mut staff: Vec<Person> = names
            .map(|member| Person {
                id: member.id,
                name: member.name.clone(),
            })
            .collect();
        staff.sort_by_cached_key(|person| (fold::words(&person.name), person.id));
        Ok(RakorDetail {
            id: Some(id),
            base: written_version(&document.heads()),
            today,
            writes,
            count: counted(&people),
            people,
            points: points(&rakor),
            closed: rakor.locked.is_some(),
            changed: changed.unwrap_or_default(),
            open,
            tasks,
            staff: if writes { staff } else { Vec::new() },
            disagreements: disagreements::count_of(device.reader(), id)?,
            facts: facts(rakor),
        })
    }
}

pub(super) fn points(rakor: &Rakor) -> Vec<RakorPoint> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let points = rakor.points.iter();
    points
        .map(|(key, point)| RakorPoint {
            key: key.clone(),
            speaker: text(&point.speaker),
            said: text(&point.said),
            decided: text(&point.decided),
        })
        .collect()
}

fn facts(rakor: Rakor) -> RakorFacts {
    RakorFacts {
        title: rakor.title,
        day: Some(rakor.day),
        starts: rakor.starts,
        ends: rakor.ends,
        place: rakor.place.unwrap_or_default(),
        number: rakor.number.unwrap_or_default(),
        sender: rakor.sender.unwrap_or_default(),
        addressee: rakor.addressee.unwrap_or_default(),
        nature: rakor.nature,
        leader: rakor.leader.unwrap_or_default(),
        secretary: rakor.secretary.unwrap_or_default(),
        agenda: rakor.agenda.unwrap_or_default(),
        conclusion: rakor.conclusion.unwrap_or_default(),
        cancelled: rakor.cancelled,
    }
}
