//! Who works where: the document of a member of staff, and access for the phones that they have already. Whoever is posted somewhere today works
//! there; a posting of a day to come gives nothing before that day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use crate::device::{Device, Me};
use crate::error::Error;
use crate::kinds::{DocKey, StaffPatch, StaffView, View, office_feed};
use crate::queries::staff::{Postings, StaffMember, workplaces};

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
    let mut more: BTreeSet<String> = patch
        .kecamatan
        .iter()
        .filter(|(_, works)| **works == Some(true))
        .map(|(code, _)| code.clone())
        .collect();
    me.must_be_office()?;
    let key = DocKey::Staff(staff);
    me.edit(conn, &key, &office_feed(), &patch.into())?;
    let Some(view) = staff_of(conn, me, staff)? else {
        return Ok(());
    };
    let due = due_on(&view, me.today(conn)?);
    if !due.is_empty() {
        me.edit(conn, &key, &office_feed(), &works_in(&due).into())?;
        more.extend(due);
    }
    for device in view.devices {
        for kecamatan in &more {
            me.give_place(conn, device, kecamatan)?;
        }
    }
    Ok(())
}

/// Lets in whoever is posted somewhere by today as an earlier posting said, on a device of the office; on any other it does nothing. Called before
/// every exchange, so that access begins on the day, or when a device of the office is there again.
pub fn begin_postings(device: &mut Device) -> Result<(), Error> {
    if !device.membership().is_office(device.id()) {
        return Ok(());
    }
    let today = device.today()?;
    let conn = device.reader();
    let postings = Postings::read(conn)?;
    let mut works = workplaces(conn)?;
    let mut due = Vec::new();
    for member in StaffMember::all(conn)? {
        let posted = postings.on(member.id, today).unwrap_or_default();
        let codes = &posted - &works.remove(&member.id).unwrap_or_default();
        due.extend((!codes.is_empty()).then_some((member.id, codes)));
    }
    if due.is_empty() {
        return Ok(());
    }
    device.write(|conn, me| {
        for (staff, codes) in due {
            edit_staff_within(conn, me, staff, works_in(&codes))?;
        }
        Ok(())
    })
}

fn staff_of(conn: &Connection, me: &Me, staff: Uuid) -> Result<Option<StaffView>, Error> {
    let document = me.load_document(conn, &DocKey::Staff(staff))?;
    Ok(match document.map(|document| document.view()) {
        Some(View::Staff(view)) => Some(view),
        _ => None,
    })
}

/// Kecamatan of the posting that holds on a day in which the person does not work yet.
fn due_on(staff: &StaffView, day: NaiveDate) -> BTreeSet<String> {
    let posted = staff.posted_on(day).into_iter().flatten();
    posted
        .filter(|code| !staff.kecamatan.contains(*code))
        .cloned()
        .collect()
}

fn works_in(codes: &BTreeSet<String>) -> StaffPatch {
    StaffPatch {
        kecamatan: codes
            .iter()
            .map(|code| (code.clone(), Some(true)))
            .collect(),
        ..StaffPatch::default()
    }
}
