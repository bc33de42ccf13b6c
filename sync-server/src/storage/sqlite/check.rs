//! Whether a database is sound: SQLite's own check, seqs without gaps, every id and chain computed anew.

use std::path::Path;

use rusqlite::{Connection, params};
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId};

use super::database_file;
use super::reads::{bytes, count};
use super::schema::{self, OpenError, Purpose};
use crate::storage::backend::Findings;

/// Checks the database of a data directory, on one snapshot; a relay may be serving from it.
pub fn check(data: &Path) -> Result<Findings, OpenError> {
    check_file(&database_file(data))
}

pub(super) fn check_file(file: &Path) -> Result<Findings, OpenError> {
    let conn = schema::open(file, Purpose::Read)?;
    let mut findings = Findings::default();
    if let Err(error) = check_all(&conn, &mut findings) {
        findings.wrong(format!("the database cannot be read to its end: {error}"));
    }
    Ok(findings)
}

fn check_all(conn: &Connection, findings: &mut Findings) -> rusqlite::Result<()> {
    conn.execute_batch("BEGIN")?;
    let mut integrity = conn.prepare("PRAGMA integrity_check")?;
    let mut rows = integrity.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            findings.wrong(format!("SQLite: {line}"));
        }
    }
    let mut foreign = conn.prepare("PRAGMA foreign_key_check")?;
    let mut rows = foreign.query([])?;
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        findings.wrong(format!("a row of {table} belongs to nothing"));
    }
    let number = |sql: &str| conn.query_row(sql, [], |row| count(row, 0));
    findings.offices = number("SELECT count(*) FROM offices")?;
    findings.devices = number("SELECT count(*) FROM devices WHERE state < 2")?;

    let mut feeds = conn.prepare(
        "SELECT f.no, f.id, f.head, f.chain, f.bytes, o.incarnation FROM feeds f JOIN offices o ON o.no = f.office",
    )?;
    let mut rows = feeds.query([])?;
    while let Some(row) = rows.next()? {
        findings.feeds += 1;
        let said = Said {
            no: row.get(0)?,
            head: count(row, 2)?,
            chain: Chain(bytes(row, 3)?),
            bytes: count(row, 4)?,
        };
        let start = Chain::start(&bytes(row, 5)?, FeedId(bytes(row, 1)?));
        check_feed(conn, &said, start, findings)?;
    }
    let unequal = number(
        "SELECT count(*) FROM offices o
         WHERE used <> (SELECT coalesce(sum(bytes), 0) FROM feeds f WHERE f.office = o.no)",
    )?;
    if unequal > 0 {
        findings.wrong(format!("{unequal} offices count their bytes wrongly"));
    }
    let unequal = number(
        "SELECT count(*) FROM devices d
         LEFT JOIN (SELECT f.office, e.device, sum(length(e.bytes)) AS total
                    FROM entries e JOIN feeds f ON f.no = e.feed GROUP BY f.office, e.device) s
         ON s.office = d.office AND s.device = d.id WHERE d.data + d.said + d.beyond <> coalesce(s.total, 0)",
    )?;
    if unequal > 0 {
        findings.wrong(format!("{unequal} devices count their bytes wrongly"));
    }
    Ok(())
}

/// What a feed's row says of its entries.
struct Said {
    no: i64,
    head: u64,
    chain: Chain,
    bytes: u64,
}

fn check_feed(
    conn: &Connection,
    said: &Said,
    start: Chain,
    findings: &mut Findings,
) -> rusqlite::Result<()> {
    let mut entries = conn
        .prepare_cached("SELECT seq, id, chain, bytes FROM entries WHERE feed = ?1 ORDER BY seq")?;
    let mut ids = std::collections::HashSet::new();
    let mut rows = entries.query(params![said.no])?;
    let (mut expected, mut chain, mut total) = (0, start, 0);
    while let Some(row) = rows.next()? {
        expected += 1;
        let feed = said.no;
        let seq = count(row, 0)?;
        if seq != expected {
            findings.wrong(format!(
                "feed {feed}: seq {seq} stands where {expected} should"
            ));
            expected = seq;
        }
        let stored = row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?;
        let id = EntryId::of(stored);
        if id.0 != bytes::<32>(row, 1)? {
            findings.wrong(format!(
                "feed {feed}, seq {seq}: the bytes are not those of the id"
            ));
        }
        if !ids.insert(id) {
            findings.wrong(format!("feed {feed}, seq {seq}: the entry is there twice"));
        }
        chain = chain.then(&id);
        if chain.0 != bytes::<16>(row, 2)? {
            findings.wrong(format!("feed {feed}, seq {seq}: the chain is wrong"));
            chain = Chain(bytes(row, 2)?);
        }
        total += stored.len() as u64;
        findings.entries += 1;
    }
    findings.bytes += total;
    if expected != said.head || chain != said.chain || total != said.bytes {
        findings.wrong(format!(
            "feed {}: its row says head {} and {} bytes, its entries say {expected} and {total}, or the last chain differs",
            said.no, said.head, said.bytes
        ));
    }
    Ok(())
}
