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
mod tests {
    use sesi_wire::fault::Fault;
    use sesi_wire::ids::SignKey;
    use sesi_wire::sync::to_vec;

    use super::*;
    use crate::ambient::Seeded;
    use crate::keys::invite::InviteSecret;
    use crate::sync::says::{Says, bare, fault};

    /// A phone with an invite, and the relay's clock.
    struct Phone {
        ambient: Seeded,
        invite: InviteKeys,
        entry: SealedEntry,
    }

    fn phone() -> Phone {
        let ambient = Seeded::new(1, chrono::DateTime::UNIX_EPOCH);
        let invite = InviteSecret::generate(&ambient).keys().unwrap();
        let identity = DeviceIdentity::generate(&ambient);
        let entry = enrolment::enrol(&identity, &invite, &ambient).unwrap();
        Phone {
            ambient,
            invite,
            entry,
        }
    }

    impl Phone {
        /// What the office that `root` founded answers, with a welcome for this invite.
        fn answer(&self, root: u8) -> EnrolResponse {
            let root = SignKey([root; 32]);
            let welcome = Welcome {
                office_name: "Office of the North".into(),
                office: OfficeId::of_root(&root),
                root,
                person: [5; 16],
                person_name: "Ni Luh Sulastri".into(),
                role_label: "Keeper".into(),
                utc_offset_minutes: 480,
                feeds: vec![],
            };
            EnrolResponse {
                version: sesi_wire::VERSION,
                relay_time: 0,
                office: welcome.office,
                welcome: welcome.seal(&self.invite, &self.ambient).unwrap().into(),
                seq: 7,
            }
        }

        fn enter(&self, says: &mut Says) -> Result<EnrolResponse, JoinFault> {
            enter(&self.entry, &self.invite, says, &self.ambient).map(|(answer, _)| answer)
        }
    }

    fn several(offices: &[OfficeId]) -> (u16, Vec<u8>) {
        let fault = Fault {
            offices: Some(offices.to_vec()),
            ..bare(Code::Office)
        };
        (fault.code.status(), to_vec(&fault))
    }

    #[test]
    fn of_several_offices_the_one_whose_welcome_opens_lets_the_phone_in() {
        let phone = phone();
        let right = phone.answer(4);
        let mut sealed_for_others = phone.answer(3);
        sealed_for_others.welcome = vec![0; 80].into();
        let offices = [sealed_for_others.office, OfficeId([2; 16]), right.office];
        for elsewhere in [Code::Invite, Code::Revoked, Code::Malformed, Code::Office] {
            let mut says = Says::these([
                several(&offices),
                (200, to_vec(&sealed_for_others)),
                fault(elsewhere),
                (200, to_vec(&right)),
            ]);
            assert_eq!(phone.enter(&mut says).unwrap(), right);
            let asked = offices.map(|office| at_office(ENROL, &office));
            assert_eq!(says.paths()[0], ENROL);
            assert_eq!(says.paths()[1..], asked);
        }
        let mut none = Says::these([several(&offices[..1]), fault(Code::Invite)]);
        assert!(matches!(phone.enter(&mut none), Err(JoinFault::Invite)));
        // A relay that cannot answer now is asked again another time.
        let mut busy = Says::these([several(&offices), fault(Code::Unavailable)]);
        let stopped = phone.enter(&mut busy);
        assert!(matches!(
            stopped,
            Err(JoinFault::SyncError(SyncError::Busy { .. }))
        ));
    }

    #[test]
    fn a_relay_names_so_many_offices_and_no_more_are_asked() {
        let phone = phone();
        let offices = vec![OfficeId([2; 16]); MAX_OFFICES + 1];
        let refusals = (0..MAX_OFFICES).map(|_| fault(Code::Invite));
        let mut says = Says::these([several(&offices)].into_iter().chain(refusals));
        assert!(matches!(phone.enter(&mut says), Err(JoinFault::Invite)));
        assert_eq!(says.posted.len(), 1 + MAX_OFFICES);
    }

    #[test]
    fn an_answer_says_a_place_in_a_log_and_no_later_version() {
        let phone = phone();
        let call = |change: fn(&mut EnrolResponse)| {
            let mut answer = phone.answer(4);
            change(&mut answer);
            let mut says = Says::these([(200, to_vec(&answer))]);
            phone.enter(&mut says)
        };
        assert!(call(|_| ()).is_ok());
        assert!(call(|answer| answer.seq = u64::MAX / 2).is_ok());
        for change in [
            (|answer| answer.version += 1) as fn(&mut EnrolResponse),
            |answer| answer.seq = 0,
            |answer| answer.seq = u64::MAX / 2 + 1,
        ] {
            let none = call(change);
            assert!(matches!(
                none,
                Err(JoinFault::SyncError(SyncError::NotARelay(_)))
            ));
        }
        let mut refused = Says::these([fault(Code::Invite)]);
        assert!(matches!(phone.enter(&mut refused), Err(JoinFault::Invite)));
    }

    #[test]
    fn a_welcome_of_another_office_lets_nobody_in() {
        let phone = phone();
        let mut answer = phone.answer(4);
        answer.office = OfficeId([2; 16]);
        let stopped = phone.enter(&mut Says::these([(200, to_vec(&answer))]));
        assert!(matches!(
            stopped,
            Err(JoinFault::SyncError(SyncError::NotARelay(_)))
        ));
    }
}
