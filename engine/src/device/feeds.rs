//! Feeds of an office: made when they are first needed, keys wrapped to everybody who reads them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::limits::{MAX_ACCESS, MAX_PREVIOUS_KEYS};
use sesi_wire::statement::{
    DeviceKeys, DeviceRole, Epoch, GiveAccess, Given, Rights, Statement, Wrapped,
};
use uuid::Uuid;

use super::{Device, Me};
use crate::ambient::random;
use crate::error::Error;
use crate::field::Field;
use crate::keys::epoch::EpochKey;
use crate::keys::feed_kind::{Members, invited_by, kind_of, of_year, place_of};
use crate::keys::membership::DeviceState;
use crate::keys::purpose::{MAX_PLACE, Purpose};
use crate::keys::secret::FeedKey;
use crate::store::{ArchivedEntry, FeedRow, HeldKey, StoreError};

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
    fn people_of_members(
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
            if FeedRow::of_purpose(conn, &purpose.to_bytes())?.is_some() {
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
        if let Some(feed) = FeedRow::of_purpose(conn, &purpose.to_bytes())? {
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
        let office = self.office_devices();
        self.say_access(conn, feed, &office)?;
        self.begin_epoch(conn, feed, purpose)?;
        Ok(feed)
    }

    /// A new key for the feed, wrapped to everybody who reads it now, and to the root. To this device too: a backup of today that
    /// is brought back tomorrow gets tomorrow's keys by it.
    pub fn begin_epoch(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        purpose: &Purpose,
    ) -> Result<(), Error> {
        let last = self.membership.newest_epoch(feed).unwrap_or(0);
        let key = EpochKey {
            feed,
            epoch: last
                .checked_add(1)
                .ok_or(Error::Missing("epoch left for the feed"))?,
            purpose: purpose.clone(),
            key: FeedKey::generate(&*self.ambient),
        };
        let before = keys_of_feed(conn, feed)?;
        let before = before.iter().filter(|before| before.epoch == last);
        let previous: Vec<ByteVec> = before
            .take(MAX_PREVIOUS_KEYS)
            .map(|before| before.seal_under(&key, &self.office, &*self.ambient).into())
            .collect();
        keep_key(conn, &key, None)?;
        let readers = self.membership.readers_of(feed);
        let keys = self.wrapped(&key, &readers);
        let previous = Some(previous).filter(|keys| !keys.is_empty());
        self.say_epoch(conn, &key, keys, previous)
    }

    /// Says an epoch's key to `readers`.
    pub(super) fn wrap(
        &mut self,
        conn: &Connection,
        key: &EpochKey,
        readers: &[DeviceKeys],
    ) -> Result<(), Error> {
        let keys = self.wrapped(key, readers);
        if keys.is_empty() {
            return Ok(());
        }
        self.say_epoch(conn, key, keys, None)
    }

    /// The key for each reader. One to whom nothing can be wrapped is passed over: everybody else's key does not wait for that device.
    fn wrapped(&self, key: &EpochKey, readers: &[DeviceKeys]) -> Vec<Wrapped> {
        let mut keys = Vec::with_capacity(readers.len());
        for reader in readers {
            match key.wrap(&self.office, reader, &*self.ambient) {
                Ok(wrapped) => keys.push(wrapped),
                Err(fault) => tracing::warn!(feed = %key.feed, %fault, "a reader gets no key"),
            }
        }
        keys
    }

    fn say_epoch(
        &mut self,
        conn: &Connection,
        key: &EpochKey,
        keys: Vec<Wrapped>,
        previous: Option<Vec<ByteVec>>,
    ) -> Result<(), Error> {
        let (feed, epoch) = (key.feed, key.epoch);
        let said = Epoch {
            feed,
            epoch,
            keys,
            previous,
        };
        self.say(conn, &[Statement::Epoch(said)])
    }

    /// Lets devices write a feed, with the key that counts there; those before it follow from that one.
    pub fn give_access(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        devices: &[DeviceKeys],
    ) -> Result<(), Error> {
        let ids: Vec<DeviceId> = devices.iter().map(DeviceKeys::device).collect();
        self.say_access(conn, feed, &ids)?;
        let Some(newest) = self.membership.newest_epoch(feed) else {
            return Ok(());
        };
        let without = self.membership.readers_without(feed, newest);
        let without: Vec<DeviceKeys> = without
            .into_iter()
            .filter(|keys| devices.contains(keys))
            .collect();
        for key in self.keys_that_count(conn, feed)? {
            self.wrap(conn, &key, &without)?;
        }
        Ok(())
    }

    fn say_access(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        devices: &[DeviceId],
    ) -> Result<(), Error> {
        for devices in devices.chunks(MAX_ACCESS) {
            let given = devices.iter().map(|device| Given {
                device: *device,
                rights: Rights::Write,
            });
            let devices = given.collect();
            self.say(conn, &[Statement::Access(GiveAccess { feed, devices })])?;
        }
        Ok(())
    }

    /// The keys of the feed's newest epoch that this device holds, the one to seal with first; none where a believed epoch is newer than
    /// every key that counts, for nothing is sealed under an older one.
    pub fn keys_that_count(&self, conn: &Connection, feed: FeedId) -> Result<Vec<EpochKey>, Error> {
        let begun = self.membership.newest_epoch(feed).unwrap_or(0);
        let mut keys = keys_said(conn, feed)?;
        keys.retain(|(_, said_by)| said_by.is_none_or(|by| self.membership.believes(&by)));
        let newest = keys.iter().map(|(key, _)| key.epoch).max().unwrap_or(0);
        let counts = keys.into_iter().map(|(key, _)| key);
        Ok(counts
            .filter(|key| key.epoch == newest && newest >= begun)
            .collect())
    }

    /// What follows from what the office said, whoever said it: who was invited to a place has all of its feeds, and an office device
    /// all there are; a key that somebody has who is no reader any more is followed by another; and every reader has the newest.
    /// Only ever access is given, to devices that a person let in.
    pub fn mend_access(&mut self, conn: &Connection) -> Result<(), Error> {
        if !self.membership.is_office(self.device()) || self.device() == self.membership.root() {
            return Ok(());
        }
        let mut known = Vec::new();
        for feed in FeedRow::all(conn)? {
            if feed.id != FeedId::CONTROL {
                known.push((feed.id, Purpose::from_bytes(&feed.purpose)?));
            }
        }
        let mended = self.give_what_is_due(conn, &known)?;
        let mut spent = self.feeds_of_spent_invites(conn)?;
        spent.extend(self.membership.feeds_read_by_others());
        for (feed, purpose) in &known {
            if spent.contains(feed) {
                self.begin_epoch(conn, *feed, purpose)?;
            }
        }
        let mut wrapped = false;
        for (feed, _) in &known {
            let Some(newest) = self.membership.newest_epoch(*feed) else {
                continue;
            };
            let without = self.membership.readers_without(*feed, newest);
            if without.is_empty() {
                continue;
            }
            for key in self.keys_that_count(conn, *feed)? {
                wrapped |= key.epoch == newest;
                self.wrap(conn, &key, &without)?;
            }
        }
        if mended || wrapped || !spent.is_empty() {
            ArchivedEntry::offer_again(conn)?;
        }
        Ok(())
    }

    fn give_what_is_due(
        &mut self,
        conn: &Connection,
        known: &[(FeedId, Purpose)],
    ) -> Result<bool, Error> {
        let mut missing: BTreeMap<FeedId, Vec<DeviceId>> = BTreeMap::new();
        let people = self.people_of_members(conn)?;
        for info in self.membership.devices() {
            if info.is_root || info.state != DeviceState::Active {
                continue;
            }
            let has: BTreeSet<FeedId> = info.access.iter().map(|access| access.feed).collect();
            let invited: BTreeSet<&Purpose> = known
                .iter()
                .filter(|(feed, _)| has.contains(feed))
                .map(|(_, purpose)| purpose)
                .collect();
            let own: BTreeSet<String> = people
                .get(&info.device)
                .map(|people| people.iter().copied().map(place_of).collect())
                .unwrap_or_default();
            let due = |purpose: &Purpose| {
                let members = kind_of(F::FEEDS, purpose).map(|kind| kind.members);
                info.role == DeviceRole::Office
                    || match members {
                        Some(Members::Write) => true,
                        Some(Members::Own) => {
                            let place = purpose.place.as_ref();
                            place.is_some_and(|place| own.contains(place))
                        }
                        _ => invited_by(F::FEEDS, purpose)
                            .is_some_and(|base| invited.contains(&base)),
                    }
            };
            for (feed, purpose) in known {
                if due(purpose) && !has.contains(feed) {
                    missing.entry(*feed).or_default().push(info.device);
                }
            }
        }
        for (feed, devices) in &missing {
            self.say_access(conn, *feed, devices)?;
        }
        Ok(!missing.is_empty())
    }

    /// Devices that read a feed and have not been given the key that counts there.
    pub fn unreachable_readers(&self, conn: &Connection) -> Result<BTreeSet<DeviceId>, Error> {
        let mut unreachable = BTreeSet::new();
        if !self.membership.is_office(self.device()) {
            return Ok(unreachable);
        }
        for feed in FeedRow::all(conn)? {
            if let Some(newest) = self.membership.newest_epoch(feed.id) {
                let without = self.membership.readers_without(feed.id, newest);
                unreachable.extend(without.iter().map(DeviceKeys::device));
            }
        }
        Ok(unreachable)
    }

    fn office_devices(&self) -> Vec<DeviceId> {
        let devices = self.membership.devices();
        devices
            .into_iter()
            .filter(|info| {
                info.role == DeviceRole::Office
                    && !info.is_root
                    && info.state == DeviceState::Active
            })
            .map(|info| info.device)
            .collect()
    }
}

/// Keeps a feed key and makes its feed known; `said_by` is the control entry that brought it.
pub fn keep_key(conn: &Connection, key: &EpochKey, said_by: Option<&EntryId>) -> Result<(), Error> {
    FeedRow::learn(conn, key.feed, &key.purpose.to_bytes())?;
    let secret = key.key.to_secret_bytes();
    HeldKey::keep(conn, key.feed, key.epoch, &secret, said_by)?;
    Ok(())
}

/// Every key of a feed that this device holds, oldest first.
pub(super) fn keys_of_feed(conn: &Connection, feed: FeedId) -> Result<Vec<EpochKey>, Error> {
    let keys = keys_said(conn, feed)?.into_iter();
    Ok(keys.map(|(key, _)| key).collect())
}

/// The same, with the control entries that brought them.
fn keys_said(conn: &Connection, feed: FeedId) -> Result<Vec<(EpochKey, Option<EntryId>)>, Error> {
    let Some(row) = FeedRow::get(conn, feed)? else {
        return Ok(Vec::new());
    };
    let purpose = Purpose::from_bytes(&row.purpose)?;
    let held = HeldKey::all(conn, feed)?;
    Ok(held
        .into_iter()
        .map(|held| {
            let key = FeedKey::from_secret_bytes(&*held.key)
                .map_err(|_| StoreError::Damaged("feed key"))?;
            let key = EpochKey {
                feed,
                epoch: held.epoch,
                purpose: purpose.clone(),
                key,
            };
            Ok((key, held.said_by))
        })
        .collect::<Result<_, StoreError>>()?)
}
