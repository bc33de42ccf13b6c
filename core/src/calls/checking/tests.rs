//! Verdicts: given of the version that was seen, shown as changed when it did, taken back.

use sesi_engine::documents::Set;
use sesi_engine::job::Cancelled;
use uuid::Uuid;

use super::{
    Check, CheckList, CheckPage, CheckView, Checked, GiveVerdict, GiveVerdicts, GivenVerdicts,
    SeenMeeting, Warning,
};
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{
    Aspect, DocKey, FamilyKey, Mark, MeetingPatch, Rating, SessionCode, SpeakerPatch, Verdict,
};
use crate::testkit::{Kelompok, LUWUK, Toili};

fn list(which: Checked) -> CheckList {
    CheckList {
        which,
        month: None,
        kecamatan: None,
        pendamping: None,
    }
}

fn page(device: &Device, which: Checked) -> CheckPage {
    list(which).answer(device).unwrap()
}

fn counts(device: &Device) -> [u32; 4] {
    let page = page(device, Checked::All);
    [page.waiting, page.changed, page.to_mend, page.fine]
}

fn id(device: &Device, key: &DocKey) -> Uuid {
    key.id(&device.office()).0
}

fn check(device: &Device, key: &DocKey) -> CheckView {
    let id = id(device, key);
    Check { id }.answer(device).unwrap()
}

fn give(
    device: &mut Device,
    key: &DocKey,
    verdict: Option<Verdict>,
    heads: &str,
) -> Result<(), &'static str> {
    let give = GiveVerdict {
        id: id(device, key),
        verdict,
        note: " lihat   foto ".into(),
        heads: heads.into(),
    };
    let done: Result<_, Error> = give.run(device);
    done.map(|_| ())
        .map_err(|error| ApiError::from(&error).kind)
}

fn meeting(group: &Kelompok, date: &str) -> DocKey {
    let session = SessionCode::new("M1.1").unwrap();
    DocKey::meeting(group.id, date.parse().unwrap(), session).unwrap()
}

fn exchange(toili: &mut Toili) {
    toili.synced_phone();
    toili.synced_office();
    toili.synced_phone();
}

#[test]
fn a_verdict_holds_for_the_version_that_was_seen() {
    let mut toili = Toili::new(1001);
    let key = toili.record(1, 0, Mark::Hadir);
    exchange(&mut toili);
    let office = &mut toili.stage.office.device;
    assert_eq!(counts(office), [1, 0, 0, 0]);
    let seen = check(office, &key).meeting.heads;
    give(office, &key, Some(Verdict::Sesuai), &seen).unwrap();
    assert_eq!(counts(office), [0, 0, 0, 1]);
    let view = check(office, &key).meeting.check.unwrap();
    assert_eq!(view.verdict, Verdict::Sesuai);
    assert_eq!(view.note.as_deref(), Some("lihat foto"));
    assert_eq!(view.by.unwrap().name, "RATNA");
    assert!(view.changed.is_empty());
    // A later mark shows, with what it changed.
    toili.record(1, 1, Mark::Alfa);
    exchange(&mut toili);
    let office = &mut toili.stage.office.device;
    assert_eq!(counts(office), [0, 1, 0, 0]);
    let changed = check(office, &key).meeting.check.unwrap().changed;
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].family.as_deref(), Some("Melati Keluarga 1"));
    assert_eq!(
        (changed[0].before.as_deref(), changed[0].after.as_deref()),
        (None, Some("A"))
    );
    // Looked at again, it is to be mended; taken back, it waits.
    let seen = check(office, &key).meeting.heads;
    give(office, &key, Some(Verdict::Perbaiki), &seen).unwrap();
    assert_eq!(counts(office), [0, 0, 1, 0]);
    give(office, &key, None, "").unwrap();
    assert_eq!(counts(office), [1, 0, 0, 0]);
    assert!(check(office, &key).meeting.check.is_none());
    exchange(&mut toili);
    let phone = check(&toili.phone.device, &key);
    assert!(phone.meeting.check.is_none());
}

