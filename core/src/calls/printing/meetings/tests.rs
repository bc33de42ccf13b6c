//! Forms about meetings as a window asks for them, counted a second way: by SQL over the marks, by the rekap, and by what is read back
//! from the files with other programs' libraries.

use std::collections::BTreeMap;
use std::io::Read;

use calamine::{Data, Reader as _, Xlsx, open_workbook};
use sesi_engine::documents::Set;
use sesi_engine::job::{Cancelled, unwatched};

use super::*;
use crate::error::ApiError;
use crate::kinds::{Aspect, DocKey, FamilyKey, Mark, MeetingPatch, Rating};
use crate::rekap::Rekap;
use crate::testkit::{TOILI, Toili};

/// MELATI met twice, MAWAR once and did not meet once; one family of each was not marked.
fn scene(seed: u64) -> (Toili, DocKey) {
    let mut toili = Toili::new(seed);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let mawar = toili.stage.group(TOILI, "MAWAR", ani, 3);
    toili.stage.office.synced(&mut toili.stage.relay);
    toili.synced_phone();
    let first = toili.record(3, 0, Mark::Hadir);
    toili.record(3, 1, Mark::Hadir);
    toili.record(3, 2, Mark::Sakit);
    let second = toili.record(17, 0, Mark::Alfa);
    let rated = MeetingPatch {
        ratings: [
            (
                FamilyKey::of(toili.group.families[0]),
                Some(Rating::SangatBaik),
            ),
            (FamilyKey::of(toili.group.families[2]), Some(Rating::Baik)),
        ]
        .into(),
        notes: [
            (Aspect::Kendala, Some("Jalan rusak & <basah>".to_owned())),
            (Aspect::Proses, Some("=1+1 Diskusi \u{1f600}".to_owned())),
        ]
        .into(),
        starts: Set::To(540),
        place: Set::To("Balai desa".to_owned()),
        ..MeetingPatch::default()
    };
    toili.phone.device.edit(&first, &rated.into()).unwrap();
    toili
        .phone
        .mark(&mawar.meeting(9), mawar.families[0], Mark::Hadir);
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    toili
        .phone
        .mark(&mawar.meeting(20), mawar.families[0], Mark::Hadir);
    toili
        .phone
        .device
        .edit(&mawar.meeting(20), &off.into())
        .unwrap();
    let _ = second;
    (toili, first)
}

fn october() -> MeetingsOf {
    MeetingsOf::Own("2026-10".to_owned())
}

fn export(
    of: MeetingsOf,
    form: MeetingForm,
    format: MeetingFormat,
    path: PathBuf,
) -> ExportMeetings {
    ExportMeetings {
        of,
        form,
        format,
        paper: Size::A4,
        signed: None,
        path,
    }
}

#[test]
fn figures_are_those_of_the_marks_and_of_the_rekap() {
    let (toili, _) = scene(901);
    let device = &toili.phone.device;
    let asked = read(device, &october(), |_, _| Ok(())).unwrap();
    assert_eq!(asked.found.len(), 3, "what did not take place has no form");
    // A second way: the rows of the marks.
    for (_, facts) in &asked.found {
        let count = |what: &str| -> u32 {
            let sql = format!("SELECT count(*) FROM rm_mark WHERE doc = ?1 AND {what}");
            let conn = device.reader();
            conn.query_row(&sql, [facts.meeting.as_bytes()], |row| row.get(0))
                .unwrap()
        };
        let counted = facts.counted();
        assert_eq!(counted.hadir, count("mark = 'H'"), "{}", facts.group);
        assert_eq!(counted.sakit, count("mark = 'S'"));
        assert_eq!(counted.alfa, count("mark = 'A'"));
        assert_eq!(counted.sangat_baik, count("mark = 'H' AND rating = 'SB'"));
        assert_eq!(counted.baik, 0, "whoever was not there has no level");
        let marks = counted.hadir + counted.sakit + counted.alfa + counted.unmarked;
        assert_eq!(marks, counted.total);
        let levels = counted.kurang + counted.baik + counted.sangat_baik;
        assert_eq!(levels + counted.tidak_dapat_dinilai, counted.total);
        assert_eq!(counted.tidak_hadir() + counted.hadir, counted.total);
    }
    // The rekap counts the latest meeting of each group: those two sheets are its row.
    let month = "2026-10".parse().unwrap();
    let rekap = Rekap::count(device.reader(), month).unwrap();
    let row = &rekap.kecamatan[0].rows[0];
    let latest: Vec<_> = row.meetings.iter().map(|meeting| meeting.doc).collect();
    let (mut hadir, mut absent, mut rated) = (0, 0, 0);
    for (_, facts) in asked
        .found
        .iter()
        .filter(|(_, facts)| latest.contains(&facts.meeting))
    {
        let counted = facts.counted();
        hadir += counted.hadir;
        absent += counted.tidak_hadir();
        rated += counted.sangat_baik;
    }
    let f = row.figures;
    assert_eq!(
        (hadir, absent, rated),
        (f.hadir, f.tidak_hadir, f.sangat_baik)
    );
}

