//! Commands: one transaction each, refused where nobody would accept what they say.

use chrono::DateTime;
use sesi_engine::documents::{Scalar, Set};
use sesi_engine::store::{Draft, PendingChange};
use sesi_engine::sync::file::import_batch;
use sesi_engine::sync::report::Report;
use sesi_engine::sync::request;
use uuid::Uuid;

use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{DocKey, FamilyPatch, Mark, OfficePatch, Patch, StaffPatch, YearMonth};
use crate::testkit::{LUWUK, Station, TOILI, Toili, marks};

fn draft(station: &mut Station, name: &str) {
    let draft = Draft {
        name: name.into(),
        json: "{}".into(),
        at: DateTime::UNIX_EPOCH,
    };
    station.device.write(|tx, _| draft.put(tx)).unwrap();
}

fn pending(station: &Station) -> u64 {
    PendingChange::count(station.device.reader(), None).unwrap()
}

fn refused<T: std::fmt::Debug>(done: Result<T, Error>) {
    let error = done.unwrap_err();
    assert!(matches!(error, Error::NotAllowed(_)), "{error:?}");
}

#[test]
fn saving_a_draft_makes_one_change_and_ends_the_draft() {
    let mut toili = Toili::new(51);
    let meeting = toili.group.meeting(1);
    draft(&mut toili.phone, "meeting");
    draft(&mut toili.phone, "another");
    let families = toili.group.families.iter();
    let patch = marks(families.map(|family| (*family, Mark::Hadir)));
    toili
        .phone
        .device
        .save_draft("meeting", &meeting, &patch, None)
        .unwrap();
    assert_eq!(pending(&toili.phone), 1);
    let left = Draft::all(toili.phone.device.reader()).unwrap();
    assert_eq!(left.len(), 1);
    // Saved again without a difference: no change, and no draft either.
    draft(&mut toili.phone, "meeting");
    let again = toili
        .phone
        .device
        .save_draft("meeting", &meeting, &patch, None)
        .unwrap();
    assert_eq!(again, None);
    assert_eq!(pending(&toili.phone), 1);
    assert_eq!(
        Draft::get(toili.phone.device.reader(), "meeting").unwrap(),
        None
    );
}

#[test]
fn a_draft_that_cannot_be_saved_stays() {
    let mut toili = Toili::new(52);
    draft(&mut toili.phone, "staff");
    let patch = Patch::Staff(StaffPatch {
        name: Set::To("KEPALA".into()),
        ..StaffPatch::default()
    });
    let key = DocKey::Staff(Uuid::from_u128(1));
    refused(toili.phone.device.save_draft("staff", &key, &patch, None));
    assert!(
        Draft::get(toili.phone.device.reader(), "staff")
            .unwrap()
            .is_some()
    );
    assert_eq!(pending(&toili.phone), 0);
}

#[test]
fn of_several_edits_all_are_made_or_none() {
    let mut toili = Toili::new(53);
    let meeting = toili.group.meeting(1);
    let sound = (
        meeting.clone(),
        marks([(toili.group.families[0], Mark::Hadir)]),
    );
    let unsound = (DocKey::Office, Patch::Office(OfficePatch::default()));
    refused(toili.phone.device.edit_all(&[sound.clone(), unsound]));
    assert!(toili.phone.device.document(&meeting).unwrap().is_none());
    assert_eq!(pending(&toili.phone), 0);
    let twice = [sound.clone(), sound];
    assert_eq!(toili.phone.device.edit_all(&twice).unwrap(), 1);
}

#[test]
fn a_phone_writes_in_its_kecamatan_and_nowhere_else() {
    let mut toili = Toili::new(54);
    let citra = toili.stage.hire("CITRA", &[LUWUK]);
    let elsewhere = toili.stage.group(LUWUK, "MAWAR", citra, 1);
    toili.synced_office();
    toili.synced_phone();
    let family = |kecamatan: &str| {
        Patch::Family(FamilyPatch {
            name: Set::To("BU SITI".into()),
            kecamatan: Set::To(kecamatan.into()),
            ..FamilyPatch::default()
        })
    };
    let device = &mut toili.phone.device;
    let new = DocKey::Family(Uuid::from_u128(77));
    refused(device.edit(&new, &family(LUWUK)));
    assert!(device.edit(&new, &family(TOILI)).unwrap().is_some());
    // It may not send a family away either: only the office may carry what others wrote.
    refused(device.edit(&new, &family(LUWUK)));
    // A group that it does not know has no kecamatan to write in.
    let there = marks([(elsewhere.families[0], Mark::Hadir)]);
    assert!(device.edit(&elsewhere.meeting(1), &there).is_err());
    for (key, patch) in [
        (DocKey::Office, Patch::Office(OfficePatch::default())),
        (DocKey::Staff(citra), Patch::Staff(StaffPatch::default())),
    ] {
        refused(device.edit(&key, &patch));
        refused(device.resolve(&key, "name", Scalar::Empty));
    }
    // Their own month, though, is theirs to write.
    let month = DocKey::Month {
        staff: Uuid::new_v5(&Uuid::NAMESPACE_OID, b"ANI"),
        month: YearMonth::new(2026, 10).unwrap(),
    };
    let patch = crate::kinds::MonthPatch {
        reason: Set::To("banjir".into()),
        ..Default::default()
    };
    assert!(device.edit(&month, &patch.into()).unwrap().is_some());
}

