//! Every value of every table of the read model is in what is written, by a check that knows no list; each form says the same.

use std::collections::BTreeMap;
use std::io::Read;

use calamine::{Data, Reader, Xlsx, open_workbook};
use rusqlite::Connection;
use rusqlite::types::Value as Sql;
use serde_json::Value;

use super::*;
use crate::work::{Cancelled, unwatched};

/// Shown otherwise than they are stored, or made only to search: each is looked at in a test of its own, or says nothing of its own.
const OTHERWISE: [&str; 5] = [
    "rm_family.folded",
    "rm_family.key8",
    "rm_mark.key8",
    "rm_meeting.starts",
    "rm_meeting.ends",
];

fn empty() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.execute_batch(include_str!("../readmodel/schema.sql"))
        .unwrap();
    conn.execute_batch(
        "CREATE TABLE draft (name TEXT PRIMARY KEY, json TEXT NOT NULL, at INTEGER NOT NULL);
         CREATE TABLE roster_todo (id BLOB PRIMARY KEY, file TEXT NOT NULL, json TEXT NOT NULL, at INTEGER NOT NULL,
         done INTEGER NOT NULL DEFAULT 0, import TEXT, why TEXT);",
    )
    .unwrap();
    conn
}

fn written(
    conn: &Connection,
    format: Format,
) -> (tempfile::TempDir, std::path::PathBuf, Vec<Counted>) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("data");
    let mut file = File::create(&path).unwrap();
    let counted = write(conn, format, &mut file, dir.path(), &mut unwatched).unwrap();
    (dir, path, counted)
}

fn json(conn: &Connection) -> Value {
    let (_dir, path, _) = written(conn, Format::Json);
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// A row of every table with a value in every column that occurs nowhere else; answers them with their places.
fn fill(conn: &Connection) -> BTreeMap<String, String> {
    let names = |sql: &str| -> Vec<(String, String)> {
        let mut statement = conn.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)));
        rows.unwrap().collect::<Result<_, _>>().unwrap()
    };
    let mut expected = BTreeMap::new();
    let tables = names(
        "SELECT name, '' FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    );
    assert!(tables.len() > 20, "the read model is there");
    let mut number = 700_000;
    for (table, _) in tables {
        let columns = names(&format!(
            "SELECT name, type FROM pragma_table_info('{table}') ORDER BY cid"
        ));
        let mut values = Vec::new();
        for (column, kind) in &columns {
            number += 1;
            // One document has them all, so that what is asked of another table is found.
            let number = if column == "doc" { 700_000 } else { number };
            let (value, text) = match kind.as_str() {
                "BLOB" => {
                    let id = uuid::Uuid::from_u128(number);
                    // Ids of changes are shown as hex without hyphens, others as ids: both count.
                    (Sql::Blob(id.into_bytes().to_vec()), id.simple().to_string())
                }
                "INTEGER" => (
                    Sql::Integer(i64::try_from(number).unwrap()),
                    number.to_string(),
                ),
                _ => {
                    let text = format!("={table}.{column} {number}");
                    (Sql::Text(text.clone()), text)
                }
            };
            values.push(value);
            expected.insert(format!("{table}.{column}"), text);
        }
        let list: Vec<&str> = columns.iter().map(|(column, _)| column.as_str()).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        let sql = format!(
            "INSERT INTO {table} (\"{}\") VALUES ({marks})",
            list.join("\", \"")
        );
        conn.execute(&sql, rusqlite::params_from_iter(values))
            .unwrap();
    }
    expected
}

#[test]
fn every_value_of_every_table_is_in_the_file() {
    let conn = empty();
    let expected = fill(&conn);
    let json = json(&conn);
    let told = json["lists"].to_string();
    let bare = told.replace('-', "");
    for (place, value) in expected {
        if OTHERWISE.contains(&place.as_str()) {
            continue;
        }
        assert!(
            told.contains(&value) || bare.contains(&value),
            "{place} is not told"
        );
    }
}

/// An office with more rows than a sheet of a test holds.
fn office() -> Connection {
    let conn = empty();
    let id = |kind: u8, number: u32| {
        let mut id = [0; 16];
        (id[0], id[15]) = (kind, u8::try_from(number).unwrap());
        id
    };
    conn.execute(
        "INSERT INTO rm_group VALUES (?1, 'MELATI', '72.01.09', 'd', NULL, NULL, NULL)",
        [id(2, 1)],
    )
    .unwrap();
    conn.execute(
        "INSERT INTO rm_meeting (doc, grp, date, session, starts, cancelled, heads, changed_since_check)
         VALUES (?1, ?2, '2026-05-12', 'M1.1', 545, 0, x'00', 0)",
        [id(4, 1), id(2, 1)],
    )
    .unwrap();
    for number in 1..=70 {
        let key = format!("key{number:05}");
        conn.execute(
            "INSERT INTO rm_family (doc, key8, name, desa, kecamatan, hamil, aud, sd, smp, sma, disabilitas, lansia, folded)
             VALUES (?1, ?2, ?3, 'd', 'k', 0, 1, 2, 0, 0, 0, 0, 'x')",
            rusqlite::params![id(3, number), key, format!("=SUM({number})")],
        )
        .unwrap();
        conn.execute(
            "INSERT INTO rm_mark (doc, family_key, mark, rating) VALUES (?1, ?2, 'H', NULL)",
            rusqlite::params![id(4, 1), key],
        )
        .unwrap();
    }
    conn
}

