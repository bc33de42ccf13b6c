//! Trainings as the desk shows them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::TrainingFacts;
use crate::calls::recording::written_version;
use crate::calls::terms::Person;
use crate::calls::who::must_be_office;
use crate::calls::{Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Attendee, Presence, Taking, TrainingKind};
use crate::queries::disagreements;
use crate::queries::staff::{Postings, StaffMember};
use crate::queries::training::{Trained, Training, counting};
use crate::reference::{Regions, fold, naming};

/// Asks for the trainings.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Trainings {}

/// A training in a list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingRow {
    /// Document.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// What kind of event it is.
    pub kind: TrainingKind,
    /// Its first day.
    pub starts: NaiveDate,
    /// Its last day.
    pub ends: NaiveDate,
    /// Where.
    pub place: Option<String>,
    /// Whether it counts as FDS training.
    pub counts: bool,
    /// It did not take place after all.
    pub cancelled: bool,
    /// Members of staff and guests who take part: registered, or there.
    pub people: u32,
    /// Those of them who took part by the rule.
    pub took_part: u32,
}

/// Asks for one training, or for what a new one begins with.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadTraining {
    /// Document; none for a new one.
    pub id: Option<Uuid>,
}

/// A training.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingDetail {
    /// Document.
    pub id: Option<Uuid>,
    /// The version shown; what is saved is saved upon it, and what others wrote since stands beside it.
    pub base: String,
    /// Today in the office's zone.
    pub today: NaiveDate,
    /// What it is.
    pub facts: TrainingFacts,
    /// Whether it counts as FDS training.
    pub counts: bool,
    /// Participants and facilitators: the staff by name, then guests by name.
    pub people: Vec<TrainingPerson>,
    /// Members of staff to choose from: those posted on its first day, by name.
    pub staff: Vec<StaffChoice>,
    /// Fields on which people disagree.
    pub disagreements: u32,
}

/// Somebody at a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrainingPerson {
    /// Who, as marks name them.
    pub who: String,
    /// The member of staff; none of a guest.
    pub staff: Option<Uuid>,
    /// Name.
    pub name: String,
    /// NIP.
    pub nip: Option<String>,
    /// Role of a member of staff, as a stable name.
    pub role: Option<String>,
    /// Instansi of a guest.
    pub agency: Option<String>,
    /// Names of the kecamatan in which they were posted on its first day.
    pub kecamatan: Vec<String>,
    /// What they are to it.
    pub taking: Option<Taking>,
    /// As what they facilitate.
    pub as_what: Option<String>,
    /// Whether they were there, by half day.
    pub marks: BTreeMap<String, Presence>,
    /// On how many of its half days they were there.
    pub there: u32,
    /// They took part by the rule.
    pub took_part: bool,
}

/// A member of staff to choose.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StaffChoice {
    /// Who.
    pub person: Person,
    /// Names of the kecamatan in which they are posted.
    pub kecamatan: Vec<String>,
    /// Whether they have had an FDS training by today.
    pub trained: bool,
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

impl Query for Trainings {
    type Answer = Vec<TrainingRow>;

    fn answer(self, device: &Device) -> Result<Vec<TrainingRow>, Error> {
        must_be_office(device)?;
        let conn = device.reader();
        let counts = counting(conn)?;
        let rows = Training::all(conn)?.into_iter().map(|training| {
            let takes_part = |taking| matches!(taking, Some(Taking::Terdaftar | Taking::Hadir));
            let people = training.people.values();
            let took_part = people.clone().filter(|person| training.took_part(person));
            TrainingRow {
                id: training.doc,
                counts: training.fds && counts.contains(&training.kind),
                people: count(people.filter(|person| takes_part(person.taking)).count()),
                took_part: count(took_part.count()),
                name: training.name,
                kind: training.kind,
                starts: training.starts,
                ends: training.ends,
                place: training.place,
                cancelled: training.cancelled,
            }
        });
        Ok(rows.collect())
    }
}

impl Query for ReadTraining {
    type Answer = TrainingDetail;

