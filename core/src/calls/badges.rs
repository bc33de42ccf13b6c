//! Counts beside the entries of the office's navigation: counted, not listed, because they are asked for after every change.

use serde::{Deserialize, Serialize};

use super::checking::CheckCounts;
use super::security::Security;
use super::{Query, differences};
use crate::device::Device;
use crate::error::Error;

/// Asks for the numbers.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Badges {}

/// The numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OfficeBadges {
    /// Meetings to be looked at, of whatever month.
    pub check: u32,
    /// Fields on which people disagree.
    pub differences: u32,
    /// Findings about devices that nobody has seen.
    pub security: u32,
}

impl Query for Badges {
    type Answer = OfficeBadges;

    fn answer(self, device: &Device) -> Result<OfficeBadges, Error> {
        let conn = device.reader();
        Ok(OfficeBadges {
            check: CheckCounts::read(conn, None)?.due(),
            differences: differences::count(conn)?,
            security: Security {}.answer(device)?.open,
        })
    }
}
