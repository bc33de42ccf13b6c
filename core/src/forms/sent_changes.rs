//! Perubahan setelah dikirim: every figure of a rekap that is counted differently since it was sent, with the difference, and every text whole. It
//! says with which sending it compares, and what is counted now as of when.

use chrono::NaiveDate;
use serde::Serialize;

use super::closing::{digest, short};
use super::columns::column;
use super::document::Document;
use super::signed;
use super::template::{Closing, Data, Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::{YearMonth, indonesian_day};
use crate::reports::{Cell, Kind, Signer, Signing, Table, Words};

/// The form.
pub static FORM: Form = Form {
    name: "perubahan_rekap",
    title: Words {
        id: "Perubahan rekap setelah dikirim",
        en: "Changes of a report after it was sent",
    },
    source: include_str!("templates/perubahan_rekap.txt"),
    turns: true,
    sample: || {
        YearMonth::new(2026, 10).map_or_else(
            |_| Fields::new(),
            |month| fields(&ChangesFacts::sample(month)),
        )
    },
};

/// What changed since a sending.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ChangesFacts {
    /// The month.
    pub month: YearMonth,
    /// What was sent of it, the latest first.
    pub versions: Vec<SendingFacts>,
    /// Another sending has the version that is compared: two devices sent apart.
    pub doubled: bool,
    /// The day of what is counted now.
    pub day: NaiveDate,
    /// Meetings that are counted now.
    pub meetings: u64,
    /// Their versions, as eight characters to compare by.
    pub counted: String,
    /// Rows of rosters that wait on this device and are not counted.
    pub waiting_rows: u32,
    /// Marks and meetings that are in no figure.
    pub left_out: usize,
    /// The figures that differ: sums of the kabupaten, then sheet by sheet.
    pub figures: Vec<FigureChange>,
    /// The texts that differ.
    pub texts: Vec<TextChange>,
    /// Letterhead, place and signers.
    pub signing: Signing,
}

/// A sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SendingFacts {
    /// 1 for what was sent first.
    pub version: u16,
    /// It is the one that is compared.
    pub compared: bool,
    /// When it was sent.
    pub day: Option<NaiveDate>,
    /// To whom.
    pub receiver: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Meetings that it counted.
    pub meetings: u32,
    /// Digest of its cells.
    pub digest: String,
}

/// A figure that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FigureChange {
    /// The kecamatan; none for the kabupaten.
    pub place: Option<String>,
    /// Whose line; none for the sums.
    pub who: Option<String>,
    /// The column.
    pub column: String,
    /// As it was sent; none where there was no line.
    pub sent: Option<i64>,
    /// As it is counted now.
    pub now: Option<i64>,
}

impl FigureChange {
    /// By how much it is more now. Where there is no line nothing is counted.
    pub fn difference(&self) -> i64 {
        self.now.unwrap_or(0) - self.sent.unwrap_or(0)
    }
}

/// A text that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TextChange {
    /// The kecamatan.
    pub place: String,
    /// Whose line; none for what is said of the kecamatan.
    pub who: Option<String>,
    /// The column.
    pub column: String,
    /// As it was sent.
    pub sent: String,
    /// As it is now.
    pub now: String,
}

/// The changes as a document.
///
/// # Errors
/// If its data cannot be written as JSON, or the template cannot be used.
pub fn document(facts: &ChangesFacts, templates: &Templates) -> Result<Document, Error> {
    let digest = digest(facts).map_err(std::io::Error::from)?;
    let compared = facts.compared();
    let closing = Closing {
        counted: format!(
            "Dibandingkan dengan versi {}, tanda kiriman {}: {} angka dan {} uraian berubah; dihitung kembali dari {} pertemuan per {}, tanda hitungan {}; tanda lembar {}.",
            compared.map_or(0, |sent| sent.version),
            compared.map_or("", |sent| short(&sent.digest)),
            facts.figures.len(),
            facts.texts.len(),
            facts.meetings,
            indonesian_day(facts.day),
            facts.counted,
            short(&digest)
        ),
        remarks: facts.remarks(),
    };
    let filled = templates.fill(&FORM, &fields(facts), &closing)?;
    Ok(filled.document(
        format!("Perubahan rekap P2K2 {}", facts.month.indonesian()),
        facts.day,
        digest,
    ))
}

