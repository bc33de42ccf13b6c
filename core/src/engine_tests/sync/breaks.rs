//! Requests that break off on their way: only the rest is sent, and where that cannot be, the whole.

use sesi_engine::documents::Set;
use sesi_engine::store::{Fact, FeedRow, PendingChange};
use sesi_engine::sync::budget::Budgets;
use sesi_engine::sync::driver::SyncError;
use sesi_engine::sync::transport::Unreachable;
use sesi_wire::fault::Code;

use crate::kinds::{Aspect, DocKey, FamilyPatch, Mark, MeetingPatch};
use crate::testkit::{TOILI, Toili, Turn, roster};

/// A phone whose next request is worth going on with.
fn scene() -> Toili {
    let mut toili = Toili::new(61);
    toili.synced_phone();
    let mut rng = 7_u32;
    for day in 1..=28 {
        // Hardly compresses.
        let text = (0..400).map(|_| letter(&mut rng)).collect();
        let note = MeetingPatch {
            notes: [(Aspect::Proses, Some(text))].into(),
            ..MeetingPatch::default()
        };
        let meeting = toili.group.meeting(day);
        let edited = toili.phone.device.edit(&meeting, &note.into());
        edited.unwrap();
    }
    toili.stage.relay.calls.clear();
    toili.stage.relay.bodies.clear();
    toili
}

/// A letter of a random text.
fn letter(rng: &mut u32) -> char {
    *rng = rng.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
    char::from(b'!' + u8::try_from((*rng >> 16) % 90).unwrap())
}

fn all_is_sent(toili: &Toili) {
    assert_eq!(
        PendingChange::count(toili.phone.device.reader(), None).unwrap(),
        0
    );
}

#[test]
fn after_a_break_only_the_rest_is_sent_within_the_run() {
    let mut toili = scene();
    let budgets = Budgets::load(toili.phone.device.reader()).unwrap();
    toili.stage.relay.turns.push_back(Turn::BreaksAt(3_000));
    toili.stage.relay.turns.push_back(Turn::Honest);
    toili.stage.relay.turns.push_back(Turn::BreaksAt(1_000));
    let run = toili.sync_phone();
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    all_is_sent(&toili);
    let relay = &toili.stage.relay;
    assert_eq!(
        relay.calls,
        [
            "/v1/sync",
            "/v1/held",
            "/v1/sync?after=3000",
            "/v1/held",
            "/v1/sync?after=4000"
        ]
    );
    assert_eq!(run.requests, 5);
    let whole = relay.bodies[0];
    assert_eq!(relay.bodies, [whole, 0, whole - 3_000, 0, whole - 4_000]);
    // The line carried it all: there is no reason to send less next time.
    assert_eq!(
        Budgets::load(toili.phone.device.reader()).unwrap(),
        budgets.grown()
    );
}

/// The scene after a request of which 3,000 bytes arrived, and no signal since.
fn broken_off() -> Toili {
    let mut toili = scene();
    let no_signal = Unreachable::NoConnection("no signal".into());
    let turns = [Turn::BreaksAt(3_000), Turn::NotReached(no_signal)];
    toili.stage.relay.turns.extend(turns);
    let run = toili.sync_phone();
    assert!(matches!(run.stopped, Some(SyncError::NoLine { .. })));
    toili
}

#[test]
fn what_somebody_stopped_is_no_failure_and_is_gone_on_from() {
    let mut toili = scene();
    let conn = toili.phone.device.reader();
    let before = (
        Budgets::load(conn).unwrap(),
        Fact::Failures.get(conn).unwrap(),
    );
    toili.stage.relay.turns.push_back(Turn::StoppedAt(3_000));
    let run = toili.sync_phone();
    assert!(matches!(run.stopped, Some(SyncError::Cancelled)));
    let conn = toili.phone.device.reader();
    let after = (
        Budgets::load(conn).unwrap(),
        Fact::Failures.get(conn).unwrap(),
    );
    assert_eq!(after, before);
    let run = toili.sync_phone();
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    all_is_sent(&toili);
    let calls = &toili.stage.relay.calls;
    assert_eq!(calls[1..], ["/v1/held", "/v1/sync?after=3000"]);
}

