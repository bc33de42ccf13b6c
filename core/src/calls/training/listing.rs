//! Trainings as the desk shows them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    ReadTraining, StaffChoice, TrainingDetail, TrainingFacts, TrainingPerson, TrainingRow,
    Trainings,
};
use crate::calls::recording::written_version;
use crate::calls::terms::Person;
use crate::calls::who::must_be_office;
use crate::calls::{Query, ids};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Attendee, Taking};
use crate::queries::disagreements;
use crate::queries::staff::{Postings, StaffMember};
use crate::queries::training::{Trained, Training, counting};
use crate::reference::{Regions, fold, naming};

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
fn staff(
    device: &Device,
    postings: &Postings,
    day: chrono::NaiveDate,
) -> Result<Vec<StaffChoice>, Error> {
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
