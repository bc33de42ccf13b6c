//! Jadwal on paper: the calendar of a month, with the meetings that are planned and those that were held.

use chrono::NaiveDate;
use serde::Serialize;

use super::Signer;
use super::closing::{digest, short};
use super::document::Document;
use super::signed;
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::YearMonth;
use crate::reports::{Cell, Column, Kind, Table, Words, words};

/// The calendar of a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MonthCalendar {
    /// The month.
    pub month: YearMonth,
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// Whose it is; nobody where it is a kecamatan's or an office's.
    pub pendamping: Signer,
    /// What that person is.
    pub jabatan: Option<String>,
    /// The day on which it is signed; none leaves a blank.
    pub signed: Option<NaiveDate>,
    /// The zone of its times as people say it.
    pub zone: String,
    /// By day and time; what has no day at the end.
    pub entries: Vec<CalendarEntry>,
    /// Groups of which nothing is planned or held.
    pub without: Vec<String>,
}

/// A meeting that is planned, or that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CalendarEntry {
    /// Its number.
    pub no: usize,
    /// The day, as people read it with its weekday; nothing where there is none yet.
    pub day: String,
    /// The time.
    pub time: String,
    /// The group.
    pub group: String,
    /// Who leads it.
    pub pendamping: String,
    /// Desa and kecamatan.
    pub place: String,
    /// Where.
    pub at: String,
    /// Titles of the modules.
    pub module: String,
    /// The sessions.
    pub session: String,
    /// How it stands, with the reason.
    pub state: String,
}

/// The calendar as a table.
pub fn table(calendar: &MonthCalendar) -> Table {
    let column = |key, id, en, width, kind, value: fn(&&CalendarEntry) -> Cell| {
        Column::new(key, words(id, en), width, kind, value)
    };
    let columns = [
        column("no", "No", "No", 4.0, Kind::Place, |entry| {
            Cell::count(entry.no)
        }),
        column("day", "Tanggal", "Day", 20.0, Kind::Text, |entry| {
            Cell::text(&entry.day)
        }),
        column("time", "Jam", "Time", 11.0, Kind::Text, |entry| {
            Cell::text(&entry.time)
        }),
        column("group", "Kelompok", "Group", 16.0, Kind::Text, |entry| {
            Cell::text(&entry.group)
        }),
        column(
            "who",
            "Pendamping",
            "Pendamping",
            16.0,
            Kind::Text,
            |entry| Cell::text(&entry.pendamping),
        ),
        column(
            "place",
            "Desa, Kecamatan",
            "Desa, kecamatan",
            18.0,
            Kind::Text,
            |entry| Cell::text(&entry.place),
        ),
        column("at", "Tempat", "Place", 18.0, Kind::Text, |entry| {
            Cell::text(&entry.at)
        }),
        column("module", "Modul", "Module", 20.0, Kind::Prose, |entry| {
            Cell::text(&entry.module)
        }),
        column("session", "Sesi", "Session", 26.0, Kind::Prose, |entry| {
            Cell::text(&entry.session)
        }),
        column("state", "Status", "State", 16.0, Kind::Prose, |entry| {
            Cell::text(&entry.state)
        }),
    ];
    Table::new(&columns, &calendar.entries, None)
}

/// The form.
pub static FORM: Form = Form {
    name: "jadwal",
    title: Words {
        id: "Jadwal P2K2",
        en: "Calendar of a month",
    },
    source: include_str!("templates/jadwal.txt"),
    turns: true,
    sample: || {
        YearMonth::new(2026, 10).map_or_else(
            |_| Fields::new(),
            |month| fields(&MonthCalendar::sample(month)),
        )
    },
};

/// The calendar on paper.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(calendar: &MonthCalendar, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(calendar).map_err(std::io::Error::from)?;
    let closing = format!(
        "Memuat {} pertemuan; tanda {}.",
        calendar.entries.len(),
        short(&digest)
    );
    let filled = templates.fill(&FORM, &fields(calendar), &closing.as_str().into())?;
    Ok(filled.document(
        format!("Jadwal P2K2 {}", calendar.month.indonesian()),
        calendar.month.last_day(),
        digest,
    ))
}

/// A calendar as a template sees it.
pub fn fields(calendar: &MonthCalendar) -> Fields {
    let fields = signed::letterhead_fields(&calendar.letterhead)
        .text(
            "bulan",
            ("Bulan jadwal", "The month"),
            Some(&calendar.month.indonesian()),
            "bulan",
        )
        .kabupaten(Some(&calendar.kabupaten))
        .text(
            "zona",
            ("Zona waktu", "The zone of its times"),
            Some(&calendar.zone),
            "zona waktu",
        )
        .count(
            "pertemuan",
            ("Banyak pertemuan", "Meetings"),
            calendar.entries.len(),
        )
        .with(
            "jadwal",
            ("Pertemuan bulan ini", "The meetings of the month"),
            Data::Table(table(calendar), &[]),
        )
        .text(
            "belum",
            (
                "Kelompok tanpa rencana atau pertemuan",
                "Groups of which nothing is planned or held",
            ),
            Some(&calendar.without.join(", ")),
            "kelompok",
        );
    signed::own_signers(
        fields,
        [signed::signer(
            &signed::place_and_day(&calendar.kabupaten, calendar.signed),
            calendar.jabatan.as_deref(),
            &calendar.pendamping,
        )],
    )
}

impl MonthCalendar {
    /// An invented month of two meetings.
    pub(super) fn sample(month: YearMonth) -> Self {
        let text = |text: &str| text.to_owned();
        let entry = |no: usize, day: &str| CalendarEntry {
            no,
            day: text(day),
            time: text("09.00\u{2013}11.00"),
            group: text("Melati"),
            pendamping: text("Ani Lestari, S.Sos"),
            place: text("Rusa Kencana, Toili"),
            at: text("Balai Desa"),
            module: text("Pengasuhan dan Pendidikan Anak"),
            session: text("Sesi 4: Memahami Perilaku Anak"),
            state: text("Terjadwal"),
        };
        Self {
            month,
            letterhead: vec![text("PEMERINTAH KABUPATEN BANGGAI"), text("DINAS SOSIAL")],
            kabupaten: text("Banggai"),
            pendamping: Signer {
                name: Some(text("Ani Lestari, S.Sos")),
                nip: Some(text("198001012010012001")),
            },
            jabatan: Some(text("Pendamping Sosial PKH")),
            signed: NaiveDate::from_ymd_opt(2026, 10, 1),
            zone: text("WITA"),
            entries: vec![entry(1, "Senin, 5 Oktober 2026"), entry(2, "")],
            without: vec![text("Mawar"), text("Anggrek")],
        }
    }

    /// A month of which nothing is planned.
    #[cfg(test)]
    pub(super) fn bare(month: YearMonth) -> Self {
        Self {
            letterhead: Vec::new(),
            kabupaten: String::new(),
            pendamping: Signer::default(),
            jabatan: None,
            signed: None,
            zone: String::new(),
            entries: Vec::new(),
            without: Vec::new(),
            ..Self::sample(month)
        }
    }
}
