//! The records of a stream, one after the other, within a budget of bytes.

use crate::roster::compound::u16_at;
use crate::roster::limits::MAX_UNPACKED;
use crate::roster::open_error::OpenError;
use crate::roster::xml::damaged;

/// The kind of substream that has cells.
pub(super) const WORKSHEET: u16 = 0x0010;

/// Numbers of records ([MS-XLS] 2.3).
pub(super) mod record {
    pub(in crate::roster::old_excel) const FORMULA: u16 = 0x0006;
    pub(in crate::roster::old_excel) const EOF: u16 = 0x000A;
    pub(in crate::roster::old_excel) const DATE_1904: u16 = 0x0022;
    pub(in crate::roster::old_excel) const FILE_PASS: u16 = 0x002F;
    pub(in crate::roster::old_excel) const CONTINUE: u16 = 0x003C;
    pub(in crate::roster::old_excel) const BOUND_SHEET: u16 = 0x0085;
    pub(in crate::roster::old_excel) const MUL_RK: u16 = 0x00BD;
    pub(in crate::roster::old_excel) const R_STRING: u16 = 0x00D6;
    pub(in crate::roster::old_excel) const XF: u16 = 0x00E0;
    pub(in crate::roster::old_excel) const MERGE_CELLS: u16 = 0x00E5;
    pub(in crate::roster::old_excel) const SST: u16 = 0x00FC;
    pub(in crate::roster::old_excel) const LABEL_SST: u16 = 0x00FD;
    pub(in crate::roster::old_excel) const NUMBER: u16 = 0x0203;
    pub(in crate::roster::old_excel) const LABEL: u16 = 0x0204;
    pub(in crate::roster::old_excel) const BOOL_ERR: u16 = 0x0205;
    pub(in crate::roster::old_excel) const STRING: u16 = 0x0207;
    pub(in crate::roster::old_excel) const ROW: u16 = 0x0208;
    pub(in crate::roster::old_excel) const RK: u16 = 0x027E;
    pub(in crate::roster::old_excel) const FORMAT: u16 = 0x041E;
    pub(in crate::roster::old_excel) const BOF: u16 = 0x0809;
}

/// How many bytes of records may still be read: sheets may all begin at one place.
pub(super) struct Budget(pub(super) u64);

/// The records of a stream from a place on.
pub(super) struct Records<'s> {
    pub(super) stream: &'s [u8],
    pub(super) at: usize,
}

impl<'s> Records<'s> {
    pub(super) fn next(
        &mut self,
        budget: &mut Budget,
    ) -> Result<Option<(u16, &'s [u8])>, OpenError> {
        let Some((kind, length)) =
            u16_at(self.stream, self.at).zip(u16_at(self.stream, self.at + 2))
        else {
            return Ok(None);
        };
        let start = self.at + 4;
        let end = start + usize::from(length);
        let body = self
            .stream
            .get(start..end)
            .ok_or_else(|| damaged("it ends within a record"))?;
        let bytes = 4 + u64::from(length);
        budget.0 = budget.0.checked_sub(bytes).ok_or(OpenError::TooLarge {
            bytes: MAX_UNPACKED + 1,
            limit: MAX_UNPACKED,
        })?;
        self.at = end;
        Ok(Some((kind, body)))
    }
}
