//! The whole main job, small: nothing lost, nothing twice, all devices at the same versions, and the rekap equal to one that
//! was counted straight from what was entered, in figures and in the file.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use calamine::{Data, DataType, Reader, Xlsx};
use sesi_core::rekap::{Figures, Rekap, Wording, YearMonth, xlsx};
use sesi_tests::arrival_check;
use sesi_tests::owed::{self, Wanted, checking, reading};
use sesi_tests::record::Record;
use sesi_tests::recount::{Known, recount};
use sesi_tests::relay::RelayProcess;
use sesi_tests::story::{Scale, Story, months};

#[test]
fn what_was_entered_is_what_the_office_counts() {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start_with(
        &dir.path().join("relay"),
        &[
            "--open-founding",
            "--device-rate",
            "0",
            "--stranger-rate",
            "0",
        ],
    );
    let samples = dir.path().join("rosters");
    std::fs::create_dir(&samples).unwrap();
    sesi_tests::sample::write(&samples, 7).unwrap();
    let mut rosters: Vec<(String, Vec<u8>)> = std::fs::read_dir(&samples)
        .unwrap()
        .map(|entry| {
            let path = entry.unwrap().path();
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                std::fs::read(path).unwrap(),
            )
        })
        .collect();
    rosters.sort();
    let scale = Scale {
        pendamping: Some(7),
        months: 2,
        seed: 7,
    };
    let mut story = Story::begin(dir.path(), &relay.url(), &rosters, scale);
    story.play(scale);

    let records = story.recorded();
    let office = story.world.office.device.reader();
    let tally = arrival_check::count(office, &records).unwrap();
    assert_eq!((tally.lost, tally.duplicated), (0, 0));
    assert!(tally.marks_recorded > 300 && tally.marks_at_office == tally.marks_recorded);
    for station in story.stations() {
        assert!(arrival_check::same_versions(office, station.device.reader()).unwrap());
    }
    assert!(story.world.office.dump() == story.desk.dump());

    for month in months(scale.months) {
        let month = YearMonth::of(month).unwrap();
        let rekap = Rekap::count(office, month).unwrap();
        let mut counted = BTreeMap::new();
        for kecamatan in &rekap.kecamatan {
            for row in &kecamatan.rows {
                counted.insert((kecamatan.code.clone(), row.pendamping), row.figures);
            }
        }
        assert_eq!(counted, recount(&records, &month.to_string()), "{month}");
        assert!(rekap.unmatched.is_empty() && rekap.notes.is_empty());
        in_the_file(&rekap);
    }
    every_form_says_what_was_recorded(&mut story, &records, scale, &dir.path().join("owed"));
}

/// What a file of another program says of it, and whether that program finds fault with it.
fn every_form_says_what_was_recorded(
    story: &mut Story,
    records: &[Record],
    scale: Scale,
    folder: &Path,
) {
    let known = Known::of(records);
    let wanted = Wanted::of(&known, &scale.last_month()).unwrap();
    let mut written = owed::write(story, &known, &wanted, folder);
    assert!(
        reading::reads_pdf(),
        "pdftotext is missing: tools/set-up test"
    );
    let compared = checking::check(records, &wanted, folder, &mut written);
    let all = written.iter().flat_map(|owed| {
        let figures = owed.recounted.iter();
        figures.map(move |figure| (&owed.file, figure))
    });
    let different: Vec<_> = all.filter(|(_, figure)| !figure.agrees()).collect();
    assert!(different.is_empty(), "{different:#?}");
    assert!(compared > 200, "{compared} figures");
    for owed in &written {
        assert!(
            !owed.recounted.is_empty(),
            "nothing read of {}",
            owed.file.display()
        );
        if owed.file.extension().is_some_and(|kind| kind == "pdf") {
            let checked = Command::new("qpdf")
                .arg("--check")
                .arg(folder.join(&owed.file))
                .output()
                .expect("qpdf is there: tools/set-up test");
            let said = String::from_utf8_lossy(&checked.stderr);
            assert!(checked.status.success(), "{}: {said}", owed.file.display());
            holds_what_it_claims(&folder.join(&owed.file));
        }
    }
    // A record that says something else is noticed: one mark less.
    let mut other = records.to_vec();
    let marks = other.iter_mut().find_map(|record| match record {
        Record::Meeting(meeting)
            if !meeting.cancelled
                && meeting.date.starts_with(&wanted.month)
                && known.groups[&meeting.group].1 == wanted.kecamatan
                && meeting.marks.values().any(|(mark, _)| mark == "H") =>
        {
            Some(&mut meeting.marks)
        }
        _ => None,
    });
    let marks = marks.expect("somebody was there");
    let present = marks.iter().find(|(_, (mark, _))| mark == "H");
    let present = *present.unwrap().0;
    marks.insert(present, ("A".to_owned(), None));
    checking::check(&other, &wanted, folder, &mut written);
    let noticed = |document: &str| {
        let mut of = written.iter().filter(|owed| owed.document == document);
        of.any(|owed| owed.recounted.iter().any(|figure| !figure.agrees()))
    };
    for document in [
        "daftar_hadir",
        "pemantauan",
        "pemantauan_foto",
        "laporan_kegiatan",
        "rhk2_bulan",
        "rhk2_pertemuan",
        "semester",
        "kepatuhan",
        "siks",
    ] {
        assert!(noticed(document), "{document}");
    }
    // Of a recap in each of its formats.
    let recaps = written
        .iter()
        .filter(|owed| ["rekap_kpm", "rekap_tahunan"].contains(&owed.document.as_str()));
    let mut formats = 0;
    for owed in recaps {
        let differs = owed.recounted.iter().any(|figure| !figure.agrees());
        assert!(differs, "{}", owed.file.display());
        formats += 1;
    }
    assert_eq!(formats, 6);
    // So is one in which nothing was corrected after the rekap was sent.
    let mut other = records.to_vec();
    other.retain(|record| !matches!(record, Record::Later(_)));
    checking::check(&other, &wanted, folder, &mut written);
    let mut of = written
        .iter()
        .filter(|owed| owed.document == "rekap_perubahan");
    assert!(of.all(|owed| owed.recounted.iter().all(|figure| !figure.agrees())));
}

