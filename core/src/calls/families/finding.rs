//! Finding families among all of them: parts of the names of family, desa and group, or digits of a number. One pass over an
//! index of folded names; what is shown of those found is read afterwards.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::Families;
use crate::calls::folded::{Hits, Wanted};
use crate::error::Error;
use crate::kinds::Status;
use crate::queries::families;
use crate::queries::groups::Groups;
use crate::queries::members::{Members, groups_on, statuses_on};
use crate::readmodel::Merged;
use crate::reference::{Regions, fold};

/// The families that fit, by name; those that are part of others are not found. Groups and statuses are those of `today`.
pub(in crate::calls) fn find(
    conn: &Connection,
    asked: &Families,
    groups: &Groups,
    today: NaiveDate,
) -> Result<Vec<Uuid>, Error> {
    let wanted = Wanted::of(&asked.search);
    let by_group = hits_by_group(conn, &wanted, groups, today)?;
    let members: Option<HashSet<Uuid>> = match asked.group {
        Some(group) => Some(members_of(conn, group, today)?),
        None => None,
    };
    let statuses = match asked.status {
        Some(_) => statuses_on(conn, today)?,
        None => HashMap::new(),
    };
    let merged = Merged::read(conn)?;
    let fits = |id: Uuid, kecamatan: &str| {
        let has = |status| statuses.get(&id).copied().unwrap_or(Status::Aktif) == status;
        !merged.is_part(id)
            && asked
                .kecamatan
                .as_deref()
                .is_none_or(|code| code == kecamatan)
            && members.as_ref().is_none_or(|members| members.contains(&id))
            && asked.status.is_none_or(has)
    };
    let numbers = wanted.has_number();
    let mut by_desa: HashMap<String, Hits> = HashMap::new();
    let mut found = Vec::new();
    families::search(conn, numbers, |family| {
        let mut hits = wanted.in_folded(family.folded);
        if !wanted.all(hits) {
            hits |= by_group.get(&family.id).copied().unwrap_or_default();
            hits |= if let Some(known) = by_desa.get(family.desa) {
                *known
            } else {
                let new = wanted.in_text(Regions::own().name(family.desa));
                by_desa.insert(family.desa.to_owned(), new);
                new
            };
        }
        if numbers && !wanted.all(hits) {
            for number in family.numbers {
                hits |= wanted.in_number(number);
            }
        }
        if wanted.all(hits) && fits(family.id, family.kecamatan) {
            found.push(family.id);
        }
    })?;
    Ok(found)
}

/// The words that a family has by the name of its group.
fn hits_by_group(
    conn: &Connection,
    wanted: &Wanted,
    groups: &Groups,
    today: NaiveDate,
) -> Result<HashMap<Uuid, Hits>, Error> {
    let hits = groups.all().map(|group| {
        // Numbers of groups without zeros in front, as people say them: `MELATI 01` is `melati 1`.
        let hits = wanted.in_text(&group.name) | wanted.in_folded(&fold::numbered(&group.name));
        (group.id, hits)
    });
    let hits: HashMap<Uuid, Hits> = hits.filter(|(_, hits)| *hits != 0).collect();
    if hits.is_empty() {
        return Ok(HashMap::new());
    }
    let of_family = groups_on(conn, today)?.into_iter();
    Ok(of_family
        .map(|(family, group)| (family, hits.get(&group).copied().unwrap_or_default()))
        .collect())
}

fn members_of(conn: &Connection, group: Uuid, today: NaiveDate) -> Result<HashSet<Uuid>, Error> {
    let members = Members::of_groups(conn, &[group])?;
    Ok(members.of(group, today).map(|member| member.id).collect())
}