#[test]
fn a_month_is_her_own_a_persons_or_a_kecamatans() {
    let (mut toili, first) = scene(902);
    toili.synced_phone();
    toili.synced_office();
    let (phone, office) = (&toili.phone.device, &toili.stage.office.device);
    let ids = |device: &Device, of: &MeetingsOf| -> Vec<Uuid> {
        let asked = read(device, of, |_, _| Ok(())).unwrap();
        asked.found.iter().map(|(_, facts)| facts.meeting).collect()
    };
    let own = ids(phone, &october());
    assert_eq!(own.len(), 3);
    let ani = phone.person().unwrap().unwrap();
    let month = || "2026-10".to_owned();
    assert_eq!(ids(office, &MeetingsOf::Pendamping(month(), ani)), own);
    assert_eq!(
        ids(office, &MeetingsOf::Kecamatan(month(), TOILI.into())),
        own
    );
    assert!(ids(office, &MeetingsOf::Kecamatan(month(), "72.01.04".into())).is_empty());
    assert!(ids(office, &MeetingsOf::Pendamping(month(), Uuid::nil())).is_empty());
    assert!(ids(phone, &MeetingsOf::Own("2026-09".into())).is_empty());
    let id = first.id(&phone.office()).0;
    assert_eq!(ids(phone, &MeetingsOf::Meeting(id)), [id]);
    let wrong = read(phone, &MeetingsOf::Own("2026-13".into()), |_, _| Ok(()));
    assert_eq!(ApiError::from(&wrong.err().unwrap()).kind, "month");
    let nobody = read(phone, &MeetingsOf::Meeting(Uuid::nil()), |_, _| Ok(()));
    assert_eq!(ApiError::from(&nobody.err().unwrap()).kind, "missing");
}

#[test]
fn a_workbook_has_the_marks_and_sums_of_every_meeting() {
    let (mut toili, _) = scene(903);
    let path = toili.stage.dir.path().join("pemantauan.xlsx");
    let device = &mut toili.phone.device;
    let job = || {
        export(
            october(),
            MeetingForm::Pemantauan,
            MeetingFormat::Xlsx,
            path.clone(),
        )
    };
    let printed = job().run(device, &mut unwatched).unwrap();
    assert_eq!((printed.lists, printed.families), (3, 11));
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(bytes.len(), printed.bytes as usize);
    job().run(device, &mut unwatched).unwrap();
    assert!(std::fs::read(&path).unwrap() == bytes, "the same bytes");
    let asked = read(device, &october(), |_, _| Ok(())).unwrap();
    let mut book: Xlsx<_> = open_workbook(&path).unwrap();
    for (name, (_, facts)) in book.sheet_names().into_iter().zip(&asked.found) {
        let sheet = book.worksheet_range(&name).unwrap();
        let text = |at: (u32, u32)| sheet.get_value(at).map(Data::to_string).unwrap_or_default();
        let heads = (0..20).find(|row| text((*row, 3)) == "Hadir").unwrap();
        let ends = heads + 1 + u32::try_from(facts.families.len()).unwrap();
        let counted = facts.counted();
        for (column, sum) in [
            (3, counted.hadir),
            (4, counted.tidak_hadir()),
            (5, counted.kurang),
            (6, counted.baik),
            (7, counted.sangat_baik),
            (8, counted.tidak_dapat_dinilai),
        ] {
            let marks = (heads + 1..ends)
                .filter(|row| text((*row, column)) == "V")
                .count();
            assert_eq!(marks, sum as usize, "{name}, column {column}");
            assert_eq!(
                sheet.get_value((ends, column)),
                Some(&Data::Float(sum.into()))
            );
        }
    }
    let refused = export(
        october(),
        MeetingForm::Rhk2,
        MeetingFormat::Xlsx,
        path.clone(),
    );
    let refused = refused.run(device, &mut unwatched).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "missing");
}

