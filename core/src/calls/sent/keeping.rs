//! The cells of a rekap as they are kept: by kecamatan, line and column, with one digest over all of them; and the command that keeps them.

use std::collections::BTreeMap;

use chrono::Datelike;
use data_encoding::HEXLOWER;
use sesi_engine::ambient::random;
use sesi_engine::documents::Set;
use uuid::Uuid;

use super::SendRekap;
use super::comparing::{sendings, tables_of};
use crate::calls::refusal::Refusal;
use crate::calls::who::must_be_office;
use crate::calls::{Command, months, places};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, KecamatanCode, Patch, SentPatch, YearMonth};
use crate::reference::fold;
use crate::rekap::{Rekap, Tables};
use crate::reports::{Cell, Table};

/// The line of the sums.
pub(super) const TOTAL: &str = "total";
/// The line of the groups that nobody leads.
const NOBODY: &str = "none";
/// What the pendamping of a kecamatan wrote of the month, in the line of the sums.
pub(super) const DYNAMICS: &str = "dynamics";

/// The cells of a line by column.
pub(super) type Line = BTreeMap<String, Cell>;
/// The lines of a sheet.
pub(super) type Sheet = BTreeMap<String, Line>;

/// The sheets of a rekap by kecamatan, as they are kept. The number of a line is none of its cells: it is its place.
pub(super) fn sheets(rekap: &Rekap, tables: &Tables) -> BTreeMap<String, Sheet> {
    let places = rekap.kecamatan.iter().zip(&tables.kecamatan);
    let of_place = places.map(|(place, table)| {
        let ids = place.rows.iter().map(|row| match row.pendamping {
            Some(staff) => staff.to_string(),
            None => NOBODY.to_owned(),
        });
        let lines = ids.zip(&table.rows).map(|(id, row)| (id, line(table, row)));
        let mut sheet: Sheet = lines.collect();
        let mut total = table
            .total
            .as_ref()
            .map(|row| line(table, row))
            .unwrap_or_default();
        let dynamics = place.dynamics.iter();
        let dynamics: Vec<String> = dynamics
            .map(|(who, what)| format!("{who}: {what}"))
            .collect();
        if !dynamics.is_empty() {
            total.insert(DYNAMICS.to_owned(), Cell::text(dynamics.join("\n")));
        }
        sheet.insert(TOTAL.to_owned(), total);
        (place.code.clone(), sheet)
    });
    of_place.collect()
}

fn line(table: &Table, row: &[Cell]) -> Line {
    let cells = table.columns.iter().zip(row);
    let kept = cells.filter(|(head, cell)| head.key != "no" && **cell != Cell::Empty);
    kept.map(|(head, cell)| (head.key.to_owned(), cell.clone()))
        .collect()
}

/// The digest of sheets: equal cells, equal digest.
pub(super) fn digest(sheets: &BTreeMap<String, Sheet>) -> Result<String, Error> {
    let json = serde_json::to_vec(sheets).map_err(std::io::Error::from)?;
    let mut hasher = blake3::Hasher::new_derive_key("sesi rekap sent 1");
    hasher.update(&json);
    Ok(HEXLOWER.encode(hasher.finalize().as_bytes()))
}

impl Command for SendRekap {
    type Answer = Uuid;

    fn run(self, device: &mut Device) -> Result<Uuid, Error> {
        must_be_office(device)?;
        let month = months::month(&self.month)?;
        let (rekap, tables) = tables_of(device, &self.month)?;
        let sheets = sheets(&rekap, &tables);
        let now = digest(&sheets)?;
        if now != self.seen {
            return Err(Refusal::RekapChanged.into());
        }
        let before = sendings(device, &self.month)?;
        if before
            .first()
            .is_some_and(|last| last.whole && last.digest == now)
        {
            return Err(Refusal::RekapSame.into());
        }
        let version = before.iter().map(|one| one.version).max().unwrap_or(0) + 1;
        let send = uuid::Builder::from_random_bytes(random(device.me().ambient())).into_uuid();
        let first = month.first_day();
        let key_month = YearMonth::new(first.year(), first.month()).ok_or(Refusal::Month)?;
        let text = |text: &str| Some(fold::tidy(text)).filter(|text| !text.is_empty());
        let mut edits: Vec<(DocKey, Patch)> = Vec::with_capacity(sheets.len());
        for (code, sheet) in &sheets {
            let kecamatan = KecamatanCode::new(code).ok_or(Error::Missing("such kecamatan"))?;
            let mut patch = SentPatch {
                version: Set::To(version),
                day: Set::To(self.day),
                receiver: text(&self.receiver).into(),
                note: text(&self.note).into(),
                digest: Set::To(now.clone()),
                meetings: Set::To(u32::try_from(rekap.as_of.meetings).unwrap_or(u32::MAX)),
                ..SentPatch::default()
            };
            for (line, cells) in sheet {
                let cells = serde_json::to_string(cells).map_err(std::io::Error::from)?;
                patch.lines.insert(line.clone(), Some(cells));
            }
            let key = DocKey::Sent {
                kecamatan,
                month: key_month,
                send,
            };
            edits.push((key, patch.into()));
        }
        if edits.is_empty() {
            return Err(Error::Missing("such kecamatan"));
        }
        for code in sheets.keys() {
            places::make_ready(device, code, first)?;
        }
        device.edit_all(&edits)?;
        Ok(send)
    }
}
