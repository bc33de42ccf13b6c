//! The kinds of documents.

/// The kinds of documents. The numbers are written to keys and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Kind {
    /// The office itself: name, kabupaten, settings.
    Office = 1,
    /// The editions of modules and sessions.
    Curriculum = 2,
    /// A member of staff.
    Staff = 3,
    /// A group of families (kelompok).
    Group = 4,
    /// A beneficiary family (KPM).
    Family = 5,
    /// A group meeting (pertemuan P2K2).
    Meeting = 6,
    /// What a member of staff says about a month.
    Month = 7,
}

impl Kind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 7] = [
        Self::Office,
        Self::Curriculum,
        Self::Staff,
        Self::Group,
        Self::Family,
        Self::Meeting,
        Self::Month,
    ];

    /// The version of the kind that this build writes and understands.
    pub const VERSION: u8 = 1;

    pub(super) fn from_byte(byte: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| *kind as u8 == byte)
    }
}
