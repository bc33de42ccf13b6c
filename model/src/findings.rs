//! What readers of a state could show: which invariants are broken, and what came about at all.

/// Which invariants some reader saw broken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own"
)]
pub struct Broken {
    /// A revoked device's entry, signed after the revocation, counts.
    pub revoked_is_heard: bool,
    /// A revocation by a device that nobody before it in the order revokes does not count.
    pub revocation_undone: bool,
    /// An office machine that had heard the revocation wrapped a key for the revoked device.
    pub revoked_reads: bool,
    /// The verdict depends on the order.
    pub order_matters: bool,
    /// Somebody may do what no believed statement of an office device says.
    pub right_from_nowhere: bool,
    /// What the office machine that revoked believed of the device is believed no more.
    pub honest_work_lost: bool,
    /// An epoch counts without the one before.
    pub epoch_jumped: bool,
}

/// What some reader saw: a space without these would prove nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a property of its own"
)]
pub struct Seen {
    /// The thief's device has the office role.
    pub outsider_speaks: bool,
    /// An entry that a revoked device signed afterwards was heard and does not count.
    pub late_work_unheard: bool,
    /// Two entries of one device under one number.
    pub twins: bool,
    /// A revoked device revoked in return whom it sorts before, and is in service again: until the root, or a device between
    /// it and the root, speaks. The one thing that no rule over sets of entries can prevent (docs/SIMULATION.md).
    pub struck_back: bool,
}
