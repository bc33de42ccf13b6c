//! Blocks one below the other, over as many pages as they need: headings, facts, tables, signatures. What belongs together stays
//! together: signatures are never alone on a page and never split.

use serde::{Deserialize, Serialize};

use super::face::{Face, Fonts};
use super::ops::{Op, Page, Part, PartKind};
use super::{MOST_PAGES, PdfError};

/// Points of a millimetre.
pub(super) const MM: f32 = 72.0 / 25.4;
/// Room at each edge.
const MARGIN: f32 = 12.0 * MM;
/// Room below the text for the line at the foot.
const FOOT: f32 = 7.0 * MM;
/// Room at the head of a page that goes on, for the line that says what.
const RUNNING: f32 = 8.0 * MM;
const FOOT_SIZE: f32 = 7.5;

/// The lines above a signature, and those below it with whether they are bold.
type SignedBlock = (Vec<String>, Vec<(String, bool)>);

/// A size of paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Size {
    /// 210 x 297 mm.
    #[default]
    A4,
    /// Folio: 215 x 330 mm.
    F4,
}

/// A sheet of paper as it lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paper {
    width: f32,
    height: f32,
}

impl Paper {
    /// Upright.
    pub fn portrait(size: Size) -> Self {
        let (width, height) = match size {
            Size::A4 => (210.0 * MM, 297.0 * MM),
            Size::F4 => (215.0 * MM, 330.0 * MM),
        };
        Self { width, height }
    }

    /// On its side.
    pub fn landscape(size: Size) -> Self {
        let Self { width, height } = Self::portrait(size);
        Self {
            width: height,
            height: width,
        }
    }
}

/// The blocks as they come.
pub struct Flow {
    pub(super) fonts: Fonts,
    paper: Paper,
    pub(super) pages: Vec<Page>,
    pub(super) parts: Vec<Part>,
    /// What the pages of each section say at their heads from the second on, and at their feet.
    pub(super) sections: Vec<(String, String)>,
    pub(super) y: f32,
}

/// A little room below a table's last line, room for a signature, and a line of whoever signs.
const ABOVE_SIGNERS: f32 = 2.0 * MM;
const TO_SIGN: f32 = 14.0 * MM;
const SIGNER_LINE: f32 = 12.0;

impl Flow {
    /// No pages yet.
    ///
    /// # Errors
    /// If the font does not read.
    pub fn new(paper: Paper) -> Result<Self, PdfError> {
        Ok(Self {
            fonts: Fonts::own()?,
            paper,
            pages: Vec::new(),
            parts: Vec::new(),
            sections: Vec::new(),
            y: 0.0,
        })
    }

    /// Lays other paper for the sections that follow.
    pub fn lay(&mut self, paper: Paper) {
        self.paper = paper;
    }

