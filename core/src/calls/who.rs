//! Whose something is: members of staff by their document or by their device.

use std::collections::HashMap;

use rusqlite::Connection;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::terms::Person;
use crate::device::Device;
use crate::error::Error;

/// The members of staff of an office, read once for a whole answer.
pub(super) struct Who {
    names: HashMap<Uuid, String>,
    of_device: HashMap<DeviceId, Uuid>,
}

impl Who {
    /// Everybody whom the read model knows.
    pub fn read(conn: &Connection) -> Result<Self, Error> {
        let mut names = HashMap::new();
        let mut statement = conn.prepare_cached("SELECT doc, name FROM rm_staff")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            names.insert(Uuid::from_bytes(row.get(0)?), row.get(1)?);
        }
        let mut of_device = HashMap::new();
        // Where two name one device, every reader takes the same.
        let mut statement =
            conn.prepare_cached("SELECT device, doc FROM rm_staff_device ORDER BY doc DESC")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            of_device.insert(DeviceId(row.get(0)?), Uuid::from_bytes(row.get(1)?));
        }
        Ok(Self { names, of_device })
    }

    /// The person of a document; none if this device does not know her.
    pub fn person(&self, staff: Uuid) -> Option<Person> {
        let name = self.names.get(&staff)?.clone();
        Some(Person { id: staff, name })
    }

    /// The document of the person whose device it is.
    pub fn staff_of(&self, device: DeviceId) -> Option<Uuid> {
        self.of_device.get(&device).copied()
    }

    /// The person whose device it is.
    pub fn author(&self, device: DeviceId) -> Option<Person> {
        self.person(self.staff_of(device)?)
    }
}

/// Whether a text can be the stable name of a role: a lower-case word of 1 to 40 letters.
pub(super) fn is_role(text: &str) -> bool {
    let letter = |c: char| c.is_ascii_lowercase() || c == '_';
    (1..=40).contains(&text.len()) && text.chars().all(letter)
}

/// An id that a window gave back in hex.
pub(super) fn id_of_hex(text: &str) -> Option<Vec<u8>> {
    data_encoding::HEXLOWER_PERMISSIVE
        .decode(text.trim().as_bytes())
        .ok()
}

/// Refuses what only a device of the office may do.
pub(super) fn must_be_office(device: &Device) -> Result<(), Error> {
    if device.membership().is_office(device.id()) {
        Ok(())
    } else {
        Err(Error::NotAllowed("speak for the office"))
    }
}
