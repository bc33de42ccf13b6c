//! What the relay changes in SQLite. Runs only on the writer's connection, inside its transaction.

use rusqlite::params;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{DeviceId, FeedId, InviteId, OfficeId};
use sesi_wire::statement::{DeviceKeys, DeviceRole, Rights};

use super::reads::{
    Txn, bytes, count, int, place_bytes, rights, rights_number, role_number, storage_error,
};
use crate::storage::{
    Account, Device, FeedNo, Invite, Named, NewEntry, Office, OfficeNo, Reading, Source, Standing,
    StorageError, Writing,
};

impl Txn<'_> {
    fn change(&self, sql: &str, params: impl rusqlite::Params) -> Result<usize, StorageError> {
        self.statement(sql)?.execute(params).map_err(storage_error)
    }
}

impl Writing for Txn<'_> {
    fn create_office(
        &mut self,
        id: &OfficeId,
        root: &DeviceKeys,
        incarnation: [u8; 8],
    ) -> Result<Office, StorageError> {
        self.change(
            "INSERT INTO offices (id, root, incarnation) VALUES (?1, ?2, ?3)",
            params![id.0, root.sign.0, incarnation],
        )?;
        let office = self
            .office(id)?
            .ok_or_else(|| StorageError::Fault("an office vanished".into()))?;
        self.ensure_feed(&office, &FeedId::CONTROL)?;
        let device = Device {
            keys: *root,
            role: DeviceRole::Office,
            standing: Standing::Granted,
            granted: None,
        };
        self.put_device(office.no, &root.device(), &device)?;
        Ok(office)
    }

    fn ensure_feed(&mut self, office: &Office, id: &FeedId) -> Result<FeedNo, StorageError> {
        if let Some(feed) = self.feed(office.no, id)? {
            return Ok(feed.no);
        }
        let start = Chain::start(&office.incarnation, *id);
        self.change(
            "INSERT INTO feeds (office, id, chain) VALUES (?1, ?2, ?3)",
            params![office.no.0, id.0, start.0],
        )?;
        Ok(FeedNo(self.conn.last_insert_rowid()))
    }

    fn put_device(
        &mut self,
        office: OfficeNo,
        id: &DeviceId,
        device: &Device,
    ) -> Result<(), StorageError> {
        let state = match device.standing {
            Standing::Provisional => 0,
            Standing::Granted | Standing::Revoked => 1,
        };
        self.change(
            "INSERT INTO devices (office, id, sign, seal, token, role, state, granted)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (office, id) DO UPDATE SET sign = excluded.sign, seal = excluded.seal,
                 token = excluded.token, role = excluded.role, state = excluded.state, granted = excluded.granted",
            params![
                office.0,
                id.0,
                device.keys.sign.0,
                device.keys.seal.0,
                device.keys.token.0,
                role_number(device.role),
                state,
                device.granted.as_ref().map(place_bytes),
            ],
        )?;
        Ok(())
    }

    fn add_access(
        &mut self,
        office: OfficeNo,
        device: &DeviceId,
        source: Source,
        access: &[(FeedNo, Rights)],
    ) -> Result<(), StorageError> {
        for (feed, rights) in access {
            self.change(
                "INSERT INTO access (office, device, feed, invited, rights) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT DO UPDATE SET rights = max(rights, excluded.rights)",
                params![
                    office.0,
                    device.0,
                    feed.0,
                    source == Source::Invite,
                    rights_number(*rights)
                ],
            )?;
        }
        Ok(())
    }

    fn revoke(&mut self, office: OfficeNo, device: &DeviceId) -> Result<(), StorageError> {
        self.change(
            "INSERT OR IGNORE INTO revoked (office, device) VALUES (?1, ?2)",
            params![office.0, device.0],
        )?;
        Ok(())
    }

    fn add_named(
        &mut self,
        office: OfficeNo,
        device: &DeviceId,
        entry: &Named,
    ) -> Result<bool, StorageError> {
        let added = self.change(
            "INSERT OR IGNORE INTO named (office, device, feed, device_seq, mark) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![office.0, device.0, entry.feed.0, int(entry.device_seq), entry.mark],
        )?;
        Ok(added == 1)
    }

    fn forget_said(&mut self, office: &Office) -> Result<(), StorageError> {
        for table in [
            "access",
            "revoked",
            "named",
            "invite_access",
            "invites",
            "withdrawn",
        ] {
            let sql = format!("DELETE FROM {table} WHERE office = ?1");
            self.change(&sql, params![office.no.0])?;
        }
        // A token is unique in its office, and the row may not come back: its id stands for it.
        self.change(
            "UPDATE devices SET state = 2, granted = NULL, token = id WHERE office = ?1 AND id <> ?2",
            params![office.no.0, DeviceId::of_key(&office.root).0],
        )?;
        Ok(())
    }

    fn add_invite(
        &mut self,
        id: &InviteId,
        invite: &Invite,
        access: &[(FeedNo, Rights)],
    ) -> Result<(), StorageError> {
        let added = self.change(
            "INSERT OR IGNORE INTO invites (id, office, role, expires, welcome) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                id.0,
                invite.office.0,
                role_number(invite.role),
                int(invite.expires),
                invite.welcome,
            ],
        )?;
        if added == 0 {
            return Ok(());
        }
        for (feed, rights) in access {
            self.change(
                "INSERT INTO invite_access (office, invite, feed, rights) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT DO UPDATE SET rights = max(rights, excluded.rights)",
                params![invite.office.0, id.0, feed.0, rights_number(*rights)],
            )?;
        }
        Ok(())
    }

    fn invite_access(
        &self,
        office: OfficeNo,
        id: &InviteId,
    ) -> Result<Vec<(FeedNo, Rights)>, StorageError> {
        self.all(
            "SELECT feed, rights FROM invite_access WHERE office = ?1 AND invite = ?2",
            params![office.0, id.0],
            |row| Ok((FeedNo(row.get(0)?), rights(row, 1)?)),
        )
    }

    fn use_invite(
        &mut self,
        office: OfficeNo,
        id: &InviteId,
        device: &DeviceId,
    ) -> Result<(), StorageError> {
        self.change(
            "UPDATE invites SET used_by = ?3 WHERE office = ?1 AND id = ?2",
            params![office.0, id.0, device.0],
        )?;
        Ok(())
    }

    fn withdraw_invite(&mut self, office: OfficeNo, id: &InviteId) -> Result<(), StorageError> {
        self.change(
            "INSERT OR IGNORE INTO withdrawn (office, invite) VALUES (?1, ?2)",
            params![office.0, id.0],
        )?;
        Ok(())
    }

    fn append(
        &mut self,
        office: OfficeNo,
        feed: FeedNo,
        entry: &NewEntry<'_>,
    ) -> Result<u64, StorageError> {
        let end = self.one(
            "SELECT head, chain, id FROM feeds WHERE no = ?1",
            params![feed.0],
            |row| {
                Ok((
                    count(row, 0)?,
                    Chain(bytes(row, 1)?),
                    FeedId(bytes(row, 2)?),
                ))
            },
        )?;
        let (head, chain, feed_id) =
            end.ok_or_else(|| StorageError::Fault("an entry for a feed that is not there".into()))?;
        let (seq, chain) = (head + 1, chain.then(&entry.id));
        let taken = entry.account != Account::Author
            && self
                .holder(feed, &entry.device, entry.device_seq)?
                .is_some();
        let twin = if taken { int(seq) } else { 0 };
        self.change(
            "INSERT INTO entries (feed, seq, id, device, device_seq, twin, chain, bytes)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                feed.0,
                int(seq),
                entry.id.0,
                entry.device.0,
                int(entry.device_seq),
                twin,
                chain.0,
                entry.bytes,
            ],
        )?;
        let size = int(entry.bytes.len() as u64);
        self.change(
            "UPDATE feeds SET head = ?2, chain = ?3, bytes = bytes + ?4 WHERE no = ?1",
            params![feed.0, int(seq), chain.0, size],
        )?;
        let beyond = entry.account == Account::Beyond;
        self.change(
            "UPDATE offices SET used = used + ?2, beyond = beyond + ?2 * ?3 WHERE no = ?1",
            params![office.0, size, beyond],
        )?;
        let account = match (beyond, feed_id == FeedId::CONTROL) {
            (true, _) => "UPDATE devices SET beyond = beyond + ?3 WHERE office = ?1 AND id = ?2",
            (false, true) => "UPDATE devices SET said = said + ?3 WHERE office = ?1 AND id = ?2",
            (false, false) => "UPDATE devices SET data = data + ?3 WHERE office = ?1 AND id = ?2",
        };
        self.change(account, params![office.0, entry.device.0, size])?;
        Ok(seq)
    }

    fn add_founding_code(&mut self, hash: &[u8; 32], expires: u64) -> Result<(), StorageError> {
        self.change(
            "INSERT INTO founding_codes (hash, expires) VALUES (?1, ?2)",
            params![hash, int(expires)],
        )?;
        Ok(())
    }

    fn use_founding_code(&mut self, hash: &[u8; 32], now: u64) -> Result<bool, StorageError> {
        self.change(
            "DELETE FROM founding_codes WHERE expires <= ?1",
            params![int(now)],
        )?;
        let used = self.change("DELETE FROM founding_codes WHERE hash = ?1", params![hash])?;
        Ok(used == 1)
    }
}
