//! What Sesi knows of a pendamping's month, for RHK 3, 4 and 7: counts and what was written down, nothing judged.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::Signer;
use crate::reference::month::YearMonth;

/// What Sesi knows of a pendamping's month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthFacts {
    /// The month.
    pub month: YearMonth,
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// Whose month.
    pub pendamping: Signer,
    /// What that person is.
    pub jabatan: Option<String>,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// Groups that the person led on the last day.
    pub groups: u32,
    /// Active families in them on that day.
    pub families: u32,
    /// Children in school and others of these families, by component.
    pub components: Vec<(&'static str, u32)>,
    /// Meetings that the person led.
    pub meetings: u32,
    /// Hadir at them.
    pub attendances: u32,
    /// Of so many that were expected.
    pub expected: u32,
    /// Kendala dan tindak lanjut that were written down, with the group.
    pub obstacles: Vec<String>,
    /// Visits and materi susulan that the person gave.
    pub visits: Vec<VisitFact>,
    /// Families that were Alfa for so many months in a row that a letter is due.
    pub absent: Vec<AbsentFact>,
    /// Letters of the month.
    pub letters: Vec<LetterFact>,
    /// Families that graduated.
    pub graduated: Vec<GraduateFact>,
    /// Rakor at which the person was: name and day.
    pub rakors: Vec<(String, NaiveDate)>,
    /// What the office wants of a month, by the number of the RHK.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub targets: BTreeMap<u8, u16>,
}

/// Something that a family was given outside its meetings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct VisitFact {
    /// When.
    pub day: NaiveDate,
    /// Nama pengurus.
    pub name: String,
    /// Its group.
    pub group: String,
    /// How.
    pub way: &'static str,
    /// Sessions that it was given.
    pub sessions: String,
    /// A remark.
    pub note: Option<String>,
}

/// A family that stayed away.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AbsentFact {
    /// Nama pengurus.
    pub name: String,
    /// Its group.
    pub group: String,
    /// The months in a row.
    pub months: Vec<String>,
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterFact {
    /// To whom.
    pub name: String,
    /// Which.
    pub title: &'static str,
    /// Its number.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// When it was delivered.
    pub delivered: Option<NaiveDate>,
}

/// A family that graduated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GraduateFact {
    /// Nama pengurus.
    pub name: String,
    /// NIK, of which most digits are hidden.
    pub nik: Option<String>,
    /// Its address.
    pub address: Option<String>,
    /// Its group.
    pub group: String,
    /// Since when.
    pub day: NaiveDate,
    /// Sessions that it had.
    pub sessions: u32,
    /// Sessions that there are.
    pub sessions_of: u32,
}

impl MonthFacts {
    /// An invented month in which everything is filled in.
    pub(super) fn sample(month: YearMonth) -> Self {
        let day = NaiveDate::from_ymd_opt(2026, 11, 12).unwrap_or_default();
        let text = |text: &str| text.to_owned();
        Self {
            letterhead: vec![text("DINAS SOSIAL KABUPATEN CONTOH")],
            pendamping: Signer {
                name: Some(text("Ani Lestari, S.Sos")),
                nip: Some(text("198001012010012001")),
            },
            jabatan: Some(text("Pendamping Sosial PKH")),
            signed: NaiveDate::from_ymd_opt(2026, 11, 30),
            groups: 9,
            families: 212,
            components: vec![("Anak SD", 88), ("Lansia", 21)],
            meetings: 8,
            attendances: 171,
            expected: 196,
            obstacles: vec![text("Melati 1: hujan")],
            visits: vec![VisitFact {
                day,
                name: text("Siti Aminah"),
                group: text("Melati 1"),
                way: "Kunjungan rumah",
                sessions: text("Memahami Perilaku Anak"),
                note: Some(text("Anak sakit")),
            }],
            absent: vec![AbsentFact {
                name: text("Rahma"),
                group: text("Melati 2"),
                months: vec![text("Oktober 2026"), text("November 2026")],
            }],
            letters: vec![LetterFact {
                name: text("Rahma"),
                title: "Surat Teguran I",
                number: Some(text("012/PKH/TOILI/XI/2026")),
                day: Some(day),
                delivered: None,
            }],
            graduated: vec![GraduateFact {
                name: text("Wati"),
                nik: Some(text("7201xxxxxxxxxx01")),
                address: Some(text("Dusun 2")),
                group: text("Melati 3"),
                day,
                sessions: 14,
                sessions_of: 15,
            }],
            rakors: vec![(text("Rakor November"), day)],
            ..Self::bare(month)
        }
    }

    /// A month of which nothing was recorded.
    pub(super) fn bare(month: YearMonth) -> Self {
        Self {
            month,
            letterhead: Vec::new(),
            kabupaten: "Banggai".to_owned(),
            pendamping: Signer::default(),
            jabatan: None,
            signed: None,
            groups: 0,
            families: 0,
            components: Vec::new(),
            meetings: 0,
            attendances: 0,
            expected: 0,
            obstacles: Vec::new(),
            visits: Vec::new(),
            absent: Vec::new(),
            letters: Vec::new(),
            graduated: Vec::new(),
            rakors: Vec::new(),
            targets: BTreeMap::new(),
        }
    }
}
