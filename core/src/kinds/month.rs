//! What a member of staff says about a month.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows::{Rows, Table};
use super::year_month::YearMonth;
use rusqlite::params;
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Entitled, FieldPath, Fields, Keys, Kind, Right, Rule, Scalar, Set, Shape,
    map, same,
};
use sesi_wire::ids::DeviceId;

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_month",
        // reason_by, dynamics_by: whose device says so, which is what to believe (`queries/months.rs`).
        "CREATE TABLE rm_month (
             doc BLOB PRIMARY KEY, staff BLOB NOT NULL, month TEXT NOT NULL, reason TEXT, dynamics TEXT, reason_by BLOB, dynamics_by BLOB
         ) WITHOUT ROWID;
         CREATE INDEX rm_month_by_staff ON rm_month (staff, month);",
    ),
];

/// The kind.
pub(super) static KIND: Kind = Kind::new(Shape {
    number: 7,
    name: "month",
    root: &[],
    steps: &[&[map(
        "texts",
        "texts",
        Keys::Fields(&[
            same("reason", Rule::Text(1000)),
            same("dynamics", Rule::Text(1000)),
        ]),
    )]],
    rights: &[Entitled::all(Some("texts"), Right::AnyoneByName)],
});

const TEXTS: usize = 0;

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
    /// Whose device gives the reason: whoever works in the kecamatan can write it, and it counts from that person and from the office.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub reason_by: Option<DeviceId>,
    /// Whose device says what moved.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub dynamics_by: Option<DeviceId>,
}

pub(super) fn home(_staff: &Uuid, month: &YearMonth) -> Home {
    super::feeds::in_meetings(month.year())
}

pub(super) fn view(staff: &Uuid, month: &YearMonth, fields: &Fields) -> MonthView {
    let text = |key| {
        fields
            .entry(TEXTS, key)
            .and_then(Scalar::text)
            .map(str::to_owned)
    };
    let by = |key| fields.said_by(&FieldPath::entry(TEXTS, key));
    MonthView {
        staff: *staff,
        month: *month,
        reason: text("reason"),
        dynamics: text("dynamics"),
        reason_by: by("reason"),
        dynamics_by: by("dynamics"),
    }
}

/// Edits of a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MonthPatch {
    /// Why meetings are missing, up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub reason: Set<String>,
    /// What moved in the groups (dinamika), up to 1,000 characters.
    #[serde(skip_serializing_if = "Set::is_keep")]
    pub dynamics: Set<String>,
}

impl DocumentPatch for MonthPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.field(TEXTS, "reason", &self.reason, |text| text.into());
        edits.field(TEXTS, "dynamics", &self.dynamics, |text| text.into());
    }
}

/// Writes them.
pub(super) fn rows(view: &MonthView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.run(
        "INSERT OR REPLACE INTO rm_month VALUES (?, ?, ?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.staff.as_bytes(),
            view.month.to_string(),
            view.reason,
            view.dynamics,
            view.reason_by.as_ref().map(DeviceId::as_bytes),
            view.dynamics_by.as_ref().map(DeviceId::as_bytes),
        ],
    )
}
