//! Lists that were made up: rows of text in which `N3` stands for the name, `I3` for the NIK and `K3` for the No. KK of the third family.

#![allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a test cannot go on without what it unwraps"
)]

use std::path::PathBuf;

use serde_json::Value;

use super::desk::Desk;

/// Names of the families.
pub const NAMES: [&str; 12] = [
    "SITI AMINAH",
    "NUR HAYATI",
    "WAYAN PUTRI",
    "MARLINA BULILO",
    "FATMAWATI KARIM",
    "HASNAWATI",
    "ROSMINI DG. TATA",
    "NI KADEK AYU",
    "SUMARNI LADJI",
    "YULIANA TODO",
    "ERNAWATI",
    "DARMIATI MANGKE",
];

/// The NIK of a family.
pub fn nik(no: usize) -> String {
    format!(
        "720109{:02}{:02}{:02}{:04}",
        41 + no,
        1 + no,
        70 + no,
        1001 + no
    )
}

/// The No. KK of a family.
pub fn kk(no: usize) -> String {
    format!("720109{:02}{:02}05{:04}", 1 + no, 1 + no, 3001 + no)
}

/// A cell with the names and numbers of families in it.
fn cell(text: &str) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::new();
    while let Some(sign) = chars.next() {
        let mut digits = String::new();
        // "P2K2" has no family in it.
        let begins = !out.ends_with(char::is_alphanumeric);
        if begins && matches!(sign, 'N' | 'I' | 'K') {
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                digits.push(digit);
            }
        }
        match (sign, digits.parse::<usize>()) {
            ('N', Ok(no)) => out.push_str(NAMES[no]),
            ('I', Ok(no)) => out.push_str(&nik(no)),
            ('K', Ok(no)) => out.push_str(&kk(no)),
            _ => {
                out.push(sign);
                out.push_str(&digits);
            }
        }
    }
    out
}

/// A workbook of sheets, rows as cells with `|` between them; cells from column to row merged: `(first row, last row, column)`.
pub type Sheet = (
    &'static str,
    &'static [&'static str],
    &'static [(u32, u32, u16)],
);

/// A place of all of them.
pub const VILLAGE: &str = "Samalore";

/// Writes the workbook to the desk's folder.
pub fn write(desk: &Desk, file: &str, sheets: &[Sheet]) -> PathBuf {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, rows, merges) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, text) in (0..).zip(cells.split('|')) {
                if !text.is_empty() {
                    sheet.write_string(row, column, cell(text)).unwrap();
                }
            }
        }
        for (first, last, column) in *merges {
            let text = rows[usize::try_from(*first - 1).unwrap()].split('|');
            let text = text.clone().nth(usize::from(*column)).unwrap();
            let format = rust_xlsxwriter::Format::default();
            sheet
                .merge_range(first - 1, *column, last - 1, *column, text, &format)
                .unwrap();
        }
    }
    desk.write(file, book.save_to_buffer().unwrap())
}

/// What a value says, nothing where it is no text.
pub fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
