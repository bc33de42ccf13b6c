//! An office and its phones: each with its own database file, its own identity and its own connection to the relay.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use sesi_core::device::Device;
use sesi_core::kinds::{
    DocKey, FamilyKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, Patch, SessionCode, Since,
    StaffPatch, Status,
};
use sesi_core::office::OfficeDetails;
use sesi_core::reference::Regions;
use sesi_engine::ambient::{Ambient, Seeded};
use sesi_engine::device::InviteWish;
use sesi_engine::documents::Set;
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
        let details = OfficeDetails {
            name: format!("Dinas Sosial {}", Regions::own().name(kabupaten)),
            kabupaten: kabupaten.into(),
            utc_offset_minutes: 480,
            founder: "RATNA DEWI".into(),
            founder_role: "korkab".into(),
        };
        let founded = sesi_core::office::found(
            &path,
            &key,
            ambient.clone(),
            &RelayAddress::unpinned(relay),
            &details,
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

/// A group with families, as documents.
#[derive(Debug, Clone)]
pub struct Kelompok {
    /// The group's document.
    pub id: Uuid,
    /// The families' documents.
    pub families: Vec<Uuid>,
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

/// A pendamping of these kecamatan, and the edit that makes one.
pub fn staff_of(name: &str, kecamatan: &[&str]) -> (Uuid, (DocKey, Patch)) {
    let staff = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
    let patch = StaffPatch {
        name: Set::To(name.into()),
        role: Set::To("pendamping".into()),
        kecamatan: kecamatan
            .iter()
            .map(|code| ((*code).to_owned(), Some(true)))
            .collect(),
        ..StaffPatch::default()
    };
    (staff, (DocKey::Staff(staff), Patch::Staff(patch)))
}

/// A group of a kecamatan with so many active families, led by `staff`, and the edits that make it.
pub fn families_of(
    kecamatan: &str,
    name: &str,
    staff: Uuid,
    size: usize,
) -> (Kelompok, Vec<(DocKey, Patch)>) {
    let id = Uuid::new_v5(&staff, name.as_bytes());
    let group = GroupPatch {
        name: Set::To(name.into()),
        kecamatan: Set::To(kecamatan.into()),
        desa: Set::To(format!("{kecamatan}.2001")),
        pendamping: [(Since(None), Some(staff))].into(),
        ..GroupPatch::default()
    };
    let mut edits = vec![(DocKey::Group(id), Patch::Group(group))];
    let mut families = Vec::new();
    for no in 0..size {
        let family = Uuid::new_v5(&id, no.to_string().as_bytes());
        families.push(family);
        let patch = FamilyPatch {
            name: Set::To(format!("{name} KELUARGA {no}")),
            nik: Set::To(format!("72010{:011}", family.as_u128() % 100_000_000_000)),
            kecamatan: Set::To(kecamatan.into()),
            desa: Set::To(format!("{kecamatan}.2001")),
            groups: [(Since(None), Some(id))].into(),
            statuses: [(Since(None), Some(Status::Aktif))].into(),
            ..FamilyPatch::default()
        };
        edits.push((DocKey::Family(family), Patch::Family(patch)));
    }
    (Kelompok { id, families }, edits)
}

/// The meeting of a group on a day about a session.
///
/// # Panics
/// If the day or the session is none.
pub fn meeting(group: Uuid, date: &str, session: &str) -> DocKey {
    let date = date.parse().expect("an ISO date");
    let session = SessionCode::new(session).expect("a session code");
    DocKey::meeting(group, date, session).expect("a day since 2000")
}

/// Marks for families, in a patch.
pub fn marks(marks: impl IntoIterator<Item = (Uuid, Mark)>) -> Patch {
    let marks = marks
        .into_iter()
        .map(|(id, mark)| (FamilyKey::of(id), Some(mark)));
    Patch::Meeting(MeetingPatch {
        marks: marks.collect(),
        ..MeetingPatch::default()
    })
}
