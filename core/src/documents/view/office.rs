//! What the documents of the office and of its curriculum say.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::fields::Fields;
use super::super::scalar::Scalar;
use super::super::shape::ONLY;

/// The office.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OfficeView {
    /// Its name; empty if nobody has given one yet.
    pub name: String,
    /// Kemendagri code of the kabupaten or kota, or empty.
    pub kabupaten: String,
    /// Minutes east of UTC; `None` until somebody has said, and never to be guessed.
    pub utc_offset_minutes: Option<i16>,
    /// Settings by name.
    pub settings: BTreeMap<String, String>,
}

impl OfficeView {
    pub(super) fn read(fields: &Fields) -> Self {
        let minutes = fields.root("utc_offset_minutes").and_then(Scalar::number);
        Self {
            name: fields.text("name").unwrap_or_default(),
            kabupaten: fields.text("kabupaten").unwrap_or_default(),
            utc_offset_minutes: minutes
                .filter(|minutes| (-12 * 60..=14 * 60).contains(minutes))
                .and_then(|minutes| i16::try_from(minutes).ok()),
            settings: fields.texts(ONLY),
        }
    }
}

/// The curriculum.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CurriculumView {
    /// JSON texts by the name of the edition.
    pub editions: BTreeMap<String, String>,
}

impl CurriculumView {
    pub(super) fn read(fields: &Fields) -> Self {
        Self {
            editions: fields.texts(ONLY),
        }
    }
}
