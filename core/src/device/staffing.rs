//! Who works where: the document of a member of staff, and access for the phones that they have already.

use sesi_wire::ids::{DeviceId, FeedId};
use sesi_wire::statement::DeviceRole;
use uuid::Uuid;

use super::{Device, Me};
use crate::documents::{DocKey, StaffPatch, View};
use crate::error::Error;
use crate::keys::feed_kind::invited_by;
use crate::keys::membership::DeviceState;
use crate::keys::purpose::Purpose;
use crate::kinds::{FEEDS, office_feed};
use crate::store::FeedRow;

impl Device {
    /// Edits a member of staff, making one if there is none. Where they come to work in a further kecamatan, the phones that they
    /// have get its feeds, past years too. Nothing is ever taken from a phone by this: see [`Device::revoke`].
    pub fn edit_staff(&mut self, staff: Uuid, patch: StaffPatch) -> Result<(), Error> {
        let more: Vec<String> = patch
            .kecamatan
            .iter()
            .filter(|(_, works)| **works == Some(true))
            .map(|(code, _)| code.clone())
            .collect();
        self.write(|conn, me| {
            me.must_be_office()?;
            let key = DocKey::Staff(staff);
            me.edit(conn, &key, &office_feed(), &patch.into())?;
            let Some(View::Staff(view)) = me.load_document(conn, &key)?.map(|doc| doc.view())
            else {
                return Ok(());
            };
            for device in view.devices {
                for kecamatan in &more {
                    me.widen(conn, device, kecamatan)?;
                }
            }
            Ok(())
        })
    }
}

impl Me {
    /// Gives a member's device in service the feeds of a place that it does not have yet.
    fn widen(
        &mut self,
        conn: &rusqlite::Connection,
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
            let purpose = Purpose::from_bytes(&feed.purpose)?;
            if purpose.place.as_deref() == Some(place)
                && invited_by(FEEDS, &purpose).is_some()
                && info.access.iter().all(|access| access.feed != feed.id)
            {
                self.give_access(conn, feed.id, &[info.keys])?;
            }
        }
        Ok(())
    }
}
