//! Old workbooks for tests, record by record: XLS in its Compound File, and XLSB in its archive.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_lossless,
    reason = "a test's book has few rows and short texts"
)]

use super::workbook_parts::Parts;

/// What a cell of these books holds.
#[derive(Clone, Debug)]
pub enum CellContent {
    Text(String),
    Shared(usize),
    Number(f64),
    Date(f64),
}

/// A sheet: cells by row (from 0) and column, rows that are hidden, merged cells.
#[derive(Clone, Debug, Default)]
pub struct Page {
    pub name: String,
    pub hidden: bool,
    pub hidden_rows: Vec<u32>,
    pub merges: Vec<[u32; 4]>,
    pub cells: Vec<(u32, u32, CellContent)>,
}

/// A page of texts.
pub fn page(name: &str, rows: &[&[&str]]) -> Page {
    let cells = (0..).zip(rows).flat_map(|(row, cells)| {
        let cells = (0..).zip(*cells).filter(|(_, text)| !text.is_empty());
        cells.map(move |(column, text)| (row, column, CellContent::Text((*text).to_owned())))
    });
    Page {
        name: name.to_owned(),
        cells: cells.collect(),
        ..Page::default()
    }
}

/// A Compound File with these streams, each in whole sectors.
pub fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xFFFF_FFFE;
    let sectors = |bytes: usize| bytes.div_ceil(SECTOR);
    let entries = streams.len() + 1;
    let directory = sectors(entries * 128);
    // At least so long that it is no small stream.
    let data: Vec<usize> = streams
        .iter()
        .map(|(_, bytes)| sectors(bytes.len().max(4096)))
        .collect();
    let beside = directory + data.iter().sum::<usize>();
    let mut tables = 1;
    while tables * 128 < beside + tables {
        tables += 1;
    }
    assert!(tables <= 109, "a test's file");
    let mut next = vec![0xFFFF_FFFD_u32; tables];
    let mut chain = |count: usize| {
        let first = next.len();
        next.extend((1..count).map(|no| (first + no) as u32));
        next.push(END);
        first as u32
    };
    let at_directory = chain(directory);
    let firsts: Vec<u32> = data.iter().map(|count| chain(*count)).collect();
    next.resize(tables * 128, u32::MAX);
    let mut head = vec![0; SECTOR];
    head[..8].copy_from_slice(super::compound::MAGIC);
    let mut put = |at: usize, bytes: &[u8]| head[at..at + bytes.len()].copy_from_slice(bytes);
    put(24, &[0x3E, 0, 3, 0, 0xFE, 0xFF, 9, 0, 6, 0]);
    put(44, &(tables as u32).to_le_bytes());
    put(48, &at_directory.to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    for no in 0..109 {
        let sector = if no < tables { no as u32 } else { u32::MAX };
        put(76 + 4 * no, &sector.to_le_bytes());
    }
    let mut out = head;
    out.extend(next.iter().flat_map(|sector| sector.to_le_bytes()));
    let entry = |name: &str, kind: u8, first: u32, size: usize| {
        let mut bytes = [0; 128];
        let units: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes[..units.len()].copy_from_slice(&units);
        bytes[64..66].copy_from_slice(&((units.len() + 2) as u16).to_le_bytes());
        bytes[66] = kind;
        bytes[116..120].copy_from_slice(&first.to_le_bytes());
        bytes[120..124].copy_from_slice(&(size as u32).to_le_bytes());
        bytes
    };
    out.extend(entry("Root Entry", 5, END, 0));
    for ((name, bytes), first) in streams.iter().zip(firsts) {
        out.extend(entry(name, 2, first, bytes.len().max(4096)));
    }
    out.resize(SECTOR * (1 + tables + directory), 0);
    for ((_, bytes), count) in streams.iter().zip(data) {
        let whole = out.len() + count * SECTOR;
        out.extend_from_slice(bytes);
        out.resize(whole, 0);
    }
    out
}

/// A record of an XLS.
pub fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("fits a record");
    [&kind.to_le_bytes()[..], &length.to_le_bytes(), body].concat()
}

