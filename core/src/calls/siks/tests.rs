//! Meetings and SIKS-NG: the form's order, ticks that know what they were given on, two phones apart, and figures counted a second way.

mod merged;

use std::collections::BTreeMap;

use sesi_engine::documents::Set;

use super::*;
use crate::calls::differences::Differences;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::{
    Aspect, DocKey, FamilyKey, FamilyPatch, Mark, MeetingPatch, Rating, SpeakerPatch,
};
use crate::testkit::{LUWUK, TOILI, Toili};

fn siks(device: &Device, meeting: Uuid) -> SiksMeeting {
    Siks { meeting }.answer(device).unwrap()
}

fn month(device: &Device, mine: bool) -> SiksMonthView {
    let asked = SiksMonth {
        month: Some("2026-10".into()),
        kecamatan: None,
        mine,
    };
    asked.answer(device).unwrap()
}

fn tick(device: &mut Device, shown: &SiksMeeting, field: SiksField) {
    let tick = TickSiks {
        meeting: shown.row.id,
        field,
        copied: true,
        version: shown.version.clone(),
    };
    tick.run(device).unwrap();
}

fn say(device: &mut Device, shown: &SiksMeeting, said: Option<SiksSaid>, note: &str) {
    let say = SaySiks {
        meeting: shown.row.id,
        said,
        note: note.to_owned(),
        version: shown.version.clone(),
        base: shown.base.clone(),
    };
    say.run(device).unwrap();
}

/// A meeting of which everything is said.
fn whole(toili: &mut Toili, day: u32) -> (DocKey, Uuid) {
    let key = toili.group.meeting(day);
    let families = &toili.group.families;
    let marks = [Mark::Hadir, Mark::Alfa, Mark::Sakit, Mark::Hadir];
    let patch = MeetingPatch {
        marks: families
            .iter()
            .zip(marks)
            .map(|(family, mark)| (FamilyKey::of(*family), Some(mark)))
            .collect(),
        title: Set::To("P2K2 MELATI - Pengasuhan".into()),
        starts: Set::To(540),
        ends: Set::To(660),
        place: Set::To("Balai Desa".into()),
        notes: [(Aspect::Proses, Some("Lancar.".into()))].into(),
        speakers: [(
            1,
            SpeakerPatch {
                name: Set::To("Ani".into()),
                agency: Set::To("Kementerian Sosial RI".into()),
            },
        )]
        .into(),
        ..MeetingPatch::default()
    };
    let device = &mut toili.phone.device;
    device.edit(&key, &patch.into()).unwrap();
    let id = key.id(&device.office()).0;
    (key, id)
}

fn line(shown: &SiksMeeting, field: SiksField) -> &SiksLine {
    shown.lines.iter().find(|line| line.field == field).unwrap()
}

#[test]
fn a_meeting_is_put_into_the_order_of_the_form_and_who_cannot_be_found_comes_first() {
    let mut toili = Toili::new(791);
    let nik = |nik: &str| FamilyPatch {
        nik: Set::To(nik.into()),
        ..FamilyPatch::default()
    };
    for (family, number) in [(0, "7201045612879213"), (3, "7201045612879214")] {
        let key = DocKey::Family(toili.group.families[family]);
        let device = &mut toili.phone.device;
        device.edit(&key, &nik(number).into()).unwrap();
    }
    let (_, id) = whole(&mut toili, 5);
    let shown = siks(&toili.phone.device, id);
    let fields: Vec<SiksField> = shown.lines.iter().map(|line| line.field).collect();
    assert_eq!(
        fields,
        [
            SiksField::Name,
            SiksField::Topic,
            SiksField::Date,
            SiksField::Starts,
            SiksField::Ends,
            SiksField::Place,
            SiksField::Speaker1,
            SiksField::Agency1,
            SiksField::Notes,
            SiksField::Participants
        ]
    );
    let name = line(&shown, SiksField::Name);
    assert_eq!((name.length, name.limit), (24, Some(100)));
    assert_eq!(line(&shown, SiksField::Date).text, "05-10-2026");
    assert_eq!(line(&shown, SiksField::Starts).text, "09:00");
    let people: Vec<(&str, bool)> = shown
        .participants
        .iter()
        .map(|one| (one.name.as_str(), one.nik))
        .collect();
    assert_eq!(
        people,
        [
            ("MELATI KELUARGA 1", false),
            ("MELATI KELUARGA 2", false),
            ("MELATI KELUARGA 0", true),
            ("MELATI KELUARGA 3", true),
        ]
    );
    assert_eq!(shown.state, SiksState::Ready);
    let unsaid = toili.record(7, 0, Mark::Hadir);
    let device = &toili.phone.device;
    let shown = siks(device, unsaid.id(&device.office()).0);
    assert_eq!(shown.state, SiksState::NotReady);
    assert_eq!(
        shown.missing,
        [
            SiksMissing::Marks,
            SiksMissing::Times,
            SiksMissing::Place,
            SiksMissing::Speaker,
            SiksMissing::Notes
        ]
    );
    assert_eq!(
        shown
            .participants
            .iter()
            .filter(|one| one.mark.is_none())
            .count(),
        3
    );
}

