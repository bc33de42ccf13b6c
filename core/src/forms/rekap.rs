//! The rekap as a head of office signs it: letterhead, the sheet of the kabupaten and of each kecamatan with the basis of its own
//! figures, what was not counted, and whoever signs. It takes the tables that the screen and the workbook take.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::closing::{digest, short};
use super::document::{Block, Document, blank, said};
use super::signed;
use crate::error::Error;
use crate::rekap::{AsOf, CountedMeeting, Figures, KecamatanRekap, Rekap, Row, Tables, YearMonth};
pub use crate::reports::Signing;
use crate::reports::{Signer, Table};

const YELLOW: (u8, u8, u8) = (0xFF, 0xF2, 0xCC);
const BLUE: (u8, u8, u8) = (0xDD, 0xEB, 0xF7);
const GREEN: (u8, u8, u8) = (0xE2, 0xEF, 0xDA);

/// The sheets: the kabupaten's, then each kecamatan's; or one kecamatan's alone.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn documents(
    rekap: &Rekap,
    tables: &Tables,
    signing: &Signing,
    kecamatan: Option<&str>,
) -> Result<Vec<Document>, Error> {
    let mut all = Vec::new();
    if kecamatan.is_none() {
        let meetings = rekap.kecamatan.iter().flat_map(meetings);
        let as_of = AsOf::of(meetings);
        let mut below = notes(rekap);
        below.extend(rekap.kecamatan.iter().flat_map(without_reason));
        let title = "REKAP KABUPATEN PEMANTAUAN PELAKSANAAN P2K2";
        all.push(sheet(
            rekap,
            signing,
            title,
            None,
            &tables.kabupaten,
            below,
            &as_of,
        )?);
    }
    for (place, table) in rekap.kecamatan.iter().zip(&tables.kecamatan) {
        if kecamatan.is_some_and(|code| code != place.code) {
            continue;
        }
        let as_of = AsOf::of(meetings(place));
        let mut below = vec![Block::Chapter(
            "Catatan Dinamika Pelaksanaan P2K2".to_owned(),
        )];
        if place.dynamics.is_empty() {
            below.push(Block::Text(blank("catatan dinamika")));
        }
        let dynamics = place.dynamics.iter();
        below.extend(dynamics.map(|(who, what)| Block::Text(format!("{who}: {what}"))));
        below.extend(without_reason(place));
        let title = "REKAP KECAMATAN PEMANTAUAN PELAKSANAAN P2K2";
        all.push(sheet(
            rekap,
            signing,
            title,
            Some(&place.name),
            table,
            below,
            &as_of,
        )?);
    }
    Ok(all)
}

/// An invented rekap of two kecamatan with everything that its paper can say, and who signs it.
pub(super) fn sample(month: YearMonth) -> (Rekap, Signing) {
    let text = |text: &str| text.to_owned();
    let meeting = |no: u32| CountedMeeting {
        doc: Uuid::from_u128(no.into()),
        heads: vec![1; 32],
        group: Uuid::nil(),
        group_name: text("Melati"),
        date: NaiveDate::from_ymd_opt(2026, 10, 3).unwrap_or_default(),
        starts: None,
        session: text("M1.1"),
        materi: Vec::new(),
        pemateri: Vec::new(),
    };
    let row = |no: u32, name: &str, reason: Option<&str>| Row {
        pendamping: Some(Uuid::from_u128(no.into())),
        name: Some(text(name)),
        figures: Figures {
            groups: 3,
            groups_met: 2,
            families: 40,
            hadir: 31,
            tidak_hadir: 9,
            kurang: 4,
            baik: 20,
            sangat_baik: 5,
            tidak_dapat_dinilai: 11,
        },
        reason: reason.map(text),
        materi: vec![text("Memahami Perilaku Anak")],
        pemateri: vec![text("Bidan Nur")],
        meetings: (2 * no..2 * no + 2).map(meeting).collect(),
        unmet: vec![Uuid::nil()],
        families: Vec::new(),
    };
    let place = |code: &str, name: &str, rows: Vec<Row>| {
        let mut total = Figures::default();
        rows.iter().for_each(|row| total += row.figures);
        KecamatanRekap {
            code: text(code),
            name: text(name),
            rows,
            total,
            dynamics: vec![(text("Ani Lestari, S.Sos"), text("Jalan ke dusun rusak."))],
        }
    };
    let toili = [
        row(1, "Ani Lestari, S.Sos", Some("Banjir di dua dusun.")),
        row(2, "Budi Santoso", None),
    ];
    let kecamatan = vec![
        place("72.01.01", "Toili", toili.into()),
        place("72.01.02", "Luwuk", vec![row(3, "Citra Dewi", None)]),
    ];
    let mut total = Figures::default();
    kecamatan.iter().for_each(|place| total += place.total);
    let as_of = AsOf::of(kecamatan.iter().flat_map(meetings));
    let rekap = Rekap {
        month,
        office: Some(text("Dinas Sosial")),
        kecamatan,
        total,
        unmatched: Vec::new(),
        notes: Vec::new(),
        as_of,
        waiting_rows: 3,
        called: BTreeMap::new(),
    };
    let signer = |name: &str| Signer {
        name: Some(text(name)),
        nip: Some(text("197001011995031001")),
    };
    let signing = Signing {
        letterhead: vec![text("PEMERINTAH KABUPATEN BANGGAI"), text("DINAS SOSIAL")],
        kabupaten: text("Banggai"),
        day: NaiveDate::from_ymd_opt(2026, 11, 5),
        signers: vec![
            (text("Katim Kabupaten"), signer("Rina Mahmud")),
            (text("Kepala Dinas Sosial"), signer("Drs. Hasan")),
        ],
    };
    (rekap, signing)
}

