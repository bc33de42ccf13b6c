//! Answers that are none: lines, proxies, faults in a relay's own words, and words that no relay says.

mod founding;

use std::time::Duration;

use sesi_engine::device::Brought;
use sesi_engine::store::PendingChange;
use sesi_engine::sync::budget::Budgets;
use sesi_engine::sync::driver::{Run, SyncError};
use sesi_engine::sync::transport::{Answer, Transport, Unreachable};
use sesi_wire::chain::Chain;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::FeedId;
use sesi_wire::limits::START_BUDGET;
use sesi_wire::sync::{Frame, PushResult, Rejection, to_vec};

use crate::engine_tests::device::invites::join;
use crate::kinds::Mark;
use crate::testkit::{FakeRelay, TOILI, Toili, Turn};

fn budgets(toili: &Toili) -> Budgets {
    Budgets::load(toili.phone.device.reader()).unwrap()
}

fn after(toili: &mut Toili, turn: Turn) -> Run {
    toili.stage.relay.turns.push_back(turn);
    toili.sync_phone()
}

#[test]
fn budgets_grow_on_a_line_that_holds_and_shrink_only_on_one_that_breaks() {
    let mut toili = Toili::new(21);
    let start = budgets(&toili);
    toili.synced_phone();
    assert_eq!(budgets(&toili), start.grown());
    let unreachable = Unreachable::NoConnection("no signal".into());
    after(&mut toili, Turn::NotReached(unreachable));
    assert_eq!(
        budgets(&toili),
        start.grown(),
        "no signal says nothing of the line"
    );
    after(
        &mut toili,
        Turn::NotReached(Unreachable::Broken("timed out".into())),
    );
    assert_eq!(budgets(&toili), start);
    after(&mut toili, Turn::CutAt(1));
    assert_eq!(budgets(&toili), start.halved());
    // What is asked for is what was found to work.
    toili.synced_phone();
    let asked = toili.stage.relay.requests.last().unwrap().budget;
    assert_eq!(asked.unwrap_or(START_BUDGET), start.halved().down);
}

#[test]
fn a_request_that_is_too_large_is_made_smaller_at_once() {
    for too_large in [
        || Turn::fault(Code::TooLarge, None),
        || Turn::Says(413, None, b"<html>".to_vec()),
    ] {
        let mut toili = Toili::new(22);
        toili.record(1, 0, Mark::Hadir);
        let before = budgets(&toili);
        toili.stage.relay.turns.extend([too_large(), too_large()]);
        let run = toili.synced_phone();
        assert_eq!(run.requests, 3);
        assert_eq!(budgets(&toili), before.halved().halved().grown());
        // However small: then it is told.
        toili.stage.relay.turns.extend((0..20).map(|_| too_large()));
        assert!(toili.sync_phone().stopped.is_some());
    }
}

#[test]
fn the_relay_is_left_alone_for_as_long_as_it_asks() {
    let asked = Duration::from_secs(77);
    for turn in [
        Turn::fault(Code::TooMany, Some(77)),
        Turn::fault(Code::Unavailable, Some(77)),
        Turn::fault(Code::Internal, Some(77)),
        Turn::Says(503, Some(77), b"<html>busy</html>".to_vec()),
        Turn::Says(429, Some(77), Vec::new()),
    ] {
        let mut toili = Toili::new(23);
        toili.record(1, 0, Mark::Hadir);
        let run = after(&mut toili, turn);
        let Some(SyncError::Busy { wait }) = run.stopped else {
            panic!("{:?}", run.stopped);
        };
        assert!(wait >= asked && wait < asked * 2, "{wait:?}");
        assert_eq!(toili.phone.device.status().unwrap().failures, 1);
        toili.synced_phone();
        assert_eq!(toili.phone.device.status().unwrap().failures, 0);
    }
}

#[test]
fn waits_grow_while_there_is_no_line() {
    let mut toili = Toili::new(24);
    let mut longest = Duration::ZERO;
    for _ in 0..12 {
        let run = after(
            &mut toili,
            Turn::NotReached(Unreachable::NoConnection("x".into())),
        );
        let Some(SyncError::NoLine { wait, .. }) = run.stopped else {
            panic!("{:?}", run.stopped);
        };
        longest = longest.max(wait);
    }
    assert!(longest > Duration::from_secs(400));
    assert_eq!(toili.phone.device.status().unwrap().failures, 12);
}

