//! The texts that the cells of a workbook share, within an allowance. It knows how they are kept, not where they stand.

use std::io::Read;

use quick_xml::events::Event;

use super::limits::MAX_TEXT;
use super::open_error::OpenError;
use super::xml::Xml;

/// The most texts that sheets share.
const MAX_STRINGS: usize = 1_000_000;

/// The texts that cells share, one behind the other.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// Reads all of them.
    pub(super) fn read<R: Read>(xml: &mut Xml<'_, R>) -> Result<Self, OpenError> {
        let mut strings = Self::default();
        let mut text = String::new();
        loop {
            match xml.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "si" => {}
                Event::Eof => return Ok(strings),
                _ => continue,
            }
            text.clear();
            xml.rich_text("si", &mut text)?;
            strings.push(&text)?;
        }
    }

    /// The text of a number, from 0.
    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = match index.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        self.text.get(start..end)
    }

    /// One more.
    ///
    /// # Errors
    /// More of them, or more text, than a roster has.
    pub(super) fn push(&mut self, text: &str) -> Result<(), OpenError> {
        if self.ends.len() == MAX_STRINGS {
            return Err(OpenError::TooMuch("texts", MAX_STRINGS));
        }
        if self.text.len() + text.len() > MAX_TEXT {
            return Err(OpenError::TooMuch("bytes of text", MAX_TEXT));
        }
        self.text.push_str(text);
        self.ends.push(self.text.len());
        Ok(())
    }
}
