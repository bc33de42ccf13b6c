//! An office as every schedule finds it: two office machines, two phones, a hostile member and a stolen office machine. Made
//! once, since secrets that people type are slow to stretch; copied for each schedule.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use sesi_core::device::Device;
use sesi_core::kinds::{DocKey, FamilyKey, MeetingPatch, Patch};
use sesi_core::testkit::made_up::office_of;
use sesi_engine::ambient::Seeded;
use sesi_engine::device::InviteWish;
use sesi_engine::documents::Set;
use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::sync::driver;
use uuid::Uuid;

use super::disk::Files;
use super::hostile::Hostile;
use super::line::{Line, Weather};
use super::relay::SimRelay;
use super::room::Room;
use super::station::{SEATS, Station};
use crate::seeded_rng::SeededRng;
use crate::world::{families_of, meeting, staff_of};

const KECAMATAN: &str = "72.01.09";
/// Seats of devices that are there from the beginning.
pub const FOUNDED: usize = 4;
/// Seats of office machines, which come before those of phones.
pub const OFFICES: usize = 2;
const NEWCOMER: usize = 4;
/// The seat of a phone that is given another one's files.
pub const COPY: usize = 5;
/// Where the office's relay is, and where it may move.
pub const RELAYS: [&str; 2] = ["http://relay.test", "http://second.test"];

/// A device's files.
struct Saved {
    files: Files,
    key: DbKey,
}

/// An office that has begun to work.
pub struct Template {
    relay: SimRelay,
    /// Another one, that knows nobody.
    nobodys: SimRelay,
    honest: Vec<Saved>,
    /// A member of the phones' kecamatan.
    pub member: Hostile,
    /// An office machine.
    pub thief: Hostile,
    /// Meetings that anybody may write in.
    pub meetings: Vec<DocKey>,
    /// The families of the group, one for each seat.
    pub families: Vec<FamilyKey>,
    ids: Vec<Uuid>,
    staff: Uuid,
}

/// The first moment of every schedule.
///
/// # Panics
/// Never.
pub fn start() -> DateTime<Utc> {
    DateTime::from_timestamp(1_794_000_000, 0).expect("a moment in November 2026")
}

fn millis() -> u64 {
    u64::try_from(start().timestamp_millis()).unwrap_or_default()
}

impl Template {
    /// Founds the office and lets everybody join, with files in `folder` for the time being.
    ///
    /// # Panics
    /// If anything of that fails.
    pub fn make(folder: &Path) -> Self {
        let rng = SeededRng::new(0);
        let mut relay = SimRelay::new(RELAYS[0], SeededRng::new(1), millis());
        let ambient = Arc::new(Seeded::new(1, start()));
        let key = DbKey::generate(&*ambient);
        let file = folder.join("office.db");
        let founded = sesi_core::office::found(
            &file,
            &key,
            ambient.clone(),
            &RelayAddress::unpinned(RELAYS[0]),
            &office_of("72.01"),
        );
        let mut device = founded.expect("an office is founded").device;
        let founded = driver::found(&mut device, &mut line(&mut relay, &rng), None);
        founded.expect("the relay takes the office in");
        let (staff, (document, patch)) = staff_of("SITI", &[KECAMATAN]);
        device.edit(&document, &patch).expect("the office writes");
        let (group, edits) = families_of(KECAMATAN, "MELATI", staff, SEATS.len());
        device.edit_all(&edits).expect("the office writes");
        drop(device);
        let mut stations = vec![Station::open(0, &file, &key, ambient)];
        // The hostile ones sit where a newcomer and a copy will.
        for (at, name) in [SEATS[1], SEATS[2], SEATS[3], "member", "thief"]
            .into_iter()
            .enumerate()
        {
            let wish = InviteWish {
                person: staff,
                places: vec![KECAMATAN.into()],
                office: name == SEATS[1] || name == "thief",
                valid_for: Duration::days(7),
            };
            let invited = stations[0]
                .device()
                .invite(&wish)
                .expect("the office invites");
            sync(&mut stations[0], &mut relay, &rng);
            let ambient = Arc::new(Seeded::new(2 + at as u64, start()));
            let key = DbKey::generate(&*ambient);
            let own = folder.join(format!("{name}.db"));
            let mut line = line(&mut relay, &rng);
            let joined = Device::join(&own, &key, ambient.clone(), &invited.link, &mut line);
            drop(joined.expect("the device joins"));
            stations.push(Station::open(at + 1, &own, &key, ambient));
        }
        for _ in 0..3 {
            for station in &mut stations {
                sync(station, &mut relay, &rng);
            }
        }
        let day = |day: usize| meeting(group.id, &format!("2026-11-{day:02}"), "M1.1");
        let meetings: Vec<DocKey> = (2..6).map(day).collect();
        let thief = Hostile::of(&mut stations[5], &work_of("thief", &meetings));
        let member = Hostile::of(&mut stations[4], &work_of("member", &meetings));
        stations.truncate(FOUNDED);
        let honest = stations.into_iter().map(Station::save).collect();
        Self {
            relay,
            nobodys: SimRelay::new(RELAYS[1], SeededRng::new(1), millis()),
            honest,
            member,
            thief,
            meetings,
            families: group.families.iter().copied().map(FamilyKey::of).collect(),
            ids: group.families,
            staff,
        }
    }

