//! The verification of commitment in education as schools get it: one school's list of 25 columns for a quarter, read from the file that comes in.
//! What a school left empty stays empty: nothing is filled in, and what does not add up is told row by row.

mod reading;

use serde::Serialize;

pub use reading::read;

/// The months that a list is about.
pub const MONTHS: usize = 3;

/// A school's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SchoolList {
    /// NPSN.
    pub npsn: Option<String>,
    /// Nama Sekolah.
    pub school: Option<String>,
    /// Its months, in order: as the list names them, with Hari Efektif where the list says it.
    pub months: Vec<SchoolMonth>,
    /// Its pupils, in order.
    pub pupils: Vec<Pupil>,
    /// What is wrong with rows, in order.
    pub faults: Vec<SchoolFault>,
}

/// A month of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SchoolMonth {
    /// As the list names it; nothing where it does not.
    pub name: String,
    /// Hari Efektif.
    pub days: Option<u16>,
}

/// A pupil.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Pupil {
    /// The row of the file.
    pub row: u32,
    /// NIK Pengurus.
    pub nik_pengurus: String,
    /// Nama Pengurus.
    pub pengurus: String,
    /// NIK Siswa.
    pub nik: String,
    /// NISN.
    pub nisn: String,
    /// Nama Siswa.
    pub name: String,
    /// Bentuk Pendidikan.
    pub form: String,
    /// Tingkat Pendidikan.
    pub grade: String,
    /// What the school says of each month.
    pub months: Vec<Days>,
    /// Ket.
    pub note: String,
    /// Nama Pendamping.
    pub pendamping: String,
}

/// Days on which a pupil was away in a month; none where the school left it empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Days {
    /// Alpa.
    pub alpa: Option<u16>,
    /// Izin.
    pub izin: Option<u16>,
    /// Sakit.
    pub sakit: Option<u16>,
}

impl Days {
    /// Days away; none where the school said nothing of the month. A single empty cell beside others is no day.
    pub fn away(self) -> Option<u16> {
        let said = [self.alpa, self.izin, self.sakit];
        said.iter()
            .any(Option::is_some)
            .then(|| said.iter().flatten().sum())
    }

    /// Days at school, of so many; none where either is not known, or where there were more days away than days.
    pub fn present(self, days: Option<u16>) -> Option<u16> {
        days?.checked_sub(self.away()?)
    }
}

/// Of days the share that somebody was there, in percent: whole ones, never rounded up.
pub fn percent(present: u16, days: u16) -> Option<u32> {
    (u32::from(present) * 100).checked_div(days.into())
}

/// Something wrong with a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SchoolFault {
    /// The row of the file.
    pub row: u32,
    /// What.
    pub what: SchoolFaultKind,
    /// What stands there.
    pub said: String,
}

/// What is wrong with a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SchoolFaultKind {
    /// A row without the name of a pupil; left out.
    NoName,
    /// A number of days that is none; taken as empty.
    NotANumber,
    /// More days away than Hari Efektif.
    TooMany,
    /// A NIK that has not 16 digits; kept as it stands.
    Nik,
}

/// Why a file is no such list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "this file has no list of pupils: a row with NIK PENGURUS and NAMA SISWA, and ALPA, IZIN, SAKIT below the months"
)]
pub struct NoSchoolList;

impl crate::error::FieldError for NoSchoolList {
    fn kind(&self) -> &'static str {
        "no_school_list"
    }
}

impl From<NoSchoolList> for crate::error::Error {
    fn from(fault: NoSchoolList) -> Self {
        Self::Field(Box::new(fault))
    }
}
