//! A member whose app was tampered with: contradicts itself, writes as somebody else, says what is for the office to say. Nobody
//! else's work is stopped or lost by it, and all readers end equal.

use std::sync::Arc;

use chrono::Duration;
use sesi_engine::device::keep_document;
use sesi_engine::documents::{Authorship, OfficeDevices, PlainChange, Provenance, Set};
use sesi_engine::store::{DocumentRow, PendingChange};
use sesi_engine::sync::request;
use sesi_wire::ids::FeedId;

use super::authority::bring;
use super::people::rebuilt;
use crate::device::Device;
use crate::kinds::{CheckPatch, DocKey, Document, Mark, MeetingPatch, Patch, Verdict};
use crate::testkit::{Station, TOILI, Toili, marks, meetings};

/// Whose name a change bears, as the app of `station` would write it now.
fn name_of(station: &Station) -> Authorship {
    station.device.me().authorship()
}

/// Lets `station` seal and send a change, whatever it is.
pub(super) fn send(station: &mut Station, key: &DocKey, change: &PlainChange) {
    let device = &mut station.device;
    let purpose = meetings(TOILI).to_bytes();
    let id = *key.id(&device.office()).as_bytes();
    let document = Document::new(key.clone(), &device.office());
    device
        .write(|tx, _| {
            if !DocumentRow::exists(tx, &id)? {
                DocumentRow {
                    id,
                    key: key.to_bytes(),
                    purpose: purpose.clone(),
                    heads: document.heads().to_bytes(),
                    saved: document.save(),
                }
                .put(tx)?;
            }
            PendingChange::add(tx, &id, &purpose, change.contents())
        })
        .unwrap();
}

/// Another first change of the document by the same actor, whose hash is smaller than that of `than`, or larger.
pub(super) fn other_story(
    station: &Station,
    key: &DocKey,
    patch: &Patch,
    than: &PlainChange,
    smaller: bool,
) -> PlainChange {
    let office = station.device.office();
    (1..1_000)
        .map(|seconds| {
            let mut by = name_of(station);
            by.time += Duration::seconds(seconds);
            let mut document = Document::new(key.clone(), &office);
            document.commit(patch, by).unwrap().unwrap()
        })
        .find(|change| (change.hash() < than.hash()) == smaller)
        .unwrap()
}

fn document(station: &Station, key: &DocKey) -> Document {
    station.device.document(key).unwrap().unwrap()
}

#[test]
fn two_stories_of_one_member_end_alike_at_every_reader_and_cost_nobody_her_work() {
    for smaller in [true, false] {
        let mut toili = Toili::new(if smaller { 301 } else { 302 });
        let budi = toili.stage.hire("BUDI", &[TOILI]);
        let mut colleague = toili.stage.phone(budi, &[TOILI]);
        let meeting = toili.record(1, 0, Mark::Hadir);
        let first = document(&toili.phone, &meeting).changes().remove(0);
        toili.synced_phone();
        colleague.synced(&mut toili.stage.relay);
        // Honest work upon what will turn out to be one of two stories; one edit is sent, the other is not yet.
        colleague.mark(&meeting, toili.group.families[1], Mark::Alfa);
        colleague.synced(&mut toili.stage.relay);
        toili.synced_office();
        colleague.mark(&meeting, toili.group.families[1], Mark::Sakit);
        colleague.mark(&meeting, toili.group.families[2], Mark::Hadir);

        let patch = marks([(toili.group.families[0], Mark::Alfa)]);
        let other = other_story(&toili.phone, &meeting, &patch, &first, smaller);
        send(&mut toili.phone, &meeting, &other);
        toili.synced_phone();
        for _ in 0..2 {
            toili.synced_office();
            colleague.synced(&mut toili.stage.relay);
        }
        toili.synced_office();
        let newcomer = toili.stage.hire("CICI", &[TOILI]);
        let newcomer = toili.stage.phone(newcomer, &[TOILI]);
        colleague.synced(&mut toili.stage.relay);

        let (counts, not) = if smaller {
            (&other, &first)
        } else {
            (&first, &other)
        };
        let expected = document(&toili.stage.office, &meeting);
        for reader in [&toili.stage.office, &colleague, &newcomer] {
            let found = document(reader, &meeting);
            assert_eq!(found.heads(), expected.heads());
            assert_eq!(found.said(), expected.said());
            assert!(found.contains(counts.hash()) && !found.contains(not.hash()));
            let marks = reader.rows("SELECT mark FROM rm_mark");
            assert_eq!(marks.len(), 3, "what the colleague said stands");
            assert!(reader.device.status().unwrap().parked.is_empty());
            // The office sees which contradicted itself.
            let guilty = reader
                .rows("SELECT lower(hex(device)) FROM rm_not_heard WHERE reason = 'contradicted'");
            assert_eq!(guilty.len(), 1, "{guilty:?}");
            assert!(guilty[0].contains(&toili.phone.device.id().to_string()));
        }
        assert_eq!(toili.stage.office.dump(), rebuilt(&mut toili.stage.office));
        // And the colleague goes on.
        colleague.mark(&meeting, toili.group.families[3], Mark::Hadir);
        colleague.synced(&mut toili.stage.relay);
        toili.synced_office();
        let marks = toili.stage.office.rows("SELECT mark FROM rm_mark");
        assert_eq!(marks.len(), 4);
    }
}

