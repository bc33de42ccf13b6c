//! One device: its database, its identity, and the commands that people give it.
//!
//! A command is one transaction, and long work one for each of its steps. It changes documents, the read model beside them and
//! the list of what must still travel; when it returns `Ok`, all of that is durable on this device.

mod absorbing;
mod absorbing_control;
mod absorbing_data;
mod access;
mod admitting;
mod applying;
mod beyond;
mod calendar;
mod editing;
mod entry_room;
mod fallen;
mod feed_choice;
mod feed_routing;
mod feeds;
mod former_relay_backlog;
mod founding;
mod inviting;
mod joining;
mod lacking;
mod me;
mod mending;
mod numbering;
mod parking;
mod prefetch;
mod proving;
mod receiving;
mod recovering;
mod relay;
mod reseal;
mod retraction;
mod retrying;
mod revoking;
mod roles;
mod spent;
mod statements;
mod status;
mod transaction;
mod unvouched_work;
mod unwrapping;

use std::path::Path;
use std::sync::Arc;

pub use access::keep_key;
pub use admitting::{Doubt, DoubtfulEnrolment};
pub use beyond::BeyondEnd;
pub use entry_room::Source;
pub use founding::{Brought, Founded};
pub use inviting::{HandedOut, InviteWish, Invited};
pub use joining::JoinFault;
pub(crate) use joining::ask as ask_to_enrol;
pub use lacking::AwaitedYear;
pub(crate) use lacking::said_lacking;
pub use me::{Kinds, Me, keep_document};
pub use parking::Retry;
pub use receiving::Received;
pub use recovering::Recovery;
pub use relay::RelayStanding;
pub use retraction::Opened;
pub use retrying::Retried;
pub use status::{ParkedEntry, RefusedEntry, Status};
pub use transaction::Device;

use crate::ambient::Ambient;
use crate::documents::{DocId, DocumentKey};
use crate::error::Error;
use crate::field::{DocumentIn, Field, ReadModel};
use crate::keys::secret::DbKey;
use crate::store::{DocumentRow, Fact, PendingChange};

impl<F: Field> Device<F> {
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

    /// The person whose device it is; none on one that came from the recovery words.
    pub fn person(&self) -> Result<Option<uuid::Uuid>, Error> {
        let person = Fact::Person.get(self.reader())?;
        Ok(person.and_then(|id| uuid::Uuid::from_slice(&id).ok()))
    }

    /// Who may do what in the office, as far as this device knows.
    pub fn membership(&self) -> &crate::keys::membership::Membership {
        &self.me().membership
    }

    /// The document of `key`, if there is one.
    pub fn document(&self, key: &F::Key) -> Result<Option<DocumentIn<F>>, Error> {
        self.me().load_document(self.reader(), key)
    }

    /// Whether a relay has acknowledged every change of the document.
    pub fn acknowledged(&self, id: DocId) -> Result<bool, Error> {
        let waiting = PendingChange::count(self.reader(), Some(id.as_bytes()))?;
        Ok(waiting == 0)
    }

    /// Writes the read model anew from the documents. What it holds afterwards is what it held before.
    pub fn rebuild_read_model(&mut self) -> Result<u64, Error> {
        self.write(|conn, me| {
            F::ReadModel::renew(conn)?;
            let mut count = 0;
            DocumentRow::each(conn, |row| {
                let key = F::Key::from_bytes(&row.key)?;
                F::ReadModel::of(&me.document_of(&key, &row)?).write(conn, false)?;
                count += 1;
                Ok::<_, Error>(())
            })?;
            Fact::StaleReadModel.clear(conn)?;
            Ok(count)
        })
    }
}
