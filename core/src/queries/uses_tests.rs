//! Whatever names a family, a group or a member of staff is looked at before an import that made it is taken back.

use rusqlite::Connection;
use sesi_engine::field::ReadModel as _;

use super::{families, groups, staff};
use crate::readmodel::Projection;

/// Columns of ids that are none of a family, a group or a member of staff, in whatever table.
const OF_OTHERS: &[&str] = &[
    // Documents, and what happened.
    "doc",
    "id",
    "meeting",
    "training",
    "send",
    "joined",
    // Versions of documents.
    "change",
    "heads",
    "locked",
    "verdict_heads",
    // Devices.
    "author",
    "device",
    "verdict_device",
    "signed_by",
    "agreed_by",
    "reply_by",
    "proof_by",
    // Of the family itself.
    "rm_family.key8",
    // Of a family, for `importing::undo`, which asks who chose it.
    "rm_group.ketua",
    // As text of what a column beside it has as an id.
    "rm_training_person.who",
    "rm_training_mark.who",
    "rm_rakor_person.who",
    "rm_mark.family_key",
];

/// Columns that hold an id as text, or a part of it.
const AS_TEXT: &str = "'who', 'key8', 'family_key', 'other'";

/// Whether a part of `uses` reads the column of the table.
fn reads(uses: &str, table: &str, column: &str) -> bool {
    uses.split("UNION ALL").any(|part| {
        let words: Vec<&str> = part
            .split(|c: char| c != '_' && !c.is_alphanumeric())
            .collect();
        words.contains(&table) && words.contains(&column)
    })
}

#[test]
fn whatever_names_a_family_a_group_or_a_member_of_staff_counts_as_its_use() {
    let conn = Connection::open_in_memory().unwrap();
    Projection::renew(&conn).unwrap();
    let sql = format!(
        "SELECT m.name, p.name FROM sqlite_schema m, pragma_table_xinfo(m.name) p
         WHERE m.type = 'table' AND (p.type = 'BLOB' OR p.name IN ({AS_TEXT}))"
    );
    let mut statement = conn.prepare(&sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    let ids = statement.query_map([], read).unwrap();
    let ids: Vec<(String, String)> = ids.map(Result::unwrap).collect();
    let of_others = |table: &str, column: &str| {
        OF_OTHERS.contains(&column) || OF_OTHERS.contains(&format!("{table}.{column}").as_str())
    };
    let mut looked_at = 0;
    let mut by_nobody = Vec::new();
    for (table, column) in &ids {
        let all = [families::USES, groups::USES, staff::USES];
        if all.iter().any(|uses| reads(uses, table, column)) {
            looked_at += 1;
        } else if !of_others(table, column) {
            by_nobody.push(format!("{table}.{column}"));
        }
    }
    assert!(
        by_nobody.is_empty(),
        "whom do these name? A family, a group or a member of staff: into the USES of its queries, else an import that is taken back takes \
         it away. Nobody: into the list of this test. {by_nobody:?}"
    );
    assert!(looked_at > 25, "{looked_at}");
}
