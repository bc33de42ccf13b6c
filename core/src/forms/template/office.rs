//! What every template may name beside the data of its form: who signs for the office, the office's kabupaten, and on what the work is based.

use super::fields::Fields;
use crate::reports::Signer;

/// On what pendamping base their work, as it is cited in 2026.
pub const OWN_BASES: [&str; 3] = [
    "Undang-Undang Nomor 11 Tahun 2009 tentang Kesejahteraan Sosial.",
    "Peraturan Menteri Sosial Nomor 8 Tahun 2026 tentang Program Keluarga Harapan.",
    "Keputusan Direktur Jenderal Perlindungan dan Jaminan Sosial Nomor 20/3/HK.01/3/2025.",
];

/// The letterhead as a template sees it.
pub fn letterhead(fields: Fields, lines: &[String]) -> Fields {
    let lines = lines.iter().map(|line| {
        let about = ("Satu baris", "A line");
        Fields::new().text("teks", about, Some(line), "kop surat")
    });
    let about = (
        "Kop surat dari Pengaturan kantor",
        "The office's letterhead",
    );
    fields.list("kop", about, lines)
}

/// What the office's settings say for every template.
#[derive(Debug, Clone, Default)]
pub struct OfficeWords {
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Who signs, each with what that person is.
    pub signers: Vec<(String, Signer)>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// On what the work is based; none: [`OWN_BASES`].
    pub bases: Vec<String>,
}

impl OfficeWords {
    /// Invented words with a row in every list.
    pub fn sample() -> Self {
        let signer = Signer {
            name: Some("Drs. Hasan".to_owned()),
            nip: Some("197001011995031001".to_owned()),
        };
        Self {
            letterhead: vec!["DINAS SOSIAL KABUPATEN CONTOH".to_owned()],
            signers: vec![("Kepala Dinas Sosial".to_owned(), signer)],
            kabupaten: "Banggai".to_owned(),
            bases: Vec::new(),
        }
    }

    /// The same, behind what a form says.
    pub(super) fn added_to(&self, fields: Fields) -> Fields {
        let own: Vec<String> = OWN_BASES.iter().map(|base| (*base).to_owned()).collect();
        let bases = if self.bases.is_empty() {
            &own
        } else {
            &self.bases
        };
        let no = ("Nomor urut", "Number in the list");
        let bases = (1..).zip(bases).map(|(at, base)| {
            Fields::new().count("no", no, at).text(
                "teks",
                ("Bunyinya", "Its words"),
                Some(base),
                "dasar hukum",
            )
        });
        let signers = (1..).zip(&self.signers).map(|(at, (role, who))| {
            Fields::new()
                .count("no", no, at)
                .text(
                    "jabatan",
                    ("Jabatan", "What the person is"),
                    Some(role),
                    "jabatan",
                )
                .text("nama", ("Nama", "Name"), who.name.as_deref(), "nama")
                .text("nip", ("NIP", "NIP"), who.nip.as_deref(), "NIP")
        });
        // A form that keeps the letterhead with its data has it already.
        let fields = if fields.get("kop").is_some() {
            fields
        } else {
            letterhead(fields, &self.letterhead)
        };
        fields
            .list(
                "dasar_hukum",
                (
                    "Dasar hukum dari Pengaturan kantor",
                    "Legal bases from the office's settings",
                ),
                bases,
            )
            .list(
                "pejabat",
                (
                    "Penanda tangan dari Pengaturan kantor",
                    "Who signs, from the office's settings",
                ),
                signers,
            )
            .text(
                "kabupaten_kantor",
                ("Kabupaten/kota kantor", "The office's kabupaten"),
                Some(&self.kabupaten),
                "kabupaten/kota",
            )
    }
}
