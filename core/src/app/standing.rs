//! Where the program stands, and what a person prefers.

use chrono::NaiveDate;
use rusqlite::{Connection, OptionalExtension};

use super::fault::OnboardingFault;
use super::onboarding::steps;
use super::onboarding::{AskStanding, Inside, Kabupaten, Prefer, Stage, Standing};
use super::running::{App, Open};
use crate::calls::terms::{Choice, Done};
use crate::error::Error;
use crate::reference::{Level, Regions};

impl App {
    pub(super) fn standing(&self, _: &AskStanding) -> Result<Standing, OnboardingFault> {
        let open = self.opened();
        let stage = match &open {
            Some(_) => Stage::Open,
            None if self.profile.has_device() => Stage::Locked,
            None => Stage::Fresh,
        };
        let at_camera = self.profile.at_camera().filter(|_| stage == Stage::Fresh);
        Ok(Standing {
            stage,
            preferences: self.profile.preferences(),
            version: self.launch.version.clone(),
            ended_at_camera: at_camera.is_some(),
            proposed_relay: at_camera
                .filter(|relay| !relay.is_empty())
                .or_else(|| self.launch.proposed_relay.clone()),
            has_sample: self.profile.sample().exists(),
            inside: open.map(|open| Self::describe(&open)).transpose()?,
        })
    }

    pub(super) fn prefer(&self, wish: &Prefer) -> Result<Done, OnboardingFault> {
        let mut preferences = wish.preferences.clone();
        preferences.text_size = preferences.text_size.clamp(100, 200);
        preferences.lock_after_minutes = preferences.lock_after_minutes.min(60);
        self.profile.keep_preferences(&preferences)?;
        Ok(Done {})
    }

    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "every onboarding call is asked alike"
    )]
    pub(super) fn kabupaten(&self, _: &Kabupaten) -> Result<Vec<Choice>, OnboardingFault> {
        let mut all: Vec<_> = Regions::own()
            .of_level(Level::Kabupaten)
            .map(|region| Choice {
                code: region.code.clone(),
                name: region.name.clone(),
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    fn describe(open: &Open) -> Result<Inside, Error> {
        let device = open.device.lock();
        let conn = device.reader();
        let staff = device.person()?;
        let office: Option<(String, String)> = conn
            .query_row("SELECT name, kabupaten FROM rm_office", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        // A phone that has just joined has not read the office's document yet.
        let (office_name, kabupaten) = office.unwrap_or_default();
        let today = device.today()?;
        let name = staff.map(|staff| staff_name(conn, staff)).transpose()?;
        Ok(Inside {
            sample: open.sample,
            office: device.membership().is_office(device.id()),
            staff,
            name: name.flatten().unwrap_or_default(),
            leads_groups: staff
                .is_some_and(|staff| leads_groups(conn, staff, today).unwrap_or(false)),
            office_name,
            kabupaten: Regions::own().name(&kabupaten).to_owned(),
            utc_offset_minutes: device.utc_offset_minutes()?,
            today,
            device: device.id().to_string(),
            words_wait: steps::words_of(conn)?.is_some(),
        })
    }
}

fn staff_name(conn: &Connection, staff: uuid::Uuid) -> rusqlite::Result<Option<String>> {
    conn.query_row(
        "SELECT name FROM rm_staff WHERE doc = ?1",
        [staff.as_bytes()],
        |row| row.get(0),
    )
    .optional()
}

/// Whether the last word on who leads some open group is this person.
fn leads_groups(conn: &Connection, staff: uuid::Uuid, today: NaiveDate) -> rusqlite::Result<bool> {
    conn.query_row(
        "SELECT EXISTS (
             SELECT 1 FROM rm_group g JOIN rm_group_pendamping p ON p.doc = g.doc
             WHERE p.staff = ?1 AND coalesce((SELECT open FROM rm_group_state o WHERE o.doc = g.doc AND o.since <= ?2 ORDER BY o.since DESC LIMIT 1), 1)
               AND p.since = (SELECT max(since) FROM rm_group_pendamping WHERE doc = g.doc AND since <= ?2))",
        (staff.as_bytes(), today.to_string()),
        |row| row.get(0),
    )
}
