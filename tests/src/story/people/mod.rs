//! An office and its people, a play of its own: the staff from a list, a coaching recorded on two devices, voices from phones that are offline for
//! weeks, a rakor, supervisions. All of it goes by the calls of the window, on the device of whoever does it, and is written to the record.
//!
//! `hiring` brings the staff in and posts it, `fieldwork` has what they do in the field, `training`, `voices`, `rakor` and `supervision` the rest;
//! [`said`] and [`own`] read what devices say of it afterwards, [`compared`] puts it beside the recount.

pub mod compared;
mod fieldwork;
mod hiring;
pub mod own;
mod rakor;
pub mod said;
mod supervision;
mod training;
mod voices;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use serde_json::{Value, json};
use sesi_core::device::Device;
use sesi_core::reference::{Level, Regions};
use sesi_engine::ambient::Ambient;
use uuid::Uuid;

use crate::asked::ask;
use crate::record::people::{Entered, Line};
use crate::seeded_rng::SeededRng;
use crate::world::{Kelompok, Station, World};

/// The kabupaten, which has 24 kecamatan.
pub const KABUPATEN: &str = "72.01";
/// More phones are not carried: one for each kecamatan.
const MOST_PHONES: usize = 24;

/// Which of the two devices of the office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Kantor,
    Meja,
}

/// A member of staff as the player knows them.
#[derive(Debug, Clone)]
struct Person {
    name: String,
    /// As the register has them, to name them in calls.
    id: Uuid,
    /// Code of the kecamatan of the list.
    code: String,
}

/// A phone and whose it is.
#[derive(Debug)]
pub struct Phone {
    /// The device.
    pub station: Station,
    /// Whose it is.
    pub name: String,
    /// Without a signal for weeks.
    offline: bool,
}

/// The office of the play.
#[derive(Debug)]
pub struct Play {
    /// The office.
    pub world: World,
    /// A second device of whoever founded it.
    pub desk: Station,
    /// Phones; whoever has one leads a group.
    pub phones: Vec<Phone>,
    /// What was entered.
    pub lines: Vec<Line>,
    /// Documents of trainings and meetings of the staff by name, to ask for them.
    pub documents: BTreeMap<String, Uuid>,
    staff: Vec<Person>,
    groups: BTreeMap<String, Kelompok>,
    supervised: BTreeMap<(String, String), Uuid>,
    today: NaiveDate,
    now: DateTime<Utc>,
    rng: SeededRng,
}

impl Play {
    /// Plays it in `folder` at a relay, with so many people on the list; six at least.
    ///
    /// # Panics
    /// If anything fails: the demo cannot go on without it.
    pub fn run(folder: &Path, relay: &str, seed: u64, people: usize) -> Self {
        std::fs::create_dir_all(folder).expect("a folder is made");
        let now = Ambient::now(&sesi_engine::ambient::System);
        let mut world = World::found_in(KABUPATEN, folder, relay, seed, now);
        let founder = world.founder();
        let desk = world.join_office(founder);
        let mut play = Self {
            world,
            desk,
            phones: Vec::new(),
            lines: Vec::new(),
            documents: BTreeMap::new(),
            staff: Vec::new(),
            groups: BTreeMap::new(),
            supervised: BTreeMap::new(),
            today: now.date_naive(),
            now,
            rng: SeededRng::new(seed.wrapping_add(17)),
        };
        play.begin(folder, people.max(6));
        play.sync_all();
        play.record_meetings();
        play.post();
        play.say_before_the_rakor();
        play.train();
        play.hold_rakor();
        play.say_after_the_rakor();
        play.supervise();
        play.settle();
        play
    }

    /// The office hands the sums of a month over, as a file.
    ///
    /// # Panics
    /// If the office refuses.
    pub fn hand(&mut self, month: &str, path: &Path) {
        super::province::hand(&mut self.world.office.device, month, path);
    }

