//! Belum bertemu: the groups that did not meet in a month, by name, as the rekap counts them, with what is known of why.

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Query;
use super::months::month;
use super::office::OfficeSettings;
use super::ringkasan::Hearing;
use super::terms::{GroupName, Person, SessionName};
use crate::device::Device;
use crate::error::Error;
use crate::queries::delivered::Delivered;
use crate::queries::groups::{Groups, by_name};
use crate::queries::meetings;
use crate::queries::sessions::Sessions;
use crate::rekap::Rekap;

/// Asks which groups did not meet in a month.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Unmet {
    /// The month, `2026-11`.
    pub month: String,
}

/// A group that did not meet in the month. All of them are the groups of Ringkasan and Rekap less those that met.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct UnmetGroup {
    /// Its names.
    pub group: GroupName,
    /// Code of its kecamatan.
    pub kecamatan: String,
    /// Who led it at the end of the month.
    pub pendamping: Option<Person>,
    /// Families that the rekap counts for it; none of them counts as present but by a mark elsewhere.
    pub families: u32,
    /// Its last meeting before the month.
    pub last: Option<NaiveDate>,
    /// The session that it had not had before the month; none if it had had all.
    pub next: Option<SessionName>,
    /// A meeting of the month that was recorded and did not take place; the latest.
    pub cancelled: Option<NaiveDate>,
    /// What its pendamping wrote of the month: alasan jika tidak melaksanakan.
    pub reason: Option<String>,
    /// When the office last heard from any phone of the pendamping.
    pub last_heard: Option<DateTime<Utc>>,
    /// That is longer ago than the office's threshold, so that meetings may be on the way.
    pub silent: bool,
}

impl Query for Unmet {
    type Answer = Vec<UnmetGroup>;

    fn answer(self, device: &Device) -> Result<Vec<UnmetGroup>, Error> {
        let conn = device.reader();
        let month = month(&self.month)?;
        let rekap = Rekap::count(conn, month)?;
        let groups = Groups::read(conn)?;
        let sessions = Sessions::read(conn)?;
        let delivered = Delivered::read(conn)?;
        let hearing = Hearing::read(device, OfficeSettings::read(conn)?.silent_days)?;
        let cancelled = meetings::cancelled(conn, month.first_day(), month.last_day())?;
        let mut unmet = Vec::new();
        for kecamatan in &rekap.kecamatan {
            for row in &kecamatan.rows {
                let mut families: HashMap<Uuid, u32> = HashMap::new();
                for family in &row.families {
                    *families.entry(family.group).or_default() += 1;
                }
                let leader = row.pendamping;
                let mut ids = row.unmet.clone();
                ids.sort_by_cached_key(|id| (by_name(&groups.named(*id).name), *id));
                for id in &ids {
                    let before = delivered
                        .of(*id)
                        .iter()
                        .filter(|given| given.date < month.first_day());
                    unmet.push(UnmetGroup {
                        group: groups.named(*id),
                        kecamatan: kecamatan.code.clone(),
                        pendamping: leader.map(|id| Person {
                            id,
                            name: row.name.clone().unwrap_or_default(),
                        }),
                        families: families.get(id).copied().unwrap_or_default(),
                        last: before.clone().next_back().map(|given| given.date),
                        next: sessions.next(before.map(|given| given.session.as_str())),
                        cancelled: cancelled.get(id).copied(),
                        reason: row.reason.clone(),
                        last_heard: leader.and_then(|id| hearing.of_staff(id)),
                        silent: leader.is_some_and(|id| hearing.silent_person(id)),
                    });
                }
            }
        }
        Ok(unmet)
    }
}
