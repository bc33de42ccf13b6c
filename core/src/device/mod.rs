//! One device: its database, its identity, and the commands that people give it.
//!
//! A command is one transaction, and long work one for each of its steps. It changes documents, the read model beside them and
//! the list of what must still travel; when it returns `Ok`, all of that is durable on this device.

mod admitting;
mod ahead;
mod belonging;
mod beyond;
mod calendar;
mod carrying;
mod disbelief;
mod editing;
mod evidence;
mod fallen;
mod feeds;
mod founding;
mod importing;
mod inviting;
mod joining;
mod lacking;
mod me;
mod numbering;
mod parking;
mod proving;
mod receiving;
mod recovering;
mod relay;
mod retrying;
mod revoking;
mod roles;
mod saying;
mod spent;
mod staffing;
mod status;
mod transaction;

#[cfg(test)]
pub(crate) mod tests;

use std::path::Path;
use std::sync::Arc;

pub use admitting::{Doubt, DoubtfulEnrolment};
pub use beyond::BeyondEnd;
pub use evidence::NotCounted;
pub(crate) use feeds::kecamatan_here;
pub use founding::{Founded, OfficeDetails};
pub use importing::{ImportDone, ImportRecord, Stayed, Undone};
pub(crate) use importing::{import_roster, plan_roster, undo_import};
pub use inviting::{InviteWish, Invited};
pub use joining::JoinFault;
pub(crate) use joining::ask as ask_to_enrol;
pub use lacking::AwaitedYear;
pub(crate) use lacking::said_lacking;
pub(crate) use me::Me;
pub(crate) use parking::Retry;
pub use receiving::Received;
pub(crate) use receiving::Source;
pub use recovering::Recovery;
pub use relay::RelayStanding;
pub(crate) use retrying::Retried;
pub use status::{ParkedEntry, RefusedEntry, Status};
pub use transaction::Device;

use crate::ambient::Ambient;
use crate::documents::{DocId, DocKey, Document};
use crate::error::Error;
use crate::keys::secret::DbKey;
use crate::store::{DocumentRow, Fact, PendingChange};

impl Device {
    /// Opens the database at `path`, which holds a device already.
    pub fn open(path: &Path, key: &DbKey, ambient: Arc<dyn Ambient>) -> Result<Self, Error> {
        let mut device = Self::load(path, key, ambient)?;
        if Fact::StaleReadModel.get(device.reader())?.is_some() {
            device.rebuild_read_model()?;
        }
        Ok(device)
    }

    /// Who this device is.
    pub fn id(&self) -> sesi_wire::ids::DeviceId {
        self.me().device()
    }

    /// The office it belongs to.
    pub fn office(&self) -> sesi_wire::ids::OfficeId {
        self.me().office()
    }

    /// The member of staff whose device it is; none on one that came from the recovery words.
    pub fn staff(&self) -> Result<Option<uuid::Uuid>, Error> {
        let staff = Fact::Staff.get(self.reader())?;
        Ok(staff.and_then(|id| uuid::Uuid::from_slice(&id).ok()))
    }

    /// Who may do what in the office, as far as this device knows.
    pub fn membership(&self) -> &crate::keys::membership::Membership {
        &self.me().membership
    }

    /// The document of `key`, if there is one.
    pub fn document(&self, key: &DocKey) -> Result<Option<Document>, Error> {
        self.me().load_document(self.reader(), key)
    }

    /// Whether a relay has acknowledged every change of the document: "Sudah di kantor".
    pub fn acknowledged(&self, id: DocId) -> Result<bool, Error> {
        let waiting = PendingChange::count(self.reader(), Some(id.as_bytes()))?;
        Ok(waiting == 0)
    }

    /// Writes the read model anew from the documents. What it holds afterwards is what it held before.
    pub fn rebuild_read_model(&mut self) -> Result<u64, Error> {
        self.write(|conn, me| {
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
