//! Joining, founding and recovering, also after a try that broke off.

use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;

use sesi_engine::ambient::Seeded;
use sesi_engine::device::{Invited, JoinFault, Recovery};
use sesi_engine::job::{Cancelled, Phase, Watch, unwatched};
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::store::FeedRow;
use sesi_engine::sync::driver::SyncError;
use sesi_engine::sync::transport::{Answer, Transport, Unreachable};
use sesi_wire::enrol::EnrolResponse;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{from_slice, to_vec};

use crate::device::Device;
use crate::error::Error;
use crate::kinds::Mark;
use crate::office::OfficeDetails;
use crate::testkit::{FakeRelay, Stage, Station, TOILI, Toili, Turn, start};

fn join(
    path: &Path,
    seed: u64,
    key: &DbKey,
    invited: &Invited,
    relay: &mut FakeRelay,
) -> Result<Device, JoinFault> {
    let ambient = Arc::new(Seeded::new(seed, start()));
    Device::join(path, key, ambient, &invited.link, relay)
}

fn enrolments(relay: &FakeRelay) -> Vec<SealedEntry> {
    let log = relay.log(FeedId::CONTROL).iter();
    log.map(|bytes| SealedEntry::parse(bytes.clone()).unwrap())
        .filter(|entry| entry.header().kind == Kind::Enrolment)
        .collect()
}

fn invited(stage: &mut Stage) -> Invited {
    let ani = stage.hire("ANI", &[TOILI]);
    let invited = stage.invite(ani, &[TOILI], false);
    stage.office.synced(&mut stage.relay);
    invited
}

#[test]
fn a_try_whose_answer_was_lost_goes_on_as_the_same_device() {
    let mut stage = Stage::new(61);
    let invited = invited(&mut stage);
    let (path, ambient) = stage.next();
    let key = DbKey::generate(&*ambient);
    stage.relay.turns.push_back(Turn::AnswerLost);
    let lost = join(&path, 1, &key, &invited, &mut stage.relay);
    assert!(matches!(
        lost,
        Err(JoinFault::SyncError(SyncError::NoLine { .. }))
    ));
    let before = enrolments(&stage.relay);
    assert_eq!(before.len(), 1, "the relay let it in");

    // Another run of the app, with other randomness.
    let device = join(&path, 2, &key, &invited, &mut stage.relay).unwrap();
    assert_eq!(enrolments(&stage.relay), before);
    assert_eq!(before[0].header().device, device.id());
    drop(device);
    let mut phone = Station::open(path.clone(), key.clone(), 3);
    phone.synced(&mut stage.relay);
    stage.office.synced(&mut stage.relay);
    assert!(
        stage
            .office
            .device
            .membership()
            .author_key(phone.device.id())
            .is_some()
    );
    drop(phone);
    let again = join(&path, 4, &key, &invited, &mut stage.relay);
    assert!(matches!(
        again,
        Err(JoinFault::SyncError(SyncError::Device(_)))
    ));
}

#[test]
fn with_another_invite_a_broken_try_begins_anew_as_another_device() {
    let mut stage = Stage::new(62);
    let (one, two) = (invited(&mut stage), invited(&mut stage));
    let (path, ambient) = stage.next();
    let key = DbKey::generate(&*ambient);
    stage.relay.turns.push_back(Turn::AnswerLost);
    join(&path, 1, &key, &one, &mut stage.relay).unwrap_err();
    let device = join(&path, 2, &key, &two, &mut stage.relay).unwrap();
    let enrolled = enrolments(&stage.relay);
    assert_eq!(enrolled.len(), 2);
    assert_ne!(enrolled[0].header().device, device.id());
    assert_eq!(enrolled[1].header().device, device.id());
}

