//! A template filled with data: blocks, within a bound of work and size. What was data stays data: nothing that is filled in is read again.

use super::check::find;
use super::fault::{Fault, FaultKind};
use super::fields::{Data, Fields};
use super::line::{Inline, Line, Node, Path, Piece, TableLine, Test, Than};
use crate::forms::document::{Block, BoxRow};
use crate::reports::{Cell, Table};

/// What a template may cost.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// Lines that it may go through.
    pub steps: u32,
    /// Blocks and rows that it may make.
    pub parts: u32,
    /// Letters that it may make.
    pub letters: usize,
    /// Millimetres of paper that it may ask for at the least.
    pub paper_mm: u32,
}

/// Pages of a document at the most.
pub const MOST_PAGES: u32 = 300;
/// Millimetres of a page.
const PAGE_MM: u32 = 250;

impl Budget {
    /// An office's.
    pub const OFFICE: Self = Self {
        steps: 100_000,
        parts: 20_000,
        letters: 2_000_000,
        paper_mm: MOST_PAGES * PAGE_MM,
    };
    /// The product's own, whose repetitions were looked at.
    pub const OWN: Self = Self {
        steps: u32::MAX,
        parts: u32::MAX,
        letters: usize::MAX,
        paper_mm: u32::MAX,
    };
}

/// What the program itself says of a form. A template can place it, and can neither change it nor leave it out.
#[derive(Debug, Clone, Default)]
pub struct Closing {
    /// What was counted, of which version, and its digest.
    pub counted: String,
    /// What has to be known of what it says, such as families that are not among its figures.
    pub remarks: Vec<String>,
}

impl Closing {
    /// The same, with a sentence behind what was counted.
    pub(super) fn and(&self, sentence: &str) -> Self {
        Self {
            counted: format!("{} {sentence}", self.counted),
            remarks: self.remarks.clone(),
        }
    }
}

impl From<&str> for Closing {
    fn from(counted: &str) -> Self {
        Self {
            counted: counted.to_owned(),
            remarks: Vec::new(),
        }
    }
}

/// What a template says of some data.
pub(super) fn fill(
    nodes: &[Node],
    fields: &Fields,
    closing: &Closing,
    budget: Budget,
) -> Result<Vec<Block>, Fault> {
    let mut fill = Fill {
        root: fields,
        rows: Vec::new(),
        closing,
        closed: false,
        remarked: false,
        left: budget,
        open: Open::Nothing,
        blocks: Vec::new(),
    };
    fill.nodes(nodes)?;
    fill.remarks();
    fill.closing();
    fill.end();
    Ok(fill.blocks)
}

/// A block that the next line may go on with.
enum Open {
    Nothing,
    Text(String),
    Facts(Vec<(String, String)>),
    Boxes(Vec<BoxRow>),
    Signers(Vec<(Vec<String>, Vec<String>)>),
    Frames((u16, u16), Vec<String>),
}

struct Fill<'f> {
    root: &'f Fields,
    rows: Vec<(&'f str, &'f Fields)>,
    closing: &'f Closing,
    closed: bool,
    remarked: bool,
    left: Budget,
    open: Open,
    blocks: Vec<Block>,
}

impl<'f> Fill<'f> {
    fn nodes(&mut self, nodes: &'f [Node]) -> Result<(), Fault> {
        for node in nodes {
            match node {
                Node::Line(at, line) => {
                    self.step(*at)?;
                    self.line(*at, line)?;
                }
                Node::Each { at, name, of, body } => {
                    self.step(*at)?;
                    let Data::List(rows) = self.get(*at, of)? else {
                        return Err(other(*at, of));
                    };
                    for row in rows {
                        self.step(*at)?;
                        self.rows.push((name, row));
                        self.nodes(body)?;
                        self.rows.pop();
                    }
                }
                Node::When {
                    at,
                    test,
                    then,
                    otherwise,
                } => {
                    self.step(*at)?;
                    let so = self.test(*at, test)?;
                    self.nodes(if so { then } else { otherwise })?;
                }
            }
        }
        Ok(())
    }

    fn step(&mut self, at: u32) -> Result<(), Fault> {
        let left = self.left.steps.checked_sub(1);
        self.left.steps = left.ok_or_else(|| Fault::new(at, FaultKind::Steps, ""))?;
        Ok(())
    }

