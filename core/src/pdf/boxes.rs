//! Bordered forms and empty frames on paper: rows of cells whose widths differ from row to row. A row goes on on the next page when
//! its text is longer than a page; nothing is cut.

use super::PdfError;
use super::flow::{Flow, MM};
use super::ops::{Op, PartKind};

/// A cell of a bordered form.
pub struct FormCell<'t> {
    /// What it says.
    pub text: &'t str,
    /// Its share of the width.
    pub share: f32,
    /// Bold on grey.
    pub bar: bool,
}

const SIZE: f32 = 9.0;
const LEADING: f32 = 11.5;
const PAD: f32 = 3.0;
const GREY: (u8, u8, u8) = (0xD9, 0xD9, 0xD9);

#[expect(clippy::cast_precision_loss, reason = "lines of a page")]
fn high(lines: usize) -> f32 {
    lines as f32 * LEADING + 2.0 * PAD
}

impl Flow {
    /// Draws a row of a bordered form; rows that follow each other make one form.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn form_row(&mut self, cells: &[FormCell<'_>], least_mm: f32) -> Result<(), PdfError> {
        let all: f32 = cells.iter().map(|cell| cell.share).sum();
        let mut x = Self::left();
        let mut placed = Vec::with_capacity(cells.len());
        for cell in cells {
            let wide = self.wide() * cell.share / all.max(0.01);
            let lines = self.face(cell.bar).lines(cell.text, SIZE, wide - 2.0 * PAD);
            placed.push((x, wide, lines, self.part(PartKind::Paragraph, None)));
            x += wide;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "lines of a page, above zero"
        )]
        let most = ((self.room() - 2.0 * PAD) / LEADING).floor().max(1.0) as usize;
        loop {
            let longest = placed.iter().map(|(_, _, lines, _)| lines.len()).max();
            let longest = longest.unwrap_or(0);
            let now = longest.min(most);
            let height = high(now).max((least_mm * MM).min(self.room()));
            self.need(height)?;
            let top = self.y;
            for ((x, wide, lines, part), cell) in placed.iter_mut().zip(cells) {
                if cell.bar {
                    self.push(Op::Fill {
                        at: (*x, top),
                        size: (*wide, height),
                        color: GREY,
                    });
                }
                let rest = lines.split_off(now.min(lines.len()));
                let mut base = top + PAD + SIZE * 0.95;
                for line in lines.iter() {
                    self.say((*x + PAD, base), SIZE, cell.bar, line, Some(*part));
                    base += LEADING;
                }
                *lines = rest;
                self.outline((*x, top), (*wide, height));
            }
            self.y += height;
            if longest <= most {
                return Ok(());
            }
        }
    }

    /// Empty frames of one size, as many beside each other as there is room for; each says what belongs there.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn frames(
        &mut self,
        (wide, high): (f32, f32),
        captions: &[String],
    ) -> Result<(), PdfError> {
        let gap = 4.0 * MM;
        let (wide, high) = (
            (wide * MM).min(self.wide()),
            (high * MM).min(self.room() - gap),
        );
        let beside = if wide * 2.0 + gap <= self.wide() {
            2
        } else {
            1
        };
        for row in captions.chunks(beside) {
            self.need(high + gap)?;
            let top = self.y;
            let mut x = Self::left();
            for caption in row {
                self.outline((x, top), (wide, high));
                let lines = self.face(false).lines(caption, SIZE, wide - 4.0 * PAD);
                let part = self.part(PartKind::Paragraph, None);
                let mut base = top + high / 2.0;
                for line in lines {
                    let inside = self.face(false).width(&line, SIZE);
                    self.say(
                        (x + (wide - inside) / 2.0, base),
                        SIZE,
                        false,
                        &line,
                        Some(part),
                    );
                    base += LEADING;
                }
                x += wide + gap;
            }
            self.y = top + high + gap;
        }
        Ok(())
    }

    fn outline(&mut self, (x, y): (f32, f32), (wide, high): (f32, f32)) {
        for (from, to) in [
            ((x, y), (x + wide, y)),
            ((x, y + high), (x + wide, y + high)),
            ((x, y), (x, y + high)),
            ((x + wide, y), (x + wide, y + high)),
        ] {
            self.line(from, to);
        }
    }
}
