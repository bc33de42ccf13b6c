//! A rakor from its invitation to closed minutes, on two devices, with what each who was there reports of it.

mod rights;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use proptest::prelude::*;
use sesi_engine::store::{DocumentRow, StoreError};
use uuid::Uuid;

use super::*;
use crate::calls::terms::Done;
use crate::calls::voices::{DecideVoice, Decision, SayVoice, Voices, VoicesEvaluation};
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{Attendee, DocKey, Presence, RakorPatch, RakorView, View, VoiceKind};
use crate::pdf::Size;
use crate::testkit::{LUWUK, Stage, TOILI, Toili};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> &'static str {
    ApiError::from(&done.unwrap_err()).kind
}

fn who(staff: Uuid) -> String {
    Attendee::Staff(staff).to_string()
}

fn facts(title: &str) -> RakorFacts {
    RakorFacts {
        title: title.to_owned(),
        day: Some(day("2026-11-18")),
        starts: Some(540),
        ends: Some(720),
        place: "Aula".to_owned(),
        number: "01/ND/PKH/11/2026".to_owned(),
        leader: "Kepala Bidang".to_owned(),
        agenda: "Capaian Oktober\nFasilitasi".to_owned(),
        ..RakorFacts::default()
    }
}

fn save(device: &mut Device, title: &str) -> Uuid {
    let save = SaveRakor {
        id: None,
        base: String::new(),
        facts: facts(title),
    };
    save.run(device).unwrap()
}

fn read(device: &Device, id: Uuid) -> RakorDetail {
    ReadRakor { id: Some(id) }.answer(device).unwrap()
}

fn mark(device: &mut Device, id: Uuid, marks: &[(Uuid, Presence)]) -> Result<Done, Error> {
    let marks = marks
        .iter()
        .map(|(staff, there)| (who(*staff), Some(*there)));
    let mark = MarkRakor {
        id,
        base: read(device, id).base,
        marks: marks.collect(),
        reasons: BTreeMap::new(),
        guests: Vec::new(),
    };
    mark.run(device)
}

fn note(device: &mut Device, id: Uuid, key: &str, said: &str) -> Result<Done, Error> {
    let save = SaveRakorPoint {
        id,
        base: read(device, id).base,
        point: RakorPoint {
            key: key.to_owned(),
            speaker: "ANI".to_owned(),
            said: said.to_owned(),
            decided: String::new(),
        },
    };
    save.run(device)
}

fn close(device: &mut Device, id: Uuid, closed: bool) -> Result<Done, Error> {
    let base = read(device, id).base;
    CloseRakor { id, base, closed }.run(device)
}

fn said(view: &RakorDetail) -> Vec<&str> {
    view.points
        .iter()
        .map(|point| point.said.as_str())
        .collect()
}

fn exchange(stage: &mut Stage, second: &mut crate::testkit::Station) {
    for _ in 0..2 {
        stage.office.synced(&mut stage.relay);
        second.synced(&mut stage.relay);
    }
}

#[test]
fn two_offices_run_one_rakor_offline_and_nothing_is_lost() {
    let mut stage = Stage::new(1901);
    let [ani, budi, dewi] = ["ANI", "BUDI", "DEWI"].map(|name| stage.hire(name, &[TOILI]));
    let mut second = stage.second_office(dewi);
    let one = save(&mut stage.office.device, "Rakor November");
    let other = save(&mut second.device, "Rakor November");
    assert_eq!(one, other, "of one name and day is one document");
    mark(&mut stage.office.device, one, &[(ani, Presence::Hadir)]).unwrap();
    mark(&mut second.device, one, &[(budi, Presence::Izin)]).unwrap();
    note(&mut stage.office.device, one, "", "jembatan putus").unwrap();
    note(&mut second.device, one, "", "saldo kosong").unwrap();
    exchange(&mut stage, &mut second);
    for device in [&stage.office.device, &second.device] {
        let view = read(device, one);
        let count = RakorCount {
            hadir: 1,
            izin: 1,
            unmarked: 2,
            ..RakorCount::default()
        };
        assert_eq!(view.count, count);
        assert_eq!(said(&view).len(), 2);
        assert_eq!(view.disagreements, 0);
    }
    assert_eq!(stage.office.dump(), second.dump());
    // Marked otherwise on both, and a point written otherwise on both: both sides stay.
    let key = read(&second.device, one).points[0].key.clone();
    mark(&mut stage.office.device, one, &[(ani, Presence::Izin)]).unwrap();
    mark(&mut second.device, one, &[(ani, Presence::TanpaKeterangan)]).unwrap();
    note(&mut stage.office.device, one, &key, "di meja ini").unwrap();
    note(&mut second.device, one, &key, "di meja itu").unwrap();
    exchange(&mut stage, &mut second);
    assert_eq!(read(&second.device, one).disagreements, 2);
    assert_eq!(stage.office.dump(), second.dump());
}

