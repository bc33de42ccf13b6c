//! Feeds of an office: made when they are first needed, keys wrapped to everybody who reads them.

use chrono::Datelike;
use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{Access, DeviceKeys, DeviceRole, Epoch, Grant, Rights, Statement};

use super::{Device, Me};
use crate::ambient::random;
use crate::error::Error;
use crate::keys::epoch::{EpochKey, FeedPurpose};
use crate::keys::membership::DeviceState;
use crate::keys::secret::FeedKey;
use crate::store::{ArchivedEntry, FeedRow, HeldKey, StoreError};

impl Device {
    /// Makes the feeds of a kecamatan for the given years, if they are not there. Office devices only.
    pub fn ensure_kecamatan(&mut self, kecamatan: &str, years: &[i32]) -> Result<(), Error> {
        let Self { store, me } = self;
        store.write(|conn| {
            me.must_be_office()?;
            me.ensure_feed(
                conn,
                &FeedPurpose::Roster {
                    kecamatan: kecamatan.to_owned(),
                },
            )?;
            for &year in years {
                me.ensure_year(conn, kecamatan, year)?;
            }
            Ok(())
        })
    }

    /// Makes the meetings feeds of the current year, and of the next one in December, for every kecamatan, and lets in
    /// everybody who had the year before. Office devices call it at every start.
    pub fn ensure_years(&mut self) -> Result<(), Error> {
        let Self { store, me } = self;
        if !me.membership.is_office(me.device()) {
            return Ok(());
        }
        store.write(|conn| {
            let now = me.now();
            let years = if now.month() == 12 {
                vec![now.year(), now.year() + 1]
            } else {
                vec![now.year()]
            };
            for kecamatan in kecamatan_here(conn)? {
                for &year in &years {
                    me.ensure_year(conn, &kecamatan, year)?;
                }
            }
            Ok(())
        })
    }
}

impl Me {
    /// The meetings feed of a kecamatan and year; whoever works with the kecamatan's roster gets access to a new one.
    pub(super) fn ensure_year(
        &mut self,
        conn: &Connection,
        kecamatan: &str,
        year: i32,
    ) -> Result<FeedId, Error> {
        let year = u16::try_from(year).map_err(|_| Error::Missing("year in the calendar"))?;
        let purpose = FeedPurpose::Meetings {
            kecamatan: kecamatan.to_owned(),
            year,
        };
        if let Some(feed) = FeedRow::of_purpose(conn, &purpose.to_bytes())? {
            return Ok(feed.id);
        }
        let roster = self.ensure_feed(
            conn,
            &FeedPurpose::Roster {
                kecamatan: kecamatan.to_owned(),
            },
        )?;
        let feed = self.ensure_feed(conn, &purpose)?;
        let members: Vec<DeviceId> = self
            .membership
            .readers_of(roster)
            .into_iter()
            .map(|keys| keys.device())
            .filter(|device| !self.membership.is_office(*device))
            .collect();
        for device in members {
            self.give_access(
                conn,
                device,
                &[Access {
                    feed,
                    rights: Rights::Write,
                }],
            )?;
        }
        Ok(feed)
    }

    /// The feed of `purpose`, made if it is not there, with a first epoch and access for every office device.
    pub(super) fn ensure_feed(
        &mut self,
        conn: &Connection,
        purpose: &FeedPurpose,
    ) -> Result<FeedId, Error> {
        if let Some(feed) = FeedRow::of_purpose(conn, &purpose.to_bytes())? {
            return Ok(feed.id);
        }
        let feed = FeedId(random(&*self.ambient));
        FeedRow::learn(conn, feed, &purpose.to_bytes())?;
        for device in self.office_devices() {
            self.regrant(
                conn,
                device,
                &[Access {
                    feed,
                    rights: Rights::Write,
                }],
            )?;
        }
        self.begin_epoch(conn, feed, purpose)?;
        Ok(feed)
    }

    /// A new key for the feed, wrapped to everybody who reads it now, and to the root. To this device too: a backup of today that
    /// is brought back tomorrow gets tomorrow's keys by it.
    pub(super) fn begin_epoch(
        &mut self,
        conn: &Connection,
        feed: FeedId,
        purpose: &FeedPurpose,
    ) -> Result<(), Error> {
        let last = HeldKey::newest(conn, feed)?.map_or(0, |key| key.epoch);
        let key = EpochKey {
            feed,
            epoch: last + 1,
            purpose: purpose.clone(),
            key: FeedKey::generate(&*self.ambient),
        };
        keep_key(conn, &key)?;
        let readers = self.membership.readers_of(feed);
        self.wrap(conn, &key, &readers)
    }

    /// Says an epoch's key to `readers`.
    pub(super) fn wrap(
        &mut self,
        conn: &Connection,
        key: &EpochKey,
        readers: &[DeviceKeys],
    ) -> Result<(), Error> {
        let mut keys = Vec::with_capacity(readers.len());
        for reader in readers {
            keys.push(key.wrap(&self.office, reader, &*self.ambient)?);
        }
        if keys.is_empty() {
            return Ok(());
        }
        self.say(
            conn,
            &[Statement::Epoch(Epoch {
                feed: key.feed,
                epoch: key.epoch,
                keys,
            })],
        )
    }

