//! What members of staff wrote about a month.

use rusqlite::{Connection, OptionalExtension, Result};
use uuid::Uuid;

/// What was written, as far as it counts: `doc`, `staff`, `month`, `reason`, `dynamics`, and whether something of it does not count. A month lies in the
/// feed of a kecamatan, and everybody who writes any of them could write anybody's. It counts from that person, from who works in one of the
/// same kecamatan, and from who works for the whole kabupaten; a device that the register does not name yet is nobody else's.
pub(crate) const SAID: &str = "(WITH outside AS (
        SELECT w.doc, w.word, w.rank FROM rm_month_word w JOIN rm_month m ON m.doc = w.doc JOIN rm_staff_device d ON d.device = w.device
        GROUP BY w.doc, w.word, w.rank HAVING NOT max(d.doc = m.staff
            OR NOT EXISTS (SELECT 1 FROM rm_staff_kecamatan k WHERE k.doc = d.doc)
            OR EXISTS (SELECT 1 FROM rm_staff_kecamatan k JOIN rm_staff_kecamatan own ON own.kecamatan = k.kecamatan
                WHERE k.doc = d.doc AND own.doc = m.staff))),
    counts AS (
        SELECT doc, word, said, max(rank) FROM rm_month_word WHERE (doc, word, rank) NOT IN outside GROUP BY doc, word)
    SELECT doc, staff, month,
        (SELECT said FROM counts c WHERE c.doc = m.doc AND word = 'reason') AS reason,
        (SELECT said FROM counts c WHERE c.doc = m.doc AND word = 'dynamics') AS dynamics,
        EXISTS (SELECT 1 FROM outside o WHERE o.doc = m.doc) AS unheard
    FROM rm_month m)";

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
