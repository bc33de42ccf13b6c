//! What an import finds: families, groups and staff that are there already, read from the read model once for a whole import.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use rusqlite::Connection;
use uuid::Uuid;

use super::components::COMPONENTS;
use crate::error::Error;
use crate::kinds::Arranging;
use crate::queries::arrangements;
use crate::queries::families::FamilyRecord;
use crate::queries::groups::Groups;
use crate::queries::lists;
use crate::queries::members::InTheEnd;
use crate::queries::staff::{self, StaffMember};
use crate::readmodel::Merged;
use crate::reference::Regions;
use crate::roster::identity::staff_key;
use crate::roster::listed::Listed;
use crate::roster::{self, Existing, Field, KnownFamily, KnownGroup, RosterFamily};

/// What is there, as the read model had it when it was read.
pub(super) struct Known {
    families: BTreeMap<Uuid, Arc<KnownFamily>>,
    by_nik: HashMap<String, Uuid>,
    by_pkh: HashMap<String, Uuid>,
    by_former_nik: HashMap<String, Uuid>,
    by_kk: HashMap<String, Vec<Uuid>>,
    groups: BTreeMap<String, Vec<KnownGroup>>,
    staff: HashMap<(String, String), Uuid>,
    merged: Merged,
}

/// A pendamping and a ketua.
type Lead = (Option<Uuid>, Option<Uuid>);

impl Known {
    /// Reads all of it.
    pub(super) fn read(conn: &Connection) -> Result<Self, Error> {
        let mut listed = listed(conn)?;
        let mut known = Self {
            families: BTreeMap::new(),
            by_nik: HashMap::new(),
            by_pkh: HashMap::new(),
            by_former_nik: HashMap::new(),
            by_kk: HashMap::new(),
            groups: groups(conn, &mut listed)?,
            staff: staff_by_name(conn)?,
            merged: Merged::read(conn)?,
        };
        // Those that are part of another come last: the others have the first claim to a number.
        let mut in_the_end = InTheEnd::all(conn)?;
        let families = FamilyRecord::all(conn)?.into_iter().map(|family| {
            let place = in_the_end.remove(&family.id).unwrap_or_default();
            (family, place)
        });
        let (parts, whole): (Vec<_>, Vec<_>) =
            families.partition(|(family, _)| known.merged.is_part(family.id));
        for (record, place) in whole.into_iter().chain(parts) {
            let listed = listed.remove(&record.id).unwrap_or_default();
            known.add(family(record, &place, listed));
        }
        Ok(known)
    }

    /// A family as the read model has it now.
    pub(super) fn one(conn: &Connection, id: Uuid) -> Result<Option<RosterFamily>, Error> {
        let Some(record) = FamilyRecord::one(conn, id)? else {
            return Ok(None);
        };
        let known = family(record, &InTheEnd::one(conn, id)?, Listed::default());
        let group = known.group.map(|group| group.to_string());
        Ok(Some(RosterFamily {
            group,
            ..known.record
        }))
    }

    /// Whether there is that member of staff.
    pub(super) fn is_staff(conn: &Connection, id: Uuid) -> Result<bool, Error> {
        Ok(staff::is_staff(conn, id)?)
    }

    /// Who leads a group now, and its ketua; none if there is no such group.
    pub(super) fn lead(conn: &Connection, id: Uuid) -> Result<Option<Lead>, Error> {
        let group = Groups::one(conn, id)?;
        Ok(group.map(|group| (group.pendamping.last().copied(), group.ketua)))
    }

    fn add(&mut self, family: KnownFamily) {
        let id = family.id;
        let record = &family.record;
        // The first in order has a number: one that is part of no other comes first.
        if let Some(nik) = &record.nik {
            self.by_nik.entry(nik.as_str().to_owned()).or_insert(id);
        }
        if let Some(pkh_id) = &record.pkh_id {
            self.by_pkh.entry(pkh_id.clone()).or_insert(id);
        }
        let listed = &family.listed;
        let former = listed.says.get(&Field::Nik).into_iter();
        for nik in former.chain(listed.refused.get(&Field::Nik).into_iter().flatten()) {
            self.by_former_nik.entry(nik.clone()).or_insert(id);
        }
        let said = listed.says.get(&Field::Kk);
        let said = said.filter(|said| Some(*said) != record.kk.as_ref());
        for kk in record.kk.iter().chain(said) {
            self.by_kk.entry(kk.clone()).or_default().push(id);
        }
        self.families.insert(id, Arc::new(family));
    }

    /// The family that counts in place of this one, if it is here; otherwise this one.
    fn kept(&self, id: Uuid) -> Option<Arc<KnownFamily>> {
        let kept = self.families.get(&self.merged.kept(id));
        kept.or_else(|| self.families.get(&id)).cloned()
    }
}

impl Existing for Known {
    fn family_by_nik(&self, nik: &str) -> Option<Arc<KnownFamily>> {
        self.kept(*self.by_nik.get(nik)?)
    }

    fn family_by_pkh(&self, pkh_id: &str) -> Option<Arc<KnownFamily>> {
        self.kept(*self.by_pkh.get(pkh_id)?)
    }

    fn family_by_former_nik(&self, nik: &str) -> Option<Arc<KnownFamily>> {
        self.kept(*self.by_former_nik.get(nik)?)
    }

