//! Entries that travel as a file.

use sesi_engine::job::{Cancelled, JobProgress, unwatched};
use sesi_engine::store::{ArchivedEntry, PendingChange};
use sesi_engine::sync::file::{Extent, export, import};
use sesi_wire::ids::FeedId;

use crate::calls::Job;
use crate::calls::sending::{ExportEntries, ImportEntries};
use crate::error::ApiError;
use crate::error::Error;
use crate::kinds::Mark;
use crate::testkit::{Station, TOILI, Toili, start};

fn exported(station: &mut Station, extent: Extent) -> Vec<u8> {
    let mut file = Vec::new();
    export(&mut station.device, extent, &mut file).unwrap();
    file
}

fn meetings(station: &Station) -> usize {
    station.rows("SELECT doc FROM rm_meeting").len()
}

#[test]
fn unsent_work_reaches_the_office_on_a_stick_and_again_does_no_harm() {
    let mut toili = Toili::new(41);
    let meeting = toili.record(1, 0, Mark::Hadir);
    let file = exported(&mut toili.phone, Extent::Unsent);
    let report = import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
    assert_eq!(
        (report.received, report.parked, report.unreadable),
        (1, 0, 0)
    );
    assert!(
        toili
            .stage
            .office
            .device
            .document(&meeting)
            .unwrap()
            .is_some()
    );
    let again = import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
    assert_eq!(again.received, 0);
    // The office brings it to the relay; the phone hears that it is there.
    toili.synced_office();
    toili.synced_phone();
    let id = meeting.id(&toili.phone.device.office());
    assert!(toili.phone.device.acknowledged(id).unwrap());
}

#[test]
fn a_file_that_broke_off_or_was_garbled_keeps_its_whole_entries() {
    let mut toili = Toili::new(42);
    for day in 1..=3 {
        toili.record(day, 0, Mark::Hadir);
        sesi_engine::sync::request::prepare(&mut toili.phone.device).unwrap();
    }
    let file = exported(&mut toili.phone, Extent::Unsent);
    let cut = &file[..file.len() - 10];
    let report = import(&mut toili.stage.office.device, &mut &cut[..]).unwrap();
    assert_eq!((report.received, report.unreadable), (2, 0));

    let mut garbled = file.clone();
    garbled.extend_from_slice(&[0x01, 0x02]);
    // An entry of a later version, whose header nobody here can read.
    let mut later = vec![0x58, 200, 9];
    later.resize(202, 7);
    garbled.splice(24..24, later);
    let report = import(&mut toili.stage.office.device, &mut &garbled[..]).unwrap();
    assert_eq!((report.received, report.unreadable), (1, 2));
    assert_eq!(meetings(&toili.stage.office), 3);
}

#[test]
fn files_of_others_and_other_files_are_refused() {
    let mut toili = Toili::new(43);
    let mut elsewhere = Toili::new(44);
    let file = exported(&mut elsewhere.phone, Extent::All);
    for bytes in [&file[..], b"PK\x03\x04", b"SESI\0\x01\0\0short"] {
        let refused = import(&mut toili.phone.device, &mut &bytes[..]);
        assert!(matches!(refused, Err(Error::File(_))), "{refused:?}");
    }
}

#[test]
fn a_restored_phone_takes_its_own_later_work_from_a_file_and_goes_on_behind_it() {
    let mut toili = Toili::new(45);
    let mut old = toili.phone.copy("old.db", 60);
    toili.record(1, 0, Mark::Hadir);
    toili.record(2, 0, Mark::Hadir);
    // It never reached the relay; only the file knows of it.
    let file = exported(&mut toili.phone, Extent::All);
    let feed = toili.meetings_feed();
    let sealed = ArchivedEntry::to_offer(toili.phone.device.reader(), feed, 9);
    let sealed = sealed.unwrap();
    assert!(!sealed.is_empty());
    drop(toili.phone);

    old.mark(&toili.group.meeting(3), toili.group.families[1], Mark::Alfa);
    sesi_engine::sync::request::prepare(&mut old.device).unwrap();
    let report = import(&mut old.device, &mut &file[..]).unwrap();
    assert!(report.copied);
    assert_eq!(meetings(&old), 3);
    old.synced(&mut toili.stage.relay);
    assert_eq!(PendingChange::count(old.device.reader(), None).unwrap(), 0);
    toili.stage.office.synced(&mut toili.stage.relay);
    assert_eq!(meetings(&toili.stage.office), 3);
    assert!(old.device.status().unwrap().refused.is_empty());
    // What was sealed once is sent as it was sealed; what had the same number here is in a later one.
    for entry in sealed {
        assert!(toili.stage.relay.log(feed).contains(&entry.bytes));
    }
    assert_eq!(toili.stage.relay.taken, 0);
}

/// Found by `make simulate`: whoever got the entry by a file handed it back for ever, and each time it was said anew.
#[test]
fn what_was_said_anew_is_not_said_once_more_because_a_file_brings_it_again() {
    let mut toili = Toili::new(47);
    let mut twin = toili.phone.copy("twin.db", 61);
    toili.record(1, 0, Mark::Hadir);
    let file = exported(&mut toili.phone, Extent::Unsent);
    twin.mark(
        &toili.group.meeting(2),
        toili.group.families[1],
        Mark::Sakit,
    );
    twin.synced(&mut toili.stage.relay);
    toili.synced_phone();
    assert!(toili.stage.relay.taken > 0, "the number was used twice");
    twin.synced(&mut toili.stage.relay);
    let feed = toili.meetings_feed();
    let said = |toili: &Toili| toili.stage.relay.log(feed).len();

    // The phone, which took it back itself, knows it still; the copy has to learn what it says, and says it once.
    let before = said(&toili);
    for (station, news) in [(&mut toili.phone, [0, 0]), (&mut twin, [1, 0])] {
        for new in news {
            let report = import(&mut station.device, &mut &file[..]).unwrap();
            assert_eq!((report.received, report.copied), (new, new > 0));
            station.synced(&mut toili.stage.relay);
            assert_eq!(
                PendingChange::count(station.device.reader(), None).unwrap(),
                0
            );
        }
    }
    assert!(said(&toili) <= before + 1);
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(meetings(&toili.stage.office), 2);
    assert_eq!(toili.phone.dump(), twin.dump());
}