/// What was built upon one of two stories came by a file before either; both come at once, and that one is out.
#[test]
fn what_waits_for_a_story_that_is_out_when_it_comes_waits_no_more() {
    let mut toili = Toili::new(311);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    let meeting = toili.record(1, 0, Mark::Hadir);
    let first = document(&toili.phone, &meeting).changes().remove(0);
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    colleague.mark(&meeting, toili.group.families[1], Mark::Alfa);
    request::prepare(&mut colleague.device).unwrap();
    let built_upon = colleague
        .rows_of_bytes(toili.meetings_feed())
        .pop()
        .unwrap();
    bring(&mut toili.stage.office, &[built_upon]);
    assert_eq!(toili.stage.office.device.status().unwrap().parked.len(), 1);

    let patch = marks([(toili.group.families[0], Mark::Alfa)]);
    let other = other_story(&toili.phone, &meeting, &patch, &first, true);
    send(&mut toili.phone, &meeting, &other);
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office;
    assert!(!document(office, &meeting).contains(first.hash()));
    assert!(office.device.status().unwrap().parked.is_empty());
    let noted = office.rows("SELECT change FROM rm_not_heard WHERE reason = 'built_upon'");
    assert_eq!(noted.len(), 1);
    assert_eq!(office.dump(), rebuilt(office));
}

#[test]
fn who_writes_under_a_colleagues_actor_stops_nobody_whoever_comes_first() {
    for thief_first in [true, false] {
        let mut toili = Toili::new(if thief_first { 303 } else { 304 });
        let budi = toili.stage.hire("BUDI", &[TOILI]);
        let mut thief = toili.stage.phone(budi, &[TOILI]);
        let meeting = toili.group.meeting(1);
        // The thief has seen the actor somewhere; the phone has saved the meeting without a signal, or has not yet.
        if !thief_first {
            toili.record(1, 0, Mark::Hadir);
        }
        let mut stolen = Document::new(meeting.clone(), &toili.phone.device.office());
        let patch = marks([(toili.group.families[1], Mark::Alfa)]);
        let forged = stolen
            .commit(&patch, name_of(&toili.phone))
            .unwrap()
            .unwrap();
        send(&mut thief, &meeting, &forged);
        thief.synced(&mut toili.stage.relay);
        toili.synced_office();
        toili.synced_phone();
        if thief_first {
            toili.record(1, 0, Mark::Hadir);
        }
        toili.synced_phone();
        toili.synced_office();
        toili.record(1, 2, Mark::Sakit);
        toili.synced_phone();
        toili.synced_office();
        for reader in [&toili.stage.office, &toili.phone] {
            let found = document(reader, &meeting);
            assert!(!found.contains(forged.hash()));
            assert_eq!(found.changes().len(), 2);
            let parked = reader.device.status().unwrap().parked;
            assert_eq!(parked.len(), 1, "{parked:?}");
            assert_eq!(parked[0].reason, "forged_author");
        }
    }
}

fn verdict(verdict: Verdict) -> Patch {
    let check = CheckPatch {
        verdict: Set::To(verdict),
        ..CheckPatch::default()
    };
    MeetingPatch {
        check,
        ..MeetingPatch::default()
    }
    .into()
}

#[test]
fn a_member_approves_no_meeting_and_takes_no_verdict_away() {
    let mut toili = Toili::new(305);
    let meeting = toili.record(1, 0, Mark::Hadir);
    let refused = toili.phone.device.edit(&meeting, &verdict(Verdict::Sesuai));
    assert!(refused.is_err());
    let own = Arc::new(OfficeDevices([toili.phone.device.id()].into()));
    let mut tampered = document(&toili.phone, &meeting).read_by(&own);
    let forged = tampered.commit(&verdict(Verdict::Sesuai), name_of(&toili.phone));
    send(&mut toili.phone, &meeting, &forged.unwrap().unwrap());
    let home = meetings(TOILI).to_bytes();
    let device = &mut toili.phone.device;
    device
        .write(|tx, _| keep_document::<crate::kinds::Pkh>(tx, &tampered, &home))
        .unwrap();
    toili.synced_phone();
    toili.synced_office();
    let verdicts = "SELECT verdict, verdict_device IS NOT NULL FROM rm_meeting";
    assert!(document(&toili.stage.office, &meeting).contains(tampered.heads().as_slice()[0]));
    assert!(!toili.stage.office.rows(verdicts)[0].contains("sesuai"));
    let not_counted = "SELECT reason, path FROM rm_not_heard";
    let found = toili.stage.office.rows(not_counted);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].contains("not_entitled") && found[0].contains("check/verdict"));
    toili
        .stage
        .office
        .device
        .edit(&meeting, &verdict(Verdict::Perbaiki))
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    for reader in [&toili.stage.office, &toili.phone] {
        assert!(reader.rows(verdicts)[0].contains("perbaiki"));
        assert!(reader.rows(not_counted).is_empty());
    }
}

