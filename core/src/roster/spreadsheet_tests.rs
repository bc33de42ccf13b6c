//! Workbooks as offices make them, read like another reader reads them; and such as nobody makes by accident.

use std::io::{BufWriter, Write};

use super::super::limits::MAX_ROWS;
use super::super::workbook::Workbook;
use super::super::{Context, Header, Identity, Mapping, Preview, existing::Nothing, plan};
use super::*;
use crate::reference::Regions;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const DOC: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// Writes parts into an archive, each by a function.
struct Parts(zip::ZipWriter<Cursor<Vec<u8>>>);

impl Parts {
    fn new() -> Self {
        Self(zip::ZipWriter::new(Cursor::new(Vec::new())))
    }

    fn part(mut self, name: &str, write: impl FnOnce(&mut dyn Write)) -> Self {
        let options = zip::write::SimpleFileOptions::default().compression_level(Some(1));
        self.0.start_file(name, options).expect("starts");
        let mut out = BufWriter::new(&mut self.0);
        write(&mut out);
        out.flush().expect("writes");
        drop(out);
        self
    }

    fn text(self, name: &str, text: &str) -> Self {
        self.part(name, |out| out.write_all(text.as_bytes()).expect("writes"))
    }

    fn bytes(self) -> Vec<u8> {
        self.0.finish().expect("finishes").into_inner()
    }

    /// A workbook of so many sheets that are all one part.
    fn book(sheets: usize) -> Self {
        let each = |no| format!("<sheet name=\"S{no}\" sheetId=\"{no}\" r:id=\"s\"/>");
        let sheets: String = (1..=sheets).map(each).collect();
        Self::new()
            .text("_rels/.rels", &format!("<Relationships><Relationship Id=\"w\" Type=\"{DOC}/officeDocument\" Target=\"/xl/workbook.xml\"/></Relationships>"))
            .text("xl/workbook.xml", &format!("<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOC}\"><sheets>{sheets}</sheets></workbook>"))
            .text("xl/_rels/workbook.xml.rels", &format!("<Relationships><Relationship Id=\"s\" Type=\"{DOC}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"t\" Type=\"{DOC}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"))
    }

    /// The sheet: `count` times `row`, which is told its number.
    fn rows(self, count: usize, row: impl Fn(usize) -> String) -> Self {
        self.part("xl/worksheets/sheet1.xml", |out| {
            write!(
                out,
                "<worksheet xmlns=\"{MAIN}\"><dimension ref=\"A1:XFD1048576\"/><sheetData>"
            )
            .expect("writes");
            for no in 1..=count {
                out.write_all(row(no).as_bytes()).expect("writes");
            }
            write!(out, "</sheetData></worksheet>").expect("writes");
        })
    }

    /// The shared texts: `count` times `text`.
    fn strings(self, count: usize, text: &str) -> Self {
        self.part("xl/sharedStrings.xml", |out| {
            write!(out, "<sst xmlns=\"{MAIN}\" count=\"999999999999999999\" uniqueCount=\"999999999999999999\">").expect("writes");
            for _ in 0..count {
                out.write_all(text.as_bytes()).expect("writes");
            }
            write!(out, "</sst>").expect("writes");
        })
    }
}

fn is_too_large(read: &Result<Vec<Sheet>, OpenError>) -> bool {
    matches!(read, Err(fault) if matches!(fault.kind(), "roster_too_large" | "roster_too_many_rows"))
}

#[test]
fn other_archives_are_named() {
    for (name, what) in [
        ("content.xml", "an OpenDocument file"),
        ("word/document.xml", "a Word document"),
        ("xl/workbook.bin", "a binary workbook (.xlsb)"),
        ("a.txt", "a ZIP archive"),
    ] {
        let archive = Parts::new().text(name, "<x/>").bytes();
        assert_eq!(read(&archive), Err(OpenError::OtherType(what)));
    }
    let archive = Parts::new().text("xl/workbook.xml", "<x/>").bytes();
    assert!(matches!(read(&archive), Err(OpenError::Unreadable(_))));
}

