//! The answer of a rule to an entry.

use sesi_wire::sync::Rejection;

/// Whether an entry may be stored, and if not, what to answer.
pub type Ruling = Result<(), Rejection>;
