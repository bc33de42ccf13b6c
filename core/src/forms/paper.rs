//! Documents as one PDF. It knows blocks and paper; what they say it does not know.

use super::closing::short;
use super::document::{Block, Document};
use crate::error::Error;
use crate::pdf::{
    Align, Flow, FormCell, Grid, GridCell, GridColumn, HeadCell, Meta, Paper, PdfError, Size,
};
use crate::reports::{Cell, Kind, Table};

const SHADE: (u8, u8, u8) = (0xE7, 0xEE, 0xF5);

/// The documents one after the other, each from a page of its own. `at` hears before each how many of how many are done; a fault
/// that it says ends the work.
///
/// # Errors
/// If the file would break a rule of its format; whatever `at` says.
pub fn pdf(
    documents: &[Document],
    size: Size,
    title: &str,
    at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let day = documents.iter().map(|document| document.day).max();
    let flow = flow(documents, size, at)?;
    Ok(flow.pdf(&Meta {
        title: title.to_owned(),
        day: day.unwrap_or_default(),
    })?)
}

/// Their pages.
pub(crate) fn flow(
    documents: &[Document],
    size: Size,
    mut at: impl FnMut(usize, usize) -> Result<(), Error>,
) -> Result<Flow, Error> {
    let wide = documents.iter().any(|document| document.wide);
    let paper = if wide {
        Paper::landscape(size)
    } else {
        Paper::portrait(size)
    };
    let mut flow = Flow::new(paper)?;
    for (no, document) in documents.iter().enumerate() {
        at(no, documents.len() + 1)?;
        let foot = format!("Sesi \u{b7} tanda {}", short(&document.digest));
        flow.section(&format!("{} (lanjutan)", document.title), &foot)?;
        for (at, block) in document.blocks.iter().enumerate() {
            draw(&mut flow, block, signed(&document.blocks, at))?;
        }
    }
    at(documents.len(), documents.len() + 1)?;
    Ok(flow)
}

/// Lines that stand between a block and whoever signs below it; none where nobody does, or where more than remarks come between.
fn signed(blocks: &[Block], at: usize) -> Option<usize> {
    let below = blocks.get(at + 1..).unwrap_or_default();
    let remarks = below
        .iter()
        .take_while(|block| matches!(block, Block::Small(_)))
        .count();
    let signs = matches!(below.get(remarks), Some(Block::Signatures(_)));
    signs.then_some(remarks)
}

fn draw(flow: &mut Flow, block: &Block, signed: Option<usize>) -> Result<(), PdfError> {
    match block {
        Block::Title(text) => flow.heading(text, 12.0),
        Block::Middle(text) => flow.middle(text, 10.0),
        Block::Chapter(text) => {
            flow.space(2.5);
            // A heading is never the last line of a page.
            flow.need(40.0)?;
            flow.paragraph(text, 10.5, true)
        }
        Block::Text(text) => {
            flow.paragraph(text, 9.5, false)?;
            flow.space(1.0);
            Ok(())
        }
        Block::Small(text) => flow.paragraph(text, 7.5, false),
        Block::Facts(facts) => {
            flow.space(2.0);
            flow.facts(facts, 38.0, 9.5)?;
            flow.space(2.0);
            Ok(())
        }
        Block::Boxes(rows) => {
            flow.space(2.0);
            for row in rows {
                let cells = row.cells.iter().map(|cell| FormCell {
                    text: &cell.text,
                    share: f32::from(cell.share),
                    bar: cell.bar,
                });
                flow.form_row(&cells.collect::<Vec<_>>(), f32::from(row.least_mm))?;
            }
            flow.space(2.0);
            Ok(())
        }
        Block::Table {
            table,
            total,
            colors,
        } => {
            flow.table(&grid(table, total, colors, signed))?;
            flow.space(2.0);
            Ok(())
        }
        Block::Frames { size, captions } => flow.frames(*size, captions),
        Block::Signatures(signers) => {
            flow.space(3.0);
            let right = (Vec::new(), vec![" ".to_owned()]);
            match signers.as_slice() {
                [one] => flow.signatures(&[right, one.clone()]),
                several => flow.signatures(several),
            }
        }
        Block::NewPage => flow.next_page(),
    }
}

/// The table on paper, its sums bold.
fn grid(table: &Table, total: &str, colors: &[(u8, u8, u8)], signed: Option<usize>) -> Grid {
    let groups = table.groups();
    let two = groups.iter().any(|(_, _, group)| group.is_some());
    let mut heads = Vec::new();
    let mut colors = colors.iter();
    for (first, many, group) in groups {
        let below = table.columns.iter().enumerate().skip(first).take(many);
        let color = match group {
            Some(words) => {
                let color = colors.next().copied().unwrap_or(SHADE);
                heads.push(head((0, first), (1, many), words.id, color));
                color
            }
            None => SHADE,
        };
        let (row, rows) = match (group.is_some(), two) {
            (true, _) => (1, 1),
            (false, true) => (0, 2),
            (false, false) => (0, 1),
        };
        heads.extend(below.map(|(at, column)| head((row, at), (rows, 1), column.words(), color)));
    }
    let cells = |row: &Vec<Cell>, bold: bool| -> Vec<GridCell> {
        let cells = table.columns.iter().zip(row);
        let cells = cells.map(|(column, cell)| GridCell {
            text: plain(cell),
            align: match column.kind {
                Kind::Figure | Kind::Place => Align::Center,
                Kind::Text | Kind::Prose => Align::Left,
            },
            bold,
        });
        cells.collect()
    };
    let mut rows: Vec<Vec<GridCell>> = table.rows.iter().map(|row| cells(row, false)).collect();
    if let Some(sums) = &table.total {
        let mut row = cells(sums, true);
        let words = table
            .columns
            .iter()
            .position(|column| !matches!(column.kind, Kind::Place));
        if let Some(cell) = words.and_then(|at| row.get_mut(at)) {
            total.clone_into(&mut cell.text);
        }
        rows.push(row);
    }
    #[expect(clippy::cast_possible_truncation, reason = "a width in characters")]
    let share = |width: f64| width as f32;
    let columns = table.columns.iter().map(|column| GridColumn {
        share: share(column.width),
    });
    Grid {
        columns: columns.collect(),
        head_rows: if two { 2 } else { 1 },
        heads,
        rows,
        // Many columns have narrow heads, whose words are not to be broken.
        size: if table.columns.len() > 12 { 6.5 } else { 8.0 },
        least_mm: 5.0,
        tail: signed.map_or(0.0, |remarks| Flow::signing(6 + remarks)),
    }
}

fn head(at: (usize, usize), over: (usize, usize), text: &str, color: (u8, u8, u8)) -> HeadCell {
    HeadCell {
        at,
        over,
        text: text.to_owned(),
        color: Some(color),
    }
}

/// A cell as it is printed.
pub(super) fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Number(number) => number.to_string(),
        Cell::Text(text) => text.clone(),
    }
}
