//! What one file of the other kinds costs: XLS, XLSB, ODS, Excel's XML, a web page.

use super::super::super::limits::MAX_ROWS;
use super::super::super::old_books::{
    CellContent, Page, bin, bin_length, bin_row, compound, page, record, xls, xls_stream,
    xlsb_frame,
};
use super::no_bytes_cost_more;
use crate::roster::workbook_parts::Parts;

const NAMES: [&str; 3] = ["NAMA", "NIK", "DESA"];

/// A page whose first row names columns, with further cells.
fn listed(name: &str, cells: impl Iterator<Item = (u32, u32, CellContent)>) -> Page {
    let mut list = page(name, &[&NAMES]);
    list.cells.extend(cells);
    list
}

/// An XLS whose sheets are all the first one.
fn on_one_place(sheets: usize, list: &Page, shared: &[&str]) -> Vec<u8> {
    let names = (0..sheets).map(|no| Page {
        name: no.to_string(),
        ..Page::default()
    });
    let mut pages = vec![list.clone()];
    pages.extend(names.skip(1));
    let mut stream = xls_stream(&pages, shared, &[]);
    let place = |at: usize| stream[at] == 0x85 && stream[at + 1] == 0;
    let mut at = 0;
    let mut lists = Vec::new();
    while at + 4 < stream.len() && lists.len() < sheets {
        if place(at) {
            lists.push(at + 4);
        }
        at += 4 + usize::from(u16::from_le_bytes([stream[at + 2], stream[at + 3]]));
    }
    let first: [u8; 4] = stream[lists[0]..lists[0] + 4].try_into().expect("four");
    for at in lists {
        stream[at..at + 4].copy_from_slice(&first);
    }
    compound(&[("Workbook", &stream)])
}

#[test]
fn old_workbooks_that_claim_or_hold_too_much_cost_no_more_than_their_budget() {
    let long = "x".repeat(8_000);
    let many = (1..=25_000)
        .flat_map(|row| (0..3).map(move |column| (row, column, CellContent::Shared(0))));
    let rows = listed("A", many);
    let wide = (1..20_000).map(|row| (row, 255, CellContent::Number(1.0)));
    let repeated = (1..=3_000)
        .flat_map(|row| (0..40).map(move |column| (row, column, CellContent::Shared(0))));
    let mut empty = page("A", &[&NAMES]);
    empty.hidden_rows = (0..60_000).collect();
    let head = |texts: &[u8]| [&[0xFF; 8][..], texts].concat();
    let shared = |record: Vec<u8>| {
        compound(&[(
            "Workbook",
            &xls_stream(&[listed("A", std::iter::empty())], &[], &record),
        )])
    };
    no_bytes_cost_more([
        (
            "sheets on one place, by rows",
            on_one_place(8, &rows, &["x"]),
            "roster_too_many_rows",
        ),
        (
            "sheets on one place that have no cells",
            on_one_place(200, &empty, &[]),
            "roster_too_large",
        ),
        (
            "cells far to the right",
            xls(&[listed("A", wide)], &[]),
            "roster_too_large",
        ),
        (
            "a long text that many cells share",
            xls(&[listed("A", repeated)], &[&long]),
            "roster_too_large",
        ),
        (
            "a claim of shared texts",
            shared(record(0x00FC, &head(&[]))),
            "opened 0",
        ),
        (
            "a claim of a text's aids",
            shared(record(
                0x00FC,
                &head(&[1, 0, 0x0C, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F, b'x']),
            )),
            "opened 0",
        ),
    ]);
}

