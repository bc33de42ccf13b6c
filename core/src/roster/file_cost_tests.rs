//! What one file costs: opened, previewed and planned in a process of its own, whose peak of memory Linux tells.

use super::super::limits::MAX_ROWS;
use super::super::workbook::Workbook;
use super::super::workbook_parts::Parts;
use super::super::{Context, Header, Identity, Mapping, Preview, existing::Nothing, plan};
use crate::reference::Regions;

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
            "roster::spreadsheet::cost::one_file",
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
        row += "<c><v>1</v></c>";
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

/// A file: what is wrong with it, its parts, and how the answer begins.
type Case = (&'static str, Parts, &'static str);

fn none_costs_more_than_its_budget(cases: Vec<Case>) {
    let cases = cases.into_iter();
    no_bytes_cost_more(cases.map(|(what, parts, kind)| (what, parts.bytes(), kind)));
}

fn no_bytes_cost_more<'c>(cases: impl IntoIterator<Item = (&'c str, Vec<u8>, &'c str)>) {
    for (what, bytes, kind) in cases {
        let (answer, peak) = in_a_process(&bytes);
        println!("{what}: {} bytes, {peak} KiB: {answer}", bytes.len());
        assert!(answer.starts_with(kind), "{what}: {answer}");
        assert!(peak < BUDGET, "{what}: {peak} KiB");
    }
}

fn row(cells: &str) -> String {
    format!("<row>{cells}</row>")
}

/// A row of a list, whose first one names its columns.
fn listed(no: usize, cells: &str) -> String {
    if no == 1 { family(1) } else { row(cells) }
}

#[test]
fn sheets_that_hold_too_much_are_refused_before_they_are_held() {
    let long = "x".repeat(30_000);
    let shared = |times: usize| "<c t=\"s\"><v>0</v></c>".repeat(times);
    none_costs_more_than_its_budget(vec![
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
            Parts::book(255).rows(40_000, |_| row(&"<c><f>SUM(A1:A2)</f></c>".repeat(3))),
            "roster_too_large",
        ),
        (
            "sheets that are all one part, by cells",
            Parts::book(8)
                .rows(MAX_ROWS / 2, |no| listed(no, &shared(20)))
                .strings(1, "<si><t>x</t></si>"),
            "roster_too_large",
        ),
        (
            "sheets that are all one part, by rows",
            Parts::book(8)
                .rows(MAX_ROWS / 2, |no| listed(no, &shared(2)))
                .strings(1, "<si><t>x</t></si>"),
            "roster_too_many_rows",
        ),
        (
            "a long text that a million cells share",
            Parts::book(1)
                .rows(10_000, |no| listed(no, &shared(100)))
                .strings(1, &format!("<si><t>{long}</t></si>")),
            "roster_too_large",
        ),
        (
            "cells far to the right",
            Parts::book(1).rows(MAX_ROWS, |no| {
                listed(no, &format!("<c r=\"IV{}\"><v>1</v></c>", no + 1))
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
    ]);
}

#[test]
fn parts_that_claim_or_never_end_are_refused_before_they_are_held() {
    let many = (0..150_000).fold(Parts::book(1).rows(1, family), |parts, no| {
        parts.text(&no.to_string(), "")
    });
    none_costs_more_than_its_budget(vec![
        ("files without end", many, "roster_unreadable"),
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
                row(&format!("<c><v>{}</v></c>", "1".repeat(60 << 20)))
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
    ]);
}

#[test]
fn the_fullest_list_that_is_read_is_within_the_budget() {
    let full = |no: usize| {
        let cell = format!("<c t=\"inlineStr\"><is><t>{no} SITI AMINAH</t></is></c>");
        listed(no, &cell.repeat(20))
    };
    let fullest = Parts::book(1).rows(MAX_ROWS - 1_000, full);
    none_costs_more_than_its_budget(vec![("the fullest list", fullest, "opened 48999")]);
}

#[path = "other_file_cost_tests.rs"]
mod others;
