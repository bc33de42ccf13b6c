//! Who works where: the document of a member of staff, and access for the phones that they have already.

use rusqlite::Connection;
use uuid::Uuid;

use crate::device::{Device, Me};
use crate::error::Error;
use crate::kinds::{DocKey, StaffPatch, View, office_feed};

/// Edits a member of staff, making one if there is none. Where they come to work in a further kecamatan, the phones that they
/// have get its feeds, past years too. Nothing is ever taken from a phone by this: see [`Device::revoke`].
pub fn edit_staff(device: &mut Device, staff: Uuid, patch: StaffPatch) -> Result<(), Error> {
    device.write(|conn, me| edit_staff_within(conn, me, staff, patch))
}

/// The same within a transaction that goes on.
pub(crate) fn edit_staff_within(
    conn: &Connection,
    me: &mut Me,
    staff: Uuid,
    patch: StaffPatch,
) -> Result<(), Error> {
    let more: Vec<String> = patch
        .kecamatan
        .iter()
        .filter(|(_, works)| **works == Some(true))
        .map(|(code, _)| code.clone())
        .collect();
    me.must_be_office()?;
    let key = DocKey::Staff(staff);
    me.edit(conn, &key, &office_feed(), &patch.into())?;
    let Some(View::Staff(view)) = me.load_document(conn, &key)?.map(|doc| doc.view()) else {
        return Ok(());
    };
    for device in view.devices {
        for kecamatan in &more {
            me.give_place(conn, device, kecamatan)?;
        }
    }
    Ok(())
}
