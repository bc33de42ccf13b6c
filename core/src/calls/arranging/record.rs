//! An arrangement while it is made: its id, and the edits of the documents that it changes, each with the words that name it.

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use crate::ambient::random;
use crate::device::Device;
use crate::documents::{Arranged, Arranging, DocKey, FamilyPatch, GroupPatch, Patch};
use crate::error::Error;
use crate::store::StoreError;

/// An arrangement that is being made.
pub(in crate::calls) struct Arrangement {
    /// A number that grows with every arrangement that this device knows, then the device. Nothing is ordered by a clock.
    pub id: String,
    what: Arranging,
    since: Option<NaiveDate>,
    edits: Vec<(DocKey, Patch)>,
}

impl Arrangement {
    /// Begins one.
    pub fn new(device: &Device, what: Arranging, since: Option<NaiveDate>) -> Result<Self, Error> {
        let last: Option<String> = device
            .reader()
            .prepare_cached(
                "SELECT max(arrangement) FROM rm_arranged WHERE arrangement GLOB '[0-9][0-9][0-9][0-9][0-9][0-9].*'",
            )?
            .query_row([], |row| row.get(0))?;
        let number = last.and_then(|id| id.split('.').next()?.parse::<u32>().ok());
        let number = number.unwrap_or_default().saturating_add(1);
        Ok(Self {
            // The number is for people's order; nobody else makes the same id, whatever is written into documents.
            id: format!(
                "{number:06}.{}.{:08x}",
                device.id(),
                u32::from_be_bytes(random(device.me().ambient()))
            ),
            what,
            since,
            edits: Vec::new(),
        })
    }

    fn said(
        &self,
        from: Option<Uuid>,
        to: Option<Uuid>,
    ) -> Result<(String, Option<String>), Error> {
        let said = Arranged {
            what: self.what,
            since: self.since,
            from,
            to,
            undone: false,
        };
        let text = said.to_text().ok_or(StoreError::Damaged("arrangement"))?;
        Ok((self.id.clone(), Some(text)))
    }

    /// Changes a family by it: what was before, what is after.
    pub fn family(
        &mut self,
        id: Uuid,
        mut patch: FamilyPatch,
        (from, to): (Option<Uuid>, Option<Uuid>),
    ) -> Result<(), Error> {
        patch.arranged.extend([self.said(from, to)?]);
        self.edits.push((DocKey::Family(id), patch.into()));
        Ok(())
    }

    /// Changes a group by it.
    pub fn group(
        &mut self,
        id: Uuid,
        mut patch: GroupPatch,
        (from, to): (Option<Uuid>, Option<Uuid>),
    ) -> Result<(), Error> {
        patch.arranged.extend([self.said(from, to)?]);
        self.edits.push((DocKey::Group(id), patch.into()));
        Ok(())
    }

    /// Writes all of it or nothing.
    pub fn write(self, device: &mut Device) -> Result<String, Error> {
        device.edit_all(&self.edits)?;
        Ok(self.id)
    }
}

/// What a document says of one arrangement.
pub(super) struct Mention {
    pub doc: Uuid,
    pub id: String,
    pub said: Arranged,
}

/// What all documents say of arrangements, the latest first. What this version does not understand is left out.
pub(super) fn all(conn: &Connection) -> Result<Vec<Mention>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT doc, arrangement, said FROM rm_arranged ORDER BY arrangement DESC, doc",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let text: String = row.get(2)?;
        if let Some(said) = Arranged::parse(&text) {
            all.push(Mention {
                doc: Uuid::from_bytes(row.get(0)?),
                id: row.get(1)?,
                said,
            });
        }
    }
    Ok(all)
}
