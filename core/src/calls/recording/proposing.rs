//! A new meeting as it is proposed: the group that is due, its next session, place, times and speakers as last time.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::drafts;
use super::shapes::{ATTENDANCE, MeetingDraft, SpeakerLine};
use crate::calls::delivered::Delivered;
use crate::calls::kelompok::{Groups, Kelompok};
use crate::calls::refusal::Refusal;
use crate::calls::sessions::Sessions;
use crate::device::Device;
use crate::error::Error;

/// The proposal for a group and a day; where she began one already, that.
pub(super) fn propose(
    device: &Device,
    group: Option<Uuid>,
    date: Option<NaiveDate>,
) -> Result<MeetingDraft, Error> {
    let conn = device.reader();
    let today = device.today()?;
    let (groups, delivered) = (Groups::read(conn)?, Delivered::read(conn)?);
    let group = match group {
        Some(id) => groups.get(id).ok_or(Refusal::NoSuchGroup)?,
        None => due(&groups.own(device, today)?, &delivered, today).ok_or(Refusal::NoGroups)?,
    };
    let date = date.unwrap_or(today);
    let begun = drafts::all(conn)?
        .into_iter()
        .map(|(draft, _)| draft)
        .find(|draft| draft.meeting.is_none() && draft.group == group.id && draft.date == date);
    if let Some(begun) = begun {
        return Ok(begun);
    }
    let next = delivered.next(group.id, &Sessions::read(conn)?);
    let usual = Usual::of(conn, group, date, None)?;
    // Where all of the details are as last time, she begins with what differs.
    let known = next.is_some() && usual.starts.is_some() && !usual.place.trim().is_empty();
    let step = if known && !usual.speakers.is_empty() { ATTENDANCE } else { 0 };
    Ok(MeetingDraft {
        name: drafts::new_name(device),
        meeting: None,
        base: None,
        group: group.id,
        date,
        session: next.map(|session| session.code).unwrap_or_default(),
        more_sessions: Vec::new(),
        starts: usual.starts,
        ends: usual.ends,
        place: usual.place,
        speakers: usual.speakers,
        marks: [].into(),
        ratings: [].into(),
        notes: [].into(),
        title: String::new(),
        step,
    })
}

/// The group to meet next: the one that has waited longest.
fn due<'g>(own: &[&'g Kelompok], delivered: &Delivered, today: NaiveDate) -> Option<&'g Kelompok> {
    let open = own.iter().filter(|group| group.open_on(today));
    open.min_by_key(|group| delivered.last(group.id)).copied()
}

/// How a group usually meets: as at its last meeting that took place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Usual {
    /// That meeting.
    pub last: Option<Uuid>,
    pub place: String,
    pub starts: Option<u16>,
    pub ends: Option<u16>,
    pub speakers: Vec<SpeakerLine>,
}

impl Usual {
    /// As on the latest day up to `date`, a meeting left aside.
    pub fn of(
        conn: &Connection,
        group: &Kelompok,
        date: NaiveDate,
        except: Option<Uuid>,
    ) -> Result<Self, Error> {
        let last = conn
            .prepare_cached(
                "SELECT doc, place, starts, ends FROM rm_meeting
                 WHERE grp = ?1 AND date <= ?2 AND cancelled = 0 AND doc IS NOT ?3
                 ORDER BY date DESC, starts DESC, doc DESC LIMIT 1",
            )?
            .query_row(
                (
                    group.id.as_bytes(),
                    date.to_string(),
                    except.map(Uuid::into_bytes),
                ),
                |row| {
                    Ok(Self {
                        last: Some(Uuid::from_bytes(row.get(0)?)),
                        place: row.get::<_, Option<String>>(1)?.unwrap_or_default(),
                        starts: row.get(2)?,
                        ends: row.get(3)?,
                        speakers: Vec::new(),
                    })
                },
            )
            .optional()?;
        let mut usual = last.unwrap_or_default();
        if usual.place.is_empty() {
            usual.place = group.place.clone().unwrap_or_default();
        }
        if let Some(last) = usual.last {
            let mut statement = conn.prepare_cached(
                "SELECT coalesce(name, ''), coalesce(agency, '') FROM rm_speaker WHERE doc = ?1 ORDER BY no",
            )?;
            let speakers = statement.query_map([last.as_bytes()], |row| {
                Ok(SpeakerLine {
                    name: row.get(0)?,
                    agency: row.get(1)?,
                })
            })?;
            usual.speakers = speakers.collect::<Result<_, _>>()?;
        }
        Ok(usual)
    }
}
