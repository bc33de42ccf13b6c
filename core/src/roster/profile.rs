//! What people say about a list that its cells do not: what a column means, which sheets and hidden rows count, and what holds for a whole
//! sheet. It is plain data: a call brings it, an office keeps it for the next list of the same shape.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::reference::fold;

use super::family::Status;
use super::field::Field;
use super::header::Meanings;

/// The name under which a profile says something of every sheet that it does not name.
pub const EVERY_SHEET: &str = "*";

/// What people say about a list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct Profile {
    /// By the label of a column, in any spelling, the field that it gives; null: it is not read.
    pub columns: BTreeMap<String, Option<Field>>,
    /// By the name of a sheet, or `*` for all others.
    pub sheets: BTreeMap<String, SheetChoice>,
}

/// What people say about a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(default, deny_unknown_fields)]
pub struct SheetChoice {
    /// What becomes of its rows.
    pub rows: Option<Take>,
    /// What becomes of those of its rows that Excel does not show.
    pub hidden_rows: Option<Take>,
    /// Number of the row that has the names of its columns.
    pub header_row: Option<u32>,
    /// Code of the kecamatan for rows that do not name one.
    pub kecamatan: Option<String>,
    /// Desa for rows that do not name one.
    pub desa: Option<String>,
    /// Group for rows that do not name one.
    pub group: Option<String>,
    /// Pendamping for rows that do not name one.
    pub pendamping: Option<String>,
}

/// What becomes of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Take {
    /// They are imported.
    Import,
    /// They are left out.
    LeaveOut,
    /// They are imported with a status that holds from a day.
    With {
        /// The status.
        status: Status,
        /// Its first day.
        since: NaiveDate,
    },
}

impl Profile {
    /// The same with columns by [`fold::joined`] labels, so that their spelling does not count.
    #[must_use]
    pub fn folded(mut self) -> Self {
        let columns = std::mem::take(&mut self.columns).into_iter();
        self.columns = columns
            .map(|(label, field)| (fold::joined(&label), field))
            .collect();
        self
    }

    /// What it says of a sheet: of its name, else of every sheet; field by field.
    pub fn sheet(&self, name: &str) -> SheetChoice {
        let folded = fold::joined(name);
        let named = self
            .sheets
            .iter()
            .find(|(sheet, _)| *sheet == name)
            .or_else(|| {
                self.sheets
                    .iter()
                    .find(|(sheet, _)| fold::joined(sheet) == folded && !folded.is_empty())
            });
        let every = self.sheets.get(EVERY_SHEET);
        let mut choice = every.cloned().unwrap_or_default();
        if let Some((_, own)) = named {
            let own = own.clone();
            choice = SheetChoice {
                rows: own.rows.or(choice.rows),
                hidden_rows: own.hidden_rows.or(choice.hidden_rows),
                header_row: own.header_row.or(choice.header_row),
                kecamatan: own.kecamatan.or(choice.kecamatan),
                desa: own.desa.or(choice.desa),
                group: own.group.or(choice.group),
                pendamping: own.pendamping.or(choice.pendamping),
            };
        }
        choice
    }

    /// What it says of the columns of a sheet of which `choice` speaks. The profile is to be [`folded`](Self::folded).
    pub fn meanings<'p>(&'p self, choice: &SheetChoice) -> Meanings<'p> {
        Meanings {
            columns: Some(&self.columns),
            row: choice.header_row,
        }
    }
}

/// The shape of a list: the labels of its columns, folded, whatever their order and their numbers (`TAHAP 3`). Lists of one shape have one
/// profile.
pub fn shape<'l>(labels: impl IntoIterator<Item = &'l String>) -> String {
    let mut folded: Vec<String> = labels
        .into_iter()
        .map(|label| fold::joined(label).replace(|letter: char| letter.is_numeric(), ""))
        .collect();
    folded.retain(|label| !label.is_empty());
    folded.sort_unstable();
    folded.dedup();
    let hash = blake3::hash(folded.join("\n").as_bytes());
    hash.to_hex().chars().take(16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_reads_as_the_programs_help_says() {
        let text = r#"{"columns":{"No. Identitas":"nik","KET":null},
            "sheets":{"*":{"kecamatan":"72.01.09"},
                "GRADUASI 2025":{"rows":{"with":{"status":"graduasi","since":"2025-12-31"}},"hidden_rows":"leave_out"}}}"#;
        let profile: Profile = serde_json::from_str(text).expect("reads");
        let profile = profile.folded();
        assert_eq!(profile.columns.get("noidentitas"), Some(&Some(Field::Nik)));
        assert_eq!(profile.columns.get("ket"), Some(&None));
        let choice = profile.sheet("Graduasi 2025");
        assert_eq!(choice.kecamatan.as_deref(), Some("72.01.09"));
        assert_eq!(choice.hidden_rows, Some(Take::LeaveOut));
        assert!(matches!(
            choice.rows,
            Some(Take::With {
                status: Status::Graduasi,
                ..
            })
        ));
        assert_eq!(profile.sheet("Sheet1").rows, None);
        assert!(serde_json::from_str::<Profile>(r#"{"kolom":{}}"#).is_err());
    }

    #[test]
    fn a_shape_is_the_labels_not_their_order_or_spelling() {
        let of = |labels: &[&str]| {
            let labels: Vec<String> = labels.iter().map(|label| (*label).to_owned()).collect();
            shape(&labels)
        };
        assert_eq!(
            of(&["NO.", "Nama KPM", "NIK"]),
            of(&["nik", "no", "NAMA_KPM", ""])
        );
        assert_eq!(of(&["NIK", "TAHAP 3"]), of(&["NIK", "Tahap 4"]));
        assert_ne!(of(&["NO", "NIK"]), of(&["NO", "KK"]));
    }
}
