//! What any field app of this kind needs: documents that merge, keys, sealed entries, an encrypted store and the exchange with a relay
//! that cannot read. It is told the field by a type ([`Field`](field::Field)) and knows no word of one.
//!
//! Data travels one way: a command changes a document, the change is sealed into an entry, and what the document says becomes rows of
//! the field's read model, all in one transaction. Read top down:
//!
//! 1. [`documents`]: what is kept, as Automerge documents; nobody else touches automerge.
//! 2. [`store`]: one encrypted SQLite file; a write is one transaction.
//! 3. [`keys`] and [`seal`]: who may read and write, and how a change becomes an entry that a relay cannot read.
//! 4. [`device`]: the one way to write, and what arrives from others.
//! 5. [`sync`]: the exchange with a relay and by file, without opening the network itself.
//! 6. [`field`]: what the engine has to be told.

// What nobody outside uses is not public. Tests and their kits are free.
#![cfg_attr(not(test), deny(unreachable_pub))]

pub mod ambient;
pub mod device;
pub mod documents;
pub mod error;
pub mod field;
pub mod job;
pub mod keys;
pub mod private_files;
pub mod seal;
pub mod store;
pub mod sync;
pub mod whole_file;
