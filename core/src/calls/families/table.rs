//! All families for a desk's table: one pass over each table, whatever their number. Numbers stay masked.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::listing::masked;
use crate::calls::Query;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Component, Status};
use crate::queries::families::FamilyRecord;
use crate::queries::groups::Groups;
use crate::queries::members::{groups_on, statuses_on};
use crate::queries::staff::Who;
use crate::readmodel::Merged;
use crate::reference::Regions;

/// Asks for all families as a desk's table has them: it puts them in order and finds among them itself.
#[derive(Debug, Deserialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyTable {}

/// All families, those that are part of others left out.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyTableView {
    /// The groups that the rows name.
    pub groups: Vec<TableGroup>,
    /// The families, by name.
    pub rows: Vec<TableFamily>,
}

/// A group of the table, said once for all its families.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TableGroup {
    /// Its document.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Who leads it today.
    #[serde(serialize_with = "crate::reference::naming::serialize_some")]
    pub pendamping: Option<String>,
}

/// A family of the table. What it has not is left out of its JSON: there are thousands.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TableFamily {
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// The place of its group today in the groups.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub group: Option<u32>,
    /// Name of its desa.
    pub desa: String,
    /// Name of its kecamatan.
    pub kecamatan: String,
    /// Status today.
    pub status: Status,
    /// NIK with its middle hidden.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub nik: Option<String>,
    /// Address.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub address: Option<String>,
    /// Components that it has.
    pub components: Vec<Component>,
}

impl Query for FamilyTable {
    type Answer = FamilyTableView;

    fn answer(self, device: &Device) -> Result<FamilyTableView, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let known = Groups::read(conn)?;
        let who = Who::read(conn)?;
        let merged = Merged::read(conn)?;
        let stays = groups_on(conn, today)?;
        let statuses = statuses_on(conn, today)?;
        let mut place: HashMap<Uuid, u32> = HashMap::new();
        let mut groups = Vec::new();
        let mut rows = Vec::new();
        let mut families = FamilyRecord::all(conn)?;
        families.retain(|family| !merged.is_part(family.id));
        families.sort_by(|a, b| (&a.folded, a.id).cmp(&(&b.folded, b.id)));
        for family in families {
            let group = stays.get(&family.id).and_then(|group| known.get(*group));
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
            let name = |code: &str| Regions::own().name(code).to_owned();
            let status = statuses.get(&family.id).copied();
            rows.push(TableFamily {
                id: family.id,
                name: family.name,
                group,
                desa: name(&family.desa),
                kecamatan: name(&family.kecamatan),
                status: status.unwrap_or(Status::Aktif),
                nik: family.nik.as_deref().map(masked),
                address: family.address,
                components: family.components.into_keys().collect(),
            });
        }
        Ok(FamilyTableView { groups, rows })
    }
}
