//! Surat teguran and surat pernyataan komitmen: a page each, from what was recorded when the letter was written. What is not recorded stays
//! a visible blank; it names the meetings that were missed, and judges nobody.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::Signer;
use super::closing::{digest, short};
use super::document::{Document, said};
use super::signed::letterhead_fields as letterhead;
use super::template::{Data, Fields, Form, Templates};
use crate::error::Error;
use crate::kinds::{DeliveryWay, LetterStep};
use crate::reference::month::{YearMonth, indonesian_day};
use crate::reports::Words;

/// What a letter says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterFacts {
    /// Its document.
    pub letter: Uuid,
    /// Its version: heads, in hex.
    pub version: String,
    /// Lines above it.
    pub letterhead: Vec<String>,
    /// Which letter.
    pub step: LetterStep,
    /// Nomor surat.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
    /// Letters about the same months that came before it, in order.
    pub before: Vec<Before>,
    /// Nama pengurus.
    pub name: Option<String>,
    /// NIK: masked on a letter to the family, whole on a statement that it signs.
    pub nik: Option<String>,
    /// Address.
    pub address: Option<String>,
    /// Name of the group.
    pub group: String,
    /// Name of the desa.
    pub desa: String,
    /// Name of the kecamatan.
    pub kecamatan: String,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// The months that were Alfa in a row, the earliest first.
    pub months: Vec<YearMonth>,
    /// The meetings that were missed, the earliest first.
    pub missed: Vec<NaiveDate>,
    /// The day of the meeting to which it invites.
    pub invited: Option<NaiveDate>,
    /// From when to when it is, where the group's plan says so of that day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub invited_at: Option<String>,
    /// Where that is.
    pub place: Option<String>,
    /// Who leads the group.
    pub pendamping: Signer,
    /// What that person is.
    pub jabatan: Option<String>,
    /// Ketua Tim.
    pub katim: Signer,
    /// Ketua of the group.
    pub ketua: Signer,
    /// How it was delivered.
    pub way: Option<DeliveryWay>,
    /// When.
    pub delivered: Option<NaiveDate>,
    /// Who took it.
    pub receiver: Option<String>,
}

/// A letter that came before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Before {
    /// Which.
    pub step: LetterStep,
    /// Its number.
    pub number: Option<String>,
    /// Its date.
    pub day: Option<NaiveDate>,
}

impl LetterFacts {
    /// An invented letter in which everything is filled in.
    pub(super) fn sample(step: LetterStep) -> Self {
        let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default();
        let text = |text: &str| Some(text.to_owned());
        let signer = |name: &str, nip: &str| Signer {
            name: text(name),
            nip: text(nip),
        };
        Self {
            letter: Uuid::nil(),
            version: "c0ffee00".to_owned(),
            letterhead: vec![
                "PEMERINTAH KABUPATEN CONTOH".to_owned(),
                "DINAS SOSIAL".to_owned(),
            ],
            step,
            number: text("012/PKH/TOILI/X/2026"),
            day: Some(day(10, 20)),
            before: vec![Before {
                step: LetterStep::First,
                number: text("007/PKH/TOILI/IX/2026"),
                day: Some(day(9, 18)),
            }],
            name: text("Siti Aminah"),
            nik: text("7201xxxxxxxxxx01"),
            address: text("Dusun 2"),
            group: "Melati 1".to_owned(),
            desa: "Rusa Kencana".to_owned(),
            kecamatan: "Toili".to_owned(),
            kabupaten: "Banggai".to_owned(),
            months: [8, 9, 10]
                .into_iter()
                .filter_map(|month| YearMonth::of(day(month, 1)))
                .collect(),
            missed: vec![day(8, 12), day(9, 9), day(10, 14)],
            invited: Some(day(11, 11)),
            invited_at: text("09.00 - 11.00"),
            place: text("Balai Desa Rusa Kencana"),
            pendamping: signer("Ani Lestari, S.Sos", "198001012010012001"),
            jabatan: text("Pendamping Sosial PKH"),
            katim: signer("Budi Santoso", "197905052008011002"),
            ketua: signer("Rahma", ""),
            way: Some(DeliveryWay::InPerson),
            delivered: Some(day(10, 21)),
            receiver: text("Siti Aminah"),
        }
    }

