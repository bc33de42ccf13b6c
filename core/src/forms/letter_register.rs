//! The register of letters as a table, a paper and a sheet: a line for each letter, none left out and none named by its id.

use chrono::NaiveDate;
use serde::Serialize;

use super::closing::{digest, short};
use super::document::Document;
use super::letter::{title, way};
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::kinds::{DeliveryWay, LetterStep};
use crate::reference::month::{YearMonth, indonesian_day};
use crate::reports::{Cell, Column, Kind, ReportError, Table, Words, sheet, words};

const TITLE: &str = "REGISTER SURAT TEGURAN DAN PERNYATAAN KOMITMEN";

/// A line of the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RegisterRow {
    /// Its number in the register.
    pub no: usize,
    /// Nama pengurus.
    pub name: String,
    /// Name of the group.
    pub group: String,
    /// The months that were Alfa in a row.
    pub months: Vec<YearMonth>,
    /// Which letter.
    pub step: LetterStep,
    /// Nomor surat.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// How it was delivered.
    pub way: Option<DeliveryWay>,
    /// When.
    pub delivered: Option<NaiveDate>,
    /// When somebody signed for it.
    pub received: Option<NaiveDate>,
    /// What followed.
    pub response: Option<String>,
    /// What became of it.
    pub state: &'static str,
    /// What is to be looked at: a ground that is no longer there, a number that two have.
    pub note: String,
}

/// The register of a place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Register {
    /// Where: a kecamatan, or the kabupaten.
    pub place: String,
    /// As of which day.
    pub day: NaiveDate,
    /// Its lines.
    pub rows: Vec<RegisterRow>,
}

fn day(day: Option<NaiveDate>) -> Cell {
    Cell::maybe(day.map(indonesian_day))
}

fn columns<'r>() -> Vec<Column<&'r RegisterRow>> {
    let text = |key, id, en, width, value: fn(&&'r RegisterRow) -> Cell| {
        Column::new(key, words(id, en), width, Kind::Text, value)
    };
    vec![
        Column {
            kind: Kind::Place,
            ..text("no", "No", "No", 4.0, |row| Cell::count(row.no))
        },
        text("nama", "Nama KPM", "Family", 20.0, |row| {
            Cell::text(&row.name)
        }),
        text("kelompok", "Kelompok", "Group", 14.0, |row| {
            Cell::text(&row.group)
        }),
        text(
            "bulan",
            "Bulan Alfa berturut-turut",
            "Months of Alfa in a row",
            18.0,
            |row| {
                let months = row.months.iter().map(|month| month.indonesian());
                Cell::text(months.collect::<Vec<_>>().join(", "))
            },
        ),
        text("tahap", "Tahap", "Letter", 14.0, |row| {
            Cell::text(title(row.step))
        }),
        text("nomor", "Nomor surat", "Number", 20.0, |row| {
            Cell::maybe(row.number.as_deref())
        }),
        text("tanggal", "Tanggal", "Date", 13.0, |row| day(row.day)),
        text("cara", "Cara penyampaian", "Delivery", 15.0, |row| {
            Cell::maybe(row.way.map(way))
        }),
        text("diserahkan", "Diserahkan", "Delivered", 13.0, |row| {
            day(row.delivered)
        }),
        text(
            "diterima",
            "Diterima (tanggal)",
            "Signed for",
            13.0,
            |row| day(row.received),
        ),
        Column {
            kind: Kind::Prose,
            ..text(
                "tindak_lanjut",
                "Tindak lanjut",
                "What followed",
                20.0,
                |row| Cell::maybe(row.response.as_deref()),
            )
        },
        text("status", "Status", "State", 13.0, |row| {
            Cell::text(row.state)
        }),
        text("catatan", "Catatan", "Note", 16.0, |row| {
            Cell::text(&row.note)
        }),
    ]
}

/// The register as a table.
pub fn table(register: &Register) -> Table {
    Table::new(&columns(), &register.rows, None)
}

fn closing(register: &Register, digest: &str) -> String {
    format!(
        "{} surat per {}; tanda {}.",
        register.rows.len(),
        indonesian_day(register.day),
        short(digest)
    )
}

/// The form.
pub static FORM: Form = Form {
    name: "register_surat",
    title: Words {
        id: "Register surat",
        en: "Register of letters",
    },
    source: include_str!("templates/register_surat.txt"),
    turns: true,
    sample: || fields(&Register::sample()),
};

/// The register on paper.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(register: &Register, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(register).map_err(std::io::Error::from)?;
    let closing = closing(register, &digest);
    let filled = templates.fill(&FORM, &fields(register), &closing.as_str().into())?;
    Ok(filled.document(
        format!("Register surat {}", register.place),
        register.day,
        digest,
    ))
}

/// A register as a template sees it.
pub fn fields(register: &Register) -> Fields {
    Fields::new()
        .text(
            "wilayah",
            (
                "Kecamatan, atau kabupaten/kota",
                "The kecamatan or kabupaten",
            ),
            Some(&register.place),
            "wilayah",
        )
        .text(
            "tanggal",
            ("Keadaan tanggal", "As of which day"),
            Some(&indonesian_day(register.day)),
            "tanggal",
        )
        .count(
            "jumlah_surat",
            ("Banyak surat", "Letters"),
            register.rows.len(),
        )
        .with(
            "surat",
            (
                "Surat-surat, satu baris satu surat",
                "The letters, a line each",
            ),
            Data::Table(table(register), &[]),
        )
}

/// The register as a workbook.
///
/// # Errors
/// If it would break a limit of the format.
pub fn workbook(register: &Register) -> Result<Vec<u8>, Error> {
    let digest = digest(register).map_err(std::io::Error::from)?;
    Ok(written(register, &digest)?)
}

fn written(register: &Register, digest: &str) -> Result<Vec<u8>, ReportError> {
    let mut book = sheet::book()?;
    let page = book.add_worksheet();
    page.set_name("Register surat")?;
    sheet::on_paper(page);
    page.write_string(0, 0, TITLE)?;
    page.write_string(1, 0, sheet::cut(&register.place))?;
    let end = sheet::draw(page, 3, &table(register), "", &sheet::Formats::default())?;
    page.write_string(end + 1, 0, closing(register, digest))?;
    Ok(book.save_to_buffer()?)
}

impl Register {
    /// An invented register of two letters.
    pub(super) fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        let day = |day| NaiveDate::from_ymd_opt(2026, 10, day);
        let months = [8, 9].into_iter();
        let row = RegisterRow {
            no: 1,
            name: text("Siti Aminah"),
            group: text("Melati"),
            months: months
                .filter_map(|no| YearMonth::new(2026, no).ok())
                .collect(),
            step: LetterStep::First,
            number: Some(text("400.9/12/Dinsos")),
            day: day(1),
            way: Some(DeliveryWay::InPerson),
            delivered: day(2),
            received: day(3),
            response: Some(text("Hadir lagi sejak Oktober.")),
            state: "Diterima",
            note: text("Dasar surat berubah"),
        };
        let bare = RegisterRow {
            no: 2,
            name: text("Nurhayati"),
            step: LetterStep::Commitment,
            number: None,
            day: None,
            way: None,
            delivered: None,
            received: None,
            response: None,
            state: "Draf",
            note: String::new(),
            ..row.clone()
        };
        Self {
            place: text("Kecamatan Toili"),
            day: day(20).unwrap_or_default(),
            rows: vec![row, bare],
        }
    }
}
