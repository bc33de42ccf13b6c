//! Who works where: the document of a member of staff, and access for the phones that they have already. Whoever is posted somewhere today works
//! there; a posting of a day to come gives nothing before that day.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use crate::device::{Device, Me};
use crate::error::Error;
use crate::kinds::{DocKey, StaffPatch, StaffView, View, office_feed, posted_on};
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
    mut patch: StaffPatch,
) -> Result<(), Error> {
    me.must_be_office()?;
    // In the same change, so that whatever takes it back takes back both.
    for code in due_on(staff_of(conn, me, staff)?, &patch, me.today(conn)?) {
        patch.kecamatan.insert(code, Some(true));
    }
    let more: Vec<String> = patch
        .kecamatan
        .iter()
        .filter(|(_, works)| **works == Some(true))
        .map(|(code, _)| code.clone())
        .collect();
    let key = DocKey::Staff(staff);
    me.edit(conn, &key, &office_feed(), &patch.into())?;
    let Some(view) = staff_of(conn, me, staff)? else {
        return Ok(());
    };
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

/// Kecamatan in which the person does not work yet, of the posting that holds on a day once `patch` is in.
fn due_on(before: Option<StaffView>, patch: &StaffPatch, day: NaiveDate) -> Vec<String> {
    let (mut postings, works) = before
        .map(|view| (view.postings, view.kecamatan))
        .unwrap_or_default();
    for (since, codes) in &patch.postings {
        match codes {
            Some(codes) => postings.insert(*since, codes.clone()),
            None => postings.remove(since),
        };
    }
    let posted = posted_on(&postings, day).into_iter().flatten();
    posted
        .filter(|code| !works.contains(*code))
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