/// Each closes what it has, at once and without having heard of the other: both end the same, with all that was said, and it shows that
/// neither had read it all.
#[test]
fn two_offices_that_close_one_rakor_at_once_end_equal_and_what_neither_read_shows() {
    let mut stage = Stage::new(1912);
    let [ani, budi, dewi] = ["ANI", "BUDI", "DEWI"].map(|name| stage.hire(name, &[TOILI]));
    let mut second = stage.second_office(dewi);
    let id = save(&mut stage.office.device, "Rakor");
    exchange(&mut stage, &mut second);
    mark(&mut stage.office.device, id, &[(ani, Presence::Hadir)]).unwrap();
    note(&mut stage.office.device, id, "", "di meja ini").unwrap();
    close(&mut stage.office.device, id, true).unwrap();
    mark(&mut second.device, id, &[(budi, Presence::Izin)]).unwrap();
    note(&mut second.device, id, "", "di meja itu").unwrap();
    close(&mut second.device, id, true).unwrap();
    exchange(&mut stage, &mut second);
    assert_eq!(stage.office.dump(), second.dump());
    for device in [&stage.office.device, &second.device] {
        let view = read(device, id);
        assert!(view.closed);
        assert_eq!(said(&view).len(), 2);
        assert_eq!((view.count.hadir, view.count.izin), (1, 1));
        assert!(!view.changed.is_empty(), "one of the two is not in it");
    }
    // Opened, read and closed again, by one for both.
    close(&mut second.device, id, false).unwrap();
    close(&mut second.device, id, true).unwrap();
    exchange(&mut stage, &mut second);
    assert_eq!(stage.office.dump(), second.dump());
    let view = read(&stage.office.device, id);
    assert!(view.closed && view.changed.is_empty());
    assert_eq!(view.disagreements, 0);
}

#[test]
fn closed_minutes_are_changed_by_nobody_here_and_what_comes_all_the_same_shows() {
    let mut stage = Stage::new(1902);
    let dewi = stage.hire("DEWI", &[]);
    let id = save(&mut stage.office.device, "Rakor");
    let mut second = stage.second_office(dewi);
    exchange(&mut stage, &mut second);
    note(&mut stage.office.device, id, "", "satu").unwrap();
    close(&mut stage.office.device, id, true).unwrap();
    // The other desk has not heard of it.
    note(&mut second.device, id, "", "dua").unwrap();
    let office = &mut stage.office.device;
    let view = read(office, id);
    assert!(view.closed && view.changed.is_empty());
    assert_eq!(kind(note(office, id, "", "tiga")), "rakor_closed");
    assert_eq!(
        kind(mark(office, id, &[(dewi, Presence::Hadir)])),
        "rakor_closed"
    );
    let again = SaveRakor {
        id: Some(id),
        base: view.base,
        facts: facts("Lain"),
    };
    assert_eq!(kind(again.run(office)), "rakor_closed");
    exchange(&mut stage, &mut second);
    for device in [&stage.office.device, &second.device] {
        let view = read(device, id);
        assert!(view.closed);
        assert_eq!(said(&view).len(), 2, "nothing is lost");
        assert_eq!(
            view.changed.len(),
            2,
            "who spoke and what: {:?}",
            view.changed
        );
        let document = printing::document(device, id, RakorForm::Minutes).unwrap();
        let text = crate::forms::plain::text(&document);
        assert!(text.contains("sesudahnya 2 isian berubah"), "{text}");
    }
    let office = &mut stage.office.device;
    close(office, id, false).unwrap();
    assert!(!read(office, id).closed);
    note(office, id, "", "tiga").unwrap();
    close(office, id, true).unwrap();
    assert!(
        read(office, id).changed.is_empty(),
        "closed anew as it is now"
    );
}

