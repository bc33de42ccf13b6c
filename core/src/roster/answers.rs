//! What people answer before an import writes: each by the id of what was asked, which is the same whenever the same is asked.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// The choice: one of the options of what was asked.
    pub choice: String,
    /// From which day it holds; today without.
    #[serde(default)]
    pub since: Option<NaiveDate>,
    /// The group to which a family moved.
    #[serde(default)]
    pub group: Option<Uuid>,
}

/// Answers by what was asked.
pub type Answers = BTreeMap<String, Answer>;

/// The choice that leaves what is known.
pub const KEEP: &str = "keep";
/// The choice that takes what the list says.
pub const LIST: &str = "list";
/// The choice that two are one.
pub const SAME: &str = "same";
/// The choice that two are two.
pub const OTHER: &str = "other";
