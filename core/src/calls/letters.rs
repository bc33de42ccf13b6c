//! Surat teguran and surat pernyataan komitmen: written from the months in a row that Kepatuhan counts, kept in a register with number,
//! delivery, receipt and what followed. A letter whose ground is no longer there is flagged and stays.

mod ground;
mod listing;
mod reading;
#[cfg(test)]
mod tests;
mod writing;

pub use ground::{GroundLine, GroundNow, GroundStanding};
pub(super) use listing::seen_here;
pub use listing::{DueLetter, LetterRow, Letters, LettersView};
pub use reading::{Letter, LetterForm, LetterFormView, LetterView, SameNumber};
pub use writing::{LetterPart, SaveLetter, WriteLetter};

pub use crate::queries::letters::LetterState;
