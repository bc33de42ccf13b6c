//! FORM VERIFIKASI KOMITMEN PENDIDIKAN: the 25 columns of a school's list, with JML and % counted from what the school wrote. What it left empty
//! is printed empty; the form fills in no mark.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::closing::{digest, short};
use super::columns::{column, only};
use super::document::{Document, said};
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reports::{Cell, Column, Kind, Table, Words};
use crate::schools::{Days, Pupil, SchoolList, SchoolMonth, percent};

/// What JML says: offices differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Jml {
    /// Days at school.
    #[default]
    Present,
    /// Days away.
    Away,
}

/// A list with how it is printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SchoolForm {
    /// The list.
    pub list: SchoolList,
    /// What JML says.
    pub jml: Jml,
    /// From how many percent on the commitment is kept.
    pub enough: u16,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// The day that the file tells of.
    pub day: NaiveDate,
}

/// A line of the form: a pupil, with the days of the months.
struct Line<'f> {
    no: usize,
    pupil: &'f Pupil,
    form: &'f SchoolForm,
}

impl Line<'_> {
    fn days(&self, month: usize) -> (Days, Option<u16>) {
        let days = self.pupil.months.get(month).copied().unwrap_or_default();
        let of = self.form.list.months.get(month);
        (days, of.and_then(|month| month.days))
    }

    fn jml(&self, month: usize) -> Cell {
        let (days, of) = self.days(month);
        let many = match self.form.jml {
            Jml::Present => days.present(of),
            Jml::Away => days.away(),
        };
        many.map_or(Cell::Empty, |many| u32::from(many).into())
    }

    fn percent(&self, month: usize) -> Option<u32> {
        let (days, of) = self.days(month);
        percent(days.present(of)?, of?)
    }
}

/// Pupils of whom some month says enough to judge by, and those of them who were there too seldom in one.
pub fn below(form: &SchoolForm) -> (usize, usize) {
    let lines = form.list.pupils.iter().map(|pupil| {
        let line = Line { no: 0, pupil, form };
        let of: Vec<u32> = (0..3).filter_map(|month| line.percent(month)).collect();
        let seldom = of.iter().any(|percent| *percent < form.enough.into());
        (!of.is_empty(), seldom)
    });
    lines.fold((0, 0), |(known, below), (is_known, seldom)| {
        (
            known + usize::from(is_known),
            below + usize::from(is_known && seldom),
        )
    })
}

fn text<'f>(
    key: &'static str,
    id: &'static str,
    width: f64,
    value: fn(&Line<'f>) -> Cell,
) -> Column<Line<'f>> {
    column(key, id, width, Kind::Text, value)
}

/// The five columns of a month.
macro_rules! month_columns {
    ($columns:ident, $group:literal, $no:literal, $($key:literal)+) => {
        let mut keys = [$($key),+].into_iter();
        let mut next = |id: &'static str, value: fn(&Line<'f>) -> Cell| {
            $columns.push(Column {
                group: Some(only($group)),
                kind: Kind::Figure,
                ..text(keys.next().unwrap_or_default(), id, 5.5, value)
            });
        };
        next("ALPA", |line| line.days($no).0.alpa.map_or(Cell::Empty, |n| u32::from(n).into()));
        next("IZIN", |line| line.days($no).0.izin.map_or(Cell::Empty, |n| u32::from(n).into()));
        next("SAKIT", |line| line.days($no).0.sakit.map_or(Cell::Empty, |n| u32::from(n).into()));
        next("JML", |line| line.jml($no));
        next("%", |line| line.percent($no).map_or(Cell::Empty, Cell::from));
    };
}

fn columns<'f>() -> Vec<Column<Line<'f>>> {
    let mut columns = vec![
        Column {
            kind: Kind::Place,
            ..text("no", "NO", 4.0, |line| Cell::count(line.no))
        },
        text("nik_pengurus", "NIK PENGURUS", 15.0, |line| {
            Cell::text(&line.pupil.nik_pengurus)
        }),
        text("pengurus", "NAMA PENGURUS", 15.0, |line| {
            Cell::text(&line.pupil.pengurus)
        }),
        text("nik", "NIK SISWA", 15.0, |line| Cell::text(&line.pupil.nik)),
        text("nisn", "NISN", 10.0, |line| Cell::text(&line.pupil.nisn)),
        text("name", "NAMA SISWA", 16.0, |line| {
            Cell::text(&line.pupil.name)
        }),
        text("form", "BENTUK PENDIDIKAN", 10.0, |line| {
            Cell::text(&line.pupil.form)
        }),
        text("grade", "TINGKAT PENDIDIKAN", 10.0, |line| {
            Cell::text(&line.pupil.grade)
        }),
    ];
    month_columns!(columns, "Bulan 1", 0, "a1" "i1" "s1" "j1" "p1");
    month_columns!(columns, "Bulan 2", 1, "a2" "i2" "s2" "j2" "p2");
    month_columns!(columns, "Bulan 3", 2, "a3" "i3" "s3" "j3" "p3");
    columns.extend([
        text("note", "KET", 10.0, |line| Cell::text(&line.pupil.note)),
        text("pendamping", "NAMA PENDAMPING", 13.0, |line| {
            Cell::text(&line.pupil.pendamping)
        }),
    ]);
    columns
}

