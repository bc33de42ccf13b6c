//! Argon2id (RFC 9106): makes guessing a short secret expensive.

use argon2::{Algorithm, Argon2, Params, Version};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

/// What one guess costs. Stored beside what it protects, so that it can grow with the phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over that memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Stretch {
    /// OWASP's second choice for Argon2id: 19 MiB and two passes, which a phone of 2 GB bears.
    pub const STANDARD: Self = Self {
        memory_kib: 19_456,
        passes: 2,
        lanes: 1,
    };
    /// Beyond this a file asks for more than any Sesi ever wrote: 1 GiB, 64 passes, 16 lanes.
    const MOST: Self = Self {
        memory_kib: 1024 * 1024,
        passes: 64,
        lanes: 16,
    };

    fn is_bearable(&self) -> bool {
        self.memory_kib <= Self::MOST.memory_kib
            && self.passes <= Self::MOST.passes
            && self.lanes <= Self::MOST.lanes
    }

    /// 32 bytes from `secret` and `salt` (16 bytes).
    pub fn stretch(
        &self,
        secret: &[u8],
        salt: &[u8; 16],
    ) -> Result<Zeroizing<[u8; 32]>, StretchFault> {
        if !self.is_bearable() {
            return Err(StretchFault::Parameters);
        }
        let params = Params::new(self.memory_kib, self.passes, self.lanes, Some(32))
            .map_err(|_| StretchFault::Parameters)?;
        let mut out = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(secret, salt, &mut *out)
            .map_err(|fault| match fault {
                argon2::Error::OutOfMemory => StretchFault::Memory(self.memory_kib),
                _ => StretchFault::Parameters,
            })?;
        Ok(out)
    }
}

/// Why a secret could not be stretched.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StretchFault {
    /// The parameters are out of range: the file that holds them is damaged.
    #[error("the key-stretching parameters are out of range; the file is damaged")]
    Parameters,
    /// The device could not give the memory.
    #[error("{0} KiB of memory are needed and were not given; close other apps and try again")]
    Memory(u32),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_may_ask_for_ends_where_it_is_said() {
        let most @ Stretch {
            memory_kib,
            passes,
            lanes,
        } = Stretch::MOST;
        assert_eq!((memory_kib, passes, lanes), (1_048_576, 64, 16));
        assert!(most.is_bearable() && Stretch::STANDARD.is_bearable());
        for beyond in [
            Stretch {
                memory_kib: memory_kib + 1,
                ..most
            },
            Stretch {
                passes: passes + 1,
                ..most
            },
            Stretch {
                lanes: lanes + 1,
                ..most
            },
        ] {
            assert!(!beyond.is_bearable(), "{beyond:?}");
        }
    }

    #[test]
    fn hostile_parameters_are_refused_before_they_cost_anything() {
        for (memory_kib, passes, lanes) in [
            (u32::MAX, 1, 1),
            (19_456, u32::MAX, 1),
            (19_456, 1, u32::MAX),
            (0, 0, 0),
        ] {
            let stretch = Stretch {
                memory_kib,
                passes,
                lanes,
            };
            assert_eq!(
                stretch.stretch(b"123456", &[0; 16]),
                Err(StretchFault::Parameters)
            );
        }
    }
}
