//! The forms that became templates, held against what they said while they were code (`before/*.txt`): the product's own templates say the
//! same, block by block. `UPDATE_FORMS=1` writes the files anew, for a change of words that is meant.

use super::attendance::{List, Variant};
use super::document::{Block, Document};
use super::facts::MeetingFacts;
use super::letter::LetterFacts;
use super::letter_register::Register;
use super::rhk::Rhk;
use super::rhk_facts::MonthFacts;
use super::rhk2::Report;
use super::rtl::YearPlan;
use super::schedule::MonthCalendar;
use super::school::SchoolForm;
use super::sent::SentFacts;
use super::sent_changes::ChangesFacts;
use super::template::Templates;
use super::training::attendance::Attendance;
use super::{
    Signer, activity, attendance, letter, letter_register, monitoring, month_summary, paper, rakor,
    recap, rekap, rhk, rhk2, rtl, schedule, school, sent, sent_changes, training,
};
use crate::kinds::LetterStep;
use crate::pdf::{Flow, Size};
use crate::recaps::{SheetOf, SheetSigner, Span};
use crate::reference::month::YearMonth;
use crate::rekap::{Tables, Wording};
use crate::reports::Signing;

fn cases() -> Vec<(String, Document)> {
    let office = Templates::default();
    let mut cases: Vec<(String, Document)> = Vec::new();
    let mut add = |name: &str, document: Document| cases.push((name.to_owned(), document));
    for (no, step) in [
        LetterStep::First,
        LetterStep::Second,
        LetterStep::Third,
        LetterStep::Commitment,
    ]
    .into_iter()
    .enumerate()
    {
        let full = letter::document(&LetterFacts::sample(step), &office);
        add(&format!("letter-{no}"), full.unwrap());
        let bare = letter::document(&LetterFacts::bare(step), &office);
        add(&format!("letter-{no}-bare"), bare.unwrap());
    }
    let full = activity::document(&MeetingFacts::sample(1), &office);
    add("kegiatan", full.unwrap());
    let bare = activity::document(&MeetingFacts::bare(), &office);
    add("kegiatan-bare", bare.unwrap());
    for many in [0, 1, 2] {
        let report = rhk2::document(&Report::sample(many), &office);
        add(&format!("rhk2-{many}"), report.unwrap());
    }
    let mut report = Report::sample(0);
    report.letterhead.clear();
    report.jabatan = None;
    report.signed = None;
    report.meetings = vec![MeetingFacts::bare()];
    add("rhk2-bare", rhk2::document(&report, &office).unwrap());
    let month: YearMonth = "2026-11".parse().unwrap();
    for (name, which) in [
        ("rhk3", Rhk::Three),
        ("rhk4", Rhk::Four),
        ("rhk7", Rhk::Seven),
    ] {
        add(
            name,
            rhk::document(&MonthFacts::sample(month), which, &office).unwrap(),
        );
        let bare = rhk::document(&MonthFacts::bare(month), which, &office);
        add(&format!("{name}-bare"), bare.unwrap());
    }
    for (name, facts) in [
        ("", rakor::Facts::sample()),
        ("-bare", rakor::Facts::bare()),
    ] {
        let who = facts.people.first().map(|one| one.name.clone());
        let signer = Signer {
            name: who,
            nip: None,
        };
        add(
            &format!("nota-dinas{name}"),
            rakor::invitation(&facts, &office).unwrap(),
        );
        add(
            &format!("hadir-rakor{name}"),
            rakor::attendance(&facts, &office).unwrap(),
        );
        add(
            &format!("notulen{name}"),
            rakor::minutes(&facts, &office).unwrap(),
        );
        let report = rakor::rhk8(&facts, &signer, Some("Pendamping Sosial PKH"), &office);
        add(&format!("rhk8{name}"), report.unwrap());
    }
    for (name, facts) in [
        ("", MeetingFacts::sample(1)),
        ("-bare", MeetingFacts::bare()),
    ] {
        for (with, photo) in [("", false), ("-foto", true)] {
            let form = monitoring::document(&facts, photo, &office);
            add(&format!("pemantauan{with}{name}"), form.unwrap());
        }
    }
    let (mut full, signing) = rekap::sample(month);
    for (name, signing) in [("", signing), ("-bare", Signing::default())] {
        let tables = Tables::of(&full, &Wording::default());
        let sheets = rekap::documents(&full, &tables, &signing, None, &office).unwrap();
        for (no, sheet) in sheets.into_iter().enumerate() {
            add(&format!("rekap-{no}{name}"), sheet);
        }
        full.waiting_rows = 0;
        full.kecamatan
            .iter_mut()
            .for_each(|place| place.dynamics.clear());
    }
    lists(&mut add, month);
    recaps(&mut add, month);
    cases
}

