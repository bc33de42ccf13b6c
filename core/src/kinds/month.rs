//! What a member of staff says about a month.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::rows::{Rows, Table};
use super::year_month::YearMonth;
use rusqlite::params;
use sesi_engine::documents::Home;
use sesi_engine::documents::{
    DocumentPatch, Edits, Fields, Keys, Kind, Rule, Scalar, Set, Shape, map, same,
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_month",
        "CREATE TABLE rm_month (
             doc BLOB PRIMARY KEY, staff BLOB NOT NULL, month TEXT NOT NULL, reason TEXT, dynamics TEXT
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
    rights: &[],
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
    MonthView {
        staff: *staff,
        month: *month,
        reason: text("reason"),
        dynamics: text("dynamics"),
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
        "INSERT OR REPLACE INTO rm_month VALUES (?, ?, ?, ?, ?)",
        params![
            rows.doc(),
            view.staff.as_bytes(),
            view.month.to_string(),
            view.reason,
            view.dynamics
        ],
    )
}
