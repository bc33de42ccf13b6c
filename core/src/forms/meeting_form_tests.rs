//! Forms about meetings on their pages, looked at before they become a file: every text of the data stands there, and none is cut.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use uuid::Uuid;

use super::super::facts::{FamilyFacts, MeetingFacts, SessionFacts, SpeakerFacts};
use super::super::template::Templates;
use super::super::{Signer, activity, paper};
use super::*;
use crate::kinds::{Aspect, Rating};
use crate::pdf::Size;

fn facts(families: usize, no: u32) -> MeetingFacts {
    let marks = [Some(Mark::Hadir), Some(Mark::Sakit), Some(Mark::Alfa), None];
    let ratings = [Some(Rating::Baik), None, Some(Rating::Kurang)];
    let family = |at: usize| {
        let (mark, rating) = (marks[at % 4], ratings[at % 3]);
        FamilyFacts {
            name: format!("SITI AMINAH BINTI ABDULLAH NOMOR {at}"),
            mark,
            level: FamilyFacts::level_of(mark, rating),
        }
    };
    MeetingFacts {
        meeting: Uuid::from_u128(no.into()),
        version: "a1b2c3d4".repeat(8),
        date: NaiveDate::from_ymd_opt(2026, 11, 1 + no % 28).unwrap(),
        starts: Some(540),
        ends: Some(660),
        place: Some("Balai Desa Rusa Kencana, dusun 2".into()),
        group: format!("MELATI {no}"),
        desa: "Rusa Kencana".into(),
        kecamatan: "Toili".into(),
        kabupaten: "Banggai".into(),
        provinsi: None,
        sessions: vec![SessionFacts {
            module: "Pengasuhan dan Pendidikan Anak".into(),
            title: "Memahami Perilaku Anak".into(),
        }],
        materi: Some("Pengasuhan dan Pendidikan Anak.".into()),
        speakers: vec![SpeakerFacts {
            name: "Bidan Nur".into(),
            agency: "Dinas Kesehatan".into(),
        }],
        notes: BTreeMap::from([(Aspect::Proses, "Diskusi kelompok kecil. ".repeat(40))]),
        pendamping: Signer::default(),
        jabatan: None,
        families: (0..families).map(family).collect(),
    }
}

#[test]
fn marks_stand_in_one_column_of_each_group_and_sums_are_theirs() {
    let facts = facts(37, 1);
    let table = table(&facts);
    for row in &table.rows {
        let marked = |columns: std::ops::Range<usize>| {
            row[columns]
                .iter()
                .filter(|cell| **cell == Cell::text(V))
                .count()
        };
        assert_eq!((marked(3..5), marked(5..9)), (1, 1));
    }
    let total = table.total.as_ref().unwrap();
    for at in 3..9 {
        let marks = table
            .rows
            .iter()
            .filter(|row| row[at] == Cell::text(V))
            .count();
        assert_eq!(total[at], Cell::count(marks), "column {at}");
    }
    let heads: Vec<&str> = table.columns.iter().map(|head| head.label.id).collect();
    assert_eq!(
        heads,
        [
            "No",
            "Nama KPM",
            "Kelompok",
            "Hadir",
            "Tidak Hadir",
            "Kurang",
            "Baik",
            "Sangat Baik",
            "Tidak Dapat Dinilai"
        ]
    );
}

#[test]
fn every_text_stands_on_a_page_and_a_month_is_small_enough_to_upload() {
    let month: Vec<MeetingFacts> = (1..=15).map(|no| facts(40, no)).collect();
    let documents: Vec<Document> = month
        .iter()
        .map(|facts| document(facts, false, &Templates::default()).unwrap())
        .collect();
    let flow = paper::flow(&documents, Size::A4, |_, _| Ok(())).unwrap();
    let said = flow.said();
    let marks = said.iter().filter(|text| **text == V).count();
    assert_eq!(
        marks,
        15 * 40 * 2,
        "a mark in each of the two groups of columns"
    );
    for no in 0..40 {
        let name = format!("NOMOR {no}");
        let seen = said.iter().filter(|text| text.ends_with(&name)).count();
        assert_eq!(seen, 15, "{name}");
    }
    let pdf = paper::pdf(&documents, Size::A4, "bulan", |_, _| Ok(())).unwrap();
    assert!(pdf.len() < 490 * 1024, "{} bytes", pdf.len());
    let forms: Vec<Document> = month
        .iter()
        .map(|facts| activity::document(facts, &Templates::default()).unwrap())
        .collect();
    let pdf = paper::pdf(&forms, Size::F4, "bulan", |_, _| Ok(())).unwrap();
    assert!(pdf.len() < 490 * 1024, "{} bytes", pdf.len());
}

#[test]
fn a_long_summary_goes_on_over_pages_and_nothing_of_it_is_lost() {
    let words: Vec<String> = (0..4_000).map(|no| format!("kata{no}")).collect();
    let mut facts = facts(3, 1);
    facts.notes = BTreeMap::from([(Aspect::Hasil, words.join(" "))]);
    let form = activity::document(&facts, &Templates::default()).unwrap();
    let flow = paper::flow(&[form], Size::A4, |_, _| Ok(())).unwrap();
    let said = flow.said().join(" ");
    let seen: std::collections::HashSet<&str> = said.split(' ').collect();
    assert!(words.iter().all(|word| seen.contains(word.as_str())));
}

#[test]
fn what_is_missing_is_a_visible_blank() {
    let mut facts = facts(0, 1);
    (facts.place, facts.starts, facts.materi) = (Some("  ".into()), None, None);
    facts.sessions.clear();
    facts.speakers.clear();
    facts.notes.clear();
    let said = |document: Document| {
        let flow = paper::flow(&[document], Size::A4, |_, _| Ok(())).unwrap();
        flow.said().join(" ")
    };
    let form = said(document(&facts, true, &Templates::default()).unwrap());
    for blank in [
        "(isi nama pendamping)",
        "(isi tempat)",
        "(isi materi)",
        "(isi pemateri)",
        "belum ada foto",
    ] {
        assert!(form.contains(blank), "{blank}: {form}");
    }
    let form = said(activity::document(&facts, &Templates::default()).unwrap());
    for blank in [
        "(isi jam)",
        "(isi modul)",
        "(isi rangkuman kegiatan)",
        "(isi nomor)",
        "(isi provinsi)",
    ] {
        assert!(form.contains(blank), "{blank}: {form}");
    }
}