    fn part(&mut self, at: u32) -> Result<(), Fault> {
        let left = self.left.parts.checked_sub(1);
        self.left.parts = left.ok_or_else(|| Fault::new(at, FaultKind::Size, ""))?;
        self.paper(at, 3)
    }

    fn paper(&mut self, at: u32, mm: u32) -> Result<(), Fault> {
        let left = self.left.paper_mm.checked_sub(mm);
        self.left.paper_mm =
            left.ok_or_else(|| Fault::new(at, FaultKind::Pages, MOST_PAGES.to_string()))?;
        Ok(())
    }

    fn letters(&mut self, at: u32, text: &str) -> Result<(), Fault> {
        let left = self.left.letters.checked_sub(text.len());
        self.left.letters = left.ok_or_else(|| Fault::new(at, FaultKind::Size, ""))?;
        Ok(())
    }

    fn get(&self, at: u32, of: &Path) -> Result<&'f Data, Fault> {
        find(self.root, &self.rows, of)
            .ok_or_else(|| Fault::new(at, FaultKind::UnknownField, of.to_string()))
    }

    fn test(&self, at: u32, test: &Test) -> Result<bool, Fault> {
        let data = self.get(at, &test.of)?;
        Ok(match (&test.than, data) {
            (None, data) => data.is_there() != test.not,
            (Some(Than::Text(wanted)), Data::Text(said, _)) => {
                said.as_deref().unwrap_or_default() == wanted
            }
            (Some(Than::Equal(number)), Data::Number(data)) => data == number,
            (Some(Than::More(number)), Data::Number(data)) => data > number,
            (Some(Than::Less(number)), Data::Number(data)) => data < number,
            _ => return Err(other(at, &test.of)),
        })
    }

    fn said(&mut self, at: u32, text: &'f Inline) -> Result<String, Fault> {
        let mut said = String::new();
        for piece in text {
            match piece {
                Piece::Words(words) => said.push_str(words),
                Piece::Field { of, upper } => {
                    let data = self.get(at, of)?;
                    let words = data.printed().ok_or_else(|| other(at, of))?;
                    if *upper {
                        said.push_str(&words.to_uppercase());
                    } else {
                        said.push_str(&words);
                    }
                }
            }
        }
        self.letters(at, &said)?;
        Ok(said)
    }

    fn all(&mut self, at: u32, texts: &'f [Inline]) -> Result<Vec<String>, Fault> {
        texts.iter().map(|text| self.said(at, text)).collect()
    }

    fn line(&mut self, at: u32, line: &'f Line) -> Result<(), Fault> {
        if !matches!(line, Line::Blank) {
            self.part(at)?;
        }
        match line {
            Line::Title(text) => {
                let text = self.said(at, text)?;
                self.alone(Block::Title(text));
            }
            Line::Middle(text) => {
                let text = self.said(at, text)?;
                self.alone(Block::Middle(text));
            }
            Line::Chapter(text) => {
                let text = self.said(at, text)?;
                self.alone(Block::Chapter(text));
            }
            Line::Small(text) => {
                let text = self.said(at, text)?;
                self.alone(Block::Small(text));
            }
            Line::Text(text) => {
                let text = self.said(at, text)?;
                if let Open::Text(so_far) = &mut self.open {
                    so_far.push('\n');
                    so_far.push_str(&text);
                } else {
                    self.begin(Open::Text(text));
                }
            }
            Line::Fact(label, value) => {
                let fact = (self.said(at, label)?, self.said(at, value)?);
                if let Open::Facts(facts) = &mut self.open {
                    facts.push(fact);
                } else {
                    self.begin(Open::Facts(vec![fact]));
                }
            }
            Line::Box { cells, least_mm } => {
                let cells = self.all(at, cells)?;
                self.paper(at, u32::from(*least_mm))?;
                let row = boxed(cells).at_least(*least_mm);
                if let Open::Boxes(rows) = &mut self.open {
                    rows.push(row);
                } else {
                    self.begin(Open::Boxes(vec![row]));
                }
            }
            Line::Signer(above, below) => {
                let signer = (self.all(at, above)?, self.all(at, below)?);
                match &mut self.open {
                    // More than three beside each other have no room.
                    Open::Signers(signers) if signers.len() < 3 => signers.push(signer),
                    _ => self.begin(Open::Signers(vec![signer])),
                }
            }
            Line::Frame { size, caption } => {
                let caption = self.said(at, caption)?;
                // Narrow ones stand two beside each other.
                let beside = if size.0 <= 90 { 2 } else { 1 };
                self.paper(at, u32::from(size.1) / beside)?;
                match &mut self.open {
                    Open::Frames(of, captions) if of == size => captions.push(caption),
                    _ => self.begin(Open::Frames(*size, vec![caption])),
                }
            }
            Line::Table(line) => self.table(at, line)?,
            Line::NewPage => {
                self.paper(at, PAGE_MM)?;
                self.alone(Block::NewPage);
            }
            Line::Closing => self.closing(),
            Line::Remarks => self.remarks(),
            Line::Blank => self.end(),
        }
        Ok(())
    }

    fn table(&mut self, at: u32, line: &'f TableLine) -> Result<(), Fault> {
        let Data::Table(table, colors) = self.get(at, &line.of)? else {
            return Err(other(at, &line.of));
        };
        for row in table.rows.iter().chain(&table.total) {
            self.part(at)?;
            for cell in row {
                if let Cell::Text(text) = cell {
                    self.letters(at, text)?;
                }
            }
        }
        let usual = if table.total.is_some() { "JUMLAH" } else { "" };
        let total = line.total.as_deref().unwrap_or(usual);
        self.alone(Block::Table {
            table: chosen(table, line),
            total: total.to_owned().into(),
            colors,
        });
        Ok(())
    }

    /// What was counted, once.
    fn closing(&mut self) {
        if !std::mem::replace(&mut self.closed, true) {
            self.alone(Block::Small(self.closing.counted.clone()));
        }
    }

    /// What has to be known of it, once.
    fn remarks(&mut self) {
        if !std::mem::replace(&mut self.remarked, true) {
            let remarks = self.closing.remarks.iter().cloned();
            remarks.for_each(|remark| self.alone(Block::Small(remark)));
        }
    }

    /// A block that no line goes on with.
    fn alone(&mut self, block: Block) {
        self.end();
        self.blocks.push(block);
    }

    fn begin(&mut self, open: Open) {
        self.end();
        self.open = open;
    }

    fn end(&mut self) {
        let block = match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing => return,
            Open::Text(text) => Block::Text(text),
            Open::Facts(facts) => Block::facts(facts),
            Open::Boxes(rows) => Block::Boxes(rows),
            Open::Signers(signers) => Block::Signatures(signers),
            Open::Frames((wide, high), captions) => Block::Frames {
                size: (f32::from(wide), f32::from(high)),
                captions,
            },
        };
        self.blocks.push(block);
    }
}

