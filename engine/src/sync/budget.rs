//! How many bytes to ask for and to send at once: few on a line that breaks, many on one that holds.

use rusqlite::Connection;
use sesi_wire::limits::{MAX_BUDGET, MIN_BUDGET, START_BUDGET};

use crate::store::{Fact, StoreResult};

/// Bytes of entries per request, each way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budgets {
    /// Asked for.
    pub down: u32,
    /// Sent.
    pub up: u32,
}

impl Default for Budgets {
    fn default() -> Self {
        Self {
            down: START_BUDGET,
            up: START_BUDGET * 2,
        }
    }
}

impl Budgets {
    /// What this device last found to work.
    pub fn load(conn: &Connection) -> StoreResult<Self> {
        let Some(bytes) = Fact::Budgets.get(conn)? else {
            return Ok(Self::default());
        };
        let number = |bytes: &[u8]| bytes.try_into().map(u32::from_le_bytes);
        let read = bytes
            .split_at_checked(4)
            .map(|(down, up)| (number(down), number(up)));
        let Some((Ok(down), Ok(up))) = read else {
            return Ok(Self::default());
        };
        let stored = Self { down, up };
        Ok(stored.bounded())
    }

    /// Remembers it.
    pub fn save(self, conn: &Connection) -> StoreResult<()> {
        let mut bytes = self.down.to_le_bytes().to_vec();
        bytes.extend_from_slice(&self.up.to_le_bytes());
        Fact::Budgets.set(conn, &bytes)
    }

    /// A whole exchange went through: twice as much next time.
    #[must_use]
    pub fn grown(self) -> Self {
        Self {
            down: self.down.saturating_mul(2),
            up: self.up.saturating_mul(2),
        }
        .bounded()
    }

    /// The line broke: half as much next time.
    #[must_use]
    pub fn halved(self) -> Self {
        Self {
            down: self.down / 2,
            up: self.up / 2,
        }
        .bounded()
    }

    fn bounded(self) -> Self {
        Self {
            down: self.down.clamp(MIN_BUDGET, MAX_BUDGET),
            up: self.up.clamp(MIN_BUDGET, MAX_BUDGET),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn budgets_stay_within_the_protocols_bounds() {
        let mut budgets = Budgets::default();
        for _ in 0..20 {
            budgets = budgets.grown();
        }
        assert_eq!(
            budgets,
            Budgets {
                down: MAX_BUDGET,
                up: MAX_BUDGET
            }
        );
        for _ in 0..20 {
            budgets = budgets.halved();
        }
        assert_eq!(
            budgets,
            Budgets {
                down: MIN_BUDGET,
                up: MIN_BUDGET
            }
        );
    }

    #[test]
    fn a_step_is_twice_or_half_in_either_direction() {
        let budgets = Budgets {
            down: MIN_BUDGET * 4,
            up: MIN_BUDGET * 8,
        };
        let grown = Budgets {
            down: MIN_BUDGET * 8,
            up: MIN_BUDGET * 16,
        };
        assert_eq!(budgets.grown(), grown);
        assert_eq!(grown.halved(), budgets);
    }
}
