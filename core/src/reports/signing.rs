//! Who signs a report and what stands above it: letterhead, place, day. Knows no report and no settings.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Who signs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signer {
    /// The name; none leaves a line to write it on.
    pub name: Option<String>,
    /// NIP, where there is one.
    pub nip: Option<String>,
}

/// What stands on the paper beside the figures.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Signing {
    /// Lines of the letterhead.
    pub letterhead: Vec<String>,
    /// Name of the kabupaten.
    pub kabupaten: String,
    /// The day on which it is signed; none leaves a blank.
    pub day: Option<NaiveDate>,
    /// Who signs, each with what that person is.
    pub signers: Vec<(String, Signer)>,
}
