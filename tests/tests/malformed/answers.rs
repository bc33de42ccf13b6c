//! Bytes that are no answers, sent to a real device.

use crate::impostor::*;
use crate::scene::*;
use sesi_core::device::Device;
use sesi_core::kinds::{Aspect, MeetingPatch};
use sesi_engine::store::ParkReason::{Newer, UnknownAuthor, Unreadable};
use sesi_engine::store::{Fact, FeedRow, Parked};
use sesi_engine::sync::driver::{self, SyncError};
use sesi_engine::sync::file::{self, Extent};
use sesi_engine::sync::http::Http;
use sesi_engine::sync::request;
use sesi_engine::sync::transport::Transport;
use sesi_tests::hostile_member::{first_difference, peak_memory};
use sesi_tests::world::meeting;
use sesi_wire::chain::Chain;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{EntryId, FeedId, ShortEntryId};
use sesi_wire::sync::{Frame, FrameReader, PushResult, Rejection, SyncRequest, to_vec};
use std::io::{Read, Write};
use std::net::TcpListener;

#[test]
fn portals_proxies_and_noise_are_no_relay() {
    let mut scene = scene(74);
    let truth = scene.truth();
    let html = b"<!DOCTYPE html><html><body>Silakan masuk ke WiFi desa</body></html>";
    let noise = |seed: u8| -> Vec<u8> {
        (0..5000_u32)
            .map(|n| blake3::hash(&[&n.to_le_bytes()[..], &[seed]].concat()).as_bytes()[0])
            .collect()
    };
    let portal = Impostor::answering(answer("200 OK", "text/html", html));
    let run = scene.hears("portal", &truth, &portal, true);
    assert!(
        matches!(run.stopped, Some(SyncError::NotARelay(_))),
        "{:?}",
        run.stopped
    );
    let redirect = Impostor::answering(
        b"HTTP/1.1 302 Found\r\nLocation: http://login.example/\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
            .to_vec(),
    );
    let run = scene.hears("redirect", &truth, &redirect, true);
    assert!(
        matches!(run.stopped, Some(SyncError::NotARelay(_))),
        "{:?}",
        run.stopped
    );
    assert_eq!(redirect.calls(), 1, "nobody is followed elsewhere");
    let proxy = Impostor::answering(answer("502 Bad Gateway", "text/html", html));
    let run = scene.hears("proxy", &truth, &proxy, true);
    assert!(
        matches!(run.stopped, Some(SyncError::Busy { .. })),
        "{:?}",
        run.stopped
    );
    for seed in 0..24 {
        let impostor = Impostor::answering(answer("200 OK", "application/cbor", &noise(seed)));
        let run = scene.hears("noise", &truth, &impostor, true);
        assert!(run.stopped.is_some());
        let impostor =
            Impostor::answering(answer("403 Forbidden", "application/cbor", &noise(seed)));
        let run = scene.hears("noise as a fault", &truth, &impostor, true);
        assert!(
            matches!(run.stopped, Some(SyncError::NotARelay(_))),
            "{:?}",
            run.stopped
        );
    }
    for nothing in [answer("200 OK", "text/plain", b""), Vec::new(), noise(99)] {
        let run = scene.hears("nothing", &truth, &Impostor::answering(nothing), true);
        assert!(run.stopped.is_some());
    }
    // In a relay's own words, but not of this relay: nothing is lost by believing it for a while.
    for code in [
        Code::Revoked,
        Code::UnknownToken,
        Code::Version,
        Code::TooMany,
        Code::Unknown(99),
    ] {
        let fault = Fault {
            code,
            message: "x".repeat(3000),
            retry_after: Some(u32::MAX),
            versions: Some((7, 9)),
            proof: None,
            offices: None,
        };
        let status = format!("{} No", code.status());
        let impostor = Impostor::answering(answer(&status, "application/cbor", &to_vec(&fault)));
        let run = scene.hears("a fault", &truth, &impostor, true);
        assert!(run.stopped.is_some(), "{code:?}");
        // Of "revoked" it is told once what the office says, and asked again.
        let most = if code == Code::Revoked { 5 } else { 3 };
        assert!(impostor.calls() <= most, "{code:?}: {}", impostor.calls());
    }
}

