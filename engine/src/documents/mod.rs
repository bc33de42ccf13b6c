//! What is kept: Automerge documents, small and many, one for each thing that the field knows. Nobody else touches
//! automerge, and this module knows no file, no network, no clock, no window, and no word of the field: it is given the kinds.
//!
//! - [`Kind`] is data: which fields and maps its documents have, who may say them, and by which steps it grows.
//! - [`DocumentKey`] says what a document is about; its [`DocId`] is derived from it.
//! - [`first_change`] is the change that every device makes by itself, so that documents created twice offline merge; the
//!   further steps of a kind are made the same way when they are needed ([`growth_change`]).
//! - A document ([`DocumentOf`] a key) is edited by committing patches and by applying [`PlainChange`]s of others, which are walked
//!   before automerge sees them, and of which those count that `settle.rs` says.
//! - Its view is what it says now; [`Disagreement`] is where people said different things at the same time, and
//!   [`HistoryItem`] is who said what when.
//!
//! Panics of automerge on hostile input are caught, so a program with this module must unwind on panics, never abort.

mod actor;
mod apply;
mod change_fault;
mod columns;
mod commit;
mod commit_at;
mod dependencies;
mod disagreement;
mod document;
mod field_path;
mod field_rights;
mod fields;
mod fit;
mod growth;
mod guard;
mod hash;
mod history;
mod home;
mod judged;
mod key;
mod key_day;
mod kind;
mod kind_faults;
mod left_out;
mod patch;
mod plain_change;
mod rule;
mod say_again;
mod scalar;
mod settle;
mod shape;
mod slots;
mod view;
mod walk;

pub use actor::ActorSeed;
pub use apply::{Applied, Provenance};
pub use change_fault::PlainChangeError;
pub use commit::{Authorship, DocumentError};
pub use dependencies::Possible;
pub use disagreement::{Disagreement, DisagreementValue, as_hex};
pub use document::{Agreed, Document as DocumentOf, LoadError};
pub use field_path::FieldPath;
pub use field_rights::{Entitled, OfficeDevices, Right};
pub use fields::Fields;
pub use hash::{ChangeHash, Heads};
pub use history::{FieldChange, HistoryItem};
pub use home::{Home, Place};
pub use key::{
    DocId, DocumentKey, KEY_VERSION, KeyError, KeyPiece, PartKey, derived_id, put_head, take_head,
};
pub use key_day::{DAY_ZERO, fits_key};
pub use kind::{Kind, first_change, growth_change};
pub use left_out::{NotHeard, Reason};
pub use patch::{DocumentPatch, Edit, Edits, Entries, Misfit, Set};
pub use plain_change::PlainChange;
pub use rule::{Rule, Unfit, parse_date};
pub use scalar::Scalar;
pub use shape::{Field, Keys, Map, Shape, field, map, same};
pub use walk::MAX_OPS;

#[cfg(test)]
mod tests;
