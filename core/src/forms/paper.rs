//! Documents as one PDF. It knows blocks and paper; what they say it does not know.

use super::closing::short;
use super::document::{Block, Document};
use crate::error::Error;
use crate::pdf::{
    Align, Flow, FormCell, Grid, GridCell, GridColumn, HeadCell, Meta, Paper, PdfError, Size,
};
use crate::reports::{Cell, Kind, Table};

/// How a document is set: letters in points, room in millimetres.
struct Setting {
    title: f32,
    /// Titles after the first one.
    next_title: f32,
    chapter: f32,
    above_chapter: f32,
    /// Room that a chapter has below itself on its page, in points: its heading is never the last line.
    with_chapter: f32,
    below_chapter: f32,
    facts: f32,
    above_facts: f32,
    below_table: f32,
    least_row: f32,
    /// Letters of a table, and those of one with many columns.
    table: (f32, f32),
    above_signers: f32,
    /// Whether one who signs alone stands at the right.
    alone_right: bool,
    /// Lines of whoever signs that a table keeps room for; none: as many as there are.
    signing: Option<usize>,
}

const REPORT: Setting = Setting {
    title: 12.0,
    next_title: 12.0,
    chapter: 10.5,
    above_chapter: 2.5,
    with_chapter: 40.0,
    below_chapter: 0.0,
    facts: 9.5,
    above_facts: 2.0,
    below_table: 2.0,
    least_row: 5.0,
    // Many columns have narrow heads, whose words are not to be broken.
    table: (8.0, 6.5),
    above_signers: 3.0,
    alone_right: true,
    signing: Some(6),
};

/// A list that everybody on it signs: high rows, and whoever signs below comes close.
const SIGNED_LIST: Setting = Setting {
    title: 13.0,
    next_title: 11.0,
    chapter: 9.0,
    above_chapter: 0.0,
    with_chapter: 0.0,
    below_chapter: 2.0,
    facts: 9.0,
    above_facts: 3.0,
    below_table: 0.0,
    least_row: 8.5,
    table: (8.5, 7.5),
    above_signers: 0.0,
    alone_right: false,
    signing: None,
};

impl Setting {
    fn of(document: &Document) -> &'static Self {
        let to_sign = |block: &Block| {
            let Block::Table { table, .. } = block else {
                return false;
            };
            table.columns.iter().any(|head| head.kind == Kind::Sign)
        };
        if document.blocks.iter().any(to_sign) {
            &SIGNED_LIST
        } else {
            &REPORT
        }
    }
}

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
    let lies = |document: &Document| {
        if document.wide {
            Paper::landscape(size)
        } else {
            Paper::portrait(size)
        }
    };
    let mut flow = Flow::new(documents.first().map_or(Paper::portrait(size), lies))?;
    for (no, document) in documents.iter().enumerate() {
        at(no, documents.len() + 1)?;
        let foot = match document.digest.as_str() {
            "" => String::new(),
            digest => format!("Sesi \u{b7} tanda {}", short(digest)),
        };
        flow.lay(lies(document));
        flow.section(&format!("{} (lanjutan)", document.title), &foot)?;
        let setting = Setting::of(document);
        let mut title = setting.title;
        for (at, block) in document.blocks.iter().enumerate() {
            if let Block::Title(text) = block {
                flow.heading(text, title)?;
                title = setting.next_title;
            } else {
                draw(&mut flow, block, setting, signed(&document.blocks, at))?;
            }
        }
    }
    at(documents.len(), documents.len() + 1)?;
    Ok(flow)
}

/// What stands below a table: small print, and whoever signs.
struct Below {
    remarks: usize,
    signing: usize,
}

/// Whoever signs below a block; nobody where nobody does, or where more than remarks come between.
fn signed(blocks: &[Block], at: usize) -> Option<Below> {
    let below = blocks.get(at + 1..).unwrap_or_default();
    let remarks = below
        .iter()
        .take_while(|block| matches!(block, Block::Small(_)))
        .count();
    let Some(Block::Signatures(signers)) = below.get(remarks) else {
        return None;
    };
    let above = signers.iter().map(|(above, _)| above.len()).max();
    let lines = signers.iter().map(|(_, below)| below.len()).max();
    Some(Below {
        remarks,
        signing: above.unwrap_or(0) + lines.unwrap_or(0),
    })
}

fn draw(
    flow: &mut Flow,
    block: &Block,
    set: &Setting,
    signed: Option<Below>,
) -> Result<(), PdfError> {
    match block {
        Block::Title(text) => flow.heading(text, set.next_title),
        Block::Middle(text) => flow.middle(text, 10.0),
        Block::Chapter(text) => {
            flow.space(set.above_chapter);
            flow.need(set.with_chapter)?;
            flow.paragraph(text, set.chapter, true)?;
            flow.space(set.below_chapter);
            Ok(())
        }
        Block::Text(text) => {
            flow.paragraph(text, 9.5, false)?;
            flow.space(1.0);
            Ok(())
        }
        Block::Small(text) => flow.paragraph(text, 7.5, false),
        Block::Facts(facts) => {
            flow.space(set.above_facts);
            flow.facts(facts, 38.0, set.facts)?;
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
            flow.table(&grid(table, total, colors, set, signed))?;
            flow.space(set.below_table);
            Ok(())
        }
        Block::Frames { size, captions } => flow.frames(*size, captions),
        Block::Signatures(signers) => {
            flow.space(set.above_signers);
            let right = (Vec::new(), vec![" ".to_owned()]);
            match signers.as_slice() {
                [one] if set.alone_right => flow.signatures(&[right, one.clone()]),
                several => flow.signatures(several),
            }
        }
        Block::NewPage => flow.next_page(),
    }
}

/// The table on paper: its sums bold, signatures in a zigzag so that two people have room beside each other.
fn grid(
    table: &Table,
    total: &str,
    colors: &[(u8, u8, u8)],
    set: &Setting,
    signed: Option<Below>,
) -> Grid {
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
    let cells = |no: usize, row: &Vec<Cell>, bold: bool| -> Vec<GridCell> {
        let cells = table.columns.iter().zip(row);
        let cells = cells.map(|(column, cell)| GridCell {
            text: plain(cell),
            align: match column.kind {
                Kind::Figure | Kind::Place => Align::Center,
                Kind::Sign if no % 2 == 1 => Align::Half,
                Kind::Text | Kind::Prose | Kind::Sign => Align::Left,
            },
            bold,
        });
        cells.collect()
    };
    let rows = table.rows.iter().enumerate();
    let mut rows: Vec<Vec<GridCell>> = rows.map(|(no, row)| cells(no, row, false)).collect();
    rows.extend(table.named_total(total).map(|sums| cells(0, &sums, true)));
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
        size: if table.columns.len() > 12 {
            set.table.1
        } else {
            set.table.0
        },
        least_mm: set.least_row,
        tail: signed.map_or(0.0, |below| {
            Flow::signing(set.signing.unwrap_or(below.signing) + below.remarks)
        }),
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