/// The paragraphs of a DOCX.
fn paragraphs(bytes: &[u8]) -> Vec<String> {
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    zip.by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    let mut reader = quick_xml::Reader::from_str(&xml);
    let (mut found, mut current) = (Vec::new(), String::new());
    loop {
        use quick_xml::events::Event;
        match reader.read_event().unwrap() {
            Event::Text(text) => current.push_str(&text.xml10_content()),
            Event::GeneralRef(reference) => match AsRef::<str>::as_ref(&reference) {
                "amp" => current.push('&'),
                "lt" => current.push('<'),
                "gt" => current.push('>'),
                other => panic!("{other}"),
            },
            Event::Empty(tag) if tag.name().as_ref() == "w:br" => current.push('\n'),
            Event::End(tag) if tag.name().as_ref() == "w:p" => {
                found.push(std::mem::take(&mut current));
            }
            Event::Eof => return found,
            _ => {}
        }
    }
}

#[test]
fn an_rhk_2_report_says_what_was_recorded_and_leaves_visible_blanks() {
    let (mut toili, first) = scene(904);
    let folder = toili.stage.dir.path().to_owned();
    let device = &mut toili.phone.device;
    let id = first.id(&device.office()).0;
    let path = folder.join("rhk2.docx");
    let job = |of| export(of, MeetingForm::Rhk2, MeetingFormat::Docx, path.clone());
    let printed = job(MeetingsOf::Meeting(id))
        .run(device, &mut unwatched)
        .unwrap();
    let bytes = std::fs::read(&path).unwrap();
    job(MeetingsOf::Meeting(id))
        .run(device, &mut unwatched)
        .unwrap();
    assert!(std::fs::read(&path).unwrap() == bytes, "the same bytes");
    let said = paragraphs(&bytes);
    for chapter in [
        "A. PENDAHULUAN",
        "B. KEGIATAN YANG DILAKSANAKAN",
        "C. HASIL YANG DICAPAI",
        "D. KESIMPULAN DAN SARAN",
        "E. PENUTUP",
        "LAMPIRAN DOKUMENTASI",
    ] {
        assert!(said.iter().any(|line| line == chapter), "{chapter}");
    }
    let pair = |label: &str| {
        let at = said.iter().position(|line| line == label).unwrap();
        said[at + 1].as_str()
    };
    assert_eq!(pair("Hadir"), "2 orang");
    assert_eq!(pair("Sakit"), "1 orang");
    assert_eq!(pair("Alpa"), "0 orang");
    assert_eq!(pair("Belum ditandai"), "1 orang");
    assert_eq!(pair("Total Dampingan"), "4 orang");
    assert_eq!(pair("Jam Mulai"), "09.00");
    assert_eq!(pair("Jam Selesai"), "(isi jam)");
    assert_eq!(pair("Nama Pemateri"), "(isi nama pemateri)");
    assert_eq!(
        pair("Rangkuman Kegiatan"),
        "=1+1 Diskusi \u{1f600}\nJalan rusak & <basah>"
    );
    let all = said.join("\n");
    assert!(
        all.contains("2 dari 4 KPM hadir (50 %); sakit 1, alpa 0, belum ditandai 1."),
        "{all}"
    );
    assert!(all.contains("kurang 0, baik 0, sangat baik 1, tidak dapat dinilai 3."));
    assert!(all.contains("Hasil: (isi hasil)") && all.contains("Saran: (isi saran)"));
    assert!(all.contains("pada tanggal (isi tanggal)"));
    assert!(all.contains(&format!("tanda {}.", &printed.digest[..8])));
    // The text to copy says the same.
    let of = MeetingsOf::Meeting(id);
    let text = MeetingsText {
        of,
        form: MeetingForm::Rhk2,
    }
    .answer(device)
    .unwrap();
    assert!(
        text.contains("2 dari 4 KPM hadir (50 %)")
            && text.contains("Total Dampingan: 4 orang; Hadir: 2 orang")
    );

    // A month: one report, a line for each meeting, and sums that are those of the meetings.
    job(october()).run(device, &mut unwatched).unwrap();
    let said = paragraphs(&std::fs::read(&path).unwrap());
    let at = said.iter().position(|line| line == "JUMLAH").unwrap();
    let asked = read(device, &october(), |_, _| Ok(())).unwrap();
    let mut sums: BTreeMap<&str, u32> = BTreeMap::new();
    for (_, facts) in &asked.found {
        *sums.entry("total").or_default() += u32::try_from(facts.families.len()).unwrap();
        let there = facts
            .families
            .iter()
            .filter(|family| family.mark == Some(Mark::Hadir));
        *sums.entry("hadir").or_default() += u32::try_from(there.count()).unwrap();
    }
    assert_eq!(said[at + 5], sums["total"].to_string());
    assert_eq!(said[at + 6], sums["hadir"].to_string());
    assert_eq!(
        said.iter()
            .filter(|line| *line == "A. INFORMASI UMUM")
            .count(),
        3
    );
    let empty = job(MeetingsOf::Own("2026-09".into()))
        .run(device, &mut unwatched)
        .unwrap();
    assert_eq!(empty.lists, 0);
    assert!(
        paragraphs(&std::fs::read(&path).unwrap())
            .join("\n")
            .contains("Tidak ada pertemuan yang dicatat")
    );
}

