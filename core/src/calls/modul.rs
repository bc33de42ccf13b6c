//! Modul: the curriculum, what each group has had, what comes next.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{GroupName, SessionName};

/// Asks for the curriculum with the groups of the asking person.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Modul {}

/// The curriculum.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ModulView {
    /// Name of the edition.
    pub edition: String,
    /// Modules in order.
    pub modules: Vec<ModuleProgress>,
    /// What comes next for each group.
    pub next: Vec<NextSession>,
}

/// A module.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ModuleProgress {
    /// Title.
    pub title: String,
    /// Sessions in order.
    pub sessions: Vec<SessionProgress>,
}

/// A session with the groups.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionProgress {
    /// The session.
    pub session: SessionName,
    /// Groups that had it.
    pub done: u32,
    /// Groups.
    pub groups: u32,
    /// Each group, and when it had it.
    pub of: Vec<GroupDone>,
}

/// A group and a session.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct GroupDone {
    /// The group.
    pub group: GroupName,
    /// When it had it.
    pub date: Option<NaiveDate>,
    /// At which meeting.
    pub meeting: Option<Uuid>,
}

/// A session, for one group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionDone {
    /// The session.
    pub session: SessionName,
    /// When the group had it.
    pub date: Option<NaiveDate>,
    /// At which meeting.
    pub meeting: Option<Uuid>,
}

/// What comes next for a group.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NextSession {
    /// The group.
    pub group: GroupName,
    /// The session; none if it had all.
    pub session: Option<SessionName>,
}

not_yet!(look Modul => ModulView);
