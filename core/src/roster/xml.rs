//! The XML of a workbook's parts, a tag or text at a time, within the limits of [`limits`](super::limits). It expands no entities but
//! the five that XML has, keeps nothing of what it has passed, and does not know what the tags mean.

use std::borrow::Cow;
use std::io::{BufReader, Read};

use quick_xml::XmlVersion;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::limits::{MAX_CELL_TEXT, Meter, Metered};
use super::open_error::OpenError;

/// The most tags that are open at once; a workbook has some eight.
const MAX_DEPTH: u32 = 100;

/// A part, read forwards. An empty tag comes as its start and its end.
pub(super) struct Xml<'m, R: Read> {
    reader: quick_xml::Reader<BufReader<Metered<'m, R>>>,
    meter: &'m Meter,
    buffer: Vec<u8>,
    depth: u32,
}

impl<'m, R: Read> Xml<'m, R> {
    pub(super) fn new(part: R, meter: &'m Meter, limit: u64) -> Self {
        let part = BufReader::new(Metered::new(part, meter, limit));
        let mut reader = quick_xml::Reader::from_reader(part);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        Self {
            reader,
            meter,
            buffer: Vec::new(),
            depth: 0,
        }
    }

    /// The next tag or text.
    pub(super) fn next(&mut self) -> Result<Event<'_>, OpenError> {
        self.buffer.clear();
        self.meter.next_piece();
        let event = self
            .reader
            .read_event_into(&mut self.buffer)
            .map_err(|fault| self.meter.fault(&fault))?;
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > MAX_DEPTH {
            return Err(damaged("its parts are nested too deep"));
        }
        Ok(event)
    }

    /// Appends the text up to the end of the tag `end`, which was begun just now.
    pub(super) fn text(&mut self, end: &str, out: &mut String) -> Result<(), OpenError> {
        loop {
            match self.next()? {
                Event::Text(text) => grow(out, &text.xml10_content())?,
                Event::CData(text) => grow(out, &text.xml10_content())?,
                Event::GeneralRef(entity) => grow(out, &resolved(&entity)?)?,
                Event::End(tag) if tag.local_name().as_ref() == end => return Ok(()),
                Event::Eof => return Err(cut(end)),
                _ => {}
            }
        }
    }

    /// Appends a text of Excel's, up to the end of the tag `end` (`si`, `is`): its runs in order, without their reading aids.
    pub(super) fn rich_text(&mut self, end: &str, out: &mut String) -> Result<(), OpenError> {
        let mut aids = 0_u32;
        let mut run = String::new();
        loop {
            let preserved = match self.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == "rPh" => {
                    aids += 1;
                    continue;
                }
                Event::End(tag) if tag.local_name().as_ref() == "rPh" => {
                    aids = aids.saturating_sub(1);
                    continue;
                }
                Event::Start(tag) if tag.local_name().as_ref() == "t" && aids == 0 => {
                    attribute(&tag, "space").is_some_and(|value| value == "preserve")
                }
                Event::End(tag) if tag.local_name().as_ref() == end => return Ok(()),
                Event::Eof => return Err(cut(end)),
                _ => continue,
            };
            run.clear();
            self.text("t", &mut run)?;
            let text = if preserved {
                run.as_str()
            } else {
                run.trim_matches([' ', '\t', '\r', '\n'])
            };
            grow(out, &unescaped(text))?;
        }
    }

    /// Passes over everything up to the end of the tag `end`, which was begun just now.
    pub(super) fn skip(&mut self, end: &str) -> Result<(), OpenError> {
        let mut open = 1_u32;
        loop {
            match self.next()? {
                Event::Start(tag) if tag.local_name().as_ref() == end => open += 1,
                Event::End(tag) if tag.local_name().as_ref() == end => {
                    open -= 1;
                    if open == 0 {
                        return Ok(());
                    }
                }
                Event::Eof => return Err(cut(end)),
                _ => {}
            }
        }
    }

    /// Reads what is left, so that the archive's checksum of the part is compared.
    pub(super) fn finish(self) -> Result<(), OpenError> {
        let mut rest = self.reader.into_inner();
        let mut buffer = [0; 8 * 1024];
        loop {
            self.meter.next_piece();
            match rest.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(_) => {}
                Err(fault) => return Err(self.meter.fault(&fault)),
            }
        }
    }
}

/// An attribute by its name without prefix.
pub(super) fn attribute<'t>(tag: &'t BytesStart<'_>, name: &str) -> Option<Cow<'t, str>> {
    tag.attributes()
        .with_checks(false)
        .filter_map(Result::ok)
        .find(|attribute| attribute.key.local_name().as_ref() == name)
        .and_then(|attribute| attribute.normalized_value(XmlVersion::Implicit1_0).ok())
}

/// Whether an attribute that is either says yes.
pub(super) fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true" | "on"))
}

