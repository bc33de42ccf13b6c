//! A rekap that was sent, as it was sent: the cells that were kept, under the letterhead and for the signers of that day. Nothing is counted anew,
//! and nothing of today's settings goes in, so that a version gives the same bytes whenever it is printed.

use chrono::NaiveDate;
use serde::Serialize;

use super::closing::{digest, short};
use super::document::Document;
use super::rekap;
use super::rekap_sheet::{self, form};
use super::template::{Fields, Form, Templates};
use crate::error::Error;
use crate::reference::month::{YearMonth, indonesian_day};
use crate::rekap::{Tables, Wording};
use crate::reports::{Cell, Kind, Signing, Table, Words};

const KABUPATEN_NAME: &str = "terkirim_kabupaten";
const KECAMATAN_NAME: &str = "terkirim_kecamatan";

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
/// If its data cannot be written as JSON, or a template cannot be used.
pub fn documents(
    sent: &SentFacts,
    templates: &Templates,
) -> Result<Vec<(String, Document)>, Error> {
    let mut all = vec![("Kabupaten".to_owned(), sheet(sent, None, templates)?)];
    for place in &sent.places {
        all.push((place.name.clone(), sheet(sent, Some(place), templates)?));
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

/// The sheet of the kabupaten.
pub static KABUPATEN: Form = form(
    KABUPATEN_NAME,
    Words {
        id: "Rekap terkirim, kabupaten/kota",
        en: "A report that was sent, kabupaten",
    },
    include_str!("templates/terkirim_kabupaten.txt"),
    || sample_fields(KABUPATEN_NAME),
);

/// The sheet of a kecamatan.
pub static KECAMATAN: Form = form(
    KECAMATAN_NAME,
    Words {
        id: "Rekap terkirim, kecamatan",
        en: "A report that was sent, kecamatan",
    },
    include_str!("templates/terkirim_kecamatan.txt"),
    || sample_fields(KECAMATAN_NAME),
);

fn sample_fields(form: &str) -> Fields {
    let sent = YearMonth::new(2026, 10).map(SentFacts::sample);
    let found = sent.ok().and_then(|sent| fields(&sent, form));
    found.unwrap_or_default()
}

/// What a template of one of these forms sees of a sending: of its first kecamatan, where it is about one.
pub fn fields(sent: &SentFacts, form: &str) -> Option<Fields> {
    if form == KABUPATEN_NAME {
        return Some(sheet_fields(sent, None));
    }
    let first = sent.places.first();
    first.map(|place| sheet_fields(sent, Some(place)))
}

/// The sheet of a place, or of the kabupaten.
fn sheet(
    sent: &SentFacts,
    place: Option<&SentFactsPlace>,
    templates: &Templates,
) -> Result<Document, Error> {
    let month = sent.month.indonesian();
    let table = place.map_or(&sent.kabupaten, |place| &place.table);
    let digest = digest(&(sent.version, &sent.digest, &sent.signing, table))
        .map_err(std::io::Error::from)?;
    let closing = format!(
        "Dihitung dari {} pertemuan lembar ini, seperti yang terkirim; tanda kiriman {}, tanda lembar {}.",
        meetings(table),
        short(&sent.digest),
        short(&digest)
    );
    let of = match place {
        None => &KABUPATEN,
        Some(_) => &KECAMATAN,
    };
    let fields = sheet_fields(sent, place);
    let filled = templates.fill(of, &fields, &closing.as_str().into())?;
    let of = place.map_or(&sent.signing.kabupaten, |place| &place.name);
    Ok(filled.document(
        format!("Rekap P2K2 {of} {month} versi {}", sent.version),
        sent.month.last_day(),
        digest,
    ))
}

fn sheet_fields(sent: &SentFacts, place: Option<&SentFactsPlace>) -> Fields {
    let table = place.map_or(&sent.kabupaten, |place| &place.table);
    let head = rekap_sheet::head(sent.month, &sent.signing)
        .count("versi", ("Versi kiriman", "Its version"), sent.version)
        .text(
            "tanggal_kirim",
            ("Tanggal kirim", "When it was sent"),
            sent.day.map(indonesian_day).as_deref(),
            "tanggal",
        )
        .text(
            "kepada",
            ("Penerima", "To whom it was sent"),
            sent.receiver.as_deref(),
            "penerima",
        )
        .text(
            "catatan_kiriman",
            ("Catatan kiriman", "A remark"),
            sent.note.as_deref(),
            "catatan",
        )
        .count(
            "pertemuan",
            (
                "Pertemuan yang dihitung lembar ini",
                "Meetings that it counted",
            ),
            meetings(table),
        );
    rekap_sheet::body(
        head,
        ("Tabel seperti yang terkirim", "The table as it was sent"),
        table,
        place.map(|place| (place.name.as_str(), dynamics(place))),
        &sent.signing,
    )
}

/// What was written of the month, as it was kept.
fn dynamics(place: &SentFactsPlace) -> Vec<Fields> {
    let each = place.dynamics.iter().map(|line| {
        let about = ("Satu baris", "A line");
        // A line that somebody left empty stays empty.
        Fields::new().by_hand("teks", about, Some(line), "")
    });
    each.collect()
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
