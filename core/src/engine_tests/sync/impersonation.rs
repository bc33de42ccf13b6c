//! Entries that bear somebody's name and not the signature, and a copy that jumps: they are kept, and everybody goes on.

use sesi_engine::ambient::{Seeded, random};
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::secret::DbKey;
use sesi_engine::store::{ArchivedEntry, Fact, FeedRow, unverified_bytes};
use sesi_engine::sync::file::{Extent, export, import};
use sesi_wire::entry::{Header, SealedEntry};
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{Statement, Withdraw, to_body};
use sesi_wire::sync::Frame;

use crate::device::Device;
use crate::kinds::Mark;
use crate::testkit::{FakeRelay, LUWUK, Station, TOILI, Toili, Turn, start};

/// The numbers that an entry may claim.
const NUMBERS: [u64; 4] = [1, 2, 1 << 62, i64::MAX as u64];

fn identity(station: &Station) -> DeviceIdentity {
    let secret = Fact::Identity.get(station.device.reader()).unwrap();
    DeviceIdentity::from_secret_bytes(&secret.unwrap()).unwrap()
}

/// The header of some entry of the station in `feed`, under another number.
fn header_of(station: &Station, feed: FeedId, device_seq: u64) -> Header {
    let all = station.rows_of_bytes(feed);
    let own = all
        .iter()
        .map(|bytes| SealedEntry::parse(bytes.clone()).unwrap())
        .find(|entry| entry.header().device == station.device.id())
        .unwrap();
    Header {
        device_seq,
        ..own.header().clone()
    }
}

/// An entry in the station's name, signed by somebody else.
fn forged(station: &Station, feed: FeedId, device_seq: u64) -> Vec<u8> {
    let ambient = Seeded::new(device_seq, start());
    let thief = DeviceIdentity::generate(&ambient);
    let header = header_of(station, feed, device_seq);
    let office = station.device.office();
    let entry = thief.sign(header, &[7; 40], &office.0).unwrap();
    entry.into_bytes()
}

fn file_of(station: &Station, entries: &[Vec<u8>]) -> Vec<u8> {
    let mut file = b"SESI\0\x01\0\0".to_vec();
    file.extend_from_slice(&station.device.office().0);
    for entry in entries {
        minicbor::Encoder::new(&mut file).bytes(entry).unwrap();
    }
    file
}

/// The answer brings these entries behind what the device has of the feed, with a chain that comes out.
fn shown(feed: FeedId, relay: &FakeRelay, entries: Vec<Vec<u8>>) -> Turn {
    let since = relay.log(feed).len() as u64;
    let begin = *relay.chains(feed).last().unwrap();
    Turn::frames(move |frames| {
        let mut chain = begin;
        let mut lie = vec![frames[0].clone(), Frame::Page { feed, since, chain }];
        let head = since + entries.len() as u64;
        for entry in entries {
            chain = chain.then(&sesi_wire::ids::EntryId::of(&entry));
            lie.push(Frame::Entry(entry));
        }
        lie.extend([Frame::PageEnd { chain, head }, Frame::End]);
        lie
    })
}

/// Whatever the station does, and after the next start, works as before: it records, seals, exchanges and exports.
fn goes_on(toili: &mut Toili, day: u32) {
    for day in [day, day + 1] {
        let meeting = toili.record(day, 0, Mark::Hadir);
        toili.synced_phone();
        let id = meeting.id(&toili.phone.device.office());
        assert!(toili.phone.device.acknowledged(id).unwrap());
        export(&mut toili.phone.device, Extent::All, &mut Vec::new()).unwrap();
        let (path, key) = (toili.phone.path.clone(), toili.phone.key.clone());
        let aside = toili.phone.copy(&format!("aside-{day}.db"), 7);
        drop(std::mem::replace(&mut toili.phone, aside));
        toili.phone = Station::open(path, key, u64::from(day));
    }
    toili.synced_office();
    let meetings = toili.stage.office.rows("SELECT doc FROM rm_meeting").len();
    assert_eq!(
        meetings,
        toili.phone.rows("SELECT doc FROM rm_meeting").len()
    );
}

fn own_numbers(toili: &Toili) -> (u64, bool) {
    let row = toili.phone.feed(&crate::testkit::meetings(TOILI));
    (row.own_seq, row.settling)
}

