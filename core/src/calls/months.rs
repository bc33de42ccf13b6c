//! Days and months that a window named.

use super::refusal::Refusal;
use crate::error::Error;
use crate::rekap::YearMonth;

/// A month.
pub(super) fn month(text: &str) -> Result<YearMonth, Error> {
    Ok(text.parse().map_err(|_| Refusal::Month)?)
}
