//! The rekap as a head of office signs it: letterhead, the sheet of the kabupaten and of each kecamatan with the basis of its own
//! figures, what was not counted, and whoever signs. It takes the tables that the screen and the workbook take.

use super::closing::{digest, short};
use super::document::{Block, Document, blank, said};
use super::signed;
use crate::error::Error;
use crate::rekap::{AsOf, KecamatanRekap, Rekap, Tables};
pub use crate::reports::Signing;
use crate::reports::Table;

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

fn meetings(place: &KecamatanRekap) -> impl Iterator<Item = &crate::rekap::CountedMeeting> {
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
