//! The plan of a group for a year (RTL): for each month its sessions, and day, time and place where they are known, or why the group does not
//! meet. A plan moves only when somebody writes it; what was held is said by meetings alone.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::key_year::{KeyYear, PlanMonth};
use super::limits::NAME;
use super::rows::{Rows, Table};
use super::session::SessionCode;
use sesi_engine::documents::{
    DocumentPatch, Edit, Edits, Entries, FieldPath, Fields, Home, Keys, Kind, Map, Misfit, Rule,
    Scalar, Shape, Unfit, map, parse_date,
};

/// Most sessions of one month.
pub(crate) const MOST_SESSIONS: usize = 4;
/// Minutes after midnight.
const MINUTES: Rule = Rule::Number(0, 1440);
const ENDS_BEFORE_START: Unfit = Unfit::Together {
    rule: "plan_ends_before_start",
    says: "a meeting ends after it starts",
};

/// Its rows.
pub(super) const TABLES: &[Table] = &[
    Table::new(
        "rm_plan",
        "CREATE TABLE rm_plan (doc BLOB PRIMARY KEY, grp BLOB NOT NULL, year INTEGER NOT NULL) WITHOUT ROWID;
         CREATE INDEX rm_plan_by_year ON rm_plan (year, grp);",
    ),
    // month: 1 to 12. sessions: codes with spaces between.
    Table::new(
        "rm_planned",
        "CREATE TABLE rm_planned (
             doc BLOB NOT NULL, month INTEGER NOT NULL, sessions TEXT, date TEXT, starts INTEGER, ends INTEGER, place TEXT, reason TEXT,
             PRIMARY KEY (doc, month)
         ) WITHOUT ROWID;",
    ),
];

/// The kind.
pub(crate) static KIND: Kind = Kind::new(Shape {
    number: 9,
    name: "plan",
    root: &[],
    steps: &[&[
        by_month("s", "sessions", Rule::Word(are_sessions)),
        by_month("d", "dates", Rule::Date),
        by_month("b", "starts", MINUTES),
        by_month("e", "ends", MINUTES),
        by_month("p", "places", NAME),
        by_month("r", "reasons", Rule::Text(200)),
    ]],
    rights: &[],
});

const SESSIONS: usize = 0;
const DATES: usize = 1;
const STARTS: usize = 2;
const ENDS: usize = 3;
const PLACES: usize = 4;
const REASONS: usize = 5;

const fn by_month(stored: &'static str, shown: &'static str, rule: Rule) -> Map {
    map(stored, shown, Keys::Formed(PlanMonth::is_key, rule))
}

fn are_sessions(text: &str) -> bool {
    SessionCode::list(text).is_some_and(|list| (1..=MOST_SESSIONS).contains(&list.len()))
}

/// The plan of a group for a year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PlanView {
    /// The group.
    pub group: Uuid,
    /// The year.
    pub year: KeyYear,
    /// What is planned, by month; a month of which nothing is said is not in it.
    pub months: BTreeMap<PlanMonth, PlannedMonth>,
}

/// What is planned for a month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct PlannedMonth {
    /// The sessions.
    pub sessions: Vec<SessionCode>,
    /// The day, in that month.
    pub date: Option<NaiveDate>,
    /// Minutes after midnight.
    pub starts: Option<u16>,
    /// Minutes after midnight.
    pub ends: Option<u16>,
    /// Where.
    pub place: Option<String>,
    /// Why the group does not meet in that month.
    pub reason: Option<String>,
}

pub(super) fn home(_group: &Uuid, year: &KeyYear) -> Home {
    super::feeds::in_meetings(year.year())
}

