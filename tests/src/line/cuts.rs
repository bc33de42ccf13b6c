//! Where a bad line breaks: after so many bytes, both ways together, drawn from a seed.

use crate::seeded_rng::SeededRng;

/// Breaks at distances that follow the exponential distribution, so that no byte is likelier to be hit than another.
#[derive(Debug, Clone)]
pub struct Cuts {
    rng: SeededRng,
    mean: f64,
    left: u64,
    /// How often the line broke so far.
    pub made: u32,
}

impl Cuts {
    /// A break every `mean` bytes on average.
    pub fn every(mean: u32, seed: u64) -> Self {
        let mut cuts = Self {
            rng: SeededRng::new(seed),
            mean: f64::from(mean),
            left: 0,
            made: 0,
        };
        cuts.left = cuts.distance();
        cuts
    }

    /// Lets `bytes` pass. `Some(n)`: the line breaks after `n` of them.
    pub fn pass(&mut self, bytes: usize) -> Option<usize> {
        let bytes = bytes as u64;
        if bytes < self.left {
            self.left -= bytes;
            return None;
        }
        let before = usize::try_from(self.left).unwrap_or(usize::MAX);
        self.left = self.distance();
        self.made += 1;
        Some(before)
    }

    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a distance of 0 bytes to some hundred times the mean"
    )]
    fn distance(&self) -> u64 {
        const STEPS: usize = 1 << 24;
        // Within (0, 1], so that the logarithm is finite.
        let thrown = (self.rng.below(STEPS) + 1) as f64 / STEPS as f64;
        (-thrown.ln() * self.mean) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn breaks_come_every_so_many_bytes_on_average_and_the_same_from_the_same_seed() {
        let broken = |seed| {
            let mut cuts = Cuts::every(60_000, seed);
            let places: Vec<_> = (0..40_000)
                .filter_map(|at| Some((at, cuts.pass(1_500)?)))
                .collect();
            assert_eq!(places.len(), cuts.made as usize);
            places
        };
        let places = broken(5);
        // 60 MB: a thousand breaks, give or take three standard deviations.
        assert!((900..1100).contains(&places.len()), "{}", places.len());
        assert_eq!(places, broken(5));
        assert_ne!(places, broken(6));
    }

    #[test]
    fn the_bytes_before_a_break_pass() {
        let mut cuts = Cuts::every(1_000, 1);
        let mut passed = 0_u64;
        let before = loop {
            match cuts.pass(100) {
                None => passed += 100,
                Some(before) => break before,
            }
        };
        assert!(before <= 100);
        let mut again = Cuts::every(1_000, 1);
        let all = usize::try_from(passed).unwrap_or_default() + before;
        assert_eq!(again.pass(all.saturating_sub(1)), None);
        assert_eq!(again.pass(1_000_000), Some(1));
    }
}
