//! What of the office's word a relay is told that this device left: enough for whoever still exchanges there to know who speaks for the
//! office and where it went, and to let in whom an invite leads there. Everything else waits for them at the relay to which that leads.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::ids::{EntryId, FeedId, ShortEntryId};

use super::Me;
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, FeedRow, FormerRelay};

impl<F: Field> Me<F> {
    /// What the relay is to be told and was not yet, in the order in which it came here; what it refused last of all, the longest ago first:
    /// whoever can have a relay refuse much keeps nothing else from it.
    pub(crate) fn backlog_of(
        &self,
        conn: &Connection,
        former: &FormerRelay,
    ) -> Result<Vec<ArchivedEntry>, Error> {
        let mut tells = self.tells();
        let open = self.open_invites(conn)?;
        tells.extend(former.invites.iter().filter(|entry| open.contains(entry)));
        let told: BTreeSet<ShortEntryId> = former.told.iter().copied().collect();
        tells.retain(|entry| !told.contains(&entry.short()));
        let mut untold = Vec::new();
        for entry in &tells {
            untold.extend(ArchivedEntry::get(conn, entry)?);
        }
        let refused: BTreeMap<ShortEntryId, usize> =
            former.refused.iter().copied().zip(0..).collect();
        untold.sort_by_key(|entry| (refused.get(&entry.id.short()).copied(), entry.no));
        Ok(untold)
    }

    /// What of that the relay in use, which this device is about to leave, is known to have.
    pub(super) fn told_already(&self, conn: &Connection) -> Result<Vec<ShortEntryId>, Error> {
        let mut told = Vec::new();
        for entry in self.tells() {
            if stands(conn, &entry)? {
                told.push(entry.short());
            }
        }
        Ok(told)
    }

    /// The entries of open invites which the relay in use is not known to have. They lead there, and nobody else brings them.
    pub(super) fn invites_under_way(&self, conn: &Connection) -> Result<Vec<EntryId>, Error> {
        let mut under_way = Vec::new();
        for entry in self.open_invites(conn)? {
            if !stands(conn, &entry)? {
                under_way.push(entry);
            }
        }
        Ok(under_way)
    }

    /// Every device tells where the office is, an office device also what decides who is believed.
    fn tells(&self) -> BTreeSet<EntryId> {
        let mut tells: BTreeSet<EntryId> =
            self.said_relay().into_iter().map(|(_, by)| by).collect();
        if self.membership.is_office(self.device()) {
            tells.extend(self.membership.of_authority());
        }
        tells
    }

    /// Entries with invites that still let somebody in; none on a device that is no office device.
    fn open_invites(&self, conn: &Connection) -> Result<BTreeSet<EntryId>, Error> {
        if !self.membership.is_office(self.device()) {
            return Ok(BTreeSet::new());
        }
        let now = self.relay_now(conn)?;
        Ok(self.membership.unused_invites(now).collect())
    }
}

/// Whether the chain of the relay in use proves that it has the control entry. While its log is known to be another one, that proves nothing.
fn stands(conn: &Connection, entry: &EntryId) -> Result<bool, Error> {
    if FeedRow::get(conn, FeedId::CONTROL)?.is_none_or(|control| control.listing) {
        return Ok(false);
    }
    let Some(seq) = ArchivedEntry::seq_of(conn, FeedId::CONTROL, entry)? else {
        return Ok(false);
    };
    Ok(ArchivedEntry::chain_at(conn, FeedId::CONTROL, seq)?.is_some())
}
