//! Documents as DOCX, where people go on writing. The smallest file that Word and other programs take: one part of text, no styles but
//! those said in place; no clock, so that the same documents give the same bytes.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::document::{Block, BoxRow, Document};
use super::paper::plain;
use crate::pdf::Size;
use crate::reports::{Kind, ReportError, Table};

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELATIONS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
const NAMESPACE: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

/// Twentieths of a point in a millimetre.
const TWIPS: f32 = 1440.0 / 25.4;
/// Twentieths of a point that text has between the margins of paper that stands upright.
const WIDE: u32 = 10_200;
/// Twentieths of a point of a margin.
const MARGIN: u32 = 850;

/// The documents one after the other, each from a page of its own.
///
/// # Errors
/// If the file cannot be written.
pub fn docx(documents: &[Document], size: Size) -> Result<Vec<u8>, ReportError> {
    let (short, long) = match size {
        Size::A4 => (11_906, 16_838),
        Size::F4 => (12_189, 18_709),
    };
    let turned = documents.iter().any(|document| document.wide);
    let mut body = Body {
        xml: String::new(),
        wide: if turned { long - 2 * MARGIN } else { WIDE },
    };
    for (no, document) in documents.iter().enumerate() {
        if no > 0 {
            body.new_page();
        }
        for block in &document.blocks {
            body.block(block);
        }
    }
    let (wide, high, lies) = if turned {
        (long, short, r#" w:orient="landscape""#)
    } else {
        (short, long, "")
    };
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="{NAMESPACE}"><w:body>{}<w:sectPr><w:pgSz w:w="{wide}" w:h="{high}"{lies}/><w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="450" w:footer="450" w:gutter="0"/></w:sectPr></w:body></w:document>"#,
        body.xml
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // A date that is always the same.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, part) in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/document.xml", text.as_str()),
    ] {
        zip.start_file(name, options)?;
        zip.write_all(part.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// How a paragraph looks.
#[derive(Clone, Copy)]
struct Look {
    bold: bool,
    middle: bool,
    /// Half points.
    size: u16,
}

const BODY: Look = Look {
    bold: false,
    middle: false,
    size: 20,
};

struct Body {
    xml: String,
    /// Twentieths of a point that text has between the margins.
    wide: u32,
}

impl Body {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Title(text) => self.paragraph(
                text,
                Look {
                    bold: true,
                    middle: true,
                    size: 24,
                },
            ),
            Block::Middle(text) => self.paragraph(
                text,
                Look {
                    middle: true,
                    ..BODY
                },
            ),
            Block::Chapter(text) => self.paragraph(
                text,
                Look {
                    bold: true,
                    size: 22,
                    ..BODY
                },
            ),
            Block::Text(text) => self.paragraph(text, BODY),
            Block::Small(text) => self.paragraph(text, Look { size: 15, ..BODY }),
            Block::Facts(facts) => {
                for (label, value) in facts {
                    self.paragraph(&format!("{label}: {value}"), BODY);
                }
            }
            Block::Boxes(rows) => self.boxes(rows),
            Block::Table { table, total, .. } => self.table(table, total),
            Block::Frames { size, captions } => self.frames(*size, captions),
            Block::Signatures(signers) => self.signatures(signers),
            Block::NewPage => self.new_page(),
        }
    }

    /// A paragraph; lines of its text stay lines.
    fn paragraph(&mut self, text: &str, look: Look) {
        let place = if look.middle {
            r#"<w:jc w:val="center"/>"#
        } else {
            ""
        };
        let bold = if look.bold { "<w:b/>" } else { "" };
        let lines: Vec<String> = text
            .split('\n')
            .map(|line| format!(r#"<w:t xml:space="preserve">{}</w:t>"#, escaped(line)))
            .collect();
        self.put(format_args!(
            r#"<w:p><w:pPr><w:spacing w:after="60"/>{place}</w:pPr><w:r><w:rPr>{bold}<w:sz w:val="{}"/></w:rPr>{}</w:r></w:p>"#,
            look.size,
            lines.join("<w:br/>")
        ));
    }

    fn new_page(&mut self) {
        self.xml
            .push_str(r#"<w:p><w:r><w:br w:type="page"/></w:r></w:p>"#);
    }

    fn boxes(&mut self, rows: &[BoxRow]) {
        self.table_start(true);
        for row in rows {
            let all: u32 = row.cells.iter().map(|cell| u32::from(cell.share)).sum();
            self.row_start(f32::from(row.least_mm));
            for cell in &row.cells {
                let wide = self.wide * u32::from(cell.share) / all.max(1);
                self.cell(
                    &cell.text,
                    wide,
                    1,
                    cell.bar,
                    Look {
                        bold: cell.bar,
                        size: 18,
                        ..BODY
                    },
                );
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.paragraph("", BODY);
    }

    fn table(&mut self, table: &Table, total: &str) {
        let widths = column_widths(table, self.wide);
        let wide = |from: usize, many: usize| widths.iter().skip(from).take(many).sum::<u32>();
        self.table_start(true);
        let groups = table.groups();
        let bold = Look {
            bold: true,
            middle: true,
            size: 16,
        };
        if groups.iter().any(|(_, _, group)| group.is_some()) {
            self.row_start(0.0);
            for (first, many, group) in groups {
                let words = group.map_or("", |words| words.id);
                self.cell(words, wide(first, many), many, true, bold);
            }
            self.xml.push_str("</w:tr>");
        }
        self.row_start(0.0);
        for (at, column) in table.columns.iter().enumerate() {
            self.cell(column.words(), wide(at, 1), 1, true, bold);
        }
        self.xml.push_str("</w:tr>");
        let named = table.named_total(total);
        let sums = named.iter().map(|sums| (sums, true));
        for (row, sum) in table.rows.iter().map(|row| (row, false)).chain(sums) {
            self.row_start(0.0);
            for (at, (column, cell)) in table.columns.iter().zip(row).enumerate() {
                let figure = matches!(column.kind, Kind::Figure | Kind::Place);
                let look = Look {
                    bold: sum,
                    middle: figure,
                    size: 16,
                };
                self.cell(&plain(cell), wide(at, 1), 1, false, look);
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.paragraph("", BODY);
    }

    fn frames(&mut self, (wide, high): (f32, f32), captions: &[String]) {
        let beside = if wide * 2.0 <= 180.0 { 2 } else { 1 };
        self.table_start(true);
        for row in captions.chunks(beside) {
            self.row_start(high);
            for caption in row {
                let share = self.wide / u32::try_from(beside).unwrap_or(1);
                self.cell(
                    caption,
                    share,
                    1,
                    false,
                    Look {
                        middle: true,
                        ..BODY
                    },
                );
            }
            self.xml.push_str("</w:tr>");
        }
        self.xml.push_str("</w:tbl>");
        self.paragraph("", BODY);
    }

    fn signatures(&mut self, signers: &[(Vec<String>, Vec<String>)]) {
        let blank = (Vec::new(), Vec::new());
        let mut all: Vec<&(Vec<String>, Vec<String>)> = signers.iter().collect();
        if all.len() == 1 {
            all.insert(0, &blank);
        }
        let wide = self.wide / u32::try_from(all.len()).unwrap_or(1).max(1);
        self.table_start(false);
        self.row_start(0.0);
        for (above, below) in all {
            let gap = if above.is_empty() && below.is_empty() {
                ""
            } else {
                "\n\n\n\n"
            };
            let text = format!("{}{gap}{}", above.join("\n"), below.join("\n"));
            self.cell(&text, wide, 1, false, BODY);
        }
        self.xml.push_str("</w:tr></w:tbl>");
        self.paragraph("", BODY);
    }

    fn table_start(&mut self, lines: bool) {
        let wide = self.wide;
        self.put(format_args!(
            r#"<w:tbl><w:tblPr><w:tblW w:w="{wide}" w:type="dxa"/>"#
        ));
        if lines {
            self.xml.push_str("<w:tblBorders>");
            for side in ["top", "left", "bottom", "right", "insideH", "insideV"] {
                self.put(format_args!(
                    r#"<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>"#
                ));
            }
            self.xml.push_str("</w:tblBorders>");
        }
        self.xml
            .push_str(r#"<w:tblLayout w:type="fixed"/></w:tblPr>"#);
    }

    fn row_start(&mut self, least_mm: f32) {
        self.xml.push_str("<w:tr>");
        if least_mm > 0.0 {
            let high = (least_mm * TWIPS).round();
            self.put(format_args!(
                r#"<w:trPr><w:trHeight w:val="{high}" w:hRule="atLeast"/></w:trPr>"#
            ));
        }
    }

    fn cell(&mut self, text: &str, wide: u32, over: usize, shaded: bool, look: Look) {
        self.put(format_args!(
            r#"<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/>"#
        ));
        if over > 1 {
            self.put(format_args!(r#"<w:gridSpan w:val="{over}"/>"#));
        }
        if shaded {
            self.xml
                .push_str(r#"<w:shd w:val="clear" w:color="auto" w:fill="D9D9D9"/>"#);
        }
        self.xml.push_str("</w:tcPr>");
        self.paragraph(text, look);
        self.xml.push_str("</w:tc>");
    }

    fn put(&mut self, what: std::fmt::Arguments<'_>) {
        // Writing into a string does not fail.
        let _ = self.xml.write_fmt(what);
    }
}

/// Twips of a bold letter of tables, and of the room beside a text of a cell.
const LETTER: f32 = 112.0;
const BESIDE: f32 = 216.0;
/// Words of more letters may be broken.
const WHOLE: usize = 10;

/// The widths of a table's columns in twips: no word of a head or figure and no short word is broken while there is room. The fonts of whoever
/// opens the file are not known; this is room enough for wide ones.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "widths of a page, above zero"
)]
fn column_widths(table: &Table, wide: u32) -> Vec<u32> {
    let shares: Vec<f32> = table
        .columns
        .iter()
        .map(|column| column.width as f32)
        .collect();
    let longest = |text: &str, most: usize| {
        let words = text.split_whitespace().map(|word| word.chars().count());
        words.filter(|letters| *letters <= most).max().unwrap_or(0)
    };
    let columns = table.columns.iter().enumerate();
    let least = columns.map(|(at, column)| {
        let rows = table.rows.iter().chain(&table.total);
        let cells = rows.filter_map(|row| row.get(at));
        let cells = cells.map(|cell| longest(&plain(cell), WHOLE));
        let letters = cells
            .max()
            .unwrap_or(0)
            .max(longest(column.words(), usize::MAX));
        letters as f32 * LETTER + BESIDE
    });
    let least: Vec<f32> = least.collect();
    let found = crate::pdf::widths(&shares, &least, wide as f32);
    found.into_iter().map(|width| width as u32).collect()
}

/// A text as XML has it, without the letters that XML forbids.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '\t' => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
