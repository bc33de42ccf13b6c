//! A phone joins an office with an invite: one request, repeatable until it succeeds.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use minicbor::bytes::ByteVec;
use sesi_wire::enrol::{EnrolRequest, EnrolResponse};
use sesi_wire::entry::SealedEntry;
use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;

use super::Device;
use super::feeds::keep_key;
use super::transaction::NewDatabase;
use crate::ambient::Ambient;
use crate::error::Error;
use crate::keys::enrolment;
use crate::keys::identity::DeviceIdentity;
use crate::keys::invite::InviteKeys;
use crate::keys::invite_link::InviteLink;
use crate::keys::secret::DbKey;
use crate::keys::welcome::Welcome;
use crate::store::{ArchivedEntry, Fact, FeedRow, NewEntry, Standing};
use crate::sync::stopped::{FaultRead, Stopped, read_fault};
use crate::sync::transport::Transport;

/// Largest answer to an enrolment that is read.
const MAX_ANSWER: u64 = 64 * 1024;

/// Why joining did not succeed. The same invite can be tried again on the same device.
#[derive(Debug, thiserror::Error)]
pub enum JoinFault {
    /// The invite is unknown, used by another device, withdrawn or expired: ask the office for a new one.
    #[error("the invite cannot be used: ask the office for a new one")]
    Invite,
    /// The relay was not reached, or would not.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

impl From<Error> for JoinFault {
    fn from(error: Error) -> Self {
        Self::Stopped(Stopped::Device(error))
    }
}

impl Device {
    /// Joins an office in a new database at `path`. The identity is stored before the network is asked, so that a try that was
    /// cut off goes on as the same device.
    pub fn join(
        path: &Path,
        key: &DbKey,
        ambient: Arc<dyn Ambient>,
        link: &InviteLink,
        transport: &mut dyn Transport,
    ) -> Result<Self, JoinFault> {
        let wish = "join a second office in one database";
        let mut database = NewDatabase::open(path, key, &*ambient, wish)?;
        let keys = link.secret().keys().map_err(Error::from)?;
        let entry = enrolment_of(&mut database, &keys, &*ambient)?;
        let answer = ask(&entry, transport, &*ambient)?;
        let welcome = Welcome::open(&answer.welcome, &keys).map_err(Error::from)?;
        if answer.office != welcome.office {
            return Err(Stopped::NotARelay("it let the device into another office".into()).into());
        }
        database.write(|conn| settle(conn, &welcome, link, &entry, answer.seq))?;
        Ok(database.load(ambient)?)
    }
}

/// The same identity and the same entry at every try with the same invite: an enrolment is sealed once, too. With another
/// invite it is another device, because the relay may know the first one by the other invite already.
fn enrolment_of(
    database: &mut NewDatabase,
    keys: &InviteKeys,
    ambient: &dyn Ambient,
) -> Result<SealedEntry, Error> {
    if let Some(stored) = Fact::Joining.get(database.reader())? {
        let entry = SealedEntry::parse(stored)?;
        if enrolment::check_enrolment(&entry, keys).is_ok() {
            return Ok(entry);
        }
    }
    let identity = DeviceIdentity::generate(ambient);
    let entry = enrolment::enrol(&identity, keys, ambient)?;
    database.write(|conn| {
        Fact::Identity.set(conn, &*identity.to_secret_bytes())?;
        Ok(Fact::Joining.set(conn, entry.as_bytes())?)
    })?;
    Ok(entry)
}

/// Asks the relay to let the author of `entry` in. May be asked again with the same entry.
pub(crate) fn ask(
    entry: &SealedEntry,
    transport: &mut dyn Transport,
    ambient: &dyn Ambient,
) -> Result<EnrolResponse, JoinFault> {
    let request = EnrolRequest {
        version: sesi_wire::VERSION,
        entry: ByteVec::from(entry.as_bytes().to_vec()),
    };
    let answer = transport
        .post("/v1/enrol", None, sesi_wire::sync::to_vec(&request))
        .map_err(Stopped::from)?;
    if answer.status != 200 {
        return Err(match read_fault(answer) {
            FaultRead::Fault(fault, _) if fault.code == Code::Invite => JoinFault::Invite,
            read => Stopped::before_joining(read, ambient).into(),
        });
    }
    let mut body = Vec::new();
    let mut limited = answer.body.take(MAX_ANSWER);
    limited
        .read_to_end(&mut body)
        .map_err(|error| Stopped::NoLine {
            why: error.to_string(),
            wait: Duration::ZERO,
        })?;
    let answer: EnrolResponse = sesi_wire::sync::from_slice("enrol response", &body)
        .map_err(|malformed| Stopped::NotARelay(malformed.to_string()))?;
    if answer.version > sesi_wire::VERSION || i64::try_from(answer.seq).is_err() || answer.seq == 0
    {
        return Err(Stopped::NotARelay("the answer to an enrolment is none".into()).into());
    }
    Ok(answer)
}

fn settle(
    conn: &rusqlite::Connection,
    welcome: &Welcome,
    link: &InviteLink,
    entry: &SealedEntry,
    seq: u64,
) -> Result<(), Error> {
    Fact::Root.set(conn, &welcome.root.0)?;
    Fact::Office.set(conn, &welcome.office.0)?;
    Fact::Staff.set(conn, &welcome.staff_id)?;
    Fact::Relay.set(conn, link.relay().as_bytes())?;
    let zone = welcome.utc_offset_minutes.to_string();
    Fact::InviteZone.set(conn, zone.as_bytes())?;
    if let Some(pin) = link.pin() {
        Fact::RelayPin.set(conn, pin)?;
    }
    Fact::Joining.clear(conn)?;
    FeedRow::learn(conn, FeedId::CONTROL, FeedRow::CONTROL)?;
    let new = NewEntry {
        feed: FeedId::CONTROL,
        bytes: entry.as_bytes(),
        entry: Some(entry),
        standing: Standing::Member,
    };
    ArchivedEntry::add(conn, &new)?;
    ArchivedEntry::placed(conn, FeedId::CONTROL, &entry.id(), seq, None)?;
    if let Some(mut control) = FeedRow::get(conn, FeedId::CONTROL)? {
        control.own_seq = 1;
        control.own_last = Some(entry.id());
        control.update(conn)?;
    }
    for feed in &welcome.feeds {
        for key in feed.epoch_keys() {
            keep_key(conn, &key, None)?;
        }
    }
    Ok(())
}
