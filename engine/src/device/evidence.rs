//! What devices said that does not count: for the office to look at. Evidence of an app that was tampered with or of a device
//! that was copied, never a verdict.

use serde::Serialize;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::Device;
use crate::error::Error;
use crate::field::Field;
use crate::store::StoreError;

/// Something that a device said and that does not count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NotCounted {
    /// The document.
    pub document: Uuid,
    /// The device, in hex.
    pub device: String,
    /// Stable name of the reason: `contradicted` where the device said something else in its place, `built_upon` where it was
    /// built upon such a thing, `not_entitled` where the field is not for the device to say.
    pub reason: String,
    /// The field; empty for a whole change.
    pub path: String,
    /// What was said of the field; empty for a whole change.
    pub value: String,
    /// Unix seconds by the device's clock.
    pub time: i64,
}

impl<F: Field> Device<F> {
    /// Everything that does not count, by device.
    pub fn not_counted(&self) -> Result<Vec<NotCounted>, Error> {
        let mut statement = self
            .reader()
            .prepare_cached(
                "SELECT doc, device, reason, path, value, time FROM rm_not_heard ORDER BY device, doc, change, path",
            )
            .map_err(StoreError::from)?;
        let rows = statement.query_map([], |row| {
            Ok(NotCounted {
                document: Uuid::from_bytes(row.get(0)?),
                device: DeviceId(row.get(1)?).to_string(),
                reason: row.get(2)?,
                path: row.get(3)?,
                value: row.get(4)?,
                time: row.get(5)?,
            })
        });
        let rows = rows.map_err(StoreError::from)?;
        Ok(rows.collect::<Result<_, _>>().map_err(StoreError::from)?)
    }
}
