//! A new meeting as it is proposed: the group that is due, its planned or next session, place, times and speakers as planned or as last
//! time.

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::drafts;
use super::shapes::{ATTENDANCE, MeetingDraft, SpeakerLine};
use crate::calls::refusal::Refusal;
use crate::device::Device;
use crate::error::Error;
use crate::queries::delivered::Delivered;
use crate::queries::groups::{Groups, Kelompok};
use crate::queries::meetings::{self, LastMeeting};
use crate::queries::names::shown_name_of;
use crate::queries::plans;
use crate::queries::sessions::Sessions;

/// The proposal for a group and a day; where one was begun already, that.
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
    let planned = plans::open_on(conn, &delivered, group, date)?;
    let (first, more) = match planned.split_first() {
        Some((first, more)) => (Some(first.clone()), more.to_vec()),
        None => (next.map(|session| session.code), Vec::new()),
    };
    let usual = Usual::of(conn, &groups, group, date, None)?;
    // Where all of the details are as last time, the form begins with what differs.
    let known = first.is_some() && usual.starts.is_some() && !usual.place.trim().is_empty();
    let step = if known && !usual.speakers.is_empty() {
        ATTENDANCE
    } else {
        0
    };
    Ok(MeetingDraft {
        name: drafts::new_name(device),
        meeting: None,
        base: None,
        group: group.id,
        date,
        session: first.unwrap_or_default(),
        more_sessions: more,
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

/// How a group usually meets: as at its last meeting that took place. Where it has not met yet, at its place, when its pendamping
/// met last, and with the pendamping as the speaker.
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
    pub(super) fn of(
        conn: &Connection,
        groups: &Groups,
        group: &Kelompok,
        date: NaiveDate,
        except: Option<Uuid>,
    ) -> Result<Self, Error> {
        let last = LastMeeting::of(conn, &[group.id], date, except)?;
        let mut usual = match last {
            Some(last) => Self {
                speakers: speakers_of(conn, last.id)?,
                last: Some(last.id),
                place: last.place.unwrap_or_default(),
                starts: last.starts,
                ends: last.ends,
            },
            None => Self::default(),
        };
        if usual.place.is_empty() {
            usual.place = group.place.clone().unwrap_or_default();
        }
        // What is planned for that very day goes before what is usual.
        let planned = plans::on_day(conn, group, date)?;
        usual.place = planned.place.unwrap_or(usual.place);
        let Some(leader) = group.pendamping_on(date) else {
            return Ok(usual);
        };
        if usual.last.is_none() {
            let led: Vec<Uuid> = groups.led_by(leader, date).map(|group| group.id).collect();
            if let Some(theirs) = LastMeeting::of(conn, &led, date, except)? {
                (usual.starts, usual.ends) = (theirs.starts, theirs.ends);
            }
        }
        if planned.starts.is_some() {
            (usual.starts, usual.ends) = (planned.starts, planned.ends);
        }
        if usual.speakers.is_empty() {
            let name = shown_name_of(conn, leader)?.filter(|name| !name.is_empty());
            let agency = String::new();
            usual
                .speakers
                .extend(name.map(|name| SpeakerLine { name, agency }));
        }
        Ok(usual)
    }
}

fn speakers_of(conn: &Connection, meeting: Uuid) -> Result<Vec<SpeakerLine>, Error> {
    let speakers = meetings::speakers(conn, meeting)?.into_iter();
    Ok(speakers
        .map(|(name, agency)| SpeakerLine { name, agency })
        .collect())
}