#[test]
fn what_the_relay_says_to_a_joining_phone_is_told_apart() {
    let mut stage = Stage::new(63);
    let invited = invited(&mut stage);
    let mut told = |turn| {
        let (path, ambient) = stage.next();
        let key = DbKey::generate(&*ambient);
        stage.relay.turns.push_back(turn);
        join(&path, 9, &key, &invited, &mut stage.relay).unwrap_err()
    };
    assert!(matches!(
        told(Turn::fault(Code::Invite, None)),
        JoinFault::Invite
    ));
    let busy = told(Turn::fault(Code::TooMany, Some(30)));
    let JoinFault::SyncError(SyncError::Busy { wait }) = busy else {
        panic!("{busy:?}");
    };
    assert!(wait.as_secs() >= 30);
    for (turn, expected) in [
        (Turn::fault(Code::Version, None), "versions"),
        (
            Turn::Says(200, None, b"<html>".to_vec()),
            "not a Sesi relay",
        ),
        (
            Turn::Says(404, None, b"<html>".to_vec()),
            "not a Sesi relay",
        ),
        (Turn::fault(Code::Revoked, None), "revoked"),
    ] {
        let fault = told(turn).to_string();
        assert!(fault.contains(expected), "{fault}");
    }
}

/// A relay that answers to an enrolment, with something changed in the answer.
struct Says<'r>(&'r mut FakeRelay, fn(&mut EnrolResponse));

impl Transport for Says<'_> {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        let mut answer = self.0.post(path, bearer, body)?;
        let mut said = Vec::new();
        answer.body.read_to_end(&mut said).unwrap();
        let mut response: EnrolResponse = from_slice("response", &said).unwrap();
        (self.1)(&mut response);
        answer.body = Box::new(Cursor::new(to_vec(&response)));
        Ok(answer)
    }
}

#[test]
fn an_answer_to_an_enrolment_that_cannot_be_is_no_relays_and_the_next_try_succeeds() {
    let lies: [fn(&mut EnrolResponse); 5] = [
        |answer| answer.office.0[0] ^= 1,
        |answer| answer.seq = u64::MAX,
        |answer| answer.seq = 1 << 63,
        |answer| answer.seq = 0,
        |answer| answer.version = 2,
    ];
    for (no, lie) in lies.into_iter().enumerate() {
        let mut stage = Stage::new(67);
        let invited = invited(&mut stage);
        let (path, ambient) = stage.next();
        let key = DbKey::generate(&*ambient);
        let mut liar = Says(&mut stage.relay, lie);
        let link = &invited.link;
        let joined = Device::join(&path, &key, ambient.clone(), link, &mut liar);
        let fault = joined.unwrap_err();
        let not_a_relay = matches!(fault, JoinFault::SyncError(SyncError::NotARelay(_)));
        assert!(not_a_relay, "{no}: {fault:?}");
        Device::join(&path, &key, ambient, link, &mut stage.relay).unwrap();
    }
}

#[test]
fn a_database_where_joining_failed_can_still_found_an_office() {
    let mut stage = Stage::new(64);
    let invited = invited(&mut stage);
    let (path, ambient) = stage.next();
    let key = DbKey::generate(&*ambient);
    stage.relay.turns.push_back(Turn::fault(Code::Invite, None));
    join(&path, 1, &key, &invited, &mut stage.relay).unwrap_err();
    let details = OfficeDetails {
        name: "Dinas Sosial".into(),
        kabupaten: "72.02".into(),
        utc_offset_minutes: 480,
        founder: "RATNA".into(),
        founder_role: "korkab".into(),
    };
    let found = |ambient: Arc<Seeded>| {
        crate::office::found(
            &path,
            &key,
            ambient,
            &RelayAddress::unpinned("http://a"),
            &details,
        )
    };
    let founded = found(ambient.clone()).unwrap();
    drop(founded);
    assert!(found(ambient).is_err(), "but not a second one");
}

