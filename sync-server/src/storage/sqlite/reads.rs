//! What the relay asks of SQLite. One prepared statement a question.

use std::ops::ControlFlow;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row, params};
use sesi_wire::chain::Chain;
use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, OfficeId, SealKey, SignKey, TokenHash};
use sesi_wire::statement::{DeviceKeys, DeviceRole, Rights};

use crate::storage::{
    Device, Feed, FeedNo, Invite, Office, OfficeNo, Reading, Session, Standing, StorageError,
    Stored,
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
    })
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
    fn session(&self, token: &TokenHash) -> Result<Option<Session>, StorageError> {
        self.one(
            "SELECT o.no, o.id, d.id, d.sign,
                    EXISTS (SELECT 1 FROM revoked r WHERE r.office = d.office AND r.device = d.id)
             FROM devices d JOIN offices o ON o.no = d.office WHERE d.token = ?1",
            params![token.0],
            |row| {
                Ok(Session {
                    office: OfficeNo(row.get(0)?),
                    office_id: OfficeId(bytes(row, 1)?),
                    device: DeviceId(bytes(row, 2)?),
                    sign: SignKey(bytes(row, 3)?),
                    revoked: row.get(4)?,
                })
            },
        )
    }

    fn office(&self, id: &OfficeId) -> Result<Option<Office>, StorageError> {
        self.one(
            "SELECT no, id, root, incarnation, quota, used FROM offices WHERE id = ?1",
            params![id.0],
            office,
        )
    }

    fn office_of(&self, no: OfficeNo) -> Result<Option<Office>, StorageError> {
        self.one(
            "SELECT no, id, root, incarnation, quota, used FROM offices WHERE no = ?1",
            params![no.0],
            office,
        )
    }

    fn device(&self, office: OfficeNo, id: &DeviceId) -> Result<Option<Device>, StorageError> {
        self.one(
            "SELECT sign, seal, token, role, state, serial, granted_by,
                    EXISTS (SELECT 1 FROM revoked r WHERE r.office = d.office AND r.device = d.id)
             FROM devices d WHERE office = ?1 AND id = ?2",
            params![office.0, id.0],
            |row| {
                let granted_by: Option<[u8; 32]> = row.get(6)?;
                let standing = match (row.get(7)?, row.get::<_, i64>(4)?) {
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
                    serial: count(row, 5)?,
                    granted_by: granted_by.map(EntryId),
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

    fn believed(
        &self,
        office: OfficeNo,
        device: &DeviceId,
        feed: &FeedId,
    ) -> Result<u64, StorageError> {
        let last = self.one(
            "SELECT last FROM believed WHERE office = ?1 AND device = ?2 AND feed = ?3",
            params![office.0, device.0, feed.0],
            |row| count(row, 0),
        )?;
        Ok(last.unwrap_or(0))
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
            "SELECT rights FROM access WHERE office = ?1 AND device = ?2 AND feed = ?3",
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
             WHERE a.office = ?1 AND a.device = ?2",
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
            "SELECT id FROM entries WHERE feed = ?1 AND device = ?2 AND device_seq = ?3",
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

    fn invite(&self, id: &InviteId) -> Result<Option<Invite>, StorageError> {
        self.one(
            "SELECT office, role, expires, welcome, used_by,
                    EXISTS (SELECT 1 FROM withdrawn w WHERE w.office = i.office AND w.invite = i.id)
             FROM invites i WHERE id = ?1",
            params![id.0],
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
}
