//! Which meetings wait, changed, are to be mended or fine. A cancelled one waits for no verdict; one that had a verdict stays.

use rusqlite::Connection;
use uuid::Uuid;

use super::warnings::Oddities;
use super::{Check, CheckList, CheckPage, CheckRow, CheckView, Checked};
use crate::calls::kelompok::{Groups, Kelompok};
use crate::calls::rows::{day, meeting_rows};
use crate::calls::sessions::Sessions;
use crate::calls::who::Who;
use crate::calls::{Look, meeting, months};
use crate::device::Device;
use crate::documents::Verdict;
use crate::error::Error;

/// Most rows of one answer.
const MOST: usize = 500;
/// The order of every list of meetings, and of going from one to the next.
const ORDER: &str = "ORDER BY date DESC, starts DESC, doc";

impl Look for CheckList {
    type Answer = CheckPage;

    fn look(self, device: &Device) -> Result<CheckPage, Error> {
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
        let mut page = CheckPage {
            waiting: 0,
            changed: 0,
            to_mend: 0,
            fine: 0,
            rows: Vec::new(),
        };
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
            match checked {
                Checked::Changed => page.changed += 1,
                Checked::ToMend => page.to_mend += 1,
                Checked::Fine => page.fine += 1,
                Checked::Waiting | Checked::All => page.waiting += 1,
            }
            if (self.which == Checked::All || self.which == checked) && wanted.len() < MOST {
                wanted.push(Uuid::from_bytes(row.get(0)?));
            }
        }
        page.rows = check_rows(device, &wanted, &groups)?;
        Ok(page)
    }
}

impl Checked {
    fn of(verdict: Option<&str>, changed: bool) -> Self {
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
    let rows = rows.into_iter().map(|meeting| {
        let leader = groups.get(meeting.group.id);
        let leader = leader.and_then(|group| Kelompok::pendamping_on(group, meeting.date));
        CheckRow {
            pendamping: leader.and_then(|staff| who.person(staff)),
            warnings: odd.of(&meeting),
            meeting,
        }
    });
    Ok(rows.collect())
}

impl Look for Check {
    type Answer = CheckView;

    fn look(self, device: &Device) -> Result<CheckView, Error> {
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

/// The meeting that waits next after this one; after the last one the first.
fn next(conn: &Connection, after: Uuid) -> Result<Option<Uuid>, Error> {
    let mut statement = conn.prepare_cached(&format!(
        "SELECT doc FROM rm_meeting WHERE (verdict IS NULL AND cancelled = 0) OR doc = ?1 {ORDER}"
    ))?;
    let rows = statement.query_map([after.as_bytes()], |row| row.get(0).map(Uuid::from_bytes))?;
    let all: Vec<Uuid> = rows.collect::<Result<_, _>>()?;
    let here = all.iter().position(|id| *id == after);
    let behind = all.iter().skip(here.map_or(0, |at| at + 1));
    let first = all.iter().take(here.unwrap_or(0));
    Ok(behind.chain(first).next().copied())
}
