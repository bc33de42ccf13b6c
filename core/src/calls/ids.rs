//! The document of an id that a window named.

use sesi_engine::store::DocumentRow;
use uuid::Uuid;

use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, Document};

/// The document of an id, with what it is about.
pub(super) fn document(device: &Device, id: Uuid) -> Result<Option<(DocKey, Document)>, Error> {
    let Some(row) = DocumentRow::get(device.reader(), id.as_bytes())? else {
        return Ok(None);
    };
    let key = DocKey::from_bytes(&row.key)?;
    Ok(device.document(&key)?.map(|document| (key, document)))
}
