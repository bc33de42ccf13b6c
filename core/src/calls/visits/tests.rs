//! Catch-ups and visits: they move a family's sessions, and no figure of attendance, kepatuhan or rekap.

use super::*;
use crate::calls::compliance::Compliance;
use crate::calls::differences::Differences;
use crate::calls::families::Family;
use crate::calls::rekap::ReadRekap;
use crate::calls::semester::SemesterGroups;
use crate::calls::{Command, Query};
use crate::device::Device;
use crate::error::ApiError;
use crate::kinds::Mark;
use crate::testkit::{TOILI, Toili};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn visit(family: Uuid, date: &str, sessions: &[&str], note: &str) -> SaveVisit {
    SaveVisit {
        family,
        day: day(date),
        way: VisitWay::Kunjungan,
        sessions: sessions.iter().map(|code| (*code).to_owned()).collect(),
        note: note.to_owned(),
        base: None,
    }
}

/// What every count of attendance says.
fn counted(device: &Device) -> Vec<serde_json::Value> {
    let mut all = Vec::new();
    for month in ["2026-10", "2026-11"] {
        let rekap = ReadRekap {
            month: month.to_owned(),
        };
        let rekap = serde_json::to_value(rekap.answer(device).unwrap()).unwrap();
        all.push(rekap);
        let compliance = Compliance {
            month: Some(month.to_owned()),
            kecamatan: None,
        };
        all.push(serde_json::to_value(compliance.answer(device).unwrap()).unwrap());
    }
    let semester = SemesterGroups {
        semester: Some("2026-2".to_owned()),
        kecamatan: None,
    };
    all.push(serde_json::to_value(semester.answer(device).unwrap()).unwrap());
    all
}

fn progress(device: &Device, family: Uuid) -> Vec<String> {
    let view = Family { id: family }.answer(device).unwrap();
    view.sessions.into_iter().map(|one| one.code).collect()
}

#[test]
fn a_catch_up_moves_the_familys_sessions_and_no_figure_of_attendance() {
    let mut toili = Toili::new(797);
    toili.record(5, 0, Mark::Hadir);
    for family in 1..4 {
        toili.record(5, family, Mark::Alfa);
    }
    let family = toili.group.families[1];
    let device = &mut toili.phone.device;
    let before = counted(device);
    let attendance = serde_json::to_value(Family { id: family }.answer(device).unwrap().attendance);
    assert_eq!(progress(device, family), Vec::<String>::new());
    let form = Visit { family, id: None }.answer(device).unwrap();
    assert_eq!(form.sessions[0].session.code, "M1.1");
    assert_eq!(form.sessions[0].missed, Some(day("2026-10-05")));
    assert!(form.editable);
    visit(family, "2026-10-08", &["M1.1"], "Ibu sakit")
        .run(device)
        .unwrap();
    assert_eq!(progress(device, family), ["M1.1"]);
    assert_eq!(counted(device), before, "no count of attendance reads it");
    let view = Family { id: family }.answer(device).unwrap();
    assert_eq!(
        serde_json::to_value(&view.attendance).unwrap(),
        attendance.unwrap()
    );
    assert_eq!(view.visits.len(), 1);
    assert_eq!(view.visits[0].note.as_deref(), Some("Ibu sakit"));
    assert_eq!(view.visits[0].by.as_ref().unwrap().name, "ANI");
    assert_eq!((view.sessions_done, view.sessions_of > 20), (1, true));
    let others = progress(device, toili.group.families[2]);
    assert!(others.is_empty(), "nobody else's");
    let withdraw = |device: &mut Device, withdrawn| {
        let shown = Family { id: family }.answer(device).unwrap();
        let withdraw = WithdrawVisit {
            id: shown.visits[0].id,
            withdrawn,
            base: shown.visits[0].base.clone(),
        };
        withdraw.run(device).unwrap();
    };
    withdraw(device, true);
    assert!(progress(device, family).is_empty());
    assert_eq!(counted(device), before);
    withdraw(device, false);
    assert_eq!(progress(device, family), ["M1.1"]);
    assert!(crate::queries::families::is_used(device.reader(), family).unwrap());
}