#[test]
fn a_verdict_on_a_version_that_is_no_longer_the_latest_is_kept_and_shows_as_changed() {
    let mut toili = Toili::new(1002);
    let key = toili.record(1, 0, Mark::Hadir);
    exchange(&mut toili);
    let seen = check(&toili.stage.office.device, &key).meeting.heads;
    toili.record(1, 1, Mark::Sakit);
    exchange(&mut toili);
    let office = &mut toili.stage.office.device;
    give(office, &key, Some(Verdict::Sesuai), &seen).unwrap();
    assert_eq!(counts(office), [0, 1, 0, 0]);
    assert_eq!(check(office, &key).meeting.check.unwrap().changed.len(), 1);
    // Of no version that is here, none is given.
    for heads in ["", "zz", "00", &"0".repeat(64)] {
        assert_eq!(
            give(office, &key, Some(Verdict::Perbaiki), heads),
            Err("document"),
            "{heads}"
        );
    }
    assert_eq!(counts(office), [0, 1, 0, 0]);
    let nobody = DocKey::Family(toili.group.families[0]);
    let office = &mut toili.stage.office.device;
    assert_eq!(give(office, &nobody, None, ""), Err("missing"));
    let nothing = meeting(&toili.group, "2026-10-30");
    assert_eq!(give(office, &nothing, None, ""), Err("missing"));
    let phone = &mut toili.phone.device;
    assert_eq!(give(phone, &key, None, ""), Err("not_allowed"));
    let long = GiveVerdict {
        id: id(&toili.stage.office.device, &key),
        verdict: Some(Verdict::Sesuai),
        note: "x".repeat(501),
        heads: seen,
    };
    let office = &mut toili.stage.office.device;
    assert_eq!(
        ApiError::from(&long.run(office).unwrap_err()).kind,
        "text_too_long"
    );
}

#[test]
fn of_two_verdicts_at_once_the_next_one_counts() {
    let mut toili = Toili::new(1003);
    let dewi = toili.stage.hire("DEWI", &[]);
    let mut second = toili.stage.second_office(dewi);
    let key = toili.record(1, 0, Mark::Hadir);
    exchange(&mut toili);
    second.synced(&mut toili.stage.relay);
    let seen = check(&second.device, &key).meeting.heads;
    give(&mut second.device, &key, Some(Verdict::Perbaiki), &seen).unwrap();
    let office = &mut toili.stage.office.device;
    give(office, &key, Some(Verdict::Sesuai), &seen).unwrap();
    for _ in 0..2 {
        second.synced(&mut toili.stage.relay);
        toili.synced_office();
    }
    let office = &mut toili.stage.office.device;
    let said = |device: &Device| {
        let document = device.document(&key).unwrap().unwrap();
        document.disagreements().len()
    };
    assert_eq!(said(office), 2, "verdict and by whom");
    let shown = check(office, &key).meeting.check.unwrap().verdict;
    let seen = check(office, &key).meeting.heads;
    give(office, &key, Some(shown), &seen).unwrap();
    assert_eq!(said(office), 0);
    assert_eq!(check(office, &key).meeting.check.unwrap().verdict, shown);
}

