//! The result of checking an entry: it may be stored, or what to answer.

use sesi_wire::sync::Rejection;

/// Whether an entry may be stored, and if not, what to answer.
pub type Ruling = Result<(), Rejection>;
