//! What is recorded of a meeting of the staff, as its forms take it.

use chrono::NaiveDate;
use serde::Serialize;

/// A meeting of the staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// Lines of the office's letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// Zone of its times, such as `WITA`.
    pub zone: &'static str,
    /// Its name.
    pub title: String,
    /// Its day.
    pub day: NaiveDate,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: Option<String>,
    /// Nomor.
    pub number: Option<String>,
    /// Dari.
    pub sender: Option<String>,
    /// Yth.
    pub addressee: Option<String>,
    /// Sifat, in words.
    pub nature: Option<&'static str>,
    /// Pimpinan rapat.
    pub leader: Option<String>,
    /// Notulis.
    pub secretary: Option<String>,
    /// Agenda, a line for each item.
    pub agenda: Option<String>,
    /// Kesimpulan.
    pub conclusion: Option<String>,
    /// Whether its minutes are closed.
    pub closed: bool,
    /// Fields that were changed after that.
    pub changed: Vec<String>,
    /// Its version: heads, in hex.
    pub version: String,
    /// Who was expected or there.
    pub people: Vec<Attending>,
    /// The minutes.
    pub points: Vec<Minute>,
    /// What staff said and is not closed, with which the agenda opens.
    pub open: Vec<Task>,
    /// What is to be done.
    pub tasks: Vec<Task>,
}

/// Somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Attending {
    /// Name.
    pub name: String,
    /// Jabatan, or instansi of a guest.
    pub role: String,
    /// Kecamatan tugas.
    pub kecamatan: String,
    /// Whether they are a guest.
    pub guest: bool,
    /// `Hadir`, `Izin (…)`, `Tanpa keterangan`; nothing where nobody marked it.
    pub presence: String,
}

/// A point of the minutes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Minute {
    /// Who spoke.
    pub speaker: String,
    /// What was said.
    pub said: String,
    /// What was decided.
    pub decided: String,
}

/// Something that is open, or to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Task {
    /// What it is.
    pub what: String,
    /// By whom.
    pub who: Option<String>,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// Where it stands, in words.
    pub state: &'static str,
}

impl Facts {
    /// An invented meeting of the staff in which everything is filled in.
    pub(in crate::forms) fn sample() -> Self {
        let text = |text: &str| Some(text.to_owned());
        let attending = |name: &str, guest, presence: &str| Attending {
            name: name.to_owned(),
            role: "Pendamping Sosial PKH".to_owned(),
            kecamatan: "Toili".to_owned(),
            guest,
            presence: presence.to_owned(),
        };
        let task = |what: &str| Task {
            what: what.to_owned(),
            who: text("Ani Lestari, S.Sos"),
            due: NaiveDate::from_ymd_opt(2026, 11, 28),
            state: "Terbuka",
        };
        Self {
            letterhead: vec!["DINAS SOSIAL KABUPATEN CONTOH".to_owned()],
            title: "Rakor November".to_owned(),
            starts: Some(540),
            ends: Some(720),
            place: text("Aula Dinas Sosial"),
            number: text("005/012/DINSOS/2026"),
            sender: text("Kepala Dinas Sosial"),
            addressee: text("SDM PKH"),
            nature: Some("Penting"),
            leader: text("Drs. Hasan"),
            secretary: text("Budi Santoso"),
            agenda: text("Pemutakhiran\nP2K2"),
            conclusion: text("Jadwal disepakati."),
            closed: true,
            people: vec![
                attending("Ani Lestari, S.Sos", false, "Hadir"),
                attending("Budi Santoso", false, "Izin (sakit)"),
                attending("Kapolsek", true, "Hadir"),
            ],
            points: vec![Minute {
                speaker: "Ani".to_owned(),
                said: "Jalan rusak.".to_owned(),
                decided: "Dipindah.".to_owned(),
            }],
            open: vec![task("Kartu rusak")],
            tasks: vec![task("Kirim jadwal")],
            ..Self::bare()
        }
    }

    /// A meeting of the staff of which nothing was recorded.
    pub(in crate::forms) fn bare() -> Self {
        Self {
            letterhead: Vec::new(),
            kabupaten: "Banggai".to_owned(),
            zone: "WITA",
            title: "Rakor".to_owned(),
            day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
            starts: None,
            ends: None,
            place: None,
            number: None,
            sender: None,
            addressee: None,
            nature: None,
            leader: None,
            secretary: None,
            agenda: None,
            conclusion: None,
            closed: false,
            changed: Vec::new(),
            version: "c0ffee00".to_owned(),
            people: Vec::new(),
            points: Vec::new(),
            open: Vec::new(),
            tasks: Vec::new(),
        }
    }
}