#[test]
fn what_changes_after_it_was_copied_is_said_with_the_difference() {
    let mut toili = Toili::new(792);
    let (key, id) = whole(&mut toili, 5);
    let families = toili.group.families.clone();
    let device = &mut toili.phone.device;
    let shown = siks(device, id);
    tick(device, &shown, SiksField::Place);
    assert!(line(&siks(device, id), SiksField::Place).copied);
    assert_eq!(siks(device, id).state, SiksState::Ready);
    let place = |text: &str| MeetingPatch {
        place: Set::To(text.into()),
        ..MeetingPatch::default()
    };
    device.edit(&key, &place("Balai Dusun").into()).unwrap();
    let moved = siks(device, id);
    assert!(line(&moved, SiksField::Place).changed);
    assert_eq!(moved.state, SiksState::Changed);
    tick(device, &moved, SiksField::Place);
    assert_eq!(siks(device, id).state, SiksState::Ready);
    // It is said of the version that was on the screen, not of what came meanwhile.
    say(device, &moved, Some(SiksSaid::Masuk), "");
    let entered = siks(device, id);
    assert_eq!(entered.state, SiksState::Entered);
    assert_eq!(entered.by.as_ref().unwrap().name, "ANI");
    assert_eq!(entered.day.unwrap().to_string(), "2026-11-18");
    let rated = MeetingPatch {
        ratings: [(FamilyKey::of(families[0]), Some(Rating::Baik))].into(),
        ..MeetingPatch::default()
    };
    device.edit(&key, &rated.into()).unwrap();
    assert_eq!(
        siks(device, id).state,
        SiksState::Entered,
        "SIKS-NG has no ratings"
    );
    let corrected = MeetingPatch {
        marks: [(FamilyKey::of(families[1]), Some(Mark::Hadir))].into(),
        ..place("Gereja")
    };
    device.edit(&key, &corrected.into()).unwrap();
    let changed = siks(device, id);
    assert_eq!(changed.state, SiksState::Changed);
    let before = |text: &str| Some(text.to_owned());
    assert_eq!(
        changed.changed,
        [
            SiksChange {
                field: SiksField::Place,
                before: before("Balai Dusun"),
                after: "Gereja".into()
            },
            SiksChange {
                field: SiksField::Participants,
                before: before("MELATI KELUARGA 1: ALFA"),
                after: "MELATI KELUARGA 1: HADIR".into()
            },
        ]
    );
    let figures = month(device, true).total;
    assert_eq!((figures.held, figures.changed, figures.not_in), (1, 1, 0));
    // The screen shows what is said each time, of the earlier meeting or of the one that there is.
    let again = |device: &Device, shown: &SiksMeeting| SaySiks {
        meeting: id,
        said: Some(SiksSaid::Masuk),
        note: String::new(),
        version: shown.version.clone(),
        base: siks(device, id).base,
    };
    again(device, &entered).run(device).unwrap();
    assert_eq!(
        siks(device, id).state,
        SiksState::Changed,
        "that was the earlier version"
    );
    again(device, &changed).run(device).unwrap();
    let taken = siks(device, id);
    assert_eq!(taken.state, SiksState::Entered);
    say(device, &taken, Some(SiksSaid::Ditolak), "Materi tidak ada");
    let refused = siks(device, id);
    assert_eq!(refused.state, SiksState::Rejected);
    assert_eq!(refused.note.as_deref(), Some("Materi tidak ada"));
    say(device, &refused, None, "");
    assert_eq!(
        siks(device, id).state,
        SiksState::Changed,
        "a field was copied before that"
    );
}

