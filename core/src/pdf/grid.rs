//! A table on paper: its heads stand on every page that it goes on to, a row is as high as its longest text, and a row that is higher
//! than a page goes on on the next one. Nothing is cut. Its last row stays with what has to follow it.

use super::PdfError;
use super::flow::{Flow, MM};
use super::ops::{Op, PartKind};
use super::widths::widths;

/// Where a text stands in its cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
    /// From the middle to the right, as every second number of a column of signatures.
    Half,
}

/// A column: how wide it is in proportion to the others.
#[derive(Debug, Clone, Copy)]
pub struct GridColumn {
    /// Its share.
    pub share: f32,
}

/// A cell of the heads.
#[derive(Debug, Clone)]
pub struct HeadCell {
    /// The first row and column that it stands in.
    pub at: (usize, usize),
    /// Rows and columns that it goes over.
    pub over: (usize, usize),
    /// Its words.
    pub text: String,
    /// Its colour.
    pub color: Option<(u8, u8, u8)>,
}

/// A cell.
#[derive(Debug, Clone)]
pub struct GridCell {
    /// What it says.
    pub text: String,
    /// Where that stands.
    pub align: Align,
    /// Whether it is bold.
    pub bold: bool,
}

/// A table.
#[derive(Debug, Clone)]
pub struct Grid {
    /// Its columns.
    pub columns: Vec<GridColumn>,
    /// Rows of heads.
    pub head_rows: usize,
    /// Its heads.
    pub heads: Vec<HeadCell>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<GridCell>>,
    /// How big its letters are.
    pub size: f32,
    /// How high a row is at least, in millimetres.
    pub least_mm: f32,
    /// Room that has to be left below its last row, in points.
    pub tail: f32,
}

/// Room between a line and a text.
const PAD: f32 = 2.2;
/// Words of more letters may be broken.
const WHOLE: usize = 24;
/// What sums of widths may be off by.
const ROUNDING: f32 = 0.05;

impl Grid {
    fn leading(&self) -> f32 {
        self.size * 1.22
    }

    /// The left edges of the columns and the right edge of the last, where no word of a head is broken; nor a word of a row, where there is
    /// room for that too.
    fn edges(&self, left: f32, wide: f32, word: impl Fn(&str, bool) -> f32) -> Vec<f32> {
        let shares: Vec<f32> = self.columns.iter().map(|column| column.share).collect();
        let longest = |text: &str, bold: bool| {
            let words = text.split_whitespace();
            let words = words.filter(|word| word.chars().count() <= WHOLE);
            words.map(|text| word(text, bold)).fold(0.0, f32::max) + 2.0 * PAD + ROUNDING
        };
        let mut least = vec![0.0_f32; shares.len()];
        for head in self.heads.iter().filter(|head| head.over.1 == 1) {
            if let Some(least) = least.get_mut(head.at.1) {
                *least = least.max(longest(&head.text, true));
            }
        }
        let mut all = least.clone();
        for (column, cell) in self.rows.iter().flat_map(|row| row.iter().enumerate()) {
            if let Some(least) = all.get_mut(column) {
                *least = least.max(longest(&cell.text, cell.bold));
            }
        }
        // Where there is not room for all, whoever has it by its share keeps it, and the heads of the others come first.
        if all.iter().sum::<f32>() >= wide {
            let whole: f32 = shares.iter().sum();
            let by_share = shares.iter().map(|share| wide * share / whole.max(0.01));
            for ((all, least), share) in all.iter_mut().zip(&least).zip(by_share) {
                *all = least.max(all.min(share));
            }
        }
        if all.iter().sum::<f32>() < wide {
            least = all;
        }
        let mut edges = vec![left];
        let mut x = left;
        for width in widths(&shares, &least, wide) {
            x += width;
            edges.push(x);
        }
        edges
    }
}

#[expect(clippy::cast_precision_loss, reason = "lines of a cell")]
fn high(lines: usize, leading: f32) -> f32 {
    lines as f32 * leading + 2.0 * PAD
}

