//! A phone was lost or somebody left: the relay refuses at once, and what is written from now on it cannot open.

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{End, Revoke, Statement, Withdraw};

use super::Device;
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::DeviceState;
use crate::keys::purpose::Purpose;
use crate::store::FeedRow;
use crate::store::reach::Link;

/// Pieces of a device's chain that a revocation names in one feed at the most. An honest device has one, or a few where entries of its got
/// lost on their way.
const PIECES: usize = 64;

impl<F: Field> Device<F> {
    /// Revokes `device`. What it had brought to the office by now stays believed; every feed that it could read
    /// gets a new key for the others. Work that it has not sent stays on it, refused and explained. Again for the same device
    /// it says nothing new: that would move the end of what is believed.
    ///
    /// What others had applied of the device beyond that end goes out of their documents when they hear of it, unless believed work was
    /// built upon it; see `retraction`.
    pub fn revoke(&mut self, device: DeviceId) -> Result<(), Error> {
        if device == self.id() {
            return Err(Error::NotAllowed(
                "revoke itself; use another device of the office",
            ));
        }
        self.write(|conn, me| {
            me.must_be_office()?;
            let info = me.info_of(device).ok_or(Error::Missing("such device"))?;
            if info.is_root {
                return Err(Error::NotAllowed("revoke the root of the office"));
            }
            if info.state == DeviceState::Revoked {
                return Ok(());
            }
            let feeds: Vec<FeedId> = info.access.iter().map(|access| access.feed).collect();
            let last = ends(&Link::all(conn, device)?);
            let mut said = vec![Statement::Revoke(Revoke { device, last })];
            // Whoever has the device has the secrets of its invites.
            let invites = me.membership.invites_by(device).into_iter();
            said.extend(invites.map(|invite| Statement::Withdraw(Withdraw { invite })));
            me.say(conn, &said)?;
            let mut readable = Vec::new();
            for feed in feeds {
                if let Some(row) = FeedRow::get(conn, feed)? {
                    readable.push((feed, Purpose::from_bytes(&row.purpose)?));
                }
            }
            me.begin_epochs(conn, &readable)
        })
    }
}

/// The entries that reach all of `links`, which are of one device and in the order of their numbers: in each feed the last one of its chain
/// from number 1 on, and of what is beyond a gap the pieces with the most entries, of equal ones those that came first.
pub(super) fn ends(links: &[Link]) -> Vec<End> {
    let mut feeds: BTreeMap<FeedId, Vec<Link>> = BTreeMap::new();
    for link in links {
        feeds.entry(link.end.feed).or_default().push(*link);
    }
    feeds.values().flat_map(|links| pieces(links)).collect()
}

/// The ends of the pieces that `links`, which are of one feed and in the order of their numbers, make.
fn pieces(links: &[Link]) -> Vec<End> {
    let mut lengths: BTreeMap<(u64, [u8; 16]), (usize, bool)> = BTreeMap::new();
    let mut built_upon = BTreeSet::new();
    let mut heads = Vec::new();
    for link in links {
        let number = link.end.device_seq;
        let before = (number.saturating_sub(1), link.previous);
        let (length, whole) = lengths.get(&before).copied().unwrap_or((0, number == 1));
        built_upon.insert(before);
        let here = (number, link.end.entry.short().0);
        lengths.insert(here, (length.saturating_add(1), whole));
        heads.push((here, link, length, whole));
    }
    heads.retain(|(here, ..)| !built_upon.contains(here));
    heads.sort_by_key(|(_, link, length, whole)| (!whole, std::cmp::Reverse(*length), link.no));
    heads.truncate(PIECES);
    heads.into_iter().map(|(_, link, ..)| link.end).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use sesi_wire::ids::EntryId;

    fn link(number: u64, name: u8, previous: u8) -> Link {
        Link {
            no: i64::from(name),
            end: End {
                feed: FeedId([1; 8]),
                device_seq: number,
                entry: EntryId([name; 32]),
            },
            previous: [previous; 16],
        }
    }

    #[test]
    fn the_last_of_each_piece_is_named_and_nothing_between() {
        // 1, 2, 3 in a chain; 5 and 6 beyond a gap; a second number 3 that goes on from 2 as well.
        let links = [
            link(1, 1, 0),
            link(2, 2, 1),
            link(3, 3, 2),
            link(3, 4, 2),
            link(5, 5, 99),
            link(6, 6, 5),
        ];
        let named: Vec<u8> = pieces(&links).iter().map(|end| end.entry.0[0]).collect();
        assert_eq!(named, [3, 4, 6]);
    }

    #[test]
    fn thousands_of_planted_pieces_push_nothing_out() {
        let mut links = vec![link(1, 1, 0), link(2, 2, 1), link(9, 3, 98), link(10, 4, 3)];
        links.extend((0..2_000_u64).map(|at| {
            let mut planted = link(1 << 40 | at << 1, 9, 97);
            planted.end.entry.0[..8].copy_from_slice(&at.to_be_bytes());
            planted
        }));
        let ends = pieces(&links);
        assert_eq!(ends.len(), PIECES);
        let names: Vec<u8> = ends.iter().map(|end| end.entry.0[31]).collect();
        assert_eq!(names[..2], [2, 4]);
    }
}
