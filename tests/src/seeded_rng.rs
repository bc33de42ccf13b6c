//! Repeatable choices from a seed.

use std::sync::Arc;

use chrono::DateTime;
use sesi_engine::ambient::{Ambient, Seeded};

/// Throws that follow from the seed alone.
#[derive(Debug, Clone)]
pub struct SeededRng(Arc<Seeded>);

impl SeededRng {
    /// Choices that follow from that seed.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Seeded::new(seed, DateTime::UNIX_EPOCH)))
    }

    /// A number below `sides`; 0 for no sides.
    pub fn below(&self, sides: usize) -> usize {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        let thrown = u64::from_le_bytes(bytes) >> 8;
        usize::try_from(thrown % sides.max(1) as u64).unwrap_or(0)
    }

    /// So many random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        sesi_engine::ambient::random(&*self.0)
    }

    /// True `percent` times in a hundred.
    pub fn chance(&self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of `choices`, which must not be empty.
    pub fn pick<'a, T>(&self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }

    /// Puts `list` in another order.
    pub fn shuffle<T>(&self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}
