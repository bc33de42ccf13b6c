//! Ringkasan: a month of the whole office at one glance, every figure with what is behind it.

mod counting;
mod hearing;
#[cfg(test)]
mod tests;

pub(super) use hearing::Hearing;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::differences::Difference;
use super::terms::{Choice, Person, SessionName};

/// Asks for a month of the office.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Ringkasan {
    /// The month, `2026-11`.
    pub month: String,
}

/// A month of the office.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RingkasanView {
    /// The month.
    pub month: String,
    /// The whole kabupaten.
    pub total: MonthFigures,
    /// Groups that had met on this day of the month before; the whole month before if the month is over.
    pub met_before: u32,
    /// Meetings to be looked at, of whatever month: nobody checked them, or they changed after that. The number beside "Periksa".
    pub check_due: u32,
    /// Those of them that changed after they were checked.
    pub check_changed: u32,
    /// Those of them that are of this month.
    pub check_due_in_month: u32,
    /// Phones in use.
    pub phones: u32,
    /// Phones not heard from for longer than the office's threshold.
    pub silent: u32,
    /// Meetings expected from people all of whose phones are silent, and not here: their groups that have not met this month.
    pub silent_expected: u32,
    /// Days of that threshold.
    pub silent_days: u32,
    /// Each kecamatan.
    pub kecamatan: Vec<KecamatanMonth>,
    /// Each pendamping.
    pub pendamping: Vec<PendampingMonth>,
    /// Twelve months up to this one.
    pub trend: Vec<TrendPoint>,
    /// Sessions, the columns of the heat map.
    pub sessions: Vec<SessionName>,
    /// Rows of the heat map.
    pub heat: Vec<HeatRow>,
    /// The latest fields on which people disagree, at most five.
    pub differences: Vec<Difference>,
    /// How many there are.
    pub differences_total: u32,
}

/// Figures of a month, counted as the rekap counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct MonthFigures {
    /// Groups.
    pub groups: u32,
    /// Groups that met.
    pub groups_met: u32,
    /// Active families of all groups.
    pub families: u32,
    /// Present at the latest meeting of their group.
    pub hadir: u32,
    /// Not present, of the families whose group met.
    pub absent: u32,
    /// Families whose group did not meet, and who are not present by a mark elsewhere. With those present and absent they are all.
    pub of_unmet: u32,
}

/// A kecamatan in a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct KecamatanMonth {
    /// The kecamatan.
    pub kecamatan: Choice,
    /// Its figures.
    pub figures: MonthFigures,
    /// Pendamping who work there.
    pub pendamping: u32,
    /// When the office last got something that was written there.
    pub last_heard: Option<DateTime<Utc>>,
}

/// A pendamping in a month.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PendampingMonth {
    /// Who.
    pub person: Person,
    /// Code of the kecamatan of these figures.
    pub kecamatan: String,
    /// Their figures.
    pub figures: MonthFigures,
    /// When the office last heard from any of their phones.
    pub last_heard: Option<DateTime<Utc>>,
    /// That is longer ago than the office's threshold.
    pub silent: bool,
}

/// One month of the trend.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TrendPoint {
    /// The month.
    pub month: String,
    /// Its figures.
    pub figures: MonthFigures,
}

/// A kecamatan's row of the heat map.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct HeatRow {
    /// The kecamatan.
    pub kecamatan: Choice,
    /// Its groups.
    pub groups: u32,
    /// Groups that ever had each session, in the order of the columns.
    pub done: Vec<u32>,
}