#[test]
fn a_lone_cell_in_the_last_corner_costs_nothing() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "NAMA").expect("writes");
    sheet.write_string(1_048_575, 16_383, "x").expect("writes");
    let hidden = book.add_worksheet();
    hidden
        .set_hidden(true)
        .write_string(0, 0, "hidden")
        .expect("writes");
    let sheets = read(&book.save_to_buffer().expect("saves")).expect("reads");
    assert_eq!(sheets.len(), 1, "hidden sheets are left out");
    assert_eq!(
        sheets[0].rows,
        [SheetRow {
            number: 1,
            cells: vec![Cell::text("NAMA")]
        }]
    );
}

#[test]
fn every_kind_of_cell_says_what_it_says() {
    let cells = [
        ("<c r=\"A2\" t=\"s\"><v>1</v></c>", Cell::text("0812")),
        (
            "<c r=\"C2\" s=\"4\"><v>7201046308679220</v></c>",
            Cell::Number(7_201_046_308_679_220.0),
        ),
        ("<c t=\"b\"><v>1</v></c>", Cell::Number(1.0)),
        ("<c t=\"b\"><v> false </v></c>", Cell::Number(0.0)),
        (
            "<c t=\"str\"><f>A1&amp;B1</f><v>A&amp;_x0042_</v></c>",
            Cell::text("A&B"),
        ),
        ("<c t=\"d\"><v>2026-11-28</v></c>", Cell::text("2026-11-28")),
        ("<c><v>no number</v></c>", Cell::text("no number")),
        ("<c><v>inf</v></c>", Cell::text("inf")),
        ("<c t=\"n\"><v>4.4927E4</v></c>", Cell::Number(44_927.0)),
        (
            "<c t=\"inlineStr\"><v>9</v><is><r><t>SI</t></r><r><t>TI</t></r></is><extLst/></c>",
            Cell::text("SITI"),
        ),
        ("<c t=\"e\"><v>#SPILL!</v></c>", Cell::Empty),
        ("<c/>", Cell::Empty),
        ("<c r=\"z2\"><v>26</v></c>", Cell::Number(26.0)),
    ];
    let row: String = cells.iter().map(|(xml, _)| *xml).collect();
    let book = Parts::book(1)
        .rows(1, |_| {
            format!("<row r=\"2\">{row}</row><row><c t=\"s\"><v>0</v></c></row>")
        })
        .strings(1, "<si><t>first</t></si><si><t>0812</t></si>")
        .bytes();
    let mut wanted = vec![Cell::text("0812"), Cell::Empty];
    wanted.extend(cells.iter().skip(1).map(|(_, cell)| cell.clone()).take(11));
    wanted.resize(25, Cell::Empty);
    wanted.push(Cell::Number(26.0));
    let rows = &read(&book).expect("reads")[0].rows;
    assert_eq!(rows[0].number, 2);
    assert_eq!(rows[0].cells, wanted);
    assert_eq!(
        (rows[1].number, &rows[1].cells[..]),
        (3, &[Cell::text("first")][..])
    );
}

