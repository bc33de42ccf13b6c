//! A write that fails leaves nothing behind, in the database or in memory, and the next try does the work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use sesi_engine::documents::Set;
use sesi_engine::keys::membership::{DeviceState, Membership};
use sesi_engine::store::StoreError;
use sesi_wire::ids::DeviceId;

use crate::device::Me;
use crate::error::Error;
use crate::kinds::{DocKey, GroupPatch};
use crate::testkit::{Station, TOILI, Toili};

/// The membership in memory, which must be the one that a device opened afresh has, and what is to be sent.
fn state(station: &Station) -> (Membership, Vec<String>) {
    let device = &station.device;
    let afresh = Me::load(device.reader(), station.ambient.clone()).unwrap();
    assert_eq!(device.membership().devices(), afresh.membership.devices());
    let entries = station.rows("SELECT id FROM entry");
    (device.membership().clone(), entries)
}

fn is_revoked(station: &Station, device: DeviceId) -> bool {
    state(station).0.state(device) == DeviceState::Revoked
}

/// Makes `sql` part of the schema.
fn alter(station: &mut Station, sql: &str) {
    let altered = station
        .device
        .write(|conn, _| conn.execute_batch(sql).map_err(Error::from));
    altered.unwrap();
}

#[test]
fn a_revocation_whose_keys_could_not_be_written_is_not_believed_and_is_done_by_the_next_try() {
    let mut toili = Toili::new(401);
    let stolen = toili.phone.device.id();
    let office = &mut toili.stage.office;
    let before = state(office);
    alter(
        office,
        "CREATE TEMP TRIGGER full BEFORE INSERT ON main.epoch_key BEGIN SELECT RAISE(ABORT, 'full'); END",
    );
    office.device.revoke(stolen).unwrap_err();
    assert_eq!(state(office), before);
    alter(office, "DROP TRIGGER full");
    office.device.revoke(stolen).unwrap();
    assert!(is_revoked(office, stolen));
    assert!(is_revoked(&office.copy("afresh.db", 1), stolen));
}

#[test]
fn what_was_said_before_a_commit_failed_is_not_believed() {
    let mut toili = Toili::new(402);
    let stolen = toili.phone.device.id();
    let office = &mut toili.stage.office;
    alter(
        office,
        "CREATE TABLE parent (id INTEGER PRIMARY KEY);
         CREATE TABLE child (id INTEGER REFERENCES parent DEFERRABLE INITIALLY DEFERRED);
         CREATE TEMP TRIGGER lost AFTER INSERT ON main.entry BEGIN INSERT INTO child VALUES (7); END",
    );
    let before = state(office);
    office.device.revoke(stolen).unwrap_err();
    assert_eq!(state(office), before);
    alter(office, "DROP TRIGGER lost");
    office.device.revoke(stolen).unwrap();
    assert!(is_revoked(office, stolen));
}

#[test]
fn what_was_said_before_a_panic_is_not_believed() {
    let mut toili = Toili::new(403);
    let office = &mut toili.stage.office;
    let before = state(office);
    let fallen = catch_unwind(AssertUnwindSafe(|| {
        let device = &mut office.device;
        device.write(|conn, me| -> Result<(), Error> {
            me.ensure_place(conn, TOILI, &[2031])?;
            assert_ne!(*me.membership, before.0);
            panic!("a fault of the program");
        })
    }));
    assert!(fallen.is_err());
    assert_eq!(state(office), before);
    office.device.ensure_place(TOILI, &[2031]).unwrap();
    assert_ne!(state(office).0, before.0);
}

#[test]
fn a_write_that_changes_no_membership_copies_none() {
    let mut toili = Toili::new(404);
    let office = &mut toili.stage.office.device;
    let before = Arc::as_ptr(&office.me().membership);
    let renamed = GroupPatch {
        name: Set::To("MAWAR".into()),
        ..GroupPatch::default()
    };
    let key = DocKey::Group(toili.group.id);
    office.edit(&key, &renamed.into()).unwrap().unwrap();
    assert_eq!(Arc::as_ptr(&office.me().membership), before);
}

#[test]
fn a_question_that_writes_has_no_answer_and_leaves_nothing() {
    let mut toili = Toili::new(405);
    let office = &mut toili.stage.office;
    let before = (office.tables(), office.dump());
    for sql in [
        "DELETE FROM rm_group",
        "UPDATE feed SET own_seq = 99",
        "INSERT INTO gap VALUES (x'01', 1)",
        "DELETE FROM gap",
        "CREATE TABLE more (a); INSERT INTO more VALUES (1)",
    ] {
        let asked = office.device.query(|device| {
            device.reader().execute_batch(sql)?;
            Ok::<_, Error>(())
        });
        let told = matches!(asked, Err(Error::Store(StoreError::QueryWrote)));
        assert!(told, "{sql}: {asked:?}");
        assert_eq!((office.tables(), office.dump()), before, "{sql}");
    }
    // A question that fails, or falls, leaves nothing either, and the next write is as any.
    let fallen = catch_unwind(AssertUnwindSafe(|| {
        office.device.query(|device| -> Result<(), Error> {
            device.reader().execute("DELETE FROM rm_group", [])?;
            panic!("a fault of the program");
        })
    }));
    assert!(fallen.is_err());
    assert_eq!((office.tables(), office.dump()), before);
    let groups = office.device.query(|device| {
        let groups = "SELECT count(*) FROM rm_group";
        Ok::<u32, Error>(device.reader().query_row(groups, [], |row| row.get(0))?)
    });
    assert_eq!(groups.unwrap(), 1);
    office.device.ensure_place(TOILI, &[2031]).unwrap();
}
