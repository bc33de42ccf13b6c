//! Which meetings wait, changed, are to be mended or fine. A cancelled one waits for no verdict; one that had a verdict stays.

use rusqlite::Connection;
use uuid::Uuid;

use super::warnings::Oddities;
use super::{Check, CheckCounts, CheckList, CheckPage, CheckRow, CheckView, Checked};
use crate::calls::rows::meeting_rows;
use crate::calls::{Query, meeting, months};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Verdict;
use crate::queries::checks::{self, Checkable};
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;

/// Most rows of one answer.
const MOST: usize = 2_000;

impl Query for CheckList {
    type Answer = CheckPage;

    fn answer(self, device: &Device) -> Result<CheckPage, Error> {
        let conn = device.reader();
        let groups = Groups::read(conn)?;
        let month = self.month.as_deref().map(months::month).transpose()?;
        let days = month.map(|month| (month.first_day(), month.last_day()));
        let mut counts = CheckCounts::default();
        let mut wanted = Vec::new();
        for meeting in Checkable::all(conn, days)? {
            let group = groups.get(meeting.group);
            let theirs = self
                .kecamatan
                .as_deref()
                .is_none_or(|code| group.is_some_and(|group| group.kecamatan == code));
            let leads = self.pendamping.is_none_or(|staff| {
                group.and_then(|group| group.pendamping_on(meeting.date)) == Some(staff)
            });
            if !theirs || !leads {
                continue;
            }
            let checked = Checked::of(meeting.verdict, meeting.changed);
            counts.add(checked);
            if self.which.has(checked) && wanted.len() < MOST {
                wanted.push(meeting.id);
            }
        }
        Ok(CheckPage {
            due: counts.due(),
            waiting: counts.waiting,
            changed: counts.changed,
            to_mend: counts.to_mend,
            fine: counts.fine,
            rows: check_rows(device, &wanted, &groups)?,
        })
    }
}

impl Checked {
    /// Whether a meeting that is checked so far belongs to what was asked for.
    fn has(self, checked: Self) -> bool {
        match self {
            Self::All => true,
            Self::Due => matches!(checked, Self::Waiting | Self::Changed),
            one => one == checked,
        }
    }

    pub(super) fn of(verdict: Option<Verdict>, changed: bool) -> Self {
        match verdict {
            None => Self::Waiting,
            Some(_) if changed => Self::Changed,
            Some(Verdict::Perbaiki) => Self::ToMend,
            Some(Verdict::Sesuai) => Self::Fine,
        }
    }
}

fn check_rows(device: &Device, wanted: &[Uuid], groups: &Groups) -> Result<Vec<CheckRow>, Error> {
    let conn = device.reader();
    let who = Who::read(conn)?;
    let rows = meeting_rows(conn, wanted, groups, &Sessions::read(conn)?)?;
    let odd = Oddities::read(conn, wanted, device.today()?)?;
    let versions = checks::versions(conn, wanted)?;
    let rows = rows.into_iter().map(|meeting| {
        let leader = groups.get(meeting.group.id);
        let leader = leader.and_then(|group| Kelompok::pendamping_on(group, meeting.date));
        CheckRow {
            pendamping: leader.and_then(|staff| who.person(staff)),
            warnings: odd.of(&meeting),
            heads: versions.get(&meeting.id).cloned().unwrap_or_default(),
            meeting,
        }
    });
    Ok(rows.collect())
}

impl Query for Check {
    type Answer = CheckView;

    fn answer(self, device: &Device) -> Result<CheckView, Error> {
        let conn = device.reader();
        let meeting = meeting::reading::view(device, self.id)?;
        let odd = Oddities::read(conn, &[self.id], device.today()?)?;
        Ok(CheckView {
            warnings: odd.of(&meeting.row),
            next: next(conn, self.id)?,
            meeting,
        })
    }
}

/// The meeting that is to be looked at next after this one; after the last one the first.
fn next(conn: &Connection, after: Uuid) -> Result<Option<Uuid>, Error> {
    let all = checks::due_and(conn, after)?;
    let here = all.iter().position(|id| *id == after);
    let behind = all.iter().skip(here.map_or(0, |at| at + 1));
    let first = all.iter().take(here.unwrap_or(0));
    Ok(behind.chain(first).next().copied())
}
