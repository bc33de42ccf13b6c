//! One mark for all logs: an idle request is small, and what a relay lost is still found.

use sesi_engine::store::FeedRow;
use sesi_wire::ids::FeedId;

use super::repairs::{scene, settled};
use crate::kinds::Mark;
use crate::testkit::{FakeRelay, Station};

/// The last request of a run that has nothing to do, which is its only one.
fn idle(station: &mut Station, relay: &mut FakeRelay) -> sesi_wire::sync::SyncRequest {
    let run = station.synced(relay);
    assert_eq!(run.requests, 1, "one small request is enough");
    relay.requests.last().unwrap().clone()
}

#[test]
fn an_idle_request_says_one_mark_for_all_logs_that_have_entries() {
    let (mut toili, _) = scene(61);
    toili.synced_phone();
    let request = idle(&mut toili.phone, &mut toili.stage.relay);
    assert!(request.joint.is_some());
    for state in &request.feeds {
        assert_eq!(state.chain, None, "{state:?}");
    }
    let with_entries = request.feeds.iter().filter(|state| state.since > 0);
    assert!(with_entries.count() >= 3);
}

#[test]
fn a_relay_that_lost_an_entry_of_any_feed_is_found_out_by_the_joint_mark_and_repaired() {
    for which in 0..3 {
        let (mut toili, mut colleague) = scene(62 + which);
        toili.synced_phone();
        let feeds = toili.stage.relay.feeds.iter();
        let whole: Vec<_> = feeds.filter(|(_, log)| log.len() > 1).collect();
        let lost = *whole[usize::try_from(which).unwrap() % whole.len()].0;
        let before = toili.stage.relay.log(lost).to_vec();
        // One entry is gone and the log is as long as before: its end tells nothing.
        let log = toili.stage.relay.feeds.get_mut(&lost).unwrap();
        let end = log.len() - 1;
        log.swap(end, end - 1);
        let run = toili.synced_phone();
        assert!(run.report.repaired, "{lost}");
        settled(&mut toili.phone, &mut toili.stage.relay);
        settled(&mut colleague, &mut toili.stage.relay);
        let mut after = toili.stage.relay.log(lost).to_vec();
        let mut before = before;
        after.sort();
        before.sort();
        assert_eq!(after, before);
        let request = idle(&mut toili.phone, &mut toili.stage.relay);
        assert!(request.joint.is_some(), "together again");
    }
}

#[test]
fn a_feed_that_the_relay_refuses_costs_no_second_request_and_comes_back_by_itself() {
    let (mut toili, mut colleague) = scene(65);
    toili.synced_phone();
    let feed = toili.meetings_feed();
    let phone = toili.phone.device.id();
    toili.stage.relay.closed.insert((phone, feed));
    let run = toili.synced_phone();
    assert_eq!(
        run.requests, 2,
        "the joint mark cannot stand for it any more"
    );
    for _ in 0..2 {
        let request = idle(&mut toili.phone, &mut toili.stage.relay);
        assert!(request.joint.is_some());
        let state = request.feeds.iter().find(|state| state.feed == feed);
        assert!(state.unwrap().chain.is_some(), "it has a mark of its own");
    }
    let row = |toili: &crate::testkit::Toili| {
        FeedRow::get(toili.phone.device.reader(), feed)
            .unwrap()
            .unwrap()
    };
    assert!(row(&toili).refused);

    toili.stage.relay.closed.clear();
    colleague.mark(
        &toili.group.meeting(20),
        toili.group.families[2],
        Mark::Sakit,
    );
    colleague.synced(&mut toili.stage.relay);
    let run = toili.synced_phone();
    assert!(run.report.received > 0);
    assert!(!row(&toili).refused);
    let request = idle(&mut toili.phone, &mut toili.stage.relay);
    assert!(request.feeds.iter().all(|state| state.chain.is_none()));
}

#[test]
fn work_is_pushed_once_more_where_the_joint_mark_did_not_fit_and_stands_once() {
    let (mut toili, mut colleague) = scene(66);
    toili.synced_phone();
    let control = toili.stage.relay.feeds.get_mut(&FeedId::CONTROL).unwrap();
    let last = control.pop().unwrap();
    toili.record(22, 3, Mark::Hadir);
    let run = toili.synced_phone();
    assert!(run.report.repaired && run.report.acknowledged > 0);
    assert!(toili.stage.relay.log(FeedId::CONTROL).contains(&last));
    let log = toili.stage.relay.log(toili.meetings_feed());
    let mut once = log.to_vec();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), log.len());
    settled(&mut colleague, &mut toili.stage.relay);
    assert_eq!(toili.phone.dump(), colleague.dump());
}