    /// Gives a device more feeds, with all keys that this office device holds of them.
    pub(super) fn give_access(
        &mut self,
        conn: &Connection,
        device: DeviceId,
        more: &[Access],
    ) -> Result<(), Error> {
        self.regrant(conn, device, more)?;
        let Some(info) = self.info_of(device) else {
            return Ok(());
        };
        for access in more {
            for key in keys_of_feed(conn, access.feed)? {
                self.wrap(conn, &key, &[info.keys])?;
            }
        }
        Ok(())
    }

    /// Gives back what grants took from each other. A grant replaces the one before, so of two that office devices
    /// made apart from each other (both opened the new year, both imported a roster) one is lost, with the feeds that only it
    /// named. Whoever has a kecamatan's roster has all of its feeds, and an office device has all there are.
    pub(crate) fn mend_access(&mut self, conn: &Connection) -> Result<(), Error> {
        if !self.membership.is_office(self.device()) || self.device() == self.membership.root() {
            return Ok(());
        }
        let feeds = FeedRow::all(conn)?;
        let mut known = Vec::with_capacity(feeds.len());
        for feed in feeds.iter().filter(|feed| feed.id != FeedId::CONTROL) {
            known.push((feed.id, FeedPurpose::from_bytes(&feed.purpose)?));
        }
        let mut mended = false;
        for info in self.membership.devices() {
            if info.is_root || info.state != DeviceState::Active {
                continue;
            }
            let has = |feed: FeedId| info.access.iter().any(|access| access.feed == feed);
            let rosters: Vec<&String> = known
                .iter()
                .filter_map(|(feed, purpose)| match purpose {
                    FeedPurpose::Roster { kecamatan } if has(*feed) => Some(kecamatan),
                    _ => None,
                })
                .collect();
            let due = |purpose: &FeedPurpose| match purpose {
                _ if info.role == DeviceRole::Office => true,
                FeedPurpose::Roster { kecamatan } | FeedPurpose::Meetings { kecamatan, .. } => {
                    rosters.contains(&kecamatan)
                }
                _ => false,
            };
            let missing: Vec<Access> = known
                .iter()
                .filter(|(feed, purpose)| due(purpose) && !has(*feed))
                .map(|(feed, _)| Access {
                    feed: *feed,
                    rights: Rights::Write,
                })
                .collect();
            if !missing.is_empty() {
                self.give_access(conn, info.device, &missing)?;
                mended = true;
            }
        }
        if mended {
            ArchivedEntry::offer_again(conn)?;
        }
        Ok(())
    }

    /// A grant that adds `more` to what the device may do.
    fn regrant(
        &mut self,
        conn: &Connection,
        device: DeviceId,
        more: &[Access],
    ) -> Result<(), Error> {
        let now = self.info_of(device).ok_or(Error::Missing("such device"))?;
        let serial = self.membership.next_serial(device);
        let mut access = now.access.clone();
        access.retain(|has| more.iter().all(|new| new.feed != has.feed));
        access.extend_from_slice(more);
        let grant = Grant {
            keys: now.keys,
            serial,
            role: now.role,
            access,
        };
        self.say(conn, &[Statement::Grant(grant)])
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

/// Codes of the kecamatan that have a roster feed here.
pub(crate) fn kecamatan_here(conn: &Connection) -> Result<Vec<String>, Error> {
    let purposes = FeedRow::all(conn)?;
    let purposes = purposes
        .iter()
        .filter_map(|feed| FeedPurpose::from_bytes(&feed.purpose).ok());
    Ok(purposes
        .filter_map(|purpose| match purpose {
            FeedPurpose::Roster { kecamatan } => Some(kecamatan),
            _ => None,
        })
        .collect())
}

/// Keeps a feed key and makes its feed known.
pub(super) fn keep_key(conn: &Connection, key: &EpochKey) -> Result<(), Error> {
    FeedRow::learn(conn, key.feed, &key.purpose.to_bytes())?;
    HeldKey::keep(conn, key.feed, key.epoch, &key.key.to_secret_bytes())?;
    Ok(())
}

/// Every key of a feed that this device holds.
pub(super) fn keys_of_feed(conn: &Connection, feed: FeedId) -> Result<Vec<EpochKey>, Error> {
    let Some(row) = FeedRow::get(conn, feed)? else {
        return Ok(Vec::new());
    };
    let purpose = FeedPurpose::from_bytes(&row.purpose)?;
    let held = HeldKey::all(conn, feed)?;
    Ok(held
        .into_iter()
        .map(|held| {
            let key = FeedKey::from_secret_bytes(&*held.key)
                .map_err(|_| StoreError::Damaged("feed key"))?;
            Ok(EpochKey {
                feed,
                epoch: held.epoch,
                purpose: purpose.clone(),
                key,
            })
        })
        .collect::<Result<_, StoreError>>()?)
}
