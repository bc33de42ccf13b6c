//! A table in a sheet of a workbook: heads over one or two rows, figures as numbers, texts as texts (never as formulas), the sums
//! last. It knows tables and sheets, and no report.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::column::{Cell, Head, Kind, Table};

/// The longest text of a cell, in characters; the format allows 32,767 and every program copes with this.
const MAX_TEXT: usize = 32_000;
/// Lines that a row has at the most, with some to spare: programs break lines at other places than these.
const MOST_LINES: usize = 22;
/// Points of a line.
const LINE: u16 = 15;

/// A workbook without sheets. Its date is always the same: the same data gives the same bytes.
///
/// # Errors
/// If the format has no such date.
pub fn book() -> Result<Workbook, XlsxError> {
    let mut book = Workbook::new();
    let never = ExcelDateTime::from_ymd(2020, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&never));
    Ok(book)
}

/// How cells look.
pub struct Formats {
    header: Format,
    text: Format,
    number: Format,
    bold: Format,
    sum: Format,
}

impl Default for Formats {
    fn default() -> Self {
        let boxed = || {
            Format::new()
                .set_border(FormatBorder::Thin)
                .set_align(FormatAlign::Top)
        };
        let header = boxed()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Center);
        Self {
            header: header
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(0x00E7_EEF5),
            text: boxed().set_text_wrap(),
            number: boxed().set_num_format("#,##0"),
            bold: boxed().set_bold(),
            sum: boxed().set_bold().set_num_format("#,##0"),
        }
    }
}

/// Draws a table whose heads begin in the row `top`; the sums are called `total`. Answers the row after its last one.
///
/// # Errors
/// If it would break a limit of the format.
pub fn draw(
    sheet: &mut Worksheet,
    top: u32,
    table: &Table,
    total: &str,
    formats: &Formats,
) -> Result<u32, XlsxError> {
    let mut at = heads(sheet, top, table, formats)?;
    for row in &table.rows {
        for part in parts(table, row) {
            cells(sheet, at, table, &part, [&formats.text, &formats.number])?;
            if table.columns.iter().any(|head| head.kind == Kind::Prose) {
                let cells = table.columns.iter().zip(&part);
                let tallest = cells.map(|(head, cell)| height(head, cell)).max();
                sheet.set_row_height(at, tallest.unwrap_or(LINE))?;
            }
            at += 1;
        }
    }
    if let Some(sums) = &table.total {
        cells(sheet, at, table, sums, [&formats.bold, &formats.sum])?;
        for (first, many) in table.unsummed() {
            let text = if first == 0 { total } else { "" };
            merge(
                sheet,
                (at, at),
                (first, first + many - 1),
                text,
                &formats.bold,
            )?;
        }
        at += 1;
    }
    Ok(at)
}

/// One row of heads, two where columns share one; a column without such a head goes over both. Answers the row after them.
fn heads(
    sheet: &mut Worksheet,
    top: u32,
    table: &Table,
    formats: &Formats,
) -> Result<u32, XlsxError> {
    for (at, head) in table.columns.iter().enumerate() {
        sheet.set_column_width(column(at)?, head.width)?;
    }
    let format = &formats.header;
    let groups = table.groups();
    if groups.iter().all(|(_, _, group)| group.is_none()) {
        for (at, head) in table.columns.iter().enumerate() {
            sheet.write_string_with_format(top, column(at)?, head.words(), format)?;
        }
        let tallest = table.columns.iter();
        let tallest = tallest.map(|head| text_height(head.words(), bold(head.width)));
        sheet.set_row_height(top, tallest.max().unwrap_or(LINE))?;
        return Ok(top + 1);
    }
    let lower = top + 1;
    let tallest = groups.iter().filter_map(|(first, many, group)| {
        let room: f64 = table
            .columns
            .iter()
            .skip(*first)
            .take(*many)
            .map(|head| head.width)
            .sum();
        Some(text_height(group.as_ref()?.id, bold(room)))
    });
    if let Some(tallest) = tallest.max().filter(|tallest| *tallest > LINE) {
        sheet.set_row_height(top, tallest)?;
    }
    for (first, many, group) in groups {
        let last = first + many - 1;
        let heads = (first..).zip(table.columns.iter().skip(first).take(many));
        match group {
            Some(words) => {
                merge(sheet, (top, top), (first, last), words.id, format)?;
                for (at, head) in heads {
                    sheet.write_string_with_format(lower, column(at)?, head.words(), format)?;
                }
            }
            None => {
                for (at, head) in heads {
                    merge(sheet, (top, lower), (at, at), head.words(), format)?;
                }
            }
        }
    }
    sheet.set_row_height(lower, 48)?;
    Ok(lower + 1)
}

/// Writes a row. Neighbours that look alike get their format at once: the library compares a format with all of a workbook for each call.
fn cells(
    sheet: &mut Worksheet,
    at: u32,
    table: &Table,
    row: &[Cell],
    [text, number]: [&Format; 2],
) -> Result<(), XlsxError> {
    for (place, cell) in row.iter().enumerate() {
        let place = column(place)?;
        match cell {
            // Exact up to 2^53, which no count reaches.
            #[allow(clippy::cast_precision_loss)]
            Cell::Number(figure) => {
                sheet.write_number(at, place, *figure as f64)?;
            }
            Cell::Text(said) => {
                sheet.write_string(at, place, cut(said))?;
            }
            Cell::Empty => {}
        }
    }
    let formats = table
        .columns
        .iter()
        .zip(row)
        .map(|(head, cell)| match cell {
            Cell::Number(_) => number,
            Cell::Empty if matches!(head.kind, Kind::Figure | Kind::Place) => number,
            Cell::Text(_) | Cell::Empty => text,
        });
    let mut first = 0;
    for alike in formats
        .collect::<Vec<_>>()
        .chunk_by(|a, b| std::ptr::eq(*a, *b))
    {
        let after = first + alike.len();
        if let Some(format) = alike.first() {
            sheet.set_range_format(at, column(first)?, at, column(after - 1)?, format)?;
        }
        first = after;
    }
    Ok(())
}

