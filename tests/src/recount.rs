//! The rekap once more, straight from the record of what was entered: it shares no code with the one in `sesi-core`.

mod known;
pub mod people;
pub mod recaps;

use std::collections::BTreeMap;

pub use known::{Absent, Known, Sheet, State};
use sesi_core::rekap::Figures;
use uuid::Uuid;

use crate::record::{Meeting, Record};

/// Figures by kecamatan and pendamping.
pub type Rows = BTreeMap<(String, Option<Uuid>), Figures>;

/// A family that counts in a month: in the row of which group, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountedFamily {
    /// Which.
    pub family: Uuid,
    /// Kecamatan and pendamping of its group at the end of the month.
    pub row: (String, Option<Uuid>),
    /// It was there.
    pub hadir: bool,
}

/// Counts the month `YYYY-MM`.
pub fn recount(records: &[Record], month: &str) -> Rows {
    recount_families(records, month).0
}

/// The same, with every family that counts.
pub fn recount_families(records: &[Record], month: &str) -> (Rows, Vec<CountedFamily>) {
    let counted = counted_meetings(records, month);
    let mut rows = Rows::new();
    let mut families = Vec::new();
    let mut groups: BTreeMap<Uuid, (String, Option<Uuid>)> = BTreeMap::new();
    for record in records {
        match record {
            Record::Staff { id, kecamatan, .. } => {
                rows.entry((kecamatan.clone(), Some(*id))).or_default();
            }
            Record::Group {
                id,
                kecamatan,
                pendamping,
                ..
            } => {
                let place = (kecamatan.clone(), *pendamping);
                let row = rows.entry(place.clone()).or_default();
                row.groups += 1;
                row.groups_met += u32::from(counted.contains_key(id));
                groups.insert(*id, place);
            }
            _ => {}
        }
    }
    for record in records {
        let Record::Family {
            id,
            group: Some(first),
            status,
            ..
        } = record
        else {
            continue;
        };
        if status != "aktif" {
            continue;
        }
        let (now, left) = groups_of(records, *id, *first, month);
        let Some(place) = groups.get(&now) else {
            continue;
        };
        let Some(row) = rows.get_mut(place) else {
            continue;
        };
        let marked = |group: Uuid| {
            counted
                .get(&group)
                .and_then(|meeting| meeting.marks.get(id))
        };
        let mark = marked(now).or_else(|| left.and_then(marked));
        let hadir = mark.is_some_and(|(mark, _)| mark == "H");
        let rating = mark
            .filter(|_| hadir)
            .and_then(|(_, rating)| rating.as_deref());
        families.push(CountedFamily {
            family: *id,
            row: place.clone(),
            hadir,
        });
        row.families += 1;
        row.hadir += u32::from(hadir);
        row.tidak_hadir += u32::from(!hadir);
        match rating {
            Some("K") => row.kurang += 1,
            Some("B") => row.baik += 1,
            Some("SB") => row.sangat_baik += 1,
            _ => row.tidak_dapat_dinilai += 1,
        }
    }
    (rows, families)
}

fn counted_meetings<'r>(records: &'r [Record], month: &str) -> BTreeMap<Uuid, &'r Meeting> {
    let mut latest: BTreeMap<Uuid, &Meeting> = BTreeMap::new();
    for record in records {
        let Record::Meeting(meeting) = record else {
            continue;
        };
        if meeting.cancelled || !meeting.date.starts_with(month) {
            continue;
        }
        let order = |m: &Meeting| (m.date.clone(), m.starts, m.session.clone(), m.id);
        let held = latest.entry(meeting.group).or_insert(meeting);
        if order(meeting) > order(held) {
            *held = meeting;
        }
    }
    latest
}

/// Its group at the end of the month, and the one that it left within it.
fn groups_of(records: &[Record], family: Uuid, first: Uuid, month: &str) -> (Uuid, Option<Uuid>) {
    let end = format!("{month}-31");
    let (mut now, mut left) = (first, None);
    let mut moves: Vec<(&str, Uuid)> = records
        .iter()
        .filter_map(|record| match record {
            Record::Move {
                family: who,
                to,
                since,
            } if *who == family => Some((&since[..], *to)),
            _ => None,
        })
        .collect();
    moves.sort_by_key(|(since, _)| *since);
    for (since, to) in moves {
        if since <= end.as_str() {
            left = since.starts_with(month).then_some(now);
            now = to;
        }
    }
    (now, left)
}

/// The record as it was when the rekap was sent: whatever was corrected afterwards is put back.
pub fn as_sent(records: &[Record]) -> Vec<Record> {
    let mut earlier = records.to_vec();
    for record in records.iter().rev() {
        let Record::Later(later) = record else {
            continue;
        };
        for before in &mut earlier {
            if let Record::Meeting(meeting) = before
                && meeting.id == later.meeting
            {
                match &later.before {
                    Some(mark) => drop(meeting.marks.insert(later.family, mark.clone())),
                    None => drop(meeting.marks.remove(&later.family)),
                }
            }
        }
    }
    earlier.retain(|record| !matches!(record, Record::Later(_) | Record::Renumbered { .. }));
    earlier
}