#[test]
fn an_entry_in_somebodys_name_without_the_signature_has_no_effect() {
    for number in NUMBERS {
        for by_file in [true, false] {
            let mut toili = Toili::new(500);
            toili.record(1, 0, Mark::Hadir);
            toili.synced_phone();
            let feed = toili.meetings_feed();
            let before = own_numbers(&toili);
            let lie = forged(&toili.phone, feed, number);
            if by_file {
                let file = file_of(&toili.phone, std::slice::from_ref(&lie));
                let report = import(&mut toili.phone.device, &mut &file[..]).unwrap();
                assert!(!report.copied, "{number}");
            } else {
                let turn = shown(feed, &toili.stage.relay, vec![lie.clone()]);
                toili.stage.relay.turns.push_back(turn);
                toili.synced_phone();
            }
            assert_eq!(own_numbers(&toili), before, "{number} by file: {by_file}");
            let status = toili.phone.device.status().unwrap();
            assert!(status.impersonated && !status.copied, "{number}");
            assert_eq!(
                status.unsent_entries, 0,
                "nobody is sent what nobody signed"
            );
            goes_on(&mut toili, 2);
            assert!(toili.phone.device.status().unwrap().impersonated);
            // The same about a colleague's name says nothing of them.
            let office = &mut toili.stage.office;
            let heard = ArchivedEntry::heard_of(office.device.reader()).unwrap();
            let last = heard.iter().map(|heard| heard.entries).sum::<u32>();
            let file = file_of(office, &[lie]);
            import(&mut office.device, &mut &file[..]).unwrap();
            let heard = ArchivedEntry::heard_of(office.device.reader()).unwrap();
            assert_eq!(heard.iter().map(|heard| heard.entries).sum::<u32>(), last);
            assert!(!office.device.status().unwrap().impersonated);
        }
    }
}

#[test]
fn an_office_goes_on_stating_whatever_comes_in_its_name() {
    for number in NUMBERS {
        for by_file in [true, false] {
            let mut toili = Toili::new(501);
            let lie = forged(&toili.stage.office, FeedId::CONTROL, number);
            if by_file {
                let file = file_of(&toili.stage.office, &[lie]);
                import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
            } else {
                let turn = shown(FeedId::CONTROL, &toili.stage.relay, vec![lie]);
                toili.stage.relay.turns.push_back(turn);
                toili.synced_office();
            }
            // After a restart, too.
            let mut office = toili.stage.office.copy("reopened.db", 33);
            let control = |station: &Station| {
                let row = FeedRow::get(station.device.reader(), FeedId::CONTROL);
                row.unwrap().unwrap()
            };
            let before = control(&office).own_seq;
            office.device.ensure_place(LUWUK, &[2026]).unwrap();
            office.synced(&mut toili.stage.relay);
            let after = control(&office).own_seq;
            assert!(before < after && after < 100, "{after}");
            assert!(office.device.status().unwrap().refused.is_empty());
            let said = toili.stage.relay.log(FeedId::CONTROL).len();
            assert_eq!(
                office.rows_of_bytes(FeedId::CONTROL).len(),
                said + usize::from(by_file)
            );
        }
    }
}

/// The founding entry, too, is what the root signed: a forged one is not taken to a relay that was wiped.
#[test]
fn a_forged_founding_entry_founds_nothing() {
    let mut toili = Toili::new(502);
    let root = toili.stage.office.device.membership().root();
    let control = toili.stage.relay.log(FeedId::CONTROL)[0].clone();
    let mut lie = control.clone();
    *lie.last_mut().unwrap() ^= 1;
    assert_eq!(
        SealedEntry::parse(lie.clone()).unwrap().header().device,
        root
    );
    let file = file_of(&toili.phone, &[lie]);
    import(&mut toili.phone.device, &mut &file[..]).unwrap();
    toili.stage.relay.wipe();
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    assert_eq!(toili.stage.relay.log(FeedId::CONTROL)[0], control);
    toili.synced_office();
    assert_eq!(
        toili.stage.office.rows("SELECT doc FROM rm_meeting").len(),
        1
    );
}

/// A copy holds the key: what it signs is real, and counts as work, but a jump in its numbers moves nobody.
#[test]
fn a_copy_that_jumps_does_not_push_the_number() {
    for by_file in [true, false] {
        let mut toili = Toili::new(503);
        toili.record(1, 0, Mark::Hadir);
        toili.synced_phone();
        let feed = toili.meetings_feed();
        let before = own_numbers(&toili);
        let own = identity(&toili.phone);
        let office = toili.phone.device.office();
        let numbers = [1 << 62, i64::MAX as u64];
        let signed: Vec<Vec<u8>> = numbers
            .iter()
            .map(|number| {
                let header = Header {
                    salt: random(&Seeded::new(*number, start())),
                    ..header_of(&toili.phone, feed, *number)
                };
                own.sign(header, &[7; 40], &office.0).unwrap().into_bytes()
            })
            .collect();
        if by_file {
            let file = file_of(&toili.phone, &signed);
            let report = import(&mut toili.phone.device, &mut &file[..]).unwrap();
            assert!(report.copied);
        } else {
            for entry in &signed {
                toili.stage.relay.push(entry);
            }
            assert!(toili.synced_phone().report.copied);
        }
        assert!(toili.phone.device.status().unwrap().copied);
        toili.synced_phone();
        assert_eq!(own_numbers(&toili), before, "by file: {by_file}");
        goes_on(&mut toili, 2);
        assert_eq!(own_numbers(&toili), (before.0 + 2, false));
    }
}

