//! Which number a device may give its next entry: the one after the end of its own gapless chain, whatever else bears its signature.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::sync::Rejection;

use super::StoreResult;

/// Where a chain of entries of one device in one feed ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OwnEnd {
    /// The last number, 0 if there is none.
    pub device_seq: u64,
    /// That entry.
    pub last: Option<EntryId>,
}

struct Link {
    device_seq: u64,
    previous: [u8; 16],
    id: EntryId,
    at_relay: bool,
    /// The relay has another entry under its number: it holds the number, and nothing follows upon it.
    taken: bool,
}

/// The end of the longest chain of proved entries of `device` in `feed` that begins at number 1, each naming the one before it by
/// `previous`. A number is passed over only if another entry of the device holds it, so that nobody who shows a high number moves the end.
/// Of two chains of the same length, the one that the relay has, then the smaller id.
pub fn own_end(conn: &Connection, feed: FeedId, device: DeviceId) -> StoreResult<OwnEnd> {
    let mut statement = conn.prepare_cached(
        "SELECT device_seq, previous, id, seq IS NOT NULL, coalesce(refused, 0) = ?3 FROM entry
         WHERE feed = ?1 AND device = ?2 ORDER BY device_seq",
    )?;
    let taken = Rejection::SeqTaken.number();
    let links = statement
        .query_map((feed.0, device.0, taken), |row| {
            Ok(Link {
                device_seq: row.get(0)?,
                previous: row.get::<_, Option<[u8; 16]>>(1)?.unwrap_or_default(),
                id: EntryId(row.get(2)?),
                at_relay: row.get(3)?,
                taken: row.get(4)?,
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(end_of(&links))
}

fn end_of(links: &[Link]) -> OwnEnd {
    // Without a gap between them, numbers that are held count up with their rank.
    let held: BTreeSet<u64> = links.iter().map(|link| link.device_seq).collect();
    let rank: BTreeMap<u64, u64> = held.into_iter().zip(1..).collect();
    let without_gap = |from: u64, to: u64| {
        let ranks = rank
            .get(&to)
            .zip(if from == 0 { Some(&0) } else { rank.get(&from) });
        ranks.is_some_and(|(to_rank, from_rank)| to - from == to_rank - from_rank)
    };
    // Number and length of the chain that ends with each entry.
    let mut reached: BTreeMap<[u8; 16], (u64, u64)> = BTreeMap::from([([0; 16], (0, 0))]);
    let mut best = None;
    let mut end = OwnEnd::default();
    for link in links.iter().filter(|link| !link.taken) {
        let Some(&(before, length)) = reached.get(&link.previous) else {
            continue;
        };
        if before >= link.device_seq || !without_gap(before, link.device_seq) {
            continue;
        }
        reached.insert(link.id.short().0, (link.device_seq, length + 1));
        let order = (length + 1, link.device_seq, link.at_relay, Reverse(link.id));
        if best.is_none_or(|best| best < order) {
            best = Some(order);
            end = OwnEnd {
                device_seq: link.device_seq,
                last: Some(link.id),
            };
        }
    }
    end
}

/// The first number above `after` under which no proved entry of `device` in `feed` is here.
pub fn next_free(
    conn: &Connection,
    feed: FeedId,
    device: DeviceId,
    after: u64,
) -> StoreResult<u64> {
    let mut statement = conn.prepare_cached(
        "SELECT DISTINCT device_seq FROM entry WHERE feed = ?1 AND device = ?2 AND device_seq > ?3 ORDER BY device_seq",
    )?;
    let mut next = after + 1;
    for held in statement.query_map((feed.0, device.0, after), |row| row.get::<_, u64>(0))? {
        if held? != next {
            break;
        }
        next += 1;
    }
    Ok(next)
}
