//! A rekap that was sent, as it was sent: the cells that were kept, under the letterhead and for the signers of that day. Nothing is counted anew,
//! and nothing of today's settings goes in, so that a version gives the same bytes whenever it is printed.

use chrono::NaiveDate;
use serde::Serialize;

use super::closing::{digest, short};
use super::document::{Block, Document, blank, said};
use super::{rekap, signed};
use crate::error::Error;
use crate::reference::month::{YearMonth, indonesian_day};
use crate::rekap::{Tables, Wording};
use crate::reports::{Cell, Kind, Signing, Table};

const YELLOW: (u8, u8, u8) = (0xFF, 0xF2, 0xCC);
const BLUE: (u8, u8, u8) = (0xDD, 0xEB, 0xF7);
const GREEN: (u8, u8, u8) = (0xE2, 0xEF, 0xDA);

/// A sending as it was kept.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentFacts {
    /// The month.
    pub month: YearMonth,
    /// 1 for what was sent first.
    pub version: u16,
    /// When it was sent.
    pub day: Option<NaiveDate>,
    /// To whom.
    pub receiver: Option<String>,
    /// A remark.
    pub note: Option<String>,
    /// Digest of all cells.
    pub digest: String,
    /// Letterhead, place and signers as they were; none in what was kept without them.
    pub signing: Signing,
    /// A line for each kecamatan: the sums of its sheet.
    pub kabupaten: Table,
    /// Its sheets.
    pub places: Vec<SentFactsPlace>,
}

/// A sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SentFactsPlace {
    /// The kecamatan.
    pub name: String,
    /// Its cells.
    pub table: Table,
    /// What was written of the month, a line each.
    pub dynamics: Vec<String>,
}

/// The sheets, each with the name that it has in a workbook: the kabupaten's, then each kecamatan's.
///
/// # Errors
/// If its data cannot be written as JSON.
pub fn documents(sent: &SentFacts) -> Result<Vec<(String, Document)>, Error> {
    let mut all = vec![(
        "Kabupaten".to_owned(),
        sheet(sent, None, &sent.kabupaten, Vec::new())?,
    )];
    for place in &sent.places {
        let mut below = vec![Block::Chapter(
            "Catatan Dinamika Pelaksanaan P2K2".to_owned(),
        )];
        if place.dynamics.is_empty() {
            below.push(Block::Text(blank("catatan dinamika")));
        }
        below.extend(place.dynamics.iter().cloned().map(Block::Text));
        all.push((
            place.name.clone(),
            sheet(sent, Some(&place.name), &place.table, below)?,
        ));
    }
    Ok(all)
}

/// Meetings that a sheet counted: one for each group that met.
fn meetings(table: &Table) -> i64 {
    let at = table
        .columns
        .iter()
        .position(|head| head.key == "groups_met");
    let cell = at.and_then(|at| table.total.as_ref()?.get(at));
    match cell {
        Some(Cell::Number(number)) => *number,
        _ => 0,
    }
}

fn sheet(
    sent: &SentFacts,
    kecamatan: Option<&str>,
    table: &Table,
    below: Vec<Block>,
) -> Result<Document, Error> {
    let month = sent.month.indonesian();
    let digest = digest(&(sent.version, &sent.digest, &sent.signing, table))
        .map_err(std::io::Error::from)?;
    let mut blocks = signed::letterhead(&sent.signing.letterhead);
    blocks.push(Block::Title(
        match kecamatan {
            Some(_) => "REKAP KECAMATAN PEMANTAUAN PELAKSANAAN P2K2",
            None => "REKAP KABUPATEN PEMANTAUAN PELAKSANAAN P2K2",
        }
        .to_owned(),
    ));
    let mut facts = Vec::new();
    facts.extend(kecamatan.map(|name| ("Kecamatan", name.to_owned())));
    facts.push(("Bulan", month.clone()));
    facts.push((
        "Kabupaten/Kota",
        said(Some(&sent.signing.kabupaten), "kabupaten/kota"),
    ));
    let day = sent.day.map(indonesian_day);
    let mut version = format!(
        "{}, terkirim {}",
        sent.version,
        said(day.as_deref(), "tanggal")
    );
    if let Some(receiver) = &sent.receiver {
        version.push_str(" kepada ");
        version.push_str(receiver);
    }
    facts.push(("Versi", version));
    facts.extend(
        sent.note
            .as_ref()
            .map(|note| ("Catatan kiriman", note.clone())),
    );
    blocks.push(Block::facts(facts));
    blocks.push(Block::Table {
        table: table.clone(),
        total: "Jumlah".into(),
        colors: &[BLUE, YELLOW, GREEN],
    });
    blocks.extend(below);
    blocks.push(signed::signatures(&sent.signing));
    blocks.push(Block::Small(format!(
        "Dihitung dari {} pertemuan lembar ini, seperti yang terkirim; tanda kiriman {}, tanda lembar {}.",
        meetings(table),
        short(&sent.digest),
        short(&digest)
    )));
    Ok(Document {
        title: match kecamatan {
            Some(name) => format!("Rekap P2K2 {name} {month} versi {}", sent.version),
            None => format!(
                "Rekap P2K2 {} {month} versi {}",
                sent.signing.kabupaten, sent.version
            ),
        },
        day: sent.month.last_day(),
        wide: true,
        blocks,
        digest,
    })
}

