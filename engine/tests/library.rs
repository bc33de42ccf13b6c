//! The engine serves a field of another kind: a library whose halls lend shelves of books. Two devices, a year that is not open yet, a
//! revocation, a recovery, and a file, with a real relay in between.

#![allow(clippy::unwrap_used)]

mod field;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use chrono::Duration;
use field::{Key, Library, Patch};
use sesi_engine::ambient::{Ambient, Seeded};
use sesi_engine::device::{Device, InviteWish, Recovery};
use sesi_engine::error::Error;
use sesi_engine::job::unwatched;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::sync::file::{Extent, export, import};
use sesi_engine::sync::http::Http;
use sesi_engine::sync::{admission, driver};
use sesi_relay::http::limits::Limits;
use sesi_relay::protocol::Rules;
use sesi_relay::serve::{Relay, Settings};
use tempfile::TempDir;
use uuid::Uuid;

const NORTH: &str = "north";
const SOUTH: &str = "south";

struct World {
    runtime: tokio::runtime::Runtime,
    relay: Option<Relay>,
    dir: TempDir,
    made: u64,
}

impl World {
    fn new() -> Self {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let dir = TempDir::new().unwrap();
        let settings = Settings {
            data: dir.path().join("relay"),
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            tls: None,
            metrics: None,
            rules: Rules {
                quota: 64 * 1024 * 1024,
                open_founding: true,
            },
            limits: Limits::default(),
            max_bytes: None,
        };
        let relay = runtime.block_on(Relay::start(settings)).unwrap();
        Self {
            runtime,
            relay: Some(relay),
            dir,
            made: 0,
        }
    }

    fn url(&self) -> String {
        format!("http://{}", self.relay.as_ref().unwrap().address())
    }

    fn http(&self) -> Http {
        Http::new(&self.url(), None).unwrap()
    }

    fn place(&mut self) -> (std::path::PathBuf, DbKey, Arc<dyn Ambient>) {
        self.made += 1;
        let ambient = Seeded::new(self.made, "2026-11-28T02:00:00Z".parse().unwrap());
        let key = DbKey::generate(&ambient);
        let path = self.dir.path().join(format!("{}.db", self.made));
        (path, key, Arc::new(ambient))
    }

    fn join(&mut self, office: &mut Device<Library>, place: &str) -> Device<Library> {
        let reader = Uuid::from_u128(u128::from(self.made) + 100);
        let wish = InviteWish {
            person: reader,
            places: vec![place.to_owned()],
            office: false,
            valid_for: Duration::days(1),
        };
        office
            .edit(&Key::Reader(reader), &Patch::reader("Ani"))
            .unwrap();
        let invited = office.invite(&wish).unwrap();
        self.sync(office);
        let (path, key, ambient) = self.place();
        let mut device =
            Device::join(&path, &key, ambient, &invited.link, &mut self.http()).unwrap();
        self.sync(&mut device);
        self.sync(office);
        self.sync(&mut device);
        assert_eq!(device.person().unwrap(), Some(reader));
        device
    }

    fn sync(&self, device: &mut Device<Library>) {
        let run = driver::run(device, &mut self.http(), |_| true);
        assert!(run.stopped.is_none(), "{:?}", run.stopped);
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(relay) = self.relay.take() {
            self.runtime.block_on(relay.shutdown());
        }
    }
}

fn found(world: &mut World) -> (Device<Library>, sesi_engine::keys::recovery::RecoveryWords) {
    let (path, key, ambient) = world.place();
    let url = RelayAddress::unpinned(&world.url());
    let founded = Device::<Library>::found(&path, &key, ambient, &url, |conn, me, founder| {
        me.ensure_feed(conn, &field::house())?;
        me.edit_if_any(conn, &Key::Reader(founder), &Patch::reader("Budi"))?;
        Ok(())
    });
    let founded = founded.unwrap();
    let mut device = founded.device;
    device.ensure_place(NORTH, &[2026]).unwrap();
    device.ensure_place(SOUTH, &[2026]).unwrap();
    admission::found(&mut device, &mut world.http(), None).unwrap();
    world.sync(&mut device);
    (device, founded.words)
}

