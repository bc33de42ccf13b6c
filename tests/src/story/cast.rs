//! The people and places of a story, and how much happens to them.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use sesi_engine::ambient::{Ambient, System};
use uuid::Uuid;

use crate::record::{Meeting, Record};
use crate::seeded_rng::SeededRng;
use crate::world::{Station, World};

/// How much happens.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Phones; `None` for one for each pendamping of the rosters.
    pub pendamping: Option<usize>,
    /// Months, from January 2026.
    pub months: u32,
    /// What everything follows from.
    pub seed: u64,
}

impl Scale {
    /// The day that it is for everybody in the story, in the office's zone: the relay's clock is the real one.
    pub fn today(self) -> NaiveDate {
        let now = Ambient::now(&System) + chrono::Duration::hours(8);
        now.date_naive()
    }

    /// The last month that is played, `YYYY-MM`.
    ///
    /// # Panics
    /// If none is played.
    pub fn last_month(self) -> String {
        let last = months(self.months).pop().expect("a month is played");
        last.format("%Y-%m").to_string()
    }

    /// Choices of one part of the story, which change nothing of another.
    pub(super) fn rng(self, part: u64) -> SeededRng {
        SeededRng::new(self.seed.wrapping_mul(1000) + part)
    }
}

/// A group as the story sees it.
#[derive(Debug, Clone)]
pub(super) struct Kelompok {
    pub id: Uuid,
    pub kecamatan: String,
    pub pendamping: Option<Uuid>,
    pub members: Vec<Uuid>,
    pub delivered: usize,
}

/// A phone and whose it is.
#[derive(Debug)]
pub struct Phone {
    /// The device.
    pub station: Station,
    pub(super) kecamatan: String,
}

/// The story's people and places, and the record.
#[derive(Debug)]
pub struct Story {
    /// The office.
    pub world: World,
    /// A second device of the office.
    pub desk: Station,
    /// Phones of pendamping.
    pub phones: Vec<Phone>,
    pub(super) groups: Vec<Kelompok>,
    pub(super) records: Vec<Record>,
    pub(super) meetings: BTreeMap<Uuid, Meeting>,
    pub(super) rng: SeededRng,
}

/// The first day of each month of the story.
pub fn months(count: u32) -> Vec<NaiveDate> {
    let first = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    (0..count)
        .filter_map(|n| first.checked_add_months(chrono::Months::new(n)))
        .collect()
}