#[test]
fn a_revoked_phone_is_told_keeps_its_work_and_takes_no_more() {
    let mut toili = Toili::new(25);
    toili.synced_phone();
    let meeting = toili.record(1, 0, Mark::Hadir);
    let phone = toili.phone.device.id();
    toili.stage.office.device.revoke(phone).unwrap();
    let proof = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    // It is asked twice: once without saying which office is meant.
    toili.stage.relay.turns.push_back(revoked(proof.clone()));
    let run = after(&mut toili, revoked(proof));
    assert!(
        matches!(run.stopped, Some(SyncError::Revoked)),
        "{:?}",
        run.stopped
    );
    assert_eq!(run.requests, 2);
    let status = toili.phone.device.status().unwrap();
    assert!(status.revoked);
    assert_eq!(status.pending_changes, 1);
    assert!(toili.phone.device.document(&meeting).unwrap().is_some());
    let more = crate::testkit::marks([(toili.group.families[1], Mark::Hadir)]);
    assert!(toili.phone.device.edit(&meeting, &more).is_err());
    // A relay that forgot it hears of it from the phone, which sends nothing else.
    let run = toili.sync_phone();
    assert!(
        matches!(run.stopped, Some(SyncError::Revoked)),
        "{:?}",
        run.stopped
    );
    let told = toili.stage.relay.log(FeedId::CONTROL);
    assert!(
        told.contains(
            toili
                .stage
                .office
                .rows_of_bytes(FeedId::CONTROL)
                .last()
                .unwrap()
        )
    );
    assert!(toili.stage.relay.log(toili.meetings_feed()).is_empty());
}

#[test]
fn a_relay_that_says_revoked_and_cannot_show_it_is_not_believed() {
    let mut toili = Toili::new(27);
    toili.synced_phone();
    let meeting = toili.record(1, 0, Mark::Hadir);
    // Another office's words, what is no statement, and noise.
    let foreign = Toili::new(28).stage.office.rows_of_bytes(FeedId::CONTROL);
    let own = toili.phone.rows_of_bytes(FeedId::CONTROL);
    let entries = toili.phone.rows_of_bytes(toili.meetings_feed());
    for proof in [vec![], foreign, own, entries, vec![vec![7; 300]]] {
        let before = toili.phone.rows_of_bytes(FeedId::CONTROL).len();
        // Asked without and with the office's name, told once what the office says of it, and asked again.
        for _ in 0..5 {
            toili.stage.relay.turns.push_back(revoked(proof.clone()));
        }
        let run = after(&mut toili, revoked(proof));
        assert!(run.requests <= 5, "{}", run.requests);
        toili.stage.relay.turns.clear();
        assert!(
            matches!(run.stopped, Some(SyncError::Refused(_))),
            "{:?}",
            run.stopped
        );
        assert!(!toili.phone.device.status().unwrap().revoked);
        assert_eq!(toili.phone.rows_of_bytes(FeedId::CONTROL).len(), before);
    }
    let more = crate::testkit::marks([(toili.group.families[1], Mark::Hadir)]);
    toili.phone.device.edit(&meeting, &more).unwrap();
    toili.synced_phone();
    assert_eq!(toili.phone.device.status().unwrap().pending_changes, 0);
}

fn revoked(proof: Vec<Vec<u8>>) -> Turn {
    let fault = Fault {
        code: Code::Revoked,
        message: "no".into(),
        retry_after: None,
        versions: None,
        proof: Some(proof.into_iter().map(Into::into).collect()),
        offices: None,
    };
    Turn::Says(403, None, to_vec(&fault))
}

