//! Who this device is: its identity, its office, and what it believes of everybody else's rights.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{DeviceId, OfficeId, SignKey};
use uuid::Uuid;

use crate::ambient::{Ambient, random};
use crate::documents::{ActorSeed, DocumentKey, DocumentOf, Heads, Kind, OfficeDevices};
use crate::error::Error;
use crate::field::{DocumentIn, Field, ReadModel};
use crate::keys::identity::DeviceIdentity;
use crate::keys::membership::{DeviceInfo, DeviceState, Membership, Stored};
use crate::keys::purpose::Purpose;
use crate::seal::author_notes::AppVersion;
use crate::store::{ArchivedEntry, DocumentRow, Fact, StoreError};

/// Identity, office and membership of an open device.
/// A write works on a copy of it, so what is large in it is shared until it is changed; see [`Device::write`](super::Device::write).
#[derive(Debug, Clone)]
pub struct Me<F> {
    pub(super) ambient: Arc<dyn Ambient>,
    pub(super) identity: Arc<DeviceIdentity>,
    pub(super) office: OfficeId,
    /// Rebuilt from the archived control entries at every start.
    pub membership: Arc<Membership>,
    /// The version of the app that this runs in; entries say it.
    pub app: AppVersion,
    /// Why the work of a start was not done, if it was not.
    pub(super) start_up_failed: Option<String>,
    /// One per run, never stored: a restored backup that reused an actor would contradict itself.
    pub(super) actor: ActorSeed,
    /// The kinds of documents that this build knows, each in its version.
    pub kinds: Kinds,
    /// Whose word counts in the fields of the office.
    pub office_devices: Arc<OfficeDevices>,
    /// Statements came since that was found.
    pub roles_stale: bool,
    /// How much is kept of revoked devices beyond their ends, where it was counted since that last changed.
    pub beyond_end: BTreeMap<DeviceId, u64>,
    field: PhantomData<F>,
}

impl<F: Field> Me<F> {
    pub(super) fn new(ambient: Arc<dyn Ambient>, identity: DeviceIdentity, root: SignKey) -> Self {
        let actor = ActorSeed(random(&*ambient));
        let office = OfficeId::of_root(&root);
        Self {
            ambient,
            identity: Arc::new(identity),
            office,
            membership: Arc::new(Membership::found(root)),
            app: AppVersion::of_core(),
            start_up_failed: None,
            actor,
            kinds: Kinds(F::KINDS),
            office_devices: Arc::default(),
            roles_stale: false,
            beyond_end: BTreeMap::new(),
            field: PhantomData,
        }
    }

    /// Who the device is whose database this is.
    pub fn load(conn: &Connection, ambient: Arc<dyn Ambient>) -> Result<Self, Error> {
        let identity = Fact::Identity
            .get(conn)?
            .ok_or(Error::Missing("device in this database"))?;
        let identity = DeviceIdentity::from_secret_bytes(&identity)
            .map_err(|_| StoreError::Damaged("identity"))?;
        let root = Fact::Root
            .get(conn)?
            .ok_or(Error::Missing("office in this database"))?;
        let root = SignKey::from_slice(&root).ok_or(StoreError::Damaged("root key"))?;
        let mut me = Self::new(ambient, identity, root);
        me.reload_membership(conn)?;
        Ok(me)
    }

    /// Reads anew what the archived control entries say; what cannot be applied yet is parked.
    pub(crate) fn reload_membership(&mut self, conn: &Connection) -> Result<(), Error> {
        let mut stored = Vec::new();
        ArchivedEntry::each_control(conn, |id, bytes, proved| {
            stored.extend(
                SealedEntry::parse(bytes)
                    .ok()
                    .map(|entry| Stored { id, entry, proved }),
            );
            Ok::<_, Error>(())
        })?;
        self.membership = Arc::new(Membership::load(self.root_key()?, stored));
        self.office_devices = Arc::new(self.found_office_devices());
        self.roles_stale = false;
        Ok(())
    }

    /// The membership, to be changed: the first time within a write it is copied.
    pub(super) fn membership_mut(&mut self) -> &mut Membership {
        Arc::make_mut(&mut self.membership)
    }

    /// Its id.
    pub fn device(&self) -> DeviceId {
        self.identity.device()
    }

    /// The office that it belongs to.
    pub fn office(&self) -> OfficeId {
        self.office
    }

    /// Its keys.
    pub fn identity(&self) -> &DeviceIdentity {
        &self.identity
    }

    /// The same, for whoever gives the device back meanwhile.
    pub(crate) fn shared_ambient(&self) -> Arc<dyn Ambient> {
        self.ambient.clone()
    }

    /// Its clock and randomness.
    pub fn ambient(&self) -> &dyn Ambient {
        &*self.ambient
    }

    /// What its clock says.
    pub fn now(&self) -> DateTime<Utc> {
        self.ambient.now()
    }

