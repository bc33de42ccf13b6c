//! Quotas, rates, sizes, a full disk, through the real route.

use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::limits::MAX_REQUEST;
use sesi_wire::statement::{DeviceRole, Rights};
use sesi_wire::sync::{PushResult, Rejection, SyncRequest, to_vec};

use crate::fixture::caller::{pulling, pushing};
use crate::fixture::kabupaten::{EAST, accepted, kabupaten};
use crate::fixture::people::{grant, invite, revoke};
use crate::fixture::{Caller, Person, Staff, start, start_with};

#[test]
fn a_full_office_stores_no_more_work_but_can_still_revoke() {
    let mut relay = start();
    relay.restart(|settings| settings.rules.quota = 4_000);
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let ani = Person::new(2);
    let said = grant(&ani, &[(EAST, Rights::Write)]);
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
    let large = ani.data(&staff, EAST, 1, &[7; 1_200]);
    let next = ani.data(&staff, EAST, 2, &[7; 2_500]);
    assert_eq!(
        caller.push(&ani, &[&large, &next, &large]),
        vec![
            PushResult::Accepted(1),
            PushResult::Rejected(Rejection::Quota),
            PushResult::Duplicate(1)
        ]
    );
    let filling = invite(
        sesi_wire::ids::InviteId([1; 16]),
        DeviceRole::Member,
        1,
        &[(FeedId([9; 8]), Rights::Read); 40],
    );
    let said = [filling, revoke(&ani, &[])];
    let entry = staff.root.statements(&staff, 3, &said);
    assert_eq!(caller.push(&staff.root, &[&entry]), accepted(3));
    let fault = caller.sync(&ani, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::Revoked);
}

#[test]
fn tokens_versions_sizes_and_rates_are_refused_each_with_its_code() {
    let mut k = kabupaten();
    let body = to_vec(&pulling(vec![]));
    for token in [None, Some(&[0; 24][..]), Some(&[0; 5][..])] {
        let reply = k.caller.post("/v1/sync", token, &body);
        assert_eq!(reply.fault().code, Code::UnknownToken);
    }
    // The answer arrives however much was being sent.
    let reply = k.caller.post("/v1/sync", None, &vec![0; MAX_REQUEST]);
    assert_eq!(reply.fault().code, Code::UnknownToken);
    let newer = SyncRequest {
        version: 2,
        ..pulling(vec![])
    };
    let fault = k.caller.sync(&k.ani, &newer).fault();
    assert_eq!((fault.code, fault.versions), (Code::Version, Some((1, 1))));
    // Also where it is wider than a byte, on every call and whatever else the request says.
    for number in [
        &[0x19, 1, 0][..],
        &[0x1b, 255, 255, 255, 255, 255, 255, 255, 255],
    ] {
        let newer = [&[0xa1, 0][..], number].concat();
        let token = Some(&k.ani.token[..]);
        for (path, token) in [
            ("/v1/sync", token),
            ("/v1/found", None),
            ("/v1/enrol", None),
        ] {
            let fault = k.caller.post(path, token, &newer).fault();
            assert_eq!(
                (fault.code, fault.versions),
                (Code::Version, Some((1, 1))),
                "{path}"
            );
        }
    }
    let head = format!(
        "POST /v1/found HTTP/1.1\r\nHost: r\r\nContent-Length: {}\r\n\r\n",
        MAX_REQUEST + 1
    );
    // Refused by its length alone: not one byte of the body was sent.
    let reply = k.caller.send(&head, &[]).unwrap();
    assert_eq!(reply.fault().code, Code::TooLarge);
    for path in ["/v1/sync", "/v2/sync", "/"] {
        assert_eq!(k.caller.get(path).fault().code, Code::NoSuchCall);
    }
    let ani = k.ani.clone();
    k.relay.restart(|settings| {
        settings.limits.device_rate = 1;
        settings.limits.device_burst = 2;
    });
    let mut caller = Caller::to(k.relay.address());
    let replies: Vec<_> = (0..4)
        .map(|_| caller.sync(&ani, &pulling(vec![])))
        .collect();
    let refused = replies.iter().find(|reply| reply.status == 429).unwrap();
    assert!(
        refused
            .fault()
            .retry_after
            .is_some_and(|seconds| seconds >= 1)
    );
    assert!(refused.head.to_lowercase().contains("retry-after: "));
    assert_eq!(caller.sync(&k.budi, &pulling(vec![])).status, 200);
}

#[test]
fn a_chunked_body_without_end_is_cut_at_the_limit() {
    let mut k = kabupaten();
    let head = "POST /v1/enrol HTTP/1.1\r\nHost: r\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = [&b"10000\r\n"[..], &vec![0; 0x10000], b"\r\n"].concat();
    let reply = k.caller.send(head, &chunk.repeat(17)).unwrap();
    assert_eq!(reply.fault().code, Code::TooLarge);
}

#[test]
fn a_full_disk_refuses_for_a_while_and_harms_nothing() {
    let relay = start_with(|settings| settings.max_bytes = Some(100 * 4096));
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let ani = Person::new(2);
    let said = grant(&ani, &[(EAST, Rights::Write)]);
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
    let (mut kept, mut fault) = (Vec::new(), None);
    for seq in 1..=60 {
        let entry = ani.data(&staff, EAST, seq, &vec![7; 20_000]);
        let reply = caller.sync(&ani, &pushing(&[&entry]));
        if reply.status != 200 {
            fault = Some(reply.fault());
            break;
        }
        kept.push(entry);
    }
    let fault = fault.unwrap();
    assert_eq!(
        (fault.code, fault.retry_after),
        (Code::Unavailable, Some(30))
    );
    assert_eq!(caller.get("/healthz").status, 200);
    // What was answered is there; what was not may come again once there is room.
    let mut relay = relay;
    relay.restart(|_| {});
    let mut caller = Caller::to(relay.address());
    let again: Vec<PushResult> = kept
        .iter()
        .map(|entry| caller.push(&ani, &[entry])[0])
        .collect();
    let expected: Vec<_> = (1..=kept.len() as u64).map(PushResult::Duplicate).collect();
    assert_eq!(again, expected);
    let next = kept.len() as u64 + 1;
    let entry = ani.data(&staff, EAST, next, &vec![7; 20_000]);
    assert_eq!(caller.push(&ani, &[&entry]), accepted(next));
    relay.restart(|_| {});
    let findings = crate::storage::sqlite::check(relay.dir.path()).unwrap();
    assert!(findings.is_sound(), "{findings}");
}
