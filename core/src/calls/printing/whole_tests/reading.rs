//! What a file says, read by other people's programs.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use calamine::Reader as _;
use quick_xml::events::Event;

/// What a file says, read by another program; pages of paper apart.
pub(super) fn read(path: &Path) -> Vec<String> {
    match path.extension().and_then(|end| end.to_str()).unwrap() {
        "pdf" => pdf(path),
        "xlsx" => vec![xlsx(path)],
        "docx" => vec![docx(path)],
        "ics" => vec![calendar(path)],
        end => panic!("a file that ends with {end}"),
    }
}

/// In the order in which it was drawn, so that a cell's lines follow each other.
fn pdf(path: &Path) -> Vec<String> {
    let mut reader = Command::new("pdftotext");
    let read = reader.args(["-raw", "-enc", "UTF-8"]).arg(path).arg("-");
    let read = read
        .output()
        .expect("pdftotext is missing: tools/set-up test");
    assert!(read.status.success(), "{}", path.display());
    let said = String::from_utf8(read.stdout).unwrap();
    said.split('\u{c}').map(str::to_owned).collect()
}

fn xlsx(path: &Path) -> String {
    let mut book: calamine::Xlsx<_> = calamine::open_workbook(path).unwrap();
    let mut said = String::new();
    for sheet in book.sheet_names() {
        for row in book.worksheet_range(&sheet).unwrap().rows() {
            for cell in row {
                writeln!(said, "{cell}").unwrap();
            }
        }
    }
    said
}

fn docx(path: &Path) -> String {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).unwrap()).unwrap();
    let part = zip.by_name("word/document.xml").unwrap();
    let xml = std::io::read_to_string(part).unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let mut said = String::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Text(text) => said += &text.xml10_content(),
            Event::GeneralRef(name) => {
                said += match AsRef::<str>::as_ref(&name) {
                    "amp" => "&",
                    "lt" => "<",
                    "gt" => ">",
                    other => panic!("{other}"),
                }
            }
            Event::Empty(tag) if tag.name().as_ref() == "w:br" => said.push('\n'),
            Event::End(tag) if tag.name().as_ref() == "w:p" => said.push('\n'),
            Event::Eof => return said,
            _ => {}
        }
    }
}

/// Its lines put together and its signs taken back, as RFC 5545 has them.
fn calendar(path: &Path) -> String {
    let whole = std::fs::read_to_string(path).unwrap().replace("\r\n ", "");
    let mut said = String::new();
    let mut letters = whole.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => match letters.next().unwrap() {
                'n' | 'N' => said.push('\n'),
                other => said.push(other),
            },
            other => said.push(other),
        }
    }
    said
}
