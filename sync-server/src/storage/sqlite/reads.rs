//! What the relay asks of SQLite. One prepared statement a question.

use std::ops::ControlFlow;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};
use sesi_wire::chain::Chain;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, OfficeId, SealKey, SignKey, TokenHash};
use sesi_wire::statement::{DeviceKeys, DeviceRole, Rights};

use crate::storage::{
    Device, Feed, FeedNo, GrantPlace, Invite, Named, Office, OfficeNo, Reading, Session, Spent,
    Standing, StorageError, Stored,
};

/// A transaction on a connection. Whoever makes one has begun it, and ends it.
pub(super) struct Txn<'c> {
    pub(super) conn: &'c Connection,
}

/// Tells the story of an SQLite error in the words of the contract.
#[allow(clippy::needless_pass_by_value)] // for `map_err`
pub(super) fn storage_error(error: rusqlite::Error) -> StorageError {
    use rusqlite::ErrorCode as Code;
    match &error {
        rusqlite::Error::SqliteFailure(failure, _) => match failure.code {
            Code::DiskFull => StorageError::Full,
            Code::SystemIoFailure
            | Code::CannotOpen
            | Code::DatabaseBusy
            | Code::DatabaseLocked
            | Code::ReadOnly
            | Code::OutOfMemory
            | Code::FileLockingProtocolFailed
            | Code::PermissionDenied => StorageError::Unavailable(error.to_string()),
            Code::DatabaseCorrupt | Code::NotADatabase => StorageError::Corrupt(error.to_string()),
            _ => StorageError::Fault(error.to_string()),
        },
        rusqlite::Error::FromSqlConversionFailure(..)
        | rusqlite::Error::IntegralValueOutOfRange(..)
        | rusqlite::Error::InvalidColumnType(..) => StorageError::Corrupt(error.to_string()),
        _ => StorageError::Fault(error.to_string()),
    }
}

/// SQLite counts in signed 64 bits. What exceeds them cannot be stored, so as a bound the largest value will do.
pub(super) fn int(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

pub(super) fn count(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(at)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(at, value))
}

pub(super) fn bytes<const N: usize>(row: &Row<'_>, at: usize) -> rusqlite::Result<[u8; N]> {
    row.get(at)
}

pub(super) fn role_number(role: DeviceRole) -> i64 {
    match role {
        DeviceRole::Member => 0,
        DeviceRole::Office => 1,
    }
}

fn role(row: &Row<'_>, at: usize) -> rusqlite::Result<DeviceRole> {
    match row.get::<_, i64>(at)? {
        0 => Ok(DeviceRole::Member),
        1 => Ok(DeviceRole::Office),
        other => Err(rusqlite::Error::IntegralValueOutOfRange(at, other)),
    }
}

pub(super) fn rights_number(rights: Rights) -> i64 {
    match rights {
        Rights::Read => 0,
        Rights::Write => 1,
    }
}

pub(super) fn rights(row: &Row<'_>, at: usize) -> rusqlite::Result<Rights> {
    match row.get::<_, i64>(at)? {
        0 => Ok(Rights::Read),
        1 => Ok(Rights::Write),
        other => Err(rusqlite::Error::IntegralValueOutOfRange(at, other)),
    }
}

fn office(row: &Row<'_>) -> rusqlite::Result<Office> {
    let quota: Option<i64> = row.get(4)?;
    Ok(Office {
        no: OfficeNo(row.get(0)?),
        id: OfficeId(bytes(row, 1)?),
        root: SignKey(bytes(row, 2)?),
        incarnation: bytes(row, 3)?,
        quota: quota.and_then(|quota| u64::try_from(quota).ok()),
        used: count(row, 5)?,
        beyond: count(row, 6)?,
    })
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        office: OfficeNo(row.get(0)?),
        office_id: OfficeId(bytes(row, 1)?),
        device: DeviceId(bytes(row, 2)?),
        sign: SignKey(bytes(row, 3)?),
        revoked: row.get(4)?,
    })
}

