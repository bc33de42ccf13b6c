//! Why a call of the office's desk is not done: reasons that a person can act on, each under a name that never changes.

use crate::roster::FaultCode;

/// A reason.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A person without a name.
    #[error("a person needs a name")]
    NameMissing,
    /// A role that is no short lower-case word.
    #[error("a role is a word of 1 to 40 letters")]
    Role,
    /// A kecamatan that the office's kabupaten does not have.
    #[error("the kabupaten has no kecamatan {0}")]
    UnknownKecamatan(String),
    /// A pendamping's phone works in the kecamatan of its person, who has none.
    #[error("the person works in no kecamatan; name at least one first")]
    NoKecamatan,
    /// A grant never narrows: a kecamatan cannot be taken from a person who has a phone there.
    #[error(
        "a phone of the person has access to {0}; revoke it, then change the kecamatan and invite anew"
    )]
    PhoneThere(String),
    /// An invite that is good for no day, or for more than a year.
    #[error("an invite is good for 1 to 366 days")]
    InviteDays,
    /// The relay's address is so long that no QR code holds the invite.
    #[error("the relay's address is too long for a QR code; use a shorter one")]
    QrTooLong,
    /// A row that still cannot be imported as it was corrected.
    #[error("the row cannot be imported yet: {}", .0.as_str())]
    Row(FaultCode),
    /// A threshold outside what makes sense.
    #[error("silence is told after 1 to 366 days, a surat teguran is due after 1 to 12 months")]
    Threshold,
    /// An edition of the curriculum without a name, or with one that sorts before the edition in force: the name that sorts last
    /// is in force.
    #[error("name the edition so that it sorts after {0}, at most 40 characters")]
    Edition(String),
    /// A code of a module or session that no edition has, or in the wrong place.
    #[error("{0} is no module or session of this curriculum; leave the code of a new one empty")]
    CurriculumCode(String),
    /// A session that meetings have, and the new edition does not.
    #[error("meetings were held about session {0}; keep it in the list")]
    SessionInUse(String),
    /// A month that is none.
    #[error("a month looks like 2026-11")]
    Month,
}

impl Refusal {
    /// The name of the reason, for choosing the words that are shown.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NameMissing => "name_missing",
            Self::Role => "role",
            Self::UnknownKecamatan(_) => "unknown_kecamatan",
            Self::NoKecamatan => "no_kecamatan",
            Self::PhoneThere(_) => "phone_there",
            Self::InviteDays => "invite_days",
            Self::QrTooLong => "qr_too_long",
            Self::Row(fault) => fault.as_str(),
            Self::Threshold => "threshold",
            Self::Edition(_) => "edition",
            Self::CurriculumCode(_) => "curriculum_code",
            Self::SessionInUse(_) => "session_in_use",
            Self::Month => "month",
        }
    }
}
