//! Pages become a PDF: one font as a subset, tagged so that it can be read aloud unless it is long, PDF/A-2 so that it can be kept. No clock and no
//! chance: its date is what it is told, its identity comes from its content.

use std::num::{NonZeroU16, NonZeroU32};

use chrono::{Datelike, NaiveDate};
use krilla::color::rgb;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TableHeaderScope, Tag, TagGroup,
    TagKind, TagTree,
};
use krilla::{Document, SerializeSettings};

use super::PdfError;
use super::face::Fonts;
use super::flow::Flow;
use super::ops::{Op, Page, Part, PartKind};

/// Parts up to which a document is tagged. Each costs some 130 bytes, and what is uploaded to SIKS-NG has 490 KB at the most; a longer
/// document is PDF/A-2b, which is not read aloud by its parts.
const MOST_PARTS: usize = 2_500;

/// What a file says of itself.
pub struct Meta {
    /// Its title.
    pub title: String,
    /// The day of what it tells.
    pub day: NaiveDate,
}

impl Flow {
    /// The file.
    ///
    /// # Errors
    /// If it would break a rule of its format.
    pub fn pdf(mut self, meta: &Meta) -> Result<Vec<u8>, PdfError> {
        self.finish_pages();
        let tagged = self.parts.len() <= MOST_PARTS;
        let format = |error: &dyn std::fmt::Debug| PdfError::Format(format!("{error:?}"));
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(if tagged {
                Archival::A2_A
            } else {
                Archival::A2_B
            })
            .finish()
            .map_err(|error| format(&error))?;
        let mut document = Document::new_with(SerializeSettings {
            configuration,
            enable_tagging: tagged,
            ..SerializeSettings::default()
        });
        let mut said: Vec<Vec<Identifier>> = self.parts.iter().map(|_| Vec::new()).collect();
        for page in &self.pages {
            let settings = PageSettings::from_wh(page.width, page.height);
            let settings =
                settings.ok_or_else(|| PdfError::Format("paper without a size".to_owned()))?;
            let mut sheet = document.start_page_with(settings);
            let mut surface = sheet.surface();
            draw(&mut surface, &self.fonts, page, &mut said);
            surface.finish();
            sheet.finish();
        }
        if tagged {
            document.set_tag_tree(tree(&self.parts, said));
        }
        let date = DateTime::new(u16::try_from(meta.day.year()).unwrap_or_default())
            .month(u8::try_from(meta.day.month()).unwrap_or(1))
            .day(u8::try_from(meta.day.day()).unwrap_or(1));
        document.set_metadata(
            Metadata::new()
                .title(meta.title.clone())
                .language("id-ID".to_owned())
                .creator("Sesi".to_owned())
                .creation_date(date),
        );
        document.finish().map_err(|error| format(&error))
    }
}

/// Areas first, then lines, then text upon them.
fn draw(surface: &mut Surface<'_>, fonts: &Fonts, page: &Page, said: &mut [Vec<Identifier>]) {
    let artifact = || ContentTag::Artifact(Artifact::with_kind(ArtifactType::Other));
    surface.start_tagged(artifact());
    for op in &page.ops {
        if let Op::Fill { at, size, color } = op {
            let (red, green, blue) = *color;
            surface.set_stroke(None);
            surface.set_fill(Some(Fill {
                paint: rgb::Color::new(red, green, blue).into(),
                ..Fill::default()
            }));
            if let Some(area) = area(*at, *size) {
                surface.draw_path(&area);
            }
        }
    }
    surface.set_fill(None);
    surface.set_stroke(Some(Stroke {
        width: 0.5,
        ..Stroke::default()
    }));
    let mut lines = PathBuilder::new();
    for op in &page.ops {
        if let Op::Line { from, to } = op {
            lines.move_to(from.0, from.1);
            lines.line_to(to.0, to.1);
        }
    }
    if let Some(lines) = lines.finish() {
        surface.draw_path(&lines);
    }
    surface.end_tagged();
    surface.set_stroke(None);
    surface.set_fill(Some(Fill::default()));
    for op in &page.ops {
        let Op::Text {
            x,
            y,
            size,
            bold,
            text,
            part,
        } = op
        else {
            continue;
        };
        let face = if *bold { &fonts.bold } else { &fonts.regular };
        let tag = match part {
            Some(_) => ContentTag::Span(SpanTag::empty()),
            None => artifact(),
        };
        let id = surface.start_tagged(tag);
        let start = Point::from_xy(*x, *y);
        surface.draw_glyphs(
            start,
            &face.glyphs(text),
            face.font.clone(),
            text,
            *size,
            false,
        );
        surface.end_tagged();
        if let Some(ids) = part.and_then(|part| said.get_mut(part)) {
            ids.push(id);
        }
    }
}

fn area((x, y): (f32, f32), (width, height): (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Rect::from_xywh(x, y, width, height)?);
    path.finish()
}

/// The parts as the tree that a reader walks; parts come after what they are within.
fn tree(parts: &[Part], said: Vec<Vec<Identifier>>) -> TagTree {
    let mut groups: Vec<Option<TagGroup>> = parts
        .iter()
        .zip(said)
        .map(|(part, ids)| {
            let children = ids.into_iter().map(Node::from).collect();
            Some(TagGroup::with_children(kind(part.kind), children))
        })
        .collect();
    let mut tree = TagTree::new().with_lang(Some("id-ID".to_owned()));
    // From the last on, each goes in front of what its holder has already: so their order stays.
    let mut roots = Vec::new();
    for at in (0..parts.len()).rev() {
        let Some(mut group) = groups.get_mut(at).and_then(Option::take) else {
            continue;
        };
        if matches!(
            parts.get(at).map(|part| part.kind),
            Some(PartKind::Table | PartKind::Row)
        ) {
            group.children.reverse();
        }
        match parts.get(at).and_then(|part| part.within) {
            Some(within) => {
                if let Some(Some(holder)) = groups.get_mut(within) {
                    holder.push(group);
                }
            }
            None => roots.push(group),
        }
    }
    for group in roots.into_iter().rev() {
        tree.push(group);
    }
    tree
}

fn kind(kind: PartKind) -> TagKind {
    match kind {
        PartKind::Heading => Tag::Hn(NonZeroU16::MIN, None).into(),
        PartKind::Paragraph => Tag::P.into(),
        PartKind::Table => Tag::Table.into(),
        PartKind::Row => Tag::TR.into(),
        PartKind::Head(columns, rows) => Tag::TH(TableHeaderScope::Column)
            .with_col_span(NonZeroU32::new(columns.into()))
            .with_row_span(NonZeroU32::new(rows.into()))
            .into(),
        PartKind::Cell => Tag::TD.into(),
    }
}
