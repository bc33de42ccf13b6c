//! Parked entries are tried again when what they lack arrives, and only those; after an update of the app, all of them once.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{EntryId, FeedId};

use super::Me;
use super::parking::Retry;
use super::{Device, Received};
use crate::documents::{ChangeHash, DocumentKey};
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::{DeviceState, WriteFault};
use crate::store::{
    ArchivedEntry, DocumentRow, Fact, FeedRow, HeldKey, ParkReason, Parked, Wait, WaitKind,
};

/// What came of trying again.
#[derive(Debug, Default)]
pub struct Retried {
    /// Documents that changed.
    pub changed: BTreeSet<[u8; 16]>,
    /// How many entries were tried.
    pub tries: u64,
    /// Whether an entry of this device's own was taken in.
    own: bool,
}

impl<F: Field> Device<F> {
    /// If the app is another version than the one that last looked: everything that waits is tried again, and what this device believes and
    /// holds is drawn anew from what the office said. Says what came of it.
    pub fn look_again_after_update(&mut self) -> Result<Retried, Error> {
        let seen = Fact::SeenByApp.text(self.reader())?;
        if seen.as_deref() == Some(self.me().app.as_str()) {
            return Ok(Retried::default());
        }
        self.write(|conn, me| {
            Fact::SeenByApp.set(conn, me.app.as_str().as_bytes())?;
            let mut retried = Retried::default();
            if seen.is_some() {
                let devices = me.membership.devices().into_iter();
                let ended = devices
                    .filter(|info| info.state == DeviceState::Revoked)
                    .map(|info| info.device)
                    .collect();
                retried.changed.extend(me.end_others(conn, &ended)?);
                let feeds = FeedRow::all(conn)?.into_iter().map(|feed| feed.id);
                let sealed = feeds.filter(|feed| *feed != FeedId::CONTROL);
                me.open_wraps(conn, &sealed.collect())?;
            }
            let all = Parked::all(conn)?.into_iter();
            let next = me.try_each(conn, all.map(|parked| parked.entry), &mut retried)?;
            let later = me.retry_parked(conn, next)?;
            retried.changed.extend(later.changed);
            retried.tries += later.tries;
            me.take_back_unvouched_work(conn)?;
            Ok(retried)
        })
    }
}

impl<F: Field> Me<F> {
    /// Tries again what waited for something that arrived, until nothing more arrives by it.
    pub fn retry_parked(&mut self, conn: &Connection, mut retry: Retry) -> Result<Retried, Error> {
        let mut retried = Retried {
            changed: self.settle(conn, &mut retry)?,
            ..Retried::default()
        };
        while !retry.is_none() {
            let ripe = self.ripe(conn, &retry)?;
            retry = self.try_each(conn, ripe.into_values(), &mut retried)?;
            retried.changed.extend(self.settle(conn, &mut retry)?);
        }
        if retried.own {
            // It may stand where no desk reads it.
            self.take_back_unvouched_work(conn)?;
        }
        Ok(retried)
    }

    fn try_each(
        &mut self,
        conn: &Connection,
        entries: impl Iterator<Item = EntryId>,
        retried: &mut Retried,
    ) -> Result<Retry, Error> {
        let mut next = Retry::default();
        for id in entries {
            let Some(archived) = ArchivedEntry::get(conn, &id)? else {
                continue;
            };
            let Ok(entry) = SealedEntry::parse(archived.bytes) else {
                continue;
            };
            if entry.header().feed != archived.feed {
                // Of a form that no earlier version could read: it lies where it does not belong.
                continue;
            }
            retried.tries += 1;
            let mut received = Received::default();
            match self.absorb_again(conn, &entry, archived.standing, &mut received)? {
                Ok(()) => {
                    retried.own |= entry.header().device == self.device();
                    Parked::release(conn, &id)?;
                }
                Err(obstacle) => obstacle.park(conn, id)?,
            }
            // A part of it may have been applied though it stays parked.
            next.add(received.retry);
            retried.changed.extend(received.changed);
        }
        Ok(next)
    }

    /// The entries for which something arrived, in the order in which they came.
    fn ripe(&self, conn: &Connection, retry: &Retry) -> Result<BTreeMap<i64, EntryId>, Error> {
        let mut ripe = BTreeMap::new();
        if retry.statements {
            for wait in self.fulfilled(conn)? {
                ripe.extend(wait.entries(conn)?);
            }
        }
        if retry.verdict {
            for id in Parked::of_reason(conn, ParkReason::Revoked)? {
                let Some(archived) = ArchivedEntry::get(conn, &id)? else {
                    continue;
                };
                if let Ok(entry) = SealedEntry::parse(archived.bytes)
                    && !matches!(
                        self.believes(conn, &entry)?,
                        Err(WriteFault::Revoked { .. })
                    )
                {
                    ripe.insert(archived.no, id);
                }
            }
        }
        let mut keys = retry.set_aside.clone();
        for document in &retry.documents {
            if let Some(row) = DocumentRow::get(conn, document)? {
                keys.insert(row.key);
            }
        }
        for key in keys {
            let key = F::Key::from_bytes(&key)?;
            for wait in self.changes_that_came(conn, &key)? {
                ripe.extend(wait.entries(conn)?);
            }
        }
        Ok(ripe)
    }

    /// What entries wait for of the office's word and is there now.
    fn fulfilled(&self, conn: &Connection) -> Result<Vec<Wait>, Error> {
        let mut there = Vec::new();
        for kind in [
            WaitKind::Author,
            WaitKind::Signer,
            WaitKind::Key,
            WaitKind::Access,
            WaitKind::Office,
        ] {
            for wait in Wait::of_kind(conn, kind)? {
                let is_there = match &wait {
                    Wait::Author(device) => self.membership.author_key(*device).is_some(),
                    Wait::Signer(device) => !self.membership.keys_of(*device).is_empty(),
                    Wait::Key { feed, epoch, tried } => {
                        HeldKey::of_epoch(conn, *feed, *epoch)?.len() > *tried as usize
                    }
                    Wait::Access { device, feed } => !matches!(
                        self.membership.may_write(*device, *feed, true),
                        Err(WriteFault::NoAccess { .. } | WriteFault::UnknownDevice(_))
                    ),
                    Wait::Office(device) => self.spoke_for_office(*device),
                    Wait::Change { .. } | Wait::AnyChange(_) => false,
                };
                if is_there {
                    there.push(wait);
                }
            }
        }
        Ok(there)
    }

    /// Changes of a document that entries wait for and that are in it, or set aside for it.
    fn changes_that_came(&self, conn: &Connection, key: &F::Key) -> Result<Vec<Wait>, Error> {
        let waits = Wait::of_document(conn, key.id(&self.office).as_bytes())?;
        if waits.is_empty() {
            return Ok(waits);
        }
        let document = self.load_document(conn, key)?;
        let set_aside = self.set_aside_for(conn, key)?;
        let came = |wait: &Wait| match wait {
            Wait::Change { change, .. } => {
                let hash = ChangeHash(*change);
                set_aside.contains_key(&hash)
                    || document
                        .as_ref()
                        .is_some_and(|document| document.knows(hash))
            }
            _ => true,
        };
        Ok(waits.into_iter().filter(came).collect())
    }
}
