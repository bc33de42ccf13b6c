//! What `make bench` measures, and how it is told.
//!
//! - [`line`](mod@line): what crosses the network, side by side with a peer ([`peer`]), in the same run.
//! - [`records`]: the meetings that both carry; [`transfer`]: one transfer, measured.

pub mod line;
pub mod peer;
pub mod records;
pub mod transfer;

/// Why a measurement did not come about.
pub type Failure = Box<dyn std::error::Error>;
