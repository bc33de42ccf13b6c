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
        "CREATE TABLE rm_month (
             doc BLOB PRIMARY KEY, staff BLOB NOT NULL, month TEXT NOT NULL, reason TEXT, dynamics TEXT
         ) WITHOUT ROWID;
         CREATE INDEX rm_month_by_staff ON rm_month (staff, month);",
    ),
    // Everything that is said at once, by whose device: `queries/months.rs` knows what counts. word: 'reason' or 'dynamics'.
    Table::new(
        "rm_month_word",
        "CREATE TABLE rm_month_word (
             doc BLOB NOT NULL, word TEXT NOT NULL, rank INTEGER NOT NULL, device BLOB, said TEXT NOT NULL, PRIMARY KEY (doc, word, rank)
         ) WITHOUT ROWID;",
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

/// What one device says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct MonthWord {
    /// Which.
    #[serde(serialize_with = "sesi_engine::documents::as_hex")]
    pub device: Option<DeviceId>,
    /// Its words.
    pub said: String,
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
    /// Every reason that is given at once, with whose device gives it, the one that is shown last: whoever writes in some kecamatan can write here,
    /// and it counts from that person, who works there and the office.
    pub reasons: Vec<MonthWord>,
    /// The same of what moved.
    pub all_dynamics: Vec<MonthWord>,
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
    let all = |key| {
        let spot = FieldPath::entry(TEXTS, key);
        let said = fields.sides(&spot).filter_map(|(device, value)| {
            let said = value.text()?.to_owned();
            Some(MonthWord { device, said })
        });
        said.collect::<Vec<MonthWord>>()
    };
    MonthView {
        staff: *staff,
        month: *month,
        reason: text("reason"),
        dynamics: text("dynamics"),
        reasons: all("reason"),
        all_dynamics: all("dynamics"),
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
            view.dynamics,
        ],
    )?;
    rows.delete("DELETE FROM rm_month_word WHERE doc = ?")?;
    for (word, all) in [("reason", &view.reasons), ("dynamics", &view.all_dynamics)] {
        for (rank, one) in (0i64..).zip(all) {
            let device = one.device.as_ref().map(DeviceId::as_bytes);
            rows.run(
                "INSERT INTO rm_month_word VALUES (?, ?, ?, ?, ?)",
                params![rows.doc(), word, rank, device, one.said],
            )?;
        }
    }
    Ok(())
}
