//! Lines that break: at any byte, what was whole stays, and going on leads where an unbroken line would have.

use std::collections::BTreeSet;
use std::io::Read;
use std::sync::Arc;

use parking_lot::Mutex;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::store::{Fact, FeedRow};
use sesi_engine::sync::budget::Budgets;
use sesi_engine::sync::driver::{SyncError, run, run_told};
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::report::Report;
use sesi_engine::sync::request;
use sesi_engine::sync::response::Receiver;
use sesi_engine::sync::transport::{Transport, Unreachable};
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, FrameReader, to_vec};

use crate::error::Error;
use crate::kinds::{Aspect, Mark, MeetingPatch};
use crate::testkit::{LUWUK, Station, TOILI, Toili, Turn};

/// A phone with an entry of its own to send, and entries of a colleague and of the office to fetch.
fn scene() -> Toili {
    let mut toili = Toili::new(1);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    for (day, family) in [(1, 0), (2, 1), (3, 2)] {
        let meeting = toili.group.meeting(day);
        let family = toili.group.families[family];
        colleague.mark(&meeting, family, Mark::Hadir);
        colleague.synced(&mut toili.stage.relay);
    }
    toili.record(2, 3, Mark::Alfa);
    // Sealed now, so that every copy of the phone sends the same entry.
    request::prepare(&mut toili.phone.device).unwrap();
    toili
}

fn bearer(station: &Station) -> String {
    let secret = Fact::Identity.get(station.device.reader()).unwrap();
    let identity = DeviceIdentity::from_secret_bytes(&secret.unwrap()).unwrap();
    identity.bearer().to_string()
}

fn own_seq(station: &Station, feed: FeedId) -> u64 {
    let row = FeedRow::get(station.device.reader(), feed).unwrap();
    row.unwrap().own_seq
}

/// The relay's whole answer to what the phone asks now.
fn answer(toili: &mut Toili) -> (request::Request, Vec<u8>) {
    let bearer = bearer(&toili.phone);
    let request = request::prepare(&mut toili.phone.device).unwrap();
    let posted = toili
        .stage
        .relay
        .post("/v1/sync", Some(&bearer), request.body.clone());
    let mut body = Vec::new();
    posted.unwrap().body.read_to_end(&mut body).unwrap();
    (request, body)
}

fn frames(body: &[u8]) -> Vec<Frame> {
    let mut reader = FrameReader::default();
    reader.feed(body);
    std::iter::from_fn(|| reader.next_frame().unwrap()).collect()
}

/// Where the frames of a body end.
fn ends(body: &[u8]) -> BTreeSet<usize> {
    let mut end = 0;
    let ends = frames(body).into_iter().map(|frame| {
        end += to_vec(&frame).len();
        end
    });
    ends.collect()
}

