//! Excel 5 to 2003 (.xls, [MS-XLS]) into sheets of cells, record by record within the limits of [`limits`](super::limits): no count or
//! dimension that the file claims decides how much is held or read. It knows records, not the container and not rosters.

mod book;
mod cells;
mod records;
mod texts;

use self::book::Book;
use self::records::{Budget, record};
use super::compound::{Compound, u16_at};
use super::limits::{Allowance, MAX_UNPACKED};
use super::open_error::OpenError;
use super::sheet::Sheet;

/// The streams that have the workbook: of Excel 97 and later, and of Excel 5 and 95.
const STREAM: &str = "Workbook";
const OLDER: &str = "Book";

/// Whether bytes are the records of a sheet without any container, as many web systems write an ".xls".
pub(super) fn is_bare(bytes: &[u8]) -> bool {
    u16_at(bytes, 0) == Some(record::BOF) && u16_at(bytes, 2).is_some_and(|length| length <= 16)
}

/// Whether bytes are a workbook of Excel 2, 3 or 4.
pub(super) fn is_ancient(bytes: &[u8]) -> bool {
    let begins = matches!(u16_at(bytes, 0), Some(0x0009 | 0x0209 | 0x0409));
    begins && matches!(u16_at(bytes, 2), Some(4 | 6))
}

/// Reads the sheets of an old workbook.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    if is_bare(bytes) {
        return sheets(bytes);
    }
    let file = Compound::open(bytes)?;
    if file.has("EncryptedPackage") {
        return Err(OpenError::PasswordProtected);
    }
    let stream = match file.stream(STREAM)? {
        Some(stream) => Some(stream),
        None => file.stream(OLDER)?,
    };
    let stream = stream.ok_or(OpenError::OtherType("an old Office document"))?;
    drop(file);
    sheets(&stream)
}

fn sheets(stream: &[u8]) -> Result<Vec<Sheet>, OpenError> {
    let mut budget = Budget(MAX_UNPACKED);
    let book = Book::read(stream, &mut budget)?;
    let mut allowance = Allowance::default();
    let mut sheets = Vec::new();
    for listed in &book.listed {
        let read = cells::sheet(&book, listed, stream, &mut allowance, &mut budget)?;
        sheets.extend(read);
    }
    Ok(sheets)
}

#[cfg(test)]
#[path = "old_excel_tests.rs"]
mod tests;