/// Rows of each list, asked of the tables and not of the lists.
fn rows(conn: &Connection) -> BTreeMap<&'static str, u64> {
    let count = |table: &str| {
        let sql = format!("SELECT count(*) FROM {table}");
        conn.query_row(&sql, [], |row| row.get(0)).unwrap()
    };
    [
        ("kpm", "rm_family"),
        ("kehadiran", "rm_mark"),
        ("kelompok", "rm_group"),
        ("pertemuan", "rm_meeting"),
        ("catatan", "rm_note"),
        ("petugas", "rm_staff"),
    ]
    .map(|(list, table)| (list, count(table)))
    .into()
}

#[test]
fn the_workbook_has_every_row_and_nothing_in_it_is_a_formula() {
    let conn = office();
    let (_dir, path, counted) = written(&conn, Format::Xlsx);
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    let names = book.sheet_names();
    assert_eq!(names[0], "keterangan");
    for (list, expected) in rows(&conn) {
        let said = counted.iter().find(|each| each.list == list).unwrap().rows;
        assert_eq!(said, expected, "{list}");
        let parts = names
            .iter()
            .filter(|name| **name == list || name.starts_with(&format!("{list} ")));
        let seen: usize = parts
            .map(|name| book.worksheet_range(name).unwrap().height() - 1)
            .sum();
        assert_eq!(seen as u64, expected, "{list}");
    }
    assert!(
        names.contains(&"kpm 3".to_owned()),
        "seventy rows are three sheets here: {names:?}"
    );
    for name in &names {
        assert!(book.worksheet_formula(name).unwrap().is_empty(), "{name}");
    }
    let kpm = book.worksheet_range("kpm").unwrap();
    assert_eq!(kpm.get_value((1, 1)), Some(&Data::String("=SUM(1)".into())));
    assert_eq!(
        kpm.get_value((1, 12)),
        Some(&Data::Float(2.0)),
        "a figure is a figure"
    );
    let described = book.worksheet_range("keterangan").unwrap().height() - 1;
    let columns: usize = lists().iter().map(|list| list.columns.len()).sum();
    assert_eq!(described, columns, "every column is described");
}

#[test]
fn the_zip_file_has_a_file_for_each_list_whose_texts_are_texts() {
    let conn = office();
    let (_dir, path, _) = written(&conn, Format::Csv);
    let mut zip = zip::ZipArchive::new(File::open(path).unwrap()).unwrap();
    assert_eq!(zip.len(), lists().len() + 1);
    for (list, expected) in rows(&conn) {
        let mut text = String::new();
        zip.by_name(&format!("{list}.csv"))
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        let text = text
            .strip_prefix('\u{feff}')
            .expect("says that it is UTF-8");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let heads = reader.headers().unwrap().clone();
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(records.len() as u64, expected, "{list}");
        assert!(
            records
                .iter()
                .flatten()
                .all(|cell| !cell.starts_with(['=', '+', '@']))
        );
        if list == "kpm" {
            assert_eq!((&heads[1], &records[0][1]), ("name", "'=SUM(1)"));
        }
    }
}

#[test]
fn json_says_it_as_it_is_and_the_time_of_day_as_people_do() {
    let json = json(&office());
    assert_eq!(json["lists"]["kpm"][0]["name"], "=SUM(1)");
    assert_eq!(json["lists"]["pertemuan"][0]["starts"], "09:05");
    assert_eq!(json["lists"]["pertemuan"][0]["ends"], Value::Null);
    assert_eq!(json["lists"]["kehadiran"].as_array().unwrap().len(), 70);
    assert_eq!(json["lists"]["kehadiran"][3]["family"], "=SUM(4)");
    let about = json["about"].as_array().unwrap();
    assert_eq!(about.len(), lists().len());
    assert_eq!(
        about[6]["columns"][2]["about"]["id"],
        "Nomor induk kependudukan, 16 angka."
    );
}

#[test]
fn the_same_data_gives_the_same_bytes() {
    for format in [Format::Xlsx, Format::Csv, Format::Json] {
        let read = |(_dir, path, _): (tempfile::TempDir, std::path::PathBuf, Vec<Counted>)| {
            std::fs::read(path).unwrap()
        };
        assert!(
            read(written(&office(), format)) == read(written(&office(), format)),
            "{format:?}"
        );
    }
}

#[test]
fn lists_are_told_apart_and_each_question_answers_what_its_columns_say() {
    let conn = office();
    let mut keys = Vec::new();
    for list in lists() {
        let statement = conn.prepare(list.sql).unwrap();
        let asked = record::names(&statement);
        let said: Vec<&str> = list.columns.iter().map(|each| each.column.key).collect();
        let sorted = |mut names: Vec<String>| {
            names.sort();
            names
        };
        assert_eq!(
            sorted(asked),
            sorted(said.into_iter().map(str::to_owned).collect()),
            "{}",
            list.key
        );
        assert!(
            list.key.len() < 25,
            "with a number it is still the name of a sheet"
        );
        keys.push(list.key);
    }
    keys.sort_unstable();
    let many = keys.len();
    keys.dedup();
    assert_eq!(keys.len(), many);
}

#[test]
fn whoever_stops_it_is_heard() {
    let conn = office();
    for format in [Format::Xlsx, Format::Csv, Format::Json] {
        let dir = tempfile::tempdir().unwrap();
        let mut file = File::create(dir.path().join("data")).unwrap();
        let mut stop = |_| Err(Cancelled);
        let stopped = write(&conn, format, &mut file, dir.path(), &mut stop);
        assert!(matches!(stopped, Err(Error::Cancelled(_))));
        assert_eq!(
            std::fs::read_dir(dir.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
    }
}
