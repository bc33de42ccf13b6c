//! Bytes of strangers, on every call: random ones, and valid requests with a few bytes changed. The relay answers each
//! with a clean 4xx fault or, where the change did no harm, with a proper response; and it is healthy afterwards.

#![allow(clippy::unwrap_used)]

#[path = "../src/fixture/caller.rs"]
#[allow(dead_code)]
mod caller;
#[path = "../src/fixture/people.rs"]
#[allow(dead_code)]
mod people;

use caller::Caller;
use people::{Invitation, Person, Staff, grant, invite};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sesi_relay::http::limits::Limits;
use sesi_relay::protocol::Rules;
use sesi_relay::serve::{Relay, Settings};
use sesi_wire::enrol::EnrolRequest;
use sesi_wire::found::FoundRequest;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{DeviceRole, Rights};
use sesi_wire::sync::{FeedState, Mode, SyncRequest, Want, to_vec};

const FEED: FeedId = FeedId([1; 8]);
fn open() -> Invitation {
    Invitation::new(5)
}

/// A change to a valid request.
#[derive(Debug, Clone)]
enum Change {
    Set(prop::sample::Index, u8),
    Cut(prop::sample::Index),
    Insert(prop::sample::Index, Vec<u8>),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let at = any::<prop::sample::Index>;
    let change = prop_oneof![
        8 => (at(), any::<u8>()).prop_map(|(at, byte)| Change::Set(at, byte)),
        1 => at().prop_map(Change::Cut),
        2 => (at(), prop::collection::vec(any::<u8>(), 1..12))
            .prop_map(|(at, bytes)| Change::Insert(at, bytes)),
    ];
    prop::collection::vec(change, 1..4)
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        match change {
            Change::Set(at, byte) => {
                let at = at.index(bytes.len());
                bytes[at] = *byte;
            }
            Change::Cut(at) => bytes.truncate(at.index(bytes.len())),
            Change::Insert(at, more) => {
                let at = at.index(bytes.len());
                bytes.splice(at..at, more.iter().copied());
            }
        }
    }
    bytes
}

fn settings(data: &std::path::Path) -> Settings {
    Settings {
        data: data.to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        tls: None,
        metrics: None,
        rules: Rules {
            quota: 1 << 26,
            open_founding: true,
        },
        limits: Limits {
            device_rate: 0,
            stranger_rate: 0,
            ..Limits::default()
        },
        max_bytes: None,
    }
}

#[test]
fn hostile_bytes_are_answered_cleanly_on_every_call() {
    let dir = tempfile::tempdir().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .unwrap();
    let settings = settings(dir.path());
    let relay = runtime.block_on(Relay::start(settings)).unwrap();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let member = Person::new(2);
    let said = [
        grant(&member, &[(FEED, Rights::Write)]),
        invite(
            open().id(),
            DeviceRole::Member,
            9_000_000_000,
            &[(FEED, Rights::Read)],
        ),
    ];
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &said)]);

    let state = |mode| FeedState {
        feed: FEED,
        since: 0,
        chain: None,
        own_seq: 1,
        mode,
    };
    let sync = to_vec(&SyncRequest {
        version: 1,
        feeds: vec![state(None), state(Some(Mode::Ids))],
        push: Some(vec![
            member.data(&staff, FEED, 1, b"work").into(),
            staff.root.statements(&staff, 3, &said).into(),
        ]),
        budget: Some(20_000),
        want: Some(vec![Want {
            feed: FEED,
            seqs: vec![1, 2],
        }]),
        joint: None,
    });
    let other = Staff::new(9);
    let found = to_vec(&FoundRequest {
        version: 1,
        code: Some("CODE".into()),
        entries: vec![other.founding_entry().into()],
    });
    let enrol = to_vec(&EnrolRequest {
        version: 1,
        entry: Person::new(3).enrolment(&open()).into(),
    });
    let calls = [
        ("/v1/sync", sync),
        ("/v1/found", found),
        ("/v1/enrol", enrol),
    ];

    let mut runner = TestRunner::new(Config {
        cases: 1500,
        failure_persistence: None,
        ..Config::default()
    });
    let caller = std::cell::RefCell::new(caller);
    let strategy = (
        0..calls.len(),
        prop_oneof![
            1 => prop::collection::vec(any::<u8>(), 0..300).prop_map(Ok),
            4 => changes().prop_map(Err),
        ],
    );
    runner
        .run(&strategy, |(call, bytes)| {
            let (path, valid) = &calls[call];
            let body = bytes.unwrap_or_else(|changes| changed(valid.clone(), &changes));
            let reply = caller.borrow_mut().post(path, Some(&member.token), &body);
            match reply.status {
                200 => {}
                400..=499 => drop(reply.fault()),
                status => prop_assert!(false, "{path} answered {status}"),
            }
            Ok(())
        })
        .unwrap();
    let mut caller = caller.into_inner();
    assert_eq!(caller.get("/healthz").status, 200);
    runtime.block_on(relay.shutdown());
    let findings = sesi_relay::storage::sqlite::check(dir.path()).unwrap();
    assert!(findings.is_sound(), "{findings}");
}
