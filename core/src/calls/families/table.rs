//! All families for a desk's table: one pass over each table, whatever their number. Numbers stay masked.

use std::collections::HashMap;

use rusqlite::Connection;
use uuid::Uuid;

use super::listing::masked;
use super::{FamilyTable, FamilyTableView, TableFamily, TableGroup};
use crate::calls::Query;
use crate::calls::families_of::{COMPONENTS, components};
use crate::calls::kelompok::Groups;
use crate::calls::who::Who;
use crate::device::Device;
use crate::documents::Status;
use crate::error::Error;
use crate::readmodel::Merged;
use crate::reference::Regions;

impl Query for FamilyTable {
    type Answer = FamilyTableView;

    fn answer(self, device: &Device) -> Result<FamilyTableView, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let known = Groups::read(conn)?;
        let who = Who::read(conn)?;
        let merged = Merged::read(conn)?;
        let stays = latest(conn, "rm_family_group", "grp", &today.to_string(), |row| {
            Ok(Some(Uuid::from_bytes(row.get(1)?)))
        })?;
        let statuses = latest(
            conn,
            "rm_family_status",
            "status",
            &today.to_string(),
            |row| Ok(Status::parse(row.get_ref(1)?.as_str().unwrap_or_default())),
        )?;
        let mut place: HashMap<Uuid, u32> = HashMap::new();
        let mut groups = Vec::new();
        let mut rows = Vec::new();
        let sql = format!(
            "SELECT doc, name, desa, kecamatan, nik, address, {COMPONENTS} FROM rm_family ORDER BY folded, doc"
        );
        let mut statement = conn.prepare_cached(&sql)?;
        let mut found = statement.query([])?;
        while let Some(row) = found.next()? {
            let id = Uuid::from_bytes(row.get(0)?);
            if merged.is_part(id) {
                continue;
            }
            let group = stays.get(&id).and_then(|group| known.get(*group));
            let group = group.map(|group| {
                *place.entry(group.id).or_insert_with(|| {
                    let leader = group.pendamping_on(today);
                    groups.push(TableGroup {
                        id: group.id,
                        name: group.name.clone(),
                        pendamping: leader.and_then(|staff| Some(who.person(staff)?.name)),
                    });
                    u32::try_from(groups.len() - 1).unwrap_or(u32::MAX)
                })
            });
            let name = |column| -> Result<String, Error> {
                let code = row.get_ref(column)?.as_str().unwrap_or_default();
                Ok(Regions::own().name(code).to_owned())
            };
            let nik: Option<String> = row.get(4)?;
            rows.push(TableFamily {
                id,
                name: row.get(1)?,
                group,
                desa: name(2)?,
                kecamatan: name(3)?,
                status: statuses.get(&id).copied().unwrap_or(Status::Aktif),
                nik: nik.as_deref().map(masked),
                address: row.get(5)?,
                components: components(row, 6)?.into_keys().collect(),
            });
        }
        Ok(FamilyTableView { groups, rows })
    }
}

/// Of what families have by the day since which it holds, what holds on `day`.
fn latest<V>(
    conn: &Connection,
    table: &str,
    column: &str,
    day: &str,
    value: impl Fn(&rusqlite::Row<'_>) -> rusqlite::Result<Option<V>>,
) -> Result<HashMap<Uuid, V>, Error> {
    let sql = format!("SELECT doc, {column} FROM {table} WHERE since <= ?1 ORDER BY doc, since");
    let mut statement = conn.prepare_cached(&sql)?;
    let mut rows = statement.query([day])?;
    let mut latest = HashMap::new();
    while let Some(row) = rows.next()? {
        if let Some(value) = value(row)? {
            latest.insert(Uuid::from_bytes(row.get(0)?), value);
        }
    }
    Ok(latest)
}