#[test]
fn what_contradicts_itself_is_damaged() {
    for row in [
        "<row><c t=\"s\"><v>1</v></c></row>",
        "<row><c t=\"s\"><v>18446744073709551616</v></c></row>",
        "<row><c t=\"x\"><v>1</v></c></row>",
        "<row><c t=\"b\"><v>2</v></c></row>",
        "<row><c r=\"A0\"><v>1</v></c></row>",
        "<row><c r=\"A1048577\"><v>1</v></c></row>",
        "<row><c r=\"XFE1\"><v>1</v></c></row>",
        "<row><c r=\"AAAAAAAAAAAAAAAAAAAAAAAAAAAA1\"><v>1</v></c></row>",
        "<row><c r=\"1\"><v>1</v></c></row>",
        "<row><c r=\"A\"><v>1</v></c></row>",
        "<row><c r=\"A1A\"><v>1</v></c></row>",
        "<row r=\"0\"><c><v>1</v></c></row>",
        "<row r=\"1048577\"><c><v>1</v></c></row>",
        "<row r=\"x\"><c><v>1</v></c></row>",
        "<row r=\"2\"><c><v>1</v></c></row><row r=\"1\"><c><v>1</v></c></row>",
        "<row><c><v>&x;</v></c></row>",
        "<row><c><v>1",
    ] {
        let book = Parts::book(1)
            .rows(1, |_| row.to_owned())
            .strings(1, "<si/>")
            .bytes();
        assert!(
            matches!(read(&book), Err(OpenError::Unreadable(_))),
            "{row}: {:?}",
            read(&book)
        );
    }
    // A sheet that is named and not there; a part whose bytes are not those that were packed.
    assert!(matches!(
        read(&Parts::book(1).strings(1, "<si/>").bytes()),
        Err(OpenError::Unreadable(_))
    ));
    let stored = |text: &str| {
        Parts::book(1)
            .strings(1, "<si/>")
            .rows(1, |_| text.to_owned())
            .text("end", text)
            .bytes()
    };
    let mut spoilt = stored("<row><c><v>1</v></c></row>");
    let mark = b"xl/worksheets/sheet1.xml";
    let at = spoilt
        .windows(mark.len())
        .position(|window| window == mark)
        .expect("is there");
    // Its checksum, 16 bytes before the name, in the local header.
    spoilt[at - 16] ^= 1;
    let central = spoilt
        .windows(mark.len())
        .rposition(|window| window == mark)
        .expect("is there");
    spoilt[central - 30] ^= 1;
    assert!(matches!(read(&spoilt), Err(OpenError::Unreadable(_))));
}

#[test]
fn parts_are_found_however_they_are_named() {
    let book = Parts::new()
        .text("_rels/.rels", &format!("<Relationships><Relationship Id=\"w\" Type=\"{DOC}/officeDocument\" Target=\"./xl/Workbook.xml\"/></Relationships>"))
        .text("xl\\Workbook.xml", "<x:workbook><x:sheets><x:sheet name=\"A&amp;B\" state=\"visible\" q:id=\"s\"/><x:sheet name=\"chart\" q:id=\"c\"/></x:sheets></x:workbook>")
        .text("xl/_rels/workbook.xml.rels", &format!("<Relationships><Relationship Id=\"s\" Type=\"{DOC}/worksheet\" Target=\"sheets/../worksheets/Sheet1.xml\"/><Relationship Id=\"c\" Type=\"{DOC}/chartsheet\" Target=\"gone.xml\"/></Relationships>"))
        .rows(1, |_| "<row><c><v>1</v></c></row>".into())
        .bytes();
    let sheets = read(&book).expect("reads");
    assert_eq!((sheets.len(), sheets[0].name.as_str()), (1, "A&B"));
    assert_eq!(sheets[0].rows[0].cells, [Cell::Number(1.0)]);
}

/// Another reader's rows of a workbook, for comparison.
fn as_calamine_reads(bytes: &[u8]) -> Vec<(String, Vec<(u32, usize, Cell)>)> {
    use calamine::{DataRef, Reader, Xlsx};
    let mut book = Xlsx::new(Cursor::new(bytes)).expect("opens");
    let names = book.sheet_names();
    let sheet = |name: String| {
        let mut cells = Vec::new();
        let mut reader = book.worksheet_cells_reader(&name).expect("has it");
        while let Some(found) = reader.next_cell().expect("reads") {
            let (row, column) = found.get_position();
            let cell = match found.get_value() {
                DataRef::Float(number) => Cell::Number(*number),
                DataRef::DateTime(date) => Cell::Number(date.as_f64()),
                DataRef::String(text) => Cell::text(text.as_str()),
                DataRef::SharedString(text) => Cell::text(*text),
                DataRef::Bool(flag) => Cell::Number(f64::from(u8::from(*flag))),
                _ => Cell::Empty,
            };
            if !cell.is_empty() {
                cells.push((row + 1, column as usize, cell));
            }
        }
        (name, cells)
    };
    names.into_iter().map(sheet).collect()
}

