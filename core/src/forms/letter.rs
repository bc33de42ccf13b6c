//! Surat teguran and surat pernyataan komitmen: a page each, from what was recorded when the letter was written. What is not recorded stays
//! a visible blank; it names the meetings that were missed, and judges nobody.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use super::Signer;
use super::closing::{digest, short};
use super::document::{Block, BoxRow, Document, blank, said};
use crate::error::Error;
use crate::kinds::{DeliveryWay, LetterStep};
use crate::reference::month::{YearMonth, indonesian_day};

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
pub fn document(facts: &LetterFacts) -> Result<Document, Error> {
    let digest = digest(facts).map_err(std::io::Error::from)?;
    let head = facts.letterhead.iter().cloned().map(Block::Title);
    let mut blocks: Vec<Block> = head.collect();
    if blocks.is_empty() {
        blocks.push(Block::Title(
            "(isi kop surat di Pengaturan kantor)".to_owned(),
        ));
    }
    blocks.push(Block::Middle(String::new()));
    blocks.extend(match facts.step {
        LetterStep::Commitment => commitment(facts),
        _ => warning(facts),
    });
    blocks.push(Block::Small(format!(
        "Dasar: {} pertemuan dalam {} bulan, tercatat di Sesi; versi {}; tanda {}.",
        facts.missed.len(),
        facts.months.len(),
        short(&facts.version),
        short(&digest)
    )));
    let name = said(facts.name.as_deref(), "nama");
    Ok(Document {
        title: format!("{} {name}", title(facts.step)),
        day: facts.day.unwrap_or_default(),
        wide: false,
        blocks,
        digest,
    })
}

