//! The field: everything a Sesi device does for P2K2, without a window and without a server. What any field app needs is in the engine.
//!
//! Data travels one way: a command changes a document, the document's change is sealed into an entry and projected into
//! the read model, and screens and reports query the read model alone. Read top down:
//!
//! 1. [`kinds`]: what is kept of the field, one file a kind of document; the kinds of feeds, and what the engine is told.
//! 2. [`readmodel`]: tables beside the documents, rebuildable from them at any time.
//!    `queries`: everything that reads them, written once.
//! 3. [`office`]: how an office begins and who works where.
//! 4. [`roster`], [`importing`], [`reference`](mod@reference), [`rekap`], [`recaps`], [`reports`], [`forms`], [`pdf`]: spreadsheets in, curriculum and regions, reports out.
//! 5. [`calls`] and [`app`]: what a window can ask, as data; and the running program that answers.

// What nobody outside uses is not public. Tests and their kits are free.
#![cfg_attr(not(test), deny(unreachable_pub))]

pub mod app;
pub mod calls;
pub mod device;
pub mod error;
pub mod forms;
pub mod importing;
pub mod kinds;
pub mod office;
pub mod pdf;
mod queries;
pub mod readmodel;
pub mod recaps;
pub mod reference;
pub mod rekap;
pub mod reports;
pub mod roster;
pub mod schools;
pub mod staff_list;

#[cfg(test)]
mod engine_tests;
#[cfg(any(test, feature = "testkit"))]
#[allow(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    clippy::return_self_not_must_use,
    clippy::should_implement_trait,
    missing_docs,
    reason = "a test cannot go on without what it unwraps"
)]
pub mod testkit;
