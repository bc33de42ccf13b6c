//! Who this device is: its identity, its office, and what it believes of everybody else's rights.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use rusqlite::Connection;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{DeviceId, FeedId, OfficeId, SignKey};
use sesi_wire::statement::Statement;
use uuid::Uuid;

use crate::ambient::{Ambient, random};
use crate::documents::{ActorSeed, DocKey, Document};
use crate::error::Error;
use crate::keys::identity::DeviceIdentity;
use crate::keys::membership::{DeviceInfo, Membership};
use crate::seal::place::Place;
use crate::seal::statements::sign_statements;
use crate::store::{ArchivedEntry, DocumentRow, Fact, FeedRow, NewEntry, StoreError};

/// Identity, office and membership of an open device.
#[derive(Debug)]
pub struct Me {
    pub(super) ambient: Arc<dyn Ambient>,
    pub(super) identity: DeviceIdentity,
    pub(super) office: OfficeId,
    /// Rebuilt from the archived control entries at every start.
    pub(crate) membership: Membership,
    /// One per run, never stored: a restored backup that reused an actor would poison every peer.
    pub(super) actor: ActorSeed,
}

impl Me {
    pub(super) fn new(ambient: Arc<dyn Ambient>, identity: DeviceIdentity, root: SignKey) -> Self {
        let actor = ActorSeed(random(&*ambient));
        let office = OfficeId::of_root(&root);
        Self {
            ambient,
            identity,
            office,
            membership: Membership::found(root),
            actor,
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

    /// Applies every archived control entry anew; what cannot be applied yet is parked already.
    pub(crate) fn reload_membership(&mut self, conn: &Connection) -> Result<(), Error> {
        self.membership = Membership::found(self.root_key()?);
        let mut waiting = Vec::new();
        ArchivedEntry::each(conn, FeedId::CONTROL, false, |entry| {
            waiting.extend(SealedEntry::parse(entry.bytes).ok());
            Ok::<_, Error>(())
        })?;
        loop {
            let before = waiting.len();
            waiting.retain(|entry| self.membership.apply(entry).is_err());
            if waiting.is_empty() || waiting.len() == before {
                return Ok(());
            }
        }
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

    pub(crate) fn ambient(&self) -> &dyn Ambient {
        &*self.ambient
    }

    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.ambient.now()
    }

    /// The root's public signing key.
    pub(super) fn root_key(&self) -> Result<SignKey, Error> {
        let root = self.membership.root();
        Ok(self
            .membership
            .author_key(root)
            .ok_or(StoreError::Damaged("root key"))?)
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
    pub(super) fn must_be_office(&self) -> Result<(), Error> {
        if self.membership.is_office(self.device()) {
            Ok(())
        } else {
            Err(Error::NotAllowed("speak for the office"))
        }
    }

    /// Where this device's next entry stands in `feed`.
    pub(crate) fn place(&self, feed: &FeedRow) -> Place {
        Place {
            feed: feed.id,
            device_seq: feed.own_seq + 1,
            previous: feed.own_last.map_or([0; 16], |last| last.short().0),
            seen_seq: feed.since,
            seen_chain: feed
                .chain
                .filter(|_| feed.since > 0)
                .map(|chain| chain.mark())
                .unwrap_or_default(),
        }
    }

    /// Says something for the office: signed, archived, believed at once, sent with the next exchange.
    pub(super) fn say(&mut self, conn: &Connection, statements: &[Statement]) -> Result<(), Error> {
        self.must_be_office()?;
        let mut control =
            FeedRow::get(conn, FeedId::CONTROL)?.ok_or(Error::Missing("control feed"))?;
        let place = self.place(&control);
        let entries = sign_statements(
            statements,
            &place,
            &self.identity,
            &self.office,
            &*self.ambient,
        )?;
        for entry in entries {
            control.own_seq = entry.header().device_seq;
            control.own_last = Some(entry.id());
            control.update(conn)?;
            self.believe(conn, &entry)?;
        }
        Ok(())
    }

    /// Archives and applies a control entry made on this device.
    pub(super) fn believe(&mut self, conn: &Connection, entry: &SealedEntry) -> Result<(), Error> {
        let new = NewEntry {
            feed: FeedId::CONTROL,
            bytes: entry.as_bytes(),
            entry: Some(entry),
        };
        ArchivedEntry::add(conn, &new)?;
        self.membership.apply(entry)?;
        Ok(())
    }

    /// The document of `key`, if there is one.
    pub(crate) fn load_document(
        &self,
        conn: &Connection,
        key: &DocKey,
    ) -> Result<Option<Document>, Error> {
        let id = key.id(&self.office);
        let Some(row) = DocumentRow::get(conn, id.as_bytes())? else {
            return Ok(None);
        };
        let heads = crate::documents::Heads::from_bytes(&row.heads)
            .ok_or(StoreError::Damaged("document heads"))?;
        Ok(Some(Document::load(
            key.clone(),
            &self.office,
            &row.saved,
            &heads,
        )?))
    }

    /// Writes a document and its rows of the read model.
    pub(super) fn keep_document(
        &self,
        conn: &Connection,
        document: &Document,
        purpose: &[u8],
    ) -> Result<(), Error> {
        let row = DocumentRow {
            id: *document.id().as_bytes(),
            key: document.key().to_bytes(),
            purpose: purpose.to_vec(),
            heads: document.heads().to_bytes(),
            saved: document.save(),
        };
        row.put(conn)?;
        Ok(crate::readmodel::project(conn, document)?)
    }
}