/// The same in the control feed, where an office device speaks.
#[test]
fn an_office_whose_copy_jumps_goes_on_stating() {
    let mut toili = Toili::new(504);
    let office = &toili.stage.office;
    let own = identity(office);
    let header = header_of(office, FeedId::CONTROL, 1 << 62);
    let invite = sesi_wire::ids::InviteId([9; 16]);
    let body = to_body(&[Statement::Withdraw(Withdraw { invite })]);
    let scope = office.device.office();
    let jump = own.sign(header, &body, &scope.0).unwrap().into_bytes();
    toili.stage.relay.push(&jump);
    assert!(toili.synced_office().report.copied);
    let office = &mut toili.stage.office;
    office.device.ensure_place(LUWUK, &[2026]).unwrap();
    office.synced(&mut toili.stage.relay);
    let row = FeedRow::get(office.device.reader(), FeedId::CONTROL);
    assert!(row.unwrap().unwrap().own_seq < 100);
    assert!(office.device.status().unwrap().refused.is_empty());
}

/// That a number is taken is the relay's word. What it was given comes again, and nobody is told that the phone was copied.
#[test]
fn a_relay_that_says_taken_and_shows_no_other_entry_is_not_believed() {
    let mut toili = Toili::new(505);
    let meeting = toili.record(1, 0, Mark::Hadir);
    let taken = Turn::frames(|mut frames| {
        if let Frame::Head { results, .. } = &mut frames[0] {
            let reason = sesi_wire::sync::Rejection::SeqTaken;
            results.fill(sesi_wire::sync::PushResult::Rejected(reason));
        }
        vec![frames[0].clone(), Frame::End]
    });
    toili.stage.relay.turns.push_back(taken);
    toili.synced_phone();
    assert!(toili.stage.relay.taken <= 1);
    let id = meeting.id(&toili.phone.device.office());
    assert!(toili.phone.device.acknowledged(id).unwrap());
    toili.synced_office();
    assert!(
        toili
            .stage
            .office
            .device
            .document(&meeting)
            .unwrap()
            .is_some()
    );
}

/// Two entries of one device under one number: both are kept, and the office can see it.
#[test]
fn two_entries_under_one_number_are_kept_as_evidence() {
    let mut toili = Toili::new(506);
    let mut copy = toili.phone.copy("copy.db", 71);
    toili.record(1, 0, Mark::Hadir);
    copy.mark(&toili.group.meeting(2), toili.group.families[0], Mark::Alfa);
    let mut files = Vec::new();
    for station in [&mut toili.phone, &mut copy] {
        let mut file = Vec::new();
        export(&mut station.device, Extent::Unsent, &mut file).unwrap();
        files.push(file);
    }
    for file in &files {
        import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
    }
    let twins = ArchivedEntry::equivocations(toili.stage.office.device.reader()).unwrap();
    assert_eq!(twins.len(), 1);
    assert_eq!(twins[0].device, toili.phone.device.id());
    assert_eq!((twins[0].device_seq, twins[0].entries), (1, 2));
    assert_eq!(
        toili.stage.office.rows("SELECT doc FROM rm_meeting").len(),
        2
    );
}

/// Whoever was not let in yet is proved by the enrolment, and counted as a stranger until then.
#[test]
fn a_phone_that_waits_for_its_grant_counts_as_unverified_until_it_comes() {
    let mut toili = Toili::new(507);
    let stage = &mut toili.stage;
    let budi = stage.hire("BUDI", &[TOILI]);
    let invited = stage.invite(budi, &[TOILI], false);
    stage.office.synced(&mut stage.relay);
    let (path, ambient) = stage.next();
    let key = DbKey::generate(&*ambient);
    let joined = Device::join(&path, &key, ambient, &invited.link, &mut stage.relay);
    drop(joined.unwrap());
    let held = |station: &Station| unverified_bytes(station.device.reader(), true).unwrap();
    toili.synced_phone();
    assert!(held(&toili.phone) > 0);
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(held(&toili.phone), 0);
}
