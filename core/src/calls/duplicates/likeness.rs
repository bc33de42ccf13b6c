//! Why two families may be one and the same.

use serde::Serialize;

/// What two families have in common, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same NIK.
    Nik,
    /// The same Id PKH.
    PkhId,
    /// NIK that differ in a slip of the pen.
    NikAlmost,
    /// The same No. KK.
    Kk,
    /// The same name.
    Name,
    /// A similar name.
    NameAlmost,
    /// The same desa.
    Desa,
}
