//! Why a measurement did not come about.

/// Why a measurement did not come about.
pub type Failure = Box<dyn std::error::Error>;
