//! A web page with a table, which some systems call ".xls": its rows as one sheet. It knows the tags of tables and the commonest entities,
//! no styles and no scripts.

use super::delimited::decode;
use super::grown::{Rows, Said};
use super::limits::{Allowance, MAX_CELL_TEXT, MAX_COLUMNS};
use super::open_error::OpenError;
use super::sheet::{Merge, Sheet};

/// Reads the tables of a page, one below the other.
pub(super) fn read(bytes: &[u8], name: &str) -> Result<Sheet, OpenError> {
    let page = decode(bytes)?;
    let mut allowance = Allowance::default();
    let mut table = Table {
        rows: Rows::of(name, &mut allowance),
        merges: Vec::new(),
        covered: Vec::new(),
        row: 0,
        column: 0,
        cell: None,
    };
    let mut rest = page.as_str();
    while let Some(at) = rest.find('<') {
        let (text, tag) = rest.split_at(at);
        table.text(text);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (tag, after) = tag.split_at(end);
        rest = after;
        let inner = tag.trim_start_matches('<').trim_end_matches(['>', '/']);
        let word = inner
            .split(|c: char| c.is_whitespace())
            .next()
            .unwrap_or_default();
        let word = word.to_ascii_lowercase();
        match word.as_str() {
            "script" | "style" | "title" => {
                rest = behind(rest, &word);
            }
            "tr" => table.begin_row()?,
            "td" | "th" => table.begin_cell(inner)?,
            "/td" | "/th" | "/tr" | "/table" => table.end_cell()?,
            "br" | "p" | "div" | "/p" | "/div" => table.text(" "),
            _ => {}
        }
    }
    table.end_cell()?;
    if table.row == 0 {
        return Err(OpenError::OtherType("a web page"));
    }
    Ok(Sheet {
        name: name.to_owned(),
        rows: table.rows.grown,
        merges: table.merges,
        text: true,
        ..Sheet::default()
    })
}

/// What follows from the closing tag of `word` on.
fn behind<'p>(page: &'p str, word: &str) -> &'p str {
    let mut rest = page;
    while let Some(at) = rest.find("</") {
        let (_, from) = rest.split_at(at);
        let name = from.get(2..2 + word.len());
        if name.is_some_and(|name| name.eq_ignore_ascii_case(word)) {
            return from;
        }
        rest = from.get(2..).unwrap_or_default();
    }
    ""
}

struct Table<'a> {
    rows: Rows<'a>,
    merges: Vec<Merge>,
    /// For each column the last row that a cell from above reaches into.
    covered: Vec<u32>,
    row: u32,
    column: usize,
    cell: Option<String>,
}

impl Table<'_> {
    fn begin_row(&mut self) -> Result<(), OpenError> {
        self.end_cell()?;
        self.row = self.row.saturating_add(1);
        self.column = 0;
        Ok(())
    }

    fn begin_cell(&mut self, tag: &str) -> Result<(), OpenError> {
        self.end_cell()?;
        self.row = self.row.max(1);
        while self
            .covered
            .get(self.column)
            .is_some_and(|last| *last >= self.row)
        {
            self.column += 1;
        }
        let span = |name: &str| attribute(tag, name).unwrap_or(1).clamp(1, 65_536);
        let (across, down) = (span("colspan"), span("rowspan"));
        let last = self.row.saturating_add(down - 1);
        let upto = self
            .column
            .saturating_add(across as usize - 1)
            .min(MAX_COLUMNS);
        if across > 1 || down > 1 {
            self.rows.merge()?;
            self.merges.push(Merge {
                rows: (self.row, last),
                columns: (self.column, upto),
            });
        }
        if self.covered.len() <= upto {
            self.covered.resize(upto + 1, 0);
        }
        for column in self.covered.iter_mut().take(upto + 1).skip(self.column) {
            *column = last;
        }
        self.cell = Some(String::new());
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), OpenError> {
        if let Some(text) = self.cell.take() {
            let text = resolved(&text);
            self.rows
                .put(self.row, self.column, Said::Text(text.into()))?;
            self.column += 1;
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if let Some(cell) = &mut self.cell
            && cell.len() + text.len() <= MAX_CELL_TEXT
        {
            cell.push_str(text);
        }
    }
}

/// The number that an attribute gives: `rowspan="3"`, `rowspan=3`.
fn attribute(tag: &str, name: &str) -> Option<u32> {
    let lower = tag.to_ascii_lowercase();
    let (_, after) = lower.split_once(name)?;
    let after = after.trim_start().strip_prefix('=')?.trim_start();
    let digits: String = after
        .trim_start_matches(['"', '\''])
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    digits.parse().ok()
}

fn resolved(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find(';').filter(|end| *end <= 10);
        let name = end.and_then(|end| from.get(1..end)).unwrap_or_default();
        let letter = match name {
            "nbsp" => Some(' '),
            "apos" => Some('\''),
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            _ => name.strip_prefix('#').and_then(|code| {
                let code = match code.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16).ok(),
                    None => code.parse().ok(),
                };
                char::from_u32(code?)
            }),
        };
        if let (Some(letter), Some(end)) = (letter, end) {
            out.push(letter);
            rest = from.get(end + 1..).unwrap_or_default();
        } else {
            out.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::cell::Cell;
    use proptest::prelude::*;

    #[test]
    fn the_rows_of_a_table_are_a_sheet() {
        let page = "<html><style>td{}</style><TABLE><tr><th colspan=2>NAMA<th>NIK</tr>\
            <tr><td rowspan=\"2\">A &amp; B</td><td>NU&#39;MAN<br>X</td><td>7201</td></tr><tr><td>Y<td>7202</table>";
        let sheet = read(page.as_bytes(), "x").expect("reads");
        let text = |row: usize, column: usize| sheet.rows[row].cell(column).clone();
        assert_eq!(text(0, 0), Cell::text("NAMA"));
        assert_eq!(text(1, 0), Cell::text("A & B"));
        assert_eq!(text(1, 1), Cell::text("NU'MAN X"));
        assert_eq!((text(2, 0), text(2, 1)), (Cell::Empty, Cell::text("Y")));
        assert_eq!(text(2, 2), Cell::text("7202"));
        assert_eq!(sheet.merges.len(), 2);
        assert!(read(b"<html>halo", "x").is_err());
    }

    proptest! {
        #[test]
        fn no_page_makes_it_fail_hard(page in "(<(tr|td|th|/td|table|br|p|td rowspan=9|script)>|[a-z&;#<>\" ]){0,40}") {
            let _ = read(page.as_bytes(), "x");
        }
    }
}
