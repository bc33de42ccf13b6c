//! Everything a Sesi device does, without a window and without a server.
//!
//! Data travels one way: a command changes a document, the document's change is sealed into an entry and projected into
//! the read model, and screens and reports query the read model alone. Read top down:
//!
//! 1. [`documents`]: what is kept, as Automerge documents; nobody else touches automerge.
//! 2. [`store`]: one encrypted SQLite file; a write is one transaction.
//! 3. [`readmodel`]: tables beside the documents, rebuildable from them at any time.
//! 4. [`keys`] and [`seal`]: who may read and write, and how a change becomes an entry that a relay cannot read.
//! 5. [`device`]: the commands that people give, and what arrives from others.
//! 6. [`sync`]: the engine that talks to a relay without opening the network itself.
//! 7. [`roster`], [`reference`](mod@reference), [`rekap`], [`reports`], [`own_data`]: spreadsheets in, curriculum and regions, reports out.
//! 8. [`calls`] and [`app`]: what a window can ask, as data; and the running program that answers.

pub mod ambient;
pub mod app;
pub mod calls;
pub mod device;
pub mod documents;
pub mod error;
pub mod forms;
pub mod keys;
pub mod kinds;
pub mod own_data;
pub mod pdf;
pub mod private_files;
pub mod readmodel;
pub mod reference;
pub mod rekap;
pub mod reports;
pub mod roster;
pub mod seal;
pub mod store;
pub mod sync;
mod whole_file;
pub mod work;

#[cfg(test)]
mod stage;
