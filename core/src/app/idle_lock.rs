//! When an open device locks by itself: after a time without a touch or a key, and after its window was left. Decides from what it
//! is told and the two clocks; it knows neither a window nor what locking does.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::preferences::Preferences;

/// How long a window may be left without locking: a glance at a message is no leaving.
pub(super) const GLANCE: Duration = Duration::from_secs(30);
/// How far a clock may be set back without being suspect: networks correct clocks by seconds.
const CORRECTION: TimeDelta = TimeDelta::minutes(1);

/// A point in time by both clocks. The process's stands still while the device sleeps; the device's can be set by whoever holds it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    pub uptime: Duration,
    pub clock: DateTime<Utc>,
}

impl Moment {
    /// Time since an earlier moment by the clock that says more; without end where the device's clock was set back.
    fn since(self, earlier: Self) -> Duration {
        let by_clock = self.clock - earlier.clock;
        if by_clock < -CORRECTION {
            return Duration::MAX;
        }
        let by_uptime = self.uptime.saturating_sub(earlier.uptime);
        by_uptime.max(by_clock.to_std().unwrap_or_default())
    }
}

/// What is known of the person at an open device.
#[derive(Debug, Clone, Copy)]
pub(super) struct IdleLock {
    used: Moment,
    left: Option<Moment>,
}

impl IdleLock {
    /// The device was just opened by a person.
    pub(super) fn opened(now: Moment) -> Self {
        Self {
            used: now,
            left: None,
        }
    }

    /// The person touched the window or typed.
    pub(super) fn used(&mut self, now: Moment) {
        self.used = now;
    }

    /// The window is not in front any more. Said again, it changes nothing.
    pub(super) fn left(&mut self, now: Moment) {
        self.left.get_or_insert(now);
    }

    /// The window is in front again.
    pub(super) fn returned(&mut self) {
        self.left = None;
    }

    /// Whether the device is to be locked now.
    pub(super) fn is_due(&self, now: Moment, preferences: &Preferences) -> bool {
        let idle = Duration::from_secs(60 * u64::from(preferences.lock_after_minutes));
        let idle_too_long = !idle.is_zero() && now.since(self.used) >= idle;
        let away_too_long = self.left.is_some_and(|left| now.since(left) >= GLANCE);
        idle_too_long || (preferences.lock_on_leaving && away_too_long)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(uptime: u64, clock: i64) -> Moment {
        Moment {
            uptime: Duration::from_secs(uptime),
            clock: DateTime::from_timestamp(1_800_000_000 + clock, 0).unwrap(),
        }
    }

    fn preferring(lock_after_minutes: u16, lock_on_leaving: bool) -> Preferences {
        Preferences {
            lock_after_minutes,
            lock_on_leaving,
            ..Preferences::default()
        }
    }

    #[test]
    fn idleness_counts_by_the_clock_that_says_more() {
        let lock = IdleLock::opened(at(100, 100));
        for (now, due, why) in [
            (at(399, 399), false, "a second before five minutes"),
            (at(400, 400), true, "five minutes"),
            (at(101, 400), true, "the process slept"),
            (at(400, 101), true, "the clock was set back by what passed"),
            (at(110, -50), true, "the clock was set back"),
            (at(110, 90), false, "the network corrected the clock"),
        ] {
            assert_eq!(lock.is_due(now, &preferring(5, true)), due, "{why}");
        }
        assert!(
            !lock.is_due(at(100_000, 100_000), &preferring(0, true)),
            "never"
        );
    }

    #[test]
    fn every_touch_begins_anew() {
        let mut lock = IdleLock::opened(at(0, 0));
        lock.used(at(299, 299));
        assert!(!lock.is_due(at(598, 598), &preferring(5, true)));
        assert!(lock.is_due(at(599, 599), &preferring(5, true)));
    }

    #[test]
    fn a_window_that_was_left_locks_after_a_glance() {
        let mut lock = IdleLock::opened(at(0, 0));
        lock.left(at(10, 10));
        lock.left(at(35, 35));
        assert!(!lock.is_due(at(39, 39), &preferring(5, true)));
        assert!(lock.is_due(at(40, 40), &preferring(5, true)));
        assert!(
            !lock.is_due(at(40, 40), &preferring(5, false)),
            "not wanted"
        );
        lock.returned();
        assert!(!lock.is_due(at(40, 40), &preferring(5, true)));
    }
}