#[test]
fn a_later_run_goes_on_even_if_something_was_recorded_since() {
    let mut toili = broken_off();
    toili.record(28, 0, Mark::Sakit);
    let run = toili.sync_phone();
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    all_is_sent(&toili);
    let calls = &toili.stage.relay.calls;
    assert_eq!(calls[2..4], ["/v1/held", "/v1/sync?after=3000"]);
    assert_eq!(
        calls.len(),
        5,
        "what was recorded since goes with a request of its own"
    );
}

#[test]
fn what_the_relay_does_not_hold_or_holds_otherwise_is_sent_whole_and_in_smaller_requests() {
    let spoil: [fn(&mut Toili); 3] = [
        |toili| toili.stage.relay.beginning.clear(),
        |toili| toili.stage.relay.beginning[100] ^= 1,
        |toili| toili.stage.relay.beginning.extend(vec![0; 100_000]),
    ];
    for spoil in spoil {
        let mut toili = broken_off();
        let budgets = Budgets::load(toili.phone.device.reader()).unwrap();
        spoil(&mut toili);
        let run = toili.sync_phone();
        assert!(run.stopped.is_none(), "{:?}", run.stopped);
        all_is_sent(&toili);
        assert_eq!(toili.stage.relay.calls[2..4], ["/v1/held", "/v1/sync"]);
        let now = Budgets::load(toili.phone.device.reader()).unwrap();
        assert!(now.up < budgets.grown().up);
    }
}

#[test]
fn a_relay_that_does_not_know_the_question_or_forgets_meanwhile_gets_the_whole() {
    let answers: [fn() -> Vec<Turn>; 2] = [
        || vec![Turn::fault(Code::NoSuchCall, None)],
        || vec![Turn::Honest, Turn::fault(Code::NotHeld, None)],
    ];
    for answers in answers {
        let mut toili = scene();
        toili.stage.relay.turns.push_back(Turn::BreaksAt(3_000));
        toili.stage.relay.turns.extend(answers());
        let run = toili.sync_phone();
        assert!(run.stopped.is_none(), "{:?}", run.stopped);
        all_is_sent(&toili);
    }
}

#[test]
fn a_relay_that_always_says_that_it_does_not_hold_a_request_ends_the_run() {
    let mut toili = scene();
    toili.stage.relay.always = Some(|| Turn::fault(Code::NotHeld, None));
    let run = toili.sync_phone();
    assert!(matches!(run.stopped, Some(SyncError::Refused(_))));
    assert_eq!(run.requests, 1);
}

#[test]
fn a_line_on_which_no_request_gets_further_ends_the_run() {
    let mut toili = scene();
    // The question and the request in turn; of the request nothing new arrives.
    for _ in 0..100 {
        toili.stage.relay.turns.push_back(Turn::BreaksAt(2_000));
        toili.stage.relay.turns.push_back(Turn::Honest);
        for _ in 0..100 {
            toili.stage.relay.turns.push_back(Turn::BreaksAt(0));
            toili.stage.relay.turns.push_back(Turn::Honest);
        }
    }
    let run = toili.sync_phone();
    assert!(matches!(run.stopped, Some(SyncError::NoLine { .. })));
    assert!(run.requests < 30, "{}", run.requests);
}