/// Bytes whose order is that of the place.
pub(super) fn place_bytes(place: &GrantPlace) -> [u8; 54] {
    let mut bytes = [0; 54];
    bytes[..4].copy_from_slice(&place.distance.to_be_bytes());
    bytes[4..12].copy_from_slice(&place.author.0);
    bytes[12..20].copy_from_slice(&place.device_seq.to_be_bytes());
    bytes[20..52].copy_from_slice(&place.entry.0);
    bytes[52..].copy_from_slice(&place.at.to_be_bytes());
    bytes
}

fn place(bytes: &[u8; 54]) -> GrantPlace {
    fn part<const N: usize>(bytes: &[u8; 54], at: usize) -> [u8; N] {
        let mut part = [0; N];
        part.copy_from_slice(&bytes[at..at + N]);
        part
    }
    GrantPlace {
        distance: u32::from_be_bytes(part(bytes, 0)),
        author: DeviceId(part(bytes, 4)),
        device_seq: u64::from_be_bytes(part(bytes, 12)),
        entry: EntryId(part(bytes, 20)),
        at: u16::from_be_bytes(part(bytes, 52)),
    }
}

impl Txn<'_> {
    pub(super) fn statement(&self, sql: &str) -> Result<CachedStatement<'_>, StorageError> {
        self.conn.prepare_cached(sql).map_err(storage_error)
    }

    pub(super) fn one<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>, StorageError> {
        self.statement(sql)?
            .query_row(params, read)
            .optional()
            .map_err(storage_error)
    }

    pub(super) fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>, StorageError> {
        self.statement(sql)?
            .query_map(params, read)
            .and_then(Iterator::collect)
            .map_err(storage_error)
    }
}

