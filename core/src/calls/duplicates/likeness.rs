//! Why two families may be one and the same.

use serde::Serialize;

/// What two families have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// NIK.
    Nik,
    /// Id PKH.
    PkhId,
    /// No. KK and a similar name.
    Kk,
    /// A similar name in the same desa.
    NameAndDesa,
}
