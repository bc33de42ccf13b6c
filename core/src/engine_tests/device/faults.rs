//! Every command that states something fails at each of its writes, at each of its commits and by a panic at each draw of randomness. Each
//! time the failure is told, memory is what a device opened afresh has, and the next try does the work.
//!
//! A new command is a row: a scene, what is done, and how to see that it holds.

mod rows;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use sesi_engine::ambient::Seeded;
use sesi_engine::device::{InviteWish, Recovery};
use sesi_engine::documents::Set;
use sesi_engine::field::Tables;
use sesi_engine::job::unwatched;
use sesi_engine::keys::membership::DeviceState;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::seal::author_notes::AppVersion;
use sesi_engine::store::{ArchivedEntry, DocumentRow, Fact, FeedRow, ParkReason, Store, own_end};
use sesi_engine::sync::{driver, file};
use sesi_wire::ids::FeedId;
use tempfile::TempDir;

use super::contradictions::{other_story, send};
use super::invites::{enrolment, join, later};
use super::people::enrolled;
use crate::device::{Device, Me};
use crate::importing::Rosters;
use crate::kinds::{
    DocKey, FamilyPatch, Mark, Pkh, SessionCode, StaffPatch, meetings_feed, office_feed,
};
use crate::office::{OfficeDetails, edit_staff};
use crate::testkit::fault::{self, Falling, Fault, NEVER};
use crate::testkit::{
    FakeRelay, LUWUK, Stage, Station, TOILI, Toili, marks, meetings, roster, start,
};

/// A device, or a database that is to become one, and its relay.
struct World {
    path: PathBuf,
    key: DbKey,
    ambient: Arc<Falling>,
    relay: FakeRelay,
    device: Option<Device>,
    /// How often the command was given before.
    tries: u32,
}

type Done = Result<(), String>;

impl World {
    fn device(&mut self) -> &mut Device {
        self.device.as_mut().unwrap()
    }

    fn exchange(&mut self) -> Done {
        let device = self.device.as_mut().unwrap();
        let run = driver::run(device, &mut self.relay, |_| true);
        run.stopped.map_or(Ok(()), |stopped| Err(said(stopped)))
    }

    fn newest(&mut self, purpose: &Purpose) -> Option<u32> {
        let device = self.device();
        let feed = FeedRow::of_purpose(device.reader(), &purpose.to_bytes()).unwrap()?;
        device.membership().newest_epoch(feed.id)
    }
}

fn said(error: impl std::fmt::Debug) -> String {
    format!("{error:?}")
}

/// A scene, and the command that is given in it.
struct Row {
    dir: TempDir,
    relay: FakeRelay,
    /// The files of a device, if it is not the command that makes it.
    template: Option<(PathBuf, DbKey)>,
    now: DateTime<Utc>,
    act: Box<dyn Fn(&mut World) -> Done>,
    holds: Box<dyn Fn(&mut World) -> bool>,
}

impl Row {
    fn of_office(
        stage: Stage,
        act: impl Fn(&mut World) -> Done + 'static,
        holds: impl Fn(&mut World) -> bool + 'static,
    ) -> Self {
        let Stage {
            dir, relay, office, ..
        } = stage;
        let now = sesi_engine::ambient::Ambient::now(&*office.ambient);
        Self {
            dir,
            relay,
            template: Some((office.path.clone(), office.key.clone())),
            now,
            act: Box::new(act),
            holds: Box::new(holds),
        }
    }

    fn of_newcomer(
        stage: Stage,
        act: impl Fn(&mut World) -> Done + 'static,
        holds: impl Fn(&mut World) -> bool + 'static,
    ) -> Self {
        let mut row = Self::of_office(stage, act, holds);
        row.template = None;
        row
    }

    fn of_device(mut self, station: &Station) -> Self {
        self.template = Some((station.path.clone(), station.key.clone()));
        self
    }

