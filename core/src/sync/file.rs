//! The same sealed entries as a file: on a USB stick, over WhatsApp or Bluetooth, where there is no network at all.
//!
//! ```text
//! "SESI" 00 01 00 00        what it is, and the version of this form
//! office                    16 bytes
//! CBOR byte strings         one entry each, control entries first
//! ```
//!
//! What comes in by a file is verified, archived and applied like what a relay sends, and offered to the relay by
//! whoever reaches it first.

use std::io::{Read, Write};

use minicbor::{Decoder, Encoder};
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{EntryId, FeedId, OfficeId};
use sesi_wire::limits::MAX_ENTRY;

use crate::device::Device;
use crate::error::Error;
use crate::store::{ArchivedEntry, FeedRow};
use crate::sync::exchange::{Report, transact};
use crate::sync::sealing;

const MAGIC: &[u8; 8] = b"SESI\x00\x01\x00\x00";
/// Largest file that is read: a kabupaten's entries of several years.
const MAX_FILE: u64 = 512 * 1024 * 1024;
/// Entries applied in one transaction.
const BATCH: usize = 64;

/// Which entries to write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// What no relay is known to have, and the control entries by which a reader verifies it.
    Unsent,
    /// Everything: a backup.
    All,
}

/// Writes entries to `out`; says how many.
pub fn export(device: &mut Device, extent: Extent, out: &mut dyn Write) -> Result<u64, Error> {
    let Device { store, me } = device;
    store.write(|conn| sealing::seal_pending(conn, me))?;
    let conn = store.reader();
    out.write_all(MAGIC)?;
    out.write_all(&me.office().0)?;
    let mut count = 0;
    for feed in FeedRow::all(conn)? {
        let unsent_only = extent == Extent::Unsent && feed.id != FeedId::CONTROL;
        ArchivedEntry::each(conn, feed.id, unsent_only, |entry| {
            let mut framed = Vec::with_capacity(entry.bytes.len() + 3);
            // Writing to memory cannot fail.
            if Encoder::new(&mut framed).bytes(&entry.bytes).is_ok() {
                out.write_all(&framed)?;
                count += 1;
            }
            Ok::<_, Error>(())
        })?;
    }
    Ok(count)
}

/// Takes in the entries of a file. What it holds twice, what is here already, and what does not read as an entry is passed
/// over.
pub fn import(device: &mut Device, input: &mut dyn Read) -> Result<Report, Error> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error::File("it is larger than 512 MiB"));
    }
    let entries = read(&bytes, device.me.office())?;
    let mut report = Report::default();
    for batch in entries.chunks(BATCH) {
        let Device { store, me } = &mut *device;
        transact(store, me, |conn, me| {
            let mut retry = false;
            for entry in batch {
                if ArchivedEntry::get(conn, &EntryId::of(entry))?.is_some() {
                    continue;
                }
                let Ok(parsed) = SealedEntry::parse(entry.to_vec()) else {
                    // Noise that a relay once gave, or a newer app's: it has no feed to be kept in, and the file keeps it.
                    tracing::warn!(entry = %EntryId::of(entry), "an entry of a file does not read");
                    continue;
                };
                let feed = parsed.header().feed;
                let received = me.receive(conn, feed, entry)?;
                report.received += 1;
                report.changed.extend(received.changed);
                retry |= received.retry;
            }
            if retry {
                report.changed.extend(me.retry_parked(conn)?);
            }
            Ok(())
        })?;
    }
    report.parked = crate::store::Parked::all(device.store.reader())?.len() as u64;
    Ok(report)
}

fn read(bytes: &[u8], office: OfficeId) -> Result<Vec<&[u8]>, Error> {
    let rest = bytes
        .strip_prefix(MAGIC)
        .ok_or(Error::File("it is not a Sesi file"))?;
    let (of, rest) = rest
        .split_at_checked(OfficeId::LEN)
        .ok_or(Error::File("it ends before its office"))?;
    if of != office.as_bytes() {
        return Err(Error::File("it belongs to another office"));
    }
    let mut decoder = Decoder::new(rest);
    let mut entries = Vec::new();
    while decoder.position() < rest.len() {
        match decoder.bytes() {
            Ok(entry) if entry.len() <= MAX_ENTRY => entries.push(entry),
            // A copy that broke off keeps its complete entries.
            Err(error) if error.is_end_of_input() => break,
            _ => return Err(Error::File("an entry in it does not read")),
        }
    }
    Ok(entries)
}
