//! What members of staff wrote about a month.

use rusqlite::{Connection, OptionalExtension, Result};
use uuid::Uuid;

/// What was written, as far as it counts: `staff`, `month`, `reason`, `dynamics`, and whether something of it does not count. A month lies in the
/// feed of a kecamatan, and everybody who writes any of them could write anybody's. It counts from that person, from who works in one of the
/// same kecamatan, and from who works for the whole kabupaten; a device that the register does not name yet is nobody else's.
pub(crate) const SAID: &str = "(WITH elsewhere AS (
        SELECT d.device, m.doc FROM rm_month m JOIN rm_staff_device d ON d.device IN (m.reason_by, m.dynamics_by)
        GROUP BY d.device, m.doc HAVING NOT max(d.doc = m.staff
            OR NOT EXISTS (SELECT 1 FROM rm_staff_kecamatan k WHERE k.doc = d.doc)
            OR EXISTS (SELECT 1 FROM rm_staff_kecamatan k JOIN rm_staff_kecamatan own ON own.kecamatan = k.kecamatan
                WHERE k.doc = d.doc AND own.doc = m.staff)))
    SELECT doc, staff, month,
        CASE WHEN (reason_by, doc) NOT IN elsewhere THEN reason END AS reason,
        CASE WHEN (dynamics_by, doc) NOT IN elsewhere THEN dynamics END AS dynamics,
        coalesce((reason_by, doc) IN elsewhere OR (dynamics_by, doc) IN elsewhere, 0) AS unheard
    FROM rm_month)";

/// Why groups did not meet, and the dynamics of the month; each empty where nobody wrote it. `month` is `2026-11`.
pub(crate) fn words(conn: &Connection, staff: Uuid, month: &str) -> Result<(String, String)> {
    let sql = format!(
        "SELECT coalesce(reason, ''), coalesce(dynamics, '') FROM {SAID}
         WHERE staff = ?1 AND month = ?2"
    );
    let said = conn
        .prepare_cached(&sql)?
        .query_row((staff.as_bytes(), month), |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .optional()?;
    Ok(said.unwrap_or_default())
}
