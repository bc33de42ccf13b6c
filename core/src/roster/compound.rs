//! Streams in a Compound File ([MS-CFB]), the container of old Excel. It follows no chain further than the file has sectors and holds no more
//! than the file; it does not know what a stream says.

use super::open_error::OpenError;
use super::xml::damaged;

/// What such a file begins with.
pub(super) const MAGIC: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
/// The numbers of sectors up to this one are sectors.
const LAST_SECTOR: u32 = 0xFFFF_FFFA;
/// The bytes of an entry of the directory.
const ENTRY: usize = 128;
/// Sectors of the table that the header itself lists.
const LISTED: usize = 109;

/// A compound file.
pub(super) struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    next: Vec<u32>,
    entries: Vec<Entry>,
    small: Small,
}

struct Entry {
    name: String,
    /// 2 is a stream, 5 the root, which has the small streams.
    kind: u8,
    first: u32,
    size: usize,
}

/// Streams below a size stand in sectors of 64 bytes within one stream.
#[derive(Default)]
struct Small {
    below: usize,
    next: Vec<u32>,
    held: Vec<u8>,
}

impl<'b> Compound<'b> {
    /// Opens a file.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, OpenError> {
        let short = || damaged("it ends within its first sector");
        let number = |at: usize| u32_at(bytes, at).ok_or_else(short);
        let shift = u16_at(bytes, 30).ok_or_else(short)?;
        if !bytes.starts_with(MAGIC) || !matches!(shift, 9 | 12) {
            return Err(damaged("its sectors have no size that there is"));
        }
        let mut file = Self {
            bytes,
            sector: 1 << shift,
            next: Vec::new(),
            entries: Vec::new(),
            small: Small::default(),
        };
        let mut tables: Vec<u32> = (0..LISTED)
            .map_while(|no| u32_at(bytes, 76 + 4 * no))
            .filter(|sector| *sector <= LAST_SECTOR)
            .collect();
        let sectors = file.sectors();
        let mut more = number(68)?;
        let mut followed = 0;
        while more <= LAST_SECTOR {
            followed += 1;
            let list = file.of(more).ok_or_else(beyond)?;
            let (listed, rest) = list.split_at(file.sector - 4);
            tables.extend(numbers(listed).filter(|sector| *sector <= LAST_SECTOR));
            more = u32_at(rest, 0).unwrap_or(u32::MAX);
            if followed > sectors || tables.len() > sectors {
                return Err(damaged("its sectors go round in a circle"));
            }
        }
        for table in tables {
            let part: Vec<u32> = numbers(file.of(table).ok_or_else(beyond)?).collect();
            file.next.extend(part);
            if file.next.len() > sectors + file.sector {
                // What is behind the last sector is filling.
                file.next.truncate(sectors);
                break;
            }
        }
        let directory = file.chain(number(48)?)?;
        file.entries = directory
            .chunks_exact(ENTRY)
            .filter_map(Entry::read)
            .collect();
        let root = file.entries.iter().find(|entry| entry.kind == 5);
        if let Some((first, size)) = root.map(|root| (root.first, root.size)) {
            let mut held = file.chain(first).unwrap_or_default();
            held.truncate(size);
            let table = file.chain(number(60)?).unwrap_or_default();
            file.small = Small {
                below: usize::try_from(number(56)?).unwrap_or_default(),
                next: numbers(&table).collect(),
                held,
            };
        }
        Ok(file)
    }

    /// Whether there is a stream or a storage of a name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.is(name))
    }

    /// The bytes of a stream.
    pub(super) fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, OpenError> {
        let found = self
            .entries
            .iter()
            .find(|entry| entry.kind == 2 && entry.is(name));
        let Some(entry) = found else {
            return Ok(None);
        };
        let mut bytes = if entry.size < self.small.below {
            self.small.chain(entry.first)?
        } else {
            self.chain(entry.first)?
        };
        if bytes.len() < entry.size {
            return Err(damaged("a stream of it is cut short"));
        }
        bytes.truncate(entry.size);
        Ok(Some(bytes))
    }

    fn sectors(&self) -> usize {
        self.bytes.len() / self.sector
    }

    fn of(&self, sector: u32) -> Option<&'b [u8]> {
        let at = usize::try_from(sector).ok()?.checked_add(1)?;
        let start = at.checked_mul(self.sector)?;
        self.bytes.get(start..start.checked_add(self.sector)?)
    }

    fn chain(&self, first: u32) -> Result<Vec<u8>, OpenError> {
        let mut out = Vec::new();
        let mut sector = first;
        while sector <= LAST_SECTOR {
            // Some programs cut the last sector where the file ends.
            let at =
                (usize::try_from(sector).map_err(|_| beyond())? + 1).saturating_mul(self.sector);
            let whole = self.of(sector).or_else(|| self.bytes.get(at..));
            let part = whole.filter(|part| !part.is_empty()).ok_or_else(beyond)?;
            if out.len() + part.len() > self.bytes.len() {
                return Err(damaged("its sectors go round in a circle"));
            }
            out.extend_from_slice(part);
            sector = self.after(sector);
        }
        Ok(out)
    }

    fn after(&self, sector: u32) -> u32 {
        let at = usize::try_from(sector).unwrap_or(usize::MAX);
        self.next.get(at).copied().unwrap_or(u32::MAX)
    }
}

impl Small {
    const SECTOR: usize = 64;

    fn chain(&self, first: u32) -> Result<Vec<u8>, OpenError> {
        let mut out = Vec::new();
        let mut sector = first;
        while sector <= LAST_SECTOR {
            let at = usize::try_from(sector).map_err(|_| beyond())?;
            let start = at.saturating_mul(Self::SECTOR);
            let end = start.saturating_add(Self::SECTOR).min(self.held.len());
            let part = self.held.get(start..end).filter(|part| !part.is_empty());
            out.extend_from_slice(part.ok_or_else(beyond)?);
            if out.len() > self.held.len() {
                return Err(damaged("its sectors go round in a circle"));
            }
            sector = self.next.get(at).copied().unwrap_or(u32::MAX);
        }
        Ok(out)
    }
}

impl Entry {
    fn read(bytes: &[u8]) -> Option<Self> {
        let length = usize::from(u16_at(bytes, 64)?).checked_sub(2)?;
        let units = bytes.get(..length.min(64))?.chunks_exact(2);
        let units: Vec<u16> = units.filter_map(|unit| u16_at(unit, 0)).collect();
        Some(Self {
            name: String::from_utf16_lossy(&units),
            kind: *bytes.get(66)?,
            first: u32_at(bytes, 116)?,
            size: usize::try_from(u32_at(bytes, 120)?).ok()?,
        })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

fn beyond() -> OpenError {
    damaged("it names a sector that it does not have")
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0))
}

/// The number of two bytes at a place.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

/// The number of four bytes at a place.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// The number with a fraction of eight bytes at a place.
pub(super) fn f64_at(bytes: &[u8], at: usize) -> Option<f64> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(f64::from_le_bytes(eight.try_into().ok()?))
}

/// Excel's short form of a number: 30 bits of a fraction or a whole number, perhaps of hundredths ([MS-XLS] 2.5.122).
pub(super) fn short_number(bits: u32) -> f64 {
    let number = if bits & 2 == 2 {
        #[allow(clippy::cast_possible_wrap, reason = "the highest bit is the sign")]
        let whole = (bits as i32) >> 2;
        f64::from(whole)
    } else {
        f64::from_bits(u64::from(bits & !3) << 32)
    };
    if bits & 1 == 1 {
        number / 100.0
    } else {
        number
    }
}
