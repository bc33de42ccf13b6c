//! A model of who is believed: the rules of docs/protocol.md section 7 written a second time, small, without keys, bytes or
//! product code, and a state space of honest and hostile devices in which stateright looks for a state that breaks them.
//!
//! 1. [`entry`]: what a device signs. A signature that does not verify is no entry here.
//! 2. [`rules`]: which entries of a set count, and what they add up to.
//! 3. [`office`]: the devices of the model and what was said among them; [`moves`]: what each may do next, and every way in which
//!    an entry arrives.
//! 4. [`invariants`]: what must hold for every set of entries that a reader could have been given; [`findings`]: what was found.
//!
//! A relay is not modelled as a machine: whatever it does (lies, forgets, is wiped, restored or refilled) can only decide
//! which entries reach whom, and in which order. All sets and, for readers who act, all orders are tried.

pub mod entry;
pub mod findings;
pub mod invariants;
pub mod moves;
pub mod office;
pub mod rules;
