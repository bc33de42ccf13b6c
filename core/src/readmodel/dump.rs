//! The whole read model as text, the same on every device that holds the same documents. For comparing, not for people.

use std::fmt::Write;

use rusqlite::Connection;
use rusqlite::types::ValueRef;

/// Every table with its rows in the order of their columns: text quoted, blobs in hex.
pub fn dump(conn: &Connection) -> rusqlite::Result<String> {
    let mut out = String::new();
    for super::Table { name, .. } in super::tables() {
        out.push_str(name);
        out.push('\n');
        for row in rows(conn, name)? {
            out.push_str("  ");
            out.push_str(&row);
            out.push('\n');
        }
    }
    Ok(out)
}

fn rows(conn: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = conn.prepare_cached(&format!("SELECT * FROM {table}"))?;
    let columns = statement.column_count();
    let mut found = statement.query([])?;
    let mut rows = Vec::new();
    while let Some(row) = found.next()? {
        let mut line = String::new();
        for column in 0..columns {
            if column > 0 {
                line.push_str(" | ");
            }
            show(&mut line, row.get_ref(column)?);
        }
        rows.push(line);
    }
    rows.sort_unstable();
    Ok(rows)
}

fn show(out: &mut String, value: ValueRef<'_>) {
    match value {
        ValueRef::Null => out.push('-'),
        ValueRef::Integer(number) => out.push_str(&number.to_string()),
        ValueRef::Real(number) => out.push_str(&number.to_string()),
        // Escaped, so that no text can pass for a column or a row. Writing to a String cannot fail.
        ValueRef::Text(text) => {
            let _ = write!(out, "{:?}", String::from_utf8_lossy(text));
        }
        ValueRef::Blob(bytes) => out.push_str(&data_encoding::HEXLOWER.encode(bytes)),
    }
}
