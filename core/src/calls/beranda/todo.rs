//! "Perlu dikerjakan": what asks something of a pendamping, as one list with counts. It says what the read model knows of their groups, and
//! proposes nothing.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use crate::calls::compliance::absent;
use crate::calls::plans::{ScheduleEntry, open_this_month};
use crate::calls::refusal::Refusal;
use crate::calls::rows::meeting_rows;
use crate::calls::supervision::waiting_for;
use crate::calls::terms::{GroupName, MeetingRow};
use crate::device::Device;
use crate::error::Error;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::meetings;
use crate::queries::members::Members;
use crate::queries::sessions::Sessions;
use crate::reference::month::YearMonth;

/// After how many months in a row of Alfa somebody should go and see.
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
    /// Families that were Alfa for two months in a row or more, and are since.
    AlfaAgain {
        /// Those with the most months first.
        families: Vec<AlfaAgain>,
    },
    /// Meetings that are planned for today and not recorded.
    PlannedToday {
        /// By time.
        entries: Vec<ScheduleEntry>,
    },
    /// Meetings that are planned for this month and not held, those of today too.
    Planned {
        /// Those whose day has gone first, those without a day last.
        entries: Vec<ScheduleEntry>,
    },
    /// Supervisions of the own meetings that are signed and wait for an answer.
    Supervised {
        /// The oldest first.
        supervisions: Vec<crate::calls::supervision::SupervisionRow>,
    },
    /// Work of this device that no relay has yet.
    Waiting {
        /// Meetings.
        meetings: u32,
        /// Families, groups and others.
        others: u32,
    },
}

/// A family that was Alfa for more than a month in a row.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AlfaAgain {
    /// Document of the family.
    pub family: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group.
    pub group: GroupName,
    /// Months in a row.
    pub months: u32,
    /// The last meeting of them at which it was Alfa.
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
    let today = device.today()?;
    let led = groups.own(device, today)?;
    let own: Vec<Uuid> = led.iter().map(|group| group.id).collect();
    let rows = |of: Vec<Uuid>| meeting_rows(conn, &of, groups, sessions);
    let mend = rows(meetings::to_mend(conn, &own)?)?;
    let differ = rows(meetings::disagreed(conn, &own)?)?;
    let families = alfa_again(device, &led, members)?;
    let supervised = waiting_for(device)?;
    let planned = open_this_month(device)?;
    let of_today = |entry: &&ScheduleEntry| entry.date == Some(today);
    let due: Vec<ScheduleEntry> = planned.iter().filter(of_today).cloned().collect();
    let (waiting, others) = meetings::waiting(conn)?;
    let all = [
        (!due.is_empty(), Todo::PlannedToday { entries: due }),
        (!mend.is_empty(), Todo::Mend { meetings: mend }),
        (
            !supervised.is_empty(),
            Todo::Supervised {
                supervisions: supervised,
            },
        ),
        (!differ.is_empty(), Todo::Disagreements { meetings: differ }),
        (!families.is_empty(), Todo::AlfaAgain { families }),
        (!planned.is_empty(), Todo::Planned { entries: planned }),
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

/// Families of the own groups that were Alfa for months in a row, as Kepatuhan counts them.
fn alfa_again(
    device: &Device,
    own: &[&Kelompok],
    members: &Members,
) -> Result<Vec<AlfaAgain>, Error> {
    let month = YearMonth::of(device.today()?).ok_or(Refusal::Month)?;
    let (_, rows) = absent(device, own, members, month)?;
    let again = rows.into_iter().filter_map(|row| {
        Some(AlfaAgain {
            family: row.id,
            name: row.name,
            group: row.group,
            months: u32::try_from(row.months.len()).unwrap_or(u32::MAX),
            last: *row.missed.first()?,
        })
    });
    Ok(again.filter(|family| family.months >= IN_A_ROW).collect())
}