fn halls(device: &Device<Library>) -> Vec<String> {
    let mut statement = device
        .reader()
        .prepare("SELECT hall || ':' || name FROM rm_shelf ORDER BY 1")
        .unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.collect::<Result<_, _>>().unwrap()
}

#[test]
fn two_devices_of_a_library_end_equal_and_a_colleague_of_another_hall_sees_nothing() {
    let mut world = World::new();
    let (mut office, _) = found(&mut world);
    let mut north = world.join(&mut office, NORTH);
    let mut south = world.join(&mut office, SOUTH);
    let shelf = Key::Shelf(Uuid::from_u128(1));
    north.edit(&shelf, &Patch::shelf(NORTH, "Atlas")).unwrap();
    let refused = north.edit(
        &Key::Shelf(Uuid::from_u128(2)),
        &Patch::shelf(SOUTH, "Poems"),
    );
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    // A place that could not be read back opens nothing.
    let refused = office.ensure_place("a hall whose name is longer than thirty-two bytes", &[2026]);
    assert!(matches!(refused, Err(Error::NotAllowed(_))), "{refused:?}");
    world.sync(&mut north);
    world.sync(&mut office);
    world.sync(&mut south);
    assert_eq!(halls(&office), ["north:Atlas"]);
    assert_eq!(halls(&north), halls(&office));
    assert!(halls(&south).is_empty());
    // A loan of a year that is not open yet leaves by itself.
    let loan = Key::Loan {
        shelf: Uuid::from_u128(1),
        day: "2024-05-01".parse().unwrap(),
    };
    north.edit(&loan, &Patch::loan("Citra")).unwrap();
    assert!(!north.acknowledged(loan.doc(&north)).unwrap());
    world.sync(&mut north);
    world.sync(&mut office);
    world.sync(&mut north);
    world.sync(&mut office);
    assert!(north.acknowledged(loan.doc(&north)).unwrap());
    assert!(office.document(&loan).unwrap().is_some());
    // Moved by the office, it goes to the readers of the other hall.
    office.edit(&shelf, &Patch::shelf(SOUTH, "Atlas")).unwrap();
    world.sync(&mut office);
    world.sync(&mut south);
    assert_eq!(halls(&south), ["south:Atlas"]);
}

#[test]
fn a_revoked_device_is_out_and_the_words_bring_the_library_back() {
    let mut world = World::new();
    let (mut office, words) = found(&mut world);
    let mut north = world.join(&mut office, NORTH);
    office.revoke(north.id()).unwrap();
    world.sync(&mut office);
    let run = driver::run(&mut north, &mut world.http(), |_| true);
    assert!(run.stopped.is_some());
    office
        .edit(
            &Key::Shelf(Uuid::from_u128(1)),
            &Patch::shelf(NORTH, "Atlas"),
        )
        .unwrap();
    world.sync(&mut office);
    let (path, key, ambient) = world.place();
    let url = world.url();
    let from = Recovery {
        relay: &RelayAddress::unpinned(&url),
        words: &words,
    };
    let recovered = Device::<Library>::recover(
        &path,
        &key,
        ambient,
        &from,
        &mut world.http(),
        &mut unwatched,
    );
    assert_eq!(halls(&recovered.unwrap()), ["north:Atlas"]);
    assert!(halls(&north).is_empty());
}

#[test]
fn a_file_carries_what_no_network_does_and_the_read_model_can_be_made_anew() {
    let mut world = World::new();
    let (mut office, _) = found(&mut world);
    let mut north = world.join(&mut office, NORTH);
    north
        .edit(
            &Key::Shelf(Uuid::from_u128(1)),
            &Patch::shelf(NORTH, "Atlas"),
        )
        .unwrap();
    let mut file = Vec::new();
    export(&mut north, Extent::Unsent, &mut file).unwrap();
    import(&mut office, &mut &file[..]).unwrap();
    assert_eq!(halls(&office), ["north:Atlas"]);
    office.rebuild_read_model().unwrap();
    assert_eq!(halls(&office), ["north:Atlas"]);
    assert!(Path::new(&world.dir.path().join("1.db")).exists());
}
