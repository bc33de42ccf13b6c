//! Printed forms: what they say is read here, as it is on the day that they are about; how they look is said in `forms`.

mod attendance;
mod facts;
#[cfg(test)]
mod hard_tests;
pub mod letters;
pub mod meetings;
pub(in crate::calls) mod recorded;
pub mod rekap;
pub mod rhk;
pub mod school;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod whole_tests;

pub use attendance::{ExportAttendance, ListOf};
pub(in crate::calls) use facts::Reader;
pub(in crate::calls) use letters::katim;

use std::path::PathBuf;

use serde::Serialize;

/// What stands for the name of a family that was marked and that this device has not read.
const UNKNOWN: &str = "(KPM yang belum dikenal di perangkat ini)";

/// A written form.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Printed {
    /// Where it is.
    pub path: PathBuf,
    /// Lists in it.
    pub lists: u32,
    /// Families in them.
    pub families: u32,
    /// Bytes of the file.
    pub bytes: u32,
    /// Digest of what it says, in hex.
    pub digest: String,
}

fn times(starts: Option<u16>, ends: Option<u16>) -> String {
    let time = |minutes: u16| format!("{:02}.{:02}", minutes / 60, minutes % 60);
    match (starts, ends) {
        (Some(starts), Some(ends)) => format!("{} - {}", time(starts), time(ends)),
        (Some(starts), None) => format!("{} - selesai", time(starts)),
        (None, Some(ends)) => format!("sampai {}", time(ends)),
        (None, None) => String::new(),
    }
}