#[test]
fn a_role_that_statements_tell_later_counts_at_once_and_goes_with_them() {
    let mut toili = Toili::new(306);
    let meeting = toili.record(1, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    toili
        .stage
        .office
        .device
        .edit(&meeting, &verdict(Verdict::Sesuai))
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    let told = toili.phone.dump();
    let device = &mut toili.phone.device;
    let heed = |device: &mut Device| {
        device.write(|tx, me| {
            me.roles_stale = true;
            me.heed_roles(tx)
        })
    };
    assert!(heed(device).unwrap().is_empty(), "nothing became known");
    // As if nothing were known of the office's devices, and then of them again.
    let key = meeting.clone();
    device
        .write(|tx, me| {
            me.office_devices = Arc::default();
            let document = me.load_document(tx, &key)?.unwrap();
            keep_document::<crate::kinds::Pkh>(tx, &document, &meetings(TOILI).to_bytes())
        })
        .unwrap();
    assert_ne!(told, toili.phone.dump());
    let device = &mut toili.phone.device;
    let changed = heed(device).unwrap();
    assert_eq!(changed, [*meeting.id(&device.office()).as_bytes()].into());
    assert_eq!(told, toili.phone.dump());
}

/// Late work of a revoked phone had kept the story out that counts, and with it what another one built upon that.
#[test]
fn own_work_that_falls_out_when_late_work_of_a_revoked_phone_goes_is_said_again() {
    let mut toili = Toili::new(312);
    let [mut budi, mut cici] = ["BUDI", "CICI"].map(|name| {
        let staff = toili.stage.hire(name, &[TOILI]);
        toili.stage.phone(staff, &[TOILI])
    });
    let (meeting, feed) = (toili.group.meeting(5), toili.meetings_feed());
    let families = toili.group.families.clone();
    let begun = marks([(families[1], Mark::Hadir), (families[3], Mark::Hadir)]);
    budi.device.edit(&meeting, &begun).unwrap();
    budi.mark(&meeting, families[1], Mark::Alfa);
    let [begun, word]: [_; 2] = document(&budi, &meeting).changes().try_into().unwrap();
    budi.synced(&mut toili.stage.relay);
    cici.synced(&mut toili.stage.relay);
    cici.mark(&meeting, families[2], Mark::Sakit);
    let sealed = |station: &mut Station| {
        request::prepare(&mut station.device).unwrap();
        station.rows_of_bytes(feed).pop().unwrap()
    };
    sealed(&mut cici);

    // The phone's two stories in an entry each, of which the later one counts; Budi tells two as well, one of them upon the first.
    toili.record(5, 0, Mark::Hadir);
    let first = document(&toili.phone, &meeting).changes().remove(0);
    let first_entry = sealed(&mut toili.phone);
    let patch = marks([(families[0], Mark::Alfa)]);
    let later = other_story(&toili.phone, &meeting, &patch, &first, true);
    send(&mut toili.phone, &meeting, &later);
    let later_entry = sealed(&mut toili.phone);
    let (office, phone) = (toili.phone.device.office(), toili.phone.device.id());
    let mut upon_first = Document::new(meeting.clone(), &office);
    for (change, author) in [(&begun, budi.device.id()), (&first, phone)] {
        upon_first
            .apply(std::slice::from_ref(change), Provenance::Device(author))
            .whole();
    }
    let patch = marks([(families[1], Mark::Sakit)]);
    let other_word = (1..1_000).map(|seconds| {
        let mut by = name_of(&budi);
        by.time += Duration::seconds(seconds);
        upon_first.clone().commit(&patch, by).unwrap().unwrap()
    });
    let other_word = other_word
        .into_iter()
        .find(|change| change.hash() < word.hash());
    send(&mut budi, &meeting, &other_word.unwrap());
    let other_word = sealed(&mut budi);

    bring(&mut cici, &[first_entry.clone(), later_entry, other_word]);
    let found = document(&cici, &meeting);
    assert!(found.contains(word.hash()) && found.contains(later.hash()));
    bring(&mut toili.stage.office, &[first_entry]);
    toili.stage.office.device.revoke(phone).unwrap();
    let control = toili.stage.office.rows_of_bytes(FeedId::CONTROL);
    bring(&mut cici, &control);
    let found = document(&cici, &meeting);
    assert!(found.contains(first.hash()) && !found.contains(later.hash()));
    assert!(!found.contains(word.hash()));
    assert_eq!(super::people::marks_of(&cici, &meeting), 4);
    assert_eq!(cici.dump(), rebuilt(&mut cici));
}