#[test]
fn every_form_makes_a_pdf_the_same_each_time_and_stopping_leaves_what_was_there() {
    let (mut toili, first) = scene(905);
    let folder = toili.stage.dir.path().to_owned();
    let device = &mut toili.phone.device;
    let id = first.id(&device.office()).0;
    let path = folder.join("form.pdf");
    for form in [
        MeetingForm::Pemantauan,
        MeetingForm::PemantauanFoto,
        MeetingForm::Kegiatan,
        MeetingForm::Rhk2,
    ] {
        for of in [
            MeetingsOf::Meeting(id),
            october(),
            MeetingsOf::Own("2026-09".into()),
        ] {
            let job = || export(of.clone(), form, MeetingFormat::Pdf, path.clone());
            let printed = job().run(device, &mut unwatched).unwrap();
            let bytes = std::fs::read(&path).unwrap();
            assert!(bytes.starts_with(b"%PDF") && printed.bytes < 490 * 1024);
            job().run(device, &mut unwatched).unwrap();
            assert!(std::fs::read(&path).unwrap() == bytes, "{form:?} {of:?}");
            if let Ok(out) = std::env::var("SESI_PDF_OUT") {
                let kind = match of {
                    MeetingsOf::Meeting(_) => "one",
                    _ if printed.lists > 0 => "month",
                    _ => "none",
                };
                std::fs::write(format!("{out}/{form:?}-{kind}.pdf"), &bytes).unwrap();
            }
        }
    }
    let before = std::fs::read(&path).unwrap();
    for stop in 0..4 {
        let mut left = stop;
        let mut watch = |_| {
            let go_on = left > 0;
            left -= i32::from(go_on);
            if go_on { Ok(()) } else { Err(Cancelled) }
        };
        let stopped = export(
            october(),
            MeetingForm::Kegiatan,
            MeetingFormat::Pdf,
            path.clone(),
        );
        let stopped = stopped.run(device, &mut watch).unwrap_err();
        assert_eq!(ApiError::from(&stopped).kind, "cancelled");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    device.edit(&first, &off.into()).unwrap();
    let refused = export(
        MeetingsOf::Meeting(id),
        MeetingForm::Kegiatan,
        MeetingFormat::Pdf,
        path,
    );
    let refused = refused.run(device, &mut unwatched).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "missing");
}
