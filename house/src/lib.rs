//! The shape of the house, for the tests beside it: which file of a crate names what of which other file. It reads the sources,
//! runs nothing of the product and links none of it.

mod circles;
mod modules;
mod names;

pub use circles::{Circle, circles};
pub use modules::{Crate, ReadError};