#[test]
fn faults_in_the_relays_own_words_are_told_apart() {
    let told = |turn| after(&mut Toili::new(26), turn).stopped.unwrap();
    assert!(matches!(
        told(Turn::fault(Code::Version, None)),
        SyncError::Version {
            oldest: 7,
            newest: 9
        }
    ));
    assert!(matches!(
        told(Turn::fault(Code::Malformed, None)),
        SyncError::Refused(_)
    ));
    assert!(matches!(
        told(Turn::fault(Code::NoSuchCall, None)),
        SyncError::Refused(_)
    ));
    assert!(matches!(
        told(Turn::fault(Code::Unknown(99), None)),
        SyncError::Refused(_)
    ));
    let page = b"<html>Selamat datang di Hotspot</html>".to_vec();
    for status in [200, 302, 404, 500] {
        let stopped = told(Turn::Says(status, None, page.clone()));
        assert!(
            matches!(stopped, SyncError::NotARelay(_)),
            "{status}: {stopped:?}"
        );
    }
    // What is not even a request to whoever answers.
    for status in [400, 431] {
        let stopped = told(Turn::Says(status, None, Vec::new()));
        assert!(
            stopped.to_string().contains("did not understand"),
            "{stopped}"
        );
        assert!(matches!(stopped, SyncError::NotARelay(_)));
    }
    assert!(matches!(
        told(Turn::Says(200, None, Vec::new())),
        SyncError::NoLine { .. }
    ));
}

#[test]
fn answers_that_contradict_themselves_are_no_relays_and_do_no_harm() {
    let chain = Chain([3; 16]);
    let lone = |frame: Frame| {
        Turn::frames(move |mut frames| {
            frames.insert(1, frame);
            frames
        })
    };
    let turns = [
        ("no head", Turn::frames(|frames| frames[1..].to_vec())),
        (
            "two heads",
            Turn::frames(|mut frames| {
                frames.insert(1, frames[0].clone());
                frames
            }),
        ),
        (
            "another count of results",
            Turn::frames(|mut frames| {
                if let Frame::Head { results, .. } = &mut frames[0] {
                    results.push(PushResult::Accepted(1));
                }
                frames
            }),
        ),
        (
            "a later version",
            Turn::frames(|mut frames| {
                if let Frame::Head { version, .. } = &mut frames[0] {
                    *version = 2;
                }
                frames
            }),
        ),
        ("an entry outside a page", lone(Frame::Entry(vec![1; 200]))),
        ("an own outside a page", lone(Frame::Own(1))),
        ("an end of no page", lone(Frame::PageEnd { chain, head: 4 })),
        (
            "a feed that nobody asked for",
            lone(Frame::Page {
                feed: FeedId([9; 8]),
                since: 0,
                chain,
            }),
        ),
    ];
    for (what, turn) in turns {
        let mut toili = Toili::new(29);
        let meeting = toili.record(1, 0, Mark::Hadir);
        let run = after(&mut toili, turn);
        let stopped = run.stopped;
        assert!(
            matches!(stopped, Some(SyncError::NotARelay(_))),
            "{what}: {stopped:?}"
        );
        // Nothing is lost by it: an honest answer leads on.
        toili.synced_phone();
        let id = meeting.id(&toili.phone.device.office());
        assert!(toili.phone.device.acknowledged(id).unwrap(), "{what}");
        assert!(
            toili.phone.device.status().unwrap().parked.is_empty(),
            "{what}"
        );
    }
}

#[test]
fn an_entry_stands_in_a_log_once() {
    let mut toili = Toili::new(32);
    toili.stage.hire("BUDI", &[TOILI]);
    toili.synced_office();
    let twice = Turn::frames(|mut frames| {
        let entry = |frame: &Frame| matches!(frame, Frame::Entry(_));
        let at = frames.iter().position(entry).unwrap();
        frames.insert(at, frames[at].clone());
        frames
    });
    let run = after(&mut toili, twice);
    assert!(matches!(run.stopped, Some(SyncError::NotARelay(_))));
    toili.synced_phone();
}

#[test]
fn what_came_before_garbled_bytes_stands() {
    let mut toili = Toili::new(30);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    for day in 1..=3 {
        colleague.mark(
            &toili.group.meeting(day),
            toili.group.families[0],
            Mark::Hadir,
        );
        colleague.synced(&mut toili.stage.relay);
    }
    let run = after(
        &mut toili,
        Turn::Bytes(Box::new(|mut bytes| {
            let end = bytes.len() - to_vec(&Frame::End).len();
            bytes.truncate(end);
            bytes.extend_from_slice(b"<html>proxy error</html>");
            bytes
        })),
    );
    assert!(run.report.received >= 3, "{run:?}");
    assert!(!toili.phone.rows("SELECT doc FROM rm_meeting").is_empty());
    toili.synced_phone();
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 3);
}

