//! All families for a desk's table: one pass over each table, whatever their number. Numbers stay masked.

use std::collections::HashMap;

use uuid::Uuid;

use super::listing::masked;
use super::{FamilyTable, FamilyTableView, TableFamily, TableGroup};
use crate::calls::Query;
use crate::device::Device;
use crate::error::Error;
use crate::kinds::Status;
use crate::queries::families::FamilyRecord;
use crate::queries::groups::Groups;
use crate::queries::members::{groups_on, statuses_on};
use crate::queries::staff::Who;
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
