//! Who this device is: its identity, its office, and what it believes of everybody else's rights.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{DeviceId, OfficeId, SignKey};
use uuid::Uuid;

use crate::ambient::{Ambient, random};
use crate::documents::{ActorSeed, Kind, OfficeDevices};
use crate::error::Error;
use crate::keys::identity::DeviceIdentity;
use crate::keys::membership::{DeviceInfo, DeviceState, Membership, Stored};
use crate::keys::purpose::Purpose;
use crate::kinds::{DocKey, Document, KINDS};
use crate::readmodel::Projection;
use crate::seal::remark::AppVersion;
use crate::store::{ArchivedEntry, DocumentRow, Fact, StoreError};

/// Identity, office and membership of an open device.
/// A write works on a copy of it, so what is large in it is shared until it is changed; see [`Device::write`](super::Device::write).
#[derive(Debug, Clone)]
pub struct Me {
    pub(super) ambient: Arc<dyn Ambient>,
    pub(super) identity: Arc<DeviceIdentity>,
    pub(super) office: OfficeId,
    /// Rebuilt from the archived control entries at every start.
    pub(crate) membership: Arc<Membership>,
    /// The version of the app that this runs in; entries say it.
    pub(crate) app: AppVersion,
    /// Why the work of a start was not done, if it was not.
    pub(super) start_up_failed: Option<String>,
    /// One per run, never stored: a restored backup that reused an actor would contradict itself.
    pub(super) actor: ActorSeed,
    /// The kinds of documents that this build knows, each in its version.
    pub(crate) kinds: Kinds,
    /// Whose word counts in the fields of the office.
    pub(super) office_devices: Arc<OfficeDevices>,
    /// Statements came since that was found.
    pub(super) roles_stale: bool,
    /// How much is kept of revoked devices beyond their ends, where it was counted since that last changed.
    pub(super) beyond_end: BTreeMap<DeviceId, u64>,
}

impl Me {
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
            kinds: Kinds(KINDS),
            office_devices: Arc::default(),
            roles_stale: false,
            beyond_end: BTreeMap::new(),
        }
    }

    pub(super) fn load(conn: &Connection, ambient: Arc<dyn Ambient>) -> Result<Self, Error> {
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

    pub(crate) fn device(&self) -> DeviceId {
        self.identity.device()
    }

    pub(crate) fn office(&self) -> OfficeId {
        self.office
    }

    pub(crate) fn identity(&self) -> &DeviceIdentity {
        &self.identity
    }

    /// The same, for whoever gives the device back meanwhile.
    pub(crate) fn shared_ambient(&self) -> Arc<dyn Ambient> {
        self.ambient.clone()
    }

    pub(crate) fn ambient(&self) -> &dyn Ambient {
        &*self.ambient
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.ambient.now()
    }

    /// The time by the relay's clock, as far as this device knows how far its own is from it. To be shown, and for what the relay
    /// will judge by its clock; nothing else is ordered or refused by it.
    pub(crate) fn relay_now(&self, conn: &Connection) -> Result<DateTime<Utc>, Error> {
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
    pub(super) fn info_of(&self, device: DeviceId) -> Option<DeviceInfo> {
        self.membership
            .devices()
            .into_iter()
            .find(|info| info.device == device)
    }

    /// The namespace from which ids of this office are derived.
    pub(super) fn namespace(&self) -> Uuid {
        Uuid::from_bytes(self.office.0)
    }

    /// Whether this device speaks for the office.
    pub(crate) fn must_be_office(&self) -> Result<(), Error> {
        if self.membership.is_office(self.device()) {
            Ok(())
        } else {
            Err(Error::NotAllowed("speak for the office"))
        }
    }

    /// The document of `key`, if there is one.
    pub(crate) fn load_document(
        &self,
        conn: &Connection,
        key: &DocKey,
    ) -> Result<Option<Document>, Error> {
        let row = DocumentRow::get(conn, key.id(&self.office).as_bytes())?;
        row.map(|row| self.document_of(key, &row)).transpose()
    }

    /// The document of `key` and where it belongs.
    pub(super) fn load_with_home(
        &self,
        conn: &Connection,
        key: &DocKey,
    ) -> Result<Option<(Document, Purpose)>, Error> {
        let Some(row) = DocumentRow::get(conn, key.id(&self.office).as_bytes())? else {
            return Ok(None);
        };
        let home = Purpose::from_bytes(&row.purpose)?;
        Ok(Some((self.document_of(key, &row)?, home)))
    }

    pub(super) fn document_of(&self, key: &DocKey, row: &DocumentRow) -> Result<Document, Error> {
        let heads = crate::documents::Heads::from_bytes(&row.heads)
            .ok_or(StoreError::Damaged("document heads"))?;
        let document = Document::load(key.clone(), &self.office, &row.saved, &heads)?;
        Ok(self.as_read_here(document))
    }

    /// The document of `key` before anybody wrote to it.
    pub(super) fn new_document(&self, key: &DocKey) -> Document {
        self.as_read_here(Document::new(key.clone(), &self.office))
    }

    /// The document in this build's version of its kind, and with those heard whose word counts.
    fn as_read_here(&self, document: Document) -> Document {
        let kind = self.kinds.of(document.key());
        document.of_kind(kind).read_by(&self.office_devices)
    }
}

/// The kinds of documents of a build.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Kinds(pub &'static [&'static Kind]);

impl Kinds {
    /// The kind of that document in the version of this build.
    pub(crate) fn of(self, key: &DocKey) -> &'static Kind {
        let kind = key.kind();
        let found = self.0.iter().find(|known| **known == kind);
        found.copied().unwrap_or(kind)
    }
}

/// A document as it is written: its saved form and what the read model says of it.
#[derive(Debug)]
pub(super) struct Keeping {
    row: DocumentRow,
    projection: Projection,
}

impl Keeping {
    /// What is to be written of `document`, which was saved as `saved` and belongs to the feed of `purpose`.
    pub(super) fn of(document: &Document, saved: Vec<u8>, purpose: &[u8]) -> Self {
        Self {
            row: DocumentRow {
                id: *document.id().as_bytes(),
                key: document.key().to_bytes(),
                purpose: purpose.to_vec(),
                heads: document.heads().to_bytes(),
                saved,
            },
            projection: Projection::of(document),
        }
    }

    /// Writes a document that is not there yet.
    pub(super) fn put_first(&self, conn: &Connection) -> Result<(), Error> {
        self.row.put(conn)?;
        Ok(self.projection.write_first(conn)?)
    }
}

/// Writes a document and its rows of the read model.
pub(super) fn keep_document(
    conn: &Connection,
    document: &Document,
    purpose: &[u8],
) -> Result<(), Error> {
    let Keeping { row, projection } = Keeping::of(document, document.save(), purpose);
    row.put(conn)?;
    Ok(projection.write(conn)?)
}
