//! Hands the bytes of [`Ambient`] to libraries that ask for a `rand_core` generator.

use std::convert::Infallible;

use hpke::rand_core::{TryCryptoRng, TryRng};

use crate::ambient::Ambient;

/// A generator that draws from `Ambient`.
pub(super) struct AmbientRng<'a>(pub &'a dyn Ambient);

impl TryRng for AmbientRng<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(crate::ambient::random(self.0)))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(crate::ambient::random(self.0)))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for AmbientRng<'_> {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;

    #[test]
    fn what_libraries_draw_is_what_ambient_gives() {
        let seeded = || Seeded::new(5, chrono::DateTime::UNIX_EPOCH);
        let (drawn, given) = (seeded(), seeded());
        let mut rng = AmbientRng(&drawn);
        assert_eq!(
            rng.try_next_u32(),
            Ok(u32::from_le_bytes(crate::ambient::random(&given)))
        );
        assert_eq!(
            rng.try_next_u64(),
            Ok(u64::from_le_bytes(crate::ambient::random(&given)))
        );
        let (mut here, mut there) = ([0; 40], [0; 40]);
        assert_eq!(rng.try_fill_bytes(&mut here), Ok(()));
        given.fill(&mut there);
        assert_eq!(here, there);
    }
}