#[test]
fn another_reader_sees_the_same_cells() {
    use rust_xlsxwriter::{ExcelDateTime, Format};
    let mut book = rust_xlsxwriter::Workbook::new();
    let date = Format::new().set_num_format("dd/mm/yyyy");
    let bold = Format::new().set_bold();
    for (name, shift) in [("TOILI", 0), ("Luwuk & Kintom", 7)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).expect("names");
        for row in 0..200_u32 {
            sheet
                .write_string(row * 2, 0, format!(" SITI <{row}> & \"x\"\r\n_x0041_"))
                .expect("writes");
            sheet
                .write_number(row * 2, shift + 1, f64::from(row) * 1e14 + 0.1)
                .expect("writes");
            let day =
                ExcelDateTime::from_serial_datetime(40_000.25 + f64::from(row)).expect("is one");
            sheet
                .write_datetime_with_format(row * 2, shift + 2, day, &date)
                .expect("writes");
            sheet
                .write_boolean(row * 2, shift + 3, row % 2 == 0)
                .expect("writes");
            let formula = rust_xlsxwriter::Formula::new("=A1&\"b\"").set_result("a & b");
            sheet
                .write_formula(row * 2, shift + 4, formula)
                .expect("writes");
            sheet
                .write_rich_string(
                    row * 2,
                    shift + 5,
                    &[(&bold, "No. "), (&Format::default(), " 3")],
                )
                .expect("writes");
            sheet
                .write_blank(row * 2, shift + 9, &bold)
                .expect("writes");
        }
    }
    let bytes = book.save_to_buffer().expect("saves");
    let ours = read(&bytes).expect("reads");
    let flat = |sheet: &Sheet| {
        let cells = sheet.rows.iter().flat_map(|row| {
            let cells = row
                .cells
                .iter()
                .enumerate()
                .filter(|(_, cell)| !cell.is_empty());
            cells.map(|(column, cell)| (row.number, column, cell.clone()))
        });
        (sheet.name.clone(), cells.collect::<Vec<_>>())
    };
    assert_eq!(
        ours.iter().map(flat).collect::<Vec<_>>(),
        as_calamine_reads(&bytes)
    );
    assert_eq!(ours[0].rows.len(), 200);
}

/// What one file costs: opened, previewed and planned in a process of its own.
#[cfg(target_os = "linux")]
mod cost {
    use super::*;

    /// What the reading of any file may add to a device's memory, in KiB.
    const BUDGET: u64 = 500 * 1024;
    /// What an honest list of a kabupaten may.
    const HONEST: u64 = 200 * 1024;
    const FILE: &str = "SESI_TEST_ROSTER_FILE";

