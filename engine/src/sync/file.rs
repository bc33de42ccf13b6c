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

use std::collections::BTreeSet;
use std::io::{Read, Write};
use std::path::Path;

use minicbor::Encoder;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::limits::MAX_ENTRY;

use super::report::Report;
use super::shared_device::SharedDevice;
use super::{repair, sealing};
use crate::device::{Device, Retry, Source};
use crate::error::Error;
use crate::field::Field;
use crate::job::{Phase, Watch, unwatched};
use crate::store::{ArchivedEntry, FeedRow, Parked};

/// How a file of entries begins.
pub const MAGIC: &[u8; 8] = b"SESI\x00\x01\x00\x00";
/// Largest file that is read: an office's entries of several years.
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
pub fn export<F: Field>(
    device: &mut Device<F>,
    extent: Extent,
    out: &mut dyn Write,
) -> Result<u64, Error> {
    export_watched(device, extent, out, &mut unwatched)
}

/// The same, in steps. What comes meanwhile is not in it.
pub fn export_watched(
    device: &mut impl SharedDevice,
    extent: Extent,
    out: &mut dyn Write,
    watch: &mut Watch<'_>,
) -> Result<u64, Error> {
    let (office, numbers) = {
        let mut lent = device.lend();
        lent.write(|conn, me| {
            me.open_lacked(conn)?;
            sealing::seal_pending(conn, me)
        })?;
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
            let entry = ArchivedEntry::of_number(lent.reader(), *no)?;
            // Of some only the id is kept.
            let Some(entry) = entry.filter(|entry| !entry.bytes.is_empty()) else {
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
pub fn import<F: Field>(device: &mut Device<F>, input: &mut dyn Read) -> Result<Report, Error> {
    import_watched(device, input, None, &mut unwatched)
}

/// The same from a path, in steps. A file that is larger than any is refused before it is read.
pub fn import_path(
    device: &mut impl SharedDevice,
    path: &Path,
    watch: &mut Watch<'_>,
) -> Result<Report, Error> {
    let file = std::fs::File::open(path)?;
    let size = file.metadata()?.len();
    if size > MAX_FILE {
        return Err(Error::File("it is larger than 512 MiB"));
    }
    let mut input = std::io::BufReader::new(file);
    import_watched(device, &mut input, Some(size), watch)
}

/// Takes in entries piece by piece: of the file no more is in memory than a piece. If it is stopped, or cannot be read on, what came before
/// is kept; if it was stopped, the report says that there is more.
pub(crate) fn import_watched(
    device: &mut impl SharedDevice,
    input: &mut dyn Read,
    size: Option<u64>,
    watch: &mut Watch<'_>,
) -> Result<Report, Error> {
    device.lend().look_again_after_update()?;
    let office = device.lend().office();
    let mut entries = Entries::begin(input, office)?;
    let mut report = Report::default();
    loop {
        let at = usize::try_from(entries.read).unwrap_or(usize::MAX);
        let total = usize::try_from(size.unwrap_or(entries.read)).unwrap_or(usize::MAX);
        if watch(Phase::Writing.at(at, total)).is_err() {
            report.more = true;
            break;
        }
        let batch = entries.batch()?;
        if batch.is_empty() {
            break;
        }
        import_batch(&mut device.lend(), &batch, &mut report)?;
    }
    report.unreadable += u64::from(entries.garbled);
    report.parked = Parked::count(device.lend().reader())?;
    Ok(report)
}

/// One piece of a file, or of what a relay has that this device left, in one transaction.
pub fn import_batch<F: Field>(
    device: &mut Device<F>,
    batch: &[Vec<u8>],
    report: &mut Report,
) -> Result<(), Error> {
    let before = report.clone();
    let taken = device.write(|conn, me| {
        let mut retry = Retry::default();
        let mut own = BTreeSet::new();
        for bytes in batch {
            let Ok(entry) = SealedEntry::parse(bytes.clone()) else {
                // Its feed is not known, so it has no place in the archive; the file still holds it.
                report.unreadable += 1;
                continue;
            };
            let feed = entry.header().feed;
            let received = me.receive(conn, feed, bytes, Source::File)?;
            report.received += u64::from(received.new);
            report.not_kept += u64::from(received.not_kept);
            report.changed.extend(received.changed);
            retry.add(received.retry);
            if received.own {
                report.copied = true;
                own.insert(feed);
            }
        }
        for feed in own {
            if let Some(mut row) = FeedRow::get(conn, feed)? {
                repair::own_by_file(conn, me, &mut row)?;
            }
        }
        let retried = me.retry_parked(conn, retry)?;
        report.changed.extend(retried.changed);
        report.tries += retried.tries;
        report.changed.extend(me.grant_enrolled(conn)?);
        me.open_lacked(conn)?;
        Ok::<_, Error>(())
    });
    if taken.is_err() {
        *report = before;
    }
    taken
}

/// The entries of a file, as they are read.
struct Entries<'r> {
    input: &'r mut dyn Read,
    /// Bytes that were read.
    read: u64,
    /// What follows is no entry.
    garbled: bool,
    over: bool,
}

impl<'r> Entries<'r> {
    /// Reads what stands before the entries.
    fn begin(input: &'r mut dyn Read, office: OfficeId) -> Result<Self, Error> {
        let mut entries = Self {
            input,
            read: 0,
            garbled: false,
            over: false,
        };
        let mut magic = [0; MAGIC.len()];
        if !entries.fill(&mut magic)? || magic != *MAGIC {
            return Err(Error::File("it is not a Sesi file"));
        }
        let mut of = [0; OfficeId::LEN];
        if !entries.fill(&mut of)? {
            return Err(Error::File("it ends before its office"));
        }
        if of != office.0 {
            return Err(Error::File("it belongs to another office"));
        }
        Ok(entries)
    }

    /// Fills `into`. False if the input ends before: a copy that broke off keeps its complete entries.
    fn fill(&mut self, into: &mut [u8]) -> Result<bool, Error> {
        let mut filled = 0;
        while filled < into.len() {
            match self.input.read(&mut into[filled..]) {
                Ok(0) => {
                    self.over = true;
                    return Ok(false);
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.read += filled as u64;
        Ok(true)
    }

    /// The next entries, none at the end.
    fn batch(&mut self) -> Result<Vec<Vec<u8>>, Error> {
        let mut batch = Vec::new();
        while batch.len() < BATCH && !self.over {
            match self.next()? {
                Some(entry) => batch.push(entry),
                None => self.over = true,
            }
        }
        Ok(batch)
    }

    /// The next CBOR byte string.
    fn next(&mut self) -> Result<Option<Vec<u8>>, Error> {
        let mut head = [0];
        if !self.fill(&mut head)? {
            return Ok(None);
        }
        let mut wide = [0; 8];
        let width = match head[0] {
            0x40..=0x57 => 0,
            0x58 => 1,
            0x59 => 2,
            0x5a => 4,
            0x5b => 8,
            _ => {
                self.garbled = true;
                return Ok(None);
            }
        };
        if !self.fill(&mut wide[8 - width..])? {
            return Ok(None);
        }
        let length = match width {
            0 => u64::from(head[0] - 0x40),
            _ => u64::from_be_bytes(wide),
        };
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length <= MAX_ENTRY);
        let Some(length) = length.filter(|_| self.read <= MAX_FILE) else {
            self.garbled = true;
            return Ok(None);
        };
        let mut entry = vec![0; length];
        Ok(self.fill(&mut entry)?.then_some(entry))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OFFICE: OfficeId = OfficeId([5; 16]);

    /// Gives a byte at a time, and is interrupted before each.
    struct Halting<'b> {
        rest: &'b [u8],
        interrupted: bool,
    }

    impl Read for Halting<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            self.interrupted = !self.interrupted;
            if self.interrupted {
                return Err(std::io::ErrorKind::Interrupted.into());
            }
            let one = into.len().min(1);
            self.rest.read(&mut into[..one])
        }
    }

    fn file(entries: &[u8]) -> Vec<u8> {
        [&MAGIC[..], &OFFICE.0, entries].concat()
    }

    /// The lengths of the entries that are read, and whether what follows is none.
    fn read(bytes: &[u8]) -> (Vec<usize>, bool) {
        let mut input = Halting {
            rest: bytes,
            interrupted: false,
        };
        let mut entries = Entries::begin(&mut input, OFFICE).unwrap();
        let mut lengths = Vec::new();
        while let Some(entry) = entries.next().unwrap() {
            lengths.push(entry.len());
        }
        (lengths, entries.garbled)
    }

    #[test]
    fn a_byte_string_is_read_whatever_width_its_length_has() {
        let heads: [&[u8]; 6] = [
            &[0x40],
            &[0x57],
            &[0x58, 40],
            &[0x59, 1, 0],
            &[0x5a, 0, 0, 1, 1],
            &[0x5b, 0, 0, 0, 0, 0, 0, 1, 2],
        ];
        let lengths = [0, 23, 40, 256, 257, 258];
        let mut entries = Vec::new();
        for (head, length) in heads.iter().zip(lengths) {
            entries.extend_from_slice(head);
            entries.extend(vec![7; length]);
        }
        assert_eq!(read(&file(&entries)), (lengths.to_vec(), false));
        // Anything else is no entry: text, and strings whose length is not said.
        for other in [0x60, 0x5f, 0x5c, 0x3f] {
            let garbled = [&entries[..], &[other]].concat();
            assert_eq!(read(&file(&garbled)), (lengths.to_vec(), true));
        }
    }

    #[test]
    fn a_string_that_is_longer_than_any_entry_is_none() {
        let longest = u16::try_from(MAX_ENTRY).unwrap();
        for (length, garbled) in [(longest, false), (longest + 1, true)] {
            let mut entries = [&[0x59][..], &length.to_be_bytes()].concat();
            entries.extend(vec![7; usize::from(length)]);
            let expected = if garbled { vec![] } else { vec![MAX_ENTRY] };
            assert_eq!(read(&file(&entries)), (expected, garbled));
        }
    }

    #[test]
    fn a_file_is_read_to_its_largest_size_and_no_further() {
        let bytes = file(&[0x41, 1, 0x41, 2]);
        let mut input = &bytes[..];
        let mut entries = Entries::begin(&mut input, OFFICE).unwrap();
        assert_eq!(entries.read, 24);
        entries.read = MAX_FILE - 1;
        assert_eq!(entries.next().unwrap(), Some(vec![1]));
        assert_eq!(entries.next().unwrap(), None);
        assert!(entries.garbled);
    }

    #[test]
    fn entries_come_in_batches_to_the_last_one() {
        let bytes = file(&[0x41, 1].repeat(BATCH + 3));
        let mut input = &bytes[..];
        let mut entries = Entries::begin(&mut input, OFFICE).unwrap();
        let batches: Vec<usize> = (0..3).map(|_| entries.batch().unwrap().len()).collect();
        assert_eq!(batches, [BATCH, 3, 0]);
    }

    #[test]
    fn a_file_that_is_not_of_this_office_or_ends_before_its_entries_is_refused() {
        let begins = |bytes: &[u8]| {
            let mut input = bytes;
            Entries::begin(&mut input, OFFICE)
                .map(|_| ())
                .map_err(|error| error.to_string())
        };
        let whole = file(&[]);
        assert_eq!(begins(&whole), Ok(()));
        for (bytes, why) in [
            (&whole[..7], "not a Sesi file"),
            (&[&[0; 8][..], &OFFICE.0].concat()[..], "not a Sesi file"),
            (&whole[..23], "before its office"),
            (&[&MAGIC[..], &[6; 16]].concat()[..], "another office"),
        ] {
            let said = begins(bytes).unwrap_err();
            assert!(said.contains(why), "{said}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_on_is_told() {
        /// Fails once behind its bytes, and ends then.
        struct Failing<'b>(&'b [u8], bool);
        impl Read for Failing<'_> {
            fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
                if self.0.is_empty() && !std::mem::replace(&mut self.1, true) {
                    return Err(std::io::ErrorKind::PermissionDenied.into());
                }
                self.0.read(into)
            }
        }
        let bytes = file(&[0x42, 1]);
        let mut input = Failing(&bytes, false);
        let mut entries = Entries::begin(&mut input, OFFICE).unwrap();
        assert!(entries.next().is_err());
    }
}
