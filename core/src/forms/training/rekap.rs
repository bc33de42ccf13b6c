//! The rekap of who has had FDS training: the kecamatan counted, and whoever has had none.

use chrono::NaiveDate;
use serde::Serialize;

use super::{sample_signers, signers};
use crate::error::Error;
use crate::forms::closing::{digest, short};
use crate::forms::columns::column;
use crate::forms::document::Document;
use crate::forms::template::{Data, Fields, Form, Templates};
use crate::forms::{Signer, signed};
use crate::reference::month::indonesian_day;
use crate::reports::{Cell, Column, Kind, Table, Words};

/// The rekap of FDS training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rekap {
    /// Lines of the office's letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// The day of which it is.
    pub day: NaiveDate,
    /// Kinds of events that count, in words.
    pub counting: Vec<&'static str>,
    /// The kecamatan, then those who are posted in none.
    pub places: Vec<Place>,
    /// The kabupaten: everybody counted once.
    pub total: Counted,
    /// Whoever has had none, those who need it most first.
    pub untrained: Vec<Waiting>,
    /// Who signs, each with what that person is.
    pub signers: Vec<(String, Signer)>,
}

/// A kecamatan of the rekap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// Its people.
    pub counted: Counted,
}

/// People counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counted {
    /// All.
    pub staff: u32,
    /// With FDS training.
    pub trained: u32,
    /// Without.
    pub untrained: u32,
    /// Coached in the last twelve months.
    pub coached: u32,
}

/// Somebody who has had no FDS training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Waiting {
    /// Name.
    pub name: String,
    /// Kecamatan tugas.
    pub kecamatan: String,
    /// Families that they accompany.
    pub families: u32,
    /// Attendance at their meetings, in percent.
    pub attendance: Option<u32>,
    /// When they were coached last.
    pub coached: Option<NaiveDate>,
    /// What they are registered for.
    pub waits_for: String,
}

/// The form.
pub static FORM: Form = Form {
    name: "rekap_diklat",
    title: Words {
        id: "Rekap diklat FDS",
        en: "Who has had FDS training",
    },
    source: include_str!("../templates/rekap_diklat.txt"),
    turns: true,
    sample: || fields(&Rekap::sample()),
};

/// The rekap.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(rekap: &Rekap, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(rekap).map_err(std::io::Error::from)?;
    let closing = format!(
        "Dihitung dari {} orang; tanda {}.",
        rekap.total.staff,
        short(&digest)
    );
    let filled = templates.fill(&FORM, &fields(rekap), &closing.as_str().into())?;
    Ok(filled.document(
        format!("Rekap diklat FDS {}", rekap.kabupaten),
        rekap.day,
        digest,
    ))
}

/// The rekap as a template sees it.
pub fn fields(rekap: &Rekap) -> Fields {
    let fields = signed::letterhead_fields(&rekap.letterhead)
        .kabupaten(Some(&rekap.kabupaten))
        .text(
            "tanggal",
            ("Keadaan tanggal", "As of which day"),
            Some(&indonesian_day(rekap.day)),
            "tanggal",
        )
        .text(
            "dihitung",
            (
                "Jenis yang dihitung sebagai diklat FDS",
                "Kinds of events that count",
            ),
            Some(&rekap.counting.join(", ")),
            "jenis",
        )
        .count("sdm", ("Banyak SDM", "People"), rekap.total.staff)
        .count(
            "sudah",
            ("Sudah diklat FDS", "With training"),
            rekap.total.trained,
        )
        .count(
            "belum",
            ("Belum diklat FDS", "Without"),
            rekap.total.untrained,
        )
        .with(
            "kecamatan",
            ("Kecamatan dengan hitungannya", "The kecamatan counted"),
            Data::Table(places(rekap), &[]),
        )
        .count(
            "jumlah_menunggu",
            ("Banyak yang belum pernah", "People who have had none"),
            rekap.untrained.len(),
        )
        .with(
            "menunggu",
            ("Yang belum pernah diklat FDS", "Whoever has had none"),
            Data::Table(waiting(&rekap.untrained), &[]),
        );
    signers(fields, &rekap.signers, rekap.day)
}

struct Row {
    no: usize,
    name: String,
    counted: Counted,
}