#[test]
fn an_answer_cut_at_any_byte_keeps_what_came_whole_and_loses_nothing() {
    let mut scene = scene(75);
    // The true relay's answer to the phone's true request; the relay has what it carried.
    let body = request::prepare(&mut scene.phone.device).unwrap().body;
    let token = bearer(&scene.phone);
    let token = token.strip_prefix("Bearer ").unwrap();
    let mut http = Http::new(&scene.relay.url(), None).unwrap();
    let mut real = Vec::new();
    let mut told = http.post("/v1/sync", Some(token), body).unwrap();
    told.body.read_to_end(&mut real).unwrap();
    let truth = scene.truth();
    let mut ends = vec![0];
    let mut reader = FrameReader::default();
    reader.feed(&real);
    let mut at = 0;
    while let Some(frame) = reader.next_frame().unwrap() {
        at += to_vec(&frame).len();
        ends.push(at);
    }
    assert_eq!(at, real.len());
    assert!(ends.len() > 5, "a head, a page, entries, an end");
    let around = ends
        .iter()
        .flat_map(|end| [end.wrapping_sub(1), *end, end + 1]);
    let mut cuts: Vec<usize> = around.chain((0..real.len()).step_by(23)).collect();
    cuts.retain(|cut| *cut < real.len());
    cuts.sort_unstable();
    cuts.dedup();
    for cut in cuts {
        // The line breaks: fewer bytes than were announced.
        let mut broken = answer("200 OK", "application/cbor", &real);
        broken.truncate(broken.len() - real.len() + cut);
        // Or a proxy makes a whole answer of the piece that it had.
        let whole = answer("200 OK", "application/cbor", &real[..cut]);
        for (no, piece) in [broken, whole].into_iter().enumerate() {
            let mut said = Some(piece);
            let impostor = Impostor::new(move |_, _, _| {
                said.take()
                    .unwrap_or_else(|| answer("502 Bad Gateway", "", b""))
            });
            let what = format!("cut at {cut} of {}, {no}", real.len());
            let run = scene.hears(&what, &truth, &impostor, false);
            assert!(run.stopped.is_some(), "{what}");
        }
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "one table of lies")]
fn claims_about_entries_feeds_and_chains_that_are_not_so_are_not_believed() {
    let mut scene = scene(76);
    let truth = scene.truth();
    let sealed: i64 = scene
        .phone
        .device
        .reader()
        .query_row(
            "SELECT count(*) FROM entry WHERE seq IS NULL AND refused IS NULL",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(sealed, 1, "one entry is on its way");
    let feeds = FeedRow::all(scene.phone.device.reader()).unwrap();
    let known = feeds.iter().find(|feed| feed.since > 1).unwrap().clone();
    let (feed, since) = (known.id, known.since);
    let chain = known.chain.unwrap();
    let other = Chain([9; 16]);
    let foreign = FeedId([0xee; 8]);
    let junk = vec![1; 300];
    let refused = || head(vec![PushResult::Rejected(Rejection::Quota)]);
    let page = |feed, since, chain, inner: Vec<Frame>, head| {
        let mut all = vec![refused(), Frame::Page { feed, since, chain }];
        all.extend(inner);
        all.push(Frame::PageEnd { chain, head });
        all.push(Frame::End);
        all
    };
    let lies: Vec<(&str, Vec<Frame>)> = vec![
        (
            "accepted what was never sent",
            vec![head(vec![PushResult::Accepted(7); 5]), Frame::End],
        ),
        (
            "no verdict on what was sent",
            vec![head(Vec::new()), Frame::End],
        ),
        ("no head", vec![Frame::End]),
        ("two heads", vec![refused(), refused(), Frame::End]),
        (
            "a version of later",
            vec![
                Frame::Head {
                    version: 9,
                    relay_time: 0,
                    results: vec![PushResult::Accepted(1)],
                },
                Frame::End,
            ],
        ),
        (
            "a foreign feed",
            page(foreign, 0, other, vec![Frame::Entry(junk.clone())], 9),
        ),
        (
            "a listing of a foreign feed",
            vec![
                refused(),
                Frame::Listing {
                    feed: foreign,
                    since: 0,
                    ids: vec![ShortEntryId([1; 16])],
                },
                Frame::End,
            ],
        ),
        (
            "a list without its beginning",
            vec![
                refused(),
                Frame::Listing {
                    feed,
                    since: 0,
                    ids: vec![ShortEntryId([1; 16])],
                },
                Frame::End,
            ],
        ),
        (
            "a wanted entry of a foreign feed",
            vec![
                refused(),
                Frame::Wanted {
                    feed: foreign,
                    seq: 1,
                    entry: junk.clone(),
                },
                Frame::End,
            ],
        ),
        (
            "an entry outside a page",
            vec![refused(), Frame::Entry(junk.clone()), Frame::End],
        ),
        (
            "an own entry outside a page",
            vec![refused(), Frame::Own(1), Frame::End],
        ),
        (
            "the end of a page that never began",
            vec![
                refused(),
                Frame::PageEnd {
                    chain: other,
                    head: 3,
                },
                Frame::End,
            ],
        ),
        (
            "another chain",
            page(
                feed,
                since,
                other,
                vec![Frame::Entry(junk.clone())],
                since + 1,
            ),
        ),
        (
            "a page from elsewhere",
            page(
                feed,
                since + 40,
                chain,
                vec![Frame::Entry(junk.clone())],
                99,
            ),
        ),
        (
            "numbers that no log has",
            page(feed, u64::MAX, chain, Vec::new(), u64::MAX),
        ),
        (
            "an own entry that was never sent",
            page(
                feed,
                since,
                chain,
                vec![Frame::Own(999), Frame::Own(u64::MAX)],
                since + 2,
            ),
        ),
        (
            "a listing beyond the last number",
            vec![
                refused(),
                Frame::Listing {
                    feed,
                    since: u64::MAX,
                    ids: vec![ShortEntryId([1; 16]); 3],
                },
                Frame::End,
            ],
        ),
        (
            "a listing near the last number",
            vec![
                refused(),
                Frame::Listing {
                    feed,
                    since: u64::MAX - 2,
                    ids: vec![ShortEntryId([1; 16]); 4000],
                },
                Frame::PageEnd {
                    chain: other,
                    head: u64::MAX,
                },
                Frame::End,
            ],
        ),
        (
            "accepted under a number that no log has",
            vec![head(vec![PushResult::Accepted(u64::MAX)]), Frame::End],
        ),
        (
            "diverged at a number that no log has",
            vec![
                refused(),
                Frame::Diverged {
                    feed,
                    head: u64::MAX,
                    chain: other,
                },
                Frame::End,
            ],
        ),
        (
            "a page end at a number that no log has",
            page(feed, since, chain, Vec::new(), u64::MAX),
        ),
    ];
    let began = peak_memory(None);
    for (what, lie) in lies {
        let impostor = Impostor::answering(frames(&lie));
        let run = scene.hears(what, &truth, &impostor, false);
        assert!(
            impostor.calls() < 40,
            "{what}: asked {} times",
            impostor.calls()
        );
        assert!(
            !matches!(run.stopped, Some(SyncError::Device(_))),
            "{what}: no fault of this device: {:?}",
            run.stopped
        );
    }
    let grown = peak_memory(None).saturating_sub(began);
    assert!(grown < MEMORY, "took {grown} KiB");
}

/// A relay may make up a whole log that fits together: its entries wait, and the true one is found again.
#[test]
fn a_log_that_is_made_up_is_kept_apart_and_the_true_one_is_found_again() {
    let mut scene = scene(86);
    let truth = scene.truth();
    let feeds = FeedRow::all(scene.phone.device.reader()).unwrap();
    let known = feeds.iter().find(|feed| feed.since > 1).unwrap().clone();
    let (feed, since, begin) = (known.id, known.since, known.chain.unwrap());
    let mut newer = vec![2, 0];
    newer.extend([5; 300]);
    // Of this feed, and by nobody: an entry of another feed no honest relay sends at all.
    let mut by_nobody = vec![1; 300];
    by_nobody[2..10].copy_from_slice(&feed.0);
    let entries = [by_nobody, newer, Vec::new(), vec![0xff; 32 * 1024]];
    let mut chain = begin;
    let mut lie = vec![
        head(vec![PushResult::Rejected(Rejection::Quota)]),
        Frame::Page {
            feed,
            since,
            chain: begin,
        },
    ];
    for entry in &entries {
        chain = chain.then(&EntryId::of(entry));
        lie.push(Frame::Entry(entry.clone()));
    }
    lie.push(Frame::PageEnd {
        chain,
        head: since + 4,
    });
    lie.push(Frame::End);
    let mut copied = copy(&scene.phone, 6);
    let impostor = Impostor::answering(frames(&lie));
    driver::run(&mut copied.device, &mut impostor.http(), |_| true);
    let parked = Parked::all(copied.device.reader()).unwrap();
    let reasons: Vec<_> = parked.iter().map(|parked| parked.reason).collect();
    let expected = [UnknownAuthor, Newer, Unreadable, Newer];
    assert_eq!(reasons, expected, "{parked:?}");
    let mut http = Http::new(&scene.relay.url(), None).unwrap();
    let run = driver::run(&mut copied.device, &mut http, |_| true);
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    assert_eq!(pending(&copied.device), 0);
    assert_eq!(first_difference(&truth, &dump(&copied.device)), None);
    // A backup of all that, noise included, is still one.
    let mut backup = Vec::new();
    file::export(&mut copied.device, Extent::All, &mut backup).unwrap();
    file::import(&mut scene.world.office.device, &mut &backup[..]).unwrap();
    let office = dump(&scene.world.office.device);
    assert_eq!(first_difference(&truth, &office), None);
}

/// Work that lies sealed behind other work and was never sent is not acknowledged by a relay that says "your third entry".
#[test]
fn what_was_never_sent_is_never_acknowledged() {
    let mut scene = scene(77);
    let truth = scene.truth();
    let mut copied = copy(&scene.phone, 3);
    let conn = copied.device.reader();
    let (feed, own, since, chain): ([u8; 8], u64, u64, [u8; 16]) = conn
        .query_row(
            "SELECT f.id, e.device_seq, f.since, f.chain FROM entry e JOIN feed f ON f.id = e.feed
             WHERE e.seq IS NULL AND f.since > 0",
            [],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)),
        )
        .unwrap();
    // The request carries nothing of it: the relay has refused it before.
    copied
        .device
        .write(|tx, _| {
            tx.execute("UPDATE entry SET refused = 6 WHERE seq IS NULL", [])
                .map_err(sesi_engine::store::StoreError::Sqlite)
        })
        .unwrap();
    let chain = Chain(chain);
    let lie = [
        head(Vec::new()),
        Frame::Page {
            feed: FeedId(feed),
            since,
            chain,
        },
        Frame::Own(own),
        Frame::PageEnd {
            chain,
            head: since + 1,
        },
        Frame::End,
    ];
    let before = pending(&copied.device);
    let impostor = Impostor::answering(frames(&lie));
    driver::run(&mut copied.device, &mut impostor.http(), |_| true);
    assert_eq!(pending(&copied.device), before, "still on its way");
    // What the office allows again is offered again, and the true relay takes it.
    copied
        .device
        .write(|tx, _| {
            tx.execute("UPDATE entry SET refused = NULL", [])
                .map_err(sesi_engine::store::StoreError::Sqlite)
        })
        .unwrap();
    let mut http = Http::new(&scene.relay.url(), None).unwrap();
    let run = driver::run(&mut copied.device, &mut http, |_| true);
    assert!(run.stopped.is_none(), "{:?}", run.stopped);
    assert_eq!(pending(&copied.device), 0);
    assert_eq!(first_difference(&truth, &dump(&copied.device)), None);
    assert_eq!(scene.kelompok.families.len(), 4);
}