    fn office(&mut self, at: At) -> &mut Station {
        match at {
            At::Kantor => &mut self.world.office,
            At::Meja => &mut self.desk,
        }
    }

    /// Notes what was entered on a device of the office.
    fn note(&mut self, at: At, back: u64, entered: Entered) {
        let by = match at {
            At::Kantor => "kantor",
            At::Meja => "meja",
        };
        self.line(by.to_owned(), back, entered);
    }

    fn line(&mut self, by: String, back: u64, entered: Entered) {
        let on = self.day(back);
        self.lines.push(Line { on, by, entered });
    }

    /// The day so many days before today.
    fn day(&self, back: u64) -> String {
        let day = self.today.checked_sub_days(chrono::Days::new(back));
        day.expect("a day").to_string()
    }

    /// The day so many days after today.
    fn later(&self, days: u64) -> String {
        let day = self.today.checked_add_days(chrono::Days::new(days));
        day.expect("a day").to_string()
    }

    /// Everybody with a signal exchanges; `all`, whoever has none as well.
    fn sync(&mut self, all: bool) {
        for _ in 0..2 {
            for phone in self.phones.iter_mut().filter(|one| all || !one.offline) {
                phone.station.synced();
            }
            self.world.office.synced();
            self.desk.synced();
            self.world.office.synced();
        }
        for phone in self.phones.iter_mut().filter(|one| all || !one.offline) {
            phone.station.synced();
        }
    }

    fn sync_all(&mut self) {
        self.sync(true);
    }

    /// All devices.
    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        let phones = self.phones.iter().map(|phone| &phone.station);
        [&self.world.office, &self.desk].into_iter().chain(phones)
    }

    /// Whether all devices have the same, nothing waits and nothing was refused.
    pub fn has_converged(&self) -> rusqlite::Result<bool> {
        let office = self.world.office.device.reader();
        let mut converged = self.world.office.dump() == self.desk.dump();
        for station in self.stations() {
            let conn = station.device.reader();
            converged &= crate::arrival_check::same_versions(office, conn)?;
            converged &= sesi_engine::store::Parked::all(conn).is_ok_and(|all| all.is_empty());
            let pending = sesi_engine::store::PendingChange::count(conn, None);
            converged &= pending.is_ok_and(|pending| pending == 0);
        }
        Ok(converged)
    }

    fn id(&self, name: &str) -> Uuid {
        let one = self.staff.iter().find(|one| one.name == name);
        one.expect("somebody on the list").id
    }

    fn phone_of(&mut self, name: &str) -> &mut Phone {
        let phone = self.phones.iter_mut().find(|phone| phone.name == name);
        phone.expect("somebody with a phone")
    }

    fn with_phones(&self) -> Vec<String> {
        self.phones.iter().map(|phone| phone.name.clone()).collect()
    }
}

/// What a device does so many days ago by its own clock. It must not exchange meanwhile: a relay would set its clock right.
fn days_ago<T>(
    station: &mut Station,
    now: DateTime<Utc>,
    back: u64,
    act: impl FnOnce(&mut Device) -> T,
) -> T {
    let days = Duration::days(i64::try_from(back).unwrap_or(0));
    station.ambient.set(now - days);
    let done = act(&mut station.device);
    station.ambient.set(now);
    done
}

/// The version that a window shows.
fn base(device: &Device, call: &str, id: Uuid) -> Value {
    ask(device, call, json!({ "id": id }))["base"].clone()
}

/// A member of staff as marks name them.
fn mark_of(id: Uuid) -> String {
    format!("s{}", id.simple())
}

/// The kecamatan by code.
fn kecamatan() -> Vec<(String, String)> {
    let parts = Regions::own().parts_of(KABUPATEN);
    let parts = parts.filter(|region| region.level() == Level::Kecamatan);
    parts
        .map(|region| (region.code.clone(), region.name.clone()))
        .collect()
}

fn uuid(value: &Value) -> Uuid {
    let id = value.as_str().and_then(|id| id.parse().ok());
    id.expect("an id")
}
