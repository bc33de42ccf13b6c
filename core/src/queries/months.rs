//! What members of staff wrote about a month.

use rusqlite::{Connection, OptionalExtension, Result};
use uuid::Uuid;

/// Why groups did not meet, and the dynamics of the month; each empty where nobody wrote it. `month` is `2026-11`.
pub(crate) fn words(conn: &Connection, staff: Uuid, month: &str) -> Result<(String, String)> {
    let said = conn
        .prepare_cached(
            "SELECT coalesce(reason, ''), coalesce(dynamics, '') FROM rm_month
             WHERE staff = ?1 AND month = ?2",
        )?
        .query_row((staff.as_bytes(), month), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(said.unwrap_or_default())
}