#[test]
fn binary_workbooks_that_claim_or_hold_too_much_cost_no_more_than_their_budget() {
    let sheet = |bytes: &[u8], texts: &[u8]| {
        xlsb_frame(&[("A", false)])
            .raw("xl/sharedStrings.bin", texts)
            .raw("xl/worksheets/sheet0.bin", bytes)
            .bytes()
    };
    let cell = |column: u32| {
        let head = [column, 0].map(u32::to_le_bytes).concat();
        bin(7, &[head, vec![0; 4]].concat())
    };
    let text = |text: &str| {
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let count = u32::try_from(text.len()).expect("short").to_le_bytes();
        bin(19, &[&[0][..], &count, &units].concat())
    };
    let rows = |count: u32, columns: u32, from: u32| {
        let mut out = Vec::new();
        for row in 0..count {
            out.extend(bin_row(row, false));
            for column in from..from + columns {
                out.extend(cell(column));
            }
        }
        out.extend(bin(146, &[]));
        out
    };
    let claims = [bin_row(0, false), vec![6], bin_length(200 << 20)].concat();
    no_bytes_cost_more([
        (
            "a record that claims much",
            sheet(&claims, &[]),
            "roster_unreadable",
        ),
        (
            "a record that goes on",
            sheet(&[claims, vec![b'x'; 30 << 20]].concat(), &[]),
            "roster_unreadable",
        ),
        (
            "rows without end",
            sheet(&rows(60_000, 1, 0), &text("x")),
            "roster_too_many_rows",
        ),
        (
            "cells far to the right",
            sheet(&rows(20_000, 1, 255), &text("x")),
            "roster_too_large",
        ),
        (
            "a long text that many cells share",
            sheet(&rows(3_000, 100, 0), &text(&"x".repeat(30_000))),
            "roster_too_large",
        ),
        (
            "shared texts without end",
            sheet(&rows(1, 1, 0), &text("").repeat(1_100_000)),
            "roster_too_large",
        ),
        (
            "records without cells",
            sheet(&bin(1, &[0; 8]).repeat(14_000_000), &[]),
            "roster_too_large",
        ),
    ]);
}

#[test]
fn xml_and_pages_that_claim_or_hold_too_much_cost_no_more_than_their_budget() {
    let ods = |rows: &str| {
        let content = format!(
            "<office:document-content><office:spreadsheet><table:table table:name=\"A\">{rows}</table:table></office:spreadsheet></office:document-content>"
        );
        Parts::new().text("content.xml", &content).bytes()
    };
    let cell = "<table:table-cell><text:p>x</text:p></table:table-cell>";
    let excel = |rows: &str| {
        format!(
            "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"A\"><Table>{rows}</Table></Worksheet></Workbook>"
        )
        .into_bytes()
    };
    let data = "<Cell><Data ss:Type=\"String\">x</Data></Cell>";
    let html = |rows: &str| format!("<html><table>{rows}</table></html>").into_bytes();
    no_bytes_cost_more([
        (
            "an ODS whose row is repeated without end",
            ods(&format!("<table:table-row table:number-rows-repeated=\"4294967295\">{cell}</table:table-row>")),
            "roster_too_many_rows",
        ),
        (
            "an ODS whose cell is repeated without end",
            ods(&"<table:table-row><table:table-cell table:number-columns-repeated=\"4294967295\"><text:p>x</text:p></table:table-cell></table:table-row>".repeat(10_000)),
            "roster_too_large",
        ),
        (
            "an ODS of deep tags",
            ods(&"<table:table-row>".repeat(1_000_000)),
            "roster_unreadable",
        ),
        (
            "an ODS whose text does not end",
            ods(&format!("<table:table-row><table:table-cell><text:p>{}", "x".repeat(60 << 20))),
            "roster_unreadable",
        ),
        (
            "an ODS of empty cells without end",
            ods(&"<table:table-row/>".repeat(8_000_000)),
            "roster_too_large",
        ),
        (
            "an XML whose row stands beyond the last",
            excel(&format!("<Row ss:Index=\"4294967295\">{data}</Row>")),
            "opened 0",
        ),
        (
            "an XML with rows without end",
            excel(&format!("<Row>{data}</Row>").repeat(MAX_ROWS + 1)),
            "roster_too_many_rows",
        ),
        (
            "an XML of one long row",
            excel(&format!("<Row>{}</Row>", data.repeat(400_000))),
            "opened 0",
        ),
        (
            "a page with rows without end",
            html(&"<tr><td>x".repeat(MAX_ROWS + 1)),
            "roster_too_many_rows",
        ),
        (
            "a page whose cells are as wide and high as they say",
            html(&"<tr><td colspan=999999999 rowspan=999999999>x".repeat(40_000)),
            "opened 0",
        ),
        (
            "a page whose tag does not end",
            html(&format!("<tr><td {}", "a=\"b\" ".repeat(3_000_000))),
            "roster_empty",
        ),
        (
            "a page of one long text",
            html(&format!("<tr><td>{}", "x".repeat(19 << 20))),
            "roster_empty",
        ),
    ]);
}
