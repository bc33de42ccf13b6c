//! What an old workbook says before its sheets: their names and places, the texts that cells share, formats.

use super::records::{Budget, Records, WORKSHEET, record};
use super::texts::{bytes_after, push, push_bytes, shared, sized};
use crate::roster::compound::{u16_at, u32_at};
use crate::roster::formats::Formats;
use crate::roster::limits::MAX_SHEETS;
use crate::roster::open_error::OpenError;
use crate::roster::strings::Strings;
use crate::roster::xml::damaged;

/// The version of records of Excel 97 and later.
const BIFF8: u16 = 0x0600;
/// The kind of substream that comes before sheets.
const GLOBALS: u16 = 0x0005;

/// What a workbook says before its sheets.
#[derive(Default)]
pub(super) struct Book {
    pub(super) listed: Vec<Listed>,
    pub(super) strings: Strings,
    pub(super) formats: Formats,
    pub(super) since_1904: bool,
    /// Texts say how large their letters are; before Excel 97 letters are bytes.
    sized: bool,
}

/// A sheet as the workbook lists it.
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) begins: usize,
    pub(super) hidden: bool,
}

impl Book {
    pub(super) fn read(stream: &[u8], budget: &mut Budget) -> Result<Self, OpenError> {
        let mut book = Self::default();
        let mut records = Records { stream, at: 0 };
        let first = records.next(budget)?;
        let Some((record::BOF, body)) = first else {
            return Err(damaged("it does not begin as a workbook does"));
        };
        book.sized = u16_at(body, 0) == Some(BIFF8);
        match u16_at(body, 2) {
            Some(GLOBALS) => {}
            Some(WORKSHEET) => {
                // A sheet and nothing else.
                book.listed.push(Listed {
                    name: String::new(),
                    begins: 0,
                    hidden: false,
                });
                return Ok(book);
            }
            _ => return Err(damaged("it does not begin as a workbook does")),
        }
        while let Some((kind, body)) = records.next(budget)? {
            match kind {
                record::EOF => return Ok(book),
                record::FILE_PASS => return Err(OpenError::PasswordProtected),
                record::DATE_1904 => book.since_1904 = u16_at(body, 0) == Some(1),
                record::BOUND_SHEET => book.list(body)?,
                record::XF => book.formats.style(u16_at(body, 2).unwrap_or(0))?,
                record::FORMAT => {
                    let mut code = String::new();
                    let rest = body.get(2..).unwrap_or_default();
                    let told = if book.sized {
                        book.text(rest, &mut code)
                    } else {
                        bytes_after(rest, &mut code)
                    };
                    if let (Some(id), Some(())) = (u16_at(body, 0), told) {
                        book.formats.format(id, &code)?;
                    }
                }
                record::SST => {
                    let mut parts = vec![body];
                    loop {
                        let before = records.at;
                        let Some((record::CONTINUE, body)) = records.next(budget)? else {
                            records.at = before;
                            break;
                        };
                        parts.push(body);
                    }
                    shared(&parts, &mut book.strings)?;
                }
                _ => {}
            }
        }
        Err(damaged("it ends before its sheets do"))
    }

    fn list(&mut self, body: &[u8]) -> Result<(), OpenError> {
        let cut = || damaged("a sheet has no name");
        let begins = u32_at(body, 0).ok_or_else(cut)?;
        let (hidden, kind) = (body.get(4).ok_or_else(cut)?, body.get(5).ok_or_else(cut)?);
        let rest = body.get(6..).unwrap_or_default();
        let mut name = String::new();
        if self.sized {
            let (count, wide) = (rest.first().ok_or_else(cut)?, rest.get(1).ok_or_else(cut)?);
            let letters = rest.get(2..).unwrap_or_default();
            push(&mut name, letters, usize::from(*count), wide & 1 == 1);
        } else {
            bytes_after(rest, &mut name).ok_or_else(cut)?;
        }
        if *kind != 0 {
            return Ok(());
        }
        if self.listed.len() == MAX_SHEETS {
            return Err(OpenError::TooMuch("sheets", MAX_SHEETS));
        }
        self.listed.push(Listed {
            name,
            begins: usize::try_from(begins).map_err(|_| cut())?,
            hidden: *hidden & 3 != 0,
        });
        Ok(())
    }

    /// Appends the text of a cell, which begins with its length; none if it is cut.
    pub(super) fn text(&self, body: &[u8], out: &mut String) -> Option<()> {
        if self.sized {
            return sized(body, out);
        }
        let count = usize::from(u16_at(body, 0)?);
        push_bytes(out, body.get(2..)?.get(..count)?);
        Some(())
    }
}
