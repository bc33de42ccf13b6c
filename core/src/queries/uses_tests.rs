//! Whatever names a family, a group or a member of staff is looked at before an import that made it is taken back.

use rusqlite::Connection;
use sesi_engine::field::ReadModel as _;

use super::{groups, staff};
use crate::readmodel::Projection;

/// Tables that name a family, each looked at by the file of its concern.
const OF_FAMILIES: [&str; 2] = ["rm_letter", "rm_visit"];

#[test]
fn whatever_names_a_family_a_group_or_a_member_of_staff_counts_as_its_use() {
    let conn = Connection::open_in_memory().unwrap();
    Projection::create(&conn).unwrap();
    let sql = "SELECT m.name, p.name, p.type FROM sqlite_schema m, pragma_table_xinfo(m.name) p
         WHERE m.type = 'table' AND p.type = 'BLOB' AND p.name IN ('family', 'grp', 'staff', 'by', 'who', 'observer')";
    let mut statement = conn.prepare(sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let named = statement.query_map([], read).unwrap();
    let named: Vec<(String, String)> = named.map(Result::unwrap).collect();
    assert!(named.len() > 20, "{named:?}");
    let uses = |sql: &str, table: &str, column: &str| {
        let mut parts = sql.split("UNION ALL");
        parts.any(|part| {
            let mut words = part.split_whitespace();
            words.any(|word| word == table) && part.split_whitespace().any(|word| word == column)
        })
    };
    for (table, column) in named {
        let counts = match column.as_str() {
            "family" => OF_FAMILIES.contains(&table.as_str()),
            "grp" => uses(groups::USES, &table, &column),
            _ => uses(staff::USES, &table, &column),
        };
        assert!(counts, "{table}.{column} is looked at by nobody");
    }
}
