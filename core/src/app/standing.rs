//! Where the program stands, and what a person prefers.

use chrono::NaiveDate;
use rusqlite::Connection;

use super::fault::OnboardingFault;
use super::onboarding::steps;
use super::onboarding::{
    AskProvinces, AskStanding, Inside, Kabupaten, Prefer, Stage, Standing, Workspace,
};
use super::running::{App, Open};
use crate::calls::terms::{Choice, Done};
use crate::error::Error;
use crate::queries::groups::Groups;
use crate::queries::names::name_of;
use crate::queries::office::Office;
use crate::reference::naming::Named;
use crate::reference::{Level, Provinces, Regions};

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

    #[allow(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "every onboarding call is asked alike"
    )]
    pub(super) fn provinces(&self, _: &AskProvinces) -> Result<Vec<Choice>, OnboardingFault> {
        let all = Provinces::own().all();
        let mut all: Vec<_> = all
            .map(|(code, name)| Choice {
                code: code.to_owned(),
                name: name.to_owned(),
            })
            .collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    fn describe(open: &Open) -> Result<Inside, Error> {
        let device = open.device.lock();
        let conn = device.reader();
        let staff = device.person()?;
        // A phone that has just joined has not read the office's document yet.
        let office = Office::read(conn)?;
        let (office_name, kabupaten) = office
            .map(|office| (office.name, office.kabupaten))
            .unwrap_or_default();
        let today = device.today()?;
        let name = staff.map(|staff| name_of(conn, staff)).transpose()?;
        let name = name.flatten().unwrap_or_default();
        Ok(Inside {
            sample: open.sample,
            office: device.membership().is_office(device.id()),
            staff,
            greeted: Named::of(&name).greeted(),
            name,
            leads_groups: match staff {
                Some(staff) => leads_groups(conn, staff, today)?,
                None => false,
            },
            office_name,
            kabupaten: Provinces::own()
                .name(Regions::own().name(&kabupaten))
                .to_owned(),
            workspace: match (
                Provinces::is_province(&kabupaten),
                device.membership().is_office(device.id()),
            ) {
                (false, _) => Workspace::Office,
                (true, true) => Workspace::Province,
                (true, false) => Workspace::Kabupaten,
            },
            utc_offset_minutes: device.utc_offset_minutes()?,
            today,
            device: device.id().to_string(),
            words_wait: steps::words_of(conn)?.is_some(),
        })
    }
}

/// Whether this person leads some open group.
fn leads_groups(conn: &Connection, staff: uuid::Uuid, today: NaiveDate) -> Result<bool, Error> {
    let groups = Groups::read(conn)?;
    let mut open = groups.all().filter(|group| group.open_on(today));
    Ok(open.any(|group| group.pendamping_on(today) == Some(staff)))
}
