//! "Riwayat diklat": the trainings of one person with what they gave, for that person and the office.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::results::facts;
use super::{HistoryRow, TrainingHistory, TrainingHistoryView};
use crate::calls::Query;
use crate::calls::refusal::Refusal;
use crate::calls::terms::Person;
use crate::calls::who::must_be_office;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Attendee;
use crate::queries::scores::{Score, of_staff};
use crate::queries::staff::StaffMember;
use crate::queries::training::{Trained, Training, counting};

impl Query for TrainingHistory {
    type Answer = TrainingHistoryView;

    fn answer(self, device: &Device) -> Result<TrainingHistoryView, Error> {
        let conn = device.reader();
        let own = device.person()?;
        let staff = self.staff.or(own).ok_or(Refusal::NoStaff)?;
        if own != Some(staff) {
            must_be_office(device)?;
        }
        let member =
            StaffMember::one(conn, staff)?.ok_or(Error::Missing("such member of staff"))?;
        let today = device.today()?;
        let counts = counting(conn)?;
        let mut scores = of_staff(conn, staff)?;
        let count = |many: usize| u32::try_from(many).unwrap_or(u32::MAX);
        let mut rows: Vec<HistoryRow> = Vec::new();
        for training in Training::all(conn)? {
            let person = training.people.get(&Attendee::Staff(staff));
            let score = scores.remove(&training.doc);
            if person.is_none() && score.is_none() {
                continue;
            }
            rows.push(HistoryRow {
                counts: training.fds && counts.contains(&training.kind),
                took_part: person.is_some_and(|person| training.took_part(person)),
                there: count(person.map_or(0, |person| training.there(person))),
                halves: count(training.halves.len()),
                taking: person.and_then(|person| person.taking),
                as_what: person.and_then(|person| person.as_what.clone()),
                facts: facts(score.unwrap_or_default()),
                training: training.doc,
                kind: Some(training.kind),
                starts: Some(training.starts),
                ends: Some(training.ends),
                cancelled: training.cancelled,
                name: Some(training.name),
            });
        }
        let unknown: BTreeSet<Uuid> = scores.keys().copied().collect();
        rows.extend(unknown.into_iter().map(|training| {
            let score = scores.remove(&training);
            unnamed(training, score.unwrap_or_default())
        }));
        Ok(TrainingHistoryView {
            today,
            own: own == Some(staff),
            trained: Trained::by(conn, today)?.fds(staff),
            person: Person {
                id: member.id,
                name: member.name,
            },
            rows,
        })
    }
}

/// A training of which this device has the result and nothing else.
fn unnamed(training: Uuid, score: Score) -> HistoryRow {
    HistoryRow {
        training,
        name: None,
        kind: None,
        starts: None,
        ends: None,
        counts: false,
        cancelled: false,
        taking: None,
        as_what: None,
        took_part: false,
        there: 0,
        halves: 0,
        facts: facts(score),
    }
}