impl Flow {
    /// Draws a table over as many pages as it needs.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn table(&mut self, grid: &Grid) -> Result<(), PdfError> {
        let edges = grid.edges(Self::left(), self.wide(), |word, bold| {
            self.face(bold).width(word, grid.size)
        });
        let table = self.part(PartKind::Table, None);
        let head_high = self.head_heights(grid, &edges);
        let head_all: f32 = head_high.iter().sum();
        let first = grid.least_mm * MM;
        if grid.rows.len() > 1 {
            self.need(head_all + first * 2.0)?;
        } else {
            self.need(head_all + first + grid.tail)?;
        }
        self.heads(grid, &edges, &head_high, Some(table));
        // Lines that a row may have on a page of its own.
        let most = ((self.room() - head_all - 2.0 * PAD) / grid.leading())
            .floor()
            .max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "lines of a page, above zero"
        )]
        let most = most as usize;
        let last = grid.rows.len().saturating_sub(1);
        for (no, row) in grid.rows.iter().enumerate() {
            let mut lines: Vec<Vec<String>> = row
                .iter()
                .zip(edges.windows(2))
                .map(|(cell, edge)| self.cell_lines(grid, cell, edge))
                .collect();
            let part = self.part(PartKind::Row, Some(table));
            let cells: Vec<usize> = row
                .iter()
                .map(|_| self.part(PartKind::Cell, Some(part)))
                .collect();
            loop {
                let longest = lines.iter().map(Vec::len).max().unwrap_or(0);
                let now = longest.min(most);
                let height = high(now, grid.leading()).max(grid.least_mm * MM);
                let whole = longest <= most;
                let tail = if no == last && whole { grid.tail } else { 0.0 };
                if self.need(height + tail)? {
                    self.heads(grid, &edges, &head_high, None);
                }
                let rest: Vec<Vec<String>> = lines
                    .iter_mut()
                    .map(|lines| lines.split_off(now.min(lines.len())))
                    .collect();
                self.row(grid, row, &lines, &edges, height, &cells);
                if whole {
                    break;
                }
                lines = rest;
            }
        }
        Ok(())
    }

    fn cell_lines(&self, grid: &Grid, cell: &GridCell, edge: &[f32]) -> Vec<String> {
        let wide = match edge {
            [left, right] => right - left - 2.0 * PAD,
            _ => 1.0,
        };
        self.face(cell.bold).lines(&cell.text, grid.size, wide)
    }

    fn row(
        &mut self,
        grid: &Grid,
        row: &[GridCell],
        lines: &[Vec<String>],
        edges: &[f32],
        height: f32,
        parts: &[usize],
    ) {
        let top = self.y;
        for (((cell, lines), edge), part) in row.iter().zip(lines).zip(edges.windows(2)).zip(parts)
        {
            let [left, right] = edge else { continue };
            self.cell(
                grid,
                (cell.align, cell.bold),
                lines,
                (*left, *right),
                (top, height),
                Some(*part),
            );
        }
        self.box_lines(edges, top, height);
        self.y += height;
    }

    fn box_lines(&mut self, edges: &[f32], top: f32, height: f32) {
        let (Some(first), Some(last)) = (edges.first(), edges.last()) else {
            return;
        };
        self.line((*first, top), (*last, top));
        self.line((*first, top + height), (*last, top + height));
        for x in edges {
            self.line((*x, top), (*x, top + height));
        }
    }

    /// Lines of text in a cell, in the middle of its height.
    fn cell(
        &mut self,
        grid: &Grid,
        (align, bold): (Align, bool),
        lines: &[String],
        (left, right): (f32, f32),
        (top, height): (f32, f32),
        part: Option<usize>,
    ) {
        let leading = grid.leading();
        let free = height - high(lines.len(), leading);
        let mut base = top + PAD + free.max(0.0) / 2.0 + grid.size * 0.95;
        for line in lines {
            let width = self.face(bold).width(line, grid.size);
            let x = match align {
                Align::Left => left + PAD,
                Align::Center => left + (right - left - width) / 2.0,
                Align::Right => right - PAD - width,
                Align::Half => left + (right - left) / 2.0,
            };
            self.say((x, base), grid.size, bold, line, part);
            base += leading;
        }
    }

    fn head_heights(&self, grid: &Grid, edges: &[f32]) -> Vec<f32> {
        let mut heights = vec![high(1, grid.leading()); grid.head_rows];
        let lines = |cell: &HeadCell| {
            let (_, column) = cell.at;
            let left = edges.get(column).copied().unwrap_or(0.0);
            let right = edges.get(column + cell.over.1).copied().unwrap_or(left);
            self.face(true)
                .lines(&cell.text, grid.size, right - left - 2.0 * PAD)
        };
        for cell in grid.heads.iter().filter(|cell| cell.over.0 == 1) {
            let needed = high(lines(cell).len(), grid.leading());
            if let Some(height) = heights.get_mut(cell.at.0) {
                *height = height.max(needed);
            }
        }
        for cell in grid.heads.iter().filter(|cell| cell.over.0 > 1) {
            let needed = high(lines(cell).len(), grid.leading());
            let rows = heights.iter().skip(cell.at.0).take(cell.over.0);
            let missing = needed - rows.sum::<f32>();
            if let Some(height) = heights.get_mut(cell.at.0 + cell.over.0 - 1) {
                *height += missing.max(0.0);
            }
        }
        heights
    }

    /// The heads; on further pages they belong to no part: whoever listens has heard them.
    fn heads(&mut self, grid: &Grid, edges: &[f32], heights: &[f32], table: Option<usize>) {
        let top = self.y;
        let y_of = |row: usize| top + heights.iter().take(row).sum::<f32>();
        let rows: Vec<Option<usize>> = (0..grid.head_rows)
            .map(|_| table.map(|table| self.part(PartKind::Row, Some(table))))
            .collect();
        for cell in &grid.heads {
            let (row, column) = cell.at;
            let (Some(left), Some(right)) = (edges.get(column), edges.get(column + cell.over.1))
            else {
                continue;
            };
            let (from, to) = (y_of(row), y_of(row + cell.over.0));
            if let Some(color) = cell.color {
                self.push(Op::Fill {
                    at: (*left, from),
                    size: (right - left, to - from),
                    color,
                });
            }
            let lines = self
                .face(true)
                .lines(&cell.text, grid.size, right - left - 2.0 * PAD);
            let number = |count: usize| u16::try_from(count).unwrap_or(1);
            let kind = PartKind::Head(number(cell.over.1), number(cell.over.0));
            let within = rows.get(row).copied().flatten();
            let part = within.map(|row| self.part(kind, Some(row)));
            self.cell(
                grid,
                (Align::Center, true),
                &lines,
                (*left, *right),
                (from, to - from),
                part,
            );
            self.box_lines(&[*left, *right], from, to - from);
        }
        self.y = y_of(grid.head_rows);
    }
}
