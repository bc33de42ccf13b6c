//! When the next exchange with the relay is due while nothing happens. It knows no clock and no thread: a shell waits as long as it
//! is told.

use std::sync::atomic::Ordering;
use std::time::Duration;

use super::running::App;
use super::synchronising::SyncDone;

/// While nothing happens: whether others sent something.
const IDLE: Duration = Duration::from_mins(10);
/// The same for an office that somebody looks at: an exchange with nothing to do is some hundred bytes.
const IN_FRONT: Duration = Duration::from_secs(45);
/// The shortest pause after a line that failed.
const PAUSE: Duration = Duration::from_secs(5);

impl App {
    /// The window came in front or went behind. Answers whether an exchange is due now: somebody looks at an office again.
    pub fn in_front(&self, front: bool) -> bool {
        let before = self.front.swap(front, Ordering::Relaxed);
        front && !before && self.is_office()
    }

    /// How long to wait for the next exchange, after one that ended so; none if there was none or it failed.
    pub fn pace(&self, done: Option<&SyncDone>) -> Duration {
        let front = self.front.load(Ordering::Relaxed) && self.is_office();
        next(front, done.map(|done| done.wait_seconds))
    }

    fn is_office(&self) -> bool {
        let Some(open) = self.opened() else {
            return false;
        };
        let device = open.device.lock();
        !open.sample && device.membership().is_office(device.id())
    }
}

/// `wait`: what the exchange before said, in seconds; none if there was none.
fn next(office_in_front: bool, wait: Option<u32>) -> Duration {
    match wait {
        Some(seconds) if seconds > 0 => Duration::from_secs(seconds.into()).max(PAUSE),
        Some(_) if office_in_front => IN_FRONT,
        _ => IDLE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_office_in_front_asks_every_minute_and_a_phone_every_ten() {
        let pace = |front, wait| next(front, wait).as_secs();
        assert!((30..=60).contains(&pace(true, Some(0))));
        assert_eq!(pace(false, Some(0)), 600);
        // A line that failed waits as it was told, whoever looks.
        for front in [true, false] {
            assert_eq!(pace(front, Some(1)), 5);
            assert_eq!(pace(front, Some(90)), 90);
            // What did not begin, because nothing is open or something broke, is not hurried.
            assert_eq!(pace(front, None), 600);
        }
    }
}
