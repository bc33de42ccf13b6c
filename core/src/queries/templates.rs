//! The templates that the office wrote for its forms, and which are in force.

use chrono::NaiveDate;
use rusqlite::{Connection, Result};
use uuid::Uuid;

use super::ids::{day, id, id_or_none, rows};

/// A template that the office wrote.
pub(crate) struct TemplateRecord {
    pub form: String,
    pub version: String,
    pub source: String,
    /// When it was last put in force.
    pub day: Option<NaiveDate>,
    /// By whom.
    pub by: Option<Uuid>,
}

/// What the office chose for a form.
pub(crate) struct TemplateChoice {
    pub doc: Uuid,
    pub form: String,
    /// Of a template, or the word for the product's own.
    pub version: String,
    pub day: Option<NaiveDate>,
    pub by: Option<Uuid>,
}

/// All templates, those of a form together, the latest first.
pub(crate) fn all(conn: &Connection) -> Result<Vec<TemplateRecord>> {
    let sql =
        "SELECT form, version, source, day, by FROM rm_template ORDER BY form, day DESC, version";
    rows(conn, sql, [], |row| {
        Ok(TemplateRecord {
            form: row.get(0)?,
            version: row.get(1)?,
            source: row.get(2)?,
            day: row.get::<_, Option<String>>(3)?.as_deref().map(day),
            by: id_or_none(row, 4)?,
        })
    })
}

/// What the office chose for each form of which it said something.
pub(crate) fn choices(conn: &Connection) -> Result<Vec<TemplateChoice>> {
    let sql = "SELECT doc, form, version, day, by FROM rm_template_current ORDER BY form, doc";
    rows(conn, sql, [], |row| {
        Ok(TemplateChoice {
            doc: id(row, 0)?,
            form: row.get(1)?,
            version: row.get(2)?,
            day: row.get::<_, Option<String>>(3)?.as_deref().map(day),
            by: id_or_none(row, 4)?,
        })
    })
}
