//! Relays that say what is not so: of the log, of places in it, of what they took.

use sesi_engine::store::FeedRow;
use sesi_engine::sync::driver::SyncError;
use sesi_wire::chain::Chain;
use sesi_wire::ids::{EntryId, FeedId};
use sesi_wire::sync::{Frame, PushResult, Rejection, to_vec};

use super::repairs::{reordered, scene, seal, settled};
use crate::kinds::Mark;
use crate::testkit::{Toili, Turn};

#[test]
fn a_page_whose_chain_does_not_come_out_is_looked_into() {
    let (mut toili, mut colleague) = scene(15);
    colleague.mark(
        &toili.group.meeting(20),
        toili.group.families[2],
        Mark::Sakit,
    );
    colleague.synced(&mut toili.stage.relay);
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(|mut frames| {
            for frame in &mut frames {
                if let Frame::PageEnd { chain, .. } = frame {
                    *chain = Chain([9; 16]);
                }
            }
            frames
        }));
    let run = toili.synced_phone();
    assert!(run.report.repaired);
    let modes = toili.stage.relay.requests.iter().flat_map(|r| &r.feeds);
    assert!(modes.filter(|state| state.mode.is_some()).count() > 0);
    settled(&mut toili.phone, &mut toili.stage.relay);
}

#[test]
fn a_page_from_another_place_is_not_taken_for_ours() {
    let (mut toili, mut colleague) = scene(16);
    colleague.mark(
        &toili.group.meeting(20),
        toili.group.families[2],
        Mark::Sakit,
    );
    colleague.synced(&mut toili.stage.relay);
    let before = toili.phone.tables();
    for shift in [1, 0] {
        toili
            .stage
            .relay
            .turns
            .push_back(Turn::frames(move |mut frames| {
                for frame in &mut frames {
                    if let Frame::Page { since, chain, .. } = frame {
                        *since += shift;
                        chain.0[15] ^= 1;
                    }
                }
                frames
            }));
        let mut phone = toili.phone.copy(&format!("shift-{shift}.db"), 90);
        let mut seen = None;
        sesi_engine::sync::driver::run(&mut phone.device, &mut toili.stage.relay, |_| {
            seen = Some(());
            false
        });
        assert!(seen.is_some());
        assert_eq!(phone.tables()["entry"], before["entry"], "shift {shift}");
        settled(&mut phone, &mut toili.stage.relay);
        assert_eq!(phone.rows("SELECT doc FROM rm_meeting").len(), 6);
    }
}

/// Found by `make chaos`: such an entry was archived where it did not belong, and every later answer of an honest relay failed.
#[test]
fn a_relay_that_mixes_up_the_feeds_spoils_nothing() {
    let (mut toili, mut colleague) = scene(22);
    colleague.mark(
        &toili.group.meeting(20),
        toili.group.families[2],
        Mark::Sakit,
    );
    let renamed = crate::kinds::FamilyPatch {
        name: sesi_engine::documents::Set::To("SITI".into()),
        ..Default::default()
    };
    let family = crate::kinds::DocKey::Family(toili.group.families[0]);
    colleague.device.edit(&family, &renamed.into()).unwrap();
    colleague.synced(&mut toili.stage.relay);
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(|mut frames| {
            let entry = |frame: &Frame| matches!(frame, Frame::Entry(_));
            let first = frames.iter().position(entry).unwrap();
            let last = frames.iter().rposition(entry).unwrap();
            assert_ne!(first, last);
            frames.swap(first, last);
            frames
        }));
    let run = toili.sync_phone();
    assert!(
        matches!(run.stopped, Some(SyncError::NotARelay(_))),
        "{run:?}"
    );
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(toili.phone.dump(), colleague.dump());
}

/// Found by thinking about `make chaos`: the next entry of somebody else would have shown it, but a feed may stay silent for a year.
#[test]
fn a_relay_that_says_it_took_what_it_threw_away_is_offered_it_again() {
    let (mut toili, _) = scene(23);
    let feed = toili.meetings_feed();
    toili.record(20, 2, Mark::Hadir);
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(|frames| vec![frames[0].clone(), Frame::End]));
    let run = toili.synced_phone();
    assert!(run.report.repaired, "{run:?}");
    let pushed = toili.stage.relay.requests.iter().rev().take(2);
    let pushed: Vec<_> = pushed.map(|request| request.push.clone()).collect();
    assert!(pushed[0].is_some() && pushed[0] == pushed[1]);
    assert_eq!(toili.stage.relay.log(feed).len(), 11);
    settled(&mut toili.phone, &mut toili.stage.relay);
}

