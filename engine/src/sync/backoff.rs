//! How long to leave a relay alone after it could not be reached.

use std::time::Duration;

use crate::ambient::{Ambient, random};

const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_mins(15);

/// The wait before the next try after `failures` in a row (1 for the first).
///
/// Doubles from 2 s to 15 min, and each device waits a random share between half and all of that, so that a
/// relay that comes back is not met by everybody at once. What the relay asked for (`Retry-After`) is never undercut.
pub fn wait(failures: u32, asked: Option<Duration>, ambient: &dyn Ambient) -> Duration {
    let doubled = FIRST
        .saturating_mul(1 << failures.saturating_sub(1).min(20))
        .min(LONGEST);
    let share = 0.5 + f64::from(u16::from_le_bytes(random(ambient))) / f64::from(u16::MAX) / 2.0;
    let jittered = doubled.mul_f64(share);
    match asked {
        Some(asked) => asked.min(LONGEST * 4) + jittered.min(FIRST),
        None => jittered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;

    #[test]
    fn waits_grow_to_a_bound_are_spread_and_honour_the_relay() {
        let ambient = Seeded::new(1, chrono::DateTime::default());
        let mut seen = std::collections::BTreeSet::new();
        for failures in 1..40 {
            let wait = wait(failures, None, &ambient);
            assert!(wait >= FIRST / 2 && wait <= LONGEST);
            seen.insert(wait);
        }
        assert!(seen.len() > 30, "waits are spread");
        let asked = Duration::from_secs(40);
        assert!(wait(1, Some(asked), &ambient) >= asked);
    }
}