#[test]
fn a_name_or_a_number_that_is_corrected_after_copying_is_said_with_the_difference() {
    let mut toili = Toili::new(797);
    let (_, id) = whole(&mut toili, 5);
    let (_, copied) = whole(&mut toili, 6);
    let (_, bare) = whole(&mut toili, 7);
    let family = toili.group.families[1];
    let device = &mut toili.phone.device;
    let correct = |device: &mut Device, name: &str, nik: &str| {
        let patch = FamilyPatch {
            name: Set::To(name.into()),
            nik: Set::To(nik.into()),
            ..FamilyPatch::default()
        };
        device.edit(&DocKey::Family(family), &patch.into()).unwrap();
    };
    correct(device, "MELATI KELUARGA 1", "7201045612879213");
    let early = siks(device, id);
    say(device, &early, Some(SiksSaid::Masuk), "");
    let shown = siks(device, copied);
    tick(device, &shown, SiksField::Participants);
    tick(device, &shown, SiksField::Topic);
    let shown = siks(device, bare);
    tick(device, &shown, SiksField::Place);
    let states = |device: &Device| [id, copied, bare].map(|id| siks(device, id).state);
    let in_month = |device: &Device| {
        let rows = month(device, true).rows;
        [id, copied, bare].map(|id| {
            let mut rows = rows.iter();
            rows.find(|row| row.row.id == id).unwrap().state
        })
    };
    let before = [SiksState::Entered, SiksState::Ready, SiksState::Ready];
    assert_eq!((states(device), in_month(device)), (before, before));
    // Another way to write the same name is no correction.
    correct(device, "Melati  Keluarga 1", "7201045612879213");
    assert_eq!(states(device), before);
    correct(device, "MELATI KELUARGA 1", "7201045612879213");

    correct(device, "MELATI KELUARGA 1", "7201045612879299");
    let after = [SiksState::Changed, SiksState::Changed, SiksState::Ready];
    assert_eq!((states(device), in_month(device)), (after, after));
    let line_of = |device: &Device, id| {
        let shown = siks(device, id);
        line(&shown, SiksField::Participants).changed
    };
    assert!(line_of(device, copied) && !line_of(device, bare));
    // Of a form only the families are to be copied anew, and a tick of another field says nothing of them.
    let shown = siks(device, copied);
    assert!(!line(&shown, SiksField::Topic).changed);
    tick(device, &shown, SiksField::Place);
    assert!(line_of(device, copied));
    let changed = siks(device, id).changed;
    assert_eq!(
        changed,
        [SiksChange {
            field: SiksField::Participants,
            before: Some("MELATI KELUARGA 1 (NIK 7201045612879213): ALFA".into()),
            after: "MELATI KELUARGA 1 (NIK 7201045612879299): ALFA".into(),
        }]
    );
    correct(device, "MELATI KELUARGA SATU", "7201045612879299");
    let after = siks(device, id).changed.pop().unwrap().after;
    assert_eq!(after, "MELATI KELUARGA SATU (NIK 7201045612879299): ALFA");

    // A tick that is taken away is no copy either.
    let shown = siks(device, id);
    let untick = TickSiks {
        meeting: id,
        field: SiksField::Participants,
        copied: false,
        version: shown.version,
    };
    untick.run(device).unwrap();
    assert_eq!(siks(device, id).state, SiksState::Changed);

    // What is said of a screen that was there before the correction does not cover it.
    say(
        device,
        &SiksMeeting {
            base: siks(device, id).base,
            ..early
        },
        Some(SiksSaid::Masuk),
        "",
    );
    assert_eq!(siks(device, id).state, SiksState::Changed);
    let now = siks(device, id);
    say(device, &now, Some(SiksSaid::Masuk), "");
    assert_eq!(siks(device, id).state, SiksState::Entered);
    assert!(siks(device, id).changed.is_empty());
    toili.synced_phone();
    toili.synced_office();
    assert_eq!(
        states(&toili.stage.office.device),
        [SiksState::Entered, SiksState::Changed, SiksState::Ready]
    );
}