#[test]
fn frames_of_a_later_version_are_passed_over_and_bytes_that_are_no_entry_are_kept_and_counted() {
    let mut toili = Toili::new(31);
    let feed = toili.meetings_feed();
    // The version of an entry, and then nothing of one.
    let garbage = vec![1; 60];
    toili
        .stage
        .relay
        .feeds
        .entry(feed)
        .or_default()
        .push(garbage);
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(|mut frames| {
            frames.insert(1, Frame::Unknown(40));
            frames
        }));
    // One exchange: nobody could chain on to it.
    let relay = &mut toili.stage.relay;
    sesi_engine::sync::driver::run(&mut toili.phone.device, relay, |_| false);
    let status = toili.phone.device.status().unwrap();
    assert_eq!(status.parked.len(), 1);
    assert_eq!(status.parked[0].reason, "unreadable");
    assert_eq!(toili.phone.feed(&crate::testkit::meetings(TOILI)).since, 1);
}

#[test]
fn what_was_believed_in_a_transaction_that_failed_is_not_believed() {
    let mut toili = Toili::new(32);
    toili
        .stage
        .office
        .device
        .ensure_place(crate::testkit::LUWUK, &[2026])
        .unwrap();
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(budi, &[TOILI], false);
    toili.synced_office();
    let before = toili.phone.device.membership().clone();
    // Statements of the office, and then something that no relay says, in one piece.
    let run = after(
        &mut toili,
        Turn::frames(|mut frames| {
            let end = frames.len() - 1;
            frames.insert(end, Frame::Own(1));
            frames
        }),
    );
    assert!(matches!(run.stopped, Some(SyncError::NotARelay(_))));
    assert!(*toili.phone.device.membership() == before);
    toili.synced_phone();
    assert!(*toili.phone.device.membership() != before);
    let open = toili
        .phone
        .device
        .membership()
        .open_invites(crate::testkit::start());
    assert!(open.iter().any(|open| open.invite.invite == invited.id));
}

#[test]
fn a_relay_that_takes_the_office_for_revoked_is_told_who_revokes_whom_and_work_goes_on() {
    let mut toili = Toili::new(33);
    let dewi = toili.stage.hire("DEWI", &[]);
    let stolen = toili.stage.second_office(dewi);
    toili.synced_office();
    let office = &mut toili.stage.office;
    let said = office.rows_of_bytes(FeedId::CONTROL).len();
    office.device.revoke(stolen.device.id()).unwrap();
    let word = office.rows_of_bytes(FeedId::CONTROL)[said].clone();
    let relay = &mut toili.stage.relay;
    relay.calls.clear();
    // Asked without and with the office's name.
    relay.turns.extend([revoked(vec![]), revoked(vec![])]);
    toili.synced_office();
    let relay = &toili.stage.relay;
    let calls = ["/v1/sync", "/v1/sync", "/v1/found", "/v1/sync"];
    assert_eq!(relay.calls, calls);
    assert!(relay.log(FeedId::CONTROL).contains(&word));
    let last = relay.requests.last().unwrap().push.iter().flatten();
    assert!(last.count() > 0, "its other statements go as always");
}

/// A relay, and the paths that were called.
struct Paths<'r>(&'r mut FakeRelay, Vec<String>);

impl Transport for Paths<'_> {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        self.1.push(path.to_owned());
        self.0.post(path, bearer, body)
    }
}

#[test]
fn a_run_names_the_office_only_where_nothing_of_its_log_is_known_yet() {
    let mut toili = Toili::new(36);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(budi, &[TOILI], false);
    toili.synced_office();
    let mut phone = join(&mut toili.stage, &invited);
    let mut paths = Paths(&mut toili.stage.relay, Vec::new());
    for named in [true, false] {
        let run = sesi_engine::sync::driver::run(&mut phone.device, &mut paths, |_| true);
        assert!(run.stopped.is_none(), "{:?}", run.stopped);
        let called = std::mem::take(&mut paths.1);
        let names = |path: &String| path.contains("office=");
        assert!(called.iter().all(|path| names(path) == named), "{called:?}");
    }
}
