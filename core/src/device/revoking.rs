//! A phone was lost or somebody left: the relay refuses at once, and what is written from now on it cannot open.

use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::{LastSeq, Revoke, Statement};

use super::Device;
use crate::error::Error;
use crate::keys::epoch::FeedPurpose;
use crate::keys::membership::DeviceState;
use crate::store::{ArchivedEntry, FeedRow};

impl Device {
    /// Revokes `device`. What it had brought to the office by now stays believed; every feed that it could read
    /// gets a new key for the others. Work that it has not sent stays on it, refused and explained. Again for the same device
    /// it says nothing new: that would move the end of what is believed.
    ///
    /// What others had applied of the device beyond that end goes out of their documents when they hear of it, unless believed work was
    /// built upon it; see `disbelief`.
    pub fn revoke(&mut self, device: DeviceId) -> Result<(), Error> {
        if device == self.id() {
            return Err(Error::NotAllowed(
                "revoke itself; use another device of the office",
            ));
        }
        self.write(|conn, me| {
            me.must_be_office()?;
            let info = me.info_of(device).ok_or(Error::Missing("such device"))?;
            if info.is_root {
                return Err(Error::NotAllowed("revoke the root of the office"));
            }
            if info.state == DeviceState::Revoked {
                return Ok(());
            }
            let feeds: Vec<FeedId> = info.access.iter().map(|access| access.feed).collect();
            let last = ArchivedEntry::last_seqs(conn, device)?
                .into_iter()
                .map(|(feed, last)| LastSeq { feed, last })
                .collect();
            me.say(conn, &[Statement::Revoke(Revoke { device, last })])?;
            for feed in feeds {
                let Some(row) = FeedRow::get(conn, feed)? else {
                    continue;
                };
                let purpose = FeedPurpose::from_bytes(&row.purpose)?;
                me.begin_epoch(conn, feed, &purpose)?;
            }
            Ok(())
        })
    }
}
