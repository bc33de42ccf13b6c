//! Who is in the sample office: pendamping, groups, families.

use sesi_engine::documents::Set;
use uuid::Uuid;

use super::builder::Builder;
use super::seeded_rng::SeededRng;
use super::words::{FAMILY, FLOWERS, GIVEN, KECAMATAN, PENDAMPING, PLACES};
use crate::error::Error;
use crate::kinds::{Component, DocKey, FamilyPatch, GroupPatch, Patch, Since, StaffPatch, Status};
use crate::reference::Regions;

/// A group as its meetings need it.
#[derive(Debug)]
pub(super) struct SampleGroup {
    pub id: Uuid,
    pub place: String,
    pub families: Vec<Uuid>,
}

/// Settles everybody. The founder leads two groups too.
pub(super) fn settle(
    builder: &mut Builder<'_>,
    rng: &mut SeededRng,
) -> Result<Vec<SampleGroup>, Error> {
    let mut edits = Vec::new();
    for kecamatan in KECAMATAN {
        builder.device.ensure_place(kecamatan, &[])?;
    }
    let mut leaders: Vec<(Uuid, &str)> = Vec::new();
    for (at, name) in PENDAMPING.iter().enumerate() {
        let kecamatan = KECAMATAN[at % KECAMATAN.len()];
        let id = id(&format!("staff {at}"));
        leaders.push((id, kecamatan));
        let patch = StaffPatch {
            name: Set::To((*name).into()),
            role: Set::To("pendamping".into()),
            kecamatan: [(kecamatan.to_owned(), Some(true))].into(),
            ..StaffPatch::default()
        };
        edits.push((DocKey::Staff(id), Patch::Staff(patch)));
    }
    leaders.extend(
        builder
            .device
            .person()?
            .map(|founder| (founder, KECAMATAN[0])),
    );
    let mut groups = Vec::new();
    for (leader, kecamatan) in leaders {
        let own = if PENDAMPING.len() < 6 { 4 } else { 3 };
        for no in 0..own {
            let name = name_of(groups.len());
            groups.push(group(&mut edits, rng, leader, kecamatan, no, name));
        }
    }
    builder.write(&edits)?;
    Ok(groups)
}

/// No two groups are called alike.
fn name_of(at: usize) -> String {
    let flowers = FLOWERS.len();
    format!("{} {}", FLOWERS[at % flowers], 1 + at / flowers)
}

fn group(
    edits: &mut Vec<(DocKey, Patch)>,
    rng: &mut SeededRng,
    leader: Uuid,
    kecamatan: &str,
    no: usize,
    name: String,
) -> SampleGroup {
    let desa: Vec<&str> = Regions::own()
        .parts_of(kecamatan)
        .map(|region| region.code.as_str())
        .collect();
    let desa = (*rng.pick(&desa)).to_owned();
    let place = (*rng.pick(&PLACES)).to_owned();
    let group = id(&format!("group {leader} {no}"));
    let families: Vec<Uuid> = (0..10 + rng.below(14))
        .map(|at| id(&format!("family {group} {at}")))
        .collect();
    let patch = GroupPatch {
        name: Set::To(name),
        kecamatan: Set::To(kecamatan.into()),
        desa: Set::To(desa.clone()),
        place: Set::To(place.clone()),
        ketua: Set::To(families[0]),
        pendamping: [(Since(None), Some(leader))].into(),
        ..GroupPatch::default()
    };
    edits.push((DocKey::Group(group), Patch::Group(patch)));
    for (at, family) in families.iter().enumerate() {
        let patch = family_patch(rng, group, kecamatan, &desa, edits.len(), at);
        edits.push((DocKey::Family(*family), Patch::Family(patch)));
    }
    SampleGroup {
        id: group,
        place,
        families,
    }
}

fn family_patch(
    rng: &mut SeededRng,
    group: Uuid,
    kecamatan: &str,
    desa: &str,
    number: usize,
    at: usize,
) -> FamilyPatch {
    let status = match rng.below(30) {
        0 => Status::TidakAktif,
        1 => Status::Graduasi,
        _ => Status::Aktif,
    };
    let mut components = std::collections::BTreeMap::new();
    for component in Component::ALL {
        if rng.chance(22) {
            components.insert(
                *component,
                Some(1 + u16::try_from(rng.below(2)).unwrap_or(0)),
            );
        }
    }
    FamilyPatch {
        name: Set::To(format!("{} {}", rng.pick(&GIVEN), rng.pick(&FAMILY))),
        // No NIK begins with 99: nobody has these numbers.
        nik: Set::To(format!("99010000{number:08}")),
        kk: Set::To(format!("99020000{number:08}")),
        address: Set::To(format!("Dusun {}", 1 + at % 4)),
        desa: Set::To(desa.into()),
        kecamatan: Set::To(kecamatan.into()),
        components,
        groups: [(Since(None), Some(group))].into(),
        statuses: [(Since(None), Some(status))].into(),
        ..FamilyPatch::default()
    }
}

fn id(name: &str) -> Uuid {
    Uuid::new_v5(
        &Uuid::NAMESPACE_OID,
        format!("sesi sample {name}").as_bytes(),
    )
}