#[test]
fn two_phones_that_record_a_day_apart_keep_both_and_show_what_differs() {
    let mut toili = Toili::new(798);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut other = toili.stage.phone(budi, &[TOILI]);
    toili.synced_phone();
    let family = toili.group.families[0];
    let phone = &mut toili.phone;
    visit(family, "2026-11-10", &["M1.1"], "Rumah pindah")
        .run(&mut phone.device)
        .unwrap();
    visit(family, "2026-11-10", &["M1.2"], "Ibu bekerja")
        .run(&mut other.device)
        .unwrap();
    phone.synced(&mut toili.stage.relay);
    other.synced(&mut toili.stage.relay);
    phone.synced(&mut toili.stage.relay);
    toili.stage.office.synced(&mut toili.stage.relay);
    for device in [&phone.device, &other.device, &toili.stage.office.device] {
        assert_eq!(progress(device, family), ["M1.1", "M1.2"]);
        let all = Differences { doc: None }.answer(device).unwrap();
        let note = all.iter().find(|one| one.field == "note").unwrap();
        assert_eq!(note.subject, "Melati Keluarga 0");
        assert_eq!(note.sides.len(), 2);
    }
}

#[test]
fn a_correction_writes_what_was_changed_and_nothing_of_a_colleague() {
    let mut toili = Toili::new(799);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    visit(family, "2026-11-10", &["M1.1", "M1.2"], "Satu")
        .run(device)
        .unwrap();
    let line = |device: &Device| Family { id: family }.answer(device).unwrap().visits[0].clone();
    let shown = line(device);
    let base = |of: SaveVisit| SaveVisit {
        base: Some(shown.base.clone()),
        ..of
    };
    base(visit(family, "2026-11-10", &["M1.1"], "Satu"))
        .run(device)
        .unwrap();
    // The same form, sent late: it adds a note and says nothing of the sessions.
    base(visit(family, "2026-11-10", &["M1.1", "M1.2"], "Dua"))
        .run(device)
        .unwrap();
    let now = line(device);
    assert_eq!(now.sessions.len(), 1);
    assert_eq!(now.note.as_deref(), Some("Dua"));
    assert!(Differences { doc: None }.answer(device).unwrap().is_empty());
}

#[test]
fn a_day_to_come_and_an_empty_record_are_refused() {
    let mut toili = Toili::new(800);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    for (save, kind) in [
        (visit(family, "2026-11-19", &["M1.1"], ""), "visit_day"),
        (visit(family, "1999-01-01", &["M1.1"], ""), "visit_day"),
        (visit(family, "2026-11-10", &[], "  "), "visit_empty"),
        (
            visit(family, "2026-11-10", &["satu"], ""),
            "session_missing",
        ),
    ] {
        assert_eq!(ApiError::from(&save.run(device).unwrap_err()).kind, kind);
    }
    let nobody = visit(Uuid::from_u128(5), "2026-11-10", &["M1.1"], "");
    assert_eq!(
        ApiError::from(&nobody.run(device).unwrap_err()).kind,
        "missing"
    );
    visit(family, "2026-11-10", &[], "Rumah kosong")
        .run(device)
        .unwrap();
    assert!(progress(device, family).is_empty());
}

#[test]
fn a_correction_does_not_take_back_a_withdrawal_that_it_did_not_see() {
    let mut toili = Toili::new(801);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    visit(family, "2026-11-10", &["M1.1"], "Satu")
        .run(device)
        .unwrap();
    let line = |device: &Device| Family { id: family }.answer(device).unwrap().visits[0].clone();
    let shown = line(device);
    let correct = |note: &str, base: &str| SaveVisit {
        base: Some(base.to_owned()),
        ..visit(family, "2026-11-10", &["M1.1"], note)
    };
    // A colleague's word arrives while the form is open.
    let withdraw = WithdrawVisit {
        id: shown.id,
        withdrawn: true,
        base: shown.base.clone(),
    };
    withdraw.run(device).unwrap();
    correct("Dua", &shown.base).run(device).unwrap();
    let now = line(device);
    assert!(now.withdrawn, "nobody took it back");
    assert_eq!(now.note.as_deref(), Some("Dua"));
    assert!(progress(device, family).is_empty());
    // Who saw that it is withdrawn, and records it all the same, takes it back.
    correct("Tiga", &now.base).run(device).unwrap();
    assert!(!line(device).withdrawn);
    assert_eq!(progress(device, family), ["M1.1"]);
}

