//! Sheets of a rekap as they are kept, a sending as it was kept, and their digest. Knows nothing of what is counted differently since.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde_json::Value;
use uuid::Uuid;

use crate::calls::months;
use crate::device::Device;
use crate::error::Error;
use crate::queries::sent::SentSheet;
use crate::reference::naming;
use crate::rekap::{Rekap, Tables, Wording};
use crate::reports::{Cell, Table};

/// The line of the sums.
pub(super) const TOTAL: &str = "total";
/// The line of the groups that nobody leads.
const NOBODY: &str = "none";
/// Letterhead, place and signers as they were, as JSON: beside the lines, and none of the cells that the digest is about.
pub(super) const PAPER: &str = "paper";
/// What the pendamping of a kecamatan wrote of the month, in the line of the sums.
pub(super) const DYNAMICS: &str = "dynamics";

/// Bytes of running text in one line as it is kept: what a large kecamatan has to say goes into several, each with room in a change of its own.
const PIECE: usize = 8_000;

/// A sheet as its document keeps it: JSON by line. The running text stands in pieces beside the sums, in order.
pub(super) fn kept(sheet: &Sheet) -> Result<Vec<(String, String)>, Error> {
    let mut lines = Vec::with_capacity(sheet.len() + 1);
    for (name, line) in sheet {
        let mut line = line.clone();
        if let Some(Cell::Text(text)) = line.remove(DYNAMICS) {
            for (at, piece) in pieces(&text).into_iter().enumerate() {
                lines.push((format!("{DYNAMICS}.{at:03}"), json(piece)?));
            }
        }
        lines.push((name.clone(), json(&line)?));
    }
    Ok(lines)
}

fn json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    Ok(serde_json::to_string(value).map_err(std::io::Error::from)?)
}

/// A text in pieces that are not too long, none of which cuts a character.
fn pieces(text: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (piece, more) = rest.split_at(rest.floor_char_boundary(PIECE));
        pieces.push(piece);
        rest = more;
    }
    pieces
}

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
            .map(|(who, what)| format!("{}: {what}", naming::shown(who)))
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

/// A month as it is counted now.
pub(super) fn tables_of(device: &Device, month: &str) -> Result<(Rekap, Tables), Error> {
    let rekap = Rekap::count(device.reader(), months::month(month)?)?;
    let tables = Tables::of(&rekap, &Wording::default());
    Ok((rekap, tables))
}

/// A sending with its sheets.
pub(super) struct Sending {
    /// Which sending.
    pub send: Uuid,
    /// Its version.
    pub version: u16,
    pub digest: String,
    /// The cells are those of the digest.
    pub whole: bool,
    /// What all its sheets say alike.
    pub first: SentSheet,
    /// Not all of it has left this device.
    pub pending: bool,
    pub sheets: BTreeMap<String, Sheet>,
}

/// The sendings of a month, the latest version first; of one version the latest day, then whatever every device takes.
pub(super) fn sendings(device: &Device, month: &str) -> Result<Vec<Sending>, Error> {
    let mut of: BTreeMap<Uuid, Vec<SentSheet>> = BTreeMap::new();
    for sheet in SentSheet::of_month(device.reader(), month)? {
        of.entry(sheet.send).or_default().push(sheet);
    }
    let mut all = Vec::with_capacity(of.len());
    for (send, of_send) in of {
        let pending = of_send.iter().any(|sheet| sheet.pending);
        let kept = of_send
            .iter()
            .map(|sheet| (sheet.kecamatan.clone(), read(sheet)));
        let kept: BTreeMap<String, Sheet> = kept.collect();
        let Some(first) = of_send.into_iter().next() else {
            continue;
        };
        all.push(Sending {
            send,
            version: first.version,
            whole: digest(&kept)? == first.digest,
            digest: first.digest.clone(),
            first,
            pending,
            sheets: kept,
        });
    }
    all.sort_by_key(|one| std::cmp::Reverse((one.version, one.first.day, one.send)));
    Ok(all)
}

fn read(sheet: &SentSheet) -> Sheet {
    let is_text = |line: &str| line.strip_prefix(DYNAMICS).is_some();
    let lines = sheet.lines.iter();
    let lines = lines.filter(|(line, _)| *line != PAPER && !is_text(line));
    let lines = lines.map(|(line, cells)| {
        let cells: BTreeMap<String, Value> = serde_json::from_str(cells).unwrap_or_default();
        let cells = cells.into_iter().map(|(key, value)| (key, cell(value)));
        (line.clone(), cells.collect())
    });
    let mut read: Sheet = lines.collect();
    // In the order of their numbers. A piece that is not here leaves the text short, which the digest tells.
    let pieces = sheet.lines.iter().filter(|(line, _)| is_text(line));
    let text: String = pieces
        .filter_map(|(_, piece)| serde_json::from_str::<String>(piece).ok())
        .collect();
    if let Some(total) = read.get_mut(TOTAL).filter(|_| !text.is_empty()) {
        total.insert(DYNAMICS.to_owned(), Cell::text(text));
    }
    read
}

fn cell(value: Value) -> Cell {
    match value {
        Value::Number(number) => number.as_i64().map_or(Cell::Empty, Cell::Number),
        Value::String(text) => Cell::text(text),
        _ => Cell::Empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_many_pieces_comes_back_in_their_order() {
        let lines: Vec<String> = (0..20_000).map(|no| format!("{no} \u{fa}")).collect();
        let text = lines.join("\n");
        let total = Line::from([
            ("hadir".to_owned(), Cell::Number(7)),
            (DYNAMICS.to_owned(), Cell::text(&text)),
        ]);
        let sheet = Sheet::from([(TOTAL.to_owned(), total)]);
        let lines: BTreeMap<String, String> = kept(&sheet).unwrap().into_iter().collect();
        assert!(lines.len() > 12, "pieces of two digits");
        let back = read(&SentSheet {
            send: Uuid::nil(),
            kecamatan: String::new(),
            version: 1,
            day: None,
            receiver: None,
            note: None,
            digest: String::new(),
            meetings: 0,
            device: None,
            lines,
            pending: false,
        });
        assert!(back == sheet);
    }
}