#[test]
fn two_phones_that_tick_apart_lose_no_tick_and_say_where_they_differ() {
    let mut toili = Toili::new(793);
    let (_, id) = whole(&mut toili, 5);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    toili.synced_phone();
    let mut other = toili.stage.phone(budi, &[TOILI]);
    toili.synced_phone();
    let phone = &mut toili.phone;
    let (ours, theirs) = (siks(&phone.device, id), siks(&other.device, id));
    tick(&mut phone.device, &ours, SiksField::Name);
    say(&mut phone.device, &ours, Some(SiksSaid::Masuk), "");
    tick(&mut other.device, &theirs, SiksField::Notes);
    say(&mut other.device, &theirs, Some(SiksSaid::Ditolak), "Ganda");
    phone.synced(&mut toili.stage.relay);
    other.synced(&mut toili.stage.relay);
    phone.synced(&mut toili.stage.relay);
    toili.stage.office.synced(&mut toili.stage.relay);
    for device in [&phone.device, &other.device, &toili.stage.office.device] {
        let shown = siks(device, id);
        assert!(line(&shown, SiksField::Name).copied && line(&shown, SiksField::Notes).copied);
        let all = Differences { doc: None }.answer(device).unwrap();
        let state = all.iter().find(|one| one.field == "said/state").unwrap();
        assert_eq!(state.subject, "MELATI, 5 Oktober 2026");
        let mut sides: Vec<_> = state
            .sides
            .iter()
            .map(|side| side.shown.clone().unwrap())
            .collect();
        sides.sort();
        assert_eq!(sides, ["ditolak", "masuk"]);
    }
}

#[test]
fn a_month_is_counted_by_pendamping_and_each_meeting_stands_as_its_page_says() {
    let mut toili = Toili::new(794);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let theirs = toili.stage.group(TOILI, "MAWAR", budi, 1);
    toili.synced_office();
    toili.synced_phone();
    let meetings: Vec<(DocKey, Uuid)> = (5..10).map(|day| whole(&mut toili, day)).collect();
    toili.record(20, 0, Mark::Hadir);
    let device = &mut toili.phone.device;
    let there = crate::testkit::marks([(theirs.families[0], Mark::Hadir)]);
    device.edit(&theirs.meeting(3), &there).unwrap();
    let cancelled = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    device.edit(&meetings[4].0, &cancelled.into()).unwrap();
    for (at, said) in [SiksSaid::Masuk, SiksSaid::Ditolak, SiksSaid::Masuk]
        .into_iter()
        .enumerate()
    {
        let shown = siks(device, meetings[at].1);
        say(device, &shown, Some(said), "Ganda");
    }
    let moved = MeetingPatch {
        ends: Set::To(700),
        ..MeetingPatch::default()
    };
    device.edit(&meetings[2].0, &moved.into()).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let view = month(&toili.stage.office.device, true);
    let mut states: BTreeMap<SiksState, u32> = BTreeMap::new();
    for row in &view.rows {
        assert_eq!(
            row.state,
            siks(&toili.stage.office.device, row.row.id).state,
            "one word, one state"
        );
        *states.entry(row.state).or_default() += 1;
    }
    let of = |state| states.get(&state).copied().unwrap_or_default();
    let figures = SiksFigures {
        held: 6,
        not_in: of(SiksState::NotReady) + of(SiksState::Ready) + of(SiksState::Rejected),
        not_ready: 2,
        ready: 1,
        rejected: 1,
        changed: 1,
        entered: 1,
    };
    assert_eq!(view.total, figures);
    assert_eq!(states.values().sum::<u32>(), 6);
    let people: Vec<(&str, u32, u32)> = view
        .people
        .iter()
        .map(|one| {
            (
                one.pendamping.as_ref().unwrap().name.as_str(),
                one.figures.held,
                one.figures.not_in,
            )
        })
        .collect();
    assert_eq!(people, [("ANI", 5, 3), ("BUDI", 1, 1)]);
    assert_eq!(
        month(&toili.phone.device, true).total.held,
        5,
        "those of the groups that she leads"
    );
    assert_eq!(month(&toili.phone.device, false).total, figures);
    assert_eq!(view.rows.last().unwrap().state, SiksState::Entered);
}

