//! The office moves to another relay: two real ones, the old of which dies. Nobody is left behind, nothing that was saved is lost, and
//! nobody moves the office who may not.

#![allow(
    clippy::unwrap_used,
    reason = "a test cannot go on without what it unwraps"
)]

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::process::Command;
use std::time::Duration;

use chrono::DateTime;
use sesi_core::kinds::{DocKey, Mark};
use sesi_engine::device::InviteWish;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::seal::place::Place;
use sesi_engine::seal::statements::sign_statements;
use sesi_engine::store::{Fact, FeedRow};
use sesi_engine::sync::driver::{Run, SyncError};
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::http::Http;
use sesi_engine::sync::relays::{self, Lines};
use sesi_engine::sync::transport::{Transport, Unreachable};
use sesi_tests::relay::{RelayProcess, binary};
use sesi_tests::world::{Kelompok, Station, World, marks, meeting};
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{Move, Statement};

const TOILI: &str = "72.01.09";
/// On loopback a dead relay refuses at once.
const PATIENCE: Duration = Duration::from_secs(20);

/// Connections, one a relay.
#[derive(Default)]
struct Network(BTreeMap<String, Http>);

impl Lines for Network {
    fn to(&mut self, address: &RelayAddress) -> Result<&mut dyn Transport, Unreachable> {
        Ok(match self.0.entry(address.url.clone()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => {
                let http = Http::with_patience(&address.url, address.pin, PATIENCE)?;
                new.insert(http)
            }
        })
    }
}

fn run(station: &mut Station) -> Run {
    relays::run(&mut station.device, &mut Network::default(), |_| true)
}

fn ran(station: &mut Station) -> Run {
    let run = run(station);
    assert!(run.stopped.is_none(), "stopped: {:?}", run.stopped);
    run
}

fn relay_of(station: &Station) -> String {
    let standing = station.device.relay_standing().unwrap();
    standing.in_use.unwrap().url
}

struct Scene {
    dir: tempfile::TempDir,
    old: Option<RelayProcess>,
    world: World,
    ani: Station,
    budi: Station,
    kelompok: Kelompok,
}

fn scene(seed: u64) -> Scene {
    let dir = tempfile::tempdir().unwrap();
    let old = RelayProcess::start(&dir.path().join("old"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &old.url(), seed, now);
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[TOILI]));
    let kelompok = world.kelompok(TOILI, "MELATI", ani, 8);
    let (mut ani, mut budi) = (world.join(ani, &[TOILI]), world.join(budi, &[TOILI]));
    for station in [&mut world.office, &mut ani, &mut budi] {
        station.synced();
    }
    let mut scene = Scene {
        dir,
        old: Some(old),
        world,
        ani,
        budi,
        kelompok,
    };
    for day in 1..4 {
        let (first, second) = (scene.key(day), scene.key(day + 10));
        record(&mut scene.ani, &first, scene.kelompok.families[0]);
        record(&mut scene.budi, &second, scene.kelompok.families[1]);
    }
    for _ in 0..2 {
        ran(&mut scene.ani);
        ran(&mut scene.budi);
        ran(&mut scene.world.office);
    }
    scene
}

impl Scene {
    fn old(&self) -> String {
        self.old.as_ref().unwrap().url()
    }

    fn key(&self, day: usize) -> DocKey {
        meeting(self.kelompok.id, &format!("2026-10-{day:02}"), "M1.1")
    }

    /// A relay that takes a code from its operator, and such a code.
    fn guarded(&self) -> (RelayProcess, String) {
        let data = self.dir.path().join("new");
        let relay = RelayProcess::start_with(&data, &[]);
        let told = Command::new(binary())
            .args(["found-code", "--data"])
            .arg(&data)
            .output()
            .unwrap();
        assert!(told.status.success(), "{told:?}");
        let code = String::from_utf8(told.stdout).unwrap();
        (relay, code.trim().to_owned())
    }

    fn moves(&mut self, to: &RelayProcess, code: Option<&str>) -> Result<(), SyncError> {
        let address = RelayAddress::parse(&to.url(), "").unwrap();
        let office = &mut self.world.office.device;
        relays::move_office(office, &mut Network::default(), &address, code)
    }

    fn converge(&mut self, at: &RelayProcess) {
        for _ in 0..3 {
            ran(&mut self.world.office);
            ran(&mut self.ani);
            ran(&mut self.budi);
        }
        assert_eq!(self.ani.dump(), self.budi.dump());
        let office = self.world.office.dump();
        for line in self.ani.dump().lines() {
            assert!(office.contains(line), "the office lacks {line}");
        }
        for station in [&self.world.office, &self.ani, &self.budi] {
            assert_eq!(relay_of(station), at.url());
        }
    }
}

fn record(station: &mut Station, meeting: &DocKey, family: uuid::Uuid) {
    let marks = marks([(family, Mark::Hadir)]);
    station.device.edit(meeting, &marks).unwrap();
}