/// The relay took a whole request, its answer was lost, and the next request carries less: what comes back in full is
/// still known to have arrived.
#[test]
fn own_work_that_comes_back_in_full_is_acknowledged() {
    let mut scene = scene(78);
    // Sealed one by one: several own entries wait.
    for day in 2..14_u8 {
        // Text that hardly compresses, so that a small request holds a few entries only.
        let noise = |n: u8| {
            blake3::hash(&[day, n]).to_hex().to_string()
                + blake3::hash(&[n, day, 9]).to_hex().as_str()
        };
        let notes = Aspect::ALL
            .iter()
            .zip(0..)
            .map(|(aspect, n)| (*aspect, Some(noise(n))));
        let edit = MeetingPatch {
            notes: notes.collect(),
            ..MeetingPatch::default()
        };
        let key = meeting(scene.kelompok.id, &format!("2026-11-{day:02}"), "M1.1");
        scene.phone.device.edit(&key, &edit.into()).unwrap();
        request::prepare(&mut scene.phone.device).unwrap();
    }
    let body = request::prepare(&mut scene.phone.device).unwrap().body;
    let token = bearer(&scene.phone);
    let mut http = Http::new(&scene.relay.url(), None).unwrap();
    let token = token.strip_prefix("Bearer ").unwrap();
    let told = http.post("/v1/sync", Some(token), body).unwrap();
    assert_eq!(told.status, 200);
    drop(told);
    // The line is now so bad that one request carries one entry only.
    scene
        .phone
        .device
        .write(|conn, _| {
            let small = [1_u32.to_le_bytes(), 1_u32.to_le_bytes()].concat();
            Fact::Budgets.set(conn, &small)
        })
        .unwrap();
    let unread = |device: &Device| -> Vec<(Option<u64>, bool)> {
        let mut statement = device
            .reader()
            .prepare("SELECT seq, refused IS NOT NULL FROM entry ORDER BY no")
            .unwrap();
        let rows = statement
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?)))
            .unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    };
    scene.phone.synced();
    assert!(
        unread(&scene.phone.device)
            .iter()
            .all(|(seq, _)| seq.is_some())
    );
    assert_eq!(
        pending(&scene.phone.device),
        0,
        "all of it is at the office"
    );
}

