//! One device: its database, its identity, and the commands that people give it.
//!
//! A command is one transaction, and long work one for each of its steps. It changes documents, the read model beside them and
//! the list of what must still travel; when it returns `Ok`, all of that is durable on this device.

mod admitting;
mod ahead;
mod belonging;
mod calendar;
mod carrying;
mod disbelief;
mod editing;
mod feeds;
mod founding;
mod importing;
mod inviting;
mod joining;
mod me;
mod parking;
mod receiving;
mod recovering;
mod revoking;
mod saying;
mod spent;
mod staffing;
mod status;

#[cfg(test)]
mod tests;

use std::path::Path;
use std::sync::Arc;

pub use admitting::{Doubt, DoubtfulEnrolment};
pub(crate) use feeds::kecamatan_here;
pub use founding::{Founded, OfficeDetails};
pub use importing::ImportDone;
pub(crate) use importing::{import_roster, plan_roster, preview_roster};
pub use inviting::{InviteWish, Invited};
pub use joining::JoinFault;
pub(crate) use joining::ask as ask_to_enrol;
pub(crate) use me::{Me, next_place};
pub(crate) use parking::Retry;
pub use receiving::Received;
pub use recovering::Recovery;
pub use status::{ParkedEntry, RefusedEntry, Status};

use crate::ambient::Ambient;
use crate::documents::{DocId, DocKey, Document};
use crate::error::Error;
use crate::keys::secret::DbKey;
use crate::seal::remark::AppVersion;
use crate::store::{DocumentRow, Fact, Store};

/// An open device.
#[derive(Debug)]
pub struct Device {
    pub(crate) store: Store,
    pub(crate) me: Me,
}

impl Device {
    /// Opens the database at `path`, which holds a device already.
    pub fn open(path: &Path, key: &DbKey, ambient: Arc<dyn Ambient>) -> Result<Self, Error> {
        let store = Store::open(path, key.as_bytes(), &*ambient)?;
        let me = Me::load(store.reader(), ambient)?;
        let mut device = Self { store, me };
        if Fact::StaleReadModel.get(device.reader())?.is_some() {
            device.rebuild_read_model()?;
        }
        Ok(device)
    }

    /// Says in which version of an app this runs. Unless told, entries name the version of this crate.
    pub fn runs_in(&mut self, app: AppVersion) {
        self.me.app = app;
    }

    /// For reading: the read model and the store's tables.
    pub fn reader(&self) -> &rusqlite::Connection {
        self.store.reader()
    }

    /// The database itself, for drafts and to-do lists.
    pub fn store(&mut self) -> &mut Store {
        &mut self.store
    }

    /// Who this device is.
    pub fn id(&self) -> sesi_wire::ids::DeviceId {
        self.me.device()
    }

    /// The office it belongs to.
    pub fn office(&self) -> sesi_wire::ids::OfficeId {
        self.me.office()
    }

    /// The member of staff whose device it is; none on one that came from the recovery words.
    pub fn staff(&self) -> Result<Option<uuid::Uuid>, Error> {
        let staff = Fact::Staff.get(self.store.reader())?;
        Ok(staff.and_then(|id| uuid::Uuid::from_slice(&id).ok()))
    }

    /// Who may do what in the office, as far as this device knows.
    pub fn membership(&self) -> &crate::keys::membership::Membership {
        &self.me.membership
    }

    /// The document of `key`, if there is one.
    pub fn document(&self, key: &DocKey) -> Result<Option<Document>, Error> {
        self.me.load_document(self.store.reader(), key)
    }

    /// Whether a relay has acknowledged every change of the document: "Sudah di kantor".
    pub fn acknowledged(&self, id: DocId) -> Result<bool, Error> {
        let waiting = crate::store::PendingChange::count(self.store.reader(), Some(id.as_bytes()))?;
        Ok(waiting == 0)
    }

    /// Writes the read model anew from the documents. What it holds afterwards is what it held before.
    pub fn rebuild_read_model(&mut self) -> Result<u64, Error> {
        let Self { store, me } = self;
        store.write(|conn| {
            crate::readmodel::clear(conn)?;
            let mut count = 0;
            DocumentRow::each(conn, |row| {
                let key = DocKey::from_bytes(&row.key)?;
                crate::readmodel::project(conn, &me.document_of(&key, &row)?)?;
                count += 1;
                Ok::<_, Error>(())
            })?;
            Fact::StaleReadModel.clear(conn)?;
            Ok(count)
        })
    }
}
