//! Entries that came too early, or from where they should not.

use sesi_engine::documents::Set;
use sesi_engine::keys::purpose::Purpose;
use sesi_engine::store::{ArchivedEntry, DocumentRow, PendingChange};
use sesi_engine::sync::file::import_batch;
use sesi_engine::sync::report::Report;
use sesi_wire::ids::FeedId;

use super::authority::bring;
use super::invites::join;
use crate::kinds::{DocKey, GroupPatch, Mark, OfficePatch, Patch};
use crate::testkit::{LUWUK, TOILI, Toili, meetings, roster};

#[test]
fn changes_that_come_before_those_they_build_upon_wait_for_them() {
    let mut toili = Toili::new(91);
    let meeting = toili.record(1, 0, Mark::Hadir);
    sesi_engine::sync::request::prepare(&mut toili.phone.device).unwrap();
    toili.record(1, 1, Mark::Alfa);
    sesi_engine::sync::request::prepare(&mut toili.phone.device).unwrap();
    toili.synced_phone();
    // A relay that was filled again by others has them the other way round.
    let feed = toili.meetings_feed();
    let log = toili.stage.relay.feeds.get_mut(&feed).unwrap();
    log.reverse();
    let first = log.pop().unwrap();
    toili.synced_office();
    let status = toili.stage.office.device.status().unwrap();
    assert_eq!(status.parked.len(), 1);
    assert_eq!(status.parked[0].reason, "missing_dependency");
    toili.stage.relay.feeds.get_mut(&feed).unwrap().push(first);
    let run = toili.synced_office();
    assert_eq!(run.report.tries, 1);
    assert!(
        toili
            .stage
            .office
            .device
            .status()
            .unwrap()
            .parked
            .is_empty()
    );
    let marks = toili.stage.office.rows("SELECT mark FROM rm_mark");
    assert_eq!(marks.len(), 2);
    let document = toili
        .stage
        .office
        .device
        .document(&meeting)
        .unwrap()
        .unwrap();
    assert_eq!(document.changes().len(), 2);
}

#[test]
fn an_entry_whose_key_has_not_come_waits_for_it() {
    let mut toili = Toili::new(92);
    let budi = toili.stage.hire("BUDI", &[LUWUK]);
    let group = toili.stage.group(LUWUK, "MAWAR", budi, 1);
    toili.synced_office();
    // By a file, a phone gets entries of a kecamatan that is not its own.
    let mut file = Vec::new();
    let all = sesi_engine::sync::file::Extent::All;
    sesi_engine::sync::file::export(&mut toili.stage.office.device, all, &mut file).unwrap();
    sesi_engine::sync::file::import(&mut toili.phone.device, &mut &file[..]).unwrap();
    let parked = toili.phone.device.status().unwrap().parked;
    assert!(
        parked.iter().all(|entry| entry.reason == "unknown_key"),
        "{parked:?}"
    );
    assert!(!parked.is_empty());
    // It is given the kecamatan: the keys come, and what lay here opens.
    let office = &mut toili.stage.office.device;
    let device = toili.phone.device.id();
    let keys = office.me().info_of(device).unwrap().keys;
    for purpose in [roster(LUWUK), meetings(LUWUK)] {
        let feed = sesi_engine::store::FeedRow::of_purpose(office.reader(), &purpose.to_bytes());
        let feed = feed.unwrap().unwrap().id;
        office
            .write(|tx, me| me.give_access(tx, feed, &[keys]))
            .unwrap();
    }
    toili.synced_office();
    toili.synced_phone();
    assert!(toili.phone.device.status().unwrap().parked.is_empty());
    let family = DocKey::Family(group.families[0]);
    assert!(toili.phone.device.document(&family).unwrap().is_some());
}

