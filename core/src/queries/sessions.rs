//! Sessions by name: those of the edition in force, and those of earlier ones, which meetings go on naming.

use rusqlite::Connection;

use super::ids::rows;
use super::names::SessionName;
use crate::error::Error;
use crate::reference::{Curriculum, SessionCode};

/// The curriculum's editions, read once for a whole answer.
pub(crate) struct Sessions {
    /// The one in force first, then the others from new to old, then the product's own.
    editions: Vec<Curriculum>,
}

impl Sessions {
    /// The editions that the office has. In force is the newest that reads; of an office that has none, the product's own.
    pub(crate) fn read(conn: &Connection) -> Result<Self, Error> {
        let mut editions = Vec::new();
        for (_, json) in written_editions(conn)? {
            // One that a newer app wrote in another form is passed over: the rekap notes it.
            editions.extend(Curriculum::parse(&json));
        }
        editions.push(Curriculum::own().clone());
        Ok(Self { editions })
    }

    /// The edition in force.
    pub(crate) fn in_force(&self) -> &Curriculum {
        self.editions.first().unwrap_or_else(|| Curriculum::own())
    }

    /// Every session of the edition in force, in order; open topics too.
    pub(crate) fn all(&self) -> Vec<SessionName> {
        let codes = self.in_force().codes();
        codes.map(|code| self.name(&code.to_string())).collect()
    }

    /// The same by module, with its title.
    pub(crate) fn by_module(&self) -> Vec<(String, Vec<SessionName>)> {
        let edition = self.in_force();
        let modules = edition.modules.iter().map(|module| {
            let codes = edition.codes().filter(|code| code.module() == module.id);
            let sessions = codes.map(|code| self.name(&code.to_string()));
            (module.title.clone(), sessions.collect())
        });
        modules.collect()
    }

    /// How many sessions a group can have had: open topics are none.
    pub(crate) fn count(&self) -> u32 {
        counted(self.in_force().codes().filter(is_counted).count())
    }

    /// How many of the sessions of the edition in force are among `given`.
    pub(crate) fn count_of<'a>(&self, given: impl Iterator<Item = &'a str>) -> u32 {
        let given: std::collections::BTreeSet<&str> = given.collect();
        let codes = self.in_force().codes().filter(is_counted);
        counted(
            codes
                .filter(|code| given.contains(code.to_string().as_str()))
                .count(),
        )
    }

    /// A session by its code. One that no edition here has is named by its code alone.
    pub(crate) fn name(&self, code: &str) -> SessionName {
        let unknown = || SessionName {
            code: code.to_owned(),
            number: 0,
            title: code.to_owned(),
            module: String::new(),
        };
        let Ok(parsed) = code.parse::<SessionCode>() else {
            return unknown();
        };
        let found = self.editions.iter().find_map(|edition| {
            let title = edition.title(&parsed)?.to_owned();
            Some((title, edition.module(&parsed)?.title.clone()))
        });
        let place = self
            .in_force()
            .codes()
            .filter(is_counted)
            .position(|other| other == parsed);
        found.map_or_else(unknown, |(title, module)| SessionName {
            code: code.to_owned(),
            number: place.map_or(0, |place| counted(place + 1)),
            title,
            module,
        })
    }

    /// The session to propose to a group that had `given`, oldest first; none if it had all.
    pub(crate) fn next<'a>(&self, given: impl Iterator<Item = &'a str>) -> Option<SessionName> {
        let given: Vec<SessionCode> = given.filter_map(|code| code.parse().ok()).collect();
        let next = self.in_force().suggest_next(&given)?;
        Some(self.name(&next.to_string()))
    }

    /// Materi: the official form's own words for a session.
    pub(crate) fn materi(&self, code: &str) -> Option<String> {
        let code = code.parse().ok()?;
        let mut editions = self.editions.iter();
        editions.find_map(|edition| edition.siks_materi(&code).map(str::to_owned))
    }
}

fn is_counted(code: &SessionCode) -> bool {
    code.no().is_some()
}

fn counted(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// The editions of the office as they are written, name and JSON, the newest first.
pub(crate) fn written_editions(conn: &Connection) -> rusqlite::Result<Vec<(String, String)>> {
    let sql = "SELECT edition, json FROM rm_curriculum ORDER BY edition DESC, doc";
    rows(conn, sql, [], |row| Ok((row.get(0)?, row.get(1)?)))
}