/// A line for each kecamatan of what its own line of the sums says; running text has no sum and stands in the sheets alone.
pub fn kabupaten(places: &[SentFactsPlace]) -> Option<Table> {
    let first = &places.first()?.table;
    let kept: Vec<usize> = (0..first.columns.len())
        .filter(|at| {
            let head = first.columns.get(*at);
            head.is_some_and(|head| {
                head.kind == Kind::Place || head.key == "kecamatan" || head.summed
            })
        })
        .collect();
    let columns = kept
        .iter()
        .filter_map(|at| first.columns.get(*at).cloned())
        .collect::<Vec<_>>();
    let mut sums: Vec<i64> = vec![0; kept.len()];
    let mut rows = Vec::with_capacity(places.len());
    for (no, place) in (1_i64..).zip(places) {
        let row = kept.iter().enumerate().map(|(column, at)| {
            let head = first.columns.get(*at);
            match head.map(|head| head.key) {
                Some("kecamatan") => Cell::text(&place.name),
                _ if head.is_some_and(|head| head.kind == Kind::Place) => Cell::Number(no),
                _ => {
                    let cell = place.table.total.as_ref().and_then(|total| total.get(*at));
                    let cell = cell.cloned().unwrap_or(Cell::Empty);
                    if let (Cell::Number(number), Some(sum)) = (&cell, sums.get_mut(column)) {
                        *sum += number;
                    }
                    cell
                }
            }
        });
        rows.push(row.collect());
    }
    let total = columns.iter().zip(&sums).map(|(head, sum)| {
        if head.summed {
            Cell::Number(*sum)
        } else {
            Cell::Empty
        }
    });
    Some(Table {
        total: Some(total.collect()),
        columns,
        rows,
    })
}

impl SentFacts {
    /// An invented sending of two sheets.
    pub(super) fn sample(month: YearMonth) -> Self {
        let (rekap, signing) = rekap::sample(month);
        let tables = Tables::of(&rekap, &Wording::default());
        let places = rekap.kecamatan.iter().zip(&tables.kecamatan);
        let places: Vec<SentFactsPlace> = places
            .map(|(place, table)| SentFactsPlace {
                name: place.name.clone(),
                table: table.clone(),
                dynamics: vec!["Ani Lestari, S.Sos: Jalan ke dusun rusak.".to_owned()],
            })
            .collect();
        Self {
            month,
            version: 2,
            day: NaiveDate::from_ymd_opt(2026, 11, 9),
            receiver: Some("Dinas Sosial Provinsi".to_owned()),
            note: Some("Pembetulan kehadiran Toili.".to_owned()),
            digest: "a9f04c72".repeat(8),
            kabupaten: kabupaten(&places).unwrap_or_else(|| tables.kabupaten.clone()),
            signing,
            places,
        }
    }

    /// A sending of which little was said.
    #[cfg(test)]
    pub(super) fn bare(month: YearMonth) -> Self {
        let mut bare = Self {
            day: None,
            receiver: None,
            note: None,
            signing: Signing::default(),
            ..Self::sample(month)
        };
        bare.places
            .iter_mut()
            .for_each(|place| place.dynamics.clear());
        bare
    }
}
