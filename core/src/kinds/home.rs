//! Which feed documents of a key belong to, as far as the key says it. Knows no device and no database.

use uuid::Uuid;

/// The feed that the documents of a key belong to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// The office's.
    Office,
    /// The roster of the kecamatan that the document names, in [`KECAMATAN`].
    Roster,
    /// The meetings of a year, in the kecamatan of somebody.
    Meetings {
        /// The calendar year.
        year: i32,
        /// Whose kecamatan.
        of: Whose,
    },
}

/// Whose kecamatan it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// That of a group.
    Group(Uuid),
    /// The first of a member of staff.
    Staff(Uuid),
}

/// The root field in which documents of a roster name their kecamatan.
pub const KECAMATAN: &str = "kecamatan";