fn meetings(place: &KecamatanRekap) -> impl Iterator<Item = &CountedMeeting> {
    place.rows.iter().flat_map(|row| &row.meetings)
}

fn sheet(
    rekap: &Rekap,
    signing: &Signing,
    title: &str,
    kecamatan: Option<&str>,
    table: &Table,
    below: Vec<Block>,
    as_of: &AsOf,
) -> Result<Document, Error> {
    let month = rekap.month.indonesian();
    let digest = digest(&(signing, table, as_of)).map_err(std::io::Error::from)?;
    let mut blocks = signed::letterhead(&signing.letterhead);
    blocks.push(Block::Title(title.to_owned()));
    let mut facts = Vec::new();
    facts.extend(kecamatan.map(|name| ("Kecamatan", name.to_owned())));
    facts.push(("Bulan", month.clone()));
    facts.push((
        "Kabupaten/Kota",
        said(Some(&signing.kabupaten), "kabupaten/kota"),
    ));
    blocks.push(Block::facts(facts));
    blocks.push(Block::Table {
        table: table.clone(),
        total: "Jumlah".into(),
        colors: &[BLUE, YELLOW, GREEN],
    });
    blocks.extend(below);
    blocks.push(signed::signatures(signing));
    blocks.push(Block::Small(format!(
        "Dihitung dari {} pertemuan lembar ini, tanda hitungan {}; tanda lembar {}.",
        as_of.meetings,
        as_of.short(),
        short(&digest)
    )));
    Ok(Document {
        title: match kecamatan {
            Some(name) => format!("Rekap P2K2 {name} {month}"),
            None => format!("Rekap P2K2 {} {month}", signing.kabupaten),
        },
        day: rekap.month.last_day(),
        wide: true,
        blocks,
        digest,
    })
}

/// Pendamping whose groups did not all meet and who gave no reason.
fn without_reason(place: &KecamatanRekap) -> Vec<Block> {
    let silent = place.rows.iter().filter(|row| {
        let said = row
            .reason
            .as_deref()
            .is_some_and(|reason| !reason.trim().is_empty());
        !row.unmet.is_empty() && !said
    });
    let lines = silent.map(|row| {
        let name = row.name.as_deref().unwrap_or("Kelompok tanpa pendamping");
        Block::Small(format!(
            "Belum ada alasan: {name} ({}), {} kelompok belum bertemu.",
            place.name,
            row.unmet.len()
        ))
    });
    lines.collect()
}

/// What may be missing from the figures.
fn notes(rekap: &Rekap) -> Vec<Block> {
    let mut lines = Vec::new();
    if rekap.waiting_rows > 0 {
        lines.push(format!(
            "{} baris daftar KPM masih menunggu perbaikan di perangkat ini; belum dihitung.",
            rekap.waiting_rows
        ));
    }
    let left = rekap.unmatched.len() + rekap.notes.len();
    if left > 0 {
        lines.push(format!(
            "{left} hal tidak dihitung; rinciannya di lembar \"Dasar hitungan\" pada berkas Excel."
        ));
    }
    lines.into_iter().map(Block::Small).collect()
}

#[cfg(test)]
#[path = "rekap_tests.rs"]
mod tests;
