//! What a written file says, as lines of cells: a PDF by `pdftotext`, a workbook by `calamine`, a DOCX from its XML, a calendar and a text as they
//! are. Nothing here was made by Sesi.

use std::io::Read;
use std::path::Path;
use std::process::Command;

use calamine::{Data, Reader, open_workbook_auto};
use quick_xml::events::Event;

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// Its lines, each as its cells; no empty ones. What is wrapped on paper stands in several lines.
    pub lines: Vec<Vec<String>>,
    /// Of a workbook its rows with the empty cells.
    pub grid: Vec<Vec<String>>,
}

/// Whether this machine has the program that reads PDFs.
pub fn reads_pdf() -> bool {
    Command::new("pdftotext")
        .arg("-v")
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Reads a file by its name; none of a PDF where the program for it is missing, or of what is no form.
///
/// # Panics
/// If it cannot be read.
pub fn read(path: &Path) -> Option<Said> {
    let kind = path
        .extension()
        .and_then(|kind| kind.to_str())
        .unwrap_or_default();
    Some(match kind {
        "pdf" if !reads_pdf() => return None,
        "pdf" => pdf(path),
        "docx" => docx(path),
        "xlsx" => xlsx(path),
        "txt" => text(&std::fs::read_to_string(path).expect("a text")),
        "ics" => calendar(&std::fs::read_to_string(path).expect("a calendar")),
        _ => return None,
    })
}

fn pdf(path: &Path) -> Said {
    let output = Command::new("pdftotext")
        .args(["-layout", "-enc", "UTF-8"])
        .arg(path)
        .arg("-")
        .output();
    let output = output.expect("pdftotext runs");
    assert!(
        output.status.success(),
        "{} is no PDF: {}",
        path.display(),
        String::from_utf8_lossy(&output.stderr)
    );
    let said = String::from_utf8(output.stdout).expect("text");
    let lines = said.lines().map(|line| {
        let cells = line.trim().trim_start_matches('\u{c}').split("  ");
        cells
            .map(str::trim)
            .filter(|cell| !cell.is_empty())
            .map(str::to_owned)
            .collect()
    });
    Said {
        lines: lines.collect(),
        grid: Vec::new(),
    }
}

/// A line of a table whose first cell is its number. On paper a number of two digits stands so close to what follows that both are read as one.
pub fn numbered(line: &[String]) -> Vec<String> {
    let mut cells = line.to_vec();
    let first = cells.first().and_then(|cell| cell.split_once(' '));
    let first = first.filter(|(no, _)| no.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some((no, rest)) = first {
        let parts = [no.to_owned(), rest.to_owned()];
        cells.splice(..1, parts);
    }
    cells
}

fn text(said: &str) -> Said {
    let lines = said
        .lines()
        .map(|line| line.split('\t').map(str::to_owned).collect());
    Said {
        lines: lines.collect(),
        grid: Vec::new(),
    }
}

/// The lines of a calendar put together again, as the standard has it.
fn calendar(said: &str) -> Said {
    let whole = said.replace("\r\n ", "");
    let lines = whole.lines().map(|line| {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        vec![name.to_owned(), value.to_owned()]
    });
    Said {
        lines: lines.collect(),
        grid: Vec::new(),
    }
}

fn xlsx(path: &Path) -> Said {
    let mut book = open_workbook_auto(path).expect("a workbook");
    let mut said = Said::default();
    for sheet in book.sheet_names() {
        let range = book.worksheet_range(&sheet).expect("a sheet");
        for row in range.rows() {
            let cells = row
                .iter()
                .filter(|cell| !matches!(cell, Data::Empty))
                .map(Data::to_string);
            said.lines.push(cells.collect());
            said.grid.push(row.iter().map(Data::to_string).collect());
        }
    }
    said
}

/// Paragraphs and rows of tables, in order.
fn docx(path: &Path) -> Said {
    let file = std::fs::File::open(path).expect("a file");
    let mut zip = zip::ZipArchive::new(file).expect("a package");
    let mut xml = String::new();
    let mut part = zip.by_name("word/document.xml").expect("a document");
    part.read_to_string(&mut xml).expect("text");
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut said = Said::default();
    let (mut cells, mut cell, mut rows) = (Vec::new(), String::new(), 0);
    loop {
        match reader.read_event().expect("XML") {
            Event::Start(tag) if tag.name().as_ref() == "w:tr" => rows += 1,
            Event::Text(text) => cell.push_str(&text.xml10_content()),
            Event::Empty(tag) if tag.name().as_ref() == "w:br" => cell.push('\n'),
            Event::GeneralRef(reference) => cell.push_str(match AsRef::<str>::as_ref(&reference) {
                "amp" => "&",
                "lt" => "<",
                "gt" => ">",
                "quot" => "\"",
                _ => "'",
            }),
            Event::End(tag) => match tag.name().as_ref() {
                "w:p" if rows == 0 => said.lines.push(vec![std::mem::take(&mut cell)]),
                "w:p" => cell.push(' '),
                "w:tc" => cells.push(std::mem::take(&mut cell).trim().to_owned()),
                "w:tr" => {
                    rows -= 1;
                    cells.retain(|cell| !cell.is_empty());
                    said.lines.push(std::mem::take(&mut cells));
                }
                _ => {}
            },
            Event::Eof => return said,
            _ => {}
        }
    }
}

impl Said {
    /// All of it in one line, with single spaces.
    pub fn flowing(&self) -> String {
        let cells = self.lines.iter().flatten();
        let words = cells.flat_map(|cell| cell.split_whitespace());
        words.collect::<Vec<_>>().join(" ")
    }

    /// The numbers of the lines that begin with a word, in order: `13 4 1; 14 2 0`.
    pub fn sums(&self, head: &str) -> String {
        let lines = self
            .lines
            .iter()
            .filter(|line| line.first().is_some_and(|first| first == head));
        lines
            .map(|line| numbers(&line[1..]))
            .filter(|numbers| !numbers.is_empty())
            .collect::<Vec<_>>()
            .join("; ")
    }

    /// How often a cell says just that.
    pub fn cells(&self, what: &str) -> usize {
        self.lines
            .iter()
            .flatten()
            .filter(|cell| *cell == what)
            .count()
    }

    /// How often a word or words stand anywhere.
    pub fn times(&self, what: &str) -> usize {
        self.flowing().matches(what).count()
    }

    /// What stands between two texts, each time: `a; b`.
    pub fn between(&self, from: &str, to: &str) -> String {
        let said = self.flowing();
        let parts = said.split(from).skip(1);
        let found = parts.filter_map(|part| Some(part.split_once(to)?.0.trim()));
        found.collect::<Vec<_>>().join("; ")
    }
}

/// The cells that are whole numbers, with spaces between.
pub fn numbers(cells: &[String]) -> String {
    let numbers = cells
        .iter()
        .filter(|cell| !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit()));
    numbers.map(String::as_str).collect::<Vec<_>>().join(" ")
}