    fn families_by_kk(&self, kk: &str) -> Vec<Arc<KnownFamily>> {
        let ids = self.by_kk.get(kk).map(Vec::as_slice).unwrap_or_default();
        let mut found: Vec<Arc<KnownFamily>> = ids.iter().filter_map(|id| self.kept(*id)).collect();
        found.sort_by_key(|known| known.id);
        found.dedup_by_key(|known| known.id);
        found
    }

    fn family(&self, id: Uuid) -> Option<Arc<KnownFamily>> {
        self.kept(id)
    }

    fn listed_families(&self) -> Vec<Arc<KnownFamily>> {
        let families = self.families.values();
        families
            .filter(|known| !known.listed.is_empty() && !self.merged.is_part(known.id))
            .cloned()
            .collect()
    }

    fn groups_of(&self, kecamatan: &str) -> Vec<KnownGroup> {
        self.groups.get(kecamatan).cloned().unwrap_or_default()
    }

    fn kecamatan_of(&self, group: Uuid) -> Option<String> {
        let mut groups = self.groups.iter();
        let (kecamatan, _) = groups.find(|(_, of)| of.iter().any(|known| known.id == group))?;
        Some(kecamatan.clone())
    }

    fn staff_by_name(&self, kecamatan: &str, staff_key: &str) -> Option<Uuid> {
        self.staff
            .get(&(kecamatan.to_owned(), staff_key.to_owned()))
            .copied()
    }
}

/// What lists said of each document, import after import.
fn listed(conn: &Connection) -> Result<HashMap<Uuid, Listed>, Error> {
    let mut listed: HashMap<Uuid, Listed> = HashMap::new();
    let mut imports: HashSet<Arc<str>> = HashSet::new();
    lists::each(conn, |word| {
        // Many documents name few imports.
        let import = imports.get(word.import).cloned().unwrap_or_else(|| {
            let import: Arc<str> = word.import.into();
            imports.insert(Arc::clone(&import));
            import
        });
        let of_doc = listed.entry(word.doc).or_default();
        of_doc.add(&import, word.said);
    })?;
    Ok(listed)
}

fn groups(
    conn: &Connection,
    listed: &mut HashMap<Uuid, Listed>,
) -> Result<BTreeMap<String, Vec<KnownGroup>>, Error> {
    let mut groups: BTreeMap<String, Vec<KnownGroup>> = BTreeMap::new();
    let merged = merged_groups(conn)?;
    for group in Groups::read(conn)?.all() {
        let known = KnownGroup {
            id: group.id,
            name: group.name.clone(),
            desa: group.desa.clone(),
            open: group.states.last().is_none_or(|open| *open),
            merged_into: merged.get(&group.id).copied(),
            ketua: group.ketua,
            pendamping: group.pendamping.last().copied(),
            listed: listed.remove(&group.id).unwrap_or_default(),
        };
        let of_kecamatan = groups.entry(group.kecamatan.clone()).or_default();
        of_kecamatan.push(known);
    }
    Ok(groups)
}

/// The groups that people merged into others, by the latest merge that was not taken back.
fn merged_groups(conn: &Connection) -> Result<HashMap<Uuid, Uuid>, Error> {
    let mut merged = HashMap::new();
    for mention in arrangements::all(conn)? {
        let said = mention.said;
        if said.what == Arranging::Merge
            && !said.undone
            && said.from == Some(mention.doc)
            && let Some(into) = said.to
        {
            merged.entry(mention.doc).or_insert(into);
        }
    }
    Ok(merged)
}

fn staff_by_name(conn: &Connection) -> Result<HashMap<(String, String), Uuid>, Error> {
    let workplaces = staff::workplaces(conn)?;
    let mut all = StaffMember::all(conn)?;
    all.sort_by_key(|member| member.id);
    let mut by_name = HashMap::new();
    for member in all {
        for kecamatan in workplaces.get(&member.id).into_iter().flatten() {
            let key = (kecamatan.clone(), staff_key(&member.name));
            by_name.entry(key).or_insert(member.id);
        }
    }
    Ok(by_name)
}

fn family(family: FamilyRecord, place: &InTheEnd, listed: Listed) -> KnownFamily {
    let desa = family.desa;
    let mut record = RosterFamily {
        name: family.name,
        nik: family.nik.and_then(|nik| nik.try_into().ok()),
        kk: family.kk,
        pkh_id: family.pkh_id,
        address: family.address,
        desa: (!desa.is_empty()).then(|| match Regions::own().get(&desa) {
            Some(region) => roster::Desa {
                code: Some(desa.clone()),
                name: region.name.clone(),
            },
            None => roster::Desa {
                code: None,
                name: desa.clone(),
            },
        }),
        kecamatan: family.kecamatan,
        phone: family.phone,
        tahap: family.tahap,
        status: place.status.as_deref().and_then(roster::Status::of_label),
        ..RosterFamily::default()
    };
    for (field, component) in COMPONENTS {
        let count = family.components.get(&component).copied();
        record
            .components
            .set(field, Some(count.unwrap_or_default()));
    }
    KnownFamily {
        id: family.id,
        group: place.group,
        record,
        listed,
    }
}
