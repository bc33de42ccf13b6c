//! Who enrolled with an invite of this office device: granted where the invite proves it in time, else a question for a person.
//!
//! One device a use: the first that proves the invite, in the order in which the enrolments came, has it. One that came only by a file
//! after the invite's end proves nothing about when it was made, so nobody is let in by it without a person.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use serde::Serialize;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{DeviceId, EntryId};
use sesi_wire::statement::DeviceKeys;
use uuid::Uuid;

use super::inviting::{HandedOut, InviteStage};
use super::spent::GRACE;
use super::{Device, Me, Retry};
use crate::error::Error;
use crate::field::Field;
use crate::keys::enrolment;
use crate::store::ArchivedEntry;

/// Why a device that enrolled is not let in without a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "testkit", derive(ts_rs::TS))]
pub enum Doubt {
    /// The enrolment came after the invite's end.
    Late,
    /// Another device used the invite before; it can only be turned down and its person invited anew.
    UsedTwice,
}

/// A device that enrolled and is not let in without a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "testkit", derive(ts_rs::TS))]
pub struct DoubtfulEnrolment {
    /// The device, in hex.
    pub device: String,
    /// The member of staff who was invited.
    pub staff: Uuid,
    /// Why it waits.
    pub doubt: Doubt,
    /// When its enrolment came here, by the relay's clock.
    pub came: Option<DateTime<Utc>>,
}

impl Doubt {
    fn name(self) -> &'static str {
        match self {
            Self::Late => "late",
            Self::UsedTwice => "used_twice",
        }
    }
}

/// What is to be done with an enrolment.
enum Verdict {
    LetIn(HandedOut, DeviceKeys),
    Doubtful(HandedOut, Doubt),
}

impl<F: Field> Device<F> {
    /// Devices that enrolled with this office device's invites and wait for a person's decision.
    pub fn doubtful_enrolments(&self) -> Result<Vec<DoubtfulEnrolment>, Error> {
        let conn = self.reader();
        let mut doubtful = Vec::new();
        for doubt in [Doubt::Late, Doubt::UsedTwice] {
            let mut statement = conn.prepare_cached(
                "SELECT judged.device, staff, min(at) FROM judged LEFT JOIN entry ON entry.id = judged.entry
                 WHERE verdict = ?1 GROUP BY judged.device, staff ORDER BY judged.device",
            )?;
            let mut rows = statement.query([doubt.name()])?;
            while let Some(row) = rows.next()? {
                let (device, staff) = (DeviceId(row.get(0)?), Uuid::from_bytes(row.get(1)?));
                let came: Option<i64> = row.get(2)?;
                if self.me().membership.author_key(device).is_none() {
                    doubtful.push(DoubtfulEnrolment {
                        device: device.to_string(),
                        staff,
                        doubt,
                        came: came.and_then(DateTime::from_timestamp_millis),
                    });
                }
            }
        }
        Ok(doubtful)
    }

    /// Lets in a device whose enrolment came late. Says which documents changed.
    pub fn accept_late_enrolment(&mut self, device: DeviceId) -> Result<BTreeSet<[u8; 16]>, Error> {
        self.write(|conn, me| {
            me.must_be_office()?;
            let mut statement =
                conn.prepare("SELECT entry FROM judged WHERE device = ?1 AND verdict = ?2")?;
            let late = statement
                .query_map((device.0, Doubt::Late.name()), |row| {
                    row.get(0).map(EntryId)
                })?
                .collect::<Result<Vec<_>, _>>()?;
            for id in late {
                let Some((entry, _)) = enrolment_of(conn, &id)? else {
                    continue;
                };
                if let Some(Verdict::LetIn(handed, keys)) = me.judge(conn, &entry, None)? {
                    me.let_in(conn, &handed, keys)?;
                    let changed = me.retry_parked(conn, Retry::after_statements())?.changed;
                    me.mend_access(conn)?;
                    return Ok(changed);
                }
            }
            Err(Error::Missing("late enrolment of that device"))
        })
    }

    /// Turns down the enrolments of a device: they are shown no more.
    pub fn turn_down_enrolment(&mut self, device: DeviceId) -> Result<(), Error> {
        self.write(|conn, me| {
            me.must_be_office()?;
            conn.execute(
                "UPDATE judged SET verdict = 'turned_down' WHERE device = ?1",
                [device.0],
            )?;
            Ok(())
        })
    }
}

