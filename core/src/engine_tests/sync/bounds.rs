//! What others can make a device keep, do and wait for is bounded.

use minicbor::Encoder;
use sesi_engine::ambient::{Seeded, random};
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::seal::author_notes::AppVersion;
use sesi_engine::store::{
    ArchivedEntry, Fact, FeedRow, MAX_UNVERIFIED, PER_ENTRY, ParkReason, Parked, gaps,
    unverified_bytes,
};
use sesi_engine::sync::driver::SyncError;
use sesi_engine::sync::file::import;
use sesi_engine::sync::request;
use sesi_wire::entry::{Header, SealedEntry};
use sesi_wire::ids::{EntryId, FeedId, OfficeId};
use sesi_wire::limits::{MAX_ENTRY, MAX_WANT};
use sesi_wire::sync::{Frame, SyncRequest, from_slice, to_vec};

use crate::device::Device;
use crate::error::Error;
use crate::kinds::{DocKey, Mark};
use crate::testkit::{Station, TOILI, Toili, Turn, start};

/// The bytes that all entries take here.
fn kept(station: &Station) -> u64 {
    let sum = "SELECT sum(length(bytes)) FROM entry";
    station
        .device
        .reader()
        .query_row(sum, [], |row| row.get(0))
        .unwrap()
}

fn some_entry(toili: &Toili) -> SealedEntry {
    let log = toili.stage.relay.log(toili.meetings_feed());
    SealedEntry::parse(log[0].clone()).unwrap()
}

/// So many entries of the largest size in the feed of meetings, each by somebody else that nobody knows.
fn junk(toili: &Toili, count: u64) -> Vec<Vec<u8>> {
    let header = some_entry(toili).header().clone();
    let entries = (0..count).map(|no| {
        let nobody = DeviceIdentity::generate(&Seeded::new(no, start()));
        let header = Header {
            device: nobody.device(),
            ..header.clone()
        };
        nobody
            .sign(
                header,
                &vec![no.to_be_bytes()[7]; MAX_ENTRY - 300],
                &[0; 16],
            )
            .unwrap()
            .into_bytes()
    });
    entries.collect()
}

fn file_of(station: &Station, entries: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"SESI\0\x01\0\0".to_vec();
    file.extend_from_slice(&station.device.office().0);
    for entry in entries {
        Encoder::new(&mut file).bytes(entry).unwrap();
    }
    file
}

fn known() -> Toili {
    let mut toili = Toili::new(600);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    toili
}

#[test]
fn a_file_of_strangers_fills_a_bounded_part_of_a_device_and_hinders_nobody_else() {
    let mut toili = known();
    let file = file_of(&toili.phone, &junk(&toili, 300));
    assert!(file.len() as u64 > MAX_UNVERIFIED + 1024 * 1024);
    let before = kept(&toili.phone);
    let report = import(&mut toili.phone.device, &mut &file[..]).unwrap();
    assert!(report.not_kept > 30 && report.received > 200, "{report:?}");
    assert!(kept(&toili.phone) - before <= MAX_UNVERIFIED);
    // A second one brings nothing more, and a relay's are counted apart.
    let again = import(&mut toili.phone.device, &mut &file[..]).unwrap();
    assert_eq!(again.received, 0);
    assert_eq!(
        unverified_bytes(toili.phone.device.reader(), true).unwrap(),
        0
    );
    // Nothing of it is sent on, and work goes on, by file and by line.
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    colleague.mark(&toili.group.meeting(2), toili.group.families[0], Mark::Alfa);
    let mut work = Vec::new();
    let extent = sesi_engine::sync::file::Extent::Unsent;
    sesi_engine::sync::file::export(&mut colleague.device, extent, &mut work).unwrap();
    toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    let report = import(&mut toili.phone.device, &mut &work[..]).unwrap();
    assert_eq!((report.received > 0, report.not_kept), (true, 0));
    let pushed = toili
        .stage
        .relay
        .requests
        .iter()
        .flat_map(|request| &request.push);
    assert!(pushed.flatten().all(|entry| entry.len() < 8 * 1024));
    assert_eq!(toili.phone.rows("SELECT doc FROM rm_meeting").len(), 3);
}

