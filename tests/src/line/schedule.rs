//! The arithmetic of a slow line: when bytes have left, and when they are there. Knows no socket and no clock.

use std::time::Duration;

/// One direction of a line, on a clock that begins at zero. Bytes of all connections wait for each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Bits a second; none for a line that never keeps anybody waiting.
    bits: Option<u64>,
    /// From one end to the other.
    latency: Duration,
    free_at: Duration,
}

/// When a piece has left its end, and when it is at the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage {
    /// The last byte has left.
    pub left: Duration,
    /// The last byte is there.
    pub there: Duration,
}

impl Schedule {
    /// An idle direction of `bits` a second.
    pub fn new(bits: Option<u64>, latency: Duration) -> Self {
        Self {
            bits,
            latency,
            free_at: Duration::ZERO,
        }
    }

    /// Puts `bytes` on the line at `now`, after everything that is on it already.
    pub fn put(&mut self, now: Duration, bytes: usize) -> Passage {
        let takes = match self.bits {
            Some(bits) => Duration::from_nanos(
                (bytes as u64)
                    .saturating_mul(8_000_000_000)
                    .checked_div(bits)
                    .unwrap_or(u64::MAX),
            ),
            None => Duration::ZERO,
        };
        let left = self.free_at.max(now) + takes;
        self.free_at = left;
        Passage {
            left,
            there: left + self.latency,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn bytes_take_their_time_and_then_the_latency() {
        // 60 kbit/s: 7,500 bytes a second.
        let mut up = Schedule::new(Some(60_000), MS(300));
        let first = up.put(MS(1_000), 750);
        assert_eq!((first.left, first.there), (MS(1_100), MS(1_400)));
    }

    #[test]
    fn what_comes_while_the_line_is_busy_waits_and_an_idle_line_saves_nothing_up() {
        let mut up = Schedule::new(Some(80_000), MS(10));
        assert_eq!(up.put(MS(0), 10_000).left, MS(1_000));
        assert_eq!(up.put(MS(500), 10_000).left, MS(2_000));
        assert_eq!(up.put(MS(9_000), 10).left, MS(9_001));
    }

    #[test]
    fn cutting_bytes_into_pieces_changes_nothing() {
        let mut whole = Schedule::new(Some(120_000), MS(300));
        let mut pieces = whole.clone();
        let at_once = whole.put(MS(7), 15_000);
        let last = (0..10).map(|_| pieces.put(MS(7), 1_500)).last();
        assert_eq!(last, Some(at_once));
    }

    #[test]
    fn a_clear_line_keeps_nobody_waiting() {
        let mut clear = Schedule::new(None, Duration::ZERO);
        let passage = clear.put(MS(3), usize::MAX);
        assert_eq!((passage.left, passage.there), (MS(3), MS(3)));
    }
}