    /// A letter of which nothing was recorded.
    #[cfg(test)]
    pub(super) fn bare(step: LetterStep) -> Self {
        Self {
            letterhead: Vec::new(),
            number: None,
            day: None,
            before: Vec::new(),
            name: None,
            nik: None,
            address: None,
            group: String::new(),
            desa: String::new(),
            months: Vec::new(),
            missed: Vec::new(),
            invited: None,
            invited_at: None,
            place: None,
            pendamping: Signer::default(),
            jabatan: None,
            katim: Signer::default(),
            ketua: Signer::default(),
            way: None,
            delivered: None,
            receiver: None,
            ..Self::sample(step)
        }
    }
}

/// What a letter is called.
pub fn title(step: LetterStep) -> &'static str {
    match step {
        LetterStep::First => "Surat Teguran I",
        LetterStep::Second => "Surat Teguran II",
        LetterStep::Third => "Surat Teguran III",
        LetterStep::Commitment => "Surat Pernyataan Komitmen",
    }
}

/// How it was delivered, in words.
pub fn way(way: DeliveryWay) -> &'static str {
    match way {
        DeliveryWay::InPerson => "Diserahkan langsung",
        DeliveryWay::Household => "Lewat anggota keluarga",
        DeliveryWay::Ketua => "Lewat ketua kelompok",
        DeliveryWay::Desa => "Lewat kantor desa/kelurahan",
        DeliveryWay::Message => "Foto lewat pesan",
    }
}

/// The letter as a document.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn document(facts: &LetterFacts, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(facts).map_err(std::io::Error::from)?;
    let closing = format!(
        "Dasar: {} pertemuan dalam {} bulan, tercatat di Sesi; versi {}; tanda {}.",
        facts.missed.len(),
        facts.months.len(),
        short(&facts.version),
        short(&digest)
    );
    let form = match facts.step {
        LetterStep::Commitment => &COMMITMENT,
        _ => &WARNING,
    };
    let name = said(facts.name.as_deref(), "nama");
    let filled = templates.fill(form, &fields(facts), &closing.as_str().into())?;
    Ok(filled.document(
        format!("{} {name}", title(facts.step)),
        facts.day.unwrap_or_default(),
        digest,
    ))
}

/// Surat teguran.
pub static WARNING: Form = Form {
    name: "surat_teguran",
    title: Words {
        id: "Surat teguran",
        en: "Warning letter",
    },
    source: include_str!("templates/surat_teguran.txt"),
    turns: false,
    sample: || fields(&LetterFacts::sample(LetterStep::Third)),
};

/// Surat pernyataan komitmen.
pub static COMMITMENT: Form = Form {
    name: "komitmen",
    title: Words {
        id: "Surat pernyataan komitmen",
        en: "Statement of commitment",
    },
    source: include_str!("templates/komitmen.txt"),
    turns: false,
    sample: || fields(&LetterFacts::sample(LetterStep::Commitment)),
};

