//! The other RHK against what was entered: only of this person and month, blanks where Sesi knows nothing.

use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;

use super::*;
use crate::calls::Command;
use crate::calls::office::{ReadOffice, SaveOffice};
use crate::calls::visits::SaveVisit;
use crate::error::ApiError;
use crate::kinds::{DocKey, FamilyPatch, Mark, Patch, Since};
use crate::testkit::{TOILI, Toili};

fn visit(toili: &mut Toili, family: usize, day: &str, note: &str) {
    let save = SaveVisit {
        family: toili.group.families[family],
        base: None,
        day: day.parse().unwrap(),
        way: VisitWay::Kunjungan,
        sessions: vec!["M1.1".into()],
        note: note.into(),
    };
    save.run(&mut toili.phone.device).unwrap();
}

fn text(device: &Device, form: RhkForm) -> String {
    let ask = RhkText {
        month: "2026-10".into(),
        pendamping: None,
        form,
    };
    ask.answer(device).unwrap()
}

/// The office says targets: a percentage stands where a target counts what is counted here, and nowhere else.
fn with_targets(toili: &mut Toili) {
    let office = &mut toili.stage.office.device;
    let mut settings = ReadOffice {}.answer(office).unwrap();
    settings.rhk_targets = [(2, 3), (3, 2)].into();
    SaveOffice { settings }.run(office).unwrap();
    let mut none = ReadOffice {}.answer(office).unwrap();
    none.rhk_targets.insert(2, 0);
    let refused = SaveOffice { settings: none }.run(office).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "threshold");
    toili.synced_office();
    toili.synced_phone();
    let seven = text(&toili.phone.device, RhkForm::Rhk7);
    let line = |rhk: &str| seven.lines().find(|line| line.contains(rhk)).unwrap();
    let two = line("RHK 2:");
    assert!(two.contains("| 3 |") && two.contains("66,7"), "{two}");
    let three = line("RHK 3:");
    assert!(
        three.contains("| 2 |") && three.contains("(isi %)"),
        "{three}"
    );
    assert!(line("RHK 7:").contains("(isi target)"));
}

#[test]
#[allow(clippy::too_many_lines, reason = "one month, form by form")]
fn what_is_known_is_filled_in_and_the_rest_is_a_visible_blank() {
    let mut toili = Toili::new(2301);
    toili.record(3, 0, Mark::Hadir);
    toili.record(3, 1, Mark::Alfa);
    toili.record(9, 1, Mark::Hadir);
    visit(&mut toili, 1, "2026-10-12", "Jembatan putus");
    visit(&mut toili, 2, "2026-11-02", "bulan lain");
    toili.synced_phone();
    toili.synced_office();
    let graduate = FamilyPatch {
        statuses: [(
            Since(Some("2026-10-20".parse().unwrap())),
            Some(Status::Graduasi),
        )]
        .into(),
        nik: Set::To("7201094101900003".into()),
        ..FamilyPatch::default()
    };
    let family = toili.group.families[3];
    let office = &mut toili.stage.office.device;
    office
        .edit(&DocKey::Family(family), &Patch::Family(graduate))
        .unwrap();
    toili.synced_office();
    toili.synced_phone();
    let phone = &mut toili.phone.device;
    let facts = facts(phone, "2026-10", None, None).unwrap();
    // Two meetings of four families each, of whom two were Hadir; one family graduated at the end.
    assert_eq!(
        (facts.meetings, facts.attendances, facts.expected),
        (2, 2, 8)
    );
    assert_eq!((facts.groups, facts.families), (1, 3));
    assert_eq!((facts.visits.len(), facts.graduated.len()), (1, 1));

    let three = text(phone, RhkForm::Rhk3);
    for said in [
        "Jembatan putus",
        "Kunjungan rumah",
        "12 Oktober 2026",
        "(isi mediasi",
    ] {
        assert!(three.contains(said), "{said}: {three}");
    }
    assert!(!three.contains("bulan lain"));
    let four = text(phone, RhkForm::Rhk4);
    for said in [
        "Melati Keluarga 3",
        "20 Oktober 2026",
        "7201",
        "(isi alasan)",
        "(isi jenis)",
    ] {
        assert!(four.contains(said), "{said}: {four}");
    }
    assert!(!four.contains("7201094101900003"), "a NIK is masked");
    let seven = text(phone, RhkForm::Rhk7);
    for said in [
        "2 pertemuan, 2 dari 8 kehadiran",
        "1 kunjungan atau materi susulan",
        "1 KPM graduasi",
        "0 rakor diikuti",
    ] {
        assert!(seven.contains(said), "{said}: {seven}");
    }
    // What Sesi does not know is never a nought.
    let line = seven.lines().find(|line| line.contains("RHK 1:")).unwrap();
    assert!(
        line.contains("(isi realisasi)") && !line.contains('0'),
        "{line}"
    );

    assert!(line.contains("(isi target)") && line.contains("(isi %)"));
    with_targets(&mut toili);

    let path = toili.stage.dir.path().join("rhk");
    for format in [LetterFormat::Pdf, LetterFormat::Docx] {
        for form in [RhkForm::Rhk3, RhkForm::Rhk4, RhkForm::Rhk7] {
            let export = || ExportRhk {
                month: "2026-10".into(),
                pendamping: None,
                form,
                format,
                paper: Size::A4,
                signed: None,
                path: path.clone(),
            };
            let phone = &mut toili.phone.device;
            export().run(phone, &mut unwatched).unwrap();
            let bytes = std::fs::read(&path).unwrap();
            export().run(phone, &mut unwatched).unwrap();
            assert!(
                std::fs::read(&path).unwrap() == bytes,
                "{form:?} {format:?}"
            );
            if let Ok(out) = std::env::var("SESI_PDF_OUT") {
                let end = if format == LetterFormat::Pdf {
                    "pdf"
                } else {
                    "docx"
                };
                std::fs::write(format!("{out}/{form:?}.{end}"), &bytes).unwrap();
            }
        }
    }
    // Somebody else's month has nothing of it.
    let budi = toili.stage.hire("BUDI", &[TOILI]);
    let ask = RhkText {
        month: "2026-10".into(),
        pendamping: Some(budi),
        form: RhkForm::Rhk3,
    };
    let none = ask.answer(&toili.stage.office.device).unwrap();
    assert!(
        !none.contains("Jembatan") && none.contains("(isi kunjungan)"),
        "{none}"
    );
    let bad = RhkText {
        month: "oktober".into(),
        pendamping: Some(budi),
        form: RhkForm::Rhk3,
    };
    let refused = bad.answer(&toili.stage.office.device).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "month");
}
