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
    fn waits_double_to_a_bound_and_are_spread_over_their_upper_half() {
        let ambient = Seeded::new(1, chrono::DateTime::default());
        let mut seen = std::collections::BTreeSet::new();
        for (failures, longest) in (1..).zip([2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]) {
            let longest = Duration::from_secs(longest);
            let waits: Vec<Duration> = (0..50).map(|_| wait(failures, None, &ambient)).collect();
            assert!(waits.iter().all(|wait| *wait >= longest / 2));
            assert!(waits.iter().all(|wait| *wait <= longest));
            assert!(waits.iter().any(|wait| *wait < longest.mul_f64(0.6)));
            assert!(waits.iter().any(|wait| *wait > longest.mul_f64(0.9)));
            seen.extend(waits);
        }
        assert!(seen.len() > 500, "waits are spread");
        let forever = wait(u32::MAX, None, &ambient);
        assert!(forever >= LONGEST / 2 && forever <= LONGEST);
    }

    #[test]
    fn what_the_relay_asks_for_is_waited_for_up_to_an_hour_and_devices_come_back_one_by_one() {
        let ambient = Seeded::new(1, chrono::DateTime::default());
        for (asked, kept) in [(40, 40), (3600, 3600), (1 << 40, 3600)] {
            let (asked, kept) = (Duration::from_secs(asked), Duration::from_secs(kept));
            for failures in [1, 9] {
                let wait = wait(failures, Some(asked), &ambient);
                assert!(wait >= kept + FIRST / 2 && wait <= kept + FIRST, "{wait:?}");
            }
        }
    }
}