fn day(day: Option<NaiveDate>, what: &str) -> String {
    said(day.map(indonesian_day).as_deref(), what)
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

fn warning(facts: &LetterFacts) -> Vec<Block> {
    let about = title(facts.step);
    let mut blocks = vec![
        Block::facts(vec![
            ("Nomor", said(facts.number.as_deref(), "nomor surat")),
            ("Lampiran", "-".to_owned()),
            ("Perihal", about.to_owned()),
        ]),
        Block::Text(format!(
            "Kepada Yth. {}\nNIK {}\nKelompok {}, Desa/Kelurahan {}\ndi tempat",
            said(facts.name.as_deref(), "nama pengurus"),
            said(facts.nik.as_deref(), "NIK"),
            said(Some(&facts.group), "kelompok"),
            said(Some(&facts.desa), "desa")
        )),
        Block::Text(format!(
            "Menurut catatan kehadiran Pertemuan Peningkatan Kemampuan Keluarga (P2K2), Saudara tidak hadir tanpa keterangan selama \
             {} bulan berturut-turut, yaitu {}, pada pertemuan:",
            facts.months.len(),
            months(&facts.months)
        )),
        Block::Text(missed(facts)),
    ];
    for before in &facts.before {
        blocks.push(Block::Text(format!(
            "Surat ini menyusul {} nomor {} tanggal {}.",
            title(before.step),
            said(before.number.as_deref(), "nomor surat"),
            day(before.day, "tanggal")
        )));
    }
    blocks.push(Block::Text(
        "Selama menjadi peserta Program Keluarga Harapan (PKH), keluarga wajib mengikuti P2K2 sedikitnya sekali setiap bulan. Kami minta \
         Saudara hadir kembali, dan jika berhalangan menyampaikan alasannya kepada pendamping."
            .to_owned(),
    ));
    if facts.step == LetterStep::Third {
        blocks.push(Block::Text(
            "Bersama surat ini Saudara diminta menandatangani Surat Pernyataan Komitmen."
                .to_owned(),
        ));
    }
    blocks.push(Block::Text(
        "Kami mengundang Saudara hadir pada pertemuan berikutnya:".to_owned(),
    ));
    blocks.push(Block::facts(vec![
        ("Tanggal", day(facts.invited, "tanggal pertemuan")),
        ("Tempat", said(facts.place.as_deref(), "tempat pertemuan")),
    ]));
    blocks.push(Block::Signatures(vec![
        (
            vec![
                "Mengetahui,".to_owned(),
                format!("Ketua Tim PKH Kecamatan {}", facts.kecamatan),
            ],
            signed(&facts.katim),
        ),
        (place_and_day(facts), signed(&facts.pendamping)),
    ]));
    blocks.push(Block::Small(format!(
        "Tembusan: Kepala Desa/Lurah {}",
        facts.desa
    )));
    blocks.push(Block::Boxes(vec![
        BoxRow::bar("TANDA TERIMA"),
        BoxRow::two(
            (
                "Cara penyampaian",
                facts
                    .way
                    .map_or_else(|| blank("cara"), |by| way(by).to_owned()),
            ),
            ("Tanggal", day(facts.delivered, "tanggal")),
        ),
        BoxRow::two(
            (
                "Diterima oleh",
                said(facts.receiver.as_deref(), "nama penerima"),
            ),
            ("Tanda tangan / cap jempol", String::new()),
        )
        .at_least(18),
    ]));
    blocks
}

fn missed(facts: &LetterFacts) -> String {
    let lines = (1..).zip(&facts.missed);
    let lines = lines.map(|(no, day)| format!("{no}. {}", indonesian_day(*day)));
    said(
        Some(&lines.collect::<Vec<_>>().join("\n")),
        "tanggal pertemuan",
    )
}

fn commitment(facts: &LetterFacts) -> Vec<Block> {
    let number = said(facts.number.as_deref(), "nomor surat");
    vec![
        Block::Title("SURAT PERNYATAAN KOMITMEN".to_owned()),
        Block::Middle(format!("Nomor {number}")),
        Block::Text("Yang bertanda tangan di bawah ini:".to_owned()),
        Block::facts(vec![
            ("Nama", said(facts.name.as_deref(), "nama")),
            ("NIK", said(facts.nik.as_deref(), "NIK")),
            ("Alamat", said(facts.address.as_deref(), "alamat")),
            ("Kelompok", said(Some(&facts.group), "kelompok")),
            ("Desa/Kelurahan", said(Some(&facts.desa), "desa")),
            ("Kecamatan", said(Some(&facts.kecamatan), "kecamatan")),
            ("Kabupaten/Kota", said(Some(&facts.kabupaten), "kabupaten/kota")),
        ]),
        Block::Text(format!(
            "Saya peserta Program Keluarga Harapan (PKH) dan tidak hadir tanpa keterangan di P2K2 selama {} bulan berturut-turut, yaitu {}, \
             pada pertemuan:\n{}",
            facts.months.len(),
            months(&facts.months),
            missed(facts)
        )),
        Block::Text("Dengan ini saya menyatakan bahwa:".to_owned()),
        Block::Text(
            "1. Saya akan hadir di P2K2 sedikitnya sekali setiap bulan, dan jika berhalangan memberi tahu pendamping.\n\
             2. Saya akan menjalankan kewajiban kesehatan dan pendidikan keluarga saya sebagai peserta PKH.\n\
             3. Saya menerima akibatnya menurut ketentuan PKH jika pernyataan ini tidak saya tepati."
                .to_owned(),
        ),
        Block::Text("Pernyataan ini saya buat dengan sadar dan tanpa paksaan.".to_owned()),
        Block::Signatures(vec![
            (
                vec!["Saksi,".to_owned(), "Ketua Kelompok".to_owned()],
                vec![said(facts.ketua.name.as_deref(), "nama")],
            ),
            (
                vec![
                    "Mengetahui,".to_owned(),
                    said(facts.jabatan.as_deref(), "jabatan"),
                ],
                signed(&facts.pendamping),
            ),
            (
                vec![
                    format!("{}, {}", said(Some(&facts.desa), "tempat"), day(facts.day, "tanggal")),
                    "Yang menyatakan (meterai bila diminta),".to_owned(),
                ],
                vec![said(facts.name.as_deref(), "nama")],
            ),
        ]),
    ]
}

fn place_and_day(facts: &LetterFacts) -> Vec<String> {
    vec![
        format!(
            "{}, {}",
            said(Some(&facts.kecamatan), "tempat"),
            day(facts.day, "tanggal")
        ),
        said(facts.jabatan.as_deref(), "jabatan"),
    ]
}

fn signed(signer: &Signer) -> Vec<String> {
    vec![
        said(signer.name.as_deref(), "nama"),
        format!("NIP {}", said(signer.nip.as_deref(), "NIP")),
    ]
}
