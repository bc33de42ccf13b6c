//! An office begins: its first documents, beside what the engine makes of it.

use std::path::Path;
use std::sync::Arc;

use sesi_engine::ambient::Ambient;
use sesi_engine::documents::Set;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;

use crate::device::{Device, Founded};
use crate::error::Error;
use crate::kinds::{CurriculumPatch, DocKey, OfficePatch, Patch, StaffPatch, office_feed};
use crate::reference::Curriculum;

/// What an office is called and where it is.
#[derive(Debug, Clone)]
pub struct OfficeDetails {
    /// E.g. "Dinas Sosial Kabupaten Banggai".
    pub name: String,
    /// Kemendagri code of the kabupaten or kota, e.g. `72.01`.
    pub kabupaten: String,
    /// Minutes east of UTC; 480 for WITA.
    pub utc_offset_minutes: i16,
    /// The person who founds it, as first member of staff.
    pub founder: String,
    /// Their role, e.g. `korkab`.
    pub founder_role: String,
}

/// Founds an office in a new database at `path`. Needs no network; [`sesi_engine::sync::driver::found`] brings it to a relay.
pub fn found(
    path: &Path,
    key: &DbKey,
    ambient: Arc<dyn Ambient>,
    relay: &RelayAddress,
    details: &OfficeDetails,
) -> Result<Founded, Error> {
    Device::found(path, key, ambient, relay, |conn, me, founder| {
        me.ensure_feed(conn, &office_feed())?;
        let office = OfficePatch {
            name: Set::To(details.name.clone()),
            kabupaten: Set::To(details.kabupaten.clone()),
            utc_offset_minutes: Set::To(details.utc_offset_minutes),
            ..OfficePatch::default()
        };
        let person = StaffPatch {
            name: Set::To(details.founder.clone()),
            role: Set::To(details.founder_role.clone()),
            devices: [(me.device().to_string(), Some(true))].into(),
            ..StaffPatch::default()
        };
        let first: [(DocKey, Patch); 3] = [
            (DocKey::Office, office.into()),
            (DocKey::Curriculum, first_curriculum().into()),
            (DocKey::Staff(founder), person.into()),
        ];
        for (key, patch) in &first {
            me.edit(conn, key, &office_feed(), patch)?;
        }
        Ok(())
    })
}

/// The product's own edition: an office changes it by adding editions.
fn first_curriculum() -> CurriculumPatch {
    let edition = Curriculum::own().edition.clone();
    CurriculumPatch {
        editions: [(edition, Some(Curriculum::OWN_JSON.to_owned()))].into(),
    }
}
