//! Families as lists show them, with their numbers masked.

use std::collections::HashMap;

use chrono::NaiveDate;
use rusqlite::Connection;
use serde::Serialize;
use uuid::Uuid;

use super::{Families, finding};
use crate::calls::Query;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::{Component, Status};
use crate::queries::families::FamilyRecord;
use crate::queries::groups::Groups;
use crate::queries::members::Members;
use crate::reference::Regions;

/// Most rows of one answer.
const MOST: u32 = 500;

/// A piece of the list.
#[derive(Debug, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyPage {
    /// Families that fit.
    pub total: u32,
    /// The rows asked for.
    pub rows: Vec<FamilyRow>,
}

/// A family in a list.
#[derive(Debug, Clone, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FamilyRow {
    /// Its document.
    pub id: Uuid,
    /// Nama pengurus.
    #[serde(serialize_with = "crate::reference::naming::serialize")]
    pub name: String,
    /// Name of its group today.
    pub group: Option<String>,
    /// Name of its desa.
    pub desa: String,
    /// Address, e.g. `Dusun 2`.
    pub address: Option<String>,
    /// Status today.
    pub status: Status,
    /// Components that it has.
    pub components: Vec<Component>,
    /// NIK with its middle hidden, e.g. `7201••••••••0003`.
    pub nik: Option<String>,
}

impl Query for Families {
    type Answer = FamilyPage;

    fn answer(self, device: &Device) -> Result<FamilyPage, Error> {
        let conn = device.reader();
        let today = device.today()?;
        let groups = Groups::read(conn)?;
        let found = finding::find(conn, &self, &groups, today)?;
        let first = usize::try_from(self.offset).unwrap_or(usize::MAX);
        let limit = usize::try_from(self.limit.min(MOST)).unwrap_or_default();
        let page: Vec<Uuid> = found.iter().skip(first).take(limit).copied().collect();
        Ok(FamilyPage {
            total: u32::try_from(found.len()).unwrap_or(u32::MAX),
            rows: family_rows(conn, &page, &groups, today)?,
        })
    }
}

/// The rows of these families, in their order. What this device does not know has no row.
pub(in crate::calls) fn family_rows(
    conn: &Connection,
    families: &[Uuid],
    groups: &Groups,
    today: NaiveDate,
) -> Result<Vec<FamilyRow>, Error> {
    let members = Members::of_families(conn, families)?;
    let mut found: HashMap<Uuid, FamilyRow> = HashMap::new();
    for family in FamilyRecord::some(conn, families)? {
        let member = members.get(family.id);
        let group = member.and_then(|member| groups.get(member.group_on(today)?));
        found.insert(
            family.id,
            FamilyRow {
                id: family.id,
                name: family.name,
                group: group.map(|group| group.name.clone()),
                desa: Regions::own().name(&family.desa).to_owned(),
                address: family.address,
                status: member.map_or(Status::Aktif, |member| member.status_on(today)),
                components: family.components.into_keys().collect(),
                nik: family.nik.as_deref().map(masked),
            },
        );
    }
    Ok(families.iter().filter_map(|id| found.remove(id)).collect())
}

/// A number with its middle hidden: the first and last four digits stay, of a short one nothing.
pub(in crate::calls) fn masked(number: &str) -> String {
    let digits: Vec<char> = number.chars().collect();
    let shown = if digits.len() >= 12 { 4 } else { 0 };
    let hidden = digits.len() - shown;
    let places = digits.iter().enumerate();
    places
        .map(|(at, digit)| {
            if at < shown || at >= hidden {
                *digit
            } else {
                '•'
            }
        })
        .collect()
}
