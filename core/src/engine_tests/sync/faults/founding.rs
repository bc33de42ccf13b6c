//! Founding at a relay: done once the relay has said so to the end, and told who this is once in a run.

use super::*;

#[test]
fn a_wiped_relay_that_asks_its_operator_first_gets_everything_once_the_code_is_there() {
    let mut toili = Toili::new(27);
    toili.record(1, 0, Mark::Hadir);
    toili.stage.relay.wipe();
    toili.stage.relay.wants_code = true;
    assert!(matches!(
        toili.sync_phone().stopped,
        Some(SyncError::NeedsCode)
    ));
    let office = &mut toili.stage.office.device;
    sesi_engine::sync::driver::found(office, &mut toili.stage.relay, Some("code")).unwrap();
    toili.synced_phone();
    assert_eq!(
        PendingChange::count(toili.phone.device.reader(), None).unwrap(),
        0
    );
}

#[test]
fn founding_is_not_done_before_the_relay_has_said_so_to_the_end() {
    let mut toili = Toili::new(28);
    toili.stage.relay.wipe();
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::Says(200, None, Vec::new()));
    let office = &mut toili.stage.office.device;
    let found = sesi_engine::sync::driver::found(office, &mut toili.stage.relay, None);
    assert!(matches!(found, Err(SyncError::NoLine { .. })), "{found:?}");
}

/// What a relay says to a founding of one entry or more.
fn judges(results: Vec<PushResult>) -> Turn {
    let head = Frame::Head {
        version: 1,
        relay_time: 1_795_000_000_000,
        results,
    };
    let body = [head, Frame::End].iter().flat_map(to_vec).collect();
    Turn::Says(200, None, body)
}

#[test]
fn founding_is_done_when_the_relay_has_taken_what_it_was_brought() {
    let mut toili = Toili::new(28);
    let office = &mut toili.stage.office.device;
    let count = office
        .me()
        .founding_entries(office.reader(), Brought::Grants)
        .unwrap()
        .len();
    assert!(count > 2);
    let all = |result: PushResult| vec![result; count];
    let but = |at: usize, result: PushResult| {
        let mut results: Vec<_> = (1..=count as u64).map(PushResult::Accepted).collect();
        results[at] = result;
        results
    };
    let refused = PushResult::Rejected(Rejection::UnknownAuthor);
    let unknown = PushResult::Rejected(Rejection::of_number(77));
    for (results, kind) in [
        (Vec::new(), "not_a_relay"),
        (vec![PushResult::Accepted(1)], "not_a_relay"),
        (but(0, refused), "refused"),
        (all(unknown), "refused"),
        (but(1, PushResult::Accepted(u64::MAX)), "not_a_relay"),
    ] {
        toili.stage.relay.turns.push_back(judges(results.clone()));
        let found = sesi_engine::sync::driver::found(office, &mut toili.stage.relay, None);
        let stopped = found.unwrap_err();
        assert_eq!(stopped.kind(), kind, "{results:?}: {stopped}");
    }
    // What is refused is brought again behind the founding entry, and stays refused.
    let first = but(count - 1, refused);
    let again = vec![PushResult::Duplicate(1), refused];
    toili
        .stage
        .relay
        .turns
        .extend([judges(first), judges(again)]);
    let found = sesi_engine::sync::driver::found(office, &mut toili.stage.relay, None);
    assert_eq!(found.unwrap_err().kind(), "refused");
    // Or it was only too early.
    let last = count as u64;
    let again = vec![PushResult::Duplicate(1), PushResult::Accepted(last)];
    let first = but(count - 1, refused);
    toili
        .stage
        .relay
        .turns
        .extend([judges(first), judges(again)]);
    sesi_engine::sync::driver::found(office, &mut toili.stage.relay, None).unwrap();
    assert_eq!(toili.stage.relay.turns.len(), 0);
    toili.synced_office();
}

