//! Kepatuhan: who stayed away month after month without a word, and what the office's ladder asks for. A list of facts: it writes nothing
//! and judges nobody.

mod counting;
mod ladder;
pub(super) use counting::{Streak, absent, streak_of};
pub(super) use ladder::Ladder;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::terms::{GroupName, Person};
use crate::kinds::LetterStep;
pub use crate::queries::compliance::MonthState;
use crate::queries::letters::LetterState;

/// Asks who stayed away.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Compliance {
    /// The last month that counts, `2026-11`; none for the one that it is.
    pub month: Option<String>,
    /// Only of that kecamatan, by code.
    pub kecamatan: Option<String>,
}

/// Who stayed away.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ComplianceView {
    /// The month.
    pub month: String,
    /// The month that it is.
    pub this_month: String,
    /// From how many months in a row the first surat teguran is due: the office's setting.
    pub threshold: u16,
    /// From how many months on Surat Teguran II, Surat Teguran III and the proposal are due.
    pub further: [u16; 3],
    /// What the month was for the families of groups.
    pub states: ComplianceStates,
    /// Families whose last month with a mark was Alfa: those with the most months in a row first, then by name.
    pub rows: Vec<ComplianceRow>,
}

/// How many families the month was what for. The five add up to the families.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ComplianceStates {
    /// Active families on the last day of the month, or today.
    pub families: u32,
    /// Hadir.
    pub hadir: u32,
    /// Sakit.
    pub sakit: u32,
    /// Alfa.
    pub alfa: u32,
    /// Belum ditandai.
    pub unmarked: u32,
    /// Tidak ada pertemuan.
    pub no_meeting: u32,
}

/// A family that stayed away.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ComplianceRow {
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Its group.
    pub group: GroupName,
    /// Who leads the group.
    pub pendamping: Option<Person>,
    /// The group is the asking person's own.
    pub mine: bool,
    /// Since when it is here, where it came from a kecamatan that this device does not have: months and letters of before are seen by the office
    /// alone.
    pub came: Option<NaiveDate>,
    /// What the month was.
    pub state: MonthState,
    /// The months in a row that were Alfa, the latest first.
    pub months: Vec<String>,
    /// The meetings of those months at which it was Alfa, the latest first.
    pub missed: Vec<NaiveDate>,
    /// What the ladder asks for.
    pub step: ComplianceStep,
    /// The letters that were written about these months; those that were cancelled left out.
    pub letters: Vec<StreakLetter>,
    /// The letters that the ladder asks for and nobody has written.
    pub due: Vec<LetterStep>,
}

/// A letter about months in a row.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct StreakLetter {
    /// Its document.
    pub id: Uuid,
    /// Which letter.
    pub step: LetterStep,
    /// What became of it.
    pub state: LetterState,
}

/// The steps of the ladder, each asked for from some months in a row more than the one before, as the office says; the first letter from
/// the threshold on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ComplianceStep {
    /// Hubungi.
    Call,
    /// Kunjungan rumah and Surat Teguran I.
    FirstLetter,
    /// Surat Teguran II.
    SecondLetter,
    /// Surat Teguran III and surat pernyataan komitmen.
    ThirdLetter,
    /// Usulan to the Ketua Tim.
    Proposal,
}
