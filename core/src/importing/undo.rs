//! "Batalkan impor ini": what an import wrote is put back as it was, by an ordinary edit that stands in the history of each document.
//!
//! What the import wrote is read from the documents: its change of a document is the one that says `lists/<import>`. So every device
//! of the office can take it back, and two that do so at once say the same. What people changed since stays, and is named; a family
//! that the import made stays whole if anybody said anything of it since, or anything that people did names it: a mark, a rating, a visit, a
//! letter, the ketua whom they chose for a group.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;
use sesi_engine::documents::{FieldChange, Scalar};
use sesi_engine::store::DocumentRow;
use uuid::Uuid;

use super::record::ImportRecord;
use super::{RosterTodoRow, Steps};
use crate::device::{Me, SharedDevice};
use crate::error::Error;
use crate::kinds::{DocKey, Document, View};
use crate::queries::{families, groups, lists, staff};

/// Documents put back in one transaction.
const BATCH: usize = 32;

/// What was taken back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Undone {
    /// Families that are as they were, or gone again.
    pub families: usize,
    /// Groups likewise.
    pub groups: usize,
    /// Members of staff whom the import made and who are gone again.
    pub staff: usize,
    /// Tasks that the import left and that are gone, or that it closed and that are open again.
    pub tasks: usize,
    /// What stays because people said something since.
    pub stays: Vec<Stayed>,
    /// It was stopped: once more takes back the rest.
    pub stopped: bool,
}

/// Something that an import wrote and that stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stayed {
    /// The family or the group.
    pub doc: Uuid,
    /// The field, such as `name`; none for a family or group that the import made and that stays whole.
    pub path: Option<String>,
}

/// Takes an import back, in batches between which people can work.
pub(crate) fn undo_import(
    device: &mut impl SharedDevice,
    import: &str,
    steps: &mut Steps<'_>,
) -> Result<Undone, Error> {
    let (record, docs) = {
        let lent = device.lend();
        lent.me().must_be_office()?;
        let all = ImportRecord::all(lent.reader())?;
        let record = all.into_iter().find(|record| record.id == import);
        let record = record.ok_or(Error::Missing("such import"))?;
        (record, docs_of(lent.reader(), import)?)
    };
    let mut done = Undone::default();
    for (no, batch) in docs.chunks(BATCH).enumerate() {
        done.stopped = steps(no * BATCH, docs.len()).is_err();
        if done.stopped {
            return Ok(done);
        }
        done = device.lend().write(|conn, me| {
            let mut written = done.clone();
            for key in batch {
                written.take_back(conn, me, key, import)?;
            }
            Ok::<_, Error>(written)
        })?;
    }
    device.lend().write(|conn, me| {
        done.tasks = RosterTodoRow::take_back(conn, import)?;
        record.note_undone(conn, me)
    })?;
    Ok(done)
}

/// The documents that an import said something of: families before groups, which may be empty then, and these before whoever led them.
fn docs_of(conn: &Connection, import: &str) -> Result<Vec<DocKey>, Error> {
    let mut keys = Vec::new();
    for doc in lists::docs_of(conn, import)? {
        if let Some(row) = DocumentRow::get(conn, doc.as_bytes())? {
            keys.push(DocKey::from_bytes(&row.key)?);
        }
    }
    keys.sort_by_key(|key| match key {
        DocKey::Staff(_) => 2,
        DocKey::Group(_) => 1,
        _ => 0,
    });
    Ok(keys)
}

/// What the import's changes of one document wrote.
struct Wrote {
    /// The document was not there before.
    made: bool,
    /// Somebody else changed it since.
    touched: bool,
    /// The values before and after, by path.
    values: Vec<(String, Scalar, Scalar)>,
    /// Paths where others say the same: what stands there is not the import's alone.
    said_by_others: BTreeSet<String>,
}

