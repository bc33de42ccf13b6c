//! The engine's promises, with the documents of this field.

pub(crate) mod device;
mod sync;
