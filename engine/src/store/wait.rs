//! Index from what may arrive to the parked entries that wait for it.

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};

use super::StoreResult;

/// Something that an entry lacks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wait {
    /// The office lets its author in.
    Author(DeviceId),
    /// Some statement names the key of the author of a control entry.
    Signer(DeviceId),
    /// A key of the epoch, beside the so many that did not open it.
    Key {
        /// The feed.
        feed: FeedId,
        /// The epoch.
        epoch: u32,
        /// How many keys there were.
        tried: u32,
    },
    /// A change of a document, by its hash.
    Change {
        /// The document's id.
        document: [u8; 16],
        /// The hash.
        change: [u8; 32],
    },
    /// Any change of a document: so many are missing that they are not listed.
    AnyChange([u8; 16]),
    /// The author may write the feed.
    Access {
        /// The author.
        device: DeviceId,
        /// The feed.
        feed: FeedId,
    },
    /// The author speaks for the office.
    Office(DeviceId),
}

/// The kinds, as stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WaitKind {
    /// [`Wait::Author`].
    Author = 1,
    /// [`Wait::Signer`].
    Signer = 2,
    /// [`Wait::Key`].
    Key = 3,
    /// [`Wait::Change`] and [`Wait::AnyChange`].
    Change = 4,
    /// [`Wait::Access`].
    Access = 5,
    /// [`Wait::Office`].
    Office = 6,
}

impl Wait {
    fn stored(&self) -> (WaitKind, Vec<u8>, u32) {
        match self {
            Self::Author(device) => (WaitKind::Author, device.0.to_vec(), 0),
            Self::Signer(device) => (WaitKind::Signer, device.0.to_vec(), 0),
            Self::Key { feed, epoch, tried } => {
                let what = [&feed.0[..], &epoch.to_be_bytes()].concat();
                (WaitKind::Key, what, *tried)
            }
            Self::Change { document, change } => {
                (WaitKind::Change, [&document[..], change].concat(), 0)
            }
            // The shortest of the document's keys: it sorts before the hashes.
            Self::AnyChange(document) => (WaitKind::Change, document.to_vec(), 0),
            Self::Access { device, feed } => (WaitKind::Access, [device.0, feed.0].concat(), 0),
            Self::Office(device) => (WaitKind::Office, device.0.to_vec(), 0),
        }
    }

    fn read(kind: WaitKind, what: &[u8], tried: u32) -> Option<Self> {
        let device = |bytes: &[u8]| bytes.try_into().ok().map(DeviceId);
        Some(match kind {
            WaitKind::Author => Self::Author(device(what)?),
            WaitKind::Signer => Self::Signer(device(what)?),
            WaitKind::Office => Self::Office(device(what)?),
            WaitKind::Key => {
                let (feed, epoch) = what.split_at_checked(8)?;
                Self::Key {
                    feed: FeedId(feed.try_into().ok()?),
                    epoch: u32::from_be_bytes(epoch.try_into().ok()?),
                    tried,
                }
            }
            WaitKind::Access => {
                let (author, feed) = what.split_at_checked(8)?;
                Self::Access {
                    device: device(author)?,
                    feed: FeedId(feed.try_into().ok()?),
                }
            }
            WaitKind::Change => {
                let (document, change) = what.split_at_checked(16)?;
                let document = document.try_into().ok()?;
                if change.is_empty() {
                    return Some(Self::AnyChange(document));
                }
                Self::Change {
                    document,
                    change: change.try_into().ok()?,
                }
            }
        })
    }

    /// Notes that `entry` lacks this.
    pub fn put(&self, conn: &Connection, entry: &EntryId) -> StoreResult<()> {
        let (kind, what, tried) = self.stored();
        conn.prepare_cached(
            "INSERT OR REPLACE INTO wait (kind, what, entry, tried) VALUES (?1, ?2, ?3, ?4)",
        )?
        .execute((kind as u8, what, entry.0, tried))?;
        Ok(())
    }

    /// `entry` waits for nothing any more.
    pub fn clear(conn: &Connection, entry: &EntryId) -> StoreResult<()> {
        conn.prepare_cached("DELETE FROM wait WHERE entry = ?1")?
            .execute([entry.0])?;
        Ok(())
    }

    /// Everything of a kind that some entry lacks, each once.
    pub fn of_kind(conn: &Connection, kind: WaitKind) -> StoreResult<Vec<Self>> {
        Self::between(conn, kind, &[], &[0xff; 64])
    }

    /// Changes of a document that some entry lacks, each once.
    pub fn of_document(conn: &Connection, document: &[u8; 16]) -> StoreResult<Vec<Self>> {
        let end = [&document[..], &[0xff; 33]].concat();
        Self::between(conn, WaitKind::Change, document, &end)
    }

    fn between(
        conn: &Connection,
        kind: WaitKind,
        from: &[u8],
        to: &[u8],
    ) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT DISTINCT what, tried FROM wait WHERE kind = ?1 AND what BETWEEN ?2 AND ?3",
        )?;
        let rows = statement.query_map((kind as u8, from, to), |row| {
            Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?))
        })?;
        let mut waits = Vec::new();
        for row in rows {
            let (what, tried) = row?;
            waits.extend(Self::read(kind, &what, tried));
        }
        Ok(waits)
    }

    /// The entries that lack this, with their order of arrival.
    pub fn entries(&self, conn: &Connection) -> StoreResult<Vec<(i64, EntryId)>> {
        let (kind, what, tried) = self.stored();
        let mut statement = conn.prepare_cached(
            "SELECT no, entry.id FROM wait JOIN entry ON entry.id = wait.entry
             WHERE wait.kind = ?1 AND what = ?2 AND tried = ?3",
        )?;
        let rows = statement.query_map((kind as u8, what, tried), |row| {
            Ok((row.get(0)?, EntryId(row.get(1)?)))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
