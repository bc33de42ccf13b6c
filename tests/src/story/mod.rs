//! What an office and its pendamping do in some months, from a seed, through the real commands of real devices, with an
//! independent record of everything they enter.
//!
//! `opening` brings the rosters in and hires people, `month` plays what they do, `patches` says it in the words of documents. What a month owes
//! beside its meetings has a file each, through the calls of the window: `year` plans, `ratings` half years, `outside` visits, `letters`, `siks`,
//! `after` what was sent and changed afterwards, `events` of the staff; `people` and `province` are plays of their own.

mod after;
mod cast;
mod events;
mod letters;
mod month;
mod opening;
mod outside;
mod patches;
pub mod people;
pub mod province;
mod ratings;
mod siks;
mod year;

use std::collections::BTreeMap;
use std::path::Path;

use chrono::Datelike;

pub use cast::{Phone, Scale, Story, months};

use crate::record::Record;
use crate::seeded_rng::SeededRng;
use crate::world::{Station, World};

impl Story {
    /// Founds the office in `folder`, imports the rosters, and lets every device join.
    ///
    /// # Panics
    /// If anything fails: the demo cannot go on without it.
    pub fn begin(folder: &Path, relay: &str, rosters: &[(String, Vec<u8>)], scale: Scale) -> Self {
        let now = sesi_engine::ambient::Ambient::now(&sesi_engine::ambient::System);
        let kabupaten = opening::kabupaten_of(rosters);
        let mut world = World::found_in(&kabupaten, folder, relay, scale.seed, now);
        let plan = opening::import(&mut world, rosters);
        let mut records = opening::records_of(&plan);
        let mut groups = opening::groups_of(&plan);
        let rng = SeededRng::new(scale.seed);
        let staff = opening::staff_of(
            &mut world,
            &plan,
            &mut groups,
            &mut records,
            scale.pendamping,
        );
        let years: Vec<i32> = months(scale.months).iter().map(Datelike::year).collect();
        let mut phones = Vec::new();
        for (id, kecamatan) in staff {
            world
                .office
                .device
                .ensure_place(&kecamatan, &years)
                .expect("the office opens years");
            let station = world.join(id, &[&kecamatan]);
            phones.push(Phone { station, kecamatan });
        }
        let founder = world.founder();
        let desk = world.join_office(founder);
        let mut story = Self {
            world,
            desk,
            phones,
            groups,
            records,
            meetings: BTreeMap::new(),
            rng,
        };
        story.sync_all();
        story
    }

    /// Plays the months: everybody records offline, and exchanges now and then.
    ///
    /// # Panics
    /// If a device refuses what it must accept.
    pub fn play(&mut self, scale: Scale) {
        self.plan_years(scale);
        for month in months(scale.months) {
            let mut order: Vec<usize> = (0..self.phones.len()).collect();
            self.rng.shuffle(&mut order);
            for phone in order {
                self.month_of(phone, month);
                if self.rng.chance(40) {
                    self.phones[phone].station.synced();
                }
            }
            self.corrections(month);
            self.sync_all();
        }
        self.owe(scale);
    }

    /// What is owed beside the meetings of the last month, by whoever owes it.
    fn owe(&mut self, scale: Scale) {
        self.set_office(scale);
        self.sync_all();
        self.rate(scale);
        self.visit_families(scale);
        self.write_letters(scale);
        self.copy_to_siks(scale);
        self.hold_events(scale);
        self.sync_all();
        self.send_rekap(scale);
        self.sync_all();
        self.correct_afterwards(scale);
        self.sync_all();
    }

    /// Everything that was entered, as it stands at the end.
    pub fn recorded(&self) -> Vec<Record> {
        let meetings = self.meetings.values().cloned().map(Record::Meeting);
        self.records.iter().cloned().chain(meetings).collect()
    }

    /// All devices.
    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        let phones = self.phones.iter().map(|phone| &phone.station);
        [&self.world.office, &self.desk].into_iter().chain(phones)
    }

    /// Everybody exchanges, until all have what all wrote.
    ///
    /// # Panics
    /// If an exchange fails.
    pub fn sync_all(&mut self) {
        // Phones bring; the office takes, lets in and hands out; phones take.
        for _ in 0..2 {
            for phone in &mut self.phones {
                phone.station.synced();
            }
            self.world.office.synced();
            self.desk.synced();
        }
        self.phones
            .iter_mut()
            .for_each(|phone| drop(phone.station.synced()));
        self.world.office.synced();
    }
}