/// Found by `make chaos`: an old answer said of new work that it stood where other work of the phone stands. That one counted as unsent,
/// was taken back because a copy of the phone had used the next number, and its place was for good the new work's, which nobody had.
#[test]
fn an_answer_that_comes_again_gives_new_work_no_place_that_is_taken() {
    let (mut toili, _) = scene(26);
    let place = toili.stage.relay.log(toili.meetings_feed()).len() as u64 + 1;
    toili.record(20, 2, Mark::Hadir);
    toili.synced_phone();
    let mut twin = toili.phone.copy("twin.db", 94);
    let families = &toili.group.families;
    twin.mark(&toili.group.meeting(30), families[0], Mark::Hadir);
    twin.synced(&mut toili.stage.relay);
    // Two entries wait.
    toili.record(21, 2, Mark::Alfa);
    seal(&mut toili.phone);
    toili.record(22, 2, Mark::Alfa);
    let old = Frame::Head {
        version: 1,
        relay_time: toili.stage.relay.clock,
        results: vec![
            PushResult::Accepted(place),
            PushResult::Rejected(Rejection::SeqTaken),
        ],
    };
    let old = [old, Frame::End].iter().flat_map(to_vec).collect();
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::Says(200, None, old));
    toili.synced_phone();
    settled(&mut toili.stage.office, &mut toili.stage.relay);
    settled(&mut twin, &mut toili.stage.relay);
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(
        toili.stage.office.rows("SELECT doc FROM rm_meeting").len(),
        9
    );
    assert_eq!(toili.phone.dump(), twin.dump());
}

#[test]
fn an_entry_that_comes_for_another_one_does_not_fill_its_gap() {
    let (mut toili, _) = reordered(27);
    let known = toili.stage.relay.log(toili.meetings_feed())[5].clone();
    let another = Turn::frames(|mut frames| {
        let wanted = frames.iter_mut().find_map(|frame| match frame {
            Frame::Wanted { entry, .. } => Some(entry),
            _ => None,
        });
        *wanted.unwrap() = known;
        frames
    });
    let turns = [Turn::Honest, Turn::Honest, Turn::Honest, another];
    toili.stage.relay.turns.extend(turns);
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 6);
}

#[test]
fn an_entry_that_was_not_asked_for_moves_no_other_one() {
    let (mut toili, _) = scene(31);
    let feed = toili.meetings_feed();
    let entry = toili.stage.relay.log(feed)[5].clone();
    let unasked = Turn::frames(move |mut frames| {
        let at = frames.len() - 1;
        frames.insert(
            at,
            Frame::Wanted {
                feed,
                seq: 2,
                entry,
            },
        );
        frames
    });
    toili.stage.relay.turns.push_back(unasked);
    let before = toili.phone.tables();
    toili.synced_phone();
    assert_eq!(toili.phone.tables()["entry"], before["entry"]);
}

#[test]
fn a_list_that_leaves_something_out_is_asked_for_again() {
    let (mut toili, _) = reordered(28);
    let without = Turn::frames(|mut frames| {
        let ids = frames.iter_mut().find_map(|frame| match frame {
            Frame::Listing { ids, .. } => Some(ids),
            _ => None,
        });
        let ids = ids.unwrap();
        ids[0] = ids[1];
        frames
    });
    let turns = [Turn::Honest, Turn::Honest, without];
    toili.stage.relay.turns.extend(turns);
    let run = toili.synced_phone();
    assert!(run.report.repaired, "{run:?}");
    settled(&mut toili.phone, &mut toili.stage.relay);
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 6);
}

fn more_behind_the_end() -> Turn {
    Turn::frames(|frames| {
        let feed = FeedId::CONTROL;
        let chain = Chain([1; 16]);
        let page = Frame::Page {
            feed,
            since: 999,
            chain,
        };
        let end = Frame::PageEnd { chain, head: 2000 };
        vec![frames[0].clone(), page, end, Frame::End]
    })
}

fn another_log_each_time() -> Turn {
    Turn::frames(|frames| {
        let ids = vec![sesi_wire::ids::ShortEntryId([7; 16])];
        let (feed, chain) = (FeedId::CONTROL, Chain([1; 16]));
        let page = Frame::Page {
            feed,
            since: 0,
            chain,
        };
        let listing = Frame::Listing {
            feed,
            since: 0,
            ids,
        };
        let end = Frame::PageEnd { chain, head: 1 };
        vec![frames[0].clone(), page, listing, end, Frame::End]
    })
}

