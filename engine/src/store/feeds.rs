//! Feeds that this device knows: their cursor at the relay and their keys.

use rusqlite::{Connection, OptionalExtension};
use sesi_wire::chain::Chain;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use zeroize::Zeroizing;

use super::StoreResult;

/// A feed and how far this device has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// The feed.
    pub id: FeedId,
    /// What it is for, in the byte form of [`crate::keys::purpose::Purpose`]; a single zero for the control feed.
    pub purpose: Vec<u8>,
    /// Every entry up to this seq is archived.
    pub since: u64,
    /// The relay's chain there.
    pub chain: Option<Chain>,
    /// The relay's last seq, as last heard.
    pub head: u64,
    /// This device's last `device_seq` in the feed, as far as its entries follow upon each other without a gap.
    pub own_seq: u64,
    /// The id of that entry.
    pub own_last: Option<EntryId>,
    /// The relay's log differs from ours: ask for its ids.
    pub listing: bool,
    /// Seal nothing until the feed is pulled to its head.
    pub settling: bool,
    /// The relay's chain of the empty feed, from a list of ids some of whose entries are not here yet.
    pub list_start: Option<Chain>,
    /// The relay refused it when it was last asked for.
    pub refused: bool,
}

const COLUMNS: &str =
    "id, purpose, since, chain, head, own_seq, own_last, listing, settling, list_start, refused";

impl FeedRow {
    /// The purpose stored for the control feed.
    pub const CONTROL: &'static [u8] = &[0];

    /// Makes the feed known; keeps what is there if it is known already.
    pub fn learn(conn: &Connection, id: FeedId, purpose: &[u8]) -> StoreResult<()> {
        conn.prepare_cached("INSERT OR IGNORE INTO feed (id, purpose) VALUES (?1, ?2)")?
            .execute((id.0, purpose))?;
        Ok(())
    }

    /// All known feeds, the control feed first, then in the order of their purposes.
    pub fn all(conn: &Connection) -> StoreResult<Vec<Self>> {
        let mut statement =
            conn.prepare_cached(&format!("SELECT {COLUMNS} FROM feed ORDER BY purpose"))?;
        let rows = statement.query_map([], Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How many entries of its feeds the relay holds that are not here, as last heard.
    pub fn count_to_come(conn: &Connection) -> StoreResult<u64> {
        let mut statement =
            conn.prepare_cached("SELECT head - since FROM feed WHERE head > since")?;
        // A relay may boast of any number.
        let each = statement.query_map([], |row| row.get::<_, u64>(0))?;
        let mut count = 0_u64;
        for behind in each {
            count = count.saturating_add(behind?);
        }
        Ok(count)
    }

    /// The feed `id`.
    pub fn get(conn: &Connection, id: FeedId) -> StoreResult<Option<Self>> {
        let mut statement =
            conn.prepare_cached(&format!("SELECT {COLUMNS} FROM feed WHERE id = ?1"))?;
        Ok(statement.query_row([id.0], Self::read).optional()?)
    }

    /// Every feed of which a key for `purpose` is held, whether or not that counts, by id.
    pub fn with_key_for(conn: &Connection, purpose: &[u8]) -> StoreResult<Vec<Self>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM feed WHERE id IN (SELECT feed FROM epoch_key WHERE purpose = ?1) ORDER BY id"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map([purpose], Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The feeds but the control feed of which entries of `device` are here.
    pub fn written_by(conn: &Connection, device: DeviceId) -> StoreResult<Vec<Self>> {
        let sql = format!(
            "SELECT {COLUMNS} FROM feed WHERE id <> ?2
             AND EXISTS (SELECT 1 FROM entry WHERE entry.feed = feed.id AND entry.device = ?1)"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let rows = statement.query_map((device.0, FeedId::CONTROL.0), Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A feed is for something else: what named it before does not count.
    pub fn rename(conn: &Connection, id: FeedId, purpose: &[u8]) -> StoreResult<()> {
        conn.prepare_cached("UPDATE feed SET purpose = ?2 WHERE id = ?1")?
            .execute((id.0, purpose))?;
        Ok(())
    }

    /// Of the feeds for `purpose` the one with the smallest id.
    pub fn of_purpose(conn: &Connection, purpose: &[u8]) -> StoreResult<Option<Self>> {
        let mut statement = conn.prepare_cached(&format!(
            "SELECT {COLUMNS} FROM feed WHERE purpose = ?1 ORDER BY id LIMIT 1"
        ))?;
        Ok(statement.query_row([purpose], Self::read).optional()?)
    }

    /// Writes everything but id and purpose.
    pub fn update(&self, conn: &Connection) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE feed SET since = ?2, chain = ?3, head = ?4, own_seq = ?5, own_last = ?6, listing = ?7,
             settling = ?8, list_start = ?9, refused = ?10 WHERE id = ?1",
        )?
        .execute((
            self.id.0,
            self.since,
            self.chain.map(|chain| chain.0),
            self.head,
            self.own_seq,
            self.own_last.map(|id| id.0),
            self.listing,
            self.settling,
            self.list_start.map(|chain| chain.0),
            self.refused,
        ))?;
        Ok(())
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            id: FeedId(row.get(0)?),
            purpose: row.get(1)?,
            since: row.get(2)?,
            chain: row.get::<_, Option<[u8; 16]>>(3)?.map(Chain),
            head: row.get(4)?,
            own_seq: row.get(5)?,
            own_last: row.get::<_, Option<[u8; 32]>>(6)?.map(EntryId),
            listing: row.get(7)?,
            settling: row.get(8)?,
            list_start: row.get::<_, Option<[u8; 16]>>(9)?.map(Chain),
            refused: row.get(10)?,
        })
    }
}