/// What a template of it sees.
pub fn fields(facts: &ChangesFacts) -> Fields {
    let compared = facts.compared();
    let versions = facts.versions.iter().map(|sent| {
        sending(Fields::new(), Some(sent))
            .with(
                "dibandingkan",
                (
                    "Apakah kiriman ini yang dibandingkan",
                    "Whether it is the one that is compared",
                ),
                Data::Yes(sent.compared),
            )
            .count(
                "pertemuan",
                ("Pertemuan yang dihitungnya", "Meetings that it counted"),
                sent.meetings,
            )
            .text(
                "catatan",
                ("Catatan kiriman", "A remark"),
                sent.note.as_deref(),
                "catatan",
            )
            .text(
                "tanda",
                ("Tanda kiriman", "Its digest, short"),
                Some(short(&sent.digest)),
                "tanda",
            )
    });
    let fields = signed::letterhead_fields(&facts.signing.letterhead)
        .text(
            "bulan",
            ("Bulan rekap", "The month"),
            Some(&facts.month.indonesian()),
            "bulan",
        )
        .kabupaten(Some(&facts.signing.kabupaten))
        .text(
            "keadaan",
            ("Tanggal hitungan sekarang", "Day of what is counted now"),
            Some(&indonesian_day(facts.day)),
            "tanggal",
        )
        .count(
            "pertemuan",
            ("Pertemuan yang dihitung sekarang", "Meetings counted now"),
            i64::try_from(facts.meetings).unwrap_or(i64::MAX),
        );
    let fields = sending(fields, compared)
        .list(
            "kiriman",
            ("Semua kiriman bulan ini", "Everything that was sent"),
            versions,
        )
        .with(
            "angka",
            (
                "Angka yang berubah, dengan selisihnya",
                "Figures that differ, with the difference",
            ),
            Data::Table(table(facts), &[]),
        )
        .list(
            "uraian",
            ("Uraian yang berubah", "Texts that differ"),
            facts.texts.iter().map(text),
        );
    signed::signer_fields(fields, &facts.signing)
}

/// Which sending it is.
fn sending(fields: Fields, sent: Option<&SendingFacts>) -> Fields {
    let version = sent.map(|sent| sent.version.to_string());
    let day = sent.and_then(|sent| sent.day).map(indonesian_day);
    fields
        .text(
            "versi",
            ("Versi kiriman", "Its version"),
            version.as_deref(),
            "versi",
        )
        .text(
            "tanggal_kirim",
            ("Tanggal kirim", "When it was sent"),
            day.as_deref(),
            "tanggal",
        )
        .text(
            "kepada",
            ("Penerima", "To whom it was sent"),
            sent.and_then(|sent| sent.receiver.as_deref()),
            "penerima",
        )
}

fn text(change: &TextChange) -> Fields {
    let whose = change.who.as_deref().unwrap_or("seluruh kecamatan");
    Fields::new()
        .kecamatan(Some(&change.place))
        .text(
            "baris",
            ("Pendamping, atau seluruh kecamatan", "Whose it is"),
            Some(whose),
            "nama",
        )
        .text(
            "kolom",
            ("Kolom rekap", "The column"),
            Some(&change.column),
            "kolom",
        )
        .by_hand(
            "terkirim",
            ("Seperti yang terkirim", "As it was sent"),
            Some(&change.sent),
            EMPTY,
        )
        .by_hand(
            "sekarang",
            ("Seperti sekarang", "As it is now"),
            Some(&change.now),
            EMPTY,
        )
}

/// What stands where there is no text.
const EMPTY: &str = "(kosong)";

/// The figures that differ, each with the difference.
pub fn table(facts: &ChangesFacts) -> Table {
    type Numbered<'f> = (usize, &'f FigureChange);
    let columns = [
        column("no", "No", 4.0, Kind::Place, |(no, _): &Numbered| {
            Cell::count(*no)
        }),
        column("kecamatan", "Kecamatan", 18.0, Kind::Text, |(_, one)| {
            Cell::text(one.place.as_deref().unwrap_or("Semua kecamatan"))
        }),
        column("baris", "Pendamping", 30.0, Kind::Text, |(_, one)| {
            Cell::text(one.who.as_deref().unwrap_or("Jumlah"))
        }),
        column("kolom", "Kolom", 24.0, Kind::Text, |(_, one)| {
            Cell::text(&one.column)
        }),
        column("terkirim", "Terkirim", 10.0, Kind::Figure, |(_, one)| {
            one.sent.map_or(Cell::Empty, Cell::Number)
        }),
        column("sekarang", "Sekarang", 10.0, Kind::Figure, |(_, one)| {
            one.now.map_or(Cell::Empty, Cell::Number)
        }),
        column("selisih", "Selisih", 9.0, Kind::Figure, |(_, one)| {
            Cell::Number(one.difference())
        }),
    ];
    Table::new(&columns, (1..).zip(&facts.figures), None)
}

impl ChangesFacts {
    fn compared(&self) -> Option<&SendingFacts> {
        self.versions.iter().find(|sent| sent.compared)
    }

