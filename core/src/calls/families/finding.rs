//! Finding families among all of them: parts of the names of family, desa and group, or digits of a number. One pass over an
//! index of folded names; what is shown of those found is read afterwards.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use rusqlite::Connection;
use uuid::Uuid;

use super::Families;
use crate::calls::folded::{Hits, Wanted};
use crate::calls::kelompok::Groups;
use crate::calls::members::Members;
use crate::documents::Status;
use crate::error::Error;
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
        Some(_) => statuses(conn, today)?,
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
    // Without the numbers, the index holds all that is read.
    let columns = if numbers { ", nik, kk, pkh_id" } else { "" };
    let sql =
        format!("SELECT doc, folded, desa, kecamatan{columns} FROM rm_family ORDER BY folded, doc");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([])?;
    let mut by_desa: HashMap<String, Hits> = HashMap::new();
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let text = |column| {
            row.get_ref(column)
                .map(|value| value.as_str().unwrap_or_default())
        };
        let id = Uuid::from_bytes(row.get(0)?);
        let mut hits = wanted.in_folded(text(1)?);
        if !wanted.all(hits) {
            hits |= by_group.get(&id).copied().unwrap_or_default();
            let desa = text(2)?;
            hits |= if let Some(known) = by_desa.get(desa) {
                *known
            } else {
                let new = wanted.in_text(Regions::own().name(desa));
                by_desa.insert(desa.to_owned(), new);
                new
            };
        }
        if numbers && !wanted.all(hits) {
            for column in 4..7 {
                hits |= wanted.in_number(text(column)?);
            }
        }
        if wanted.all(hits) && fits(id, text(3)?) {
            found.push(id);
        }
    }
    Ok(found)
}

/// The words that a family has by the name of her group.
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
    let mut statement = conn.prepare_cached(
        "SELECT doc, grp FROM rm_family_group WHERE since <= ?1 ORDER BY doc, since",
    )?;
    let mut rows = statement.query([today.to_string()])?;
    let mut of_family = HashMap::new();
    while let Some(row) = rows.next()? {
        let group = hits.get(&Uuid::from_bytes(row.get(1)?));
        let group = group.copied().unwrap_or_default();
        // Of several groups the last is the present one.
        of_family.insert(Uuid::from_bytes(row.get(0)?), group);
    }
    Ok(of_family)
}

fn members_of(conn: &Connection, group: Uuid, today: NaiveDate) -> Result<HashSet<Uuid>, Error> {
    let members = Members::of_groups(conn, &[group])?;
    Ok(members.of(group, today).map(|member| member.id).collect())
}

fn statuses(conn: &Connection, today: NaiveDate) -> Result<HashMap<Uuid, Status>, Error> {
    let mut statement = conn.prepare_cached(
        "SELECT doc, status FROM rm_family_status WHERE since <= ?1 ORDER BY doc, since",
    )?;
    let mut rows = statement.query([today.to_string()])?;
    let mut statuses = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some(status) = Status::parse(row.get_ref(1)?.as_str().unwrap_or_default()) {
            statuses.insert(Uuid::from_bytes(row.get(0)?), status);
        }
    }
    Ok(statuses)
}