#[test]
fn the_agenda_opens_with_what_is_open_and_a_task_is_in_the_one_list() {
    let mut toili = Toili::new(1903);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let say = |text: &str| SayVoice {
        voice: VoiceKind::Kendala,
        topic: "Penyaluran".to_owned(),
        text: text.to_owned(),
        meeting: None,
    };
    let open = say("saldo kosong").run(&mut toili.phone.device).unwrap();
    let done = say("sudah beres").run(&mut toili.phone.device).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let office = &mut toili.stage.office.device;
    let closed = DecideVoice {
        id: done,
        seen: Decision::default(),
        decision: Decision {
            closed: true,
            ..Decision::default()
        },
    };
    closed.run(office).unwrap();
    let id = save(office, "Rakor");
    let task = |task: &str| TaskOfRakor {
        id,
        task: task.to_owned(),
        who: ani,
        due: day("2026-11-10"),
    };
    assert_eq!(kind(task(" ").run(office)), "task_incomplete");
    task("lapor ke bank").run(office).unwrap();
    let view = read(office, id);
    let ids: Vec<Uuid> = view.open.iter().map(|matter| matter.id).collect();
    assert_eq!(
        ids,
        [open],
        "neither what is closed nor what followed from this one"
    );
    assert_eq!(view.tasks.len(), 1);
    assert_eq!(view.tasks[0].task.as_deref(), Some("lapor ke bank"));
    assert!(view.tasks[0].overdue);
    // The list of voices has it; the evaluation counts what staff said.
    let all = Voices {}.answer(office).unwrap();
    assert_eq!(all.matters.len(), 3);
    let line = &all
        .matters
        .iter()
        .find(|m| m.task.is_some())
        .unwrap()
        .voices[0];
    assert_eq!((line.rakor, line.meeting), (Some(id), None));
    let evaluation = VoicesEvaluation {
        first: None,
        last: None,
    };
    assert_eq!(evaluation.answer(office).unwrap().total.voices, 2);
    // The next rakor opens with it.
    let next = RakorFacts {
        day: Some(day("2026-11-25")),
        ..facts("Rakor berikut")
    };
    let next = SaveRakor {
        id: None,
        base: String::new(),
        facts: next,
    };
    let next = next.run(office).unwrap();
    let opened: Vec<Uuid> = read(office, next).open.iter().map(|m| m.id).collect();
    assert_eq!(opened.len(), 2);
    toili.synced_office();
    toili.synced_phone();
    let own = Voices {}.answer(&toili.phone.device).unwrap();
    assert!(
        own.matters.iter().any(|matter| matter.own_task),
        "on the phone"
    );
}

#[test]
fn every_form_is_written_and_says_what_was_recorded() {
    let mut stage = Stage::new(1906);
    let ani = stage.hire("ANI", &[TOILI]);
    let budi = stage.hire("BUDI", &[LUWUK]);
    let device = &mut stage.office.device;
    let id = save(device, "Rakor November");
    mark(
        device,
        id,
        &[(ani, Presence::Hadir), (budi, Presence::TanpaKeterangan)],
    )
    .unwrap();
    note(device, id, "", "jembatan putus").unwrap();
    let ratna = device.person().unwrap().unwrap();
    mark(device, id, &[(ratna, Presence::Hadir)]).unwrap();
    let says = |form, all: &[&str]| {
        let document = printing::document(device, id, form).unwrap();
        let text = crate::forms::plain::text(&document);
        for said in all {
            assert!(text.contains(said), "{said}: {text}");
        }
    };
    says(
        RakorForm::Invitation,
        &[
            "NOTA DINAS",
            "01/ND/PKH/11/2026",
            "18 November 2026",
            "09.00 s/d 12.00 WITA",
            "2. Fasilitasi",
        ],
    );
    says(
        RakorForm::Attendance,
        &["DAFTAR HADIR", "Ani", "Luwuk", "Tanpa keterangan"],
    );
    says(
        RakorForm::Minutes,
        &[
            "NOTULENSI RAPAT",
            "I. IDENTITAS",
            "ANI: jembatan putus",
            "2 dari 3 staf hadir; izin 0, tanpa keterangan 1",
            "DRAF",
            "(isi kesimpulan)",
        ],
    );
    let dir = tempfile::tempdir().unwrap();
    for form in [
        RakorForm::Invitation,
        RakorForm::Attendance,
        RakorForm::Minutes,
        RakorForm::Rhk8,
    ] {
        for format in [RakorFormat::Pdf, RakorFormat::Docx] {
            let path = dir.path().join("form");
            let export = ExportRakor {
                id,
                form,
                format,
                paper: Size::F4,
                path: path.clone(),
            };
            let printed = export.run(device, &mut |_| Ok(())).unwrap();
            let bytes = std::fs::read(&path).unwrap();
            assert_eq!(u32::try_from(bytes.len()).unwrap(), printed.bytes);
            let begins: &[u8] = if format == RakorFormat::Pdf {
                b"%PDF"
            } else {
                b"PK"
            };
            assert!(bytes.starts_with(begins));
        }
    }
}

