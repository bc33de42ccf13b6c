//! "Perlu dikerjakan": what asks something of a pendamping, as one list with counts. It says what the read model knows of their groups, and
//! proposes nothing.

use std::collections::HashMap;

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use crate::calls::rows::meeting_rows;
use crate::calls::terms::{GroupName, MeetingRow};
use crate::device::Device;
use crate::documents::{FamilyKey, Mark};
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::members::Members;
use crate::queries::names::name_of;
use crate::queries::sessions::Sessions;
use crate::queries::{marks, meetings};

/// How many times in a row a family is absent before somebody should go and see.
const IN_A_ROW: u32 = 2;

/// One kind of thing to be done.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Todo {
    /// Meetings in which the office asks for something to be mended.
    Mend {
        /// The meetings, the latest first.
        meetings: Vec<MeetingRow>,
    },
    /// Meetings that two people recorded differently.
    Disagreements {
        /// The meetings, the latest first.
        meetings: Vec<MeetingRow>,
    },
    /// Families that were Alfa two times in a row or more, and are since.
    AlfaAgain {
        /// Those most often in a row first.
        families: Vec<AlfaAgain>,
    },
    /// Work of this device that no relay has yet.
    Waiting {
        /// Meetings.
        meetings: u32,
        /// Families, groups and others.
        others: u32,
    },
}

/// A family that was Alfa more than once in a row.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlfaAgain {
    /// Document of the family.
    pub family: Uuid,
    /// Nama pengurus.
    pub name: String,
    /// Its group.
    pub group: GroupName,
    /// Times in a row.
    pub times: u32,
    /// The last of them.
    pub last: NaiveDate,
}

/// The list, of the groups that they lead today.
pub(super) fn todo(
    device: &Device,
    groups: &Groups,
    sessions: &Sessions,
    members: &Members,
) -> Result<Vec<Todo>, Error> {
    let conn = device.reader();
    let own = groups.own(device, device.today()?)?;
    let own: Vec<Uuid> = own.iter().map(|group| group.id).collect();
    let rows = |of: Vec<Uuid>| meeting_rows(conn, &of, groups, sessions);
    let mend = rows(meetings::to_mend(conn, &own)?)?;
    let differ = rows(meetings::disagreed(conn, &own)?)?;
    let families = alfa_again(device, groups, &own, members)?;
    let (waiting, others) = meetings::waiting(conn)?;
    let all = [
        (!mend.is_empty(), Todo::Mend { meetings: mend }),
        (!differ.is_empty(), Todo::Disagreements { meetings: differ }),
        (!families.is_empty(), Todo::AlfaAgain { families }),
        (
            waiting + others > 0,
            Todo::Waiting {
                meetings: waiting,
                others,
            },
        ),
    ];
    let there = all.into_iter().filter(|(there, _)| *there);
    Ok(there.map(|(_, todo)| todo).collect())
}

/// Active families whose last marks are Alfa, at least two of them. A meeting at which a family has no mark says nothing of it.
fn alfa_again(
    device: &Device,
    groups: &Groups,
    own: &[Uuid],
    members: &Members,
) -> Result<Vec<AlfaAgain>, Error> {
    let (conn, today) = (device.reader(), device.today()?);
    let mut marks: HashMap<String, Vec<(FamilyKey, NaiveDate, Mark)>> = HashMap::new();
    for mark in marks::latest(conn, own, today)? {
        let key8: String = mark.0.as_str().chars().take(8).collect();
        marks.entry(key8).or_default().push(mark);
    }
    let mut found = Vec::new();
    for group in own {
        for member in members.active(*group, today) {
            let Some(marked) = marks.get(FamilyKey::of(member.id).as_str()) else {
                continue;
            };
            let of_family = marked.iter().filter(|(key, ..)| key.names(member.id));
            let row: Vec<NaiveDate> = of_family
                .take_while(|(.., mark)| *mark == Mark::Alfa)
                .map(|(_, date, _)| *date)
                .collect();
            let times = u32::try_from(row.len()).unwrap_or(u32::MAX);
            if let Some(last) = row.first().filter(|_| times >= IN_A_ROW) {
                found.push(AlfaAgain {
                    family: member.id,
                    name: name_of(conn, member.id)?.unwrap_or_default(),
                    group: groups.named(*group),
                    times,
                    last: *last,
                });
            }
        }
    }
    found.sort_by(|one, other| {
        let order = other.times.cmp(&one.times);
        order.then_with(|| one.name.cmp(&other.name))
    });
    Ok(found)
}
