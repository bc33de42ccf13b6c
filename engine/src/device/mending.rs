//! What follows from what the office said, whoever said it: access that is due is given, keys that others have are followed by new ones.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{DeviceKeys, DeviceRole, Statement};

use super::Me;
use super::access::{NewestKey, access_to};
use crate::error::Error;
use crate::field::Field;
use crate::keys::feed_kind::{Members, invited_by, kind_of, place_of};
use crate::keys::membership::DeviceState;
use crate::keys::purpose::Purpose;
use crate::store::{ArchivedEntry, FeedRow, gaps};

impl<F: Field> Me<F> {
    /// What follows from what the office said, whoever said it: who was invited to a place has all of its feeds, and an office device
    /// all there are; a key that somebody has who is no reader any more is followed by another; every reader has the newest, both of them
    /// where an epoch was begun twice; and every key is handed on by the epoch after it.
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
        self.say_lost_epochs(conn, &known)?;
        let mut spent = self.feeds_of_spent_invites(conn)?;
        spent.extend(self.membership.feeds_known_to_outsiders());
        let renewed = known.iter().filter(|(feed, _)| spent.contains(feed));
        self.begin_epochs(conn, &renewed.cloned().collect::<Vec<_>>())?;
        let mut handed = Vec::new();
        for (feed, purpose) in &known {
            if self.membership.newest_keys_are_due(*feed) {
                let readers = self.membership.readers_of(*feed);
                let said = self.keys_for(conn, *feed, &readers)?;
                handed.extend(said.into_iter().map(Statement::Epoch));
            }
            handed.extend(self.missing_links(conn, *feed, purpose)?);
        }
        self.say(conn, &handed)?;
        if mended {
            // A relay asks who may write, and never under which key.
            ArchivedEntry::offer_again(conn)?;
        }
        Ok(())
    }

    /// Somebody began epochs and gave this device no key: with the whole of what the office said at hand, nobody else's word brings one, and
    /// all who write there wait.
    fn say_lost_epochs(
        &mut self,
        conn: &Connection,
        known: &[(FeedId, Purpose)],
    ) -> Result<(), Error> {
        let control = FeedRow::get(conn, FeedId::CONTROL)?;
        let whole =
            control.is_some_and(|control| !control.listing && control.since >= control.head);
        if !whole || !gaps::of(conn, FeedId::CONTROL, 1)?.is_empty() {
            return Ok(());
        }
        let mut said = Vec::new();
        for (feed, purpose) in known {
            said.extend(self.reissue_lost_epochs(
                conn,
                *feed,
                purpose,
                NewestKey::WrappedToReaders,
            )?);
        }
        self.say(conn, &said)
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
        let due = missing.into_iter();
        let due: Vec<Statement> = due
            .flat_map(|(feed, devices)| access_to(feed, devices))
            .collect();
        self.say(conn, &due)?;
        Ok(!due.is_empty())
    }

    /// Devices that read a feed and have not been given the key that counts there.
    pub fn unreachable_readers(&self, conn: &Connection) -> Result<BTreeSet<DeviceId>, Error> {
        let mut unreachable = BTreeSet::new();
        if !self.membership.is_office(self.device()) {
            return Ok(unreachable);
        }
        for feed in FeedRow::all(conn)? {
            let without = self.membership.readers_without_newest_key(feed.id);
            unreachable.extend(without.iter().map(DeviceKeys::device));
        }
        Ok(unreachable)
    }
}
