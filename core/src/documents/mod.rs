//! What is kept: Automerge documents, small and many, one for each thing that the office knows. Nobody else touches
//! automerge, and this module knows no file, no network, no clock and no window.
//!
//! - [`DocKey`] says what a document is about; its [`DocId`] is derived from it.
//! - [`first_change`] is the change that every device makes by itself, so that documents created twice offline merge.
//! - [`Document`] is edited by committing patches ([`MeetingPatch`] and its siblings) and by applying [`PlainChange`]s of
//!   others, which are walked before automerge sees them, and of which those count that `settle.rs` says.
//! - [`View`] is what a document says now; [`Disagreement`] is where people said different things at the same time, and
//!   [`HistoryItem`] is who said what when.
//!
//! Panics of automerge on hostile input are caught, so a program with this module must unwind on panics, never abort.

mod actor;
mod apply;
mod behind;
mod columns;
mod commit;
mod disagreement;
mod document;
mod family_key;
mod field_rights;
mod fields;
mod fit;
mod genesis;
mod hash;
mod history;
mod judged;
mod key;
mod kind;
mod left_out;
mod month;
mod needed;
mod patch;
mod plain_change;
mod rule;
mod say_again;
mod scalar;
mod session;
mod settle;
mod shape;
mod spot;
mod view;
mod vocabulary;
mod walk;

pub use actor::ActorSeed;
pub use apply::{Applied, Provenance};
pub use commit::{Authorship, DocumentError};
pub use disagreement::{Disagreement, DisagreementValue};
pub use document::{Document, LoadError};
pub use family_key::FamilyKey;
pub use field_rights::OfficeDevices;
pub use genesis::first_change;
pub use hash::{ChangeHash, Heads};
pub use history::{FieldChange, HistoryItem};
pub use key::{DocId, DocKey, KeyError};
pub use kind::Kind;
pub use left_out::{NotHeard, Reason};
pub use month::YearMonth;
pub use needed::Possible;
pub use patch::{
    CheckPatch, CurriculumPatch, FamilyPatch, GroupPatch, MeetingPatch, MonthPatch, OfficePatch,
    Patch, Set, SpeakerPatch, StaffPatch,
};
pub use plain_change::{PlainChange, PlainChangeError};
pub use rule::Unfit;
pub use scalar::Scalar;
pub use session::{NotASessionCode, SessionCode};
pub use view::{
    CheckView, CurriculumView, FamilyView, GroupView, MeetingView, MonthView, OfficeView, Speaker,
    StaffView, View,
};
pub use vocabulary::{Aspect, Component, Mark, Rating, Since, Status, Verdict};
pub use walk::MAX_OPS;

#[cfg(test)]
mod tests;
