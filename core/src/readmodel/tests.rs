//! The read model is a function of the documents and of nothing else.

use chrono::{DateTime, NaiveDate};
use rusqlite::Connection;
use sesi_engine::documents::{ActorSeed, Authorship, PlainChange, Provenance, Set};
use sesi_wire::ids::{DeviceId, OfficeId};
use uuid::Uuid;

use super::*;
use crate::kinds::{
    DocKey, Document, FamilyKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, OfficePatch, Patch,
    Rating, SessionCode, Since, StaffPatch, Status,
};

/// Whose word counts in the fields of the office.
fn speaking() -> std::sync::Arc<sesi_engine::documents::OfficeDevices> {
    std::sync::Arc::new(sesi_engine::documents::OfficeDevices([ANI, BUDI].into()))
}

const OFFICE: OfficeId = OfficeId([3; 16]);
const ANI: DeviceId = DeviceId([1; 8]);
const BUDI: DeviceId = DeviceId([2; 8]);

fn database() -> Connection {
    let conn = Connection::open_in_memory().unwrap();
    conn.pragma_update(None, "key", "test").unwrap();
    create(&conn).unwrap();
    conn
}

/// Every column of every table and index, with its type, whether it may be null, its default and its place in the key.
fn columns(conn: &Connection) -> Vec<String> {
    let sql = "SELECT m.type, m.name, x.* FROM sqlite_schema m, pragma_table_xinfo(m.name) x ORDER BY m.name, x.cid";
    let mut statement = conn.prepare(sql).unwrap();
    let many = statement.column_count();
    let rows = statement.query_map([], |row| {
        let cells = (0..many).map(|at| Ok(format!("{:?}", row.get_ref(at)?)));
        cells.collect::<rusqlite::Result<Vec<_>>>()
    });
    rows.unwrap().map(|row| row.unwrap().join(" ")).collect()
}

#[test]
fn the_tables_are_those_of_the_source_without_its_comments() {
    let source = Connection::open_in_memory().unwrap();
    for table in tables() {
        source.execute_batch(table.sql).unwrap();
    }
    let made = database();
    assert_eq!(columns(&made), columns(&source));
    let long = "SELECT count(*) FROM sqlite_schema WHERE sql LIKE '%--%' OR sql LIKE '%' || char(10) || '%'";
    let long: u32 = made.query_row(long, [], |row| row.get(0)).unwrap();
    assert_eq!(long, 0);
}

fn by(device: DeviceId, second: i64) -> Authorship {
    let time = DateTime::from_timestamp(second, 0).unwrap();
    Authorship {
        device,
        actor: ActorSeed([device.0[0]; 6]),
        time,
    }
}

fn edit(document: &mut Document, patch: impl Into<Patch>, by: Authorship) -> PlainChange {
    document.commit(&patch.into(), by).unwrap().unwrap()
}

fn text(text: &str) -> Set<String> {
    Set::To(text.to_owned())
}

fn family(number: u128) -> FamilyKey {
    FamilyKey::of(Uuid::from_u128(number << 100))
}

fn meeting() -> Document {
    let key = DocKey::Meeting {
        group: Uuid::from_u128(1),
        date: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        session: SessionCode::new("M1.1").unwrap(),
    };
    Document::new(key, &OFFICE).read_by(&speaking())
}

fn one_of_each() -> Vec<Document> {
    let id = Uuid::from_u128(42);
    let mut office = Document::new(DocKey::Office, &OFFICE).read_by(&speaking());
    let patch = OfficePatch {
        name: text("Dinsos"),
        utc_offset_minutes: Set::To(480),
        settings: [("peran".to_owned(), Some("x".to_owned()))].into(),
        ..OfficePatch::default()
    };
    edit(&mut office, patch, by(ANI, 1));
    let mut staff = Document::new(DocKey::Staff(id), &OFFICE).read_by(&speaking());
    let kecamatan = [("72.01.01".to_owned(), Some(true))].into();
    edit(
        &mut staff,
        StaffPatch {
            name: text("Ani"),
            kecamatan,
            ..StaffPatch::default()
        },
        by(ANI, 1),
    );
    let mut group = Document::new(DocKey::Group(id), &OFFICE).read_by(&speaking());
    let pendamping = [(Since(None), Some(id))].into();
    let patch = GroupPatch {
        name: text("Mawar"),
        pendamping,
        ..GroupPatch::default()
    };
    edit(&mut group, patch, by(ANI, 1));
    let mut family = Document::new(DocKey::Family(id), &OFFICE).read_by(&speaking());
    let patch = FamilyPatch {
        name: text("Sitti"),
        groups: [(Since(None), Some(id))].into(),
        statuses: [(Since(None), Some(Status::Aktif))].into(),
        ..FamilyPatch::default()
    };
    edit(&mut family, patch, by(ANI, 1));
    let mut met = meeting();
    let patch = MeetingPatch {
        marks: [
            (self::family(1), Some(Mark::Hadir)),
            (self::family(2), Some(Mark::Alfa)),
        ]
        .into(),
        ratings: [
            (self::family(2), Some(Rating::Kurang)),
            (self::family(3), Some(Rating::Baik)),
        ]
        .into(),
        place: text("Balai \"desa\"\nlama"),
        ..MeetingPatch::default()
    };
    edit(&mut met, patch, by(ANI, 1));
    vec![office, staff, group, family, met]
}

