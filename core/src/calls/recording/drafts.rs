//! Drafts of meetings as they are kept on the device, also those that were thrown away, for a while. It knows no form and no document.

use chrono::{DateTime, Duration, Utc};
use rusqlite::Connection;
use sesi_engine::ambient::random;
use sesi_engine::store::{Draft, StoreError};
use uuid::Uuid;

use super::shapes::MeetingDraft;
use crate::calls::refusal::Refusal;
use crate::device::Device;
use crate::error::Error;

/// The name of the one draft that corrects a saved meeting.
pub(super) fn name_of(meeting: Uuid) -> String {
    format!("meeting-{meeting}")
}

/// A name that no draft has.
pub(super) fn new_name(device: &Device) -> String {
    let unique: [u8; 8] = random(device.me().ambient());
    format!("new-{}", data_encoding::HEXLOWER.encode(&unique))
}

/// How long a draft that was thrown away can be brought back.
const KEPT_WHEN_DROPPED: Duration = Duration::days(30);

/// Begins the names of drafts that were thrown away: this, when that was in milliseconds since 1970, a colon, the draft's own name.
const DROPPED: &str = "dropped:";

/// Keeps a draft, durably.
pub(super) fn keep(device: &mut Device, draft: &MeetingDraft) -> Result<(), Error> {
    let kept = Draft {
        name: draft.name.clone(),
        json: serde_json::to_string(draft).map_err(|_| StoreError::Damaged("draft"))?,
        at: device.me().now(),
    };
    Ok(device.write(|conn, _| kept.put(conn))?)
}

/// The draft of that name; none if there is none, or if it is no meeting's.
pub(super) fn read(conn: &Connection, name: &str) -> Result<Option<MeetingDraft>, Error> {
    Ok(Draft::get(conn, name)?.and_then(|draft| serde_json::from_str(&draft.json).ok()))
}

/// All drafts of meetings, the last touched first, with when that was.
pub(in crate::calls) fn all(
    conn: &Connection,
) -> Result<Vec<(MeetingDraft, DateTime<Utc>)>, Error> {
    let drafts = Draft::all(conn)?.into_iter();
    Ok(drafts
        .filter(|draft| !draft.name.starts_with(DROPPED))
        .filter_map(|draft| Some((serde_json::from_str(&draft.json).ok()?, draft.at)))
        .collect())
}

/// Drafts that were thrown away and can be brought back: under which name, and when they were thrown away. The last one first.
pub(super) fn dropped(
    conn: &Connection,
) -> Result<Vec<(String, MeetingDraft, DateTime<Utc>)>, Error> {
    let mut dropped: Vec<_> = Draft::all(conn)?
        .into_iter()
        .filter_map(|draft| {
            let when = dropped_at(&draft.name)?;
            Some((draft.name, serde_json::from_str(&draft.json).ok()?, when))
        })
        .collect();
    dropped.sort_by_key(|(_, _, when)| std::cmp::Reverse(*when));
    Ok(dropped)
}

/// Throws a draft away so that it can be brought back for 30 days; says under which name. None if there is no such draft.
pub(super) fn drop(
    conn: &Connection,
    name: &str,
    now: DateTime<Utc>,
) -> Result<Option<String>, Error> {
    for old in Draft::all(conn)? {
        if dropped_at(&old.name).is_some_and(|when| now - when > KEPT_WHEN_DROPPED) {
            Draft::remove(conn, &old.name)?;
        }
    }
    let Some(draft) = Draft::get(conn, name)? else {
        return Ok(None);
    };
    Draft::remove(conn, name)?;
    let dropped = Draft {
        name: format!("{DROPPED}{}:{name}", now.timestamp_millis()),
        ..draft
    };
    dropped.put(conn)?;
    Ok(Some(dropped.name))
}

/// Brings a draft back that was thrown away, under the name that it had; says that name. Where another draft has it by now, that one is
/// thrown away instead.
pub(super) fn restore(
    conn: &Connection,
    dropped: &str,
    now: DateTime<Utc>,
) -> Result<String, Error> {
    let (Some(draft), Some((_, name))) = (
        Draft::get(conn, dropped)?,
        dropped
            .strip_prefix(DROPPED)
            .and_then(|rest| rest.split_once(':')),
    ) else {
        return Err(Refusal::NoSuchDraft.into());
    };
    Draft::remove(conn, dropped)?;
    drop(conn, name, now)?;
    let restored = Draft {
        name: name.to_owned(),
        ..draft
    };
    restored.put(conn)?;
    Ok(restored.name)
}

fn dropped_at(name: &str) -> Option<DateTime<Utc>> {
    let (millis, _) = name.strip_prefix(DROPPED)?.split_once(':')?;
    DateTime::from_timestamp_millis(millis.parse().ok()?)
}
