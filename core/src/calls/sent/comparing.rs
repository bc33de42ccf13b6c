//! What was sent, sending by sending; what is counted differently now, cell by cell; and a sending's own cells again.

use std::collections::{BTreeMap, BTreeSet};

use super::sheets::{DYNAMICS, Line, Sheet, TOTAL, digest, sendings, sheets, tables_of};
use super::{SentChange, SentPlace, SentRekap, SentRekapView, SentTables, SentVersion};
use crate::calls::Query;
use crate::calls::terms::Safe;
use crate::device::Device;
use crate::error::Error;
use crate::queries::staff::Who;
use crate::reference::{Regions, naming};
use crate::rekap::columns::{Sheet as Form, columns};
use crate::reports::{Cell, Kind, Table, Words};

/// A cell as a text.
pub(super) fn shown(cell: Option<&Cell>) -> String {
    match cell {
        None | Some(Cell::Empty) => String::new(),
        Some(Cell::Number(number)) => number.to_string(),
        Some(Cell::Text(text)) => text.clone(),
    }
}

/// A column of a kecamatan's sheet.
#[derive(Clone)]
pub(super) struct Heading {
    pub key: String,
    pub words: Words,
    pub kind: Kind,
}

/// A cell that is counted differently now.
pub(super) struct Change {
    /// Code of the kecamatan.
    pub kecamatan: String,
    /// Whose line; nothing for the line of the sums.
    pub who: Option<String>,
    pub heading: Heading,
    pub sent: Cell,
    pub now: Cell,
}

impl Change {
    pub(super) fn place(&self) -> &str {
        Regions::own().name(&self.kecamatan)
    }
}

/// The columns of a kecamatan's sheet, with what is written of the month.
fn headings() -> Vec<Heading> {
    let empty = Table::new(&columns(Form::Kecamatan), [], None);
    let heads = empty.columns.iter().filter(|head| head.key != "no");
    let mut headings: Vec<Heading> = heads
        .map(|head| Heading {
            key: head.key.to_owned(),
            words: head.label,
            kind: head.kind,
        })
        .collect();
    headings.push(Heading {
        key: DYNAMICS.to_owned(),
        words: Words {
            id: "Catatan dinamika",
            en: "Remarks on the month",
        },
        kind: Kind::Prose,
    });
    headings
}

/// Every cell that is counted differently now, in the order of the sheets.
pub(super) fn changes(
    sent: &BTreeMap<String, Sheet>,
    now: &BTreeMap<String, Sheet>,
) -> Vec<Change> {
    let headings = headings();
    let none = Sheet::new();
    let mut found = Vec::new();
    let codes: BTreeSet<&String> = sent.keys().chain(now.keys()).collect();
    for code in codes {
        let [then, now] = [sent, now].map(|sheets| sheets.get(code).unwrap_or(&none));
        let lines: BTreeSet<&String> = then.keys().chain(now.keys()).collect();
        let name = |line: &String| {
            let of = |sheet: &Sheet| Some(shown(sheet.get(line)?.get("pendamping")));
            of(now).or_else(|| of(then)).unwrap_or_default()
        };
        let mut lines: Vec<(bool, String, &String)> = lines
            .into_iter()
            .map(|line| (line == TOTAL, name(line), line))
            .collect();
        lines.sort();
        for (total, name, line) in lines {
            let empty = Line::new();
            let [then, now] = [then, now].map(|sheet| sheet.get(line).unwrap_or(&empty));
            for heading in &headings {
                let [sent, now] = [then, now].map(|line| line.get(&heading.key));
                if shown(sent) != shown(now) {
                    found.push(Change {
                        kecamatan: code.clone(),
                        who: (!total).then(|| naming::shown(&name)),
                        heading: heading.clone(),
                        sent: sent.cloned().unwrap_or(Cell::Empty),
                        now: now.cloned().unwrap_or(Cell::Empty),
                    });
                }
            }
        }
    }
    found
}

impl From<Change> for SentChange {
    fn from(change: Change) -> Self {
        Self {
            place: change.place().to_owned(),
            kecamatan: change.kecamatan,
            who: change.who,
            key: change.heading.key,
            column: change.heading.words,
            sent: shown(Some(&change.sent)),
            now: shown(Some(&change.now)),
        }
    }
}

fn count(many: usize) -> u32 {
    u32::try_from(many).unwrap_or(u32::MAX)
}

impl Query for SentRekap {
    type Answer = SentRekapView;

    fn answer(self, device: &Device) -> Result<SentRekapView, Error> {
        let who = Who::read(device.reader())?;
        let (rekap, tables) = tables_of(device, &self.month)?;
        let now = sheets(&rekap, &tables);
        let sent = sendings(device, &self.month)?;
        let changes = sent.first().map(|last| changes(&last.sheets, &now));
        let same = |version: u16| sent.iter().filter(|one| one.version == version).count();
        let versions = sent.iter().map(|one| SentVersion {
            send: one.send,
            version: one.version,
            doubled: same(one.version) > 1,
            day: one.first.day,
            receiver: one.first.receiver.clone(),
            note: one.first.note.clone(),
            by: one.first.device.and_then(|device| who.author(device)),
            places: count(one.sheets.len()),
            meetings: one.first.meetings,
            digest: one.digest.clone(),
            whole: one.whole,
            safe: if one.pending {
                Safe::Here
            } else {
                Safe::Office
            },
        });
        Ok(SentRekapView {
            next: sent.iter().map(|one| one.version).max().unwrap_or(0) + 1,
            versions: versions.collect(),
            changes: changes.into_iter().flatten().map(Into::into).collect(),
            now: digest(&now)?,
            places: count(now.len()),
        })
    }
}

impl Query for SentTables {
    type Answer = Vec<SentPlace>;

    fn answer(self, device: &Device) -> Result<Vec<SentPlace>, Error> {
        let mut sent = sendings(device, &self.month)?.into_iter();
        let sending = sent.find(|one| one.send == self.send);
        let sending = sending.ok_or(Error::Missing("such sending"))?;
        let places = sending.sheets.into_iter().map(|(code, sheet)| SentPlace {
            place: Regions::own().name(&code).to_owned(),
            kecamatan: code,
            table: table(&sheet),
        });
        Ok(places.collect())
    }
}

/// A sheet as a table, in the columns that there are today; the number of a line is its place.
pub(super) fn table(sheet: &Sheet) -> Table {
    let mut table = Table::new(&columns(Form::Kecamatan), [], None);
    let mut lines: Vec<(&String, &Line)> =
        sheet.iter().filter(|(line, _)| *line != TOTAL).collect();
    lines.sort_by_key(|(id, line)| (shown(line.get("pendamping")), (*id).clone()));
    let cells = |no: Option<usize>, line: &Line| -> Vec<Cell> {
        let cells = table.columns.iter().map(|head| match head.key {
            "no" => no.map_or(Cell::Empty, Cell::count),
            // A name is shown as it is everywhere; groups that nobody leads have words in its place.
            "pendamping" => match line.get("pendamping") {
                Some(Cell::Text(name)) if !name.starts_with('(') => Cell::text(naming::shown(name)),
                other => other.cloned().unwrap_or(Cell::Empty),
            },
            key => line.get(key).cloned().unwrap_or(Cell::Empty),
        });
        cells.collect()
    };
    let rows = (1..)
        .zip(&lines)
        .map(|(no, (_, line))| cells(Some(no), line))
        .collect();
    let total = sheet.get(TOTAL).map(|line| cells(None, line));
    table.rows = rows;
    table.total = total;
    table
}