#[test]
fn the_words_and_the_relay_bring_the_office_back() {
    let mut toili = Toili::new(65);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let before = toili.stage.office.dump();
    let (path, ambient) = toili.stage.next();
    let key = DbKey::generate(&*ambient);
    let words = &toili.stage.words;
    let relay = &mut toili.stage.relay;
    // A line that breaks at the start leaves a file that is of no use, and says so.
    relay.turns.push_back(Turn::CutAt(1));
    let broken = path.with_extension("broken");
    let from = Recovery {
        relay: &RelayAddress::unpinned("http://relay.test"),
        words,
    };
    let mut recover = |path: &Path, watch: &mut Watch<'_>| {
        Device::recover(path, &key, ambient.clone(), &from, relay, watch)
    };
    recover(&broken, &mut unwatched).unwrap_err();
    let again = recover(&broken, &mut unwatched);
    assert!(matches!(
        again,
        Err(SyncError::Device(Error::NotAllowed(_)))
    ));
    // Whoever turns back before the last exchange begins again with another file.
    let mut told = Vec::new();
    let back = recover(&path.with_extension("back"), &mut |progress| {
        told.push(progress);
        if progress.done == 2 {
            return Err(Cancelled);
        }
        Ok(())
    });
    assert!(matches!(back, Err(SyncError::Cancelled)));
    assert_eq!(told, [0, 1, 2].map(|done| Phase::Asking.at(done, 3)));

    let device = recover(&path, &mut unwatched).unwrap();
    let mut office = Station {
        device,
        ambient,
        path,
        key,
    };
    assert_eq!(office.dump(), before);
    assert!(!office.device.status().unwrap().copied);
    let devices = office.device.membership().devices().into_iter();
    let mut own = devices.filter(|info| info.device == office.device.id());
    let access = own.next().unwrap().access.into_iter();
    let given: BTreeSet<FeedId> = access.map(|access| access.feed).collect();
    let feeds = FeedRow::all(office.device.reader()).unwrap().into_iter();
    let feeds = feeds.map(|feed| feed.id);
    assert_eq!(given, feeds.filter(|id| *id != FeedId::CONTROL).collect());
    // It speaks for the office: a phone that it lets in can work.
    let budi = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, b"ANI");
    let wish = sesi_engine::device::InviteWish {
        person: budi,
        places: vec![TOILI.into()],
        office: false,
        valid_for: chrono::Duration::days(7),
    };
    let invited = office.device.invite(&wish).unwrap();
    office.synced(&mut toili.stage.relay);
    let (path, ambient) = toili.stage.next();
    let key = DbKey::generate(&*ambient);
    let device = join(&path, 5, &key, &invited, &mut toili.stage.relay).unwrap();
    let mut phone = Station {
        device,
        ambient,
        path,
        key,
    };
    phone.synced(&mut toili.stage.relay);
    phone.mark(&toili.group.meeting(2), toili.group.families[0], Mark::Alfa);
    phone.synced(&mut toili.stage.relay);
    office.synced(&mut toili.stage.relay);
    assert_eq!(office.rows("SELECT doc FROM rm_meeting").len(), 2);
}

/// A relay that names another office in its answers to enrolments.
struct Renaming<'r>(&'r mut FakeRelay);

impl Transport for Renaming<'_> {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        let mut answer = self.0.post(path, bearer, body)?;
        let mut told = Vec::new();
        answer.body.read_to_end(&mut told).unwrap();
        let mut enrolled: EnrolResponse = from_slice("enrol response", &told).unwrap();
        enrolled.office.0[0] ^= 1;
        answer.body = Box::new(Cursor::new(to_vec(&enrolled)));
        Ok(answer)
    }
}

#[test]
fn an_answer_that_names_another_office_than_its_welcome_is_not_believed() {
    let mut stage = Stage::new(70);
    let invited = invited(&mut stage);
    let (path, ambient) = stage.next();
    let key = DbKey::generate(&*ambient);
    let link = &invited.link;
    let mut renaming = Renaming(&mut stage.relay);
    let refused = Device::join(&path, &key, ambient.clone(), link, &mut renaming);
    assert!(matches!(
        refused,
        Err(JoinFault::SyncError(SyncError::NotARelay(_)))
    ));
    // Nothing was settled: the honest relay lets the same device in.
    let device = Device::join(&path, &key, ambient, link, &mut stage.relay).unwrap();
    assert_eq!(enrolments(&stage.relay).len(), 1);
    assert_eq!(enrolments(&stage.relay)[0].header().device, device.id());
}

/// In the evening of Greenwich it is tomorrow in Banggai, and the office's document comes only with the first exchange.
#[test]
fn a_phone_that_has_just_joined_counts_days_in_the_zone_of_its_office() {
    let mut stage = Stage::new(69);
    let invited = invited(&mut stage);
    let (path, ambient) = stage.next();
    let key = DbKey::generate(&*ambient);
    let link = &invited.link;
    let device = Device::join(&path, &key, ambient.clone(), link, &mut stage.relay).unwrap();
    assert_eq!(device.utc_offset_minutes().unwrap(), 480);
    ambient.set("2026-11-18T20:00:00Z".parse().unwrap());
    assert_eq!(device.today().unwrap().to_string(), "2026-11-19");
}
