//! Feeds of an office: made when they are first needed, for those whose they are.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{DeviceKeys, DeviceRole};
use uuid::Uuid;

use super::access::access_to;
use super::{Device, Me};
use crate::ambient::random;
use crate::error::Error;
use crate::field::Field;
use crate::keys::feed_kind::{Members, invited_by, kind_of, of_year, place_of};
use crate::keys::membership::DeviceState;
use crate::keys::purpose::{MAX_PLACE, Purpose};
use crate::store::FeedRow;

/// A clock or a caller names a year that no feed can be of.
const NO_SUCH_YEAR: Error = Error::Missing("year in the calendar");

impl<F: Field> Device<F> {
    /// Makes the feeds of a place for the given years, if they are not there. Office devices only.
    pub fn ensure_place(&mut self, place: &str, years: &[i32]) -> Result<(), Error> {
        self.write(|conn, me| {
            me.must_be_office()?;
            let years = years.iter().map(|year| u16::try_from(*year));
            let years = years.collect::<Result<Vec<_>, _>>();
            let years = years.map_err(|_| NO_SUCH_YEAR)?;
            me.ensure_place(conn, place, &years)
        })
    }

    /// What an office device does at every start: [`Self::ensure_years`]. A device opens whether or not this succeeds; a failure is shown
    /// in its status, and the next start tries again.
    pub fn start_up(&mut self) {
        let failed = self.ensure_years().err();
        if let Some(error) = &failed {
            tracing::warn!(%error, "the feeds of the year are not there yet");
        }
        self.started_up(failed.map(|error| error.to_string()));
    }

    /// Makes the feeds of the current year, and of the next one in December, for every place, and each person's own, and lets in everybody whose
    /// they are. Office devices call it at every start.
    pub fn ensure_years(&mut self) -> Result<(), Error> {
        if !self.me().membership.is_office(self.id()) {
            return Ok(());
        }
        self.write(|conn, me| {
            let now = me.now();
            let this = me.this_year()?;
            let next = this.checked_add(1).filter(|_| now.month() == 12);
            let years: Vec<u16> = [this].into_iter().chain(next).collect();
            for person in me.people_of_members(conn)?.into_values().flatten() {
                me.ensure_own(conn, person, &years)?;
            }
            for base in Me::<F>::bases_here(conn)? {
                for year in &years {
                    me.ensure_year(conn, &base, *year)?;
                }
            }
            me.mend_access(conn)
        })
    }
}

impl<F: Field> Me<F> {
    /// The calendar year of the device's clock.
    pub(super) fn this_year(&self) -> Result<u16, Error> {
        u16::try_from(self.now().year()).map_err(|_| NO_SUCH_YEAR)
    }

    /// The feeds of a place, for no year and for the given ones, made if they are not there.
    pub fn ensure_place(
        &mut self,
        conn: &Connection,
        place: &str,
        years: &[u16],
    ) -> Result<(), Error> {
        let invited = F::FEEDS
            .iter()
            .filter(|kind| kind.of_place && kind.members == Members::Invited);
        for base in invited.map(|kind| kind.purpose(Some(place), None)) {
            self.ensure_feed(conn, &base)?;
            for year in years {
                self.ensure_year(conn, &base, *year)?;
            }
        }
        Ok(())
    }

    /// A person's own feeds, and those of the given years that everybody who has one writes, made if they are not there.
    pub fn ensure_own(
        &mut self,
        conn: &Connection,
        person: Uuid,
        years: &[u16],
    ) -> Result<(), Error> {
        let own = F::FEEDS.iter().filter(|kind| kind.members == Members::Own);
        for base in own.map(|kind| kind.purpose(Some(&place_of(person)), None)) {
            self.ensure_feed(conn, &base)?;
            for year in years {
                self.ensure_year(conn, &base, *year)?;
            }
        }
        Ok(())
    }

    /// Whose the devices of members in service are; where two people are named for one, both.
    pub(super) fn people_of_members(
        &self,
        conn: &Connection,
    ) -> Result<BTreeMap<DeviceId, BTreeSet<Uuid>>, Error> {
        let mut people: BTreeMap<DeviceId, BTreeSet<Uuid>> = BTreeMap::new();
        for (person, device) in F::devices_of_people(conn)? {
            let in_service = self.info_of(device).is_some_and(|info| {
                let member = info.role == DeviceRole::Member && !info.is_root;
                member && info.state == DeviceState::Active
            });
            if in_service {
                people.entry(device).or_default().insert(person);
            }
        }
        Ok(people)
    }