#[test]
fn a_relay_that_always_has_more_and_never_gives_it_is_left() {
    for (always, why) in [
        (more_behind_the_end as fn() -> Turn, "nothing moves"),
        (another_log_each_time, "nothing moves"),
    ] {
        let (mut toili, _) = scene(17);
        toili.stage.relay.always = Some(always);
        let run = toili.sync_phone();
        let Some(SyncError::NotARelay(told)) = run.stopped else {
            panic!("{:?}", run.stopped);
        };
        assert!(told.contains(why), "{told}");
        assert!(run.requests < 25, "{}", run.requests);
        // An honest relay at the same address is found whole again.
        toili.stage.relay.always = None;
        settled(&mut toili.phone, &mut toili.stage.relay);
    }
}

/// What a relay says that it took is at the office only when its log shows it.
#[test]
fn that_something_was_accepted_is_believed_when_the_log_shows_it() {
    let words: [fn(u64) -> PushResult; 7] = [
        |_| PushResult::Accepted(0),
        |_| PushResult::Duplicate(0),
        PushResult::Accepted,
        PushResult::Duplicate,
        |next| PushResult::Accepted(next - 1),
        |next| PushResult::Duplicate(next + 1_000_000),
        |_| PushResult::Accepted(i64::MAX as u64),
    ];
    for (no, word) in words.into_iter().enumerate() {
        let (mut toili, _) = scene(33);
        let feed = toili.meetings_feed();
        let next = toili.stage.relay.log(feed).len() as u64 + 1;
        let before = toili.stage.relay.feeds.clone();
        let meeting = toili.record(20, 2, Mark::Hadir);
        let id = meeting.id(&toili.phone.device.office());
        let lie = Turn::frames(move |mut frames| {
            if let Frame::Head { results, .. } = &mut frames[0] {
                results.fill(word(next));
            }
            vec![frames[0].clone(), Frame::End]
        });
        toili.stage.relay.turns.push_back(lie);
        // One exchange; what it carried was thrown away.
        let relay = &mut toili.stage.relay;
        let run = sesi_engine::sync::driver::run(&mut toili.phone.device, relay, |_| false);
        toili.stage.relay.feeds = before;
        assert_eq!(run.report.acknowledged, 0, "{no}");
        assert!(!toili.phone.device.acknowledged(id).unwrap(), "{no}");
        toili.synced_phone();
        assert!(toili.phone.device.acknowledged(id).unwrap(), "{no}");
        assert_eq!(toili.stage.relay.log(feed).len() as u64, next, "{no}");
        settled(&mut toili.phone, &mut toili.stage.relay);
    }
}

#[test]
fn a_relay_that_boasted_of_more_than_it_has_leaves_nothing_that_is_awaited() {
    let mut toili = Toili::new(652);
    toili.record(1, 0, Mark::Hadir);
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(|mut frames| {
            for frame in &mut frames {
                if let Frame::PageEnd { head, .. } = frame {
                    *head += 900;
                }
            }
            frames
        }));
    toili.synced_phone();
    let conn = toili.phone.device.reader();
    assert_eq!(FeedRow::count_to_come(conn).unwrap(), 0);
}

#[test]
fn what_a_relay_says_that_it_took_and_its_page_does_not_show_is_offered_again_in_the_same_run() {
    let (mut toili, mut colleague) = scene(653);
    toili.record(20, 0, Mark::Hadir);
    seal(&mut toili.phone);
    let feed = toili.meetings_feed();
    let entry = toili.phone.rows_of_bytes(feed).pop().unwrap();
    let family = toili.group.families[1];
    colleague.mark(&toili.group.meeting(21), family, Mark::Alfa);
    colleague.synced(&mut toili.stage.relay);
    let refused = &mut toili.stage.relay.refuses;
    refused.insert(EntryId::of(&entry), Rejection::Quota);
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(|mut frames| {
            if let Some(Frame::Head { results, .. }) = frames.first_mut() {
                assert_eq!(*results, [PushResult::Rejected(Rejection::Quota)]);
                *results = vec![PushResult::Accepted(99)];
            }
            frames
        }));
    let run = toili.synced_phone();
    assert!(run.report.repaired && run.report.received > 0, "{run:?}");
    let told = (EntryId::of(&entry), Rejection::Quota.number());
    assert_eq!(run.report.refused, [told]);
}

#[test]
fn a_log_of_which_nothing_is_here_differs_from_nothing() {
    let mut toili = Toili::new(654);
    let feed = toili.meetings_feed();
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::frames(move |mut frames| {
            let differs = Frame::Diverged {
                feed,
                head: 5,
                chain: Chain([9; 16]),
            };
            frames.insert(1, differs);
            frames
        }));
    let run = toili.sync_phone();
    assert!(
        matches!(run.stopped, Some(SyncError::NotARelay(_))),
        "{run:?}"
    );
    toili.synced_phone();
}