/// Plans, registers, lists of schools and of trainings, and what is said of months and sendings.
fn lists(add: &mut impl FnMut(&str, Document), month: YearMonth) {
    let office = Templates::default();
    for (name, plan) in [("", YearPlan::sample()), ("-bare", YearPlan::bare())] {
        add(
            &format!("rtl{name}"),
            rtl::document(&plan, &office).unwrap(),
        );
    }
    for (name, calendar) in [
        ("", MonthCalendar::sample(month)),
        ("-bare", MonthCalendar::bare(month)),
    ] {
        add(
            &format!("jadwal{name}"),
            schedule::document(&calendar, &office).unwrap(),
        );
    }
    for (name, form) in [("", SchoolForm::sample()), ("-bare", SchoolForm::bare())] {
        add(
            &format!("verkom{name}"),
            school::document(&form, &office).unwrap(),
        );
    }
    let mut register = Register::sample();
    add(
        "register",
        letter_register::document(&register, &office).unwrap(),
    );
    register.rows.clear();
    add(
        "register-bare",
        letter_register::document(&register, &office).unwrap(),
    );
    for (name, list) in [
        ("", Attendance::sample(3)),
        ("-long", Attendance::sample(26)),
        ("-bare", Attendance::bare()),
    ] {
        add(
            &format!("hadir-diklat{name}"),
            training::attendance::document(&list, &office).unwrap(),
        );
    }
    for (name, rekap) in [
        ("", training::rekap::Rekap::sample()),
        ("-bare", training::rekap::Rekap::bare()),
    ] {
        add(
            &format!("rekap-diklat{name}"),
            training::rekap::document(&rekap, &office).unwrap(),
        );
    }
    let meetings: Vec<MeetingFacts> = (1..3).map(MeetingFacts::sample).collect();
    let summary = |meetings: &[MeetingFacts]| {
        month_summary::document("November 2026", meetings, &office).unwrap()
    };
    add("ringkasan", summary(&meetings));
    add("ringkasan-bare", summary(&[]));
    for (name, sent) in [
        ("", SentFacts::sample(month)),
        ("-bare", SentFacts::bare(month)),
    ] {
        let sheets = sent::documents(&sent, &office).unwrap();
        for (no, (_, sheet)) in sheets.into_iter().enumerate() {
            add(&format!("terkirim-{no}{name}"), sheet);
        }
    }
    let changes = ChangesFacts::sample(month);
    add(
        "perubahan",
        sent_changes::document(&changes, &office).unwrap(),
    );
}

