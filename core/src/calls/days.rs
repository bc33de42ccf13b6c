//! Days as the office counts them: in its own zone, whatever the zone of the device.

use chrono::{Duration, NaiveDate};
use rusqlite::OptionalExtension;

use super::refusal::Refusal;
use crate::device::Device;
use crate::error::Error;
use crate::rekap::YearMonth;

/// Today in the office's zone.
pub(super) fn today(device: &Device) -> Result<NaiveDate, Error> {
    let conn = device.reader();
    let offset: Option<i64> = conn
        .prepare_cached("SELECT utc_offset_minutes FROM rm_office ORDER BY doc LIMIT 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    let offset = Duration::try_minutes(offset.unwrap_or(0)).unwrap_or_default();
    let now = device.me.relay_now(conn)?;
    Ok(now.checked_add_signed(offset).unwrap_or(now).date_naive())
}

/// A month that a window named.
pub(super) fn month(text: &str) -> Result<YearMonth, Error> {
    Ok(text.parse().map_err(|_| Refusal::Month)?)
}