#[test]
fn a_relay_that_contradicts_itself_for_ever_is_left_alone() {
    let mut scene = scene(79);
    let truth = scene.truth();
    let feeds = FeedRow::all(scene.phone.device.reader()).unwrap();
    let all = |make: &dyn Fn(&FeedRow) -> Vec<Frame>, results: Vec<PushResult>| {
        let mut lie = vec![head(results)];
        lie.extend(feeds.iter().flat_map(make));
        lie.push(Frame::End);
        lie
    };
    let diverged = |feed: &FeedRow, at: u64| Frame::Diverged {
        feed: feed.id,
        head: at,
        chain: Chain([3; 16]),
    };
    let rejected = || vec![PushResult::Rejected(Rejection::Quota)];
    let listing = |feed: &FeedRow| {
        let ids = (0..50_u8).map(|n| ShortEntryId([n; 16])).collect();
        vec![
            Frame::Page {
                feed: feed.id,
                since: 0,
                chain: Chain([5; 16]),
            },
            Frame::Listing {
                feed: feed.id,
                since: 0,
                ids,
            },
            Frame::PageEnd {
                chain: Chain([4; 16]),
                head: 50,
            },
        ]
    };
    let lies = [
        ("diverged", all(&|feed| vec![diverged(feed, 1)], rejected())),
        ("empty", all(&|feed| vec![diverged(feed, 0)], rejected())),
        ("listing", all(&listing, rejected())),
        (
            "refused",
            all(&|feed| vec![Frame::Refused(feed.id)], rejected()),
        ),
    ];
    for (what, lie) in lies {
        // As many verdicts as the request has entries, or the first frame would give it away.
        let impostor = Impostor::new(move |_, _, body| {
            let request = SyncRequest::from_bytes(body);
            let pushed = request.ok().and_then(|r| r.push).map_or(0, |p| p.len());
            let verdicts = vec![PushResult::Rejected(Rejection::Quota); pushed];
            let mut lie = lie.clone();
            lie[0] = head(verdicts);
            frames(&lie)
        });
        scene.hears(what, &truth, &impostor, false);
        assert!(
            impostor.calls() < 60,
            "{what}: asked {} times",
            impostor.calls()
        );
    }
    // It takes everything, and has lost everything the next moment.
    let ids: Vec<FeedId> = feeds.iter().map(|feed| feed.id).collect();
    let impostor = Impostor::new(move |_, _, body| {
        let request = SyncRequest::from_bytes(body);
        let pushed = request.ok().and_then(|r| r.push).map_or(0, |p| p.len());
        let mut lie = vec![head(
            (1..=pushed as u64).map(PushResult::Accepted).collect(),
        )];
        lie.extend(ids.iter().map(|feed| Frame::Diverged {
            feed: *feed,
            head: 0,
            chain: Chain([3; 16]),
        }));
        lie.push(Frame::End);
        frames(&lie)
    });
    scene.hears("taken and lost", &truth, &impostor, false);
    assert!(impostor.calls() < 60, "asked {} times", impostor.calls());
}