    /// The feed by which this device says what it lacks of the feeds of a year: the one that brings them with it.
    pub(super) fn base_of(
        &self,
        conn: &Connection,
        purpose: &Purpose,
    ) -> Result<Option<Purpose>, Error> {
        let Some(year) = purpose.year else {
            return Ok(None);
        };
        if let Some(base) = invited_by(F::FEEDS, purpose) {
            return Ok(Some(base));
        }
        for base in Self::bases_here(conn)? {
            let brings = of_year(F::FEEDS, &base, year).contains(purpose);
            if brings && self.must_write(conn, &base).is_ok() {
                return Ok(Some(base));
            }
        }
        Ok(None)
    }

    /// The feeds that are here to which members are invited, and people's own.
    pub(super) fn bases_here(conn: &Connection) -> Result<Vec<Purpose>, Error> {
        let mut bases = Vec::new();
        for feed in FeedRow::all(conn)? {
            bases.extend(
                Purpose::from_bytes(&feed.purpose)
                    .ok()
                    .filter(|purpose| invited_by(F::FEEDS, purpose).as_ref() == Some(purpose)),
            );
        }
        Ok(bases)
    }

    /// The feeds of a year that whoever has the feed of `base` has as well.
    pub(super) fn ensure_year(
        &mut self,
        conn: &Connection,
        base: &Purpose,
        year: u16,
    ) -> Result<(), Error> {
        for purpose in of_year(F::FEEDS, base, year) {
            if self.feed_of(conn, &purpose)?.is_some() {
                continue;
            }
            if purpose.place.is_none() {
                self.ensure_everybodys(conn, &purpose)?;
                continue;
            }
            let base = self.ensure_feed(conn, base)?;
            let feed = self.ensure_feed(conn, &purpose)?;
            let readers = self.membership.readers_of(base);
            self.give_members(conn, feed, readers)?;
        }
        Ok(())
    }

    /// A feed that every member writes, made if it is not there.
    pub(super) fn ensure_everybodys(
        &mut self,
        conn: &Connection,
        purpose: &Purpose,
    ) -> Result<(), Error> {
        let feed = self.ensure_feed(conn, purpose)?;
        let devices = self.membership.devices().into_iter();
        let in_service = devices
            .filter(|info| !info.is_root && info.state == DeviceState::Active)
            .map(|info| info.keys)
            .collect();
        self.give_members(conn, feed, in_service)
    }

    /// Access for those of `devices` that are not the office's, which have it.
    fn give_members(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        mut devices: Vec<DeviceKeys>,
    ) -> Result<(), Error> {
        devices.retain(|keys| !self.membership.is_office(keys.device()));
        self.give_access(conn, feed, &devices)
    }

    /// Gives a member's device in service the feeds of a place that it does not have yet.
    pub fn give_place(
        &mut self,
        conn: &Connection,
        device: DeviceId,
        place: &str,
    ) -> Result<(), Error> {
        let Some(info) = self.info_of(device).filter(|info| {
            info.role == DeviceRole::Member && info.state == DeviceState::Active && !info.is_root
        }) else {
            return Ok(());
        };
        let year = self.this_year()?;
        self.ensure_place(conn, place, &[year])?;
        for feed in FeedRow::all(conn)? {
            if feed.id == FeedId::CONTROL {
                continue;
            }
            let Ok(purpose) = Purpose::from_bytes(&feed.purpose) else {
                continue;
            };
            if purpose.place.as_deref() == Some(place)
                && invited_by(F::FEEDS, &purpose).is_some()
                && kind_of(F::FEEDS, &purpose).is_some_and(|kind| kind.members != Members::Own)
                && info.access.iter().all(|access| access.feed != feed.id)
            {
                self.give_access(conn, feed.id, &[info.keys])?;
            }
        }
        Ok(())
    }

    /// The feed of `purpose`, made if it is not there, with a first epoch and access for every office device.
    pub fn ensure_feed(&mut self, conn: &Connection, purpose: &Purpose) -> Result<FeedId, Error> {
        if let Some(feed) = self.feed_of(conn, purpose)? {
            return Ok(feed.id);
        }
        if kind_of(F::FEEDS, purpose).is_none()
            || purpose
                .place
                .as_ref()
                .is_some_and(|place| place.len() > MAX_PLACE)
        {
            return Err(Error::NotAllowed("open a feed of that place"));
        }
        let feed = FeedId(random(&*self.ambient));
        FeedRow::learn(conn, feed, &purpose.to_bytes())?;
        let office = self.office_machines();
        let mut readers = self.membership.readers_of(feed);
        readers.extend(&office);
        let mut said = access_to(feed, office.iter().map(DeviceKeys::device));
        said.push(self.new_epoch(conn, feed, purpose, &readers)?);
        self.say(conn, &said)?;
        Ok(feed)
    }

    /// The devices of the office in service, without the root.
    fn office_machines(&self) -> Vec<DeviceKeys> {
        let devices = self.membership.devices().into_iter();
        devices
            .filter(|info| {
                info.role == DeviceRole::Office
                    && !info.is_root
                    && info.state == DeviceState::Active
            })
            .map(|info| info.keys)
            .collect()
    }
}
