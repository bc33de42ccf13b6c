//! What a line is like, what passed over it, and what its connections share of both.

use std::net::SocketAddr;
use std::ops::Sub;
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::cuts::Cuts;
use super::schedule::Schedule;

/// What a line is like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Shape {
    /// There and back.
    pub round_trip: Duration,
    /// Bits a second towards the relay; none for any number.
    pub up_bits: Option<u64>,
    /// Bits a second from the relay; none for any number.
    pub down_bits: Option<u64>,
    /// A break every so many bytes on average, both ways together, from a seed.
    pub cuts: Option<(u32, u64)>,
}

impl Shape {
    /// The edge of a village's signal: 600 ms there and back, 60 kbit/s up, 120 kbit/s down.
    pub fn edge() -> Self {
        Self {
            round_trip: Duration::from_millis(600),
            up_bits: Some(60_000),
            down_bits: Some(120_000),
            cuts: None,
        }
    }

    /// The same, breaking every so many bytes on average.
    #[must_use]
    pub fn cut_every(self, bytes: u32, seed: u64) -> Self {
        Self {
            cuts: Some((bytes, seed)),
            ..self
        }
    }
}

/// What passed over a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Bytes towards the relay, headers included.
    pub up: u64,
    /// Bytes from the relay.
    pub down: u64,
    /// Requests of HTTP/1.1.
    pub requests: u32,
    /// Connections opened.
    pub connections: u32,
    /// Breaks.
    pub cuts: u32,
}

impl Sub for Counted {
    type Output = Self;

    fn sub(self, before: Self) -> Self {
        Self {
            up: self.up - before.up,
            down: self.down - before.down,
            requests: self.requests - before.requests,
            connections: self.connections - before.connections,
            cuts: self.cuts - before.cuts,
        }
    }
}

/// What the connections of a line share.
#[derive(Debug)]
pub(super) struct Shared {
    pub born: Instant,
    pub shape: Mutex<Shape>,
    pub up: Mutex<Schedule>,
    pub down: Mutex<Schedule>,
    pub cuts: Mutex<Option<Cuts>>,
    pub counted: Mutex<Counted>,
    pub target: Mutex<SocketAddr>,
    pub recorded: Mutex<Option<Vec<u8>>>,
    pub closed: AtomicBool,
}

impl Shared {
    pub fn now(&self) -> Duration {
        self.born.elapsed()
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "being slow is what this line is for"
    )]
    pub fn sleep_until(&self, then: Duration) {
        std::thread::sleep(then.saturating_sub(self.now()));
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
