//! All devices of an office are gone: the recovery words and the relay bring it back on a new one.

use std::path::Path;
use std::sync::Arc;

use sesi_wire::ids::FeedId;
use sesi_wire::statement::{Access, DeviceRole, Grant, Rights, Statement};

use super::transaction::NewDatabase;
use super::{Device, Me};
use crate::ambient::Ambient;
use crate::error::Error;
use crate::field::Field;
use crate::job::{Phase, Watch};
use crate::keys::identity::DeviceIdentity;
use crate::keys::recovery::{RecoveryWords, RootIdentity};
use crate::keys::relay_address::RelayAddress;
use crate::keys::secret::DbKey;
use crate::store::{Fact, FeedRow, Relays};
use crate::sync::driver::{self, SyncError};
use crate::sync::transport::Transport;

/// From what an office is brought back.
#[derive(Debug, Clone, Copy)]
pub struct Recovery<'r> {
    /// Where the relay is.
    pub relay: &'r RelayAddress,
    /// The words on the recovery sheet.
    pub words: &'r RecoveryWords,
}

impl<F: Field> Device<F> {
    /// Makes a new office device in a new database at `path`, from the words on the recovery sheet and what the relay holds.
    ///
    /// For a while the new device is the root itself: it pulls the control feed, opens the feed keys wrapped to the root, and
    /// grants itself. A try that was cut off is simply made again, with another new file. `watch` is told before each of the three
    /// exchanges.
    pub fn recover(
        path: &Path,
        key: &DbKey,
        ambient: Arc<dyn Ambient>,
        from: &Recovery<'_>,
        transport: &mut dyn Transport,
        watch: &mut Watch<'_>,
    ) -> Result<Self, SyncError> {
        let Recovery { relay, words } = from;
        let root = RootIdentity::from_words(words).into_identity();
        let wish = "recover into a database that is in use";
        let database = NewDatabase::open::<F>(path, key, &*ambient, wish)?;
        let identity = DeviceIdentity::generate(&*ambient);
        let me = Me::new(ambient, root, sign_key_of(words));
        let mut device = database.become_device(me);
        device.write(|conn, me| {
            Fact::Root.set(conn, &me.root_key()?.0)?;
            Fact::Office.set(conn, &me.office.0)?;
            Relays::begin_at(conn, relay)?;
            FeedRow::learn(conn, FeedId::CONTROL, FeedRow::CONTROL).map_err(Error::from)
        })?;
        let mut pull = |device: &mut Self, done| {
            watch(Phase::Asking.at(done, 3)).map_err(Error::from)?;
            pull(device, transport)
        };
        pull(&mut device, 0)?;
        device.grant_itself(&identity)?;
        pull(&mut device, 1)?;
        device.become_device(identity)?;
        pull(&mut device, 2)?;
        Ok(device)
    }

    fn grant_itself(&mut self, identity: &DeviceIdentity) -> Result<(), Error> {
        self.write(|conn, me| {
            let feeds = FeedRow::all(conn)?;
            let access = feeds
                .iter()
                .filter(|feed| feed.id != FeedId::CONTROL)
                .map(|feed| Access {
                    feed: feed.id,
                    rights: Rights::Write,
                })
                .collect();
            let grant = Grant {
                keys: identity.public(),
                role: DeviceRole::Office,
                access,
            };
            me.say(conn, &[Statement::Grant(grant)])
        })
    }

    /// The root steps back; from here on the new device speaks.
    fn become_device(&mut self, identity: DeviceIdentity) -> Result<(), Error> {
        self.write(|conn, me| {
            Fact::Identity.set(conn, &*identity.to_secret_bytes())?;
            Fact::Copied.clear(conn)?;
            for mut feed in FeedRow::all(conn)? {
                feed.own_seq = 0;
                feed.own_last = None;
                feed.update(conn)?;
            }
            me.identity = Arc::new(identity);
            Ok(())
        })
    }
}

fn sign_key_of(words: &RecoveryWords) -> sesi_wire::ids::SignKey {
    RootIdentity::from_words(words).identity().public().sign
}

fn pull<F: Field>(device: &mut Device<F>, transport: &mut dyn Transport) -> Result<(), SyncError> {
    driver::run(device, transport, |_| true)
        .stopped
        .map_or(Ok(()), Err)
}
