//! Documents as one workbook, a sheet each: the same blocks that become paper, with tables as tables and figures as numbers. It knows blocks
//! and sheets, and no form; everything that people wrote goes in as text, never as a formula.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

use super::document::{Block, BoxRow, Document};
use crate::error::Error;
use crate::pdf::Size;
use crate::reports::names::Names;
use crate::reports::sheet::{self, cut, text_height};
use crate::reports::{ReportError, Table};

/// Paper sizes in the numbering of the file format.
const A4: u8 = 9;
const FOLIO: u8 = 14;

/// Writes a workbook, each document in a sheet of the name beside it.
///
/// # Errors
/// If it would break a limit of the format; whatever `at` says.
pub fn workbook(
    sheets: &[(String, &Document)],
    paper: Size,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let wrong = ReportError::from;
    let mut book = sheet::book().map_err(wrong)?;
    let mut names = Names::default();
    for (no, (name, document)) in sheets.iter().enumerate() {
        at(no, sheets.len() + 1)?;
        let page = book.add_worksheet();
        page.set_name(names.sheet(name)).map_err(wrong)?;
        write(page, document, paper).map_err(wrong)?;
    }
    at(sheets.len(), sheets.len() + 1)?;
    Ok(book.save_to_buffer().map_err(wrong)?)
}

/// Where a sheet is written next, and how it looks.
struct Pen<'s> {
    page: &'s mut Worksheet,
    at: u32,
    /// The last column that the widest table has.
    last: u16,
    /// Characters that a line over the whole width holds.
    width: usize,
    title: Format,
    bold: Format,
    wrapped: Format,
    table: sheet::Formats,
}

fn write(page: &mut Worksheet, document: &Document, paper: Size) -> Result<(), XlsxError> {
    page.set_paper_size(match paper {
        Size::A4 => A4,
        Size::F4 => FOLIO,
    });
    page.set_print_fit_to_pages(1, 0);
    page.set_margins(0.4, 0.4, 0.5, 0.6, 0.3, 0.3);
    page.set_footer("&L&A&R&P / &N");
    if document.wide {
        page.set_landscape();
    }
    let tables = document.blocks.iter().filter_map(|block| match block {
        Block::Table { table, .. } => Some(table),
        _ => None,
    });
    let widest = tables.max_by_key(|table| table.columns.len());
    let (columns, width) = widest.map_or((4, 100), measure);
    if widest.is_none() {
        for at in 0..columns {
            page.set_column_width(at, 25.0)?;
        }
    }
    let mut pen = Pen {
        page,
        at: 0,
        last: columns.saturating_sub(1),
        width,
        title: Format::new().set_bold().set_font_size(14),
        bold: Format::new().set_bold(),
        wrapped: Format::new().set_text_wrap().set_align(FormatAlign::Top),
        table: sheet::Formats::default(),
    };
    document
        .blocks
        .iter()
        .try_for_each(|block| pen.block(block))
}

/// How many columns a table has, and how many characters they hold together.
fn measure(table: &Table) -> (u16, usize) {
    let width: f64 = table.columns.iter().map(|head| head.width).sum();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a width in characters, of a few hundred at the most"
    )]
    let width = width as usize;
    let columns = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
    (columns.max(2), width.max(40))
}

impl Pen<'_> {
    fn block(&mut self, block: &Block) -> Result<(), XlsxError> {
        match block {
            Block::Title(text) => self.line(text, &self.title.clone()),
            Block::Middle(text) if text.is_empty() => {
                self.at += 1;
                Ok(())
            }
            Block::Middle(text) | Block::Chapter(text) => self.line(text, &self.bold.clone()),
            Block::Text(text) | Block::Small(text) => self.prose(text),
            Block::Facts(facts) => {
                for (label, value) in facts {
                    self.line(&format!("{label}: {value}"), &Format::new())?;
                }
                self.at += 1;
                Ok(())
            }
            Block::Boxes(rows) => rows.iter().try_for_each(|row| self.boxes(row)),
            Block::Table { table, total, .. } => {
                let top = self.at;
                self.at = sheet::draw(self.page, top, table, total, &self.table)? + 1;
                let two = table.groups().iter().any(|(_, _, group)| group.is_some());
                self.page.set_repeat_rows(top, top + u32::from(two))?;
                Ok(())
            }
            Block::Signatures(signers) => self.signatures(signers),
            // Paper alone has these.
            Block::Frames { .. } | Block::NewPage => Ok(()),
        }
    }

    fn line(&mut self, text: &str, format: &Format) -> Result<(), XlsxError> {
        let (at, page) = (self.at, &mut self.page);
        page.write_string_with_format(at, 0, cut(text), format)?;
        self.at += 1;
        Ok(())
    }

    fn prose(&mut self, text: &str) -> Result<(), XlsxError> {
        for piece in sheet::pieces(text, self.width) {
            let at = self.at;
            self.page
                .merge_range(at, 0, at, self.last, &cut(&piece), &self.wrapped)?;
            self.page
                .set_row_height(at, text_height(&piece, self.width))?;
            self.at += 1;
        }
        Ok(())
    }

    fn boxes(&mut self, row: &BoxRow) -> Result<(), XlsxError> {
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.as_str()).collect();
        match cells.as_slice() {
            [bar] => self.line(bar, &self.bold.clone()),
            cells => {
                let pairs = cells.chunks(2).map(|pair| pair.join(": "));
                let text = pairs.collect::<Vec<_>>().join("; ");
                self.prose(&text)
            }
        }
    }

    /// Whoever signs, beside each other.
    fn signatures(&mut self, signers: &[(Vec<String>, Vec<String>)]) -> Result<(), XlsxError> {
        self.at += 1;
        let top = self.at;
        let many = u16::try_from(signers.len()).unwrap_or(1).max(1);
        let mut end = top;
        for (no, (above, below)) in (0..many).zip(signers) {
            // A single one stands at the right.
            let (part, parts) = if many == 1 { (2, 3) } else { (no, many) };
            let column = (self.last + 1) * part / parts;
            let room = ["", "", ""].map(str::to_owned);
            let lines = above.iter().chain(&room).chain(below);
            for (at, line) in (top..).zip(lines) {
                self.page
                    .write_string_with_format(at, column, cut(line), &Format::new())?;
                end = end.max(at + 1);
            }
        }
        self.at = end + 1;
        Ok(())
    }
}
