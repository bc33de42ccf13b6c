//! Calendar days in the time zone of the office, whatever the zone of the device.

use chrono::{Duration, NaiveDate};
use rusqlite::Connection;

use super::{Device, Me};
use crate::error::Error;
use crate::field::Field;
use crate::store::{Fact, StoreError};

impl<F: Field> Device<F> {
    /// The office's zone, in minutes east of UTC: as its document says, and until that is here as the invite said.
    pub fn utc_offset_minutes(&self) -> Result<i16, Error> {
        Ok(utc_offset_minutes::<F>(self.reader())?)
    }

    /// Today in the office's zone, by the relay's clock as far as it is known.
    pub fn today(&self) -> Result<NaiveDate, Error> {
        self.me().today(self.reader())
    }
}

impl<F: Field> Me<F> {
    /// As [`Device::today`].
    pub fn today(&self, conn: &Connection) -> Result<NaiveDate, Error> {
        let offset = Duration::minutes(i64::from(utc_offset_minutes::<F>(conn)?));
        let now = self.relay_now(conn)?;
        Ok(now.checked_add_signed(offset).unwrap_or(now).date_naive())
    }
}

fn utc_offset_minutes<F: Field>(conn: &Connection) -> Result<i16, StoreError> {
    Ok(match F::utc_offset_minutes(conn)? {
        Some(minutes) => minutes,
        None => Fact::InviteZone
            .text(conn)?
            .and_then(|minutes| minutes.parse().ok())
            .unwrap_or_default(),
    })
}
