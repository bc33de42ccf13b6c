//! Recording as a pendamping does it: propose, tap, leave, come back, save, correct.

use chrono::NaiveDate;
use sesi_engine::documents::Set;
use sesi_engine::store::PendingChange;
use uuid::Uuid;

use super::shapes::ATTENDANCE;
use super::*;
use crate::calls::beranda::Beranda;
use crate::calls::terms::Safe;
use crate::kinds::{
    Aspect, DocKey, FamilyKey, FamilyPatch, GroupPatch, Mark, MeetingPatch, MeetingView, Rating,
    SessionCode, Since, SpeakerPatch, View,
};
use crate::testkit::{Kelompok, TOILI, Toili, marks};

mod correcting;
mod warnings;

fn new(device: &Device, group: Option<Uuid>, date: Option<&str>) -> RecordForm {
    let date = date.map(day);
    RecordNew { group, date }.answer(device).unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn keep(device: &mut Device, draft: &MeetingDraft) {
    let draft = draft.clone();
    KeepDraft { draft }.run(device).unwrap();
}

fn open(device: &Device, name: &str) -> Result<RecordForm, Error> {
    let name = name.to_owned();
    RecordOpen { name }.answer(device)
}

fn edit(device: &Device, meeting: Uuid) -> MeetingDraft {
    RecordEdit { meeting }.answer(device).unwrap().draft
}

fn save(device: &mut Device, draft: &MeetingDraft) -> Result<Uuid, Error> {
    let draft = draft.clone();
    SaveMeeting { draft }.run(device).map(|saved| saved.id)
}

/// A change of a form.
type Change<'c> = &'c dyn Fn(&mut MeetingDraft);

fn kind(refused: Result<Uuid, Error>) -> &'static str {
    crate::error::ApiError::from(&refused.unwrap_err()).kind
}

fn key(family: Uuid) -> String {
    FamilyKey::of(family).as_str().to_owned()
}

fn mark(draft: &mut MeetingDraft, family: Uuid, mark: Mark) {
    draft.marks.insert(key(family), mark);
}

fn view(device: &Device, meeting: Uuid) -> MeetingView {
    let (_, document) = crate::calls::ids::document(device, meeting)
        .unwrap()
        .unwrap();
    match document.view() {
        View::Meeting(view) => *view,
        other => unreachable!("{other:?}"),
    }
}

fn pending(device: &Device) -> u64 {
    PendingChange::count(device.reader(), None).unwrap()
}

