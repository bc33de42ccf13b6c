//! The font of printed documents: `DejaVu Sans Condensed`, cut to Latin (`core/assets/font`). It measures text and breaks it into lines.

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use super::PdfError;

static REGULAR: &[u8] = include_bytes!("../../assets/font/DejaVuSansCondensed.ttf");
static BOLD: &[u8] = include_bytes!("../../assets/font/DejaVuSansCondensed-Bold.ttf");

/// Shown for a letter that the font does not have.
const MISSING: char = '\u{25a1}';

/// The two faces.
pub struct Fonts {
    /// For text.
    pub regular: Face,
    /// For heads and sums.
    pub bold: Face,
}

/// A face.
pub struct Face {
    pub(super) font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    em: f32,
}

impl Fonts {
    /// The product's own.
    ///
    /// # Errors
    /// If they do not read.
    pub fn own() -> Result<Self, PdfError> {
        Ok(Self {
            regular: Face::read(REGULAR)?,
            bold: Face::read(BOLD)?,
        })
    }
}

impl Face {
    fn read(bytes: &'static [u8]) -> Result<Self, PdfError> {
        let font = Font::new(bytes.into(), 0).ok_or(PdfError::Font)?;
        let read = FontRef::new(bytes).map_err(|_| PdfError::Font)?;
        Ok(Self {
            em: font.units_per_em(),
            font,
            charmap: read.charmap(),
            metrics: read.glyph_metrics(Size::unscaled(), LocationRef::default()),
        })
    }

    fn glyph(&self, letter: char) -> (u32, f32) {
        let found = self
            .charmap
            .map(letter)
            .or_else(|| self.charmap.map(MISSING));
        let glyph = found.unwrap_or_default();
        let advance = self.metrics.advance_width(glyph).unwrap_or_default();
        (glyph.to_u32(), advance / self.em)
    }

    /// How wide a text is at that size.
    pub fn width(&self, text: &str, size: f32) -> f32 {
        text.chars().map(|letter| self.glyph(letter).1 * size).sum()
    }

    /// The glyphs of a text, left to right.
    pub(super) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let glyph = |(at, letter): (usize, char)| {
            let (id, advance) = self.glyph(letter);
            let range = at..at + letter.len_utf8();
            KrillaGlyph::new(GlyphId::new(id), advance, 0.0, 0.0, 0.0, range, None)
        };
        text.char_indices().map(glyph).collect()
    }

    /// The lines of a text that is `width` wide: broken at spaces, and within a word that is wider than a line. Lines that people
    /// broke stay broken; what cannot be printed becomes a space.
    pub fn lines(&self, text: &str, size: f32, width: f32) -> Vec<String> {
        let mut lines = Vec::new();
        for line in text.lines() {
            let mut current = String::new();
            let mut used = 0.0;
            let space = self.width(" ", size);
            for word in line.split(|c: char| c.is_whitespace() || c.is_control()) {
                if word.is_empty() {
                    continue;
                }
                let wide = self.width(word, size);
                if !current.is_empty() && used + space + wide > width {
                    lines.push(std::mem::take(&mut current));
                    used = 0.0;
                }
                if !current.is_empty() {
                    current.push(' ');
                    used += space;
                }
                for letter in word.chars() {
                    let advance = self.glyph(letter).1 * size;
                    if used + advance > width && !current.is_empty() {
                        lines.push(std::mem::take(&mut current));
                        used = 0.0;
                    }
                    current.push(letter);
                    used += advance;
                }
            }
            lines.push(current);
        }
        if lines.is_empty() {
            lines.push(String::new());
        }
        lines
    }
}