impl<F: Field> Me<F> {
    /// Grants every device that enrolled with one of this device's invites in time and proved that it holds the secret; says which documents
    /// changed because entries of theirs had waited for that.
    pub(crate) fn grant_enrolled(
        &mut self,
        conn: &Connection,
    ) -> Result<BTreeSet<[u8; 16]>, Error> {
        let mut retry = Retry::default();
        if self.membership.is_office(self.device()) {
            let now = u64::try_from(self.relay_now(conn)?.timestamp()).unwrap_or(0);
            for (entry, sent) in self.unjudged_enrolments(conn)? {
                let (handed, verdict) = match self.judge(conn, &entry, Some((now, sent)))? {
                    None => continue,
                    Some(Verdict::LetIn(handed, keys)) => {
                        self.let_in(conn, &handed, keys)?;
                        retry = Retry::after_statements();
                        continue;
                    }
                    Some(Verdict::Doubtful(handed, doubt)) => (handed, doubt.name()),
                };
                let device = entry.header().device;
                tracing::warn!(%device, verdict, "a device that enrolled is not let in");
                conn.prepare_cached(
                    "INSERT INTO judged (entry, verdict, device, staff) VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute((
                    entry.id().0,
                    verdict,
                    device.0,
                    handed.person.as_bytes(),
                ))?;
            }
        }
        Ok(self.retry_parked(conn, retry)?.changed)
    }

    /// What is to be done with an enrolment; nothing if it names no invite of this device, or its device was let in before. `came` is the
    /// relay's time and whether a relay has it; none where a person decides about that.
    fn judge(
        &self,
        conn: &Connection,
        entry: &SealedEntry,
        came: Option<(u64, bool)>,
    ) -> Result<Option<Verdict>, Error> {
        let device = entry.header().device;
        if self.membership.author_key(device).is_some() {
            return Ok(None);
        }
        let Ok((invite, keys)) = enrolment::read_enrolment(entry) else {
            return Ok(None);
        };
        if self.membership.is_withdrawn(invite) {
            return Ok(None);
        }
        let Some(handed) = HandedOut::get(conn, invite)? else {
            return Ok(None);
        };
        if handed.device.is_some_and(|used| used != device) {
            return Ok(Some(Verdict::Doubtful(handed, Doubt::UsedTwice)));
        }
        let end = handed.invite.expires;
        let in_time = came.is_none_or(|(now, sent)| match handed.stage {
            InviteStage::Open if now < end => true,
            InviteStage::Open | InviteStage::Expired => sent && now < end.saturating_add(GRACE),
            InviteStage::PastGrace => false,
        });
        Ok(Some(if in_time {
            Verdict::LetIn(handed, keys)
        } else {
            Verdict::Doubtful(handed, Doubt::Late)
        }))
    }

    /// Enrolments with invites of this office that were neither granted nor judged yet, in order of arrival, each with whether a relay has
    /// it. Of those with invites that nobody of the office said nothing is looked at: anybody can make as many as they like.
    fn unjudged_enrolments(&self, conn: &Connection) -> Result<Vec<(SealedEntry, bool)>, Error> {
        let mut entries = Vec::new();
        for waiting in self.membership.waiting() {
            let id = waiting.entry;
            let judged: bool = conn
                .prepare_cached("SELECT EXISTS (SELECT 1 FROM judged WHERE entry = ?1)")?
                .query_row([id.0], |row| row.get(0))?;
            if let Some(archived) = ArchivedEntry::get(conn, &id)?.filter(|_| !judged) {
                let no = archived.no;
                entries.extend(read(archived).map(|enrolment| (no, enrolment)));
            }
        }
        entries.sort_by_key(|(no, _)| *no);
        Ok(entries
            .into_iter()
            .map(|(_, enrolment)| enrolment)
            .collect())
    }
}

fn enrolment_of(conn: &Connection, id: &EntryId) -> Result<Option<(SealedEntry, bool)>, Error> {
    Ok(ArchivedEntry::get(conn, id)?.and_then(read))
}

/// The entry, and whether a relay has it.
fn read(archived: ArchivedEntry) -> Option<(SealedEntry, bool)> {
    let sent = archived.seq.is_some();
    let entry = SealedEntry::parse(archived.bytes).ok()?;
    Some((entry, sent))
}
