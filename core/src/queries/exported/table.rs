//! A table of the export as data: from where it is read, and what its columns say. It knows none of them.

use rusqlite::{Connection, Row};

/// A table of the export.
pub(crate) struct Table {
    /// Its stable name.
    pub name: &'static str,
    /// What its rows are.
    pub title: &'static str,
    /// What it is read from.
    pub from: &'static str,
    /// Its columns, in order; by the first of them its rows are in order.
    pub columns: &'static [Column],
}

/// A column of the export.
pub(crate) struct Column {
    /// Its stable name.
    pub name: &'static str,
    /// The column that it is read from.
    pub from: &'static str,
    /// How it is written.
    pub kind: Kind,
    /// What it says.
    pub meaning: &'static str,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Text or a number as it is; ids as UUID, other bytes as hex.
    Plain,
    /// The name of a desa, kecamatan or kabupaten, of its code.
    Place,
    /// Minutes after midnight as `09:00`.
    Time,
    /// The id of the family that the key of a mark means, where it means one.
    Family,
    /// Seconds since 1970 as a moment in UTC.
    Moment,
}

impl Table {
    /// Shows every row to `take`, in order.
    pub(crate) fn each<E: From<rusqlite::Error>>(
        &self,
        conn: &Connection,
        mut take: impl FnMut(&Row<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let columns: Vec<&str> = self.columns.iter().map(|column| column.from).collect();
        // A column that is read twice would be ambiguous by its name: it is ordered by place.
        let sql = format!(
            "SELECT {} FROM {} ORDER BY 1, 2",
            columns.join(", "),
            self.from
        );
        let mut statement = conn.prepare(&sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            take(row)?;
        }
        Ok(())
    }

    /// How many rows it has.
    pub(crate) fn count(&self, conn: &Connection) -> rusqlite::Result<u32> {
        let sql = format!("SELECT count(*) FROM {}", self.from);
        conn.prepare_cached(&sql)?.query_row([], |row| row.get(0))
    }
}

/// A column under the name that it is read by.
pub(super) const fn plain(name: &'static str, meaning: &'static str) -> Column {
    of(name, name, Kind::Plain, meaning)
}

/// A column under a name of its own.
pub(super) const fn of(
    name: &'static str,
    from: &'static str,
    kind: Kind,
    meaning: &'static str,
) -> Column {
    Column {
        name,
        from,
        kind,
        meaning,
    }
}

/// What the id of a row is.
pub(super) const ID: &str = "Nomor tetap (UUID), menghubungkan tabel-tabel ini";
/// What the first day of something is.
pub(super) const SINCE: &str = "Berlaku sejak tanggal ini; kosong: sejak awal";
