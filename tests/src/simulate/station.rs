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

use super::disk::{Blow, Disk, copy_database};

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
    pub device: Option<Device>,
    /// Its clock and its randomness.
    pub ambient: Arc<Seeded>,
    /// Its disk.
    pub disk: Disk,
    path: PathBuf,
    key: DbKey,
}

/// What became of something that was done under a blow.
#[derive(Debug)]
pub enum Done<T> {
    /// It went on to its end, whatever that was.
    Went(T),
    /// The blow struck, and whatever the device said of it, it is alive.
    Struck(T),
    /// The battery was pulled out.
    Killed,
}

impl Station {
    /// Opens what is at `path`.
    ///
    /// # Panics
    /// If it does not open.
    pub fn open(seat: usize, path: &Path, key: &DbKey, ambient: Arc<Seeded>) -> Self {
        let mut station = Self {
            name: SEATS[seat],
            seat,
            device: None,
            ambient,
            disk: Disk::of(path),
            path: path.to_owned(),
            key: key.clone(),
        };
        station.reopen();
        station
    }

    /// The device.
    ///
    /// # Panics
    /// If it is being opened.
    pub fn device(&mut self) -> &mut Device {
        self.device.as_mut().expect("the device is open")
    }

    /// Its database's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The key of that file.
    pub fn key(&self) -> &DbKey {
        &self.key
    }

    fn reopen(&mut self) {
        let device = Device::open(&self.path, &self.key, self.ambient.clone());
        let device = self.device.insert(device.expect("the database opens"));
        self.disk.watch(device.hooks());
    }

    /// Kills the app between two transactions and starts it again.
    pub fn restart(&mut self) {
        let remains = self.disk.remains();
        copy_database(&self.path, &remains);
        self.rise(&remains);
    }

    /// Somebody copies the app's folder while the app is closed.
    pub fn back_up(&mut self) {
        self.restart();
        copy_database(&self.path, &self.path.with_extension("backup"));
    }

    /// The copied folder is put over the app's, and the app is started.
    pub fn put_back(&mut self) {
        let backup = self.path.with_extension("backup");
        self.rise(&backup);
    }

    /// A second phone is given all files of this one, and goes on beside it.
    #[must_use]
    pub fn copy(&mut self, seat: usize, to: &Path, ambient: Arc<Seeded>) -> Self {
        self.back_up();
        copy_database(&self.path.with_extension("backup"), to);
        Self::open(seat, to, &self.key, ambient)
    }

    fn rise(&mut self, remains: &Path) {
        self.device = None;
        copy_database(remains, &self.path);
        self.reopen();
    }

    /// Does something while a blow hangs over it.
    pub fn under<T>(&mut self, blow: Blow, work: impl FnOnce(&mut Device, &Disk) -> T) -> Done<T> {
        let disk = self.disk.clone();
        disk.plan(blow);
        let done = work(self.device(), &disk);
        match disk.over() {
            None => Done::Went(done),
            Some(Blow::Kill(_)) => {
                self.rise(&disk.remains());
                Done::Killed
            }
            Some(_) => Done::Struck(done),
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

    /// The same of its files, by another device that is opened from a copy of them: dearer by as much as opening costs.
    ///
    /// # Panics
    /// If the copy does not open.
    pub fn forgotten_by_files(&mut self) -> Option<String> {
        let beside = self.path.with_extension("reload");
        copy_database(&self.path, &beside);
        let opened = Device::open(&beside, &self.key, self.ambient.clone());
        let fresh = opened.expect("a copy of the database opens");
        let same = self.device().membership() == fresh.membership();
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
