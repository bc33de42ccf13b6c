//! The engine's documents with the kinds of this field.

pub use sesi_engine::documents::*;

pub use crate::kinds::*;