    /// What has to be known of the comparison.
    fn remarks(&self) -> Vec<String> {
        let mut lines = Vec::new();
        if self.doubled {
            lines.push("Dua perangkat kantor mengirim versi ini terpisah; yang dibandingkan adalah kiriman dengan tanda di bawah.".to_owned());
        }
        if self.waiting_rows > 0 {
            lines.push(format!(
                "{} baris daftar KPM masih menunggu perbaikan di perangkat ini; belum dihitung.",
                self.waiting_rows
            ));
        }
        if self.left_out > 0 {
            lines.push(format!(
                "{} hal tidak dihitung; rinciannya di rekap bulan ini.",
                self.left_out
            ));
        }
        lines
    }

    /// Invented changes with everything that the form can say.
    pub(super) fn sample(month: YearMonth) -> Self {
        let text = |text: &str| text.to_owned();
        let sending = |version: u16, day: u32| SendingFacts {
            version,
            compared: version == 2,
            day: NaiveDate::from_ymd_opt(2026, 11, day),
            receiver: Some(text("Dinas Sosial Provinsi")),
            note: Some(text("Pembetulan kehadiran Toili.")),
            meetings: 40 + u32::from(version),
            digest: format!("{version}a9f04c7").repeat(8),
        };
        let figure = |place: Option<&str>, who: Option<&str>, sent, now| FigureChange {
            place: place.map(text),
            who: who.map(text),
            column: text("Hadir"),
            sent,
            now: Some(now),
        };
        Self {
            month,
            versions: vec![sending(2, 9), sending(1, 3)],
            doubled: false,
            day: NaiveDate::from_ymd_opt(2026, 11, 20).unwrap_or_default(),
            meetings: 43,
            counted: text("c07e11d4"),
            waiting_rows: 3,
            left_out: 2,
            figures: vec![
                figure(None, None, Some(1204), 1201),
                figure(Some("Toili"), Some("Ani Lestari, S.Sos"), Some(118), 103),
                figure(Some("Toili"), Some("Budi Santoso"), None, 12),
                figure(Some("Toili"), None, Some(402), 399),
            ],
            texts: vec![
                TextChange {
                    place: text("Toili"),
                    who: None,
                    column: text("Catatan dinamika"),
                    sent: text("Ani Lestari, S.Sos: Hujan."),
                    now: text("Ani Lestari, S.Sos: Hujan dan banjir."),
                },
                TextChange {
                    place: text("Toili"),
                    who: Some(text("Ani Lestari, S.Sos")),
                    column: text("Alasan"),
                    sent: String::new(),
                    now: text("Jembatan ke Tolisu putus."),
                },
            ],
            signing: Signing {
                letterhead: vec![text("PEMERINTAH KABUPATEN BANGGAI"), text("DINAS SOSIAL")],
                kabupaten: text("Banggai"),
                day: NaiveDate::from_ymd_opt(2026, 11, 20),
                signers: vec![(
                    text("Kepala Dinas Sosial"),
                    Signer {
                        name: Some(text("Drs. Hasan")),
                        nip: Some(text("197001011995031001")),
                    },
                )],
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forms::plain;

    #[test]
    fn what_is_not_there_stands_empty_counts_as_nothing_and_two_of_one_version_are_told() {
        let mut facts = ChangesFacts::sample(YearMonth::new(2026, 10).unwrap());
        let figure = |sent, now| FigureChange {
            place: Some("Toili".to_owned()),
            who: Some("Budi".to_owned()),
            column: "Hadir".to_owned(),
            sent,
            now,
        };
        facts.figures = vec![figure(Some(7), None), figure(None, Some(3))];
        let rows = table(&facts).rows;
        let cells = rows.iter().map(|row| row[4..].to_vec());
        let number = Cell::Number;
        assert_eq!(
            cells.collect::<Vec<_>>(),
            [
                [number(7), Cell::Empty, number(-7)],
                [Cell::Empty, number(3), number(3)]
            ]
        );
        let said = |facts: &ChangesFacts| {
            let document = document(facts, &Templates::default()).unwrap();
            plain::text(&document)
        };
        let doubled = "Dua perangkat kantor mengirim versi ini terpisah";
        assert!(!said(&facts).contains(doubled));
        facts.doubled = true;
        assert!(said(&facts).contains(doubled));
        // It compares with the one that was chosen, which need not be the latest.
        facts
            .versions
            .iter_mut()
            .for_each(|one| one.compared = one.version == 1);
        let said = said(&facts);
        assert!(
            said.contains("Dibandingkan: Versi 1, terkirim 3 November 2026"),
            "{said}"
        );
        assert!(
            said.contains("Dibandingkan dengan versi 1, tanda kiriman 1a9f04c7:"),
            "{said}"
        );
    }
}
