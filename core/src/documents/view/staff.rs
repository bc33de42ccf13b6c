//! What the documents of a member of staff and of a month say.

use std::collections::BTreeSet;

use serde::Serialize;
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::super::fields::Fields;
use super::super::month::YearMonth;
use super::super::scalar::Scalar;
use super::super::shape::{ONLY, staff};

/// A member of staff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StaffView {
    /// The person's id.
    pub id: Uuid,
    /// Their name; empty if nobody has given one yet.
    pub name: String,
    /// The id of their role, or empty.
    pub role: String,
    /// Employee number.
    pub nip: Option<String>,
    /// As dialled.
    pub phone: Option<String>,
    /// Kemendagri codes of where they work.
    pub kecamatan: BTreeSet<String>,
    /// The person's devices, revoked ones too: whose work an entry is, stays known.
    #[serde(skip)]
    pub devices: BTreeSet<DeviceId>,
}

impl StaffView {
    pub(super) fn read(id: Uuid, fields: &Fields) -> Self {
        let works = |(code, value): (&str, &Scalar)| {
            (*value == Scalar::Flag(true)).then(|| code.to_owned())
        };
        Self {
            id,
            name: fields.text("name").unwrap_or_default(),
            role: fields.text("role").unwrap_or_default(),
            nip: fields.text("nip"),
            phone: fields.text("phone"),
            kecamatan: fields.map(staff::KECAMATAN).filter_map(works).collect(),
            devices: fields.map(staff::DEVICES).filter_map(device).collect(),
        }
    }
}

fn device((id, value): (&str, &Scalar)) -> Option<DeviceId> {
    let id = data_encoding::HEXLOWER.decode(id.as_bytes()).ok()?;
    DeviceId::from_slice(&id).filter(|_| *value == Scalar::Flag(true))
}

/// What a member of staff says about a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthView {
    /// Whose month.
    pub staff: Uuid,
    /// Which month, in ISO form.
    pub month: YearMonth,
    /// Why meetings are missing.
    pub reason: Option<String>,
    /// What moved in the groups.
    pub dynamics: Option<String>,
}

impl MonthView {
    pub(super) fn read(staff: Uuid, month: YearMonth, fields: &Fields) -> Self {
        let text = |key| {
            fields
                .entry(ONLY, key)
                .and_then(Scalar::text)
                .map(str::to_owned)
        };
        Self {
            staff,
            month,
            reason: text("reason"),
            dynamics: text("dynamics"),
        }
    }
}
