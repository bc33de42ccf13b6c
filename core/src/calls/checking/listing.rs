//! Which meetings wait, changed, are to be mended or fine. A cancelled one waits for no verdict; one that had a verdict stays.

use std::collections::HashMap;

use rusqlite::Connection;
use uuid::Uuid;

use super::warnings::Oddities;
use super::{Check, CheckCounts, CheckList, CheckPage, CheckRow, CheckView, Checked};
use crate::calls::ids::id_list;
use crate::calls::kelompok::{Groups, Kelompok};
use crate::calls::rows::{day, meeting_rows};
use crate::calls::sessions::Sessions;
use crate::calls::who::Who;
use crate::calls::{Query, meeting, months};
use crate::device::Device;
use crate::documents::Verdict;
use crate::error::Error;

/// Most rows of one answer.
const MOST: usize = 2_000;
/// The order of every list of meetings, and of going from one to the next.
const ORDER: &str = "ORDER BY date DESC, starts DESC, doc";

impl Query for CheckList {
    type Answer = CheckPage;

    fn answer(self, device: &Device) -> Result<CheckPage, Error> {
        let conn = device.reader();
        let groups = Groups::read(conn)?;
        let month = self.month.as_deref().map(months::month).transpose()?;
        let (first, last) = month.map_or_else(
            || (String::new(), "~".to_owned()),
            |month| (month.first_day().to_string(), month.last_day().to_string()),
        );
        let mut statement = conn.prepare_cached(&format!(
            "SELECT doc, grp, date, verdict, changed_since_check FROM rm_meeting
             WHERE date BETWEEN ?1 AND ?2 AND (verdict IS NOT NULL OR cancelled = 0) {ORDER}"
        ))?;
        let mut rows = statement.query([first, last])?;
        let mut counts = CheckCounts::default();
        let mut wanted = Vec::new();
        while let Some(row) = rows.next()? {
            let group = groups.get(Uuid::from_bytes(row.get(1)?));
            let theirs = self
                .kecamatan
                .as_deref()
                .is_none_or(|code| group.is_some_and(|group| group.kecamatan == code));
            let hers = self.pendamping.is_none_or(|staff| {
                let date = day(row
                    .get_ref(2)
                    .ok()
                    .and_then(|it| it.as_str().ok())
                    .unwrap_or(""));
                group.and_then(|group| group.pendamping_on(date)) == Some(staff)
            });
            if !theirs || !hers {
                continue;
            }
            let verdict: Option<String> = row.get(3)?;
            let checked = Checked::of(verdict.as_deref(), row.get(4)?);
            counts.add(checked);
            if self.which.has(checked) && wanted.len() < MOST {
                wanted.push(Uuid::from_bytes(row.get(0)?));
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

    pub(super) fn of(verdict: Option<&str>, changed: bool) -> Self {
        match verdict.and_then(Verdict::parse) {
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
    let versions = versions(conn, wanted)?;
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

/// The version of each of these meetings as windows know it.
pub(super) fn versions(
    conn: &Connection,
    meetings: &[Uuid],
) -> Result<HashMap<Uuid, String>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT doc, heads FROM rm_meeting WHERE doc IN (SELECT unhex(value) FROM json_each(?1))",
    )?;
    let rows = statement.query_map([id_list(meetings)], |row| {
        let heads = row.get_ref(1)?.as_blob().unwrap_or_default();
        Ok((
            Uuid::from_bytes(row.get(0)?),
            data_encoding::HEXLOWER.encode(heads),
        ))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
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
    let mut statement = conn.prepare_cached(&format!(
        "SELECT doc FROM rm_meeting WHERE (verdict IS NULL AND cancelled = 0)
            OR (verdict IS NOT NULL AND changed_since_check = 1) OR doc = ?1 {ORDER}"
    ))?;
    let rows = statement.query_map([after.as_bytes()], |row| row.get(0).map(Uuid::from_bytes))?;
    let all: Vec<Uuid> = rows.collect::<Result<_, _>>()?;
    let here = all.iter().position(|id| *id == after);
    let behind = all.iter().skip(here.map_or(0, |at| at + 1));
    let first = all.iter().take(here.unwrap_or(0));
    Ok(behind.chain(first).next().copied())
}