/// The letter as a template sees it.
#[expect(
    clippy::too_many_lines,
    reason = "a list of fields, one after the other"
)]
pub fn fields(facts: &LetterFacts) -> Fields {
    let missed: Vec<String> = (1..)
        .zip(&facts.missed)
        .map(|(no, day)| format!("{no}. {}", indonesian_day(*day)))
        .collect();
    let day = |day: Option<NaiveDate>| day.map(indonesian_day);
    let before = facts.before.iter().map(|before| {
        Fields::new()
            .text(
                "perihal",
                ("Surat yang mana", "Which letter"),
                Some(title(before.step)),
                "surat",
            )
            .text(
                "nomor",
                ("Nomornya", "Its number"),
                before.number.as_deref(),
                "nomor surat",
            )
            .text(
                "tanggal",
                ("Tanggalnya", "Its date"),
                day(before.day).as_deref(),
                "tanggal",
            )
    });
    let absent = (1..).zip(&facts.missed).map(|(no, day)| {
        Fields::new()
            .count("no", ("Nomor urut", "Number in the list"), no)
            .text(
                "tanggal",
                ("Tanggal pertemuan", "Day of the meeting"),
                Some(&indonesian_day(*day)),
                "tanggal",
            )
    });
    let signer = |fields: Fields,
                  keys: [&'static str; 2],
                  about: (&'static str, &'static str),
                  who: &Signer| {
        fields
            .text(keys[0], about, who.name.as_deref(), "nama")
            .text(
                keys[1],
                ("NIP-nya", "That person's NIP"),
                who.nip.as_deref(),
                "NIP",
            )
    };
    let invited = day(facts.invited).map(|day| {
        let time = said(facts.invited_at.as_deref(), "jam");
        format!("{day}, pukul {time}")
    });
    let fields = letterhead(&facts.letterhead)
        .text(
            "perihal",
            ("Surat yang mana", "Which letter"),
            Some(title(facts.step)),
            "perihal",
        )
        .text(
            "nomor",
            ("Nomor surat", "Number of the letter"),
            facts.number.as_deref(),
            "nomor surat",
        )
        .text(
            "tanggal",
            ("Tanggal surat", "Date of the letter"),
            day(facts.day).as_deref(),
            "tanggal",
        )
        .text(
            "nama",
            ("Nama pengurus", "Name of the pengurus"),
            facts.name.as_deref(),
            "nama pengurus",
        )
        .text(
            "nik",
            (
                "NIK, disamarkan pada surat teguran",
                "NIK, masked on a warning letter",
            ),
            facts.nik.as_deref(),
            "NIK",
        )
        .text(
            "alamat",
            ("Alamat", "Address"),
            facts.address.as_deref(),
            "alamat",
        )
        .text(
            "kelompok",
            ("Nama kelompok", "Name of the group"),
            Some(&facts.group),
            "kelompok",
        )
        .desa(Some(&facts.desa))
        .text(
            "tempat",
            ("Tempat menandatangani", "Where it is signed"),
            Some(&facts.desa),
            "tempat",
        )
        .kecamatan(Some(&facts.kecamatan))
        .kabupaten(Some(&facts.kabupaten))
        .count(
            "banyak_bulan",
            (
                "Banyak bulan Alfa berturut-turut",
                "Months of Alfa in a row",
            ),
            facts.months.len(),
        )
        .text(
            "bulan",
            ("Bulan-bulan itu", "Those months"),
            Some(&months(&facts.months)),
            "bulan",
        )
        .text(
            "daftar_tidak_hadir",
            (
                "Pertemuan yang tidak dihadiri, satu per baris",
                "Meetings that were missed, a line each",
            ),
            Some(&missed.join("\n")),
            "tanggal pertemuan",
        )
        .list(
            "tidak_hadir",
            ("Pertemuan yang tidak dihadiri", "Meetings that were missed"),
            absent,
        )
        .list(
            "surat_sebelumnya",
            (
                "Surat sebelumnya tentang bulan yang sama",
                "Letters before about the same months",
            ),
            before,
        )
        .with(
            "ketiga",
            (
                "Apakah ini Surat Teguran III",
                "Whether this is the third letter",
            ),
            Data::Yes(facts.step == LetterStep::Third),
        )
        .text(
            "tanggal_undangan",
            (
                "Tanggal dan jam pertemuan berikutnya",
                "Day and time of the next meeting",
            ),
            invited.as_deref(),
            "tanggal pertemuan",
        )
        .text(
            "tempat_undangan",
            ("Tempat pertemuan berikutnya", "Place of the next meeting"),
            facts.place.as_deref(),
            "tempat pertemuan",
        )
        .text(
            "jabatan",
            ("Jabatan pendamping", "What the pendamping is"),
            facts.jabatan.as_deref(),
            "jabatan",
        )
        .text(
            "cara",
            ("Cara penyampaian", "How it was delivered"),
            facts.way.map(way),
            "cara",
        )
        .text(
            "tanggal_diserahkan",
            ("Tanggal diserahkan", "When it was delivered"),
            day(facts.delivered).as_deref(),
            "tanggal",
        )
        .text(
            "penerima",
            ("Nama penerima", "Who took it"),
            facts.receiver.as_deref(),
            "nama penerima",
        );
    let fields = signer(
        fields,
        ["pendamping_nama", "pendamping_nip"],
        ("Nama pendamping", "Name of the pendamping"),
        &facts.pendamping,
    );
    let fields = signer(
        fields,
        ["katim_nama", "katim_nip"],
        ("Nama Ketua Tim kecamatan", "Name of the Ketua Tim"),
        &facts.katim,
    );
    fields.text(
        "ketua_nama",
        ("Nama ketua kelompok", "Name of the group's ketua"),
        facts.ketua.name.as_deref(),
        "nama",
    )
}

/// The months in words: `Agustus, September dan Oktober 2026`.
fn months(months: &[YearMonth]) -> String {
    let mut words: Vec<String> = months.iter().map(|month| month.indonesian()).collect();
    let last = words.pop().unwrap_or_default();
    if words.is_empty() {
        last
    } else {
        format!("{} dan {last}", words.join(", "))
    }
}
