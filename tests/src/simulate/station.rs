//! A device with its file, its clock and its disk, which can be killed, opened again, and compared with what is on its disk.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use sesi_core::device::Device;
use sesi_core::error::Error;
use sesi_core::kinds::Pkh;
use sesi_core::kinds::{DocKey, FamilyKey, Mark, View};
use sesi_engine::ambient::Seeded;
use sesi_engine::device::Me;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::store::ArchivedEntry;
use sesi_wire::ids::{EntryId, FeedId};

use super::disk::{DeviceFault, Disk, FaultOutcome, Files};
use super::room::{Room, replace_database};

/// Honest devices, by seat: two office machines, two phones, a phone that joins in the midst of a schedule, and one that is given another
/// phone's files.
pub const SEATS: [&str; 6] = ["office", "second", "phone", "tablet", "newcomer", "copy"];

/// A device and what is around it.
pub struct Station {
    /// What the trace calls it.
    pub name: &'static str,
    /// Its seat: whose family it marks.
    pub seat: usize,
    /// The device.
    pub device: Device,
    /// Its clock and its randomness.
    pub ambient: Arc<Seeded>,
    /// Its disk.
    pub disk: Disk,
    path: PathBuf,
    key: DbKey,
    backup: Option<Files>,
}

/// What became of something that was done while a fault was planned.
#[derive(Debug)]
pub enum Done<T> {
    /// It went on to its end, whatever that was.
    Went(T),
    /// The fault happened, and whatever the device said of it, it is alive.
    Faulted(T),
    /// The battery was pulled out.
    Killed,
}

/// Starts a device from these files: nothing of what it knew is left.
fn start_from(device: &mut Device, path: &Path, files: &Files, ambient: &Arc<Seeded>) {
    replace_database(device.reader(), path, files).expect("the database opens");
    let started = device.write(|conn, me| {
        *me = Me::<Pkh>::load(conn, ambient.clone())?;
        Ok::<_, Error>(())
    });
    started.expect("the device starts");
}

impl Station {
    /// Opens what is at `path`.
    ///
    /// # Panics
    /// If it does not open.
    pub fn open(seat: usize, path: &Path, key: &DbKey, ambient: Arc<Seeded>) -> Self {
        let device = Device::open(path, key, ambient.clone());
        let device = device.expect("the database opens");
        Self::around(seat, path, key, ambient, device)
    }

    /// Goes on from `files`, in the place of `kept`: a device that was opened from earlier bytes of them.
    ///
    /// # Panics
    /// If they do not open.
    pub fn go_on(
        seat: usize,
        path: &Path,
        key: &DbKey,
        ambient: Arc<Seeded>,
        files: &Files,
        kept: Option<Device>,
    ) -> Self {
        let Some(device) = kept else {
            files.put(path);
            return Self::open(seat, path, key, ambient);
        };
        let mut station = Self::around(seat, path, key, ambient, device);
        station.restart_from(files);
        station
    }

    fn around(
        seat: usize,
        path: &Path,
        key: &DbKey,
        ambient: Arc<Seeded>,
        mut device: Device,
    ) -> Self {
        let disk = Disk::of(path);
        disk.watch(device.hooks());
        Self {
            name: SEATS[seat],
            seat,
            device,
            ambient,
            disk,
            path: path.to_owned(),
            key: key.clone(),
            backup: None,
        }
    }

    /// The device.
    pub fn device(&mut self) -> &mut Device {
        &mut self.device
    }

    /// Its database's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The key of that file.
    pub fn key(&self) -> &DbKey {
        &self.key
    }

    /// Kills the app between two transactions and starts it again.
    pub fn restart(&mut self) {
        let remains = Files::of(&self.path);
        self.restart_from(&remains);
    }

    /// Somebody copies the app's folder while the app is closed.
    pub fn back_up(&mut self) {
        self.restart();
        self.backup = Some(Files::of(&self.path));
    }

    /// The copied folder is put over the app's, and the app is started.
    ///
    /// # Panics
    /// If there is none.
    pub fn put_back(&mut self) {
        let backup = self.backup.take().expect("it was backed up");
        self.restart_from(&backup);
    }

    /// A second phone is given all files of this one, and goes on beside it.
    #[must_use]
    pub fn copy(
        &mut self,
        seat: usize,
        to: &Path,
        ambient: Arc<Seeded>,
        kept: Option<Device>,
    ) -> Self {
        self.restart();
        let files = Files::of(&self.path);
        Self::go_on(seat, to, &self.key, ambient, &files, kept)
    }