#[test]
fn lists_are_filtered_and_led_through_in_order() {
    let mut toili = Toili::new(1004);
    let citra = toili.stage.hire("CITRA", &[LUWUK]);
    let mawar = toili.stage.group(LUWUK, "MAWAR", citra, 1);
    let keys: Vec<DocKey> = [
        (&toili.group, "2026-11-02"),
        (&toili.group, "2026-10-02"),
        (&mawar, "2026-10-20"),
        (&mawar, "2026-09-30"),
    ]
    .map(|(group, date)| meeting(group, date))
    .into();
    let office = &mut toili.stage.office.device;
    for (key, family) in keys.iter().zip([
        toili.group.families[0],
        toili.group.families[0],
        mawar.families[0],
        mawar.families[0],
    ]) {
        let patch = crate::testkit::marks([(family, Mark::Hadir)]);
        office.edit(key, &patch).unwrap();
    }
    // One that did not take place waits for nobody.
    let off = meeting(&mawar, "2026-10-25");
    let cancelled = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    office.edit(&off, &cancelled.clone().into()).unwrap();
    let dates = |page: CheckPage| -> Vec<String> {
        let rows = page.rows.iter();
        rows.map(|row| row.meeting.date.to_string()).collect()
    };
    assert_eq!(
        dates(page(office, Checked::Waiting)),
        ["2026-11-02", "2026-10-20", "2026-10-02", "2026-09-30"]
    );
    let month = CheckList {
        month: Some("2026-10".into()),
        ..list(Checked::All)
    };
    assert_eq!(
        dates(month.answer(office).unwrap()),
        ["2026-10-20", "2026-10-02"]
    );
    let luwuk = CheckList {
        kecamatan: Some(LUWUK.into()),
        ..list(Checked::All)
    };
    let found = luwuk.answer(office).unwrap();
    assert_eq!((found.waiting, found.rows.len()), (2, 2));
    assert_eq!(found.rows[0].pendamping.as_ref().unwrap().name, "CITRA");
    let hers = CheckList {
        pendamping: Some(citra),
        month: Some("2026-09".into()),
        ..list(Checked::Waiting)
    };
    assert_eq!(dates(hers.answer(office).unwrap()), ["2026-09-30"]);
    let wrong = CheckList {
        month: Some("x".into()),
        ..list(Checked::All)
    };
    assert_eq!(
        ApiError::from(&wrong.answer(office).unwrap_err()).kind,
        "month"
    );

    // From one to the next, and from the last to the first.
    let next = |device: &Device, key: &DocKey| check(device, key).next;
    let ids: Vec<Uuid> = keys.iter().map(|key| id(office, key)).collect();
    assert_eq!(next(office, &keys[0]), Some(ids[2]));
    assert_eq!(next(office, &keys[3]), Some(ids[0]));
    let seen = check(office, &keys[2]).meeting.heads;
    give(office, &keys[2], Some(Verdict::Sesuai), &seen).unwrap();
    assert_eq!(next(office, &keys[0]), Some(ids[1]));
    assert_eq!(next(office, &keys[2]), Some(ids[1]), "from where it stood");
    assert_eq!(next(office, &off), Some(ids[1]));
    // What was checked and then cancelled is a change to see.
    office.edit(&keys[2], &cancelled.into()).unwrap();
    assert_eq!(counts(office), [3, 1, 0, 0]);
    for key in [&keys[0], &keys[1], &keys[3]] {
        let seen = check(office, key).meeting.heads;
        give(office, key, Some(Verdict::Sesuai), &seen).unwrap();
    }
    assert_eq!(next(office, &keys[0]), Some(ids[2]), "it changed");
    let due = page(office, Checked::Due);
    assert_eq!((due.due, due.waiting, due.changed), (1, 0, 1));
    assert_eq!(due.rows[0].meeting.id, ids[2]);
    let seen = check(office, &keys[2]).meeting.heads;
    give(office, &keys[2], Some(Verdict::Perbaiki), &seen).unwrap();
    assert_eq!(next(office, &keys[0]), None);
    assert_eq!(page(office, Checked::Fine).rows.len(), 3);
    assert_eq!(page(office, Checked::Waiting).rows.len(), 0);
}

