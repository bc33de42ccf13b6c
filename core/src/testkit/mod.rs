//! An office and its phones around a relay in memory, for tests of [`crate::device`] and [`crate::sync`].

pub mod fault;
pub mod made_up;
mod relay;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use sesi_engine::ambient::Seeded;
use sesi_engine::device::{InviteWish, Invited};
use sesi_engine::documents::Set;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::keys::recovery::RecoveryWords;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::store::FeedRow;
use sesi_engine::sync::driver::{self, Run};
use sesi_wire::ids::FeedId;
use uuid::Uuid;

use made_up::{families_of, office_of, staff_of};

pub use made_up::{Kelompok, marks};
pub use relay::{FakeRelay, Turn};

use crate::device::Device;
use crate::kinds::{
    DocKey, GroupPatch, GroupState, Mark, Patch, SessionCode, Since, meetings_feed, roster_feed,
};
use crate::office::OfficeDetails;

pub const TOILI: &str = "72.01.09";
pub const LUWUK: &str = "72.01.04";

/// A phone or an office machine, with what is needed to open it again.
pub struct Station {
    pub device: Device,
    pub ambient: Arc<Seeded>,
    pub path: PathBuf,
    pub key: DbKey,
}

impl Station {
    pub fn sync(&mut self, relay: &mut FakeRelay) -> Run {
        driver::run(&mut self.device, relay, |_| true)
    }

    /// Exchanges until all is done, and must not be stopped.
    pub fn synced(&mut self, relay: &mut FakeRelay) -> Run {
        let run = self.sync(relay);
        assert!(run.stopped.is_none(), "stopped: {:?}", run.stopped);
        run
    }

    /// A copy of the database as it is now, opened by another run of the app.
    pub fn copy(&self, name: &str, seed: u64) -> Self {
        let path = self.path.with_file_name(name);
        for suffix in ["", "-wal"] {
            let from = with_suffix(&self.path, suffix);
            if from.exists() {
                std::fs::copy(from, with_suffix(&path, suffix)).unwrap();
            }
        }
        Self::open(path, self.key.clone(), seed)
    }

    pub fn open(path: PathBuf, key: DbKey, seed: u64) -> Self {
        let ambient = Arc::new(Seeded::new(seed, start()));
        let device = Device::open(&path, &key, ambient.clone()).unwrap();
        Self {
            device,
            ambient,
            path,
            key,
        }
    }

    pub fn dump(&self) -> String {
        crate::readmodel::dump(self.device.reader()).unwrap()
    }

    /// The feed for a purpose.
    pub fn feed(&self, purpose: &Purpose) -> FeedRow {
        FeedRow::of_purpose(self.device.reader(), &purpose.to_bytes())
            .unwrap()
            .unwrap()
    }

    /// The bytes of the entries of a feed, in the order in which they came here.
    pub fn rows_of_bytes(&self, feed: FeedId) -> Vec<Vec<u8>> {
        let mut all = Vec::new();
        sesi_engine::store::ArchivedEntry::each(self.device.reader(), feed, false, |entry| {
            all.push(entry.bytes);
            Ok::<_, sesi_engine::store::StoreError>(())
        })
        .unwrap();
        all
    }

    /// Marks one family at a meeting.
    pub fn mark(&mut self, meeting: &DocKey, family: Uuid, mark: Mark) {
        self.device.edit(meeting, &marks([(family, mark)])).unwrap();
    }

    /// Every row of the tables that the engine keeps, by table.
    pub fn tables(&self) -> BTreeMap<&'static str, Vec<String>> {
        Self::tables_of(&self.device)
    }

    pub fn tables_of(device: &Device) -> BTreeMap<&'static str, Vec<String>> {
        let tables = [
            (
                "feed",
                "id, since, chain, head, own_seq, own_last, listing, settling",
            ),
            ("entry", "feed, seq, device, device_seq, refused, id"),
            ("pending", "document, purpose, contents, entry"),
            ("parked", "entry, reason, detail"),
            ("gap", "feed, seq"),
            ("document", "id, purpose, heads"),
        ];
        tables
            .into_iter()
            .map(|(table, columns)| {
                (
                    table,
                    rows_of(device, &format!("SELECT {columns} FROM {table}")),
                )
            })
            .collect()
    }

    /// The rows of a query, each as text, sorted.
    pub fn rows(&self, sql: &str) -> Vec<String> {
        rows_of(&self.device, sql)
    }
}

fn rows_of(device: &Device, sql: &str) -> Vec<String> {
    let mut statement = device.reader().prepare(sql).unwrap();
    let columns = statement.column_count();
    let mut rows: Vec<String> = statement
        .query_map([], |row| {
            let values = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at));
            let values = values.collect::<Result<Vec<_>, _>>()?;
            Ok(format!("{values:?}"))
        })
        .unwrap()
        .map(Result::unwrap)
        .collect();
    rows.sort();
    rows
}

/// An office, its first machine, and the relay.
pub struct Stage {
    pub dir: tempfile::TempDir,
    pub relay: FakeRelay,
    pub office: Station,
    pub words: RecoveryWords,
    seed: u64,
    made: u64,
}

impl Stage {
    /// An office that the relay knows.
    pub fn new(seed: u64) -> Self {
        Self::at("72.01", seed)
    }

