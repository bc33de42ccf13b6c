//! Faults in real processes, files and sockets: what was confirmed is kept, once, and everybody ends equal.
//!
//! Everything is decided by a seed; moments of kills are shares of a time, so what they hit depends on the machine as well. A run
//! is a row of scenes with seeds of their own, so that one scene repeats alone.
//!
//! - [`scene`]: an office with its devices ([`member`], [`process`]), their lines ([`line`], [`liar`]) and its relay ([`relays`]).
//! - [`family`]: what goes wrong, one family of faults a file.
//! - [`people`]: what they say about the staff, beside marks of meetings.
//! - [`truth`] and [`verdict`]: what was confirmed, and whether it is there.
//! - [`counts`]: the report.
//! - [`run`]: rounds of faults, each with a verdict at its end.
//! - [`golden`]: what earlier builds left, from which some scenes begin.
//! - [`spoil`]: faults of the product itself, put in by hand: the verdict must see them.
//! - [`disk`]: small filesystems that can be full.

pub mod counts;
pub mod disk;
pub mod family;
pub mod golden;
pub mod liar;
pub mod line;
pub mod member;
pub mod mole;
pub mod people;
pub mod process;
pub mod relays;
pub mod run;
pub mod scene;
pub mod spoil;
pub mod truth;
pub mod verdict;