    /// What the office wishes when the newcomer is to join.
    pub fn invitation(&self) -> InviteWish {
        InviteWish {
            person: self.staff,
            places: vec![KECAMATAN.into()],
            office: false,
            valid_for: Duration::days(365),
        }
    }

    /// The newcomer, as soon as it has joined by `invite`.
    ///
    /// # Errors
    /// As [`Device::join`]; nothing is lost by trying again.
    ///
    /// # Panics
    /// If its database does not open.
    pub fn join(
        &self,
        room: &Room,
        seed: u64,
        now: DateTime<Utc>,
        invite: &InviteLink,
        line: &mut Line<'_>,
    ) -> Result<Station, String> {
        let ambient = Arc::new(Seeded::new(luck(seed, 31), now));
        let key = DbKey::generate(&Seeded::new(luck(seed, 30), now));
        let path = file_of(room, NEWCOMER);
        let joined = Device::join(&path, &key, ambient.clone(), invite, line);
        joined.map_err(|fault| fault.to_string())?;
        Ok(Station::open(NEWCOMER, &path, &key, ambient))
    }

    /// The relay and the honest devices of these seats, as new, with luck that follows from `seed`.
    ///
    /// # Panics
    /// If files cannot be written.
    pub fn copy(&self, room: &mut Room, seed: u64, seats: &[usize]) -> (SimRelay, Vec<Station>) {
        let stations = seats.iter().map(|seat| {
            let Saved { files, key } = &self.honest[*seat];
            let path = file_of(room, *seat);
            let ambient = Arc::new(Seeded::new(luck(seed, 16 + *seat as u64), start()));
            let kept = room.take(&path);
            Station::go_on(*seat, &path, key, ambient, files, kept)
        });
        let stations = stations.collect();
        let relay = self.relay.copy(room, SeededRng::new(luck(seed, 15)));
        (relay, stations)
    }
}

/// Devices and relays stay open for the next schedule, but for a device that joined: its key is its own.
pub fn leave(room: &mut Room, relays: Vec<SimRelay>, stations: Vec<Station>) {
    for relay in relays {
        relay.leave(room);
    }
    for station in stations {
        let path = station.path().to_owned();
        if station.is_of_one_schedule() {
            drop(station);
            Files::NONE.put(&path);
        } else {
            room.keep(&path, station.device);
        }
    }
}

/// The relay to which the office may move, with luck that follows from `seed`.
pub fn second_relay(template: &Template, room: &mut Room, seed: u64, clock: u64) -> SimRelay {
    let mut relay = template.nobodys.copy(room, SeededRng::new(luck(seed, 14)));
    relay.clock = clock;
    relay
}

/// A phone that is given the files of `original`, with luck of its own.
pub fn copy_of(original: &mut Station, room: &mut Room, seed: u64, now: DateTime<Utc>) -> Station {
    let ambient = Arc::new(Seeded::new(luck(seed, 29), now));
    let path = room.file(&format!("{} of {}.db", SEATS[COPY], original.name));
    let kept = room.take(&path);
    original.copy(COPY, &path, ambient, kept)
}

fn file_of(room: &Room, seat: usize) -> PathBuf {
    room.file(&format!("{}.db", SEATS[seat]))
}

impl Station {
    /// Its key is drawn anew in each schedule.
    pub fn is_of_one_schedule(&self) -> bool {
        self.seat == NEWCOMER
    }

    /// Closes the device and takes its files.
    fn save(self) -> Saved {
        let (path, key) = (self.path().to_owned(), self.key().clone());
        drop(self);
        Saved {
            files: Files::of(&path),
            key,
        }
    }
}

/// The seed of one who takes part in the schedule of a seed.
fn luck(seed: u64, who: u64) -> u64 {
    seed.wrapping_mul(64).wrapping_add(who)
}

fn line<'a>(relay: &'a mut SimRelay, rng: &'a SeededRng) -> Line<'a> {
    Line {
        relays: std::slice::from_mut(relay),
        at: 0,
        rng,
        weather: Weather::FINE,
        disk: None,
        forged: &[],
        told: String::new(),
    }
}

fn sync(station: &mut Station, relay: &mut SimRelay, rng: &SeededRng) {
    let run = driver::run(station.device(), &mut line(relay, rng), |_| true);
    assert!(run.stopped.is_none(), "{}: {:?}", station.name, run.stopped);
}

/// Edits that a hostile device has ready: a place for each meeting, by which its work is told from others'.
fn work_of(who: &str, meetings: &[DocKey]) -> Vec<(DocKey, Patch)> {
    let patch = |no: usize| MeetingPatch {
        place: Set::To(format!("{who} was here {no}")),
        ..MeetingPatch::default()
    };
    meetings
        .iter()
        .enumerate()
        .map(|(no, key)| (key.clone(), patch(no).into()))
        .collect()
}

/// The family that the device of a seat marks.
pub fn family(template: &Template, seat: usize) -> Uuid {
    template.ids[seat]
}
