//! Bytes and a file name become sheets of cells. What kind of file it is, its first bytes say; the name only helps with text.
//! It knows file formats and their limits, not what the columns mean.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::header::Header;
use super::open_error::OpenError;
pub use super::sheet::{Merge, Sheet, SheetRow};
use super::{apart, compound, delimited, markup, old_excel, spreadsheet, web_page};
use crate::error::Error;

/// The largest file that is opened, in bytes. A roster of a whole kabupaten has about 2 MiB.
pub const MAX_FILE_BYTES: usize = 20 * 1024 * 1024;

/// A file of sheets.
#[derive(Debug, Clone, PartialEq)]
pub struct Workbook {
    /// The file's name, without folders.
    pub file_name: String,
    /// Its sheets that hold anything, hidden ones too.
    pub sheets: Vec<Sheet>,
}

impl Workbook {
    /// Opens a file that somebody picked, and reads no more of it than a list may have.
    ///
    /// # Errors
    /// If it cannot be read; as [`Self::open`].
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut file = File::open(path)?;
        let (bytes, limit) = (file.metadata()?.len(), MAX_FILE_BYTES as u64);
        if bytes > limit {
            return Err(OpenError::TooLarge { bytes, limit }.into());
        }
        let mut read = Vec::with_capacity(usize::try_from(bytes).unwrap_or_default());
        file.by_ref().take(limit + 1).read_to_end(&mut read)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Self::open(&read, &name)?)
    }

    /// Opens a roster file: XLSX, XLSB, XLS, ODS, Excel's XML of 2003, a web page with a table, or text in UTF-8, UTF-16 or Windows-1252, separated by
    /// `;`, `,`, tab or `|`.
    ///
    /// # Errors
    /// [`OpenError`] says what the file is instead, or what is wrong with it.
    pub fn open(bytes: &[u8], file_name: &str) -> Result<Self, OpenError> {
        let file_name = file_name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or(file_name)
            .to_owned();
        if bytes.is_empty() {
            return Err(OpenError::Empty);
        }
        if bytes.len() > MAX_FILE_BYTES {
            return Err(OpenError::TooLarge {
                bytes: bytes.len() as u64,
                limit: MAX_FILE_BYTES as u64,
            });
        }
        let sheets = match FileType::of(bytes) {
            FileType::Zip => spreadsheet::read(bytes)?,
            FileType::OldExcel => old_excel::read(bytes)?,
            FileType::Ancient => return Err(OpenError::OldExcel),
            FileType::Other(what) => return Err(OpenError::OtherType(what)),
            FileType::Markup => markup::read(bytes)?,
            FileType::WebPage => vec![web_page::read(bytes, stem(&file_name))?],
            FileType::Text => vec![delimited::read(bytes, stem(&file_name))?],
        };
        let filled = sheets.into_iter().filter(|sheet| !sheet.rows.is_empty());
        let sheets: Vec<Sheet> = filled
            .map(|sheet| Sheet {
                file: file_name.clone(),
                // A file that is a sheet and nothing else names none.
                text: sheet.text || sheet.name.is_empty(),
                name: if sheet.name.is_empty() {
                    stem(&file_name).to_owned()
                } else {
                    sheet.name
                },
                ..sheet
            })
            .flat_map(apart::lists_of)
            .collect();
        if sheets.is_empty() {
            return Err(OpenError::Empty);
        }
        Ok(Self { file_name, sheets })
    }
}

/// Every sheet of a file that has a header, with it: a workbook may have a sheet for each kecamatan, and one with notes.
///
/// # Errors
/// [`OpenError::NoHeader`] if no sheet has one.
pub fn lists(book: &Workbook) -> Result<Vec<(&Sheet, Header)>, OpenError> {
    let found: Vec<(&Sheet, Header)> = book
        .sheets
        .iter()
        .filter_map(|sheet| Some((sheet, Header::find(sheet).ok()?)))
        .collect();
    if found.is_empty() {
        Err(OpenError::NoHeader)
    } else {
        Ok(found)
    }
}

fn stem(file_name: &str) -> &str {
    file_name
        .rsplit_once('.')
        .map_or(file_name, |(stem, _)| stem)
}

enum FileType {
    Zip,
    /// A Compound File: old Excel, and the envelope of an encrypted XLSX ([MS-OFFCRYPTO] 2.3).
    OldExcel,
    /// Excel 2 to 4.
    Ancient,
    Other(&'static str),
    /// Excel's XML of 2003.
    Markup,
    /// Some web systems call a page ".xls".
    WebPage,
    Text,
}

impl FileType {
    fn of(bytes: &[u8]) -> Self {
        const OTHERS: [(&[u8], &str); 8] = [
            (b"%PDF", "a PDF"),
            (b"\x89PNG", "a picture"),
            (b"\xFF\xD8\xFF", "a picture"),
            (b"GIF8", "a picture"),
            (b"Rar!", "a RAR archive"),
            (b"7z\xBC\xAF", "a 7z archive"),
            (b"{\\rtf", "a text document"),
            (b"SQLite format 3", "a database"),
        ];
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Self::Zip;
        }
        if bytes.starts_with(compound::MAGIC) || old_excel::is_bare(bytes) {
            return Self::OldExcel;
        }
        if old_excel::is_ancient(bytes) {
            return Self::Ancient;
        }
        if let Some((_, what)) = OTHERS.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return Self::Other(what);
        }
        let start = &bytes[..bytes.len().min(2048)];
        let lower = String::from_utf8_lossy(start)
            .replace('\0', "")
            .to_lowercase();
        let lower = lower.trim_start_matches('\u{feff}').trim_start();
        if !lower.starts_with('<') {
            Self::Text
        } else if lower.contains("urn:schemas-microsoft-com:office:spreadsheet")
            && lower.contains("<workbook")
        {
            Self::Markup
        } else {
            Self::WebPage
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kind(bytes: &[u8], name: &str) -> &'static str {
        Workbook::open(bytes, name).map_or_else(|fault| fault.kind(), |_| "opened")
    }

    #[test]
    fn what_is_no_roster_says_what_it_is() {
        assert_eq!(kind(b"", "a.xlsx"), "roster_empty");
        assert_eq!(kind(b" \r\n\r\n", "a.csv"), "roster_empty");
        assert_eq!(kind(b"%PDF-1.7", "a.xlsx"), "roster_other_type");
        assert_eq!(kind(b"  <html><p>kosong", "a.xls"), "roster_other_type");
        assert_eq!(kind(b"PK\x03\x04 cut short", "a.xlsx"), "roster_unreadable");
        assert_eq!(
            kind(&vec![b'x'; MAX_FILE_BYTES + 1], "a.csv"),
            "roster_too_large"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_fail_hard(mut bytes in proptest::collection::vec(any::<u8>(), 0..300), zip in any::<bool>()) {
            if zip {
                bytes.splice(0..0, *b"PK\x03\x04");
            }
            let _ = Workbook::open(&bytes, "x.xlsx");
        }
    }
}
