//! What the engine is told of this field.

use rusqlite::{Connection, OptionalExtension};
use sesi_engine::error::Error;
use sesi_engine::field::{Field, Greeting};
use sesi_engine::keys::feed_kind::FeedKind;
use sesi_engine::seal::dictionary::Dictionary;
use sesi_engine::store::StoreError;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::{DocKey, FEEDS, FIRST_YEAR, KINDS, Kind, Patch, StaffPatch, kecamatan_of};
use crate::readmodel::Projection;

/// Trained by `core/examples/train_dictionary.rs` on invented meetings.
static DICTIONARY: Dictionary = Dictionary::new(include_bytes!("body.dict"));

/// Program Keluarga Harapan: its meetings, and all that they need.
#[derive(Clone, Copy, Debug)]
pub struct Pkh;

impl Field for Pkh {
    type Key = DocKey;
    type ReadModel = Projection;

    const KINDS: &'static [&'static Kind] = KINDS;
    const FEEDS: &'static [FeedKind] = FEEDS;
    const FIRST_YEAR: u16 = FIRST_YEAR;

    fn dictionary() -> &'static Dictionary {
        &DICTIONARY
    }

    fn place_of(conn: &Connection, key: &DocKey) -> Result<String, Error> {
        kecamatan_of(conn, key)
    }

    fn utc_offset_minutes(conn: &Connection) -> Result<Option<i16>, StoreError> {
        let offset = conn
            .prepare_cached("SELECT utc_offset_minutes FROM rm_office ORDER BY doc LIMIT 1")?
            .query_row([], |row| row.get(0))
            .optional()?;
        Ok(offset)
    }

    fn greeting(conn: &Connection, person: Uuid) -> Result<Greeting, Error> {
        let office = conn
            .query_row("SELECT name FROM rm_office LIMIT 1", [], |row| row.get(0))
            .optional()?
            .ok_or(Error::Missing("office document"))?;
        let staff = "SELECT name, role FROM rm_staff WHERE doc = ?1";
        conn.query_row(staff, [person.as_bytes()], |row| {
            Ok(Greeting {
                office,
                person: row.get(0)?,
                role: row.get(1)?,
            })
        })
        .optional()?
        .ok_or(Error::Missing("such member of staff"))
    }

    fn devices_of_people(conn: &Connection) -> Result<Vec<(Uuid, DeviceId)>, StoreError> {
        let sql = "SELECT doc, device FROM rm_staff_device ORDER BY doc, device";
        let mut statement = conn.prepare_cached(sql)?;
        let rows = statement.query_map([], |row| {
            Ok((Uuid::from_bytes(row.get(0)?), DeviceId(row.get(1)?)))
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn note_device(person: Uuid, device: DeviceId) -> (DocKey, Patch) {
        let patch = StaffPatch {
            devices: [(device.to_string(), Some(true))].into(),
            ..StaffPatch::default()
        };
        (DocKey::Staff(person), patch.into())
    }
}