    /// The scene anew, in which `fault` is to happen.
    fn world(&self, name: &str, fault: Option<Fault>) -> World {
        let path = self.dir.path().join(format!("{name}.db"));
        let ambient = Arc::new(Falling::new(7, self.now));
        let (key, device) = if let Some((from, key)) = &self.template {
            for suffix in ["", "-wal", ".keycheck"] {
                let from = from.with_file_name(format!(
                    "{}{suffix}",
                    from.file_name().unwrap().to_str().unwrap()
                ));
                if from.exists() {
                    let to = path.with_file_name(format!("{name}.db{suffix}"));
                    std::fs::copy(from, to).unwrap();
                }
            }
            let mut device = Device::open(&path, key, ambient.clone()).unwrap();
            device.write(|conn, _| fault::watch(conn, fault)).unwrap();
            (key.clone(), Some(device))
        } else {
            let key = DbKey::generate(&*ambient);
            let mut store =
                Store::open(&path, key.as_bytes(), &*ambient, &Tables::of::<Pkh>()).unwrap();
            store.write(|tx| fault::watch(tx, fault)).unwrap();
            (key, None)
        };
        if let Some(Fault::Panic(draw)) = fault {
            ambient.fall_at(draw);
        }
        World {
            path,
            key,
            ambient,
            relay: self.relay.twin(),
            device,
            tries: 0,
        }
    }
}

impl World {
    /// How many writes are committed since the scene began.
    fn committed(&mut self, of: u32) -> u32 {
        let left = if let Some(device) = &self.device {
            fault::left(device.reader())
        } else {
            let store = Store::open(
                &self.path,
                self.key.as_bytes(),
                &*self.ambient,
                &Tables::of::<Pkh>(),
            )
            .unwrap();
            fault::left(store.reader())
        };
        of - left
    }

    fn mend(&mut self) {
        self.ambient.fall_at(NEVER);
        if let Some(device) = &mut self.device {
            device.write(|conn, _| fault::mend(conn)).unwrap();
        } else {
            let mut store = Store::open(
                &self.path,
                self.key.as_bytes(),
                &*self.ambient,
                &Tables::of::<Pkh>(),
            )
            .unwrap();
            store.write(|tx| fault::mend(tx)).unwrap();
        }
    }

    /// What the device holds in memory is what its database says.
    fn agrees_with_its_database(&self, when: &str) {
        let Some(device) = &self.device else { return };
        let (conn, me) = (device.reader(), device.me());
        let afresh = Me::load(conn, Arc::new(Seeded::new(9, start()))).unwrap();
        assert_eq!(me.identity().public(), afresh.identity().public(), "{when}");
        assert_eq!(me.office(), afresh.office(), "{when}");
        assert_eq!(me.membership, afresh.membership, "{when}");
        assert_eq!(
            me.membership.has_news(),
            afresh.membership.has_news(),
            "{when}"
        );
        assert_eq!(
            me.membership.devices(),
            afresh.membership.devices(),
            "{when}"
        );
        assert_eq!(me.office_devices, afresh.office_devices, "{when}");
        assert_eq!(me.roles_stale, afresh.roles_stale, "{when}");
        for (author, kept) in &me.beyond_end {
            let stored = ArchivedEntry::bytes_parked(conn, *author, ParkReason::Revoked);
            assert_eq!(*kept, stored.unwrap(), "{when}");
        }
        for feed in FeedRow::all(conn).unwrap() {
            let end = own_end(conn, feed.id, me.device()).unwrap();
            let numbered = (feed.own_seq, feed.own_last) == (end.device_seq, end.last);
            assert!(
                feed.settling || numbered,
                "{when}: {feed:?} ends at {end:?}"
            );
        }
    }
}

