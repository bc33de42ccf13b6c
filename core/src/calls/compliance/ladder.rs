//! The office's ladder: from how many months in a row which step is asked for, and which letters belong to it.

use chrono::Months;
use rusqlite::Connection;

use super::ComplianceStep;
use crate::calls::office::OfficeSettings;
use crate::error::Error;
use crate::kinds::LetterStep;
use crate::queries::letters::Letter;

/// How far back months are read at least.
const LEAST: u32 = 17;

/// The months from which on each step after the first is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::calls) struct Ladder([u16; 4]);

impl Ladder {
    /// As the office says it.
    pub(in crate::calls) fn read(conn: &Connection) -> Result<Self, Error> {
        let said = OfficeSettings::read(conn)?;
        let mut at = [said.teguran_months; 4];
        for step in 1..4 {
            at[step] = at[step - 1] + said.teguran_steps[step - 1];
        }
        Ok(Self(at))
    }

    /// The months of the first letter.
    pub(super) fn first(self) -> u16 {
        self.0[0]
    }

    /// Those of the steps after it.
    pub(super) fn further(self) -> [u16; 3] {
        [self.0[1], self.0[2], self.0[3]]
    }

    /// How far back months are read: beyond the last step.
    pub(super) fn look_back(self) -> Months {
        Months::new(LEAST.max(u32::from(self.0[3]) + 2))
    }

    /// The step that so many months in a row reach.
    pub(in crate::calls) fn step(self, months: usize) -> ComplianceStep {
        let reached = self.0.iter().filter(|from| usize::from(**from) <= months);
        match reached.count() {
            0 => ComplianceStep::Call,
            1 => ComplianceStep::FirstLetter,
            2 => ComplianceStep::SecondLetter,
            3 => ComplianceStep::ThirdLetter,
            _ => ComplianceStep::Proposal,
        }
    }

    /// The letters that a step asks for, with those of the steps before it.
    pub(in crate::calls) fn letters(step: ComplianceStep) -> &'static [LetterStep] {
        match step {
            ComplianceStep::Call => &[],
            ComplianceStep::FirstLetter => &[LetterStep::First],
            ComplianceStep::SecondLetter => &[LetterStep::First, LetterStep::Second],
            ComplianceStep::ThirdLetter | ComplianceStep::Proposal => LetterStep::ALL,
        }
    }

    /// Those of them that are not among the written ones.
    pub(in crate::calls) fn due(step: ComplianceStep, written: &[&Letter]) -> Vec<LetterStep> {
        let is_written = |step: LetterStep| written.iter().any(|letter| letter.step == step);
        let asked = Self::letters(step).iter().copied();
        asked.filter(|step| !is_written(*step)).collect()
    }
}
