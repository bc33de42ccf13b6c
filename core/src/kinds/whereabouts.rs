//! The place of documents that do not name it themselves: what a group does is where the group is, what is said of a meeting where the meeting is, a month where its member of staff works.

use rusqlite::{Connection, OptionalExtension};
use uuid::Uuid;

use super::DocKey;
use super::feeds::ROSTER;
use sesi_engine::error::Error;
use sesi_engine::keys::feed_kind::place_of;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::store::FeedRow;

/// The kecamatan of the document of `key`, by what the read model holds of the others.
pub(crate) fn kecamatan_of(conn: &Connection, key: &DocKey) -> Result<String, Error> {
    match key {
        DocKey::Meeting { group, .. }
        | DocKey::Semester { group, .. }
        | DocKey::Plan { group, .. } => of_group(conn, *group),
        DocKey::Visit { family, .. } | DocKey::Letter { family, .. } => of_family(conn, *family),
        DocKey::Siks { meeting, .. } => of_meeting(conn, *meeting),
        DocKey::Sent { kecamatan, .. } => Ok(kecamatan.as_str().to_owned()),
        DocKey::Published { kabupaten, .. } => Ok(place_of(*kabupaten)),
        DocKey::Month { staff, .. } => of_staff(conn, *staff),
        // These name their place themselves, or have none.
        DocKey::Office
        | DocKey::Curriculum
        | DocKey::Staff(_)
        | DocKey::Group(_)
        | DocKey::Family(_)
        | DocKey::Supervision { .. }
        | DocKey::Voice { .. }
        | DocKey::Training { .. }
        | DocKey::Rakor { .. }
        | DocKey::Instrument
        | DocKey::Score { .. }
        | DocKey::Template { .. } => Err(Error::Missing("kecamatan of that document")),
    }
}

fn of_group(conn: &Connection, group: Uuid) -> Result<String, Error> {
    conn.prepare_cached("SELECT kecamatan FROM rm_group WHERE doc = ?1")?
        .query_row([group.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or(Error::Missing("such group"))
}

fn of_family(conn: &Connection, family: Uuid) -> Result<String, Error> {
    conn.prepare_cached("SELECT kecamatan FROM rm_family WHERE doc = ?1")?
        .query_row([family.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or(Error::Missing("such family"))
}

fn of_meeting(conn: &Connection, meeting: Uuid) -> Result<String, Error> {
    let sql =
        "SELECT g.kecamatan FROM rm_meeting m JOIN rm_group g ON g.doc = m.grp WHERE m.doc = ?1";
    conn.prepare_cached(sql)?
        .query_row([meeting.as_bytes()], |row| row.get(0))
        .optional()?
        .ok_or(Error::Missing("such meeting"))
}

fn of_staff(conn: &Connection, staff: Uuid) -> Result<String, Error> {
    conn.prepare_cached(
        "SELECT kecamatan FROM rm_staff_kecamatan WHERE doc = ?1 ORDER BY kecamatan LIMIT 1",
    )?
    .query_row([staff.as_bytes()], |row| row.get(0))
    .optional()?
    .ok_or(Error::Missing("kecamatan of that member of staff"))
}

/// Codes of the kecamatan that have a roster feed here.
pub(crate) fn kecamatan_here(conn: &Connection) -> Result<Vec<String>, Error> {
    let feeds = FeedRow::all(conn)?;
    let purposes = feeds
        .iter()
        .filter_map(|feed| Purpose::from_bytes(&feed.purpose).ok());
    Ok(purposes
        .filter(|purpose| purpose.kind == ROSTER.number)
        .filter_map(|purpose| purpose.place)
        .collect())
}