/// A feed key that this device holds.
pub struct HeldKey {
    /// 1, 2, 3 ...
    pub epoch: u32,
    /// The key.
    pub key: Zeroizing<[u8; 32]>,
    /// What the feed is for as far as this key goes, in the byte form of [`crate::keys::purpose::Purpose`].
    pub purpose: Vec<u8>,
    /// The control entry that brought it; none for a key that this device made or was welcomed with.
    pub said_by: Option<EntryId>,
}

impl HeldKey {
    /// Keeps the key of an epoch, said by a control entry if it was not made here.
    pub fn keep(
        conn: &Connection,
        feed: FeedId,
        epoch: u32,
        key: &[u8; 32],
        purpose: &[u8],
        said_by: Option<&EntryId>,
    ) -> StoreResult<()> {
        conn.prepare_cached(
            "INSERT OR IGNORE INTO epoch_key (feed, epoch, key, purpose, said_by) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute((feed.0, epoch, key, purpose, said_by.map(|id| id.0)))?;
        Ok(())
    }

    /// The keys for `purpose`, each with its feed, in the order of these.
    pub fn of_purpose(conn: &Connection, purpose: &[u8]) -> StoreResult<Vec<(FeedId, Self)>> {
        let mut statement = conn.prepare_cached(
            "SELECT epoch, key, purpose, said_by, feed FROM epoch_key WHERE purpose = ?1 ORDER BY feed, epoch, key",
        )?;
        let rows =
            statement.query_map([purpose], |row| Ok((FeedId(row.get(4)?), Self::read(row)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The control entry that brought a key which is held; none for one that this device made or was welcomed with.
    pub fn said_by(
        conn: &Connection,
        feed: FeedId,
        epoch: u32,
        key: &[u8; 32],
        purpose: &[u8],
    ) -> StoreResult<Option<EntryId>> {
        let mut statement = conn.prepare_cached(
            "SELECT said_by FROM epoch_key WHERE feed = ?1 AND epoch = ?2 AND key = ?3 AND purpose = ?4",
        )?;
        let said_by: Option<Option<[u8; 32]>> = statement
            .query_row((feed.0, epoch, key, purpose), |row| row.get(0))
            .optional()?;
        Ok(said_by.flatten().map(EntryId))
    }

    /// Another entry says the key too, in place of one that does not count any more.
    pub fn said_by_another(
        conn: &Connection,
        feed: FeedId,
        epoch: u32,
        key: &[u8; 32],
        purpose: &[u8],
        entry: &EntryId,
    ) -> StoreResult<()> {
        conn.prepare_cached(
            "UPDATE epoch_key SET said_by = ?5 WHERE feed = ?1 AND epoch = ?2 AND key = ?3 AND purpose = ?4 AND said_by IS NOT NULL",
        )?
        .execute((feed.0, epoch, key, purpose, entry.0))?;
        Ok(())
    }

    /// The keys of `epoch`: one, or none, or two where two office devices began it at once.
    pub fn of_epoch(conn: &Connection, feed: FeedId, epoch: u32) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT epoch, key, purpose, said_by FROM epoch_key WHERE feed = ?1 AND epoch = ?2 ORDER BY key, purpose",
        )?;
        let rows = statement.query_map((feed.0, epoch), Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The newest key, with which to seal.
    pub fn newest(conn: &Connection, feed: FeedId) -> StoreResult<Option<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT epoch, key, purpose, said_by FROM epoch_key WHERE feed = ?1 ORDER BY epoch DESC, key LIMIT 1",
        )?;
        Ok(statement.query_row([feed.0], Self::read).optional()?)
    }

    /// All keys of a feed, oldest first.
    pub fn all(conn: &Connection, feed: FeedId) -> StoreResult<Vec<Self>> {
        let mut statement = conn.prepare_cached(
            "SELECT epoch, key, purpose, said_by FROM epoch_key WHERE feed = ?1 ORDER BY epoch, key, purpose",
        )?;
        let rows = statement.query_map([feed.0], Self::read)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn read(row: &rusqlite::Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self {
            epoch: row.get(0)?,
            key: Zeroizing::new(row.get(1)?),
            purpose: row.get(2)?,
            said_by: row.get::<_, Option<[u8; 32]>>(3)?.map(EntryId),
        })
    }
}
