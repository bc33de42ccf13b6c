//! "Sesuai" for many meetings at once: only of what was seen, only where there is nothing to look at, each looked at again before
//! it is given. What was given can be taken back.

use sesi_engine::job::{Phase, Watch};
use uuid::Uuid;

use super::verdict::{give, take_back};
use super::warnings::Oddities;
use super::{GiveVerdicts, GivenVerdicts, SeenMeeting};
use crate::calls::Job;
use crate::calls::rows::meeting_rows;
use crate::calls::terms::MeetingRow;
use crate::calls::who::must_be_office;
use crate::device::{Device, SharedDevice};
use crate::error::Error;
use crate::kinds::Verdict;
use crate::queries::checks::versions;
use crate::queries::groups::Groups;
use crate::queries::sessions::Sessions;

/// Meetings for which the device is held at a time: what is odd about them is read together.
const AT_ONCE: usize = 40;

impl Job for GiveVerdicts {
    type Answer = GivenVerdicts;

    fn run(
        self,
        device: &mut impl SharedDevice,
        watch: &mut Watch<'_>,
    ) -> Result<GivenVerdicts, Error> {
        must_be_office(&device.lend())?;
        let mut answer = GivenVerdicts {
            given: Vec::new(),
            left: Vec::new(),
            stopped: false,
        };
        let total = self.meetings.len();
        for (part, meetings) in self.meetings.chunks(AT_ONCE).enumerate() {
            if watch(Phase::Writing.at(part * AT_ONCE, total)).is_err() {
                answer.stopped = true;
                break;
            }
            let mut device = device.lend();
            let fit = fit(&device, meetings, self.take_back)?;
            for seen in meetings {
                if !fit.contains(&seen.id) {
                    answer.left.push(seen.id);
                } else if self.take_back {
                    take_back(&mut device, seen.id)?;
                } else {
                    give(&mut device, seen.id, Verdict::Sesuai, "", &seen.heads)?;
                }
            }
            let given = versions(device.reader(), &fit)?.into_iter();
            answer
                .given
                .extend(given.map(|(id, heads)| SeenMeeting { id, heads }));
        }
        Ok(answer)
    }
}

/// Those of the meetings that are as they were seen, and wait with nothing to look at; or, to be taken back, are fine.
fn fit(device: &Device, meetings: &[SeenMeeting], take_back: bool) -> Result<Vec<Uuid>, Error> {
    let conn = device.reader();
    let ids: Vec<Uuid> = meetings.iter().map(|seen| seen.id).collect();
    let rows = meeting_rows(conn, &ids, &Groups::read(conn)?, &Sessions::read(conn)?)?;
    let odd = Oddities::read(conn, &ids, device.today()?)?;
    let versions = versions(conn, &ids)?;
    let fits = |row: &MeetingRow| {
        let state = if take_back {
            row.verdict == Some(Verdict::Sesuai) && !row.changed_since_check
        } else {
            row.verdict.is_none() && !row.cancelled && odd.of(row).is_empty()
        };
        let seen = meetings.iter().find(|seen| seen.id == row.id);
        state && seen.map(|seen| &seen.heads) == versions.get(&row.id)
    };
    Ok(rows
        .iter()
        .filter(|row| fits(row))
        .map(|row| row.id)
        .collect())
}