#[test]
fn an_answer_that_does_not_end_is_ended_by_the_device() {
    let mut scene = scene(80);
    let truth = scene.truth();
    let began = peak_memory(None);
    let feeds = FeedRow::all(scene.phone.device.reader()).unwrap();
    let known = feeds.iter().find(|feed| feed.since > 1).unwrap().clone();
    // 400 MB of frames that are each in order: unknown ones, and entries of a page that the device has no use for.
    let useless = Frame::Page {
        feed: known.id,
        since: known.since + 9,
        chain: known.chain.unwrap(),
    };
    let flood: Vec<(&str, Vec<u8>, Vec<u8>)> = vec![
        (
            "unknown frames",
            Vec::new(),
            to_vec(&Frame::Unknown(77)).repeat(20_000),
        ),
        (
            "entries of no use",
            to_vec(&useless),
            to_vec(&Frame::Entry(vec![7; 30_000])).repeat(4),
        ),
        (
            "one frame without end",
            vec![0x82, 2, 0x5b, 0, 0, 0, 1, 0, 0, 0, 0],
            vec![7; 100_000],
        ),
        (
            "an endless list",
            vec![0x9b, 0, 0, 0, 1, 0, 0, 0, 0, 0x18, 77],
            vec![1; 100_000],
        ),
        ("nested without end", Vec::new(), vec![0x82; 100_000]),
    ];
    for (what, begin, again) in flood {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let (_, body) = read_request(&mut stream).unwrap();
            drop(listener);
            let request = SyncRequest::from_bytes(&body).unwrap();
            let pushed = request.push.map_or(0, |p| p.len());
            let verdicts = vec![PushResult::Rejected(Rejection::Quota); pushed];
            let mut sent = 0;
            let opening =
                b"HTTP/1.1 200 OK\r\nContent-Type: application/cbor\r\nConnection: close\r\n\r\n";
            drop(stream.write_all(opening));
            drop(stream.write_all(&to_vec(&head(verdicts))));
            drop(stream.write_all(&begin));
            while sent < 400_000_000 && stream.write_all(&again).is_ok() {
                sent += again.len();
            }
            sent
        });
        let mut copied = copy(&scene.phone, 5);
        let work = pending(&copied.device);
        let mut http = Http::new(&format!("http://{address}"), None).unwrap();
        let run = driver::run(&mut copied.device, &mut http, |_| true);
        assert!(run.stopped.is_some(), "{what}");
        drop(http);
        let sent = server.join().unwrap();
        assert!(sent < 200_000_000, "{what}: it listened to {sent} bytes");
        assert_eq!(pending(&copied.device), work, "{what}");
        let mut http = Http::new(&scene.relay.url(), None).unwrap();
        let after = driver::run(&mut copied.device, &mut http, |_| true);
        assert!(after.stopped.is_none(), "{what}: {:?}", after.stopped);
        assert_eq!(
            first_difference(&truth, &dump(&copied.device)),
            None,
            "{what}"
        );
    }
    let grown = peak_memory(None).saturating_sub(began);
    assert!(grown < MEMORY, "took {grown} KiB");
}
