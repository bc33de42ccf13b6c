//! The families of faults, one a file. Each strikes a scene once and leaves it standing; the verdict comes later.

pub mod bad_line;
pub mod clocks;
pub mod disks;
pub mod hostile;
pub mod kill_device;
pub mod kill_relay;
pub mod lies;
pub mod phones;
pub mod relay_lost;
pub mod revoked;
