//! The form of what a family is given outside its meetings: what it missed first.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Visit, VisitForm, VisitSession};
use crate::calls::Query;
use crate::calls::families::detail;
use crate::calls::terms::SessionName;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Mark, meetings_feed, year_of};
use crate::queries::delivered::Delivered;
use crate::queries::sessions::Sessions;

impl Query for Visit {
    type Answer = VisitForm;

    fn answer(self, device: &Device) -> Result<VisitForm, Error> {
        let conn = device.reader();
        let sessions = Sessions::read(conn)?;
        let today = device.today()?;
        let page = detail::view(device, self.family)?;
        let line = match self.id {
            Some(id) => Some(
                page.visits
                    .iter()
                    .find(|line| line.id == id)
                    .cloned()
                    .ok_or(Error::Missing("such a visit"))?,
            ),
            None => None,
        };
        let had: BTreeSet<&str> = page
            .sessions
            .iter()
            .map(|session| session.code.as_str())
            .collect();
        let away: BTreeSet<Uuid> = page
            .attendance
            .iter()
            .filter(|met| met.mark != Some(Mark::Hadir))
            .map(|met| met.meeting)
            .collect();
        let delivered = match &page.group {
            Some(group) => Delivered::of_group(conn, group.id, None)?,
            None => Delivered::default(),
        };
        let choice = |session: SessionName| {
            let group = page.group.as_ref().map(|group| group.id);
            let given = group.and_then(|group| delivered.when(group, &session.code));
            let had = had.contains(session.code.as_str());
            let missed = given.filter(|given| !had && away.contains(&given.meeting));
            VisitSession {
                missed: missed.map(|given| given.date),
                had,
                session,
            }
        };
        let mut choices: Vec<VisitSession> = sessions.all().into_iter().map(choice).collect();
        // Stable: within each they stay in the curriculum's order.
        choices.sort_by_key(|choice| choice.missed.is_none());
        Ok(VisitForm {
            name: page.row.name,
            editable: device.may_write(&meetings_feed(&page.kecamatan, year_of(today)))?,
            today,
            sessions: choices,
            line,
        })
    }
}
