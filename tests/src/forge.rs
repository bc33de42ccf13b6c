//! A hostile member: holds every key of her kecamatan and writes what the app never would.

use sesi_core::documents::DocKey;
use sesi_core::store::StoreError;

use crate::world::Station;

/// Puts the changes that `from` has made and not sent into the hands of `to`, who will seal and sign them as her own.
///
/// # Panics
/// If a database fails.
pub fn steal_pending(from: &mut Station, to: &mut Station) {
    type Stolen = (Vec<u8>, Vec<u8>, Vec<u8>, Vec<u8>);
    let stolen: Vec<Stolen> = from
        .device
        .reader()
        .prepare(
            "SELECT id, key, pending.purpose, contents FROM pending JOIN document ON document.id = pending.document",
        )
        .and_then(|mut statement| {
            let rows =
                statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)))?;
            rows.collect()
        })
        .expect("the database can be read");
    for (id, key, purpose, contents) in stolen {
        put(to, &id, &key, &purpose, &contents);
    }
}

/// Lets `station` send `contents` as a change of the document `key`, whatever they are.
///
/// # Panics
/// If the database fails, or the meetings feed of the document's group is not there.
pub fn plant(station: &mut Station, key: &DocKey, like: &DocKey, contents: &[u8]) {
    let office = station.device.office();
    let purpose: Vec<u8> = station
        .device
        .reader()
        .query_row(
            "SELECT purpose FROM document WHERE id = ?1",
            [like.id(&office).as_bytes()],
            |r| r.get(0),
        )
        .expect("a document of the same feed");
    put(
        station,
        key.id(&office).as_bytes(),
        &key.to_bytes(),
        &purpose,
        contents,
    );
}

fn put(station: &mut Station, id: &[u8], key: &[u8], purpose: &[u8], contents: &[u8]) {
    station
        .device
        .store()
        .write(|tx| {
            tx.execute(
                "INSERT OR IGNORE INTO document (id, key, purpose, heads, saved) VALUES (?1, ?2, ?3, x'', x'')",
                (id, key, purpose),
            )
            .map_err(StoreError::Sqlite)?;
            tx.execute(
                "INSERT INTO pending (document, purpose, contents) VALUES (?1, ?2, ?3)",
                (id, purpose, contents),
            )
            .map_err(StoreError::Sqlite)
        })
        .expect("the database can be written");
}