    /// The app starts from these files: nothing of what the device knew is left.
    fn restart_from(&mut self, files: &Files) {
        start_from(&mut self.device, &self.path, files, &self.ambient);
    }

    /// Does something while a fault is planned.
    pub fn with_fault<T>(
        &mut self,
        fault: DeviceFault,
        work: impl FnOnce(&mut Device, &Disk) -> T,
    ) -> Done<T> {
        let disk = self.disk.clone();
        disk.plan(fault);
        let counts = matches!(fault, DeviceFault::Work(_));
        if counts {
            disk.count_statements(self.device.hooks(), true);
        }
        let done = work(self.device(), &disk);
        if counts {
            disk.count_statements(self.device.hooks(), false);
        }
        match disk.over() {
            FaultOutcome::NotReached => Done::Went(done),
            FaultOutcome::Failed => Done::Faulted(done),
            FaultOutcome::Killed(remains) => {
                self.restart_from(&remains);
                Done::Killed
            }
        }
    }

    /// What the device remembers and its database does not say, or the other way round.
    ///
    /// # Panics
    /// If the database fails.
    pub fn forgotten(&mut self) -> Option<String> {
        let ambient = self.ambient.clone();
        let device = self.device();
        let fresh = Me::<Pkh>::load(device.reader(), ambient).expect("the database reads");
        let same = *device.membership() == *fresh.membership;
        (!same).then(|| "what it believes of the office is not what its database says".into())
    }

    /// The same of its files, by another device that starts from a copy of them; `anew` it is opened as an app opens it, which is
    /// dearer.
    ///
    /// # Panics
    /// If the copy does not open.
    pub fn forgotten_by_files(&mut self, room: &mut Room, anew: bool) -> Option<String> {
        let beside = self.path.with_extension("reload");
        let (key, ambient) = (&self.key, self.ambient.clone());
        let files = Files::of(&self.path);
        // What is kept there has this database's key, unless that is new in each schedule.
        let kept = room
            .take(&beside)
            .filter(|_| !anew && !self.is_of_one_schedule());
        let copy = Self::go_on(self.seat, &beside, key, ambient, &files, kept);
        let same = self.device.membership() == copy.device.membership();
        room.keep(&beside, copy.device);
        (!same).then(|| "what it believes of the office is not what its disk says".into())
    }

    /// The mark of a family at a meeting, as this device shows it.
    ///
    /// # Panics
    /// If the database fails.
    pub fn mark(&mut self, meeting: &DocKey, family: &FamilyKey) -> Option<Mark> {
        let document = self
            .device()
            .document(meeting)
            .expect("the database reads")?;
        match document.view() {
            View::Meeting(view) => view.marks.get(family).copied(),
            _ => None,
        }
    }

    /// Each side of a disagreement about such a mark; none where there is none.
    ///
    /// # Panics
    /// If the database fails.
    pub fn sides(&mut self, meeting: &DocKey, family: &FamilyKey) -> Vec<Mark> {
        let document = self.device().document(meeting);
        let document = document.expect("the database reads");
        let disagreements = document.map(|document| document.disagreements());
        let path = format!("marks/{family}");
        let all = disagreements.into_iter().flatten();
        let sides = all.filter(|it| it.path == path).flat_map(|it| it.values);
        let marks = sides.filter_map(|side| Mark::from_number(side.shown.parse().ok()?));
        marks.collect()
    }

    /// Whether the device tells its user that everything of this document is at the office.
    ///
    /// # Panics
    /// If the database fails.
    pub fn says_it_arrived(&mut self, key: &DocKey) -> bool {
        let device = self.device();
        let arrived = device.acknowledged(key.id(&device.office()));
        arrived.expect("the database reads")
    }

    /// What the read model says of a document.
    ///
    /// # Panics
    /// If the database fails.
    pub fn rows_of(&mut self, key: &DocKey) -> Vec<String> {
        let office = self.device().office();
        let id = data_encoding::HEXLOWER.encode(key.id(&office).as_bytes());
        let dump = self.dump();
        let lines = dump.lines().filter(|line| line.contains(&id));
        lines.map(|line| line.trim().into()).collect()
    }