impl Wrote {
    fn of(document: &Document, import: &str) -> Self {
        let mark = format!("lists/{import}");
        let lists = match document.view() {
            View::Family(family) => family.lists,
            View::Group(group) => group.lists,
            View::Staff(staff) => staff.lists,
            _ => BTreeMap::new(),
        };
        let mut wrote = Self {
            made: false,
            // Another import said something of it too.
            touched: lists.keys().any(|other| other != import),
            values: Vec::new(),
            said_by_others: BTreeSet::new(),
        };
        // What others said last in each field, with the list that said it, if it was one.
        let mut others: BTreeMap<String, (Scalar, Option<String>)> = BTreeMap::new();
        for item in document.history() {
            let marks = |change: &FieldChange| change.path == mark && change.after != Scalar::Empty;
            let is_import = item.what.iter().any(marks);
            if !is_import {
                // Lists and what was taken back of them are told by what they still say of it.
                let mut lists = item.what.iter();
                let list = lists.find_map(|change| {
                    let list = change.path.strip_prefix("lists/")?;
                    Some((list.to_owned(), change.after != Scalar::Empty))
                });
                wrote.touched |= !wrote.values.is_empty() && list.is_none();
                let said = list.as_ref().is_none_or(|(_, said)| *said);
                for change in item.what.into_iter().filter(|_| said) {
                    let by = list.as_ref().map(|(list, _)| list.clone());
                    others.insert(change.path, (change.after, by));
                }
                continue;
            }
            for change in item.what {
                wrote.made |= change.path == "name" && change.before == Scalar::Empty;
                wrote
                    .values
                    .push((change.path, change.before, change.after));
            }
        }
        let stands = |by: &Option<String>| by.as_ref().is_none_or(|list| lists.contains_key(list));
        let others_say = |path: &String, value: &Scalar| {
            let said = others.get(path);
            said.is_some_and(|(said, by)| said == value && stands(by))
        };
        let values = wrote.values.iter();
        wrote.said_by_others = values
            .filter(|(path, before, after)| before != after && others_say(path, after))
            .map(|(path, _, _)| path.clone())
            .collect();
        wrote
    }
}

impl Undone {
    fn take_back(
        &mut self,
        conn: &Connection,
        me: &Me,
        key: &DocKey,
        import: &str,
    ) -> Result<(), Error> {
        let Some(document) = me.load_document(conn, key)? else {
            return Ok(());
        };
        let doc = document.id().0;
        let wrote = Wrote::of(&document, import);
        if wrote.made && (wrote.touched || is_used(conn, me, key, import)?) {
            // What it is by now is not the import's alone.
            self.stays.push(Stayed { doc, path: None });
            return Ok(());
        }
        let mut values = Vec::new();
        for (path, before, after) in wrote.values {
            // Where a document belongs stays with it: what is said of it travels there.
            if wrote.made && path == "kecamatan" {
                continue;
            }
            let now = document.value(&path).unwrap_or(Scalar::Empty);
            if now == after && !wrote.said_by_others.contains(&path) {
                values.push((path, before));
            } else if now != before && !path.starts_with("lists/") {
                let path = Some(path);
                self.stays.push(Stayed { doc, path });
            }
        }
        if me.put_back(conn, key, &values)? {
            match key {
                DocKey::Group(_) => self.groups += 1,
                DocKey::Staff(_) => self.staff += 1,
                _ => self.families += 1,
            }
        }
        Ok(())
    }
}

/// Whether other documents speak of it: whatever names a family, a group or a member of staff; of a ketua, only where people chose it.
fn is_used(conn: &Connection, me: &Me, key: &DocKey, import: &str) -> Result<bool, Error> {
    Ok(match key {
        DocKey::Family(id) => {
            families::is_used(conn, *id)? || is_chosen_ketua(conn, me, *id, import)?
        }
        DocKey::Group(id) => groups::is_used(conn, *id)?,
        DocKey::Staff(id) => staff::is_used(conn, *id)?,
        _ => true,
    })
}

/// Whether somebody made it the ketua of a group: what the import itself said of a group goes with the import.
fn is_chosen_ketua(conn: &Connection, me: &Me, id: Uuid, import: &str) -> Result<bool, Error> {
    let chosen = Scalar::from(id);
    for group in groups::with_ketua(conn, id)? {
        let Some(document) = me.load_document(conn, &DocKey::Group(group))? else {
            continue;
        };
        let wrote = Wrote::of(&document, import).values;
        let mut said = wrote.iter().filter(|(path, _, _)| path == "ketua");
        if !said.any(|(_, _, after)| *after == chosen) {
            return Ok(true);
        }
    }
    Ok(false)
}
