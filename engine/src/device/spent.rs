//! Renews the keys of feeds after an invite ended by use, withdrawal or time, because a copy of the keys that it carried may lie in
//! some message. Knows only the invites of this office device, which is the one that renews what they gave.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_wire::ids::{FeedId, InviteId};
use sesi_wire::statement::Invite;

use super::Me;
use crate::error::Error;
use crate::field::Field;
use crate::store::StoreError;

/// How long after an invite's end an enrolment that a relay took in time is granted without a person, in seconds.
pub(super) const GRACE: u64 = 60 * 24 * 60 * 60;

/// Bytes of a feed and its epoch in the list of what an invite carried.
const CARRIED: usize = FeedId::LEN + 4;

/// What an invite carried, as stored.
pub(super) fn carried_bytes(carried: &[(FeedId, u32)]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(carried.len() * CARRIED);
    for (feed, epoch) in carried {
        bytes.extend_from_slice(&feed.0);
        bytes.extend_from_slice(&epoch.to_le_bytes());
    }
    bytes
}

fn read_carried(bytes: &[u8]) -> Option<Vec<(FeedId, u32)>> {
    let (pieces, rest) = bytes.as_chunks::<CARRIED>();
    let read = |piece: &[u8; CARRIED]| {
        let (feed, epoch) = piece.split_first_chunk()?;
        Some((FeedId(*feed), u32::from_le_bytes(epoch.try_into().ok()?)))
    };
    pieces
        .iter()
        .map(read)
        .collect::<Option<_>>()
        .filter(|_| rest.is_empty())
}

impl<F: Field> Me<F> {
    /// Feeds whose newest key an invite carried that has ended since this was last asked. The caller begins new epochs of them, once for all,
    /// in the same transaction.
    pub(super) fn feeds_of_spent_invites(
        &self,
        conn: &Connection,
    ) -> Result<BTreeSet<FeedId>, Error> {
        let now = u64::try_from(self.relay_now(conn)?.timestamp()).unwrap_or(0);
        let mut statement = conn.prepare_cached(
            "SELECT id, invite, carried, device IS NOT NULL OR withdrawn FROM invite WHERE NOT renewed",
        )?;
        let rows = statement.query_map([], |row| {
            let id: [u8; 16] = row.get(0)?;
            let carried: Option<Vec<u8>> = row.get(2)?;
            Ok((
                InviteId(id),
                row.get::<_, Vec<u8>>(1)?,
                carried,
                row.get(3)?,
            ))
        })?;
        let mut feeds = BTreeSet::new();
        for row in rows.collect::<Result<Vec<_>, _>>()? {
            let (id, invite, carried, ended): (_, _, _, bool) = row;
            let invite: Invite = sesi_wire::sync::from_slice("invite", &invite)
                .map_err(|_| StoreError::Damaged("invite"))?;
            if !ended && invite.expires > now && !self.membership.is_withdrawn(id) {
                continue;
            }
            conn.prepare_cached("UPDATE invite SET renewed = 1 WHERE id = ?1")?
                .execute([id.0])?;
            match carried {
                Some(carried) => {
                    let carried = read_carried(&carried).ok_or(StoreError::Damaged("invite"))?;
                    let newest = carried.into_iter().filter(|(feed, epoch)| {
                        self.membership
                            .newest_epoch(*feed)
                            .is_none_or(|newest| newest <= *epoch)
                    });
                    feeds.extend(newest.map(|(feed, _)| feed));
                }
                None => feeds.extend(invite.access.iter().map(|access| access.feed)),
            }
        }
        Self::note_lapsed(conn, now)?;
        Ok(feeds)
    }

    /// Of invites that ended unused, those whose grace has passed too lapse: a clock that goes back later opens none of them.
    fn note_lapsed(conn: &Connection, now: u64) -> Result<(), Error> {
        let mut statement = conn
            .prepare_cached("SELECT id, invite FROM invite WHERE renewed = 1 AND device IS NULL")?;
        let rows = statement.query_map([], |row| {
            Ok((InviteId(row.get(0)?), row.get::<_, Vec<u8>>(1)?))
        })?;
        for row in rows.collect::<Result<Vec<_>, _>>()? {
            let (id, invite) = row;
            let invite: Invite = sesi_wire::sync::from_slice("invite", &invite)
                .map_err(|_| StoreError::Damaged("invite"))?;
            if invite.expires.saturating_add(GRACE) <= now {
                conn.prepare_cached("UPDATE invite SET renewed = 2 WHERE id = ?1")?
                    .execute([id.0])?;
            }
        }
        Ok(())
    }
}