    /// Begins a section on a page of its own. Pages are numbered within it; from the second on each says `running` at its head.
    /// Every page says `foot`.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn section(&mut self, running: &str, foot: &str) -> Result<(), PdfError> {
        self.sections.push((running.to_owned(), foot.to_owned()));
        self.page(1)
    }

    fn page(&mut self, number: usize) -> Result<(), PdfError> {
        if self.pages.len() >= MOST_PAGES {
            return Err(PdfError::TooLong(MOST_PAGES));
        }
        self.pages.push(Page {
            width: self.paper.width,
            height: self.paper.height,
            ops: Vec::new(),
            section: self.sections.len().saturating_sub(1),
            number,
        });
        self.y = MARGIN + if number > 1 { RUNNING } else { 0.0 };
        Ok(())
    }

    /// How many pages there are.
    pub fn pages(&self) -> usize {
        self.pages.len()
    }

    /// Goes on on a new page.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn next_page(&mut self) -> Result<(), PdfError> {
        let number = self.pages.last().map_or(0, |page| page.number);
        self.page(number + 1)
    }

    /// Where text ends on a page.
    pub(super) fn bottom(&self) -> f32 {
        self.paper.height - MARGIN - FOOT
    }

    /// Room that a page has for blocks.
    pub(super) fn room(&self) -> f32 {
        self.bottom() - MARGIN - RUNNING
    }

    pub(super) fn left() -> f32 {
        MARGIN
    }

    pub(super) fn wide(&self) -> f32 {
        self.paper.width - 2.0 * MARGIN
    }

    /// Goes on on a new page if there is no room for a block of that height here.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn need(&mut self, height: f32) -> Result<bool, PdfError> {
        let fits = self.y + height <= self.bottom() + 0.01;
        if !fits {
            self.next_page()?;
        }
        Ok(!fits)
    }

    /// Leaves so many millimetres free.
    pub fn space(&mut self, mm: f32) {
        self.y += mm * MM;
    }

    pub(super) fn face(&self, bold: bool) -> &Face {
        if bold {
            &self.fonts.bold
        } else {
            &self.fonts.regular
        }
    }

    pub(super) fn push(&mut self, op: Op) {
        if let Some(page) = self.pages.last_mut() {
            page.ops.push(op);
        }
    }

    pub(super) fn part(&mut self, kind: PartKind, within: Option<usize>) -> usize {
        self.parts.push(Part { kind, within });
        self.parts.len() - 1
    }

    pub(super) fn say(
        &mut self,
        at: (f32, f32),
        size: f32,
        bold: bool,
        text: &str,
        part: Option<usize>,
    ) {
        if text.is_empty() {
            return;
        }
        self.push(Op::Text {
            x: at.0,
            y: at.1,
            size,
            bold,
            text: text.to_owned(),
            part,
        });
    }

    pub(super) fn line(&mut self, from: (f32, f32), to: (f32, f32)) {
        self.push(Op::Line { from, to });
    }

    /// A heading in the middle.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn heading(&mut self, text: &str, size: f32) -> Result<(), PdfError> {
        self.centred(text, size, true, PartKind::Heading)
    }

    /// A line in the middle that is no heading.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn middle(&mut self, text: &str, size: f32) -> Result<(), PdfError> {
        self.centred(text, size, false, PartKind::Paragraph)
    }

    fn centred(
        &mut self,
        text: &str,
        size: f32,
        bold: bool,
        kind: PartKind,
    ) -> Result<(), PdfError> {
        let lines = self.face(bold).lines(text, size, self.wide());
        let part = self.part(kind, None);
        for line in lines {
            self.need(size * 1.3)?;
            let x = Self::left() + (self.wide() - self.face(bold).width(&line, size)) / 2.0;
            self.say((x, self.y + size), size, bold, &line, Some(part));
            self.y += size * 1.3;
        }
        Ok(())
    }

    /// A paragraph from the left edge.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn paragraph(&mut self, text: &str, size: f32, bold: bool) -> Result<(), PdfError> {
        let lines = self.face(bold).lines(text, size, self.wide());
        let part = self.part(PartKind::Paragraph, None);
        for line in lines {
            self.need(size * 1.3)?;
            self.say((Self::left(), self.y + size), size, bold, &line, Some(part));
            self.y += size * 1.3;
        }
        Ok(())
    }

    /// Labels with what they say, a line each; long values go on below themselves.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn facts<L: AsRef<str>>(
        &mut self,
        facts: &[(L, String)],
        label_mm: f32,
        size: f32,
    ) -> Result<(), PdfError> {
        let indent = label_mm * MM;
        for (label, value) in facts {
            let lines = self
                .face(false)
                .lines(value, size, self.wide() - indent - size);
            let part = self.part(PartKind::Paragraph, None);
            for (no, line) in lines.iter().enumerate() {
                self.need(size * 1.35)?;
                let base = self.y + size;
                if no == 0 {
                    let label = label.as_ref();
                    self.say((Self::left(), base), size, false, label, Some(part));
                    self.say((Self::left() + indent, base), size, false, ":", Some(part));
                }
                self.say(
                    (Self::left() + indent + size, base),
                    size,
                    false,
                    line,
                    Some(part),
                );
                self.y += size * 1.35;
            }
        }
        Ok(())
    }

    /// Room that signatures need.
    pub fn signing(lines: usize) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "a handful of lines")]
        let lines = lines as f32;
        (ABOVE_SIGNERS + TO_SIGN + lines * SIGNER_LINE).max(36.0 * MM)
    }

    /// Whoever signs, each in a block of its own beside the others: the lines above the signature and those below it.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn signatures(&mut self, signers: &[(Vec<String>, Vec<String>)]) -> Result<(), PdfError> {
        let size = 9.0;
        #[expect(clippy::cast_precision_loss, reason = "two or three people")]
        let each = self.wide() / signers.len().max(1) as f32;
        let indent = 4.0 * MM;
        let blocks: Vec<SignedBlock> = signers
            .iter()
            .map(|(above, below)| {
                let fitted =
                    |line: &String, bold| self.fitted(line, size, bold, each - 2.0 * indent);
                let above = above.iter().flat_map(|line| fitted(line, false));
                // A name comes first, and is bold.
                let below = below.iter().enumerate().flat_map(|(no, line)| {
                    let lines = fitted(line, no == 0).into_iter();
                    lines.map(move |line| (line, no == 0))
                });
                (above.collect(), below.collect())
            })
            .collect();
        let above = blocks.iter().map(|(above, _)| above.len()).max();
        let below = blocks.iter().map(|(_, below)| below.len()).max();
        let (above, below) = (above.unwrap_or(0), below.unwrap_or(0));
        self.need(Self::signing(above + below))?;
        let begins = self.y;
        let top = begins + ABOVE_SIGNERS;
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let head = above as f32 * SIGNER_LINE;
        let mut x = Self::left() + indent;
        for (lines_above, lines_below) in blocks {
            let part = self.part(PartKind::Paragraph, None);
            let mut y = top + size;
            for line in &lines_above {
                self.say((x, y), size, false, line, Some(part));
                y += SIGNER_LINE;
            }
            let mut y = top + head + TO_SIGN + size;
            for (no, (line, bold)) in lines_below.iter().enumerate() {
                if no == 0 && line.is_empty() {
                    self.line((x, y), (x + each.min(70.0 * MM) - 10.0 * MM, y));
                }
                self.say((x, y), size, *bold, line, Some(part));
                y += SIGNER_LINE;
            }
            x += each;
        }
        self.y = begins + Self::signing(above + below);
        Ok(())
    }

    /// A line as it is where it has room, else in several.
    fn fitted(&self, line: &str, size: f32, bold: bool, width: f32) -> Vec<String> {
        if self.face(bold).width(line, size) <= width {
            vec![line.to_owned()]
        } else {
            self.face(bold).lines(line, size, width)
        }
    }

    /// An empty frame that says what belongs there.
    ///
    /// # Errors
    /// If the document becomes too long.
    pub fn frame(&mut self, (wide, high): (f32, f32), text: &str) -> Result<(), PdfError> {
        let (wide, high) = ((wide * MM).min(self.wide()), (high * MM).min(self.room()));
        self.need(high)?;
        let (x, y) = (Self::left() + (self.wide() - wide) / 2.0, self.y);
        for (from, to) in [
            ((x, y), (x + wide, y)),
            ((x, y + high), (x + wide, y + high)),
            ((x, y), (x, y + high)),
            ((x + wide, y), (x + wide, y + high)),
        ] {
            self.line(from, to);
        }
        let part = self.part(PartKind::Paragraph, None);
        let width = self.face(false).width(text, 9.0);
        self.say(
            (x + (wide - width) / 2.0, y + high / 2.0),
            9.0,
            false,
            text,
            Some(part),
        );
        self.y += high;
        Ok(())
    }

    /// Every text on the pages, in the order in which it was drawn.
    #[cfg(test)]
    pub fn said(&self) -> Vec<&str> {
        let ops = self.pages.iter().flat_map(|page| &page.ops);
        ops.filter_map(|op| match op {
            Op::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
    }

    /// Everything that was drawn, page by page, with where it stands: what a form looked like, to compare it with what it looks like.
    #[cfg(test)]
    pub fn drawn(&self) -> Vec<String> {
        let mut drawn = Vec::new();
        for page in &self.pages {
            drawn.push(format!("page {} x {}", page.width, page.height));
            drawn.extend(page.ops.iter().map(|op| match op {
                Op::Text {
                    x,
                    y,
                    size,
                    bold,
                    text,
                    ..
                } => format!("{x:.2} {y:.2} {size} {bold} {text}"),
                Op::Line { from, to } => format!("line {from:.2?} {to:.2?}"),
                Op::Fill { at, size, color } => format!("fill {at:.2?} {size:.2?} {color:?}"),
            }));
        }
        drawn
    }

    /// Writes the lines at the heads and feet of all pages, once it is known how many there are.
    pub(super) fn finish_pages(&mut self) {
        let mut many = vec![0; self.sections.len()];
        for page in &self.pages {
            if let Some(many) = many.get_mut(page.section) {
                *many = page.number;
            }
        }
        for page in &mut self.pages {
            let Some((running, foot)) = self.sections.get(page.section) else {
                continue;
            };
            let text = |x, y, text: String| Op::Text {
                x,
                y,
                size: FOOT_SIZE,
                bold: false,
                text,
                part: None,
            };
            let base = page.height - MARGIN - FOOT_SIZE * 0.3;
            if !foot.is_empty() {
                page.ops.push(text(MARGIN, base, foot.clone()));
            }
            let of = many.get(page.section).copied().unwrap_or(1);
            if of > 1 {
                let number = format!("Halaman {} dari {of}", page.number);
                let width = self.fonts.regular.width(&number, FOOT_SIZE);
                page.ops
                    .push(text(page.width - MARGIN - width, base, number));
            }
            if page.number > 1 && !running.is_empty() {
                page.ops
                    .push(text(MARGIN, MARGIN + FOOT_SIZE, running.clone()));
                let y = MARGIN + RUNNING - 3.0 * MM;
                page.ops.push(Op::Line {
                    from: (MARGIN, y),
                    to: (page.width - MARGIN, y),
                });
            }
        }
    }
}
