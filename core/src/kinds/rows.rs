//! What the kinds write to the read model with: a table each, and the rows of one document. Knows no kind.

use rusqlite::{CachedStatement, Connection, Result, ToSql, params};

use sesi_engine::documents::{DocId, Heads};

/// A table of the read model. Every one has `doc`, the document's id; ids are 16-byte blobs, dates ISO text, times minutes after
/// midnight, and a `since` of '' means from the beginning. No clock, no device and no order of arrival leaves a trace in one.
#[derive(Debug)]
pub(crate) struct Table {
    /// Begins with `rm_`.
    pub name: &'static str,
    /// Makes it, and its indexes.
    pub sql: &'static str,
}

impl Table {
    pub(crate) const fn new(name: &'static str, sql: &'static str) -> Self {
        Self { name, sql }
    }
}

/// Replaces the rows of one document.
pub(crate) struct Rows<'a> {
    conn: &'a Connection,
    doc: DocId,
    version: &'a Version,
    /// There are none yet, so none are to be deleted.
    first: bool,
}

/// Which version of a document it is that is written.
#[derive(Debug)]
pub(crate) struct Version {
    /// Its last changes.
    pub heads: Heads,
    /// Of a meeting: it changed after its verdict, or the verdict is bound to no version that is here.
    pub changed_since_check: bool,
}

impl<'a> Rows<'a> {
    /// Those of `doc` in this version; `first` where it has none yet.
    pub(crate) fn of(conn: &'a Connection, doc: DocId, version: &'a Version, first: bool) -> Self {
        Self {
            conn,
            doc,
            version,
            first,
        }
    }

    /// The document's id, as rows have it.
    pub(crate) fn doc(&self) -> &[u8; 16] {
        self.doc.as_bytes()
    }

    /// Its version.
    pub(crate) fn version(&self) -> &Version {
        self.version
    }

    /// Deletes: `sql` has the document's id as its only parameter.
    pub(crate) fn delete(&self, sql: &str) -> Result<()> {
        if self.first {
            return Ok(());
        }
        self.run(sql, &[self.doc()])
    }

    /// For many rows of one kind.
    pub(crate) fn prepare(&self, sql: &str) -> Result<CachedStatement<'_>> {
        self.conn.prepare_cached(sql)
    }

    /// Writes one row.
    pub(crate) fn run(&self, sql: &str, values: &[&dyn ToSql]) -> Result<()> {
        self.prepare(sql)?.execute(values).map(|_| ())
    }

    /// Writes `doc, key, value` rows.
    pub(crate) fn pairs<K: ToSql, V: ToSql>(
        &self,
        sql: &str,
        pairs: impl IntoIterator<Item = (K, V)>,
    ) -> Result<()> {
        let mut statement = self.prepare(sql)?;
        for (key, value) in pairs {
            statement.execute(params![self.doc(), key, value])?;
        }
        Ok(())
    }
}