/// The same of what an office machine stated, and of an entry that came to stand in a relay's log after all.
#[test]
fn a_statement_that_was_taken_back_counts_once_whoever_brings_it_again() {
    let mut toili = Toili::new(48);
    toili.synced_office();
    let mut twin = toili.stage.office.copy("twin.db", 62);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let invite = toili.stage.invite(budi, &[TOILI], false).id;
    let reader = toili.stage.office.device.reader();
    let made = ArchivedEntry::to_offer(reader, FeedId::CONTROL, 9).unwrap();
    assert!(!made.is_empty());
    let file = exported(&mut toili.stage.office, Extent::Unsent);
    twin.device.ensure_place("72.01.02", &[]).unwrap();
    twin.synced(&mut toili.stage.relay);
    toili.synced_office();
    assert!(toili.stage.relay.taken > 0, "the number was used twice");

    let said = toili.stage.relay.log(FeedId::CONTROL).len();
    for _ in 0..2 {
        let report = import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
        assert_eq!((report.received, report.copied), (0, false));
        toili.synced_office();
    }
    assert_eq!(toili.stage.relay.log(FeedId::CONTROL).len(), said);
    let open = toili.stage.office.device.membership().open_invites(start());
    assert_eq!(
        open.iter()
            .filter(|open| open.invite.invite == invite)
            .count(),
        1
    );

    // A relay that was wiped and filled by whoever has the file: what stands in its log is taken in.
    toili.stage.relay.wipe();
    let carrier = &mut toili.phone;
    import(&mut carrier.device, &mut &file[..]).unwrap();
    carrier.synced(&mut toili.stage.relay);
    let log = toili.stage.relay.log(FeedId::CONTROL);
    let there: Vec<_> = made.iter().filter(|it| log.contains(&it.bytes)).collect();
    assert!(!there.is_empty(), "the phone was first");
    toili.synced_office();
    let reader = toili.stage.office.device.reader();
    for entry in there {
        assert!(ArchivedEntry::is_here(reader, &entry.id).unwrap());
        assert!(!ArchivedEntry::was_withdrawn(reader, &entry.id).unwrap());
    }
}

#[test]
fn an_office_without_a_line_lets_in_whoever_enrolled_by_a_file() {
    let mut toili = Toili::new(46);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(budi, &[TOILI], false);
    toili.synced_office();
    let (path, ambient) = toili.stage.next();
    let key = sesi_engine::keys::secret::DbKey::generate(&*ambient);
    let relay = &mut toili.stage.relay;
    let link = &invited.link;
    let device = crate::device::Device::join(&path, &key, ambient.clone(), link, relay).unwrap();
    let mut phone = Station {
        device,
        ambient,
        path,
        key,
    };
    phone.synced(&mut toili.stage.relay);
    phone.mark(
        &toili.group.meeting(1),
        toili.group.families[0],
        Mark::Hadir,
    );
    let file = exported(&mut phone, Extent::Unsent);
    let report = import(&mut toili.stage.office.device, &mut &file[..]).unwrap();
    let members = toili.stage.office.device.membership();
    assert!(members.author_key(phone.device.id()).is_some());
    assert_eq!(report.parked, 0, "its work counts as soon as it is let in");
    assert_eq!(meetings(&toili.stage.office), 1);
}

#[test]
fn a_file_that_is_stopped_keeps_what_came_or_is_not_there_and_again_is_whole() {
    let mut toili = Toili::new(49);
    for family in 0..70 {
        toili.record(
            1 + family % 28,
            0,
            [Mark::Hadir, Mark::Alfa][usize::from(family > 27)],
        );
        sesi_engine::sync::request::prepare(&mut toili.phone.device).unwrap();
    }
    let mut late = |at: JobProgress| if at.done < 64 { Ok(()) } else { Err(Cancelled) };
    let folder = toili.stage.dir.path().join("files");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("a.sesi");
    let write = |all| ExportEntries {
        path: path.clone(),
        all,
    };
    let stopped = write(true).run(&mut toili.phone.device, &mut late);
    assert_eq!(ApiError::from(&stopped.unwrap_err()).kind, "cancelled");
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 0);
    let written = write(true)
        .run(&mut toili.phone.device, &mut unwatched)
        .unwrap();

    let office = &mut toili.stage.office.device;
    let before = office.status().unwrap();
    let read = || ImportEntries { path: path.clone() };
    let mut never = |_| Err(Cancelled);
    let nothing = read().run(office, &mut never).unwrap();
    assert!(nothing.stopped && nothing.entries == 0);
    assert_eq!(office.status().unwrap(), before);
    let part = read().run(office, &mut late).unwrap();
    assert!(part.stopped && part.entries > 0, "{part:?}");
    let rest = read().run(office, &mut unwatched).unwrap();
    assert!(!rest.stopped && rest.entries > 0, "{rest:?}");
    assert!(part.entries + rest.entries <= written);
    assert_eq!(toili.stage.office.dump(), toili.phone.dump());
    let office = &mut toili.stage.office.device;
    assert_eq!(read().run(office, &mut unwatched).unwrap().entries, 0);
}