/// Lets the phone write a document into a feed where it has no business, as an app that was tampered with would.
fn smuggle(toili: &mut Toili, key: &DocKey, patch: &Patch, into: &Purpose) {
    let office = toili.phone.device.office();
    let phone = &mut toili.phone.device;
    let stored = phone.document(key).unwrap();
    let tampered = sesi_engine::documents::OfficeDevices([phone.id()].into());
    let mut document = stored
        .unwrap_or_else(|| crate::kinds::Document::new(key.clone(), &office))
        .read_by(&std::sync::Arc::new(tampered));
    let by = sesi_engine::documents::Authorship {
        device: phone.id(),
        actor: sesi_engine::documents::ActorSeed([9; 6]),
        time: crate::testkit::start(),
    };
    let change = document.commit(patch, by).unwrap().unwrap();
    let id = document.id();
    let row = DocumentRow {
        id: *id.as_bytes(),
        key: key.to_bytes(),
        purpose: into.to_bytes(),
        heads: document.heads().to_bytes(),
        saved: document.save(),
    };
    phone
        .write(|tx, _| {
            row.put(tx)?;
            PendingChange::add(tx, id.as_bytes(), &into.to_bytes(), change.contents())
        })
        .unwrap();
}

#[test]
fn the_offices_documents_are_not_to_be_reached_through_a_kecamatans_feed() {
    let mut toili = Toili::new(93);
    let name = Patch::Office(OfficePatch {
        name: Set::To("KERAJAAN SAYA".into()),
        ..OfficePatch::default()
    });
    smuggle(&mut toili, &DocKey::Office, &name, &roster(TOILI));
    let group = Patch::Group(GroupPatch {
        name: Set::To("GADUNGAN".into()),
        kecamatan: Set::To(TOILI.into()),
        ..GroupPatch::default()
    });
    let key = DocKey::Group(toili.group.id);
    smuggle(&mut toili, &key, &group, &meetings(TOILI));
    let honest = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let office = &toili.stage.office;
    let dump = office.dump();
    assert!(!dump.contains("KERAJAAN") && !dump.contains("GADUNGAN"));
    let parked = office.device.status().unwrap().parked;
    assert!(
        parked.iter().all(|entry| entry.reason == "not_allowed"),
        "{parked:?}"
    );
    assert_eq!(parked.len(), 2);
    // What travelled in the same entry is not kept back by it.
    assert!(office.device.document(&honest).unwrap().is_some());
}

#[test]
fn a_meeting_in_another_years_feed_is_not_taken() {
    let mut toili = Toili::new(94);
    let date = "2025-03-01".parse().unwrap();
    let session = crate::kinds::SessionCode::new("M1.1").unwrap();
    let key = DocKey::meeting(toili.group.id, date, session).unwrap();
    let patch = crate::testkit::marks([(toili.group.families[0], Mark::Hadir)]);
    smuggle(&mut toili, &key, &patch, &meetings(TOILI));
    toili.synced_phone();
    toili.synced_office();
    assert!(toili.stage.office.device.document(&key).unwrap().is_none());
}

#[test]
fn a_sheet_that_a_member_adds_to_a_sending_is_none() {
    use crate::calls::sent::{SendRekap, SentRekap};
    use crate::calls::{Command as _, Query as _};
    use crate::kinds::{KecamatanCode, SentPatch, YearMonth};
    let mut toili = Toili::new(399);
    toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let month = || "2026-10".to_owned();
    let seen = |device: &crate::device::Device| {
        let view = SentRekap { month: month() }.answer(device).unwrap();
        let versions = view.versions.iter();
        let versions: Vec<_> = versions
            .map(|one| (one.version, one.whole, one.places))
            .collect();
        (versions, view.next, view.changes.len())
    };
    let office = &mut toili.stage.office.device;
    let now = SentRekap { month: month() }.answer(office).unwrap().now;
    let send = SendRekap {
        month: month(),
        seen: now,
        day: "2026-11-03".parse().unwrap(),
        receiver: String::new(),
        note: String::new(),
    };
    let send = send.run(office).unwrap();
    toili.synced_office();
    toili.synced_phone();
    let before = seen(&toili.stage.office.device);
    assert_eq!(before, (vec![(1, true, 1)], 2, 0));
    let lie = SentPatch {
        version: Set::To(9),
        digest: Set::To("00".to_owned()),
        ..SentPatch::default()
    };
    for (code, send) in [("1", send), (TOILI, uuid::Uuid::from_u128(9))] {
        let key = DocKey::Sent {
            kecamatan: KecamatanCode::new(code).unwrap(),
            month: YearMonth::new(2026, 10).unwrap(),
            send,
        };
        smuggle(&mut toili, &key, &lie.clone().into(), &meetings(TOILI));
    }
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(seen(&toili.stage.office.device), before);
}