/// The form as a table: 25 columns.
pub fn table(form: &SchoolForm) -> Table {
    let lines = (1..).zip(&form.list.pupils);
    let lines = lines.map(|(no, pupil)| Line { no, pupil, form });
    Table::new(&columns(), lines, None)
}

/// The form.
pub static FORM: Form = Form {
    name: "verifikasi_pendidikan",
    title: Words {
        id: "Verifikasi komitmen pendidikan",
        en: "Verification of commitment in education",
    },
    source: include_str!("templates/verifikasi_pendidikan.txt"),
    turns: true,
    sample: || fields(&SchoolForm::sample()),
};

/// The form on paper.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(form: &SchoolForm, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(form).map_err(std::io::Error::from)?;
    let closing = format!(
        "Memuat {} siswa, {} hal untuk diperiksa; tanda {}.",
        form.list.pupils.len(),
        form.list.faults.len(),
        short(&digest)
    );
    let filled = templates.fill(&FORM, &fields(form), &closing.as_str().into())?;
    Ok(filled.document(
        format!("Verifikasi komitmen pendidikan {}", school_name(form)),
        form.day,
        digest,
    ))
}

fn school_name(form: &SchoolForm) -> String {
    said(form.list.school.as_deref(), "nama sekolah")
}

/// A list as a template sees it.
pub fn fields(form: &SchoolForm) -> Fields {
    let list = &form.list;
    let months = (1..).zip(&list.months).map(|(no, month)| {
        let no: usize = no;
        let days = month.days.map(|days| days.to_string());
        format!(
            "Bulan {no}: {}, hari efektif {}",
            said(Some(&month.name), "bulan"),
            said(days.as_deref(), "hari efektif")
        )
    });
    let jml = match form.jml {
        Jml::Present => "hari hadir",
        Jml::Away => "hari tidak hadir",
    };
    let (known, below) = below(form);
    Fields::new()
        .text("npsn", ("NPSN", "NPSN"), list.npsn.as_deref(), "NPSN")
        .text(
            "sekolah",
            ("Nama sekolah", "Name of the school"),
            list.school.as_deref(),
            "nama sekolah",
        )
        .text(
            "masa",
            (
                "Bulan-bulan dan hari efektifnya",
                "Its months with their days",
            ),
            Some(&months.collect::<Vec<_>>().join("; ")),
            "masa",
        )
        .kabupaten(Some(&form.kabupaten))
        .with(
            "siswa",
            ("Para siswa, 25 kolom", "The pupils in 25 columns"),
            Data::Table(table(form), &[]),
        )
        .text(
            "jml",
            ("Arti JML menurut Pengaturan kantor", "What JML says"),
            Some(jml),
            "arti JML",
        )
        .count(
            "jumlah_siswa",
            ("Banyak siswa", "Pupils"),
            list.pupils.len(),
        )
        .count(
            "dapat_dihitung",
            ("Siswa yang dapat dihitung", "Pupils who can be counted"),
            known,
        )
        .count(
            "di_bawah",
            (
                "Siswa di bawah ambang pada salah satu bulan",
                "Pupils who were there too seldom in some month",
            ),
            below,
        )
        .count(
            "belum_dapat_dihitung",
            (
                "Siswa yang belum dapat dihitung",
                "Pupils who cannot be counted yet",
            ),
            list.pupils.len() - known,
        )
        .count(
            "ambang",
            ("Ambang dalam persen", "From how many percent on it is kept"),
            form.enough,
        )
        .text(
            "tempat",
            ("Tempat di atas tanda tangan", "Place above who signs"),
            Some(&form.kabupaten),
            "tempat",
        )
}

impl SchoolForm {
    /// An invented list of two pupils.
    pub(super) fn sample() -> Self {
        let text = |text: &str| text.to_owned();
        let month = |name: &str, days| SchoolMonth {
            name: text(name),
            days,
        };
        let pupil = |name: &str, alpa: u16| Pupil {
            row: 5,
            nik_pengurus: text("7201094101900001"),
            pengurus: text("Siti Aminah"),
            nik: text("7201094101150001"),
            nisn: text("0012345678"),
            name: text(name),
            form: text("SMP"),
            grade: text("7"),
            months: vec![
                Days {
                    alpa: Some(alpa),
                    izin: Some(1),
                    sakit: Some(0),
                };
                2
            ],
            note: text("pindahan"),
            pendamping: text("Ani Lestari, S.Sos"),
        };
        Self {
            list: SchoolList {
                npsn: Some(text("40201234")),
                school: Some(text("SMP 2 Toili")),
                months: vec![
                    month("JULI", Some(20)),
                    month("AGUSTUS", Some(22)),
                    month("SEPTEMBER", None),
                ],
                pupils: vec![pupil("Rahmat", 0), pupil("Dewi", 6)],
                faults: Vec::new(),
            },
            jml: Jml::Present,
            enough: 85,
            kabupaten: text("Banggai"),
            day: NaiveDate::from_ymd_opt(2026, 10, 5).unwrap_or_default(),
        }
    }

    /// A list of which nothing is known.
    #[cfg(test)]
    pub(super) fn bare() -> Self {
        Self {
            list: SchoolList {
                npsn: None,
                school: None,
                months: vec![SchoolMonth::default(); 3],
                pupils: Vec::new(),
                faults: Vec::new(),
            },
            jml: Jml::Away,
            kabupaten: String::new(),
            ..Self::sample()
        }
    }
}