#[test]
fn a_relay_that_brings_strangers_without_end_is_left_and_the_other_feeds_go_on() {
    let mut toili = known();
    let feed = toili.meetings_feed();
    let honest = toili.stage.relay.feeds.clone();
    let lies = junk(&toili, 300);
    toili.stage.relay.feeds.get_mut(&feed).unwrap().extend(lies);
    let before = kept(&toili.phone);
    let run = toili.synced_phone();
    assert!(run.report.not_kept > 0, "{run:?}");
    assert!(kept(&toili.phone) - before <= MAX_UNVERIFIED);
    let hired = toili.stage.hire("BUDI", &[TOILI]);
    toili.synced_office();
    let run = toili.synced_phone();
    assert!(run.requests < 4, "{run:?}");
    let hired = toili.phone.device.document(&DocKey::Staff(hired)).unwrap();
    assert!(hired.is_some(), "the office's feed is another one");
    // The true log is found again, and what nobody proves goes with the false one.
    let ours = toili.stage.relay.feeds[&feed][..honest[&feed].len()].to_vec();
    toili.stage.relay.feeds.insert(feed, ours);
    toili.record(4, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(
        unverified_bytes(toili.phone.device.reader(), true).unwrap(),
        0
    );
    assert!(kept(&toili.phone) - before < 64 * 1024);
    toili.synced_office();
    assert_eq!(
        toili.stage.office.rows("SELECT doc FROM rm_meeting").len(),
        2
    );
}

/// Entries that a revoked phone signs after its end, each large.
fn beyond(toili: &Toili, count: u64) -> Vec<Vec<u8>> {
    flood(toili, count, |no| 100 + no)
}

/// Large entries that a phone signs under these numbers.
fn flood(toili: &Toili, count: u64, number: fn(u64) -> u64) -> Vec<Vec<u8>> {
    let secret = Fact::Identity.get(toili.phone.device.reader()).unwrap();
    let identity = DeviceIdentity::from_secret_bytes(&secret.unwrap()).unwrap();
    let header = some_entry(toili).header().clone();
    let office = toili.phone.device.office();
    let entries = (0..count).map(|no| {
        let header = Header {
            device_seq: number(no),
            salt: random(&Seeded::new(no, start())),
            ..header.clone()
        };
        let body = vec![no.to_be_bytes()[7]; MAX_ENTRY - 300];
        identity
            .sign(header, &body, &office.0)
            .unwrap()
            .into_bytes()
    });
    entries.collect()
}

#[test]
fn a_revoked_phone_fills_a_bounded_part_of_its_colleagues() {
    let mut toili = known();
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let revoked = toili.phone.device.id();
    toili.stage.office.device.revoke(revoked).unwrap();
    toili.synced_office();
    colleague.synced(&mut toili.stage.relay);
    let flood = beyond(&toili, 80);
    let before = kept(&colleague);
    let mut by_file = colleague.copy("by-file.db", 3);
    let file = file_of(&by_file, &flood);
    let report = import(&mut by_file.device, &mut &file[..]).unwrap();
    assert!(report.not_kept >= 40, "{report:?}");
    assert!(kept(&by_file) - before <= 1024 * 1024);
    // A relay's log stays known to its end; of what is too much only the ids are kept.
    let feed = toili.meetings_feed();
    toili
        .stage
        .relay
        .feeds
        .get_mut(&feed)
        .unwrap()
        .extend(flood.clone());
    let run = colleague.synced(&mut toili.stage.relay);
    assert_eq!(run.report.received, 80);
    assert!(kept(&colleague) - before <= 1024 * 1024);
    let row = colleague.feed(&crate::testkit::meetings(TOILI));
    assert_eq!(row.since, toili.stage.relay.log(feed).len() as u64);
    super::repairs::settled(&mut colleague, &mut toili.stage.relay);
    // They are fetched after all when somebody's work lacks something that they may hold.
    let mut ahead = toili.stage.office.copy("ahead.db", 9);
    ahead.mark(
        &toili.group.meeting(9),
        toili.group.families[0],
        Mark::Hadir,
    );
    request::prepare(&mut ahead.device).unwrap();
    ahead.mark(
        &toili.group.meeting(9),
        toili.group.families[1],
        Mark::Hadir,
    );
    request::prepare(&mut ahead.device).unwrap();
    let second = ahead.rows_of_bytes(feed).pop().unwrap();
    toili.stage.relay.push(&second);
    let run = colleague.sync(&mut toili.stage.relay);
    assert!(run.stopped.is_none(), "{run:?}");
    let omitted = "SELECT count(*) FROM entry WHERE omitted";
    assert_eq!(colleague.rows(omitted), ["[Integer(0)]"]);
    assert_eq!(
        kept(&colleague) - before,
        flood.iter().map(|e| e.len() as u64).sum::<u64>() + second.len() as u64
    );
}

#[test]
fn what_a_device_in_service_wrote_and_what_a_revocation_names_has_all_the_room_it_needs() {
    let mut toili = known();
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let meeting = toili.record(2, 0, Mark::Hadir);
    request::prepare(&mut toili.phone.device).unwrap();
    let named = toili.phone.rows_of_bytes(toili.meetings_feed()).pop();
    let named = [named.unwrap()];
    let takes = |station: &mut Station, entries: &[Vec<u8>]| {
        let file = file_of(station, entries);
        import(&mut station.device, &mut &file[..]).unwrap()
    };
    let flood = beyond(&toili, 80);
    let mut before = colleague.copy("before.db", 4);
    assert_eq!(takes(&mut before, &flood).not_kept, 0, "in service");

    let office = &mut toili.stage.office;
    takes(office, &named);
    let revoked = toili.phone.device.id();
    office.device.revoke(revoked).unwrap();
    let word = office.rows_of_bytes(FeedId::CONTROL);
    takes(&mut colleague, &word);
    assert!(takes(&mut colleague, &flood).not_kept >= 40);
    let header = some_entry(&toili).header().clone();
    let secret = Fact::Identity.get(toili.phone.device.reader()).unwrap();
    let identity = DeviceIdentity::from_secret_bytes(&secret.unwrap()).unwrap();
    let of_office = colleague.device.office();
    let left = |station: &Station| {
        let conn = station.device.reader();
        let kept = ArchivedEntry::bytes_parked(conn, revoked, ParkReason::Revoked);
        1024 * 1024 - kept.unwrap()
    };
    let last = of_length(&identity, &of_office, &header, left(&colleague), 900);
    takes(&mut colleague, &[last]);
    assert_eq!(left(&colleague), 0);
    // The room of what is beyond its end is full, and the end itself comes last.
    assert_eq!(takes(&mut colleague, &named).not_kept, 0);
    assert!(colleague.device.document(&meeting).unwrap().is_some());
}

/// Only the ids are here of what was too much; the bytes come once a person of the office believes it.
#[test]
fn what_was_left_out_of_a_revoked_phone_is_fetched_once_it_is_believed() {
    let mut toili = known();
    let revoked = toili.phone.device.id();
    toili.stage.office.device.revoke(revoked).unwrap();
    toili.synced_office();
    let feed = toili.meetings_feed();
    let flood = beyond(&toili, 60);
    let log = toili.stage.relay.feeds.get_mut(&feed).unwrap();
    log.extend(flood);
    toili.synced_office();
    let left_out = |office: &Station| office.rows("SELECT id FROM entry WHERE omitted").len();
    assert!(left_out(&toili.stage.office) > 20);
    toili.synced_office();
    assert!(left_out(&toili.stage.office) > 20, "nobody said so yet");
    let office = &mut toili.stage.office.device;
    let shown = office.beyond_ends().unwrap();
    assert_eq!(shown[0].entries, 60);
    office.accept_beyond_end(revoked, shown[0].upto).unwrap();
    assert_eq!(
        office.beyond_ends().unwrap(),
        [],
        "what is to come is decided"
    );
    toili.synced_office();
    assert_eq!(left_out(&toili.stage.office), 0);
}

/// The phone seals each mark of one meeting in an entry of its own; all but the first reach the office.
fn waiting(count: usize) -> (Toili, Vec<Vec<u8>>) {
    let mut toili = known();
    let feed = toili.meetings_feed();
    for no in 0..count {
        let mark = [Mark::Hadir, Mark::Alfa][no % 2];
        toili.record(9, 1, mark);
        request::prepare(&mut toili.phone.device).unwrap();
    }
    let entries = toili.phone.rows_of_bytes(feed)[1..].to_vec();
    assert_eq!(entries.len(), count);
    (toili, entries)
}

#[test]
fn what_waits_for_something_that_never_comes_costs_an_exchange_no_try() {
    let (mut toili, entries) = waiting(60);
    let file = file_of(&toili.phone, &entries[1..]);
    let office = &mut toili.stage.office;
    let report = import(&mut office.device, &mut &file[..]).unwrap();
    assert_eq!(report.parked, 59);
    // And some that wait for other things: a key, an author.
    let strangers = junk(&toili, 20);
    let file = file_of(&toili.stage.office, &strangers);
    import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
    assert_eq!(
        Parked::count(toili.stage.office.device.reader()).unwrap(),
        79
    );
    // A colleague's work, another document, statements: nothing of it is what they lack.
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    for day in [2, 3] {
        colleague.mark(
            &toili.group.meeting(day),
            toili.group.families[0],
            Mark::Alfa,
        );
        colleague.synced(&mut toili.stage.relay);
        let run = toili.synced_office();
        assert!(run.report.received > 0);
        assert_eq!(run.report.tries, 0, "{run:?}");
    }
    // Of the same document, too, only what was lacked counts.
    colleague.mark(&toili.group.meeting(9), toili.group.families[2], Mark::Alfa);
    colleague.synced(&mut toili.stage.relay);
    assert_eq!(toili.synced_office().report.tries, 0);
    // What comes tries the one that lacked it, and that the next one.
    let file = file_of(&toili.phone, &entries[..1]);
    let report = import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
    assert_eq!((report.tries, report.parked), (59, 20));
}

#[test]
fn what_needs_a_newer_app_is_tried_again_once_after_an_update() {
    let mut toili = known();
    let meeting = toili.record(9, 1, Mark::Sakit);
    request::prepare(&mut toili.phone.device).unwrap();
    let feed = toili.meetings_feed();
    let entry = toili.phone.rows_of_bytes(feed).pop().unwrap();
    let office = &mut toili.stage.office;
    // As a version kept it that could not read it: unproved, and parked.
    let id = EntryId::of(&entry);
    office
        .device
        .write(|conn, _| {
            conn.execute(
                "INSERT INTO entry (id, feed, standing, bytes) VALUES (?1, ?2, 0, ?3)",
                (id.0, feed.0, &entry),
            )?;
            Parked {
                entry: id,
                reason: ParkReason::Newer,
                detail: String::new(),
            }
            .put(conn)
        })
        .unwrap();
    assert_eq!(office.synced(&mut toili.stage.relay).report.tries, 0);
    assert!(office.device.document(&meeting).unwrap().is_none());
    let version = |text: &str| AppVersion::new(text).unwrap();
    office.device.runs_in(version("7.1"));
    office.device.look_again_after_update().unwrap();
    assert!(office.device.document(&meeting).unwrap().is_some());
    assert_eq!(Parked::count(office.device.reader()).unwrap(), 0);
    // Also where nobody says so before the next exchange, and once.
    let retry = |office: &mut Station| {
        let put = Parked {
            entry: id,
            reason: ParkReason::Newer,
            detail: String::new(),
        };
        office.device.write(|conn, _| put.put(conn)).unwrap();
    };
    retry(office);
    office.device.runs_in(version("7.2"));
    assert_eq!(office.synced(&mut toili.stage.relay).report.tries, 1);
    retry(office);
    assert_eq!(office.synced(&mut toili.stage.relay).report.tries, 0);
}

/// Frames that cost a few bytes each, without end.
fn without_end(frame: impl Fn(FeedId) -> Vec<Frame>, feed: FeedId) -> Turn {
    let page: Vec<u8> = frame(feed).iter().flat_map(to_vec).collect();
    Turn::Bytes(Box::new(move |honest| {
        let mut reader = sesi_wire::sync::FrameReader::default();
        reader.feed(&honest);
        let head = reader.next_frame().unwrap().unwrap();
        let mut bytes = to_vec(&head);
        bytes.extend_from_slice(&page);
        bytes
    }))
}

/// What an answer of a liar is made of.
type Make = fn(FeedId, sesi_wire::chain::Chain, u64) -> Vec<Frame>;

#[test]
fn an_answer_brings_no_more_than_was_asked_for() {
    let own = |feed: FeedId, chain, since| {
        let mut frames = vec![Frame::Page { feed, since, chain }];
        frames.extend(vec![Frame::Own(1); 100_000]);
        frames
    };
    let entries = |feed: FeedId, chain, since| {
        let mut frames = vec![Frame::Page { feed, since, chain }];
        frames.extend((0..100_000_u32).map(|no| Frame::Entry(no.to_be_bytes().to_vec())));
        frames
    };
    let lists = |feed: FeedId, chain, _| {
        let mut frames = vec![Frame::Page {
            feed,
            since: 0,
            chain,
        }];
        frames.extend(vec![
            Frame::Listing {
                feed,
                since: 0,
                ids: Vec::new(),
            };
            100_000
        ]);
        frames
    };
    // The costliest lie: each entry counts for no more than it takes.
    let large = |feed: FeedId, chain, since| {
        let mut frames = vec![Frame::Page { feed, since, chain }];
        frames.extend((0..40_u8).map(|no| Frame::Entry(vec![no; MAX_ENTRY])));
        frames
    };
    let again: [Make; 2] = [
        |feed, _, _| vec![Frame::Refused(feed); 100_000],
        |feed, chain, since| {
            let end = Frame::PageEnd { chain, head: since };
            (0..50_000)
                .flat_map(|_| [Frame::Page { feed, since, chain }, end.clone()])
                .collect()
        },
    ];
    for (no, make) in [own as Make, entries, large, lists]
        .into_iter()
        .chain(again)
        .enumerate()
    {
        let mut toili = known();
        let feed = toili.meetings_feed();
        let (since, chain) = (1, toili.stage.relay.chains(feed)[1]);
        let turn = without_end(|feed| make(feed, chain, since), feed);
        toili.stage.relay.turns.push_back(turn);
        let before = kept(&toili.phone);
        let run = toili.sync_phone();
        assert!(
            matches!(run.stopped, Some(SyncError::NotARelay(_))),
            "{no}: {run:?}"
        );
        // An answer may be cut anywhere, and what came whole before is kept: so it is before a lie, up to what was asked for, which has
        // grown with each exchange that went well. No more than that, and the entry that may stand across its end; of entries of a
        // few bytes, each of which takes a row, one for every 64 bytes of it. Nobody proved them: they go when the true log is found.
        let asked = toili.stage.relay.requests.last().unwrap().budget.unwrap();
        let budget = u64::from(asked) + MAX_ENTRY as u64;
        assert!(kept(&toili.phone) - before <= budget, "{no}: {asked}");
        assert!(run.report.received <= budget / 64, "{no}: {run:?}");
        toili.record(7, 0, Mark::Hadir);
        toili.synced_phone();
        super::repairs::settled(&mut toili.phone, &mut toili.stage.relay);
        let unproved = unverified_bytes(toili.phone.device.reader(), true);
        assert_eq!(unproved.unwrap(), 0, "{no}");
    }
}

/// An entry of exactly that length, under that number.
fn of_length(
    by: &DeviceIdentity,
    office: &OfficeId,
    header: &Header,
    length: u64,
    number: u64,
) -> Vec<u8> {
    let header = Header {
        device: by.device(),
        device_seq: number,
        ..header.clone()
    };
    let sign = |body: usize| {
        let body = vec![number.to_be_bytes()[7]; body];
        let signed = by.sign(header.clone(), &body, &office.0);
        signed.unwrap().into_bytes()
    };
    let length = usize::try_from(length).unwrap();
    let first = sign(length - 300).len();
    sign(length - 300 + length - first)
}

#[test]
fn the_room_of_strangers_ends_at_its_last_byte() {
    let mut toili = known();
    let header = some_entry(&toili).header().clone();
    let phone = &mut toili.phone;
    let nobody = DeviceIdentity::generate(&Seeded::new(7, start()));
    let mut number = 0;
    let mut takes = |length: u64| {
        number += 1;
        let entry = of_length(&nobody, &OfficeId([0; 16]), &header, length, number);
        let file = file_of(phone, &[entry]);
        let report = import(&mut phone.device, &mut &file[..]).unwrap();
        let kept = unverified_bytes(phone.device.reader(), false).unwrap();
        (report.not_kept == 0, MAX_UNVERIFIED - kept)
    };
    let mut left = MAX_UNVERIFIED;
    for (length, until) in [(30_000, 40_000), (5_000, 20_000)] {
        while left > until {
            let after = takes(length);
            assert_eq!(after, (true, left - length - PER_ENTRY));
            left = after.1;
        }
    }
    assert_eq!(takes(left - PER_ENTRY + 1), (false, left));
    assert_eq!(takes(left - PER_ENTRY), (true, 0));
}

#[test]
fn the_room_beyond_the_end_of_a_revoked_phone_ends_at_its_last_byte() {
    const ROOM: u64 = 1024 * 1024;
    let mut toili = known();
    let revoked = toili.phone.device.id();
    let header = some_entry(&toili).header().clone();
    let secret = Fact::Identity.get(toili.phone.device.reader()).unwrap();
    let identity = DeviceIdentity::from_secret_bytes(&secret.unwrap()).unwrap();
    let office = &mut toili.stage.office;
    office.device.revoke(revoked).unwrap();
    let of_office = office.device.office();
    let mut number = 100;
    let mut takes = |length: u64| {
        number += 1;
        let entry = of_length(&identity, &of_office, &header, length, number);
        let file = file_of(office, &[entry]);
        let report = import(&mut office.device, &mut &file[..]).unwrap();
        let kept =
            ArchivedEntry::bytes_parked(office.device.reader(), revoked, ParkReason::Revoked);
        (report.not_kept == 0, ROOM - kept.unwrap())
    };
    let mut left = ROOM;
    for (length, until) in [(30_000, 40_000), (5_000, 20_000)] {
        while left > until {
            let after = takes(length);
            assert_eq!(after, (true, left - length));
            left = after.1;
        }
    }
    assert_eq!(takes(left + 1), (false, left));
    assert_eq!(takes(left), (true, 0));
}

#[test]
fn a_revoked_phone_has_no_more_room_under_numbers_that_are_taken() {
    let mut toili = known();
    let revoked = toili.phone.device.id();
    toili.stage.office.device.revoke(revoked).unwrap();
    // As its last entry that counts.
    let flood = flood(&toili, 80, |_| 1);
    let office = &mut toili.stage.office;
    let file = file_of(office, &flood);
    let report = import(&mut office.device, &mut &file[..]).unwrap();
    assert!(report.not_kept >= 40, "{report:?}");
}

#[test]
fn a_request_wants_no_more_entries_by_their_numbers_than_a_relay_gives() {
    let mut toili = known();
    let phone = &mut toili.phone.device;
    let wanted = |phone: &mut Device| {
        let body = request::prepare(phone).unwrap().body;
        let request: SyncRequest = from_slice("request", &body).unwrap();
        request.want.map(|want| {
            let named = want.iter().map(|want| (want.feed, want.seqs.len()));
            named.collect::<Vec<_>>()
        })
    };
    assert_eq!(wanted(phone), None);
    let feeds = FeedRow::all(phone.reader()).unwrap().into_iter();
    let feeds: Vec<FeedId> = feeds.map(|feed| feed.id).take(3).collect();
    let missing = [MAX_WANT - 3, 10, 5];
    let noted = phone.write(|conn, _| {
        for (feed, count) in feeds.iter().zip(missing) {
            (1..=count as u64).try_for_each(|seq| gaps::add(conn, *feed, 1_000 + seq))?;
        }
        Ok::<_, Error>(())
    });
    noted.unwrap();
    let most = vec![(feeds[0], MAX_WANT - 3), (feeds[1], 3)];
    assert_eq!(wanted(phone), Some(most));
}