    fn answer(self, device: &Device) -> Result<TrainingDetail, Error> {
        must_be_office(device)?;
        let conn = device.reader();
        let today = device.today()?;
        let postings = Postings::read(conn)?;
        let Some(id) = self.id else {
            return Ok(TrainingDetail {
                id: None,
                base: String::new(),
                today,
                facts: TrainingFacts {
                    fds: true,
                    ..TrainingFacts::default()
                },
                counts: false,
                people: Vec::new(),
                staff: staff(device, &postings, today)?,
                disagreements: 0,
            });
        };
        let missing = Error::Missing("such training");
        let Some((_, document)) = ids::document(device, id)? else {
            return Err(missing);
        };
        let training = Training::one(conn, id)?.ok_or(missing)?;
        let counts = training.fds && counting(conn)?.contains(&training.kind);
        Ok(TrainingDetail {
            id: Some(id),
            base: written_version(&document.heads()),
            today,
            counts,
            people: people(device, &training, &postings)?,
            staff: staff(device, &postings, training.starts)?,
            facts: facts(&training),
            disagreements: disagreements::count_of(conn, id)?,
        })
    }
}

pub(super) fn facts(training: &Training) -> TrainingFacts {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let halves = training.halves.iter();
    TrainingFacts {
        name: training.name.clone(),
        kind: Some(training.kind),
        theme: text(&training.theme),
        organizer: text(&training.organizer),
        batch: text(&training.batch),
        mode: training.mode,
        place: text(&training.place),
        starts: Some(training.starts),
        ends: Some(training.ends),
        jp: training.jp,
        fds: training.fds,
        cancelled: training.cancelled,
        halves: halves
            .map(|(half, topic)| (half.to_string(), text(topic)))
            .collect(),
    }
}

/// The people of a training, as they were posted on its first day.
pub(super) fn people(
    device: &Device,
    training: &Training,
    postings: &Postings,
) -> Result<Vec<TrainingPerson>, Error> {
    let members = StaffMember::all(device.reader())?;
    let members: BTreeMap<Uuid, StaffMember> =
        members.into_iter().map(|one| (one.id, one)).collect();
    let mut people: Vec<TrainingPerson> = training
        .people
        .iter()
        .map(|(who, person)| {
            let staff = who.staff();
            let member = staff.and_then(|staff| members.get(&staff));
            let name = match (who, member) {
                (Attendee::Staff(_), Some(member)) => naming::shown(&member.name),
                (Attendee::Staff(_), None) => "(tidak dikenal di perangkat ini)".to_owned(),
                (Attendee::Guest(_), _) => person.name.clone().unwrap_or_default(),
            };
            let posted = staff.and_then(|staff| postings.on(staff, training.starts));
            TrainingPerson {
                who: who.to_string(),
                staff,
                name,
                nip: member.and_then(|member| member.nip.clone()),
                role: member.map(|member| member.role.clone()),
                agency: person.agency.clone(),
                kecamatan: named(posted.iter().flatten()),
                taking: person.taking,
                as_what: person.as_what.clone(),
                marks: person
                    .marks
                    .iter()
                    .map(|(half, presence)| (half.to_string(), *presence))
                    .collect(),
                there: count(training.there(person)),
                took_part: training.took_part(person),
            }
        })
        .collect();
    people.sort_by_cached_key(|one| (one.staff.is_none(), fold::words(&one.name), one.who.clone()));
    Ok(people)
}

fn named<'c>(codes: impl Iterator<Item = &'c String>) -> Vec<String> {
    codes
        .map(|code| Regions::own().name(code).to_owned())
        .collect()
}

/// Whoever is posted on a day, by name.
fn staff(device: &Device, postings: &Postings, day: NaiveDate) -> Result<Vec<StaffChoice>, Error> {
    let conn = device.reader();
    let trained = Trained::by(conn, device.today()?)?;
    let mut staff = Vec::new();
    for member in StaffMember::all(conn)? {
        let Some(codes) = postings.on(member.id, day) else {
            continue;
        };
        staff.push(StaffChoice {
            trained: trained.fds(member.id).is_some(),
            kecamatan: named(codes.iter()),
            person: Person {
                id: member.id,
                name: member.name,
            },
        });
    }
    staff.sort_by_cached_key(|one| (fold::words(&one.person.name), one.person.id));
    Ok(staff)
}
