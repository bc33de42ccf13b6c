//! Groups and families arranged by hand from a day on: moved, split, merged, handed over, closed, opened. Every arrangement can be taken
//! back as a whole, and stands in the history of each document that it changed.

mod acting;
mod effects;
#[cfg(test)]
mod effects_tests;
mod handing;
mod leaving;
mod listing;
mod record;
#[cfg(test)]
mod statuses_tests;
#[cfg(test)]
mod tests;
mod undoing;

pub(super) use acting::arrange;
pub use acting::{
    CloseGroup, DoneArranging, HandOver, MergeGroups, MoveFamilies, ReopenGroup, SetStatuses,
    SplitGroup,
};
pub use effects::{ArrangingEffects, Effects, EndedMove, EndedStatus, VoidedMeeting};
pub use handing::{Handover, HandoverGroup, HandoverView};
pub use listing::{ArrangementList, ArrangementRow, Arrangements, CrossedFamily, StrandedGroup};
pub(super) use undoing::undo;
pub use undoing::{StaysArranged, UndoArrangement, UndoneArrangement, WhyStays};