/// Merges cells; a single one is written, for the format refuses to merge it with itself.
fn merge(
    sheet: &mut Worksheet,
    (top, bottom): (u32, u32),
    (first, last): (usize, usize),
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    let (first, last) = (column(first)?, column(last)?);
    if top == bottom && first == last {
        sheet.write_string_with_format(top, first, text, format)?;
    } else {
        sheet.merge_range(top, first, bottom, last, text, format)?;
    }
    Ok(())
}

/// A row as it is written: running text that is taller than a row may be goes on in the row below, whose other cells are empty.
fn parts(table: &Table, row: &[Cell]) -> Vec<Vec<Cell>> {
    let mut of: Vec<Vec<Cell>> = vec![row.to_vec()];
    for (at, head) in table.columns.iter().enumerate() {
        let Some(Cell::Text(text)) = row.get(at) else {
            continue;
        };
        if head.kind != Kind::Prose {
            continue;
        }
        for (no, piece) in pieces(text, characters(head)).into_iter().enumerate() {
            if of.len() <= no {
                of.push(vec![Cell::Empty; row.len()]);
            }
            let cell = of.get_mut(no).and_then(|part| part.get_mut(at));
            if let Some(cell) = cell {
                *cell = Cell::text(piece);
            }
        }
    }
    of
}

/// A text in pieces of which each has room in a row, in lines of `width` characters; broken between words where there are any.
pub fn pieces(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let (mut pieces, mut piece) = (Vec::new(), String::new());
    let (mut line, mut column) = (1, 0);
    for word in words(text, width) {
        let long = word.trim_end_matches([' ', '\n']).chars().count();
        if column > 0 && column + long > width {
            line += 1;
            column = 0;
        }
        if line > MOST_LINES {
            pieces.push(std::mem::take(&mut piece));
            line = 1;
        }
        piece.push_str(&word);
        column += word.chars().count();
        if word.ends_with('\n') {
            line += 1;
            column = 0;
        }
    }
    pieces.push(piece);
    for piece in &mut pieces {
        piece.truncate(piece.trim_end().len());
    }
    pieces
}

/// Words with what separates them from the next; those longer than a line in parts.
fn words(text: &str, width: usize) -> Vec<String> {
    let mut all = Vec::new();
    for word in text.split_inclusive([' ', '\n']) {
        let letters: Vec<char> = word.chars().collect();
        all.extend(letters.chunks(width).map(|part| part.iter().collect()));
    }
    all
}

/// Points that a text needs in its column, which holds a little less than its width; not every program grows rows by itself.
fn height(head: &Head, cell: &Cell) -> u16 {
    let Cell::Text(text) = cell else {
        return LINE;
    };
    match head.kind {
        Kind::Prose => text_height(text, characters(head)),
        _ => text_height(text, fitting(head, 4)),
    }
}

/// Characters of a line in a column of running text.
fn characters(head: &Head) -> usize {
    fitting(head, 20)
}

/// Characters of a line in a column, so many at least.
fn fitting(head: &Head, least: u8) -> usize {
    let widest = (least..=200).find(|width| f64::from(*width) + 2.0 >= head.width);
    widest.unwrap_or(200).into()
}

/// Bold letters of a line in so much room: they are wider than those that a column is measured in.
fn bold(room: f64) -> usize {
    let fits = (1..=400_u16).take_while(|letters| f64::from(*letters) * 1.2 <= room);
    fits.count().max(1)
}

/// Paper size A4 in the numbering of the file format.
const A4: u8 = 9;

/// How a sheet is printed: on its side, as wide as the paper.
pub fn on_paper(sheet: &mut Worksheet) {
    sheet
        .set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
}

/// Points that `text` needs in lines of `width` characters, at most what a row may have.
pub fn text_height(text: &str, width: usize) -> u16 {
    let lines = text.lines().map(|line| 1 + line.chars().count() / width);
    let lines: usize = lines.sum();
    LINE * u16::try_from(lines).unwrap_or(u16::MAX).clamp(1, 27)
}

fn column(at: usize) -> Result<u16, XlsxError> {
    u16::try_from(at).map_err(|_| XlsxError::RowColumnLimitError)
}

/// As much of a text as a cell holds.
pub fn cut(text: &str) -> String {
    text.chars().take(MAX_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn pieces_lose_no_word_and_each_fits_into_a_row(text in "([a-z\u{e9}]{1,40}[ \n]){0,400}", width in 20..60_usize) {
            let pieces = pieces(&text, width);
            let joined: Vec<&str> = pieces.iter().flat_map(|piece| piece.split_whitespace()).collect();
            prop_assert_eq!(joined.concat(), text.split_whitespace().collect::<String>());
            for piece in &pieces {
                prop_assert!(text_height(piece, width) < 27 * LINE || piece.lines().count() > 27, "{}", piece);
            }
        }
    }

    #[test]
    fn what_fits_stays_one_piece() {
        assert_eq!(pieces("hujan lebat", 26), ["hujan lebat"]);
        assert_eq!(pieces("", 26), [""]);
        let long = "banjir ".repeat(200);
        assert!(pieces(&long, 26).len() > 1);
    }
}