fn other(at: u32, of: &Path) -> Fault {
    Fault::new(at, FaultKind::OtherKind, of.to_string())
}

fn boxed(cells: Vec<String>) -> BoxRow {
    let mut cells = cells.into_iter();
    let mut next = || cells.next();
    match (next(), next(), next(), next()) {
        (Some(a), Some(b), Some(c), Some(d)) => BoxRow::two((&a, b), (&c, d)),
        (Some(a), Some(b), ..) => BoxRow::one(&a, b),
        (a, ..) => BoxRow::bar(&a.unwrap_or_default()),
    }
}

/// The columns that the template asks for, in its order and with its words.
fn chosen(table: &Table, line: &TableLine) -> Table {
    if line.columns.is_empty() {
        return table.clone();
    }
    let place = |key: &str| table.columns.iter().position(|head| head.key == key);
    let places: Vec<usize> = line.columns.iter().filter_map(|c| place(&c.key)).collect();
    let cells = |row: &Vec<Cell>| -> Vec<Cell> {
        let cells = places.iter().filter_map(|at| row.get(*at).cloned());
        cells.collect()
    };
    let heads = line.columns.iter().filter_map(|column| {
        let mut head = table.columns.get(place(&column.key)?)?.clone();
        head.renamed.clone_from(&column.label);
        if let Some(width) = column.width {
            head.width = f64::from(width);
        }
        Some(head)
    });
    Table {
        columns: heads.collect(),
        rows: table.rows.iter().map(cells).collect(),
        total: table.total.as_ref().map(cells),
    }
}