/// A phone that was let in by the relay and not yet by the office, put back to before its work, and handed that by a file.
#[test]
fn own_work_of_a_phone_that_was_not_let_in_yet_waits_for_that() {
    let mut toili = Toili::new(95);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let invited = toili.stage.invite(budi, &[TOILI], false);
    toili.synced_office();
    let mut phone = join(&mut toili.stage, &invited);
    phone.synced(&mut toili.stage.relay);
    let mut old = phone.copy("old.db", 96);
    let meeting = toili.group.meeting(1);
    phone.mark(&meeting, toili.group.families[0], Mark::Hadir);
    let mut file = Vec::new();
    let unsent = sesi_engine::sync::file::Extent::Unsent;
    sesi_engine::sync::file::export(&mut phone.device, unsent, &mut file).unwrap();
    drop(phone);
    sesi_engine::sync::file::import(&mut old.device, &mut &file[..]).unwrap();
    let parked = old.device.status().unwrap().parked;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].reason, "unknown_author");
    toili.synced_office();
    old.synced(&mut toili.stage.relay);
    assert!(old.device.document(&meeting).unwrap().is_some());
    assert!(old.device.status().unwrap().parked.is_empty());
}

#[test]
fn when_a_device_was_heard_is_known_of_all_but_this_one() {
    let mut toili = Toili::new(96);
    toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let (office, phone) = (&toili.stage.office.device, toili.phone.device.id());
    let heard = ArchivedEntry::heard_of(office.reader()).unwrap();
    let own = heard.iter().filter(|heard| heard.device == office.id());
    assert!(own.clone().count() > 0);
    assert!(own.clone().all(|heard| heard.at_millis.is_none()));
    let feed = toili.meetings_feed();
    let mut work = heard
        .iter()
        .filter(|heard| (heard.device, heard.feed) == (phone, feed));
    assert_eq!(work.next().unwrap().at_millis, Some(1_795_000_000_000));
}

#[test]
fn what_waits_for_a_change_is_not_tried_because_the_office_said_something() {
    let mut toili = Toili::new(97);
    let eka = toili.stage.hire("EKA", &[]);
    let mut second = toili.stage.second_office(eka);
    second.synced(&mut toili.stage.relay);
    let (meeting, feed) = (toili.group.meeting(1), toili.meetings_feed());
    for family in [0, 1] {
        second.mark(&meeting, toili.group.families[family], Mark::Hadir);
        sesi_engine::sync::request::prepare(&mut second.device).unwrap();
    }
    let last = second.rows_of_bytes(feed).pop().unwrap();
    bring(&mut toili.stage.office, &[last]);
    let parked = toili.stage.office.device.status().unwrap().parked;
    assert_eq!(parked.len(), 1);
    assert_eq!(parked[0].reason, "missing_dependency");
    second.device.ensure_place(LUWUK, &[2026]).unwrap();
    let said = second.rows_of_bytes(FeedId::CONTROL);
    let mut report = Report::default();
    import_batch(&mut toili.stage.office.device, &said, &mut report).unwrap();
    assert!(report.received > 0);
    assert_eq!(report.tries, 0);
}