    fn peak_kib() -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").expect("Linux says");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let number = line.expect("has a peak").trim().trim_end_matches(" kB");
        number.parse().expect("is a number")
    }

    /// Reads a file as the import's first screen does. A refusal's kind, or the number of rows.
    fn import(path: &str) -> String {
        let bytes = std::fs::read(path).expect("is there");
        let book = match Workbook::open(&bytes, "list.xlsx") {
            Ok(book) => book,
            Err(fault) => return format!("{} {fault}", fault.kind()),
        };
        let context = Context {
            regions: Regions::own(),
            kabupaten: "72.01",
            kecamatan: None,
        };
        let mut previews = Vec::new();
        for sheet in &book.sheets {
            if let Ok(header) = Header::find(sheet) {
                previews.push(Preview::of(
                    sheet,
                    &header,
                    &Mapping::guess(&header),
                    &context,
                ));
            }
        }
        drop(plan(
            &previews,
            Identity::of_office(uuid::Uuid::nil()),
            &Nothing,
        ));
        let rows: usize = previews.iter().map(|preview| preview.rows.len()).sum();
        format!("opened {rows}")
    }

    /// The answer to a file and the peak of its process, in KiB.
    fn in_a_process(bytes: &[u8]) -> (String, u64) {
        let dir = tempfile::tempdir().expect("has a place");
        let path = dir.path().join("list.xlsx");
        std::fs::write(&path, bytes).expect("writes");
        let child = std::process::Command::new(std::env::current_exe().expect("has a path"))
            .args([
                "--exact",
                "roster::spreadsheet::tests::cost::one_file",
                "--ignored",
                "--nocapture",
            ])
            .env(FILE, &path)
            .output()
            .expect("runs");
        let told = String::from_utf8_lossy(&child.stdout).into_owned();
        assert!(
            child.status.success(),
            "the process fell over: {told} {}",
            String::from_utf8_lossy(&child.stderr)
        );
        let line = told
            .lines()
            .find_map(|line| line.split_once("cost: "))
            .expect("says it")
            .1;
        let (peak, answer) = line.split_once(' ').expect("says both");
        (answer.to_owned(), peak.parse().expect("is a number"))
    }

    #[test]
    #[ignore = "one file of the tests below, in a process of its own"]
    fn one_file() {
        let Ok(path) = std::env::var(FILE) else {
            return;
        };
        let answer = import(&path);
        println!("cost: {} {answer}", peak_kib());
    }

    fn family(no: usize) -> String {
        let text = |text: String| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
        let mut row = format!("<row r=\"{}\">", no + 1);
        if no == 1 {
            for name in [
                "NO",
                "NAMA PENGURUS",
                "NIK",
                "NO KK",
                "DESA",
                "KECAMATAN",
                "KELOMPOK",
                "ALAMAT",
                "STATUS",
                "NO HP",
            ] {
                row += &text(name.into());
            }
        } else {
            row += &format!("<c><v>{no}</v></c>");
            for cell in [
                format!("SITI AMINAH {no}"),
                format!("{}", 7_201_094_505_000_000 + no),
                format!("{}", 7_201_090_000_000_000 + no),
                "Cendana".into(),
                "Toili".into(),
                format!("MELATI {}", no / 20),
                format!("Jl. Melati No {no}, RT 1 RW 2"),
                "AKTIF".into(),
                format!("0812{no:08}"),
            ] {
                row += &text(cell);
            }
        }
        for _ in 0..15 {
            row += &text(format!("lain {no}"));
        }
        row + "</row>"
    }

    #[test]
    fn an_honest_list_of_a_kabupaten_is_read_within_its_budget() {
        let book = Parts::book(1).rows(13_082, family).bytes();
        let (answer, peak) = in_a_process(&book);
        assert_eq!(answer, "opened 13081");
        assert!(peak < HONEST, "{peak} KiB");
    }

    #[test]
    fn no_file_costs_more_than_its_budget_or_ends_the_process() {
        let long = "x".repeat(30_000);
        let shared = |times: usize| "<c t=\"s\"><v>0</v></c>".repeat(times);
        let row = |cells: String| format!("<row>{cells}</row>");
        let header = |no: usize, cells: String| if no == 1 { family(1) } else { row(cells) };
        let cases: Vec<(&str, Parts, &str)> = vec![
            (
                "a part that unpacks to more than there may be",
                Parts::book(1)
                    .strings(1, "<si/>")
                    .part("xl/worksheets/sheet1.xml", |out| {
                        for _ in 0..130 * 1024 {
                            out.write_all(&b"<a/>".repeat(256)).expect("writes");
                        }
                    }),
                "roster_too_large",
            ),
            (
                "sheets that are all one part, by bytes",
                Parts::book(255).rows(40_000, |_| row("<c><f>SUM(A1:A2)</f></c>".repeat(3))),
                "roster_too_large",
            ),
            (
                "sheets that are all one part, by cells",
                Parts::book(8)
                    .rows(MAX_ROWS / 2, |no| header(no, shared(20)))
                    .strings(1, "<si><t>x</t></si>"),
                "roster_too_large",
            ),
            (
                "sheets that are all one part, by rows",
                Parts::book(8)
                    .rows(MAX_ROWS / 2, |no| header(no, shared(2)))
                    .strings(1, "<si><t>x</t></si>"),
                "roster_too_many_rows",
            ),
            (
                "a long text that a million cells share",
                Parts::book(1)
                    .rows(10_000, |no| header(no, shared(100)))
                    .strings(1, &format!("<si><t>{long}</t></si>")),
                "roster_too_large",
            ),
            (
                "cells far to the right",
                Parts::book(1).rows(MAX_ROWS, |no| {
                    header(no, format!("<c r=\"IV{}\"><v>1</v></c>", no + 1))
                }),
                "roster_too_large",
            ),
            (
                "shared texts without end",
                Parts::book(1).rows(1, family).strings(2_000_000, "<si/>"),
                "roster_too_large",
            ),
            (
                "long shared texts",
                Parts::book(1)
                    .rows(1, family)
                    .strings(3_000, &format!("<si><t>{long}</t></si>")),
                "roster_too_large",
            ),
            (
                "a claim of shared texts",
                Parts::book(1).rows(3, family).strings(1, "<si/>"),
                "opened 2",
            ),
            (
                "deep shared texts",
                Parts::book(1).rows(1, family).strings(3_000_000, "<si><r>"),
                "roster_unreadable",
            ),
            (
                "a tag without end",
                Parts::book(1).strings(30_000_000, "<si ").rows(1, family),
                "roster_unreadable",
            ),
            (
                "a text without end",
                Parts::book(1).rows(1, |_| {
                    row(format!("<c><v>{}</v></c>", "1".repeat(60 << 20)))
                }),
                "roster_unreadable",
            ),
            (
                "a comment without end",
                Parts::book(1).rows(1, |_| format!("<!-- {}", " ".repeat(60 << 20))),
                "roster_unreadable",
            ),
            (
                "sheets without end",
                Parts::book(30_000),
                "roster_too_large",
            ),
            (
                "relationships without end",
                Parts::new()
                    .text("xl/workbook.xml", "<workbook/>")
                    .part("_rels/.rels", |out| {
                        for no in 0..100_000 {
                            write!(out, "<Relationship Id=\"{no}\" Type=\"x\" Target=\"y\"/>")
                                .expect("writes");
                        }
                    }),
                "roster_too_large",
            ),
        ];
        let mut files: Vec<(&str, Vec<u8>, &str)> = cases
            .into_iter()
            .map(|(what, parts, kind)| (what, parts.bytes(), kind))
            .collect();
        let many = (0..150_000).fold(Parts::book(1).rows(1, family), |parts, no| {
            parts.text(&no.to_string(), "")
        });
        files.push(("files without end", many.bytes(), "roster_unreadable"));
        // The most that is still read: every row, cell and byte of text that there may be.
        let full = |no: usize| {
            let cells: String = (0..13)
                .map(|cell| format!("<c t=\"inlineStr\"><is><t>{no} {cell} SITI</t></is></c>"))
                .collect();
            header(no, cells)
        };
        files.push((
            "the fullest list",
            Parts::book(1).rows(MAX_ROWS, full).bytes(),
            "opened",
        ));
        for (what, bytes, kind) in files {
            let (answer, peak) = in_a_process(&bytes);
            eprintln!("{what}: {} bytes, {peak} KiB: {answer}", bytes.len());
            assert!(answer.starts_with(kind), "{what}: {answer}");
            assert!(peak < BUDGET, "{what}: {peak} KiB");
        }
    }
}

#[test]
fn a_bomb_is_refused_whatever_its_directory_claims() {
    let mut bomb = Parts::book(1)
        .strings(1, "<si/>")
        .part("xl/worksheets/sheet1.xml", |out| {
            for _ in 0..130 * 1024 {
                out.write_all(&b"<a/>".repeat(256)).expect("writes");
            }
        })
        .bytes();
    assert!(is_too_large(&read(&bomb)));
    // The same bomb, its directory claiming one byte for every file.
    let central = b"PK\x01\x02";
    let starts: Vec<usize> = (0..bomb.len() - 4)
        .filter(|at| bomb[*at..].starts_with(central))
        .collect();
    for at in starts {
        bomb[at + 24..at + 28].copy_from_slice(&1_u32.to_le_bytes());
    }
    assert!(matches!(
        read(&bomb),
        Err(OpenError::TooLarge { .. } | OpenError::Unreadable(_))
    ));
}
