//! The province's month as a workbook and as paper, of tables that are made elsewhere. It counts nothing.

use rust_xlsxwriter::{Format, Worksheet, XlsxError};
use serde::Serialize;

use super::Signer;
use super::closing::{digest, short};
use super::columns::{BLUE, GREEN, YELLOW};
use super::document::{Block, Document, blank, said};
use crate::error::Error;
use crate::reference::month::YearMonth;
use crate::reports::sheet::{self, cut};
use crate::reports::{ReportError, Table};

const TITLE: &str = "REKAP PROVINSI PEMANTAUAN PELAKSANAAN P2K2";

/// What the files say.
#[derive(Debug, Serialize)]
pub struct Sheets {
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Name of the province.
    pub province: String,
    /// The month.
    pub month: YearMonth,
    /// Kabupaten that told it.
    pub told: u32,
    /// A row for each kabupaten.
    pub table: Table,
    /// A row for each of twelve months.
    pub trend: Table,
    /// The kecamatan of each kabupaten that told it.
    pub kecamatan: Vec<(String, Table)>,
    /// Names of those that did not.
    pub silent: Vec<String>,
    /// Who signs, each with what that person is.
    pub signers: Vec<(String, Signer)>,
}

impl Sheets {
    /// What the sums are of.
    fn basis(&self) -> String {
        let all = self.table.rows.len();
        let told = format!("Jumlah dari {} dari {all} kabupaten/kota.", self.told);
        if self.silent.is_empty() {
            return told;
        }
        format!(
            "{told} Belum ada data bulan ini: {}.",
            self.silent.join(", ")
        )
    }
}

/// The table on paper, with the trend.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(sheets: &Sheets) -> Result<Document, Error> {
    let month = sheets.month.indonesian();
    let digest = digest(sheets).map_err(std::io::Error::from)?;
    let mut blocks: Vec<Block> = sheets
        .letterhead
        .iter()
        .cloned()
        .map(Block::Title)
        .collect();
    let table = |table: &Table| Block::Table {
        table: table.clone(),
        total: "Jumlah yang kirim".into(),
        colors: &[BLUE, YELLOW, GREEN],
    };
    blocks.extend([
        Block::Title(TITLE.to_owned()),
        Block::facts(vec![
            ("Provinsi", sheets.province.clone()),
            ("Bulan", month.clone()),
        ]),
        table(&sheets.table),
        Block::Text(sheets.basis()),
        Block::Small(
            "Sel kosong: tidak dikirim atau tidak diketahui, bukan nol. SDM yang bertugas di dua kecamatan dihitung sekali per kabupaten."
                .to_owned(),
        ),
        Block::Chapter("Dua belas bulan terakhir".to_owned()),
        table(&sheets.trend),
        Block::Signatures(signatures(sheets)),
        Block::Small(format!("Tanda lembar {}.", short(&digest))),
    ]);
    Ok(Document {
        title: format!("Rekap provinsi {} {month}", sheets.province),
        day: sheets.month.last_day(),
        wide: true,
        blocks,
        digest,
    })
}

fn signatures(sheets: &Sheets) -> Vec<(Vec<String>, Vec<String>)> {
    let nobody = vec![(blank("jabatan"), Signer::default())];
    let signers = if sheets.signers.is_empty() {
        &nobody
    } else {
        &sheets.signers
    };
    let each = signers.iter().map(|(role, who)| {
        let name = said(who.name.as_deref(), "nama");
        let nip = said(who.nip.as_deref(), "NIP");
        (vec![role.clone()], vec![name, format!("NIP {nip}")])
    });
    each.collect()
}

/// The workbook: the province, its trend, and a sheet for each kabupaten that told the month.
///
/// # Errors
/// If it would break a limit of the format.
pub fn workbook(sheets: &Sheets) -> Result<Vec<u8>, Error> {
    Ok(book(sheets).map_err(ReportError::from)?)
}

fn book(sheets: &Sheets) -> Result<Vec<u8>, XlsxError> {
    let mut book = sheet::book()?;
    let formats = sheet::Formats::default();
    let basis = sheets.basis();
    draw(
        book.add_worksheet(),
        sheets,
        ("Provinsi", &basis),
        &sheets.table,
        &formats,
    )?;
    let months = "Sel kosong: tidak ada yang kirim, atau ada yang tidak tahu; bukan nol.";
    draw(
        book.add_worksheet(),
        sheets,
        ("Tren", months),
        &sheets.trend,
        &formats,
    )?;
    for (name, table) in &sheets.kecamatan {
        let twice = "SDM yang bertugas di dua kecamatan dihitung di keduanya, sekali di jumlah.";
        // Names of kabupaten are shorter than what a sheet's name may have; one name comes once in a province.
        draw(book.add_worksheet(), sheets, (name, twice), table, &formats)?;
    }
    book.save_to_buffer()
}

fn draw(
    sheet: &mut Worksheet,
    sheets: &Sheets,
    (name, line): (&str, &str),
    table: &Table,
    formats: &sheet::Formats,
) -> Result<(), XlsxError> {
    let short: String = name.chars().take(31).collect();
    sheet.set_name(short)?;
    sheet::on_paper(sheet);
    let title = Format::new().set_bold().set_font_size(14);
    sheet.write_string_with_format(0, 0, TITLE, &title)?;
    let head = format!(
        "Provinsi {}   Bulan {}   {name}",
        sheets.province,
        sheets.month.indonesian()
    );
    sheet.write_string(1, 0, cut(&head))?;
    sheet.write_string(2, 0, cut(line))?;
    let total = if name == "Provinsi" {
        "Jumlah yang kirim"
    } else {
        "Jumlah"
    };
    sheet::draw(sheet, 4, table, total, formats)?;
    Ok(())
}
