//! Days that a document key can carry, counted from the year 2000.

use chrono::{Datelike, Days, NaiveDate};
use sesi_wire::varint;

use super::key::{KeyError, KeyPiece};

/// Day 0 of keys: 2000-01-01.
pub const DAY_ZERO: NaiveDate = match NaiveDate::from_ymd_opt(2000, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// Whether a key can carry that day: 2000-01-01 to 9999-12-31.
pub fn fits_key(date: NaiveDate) -> bool {
    DAY_ZERO <= date && date.year() <= 9999
}

impl KeyPiece for NaiveDate {
    fn put(&self, out: &mut Vec<u8>) {
        let days = self.signed_duration_since(DAY_ZERO).num_days();
        varint::put(out, days.unsigned_abs());
    }

    fn take(input: &mut &[u8]) -> Result<Self, KeyError> {
        DAY_ZERO
            .checked_add_days(Days::new(varint::take(input)?))
            .filter(|date| fits_key(*date))
            .ok_or(KeyError::Malformed("date"))
    }
}