pub(super) fn view(group: &Uuid, year: &KeyYear, fields: &Fields) -> PlanView {
    let mut months: BTreeMap<PlanMonth, PlannedMonth> = BTreeMap::new();
    let minutes = |value: &Scalar| u16::try_from(value.number()?).ok();
    for at in [SESSIONS, DATES, STARTS, ENDS, PLACES, REASONS] {
        for (key, value) in fields.map(at) {
            let Some(month) = PlanMonth::parse(key) else {
                continue;
            };
            let cell = months.entry(month).or_default();
            let text = || value.text().map(str::to_owned);
            match at {
                SESSIONS => {
                    cell.sessions = value.text().and_then(SessionCode::list).unwrap_or_default();
                }
                DATES => {
                    let day = value.text().and_then(parse_date);
                    cell.date = day.filter(|day| is_in(*day, *year, month));
                }
                STARTS => cell.starts = minutes(value),
                ENDS => cell.ends = minutes(value),
                PLACES => cell.place = text(),
                _ => cell.reason = text(),
            }
        }
    }
    months.retain(|_, cell| *cell != PlannedMonth::default());
    PlanView {
        group: *group,
        year: *year,
        months,
    }
}

/// Whether a day lies in a month of a plan; of others a plan says nothing.
pub(crate) fn is_in(day: NaiveDate, year: KeyYear, month: PlanMonth) -> bool {
    day.year() == year.year() && day.month() == month.month()
}

/// Edits of a plan, by month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanPatch {
    /// The sessions, at most 4; none clears them.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub sessions: Entries<PlanMonth, Vec<SessionCode>>,
    /// The day, in that month.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub dates: Entries<PlanMonth, NaiveDate>,
    /// Minutes after midnight.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub starts: Entries<PlanMonth, u16>,
    /// Minutes after midnight, after the start.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub ends: Entries<PlanMonth, u16>,
    /// Where, up to 120 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub places: Entries<PlanMonth, String>,
    /// Why the group does not meet, up to 200 characters.
    #[serde(skip_serializing_if = "Entries::is_empty")]
    pub reasons: Entries<PlanMonth, String>,
}

impl DocumentPatch for PlanPatch {
    fn kind(&self) -> &'static Kind {
        &KIND
    }

    fn write(&self, edits: &mut Edits) {
        edits.entries(SESSIONS, &self.sessions, |codes| match &codes[..] {
            [] => Scalar::Empty,
            codes => Scalar::Text(SessionCode::join(codes)),
        });
        edits.entries(DATES, &self.dates, |day| (*day).into());
        edits.entries(STARTS, &self.starts, |minutes| (*minutes).into());
        edits.entries(ENDS, &self.ends, |minutes| (*minutes).into());
        edits.entries(PLACES, &self.places, |text| text.into());
        edits.entries(REASONS, &self.reasons, |text| text.into());
    }

    /// A month that is edited ends after it starts. Times of two people that merged into something else stop nobody from planning on.
    fn check(&self, fields: &Fields, edits: &[Edit]) -> Result<(), Misfit> {
        for month in self.starts.keys().chain(self.ends.keys()) {
            let minutes = |map| {
                let spot = FieldPath::entry(map, month);
                let edit = edits.iter().find(|edit| edit.spot == spot);
                let value = edit.map_or_else(|| fields.get(&spot), |edit| Some(&edit.value));
                value.and_then(Scalar::number)
            };
            if let (Some(from), Some(to)) = (minutes(STARTS), minutes(ENDS))
                && from >= to
            {
                return Err(("ends", ENDS_BEFORE_START));
            }
        }
        Ok(())
    }
}

/// Writes them.
pub(super) fn rows(view: &PlanView, rows: &Rows<'_>) -> rusqlite::Result<()> {
    rows.run(
        "INSERT OR REPLACE INTO rm_plan VALUES (?, ?, ?)",
        params![rows.doc(), view.group.as_bytes(), view.year.year()],
    )?;
    rows.delete("DELETE FROM rm_planned WHERE doc = ?")?;
    let mut insert = rows.prepare("INSERT INTO rm_planned VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?;
    for (month, cell) in &view.months {
        let codes = Some(SessionCode::join(&cell.sessions)).filter(|codes| !codes.is_empty());
        insert.execute(params![
            rows.doc(),
            month.month(),
            codes,
            cell.date.map(|day| day.to_string()),
            cell.starts,
            cell.ends,
            cell.place,
            cell.reason,
        ])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_has_one_to_four_sessions() {
        assert!(are_sessions("M1.1") && are_sessions("M1.1 M1.2 M1.3 M1.4"));
        for wrong in ["", "M1.1 M1.2 M1.3 M1.4 M2.1"] {
            assert!(!are_sessions(wrong), "{wrong}");
        }
    }
}
