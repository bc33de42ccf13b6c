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