#[test]
fn a_founding_is_answered_by_one_head_of_a_known_version_and_an_end_behind_it() {
    let mut toili = Toili::new(28);
    let office = &mut toili.stage.office.device;
    let entries = office
        .me()
        .founding_entries(office.reader(), Brought::Grants);
    let count = entries.unwrap().len() as u64;
    let head = |version| Frame::Head {
        version,
        relay_time: 1_795_000_000_000,
        results: (1..=count).map(PushResult::Accepted).collect(),
    };
    let mut found = |frames: &[Frame]| {
        let body = frames.iter().flat_map(to_vec).collect();
        let turn = Turn::Says(200, None, body);
        toili.stage.relay.turns.push_back(turn);
        sesi_engine::sync::driver::found(office, &mut toili.stage.relay, None)
    };
    found(&[head(1), Frame::End]).unwrap();
    found(&[head(1), Frame::Unknown(40), Frame::End]).unwrap();
    for frames in [
        vec![Frame::Unknown(40), head(1), Frame::End],
        vec![Frame::End, head(1)],
        vec![head(1), head(1), Frame::End],
        vec![head(sesi_wire::VERSION + 1), Frame::End],
        vec![head(1), Frame::Own(1), Frame::End],
    ] {
        assert_eq!(found(&frames).unwrap_err().kind(), "not_a_relay");
    }
}

#[test]
fn where_the_founding_entries_stand_is_known_before_the_first_exchange() {
    let stage = crate::testkit::Stage::new(29);
    let placed = stage
        .office
        .rows("SELECT seq FROM entry WHERE seq IS NOT NULL");
    assert!(!placed.is_empty());
}

/// What a revoked machine granted: a relay that knows of its revocation may not take it any more.
#[test]
fn what_a_revoked_machine_of_the_office_said_holds_no_founding_up() {
    let mut toili = Toili::new(34);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut stolen = toili.stage.second_office(dewi);
    stolen.device.ensure_place("72.01.05", &[2026]).unwrap();
    stolen.synced(&mut toili.stage.relay);
    toili.synced_office();
    let lost = stolen.device.id();
    toili.stage.office.device.revoke(lost).unwrap();
    let office = &mut toili.stage.office.device;
    let me = office.me();
    let brought = me.founding_entries(office.reader(), Brought::Grants);
    let brought = brought.unwrap();
    let by_it = |author: Option<(_, u64)>| author.is_some_and(|(device, _)| device == lost);
    let its: Vec<usize> = (0..brought.len())
        .filter(|at| by_it(brought[*at].author))
        .collect();
    assert!(!its.is_empty() && its.len() + 1 < brought.len());
    let refused = PushResult::Rejected(Rejection::UnknownAuthor);
    let mut first: Vec<_> = (1..=brought.len() as u64)
        .map(PushResult::Accepted)
        .collect();
    for at in &its {
        first[*at] = refused;
    }
    let mut again = vec![refused; its.len() + 1];
    again[0] = PushResult::Duplicate(1);
    let relay = &mut toili.stage.relay;
    relay.turns.extend([judges(first), judges(again)]);
    sesi_engine::sync::driver::found(office, relay, None).unwrap();
    assert_eq!(relay.turns.len(), 0);
}

#[test]
fn a_relay_that_forgets_the_office_each_time_is_told_who_this_is_once_in_a_run() {
    let mut toili = Toili::new(35);
    toili.record(1, 0, Mark::Hadir);
    let relay = &mut toili.stage.relay;
    relay.calls.clear();
    for _ in 0..3 {
        relay.turns.push_back(Turn::fault(Code::UnknownToken, None));
        relay.turns.push_back(Turn::Honest);
    }
    let run = toili.sync_phone();
    assert!(matches!(run.stopped, Some(SyncError::Unknown)));
    let calls = &toili.stage.relay.calls;
    assert_eq!(*calls, ["/v1/sync", "/v1/found", "/v1/sync"]);
    toili.stage.relay.turns.clear();
    toili.synced_phone();
}
