//! Days as the office counts them: in its own zone, whatever the zone of the device.

use chrono::{Duration, NaiveDate};
use rusqlite::{Connection, OptionalExtension};

use super::{Device, Me};
use crate::error::Error;
use crate::store::{Fact, StoreError};

impl Device {
    /// The office's zone, in minutes east of UTC: as its document says, and until that is here as the invite said.
    pub fn utc_offset_minutes(&self) -> Result<i16, Error> {
        Ok(utc_offset_minutes(self.reader())?)
    }

    /// Today in the office's zone, by the relay's clock as far as it is known.
    pub fn today(&self) -> Result<NaiveDate, Error> {
        self.me().today(self.reader())
    }
}

impl Me {
    /// As [`Device::today`].
    pub(super) fn today(&self, conn: &Connection) -> Result<NaiveDate, Error> {
        let offset = Duration::minutes(i64::from(utc_offset_minutes(conn)?));
        let now = self.relay_now(conn)?;
        Ok(now.checked_add_signed(offset).unwrap_or(now).date_naive())
    }
}

fn utc_offset_minutes(conn: &Connection) -> Result<i16, StoreError> {
    let of_office = conn
        .prepare_cached("SELECT utc_offset_minutes FROM rm_office ORDER BY doc LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(match of_office {
        Some(minutes) => minutes,
        None => Fact::InviteZone
            .text(conn)?
            .and_then(|minutes| minutes.parse().ok())
            .unwrap_or_default(),
    })
}
