//! When the relay was heard, and how far this device's clock is from its.

use rusqlite::Connection;

use crate::device::Me;
use crate::error::Error;
use crate::field::Field;
use crate::store::Fact;

impl<F: Field> Me<F> {
    /// Notes when the relay was heard and how far this device's clock is from its.
    pub(super) fn heard(&self, conn: &Connection, relay_time: u64) -> Result<(), Error> {
        let relay_time = i64::try_from(relay_time).unwrap_or(i64::MAX);
        let offset = relay_time.saturating_sub(self.now().timestamp_millis());
        Fact::HeardAt.set(conn, relay_time.to_string().as_bytes())?;
        Fact::ClockOffset.set(conn, offset.to_string().as_bytes())?;
        Fact::Failures.clear(conn)?;
        Ok(())
    }
}