    /// The same of another kabupaten, or of a province.
    pub fn at(place: &str, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("office.db");
        let ambient = Arc::new(Seeded::new(seed, start()));
        let key = DbKey::generate(&*ambient);
        let founded = crate::office::found(
            &path,
            &key,
            ambient.clone(),
            &RelayAddress::unpinned("http://relay.test"),
            &OfficeDetails {
                name: "Dinas Sosial".into(),
                founder: "RATNA".into(),
                ..office_of(place)
            },
        )
        .unwrap();
        let mut relay = FakeRelay::new(seed);
        let mut device = founded.device;
        driver::found(&mut device, &mut relay, None).unwrap();
        Self {
            dir,
            relay,
            office: Station {
                device,
                ambient,
                path,
                key,
            },
            words: founded.words,
            seed,
            made: 0,
        }
    }

    /// A path and randomness for one more device.
    pub fn next(&mut self) -> (PathBuf, Arc<Seeded>) {
        self.made += 1;
        let path = self.dir.path().join(format!("device-{}.db", self.made));
        let ambient = Arc::new(Seeded::new(self.seed * 1000 + self.made, start()));
        (path, ambient)
    }

    pub fn hire(&mut self, name: &str, kecamatan: &[&str]) -> Uuid {
        let (staff, (key, patch)) = staff_of(name, kecamatan);
        self.office.device.edit(&key, &patch).unwrap();
        staff
    }

    pub fn invite(&mut self, staff: Uuid, kecamatan: &[&str], office: bool) -> Invited {
        let wish = InviteWish {
            person: staff,
            places: kecamatan.iter().map(|code| (*code).to_owned()).collect(),
            office,
            valid_for: Duration::days(7),
        };
        self.office.device.invite(&wish).unwrap()
    }

    /// A phone that has joined and is known, with everything that the office said.
    pub fn phone(&mut self, staff: Uuid, kecamatan: &[&str]) -> Station {
        self.join(staff, kecamatan, false)
    }

    pub fn second_office(&mut self, staff: Uuid) -> Station {
        self.join(staff, &[], true)
    }

    fn join(&mut self, staff: Uuid, kecamatan: &[&str], office: bool) -> Station {
        let invited = self.invite(staff, kecamatan, office);
        self.office.synced(&mut self.relay);
        let (path, ambient) = self.next();
        let key = DbKey::generate(&*ambient);
        let link = &invited.link;
        let device = Device::join(&path, &key, ambient.clone(), link, &mut self.relay).unwrap();
        let mut station = Station {
            device,
            ambient,
            path,
            key,
        };
        self.office.synced(&mut self.relay);
        station.synced(&mut self.relay);
        station
    }

    /// The group no longer exists from a day on.
    pub fn close(&mut self, group: &Kelompok, from: &str) {
        let patch = GroupPatch {
            states: [(Since(Some(from.parse().unwrap())), Some(GroupState::Closed))].into(),
            ..GroupPatch::default()
        };
        let key = DocKey::Group(group.id);
        self.office.device.edit(&key, &patch.into()).unwrap();
    }

    /// A group of a kecamatan with so many families.
    pub fn group(&mut self, kecamatan: &str, name: &str, staff: Uuid, size: usize) -> Kelompok {
        let (group, mut edits) = families_of(kecamatan, name, staff, size);
        for (_, edit) in &mut edits {
            // Tests of numbers give them themselves.
            if let Patch::Family(family) = edit {
                family.nik = Set::Keep;
            }
        }
        self.office.device.ensure_place(kecamatan, &[2026]).unwrap();
        self.office.device.edit_all(&edits).unwrap();
        group
    }
}

impl Kelompok {
    /// The meeting on a day of October 2026.
    pub fn meeting(&self, day: u32) -> DocKey {
        let date = chrono::NaiveDate::from_ymd_opt(2026, 10, day).unwrap();
        DocKey::meeting(self.id, date, SessionCode::new("M1.1").unwrap()).unwrap()
    }
}

pub fn roster(kecamatan: &str) -> Purpose {
    roster_feed(kecamatan)
}

pub fn meetings(kecamatan: &str) -> Purpose {
    meetings_feed(kecamatan, 2026)
}

/// 2026-11-18 in the field.
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

/// One pendamping with a phone in Toili, and a group of four families there.
pub struct Toili {
    pub stage: Stage,
    pub phone: Station,
    pub group: Kelompok,
}

impl Toili {
    pub fn new(seed: u64) -> Self {
        let mut stage = Stage::new(seed);
        let ani = stage.hire("ANI", &[TOILI]);
        let group = stage.group(TOILI, "MELATI", ani, 4);
        let phone = stage.phone(ani, &[TOILI]);
        Self {
            stage,
            phone,
            group,
        }
    }

    /// Marks a family on the phone, at the meeting of a day of October.
    pub fn record(&mut self, day: u32, family: usize, mark: Mark) -> DocKey {
        let meeting = self.group.meeting(day);
        self.phone.mark(&meeting, self.group.families[family], mark);
        meeting
    }

    pub fn sync_phone(&mut self) -> Run {
        self.phone.sync(&mut self.stage.relay)
    }

    pub fn synced_phone(&mut self) -> Run {
        self.phone.synced(&mut self.stage.relay)
    }

    pub fn synced_office(&mut self) -> Run {
        self.stage.office.synced(&mut self.stage.relay)
    }

    pub fn meetings_feed(&self) -> FeedId {
        self.phone.feed(&meetings(TOILI)).id
    }
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
