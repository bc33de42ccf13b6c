//! Which relay this device exchanges with, and where the office says that it is.

use serde::{Deserialize, Serialize};

use super::terms::{Done, Person};
use super::{Command, Query};
use crate::device::Device;
use crate::error::Error;
use crate::queries::staff::Who;

/// Asks which relay it is.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ReadRelay {}

/// Which relay it is.
#[derive(Debug, Serialize)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "four facts that have nothing to do with each other"
)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct RelayTold {
    /// The address at which this device exchanges; empty where the office has none.
    pub relay: String,
    /// One certificate alone is trusted there.
    pub pinned: bool,
    /// The address to which the office moved, while this device is not let in there yet.
    pub going_to: Option<String>,
    /// An office device said where the relay is.
    pub said: bool,
    /// Whose device that was, where this one knows.
    pub said_by: Option<Person>,
    /// It was this device.
    pub said_here: bool,
    /// The address before, if there was another.
    pub before: Option<String>,
    /// This device went to another relay, and `saw_relay` was not said since.
    pub unseen: bool,
}

/// Says that the person saw that this device went to another relay.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SawRelay {}

impl Query for ReadRelay {
    type Answer = RelayTold;

    fn answer(self, device: &Device) -> Result<RelayTold, Error> {
        let conn = device.reader();
        let standing = device.relay_standing()?;
        let said_by = match standing.said_by {
            Some(by) => Who::read(conn)?.author(by),
            None => None,
        };
        Ok(RelayTold {
            pinned: standing.in_use.as_ref().is_some_and(|at| at.pin.is_some()),
            relay: standing.in_use.map(|at| at.url).unwrap_or_default(),
            going_to: device.me().relay_to_go_to(conn)?.map(|to| to.url),
            said: standing.said_by.is_some(),
            said_here: standing.said_by == Some(device.id()),
            said_by,
            before: standing.former.into_iter().next().map(|at| at.url),
            unseen: standing.unseen,
        })
    }
}

impl Command for SawRelay {
    type Answer = Done;

    fn run(self, device: &mut Device) -> Result<Done, Error> {
        device.saw_relay()?;
        Ok(Done {})
    }
}
