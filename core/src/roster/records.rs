//! A text file cut into its records: a line each, or several where a cell in quotation marks has line breaks. A quotation mark that is never
//! closed ends with its own line, so that it swallows no other. It knows separators and quotation marks, not what cells say.

use super::limits::MAX_PIECE;
use super::open_error::OpenError;
use super::xml::damaged;

/// The most lines that one record takes, from cells with line breaks.
const MAX_LINES: u32 = 40;
/// A line within quotation marks that has so many separators is a row of its own: the mark before it was never closed. Addresses have
/// commas, but hardly other separators.
fn separators_of_a_row(separator: u8) -> usize {
    if separator == b',' { 3 } else { 2 }
}

/// A record.
#[derive(Debug, PartialEq)]
pub(super) struct Record<'t> {
    /// Its text, without the line break at its end.
    pub text: &'t str,
    /// Its first line, from 1.
    pub line: u32,
    /// A quotation mark opens in it and is never closed.
    pub broken: bool,
}

/// The records of a text.
pub(super) struct Records<'t> {
    rest: &'t str,
    line: u32,
    separator: u8,
}

impl<'t> Records<'t> {
    /// The records of `text`, cells separated by `separator`.
    pub(super) fn of(text: &'t str, separator: u8) -> Self {
        Self {
            rest: text,
            line: 1,
            separator,
        }
    }
}

impl<'t> Iterator for Records<'t> {
    type Item = Result<Record<'t>, OpenError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.rest.is_empty() {
            return None;
        }
        let (end, broken) = match whole(self.rest.as_bytes(), self.separator) {
            Some(end) => (end, false),
            None => (line_end(self.rest.as_bytes(), 0), true),
        };
        if end as u64 > MAX_PIECE {
            return Some(Err(damaged(format!(
                "one of its lines has more than {MAX_PIECE} bytes"
            ))));
        }
        let (text, after) = self.rest.split_at(end);
        let line = self.line;
        self.line = line.saturating_add(breaks(text)).saturating_add(1);
        self.rest = after
            .strip_prefix("\r\n")
            .or_else(|| after.strip_prefix(['\n', '\r']))
            .unwrap_or(after);
        Some(Ok(Record { text, line, broken }))
    }
}

/// Where the first record ends; none if a quotation mark in it is not closed before other rows begin.
fn whole(bytes: &[u8], separator: u8) -> Option<usize> {
    let mut lines = 0;
    let mut at = 0;
    let mut start_of_cell = true;
    loop {
        match bytes.get(at) {
            Some(b'"') if start_of_cell => {
                at = closed(bytes, at + 1, separator, &mut lines)?;
                start_of_cell = false;
            }
            Some(b'\r' | b'\n') | None => return Some(at),
            Some(byte) => {
                start_of_cell = *byte == separator;
                at += 1;
            }
        }
    }
}

/// The place behind the quotation mark that closes a cell which was opened before `at`.
fn closed(bytes: &[u8], mut at: usize, separator: u8, lines: &mut u32) -> Option<usize> {
    // Separators since the last line break within the cell.
    let mut separators = 0;
    let mut broken_lines = false;
    let row = separators_of_a_row(separator);
    loop {
        match (bytes.get(at)?, bytes.get(at + 1)) {
            (b'"', Some(b'"')) => at += 2,
            (b'"', next) => {
                let ends =
                    next.is_none_or(|next| *next == separator || matches!(next, b'\r' | b'\n'));
                // In a later line, a mark with letters behind it opens a cell of another row.
                return (ends || !broken_lines).then_some(at + 1);
            }
            (b'\n', _) => {
                *lines += 1;
                if *lines == MAX_LINES || (broken_lines && separators >= row) {
                    return None;
                }
                broken_lines = true;
                separators = 0;
                at += 1;
            }
            (byte, _) => {
                separators += usize::from(*byte == separator);
                if broken_lines && separators >= row {
                    return None;
                }
                at += 1;
            }
        }
    }
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    let end = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n'));
    from + end.unwrap_or(rest.len())
}

/// Line breaks in a record: `\r\n`, `\n` or `\r`.
fn breaks(text: &str) -> u32 {
    let pairs = text.matches("\r\n").count();
    let all = text.matches(['\r', '\n']).count();
    u32::try_from(all - pairs).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(text: &str) -> Vec<(u32, &str, bool)> {
        Records::of(text, b';')
            .map(|record| record.expect("short"))
            .map(|record| (record.line, record.text, record.broken))
            .collect()
    }

    #[test]
    fn a_cell_may_have_line_breaks() {
        assert_eq!(
            cut("\"NAMA\nKPM\";NIK\r\n\"a \"\"b\"\" c\";1\n\nx;2"),
            [
                (1, "\"NAMA\nKPM\";NIK", false),
                (3, "\"a \"\"b\"\" c\";1", false),
                (4, "", false),
                (5, "x;2", false)
            ]
        );
    }

    #[test]
    fn a_mark_that_is_never_closed_ends_with_its_line() {
        assert_eq!(
            cut("1;\"A;b;c\n2;B;b;c\n3;C;b;c"),
            [
                (1, "1;\"A;b;c", true),
                (2, "2;B;b;c", false),
                (3, "3;C;b;c", false)
            ]
        );
        // The next row's own mark does not close it.
        assert_eq!(
            cut("1;\"A;b;c\n2;\"B\";b;c\n3;C;b;c\n")
                .iter()
                .map(|(_, _, broken)| *broken)
                .collect::<Vec<_>>(),
            [true, false, false]
        );
        assert_eq!(cut("1;2;\"A"), [(1, "1;2;\"A", true)]);
        // Within a cell a mark is a letter.
        assert_eq!(
            cut("1;A \"B\n2;C"),
            [(1, "1;A \"B", false), (2, "2;C", false)]
        );
    }

    proptest! {
        #[test]
        fn no_line_is_lost_and_none_comes_twice(text in "[a;\"\n]{0,60}") {
            let pieces = cut(&text);
            let joined: Vec<&str> = pieces.iter().map(|(_, text, _)| *text).collect();
            let joined = joined.join("\n");
            prop_assert_eq!(joined.trim_end_matches('\n'), text.trim_end_matches('\n'));
            let mut line = 1;
            for (at, text, _) in pieces {
                prop_assert_eq!(at, line);
                line += breaks(text) + 1;
            }
        }
    }
}
