//! Tables beside the documents come to databases that are there by themselves, whichever version of the app made the ones in it.

use std::sync::Arc;

use sesi_engine::ambient::Seeded;
use sesi_engine::documents::KeyError;
use sesi_engine::store::Fact;

use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::Mark;
use crate::testkit::{Station, Toili, start};

/// Leaves the database as an app left it whose tables are made by another fingerprint: one has a column less, one more is there.
fn as_another_app_left_it(station: &mut Station) {
    let left = station.device.write(|conn, _| {
        conn.execute_batch(
            "ALTER TABLE rm_mark RENAME TO rm_of_then;
             CREATE TABLE rm_mark (doc BLOB PRIMARY KEY) WITHOUT ROWID;
             INSERT INTO roster_todo (id, file, json, at) VALUES (x'01', 'daftar.xlsx', '{}', 7);",
        )?;
        Fact::ReadModel.set(conn, b"of then.").map_err(Error::from)
    });
    left.unwrap();
}

#[test]
fn tables_of_another_form_are_made_anew_and_filled_and_what_is_kept_here_stays() {
    let mut toili = Toili::new(701);
    toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    let before = toili.phone.dump();
    assert!(before.contains("rm_mark\n  "), "{before}");
    as_another_app_left_it(&mut toili.phone);
    let mut phone = toili.phone.copy("later.db", 2);
    assert_eq!(phone.dump(), before);
    assert_eq!(phone.rows("SELECT file FROM roster_todo").len(), 1);
    let of_then = "SELECT name FROM sqlite_schema WHERE name = 'rm_of_then'";
    assert_eq!(phone.rows(of_then), [""; 0]);
    // It goes on as any other: what is marked now is counted.
    let (meeting, family) = (toili.group.meeting(1), toili.group.families[1]);
    phone.mark(&meeting, family, Mark::Hadir);
    assert_ne!(phone.dump(), before);
}

#[test]
fn tables_of_the_present_form_are_left_alone() {
    let mut toili = Toili::new(702);
    toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    let emptied = "DELETE FROM rm_mark";
    let emptied = toili
        .phone
        .device
        .write(|conn, _| Ok::<_, Error>(conn.execute(emptied, [])?));
    assert!(emptied.unwrap() > 0);
    let phone = toili.phone.copy("later.db", 2);
    assert_eq!(phone.rows("SELECT doc FROM rm_mark"), [""; 0]);
}

#[test]
fn an_app_that_does_not_know_a_kind_that_is_there_says_that_it_is_too_old_and_loses_nothing() {
    let mut toili = Toili::new(703);
    let before = toili.phone.dump();
    let newer = "INSERT INTO document SELECT zeroblob(16), x'fe0109', purpose, heads, saved FROM document LIMIT 1";
    as_another_app_left_it(&mut toili.phone);
    let stored = toili
        .phone
        .device
        .write(|conn, _| Ok::<_, Error>(conn.execute(newer, [])?));
    stored.unwrap();
    let path = toili.phone.path.with_file_name("older.db");
    for suffix in ["", "-wal"] {
        let of = |path: &std::path::Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(suffix);
            name
        };
        std::fs::copy(of(&toili.phone.path), of(&path)).unwrap();
    }
    let ambient = Arc::new(Seeded::new(3, start()));
    for _ in 0..2 {
        let error = Device::open(&path, &toili.phone.key, ambient.clone()).unwrap_err();
        assert!(
            matches!(error, Error::DocKey(KeyError::Newer { kind: 0xfe, .. })),
            "{error}"
        );
        assert_eq!(ApiError::from(&error).kind, "database_newer");
    }
    // The app that knows the kind goes on where it was.
    let key = toili.phone.key.clone();
    let mut store = sesi_engine::store::Store::open(
        &path,
        key.as_bytes(),
        &*ambient,
        &sesi_engine::field::Tables::of::<crate::kinds::Pkh>(),
    )
    .unwrap();
    let known = store.write(|tx| {
        Ok::<_, Error>(tx.execute("DELETE FROM document WHERE id = zeroblob(16)", [])?)
    });
    assert_eq!(known.unwrap(), 1);
    drop(store);
    let phone = Station::open(path, key, 4);
    assert_eq!(phone.dump(), before);
}