impl Reading for Txn<'_> {
    fn sessions(
        &self,
        token: &TokenHash,
        office: Option<&OfficeId>,
    ) -> Result<Vec<Session>, StorageError> {
        self.all(
            "SELECT o.no, o.id, d.id, d.sign,
                    EXISTS (SELECT 1 FROM revoked r WHERE r.office = d.office AND r.device = d.id)
             FROM devices d JOIN offices o ON o.no = d.office
             WHERE d.token = ?1 AND d.state < 2 AND (?2 IS NULL OR o.id = ?2) LIMIT 2",
            params![token.0, office.map(|office| office.0)],
            session,
        )
    }

    fn office(&self, id: &OfficeId) -> Result<Option<Office>, StorageError> {
        self.one(
            "SELECT no, id, root, incarnation, quota, used, beyond FROM offices WHERE id = ?1",
            params![id.0],
            office,
        )
    }

    fn office_of(&self, no: OfficeNo) -> Result<Option<Office>, StorageError> {
        self.one(
            "SELECT no, id, root, incarnation, quota, used, beyond FROM offices WHERE no = ?1",
            params![no.0],
            office,
        )
    }

    fn device(&self, office: OfficeNo, id: &DeviceId) -> Result<Option<Device>, StorageError> {
        self.one(
            "SELECT sign, seal, token, role, state, granted,
                    EXISTS (SELECT 1 FROM revoked r WHERE r.office = d.office AND r.device = d.id)
             FROM devices d WHERE office = ?1 AND id = ?2 AND state < 2",
            params![office.0, id.0],
            |row| {
                let granted: Option<[u8; 54]> = row.get(5)?;
                let standing = match (row.get(6)?, row.get::<_, i64>(4)?) {
                    (true, _) => Standing::Revoked,
                    (false, 0) => Standing::Provisional,
                    (false, _) => Standing::Granted,
                };
                Ok(Device {
                    keys: DeviceKeys {
                        sign: SignKey(bytes(row, 0)?),
                        seal: SealKey(bytes(row, 1)?),
                        token: TokenHash(bytes(row, 2)?),
                    },
                    role: role(row, 3)?,
                    standing,
                    granted: granted.as_ref().map(place),
                })
            },
        )
    }

    fn is_revoked(&self, office: OfficeNo, id: &DeviceId) -> Result<bool, StorageError> {
        let found = self.one(
            "SELECT 1 FROM revoked WHERE office = ?1 AND device = ?2",
            params![office.0, id.0],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn is_named(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        entry: &Named,
    ) -> Result<bool, StorageError> {
        let found = self.one(
            "SELECT 1 FROM named WHERE office = ?1 AND device = ?2 AND feed = ?3 AND device_seq = ?4 AND mark = ?5",
            params![office.0, device.0, entry.feed.0, int(entry.device_seq), entry.mark],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn has_unnamed(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        feed: &FeedId,
    ) -> Result<bool, StorageError> {
        let found = self.one(
            "SELECT 1 FROM entries e JOIN feeds f ON f.no = e.feed
             WHERE f.office = ?1 AND f.id = ?3 AND e.device = ?2 AND NOT EXISTS
                 (SELECT 1 FROM named n WHERE n.office = f.office AND n.device = e.device AND n.feed = f.id
                  AND n.device_seq = e.device_seq AND n.mark = substr(e.id, 1, 16)) LIMIT 1",
            params![office.0, device.0, feed.0],
            |_| Ok(()),
        )?;
        Ok(found.is_some())
    }

    fn highest_named(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        feed: &FeedId,
    ) -> Result<u64, StorageError> {
        let highest = self.one(
            "SELECT coalesce(max(device_seq), 0) FROM named WHERE office = ?1 AND device = ?2 AND feed = ?3",
            params![office.0, device.0, feed.0],
            |row| count(row, 0),
        )?;
        Ok(highest.unwrap_or(0))
    }

    fn named_entry(
        &self,
        feed: FeedNo,
        device: &DeviceId,
        entry: &Named,
    ) -> Result<Option<Vec<u8>>, StorageError> {
        self.one(
            "SELECT bytes FROM entries
             WHERE feed = ?1 AND device = ?2 AND device_seq = ?3 AND substr(id, 1, 16) = ?4",
            params![feed.0, device.0, int(entry.device_seq), entry.mark],
            |row| row.get(0),
        )
    }

    fn spent(&self, office: OfficeNo, device: &DeviceId) -> Result<Spent, StorageError> {
        let spent = self.one(
            "SELECT data, said, beyond FROM devices WHERE office = ?1 AND id = ?2",
            params![office.0, device.0],
            |row| {
                Ok(Spent {
                    data: count(row, 0)?,
                    said: count(row, 1)?,
                    beyond: count(row, 2)?,
                })
            },
        )?;
        Ok(spent.unwrap_or_default())
    }

    fn feed(&self, office: OfficeNo, id: &FeedId) -> Result<Option<Feed>, StorageError> {
        self.one(
            "SELECT no, head, chain FROM feeds WHERE office = ?1 AND id = ?2",
            params![office.0, id.0],
            |row| {
                Ok(Feed {
                    no: FeedNo(row.get(0)?),
                    head: count(row, 1)?,
                    chain: Chain(bytes(row, 2)?),
                })
            },
        )
    }

    fn rights(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        feed: FeedNo,
    ) -> Result<Option<Rights>, StorageError> {
        self.one(
            "SELECT a.rights FROM access a JOIN devices d ON d.office = a.office AND d.id = a.device
             WHERE a.office = ?1 AND a.device = ?2 AND a.feed = ?3 AND a.invited = (d.state = 0)",
            params![office.0, device.0, feed.0],
            |row| rights(row, 0),
        )
    }

    fn feeds_of(
        &self,
        office: OfficeNo,
        device: &DeviceId,
    ) -> Result<Vec<(FeedId, Feed)>, StorageError> {
        self.all(
            "SELECT f.id, f.no, f.head, f.chain FROM access a JOIN feeds f ON f.no = a.feed
             JOIN devices d ON d.office = a.office AND d.id = a.device
             WHERE a.office = ?1 AND a.device = ?2 AND a.invited = (d.state = 0)",
            params![office.0, device.0],
            |row| {
                let feed = Feed {
                    no: FeedNo(row.get(1)?),
                    head: count(row, 2)?,
                    chain: Chain(bytes(row, 3)?),
                };
                Ok((FeedId(bytes(row, 0)?), feed))
            },
        )
    }

    fn seq_of(&self, feed: FeedNo, id: &EntryId) -> Result<Option<u64>, StorageError> {
        self.one(
            "SELECT seq FROM entries WHERE feed = ?1 AND id = ?2",
            params![feed.0, id.0],
            |row| count(row, 0),
        )
    }

    fn holder(
        &self,
        feed: FeedNo,
        device: &DeviceId,
        device_seq: u64,
    ) -> Result<Option<EntryId>, StorageError> {
        self.one(
            "SELECT id FROM entries WHERE feed = ?1 AND device = ?2 AND device_seq = ?3 ORDER BY twin LIMIT 1",
            params![feed.0, device.0, int(device_seq)],
            |row| Ok(EntryId(bytes(row, 0)?)),
        )
    }

    fn chain_at(&self, feed: FeedNo, seq: u64) -> Result<Option<Chain>, StorageError> {
        self.one(
            "SELECT chain FROM entries WHERE feed = ?1 AND seq = ?2",
            params![feed.0, int(seq)],
            |row| Ok(Chain(bytes(row, 0)?)),
        )
    }

    fn entries_after(
        &self,
        feed: FeedNo,
        after: u64,
        visit: &mut dyn FnMut(Stored<'_>) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        let mut statement = self.statement(
            "SELECT seq, device, device_seq, chain, bytes FROM entries
             WHERE feed = ?1 AND seq > ?2 ORDER BY seq",
        )?;
        let mut rows = statement
            .query(params![feed.0, int(after)])
            .map_err(storage_error)?;
        while let Some(row) = rows.next().map_err(storage_error)? {
            let stored = (|| {
                Ok(Stored {
                    seq: count(row, 0)?,
                    device: DeviceId(bytes(row, 1)?),
                    device_seq: count(row, 2)?,
                    chain: Chain(bytes(row, 3)?),
                    bytes: row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?,
                })
            })();
            if visit(stored.map_err(storage_error)?).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn ids_after(
        &self,
        feed: FeedNo,
        after: u64,
        limit: usize,
    ) -> Result<(Vec<EntryId>, Option<Chain>), StorageError> {
        let rows = self.all(
            "SELECT id, chain FROM entries WHERE feed = ?1 AND seq > ?2 ORDER BY seq LIMIT ?3",
            params![feed.0, int(after), int(limit as u64)],
            |row| Ok((EntryId(bytes(row, 0)?), Chain(bytes(row, 1)?))),
        )?;
        let chain = rows.last().map(|(_, chain)| *chain);
        Ok((rows.into_iter().map(|(id, _)| id).collect(), chain))
    }

    fn entry(&self, feed: FeedNo, seq: u64) -> Result<Option<Vec<u8>>, StorageError> {
        self.one(
            "SELECT bytes FROM entries WHERE feed = ?1 AND seq = ?2",
            params![feed.0, int(seq)],
            |row| row.get(0),
        )
    }

    fn invite(&self, office: OfficeNo, id: &InviteId) -> Result<Option<Invite>, StorageError> {
        self.one(
            "SELECT office, role, expires, welcome, used_by,
                    EXISTS (SELECT 1 FROM withdrawn w WHERE w.office = i.office AND w.invite = i.id)
             FROM invites i WHERE id = ?1 AND office = ?2",
            params![id.0, office.0],
            |row| {
                let used_by: Option<[u8; 8]> = row.get(4)?;
                Ok(Invite {
                    office: OfficeNo(row.get(0)?),
                    role: role(row, 1)?,
                    expires: count(row, 2)?,
                    welcome: row.get(3)?,
                    used_by: used_by.map(DeviceId),
                    withdrawn: row.get(5)?,
                })
            },
        )
    }

    fn inviting(&self, id: &InviteId, limit: usize) -> Result<Vec<Office>, StorageError> {
        self.all(
            "SELECT no, o.id, root, incarnation, quota, used, beyond
             FROM invites i JOIN offices o ON o.no = i.office WHERE i.id = ?1 ORDER BY no LIMIT ?2",
            params![id.0, int(limit as u64)],
            office,
        )
    }
}
