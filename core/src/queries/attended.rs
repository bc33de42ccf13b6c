//! What meetings say of families, meeting by meeting: where each was expected or marked, and how. Counts nothing and knows no month.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::ids::{day, id, id_or_none, rows, text};
use super::marks::mark_of_code;
use super::members::Members;
use super::once::once;
use crate::error::Error;
use crate::kinds::{FamilyKey, Mark};
use crate::readmodel::Merged;

/// A meeting at which a family was expected, or has a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Met {
    pub meeting: Uuid,
    pub group: Uuid,
    pub date: NaiveDate,
    /// None: belum ditandai.
    pub mark: Option<Mark>,
}

/// The meetings of each of `families` from `first` to `last` that took place, the oldest first. What is marked under a family that is
/// part of another is the other's, where that one has no mark of its own; a key that names two families is nobody's.
pub(crate) fn attended(
    conn: &Connection,
    members: &Members,
    families: &BTreeSet<Uuid>,
    first: NaiveDate,
    last: NaiveDate,
) -> Result<HashMap<Uuid, Vec<Met>>, Error> {
    let days = [first.to_string(), last.to_string()];
    let sql = "SELECT doc, grp, date FROM rm_meeting WHERE date BETWEEN ?1 AND ?2 AND cancelled = 0 ORDER BY date, starts, doc";
    let held = rows(conn, sql, days.clone(), |row| {
        Ok((id(row, 0)?, id(row, 1)?, day(text(row, 2)?)))
    })?;
    let marks = marks(conn, families, &days)?;
    let mut met: HashMap<Uuid, Vec<Met>> = HashMap::new();
    for (meeting, group, date) in held {
        let marked = marks.get(&meeting);
        let mut here: HashMap<Uuid, Option<Mark>> = members
            .active(group, date)
            .filter(|member| families.contains(&member.id))
            .map(|member| (member.id, None))
            .collect();
        for (family, mark) in marked.into_iter().flatten() {
            here.insert(*family, Some(*mark));
        }
        for (family, mark) in here {
            met.entry(family).or_default().push(Met {
                meeting,
                group,
                date,
                mark,
            });
        }
    }
    Ok(met)
}

/// Of each meeting, who of `families` has which mark.
fn marks(
    conn: &Connection,
    families: &BTreeSet<Uuid>,
    days: &[String; 2],
) -> Result<HashMap<Uuid, HashMap<Uuid, Mark>>, Error> {
    let merged = Merged::read(conn)?;
    let parts = merged.all().filter(|(_, kept)| families.contains(kept));
    let asked = families.iter().copied().chain(parts.map(|(part, _)| part));
    let keys: Vec<String> = asked
        .map(|family| FamilyKey::of(family).as_str().to_owned())
        .collect();
    let sql = "SELECT m.doc, k.family_key, k.mark, f.doc FROM rm_meeting m JOIN rm_mark k ON k.doc = m.doc
            LEFT JOIN rm_family f ON f.key8 = k.key8
         WHERE m.date BETWEEN ?1 AND ?2 AND m.cancelled = 0 AND k.mark IS NOT NULL
            AND k.key8 IN (SELECT value FROM json_each(?3))
         ORDER BY m.doc, k.family_key, f.doc";
    let keys = serde_json::to_string(&keys).map_err(|_| Error::Missing("keys of families"))?;
    let found = rows(conn, sql, (&days[0], &days[1], keys), |row| {
        let key = FamilyKey::parse(text(row, 1)?);
        let said = key.zip(mark_of_code(text(row, 2)?));
        Ok((id(row, 0)?, said, id_or_none(row, 3)?))
    })?;
    let mut named: HashMap<(Uuid, FamilyKey), Option<(Uuid, Mark)>> = HashMap::new();
    let mut order = Vec::new();
    for (meeting, said, family) in found {
        let (Some((key, mark)), Some(family)) = (said, family) else {
            continue;
        };
        if !key.names(family) {
            continue;
        }
        match named.entry((meeting, key)) {
            std::collections::hash_map::Entry::Vacant(free) => {
                order.push(free.key().clone());
                free.insert(Some((family, mark)));
            }
            // A second family of that key.
            std::collections::hash_map::Entry::Occupied(mut taken) => {
                taken.insert(None);
            }
        }
    }
    let mut said: HashMap<Uuid, Vec<(Uuid, Mark)>> = HashMap::new();
    for about in order {
        if let Some(Some(about_family)) = named.get(&about) {
            said.entry(about.0).or_default().push(*about_family);
        }
    }
    let of = said.into_iter().map(|(meeting, said)| {
        let counted = once(said, |family| merged.kept(family)).into_iter();
        let asked = counted.filter(|(kept, _)| families.contains(kept));
        (
            meeting,
            asked.map(|(kept, (_, mark))| (kept, mark)).collect(),
        )
    });
    Ok(of.collect())
}
