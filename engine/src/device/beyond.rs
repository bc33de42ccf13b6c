//! Work that a revoked device made beyond its named end: shown to the office, and counted after all by a second revocation with a later
//! end once a person decides so. Covers data alone, never statements.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{End, Revoke, Statement};

use super::revoking::ends;
use super::{Device, Retry};
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::DeviceState;
use crate::keys::purpose::Purpose;
use crate::store::reach::{Link, Unreached};
use crate::store::{ArchivedEntry, FeedRow};

/// Entries that are opened to say what a device wrote beyond its end; of more, only the number is told. Whoever wrote them may have made each
/// as costly to open as one can be.
const OPENED: u32 = 32;

/// What is kept of a revoked device and not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BeyondEnd {
    /// The device.
    pub device: DeviceId,
    /// How many entries.
    pub entries: u32,
    /// When the first of them came, by the relay's clock; none where that is not known.
    pub since: Option<DateTime<Utc>>,
    /// The feeds that they are in.
    pub feeds: BTreeSet<Purpose>,
    /// Which entries these are: those that had come here up to this one.
    pub upto: i64,
}

impl<F: Field> Device<F> {
    /// What is kept of revoked devices and not believed, by device.
    pub fn beyond_ends(&self) -> Result<Vec<BeyondEnd>, Error> {
        let conn = self.reader();
        let mut all: Vec<BeyondEnd> = Vec::new();
        for found in Unreached::all(conn)? {
            let since = found.since_millis.and_then(DateTime::from_timestamp_millis);
            let feed = FeedRow::get(conn, found.feed)?;
            let feed = feed.and_then(|row| Purpose::from_bytes(&row.purpose).ok());
            match all.last_mut().filter(|last| last.device == found.device) {
                Some(last) => {
                    last.entries = last.entries.saturating_add(found.entries);
                    last.since = last.since.into_iter().chain(since).min();
                    last.feeds.extend(feed);
                    last.upto = last.upto.max(found.upto);
                }
                None => all.push(BeyondEnd {
                    device: found.device,
                    entries: found.entries,
                    since,
                    feeds: feed.into_iter().collect(),
                    upto: found.upto,
                }),
            }
        }
        Ok(all)
    }

    /// The documents that `device` wrote to beyond its end, as far as its latest entries open here.
    pub fn documents_beyond_end(&self, device: DeviceId) -> Result<BTreeSet<F::Key>, Error> {
        let conn = self.reader();
        let mut keys = BTreeSet::new();
        for id in Unreached::entries(conn, device, OPENED)? {
            if let Some(opened) = self.me().opened(conn, &id)? {
                keys.extend(opened.keys());
            }
        }
        Ok(keys)
    }

    /// Believes what a revoked device made beyond its end and had come here up to the entry `upto` (see [`BeyondEnd::upto`]). What comes later
    /// is set aside as before. Says which documents changed.
    pub fn accept_beyond_end(
        &mut self,
        device: DeviceId,
        upto: i64,
    ) -> Result<BTreeSet<[u8; 16]>, Error> {
        self.write(|conn, me| {
            me.must_be_office()?;
            let missing = Error::Missing("work of that device beyond its end");
            if me.membership.state(device) != DeviceState::Revoked {
                return Err(missing);
            }
            let links: Vec<Link> = Link::all(conn, device)?
                .into_iter()
                .filter(|link| link.no <= upto && link.end.feed != FeedId::CONTROL)
                .collect();
            let named: BTreeSet<End> = me.membership.all_ends(device).copied().collect();
            let last: Vec<End> = ends(&links)
                .into_iter()
                .filter(|end| !named.contains(end))
                .collect();
            if last.is_empty() {
                return Err(missing);
            }
            me.say(conn, &[Statement::Revoke(Revoke { device, last })])?;
            me.beyond_end.remove(&device);
            ArchivedEntry::want_reached(conn, device)?;
            let retry = Retry {
                verdict: true,
                ..Retry::after_statements()
            };
            Ok(me.retry_parked(conn, retry)?.changed)
        })
    }
}