/// The office's own words stand on the paper of whoever was there; that minutes are a draft is said whatever the template says.
#[test]
fn minutes_are_written_by_the_template_of_the_office() {
    let mut toili = Toili::new(1909);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let office = &mut toili.stage.office.device;
    let id = save(office, "Rakor");
    mark(office, id, &[(ani, Presence::Hadir)]).unwrap();
    for form in ["notulen", "rhk8"] {
        let publish = crate::calls::templates::PublishTemplate {
            form: form.into(),
            source: "# NASKAH KAMI\n{{ kehadiran }}\n!tabel peserta\n!kolom nama | Siapa\n".into(),
            base: None,
        };
        publish.run(office).unwrap();
    }
    toili.synced_office();
    toili.synced_phone();
    for (device, form) in [
        (&toili.stage.office.device, RakorForm::Minutes),
        (&toili.phone.device, RakorForm::Rhk8),
    ] {
        let document = printing::document(device, id, form).unwrap();
        let text = crate::forms::plain::text(&document);
        for said in [
            "NASKAH KAMI",
            "1 dari 2 staf hadir",
            "Siapa\nAni",
            "DRAF",
            "Templat kantor",
        ] {
            assert!(text.contains(said), "{said}: {text}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10))]
    #[test]
    fn attendance_is_counted_a_second_way(
        marks in prop::collection::vec((0usize..5, 0usize..3), 0..15),
    ) {
        let mut stage = Stage::new(1907);
        let people: Vec<Uuid> = (0..5).map(|no| stage.hire(&format!("ORANG {no}"), &[TOILI])).collect();
        let device = &mut stage.office.device;
        let id = save(device, "Rakor");
        for (person, presence) in marks {
            mark(device, id, &[(people[person], Presence::ALL[presence])]).unwrap();
        }
        let mut views: Vec<RakorView> = Vec::new();
        DocumentRow::each(device.reader(), |row| {
            let key = DocKey::from_bytes(&row.key).unwrap();
            if let View::Rakor(view) = device.document(&key).unwrap().unwrap().view() {
                views.push(*view);
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
        let of = |presence: Presence| {
            let marks = views[0].presence.values();
            u32::try_from(marks.filter(|mark| **mark == presence).count()).unwrap()
        };
        let (hadir, izin, absent) = (of(Presence::Hadir), of(Presence::Izin), of(Presence::TanpaKeterangan));
        // Five people and RATNA.
        let slow = RakorCount { hadir, izin, absent, unmarked: 6 - hadir - izin - absent, guests: 0 };
        prop_assert_eq!(read(device, id).count, slow);
        let listed = Rakors {}.answer(device).unwrap();
        prop_assert_eq!(listed[0].count, slow, "one word, one number");
    }
}

#[test]
fn minutes_that_are_closed_are_not_closed_over_what_came_since() {
    let mut stage = Stage::new(1990);
    let sari = stage.hire("SARI", &[]);
    let mut second = stage.second_office(sari);
    let office = &mut stage.office.device;
    let id = save(office, "Rakor");
    note(office, id, "", "satu").unwrap();
    stage.office.synced(&mut stage.relay);
    second.synced(&mut stage.relay);
    close(&mut stage.office.device, id, true).unwrap();
    note(&mut second.device, id, "", "dua").unwrap();
    second.synced(&mut stage.relay);
    stage.office.synced(&mut stage.relay);
    let office = &mut stage.office.device;
    let changed = read(office, id).changed;
    assert!(!changed.is_empty());
    assert_eq!(kind(close(office, id, true)), "rakor_closed");
    assert_eq!(read(office, id).changed, changed);
}

#[test]
fn a_rakor_that_was_filed_in_another_year_is_found_again() {
    let mut stage = Stage::new(1991);
    let office = &mut stage.office.device;
    let id = crate::calls::events::id_of("rakor", "Rakor", day("2026-11-18"));
    let key = DocKey::Rakor {
        filed: day("2026-12-31"),
        id,
    };
    let patch = RakorPatch {
        title: sesi_engine::documents::Set::To("RAKOR".to_owned()),
        day: sesi_engine::documents::Set::To(day("2026-11-18")),
        ..RakorPatch::default()
    };
    office.edit(&key, &patch.into()).unwrap();
    let again = SaveRakor {
        id: None,
        base: String::new(),
        facts: facts("Rakor"),
    };
    assert_eq!(kind(again.run(office)), "rakor_taken");
}
