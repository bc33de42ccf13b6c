//! Recaps over months as documents that are signed: letterhead, what each sheet is about, its table, what may be missing, and the basis of its own
//! figures. It takes the tables that the screen takes.

use super::closing::{digest, short};
use super::document::{Block, Document, said};
use super::signed;
use crate::error::Error;
use crate::recaps::held::{self, Held};
use crate::recaps::{Recap, RecapKind, RecapSheet, SheetOf, Span, families, people, year};
use crate::reports::{Signer, Signing};

const BLUE: (u8, u8, u8) = (0xDD, 0xEB, 0xF7);
const YELLOW: (u8, u8, u8) = (0xFF, 0xF2, 0xCC);
const GREEN: (u8, u8, u8) = (0xE2, 0xEF, 0xDA);

/// The sheets, each with the name that it has in a workbook.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn documents(
    recap: &Recap,
    span: Span,
    signing: &Signing,
) -> Result<Vec<(String, Document)>, Error> {
    let each = recap.sheets.iter().map(|sheet| {
        let document = document(recap, sheet, span, signing)?;
        Ok((name(sheet), document))
    });
    each.collect()
}

fn name(sheet: &RecapSheet) -> String {
    match &sheet.of {
        SheetOf::Months => "Per bulan".to_owned(),
        SheetOf::Places => "Per kecamatan".to_owned(),
        SheetOf::People => "Per pendamping".to_owned(),
        SheetOf::PeopleMonths(year) => format!("Bulan {year}"),
        SheetOf::Families(year) => format!("KPM {year}"),
        SheetOf::Place(name) | SheetOf::Person(name) => name.clone(),
    }
}

fn title(sheet: &RecapSheet) -> &'static str {
    match &sheet.of {
        SheetOf::Months => "REKAP PELAKSANAAN P2K2 PER BULAN",
        SheetOf::Places => "REKAP PELAKSANAAN P2K2 PER KECAMATAN",
        SheetOf::Place(_) => "REKAP PELAKSANAAN P2K2 PER PENDAMPING",
        SheetOf::People => "REKAP LAPORAN P2K2 PER PENDAMPING",
        SheetOf::PeopleMonths(_) => "KELOMPOK YANG BERTEMU TIAP BULAN, PER PENDAMPING",
        SheetOf::Families(_) => "REKAP KEHADIRAN P2K2 PER KPM",
        SheetOf::Person(_) => "REKAPITULASI TAHUNAN P2K2 (RHK 2)",
    }
}

/// How its figures are to be read.
fn notes(sheet: &RecapSheet) -> &'static [&'static str] {
    match &sheet.of {
        SheetOf::Months | SheetOf::Places | SheetOf::Place(_) => &[
            "Kehadiran dijumlah per bulan: tiap KPM dihitung sekali sebulan, dari pertemuan terakhir kelompoknya.",
            "KPM berbeda dihitung sekali untuk seluruh masa, sehingga jumlahnya bukan jumlah baris di atasnya.",
        ],
        SheetOf::People => &[
            "% Terealisasi = kelompok yang bertemu dibagi kelompok \u{d7} bulan, dikurangi yang belum bertemu dengan alasan.",
            "Status: Aktif mulai 80 %; Perlu dipantau di bawahnya; Belum ada laporan bila belum ada kelompok yang bertemu.",
            "KPM berbeda dan kelompok dihitung sekali untuk seluruh masa, sehingga jumlahnya bukan jumlah baris di atasnya.",
        ],
        SheetOf::PeopleMonths(_) => &[
            "Tiap sel: kelompok yang bertemu dari kelompok yang ada. Tanda * : ada yang belum bertemu tanpa alasan.",
        ],
        SheetOf::Families(_) => &[
            "Bulan: H hadir, S sakit, A alfa, ? belum ditandai, kosong tidak ada pertemuan.",
            "Tiap KPM satu baris, pada kelompok terakhirnya dalam masa ini. Sesi: yang pernah diikuti atau diberi susulan sampai akhir masa ini.",
            "Pantauan: Aktif bila tidak pernah sakit atau alfa; Perlu dipantau bila pernah; Belum ada laporan bila tidak ada pertemuan.",
        ],
        SheetOf::Person(_) => &[
            "Jumlah kehadiran menghitung setiap pertemuan; KPM berbeda dihitung sekali per bulan, per triwulan dan per tahun, sehingga tidak dijumlah.",
        ],
    }
}

