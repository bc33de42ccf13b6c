//! Entry points for bytes of strangers, one function each: the fuzzers in `fuzz/` feed them, and tests replay their corpora.
//!
//! Each takes any bytes and returns; a panic is a finding. Where bytes are accepted, what was made of them must hold too.

mod author;
mod document;
mod entry;
mod file;
mod invite;
mod list;
mod photo;
mod roster;
mod wire;

pub use document::{document, key_of};
pub use entry::{entry, seal_known};
pub use file::file;
pub use invite::invite;
pub use list::list;
pub use photo::{code, photo};
pub use roster::roster;
pub use wire::wire;

/// A door: takes any bytes and returns.
pub type Door = fn(&[u8]);

/// Every door by the name of its target and its corpus.
pub const DOORS: [(&str, Door); 8] = [
    ("wire", wire),
    ("entry", entry),
    ("document", document),
    ("file", file),
    ("roster", roster),
    ("list", list),
    ("invite", invite),
    ("photo", photo),
];
