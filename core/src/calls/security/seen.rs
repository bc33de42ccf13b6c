//! Which findings a person has marked as seen. This device alone remembers it.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sesi_engine::store::Fact;

use crate::error::Error;

/// Marks of what this device noticed about itself.
pub(super) const COPIED: &str = "copied";
pub(super) const IMPERSONATED: &str = "impersonated";

/// The marks that were seen.
pub(super) fn marks(conn: &Connection) -> Result<BTreeSet<String>, Error> {
    let text = Fact::SeenFindings.text(conn)?.unwrap_or_default();
    Ok(text.lines().map(str::to_owned).collect())
}

/// Marks of what this device noticed about itself and nobody has seen yet.
pub(crate) fn own_notices(conn: &Connection) -> Result<Vec<String>, Error> {
    let mut notices = own(conn)?;
    let seen = marks(conn)?;
    notices.retain(|mark| !seen.contains(*mark));
    Ok(notices.into_iter().map(str::to_owned).collect())
}

/// Marks of what this device noticed about itself.
pub(super) fn own(conn: &Connection) -> Result<Vec<&'static str>, Error> {
    let mut notices = Vec::new();
    for (fact, mark) in [(Fact::Copied, COPIED), (Fact::Impersonated, IMPERSONATED)] {
        if fact.get(conn)?.is_some() {
            notices.push(mark);
        }
    }
    Ok(notices)
}