#[test]
fn a_document_for_a_year_that_has_no_feed_yet_waits_and_then_travels() {
    let mut toili = Toili::new(55);
    let date = "2027-01-04".parse().unwrap();
    let session = crate::kinds::SessionCode::new("M1.1").unwrap();
    let meeting = DocKey::meeting(toili.group.id, date, session).unwrap();
    toili
        .phone
        .mark(&meeting, toili.group.families[0], Mark::Hadir);
    let run = toili.synced_phone();
    assert_eq!(
        run.requests, 1,
        "what cannot be sealed yet keeps no run going"
    );
    assert_eq!(pending(&toili.phone), 1);
    toili
        .stage
        .office
        .ambient
        .set("2027-01-04T00:00:00Z".parse().unwrap());
    toili.stage.office.device.ensure_years().unwrap();
    toili.synced_office();
    toili.synced_phone();
    assert_eq!(pending(&toili.phone), 0);
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

#[test]
fn the_read_model_is_the_same_when_it_is_written_anew() {
    let mut toili = Toili::new(56);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut colleague = toili.stage.phone(budi, &[TOILI]);
    // Both mark the same family differently, before either hears of the other.
    let meeting = toili.record(1, 0, Mark::Hadir);
    colleague.mark(&meeting, toili.group.families[0], Mark::Alfa);
    for _ in 0..2 {
        toili.synced_phone();
        colleague.synced(&mut toili.stage.relay);
        toili.synced_office();
    }
    // And a family goes to another kecamatan.
    toili
        .stage
        .office
        .device
        .ensure_place(LUWUK, &[2026])
        .unwrap();
    let moved = FamilyPatch {
        kecamatan: Set::To(LUWUK.into()),
        ..FamilyPatch::default()
    };
    let family = DocKey::Family(toili.group.families[1]);
    toili
        .stage
        .office
        .device
        .edit(&family, &moved.into())
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    assert!(toili.phone.dump().contains("rm_disagreement"));
    assert!(
        !toili
            .phone
            .rows("SELECT doc FROM rm_disagreement")
            .is_empty()
    );
    for station in [&mut toili.phone, &mut colleague, &mut toili.stage.office] {
        let before = station.dump();
        let count = station.device.rebuild_read_model().unwrap();
        assert!(count >= 8);
        assert_eq!(station.dump(), before);
    }
    assert_eq!(toili.phone.dump(), colleague.dump());

    // Settled by one, settled for all; taken back by an ordinary edit.
    let path = format!(
        "marks/{}",
        crate::kinds::FamilyKey::of(toili.group.families[0]).as_str()
    );
    let document = toili.phone.device.document(&meeting).unwrap().unwrap();
    let value = document.disagreements()[0].values[1].value.clone();
    toili
        .phone
        .device
        .resolve(&meeting, &path, value)
        .unwrap()
        .unwrap();
    toili.synced_phone();
    colleague.synced(&mut toili.stage.relay);
    assert!(colleague.rows("SELECT doc FROM rm_disagreement").is_empty());
}

#[test]
fn status_tells_where_the_work_is() {
    let mut toili = Toili::new(57);
    toili.stage.relay.clock = 1_795_000_000_000 + 7 * 60_000 + 20_000;
    toili.synced_phone();
    let fresh = toili.phone.device.status().unwrap();
    assert_eq!(fresh.clock_ahead_minutes, Some(7));
    let heard = fresh.last_heard.unwrap().timestamp_millis();
    assert_eq!(heard, 1_795_000_440_000);
    assert_eq!(
        (fresh.pending_changes, fresh.unsent_entries, fresh.failures),
        (0, 0, 0)
    );
    assert!(!fresh.revoked && !fresh.copied);
    assert!(fresh.refused.is_empty() && fresh.parked.is_empty());

    toili.record(1, 0, Mark::Hadir);
    toili.record(2, 0, Mark::Hadir);
    assert_eq!(toili.phone.device.status().unwrap().pending_changes, 2);
    request::prepare(&mut toili.phone.device).unwrap();
    let sealed = toili.phone.device.status().unwrap();
    assert_eq!((sealed.pending_changes, sealed.unsent_entries), (2, 1));
    toili.stage.relay.clock = 1_795_000_000_000 - 3 * 60_000 - 50_000;
    toili.synced_phone();
    let sent = toili.phone.device.status().unwrap();
    assert_eq!((sent.pending_changes, sent.unsent_entries), (0, 0));
    assert_eq!(sent.clock_ahead_minutes, Some(-4));
    let json = serde_json::to_value(&sent).unwrap();
    assert_eq!(json["pending_changes"], 0);
    assert!(json["last_heard"].is_string());
}

#[test]
fn what_a_window_is_told_reads_as_a_sentence() {
    let mut toili = Toili::new(58);
    let missing = DocKey::Family(Uuid::from_u128(5));
    let error = toili
        .stage
        .office
        .device
        .resolve(&missing, "name", Scalar::Empty);
    let told = ApiError::from(&error.unwrap_err());
    assert_eq!(told.kind, "missing");
    assert_eq!(told.message, "there is no such document");
    let closed = Device::open(
        &toili.phone.path,
        &toili.stage.office.key,
        toili.phone.ambient.clone(),
    );
    let told = ApiError::from(&closed.unwrap_err());
    assert!(
        ["database_wrong_key", "database_busy"].contains(&told.kind),
        "{told:?}"
    );
}

/// A change that is here already, in an entry of another device: nothing is said to have changed by it.
#[test]
fn what_an_entry_brings_again_changes_no_document() {
    let mut toili = Toili::new(172);
    toili.record(5, 0, Mark::Hadir);
    let mut copy = toili.phone.copy("copy.db", 9);
    request::prepare(&mut copy.device).unwrap();
    let twin = copy.rows_of_bytes(toili.meetings_feed()).pop().unwrap();
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let mut report = Report::default();
    import_batch(office, &[twin], &mut report).unwrap();
    assert_eq!(report.received, 1);
    assert!(report.changed.is_empty());
}
