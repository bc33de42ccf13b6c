//! Feeds that work waits for: a phone says once which it lacks, and an office device opens them at its next exchange.
//!
//! A phone says it in the feed to which it was invited, so only who may write there is heard, and the office opens nothing but feeds of that
//! place, of years in which there can be work. What an office device lacks for its own work it opens itself.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rusqlite::Connection;
use serde::Serialize;

use super::{Device, Me};
use crate::error::Error;
use crate::field::Field;
use crate::keys::feed_kind::{Members, invited_by, kind_of, of_year};
use crate::keys::purpose::Purpose;
use crate::store::{Fact, PendingChange, StoreError};

/// A year of which there is work here, and no feed for it to leave by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "testkit", derive(ts_rs::TS))]
pub struct AwaitedYear {
    /// The year.
    pub year: u16,
    /// Documents that wait for it.
    pub documents: u32,
    /// Whether an office opens such a year. If not, the dates are wrong: it is before there was any work, or after the next year.
    pub opens: bool,
}

impl<F: Field> Device<F> {
    /// Years of which there is work here that waits for the office to open them, oldest first.
    pub fn awaited_years(&self) -> Result<Vec<AwaitedYear>, Error> {
        let conn = self.reader();
        let mut years: BTreeMap<u16, u64> = BTreeMap::new();
        let me = self.me();
        for purpose in me.without_feed(conn)? {
            if let Some(year) = purpose.year {
                let waiting = PendingChange::count_documents(conn, &purpose.to_bytes())?;
                *years.entry(year).or_default() += waiting;
            }
        }
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

impl<F: Field> Me<F> {
    /// Whether an office opens feeds of that year: from the field's first to the one after the office's present.
    fn opens(&self, conn: &Connection, year: u16) -> Result<bool, Error> {
        let next = self.today(conn)?.year().saturating_add(1);
        Ok(year >= F::FIRST_YEAR && i32::from(year) <= next)
    }

    /// The years that this device lacks and has not said so yet, by the feed in which it says it.
    pub(crate) fn unsaid_lacking(
        &self,
        conn: &Connection,
    ) -> Result<BTreeMap<Purpose, BTreeSet<u16>>, Error> {
        let mut unsaid: BTreeMap<Purpose, BTreeSet<u16>> = BTreeMap::new();
        let lacked = self.lacked(conn)?;
        if lacked.is_empty() {
            return Ok(unsaid);
        }
        let said = purposes(conn, Fact::SaidLacking)?;
        for purpose in lacked.difference(&said) {
            if let (Some(base), Some(year)) = (self.base_of(conn, purpose)?, purpose.year)
                && self.opens(conn, year)?
            {
                unsaid.entry(base).or_default().insert(year);
            }
        }
        Ok(unsaid)
    }

    /// The author of a believed entry for `base` has work of those years, and no feed for it.
    pub(super) fn note_lacked(
        &self,
        conn: &Connection,
        years: &BTreeSet<u16>,
        base: &Purpose,
    ) -> Result<(), Error> {
        if years.is_empty() || !self.membership.is_office(self.device()) {
            return Ok(());
        }
        let mut to_open = purposes(conn, Fact::ToOpen)?;
        for year in years {
            for purpose in of_year(F::FEEDS, base, *year) {
                if self.opens(conn, *year)? && self.feed_of(conn, &purpose)?.is_none() {
                    to_open.insert(purpose);
                }
            }
        }
        keep_purposes(conn, Fact::ToOpen, &to_open)
    }

    /// Opens the feeds that others said they lack, and those that this office device lacks itself.
    pub(crate) fn open_lacked(&mut self, conn: &Connection) -> Result<(), Error> {
        if !self.membership.is_office(self.device()) || self.device() == self.membership.root() {
            return Ok(());
        }
        let mut lacked = purposes(conn, Fact::ToOpen)?;
        lacked.extend(self.lacked(conn)?);
        if lacked.is_empty() {
            return Ok(());
        }
        for purpose in lacked {
            if self.feed_of(conn, &purpose)?.is_some() {
                // Its next epoch is begun by whoever mends.
                continue;
            }
            match (invited_by(F::FEEDS, &purpose), purpose.year) {
                (Some(base), Some(year)) if self.opens(conn, year)? => {
                    self.ensure_year(conn, &base, year)?;
                }
                // What every member writes is of no place, and comes with nobody's invite.
                (None, Some(year)) if self.opens(conn, year)? && is_everybodys::<F>(&purpose) => {
                    self.ensure_everybodys(conn, &purpose)?;
                }
                (Some(base), None) if base == purpose => {
                    self.ensure_feed(conn, &purpose)?;
                }
                _ => {}
            }
        }
        Ok(Fact::ToOpen.clear(conn)?)
    }

    /// Purposes for whose changes there is no feed here, whether those wait or stand where perhaps no desk reads them.
    fn lacked(&self, conn: &Connection) -> Result<BTreeSet<Purpose>, Error> {
        let mut lacked = self.without_feed(conn)?;
        for purpose in purposes(conn, Fact::UnvouchedWork)? {
            if self.lacks_feed(conn, &purpose)? {
                lacked.insert(purpose);
            }
        }
        Ok(lacked)
    }

    /// Purposes for which changes wait and of which no feed is here.
    fn without_feed(&self, conn: &Connection) -> Result<BTreeSet<Purpose>, Error> {
        let mut without = BTreeSet::new();
        for purpose in PendingChange::purposes(conn)? {
            let purpose = Purpose::from_bytes(&purpose)?;
            if self.lacks_feed(conn, &purpose)? {
                without.insert(purpose);
            }
        }
        Ok(without)
    }
}

/// Notes that an entry of this device says that it lacks those years.
pub(crate) fn said_lacking<F: Field>(
    conn: &Connection,
    base: &Purpose,
    years: &BTreeSet<u16>,
) -> Result<(), Error> {
    let mut said = purposes(conn, Fact::SaidLacking)?;
    said.extend(years.iter().flat_map(|year| of_year(F::FEEDS, base, *year)));
    keep_purposes(conn, Fact::SaidLacking, &said)
}

fn is_everybodys<F: Field>(purpose: &Purpose) -> bool {
    kind_of(F::FEEDS, purpose).is_some_and(|kind| kind.members == Members::Write)
}

fn purposes(conn: &Connection, fact: Fact) -> Result<BTreeSet<Purpose>, Error> {
    let Some(bytes) = fact.get(conn)? else {
        return Ok(BTreeSet::new());
    };
    let read: Vec<Purpose> = sesi_wire::sync::from_slice("feed purposes", &bytes)
        .map_err(|_| StoreError::Damaged("list of feeds that are lacking"))?;
    Ok(read.into_iter().collect())
}

pub(super) fn keep_purposes(
    conn: &Connection,
    fact: Fact,
    purposes: &BTreeSet<Purpose>,
) -> Result<(), Error> {
    if purposes.is_empty() {
        return Ok(fact.clear(conn)?);
    }
    let purposes: Vec<&Purpose> = purposes.iter().collect();
    Ok(fact.set(conn, &sesi_wire::sync::to_vec(&purposes))?)
}