    /// The time by the relay's clock, as far as this device knows how far its own is from it. To be shown, and for what the relay
    /// will judge by its clock; nothing else is ordered or refused by it.
    pub fn relay_now(&self, conn: &Connection) -> Result<DateTime<Utc>, Error> {
        let ahead: Option<i64> = Fact::ClockOffset
            .text(conn)?
            .and_then(|millis| millis.parse().ok());
        let ahead = chrono::Duration::try_milliseconds(ahead.unwrap_or(0)).unwrap_or_default();
        let now = self.now();
        Ok(now.checked_add_signed(ahead).unwrap_or(now))
    }

    /// The root's public signing key.
    pub(super) fn root_key(&self) -> Result<SignKey, Error> {
        let root = self.membership.root();
        Ok(self
            .membership
            .author_key(root)
            .ok_or(StoreError::Damaged("root key"))?)
    }

    /// Whether the office revoked this device, by its own signed word; what a relay says of it counts for nothing.
    pub(crate) fn is_revoked(&self) -> bool {
        self.membership.state(self.device()) == DeviceState::Revoked
    }

    /// What the office says of a device, if anything.
    pub fn info_of(&self, device: DeviceId) -> Option<DeviceInfo> {
        self.membership
            .devices()
            .into_iter()
            .find(|info| info.device == device)
    }

    /// The namespace from which ids of this office are derived.
    pub fn namespace(&self) -> Uuid {
        Uuid::from_bytes(self.office.0)
    }

    /// Whether this device speaks for the office.
    pub fn must_be_office(&self) -> Result<(), Error> {
        if self.membership.is_office(self.device()) {
            Ok(())
        } else {
            Err(Error::NotAllowed("speak for the office"))
        }
    }

    /// The document of `key`, if there is one.
    pub fn load_document(
        &self,
        conn: &Connection,
        key: &F::Key,
    ) -> Result<Option<DocumentIn<F>>, Error> {
        let row = DocumentRow::get(conn, key.id(&self.office).as_bytes())?;
        row.map(|row| self.document_of(key, &row)).transpose()
    }

    /// The document of `key` and where it belongs.
    pub(super) fn load_with_home(
        &self,
        conn: &Connection,
        key: &F::Key,
    ) -> Result<Option<(DocumentIn<F>, Purpose)>, Error> {
        let Some(row) = DocumentRow::get(conn, key.id(&self.office).as_bytes())? else {
            return Ok(None);
        };
        let home = Purpose::from_bytes(&row.purpose)?;
        Ok(Some((self.document_of(key, &row)?, home)))
    }

    pub(super) fn document_of(
        &self,
        key: &F::Key,
        row: &DocumentRow,
    ) -> Result<DocumentIn<F>, Error> {
        let heads = Heads::from_bytes(&row.heads).ok_or(StoreError::Damaged("document heads"))?;
        let document = DocumentOf::load(key.clone(), &self.office, &row.saved, &heads)?;
        Ok(self.as_read_here(document))
    }

    /// The document of `key` before anybody wrote to it.
    pub(super) fn new_document(&self, key: &F::Key) -> DocumentIn<F> {
        self.as_read_here(DocumentOf::new(key.clone(), &self.office))
    }

    /// The document in this build's version of its kind, and with those heard whose word counts.
    fn as_read_here(&self, document: DocumentIn<F>) -> DocumentIn<F> {
        let kind = self.kinds.of(document.key());
        document.of_kind(kind).read_by(&self.office_devices)
    }
}

/// The kinds of documents of a build.
#[derive(Debug, Clone, Copy)]
pub struct Kinds(pub &'static [&'static Kind]);

impl Kinds {
    /// The kind of that document in the version of this build.
    pub(crate) fn of(self, key: &impl DocumentKey) -> &'static Kind {
        let kind = key.kind();
        let found = self.0.iter().find(|known| **known == kind);
        found.copied().unwrap_or(kind)
    }
}

/// A document as it is written: its saved form and what the read model says of it.
#[derive(Debug)]
pub(super) struct Keeping<R> {
    row: DocumentRow,
    rows: R,
}

impl<R> Keeping<R> {
    /// What is to be written of `document`, which was saved as `saved` and belongs to the feed of `purpose`.
    pub(super) fn of<K: DocumentKey>(
        document: &DocumentOf<K>,
        saved: Vec<u8>,
        purpose: &[u8],
    ) -> Self
    where
        R: ReadModel<K>,
    {
        Self {
            row: DocumentRow {
                id: *document.id().as_bytes(),
                key: document.key().to_bytes(),
                purpose: purpose.to_vec(),
                heads: document.heads().to_bytes(),
                saved,
            },
            rows: R::of(document),
        }
    }

    /// Writes it; `first` where the document is not there yet.
    pub(super) fn put<K: DocumentKey>(&self, conn: &Connection, first: bool) -> Result<(), Error>
    where
        R: ReadModel<K>,
    {
        self.row.put(conn)?;
        Ok(self.rows.write(conn, first)?)
    }
}

/// Writes a document and its rows of the read model.
pub fn keep_document<F: Field>(
    conn: &Connection,
    document: &DocumentIn<F>,
    purpose: &[u8],
) -> Result<(), Error> {
    Keeping::<F::ReadModel>::of(document, document.save(), purpose).put(conn, false)
}