/// A PDF says of itself that it is PDF/A-2: with level A if it is tagged, and then its parts can be read aloud, else with level B. What there is
/// of the standard in other programs at hand is looked at: the claim, the tags, every font embedded, nothing that runs.
fn holds_what_it_claims(path: &Path) {
    let told = |program: &str, how: &[&str]| {
        let told = Command::new(program).args(how).arg(path).output();
        let told = told.expect("poppler is there: tools/set-up test");
        assert!(told.status.success(), "{}", path.display());
        String::from_utf8_lossy(&told.stdout).into_owned()
    };
    let info = told("pdfinfo", &[]);
    let says = |label: &str| {
        let mut lines = info.lines().filter_map(|line| line.split_once(':'));
        let found = lines.find(|(name, _)| *name == label);
        found.map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    let tagged = says("Tagged") == "yes";
    assert_eq!(
        (says("JavaScript"), says("Encrypted")),
        ("no".into(), "no".into())
    );
    assert!(!says("Title").is_empty(), "{}", path.display());
    let meta: String = told("pdfinfo", &["-meta"]).split_whitespace().collect();
    let conformance = if tagged { "A" } else { "B" };
    for (name, value) in [("part", "2"), ("conformance", conformance)] {
        let claim = format!("<pdfaid:{name}>{value}</pdfaid:{name}>");
        assert!(meta.contains(&claim), "{claim}: {}", path.display());
    }
    if tagged {
        let parts = told("pdfinfo", &["-struct-text"]);
        assert!(
            parts.contains("Document") || parts.contains("Table"),
            "{}: {parts}",
            path.display()
        );
        assert!(
            parts.contains('"'),
            "a part that says something: {}",
            path.display()
        );
    }
    // Name, type, encoding, and then whether it is embedded.
    for font in told("pdffonts", &[]).lines().skip(2) {
        let ends: Vec<&str> = font.split_whitespace().rev().take(5).collect();
        assert_eq!(ends.get(4), Some(&"yes"), "{font}: {}", path.display());
    }
}

/// The column with that head in a sheet of the rekap, whose heads stand in the fifth and sixth rows.
fn under(sheet: &calamine::Range<Data>, head: &str) -> u32 {
    let said = Data::String(head.to_owned());
    let is = |at: &u32| {
        [4, 5]
            .map(|row| sheet.get_value((row, *at)))
            .contains(&Some(&said))
    };
    (0..40)
        .find(is)
        .unwrap_or_else(|| panic!("no column {head}"))
}

/// Every figure of every row stands in the file.
fn in_the_file(rekap: &Rekap) {
    let bytes = xlsx::write(rekap, &Wording::default()).unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    for kecamatan in &rekap.kecamatan {
        let sheet = book.worksheet_range(&kecamatan.name).unwrap();
        for row in &kecamatan.rows {
            let name = row
                .name
                .clone()
                .unwrap_or_else(|| Wording::default().nobody);
            let found = sheet
                .rows()
                .find(|cells| cells.get(2) == Some(&Data::String(name.clone())))
                .unwrap_or_else(|| panic!("{name} has no row"));
            let number = |column: usize| found[column].as_f64().unwrap_or(-1.0);
            let Figures {
                groups,
                groups_met,
                families,
                hadir,
                tidak_hadir,
                ..
            } = row.figures;
            let rated = [
                row.figures.kurang,
                row.figures.baik,
                row.figures.sangat_baik,
                row.figures.tidak_dapat_dinilai,
            ];
            let heads = [
                "Total Jumlah Kelompok",
                "Jumlah Kelompok Terealisasi",
                "Total KPM Dampingan",
                "Hadir",
                "Tidak Hadir",
                "Kurang",
                "Baik",
                "Sangat Baik",
                "Tidak Dapat Dinilai",
            ];
            let there = heads
                .map(|head| number(under(&sheet, head) as usize))
                .to_vec();
            let mut expected = vec![groups, groups_met, families, hadir, tidak_hadir];
            expected.extend(rated);
            assert_eq!(
                there,
                expected.into_iter().map(f64::from).collect::<Vec<_>>(),
                "{name}"
            );
            assert_eq!(hadir + tidak_hadir, families);
        }
    }
}
