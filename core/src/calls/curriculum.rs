//! The curriculum as the office edits it: each edit is a new edition; meetings keep the sessions that they had.

use serde::{Deserialize, Serialize};

use super::terms::Done;

/// Asks for the curriculum in force.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadCurriculum {}

/// A curriculum.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct CurriculumView {
    /// Name of the edition in force.
    pub edition: String,
    /// All editions, the oldest first.
    pub editions: Vec<String>,
    /// Modules in order.
    pub modules: Vec<ModuleText>,
}

/// A module.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ModuleText {
    /// Its code; empty for a new one.
    pub code: String,
    /// Title.
    pub title: String,
    /// Materi: the official form's own words.
    pub topic: String,
    /// Sessions in order.
    pub sessions: Vec<SessionText>,
}

/// A session.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SessionText {
    /// Its code; empty for a new one.
    pub code: String,
    /// Title.
    pub title: String,
}

/// Makes a new edition.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SaveCurriculum {
    /// Name of the new edition.
    pub edition: String,
    /// Modules in order.
    pub modules: Vec<ModuleText>,
}

not_yet!(look ReadCurriculum => CurriculumView);
not_yet!(act SaveCurriculum => Done);
