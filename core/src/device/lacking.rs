//! Feeds that work waits for: a phone says once which it lacks, and an office device opens them at its next exchange.
//!
//! A phone says it in the roster feed of the kecamatan, so only who may write there is heard, and the office opens nothing but meetings
//! feeds of that kecamatan, of years in which an office can have meetings. What an office device lacks for its own work it opens itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rusqlite::Connection;
use serde::Serialize;

use super::{Device, Me};
use crate::error::Error;
use crate::keys::epoch::FeedPurpose;
use crate::store::{Fact, FeedRow, PendingChange, StoreError};

/// The year in which PKH began: no meeting is older.
const FIRST_YEAR: u16 = 2007;

/// A year of which there is work here, and no feed for it to leave by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct AwaitedYear {
    /// The year.
    pub year: u16,
    /// Documents that wait for it.
    pub documents: u32,
    /// Whether an office opens such a year. If not, the dates are wrong: it is before PKH began, or after the next year.
    pub opens: bool,
}

impl Device {
    /// Years of which there is work here that waits for the office to open them, oldest first.
    pub fn awaited_years(&self) -> Result<Vec<AwaitedYear>, Error> {
        let conn = self.reader();
        let mut years: BTreeMap<u16, u64> = BTreeMap::new();
        for purpose in without_feed(conn)? {
            if let FeedPurpose::Meetings { year, .. } = purpose {
                let waiting = PendingChange::count_documents(conn, &purpose.to_bytes())?;
                *years.entry(year).or_default() += waiting;
            }
        }
        let me = self.me();
        years
            .into_iter()
            .map(|(year, documents)| {
                Ok(AwaitedYear {
                    year,
                    documents: u32::try_from(documents).unwrap_or(u32::MAX),
                    opens: me.opens(conn, year)?,
                })
            })
            .collect()
    }
}

impl Me {
    /// Whether an office opens feeds of that year: from the first of PKH to the one after the office's present.
    fn opens(&self, conn: &Connection, year: u16) -> Result<bool, Error> {
        let next = self.today(conn)?.year().saturating_add(1);
        Ok(year >= FIRST_YEAR && i32::from(year) <= next)
    }

    /// The years that this device lacks and has not said so yet, by the kecamatan.
    pub(crate) fn unsaid_lacking(
        &self,
        conn: &Connection,
    ) -> Result<BTreeMap<String, BTreeSet<u16>>, Error> {
        let mut unsaid: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
        let without = without_feed(conn)?;
        if without.is_empty() {
            return Ok(unsaid);
        }
        let said = purposes(conn, Fact::SaidLacking)?;
        for purpose in without.difference(&said) {
            if let FeedPurpose::Meetings { kecamatan, year } = purpose
                && self.opens(conn, *year)?
            {
                unsaid.entry(kecamatan.clone()).or_default().insert(*year);
            }
        }
        Ok(unsaid)
    }

    /// The author of a believed entry of `feed` has work of those years, and no feed for it.
    pub(super) fn note_lacked(
        &self,
        conn: &Connection,
        years: &BTreeSet<u16>,
        feed: &FeedRow,
    ) -> Result<(), Error> {
        if years.is_empty() || !self.membership.is_office(self.device()) {
            return Ok(());
        }
        let FeedPurpose::Roster { kecamatan } = FeedPurpose::from_bytes(&feed.purpose)? else {
            return Ok(());
        };
        let mut to_open = purposes(conn, Fact::ToOpen)?;
        for year in years {
            let purpose = meetings(&kecamatan, *year);
            if self.opens(conn, *year)? && !has_feed(conn, &purpose)? {
                to_open.insert(purpose);
            }
        }
        keep(conn, Fact::ToOpen, &to_open)
    }

    /// Opens the feeds that others said they lack, and those that this office device lacks itself.
    pub(crate) fn open_lacked(&mut self, conn: &Connection) -> Result<(), Error> {
        if !self.membership.is_office(self.device()) || self.device() == self.membership.root() {
            return Ok(());
        }
        let mut lacked = purposes(conn, Fact::ToOpen)?;
        lacked.extend(without_feed(conn)?);
        if lacked.is_empty() {
            return Ok(());
        }
        for purpose in lacked {
            match &purpose {
                FeedPurpose::Meetings { kecamatan, year } if self.opens(conn, *year)? => {
                    self.ensure_year(conn, kecamatan, i32::from(*year))?;
                }
                FeedPurpose::Roster { .. } => {
                    self.ensure_feed(conn, &purpose)?;
                }
                _ => {}
            }
        }
        Ok(Fact::ToOpen.clear(conn)?)
    }
}

/// Notes that an entry of this device says that it lacks those years.
pub(crate) fn said_lacking(
    conn: &Connection,
    kecamatan: &str,
    years: &BTreeSet<u16>,
) -> Result<(), Error> {
    let mut said = purposes(conn, Fact::SaidLacking)?;
    said.extend(years.iter().map(|year| meetings(kecamatan, *year)));
    keep(conn, Fact::SaidLacking, &said)
}

fn meetings(kecamatan: &str, year: u16) -> FeedPurpose {
    FeedPurpose::Meetings {
        kecamatan: kecamatan.to_owned(),
        year,
    }
}

fn has_feed(conn: &Connection, purpose: &FeedPurpose) -> Result<bool, Error> {
    Ok(FeedRow::of_purpose(conn, &purpose.to_bytes())?.is_some())
}

/// Feeds for which changes wait and that are not here.
fn without_feed(conn: &Connection) -> Result<BTreeSet<FeedPurpose>, Error> {
    let mut without = BTreeSet::new();
    for purpose in PendingChange::purposes(conn)? {
        if FeedRow::of_purpose(conn, &purpose)?.is_none() {
            without.insert(FeedPurpose::from_bytes(&purpose)?);
        }
    }
    Ok(without)
}

fn purposes(conn: &Connection, fact: Fact) -> Result<BTreeSet<FeedPurpose>, Error> {
    let Some(bytes) = fact.get(conn)? else {
        return Ok(BTreeSet::new());
    };
    let read: Vec<FeedPurpose> = sesi_wire::sync::from_slice("feed purposes", &bytes)
        .map_err(|_| StoreError::Damaged("list of feeds that are lacking"))?;
    Ok(read.into_iter().collect())
}

fn keep(conn: &Connection, fact: Fact, purposes: &BTreeSet<FeedPurpose>) -> Result<(), Error> {
    if purposes.is_empty() {
        return Ok(fact.clear(conn)?);
    }
    let purposes: Vec<&FeedPurpose> = purposes.iter().collect();
    Ok(fact.set(conn, &sesi_wire::sync::to_vec(&purposes))?)
}