#[test]
fn what_is_odd_is_said_and_a_sound_meeting_has_no_warning() {
    let mut toili = Toili::new(1005);
    let families = toili.group.families.clone();
    let bare = meeting(&toili.group, "2026-12-01");
    let office = &mut toili.stage.office.device;
    let patch = crate::testkit::marks([(families[0], Mark::Alfa)]);
    office.edit(&bare, &patch).unwrap();
    assert_eq!(
        check(office, &bare).warnings,
        [
            Warning::InFuture,
            Warning::NobodyPresent,
            Warning::Unmarked,
            Warning::NoSpeaker,
            Warning::NoTimes,
            Warning::NoPlace,
            Warning::NoNotes
        ]
    );
    let sound = meeting(&toili.group, "2026-11-01");
    let key = |at: usize| FamilyKey::of(families[at]);
    let patch = MeetingPatch {
        marks: (0..4).map(|at| (key(at), Some(Mark::Hadir))).collect(),
        ratings: (0..4).map(|at| (key(at), Some(Rating::Baik))).collect(),
        starts: Set::To(540),
        ends: Set::To(630),
        place: Set::To("Balai desa".into()),
        notes: [(Aspect::Proses, Some("Lancar".to_owned()))].into(),
        speakers: [(
            1,
            SpeakerPatch {
                name: Set::To("ANI".into()),
                agency: Set::Keep,
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    office.edit(&sound, &patch.into()).unwrap();
    assert_eq!(check(office, &sound).warnings, []);
    // The same month once more, one present family unrated, and two who disagree.
    let again = meeting(&toili.group, "2026-11-15");
    let patch = crate::testkit::marks(families.iter().map(|family| (*family, Mark::Hadir)));
    office.edit(&again, &patch).unwrap();
    assert_eq!(check(office, &sound).warnings, [Warning::TwiceInMonth]);
    assert!(check(office, &again).warnings.contains(&Warning::Unrated));
    toili.synced_office();
    toili.synced_phone();
    toili.phone.mark(&sound, families[0], Mark::Sakit);
    toili.stage.office.mark(&sound, families[0], Mark::Alfa);
    exchange(&mut toili);
    let office = &toili.stage.office.device;
    let row = page(office, Checked::All)
        .rows
        .into_iter()
        .find(|row| row.meeting.date.to_string() == "2026-11-01")
        .unwrap();
    assert_eq!(row.warnings, [Warning::Disagreement, Warning::TwiceInMonth]);
}

/// A meeting of MELATI with nothing to look at.
fn sound(toili: &mut Toili, date: &str) -> DocKey {
    let key = meeting(&toili.group, date);
    let families = toili.group.families.clone();
    let keys = || families.iter().map(|family| FamilyKey::of(*family));
    let speaker = SpeakerPatch {
        name: Set::To("ANI".into()),
        agency: Set::Keep,
    };
    let patch = MeetingPatch {
        marks: keys().map(|key| (key, Some(Mark::Hadir))).collect(),
        ratings: keys().map(|key| (key, Some(Rating::Baik))).collect(),
        starts: Set::To(540),
        ends: Set::To(630),
        place: Set::To("Balai desa".into()),
        notes: [(Aspect::Proses, Some("Lancar".to_owned()))].into(),
        speakers: [(1, speaker)].into(),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&key, &patch.into()).unwrap();
    key
}

fn give_many(
    device: &mut Device,
    meetings: Vec<SeenMeeting>,
    take_back: bool,
) -> Result<GivenVerdicts, Error> {
    let wish = GiveVerdicts {
        meetings,
        take_back,
    };
    wish.run(device, &mut |_| Ok(()))
}

#[test]
fn many_are_given_at_once_only_as_they_were_seen_and_only_without_warnings() {
    let mut toili = Toili::new(1006);
    let [quiet, other, changes] =
        ["2026-09-01", "2026-10-01", "2026-11-01"].map(|date| sound(&mut toili, date));
    let odd = toili.record(20, 0, Mark::Hadir);
    exchange(&mut toili);
    let office = &mut toili.stage.office.device;
    let seen: Vec<SeenMeeting> = page(office, Checked::Due)
        .rows
        .iter()
        .map(|row| SeenMeeting {
            id: row.meeting.id,
            heads: row.heads.clone(),
        })
        .collect();
    let listed = seen.iter().find(|seen| seen.id == id(office, &quiet));
    assert_eq!(listed.unwrap().heads, check(office, &quiet).meeting.heads);
    // Since the list was read, one changed; of the odd one's month there are two.
    let place = MeetingPatch {
        place: Set::To("Balai".into()),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&changes, &place.into()).unwrap();
    exchange(&mut toili);
    let office = &mut toili.stage.office.device;
    let given = give_many(office, seen.clone(), false).unwrap();
    let left: Vec<Uuid> = given.left.clone();
    assert_eq!(given.given.len(), 1, "{given:?}");
    assert_eq!(given.given[0].id, id(office, &quiet));
    for key in [&other, &odd, &changes] {
        assert!(left.contains(&id(office, key)));
        assert!(check(office, key).meeting.check.is_none());
    }
    let view = check(office, &quiet).meeting;
    assert_eq!(view.check.as_ref().unwrap().verdict, Verdict::Sesuai);
    assert_eq!(view.check.unwrap().by.unwrap().name, "RATNA");
    assert_eq!(view.heads, given.given[0].heads);
    // A second time there is nothing to give, and what was given is taken back whole.
    let again = give_many(office, given.given.clone(), false).unwrap();
    assert!(again.given.is_empty());
    let back = give_many(office, given.given.clone(), true).unwrap();
    assert_eq!(back.given.len(), 1);
    assert!(check(office, &quiet).meeting.check.is_none());
    assert!(
        give_many(office, given.given, true)
            .unwrap()
            .given
            .is_empty()
    );
    let phone = &mut toili.phone.device;
    let refused = give_many(phone, seen, false).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "not_allowed");
}

#[test]
fn many_verdicts_that_are_stopped_keep_what_was_given() {
    let mut toili = Toili::new(1007);
    let key = sound(&mut toili, "2026-09-01");
    exchange(&mut toili);
    let office = &mut toili.stage.office.device;
    let row = &page(office, Checked::Due).rows[0];
    let meetings = vec![SeenMeeting {
        id: row.meeting.id,
        heads: row.heads.clone(),
    }];
    let wish = GiveVerdicts {
        meetings,
        take_back: false,
    };
    let answer = wish.run(office, &mut |_| Err(Cancelled)).unwrap();
    assert!(answer.stopped && answer.given.is_empty() && answer.left.is_empty());
    assert!(check(office, &key).meeting.check.is_none());
}
