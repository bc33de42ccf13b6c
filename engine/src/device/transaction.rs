//! The one way to write on a device: database and in-memory state change together in one transaction, or neither does.
//!
//! Whatever a write did to the state is the device's only once the transaction is committed; after an error, a panic or a failed
//! commit the state is what it was. So memory always equals what opening the database again would give.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;

use super::Me;
use crate::ambient::Ambient;
use crate::error::Error;
use crate::field::{Field, Tables};
use crate::keys::secret::DbKey;
use crate::seal::author_notes::AppVersion;
use crate::store::{Fact, Store, StoreError, StoreResult};

/// An open device. Nothing outside this file reaches its database for writing, or its state for changing, but by [`Device::write`].
#[derive(Debug)]
pub struct Device<F> {
    store: Store,
    me: Me<F>,
}

impl<F: Field> Device<F> {
    /// Opens the database at `path`, which holds a device already.
    pub(super) fn load(path: &Path, key: &DbKey, ambient: Arc<dyn Ambient>) -> Result<Self, Error> {
        let store = Store::open(path, key.as_bytes(), &*ambient, &Tables::of::<F>())?;
        let me = Me::load(store.reader(), ambient)?;
        Ok(Self { store, me })
    }

    /// Runs `work` in one transaction. When this returns `Ok`, what it wrote is durable and what it changed of the state holds;
    /// otherwise nothing of either is left.
    pub fn write<T, E>(
        &mut self,
        work: impl FnOnce(&Connection, &mut Me<F>) -> Result<T, E>,
    ) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        // A copy costs a few counters: what is large in it is shared until `work` changes it.
        let mut changed = self.me.clone();
        let done = self.store.write(|tx| work(tx, &mut changed))?;
        self.me = changed;
        Ok(done)
    }

    /// Answers a question from one state of the database, which the question cannot change: what it wrote would be rolled back and told as
    /// [`StoreError::QueryWrote`].
    pub fn query<T, E>(&self, question: impl FnOnce(&Self) -> Result<T, E>) -> Result<T, E>
    where
        E: From<StoreError>,
    {
        self.store.query(|| question(self))
    }

    /// For reading: the read model and the store's tables.
    pub fn reader(&self) -> &Connection {
        self.store.reader()
    }

    /// The connection, to hang SQLite's hooks on: a simulated disk fails a commit, or sees one. Nobody writes through it.
    pub fn hooks(&mut self) -> &mut Connection {
        self.store.connection()
    }

    /// Who this device is, and what it believes of everybody else's rights.
    pub fn me(&self) -> &Me<F> {
        &self.me
    }

    /// Reads every page of the database and says what is wrong, an empty list if nothing is.
    pub fn check_database(&self) -> StoreResult<Vec<String>> {
        self.store.check()
    }

    /// Says in which version of an app this runs. Unless told, entries name the version of this crate. Of this run alone: it is
    /// stored nowhere.
    pub fn runs_in(&mut self, app: AppVersion) {
        self.me.app = app;
    }
}

impl<F: Field> Device<F> {
    /// Notes why the work of this start was not done, if it was not. Of this run alone, like [`Self::runs_in`].
    pub(super) fn started_up(&mut self, failed: Option<String>) {
        self.me.start_up_failed = failed;
    }
}

/// A database that holds no device yet.
#[derive(Debug)]
pub(super) struct NewDatabase {
    store: Store,
}

impl NewDatabase {
    /// Opens or makes the database at `path`; refuses, as [`Error::NotAllowed`] with `wish`, where it belongs to an office already. An
    /// identity alone is what a try to join left behind.
    pub(super) fn open<F: Field>(
        path: &Path,
        key: &DbKey,
        ambient: &dyn Ambient,
        wish: &'static str,
    ) -> Result<Self, Error> {
        let store = Store::open(path, key.as_bytes(), ambient, &Tables::of::<F>())?;
        if Fact::Root.get(store.reader())?.is_some() {
            return Err(Error::NotAllowed(wish));
        }
        Ok(Self { store })
    }

    pub(super) fn reader(&self) -> &Connection {
        self.store.reader()
    }

    /// Runs `work` in one transaction. There is no state beside the database yet.
    pub(super) fn write<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.store.write(|tx| work(tx))
    }

    /// The device `me`, which was read from this database, or which its first write must store.
    pub(super) fn become_device<F>(self, me: Me<F>) -> Device<F> {
        let store = self.store;
        Device { store, me }
    }
}