#[test]
fn a_rebuild_in_another_order_gives_the_same_rows() {
    let (first, second) = (database(), database());
    let documents = one_of_each();
    for document in &documents {
        project(&first, document).unwrap();
    }
    for document in documents.iter().chain(&documents).rev() {
        project(&second, document).unwrap();
    }
    let dumped = dump(&first).unwrap();
    assert_eq!(dumped, dump(&second).unwrap());
    assert!(dumped.contains("Balai \\\"desa\\\"\\nlama"), "{dumped}");
    renew(&first).unwrap();
    assert_eq!(dump(&first).unwrap(), dump(&database()).unwrap());
    for document in &documents {
        project(&first, document).unwrap();
    }
    assert_eq!(dumped, dump(&first).unwrap());
}

#[test]
fn tables_are_made_anew_over_whatever_tables_are_there() {
    let conn = database();
    let named = |name: &str| name.starts_with("rm_");
    assert!(tables().all(|table| named(table.name)));
    conn.execute_batch(
        "CREATE TABLE rm_of_a_newer_app (doc); DROP TABLE rm_visit; CREATE TABLE roster_todo (id)",
    )
    .unwrap();
    renew(&conn).unwrap();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name";
    let mut statement = conn.prepare(sql).unwrap();
    let there = statement.query_map([], |row| row.get(0)).unwrap();
    let there: Vec<String> = there.map(Result::unwrap).collect();
    let mut wanted: Vec<&str> = tables().map(|table| table.name).collect();
    wanted.push("roster_todo");
    wanted.sort_unstable();
    assert_eq!(there, wanted);
}

#[test]
fn an_unmarked_family_has_no_row_and_a_rated_one_has_no_mark() {
    let conn = database();
    let mut document = meeting();
    let patch = MeetingPatch {
        marks: [
            (family(1), Some(Mark::Sakit)),
            (family(2), Some(Mark::Hadir)),
        ]
        .into(),
        ratings: [(family(3), Some(Rating::TidakDapatDinilai))].into(),
        ..MeetingPatch::default()
    };
    edit(&mut document, patch, by(ANI, 1));
    let marks = [(family(2), None)].into();
    edit(
        &mut document,
        MeetingPatch {
            marks,
            ..MeetingPatch::default()
        },
        by(ANI, 2),
    );
    project(&conn, &document).unwrap();
    let mut statement = conn
        .prepare("SELECT family_key, key8, mark, rating FROM rm_mark ORDER BY mark")
        .unwrap();
    let rows: Vec<(String, String, Option<String>, Option<String>)> = statement
        .query_map([], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
        })
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let key = |number| family(number).to_string();
    assert_eq!(
        rows,
        [
            (key(3), key(3), None, Some("TDD".to_owned())),
            (key(1), key(1), Some("S".to_owned()), None),
        ]
    );
}

#[test]
fn both_sides_of_a_disagreement_are_rows_on_both_devices() {
    let (mut ani, mut budi) = (meeting(), meeting());
    let mark = |mark| MeetingPatch {
        marks: [(family(1), Some(mark))].into(),
        ..MeetingPatch::default()
    };
    let from_ani = edit(&mut ani, mark(Mark::Hadir), by(ANI, 10));
    let from_budi = edit(&mut budi, mark(Mark::Alfa), by(BUDI, 20));
    let alone = database();
    project(&alone, &ani).unwrap();
    ani.apply(&[from_budi], Provenance::Device(BUDI)).whole();
    budi.apply(&[from_ani], Provenance::Device(ANI)).whole();
    let other = database();
    project(&alone, &ani).unwrap();
    project(&other, &budi).unwrap();
    assert_eq!(dump(&alone).unwrap(), dump(&other).unwrap());
    let sql = "SELECT count(*), min(time), max(time) FROM rm_disagreement";
    let counted: (i64, i64, i64) = alone
        .query_row(sql, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .unwrap();
    assert_eq!(counted, (2, 10, 20));
    let heads: Vec<u8> = alone
        .query_row("SELECT heads FROM rm_meeting", [], |row| row.get(0))
        .unwrap();
    assert_eq!(heads, ani.heads().to_bytes());
    let path = format!("marks/{}", family(1));
    let settle = ani.disagreements()[0].values[1].value.clone();
    ani.resolve(&path, settle, by(ANI, 30)).unwrap();
    project(&alone, &ani).unwrap();
    let rows: i64 = alone
        .query_row("SELECT count(*) FROM rm_disagreement", [], |row| row.get(0))
        .unwrap();
    assert_eq!(rows, 0);
}

#[test]
fn clearing_reaches_every_table() {
    let conn = database();
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid";
    let mut statement = conn.prepare(sql).unwrap();
    let tables: Vec<String> = statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap();
    let cleared: Vec<&str> = super::tables().map(|table| table.name).collect();
    assert_eq!(tables, cleared);
}
