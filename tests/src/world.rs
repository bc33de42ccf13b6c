//! An office and its phones: each with its own database file, its own identity and its own connection to the relay.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use sesi_core::device::Device;
use sesi_core::testkit::made_up::office_of;
pub use sesi_core::testkit::made_up::{Kelompok, families_of, marks, meeting, staff_of};
use sesi_engine::ambient::{Ambient, Seeded};
use sesi_engine::device::InviteWish;
use sesi_engine::keys::recovery::RecoveryWords;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::sync::driver::{self, Run};
use sesi_engine::sync::http::Http;
use uuid::Uuid;

/// A device with what a test needs around it.
#[derive(Debug)]
pub struct Station {
    /// The device.
    pub device: Device,
    /// Its connection.
    pub http: Http,
    /// Its clock and randomness.
    pub ambient: Arc<Seeded>,
    /// Its database file.
    pub path: PathBuf,
    /// The key of that file.
    pub key: DbKey,
    /// Whose it is.
    pub staff: Uuid,
    /// Requests that its exchanges made.
    pub requests: u64,
}

impl Station {
    /// Exchanges with the relay until nothing is left to do.
    pub fn sync(&mut self) -> Run {
        let run = driver::run(&mut self.device, &mut self.http, |_| true);
        self.requests += u64::from(run.requests);
        run
    }

    /// Exchanges, and must not be stopped.
    ///
    /// # Panics
    /// If the run stopped early.
    pub fn synced(&mut self) -> Run {
        let run = self.sync();
        assert!(run.stopped.is_none(), "sync stopped: {:?}", run.stopped);
        run
    }

    /// The rows of the read model, as text.
    ///
    /// # Panics
    /// If the database fails.
    pub fn dump(&self) -> String {
        sesi_core::readmodel::dump(self.device.reader()).expect("the read model can be read")
    }
}

/// An office, its relay's address, and where its devices' files are.
#[derive(Debug)]
pub struct World {
    /// Folder of the database files.
    pub folder: PathBuf,
    /// The office's first device.
    pub office: Station,
    /// The recovery words.
    pub words: RecoveryWords,
    relay: String,
    seed: u64,
    made: u64,
}

impl World {
    /// Founds an office in `folder` at the relay. `now` is every device's clock until it is set.
    ///
    /// # Panics
    /// If founding fails: no test can go on without it.
    pub fn found(folder: &Path, relay: &str, seed: u64, now: DateTime<Utc>) -> Self {
        Self::found_in("72.01", folder, relay, seed, now)
    }

    /// Founds an office of a kabupaten, by its Kemendagri code.
    ///
    /// # Panics
    /// If founding fails.
    pub fn found_in(
        kabupaten: &str,
        folder: &Path,
        relay: &str,
        seed: u64,
        now: DateTime<Utc>,
    ) -> Self {
        let path = folder.join("office.db");
        let ambient = Arc::new(Seeded::new(seed, now));
        let key = DbKey::generate(&*ambient);
        let founded = sesi_core::office::found(
            &path,
            &key,
            ambient.clone(),
            &RelayAddress::unpinned(relay),
            &office_of(kabupaten),
        )
        .expect("an office is founded");
        let mut device = founded.device;
        let mut http = Http::new(relay, None).expect("the relay's address is one");
        driver::found(&mut device, &mut http, None).expect("the relay takes the office in");
        let staff = Uuid::nil();
        let office = Station {
            device,
            http,
            ambient,
            path,
            key,
            staff,
            requests: 1,
        };
        Self {
            folder: folder.to_owned(),
            office,
            words: founded.words,
            relay: relay.to_owned(),
            seed,
            made: 0,
        }
    }

    /// The member of staff who founded the office.
    ///
    /// # Panics
    /// If the office has none.
    pub fn founder(&self) -> Uuid {
        self.office
            .device
            .reader()
            .query_row(
                "SELECT doc FROM rm_staff_device ORDER BY device LIMIT 1",
                [],
                |row| row.get(0),
            )
            .map(Uuid::from_bytes)
            .expect("the founder is there")
    }

    /// A pendamping of these kecamatan, as a document.
    ///
    /// # Panics
    /// If the office cannot write.
    pub fn hire(&mut self, name: &str, kecamatan: &[&str]) -> Uuid {
        let (staff, (key, patch)) = staff_of(name, kecamatan);
        self.office
            .device
            .edit(&key, &patch)
            .expect("the office writes");
        staff
    }

    /// Invites a member of staff and joins with a new phone, without exchanging entries yet.
    ///
    /// # Panics
    /// If joining fails.
    pub fn join(&mut self, staff: Uuid, kecamatan: &[&str]) -> Station {
        self.enrol(staff, kecamatan, false)
    }

    /// A second device of the office.
    ///
    /// # Panics
    /// If joining fails.
    pub fn join_office(&mut self, staff: Uuid) -> Station {
        self.enrol(staff, &[], true)
    }

    fn enrol(&mut self, staff: Uuid, kecamatan: &[&str], office: bool) -> Station {
        let wish = InviteWish {
            person: staff,
            places: kecamatan.iter().map(|code| (*code).to_owned()).collect(),
            office,
            valid_for: Duration::days(7),
        };
        let invited = self
            .office
            .device
            .invite(&wish)
            .expect("the office invites");
        self.office.synced();
        self.made += 1;
        let ambient = Arc::new(Seeded::new(
            self.seed * 1000 + self.made,
            self.office.ambient.now(),
        ));
        let key = DbKey::generate(&*ambient);
        let path = self.folder.join(format!("device-{}.db", self.made));
        let mut http = Http::new(&self.relay, None).expect("the relay's address is one");
        let device = Device::join(&path, &key, ambient.clone(), &invited.link, &mut http)
            .expect("the phone joins");
        Station {
            device,
            http,
            ambient,
            path,
            key,
            staff,
            requests: 1,
        }
    }
}

impl World {
    /// A group of a kecamatan with so many active families, led by `staff`.
    ///
    /// # Panics
    /// If the office cannot write.
    pub fn kelompok(&mut self, kecamatan: &str, name: &str, staff: Uuid, size: usize) -> Kelompok {
        let (kelompok, edits) = families_of(kecamatan, name, staff, size);
        self.office
            .device
            .edit_all(&edits)
            .expect("the office writes");
        kelompok
    }
}