#[test]
fn a_relay_that_fails_at_the_question_gets_the_whole_in_the_same_run() {
    for status in [500, 502, 429, 400, 409, 403] {
        let mut toili = scene();
        let says = Turn::Says(status, None, b"<html>".to_vec());
        toili
            .stage
            .relay
            .turns
            .extend([Turn::BreaksAt(3_000), says]);
        let run = toili.sync_phone();
        assert!(run.stopped.is_none(), "{status}: {:?}", run.stopped);
        all_is_sent(&toili);
    }
    for code in [
        Code::Internal,
        Code::Unavailable,
        Code::TooMany,
        Code::Malformed,
    ] {
        let mut toili = scene();
        let turns = [Turn::BreaksAt(3_000), Turn::fault(code, None)];
        toili.stage.relay.turns.extend(turns);
        let run = toili.sync_phone();
        assert!(run.stopped.is_none(), "{code:?}: {:?}", run.stopped);
        all_is_sent(&toili);
    }
}

#[test]
fn a_line_that_always_breaks_at_the_question_is_not_asked_for_ever() {
    let mut toili = broken_off();
    for _ in 0..2 {
        let broken = Turn::NotReached(Unreachable::Broken("it broke".into()));
        toili.stage.relay.turns.push_back(broken);
        let run = toili.sync_phone();
        assert!(matches!(run.stopped, Some(SyncError::NoLine { .. })));
    }
    let run = toili.sync_phone();
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    all_is_sent(&toili);
    let asked = toili.stage.relay.calls.iter();
    assert_eq!(asked.filter(|path| *path == "/v1/held").count(), 3);
}

#[test]
fn a_later_run_goes_on_though_another_feed_has_more_to_send_since() {
    let mut toili = scene();
    let family = DocKey::Family(toili.group.families[0]);
    let phoned = |toili: &mut Toili, number: &str| {
        let patch = FamilyPatch {
            phone: Set::To(number.into()),
            ..FamilyPatch::default()
        };
        let edited = toili.phone.device.edit(&family, &patch.into());
        edited.unwrap().unwrap();
    };
    phoned(&mut toili, "0811");
    let no_signal = Unreachable::NoConnection("no signal".into());
    let turns = [Turn::BreaksAt(3_000), Turn::NotReached(no_signal)];
    toili.stage.relay.turns.extend(turns);
    toili.sync_phone();
    // In the feed that stands behind the other one in a request.
    let both = [toili.meetings_feed(), toili.phone.feed(&roster(TOILI)).id];
    let feeds = FeedRow::all(toili.phone.device.reader()).unwrap();
    let last = feeds.iter().rfind(|feed| both.contains(&feed.id));
    if last.unwrap().id == both[0] {
        toili.record(28, 0, Mark::Sakit);
    } else {
        phoned(&mut toili, "0822");
    }
    let run = toili.sync_phone();
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    all_is_sent(&toili);
    let calls = &toili.stage.relay.calls;
    assert_eq!(calls[2..4], ["/v1/held", "/v1/sync?after=3000"]);
}

#[test]
fn a_request_of_less_than_four_kibibytes_is_sent_again_as_it_is() {
    let mut toili = Toili::new(62);
    toili.synced_phone();
    let mut rng = 7_u32;
    let note = MeetingPatch {
        notes: [(
            Aspect::Proses,
            Some((0..900).map(|_| letter(&mut rng)).collect()),
        )]
        .into(),
        ..MeetingPatch::default()
    };
    let meeting = toili.group.meeting(1);
    toili.phone.device.edit(&meeting, &note.into()).unwrap();
    let relay = &mut toili.stage.relay;
    (relay.calls, relay.bodies) = (Vec::new(), Vec::new());
    relay.turns.push_back(Turn::BreaksAt(500));
    let run = toili.sync_phone();
    assert!(matches!(run.stopped, Some(SyncError::NoLine { .. })));
    let length = toili.stage.relay.bodies[0];
    assert!((1_100..4_096).contains(&length), "{length}");
    let run = toili.sync_phone();
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    all_is_sent(&toili);
    assert_eq!(toili.stage.relay.calls, ["/v1/sync", "/v1/sync"]);
}
