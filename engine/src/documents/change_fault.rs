//! What can be wrong with bytes that ought to be a change. Knows no format.

/// Largest contents of a change in bytes.
pub(super) const MAX_CONTENTS: usize = 64 * 1024;

/// Why bytes are not the contents of a change that this app can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlainChangeError {
    /// Larger than a change may be.
    #[error("a change of {0} bytes is larger than {max}", max = MAX_CONTENTS)]
    TooLarge(usize),
    /// The bytes break the format.
    #[error("malformed change: {0}")]
    Malformed(&'static str),
    /// The change does something that documents of this version never need: keep it and try again after an update.
    #[error(
        "the change holds {0}, which only a newer app can have written; update the app and try again"
    )]
    NeedsNewerApp(&'static str),
}

impl From<sesi_wire::Malformed> for PlainChangeError {
    fn from(fault: sesi_wire::Malformed) -> Self {
        Self::Malformed(fault.what)
    }
}

pub(super) type Walk<T> = Result<T, PlainChangeError>;

pub(super) fn malformed<T>(what: &'static str) -> Walk<T> {
    Err(PlainChangeError::Malformed(what))
}

pub(super) fn newer<T>(what: &'static str) -> Walk<T> {
    Err(PlainChangeError::NeedsNewerApp(what))
}
