//! An office begins: its root, its recovery words, its first device.

use std::path::Path;
use std::sync::Arc;

use rusqlite::Connection;
use sesi_wire::chain::ChainMark;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{DeviceRole, Found, Grant, Statement, to_body};
use uuid::Uuid;

use super::transaction::NewDatabase;
use super::{Device, Me};
use crate::ambient::{Ambient, random};
use crate::error::Error;
use crate::field::Field;
use crate::keys::identity::DeviceIdentity;
use crate::keys::recovery::{RecoveryWords, RootIdentity};
use crate::keys::relay_address::RelayAddress;
use crate::keys::secret::DbKey;
use crate::store::{ArchivedEntry, Fact, FeedRow, Relays};

/// A founded office: the device and the words to be printed and locked away.
#[derive(Debug)]
pub struct Founded<F: Field> {
    /// The office's first device.
    pub device: Device<F>,
    /// Whoever has these words is the office. Kept nowhere on the device.
    pub words: RecoveryWords,
}

impl<F: Field> Device<F> {
    /// Founds an office in a new database at `path`. `begin` makes its first feeds and documents, given the id of the person who founds it.
    /// Needs no network; [`crate::sync::driver::found`] brings it to a relay.
    pub fn found(
        path: &Path,
        key: &DbKey,
        ambient: Arc<dyn Ambient>,
        relay: &RelayAddress,
        begin: impl FnOnce(&Connection, &mut Me<F>, Uuid) -> Result<(), Error>,
    ) -> Result<Founded<F>, Error> {
        let words = RecoveryWords::generate(&*ambient);
        let root = RootIdentity::from_words(&words);
        let identity = DeviceIdentity::generate(&*ambient);
        let wish = "found an office in a database that has one";
        let database = NewDatabase::open::<F>(path, key, &*ambient, wish)?;
        let founder = Uuid::from_bytes(random(&*ambient));
        let me = Me::new(ambient, identity, root.identity().public().sign);
        let mut device = database.become_device(me);
        device.write(|conn, me| {
            Fact::Identity.set(conn, &*me.identity.to_secret_bytes())?;
            Fact::Root.set(conn, &root.identity().public().sign.0)?;
            Fact::Office.set(conn, &me.office.0)?;
            Fact::Person.set(conn, founder.as_bytes())?;
            Relays::begin_at(conn, relay)?;
            FeedRow::learn(conn, FeedId::CONTROL, FeedRow::CONTROL)?;
            let entry = founding_entry(me, &root)?;
            me.believe(conn, &entry)?;
            begin(conn, me, founder)
        })?;
        Ok(Founded { device, words })
    }
}

/// The first entry of the control feed: the root presents itself and grants the first device the office role.
fn founding_entry<F: Field>(me: &Me<F>, root: &RootIdentity) -> Result<SealedEntry, Error> {
    let keys = root.identity().public();
    let statements = [
        Statement::Found(Found { root: keys }),
        Statement::Grant(Grant {
            keys: me.identity.public(),
            role: DeviceRole::Office,
            access: Vec::new(),
        }),
    ];
    let header = Header {
        kind: Kind::Statements,
        feed: FeedId::CONTROL,
        device: keys.device(),
        device_seq: 1,
        previous: [0; 16],
        epoch: 0,
        seen_seq: 0,
        seen_chain: ChainMark::default(),
        salt: random(me.ambient()),
    };
    Ok(root
        .identity()
        .sign(header, &to_body(&statements), &root.office().0)?)
}

impl<F: Field> Me<F> {
    /// Whether this device can bring the office to a relay that does not know it.
    pub(crate) fn holds_founding(&self, conn: &Connection) -> Result<bool, Error> {
        let root = self.membership.root();
        Ok(ArchivedEntry::of_author(conn, FeedId::CONTROL, root, 1)?.is_some())
    }

    /// What makes a relay know the office, and this device, again: the founding entry, then what grants or revokes and is believed, as far as
    /// one request goes. Room is kept for what introduced this device, however much others said. A device that was not granted yet adds the
    /// invites and its own enrolment.
    pub fn founding_entries(
        &self,
        conn: &Connection,
        brought: Brought,
    ) -> Result<Vec<ArchivedEntry>, Error> {
        let root = self.membership.root();
        let granted = self.membership.author_key(self.device()).is_some();
        let mut left = sesi_wire::limits::MAX_REQUEST / 2;
        let introduced = match brought {
            Brought::Grants => self.membership.introductions_of(self.device()),
            Brought::Revocations => Vec::new(),
        };
        for id in &introduced {
            let size = ArchivedEntry::get(conn, id)?.map_or(0, |entry| entry.bytes.len());
            left = left.saturating_sub(size);
        }
        let (mut first, mut rest, mut own) = (Vec::new(), Vec::new(), Vec::new());
        ArchivedEntry::each(conn, FeedId::CONTROL, false, |entry| {
            let proved = entry.author.is_some();
            let Some(parsed) = SealedEntry::parse(entry.bytes.clone())
                .ok()
                .filter(|_| proved)
            else {
                return Ok(());
            };
            let header = parsed.header();
            match header.kind {
                Kind::Statements if header.device == root && header.device_seq == 1 => {
                    first.push(entry);
                }
                Kind::Statements if introduced.contains(&entry.id) => rest.push(entry),
                Kind::Statements
                    if self.membership.believes(&entry.id)
                        && brought.has(parsed.body(), granted)
                        && entry.bytes.len() <= left =>
                {
                    left -= entry.bytes.len();
                    rest.push(entry);
                }
                Kind::Enrolment if header.device == self.device() && !granted => own.push(entry),
                _ => {}
            }
            Ok::<_, Error>(())
        })?;
        if first.is_empty() {
            return Err(Error::Missing("founding entry on this device"));
        }
        first.append(&mut rest);
        first.append(&mut own);
        Ok(first)
    }

    /// The entry by which this device enrolled; none on the device that founded the office.
    pub(crate) fn own_enrolment(&self, conn: &Connection) -> Result<Option<SealedEntry>, Error> {
        let own = ArchivedEntry::of_author(conn, FeedId::CONTROL, self.device(), 1)?;
        let Some(archived) = own
            .map(|id| ArchivedEntry::get(conn, &id))
            .transpose()?
            .flatten()
        else {
            return Ok(None);
        };
        let entry = SealedEntry::parse(archived.bytes)?;
        Ok(Some(entry).filter(|entry| entry.header().kind == Kind::Enrolment))
    }
}

/// What of the control feed is brought to a relay, beside the founding entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Brought {
    /// Who is let in and who is not.
    Grants,
    /// Who is not.
    Revocations,
}

impl Brought {
    /// Whether statements are of that: grants, revocations, and, for a device that was not `granted`, invites.
    fn has(self, body: &[u8], granted: bool) -> bool {
        sesi_wire::statement::from_body(body).is_ok_and(|statements| {
            statements.iter().any(|statement| match statement {
                Statement::Revoke(_) => true,
                Statement::Grant(_) | Statement::Access(_) => self == Self::Grants,
                Statement::Invite(_) | Statement::Withdraw(_) => self == Self::Grants && !granted,
                _ => false,
            })
        })
    }
}