#[test]
fn a_refusal_has_a_reason_and_a_tick_a_version_that_is_there() {
    let mut toili = Toili::new(795);
    let (_, id) = whole(&mut toili, 5);
    let device = &mut toili.phone.device;
    let shown = siks(device, id);
    let say = SaySiks {
        meeting: id,
        said: Some(SiksSaid::Ditolak),
        note: "  ".into(),
        version: shown.version.clone(),
        base: shown.base.clone(),
    };
    assert_eq!(
        ApiError::from(&say.run(device).unwrap_err()).kind,
        "siks_reason"
    );
    for version in [String::new(), "00".repeat(32)] {
        let tick = TickSiks {
            meeting: id,
            field: SiksField::Name,
            copied: true,
            version,
        };
        assert!(tick.run(device).is_err());
    }
    assert!(!line(&siks(device, id), SiksField::Name).copied);
    let off = TickSiks {
        meeting: id,
        field: SiksField::Name,
        copied: false,
        version: shown.version.clone(),
    };
    tick(device, &shown, SiksField::Name);
    off.run(device).unwrap();
    assert!(!line(&siks(device, id), SiksField::Name).copied);
}

#[test]
fn a_document_under_another_year_says_nothing_of_a_meeting() {
    let mut toili = Toili::new(890);
    let (_, id) = whole(&mut toili, 5);
    let device = &mut toili.phone.device;
    let shown = siks(device, id);
    tick(device, &shown, SiksField::Place);
    say(device, &shown, Some(SiksSaid::Masuk), "");
    let before = serde_json::to_value(siks(device, id)).unwrap();
    assert_eq!(before["state"], "entered");
    let heads = crate::calls::recording::read_version(&shown.version);
    // Of some of these the id is the smaller one.
    for year in (2007..2030).filter(|year| *year != 2026) {
        let year = crate::kinds::KeyYear::new(year).unwrap();
        let patch = crate::kinds::SiksPatch {
            state: Set::To(SiksSaid::Ditolak),
            note: Set::To("palsu".to_owned()),
            copied: [(SiksField::Topic, heads.clone())].into(),
            ..crate::kinds::SiksPatch::default()
        };
        let key = DocKey::Siks { meeting: id, year };
        device.edit(&key, &patch.into()).unwrap();
    }
    assert_eq!(serde_json::to_value(siks(device, id)).unwrap(), before);
}

/// What the office said since the screen was opened stays beside what is said there.
#[test]
fn what_was_not_seen_is_not_said_over() {
    let mut toili = Toili::new(799);
    let (key, id) = whole(&mut toili, 6);
    for nothing_said_before in [true, false] {
        toili.synced_phone();
        toili.synced_office();
        if !nothing_said_before {
            let shown = siks(&toili.phone.device, id);
            say(&mut toili.phone.device, &shown, None, "");
            toili.synced_phone();
            toili.synced_office();
        }
        let shown = siks(&toili.phone.device, id);
        let at_office = siks(&toili.stage.office.device, id);
        say(
            &mut toili.stage.office.device,
            &at_office,
            Some(SiksSaid::Ditolak),
            "NIK salah",
        );
        toili.synced_office();
        toili.synced_phone();
        say(&mut toili.phone.device, &shown, Some(SiksSaid::Masuk), "");
        let all = Differences { doc: None };
        let differ = all.answer(&toili.phone.device).unwrap();
        assert!(
            differ.iter().any(|one| one.field == "said/state"),
            "{nothing_said_before}: {differ:?}"
        );
        // Whoever sees both settles it.
        let both = siks(&toili.phone.device, id);
        say(&mut toili.phone.device, &both, Some(SiksSaid::Masuk), "");
    }
    assert!(matches!(key, DocKey::Meeting { .. }));
}
