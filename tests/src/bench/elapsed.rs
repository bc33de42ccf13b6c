//! Time that passed, in the unit of the report.

use std::time::Instant;

/// Milliseconds since then.
pub(super) fn passed_ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1000.0
}
