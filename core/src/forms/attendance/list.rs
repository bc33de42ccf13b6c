//! What a list of attendance says: a group on a day, its meeting where there was one, and its families.

use chrono::NaiveDate;
use serde::Serialize;

use crate::forms::Signer;

/// How a family was marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Marked {
    /// Present.
    Hadir,
    /// Ill.
    Sakit,
    /// Absent.
    Alfa,
    /// Nobody said.
    BelumDitandai,
}

/// A family of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Family {
    /// Its number in the list.
    pub no: usize,
    /// Nama pengurus.
    pub name: String,
    /// Whether it heads the group.
    pub ketua: bool,
    /// NIK.
    pub nik: Option<String>,
    /// Family card.
    pub kk: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// AUD, SD, SMP, SMA, disabilitas, lansia, hamil.
    pub components: [u16; 7],
    /// Status on the day.
    pub status: &'static str,
    /// Its mark; none on a blank list.
    pub mark: Option<Marked>,
    /// Desa and group, for the variant that names them in each row.
    pub desa: String,
    /// Name of the group.
    pub group: String,
}

/// A meeting that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// Its times, as they are printed.
    pub time: String,
    /// Where it was.
    pub place: String,
    /// Module and session.
    pub session: String,
    /// The version of the meeting, in hex.
    pub version: String,
}

/// A list: one group on one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct List {
    /// Name of the group.
    pub group: String,
    /// Desa or kelurahan.
    pub desa: String,
    /// Kecamatan.
    pub kecamatan: String,
    /// Kabupaten.
    pub kabupaten: String,
    /// The day: of the meeting, or of the families on a blank list.
    pub day: NaiveDate,
    /// The meeting; none on a blank list.
    pub held: Option<Held>,
    /// Ketua kelompok.
    pub ketua: Signer,
    /// Pendamping.
    pub pendamping: Signer,
    /// The families, in order.
    pub families: Vec<Family>,
}

impl List {
    /// An invented list of so many families, filled or blank.
    pub(in crate::forms) fn sample(families: usize, held: bool) -> Self {
        let text = |text: &str| text.to_owned();
        let marks = [
            Marked::Hadir,
            Marked::Sakit,
            Marked::Alfa,
            Marked::BelumDitandai,
        ];
        let family = |no: usize| Family {
            no,
            name: format!("Siti Aminah {no}"),
            ketua: no == 1,
            nik: Some(format!("72010100000000{no:02}")),
            kk: (!no.is_multiple_of(3)).then(|| format!("72010200000000{no:02}")),
            address: Some(text("Dusun 2, Rusa Kencana")),
            components: [1, 0, 2, 0, 0, 1, 0],
            status: "Aktif",
            mark: marks.get(no % 4).copied().filter(|_| held),
            desa: text("Rusa Kencana"),
            group: text("Melati"),
        };
        Self {
            group: text("Melati"),
            desa: text("Rusa Kencana"),
            kecamatan: text("Toili"),
            kabupaten: text("Banggai"),
            day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap_or_default(),
            held: held.then(|| Held {
                time: text("09.00 - 11.00"),
                place: text("Balai Desa Rusa Kencana"),
                session: text("Pengasuhan / Memahami Perilaku Anak"),
                version: "c0ffee00".repeat(8),
            }),
            ketua: Signer {
                name: Some(text("Siti Aminah 1")),
                nip: None,
            },
            pendamping: Signer {
                name: Some(text("Ani Lestari, S.Sos")),
                nip: Some(text("198001012010012001")),
            },
            families: (1..=families).map(family).collect(),
        }
    }

    /// The same blank, of a group of which nobody is known.
    #[cfg(test)]
    pub(in crate::forms) fn bare() -> Self {
        Self {
            ketua: Signer::default(),
            pendamping: Signer::default(),
            ..Self::sample(0, false)
        }
    }
}