/// A file with the word that the office's relay is at `url`, signed by `by` as its next control entry.
fn says(by: &Station, url: &str) -> Vec<u8> {
    let conn = by.device.reader();
    let secret = Fact::Identity.get(conn).unwrap().unwrap();
    let identity = DeviceIdentity::from_secret_bytes(&secret).unwrap();
    let control = FeedRow::get(conn, FeedId::CONTROL).unwrap().unwrap();
    let place = Place {
        device_seq: control.own_seq + 1,
        previous: control.own_last.map_or([0; 16], |id| id.short().0),
        ..Place::first(FeedId::CONTROL)
    };
    let said = [Statement::Relay(Move {
        serial: 1,
        address: url.into(),
        pin: None,
    })];
    let office = by.device.office();
    let signed = sign_statements(&said, &place, &identity, &office, &*by.ambient).unwrap();
    let mut file = b"SESI\x00\x01\x00\x00".to_vec();
    file.extend_from_slice(&office.0);
    for entry in signed {
        let entry = minicbor::bytes::ByteVec::from(entry.as_bytes().to_vec());
        file.extend(sesi_wire::sync::to_vec(&entry));
    }
    file
}

#[test]
fn an_office_and_its_phones_get_over_and_what_was_not_sent_arrives() {
    let mut scene = scene(31);
    let (new, code) = scene.guarded();
    let (of_ani, of_budi) = (scene.key(20), scene.key(21));
    record(&mut scene.ani, &of_ani, scene.kelompok.families[2]);
    record(&mut scene.budi, &of_budi, scene.kelompok.families[3]);

    // Without its operator's code the new relay takes nobody in, and nobody is moved.
    let refused = scene.moves(&new, None);
    assert!(matches!(refused, Err(SyncError::NeedsCode)), "{refused:?}");
    assert_eq!(relay_of(&scene.world.office), scene.old());
    scene.moves(&new, Some(&code)).unwrap();
    ran(&mut scene.world.office);
    assert_eq!(relay_of(&scene.world.office), new.url());

    // One phone hears of it from the relay that was left, the other was away until that one was gone, and gets a file.
    ran(&mut scene.ani);
    assert_eq!(relay_of(&scene.ani), new.url());
    drop(scene.old.take());
    let stranded = run(&mut scene.budi);
    assert!(matches!(stranded.stopped, Some(SyncError::NoLine { .. })));
    let mut bytes = Vec::new();
    file::export(&mut scene.ani.device, Extent::Unsent, &mut bytes).unwrap();
    file::import(&mut scene.budi.device, &mut &bytes[..]).unwrap();
    ran(&mut scene.budi);
    assert_eq!(relay_of(&scene.budi), new.url());

    // Invites lead to where the office is.
    let citra = scene.world.hire("CITRA", &[TOILI]);
    let wish = InviteWish {
        person: citra,
        places: vec![TOILI.into()],
        office: false,
        valid_for: chrono::Duration::days(7),
    };
    let invited = scene.world.office.device.invite(&wish).unwrap();
    assert_eq!(invited.link.relay(), new.url());

    scene.converge(&new);
    for key in [of_ani, of_budi] {
        let office = &scene.world.office.device;
        assert!(office.document(&key).unwrap().is_some(), "it arrived");
    }
    let checked = Command::new(binary())
        .args(["check", "--data"])
        .arg(&new.data)
        .output()
        .unwrap();
    assert!(checked.status.success(), "{checked:?}");
}

#[test]
fn a_member_and_a_revoked_office_device_move_nobody_and_the_office_goes_back_when_it_likes() {
    let mut scene = scene(32);
    let evil = RelayProcess::start(&scene.dir.path().join("evil"));
    let ratna = scene.world.hire("RATNA DUA", &[]);
    let mut laptop = scene.world.join_office(ratna);
    ran(&mut laptop);
    ran(&mut scene.world.office);
    scene
        .world
        .office
        .device
        .revoke(laptop.device.id())
        .unwrap();
    ran(&mut scene.world.office);
    // By file, which nobody checks on the way, and so to the relay.
    for by in [&scene.budi, &laptop] {
        let bytes = says(by, &evil.url());
        file::import(&mut scene.ani.device, &mut &bytes[..]).unwrap();
        ran(&mut scene.ani);
        ran(&mut scene.world.office);
    }
    assert_eq!(relay_of(&scene.ani), scene.old());
    for station in [&scene.ani, &scene.world.office] {
        assert_eq!(station.device.relay_standing().unwrap().said, None);
    }

    // The office tries another relay, and goes back.
    let new = RelayProcess::start(&scene.dir.path().join("new"));
    scene.moves(&new, None).unwrap();
    scene.converge(&new);
    let old = scene.old.take().unwrap();
    scene.moves(&old, None).unwrap();
    scene.converge(&old);
}
