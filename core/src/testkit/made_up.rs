//! What tests make up: an office, a member of staff, a group with families, a meeting with marks, as documents. For the field's own tests
//! and, by the feature `testkit`, for those of whole systems.

use sesi_engine::documents::Set;
use uuid::Uuid;

use crate::kinds::{
    DocKey, FamilyKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, Patch, SessionCode, Since,
    StaffPatch, Status,
};
use crate::office::OfficeDetails;
use crate::reference::Regions;

/// The social affairs office of a kabupaten, by its Kemendagri code.
pub fn office_of(kabupaten: &str) -> OfficeDetails {
    OfficeDetails {
        name: format!("Dinas Sosial {}", Regions::own().name(kabupaten)),
        kabupaten: kabupaten.into(),
        utc_offset_minutes: 480,
        founder: "RATNA DEWI".into(),
        founder_role: "korkab".into(),
    }
}

/// A group with families, as documents.
#[derive(Debug, Clone)]
pub struct Kelompok {
    /// The group's document.
    pub id: Uuid,
    /// The families' documents.
    pub families: Vec<Uuid>,
}

/// A pendamping of these kecamatan, and the edit that makes one.
pub fn staff_of(name: &str, kecamatan: &[&str]) -> (Uuid, (DocKey, Patch)) {
    let staff = Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes());
    let patch = StaffPatch {
        name: Set::To(name.into()),
        role: Set::To("pendamping".into()),
        kecamatan: kecamatan
            .iter()
            .map(|code| ((*code).to_owned(), Some(true)))
            .collect(),
        ..StaffPatch::default()
    };
    (staff, (DocKey::Staff(staff), Patch::Staff(patch)))
}

/// A group of a kecamatan with so many active families, led by `staff`, and the edits that make it.
pub fn families_of(
    kecamatan: &str,
    name: &str,
    staff: Uuid,
    size: usize,
) -> (Kelompok, Vec<(DocKey, Patch)>) {
    let id = Uuid::new_v5(&staff, name.as_bytes());
    let group = GroupPatch {
        name: Set::To(name.into()),
        kecamatan: Set::To(kecamatan.into()),
        desa: Set::To(format!("{kecamatan}.2001")),
        pendamping: [(Since(None), Some(staff))].into(),
        ..GroupPatch::default()
    };
    let mut edits = vec![(DocKey::Group(id), Patch::Group(group))];
    let mut families = Vec::new();
    for no in 0..size {
        let family = Uuid::new_v5(&id, no.to_string().as_bytes());
        families.push(family);
        let patch = FamilyPatch {
            name: Set::To(format!("{name} KELUARGA {no}")),
            nik: Set::To(format!("72010{:011}", family.as_u128() % 100_000_000_000)),
            kecamatan: Set::To(kecamatan.into()),
            desa: Set::To(format!("{kecamatan}.2001")),
            groups: [(Since(None), Some(id))].into(),
            statuses: [(Since(None), Some(Status::Aktif))].into(),
            ..FamilyPatch::default()
        };
        edits.push((DocKey::Family(family), Patch::Family(patch)));
    }
    (Kelompok { id, families }, edits)
}

/// The meeting of a group on a day about a session.
///
/// # Panics
/// If the day or the session is none.
pub fn meeting(group: Uuid, date: &str, session: &str) -> DocKey {
    let date = date.parse().expect("an ISO date");
    let session = SessionCode::new(session).expect("a session code");
    DocKey::meeting(group, date, session).expect("a day since 2000")
}

/// Marks for families, in a patch.
pub fn marks(marks: impl IntoIterator<Item = (Uuid, Mark)>) -> Patch {
    let marks = marks
        .into_iter()
        .map(|(id, mark)| (FamilyKey::of(id), Some(mark)));
    Patch::Meeting(MeetingPatch {
        marks: marks.collect(),
        ..MeetingPatch::default()
    })
}
