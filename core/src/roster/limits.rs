//! How much one roster file may ask of a device, whatever its bytes claim: a meter on the bytes that come out of an archive, and an
//! allowance of rows, cells and text for the file in all. It knows no file format.

use std::cell::Cell as Counter;
use std::io::{self, Read};

use super::open_error::OpenError;

/// The most rows that hold anything, in all sheets.
pub const MAX_ROWS: usize = 50_000;
/// The most columns of a sheet; cells further right are left unread.
pub const MAX_COLUMNS: usize = 256;
/// The most sheets; one for each kecamatan is some thirty.
pub const MAX_SHEETS: usize = 255;
/// The most rows of a sheet, as Excel has them.
pub const LAST_ROW: u32 = 1_048_576;
/// The most merged cells in all sheets.
pub const MAX_MERGES: usize = 50_000;
/// The most cells in all sheets; empty ones count that stand left of others.
pub const MAX_CELLS: usize = 1_000_000;
/// The most bytes of text in all cells; a text counts as often as cells refer to it.
pub const MAX_TEXT: usize = 16 * 1024 * 1024;
/// The most bytes of one text: 32,767 characters are the most that Excel keeps in a cell.
pub const MAX_CELL_TEXT: usize = 4 * 32_767;
/// The most that is unpacked, in bytes; a part counts as often as it is read. A sheet of 50,000 rows and 21 columns has about 50 MiB.
pub const MAX_UNPACKED: u64 = 128 * 1024 * 1024;
/// The most bytes of one tag, text or record: what a parser holds at once.
pub const MAX_PIECE: u64 = 1024 * 1024;

/// What is left of the rows, cells and text that a file may have.
#[derive(Debug)]
pub(super) struct Allowance {
    rows: usize,
    cells: usize,
    text: usize,
    merges: usize,
}

impl Default for Allowance {
    fn default() -> Self {
        Self {
            rows: MAX_ROWS,
            cells: MAX_CELLS,
            text: MAX_TEXT,
            merges: MAX_MERGES,
        }
    }
}

impl Allowance {
    /// One more row, in `sheet`.
    pub(super) fn row(&mut self, sheet: &str) -> Result<(), OpenError> {
        self.rows = self
            .rows
            .checked_sub(1)
            .ok_or_else(|| OpenError::TooManyRows {
                sheet: sheet.to_owned(),
                limit: MAX_ROWS,
            })?;
        Ok(())
    }

    /// So many more cells.
    pub(super) fn cells(&mut self, count: usize) -> Result<(), OpenError> {
        self.cells = self
            .cells
            .checked_sub(count)
            .ok_or(OpenError::TooMuch("cells", MAX_CELLS))?;
        Ok(())
    }

    /// One more merged cell.
    pub(super) fn merge(&mut self) -> Result<(), OpenError> {
        self.merges = self
            .merges
            .checked_sub(1)
            .ok_or(OpenError::TooMuch("merged cells", MAX_MERGES))?;
        Ok(())
    }

    /// So many more bytes of text. To be asked before the text is copied.
    pub(super) fn text(&mut self, bytes: usize) -> Result<(), OpenError> {
        self.text = self
            .text
            .checked_sub(bytes)
            .ok_or(OpenError::TooMuch("bytes of text", MAX_TEXT))?;
        Ok(())
    }
}

/// What may still be read: in all, and until the next piece begins.
#[derive(Debug)]
pub(super) struct Meter {
    left: Counter<u64>,
    piece: Counter<u64>,
    passed: Counter<Option<(&'static str, u64)>>,
}

impl Meter {
    /// For `left` bytes in all.
    pub(super) fn new(left: u64) -> Self {
        Self {
            left: Counter::new(left),
            piece: Counter::new(MAX_PIECE),
            passed: Counter::new(None),
        }
    }

    /// A parser begins its next tag, text or record.
    pub(super) fn next_piece(&self) {
        self.piece.set(MAX_PIECE);
    }