/// A file that contradicts itself.
pub(super) fn damaged(why: impl Into<String>) -> OpenError {
    OpenError::Unreadable(why.into())
}

fn cut(tag: &str) -> OpenError {
    damaged(format!("it ends within <{tag}>"))
}

fn grow(out: &mut String, more: &str) -> Result<(), OpenError> {
    if out.len() + more.len() > MAX_CELL_TEXT {
        return Err(damaged("a cell holds more than Excel lets it"));
    }
    out.push_str(more);
    Ok(())
}

fn resolved<'e>(entity: &'e BytesRef<'_>) -> Result<Cow<'e, str>, OpenError> {
    let name: &str = entity.as_ref();
    if let Some(text) = quick_xml::escape::resolve_xml_entity(name) {
        return Ok(text.into());
    }
    match entity.resolve_char_ref() {
        Ok(Some(letter)) => Ok(letter.to_string().into()),
        _ => Err(damaged("it uses an entity that workbooks do not have")),
    }
}

/// Excel's own escape of characters that XML has not: `_x000D_`.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    let mut units: Vec<u16> = Vec::new();
    while let Some(at) = rest.find("_x") {
        let (before, from) = rest.split_at(at);
        if let Some(unit) = unit_of(from) {
            if !before.is_empty() {
                flush(&mut units, &mut out);
                out.push_str(before);
            }
            units.push(unit);
            rest = from.get(7..).unwrap_or_default();
        } else {
            flush(&mut units, &mut out);
            let (kept, after) = from.split_at(2);
            out.push_str(before);
            out.push_str(kept);
            rest = after;
        }
    }
    if rest.len() == text.len() {
        return Cow::Borrowed(text);
    }
    flush(&mut units, &mut out);
    out.push_str(rest);
    Cow::Owned(out)
}

/// The UTF-16 unit of an escape that `text` begins with.
fn unit_of(text: &str) -> Option<u16> {
    let digits = text.get(2..6)?;
    let ends = text.get(6..7)? == "_";
    let sound = ends && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
    sound.then(|| u16::from_str_radix(digits, 16).ok())?
}

fn flush(units: &mut Vec<u16>, out: &mut String) {
    let letters = char::decode_utf16(units.drain(..));
    out.extend(letters.map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rich(xml: &str) -> Result<String, OpenError> {
        let meter = Meter::new(u64::MAX);
        let mut reader = Xml::new(xml.as_bytes(), &meter, u64::MAX);
        assert!(matches!(reader.next()?, Event::Start(_)));
        let mut out = String::new();
        reader.rich_text("si", &mut out)?;
        reader.finish()?;
        Ok(out)
    }

    #[test]
    fn a_text_is_its_runs_without_reading_aids() {
        assert_eq!(
            rich(
                "<x:si><r><t> A </t></r><rPh><t>no</t></rPh><r><rPr/><t xml:space=\"preserve\"> B&amp;&#x43;<![CDATA[<]]></t></r></x:si>"
            ),
            Ok("A B&C<".to_owned())
        );
        assert_eq!(rich("<si/>"), Ok(String::new()));
        assert!(rich("<si><t>A").is_err());
        assert!(rich("<si><t>&bomb;</t></si>").is_err());
    }

    #[test]
    fn excels_escapes_are_undone() {
        for (text, meant) in [
            ("_", "_"),
            ("_x", "_x"),
            ("a_x000D_\u{e9}", "a\r\u{e9}"),
            ("_x00\u{bd}_", "_x00\u{bd}_"),
            ("_x005F_x000A_", "_x000A_"),
            ("__x0041__x0042_c", "_ABc"),
            ("_x+123_", "_x+123_"),
            ("_xD83D__xDCF7_", "\u{1F4F7}"),
            ("_xD83D_-_xDCF7_", "\u{FFFD}-\u{FFFD}"),
            ("_x_x0041_", "_xA"),
        ] {
            assert_eq!(unescaped(text), meant, "{text}");
        }
    }

    #[test]
    fn depth_and_the_length_of_a_text_are_bounded() {
        let deep = |levels: usize| format!("<si>{}", "<r>".repeat(levels));
        assert_eq!(rich(&deep(50)), Err(cut("si")));
        assert_eq!(
            rich(&deep(5_000_000)),
            Err(damaged("its parts are nested too deep"))
        );
        let long = |length: usize| format!("<si><t>{}</t></si>", "x".repeat(length));
        assert_eq!(
            rich(&long(MAX_CELL_TEXT)).map(|text| text.len()),
            Ok(MAX_CELL_TEXT)
        );
        assert!(rich(&long(MAX_CELL_TEXT + 1)).is_err());
        // Runs add up.
        let runs = format!("<si>{}</si>", "<r><t>0123456789</t></r>".repeat(20_000));
        assert!(rich(&runs).is_err());
        // A tag without end is not held.
        assert!(rich(&format!("<si><r {}", "a=\"b\" ".repeat(2_000_000))).is_err());
    }
}