pub fn xls_begin(kind: u16) -> Vec<u8> {
    record(0x0809, &[0, 6, kind as u8, (kind >> 8) as u8, 0, 0, 0, 0])
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// A text of an XLS as its cells have it: in two bytes a letter where it needs them.
fn xls_text(text: &str) -> Vec<u8> {
    let count = (text.encode_utf16().count() as u16).to_le_bytes();
    if text.chars().all(|letter| u32::from(letter) < 256) {
        let letters: Vec<u8> = text.chars().map(|letter| u32::from(letter) as u8).collect();
        [&count[..], &[0], &letters].concat()
    } else {
        [&count[..], &[1], &utf16(text)].concat()
    }
}

/// What stands in a record of shared texts, cut into records of at most `most` bytes where it may be cut.
fn xls_shared(texts: &[&str], most: usize) -> Vec<u8> {
    let claims = (texts.len() as u32).to_le_bytes();
    let mut parts: Vec<Vec<u8>> = vec![[claims, claims].concat()];
    for text in texts {
        let told = xls_text(text);
        let (head, letters) = told.split_at(3);
        let size = 1 + usize::from(head[2]);
        if parts.last().map_or(0, Vec::len) + 3 > most {
            parts.push(Vec::new());
        }
        parts.last_mut().expect("is there").extend(head);
        for letter in letters.chunks(size) {
            if parts.last().map_or(0, Vec::len) + size > most {
                // The next record says anew how large letters are.
                parts.push(vec![head[2]]);
            }
            parts.last_mut().expect("is there").extend(letter);
        }
    }
    let kinds = std::iter::once(0x00FC).chain(std::iter::repeat(0x003C));
    let records = kinds.zip(&parts);
    records
        .flat_map(|(kind, body)| record(kind, body))
        .collect()
}

/// The stream of an XLS with these sheets, and further records before them.
pub fn xls_stream(pages: &[Page], shared: &[&str], before: &[u8]) -> Vec<u8> {
    let mut globals = xls_begin(5);
    globals.extend(before);
    globals.extend(record(0x041E, &[&[164, 0][..], &xls_text("d/m")].concat()));
    for format in [0_u16, 164] {
        let mut style = [0; 20];
        style[2..4].copy_from_slice(&format.to_le_bytes());
        globals.extend(record(0x00E0, &style));
    }
    let names: Vec<Vec<u8>> = pages
        .iter()
        .map(|page| {
            let text = xls_text(&page.name);
            [&[u8::from(page.hidden), 0, text[0]], &text[2..]].concat()
        })
        .collect();
    let strings = xls_shared(shared, 300);
    let lists: usize = names.iter().map(|name| name.len() + 8).sum();
    let mut at = globals.len() + lists + strings.len() + 4;
    let sheets: Vec<Vec<u8>> = pages.iter().map(xls_page).collect();
    for (name, sheet) in names.iter().zip(&sheets) {
        let place = (at as u32).to_le_bytes();
        globals.extend(record(0x0085, &[&place[..], name].concat()));
        at += sheet.len();
    }
    globals.extend(strings);
    globals.extend(record(0x000A, &[]));
    globals.extend(sheets.concat());
    globals
}

/// An XLS.
pub fn xls(pages: &[Page], shared: &[&str]) -> Vec<u8> {
    compound(&[("Workbook", &xls_stream(pages, shared, &[]))])
}

fn xls_page(page: &Page) -> Vec<u8> {
    let mut out = xls_begin(0x10);
    for row in &page.hidden_rows {
        let mut body = [0; 16];
        body[..2].copy_from_slice(&(*row as u16).to_le_bytes());
        body[12] = 0x20;
        out.extend(record(0x0208, &body));
    }
    for (row, column, held) in &page.cells {
        let style = u16::from(matches!(held, CellContent::Date(_)));
        let head = [*row as u16, *column as u16, style];
        let head: Vec<u8> = head
            .iter()
            .flat_map(|number| number.to_le_bytes())
            .collect();
        out.extend(match held {
            CellContent::Text(text) => record(0x0204, &[head, xls_text(text)].concat()),
            CellContent::Shared(at) => {
                record(0x00FD, &[&head[..], &(*at as u32).to_le_bytes()].concat())
            }
            CellContent::Number(number) | CellContent::Date(number) => {
                record(0x0203, &[&head[..], &number.to_le_bytes()].concat())
            }
        });
    }
    let merges: Vec<u8> = page
        .merges
        .iter()
        .flatten()
        .flat_map(|number| (*number as u16).to_le_bytes())
        .collect();
    let count = (page.merges.len() as u16).to_le_bytes();
    out.extend(record(0x00E5, &[&count[..], &merges].concat()));
    out.extend(record(0x000A, &[]));
    out
}

/// A record of an XLSB.
pub fn bin(kind: u16, body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    if kind < 0x80 {
        out.push(kind as u8);
    } else {
        out.extend([(kind & 0x7F) as u8 | 0x80, (kind >> 7) as u8]);
    }
    out.extend(bin_length(body.len()));
    out.extend_from_slice(body);
    out
}

/// A length as records of an XLSB claim it.
pub fn bin_length(mut length: usize) -> Vec<u8> {
    let mut out = Vec::new();
    loop {
        let low = (length & 0x7F) as u8;
        length >>= 7;
        if length == 0 {
            out.push(low);
            return out;
        }
        out.push(low | 0x80);
    }
}

fn bin_text(text: &str) -> Vec<u8> {
    let count = text.encode_utf16().count() as u32;
    [&count.to_le_bytes()[..], &utf16(text)].concat()
}

/// An XLSB without its sheets and shared texts: sheet `n` is the part `sheet<n>.bin`.
pub fn xlsb_frame(pages: &[(&str, bool)]) -> Parts {
    const TYPES: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let relation = |id: &str, kind: &str, target: &str| {
        format!("<Relationship Id=\"{id}\" Type=\"{TYPES}/{kind}\" Target=\"{target}\"/>")
    };
    let mut related = relation("t", "sharedStrings", "sharedStrings.bin")
        + &relation("f", "styles", "styles.bin");
    let mut book = [bin(131, &[]), bin(143, &[])].concat();
    for (no, (name, hidden)) in pages.iter().enumerate() {
        related += &relation(
            &format!("s{no}"),
            "worksheet",
            &format!("worksheets/sheet{no}.bin"),
        );
        let head = [u32::from(*hidden), no as u32 + 1]
            .map(u32::to_le_bytes)
            .concat();
        let body = [head, bin_text(&format!("s{no}")), bin_text(name)].concat();
        book.extend(bin(156, &body));
    }
    book.extend([bin(144, &[]), bin(132, &[])].concat());
    let styles = [
        bin(278, &[]),
        bin(615, &[1, 0, 0, 0]),
        bin(44, &[&[164, 0][..], &bin_text("d/m")].concat()),
        bin(616, &[]),
        bin(617, &[2, 0, 0, 0]),
        bin(47, &[0; 16]),
        bin(47, &[&[0, 0, 164, 0][..], &[0; 12]].concat()),
        bin(618, &[]),
        bin(279, &[]),
    ];
    let top = relation("w", "officeDocument", "xl/workbook.bin");
    Parts::new()
        .text(
            "_rels/.rels",
            &format!("<Relationships>{top}</Relationships>"),
        )
        .text(
            "xl/_rels/workbook.bin.rels",
            &format!("<Relationships>{related}</Relationships>"),
        )
        .raw("xl/workbook.bin", &book)
        .raw("xl/styles.bin", &styles.concat())
}

/// An XLSB.
pub fn xlsb(pages: &[Page], shared: &[&str]) -> Vec<u8> {
    let frame: Vec<(&str, bool)> = pages
        .iter()
        .map(|page| (page.name.as_str(), page.hidden))
        .collect();
    let count = shared.len() as u32;
    let mut texts = bin(159, &[count, count].map(u32::to_le_bytes).concat());
    for text in shared {
        texts.extend(bin(19, &[&[0][..], &bin_text(text)].concat()));
    }
    texts.extend(bin(160, &[]));
    let mut parts = xlsb_frame(&frame).raw("xl/sharedStrings.bin", &texts);
    for (no, page) in pages.iter().enumerate() {
        parts = parts.raw(&format!("xl/worksheets/sheet{no}.bin"), &xlsb_page(page));
    }
    parts.bytes()
}

fn xlsb_page(page: &Page) -> Vec<u8> {
    let last = page.cells.iter().map(|(row, _, _)| *row).max();
    let dimension = [0, last.unwrap_or(0), 0, 9].map(u32::to_le_bytes).concat();
    let mut out = [bin(129, &[]), bin(148, &dimension), bin(145, &[])].concat();
    let mut row_before = None;
    for (row, column, held) in &page.cells {
        if row_before != Some(*row) {
            out.extend(bin_row(*row, page.hidden_rows.contains(row)));
            row_before = Some(*row);
        }
        let style = u32::from(matches!(held, CellContent::Date(_)));
        let head = [*column, style].map(u32::to_le_bytes).concat();
        out.extend(match held {
            CellContent::Text(text) => bin(6, &[head, bin_text(text)].concat()),
            CellContent::Shared(at) => bin(7, &[&head[..], &(*at as u32).to_le_bytes()].concat()),
            CellContent::Number(number) | CellContent::Date(number) => {
                bin(5, &[&head[..], &number.to_le_bytes()].concat())
            }
        });
    }
    out.extend(bin(146, &[]));
    for merge in &page.merges {
        out.extend(bin(176, &merge.map(u32::to_le_bytes).concat()));
    }
    out.extend(bin(130, &[]));
    out
}

/// The record with which a row of an XLSB begins.
pub fn bin_row(row: u32, hidden: bool) -> Vec<u8> {
    let mut body = [0; 17];
    body[..4].copy_from_slice(&row.to_le_bytes());
    body[11] = if hidden { 0x10 } else { 0 };
    bin(0, &body)
}