/// Lets the command of `row` fail in every way, and does it again.
fn fails_and_is_done_again(row: &Row) {
    let mut undisturbed = row.world("undisturbed", None);
    if undisturbed.device.is_some() {
        assert!(!(row.holds)(&mut undisturbed), "it holds already");
    }
    undisturbed.ambient.fall_at(NEVER);
    (row.act)(&mut undisturbed).unwrap();
    let draws = NEVER - undisturbed.ambient.left();
    let writes = undisturbed.committed(NEVER);
    assert!((row.holds)(&mut undisturbed), "undisturbed");
    undisturbed.agrees_with_its_database("undisturbed");
    assert!(writes > 0);

    let mut commits = Vec::new();
    for at in 1..=writes {
        let before = fails_once(row, Fault::Write(at));
        // The first write of each transaction that fails.
        if commits.last() != Some(&(before + 1)) {
            commits.push(before + 1);
        }
    }
    for at in commits {
        fails_once(row, Fault::Commit(at));
    }
    for draw in 1..=draws {
        fails_once(row, Fault::Panic(draw));
    }
}

/// Says how many writes were committed before it failed.
fn fails_once(row: &Row, fault: Fault) -> u32 {
    let name = format!("{fault:?}").replace(['(', ')'], "-");
    let mut world = row.world(&name, Some(fault));
    let failed = catch_unwind(AssertUnwindSafe(|| (row.act)(&mut world)));
    let told = match (&failed, fault) {
        (Ok(done), Fault::Write(_) | Fault::Commit(_)) => done.is_err(),
        (fallen, Fault::Panic(_)) => fallen.is_err(),
        (Err(_), _) => false,
    };
    assert!(told, "{fault:?} is not told: {failed:?}");
    world.agrees_with_its_database(&name);
    let committed = match fault {
        Fault::Write(at) | Fault::Commit(at) => world.committed(at),
        Fault::Panic(_) => 0,
    };
    world.mend();
    world.tries += 1;
    (row.act)(&mut world).unwrap_or_else(|error| panic!("again after {fault:?}: {error}"));
    assert!((row.holds)(&mut world), "again after {fault:?}");
    world.agrees_with_its_database(&format!("again after {name}"));
    // And so it is after a restart.
    world.device = None;
    let opened = Device::open(&world.path, &world.key, world.ambient.clone());
    world.device = Some(opened.unwrap());
    assert!((row.holds)(&mut world), "opened afresh after {fault:?}");
    committed
}

macro_rules! rows {
    ($($(#[doc = $what:literal])+ $name:ident,)+) => {
        $($(#[doc = $what])+
        #[test]
        fn $name() {
            fails_and_is_done_again(&rows::$name());
        })+
    };
}

rows! {
    /// A machine of the office that had handed out an invite is shown out.
    revoking,
    /// Somebody is invited.
    inviting,
    /// An invite is taken back.
    withdrawing,
    /// Who enrolled is let in by an exchange, and gets keys.
    letting_in,
    /// Who enrolled is let in by a file.
    letting_in_by_file,
    /// Who came late is let in by a person.
    accepting_who_came_late,
    /// Who came late is turned down.
    turning_down,
    /// A kecamatan gets its feeds.
    opening_a_kecamatan,
    /// A new year gets its feeds.
    opening_the_year,
    /// The same at a start.
    starting_up,
    /// Somebody comes to work in a further kecamatan.
    widening,
    /// A roster is imported.
    importing,
    /// An office begins.
    founding,
    /// A relay hears of it.
    founding_at_the_relay,
    /// A phone joins.
    joining,
    /// The words bring the office back.
    recovering,
    /// What a copy of this database had numbered alike is said again.
    saying_again,
    /// Invites end, and the keys that they carried with them.
    renewing_keys,
    /// Another machine of the office made a feed for which it did not know all readers.
    giving_what_is_due,
    /// A revocation arrives that takes work back.
    hearing_of_a_revocation,
    /// After an update everything is looked at again.
    looking_again,
    /// A family moves to another kecamatan.
    moving_a_family,
    /// Own work falls out of a document and is said again.
    saying_fallen_work_again,
    /// A phone says which year it lacks.
    saying_what_is_lacking,
    /// The office opens a year that a phone lacks.
    opening_what_is_lacking,
}
