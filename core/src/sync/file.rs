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
use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::limits::MAX_ENTRY;

use super::lend::Lend;
use super::report::Report;
use super::{repair, sealing};
use crate::device::{Device, Me, Retry};
use crate::error::Error;
use crate::store::{ArchivedEntry, FeedRow, Parked};
use crate::work::{Phase, Watch, unwatched};

pub(crate) const MAGIC: &[u8; 8] = b"SESI\x00\x01\x00\x00";
/// Largest file that is read: a kabupaten's entries of several years.
const MAX_FILE: u64 = 512 * 1024 * 1024;
/// Entries applied in one transaction, and written between two looks at who waits.
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
    export_watched(device, extent, out, &mut unwatched)
}

/// The same, in steps. What comes meanwhile is not in it.
pub(crate) fn export_watched(
    device: &mut impl Lend,
    extent: Extent,
    out: &mut dyn Write,
    watch: &mut Watch<'_>,
) -> Result<u64, Error> {
    let (office, numbers) = {
        let mut lent = device.lend();
        lent.write(|conn, me| sealing::seal_pending(conn, me))?;
        let conn = lent.reader();
        let mut numbers = Vec::new();
        for feed in FeedRow::all(conn)? {
            let unsent = extent == Extent::Unsent && feed.id != FeedId::CONTROL;
            numbers.extend(ArchivedEntry::numbers(conn, feed.id, unsent)?);
        }
        (lent.office(), numbers)
    };
    out.write_all(MAGIC)?;
    out.write_all(&office.0)?;
    let mut count = 0;
    for (at, page) in numbers.chunks(BATCH).enumerate() {
        watch(Phase::Writing.at(at * BATCH, numbers.len()))?;
        let lent = device.lend();
        for no in page {
            let Some(entry) = ArchivedEntry::of_number(lent.reader(), *no)? else {
                continue;
            };
            let mut framed = Vec::with_capacity(entry.bytes.len() + 3);
            // Writing to memory cannot fail.
            if Encoder::new(&mut framed).bytes(&entry.bytes).is_ok() {
                out.write_all(&framed)?;
                count += 1;
            }
        }
    }
    Ok(count)
}

/// Takes in the entries of a file. What it holds twice, or what is here already, is passed over.
pub fn import(device: &mut Device, input: &mut dyn Read) -> Result<Report, Error> {
    import_watched(device, input, &mut unwatched)
}

/// The same, in steps. If it is stopped, what came before is kept, and the report says that there is more.
pub(crate) fn import_watched(
    device: &mut impl Lend,
    input: &mut dyn Read,
    watch: &mut Watch<'_>,
) -> Result<Report, Error> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(Error::File("it is larger than 512 MiB"));
    }
    let office = device.lend().office();
    let found = read(&bytes, office)?;
    let mut report = Report {
        unreadable: u64::from(found.garbled),
        ..Report::default()
    };
    let total = found.entries.len();
    for (no, batch) in found.entries.chunks(BATCH).enumerate() {
        if watch(Phase::Writing.at(no * BATCH, total)).is_err() {
            report.more = true;
            break;
        }
        device.lend().write(|conn, me| {
            let mut retry = Retry::None;
            for bytes in batch {
                let Ok(entry) = SealedEntry::parse(bytes.to_vec()) else {
                    // Its feed is not known, so it has no place in the archive; the file still holds it.
                    report.unreadable += 1;
                    continue;
                };
                let received = me.receive(conn, entry.header().feed, bytes)?;
                report.received += u64::from(received.new);
                report.changed.extend(received.changed);
                retry = retry.max(received.retry);
                if received.new && received.author == Some(me.device()) {
                    report.copied = true;
                    own_came(conn, me, entry.header().feed)?;
                }
            }
            report.changed.extend(me.retry_parked(conn, retry)?);
            report.changed.extend(me.grant_enrolled(conn)?);
            Ok::<_, Error>(())
        })?;
    }
    report.parked = Parked::count(device.lend().reader())?;
    Ok(report)
}

fn own_came(conn: &Connection, me: &Me, feed: FeedId) -> Result<(), Error> {
    match FeedRow::get(conn, feed)? {
        Some(mut row) => repair::own_by_file(conn, me, &mut row),
        None => Ok(()),
    }
}

/// What a file holds.
struct Found<'a> {
    entries: Vec<&'a [u8]>,
    /// What follows them is no entry.
    garbled: bool,
}

fn read(bytes: &[u8], office: OfficeId) -> Result<Found<'_>, Error> {
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
            _ => {
                return Ok(Found {
                    entries,
                    garbled: true,
                });
            }
        }
    }
    Ok(Found {
        entries,
        garbled: false,
    })
}
