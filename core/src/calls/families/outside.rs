//! What families were given outside their meetings, as their pages show it.

use chrono::NaiveDate;
use serde::Serialize;
use uuid::Uuid;

use crate::calls::ids;
use crate::calls::recording::written_version;
use crate::calls::terms::{Person, SessionName};
use crate::device::Device;
use crate::error::Error;
use crate::kinds::VisitWay;
use crate::queries::sessions::Sessions;
use crate::queries::staff::Who;
use crate::queries::visits;

/// Something that a family was given outside its meetings.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct VisitLine {
    /// Its document.
    pub id: Uuid,
    /// The day.
    pub day: NaiveDate,
    /// How.
    pub way: VisitWay,
    /// The sessions.
    pub sessions: Vec<SessionName>,
    /// What was found, and what follows.
    pub note: Option<String>,
    /// Who was there.
    pub by: Option<Person>,
    /// It did not happen after all: it counts for nothing.
    pub withdrawn: bool,
    /// The version that is shown, to be given back to `save_visit`.
    pub base: String,
}

/// What one family and those that are part of it were given.
pub(super) struct Visits {
    /// The latest first.
    pub lines: Vec<VisitLine>,
}

impl Visits {
    pub(super) fn of(
        device: &Device,
        families: &[Uuid],
        sessions: &Sessions,
    ) -> Result<Self, Error> {
        let conn = device.reader();
        let who = Who::read(conn)?;
        let mut lines = Vec::new();
        for record in visits::of_families(conn, families)? {
            let document = ids::document(device, record.id)?;
            let base = document.map(|(_, document)| written_version(&document.heads()));
            let named = record.sessions.iter().map(|code| sessions.name(code));
            lines.push(VisitLine {
                id: record.id,
                day: record.day,
                way: record.way,
                sessions: named.collect(),
                note: record.note,
                by: record.by.and_then(|staff| who.person(staff)),
                withdrawn: record.withdrawn,
                base: base.unwrap_or_default(),
            });
        }
        Ok(Self { lines })
    }

    /// Codes of the sessions that count.
    pub(super) fn codes(&self) -> impl Iterator<Item = &str> {
        let counted = self.lines.iter().filter(|line| !line.withdrawn);
        counted.flat_map(|line| line.sessions.iter().map(|session| session.code.as_str()))
    }
}
