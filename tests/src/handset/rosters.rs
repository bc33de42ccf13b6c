//! Made-up groups and families of an office, the same at every call; and reading back which groups a device knows.

use rusqlite::Connection;
use serde_json::{Value, json};
use sesi_core::device::Device;
use sesi_core::error::Error;
use sesi_core::kinds::{
    DocKey, FamilyKey, FamilyPatch, GroupPatch, Patch, Since, StaffPatch, Status,
};
use sesi_engine::documents::Set;
use uuid::Uuid;

/// Edits in one transaction, so that a kill does not cost the whole roster.
const AT_ONCE: usize = 200;

const NAMES: [&str; 16] = [
    "SITI AMINAH",
    "NURHAYATI",
    "RATNA WATI",
    "FATMAWATI",
    "HALIMAH",
    "SUMIATI",
    "ROSDIANA",
    "YULIANA",
    "MARIATI",
    "ASNI LAMUSU",
    "HERLINA",
    "JUMRIAH",
    "SARTIKA",
    "NI WAYAN SARI",
    "WA ODE NURMA",
    "MULIATI DJAFAR",
];

/// A group that a device knows, with the keys of its families.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The group's document.
    pub id: Uuid,
    /// Kemendagri code.
    pub kecamatan: String,
    /// Keys of its families, ascending.
    pub families: Vec<String>,
}

/// Makes the groups up to `count`, dealt out to `kecamatan` in turn, each with so many families. Says how many edits changed something.
pub fn make(
    device: &mut Device,
    count: usize,
    families: usize,
    kecamatan: &[String],
) -> Result<usize, Error> {
    let mut edits = Vec::new();
    for no in 0..count {
        let Some(code) = kecamatan.get(no % kecamatan.len().max(1)) else {
            break;
        };
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("group {no}").as_bytes());
        let desa = format!("{code}.{}", 2001 + no % 9);
        let group = GroupPatch {
            name: Set::To(format!("MELATI {}", no + 1)),
            kecamatan: Set::To(code.clone()),
            desa: Set::To(desa.clone()),
            ..GroupPatch::default()
        };
        edits.push((DocKey::Group(id), Patch::Group(group)));
        edits.extend((0..families).map(|at| family(id, at, code, &desa)));
    }
    let mut changed = 0;
    for chunk in edits.chunks(AT_ONCE) {
        changed += device.edit_all(chunk)?;
    }
    Ok(changed)
}

fn family(group: Uuid, at: usize, kecamatan: &str, desa: &str) -> (DocKey, Patch) {
    let id = Uuid::new_v5(&group, at.to_string().as_bytes());
    let number = id.as_u128() % 100_000_000_000;
    let name = NAMES[usize::try_from(number % 16).unwrap_or(0)];
    let patch = FamilyPatch {
        name: Set::To(format!("{name} {}", at + 1)),
        nik: Set::To(format!("72010{number:011}")),
        kecamatan: Set::To(kecamatan.to_owned()),
        desa: Set::To(desa.to_owned()),
        groups: [(Since(None), Some(group))].into(),
        statuses: [(Since(None), Some(Status::Aktif))].into(),
        ..FamilyPatch::default()
    };
    (DocKey::Family(id), patch.into())
}

/// The member of staff of that name, written if there is none yet.
pub fn hire(device: &mut Device, name: &str, kecamatan: &[String]) -> Result<Uuid, Error> {
    let staff = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("staff {name}").as_bytes());
    let patch = StaffPatch {
        name: Set::To(name.to_owned()),
        role: Set::To("pendamping".into()),
        kecamatan: kecamatan
            .iter()
            .map(|code| (code.clone(), Some(true)))
            .collect(),
        ..StaffPatch::default()
    };
    device.edit(&DocKey::Staff(staff), &patch.into())?;
    Ok(staff)
}

/// A member of staff leads the groups that are in these kecamatan.
pub fn lead(device: &mut Device, staff: Uuid, kecamatan: &[String]) -> Result<(), Error> {
    let groups = known(device.reader())?;
    let theirs = groups
        .iter()
        .filter(|group| kecamatan.contains(&group.kecamatan));
    let edits: Vec<_> = theirs
        .map(|group| {
            let patch = GroupPatch {
                pendamping: [(Since(None), Some(staff))].into(),
                ..GroupPatch::default()
            };
            (DocKey::Group(group.id), Patch::Group(patch))
        })
        .collect();
    device.edit_all(&edits)?;
    Ok(())
}

/// The groups that a device knows and their families, in the order of their ids.
pub fn known(conn: &Connection) -> rusqlite::Result<Vec<Known>> {
    let mut statement = conn.prepare_cached("SELECT doc, kecamatan FROM rm_group ORDER BY doc")?;
    let groups = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let groups: Vec<([u8; 16], String)> = groups.collect::<Result<_, _>>()?;
    let mut families =
        conn.prepare_cached("SELECT doc FROM rm_family_group WHERE grp = ?1 ORDER BY doc")?;
    let mut known = Vec::with_capacity(groups.len());
    for (id, kecamatan) in groups {
        let keys = families.query_map([id], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
        let mut keys = keys
            .map(|family| Ok(FamilyKey::of(family?).as_str().to_owned()))
            .collect::<rusqlite::Result<Vec<_>>>()?;
        keys.sort_unstable();
        known.push(Known {
            id: Uuid::from_bytes(id),
            kecamatan,
            families: keys,
        });
    }
    Ok(known)
}

/// The same as JSON.
pub fn to_json(known: &[Known]) -> Value {
    let group = |group: &Known| json!({"id": group.id.to_string(), "kecamatan": group.kecamatan, "families": group.families});
    known.iter().map(group).collect()
}
