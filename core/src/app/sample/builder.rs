//! The device of the sample office while it is filled, step by step.

use sesi_engine::job::{Phase, Watch};

use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, Patch};

/// Edits of one step.
const BATCH: usize = 32;
/// How often something is written: people, meetings, verdicts, what changed afterwards.
const ROUNDS: usize = 4;
const STEPS_A_ROUND: usize = 100;

/// Fills a device and says how far it is.
pub(super) struct Builder<'w> {
    pub device: Device,
    watch: &'w mut Watch<'w>,
    round: usize,
}

impl<'w> Builder<'w> {
    pub(super) fn new(device: Device, watch: &'w mut Watch<'w>) -> Self {
        Self {
            device,
            watch,
            round: 0,
        }
    }

    /// Writes one round.
    pub(super) fn write(&mut self, edits: &[(DocKey, Patch)]) -> Result<(), Error> {
        for (no, batch) in edits.chunks(BATCH).enumerate() {
            let part = no * BATCH * STEPS_A_ROUND / edits.len();
            let done = self.round * STEPS_A_ROUND + part;
            (self.watch)(Phase::Writing.at(done, ROUNDS * STEPS_A_ROUND))?;
            self.device.edit_all(batch)?;
        }
        self.round += 1;
        Ok(())
    }
}
