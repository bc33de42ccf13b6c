//! What was agreed at supervisions, as one list: whose it is, until when, and whether it is done. Whatever is counted of it is counted here.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use crate::calls::terms::{MatterState, Person};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::AgreedTask;
use crate::queries::staff::Who;
use crate::queries::supervisions::Supervision;

/// What was agreed at a supervision, and what became of it.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FollowUp {
    /// Document of the supervision.
    pub supervision: Uuid,
    /// Which of its tasks.
    pub key: String,
    /// Whose meeting was observed.
    pub person: Person,
    /// What is to be done.
    pub what: String,
    /// By whom.
    pub who: Option<Person>,
    /// It is for the person of this device.
    pub own: bool,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// Where it stands.
    pub state: MatterState,
    /// The day is past, nobody said that it is done, and the office is not done with it.
    pub overdue: bool,
    /// What shows that it is done.
    pub proof: Option<String>,
    /// When that was said.
    pub proved: Option<NaiveDate>,
}

/// Of all supervisions that count and that this device knows: overdue first, then by day, what the office is done with last.
pub(in crate::calls) fn follow_ups(device: &Device) -> Result<Vec<FollowUp>, Error> {
    let conn = device.reader();
    let (who, today, own) = (Who::read(conn)?, device.today()?, device.person()?);
    let mut all = Vec::new();
    for one in Supervision::all(conn)? {
        if one.counts(&who) {
            all.extend(of(&one, &who, today, own));
        }
    }
    all.sort_by_key(|task| {
        (
            !task.overdue,
            task.state,
            task.due,
            task.supervision,
            task.key.clone(),
        )
    });
    Ok(all)
}

/// Those of one supervision, in the order in which they were agreed.
pub(super) fn of(
    supervision: &Supervision,
    who: &Who,
    today: NaiveDate,
    own: Option<Uuid>,
) -> Vec<FollowUp> {
    let Some(person) = who.person(supervision.staff) else {
        return Vec::new();
    };
    let tasks = supervision.tasks.iter().map(|(key, task)| {
        let state = state(task);
        FollowUp {
            supervision: supervision.doc,
            key: key.clone(),
            person: person.clone(),
            what: task.what.clone(),
            who: task.who.and_then(|who_does| who.person(who_does)),
            own: own.is_some() && task.who == own,
            due: task.due,
            state,
            overdue: state == MatterState::Going && task.due.is_some_and(|due| due < today),
            proof: task.proof.clone(),
            proved: task.proved,
        }
    });
    tasks.collect()
}

fn state(task: &AgreedTask) -> MatterState {
    if task.closed {
        MatterState::Closed
    } else if task.proof.is_some() {
        MatterState::Done
    } else {
        MatterState::Going
    }
}

/// How many are neither done nor closed.
pub(super) fn open(supervision: &Supervision) -> u32 {
    let tasks = supervision.tasks.values();
    let open = tasks.filter(|task| state(task) == MatterState::Going);
    u32::try_from(open.count()).unwrap_or(u32::MAX)
}