#[test]
fn a_day_that_is_recorded_anew_brings_nothing_back_that_was_withdrawn() {
    let mut toili = Toili::new(802);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    visit(family, "2026-11-10", &["M1.1"], "Salah KPM")
        .run(device)
        .unwrap();
    let line = |device: &Device| Family { id: family }.answer(device).unwrap().visits[0].clone();
    let withdraw = WithdrawVisit {
        id: line(device).id,
        withdrawn: true,
        base: line(device).base,
    };
    withdraw.run(device).unwrap();
    visit(family, "2026-11-10", &["M1.2"], "")
        .run(device)
        .unwrap();
    let now = line(device);
    assert!(!now.withdrawn);
    assert_eq!((now.note, now.sessions.len()), (None, 1));
    assert_eq!(progress(device, family), ["M1.2"]);
    assert!(Differences { doc: None }.answer(device).unwrap().is_empty());
}

#[test]
fn whoever_records_a_day_without_seeing_what_is_there_writes_beside_it() {
    let mut toili = Toili::new(803);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    let far = SaveVisit {
        way: VisitWay::JarakJauh,
        ..visit(family, "2026-11-10", &["M1.1"], "Lewat telepon")
    };
    far.run(device).unwrap();
    // Nothing of it was on the screen.
    visit(family, "2026-11-10", &["M1.2"], "Di rumah")
        .run(device)
        .unwrap();
    let all = Differences { doc: None }.answer(device).unwrap();
    let mut fields: Vec<&str> = all.iter().map(|one| one.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["note", "way"]);
    assert_eq!(progress(device, family), ["M1.1", "M1.2"]);
}

#[test]
fn who_was_there_stays_whoever_corrects() {
    let mut toili = Toili::new(804);
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let mut other = toili.stage.phone(budi, &[TOILI]);
    toili.synced_phone();
    let family = toili.group.families[0];
    visit(family, "2026-11-10", &["M1.1"], "Satu")
        .run(&mut toili.phone.device)
        .unwrap();
    toili.synced_phone();
    other.synced(&mut toili.stage.relay);
    let line = |device: &Device| Family { id: family }.answer(device).unwrap().visits[0].clone();
    let before = line(&other.device);
    let correction = SaveVisit {
        base: Some(before.base.clone()),
        ..visit(family, "2026-11-10", &["M1.1"], "Dua")
    };
    correction.run(&mut other.device).unwrap();
    let after = line(&other.device);
    assert_eq!(after.note.as_deref(), Some("Dua"));
    let who = |line: &VisitLine| serde_json::to_value(line).unwrap()["by"].clone();
    assert_eq!(who(&after), who(&before));
    assert!(!who(&after).is_null());
}

#[test]
fn what_a_colleague_added_is_looked_at_before_it_is_withdrawn() {
    let mut toili = Toili::new(803);
    let family = toili.group.families[0];
    let device = &mut toili.phone.device;
    visit(family, "2026-11-10", &["M1.1"], "Satu")
        .run(device)
        .unwrap();
    let line = |device: &Device| Family { id: family }.answer(device).unwrap().visits[0].clone();
    let shown = line(device);
    let correct = SaveVisit {
        base: Some(shown.base.clone()),
        ..visit(family, "2026-11-10", &["M1.1", "M1.2"], "Dua")
    };
    correct.run(device).unwrap();
    let withdraw = |line: &VisitLine| WithdrawVisit {
        id: line.id,
        withdrawn: true,
        base: line.base.clone(),
    };
    let refused = withdraw(&shown).run(device).unwrap_err();
    assert!(
        refused.to_string().contains("look at it again"),
        "{refused}"
    );
    assert!(!line(device).withdrawn, "nothing was taken back");
    withdraw(&line(device)).run(device).unwrap();
    assert!(line(device).withdrawn);
}