    /// The feed and the id of every entry that is here.
    ///
    /// # Panics
    /// If the database fails.
    pub fn named(&mut self) -> Vec<(FeedId, EntryId)> {
        let conn = self.device().reader();
        let read = || -> rusqlite::Result<Vec<_>> {
            conn.prepare_cached("SELECT feed, id FROM entry ORDER BY no")?
                .query_map([], |row| Ok((FeedId(row.get(0)?), EntryId(row.get(1)?))))?
                .collect()
        };
        read().expect("the database reads")
    }

    /// Those that it did not take back itself.
    ///
    /// # Panics
    /// If the database fails.
    pub fn without_withdrawn(&mut self, mut ids: Vec<EntryId>) -> Vec<EntryId> {
        let conn = self.device().reader();
        let withdrawn =
            |id: &EntryId| ArchivedEntry::was_withdrawn(conn, id).expect("the database reads");
        ids.retain(|id| !withdrawn(id));
        ids
    }

    /// The bytes of these entries.
    ///
    /// # Panics
    /// If the database fails or one is not here.
    pub fn bytes_of(&mut self, ids: &[EntryId]) -> Vec<Vec<u8>> {
        let conn = self.device().reader();
        let read = |id: &EntryId| ArchivedEntry::get(conn, id).expect("the database reads");
        let bytes = |id| read(id).expect("the entry is here").bytes;
        ids.iter().map(bytes).collect()
    }

    /// Every entry that is here, with its feed.
    ///
    /// # Panics
    /// If the database fails.
    pub fn entries(&mut self) -> Vec<(FeedId, EntryId, Vec<u8>)> {
        let conn = self.device().reader();
        let read = || -> Result<_, Error> {
            let mut statement =
                conn.prepare_cached("SELECT feed, id, bytes FROM entry ORDER BY no")?;
            let rows = statement.query_map([], |row| {
                Ok((FeedId(row.get(0)?), EntryId(row.get(1)?), row.get(2)?))
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?)
        };
        read().expect("the database reads")
    }

    /// The feeds that this device reads.
    ///
    /// # Panics
    /// If the database fails.
    pub fn feeds(&mut self) -> Vec<FeedId> {
        let feeds = sesi_engine::store::FeedRow::all(self.device().reader());
        feeds
            .expect("the database reads")
            .iter()
            .map(|feed| feed.id)
            .collect()
    }

    /// Which relay it exchanges with, and where the office says that its relay is, as far as this device knows.
    ///
    /// # Panics
    /// If the database fails.
    pub fn relays(&mut self) -> (Option<String>, Option<String>) {
        let standing = self.device().relay_standing();
        let standing = standing.expect("the database reads");
        let url = |address: Option<RelayAddress>| address.map(|address| address.url);
        (url(standing.in_use), url(standing.said))
    }

    /// Whether it should go to another relay than the one that it exchanges with.
    ///
    /// # Panics
    /// If the database fails.
    pub fn is_to_go(&mut self) -> bool {
        let device = self.device();
        let to = device.me().relay_to_go_to(device.reader());
        to.expect("the database reads").is_some()
    }

    /// What is here and not applied: the beginning of each entry's id, and why.
    ///
    /// # Panics
    /// If the database fails.
    pub fn parked(&mut self) -> Vec<String> {
        let conn = self.device().reader();
        let read = || -> rusqlite::Result<Vec<String>> {
            let sql = "SELECT lower(hex(substr(entry, 1, 4))) || ' ' || reason || ' ' || detail FROM parked ORDER BY entry";
            conn.prepare_cached(sql)?
                .query_map([], |row| row.get(0))?
                .collect()
        };
        read().expect("the database reads")
    }

    /// Each document with its heads, as text, by id.
    ///
    /// # Panics
    /// If the database fails.
    pub fn documents(&mut self) -> Vec<String> {
        let conn = self.device().reader();
        let read = || -> rusqlite::Result<Vec<String>> {
            let sql = "SELECT lower(hex(id)) || ' ' || lower(hex(heads)) FROM document ORDER BY id";
            conn.prepare_cached(sql)?
                .query_map([], |row| row.get(0))?
                .collect()
        };
        read().expect("the database reads")
    }

    /// The whole read model, as text.
    ///
    /// # Panics
    /// If the database fails.
    pub fn dump(&mut self) -> String {
        sesi_core::readmodel::dump(self.device().reader()).expect("the database reads")
    }
}