fn document(
    recap: &Recap,
    sheet: &RecapSheet,
    span: Span,
    signing: &Signing,
) -> Result<Document, Error> {
    let mut signing = signing.clone();
    if let Some(signer) = &sheet.signer {
        let who = Signer {
            name: signer.name.clone(),
            nip: signer.nip.clone(),
        };
        signing.signers = vec![(said(signer.jabatan.as_deref(), "jabatan"), who)];
    }
    let digest = digest(&(&signing, sheet)).map_err(std::io::Error::from)?;
    let mut blocks = signed::letterhead(&signing.letterhead);
    blocks.push(Block::Title(title(sheet).to_owned()));
    let facts = sheet.facts.iter().map(|(label, value)| {
        // An abbreviation stays one.
        let short = label.chars().all(char::is_uppercase);
        let what = if short {
            (*label).to_owned()
        } else {
            label.to_lowercase()
        };
        (*label, said(value.as_deref(), &what))
    });
    blocks.push(Block::facts(facts));
    blocks.push(Block::Table {
        table: sheet.table.clone(),
        total: sheet.total.into(),
        colors: &[BLUE, YELLOW, GREEN, BLUE],
    });
    let notes = notes(sheet).iter().map(|note| (*note).to_owned());
    blocks.extend(notes.chain(missing(recap)).map(Block::Small));
    blocks.push(signed::signatures(&signing));
    blocks.push(Block::Small(format!(
        "Dihitung dari {} pertemuan, tanda hitungan {}; tanda lembar {}.",
        sheet.meetings,
        sheet.counted,
        short(&digest)
    )));
    let about = match &sheet.of {
        SheetOf::Place(name) | SheetOf::Person(name) => format!("{name} {}", recap.period),
        _ => recap.period.clone(),
    };
    Ok(Document {
        title: format!("{} {about}", called(recap.kind)),
        day: span.last_day(),
        wide: true,
        blocks,
        digest,
    })
}

fn called(kind: RecapKind) -> &'static str {
    match kind {
        RecapKind::Held => "Rekap pelaksanaan P2K2",
        RecapKind::People => "Rekap per pendamping",
        RecapKind::Families => "Rekap per KPM",
        RecapKind::Year => "Rekapitulasi tahunan P2K2",
    }
}

/// What may be missing from the figures.
fn missing(recap: &Recap) -> Vec<String> {
    let mut lines = Vec::new();
    if recap.waiting_rows > 0 {
        lines.push(format!(
            "{} baris daftar KPM masih menunggu perbaikan di perangkat ini; belum dihitung.",
            recap.waiting_rows
        ));
    }
    if recap.left_out > 0 {
        lines.push(format!(
            "{} hal pada bulan-bulan ini tidak dihitung; rinciannya di rekap tiap bulan.",
            recap.left_out
        ));
    }
    lines
}

/// Invented recaps of every kind, with everything that their paper can say, and who signs them.
pub(super) fn samples(span: Span, signing: &Signing) -> Vec<(Recap, Signing)> {
    let held = Held::sample(span);
    let of = |kind, sheets| Recap {
        kind,
        period: span.indonesian(),
        sheets,
        left_out: 2,
        waiting_rows: 3,
    };
    let kabupaten = signing.kabupaten.as_str();
    let mut all = vec![
        held::recap(&held, Some(kabupaten)),
        people::recap(&held, Some(kabupaten)),
        of(RecapKind::Families, vec![families::sample(span, kabupaten)]),
        of(RecapKind::Year, vec![year::sample(span.year(), kabupaten)]),
    ];
    all.iter_mut().for_each(|recap| recap.waiting_rows = 3);
    all.into_iter()
        .map(|recap| (recap, signing.clone()))
        .collect()
}
