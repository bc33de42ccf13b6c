//! One transfer over a line, measured.

use std::time::Instant;

use serde::Serialize;

use crate::line::Line;

/// What a transfer cost: all bytes of both directions, headers included.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figure {
    /// Records that it carried.
    #[serde(skip)]
    pub records: u32,
    /// Requests of HTTP.
    pub requests: u32,
    /// Bytes towards the relay.
    pub bytes_up: u64,
    /// Bytes from it.
    pub bytes_down: u64,
    /// From the call to its return.
    pub seconds: f64,
    /// Connections opened.
    pub connections: u32,
    /// Times that the line broke.
    pub cuts: u32,
}

impl Figure {
    /// Bytes of both directions.
    pub fn bytes(&self) -> u64 {
        self.bytes_up + self.bytes_down
    }

    /// Bytes of both directions, for each record.
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    pub fn bytes_a_record(&self) -> f64 {
        self.bytes() as f64 / f64::from(self.records.max(1))
    }
}

/// What happens on the line while `work` runs.
pub fn measure<E>(
    line: &Line,
    records: u32,
    work: impl FnOnce() -> Result<(), E>,
) -> Result<Figure, E> {
    let before = line.counted();
    let started = Instant::now();
    work()?;
    let seconds = started.elapsed().as_secs_f64();
    let passed = line.counted() - before;
    Ok(Figure {
        records,
        requests: passed.requests,
        bytes_up: passed.up,
        bytes_down: passed.down,
        seconds,
        connections: passed.connections,
        cuts: passed.cuts,
    })
}