/// A meeting of the group on a day of October, as it usually is.
fn usual(toili: &mut Toili) -> DocKey {
    let meeting = toili.group.meeting(6);
    let patch = MeetingPatch {
        place: Set::To("BALAI DESA".into()),
        starts: Set::To(540),
        ends: Set::To(630),
        marks: [(FamilyKey::of(toili.group.families[1]), Some(Mark::Sakit))].into(),
        speakers: [(
            1,
            SpeakerPatch {
                name: Set::To("ANI".into()),
                agency: Set::To("Dinsos".into()),
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&meeting, &patch.into()).unwrap();
    meeting
}

#[test]
fn a_new_meeting_is_proposed_as_the_last_one_was() {
    let mut toili = Toili::new(311);
    usual(&mut toili);
    let ketua = GroupPatch {
        ketua: Set::To(toili.group.families[2]),
        ..GroupPatch::default()
    };
    let group = DocKey::Group(toili.group.id);
    toili.phone.device.edit(&group, &ketua.into()).unwrap();
    let form = new(&toili.phone.device, None, None);
    let draft = &form.draft;
    assert_eq!(
        (draft.group, draft.date),
        (toili.group.id, day("2026-11-18"))
    );
    assert_eq!(
        (draft.session.as_str(), draft.place.as_str()),
        ("M1.2", "BALAI DESA")
    );
    assert_eq!((draft.starts, draft.ends), (Some(540), Some(630)));
    assert_eq!(draft.speakers.len(), 1);
    assert_eq!(draft.speakers[0].name, "ANI");
    assert!(draft.marks.is_empty() && draft.ratings.is_empty() && draft.notes.is_empty());
    assert_eq!(
        form.proposed_title,
        "P2K2 MELATI - Pengasuhan dan Pendidikan Anak"
    );
    assert_eq!((form.title_limit, form.notes_limit), (100, 1000));
    assert!(form.topic.is_some());
    assert_eq!(form.existing, None);
    assert_eq!(form.known_speakers, draft.speakers);
    let lines: Vec<_> = form
        .families
        .iter()
        .map(|line| (line.name.as_str(), line.ketua, line.last_mark))
        .collect();
    assert_eq!(
        lines,
        [
            ("MELATI KELUARGA 0", false, None),
            ("MELATI KELUARGA 1", false, Some(Mark::Sakit)),
            ("MELATI KELUARGA 2", true, None),
            ("MELATI KELUARGA 3", false, None),
        ]
    );
    let next: Vec<&str> = form
        .sessions
        .iter()
        .filter(|choice| choice.next)
        .map(|choice| choice.session.code.as_str())
        .collect();
    assert_eq!(next, ["M1.2"]);
    assert_eq!(form.sessions[0].delivered, Some(day("2026-10-06")));
    let numbers: Vec<u32> = form
        .sessions
        .iter()
        .map(|choice| choice.session.number)
        .collect();
    assert_eq!(
        numbers[13..16],
        [14, 15, 16],
        "one count through the whole curriculum"
    );
    assert_eq!(pending(&toili.phone.device), 2, "asking changes nothing");
}

#[test]
fn the_group_that_is_due_comes_first() {
    let mut toili = Toili::new(312);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 1);
    toili.synced_office();
    toili.synced_phone();
    toili.record(6, 0, Mark::Hadir);
    assert_eq!(
        new(&toili.phone.device, None, None).draft.group,
        mawar.id,
        "it never met"
    );
    let there = marks([(mawar.families[0], Mark::Hadir)]);
    toili.phone.device.edit(&mawar.meeting(1), &there).unwrap();
    assert_eq!(new(&toili.phone.device, None, None).draft.group, mawar.id);
    let november = DocKey::meeting(
        mawar.id,
        day("2026-11-02"),
        SessionCode::new("M1.2").unwrap(),
    );
    toili.phone.device.edit(&november.unwrap(), &there).unwrap();
    assert_eq!(
        new(&toili.phone.device, None, None).draft.group,
        toili.group.id,
        "MAWAR met this month"
    );
    // Closed, it is not proposed; there is only the other.
    toili.stage.close(&toili.group.clone(), "2026-11-18");
    toili.synced_office();
    toili.synced_phone();
    let form = new(&toili.phone.device, None, None);
    assert_eq!(form.draft.group, mawar.id);
    assert_eq!(form.groups.len(), 1);
    // Asked for, it can still be recorded: a meeting of last week.
    let form = new(
        &toili.phone.device,
        Some(toili.group.id),
        Some("2026-11-11"),
    );
    let names: Vec<&str> = form
        .groups
        .iter()
        .map(|group| group.name.as_str())
        .collect();
    assert_eq!(names, ["MAWAR", "MELATI"]);
}

#[test]
fn a_group_that_has_not_met_is_proposed_its_place_her_times_and_herself() {
    let mut toili = Toili::new(329);
    usual(&mut toili);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 1);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let dahlia = toili.stage.group(TOILI, "DAHLIA", budi, 1);
    let place = GroupPatch {
        place: Set::To("RUMAH KETUA".into()),
        ..GroupPatch::default()
    };
    let office = &mut toili.stage.office.device;
    office
        .edit(&DocKey::Group(mawar.id), &place.into())
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    let draft = new(&toili.phone.device, Some(mawar.id), None).draft;
    assert_eq!(draft.place, "RUMAH KETUA");
    assert_eq!((draft.starts, draft.ends), (Some(540), Some(630)));
    let names: Vec<&str> = draft
        .speakers
        .iter()
        .map(|line| line.name.as_str())
        .collect();
    assert_eq!(names, ["Ani"]);
    assert_eq!(draft.step, ATTENDANCE, "nothing is left to be said");
    // A group of a colleague's is proposed nothing of hers; and where the times are not known, she begins with them.
    let draft = new(&toili.phone.device, Some(dahlia.id), None).draft;
    assert_eq!((draft.starts, draft.place.as_str()), (None, ""));
    assert_eq!(draft.speakers[0].name, "Budi");
    assert_eq!(draft.step, 0);
}

#[test]
fn a_meeting_as_the_last_one_and_a_correction_begin_at_attendance() {
    let mut toili = Toili::new(330);
    assert_eq!(new(&toili.phone.device, None, None).draft.step, 0);
    let key = usual(&mut toili);
    let device = &toili.phone.device;
    assert_eq!(new(device, None, None).draft.step, ATTENDANCE);
    assert_eq!(edit(device, key.id(&device.office()).0).step, ATTENDANCE);
}

#[test]
fn every_tap_is_kept_and_the_form_comes_back_as_she_left_it() {
    let mut toili = Toili::new(313);
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    let mut draft = new(device, None, None).draft;
    mark(&mut draft, families[0], Mark::Hadir);
    keep(device, &draft);
    mark(&mut draft, families[1], Mark::Alfa);
    draft.ratings.insert(key(families[0]), Rating::SangatBaik);
    draft
        .notes
        .insert(Aspect::Hasil, "  Baik,\nsemua bertanya ".into());
    draft.step = 2;
    keep(device, &draft);
    assert_eq!(pending(device), 0, "a draft is no change");
    // The app is killed.
    let (path, key_of_db) = (toili.phone.path.clone(), toili.phone.key.clone());
    drop(toili.phone);
    let mut phone = crate::testkit::Station::open(path, key_of_db, 99);
    let device = &mut phone.device;
    assert_eq!(open(device, &draft.name).unwrap().draft, draft);
    // So does asking for a new meeting of that group and day; another day begins anew.
    assert_eq!(new(device, None, None).draft, draft);
    assert_eq!(
        new(device, Some(draft.group), Some("2026-11-18")).draft,
        draft
    );
    let other = new(device, Some(draft.group), Some("2026-11-17")).draft;
    assert_ne!(other.name, draft.name);
    assert!(other.marks.is_empty());
    let card = &Beranda {}.answer(device).unwrap().drafts[0];
    assert_eq!(
        (card.name.as_str(), card.group.as_str()),
        (draft.name.as_str(), "MELATI")
    );
    assert_eq!((card.marked, card.families), (2, 4));

    let id = save(device, &draft).unwrap();
    assert_eq!(pending(device), 1, "one change, not one a tap");
    assert!(open(device, &draft.name).is_err());
    assert!(Beranda {}.answer(device).unwrap().drafts.is_empty());
    let saved = view(device, id);
    assert_eq!(saved.marks.len(), 2, "who is not marked is not Alfa");
    assert_eq!(saved.ratings.len(), 1);
    assert_eq!(saved.notes[&Aspect::Hasil], "Baik,\nsemua bertanya");
    assert_eq!(
        saved.title.as_deref(),
        Some("P2K2 MELATI - Pengasuhan dan Pendidikan Anak")
    );
    DropDraft {
        name: "new-0".into(),
    }
    .run(device)
    .unwrap();
}

#[test]
fn a_draft_is_thrown_away_only_when_asked() {
    let mut toili = Toili::new(314);
    let device = &mut toili.phone.device;
    let draft = new(device, None, None).draft;
    keep(device, &draft);
    DropDraft {
        name: draft.name.clone(),
    }
    .run(device)
    .unwrap();
    assert!(matches!(
        open(device, &draft.name),
        Err(fault) if fault.field() == Some(&Refusal::NoSuchDraft)
    ));
}

#[test]
fn a_draft_that_was_thrown_away_comes_back_whole_for_thirty_days() {
    let mut toili = Toili::new(316);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    let mut draft = new(device, None, None).draft;
    mark(&mut draft, family, Mark::Alfa);
    keep(device, &draft);
    let throw_away = |device: &mut Device, name: &str| {
        let name = name.to_owned();
        DropDraft { name }.run(device).unwrap().dropped
    };
    let dropped = throw_away(device, &draft.name).unwrap();
    assert_eq!(throw_away(device, &draft.name), None);
    let listed = DroppedDrafts {}.answer(device).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!((&listed[0].dropped, listed[0].marked), (&dropped, 1));
    assert_eq!(new(device, None, None).draft.marks.len(), 0);

    // She began the same draft again meanwhile: neither is lost.
    let mut second = draft.clone();
    mark(&mut second, family, Mark::Hadir);
    keep(device, &second);
    let restore = RestoreDraft {
        dropped: dropped.clone(),
    };
    let restored = restore.run(device).unwrap().name;
    assert_eq!(restored, draft.name);
    assert_eq!(open(device, &restored).unwrap().draft.marks, draft.marks);
    let listed = DroppedDrafts {}.answer(device).unwrap();
    assert_eq!(listed.len(), 1);
    let dropped = "dropped:1:nobody".to_owned();
    assert!(RestoreDraft { dropped }.run(device).is_err());

    // Thirty-one days later the next one that is thrown away clears it out.
    let now = device.me().now() + chrono::Duration::days(31);
    device
        .write(|conn, _| drafts::drop(conn, &restored, now))
        .unwrap();
    let listed = DroppedDrafts {}.answer(device).unwrap();
    assert_eq!(listed.len(), 1);
    assert_eq!(listed[0].marked, 1);
    assert_eq!(listed[0].at.timestamp_millis(), now.timestamp_millis());
}

#[test]
fn what_cannot_be_saved_says_why_and_stays() {
    let mut toili = Toili::new(315);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    let sound = new(device, None, None).draft;
    let with = |change: &dyn Fn(&mut MeetingDraft)| {
        let mut draft = sound.clone();
        mark(&mut draft, family, Mark::Hadir);
        change(&mut draft);
        draft
    };
    let speaker = SpeakerLine {
        name: "A".into(),
        agency: String::new(),
    };
    let faults: [(&str, Change<'_>); 9] = [
        ("session_missing", &|draft| draft.session.clear()),
        ("no_such_group", &|draft| draft.group = Uuid::from_u128(1)),
        ("meeting_date", &|draft| draft.date = day("1999-12-31")),
        ("too_many_speakers", &|draft| {
            draft.speakers = vec![speaker.clone(); 4];
        }),
        ("family_key", &|draft| {
            draft.marks.insert("?".into(), Mark::Hadir);
        }),
        ("ends_before_start", &|draft| {
            (draft.starts, draft.ends) = (Some(600), Some(600));
        }),
        ("title_too_long", &|draft| draft.title = "x".repeat(101)),
        ("text_too_long", &|draft| draft.place = "x".repeat(121)),
        ("notes_too_long", &|draft| {
            for aspect in Aspect::ALL {
                draft.notes.insert(*aspect, "x".repeat(201));
            }
        }),
    ];
    for (expected, change) in faults {
        let draft = with(change);
        assert_eq!(kind(save(device, &draft)), expected);
        assert_eq!(
            open(device, &draft.name).unwrap().draft,
            draft,
            "{expected}"
        );
        assert_eq!(pending(device), 0, "{expected}");
    }
    let fits = with(&|draft| {
        for aspect in Aspect::ALL {
            draft.notes.insert(*aspect, "x".repeat(200));
        }
        draft.speakers = vec![
            speaker.clone(),
            SpeakerLine::default(),
            SpeakerLine::default(),
            SpeakerLine::default(),
        ];
    });
    save(device, &fits).unwrap();
}

#[test]
fn families_are_those_of_the_day_of_the_meeting() {
    let mut toili = Toili::new(321);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 1);
    toili.synced_office();
    toili.synced_phone();
    let moved = FamilyPatch {
        groups: [(Since(Some(day("2026-11-10"))), Some(mawar.id))].into(),
        ..FamilyPatch::default()
    };
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    device.edit(&DocKey::Family(family), &moved.into()).unwrap();
    let has = |device: &Device, group: &Kelompok, date: &str| {
        let form = new(device, Some(group.id), Some(date));
        form.families.iter().any(|line| line.id == family)
    };
    assert!(has(device, &toili.group, "2026-11-09") && !has(device, &mawar, "2026-11-09"));
    assert!(!has(device, &toili.group, "2026-11-10") && has(device, &mawar, "2026-11-10"));
    // Marked as a guest of its old group, the family is listed there.
    let mut draft = new(device, Some(toili.group.id), Some("2026-11-12")).draft;
    mark(&mut draft, family, Mark::Hadir);
    keep(device, &draft);
    let form = open(device, &draft.name).unwrap();
    assert_eq!(form.families.len(), 4);
    let id = save(device, &draft).unwrap();
    assert_eq!(
        RecordEdit { meeting: id }
            .answer(device)
            .unwrap()
            .families
            .len(),
        4
    );
}

#[test]
fn the_mark_of_a_family_that_is_not_here_is_kept() {
    let mut toili = Toili::new(322);
    let device = &mut toili.phone.device;
    let stranger = Uuid::from_u128(u128::MAX / 3);
    let mut draft = new(device, None, None).draft;
    mark(&mut draft, stranger, Mark::Sakit);
    let id = save(device, &draft).unwrap();
    let form = RecordEdit { meeting: id }.answer(device).unwrap();
    assert_eq!(form.families.len(), 4, "nobody is invented for it");
    save(device, &form.draft).unwrap();
    assert_eq!(
        view(device, id).marks.get(&FamilyKey::of(stranger)),
        Some(&Mark::Sakit)
    );
}

#[test]
fn only_who_was_there_is_rated() {
    let mut toili = Toili::new(323);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    let mut draft = new(device, None, None).draft;
    mark(&mut draft, family, Mark::Hadir);
    draft.ratings.insert(key(family), Rating::Baik);
    let id = save(device, &draft).unwrap();
    let mut draft = edit(device, id);
    mark(&mut draft, family, Mark::Alfa);
    save(device, &draft).unwrap();
    assert!(view(device, id).ratings.is_empty());
}

#[test]
fn a_session_of_an_edition_that_is_not_here_is_named_by_its_code() {
    let mut toili = Toili::new(324);
    let device = &mut toili.phone.device;
    let mut draft = new(device, None, None).draft;
    draft.session = "M9.1".into();
    let id = save(device, &draft).unwrap();
    let form = RecordEdit { meeting: id }.answer(device).unwrap();
    assert_eq!(
        (form.draft.session.as_str(), form.topic.as_deref()),
        ("M9.1", None)
    );
    assert_eq!(form.proposed_title, "P2K2 MELATI");
    let row = &Beranda {}.answer(device).unwrap().met[0];
    assert_eq!(
        (row.session.title.as_str(), row.session.number),
        ("M9.1", 0)
    );
    // It moves nobody's place in the order.
    assert_eq!(new(device, None, Some("2026-11-17")).draft.session, "M1.1");
}

#[test]
fn who_leads_no_group_is_told_so() {
    let mut toili = Toili::new(325);
    let dewi = toili.stage.hire("DEWI", &[TOILI]);
    let phone = toili.stage.phone(dewi, &[TOILI]);
    let nothing = RecordNew {
        group: None,
        date: None,
    }
    .answer(&phone.device);
    assert!(matches!(nothing, Err(fault) if fault.field() == Some(&Refusal::NoGroups)));
    // For a colleague who is ill she can record all the same.
    let form = new(&phone.device, Some(toili.group.id), None);
    assert_eq!(form.groups.len(), 1);
    let mut device = phone.device;
    save(&mut device, &form.draft).unwrap();
}
