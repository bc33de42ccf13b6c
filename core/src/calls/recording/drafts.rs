//! Drafts of meetings as they are kept on the device. It knows no form and no document.

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use uuid::Uuid;

use super::MeetingDraft;
use crate::ambient::random;
use crate::device::Device;
use crate::error::Error;
use crate::store::{Draft, StoreError};

/// The name of the one draft that corrects a saved meeting.
pub(super) fn name_of(meeting: Uuid) -> String {
    format!("meeting-{meeting}")
}

/// A name that no draft has.
pub(super) fn new_name(device: &Device) -> String {
    let unique: [u8; 8] = random(device.me().ambient());
    format!("new-{}", data_encoding::HEXLOWER.encode(&unique))
}

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
        .filter_map(|draft| Some((serde_json::from_str(&draft.json).ok()?, draft.at)))
        .collect())
}
