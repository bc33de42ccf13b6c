//! Ids as the database and windows take them.

use uuid::Uuid;

use crate::device::Device;
use crate::documents::{DocKey, Document};
use crate::error::Error;
use crate::store::DocumentRow;

/// Ids as JSON, for `… IN (SELECT unhex(value) FROM json_each(?))`: one statement for any number of them.
pub(super) fn id_list(ids: &[Uuid]) -> String {
    let ids: Vec<String> = ids
        .iter()
        .map(|id| format!("\"{}\"", id.simple()))
        .collect();
    format!("[{}]", ids.join(","))
}

/// The document of an id, with what it is about.
pub(super) fn document(device: &Device, id: Uuid) -> Result<Option<(DocKey, Document)>, Error> {
    let Some(row) = DocumentRow::get(device.reader(), id.as_bytes())? else {
        return Ok(None);
    };
    let key = DocKey::from_bytes(&row.key)?;
    Ok(device.document(&key)?.map(|document| (key, document)))
}
