//! Facts of this copy of the app, one value each.

use rusqlite::{Connection, OptionalExtension};

use super::StoreResult;

/// The name of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fact {
    /// 16 bytes: the office this device belongs to.
    Office,
    /// The root's public signing key, 32 bytes.
    Root,
    /// This device's secret identity.
    Identity,
    /// 16 bytes: the staff member whose device this is.
    Person,
    /// The relay's address, text.
    Relay,
    /// SHA-256 of a private relay's certificate, where it is pinned.
    RelayPin,
    /// The relays that this device left, see [`super::Relays`].
    Relays,
    /// How many bytes the device asks for and sends at once, 4 bytes each, little endian.
    Budgets,
    /// Present while a request with so many entries (4 bytes, little endian) has broken off on its way, and the relay was asked so often
    /// (1 byte) what it holds of it.
    Cut,
    /// Milliseconds since 1970, text: when the relay was last heard, by the relay's clock.
    HeardAt,
    /// Milliseconds, signed, text: relay clock minus device clock at that time.
    ClockOffset,
    /// Present once it was noticed that this database was restored from a backup or copied.
    Copied,
    /// Consecutive failures to reach the relay, text.
    Failures,
    /// The enrolment by which this device joins, sealed, until the relay has answered it.
    Joining,
    /// The office's zone as the invite said it, in minutes east of UTC, text: until the office's document is here.
    InviteZone,
    /// The version of the app that an entry of this device said last, text.
    SaidApp,
    /// Feeds of which an entry of this device said that it lacks them, a CBOR array of purposes.
    SaidLacking,
    /// Feeds that others lack and this office device is to open, a CBOR array of purposes.
    ToOpen,
    /// The fingerprint by which the tables of the read model were made, 8 bytes, little endian.
    ReadModel,
    /// Present while the read model is empty because its tables were made anew.
    StaleReadModel,
    /// The version of the app by which everything that is kept was last looked at, text.
    SeenByApp,
    /// Present once an entry came that bears this device's name and not its signature.
    Impersonated,
    /// Which of the things that it noticed a person has seen, one mark a line.
    SeenFindings,
    /// Purposes of which own work stands under keys that nobody in service vouches for, and no feed is here to seal it in again, a CBOR array.
    UnvouchedWork,
    /// How many runs there were, text: refused entries are offered again by it.
    Runs,
}

impl Fact {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Office => "office",
            Self::Root => "root",
            Self::Identity => "identity",
            Self::Person => "staff",
            Self::Relay => "relay",
            Self::RelayPin => "relay_pin",
            Self::Relays => "relays",
            Self::Budgets => "budgets",
            Self::Cut => "cut",
            Self::HeardAt => "heard_at",
            Self::ClockOffset => "clock_offset",
            Self::Copied => "copied",
            Self::Failures => "failures",
            Self::Joining => "joining",
            Self::InviteZone => "invite_zone",
            Self::SaidApp => "said_app",
            Self::SaidLacking => "said_lacking",
            Self::ToOpen => "to_open",
            Self::ReadModel => "read_model",
            Self::StaleReadModel => "stale_read_model",
            Self::SeenByApp => "seen_by_app",
            Self::Impersonated => "impersonated",
            Self::SeenFindings => "seen_findings",
            Self::UnvouchedWork => "unvouched_work",
            Self::Runs => "runs",
        }
    }

    /// The fact's value, if it is known.
    pub fn get(self, conn: &Connection) -> StoreResult<Option<Vec<u8>>> {
        let mut statement = conn.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(statement
            .query_row([self.name()], |row| row.get(0))
            .optional()?)
    }

    /// The fact's value as text.
    pub fn text(self, conn: &Connection) -> StoreResult<Option<String>> {
        Ok(self
            .get(conn)?
            .and_then(|bytes| String::from_utf8(bytes).ok()))
    }

    /// The fact's value as a number, 0 if there is none.
    pub fn count(self, conn: &Connection) -> StoreResult<u64> {
        let text = self.text(conn)?;
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    /// Writes the fact.
    pub fn set(self, conn: &Connection, value: &[u8]) -> StoreResult<()> {
        conn.prepare_cached("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)")?
            .execute((self.name(), value))?;
        Ok(())
    }

    /// Forgets the fact.
    pub fn clear(self, conn: &Connection) -> StoreResult<()> {
        conn.prepare_cached("DELETE FROM meta WHERE key = ?1")?
            .execute([self.name()])?;
        Ok(())
    }
}