    /// Why a parser failed: a limit that was passed here, or else its own complaint.
    pub(super) fn fault(&self, complaint: &dyn std::fmt::Display) -> OpenError {
        match self.passed.get() {
            Some(("piece", _)) => {
                OpenError::Unreadable(format!("one of its texts has more than {MAX_PIECE} bytes"))
            }
            Some((_, limit)) => OpenError::TooLarge {
                bytes: limit.saturating_add(1),
                limit,
            },
            None => OpenError::Unreadable(complaint.to_string()),
        }
    }
}

/// A reader that ends with an error where the meter, or its own part, has nothing left. It never gives more than that.
#[derive(Debug)]
pub(super) struct Metered<'m, R> {
    inner: R,
    meter: &'m Meter,
    part: u64,
    part_limit: u64,
}

impl<'m, R: Read> Metered<'m, R> {
    /// At most `part_limit` bytes of `inner`.
    pub(super) fn new(inner: R, meter: &'m Meter, part_limit: u64) -> Self {
        Self {
            inner,
            meter,
            part: part_limit,
            part_limit,
        }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let (left, piece) = (self.meter.left.get(), self.meter.piece.get());
        let room = left.min(piece).min(self.part);
        if room == 0 {
            // Whoever has read to the end exactly has passed nothing.
            if self.inner.read(&mut [0])? == 0 {
                return Ok(0);
            }
            let passed = if piece == 0 {
                ("piece", MAX_PIECE)
            } else if self.part == 0 {
                ("part", self.part_limit)
            } else {
                ("file", MAX_UNPACKED)
            };
            self.meter.passed.set(Some(passed));
            return Err(io::Error::other("a limit was passed"));
        }
        let most = usize::try_from(room)
            .unwrap_or(usize::MAX)
            .min(buffer.len());
        let into = buffer.get_mut(..most).unwrap_or_default();
        let read = self.inner.read(into)?;
        let spent = read as u64;
        self.meter.left.set(left.saturating_sub(spent));
        self.meter.piece.set(piece.saturating_sub(spent));
        self.part = self.part.saturating_sub(spent);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(meter: &Meter, bytes: u64, part: u64) -> Result<u64, OpenError> {
        let mut reader = Metered::new(io::repeat(b'x').take(bytes), meter, part);
        io::copy(&mut reader, &mut io::sink()).map_err(|fault| meter.fault(&fault))
    }

    #[test]
    fn a_limit_that_is_reached_exactly_is_not_passed() {
        let meter = Meter::new(100);
        assert_eq!(all(&meter, 60, 60), Ok(60));
        assert_eq!(all(&meter, 40, 60), Ok(40));
        assert!(matches!(
            all(&meter, 1, 60),
            Err(OpenError::TooLarge {
                limit: MAX_UNPACKED,
                ..
            })
        ));
        let too_large = OpenError::TooLarge {
            bytes: 11,
            limit: 10,
        };
        assert_eq!(all(&Meter::new(100), 11, 10), Err(too_large));
    }

    #[test]
    fn a_piece_is_bounded_by_itself() {
        let meter = Meter::new(u64::MAX);
        assert_eq!(all(&meter, MAX_PIECE, u64::MAX), Ok(MAX_PIECE));
        assert!(matches!(
            all(&meter, 1, u64::MAX),
            Err(OpenError::Unreadable(_))
        ));
        let meter = Meter::new(u64::MAX);
        for _ in 0..3 {
            meter.next_piece();
            assert_eq!(all(&meter, MAX_PIECE, u64::MAX), Ok(MAX_PIECE));
        }
    }

    #[test]
    fn rows_cells_and_text_are_counted_for_the_file_in_all() {
        let mut allowance = Allowance::default();
        allowance.cells(MAX_CELLS).expect("all of them");
        assert!(matches!(
            allowance.cells(1),
            Err(OpenError::TooMuch("cells", MAX_CELLS))
        ));
        allowance.text(MAX_TEXT).expect("all of it");
        assert!(allowance.text(1).is_err());
        assert!(allowance.text(usize::MAX).is_err());
        for _ in 0..MAX_MERGES {
            allowance.merge().expect("one of them");
        }
        assert!(allowance.merge().is_err());
        for _ in 0..MAX_ROWS {
            allowance.row("A").expect("one of them");
        }
        assert!(matches!(
            allowance.row("B"),
            Err(OpenError::TooManyRows { .. })
        ));
    }
}
