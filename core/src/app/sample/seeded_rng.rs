//! Repeatable choices: the same sample for everybody.

use sesi_engine::ambient::{Seeded, random};

/// A seeded source of choices.
#[derive(Debug)]
pub(super) struct SeededRng(pub Seeded);

impl SeededRng {
    /// A number below `end`, which is at least 1.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let bytes: [u8; 4] = random(&self.0);
        u32::from_le_bytes(bytes) as usize % end
    }

    pub(super) fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }
}
