//! The office enters scores and certificates of a training's participants, each in the person's own document.

use uuid::Uuid;

use super::{
    ResultEdit, ResultFacts, ResultRow, SaveTrainingResults, TrainingResults, TrainingResultsView,
};
use crate::calls::recording::written_version;
use crate::calls::refusal::Refusal;
use crate::calls::terms::{Done, Person};
use crate::calls::who::must_be_office;
use crate::calls::{Command, Query, seen};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, MOST_TENTHS, ScorePatch, Taking};
use crate::queries::disagreements;
use crate::queries::scores::{Score, of_training};
use crate::queries::staff::{StaffMember, is_staff};
use crate::queries::training::Training;
use crate::reference::fold;

/// The training of a document.
fn training(device: &Device, id: Uuid) -> Result<Training, Error> {
    Training::one(device.reader(), id)?.ok_or(Error::Missing("such training"))
}

/// As windows have it.
pub(super) fn facts(score: Score) -> ResultFacts {
    ResultFacts {
        pre: score.pre,
        post: score.post,
        outcome: score.outcome,
        certificate: score.certificate.unwrap_or_default(),
        certified: score.certified,
        jp: score.jp,
    }
}

impl Query for TrainingResults {
    type Answer = TrainingResultsView;

    fn answer(self, device: &Device) -> Result<TrainingResultsView, Error> {
        must_be_office(device)?;
        let conn = device.reader();
        let training = training(device, self.id)?;
        let mut scores = of_training(conn, self.id)?;
        let mut people = Vec::new();
        for member in StaffMember::all(conn)? {
            let who = crate::kinds::Attendee::Staff(member.id);
            let person = training.people.get(&who);
            let takes_part = person.and_then(|person| person.taking);
            let takes_part = matches!(takes_part, Some(Taking::Terdaftar | Taking::Hadir));
            let score = scores.remove(&member.id);
            if !takes_part && score.is_none() {
                continue;
            }
            let key = DocKey::Score {
                staff: member.id,
                training: self.id,
            };
            let base = device.document(&key)?;
            people.push(ResultRow {
                took_part: person.is_some_and(|person| training.took_part(person)),
                base: base.map(|document| written_version(&document.heads())),
                facts: facts(score.unwrap_or_default()),
                disagreements: disagreements::count_of(conn, key.id(&device.office()).0)?,
                person: Person {
                    id: member.id,
                    name: member.name,
                },
            });
        }
        people.sort_by_cached_key(|row| (fold::words(&row.person.name), row.person.id));
        let both = people
            .iter()
            .filter_map(|row| row.facts.pre.zip(row.facts.post));
        let (mut count, mut pre_sum, mut post_sum) = (0, 0, 0);
        for (pre, post) in both {
            count += 1;
            pre_sum += u32::from(pre);
            post_sum += u32::from(post);
        }
        Ok(TrainingResultsView {
            name: training.name,
            ends: training.ends,
            jp: training.jp,
            people,
            both: count,
            pre_sum,
            post_sum,
        })
    }
}

impl Command for SaveTrainingResults {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        must_be_office(device)?;
        training(device, self.id)?;
        // All of it is looked at before anything is written.
        let mut edits = Vec::with_capacity(self.results.len());
        for ResultEdit { staff, base, facts } in self.results {
            if !is_staff(device.reader(), staff)? {
                return Err(Error::Missing("such member of staff"));
            }
            let above = |score: Option<u16>| score.is_some_and(|score| score > MOST_TENTHS);
            if above(facts.pre) || above(facts.post) {
                return Err(Refusal::Score.into());
            }
            if facts.jp.is_some_and(|jp| !(1..=1000).contains(&jp)) {
                return Err(Refusal::Score.into());
            }
            let key = DocKey::Score {
                staff,
                training: self.id,
            };
            let seen = seen::seen(device, &key, base.as_deref())?;
            let certificate = fold::tidy(&facts.certificate);
            let patch = ScorePatch {
                pre: facts.pre.into(),
                post: facts.post.into(),
                outcome: facts.outcome.into(),
                certificate: Some(certificate).filter(|text| !text.is_empty()).into(),
                certified: facts.certified.into(),
                jp: facts.jp.into(),
            };
            edits.push((key, patch.into(), seen));
        }
        // One act: a disk that fills up leaves none of it.
        device.edit_all_seen(&edits)?;
        Ok(Done {})
    }
}
