//! Texts as old workbooks hold them: letters of one byte or two, with their length before them, going on from record to record.

use encoding_rs::WINDOWS_1252;

use crate::roster::compound::u16_at;
use crate::roster::open_error::OpenError;
use crate::roster::strings::Strings;

/// Appends a text of bytes that begins with its length in one; none if it is cut.
pub(super) fn bytes_after(body: &[u8], out: &mut String) -> Option<()> {
    let (count, letters) = body.split_first()?;
    push_bytes(out, letters.get(..usize::from(*count))?);
    Some(())
}

/// Appends letters that are bytes, as Excel wrote them here.
pub(super) fn push_bytes(out: &mut String, bytes: &[u8]) {
    out.push_str(&WINDOWS_1252.decode_without_bom_handling(bytes).0);
}

/// Appends a text of letters of one size, which begins with its length; none if it is cut.
pub(super) fn sized(body: &[u8], out: &mut String) -> Option<()> {
    let (count, wide) = (usize::from(u16_at(body, 0)?), body.get(2)? & 1 == 1);
    let letters = body.get(3..)?;
    if letters.len() < count * (1 + usize::from(wide)) {
        return None;
    }
    push(out, letters, count, wide);
    Some(())
}

/// Appends at most so many letters; how many there were.
pub(super) fn push(out: &mut String, bytes: &[u8], count: usize, wide: bool) -> usize {
    if !wide {
        let letters = bytes.iter().take(count);
        out.extend(letters.clone().map(|byte| char::from(*byte)));
        return letters.len();
    }
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .take(count)
        .filter_map(|two| u16_at(two, 0))
        .collect();
    let letters = char::decode_utf16(units.iter().copied());
    out.extend(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
    units.len()
}

/// The texts that cells share, in a record and those that continue it. They go on until the bytes end: what is claimed does not count.
pub(super) fn shared(parts: &[&[u8]], strings: &mut Strings) -> Result<(), OpenError> {
    let mut input = Spread {
        parts,
        part: 0,
        at: 8,
    };
    let mut said = String::new();
    while !input.is_over() {
        said.clear();
        if input.shared(&mut said).is_none() {
            // Some programs claim more than they write, and some cut the last one.
            break;
        }
        strings.push(&said)?;
    }
    Ok(())
}

/// Bytes that go on from record to record.
struct Spread<'s> {
    parts: &'s [&'s [u8]],
    part: usize,
    at: usize,
}

impl<'s> Spread<'s> {
    fn here(&self) -> &'s [u8] {
        let part = self.parts.get(self.part).copied().unwrap_or_default();
        part.get(self.at..).unwrap_or_default()
    }

    /// Goes on to the record that has the next byte.
    fn arrive(&mut self) {
        while self.here().is_empty() && self.part < self.parts.len() {
            self.part += 1;
            self.at = 0;
        }
    }

    fn is_over(&mut self) -> bool {
        self.arrive();
        self.here().is_empty()
    }

    fn byte(&mut self) -> Option<u8> {
        self.arrive();
        let byte = *self.here().first()?;
        self.at += 1;
        Some(byte)
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            self.arrive();
            let here = self.here().len().min(count);
            if here == 0 {
                return None;
            }
            self.at += here;
            count -= here;
        }
        Some(())
    }

    fn shared(&mut self, out: &mut String) -> Option<()> {
        let mut number = || Some(u16::from_le_bytes([self.byte()?, self.byte()?]));
        let mut left = usize::from(number()?);
        let flags = self.byte()?;
        let mut wide = flags & 1 == 1;
        let mut behind = 0_usize;
        if flags & 8 != 0 {
            let runs = u16::from_le_bytes([self.byte()?, self.byte()?]);
            behind += 4 * usize::from(runs);
        }
        if flags & 4 != 0 {
            let aids = [self.byte()?, self.byte()?, self.byte()?, self.byte()?];
            behind = behind.checked_add(usize::try_from(u32::from_le_bytes(aids)).ok()?)?;
        }
        while left > 0 {
            if self.here().is_empty() {
                // Where letters go on in the next record, it says anew how large they are.
                self.arrive();
                wide = self.byte()? & 1 == 1;
            }
            let taken = push(out, self.here(), left, wide);
            if taken == 0 {
                return None;
            }
            self.at += taken * (1 + usize::from(wide));
            left -= taken;
        }
        self.skip(behind)
    }
}
