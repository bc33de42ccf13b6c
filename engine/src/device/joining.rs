//! A phone joins an office with an invite: one request, repeatable until it succeeds.

use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use minicbor::bytes::ByteVec;
use sesi_wire::enrol::{EnrolRequest, EnrolResponse};
use sesi_wire::entry::SealedEntry;
use sesi_wire::fault::Code;
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::limits::MAX_OFFICES;

use super::access::keep_key;
use super::transaction::NewDatabase;
use super::{Device, Me};
use crate::ambient::Ambient;
use crate::error::Error;
use crate::field::Field;
use crate::keys::enrolment;
use crate::keys::identity::DeviceIdentity;
use crate::keys::invite::InviteKeys;
use crate::keys::invite_link::InviteLink;
use crate::keys::secret::DbKey;
use crate::keys::welcome::Welcome;
use crate::store::{ArchivedEntry, Fact, FeedRow, NewEntry, Standing};
use crate::sync::naming::at_office;
use crate::sync::sync_error::{FaultRead, SyncError, read_fault};
use crate::sync::transport::Transport;

/// Largest answer to an enrolment that is read.
const MAX_ANSWER: u64 = 64 * 1024;

const ENROL: &str = "/v1/enrol";

/// Why joining did not succeed. The same invite can be tried again on the same device.
#[derive(Debug, thiserror::Error)]
pub enum JoinFault {
    /// The invite is unknown, used by another device, withdrawn or expired: ask the office for a new one.
    #[error("the invite cannot be used: ask the office for a new one")]
    Invite,
    /// The relay was not reached, or would not.
    #[error(transparent)]
    SyncError(#[from] SyncError),
}

impl From<Error> for JoinFault {
    fn from(error: Error) -> Self {
        Self::SyncError(SyncError::Device(error))
    }
}

impl<F: Field> Device<F> {
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
        let mut database = NewDatabase::open::<F>(path, key, &*ambient, wish)?;
        let keys = link.secret().keys().map_err(Error::from)?;
        let entry = enrolment_of(&mut database, &keys, &*ambient)?;
        let (answer, welcome) = enter(&entry, &keys, transport, &*ambient)?;
        // Nothing that can fail comes after it: a phone that has joined cannot join again.
        let me = database.write(|conn| {
            settle(conn, &welcome, link, &entry, answer.seq)?;
            Me::load(conn, ambient)
        })?;
        Ok(database.become_device(me))
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
        if enrolment::read_enrolment(&entry).is_ok_and(|(invite, _)| invite == keys.invite) {
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

/// Enrols in the office that made the invite. Other offices may have said its id too, and even its welcome: only its own answers with a
/// welcome that opens and names it.
fn enter(
    entry: &SealedEntry,
    keys: &InviteKeys,
    transport: &mut dyn Transport,
    ambient: &dyn Ambient,
) -> Result<(EnrolResponse, Welcome), JoinFault> {
    let opened = |answer: EnrolResponse| -> Result<_, JoinFault> {
        let welcome = Welcome::open(&answer.welcome, keys).map_err(Error::from)?;
        if answer.office != welcome.office {
            let other = SyncError::NotARelay("it let the device into another office".into());
            return Err(other.into());
        }
        Ok((answer, welcome))
    };
    let offices = match call(ENROL, entry, transport, ambient)? {
        Called::In(answer) => return opened(*answer),
        Called::Several(offices) => offices,
    };
    for office in offices.into_iter().take(MAX_OFFICES) {
        match call(&at_office(ENROL, &office), entry, transport, ambient) {
            Ok(Called::In(answer)) => {
                if let Ok(entered) = opened(*answer) {
                    return Ok(entered);
                }
            }
            // Another office's affair.
            Ok(Called::Several(_))
            | Err(
                JoinFault::Invite
                | JoinFault::SyncError(SyncError::Revoked | SyncError::Refused(_)),
            ) => {}
            Err(fault) => return Err(fault),
        }
    }
    Err(JoinFault::Invite)
}

/// Asks the relay to let the author of `entry` in. May be asked again with the same entry.
pub(crate) fn ask(
    entry: &SealedEntry,
    transport: &mut dyn Transport,
    ambient: &dyn Ambient,
) -> Result<EnrolResponse, JoinFault> {
    match call(ENROL, entry, transport, ambient)? {
        Called::In(answer) => Ok(*answer),
        Called::Several(_) => {
            Err(SyncError::Refused("several offices have the invite".into()).into())
        }
    }
}

/// What an enrolment came to.
enum Called {
    In(Box<EnrolResponse>),
    /// These offices would let the device in.
    Several(Vec<OfficeId>),
}

fn call(
    path: &str,
    entry: &SealedEntry,
    transport: &mut dyn Transport,
    ambient: &dyn Ambient,
) -> Result<Called, JoinFault> {
    let request = EnrolRequest {
        version: sesi_wire::VERSION,
        entry: ByteVec::from(entry.as_bytes().to_vec()),
    };
    let answer = transport
        .post(path, None, sesi_wire::sync::to_vec(&request))
        .map_err(SyncError::from)?;
    if answer.status != 200 {
        return Err(match read_fault(answer) {
            FaultRead::Fault(fault, _) if fault.code == Code::Invite => JoinFault::Invite,
            FaultRead::Fault(fault, _) if fault.code == Code::Office => {
                return Ok(Called::Several(fault.offices.unwrap_or_default()));
            }
            read => SyncError::before_joining(read, ambient).into(),
        });
    }
    let mut body = Vec::new();
    let mut limited = answer.body.take(MAX_ANSWER);
    limited
        .read_to_end(&mut body)
        .map_err(|error| SyncError::NoLine {
            why: error.to_string(),
            wait: Duration::ZERO,
        })?;
    let answer: EnrolResponse = sesi_wire::sync::from_slice("enrol response", &body)
        .map_err(|malformed| SyncError::NotARelay(malformed.to_string()))?;
    if answer.version > sesi_wire::VERSION || i64::try_from(answer.seq).is_err() || answer.seq == 0
    {
        return Err(SyncError::NotARelay("the answer to an enrolment is none".into()).into());
    }
    Ok(Called::In(Box::new(answer)))
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
    Fact::Person.set(conn, &welcome.person)?;
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

#[cfg(test)]
#[path = "joining_tests.rs"]
mod tests;