#[test]
fn every_prefix_of_a_response_leaves_whole_entries_and_a_cursor_that_counts_them() {
    let mut toili = scene();
    let feed = toili.meetings_feed();
    let (request, body) = answer(&mut toili);
    let ends = ends(&body);
    let kinds = frames(&body);
    assert!(kinds.iter().any(|frame| matches!(frame, Frame::Own(_))));
    assert!(
        kinds
            .iter()
            .filter(|frame| matches!(frame, Frame::Entry(_)))
            .count()
            >= 3
    );
    let chains = toili.stage.relay.chains(feed);

    let reopened = toili.phone.key.clone();
    let path = toili.phone.path.clone();
    let mut before = toili.phone.tables();
    let mut steps = 0;
    let mut receiver = Receiver::new(request);
    for (at, byte) in body.iter().enumerate() {
        receiver.bytes(&mut toili.phone.device, &[*byte]).unwrap();
        let now = Station::tables_of(&toili.phone.device);
        if ends.contains(&(at + 1)) {
            steps += usize::from(now != before);
        } else {
            assert_eq!(
                now, before,
                "byte {at} ends no frame, but changed something"
            );
        }
        before = now;
        let row = FeedRow::get(toili.phone.device.reader(), feed)
            .unwrap()
            .unwrap();
        let placed: u64 = toili
            .phone
            .device
            .reader()
            .query_row(
                "SELECT count(*) FROM entry WHERE feed = ?1 AND seq <= ?2",
                (feed.0, row.since),
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(placed, row.since, "at byte {at}");
        let ahead: u64 = toili
            .phone
            .device
            .reader()
            .query_row(
                "SELECT count(*) FROM entry WHERE feed = ?1 AND seq > ?2 AND device <> ?3",
                (feed.0, row.since, toili.phone.device.id().0),
                |row| row.get(0),
            )
            .unwrap();
        assert_eq!(ahead, 0, "the cursor lags behind at byte {at}");
        if row.since > 0 {
            assert_eq!(
                row.chain,
                Some(chains[usize::try_from(row.since).unwrap()]),
                "at byte {at}"
            );
        }
    }
    assert!(steps >= 5, "the response moved something {steps} times");
    assert!(receiver.finish(&toili.phone.device).unwrap().ended);
    drop(toili.phone);
    // What was applied is on the disk.
    let again = Station::open(path, reopened, 99);
    assert_eq!(again.tables(), before);
}

#[test]
fn after_a_cut_anywhere_the_phone_ends_where_an_unbroken_line_leads() {
    let mut toili = scene();
    let mut whole = toili.phone.copy("whole.db", 50);
    whole.synced(&mut toili.stage.relay);
    let (expected, dump) = (whole.tables(), whole.dump());
    let mut probe = toili.phone.copy("probe.db", 51);
    std::mem::swap(&mut toili.phone, &mut probe);
    let (_, body) = answer(&mut toili);
    std::mem::swap(&mut toili.phone, &mut probe);
    for end in ends(&body) {
        for at in [end - 1, end] {
            let mut phone = toili.phone.copy(&format!("cut-{at}.db"), 52);
            toili.stage.relay.turns.push_back(Turn::CutAt(at));
            let cut = phone.sync(&mut toili.stage.relay);
            // A cut that brought something is followed up at once; one that did not waits.
            if let Some(stopped) = cut.stopped {
                assert!(matches!(stopped, SyncError::NoLine { .. }), "{stopped:?}");
                phone.synced(&mut toili.stage.relay);
            }
            assert_eq!(phone.tables(), expected, "cut at {at}");
            assert_eq!(phone.dump(), dump, "cut at {at}");
        }
    }
}

#[test]
fn a_response_that_is_delivered_twice_changes_nothing_the_second_time() {
    let mut toili = scene();
    toili.synced_phone();
    let budi = toili.stage.hire("CITRA", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    colleague.mark(
        &toili.group.meeting(9),
        toili.group.families[0],
        Mark::Sakit,
    );
    colleague.synced(&mut toili.stage.relay);
    let (request, body) = answer(&mut toili);
    let stale = request::prepare(&mut toili.phone.device).unwrap();
    for request in [request, stale] {
        let mut receiver = Receiver::new(request);
        receiver.bytes(&mut toili.phone.device, &body).unwrap();
        receiver.finish(&toili.phone.device).unwrap();
    }
    let twice = toili.phone.tables();
    toili.synced_phone();
    assert_eq!(toili.phone.tables(), twice);
}

#[test]
fn an_answer_that_got_lost_costs_a_duplicate_and_nothing_else() {
    let mut toili = scene();
    let meeting = toili.group.meeting(2);
    let id = meeting.id(&toili.phone.device.office());
    toili.stage.relay.turns.push_back(Turn::AnswerLost);
    assert!(matches!(
        toili.sync_phone().stopped,
        Some(SyncError::NoLine { .. })
    ));
    assert!(!toili.phone.device.acknowledged(id).unwrap());
    let stored = toili.stage.relay.log(toili.meetings_feed()).len();
    toili.synced_phone();
    assert!(toili.phone.device.acknowledged(id).unwrap());
    assert_eq!(toili.stage.relay.log(toili.meetings_feed()).len(), stored);
}

#[test]
fn a_run_that_is_cancelled_between_exchanges_keeps_what_it_brought() {
    let mut toili = scene();
    let mut told = 0;
    // Small budgets make several exchanges of it.
    toili
        .stage
        .relay
        .turns
        .push_back(Turn::NotReached(Unreachable::Broken("thin".into())));
    toili.sync_phone();
    toili.stage.relay.turns.push_back(Turn::frames(|frames| {
        // The budget ended after the first page's first entry.
        let at = frames
            .iter()
            .position(|f| matches!(f, Frame::Entry(_)))
            .unwrap();
        frames[..=at].to_vec()
    }));
    let cancelled = run(&mut toili.phone.device, &mut toili.stage.relay, |_| {
        told += 1;
        false
    });
    assert!(matches!(cancelled.stopped, Some(SyncError::Cancelled)));
    assert_eq!((told, cancelled.requests), (1, 1));
    assert!(cancelled.report.received > 0);
    let rest = toili.synced_phone();
    assert!(rest.report.received > 0);
    assert_eq!(toili.synced_phone().requests, 1);
}

#[test]
fn a_feed_whose_key_has_just_come_is_fetched_in_the_same_run() {
    let mut toili = scene();
    toili.synced_phone();
    toili
        .stage
        .office
        .ambient
        .set("2027-01-04T00:00:00Z".parse().unwrap());
    toili.stage.office.device.ensure_years().unwrap();
    toili.synced_office();
    let next = crate::kinds::meetings_feed(TOILI, 2027);
    toili.synced_phone();
    let feed = toili.phone.feed(&next).id;
    let last = toili.stage.relay.requests.last().unwrap();
    assert!(last.feeds.iter().any(|state| state.feed == feed));
    // And a kecamatan that is none of its business stays unknown.
    toili
        .stage
        .office
        .device
        .ensure_place(LUWUK, &[2026])
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert!(!toili.phone.rows("SELECT hex(purpose) FROM feed").is_empty());
    let luwuk = crate::testkit::roster(LUWUK).to_bytes();
    let found = FeedRow::of_purpose(toili.phone.device.reader(), &luwuk);
    assert_eq!(found.unwrap(), None);
}

#[test]
fn work_between_the_bytes_of_an_answer_keeps_both() {
    let (_, body) = answer(&mut scene());
    for end in ends(&body) {
        let mut toili = scene();
        let (request, body) = answer(&mut toili);
        let (meeting, feed) = (toili.group.meeting(20), toili.meetings_feed());
        let family = toili.group.families[0];
        let phone = &mut toili.phone;
        let mut receiver = Receiver::new(request);
        receiver.bytes(&mut phone.device, &body[..end]).unwrap();
        // The pendamping records a meeting and hands it on as a file, which seals it, while the answer is still coming.
        phone.mark(&meeting, family, Mark::Sakit);
        file::export(&mut phone.device, Extent::Unsent, &mut Vec::new()).unwrap();
        let sealed = own_seq(phone, feed);
        receiver.bytes(&mut phone.device, &body[end..]).unwrap();
        receiver.finish(&phone.device).unwrap();
        assert_eq!(own_seq(phone, feed), sealed, "after {end} bytes");
        // Sealing goes on from there: a number that is used twice would look like a copied database.
        phone.mark(&meeting, family, Mark::Alfa);
        let run = phone.synced(&mut toili.stage.relay);
        assert!(!run.report.copied, "after {end} bytes");
        assert_eq!(phone.device.status().unwrap().pending_changes, 0);
    }
}

#[test]
fn whoever_looks_on_hears_with_each_piece_what_came_and_what_is_to_come() {
    let mut toili = scene();
    for day in 1..=12 {
        // Hardly compresses.
        let letters = (0..990).map(|at| 0x4E00 + (at + day) * 7919 % 20_000);
        let note = MeetingPatch {
            notes: [(Aspect::Proses, letters.map(char::from_u32).collect())].into(),
            ..MeetingPatch::default()
        };
        let meeting = toili.group.meeting(day);
        toili.phone.device.edit(&meeting, &note.into()).unwrap();
        toili.synced_phone();
    }
    let mut device = toili.stage.office.device;
    let budgets = Budgets::load(device.reader()).unwrap();
    let small = (0..9).fold(budgets, |budgets, _| budgets.halved());
    device.write(|conn, _| small.save(conn)).unwrap();
    let mut office = Arc::new(Mutex::new(device));
    let shared = office.clone();
    let mut told = Vec::new();
    let piece = |report: &Report| {
        let device = shared.lock();
        let to_come = FeedRow::count_to_come(device.reader()).unwrap();
        told.push((report.received, to_come));
    };
    let run = run_told(&mut office, &mut toili.stage.relay, piece, |_| true);
    assert!(run.stopped.is_none() && run.requests > 2, "{run:?}");
    let all = run.report.received;
    assert_eq!(told.last(), Some(&(all, 0)));
    let in_between = told.iter().filter(|(_, to_come)| *to_come > 0);
    assert!(in_between.count() > 0, "{told:?}");
    assert!(told.is_sorted_by_key(|(received, _)| *received), "{told:?}");
    // Entries of its own came back, too.
    assert!(
        told.iter()
            .all(|(received, to_come)| received + to_come <= all + 9),
        "{told:?}"
    );
}

/// What is told of an answer is what it left in the database, wherever the disk failed.
#[test]
fn of_a_piece_that_was_not_kept_nothing_is_counted() {
    let mut toili = scene();
    let (mut kept, mut lost) = (0, 0);
    for (fails_at, piece) in [(1, 300), (2, 300), (3, 300), (2, 1_000), (3, 4_000)] {
        let mut phone = toili.phone.copy(&format!("{fails_at}-{piece}.db"), piece);
        std::mem::swap(&mut phone, &mut toili.phone);
        let relay = toili.stage.relay.twin();
        let relay = std::mem::replace(&mut toili.stage.relay, relay);
        let (request, body) = answer(&mut toili);
        std::mem::swap(&mut phone, &mut toili.phone);
        toili.stage.relay = relay;
        let before = phone.rows("SELECT id FROM entry").len();
        let trigger = format!(
            "CREATE TEMP TRIGGER full BEFORE INSERT ON main.entry
             WHEN (SELECT count(*) FROM main.entry) + 1 = {before} + {fails_at} BEGIN SELECT RAISE(ABORT, 'full'); END",
        );
        let altered = phone
            .device
            .write(|conn, _| conn.execute_batch(&trigger).map_err(Error::from));
        altered.unwrap();
        let mut receiver = Receiver::new(request);
        let size = usize::try_from(piece).unwrap();
        let failed = body.chunks(size).find_map(|bytes| {
            let taken = receiver.bytes(&mut phone.device, bytes);
            taken.err()
        });
        assert!(
            matches!(failed, Some(Error::Store(_))),
            "{fails_at} in {piece}: {failed:?}"
        );
        let came = (phone.rows("SELECT id FROM entry").len() - before) as u64;
        let meetings = phone.rows("SELECT doc FROM rm_meeting").len();
        assert_eq!(receiver.report().received, came);
        let outcome = receiver.finish(&phone.device).unwrap();
        assert_eq!(outcome.report.received, came);
        assert_eq!(outcome.report.changed.len(), meetings - 1);
        assert!(!outcome.ended);
        kept += came;
        lost += fails_at - 1 - came;
    }
    assert!(kept > 0 && lost > 0, "{kept} were kept, {lost} were not");
}

#[test]
fn what_is_saved_while_an_answer_comes_is_more_to_send() {
    for saved in [false, true] {
        let mut toili = scene();
        toili.synced_phone();
        toili.stage.hire("CITRA", &[TOILI]);
        toili.synced_office();
        let (request, body) = answer(&mut toili);
        if saved {
            toili.record(20, 0, Mark::Sakit);
        }
        let mut receiver = Receiver::new(request);
        receiver.bytes(&mut toili.phone.device, &body).unwrap();
        let outcome = receiver.finish(&toili.phone.device).unwrap();
        assert!(outcome.ended && outcome.report.received == 1);
        assert_eq!(outcome.report.more, saved);
    }
}