fn recaps(add: &mut impl FnMut(&str, Document), month: YearMonth) {
    let office = Templates::default();
    let (_, signing) = rekap::sample(month);
    let first: YearMonth = "2026-10".parse().unwrap();
    let span = Span::new(first, month).unwrap();
    for (kind, mut recap) in recap::samples(span, &signing).into_iter().enumerate() {
        let full = recap::documents(&recap, span, &signing, &office).unwrap();
        for (no, (_, sheet)) in full.into_iter().enumerate() {
            add(&format!("recap-{kind}-{no}"), sheet);
        }
        (recap.waiting_rows, recap.left_out) = (0, 0);
        for sheet in &mut recap.sheets {
            if let SheetOf::Families(_) = sheet.of {
                sheet.facts.retain(|(label, _)| *label != "Kecamatan");
            }
            sheet.facts.iter_mut().for_each(|(_, said)| *said = None);
            sheet.signer = sheet.signer.as_ref().map(|_| SheetSigner {
                jabatan: None,
                name: None,
                nip: None,
            });
        }
        let bare = recap::documents(&recap, span, &Signing::default(), &office).unwrap();
        for (no, (_, sheet)) in bare.into_iter().enumerate() {
            add(&format!("recap-{kind}-{no}-bare"), sheet);
        }
    }
}

/// What stands in a block, a line each.
fn said(block: &Block) -> String {
    let said = format!("{block:?}");
    // By which template it was made is what they did not say.
    match said.split_once(" Templat bawaan ") {
        Some((before, after)) => format!("{before}{}", &after[9..]),
        None => said,
    }
}

#[test]
fn the_products_own_templates_say_what_the_forms_said() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/forms/before");
    for (name, document) in cases() {
        let lines: Vec<String> = document.blocks.iter().map(said).collect();
        let text = format!("{}\n{}\n", document.title, lines.join("\n"));
        held(folder, &name, &text);
    }
}

fn held(folder: &str, name: &str, text: &str) {
    let path = format!("{folder}/{name}.txt");
    if std::env::var_os("UPDATE_FORMS").is_some() {
        std::fs::create_dir_all(folder).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    let before = std::fs::read_to_string(&path).unwrap();
    assert_eq!(text, before, "{name}");
}

/// What stands on the pages of lists of attendance and of tables, and where: of short ones all of it, of long ones its digest.
#[test]
fn tables_look_on_paper_as_they_looked() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/forms/before");
    let without_template = |line: String| match line.split_once(" Templat bawaan ") {
        Some((before, after)) => format!("{before}{}", &after[9..]),
        None => line,
    };
    let drawn = |flow: &Flow| -> String {
        let lines = flow.drawn().into_iter().map(without_template);
        lines.collect::<Vec<_>>().join("\n")
    };
    for variant in [Variant::A, Variant::B, Variant::C, Variant::D] {
        let laid = |lists: &[List], size| {
            let documents = attendance::documents(lists, variant, &Templates::default())?;
            paper::flow(&documents, size, |_, _| Ok(()))
        };
        let short = [List::sample(3, true), List::bare(), List::sample(2, false)];
        let flow = laid(&short, Size::A4).unwrap();
        held(folder, &format!("hadir-{variant:?}"), &drawn(&flow));
        let mut digests: Vec<String> = Vec::new();
        for (families, size) in [
            (1, Size::A4),
            (14, Size::F4),
            (31, Size::A4),
            (120, Size::F4),
        ] {
            let long = [List::sample(families, true)];
            let flow = laid(&long, size).unwrap();
            let digest = blake3::hash(drawn(&flow).as_bytes());
            digests.push(format!("{families} {size:?} {} {digest}\n", flow.pages()));
        }
        held(
            folder,
            &format!("hadir-{variant:?}-long"),
            &digests.concat(),
        );
    }
    let mut digests: Vec<String> = Vec::new();
    for (name, document) in cases() {
        let flow = paper::flow(&[document], Size::F4, |_, _| Ok(())).unwrap();
        // Small print says by which template it was made.
        let drawn: Vec<String> = flow.drawn();
        let drawn = drawn.iter().filter(|line| !line.contains(" 7.5 false "));
        let drawn: Vec<&str> = drawn.map(String::as_str).collect();
        let digest = blake3::hash(drawn.join("\n").as_bytes());
        digests.push(format!("{name} {} {digest}\n", flow.pages()));
    }
    held(folder, "paper", &digests.concat());
}