/// A column; figures are summed.
fn summed<R>(
    key: &'static str,
    label: &'static str,
    width: f64,
    kind: Kind,
    value: fn(&R) -> Cell,
) -> Column<R> {
    Column {
        summed: kind == Kind::Figure,
        ..column(key, label, width, kind, value)
    }
}

fn places(rekap: &Rekap) -> Table {
    let columns: Vec<Column<Row>> = vec![
        summed("no", "No", 5.0, Kind::Place, |row| Cell::count(row.no)),
        summed("kecamatan", "Kecamatan", 28.0, Kind::Text, |row| {
            Cell::text(&row.name)
        }),
        summed("sdm", "Jumlah SDM", 11.0, Kind::Figure, |row| {
            row.counted.staff.into()
        }),
        summed("sudah", "Sudah diklat FDS", 13.0, Kind::Figure, |row| {
            row.counted.trained.into()
        }),
        summed("belum", "Belum", 11.0, Kind::Figure, |row| {
            row.counted.untrained.into()
        }),
        summed("persen", "%", 8.0, Kind::Figure, |row| {
            let counted = row.counted;
            let share = (counted.trained * 100).checked_div(counted.staff);
            share.map_or(Cell::Empty, Cell::from)
        }),
        summed(
            "coaching",
            "Coaching 12 bulan terakhir",
            15.0,
            Kind::Figure,
            |row| row.counted.coached.into(),
        ),
    ];
    let rows = (1..).zip(&rekap.places).map(|(no, place)| Row {
        no,
        name: place.name.clone(),
        counted: place.counted,
    });
    let total = Row {
        no: 0,
        name: String::new(),
        counted: rekap.total,
    };
    Table::new(&columns, rows, Some(&total))
}

fn waiting(people: &[Waiting]) -> Table {
    type Numbered = (usize, Waiting);
    let columns = [
        column("no", "No", 5.0, Kind::Place, |(no, _): &Numbered| {
            Cell::count(*no)
        }),
        column("nama", "Nama", 26.0, Kind::Text, |(_, one)| {
            Cell::text(&one.name)
        }),
        column("kecamatan", "Kecamatan", 20.0, Kind::Text, |(_, one)| {
            Cell::text(&one.kecamatan)
        }),
        column("kpm", "KPM dampingan", 11.0, Kind::Figure, |(_, one)| {
            one.families.into()
        }),
        column(
            "kehadiran",
            "Kehadiran P2K2 (%)",
            12.0,
            Kind::Figure,
            |(_, one)| one.attendance.map_or(Cell::Empty, Cell::from),
        ),
        column(
            "coaching",
            "Coaching terakhir",
            16.0,
            Kind::Text,
            |(_, one)| Cell::maybe(one.coached.map(indonesian_day)),
        ),
        column(
            "menunggu",
            "Terdaftar pada",
            22.0,
            Kind::Text,
            |(_, one)| Cell::text(&one.waits_for),
        ),
    ];
    Table::new(&columns, (1..).zip(people.iter().cloned()), None)
}

impl Rekap {
    /// An invented rekap of two kecamatan.
    pub(in crate::forms) fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        let counted = |staff, trained| Counted {
            staff,
            trained,
            untrained: staff - trained,
            coached: 2,
        };
        let place = |name: &str, staff, trained| Place {
            name: text(name),
            counted: counted(staff, trained),
        };
        let waiting = |name: &str, attendance, coached, waits_for: &str| Waiting {
            name: text(name),
            kecamatan: text("Toili"),
            families: 210,
            attendance,
            coached,
            waits_for: text(waits_for),
        };
        let coached = NaiveDate::from_ymd_opt(2026, 6, 2);
        Self {
            letterhead: vec![text("DINAS SOSIAL")],
            kabupaten: text("Banggai"),
            day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
            counting: vec!["diklat", "bimtek"],
            places: vec![place("Toili", 9, 6), place("Luwuk", 0, 0)],
            total: counted(9, 6),
            untrained: vec![
                waiting("Budi Santoso", Some(71), coached, "Diklat FDS angkatan III"),
                waiting("Citra Dewi", None, None, ""),
            ],
            signers: sample_signers(),
        }
    }

    /// A rekap of nobody.
    #[cfg(test)]
    pub(in crate::forms) fn bare() -> Self {
        Self {
            letterhead: Vec::new(),
            places: Vec::new(),
            total: Counted::default(),
            untrained: Vec::new(),
            signers: Vec::new(),
            ..Self::sample()
        }
    }
}
