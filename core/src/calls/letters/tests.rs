//! A letter from the months that were counted to its receipt; what becomes of its ground; two devices that write and number apart.

use std::collections::BTreeMap;
use std::io::Read as _;

use chrono::NaiveDate;
use proptest::prelude::*;
use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;
use uuid::Uuid;

use super::*;
use crate::calls::compliance::Compliance;
use crate::calls::office::{OfficeSettings, ReadOffice, SaveOffice};
use crate::calls::printing::letters::{
    ExportLetters, ExportRegister, LetterFormat, LetterText, RegisterFormat,
};
use crate::calls::terms::Done;
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{
    DeliveryWay, DocKey, FamilyKey, FamilyPatch, Ground, LetterPatch, LetterStep, Mark,
    MeetingPatch, SessionCode, StaffPatch, YearMonth,
};
use crate::pdf::Size;
use crate::testkit::{Kelompok, LUWUK, Stage, Station, TOILI, Toili};

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

fn meeting(group: Uuid, date: NaiveDate) -> DocKey {
    DocKey::meeting(group, date, SessionCode::new("M1.1").unwrap()).unwrap()
}

fn mark(device: &mut Device, group: Uuid, date: NaiveDate, marks: &[(Uuid, Mark)]) -> DocKey {
    let key = meeting(group, date);
    let patch = crate::testkit::marks(marks.iter().copied());
    device.edit(&key, &patch).unwrap();
    key
}

fn form(device: &Device, family: Uuid) -> LetterFormView {
    LetterForm { family }.answer(device).unwrap()
}

fn write(device: &mut Device, family: Uuid, step: LetterStep, number: &str) -> Result<Uuid, Error> {
    write_on(device, family, step, number, day(11, 18))
}

fn write_on(
    device: &mut Device,
    family: Uuid,
    step: LetterStep,
    number: &str,
    day_of: NaiveDate,
) -> Result<Uuid, Error> {
    let write = WriteLetter {
        family,
        step,
        number: number.to_owned(),
        day: day_of,
        invited: Some(day(12, 3)),
        place: " Balai  desa ".to_owned(),
    };
    write.run(device)
}

fn letter(device: &Device, id: Uuid) -> LetterView {
    Letter { id }.answer(device).unwrap()
}

fn save(device: &mut Device, id: Uuid, part: LetterPart) -> Result<Done, Error> {
    let base = letter(device, id).base;
    SaveLetter { id, base, part }.run(device)
}

fn register(device: &Device) -> Vec<LetterRow> {
    Letters { kecamatan: None }.answer(device).unwrap().rows
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    ApiError::from(&done.unwrap_err()).kind.to_string()
}

fn number(number: &str) -> LetterPart {
    LetterPart::Paper {
        number: number.to_owned(),
        day: Some(day(11, 18)),
        invited: None,
        place: String::new(),
    }
}

/// A group of which two families were Alfa in September, October and November.
struct Scene {
    toili: Toili,
    family: Uuid,
    other: Uuid,
}

impl Scene {
    fn new(seed: u64) -> Self {
        let mut toili = Toili::new(seed);
        let [family, other] = [toili.group.families[0], toili.group.families[1]];
        for month in 9..=11 {
            let marks = [(family, Mark::Alfa), (other, Mark::Alfa)];
            mark(
                &mut toili.phone.device,
                toili.group.id,
                day(month, 4),
                &marks,
            );
        }
        toili.synced_phone();
        toili.synced_office();
        Self {
            toili,
            family,
            other,
        }
    }

    fn phone(&mut self) -> &mut Device {
        &mut self.toili.phone.device
    }

    fn office(&mut self) -> &mut Device {
        &mut self.toili.stage.office.device
    }

    /// Phone to office and back.
    fn exchange(&mut self) {
        self.toili.synced_phone();
        self.toili.synced_office();
        self.toili.synced_phone();
    }
}

#[test]
#[allow(clippy::too_many_lines, reason = "one letter from beginning to end")]
fn a_letter_goes_from_the_count_to_its_receipt() {
    let mut scene = Scene::new(1201);
    let family = scene.family;
    let seen = form(scene.phone(), family);
    assert_eq!(seen.months, ["2026-09", "2026-10", "2026-11"]);
    assert_eq!(seen.missed, [day(9, 4), day(10, 4), day(11, 4)]);
    assert_eq!(seen.due, [LetterStep::First, LetterStep::Second]);
    assert_eq!(seen.next_number, "001/PKH/TOILI/XI/2026");
    let due = Letters { kecamatan: None }
        .answer(scene.phone())
        .unwrap()
        .due;
    let due: Vec<(Uuid, u32)> = due.iter().map(|row| (row.family, row.months)).collect();
    assert_eq!(due, [(family, 3), (scene.other, 3)]);

    assert_eq!(
        kind(write(scene.phone(), family, LetterStep::Third, "")),
        "letter_ground"
    );
    let id = write(scene.phone(), family, LetterStep::First, &seen.next_number).unwrap();
    assert_eq!(
        kind(write(scene.phone(), family, LetterStep::First, "")),
        "letter_there"
    );
    let next = form(scene.phone(), family);
    assert_eq!(
        (next.due.as_slice(), next.letters.len()),
        (&[LetterStep::Second][..], 1)
    );
    assert_eq!(next.next_number, "002/PKH/TOILI/XI/2026");
    let taken = write(
        scene.phone(),
        family,
        LetterStep::Second,
        "001 / pkh/toili/XI/2026",
    );
    assert_eq!(kind(taken), "letter_number");

    let view = letter(scene.phone(), id);
    assert_eq!(
        (view.row.state, view.row.standing),
        (LetterState::Draft, GroundStanding::Stands)
    );
    let ground: Vec<_> = view
        .ground
        .iter()
        .map(|line| (line.day, line.now))
        .collect();
    let alfa = GroundNow::Marked(Mark::Alfa);
    assert_eq!(
        ground,
        [(day(9, 4), alfa), (day(10, 4), alfa), (day(11, 4), alfa)]
    );
    let of_key = meeting(scene.toili.group.id, day(9, 4))
        .id(&scene.phone().office())
        .0;
    assert_eq!(view.ground[0].meeting, of_key);
    assert_eq!(view.place.as_deref(), Some("Balai desa"));
    assert_eq!(view.by.unwrap().name, "ANI");
    // Kepatuhan says so too.
    let asked = Compliance {
        month: None,
        kecamatan: None,
    };
    let seen = asked.answer(scene.phone()).unwrap();
    let row = seen.rows.iter().find(|row| row.id == family).unwrap();
    assert_eq!(
        (row.letters[0].id, row.due.as_slice()),
        (id, &[LetterStep::Second][..])
    );

    let handed = |day, received| LetterPart::Delivery {
        day,
        way: Some(DeliveryWay::Household),
        receiver: " Suami ".to_owned(),
        received,
    };
    for wrong in [
        handed(Some(day(11, 17)), None),
        handed(Some(day(11, 20)), Some(day(11, 19))),
        handed(None, Some(day(11, 20))),
    ] {
        assert_eq!(kind(save(scene.phone(), id, wrong)), "letter_days");
    }
    save(
        scene.phone(),
        id,
        handed(Some(day(11, 20)), Some(day(11, 21))),
    )
    .unwrap();
    let response = LetterPart::Response {
        text: "Hadir kembali bulan depan".to_owned(),
        closed: false,
    };
    scene.exchange();
    let there = letter(scene.office(), id);
    assert_eq!(there.row.state, LetterState::Delivered);
    assert_eq!(
        (
            there.receiver.as_deref(),
            there.carrier.unwrap().name.as_str()
        ),
        (Some("Suami"), "ANI")
    );
    save(scene.office(), id, response).unwrap();
    scene.toili.synced_office();
    scene.toili.synced_phone();
    let row = &register(scene.phone())[0];
    assert_eq!(
        (row.state, row.received),
        (LetterState::Answered, Some(day(11, 21)))
    );
    save(
        scene.phone(),
        id,
        LetterPart::Response {
            text: "Selesai".into(),
            closed: true,
        },
    )
    .unwrap();
    assert_eq!(letter(scene.phone(), id).row.state, LetterState::Closed);
    // Taken back: nothing of the delivery stays.
    save(scene.phone(), id, handed(None, None)).unwrap();
    let back = letter(scene.phone(), id);
    assert_eq!(
        (
            back.row.delivered,
            back.row.way,
            back.receiver,
            back.carrier.is_none()
        ),
        (None, None, None, true)
    );
}

#[test]
fn a_ground_that_vanishes_is_flagged_and_nothing_is_deleted() {
    let mut scene = Scene::new(1202);
    let (family, group) = (scene.family, scene.toili.group.id);
    let id = write(scene.phone(), family, LetterStep::First, "7").unwrap();
    let standing = |scene: &mut Scene| letter(scene.phone(), id).row.standing;
    // A mark corrected, and back.
    mark(scene.phone(), group, day(10, 4), &[(family, Mark::Hadir)]);
    assert_eq!(standing(&mut scene), GroundStanding::Vanished);
    assert_eq!(
        letter(scene.phone(), id).ground[1].now,
        GroundNow::Marked(Mark::Hadir)
    );
    assert_eq!(register(scene.phone()).len(), 1, "the letter stays");
    mark(scene.phone(), group, day(10, 4), &[(family, Mark::Alfa)]);
    assert_eq!(standing(&mut scene), GroundStanding::Stands);
    // A month excused by another meeting.
    let excused = mark(scene.phone(), group, day(10, 11), &[(family, Mark::Sakit)]);
    assert_eq!(standing(&mut scene), GroundStanding::Vanished);
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    scene.phone().edit(&excused, &off.clone().into()).unwrap();
    assert_eq!(standing(&mut scene), GroundStanding::Stands);
    // A mark taken away, with another Alfa in the month; and without.
    mark(scene.phone(), group, day(9, 25), &[(family, Mark::Alfa)]);
    let unmarked = MeetingPatch {
        marks: [(FamilyKey::of(family), None)].into(),
        ..MeetingPatch::default()
    };
    scene
        .phone()
        .edit(&meeting(group, day(9, 4)), &unmarked.into())
        .unwrap();
    assert_eq!(letter(scene.phone(), id).ground[0].now, GroundNow::Unmarked);
    assert_eq!(standing(&mut scene), GroundStanding::Changed);
    scene
        .phone()
        .edit(&meeting(group, day(9, 25)), &off.clone().into())
        .unwrap();
    assert_eq!(standing(&mut scene), GroundStanding::Vanished);
    scene
        .phone()
        .edit(&meeting(group, day(9, 4)), &off.into())
        .unwrap();
    assert_eq!(letter(scene.phone(), id).ground[0].now, GroundNow::Gone);
    let path = scene.toili.stage.dir.path().join("register.xlsx");
    let export = ExportRegister {
        kecamatan: None,
        format: RegisterFormat::Xlsx,
        paper: Size::A4,
        path: path.clone(),
    };
    assert_eq!(export.run(scene.phone(), &mut unwatched).unwrap().lists, 1);
    assert!(cells(&path).contains(&"Dasar surat tidak ada lagi".to_owned()));
}

fn cells(path: &std::path::Path) -> Vec<String> {
    use calamine::{Reader as _, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    range.cells().map(|(_, _, cell)| cell.to_string()).collect()
}

#[test]
fn the_same_letter_from_two_devices_is_one_and_its_two_numbers_are_shown() {
    let mut scene = Scene::new(1203);
    let family = scene.family;
    let here = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let there = write(scene.office(), family, LetterStep::First, "1/B").unwrap();
    assert_eq!(here, there);
    scene.exchange();
    for device in [&scene.toili.phone.device, &scene.toili.stage.office.device] {
        assert_eq!(register(device).len(), 1);
        let view = letter(device, here);
        assert_eq!(view.row.disagreements, 1);
        let shown: Vec<_> = view.differences[0]
            .sides
            .iter()
            .map(|side| side.shown.clone())
            .collect();
        let mut numbers: Vec<String> = shown.into_iter().flatten().collect();
        numbers.sort();
        assert_eq!(
            (view.differences[0].field.as_str(), numbers),
            ("number", vec!["1/A".to_owned(), "1/B".to_owned()])
        );
        assert_eq!(view.ground.len(), 3);
    }
    // Delivered here, answered there, at once: both stay.
    let base = letter(scene.phone(), here).base;
    let delivery = LetterPart::Delivery {
        day: Some(day(11, 19)),
        way: Some(DeliveryWay::InPerson),
        receiver: String::new(),
        received: None,
    };
    SaveLetter {
        id: here,
        base,
        part: delivery,
    }
    .run(scene.phone())
    .unwrap();
    let response = LetterPart::Response {
        text: "Dikunjungi".into(),
        closed: false,
    };
    save(scene.office(), here, response).unwrap();
    scene.exchange();
    let view = letter(scene.phone(), here);
    assert_eq!(
        (view.row.delivered, view.row.response.as_deref()),
        (Some(day(11, 19)), Some("Dikunjungi"))
    );
    // Upon an old version: what the other said since stands beside it.
    let base = view.base;
    save(scene.phone(), here, number("2/C")).unwrap();
    SaveLetter {
        id: here,
        base,
        part: number("3/D"),
    }
    .run(scene.phone())
    .unwrap();
    assert_eq!(letter(scene.phone(), here).row.disagreements, 1);
}

#[test]
fn one_number_on_two_letters_is_shown_and_the_next_is_proposed() {
    let mut scene = Scene::new(1204);
    let (family, other) = (scene.family, scene.other);
    let number_of = |device: &Device, family| form(device, family).next_number;
    let first = number_of(scene.phone(), family);
    let here = write(scene.phone(), family, LetterStep::First, &first).unwrap();
    let second = number_of(scene.office(), other);
    assert_eq!(first, second, "neither knows of the other");
    let there = write(scene.office(), other, LetterStep::First, &second).unwrap();
    scene.exchange();
    for device in [&scene.toili.phone.device, &scene.toili.stage.office.device] {
        assert!(register(device).iter().all(|row| row.doubled));
        let view = letter(device, here);
        let same: Vec<Uuid> = view.same_number.iter().map(|same| same.id).collect();
        assert_eq!((same, view.row.disagreements), (vec![there], 0));
        assert_eq!(view.next_number, "002/PKH/TOILI/XI/2026");
    }
    // To go on with a number that was there before is allowed, to take a taken one is not.
    save(scene.office(), there, number(&second)).unwrap();
    let next = letter(scene.office(), there).next_number;
    save(scene.office(), there, number(&next)).unwrap();
    assert_eq!(
        kind(save(scene.office(), there, number(&first))),
        "letter_number"
    );
    assert!(register(scene.office()).iter().all(|row| !row.doubled));
    // One that is cancelled keeps its number, and disturbs nobody.
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah KPM".into(),
    };
    save(scene.office(), there, cancel).unwrap();
    assert_eq!(number_of(scene.office(), other), "003/PKH/TOILI/XI/2026");
    let again = write(
        scene.office(),
        other,
        LetterStep::First,
        "003/PKH/TOILI/XI/2026",
    )
    .unwrap();
    let view = letter(scene.office(), again);
    assert_eq!(
        (again, view.row.state, view.why),
        (there, LetterState::Draft, None)
    );
}

#[test]
fn numbers_are_counted_as_the_office_writes_them() {
    let mut scene = Scene::new(1205);
    let settings = |device: &Device, pattern: &str| OfficeSettings {
        letter_number: pattern.to_owned(),
        ..ReadOffice {}.answer(device).unwrap()
    };
    for wrong in ["PKH", "{no}{no}", &format!("{{no}}{}", "x".repeat(50))] {
        let settings = settings(scene.office(), wrong);
        assert_eq!(
            kind(SaveOffice { settings }.run(scene.office())),
            "letter_pattern"
        );
    }
    let wanted = settings(scene.office(), "{tahun}/{bulan}/S.{no}-DINSOS");
    SaveOffice { settings: wanted }.run(scene.office()).unwrap();
    let (family, other) = (scene.family, scene.other);
    // Another month of the year counts, another year and another form do not.
    write(
        scene.office(),
        family,
        LetterStep::First,
        "2026/ix/s.041-dinsos",
    )
    .unwrap();
    write(
        scene.office(),
        family,
        LetterStep::Second,
        "2025/XI/S.99-DINSOS",
    )
    .unwrap();
    write(scene.office(), other, LetterStep::First, "77").unwrap();
    let next = form(scene.office(), other).next_number;
    assert_eq!(next, "2026/XI/S.042-DINSOS");
    scene.exchange();
    assert_eq!(form(scene.phone(), other).next_number, next);
}

#[test]
fn the_ladder_is_the_offices() {
    let mut scene = Scene::new(1206);
    let due = |device: &Device, family| form(device, family).due;
    let settings = OfficeSettings {
        teguran_months: 1,
        teguran_steps: [2, 3, 3],
        ..ReadOffice {}.answer(scene.office()).unwrap()
    };
    SaveOffice {
        settings: settings.clone(),
    }
    .run(scene.office())
    .unwrap();
    let asked = Compliance {
        month: None,
        kecamatan: None,
    }
    .answer(scene.office())
    .unwrap();
    assert_eq!((asked.threshold, asked.further), (1, [3, 6, 9]));
    let family = scene.family;
    assert_eq!(
        due(scene.office(), family),
        [LetterStep::First, LetterStep::Second]
    );
    for steps in [[0, 1, 1], [1, 4, 1]] {
        let settings = OfficeSettings {
            teguran_steps: steps,
            ..settings.clone()
        };
        assert_eq!(
            kind(SaveOffice { settings }.run(scene.office())),
            "threshold"
        );
    }
    let settings = OfficeSettings {
        teguran_months: 1,
        teguran_steps: [1, 1, 1],
        ..settings
    };
    SaveOffice { settings }.run(scene.office()).unwrap();
    assert_eq!(due(scene.office(), family), LetterStep::ALL);
}

#[test]
fn a_phone_has_its_own_register_and_the_office_each_kecamatan() {
    let mut scene = Scene::new(1207);
    let family = scene.family;
    write(scene.phone(), family, LetterStep::First, "1").unwrap();
    let stage = &mut scene.toili.stage;
    let budi = stage.hire("BUDI", &[TOILI]);
    let mut budis = stage.phone(budi, &[TOILI]);
    let mawar = stage.group(TOILI, "MAWAR", budi, 1);
    let citra = stage.hire("CITRA", &[LUWUK]);
    let luwuk = stage.group(LUWUK, "KENANGA", citra, 1);
    let office = &mut stage.office.device;
    for group in [&mawar, &luwuk] {
        for month in [10, 11] {
            mark(
                office,
                group.id,
                day(month, 6),
                &[(group.families[0], Mark::Alfa)],
            );
        }
        write(
            office,
            group.families[0],
            LetterStep::First,
            &group.id.to_string(),
        )
        .unwrap();
    }
    scene.exchange();
    budis.synced(&mut scene.toili.stage.relay);
    let names = |device: &Device, kecamatan: Option<&str>| -> Vec<String> {
        let ask = Letters {
            kecamatan: kecamatan.map(str::to_owned),
        };
        let view = ask.answer(device).unwrap();
        let mut names: Vec<String> = view.rows.into_iter().map(|row| row.name).collect();
        names.sort();
        names
    };
    let (melati, mawar, kenanga) = (
        "MELATI KELUARGA 0",
        "MAWAR KELUARGA 0",
        "KENANGA KELUARGA 0",
    );
    assert_eq!(names(scene.phone(), None), [melati]);
    assert_eq!(names(&budis.device, None), [mawar]);
    assert_eq!(names(scene.office(), None), [kenanga, mawar, melati]);
    assert_eq!(names(scene.office(), Some(TOILI)), [mawar, melati]);
    // Who writes for a colleague's family has that letter too.
    let mut view = Letters { kecamatan: None }.answer(scene.office()).unwrap();
    view.due.retain(|due| due.family == scene.other);
    assert_eq!(view.due[0].group.name, "MELATI");
    let other = scene.other;
    write(&mut budis.device, other, LetterStep::First, "9").unwrap();
    assert_eq!(names(&budis.device, None), [mawar, "MELATI KELUARGA 1"]);
}

#[test]
#[allow(clippy::too_many_lines, reason = "all that stands on paper")]
fn paper_says_what_was_recorded_and_leaves_the_rest_blank() {
    let mut scene = Scene::new(1208);
    let (family, dir) = (scene.family, scene.toili.stage.dir.path().to_owned());
    let patch = FamilyPatch {
        nik: Set::To("7201045612879213".into()),
        ..FamilyPatch::default()
    };
    scene
        .phone()
        .edit(&DocKey::Family(family), &patch.into())
        .unwrap();
    let first = write(scene.phone(), family, LetterStep::First, "001/X").unwrap();
    let second = write(scene.phone(), family, LetterStep::Second, "").unwrap();
    let text = LetterText { id: first }.answer(scene.phone()).unwrap();
    for words in [
        "Nomor: 001/X",
        "Perihal: Surat Teguran I",
        "Melati Keluarga 0",
        "NIK 7201xxxxxxxxxx13",
        "3 bulan berturut-turut, yaitu September 2026, Oktober 2026 dan November 2026",
        "1. 4 September 2026\n2. 4 Oktober 2026\n3. 4 November 2026",
        "Tanggal: 3 Desember 2026",
        "Tempat: Balai desa",
        "NIP (isi NIP)",
        "(isi kop surat di Pengaturan kantor)",
        "Ketua Tim PKH Kecamatan Toili\n(isi nama)",
        "Diterima oleh: (isi nama penerima)",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    assert!(!text.contains("7201045612879213"), "masked");
    let text = LetterText { id: second }.answer(scene.phone()).unwrap();
    assert!(
        text.contains("menyusul Surat Teguran I nomor 001/X tanggal 18 November 2026"),
        "{text}"
    );
    assert!(text.contains("Nomor: (isi nomor surat)"), "{text}");
    // The supervisor of the kecamatan signs as its Ketua Tim.
    let office = &mut scene.toili.stage;
    let dewi = office.hire("DEWI", &[TOILI]);
    let supervisor = StaffPatch {
        role: Set::To("supervisor".into()),
        nip: Set::To("1980".into()),
        ..StaffPatch::default()
    };
    office
        .office
        .device
        .edit(&DocKey::Staff(dewi), &supervisor.into())
        .unwrap();
    let settings = OfficeSettings {
        teguran_months: 1,
        letterhead: vec!["PEMERINTAH KABUPATEN BANGGAI".into()],
        ..ReadOffice {}.answer(scene.office()).unwrap()
    };
    SaveOffice { settings }.run(scene.office()).unwrap();
    scene.exchange();
    let statement = write(scene.phone(), family, LetterStep::Commitment, "4").unwrap();
    let text = LetterText { id: statement }.answer(scene.phone()).unwrap();
    for words in [
        "PEMERINTAH KABUPATEN BANGGAI",
        "NIK: 7201045612879213",
        "Yang menyatakan",
    ] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let text = LetterText { id: first }.answer(scene.phone()).unwrap();
    assert!(text.contains("Dewi\nNIP 1980"), "{text}");

    let export = |format, name: &str| ExportLetters {
        ids: vec![first, second, statement],
        format,
        paper: Size::A4,
        path: dir.join(name),
    };
    let printed = export(LetterFormat::Pdf, "surat.pdf")
        .run(scene.phone(), &mut unwatched)
        .unwrap();
    assert_eq!(printed.lists, 3);
    let bytes = std::fs::read(&printed.path).unwrap();
    export(LetterFormat::Pdf, "surat.pdf")
        .run(scene.phone(), &mut unwatched)
        .unwrap();
    assert!(
        std::fs::read(&printed.path).unwrap() == bytes,
        "the same bytes"
    );
    let register = ExportRegister {
        kecamatan: Some(TOILI.to_owned()),
        format: RegisterFormat::Pdf,
        paper: Size::F4,
        path: dir.join("register.pdf"),
    };
    let register = register.run(scene.office(), &mut unwatched).unwrap();
    if let Ok(out) = std::env::var("SESI_PDF_OUT") {
        std::fs::write(format!("{out}/surat.pdf"), &bytes).unwrap();
        std::fs::copy(&register.path, format!("{out}/register-surat.pdf")).unwrap();
    }
    let docx = export(LetterFormat::Docx, "surat.docx")
        .run(scene.phone(), &mut unwatched)
        .unwrap();
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&docx.path).unwrap()).unwrap();
    let mut xml = String::new();
    zip.by_name("word/document.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    assert!(xml.contains("Surat Teguran II") && xml.contains("SURAT PERNYATAAN KOMITMEN"));
}

/// A family and meetings that this device does not have: it is named as the letter names it, and nothing is said of the ground.
#[test]
fn a_family_that_is_not_here_is_named_as_the_letter_names_it() {
    let mut scene = Scene::new(1209);
    let family = scene.family;
    let id = write(scene.phone(), family, LetterStep::First, "1").unwrap();
    scene.exchange();
    let conn = scene.phone().reader();
    conn.execute_batch("SELECT 1").unwrap();
    let stranger: Station = {
        let stage: &mut Stage = &mut scene.toili.stage;
        let budi = stage.hire("BUDI", &[TOILI]);
        stage.phone(budi, &[TOILI])
    };
    let view = letter(&stranger.device, id);
    assert_eq!(
        (view.row.name.as_str(), view.row.mine),
        ("MELATI KELUARGA 0", false)
    );
    let group: &Kelompok = &scene.toili.group;
    assert_eq!(view.row.group.id, group.id);
}

/// What became of a ground, a second, slow way: month by month from what was put into the meetings.
fn slowly(meetings: &BTreeMap<NaiveDate, Option<Mark>>, ground: &[NaiveDate]) -> GroundStanding {
    let state = |month: u32| {
        let of_month = meetings
            .iter()
            .filter(|(day, _)| day.format("%m").to_string().parse::<u32>().unwrap() == month);
        let marks: Vec<Mark> = of_month.filter_map(|(_, mark)| *mark).collect();
        match marks.as_slice() {
            [] => ' ',
            marks if marks.iter().all(|mark| *mark == Mark::Alfa) => 'A',
            _ => 'P',
        }
    };
    let months: Vec<u32> = ground
        .iter()
        .map(|day| day.format("%m").to_string().parse().unwrap())
        .collect();
    let (first, last) = (months.iter().min().unwrap(), months.iter().max().unwrap());
    let broken = (*first..=*last).any(|month| state(month) == 'P');
    if broken || months.iter().any(|month| state(*month) != 'A') {
        GroundStanding::Vanished
    } else if ground
        .iter()
        .all(|day| meetings.get(day) == Some(&Some(Mark::Alfa)))
    {
        GroundStanding::Stands
    } else {
        GroundStanding::Changed
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_became_of_a_ground_is_found_a_second_way(
        missed in prop::collection::btree_set((6u32..=11, 1u32..=3), 2..8),
        edits in prop::collection::vec((6u32..=11, 1u32..=3, 0usize..5), 0..6),
    ) {
        let mut stage = Stage::new(1210);
        let ani = stage.hire("ANI", &[TOILI]);
        let group = stage.group(TOILI, "MELATI", ani, 1);
        let family = group.families[0];
        let device = &mut stage.office.device;
        let mut meetings: BTreeMap<NaiveDate, Option<Mark>> = BTreeMap::new();
        for (month, time) in missed {
            let date = day(month, time * 5);
            mark(device, group.id, date, &[(family, Mark::Alfa)]);
            meetings.insert(date, Some(Mark::Alfa));
        }
        let Ok(id) = write(device, family, LetterStep::First, "1") else {
            // One month alone asks for no letter.
            let months: std::collections::BTreeSet<String> = meetings.keys().map(|day| day.format("%m").to_string()).collect();
            prop_assert_eq!(months.len(), 1);
            return Ok(());
        };
        let ground: Vec<NaiveDate> = letter(device, id).ground.iter().map(|line| line.day).collect();
        prop_assert_eq!(&ground, &meetings.keys().copied().collect::<Vec<_>>());
        for (month, time, what) in edits {
            let date = day(month, time * 5);
            let key = meeting(group.id, date);
            let mut patch = MeetingPatch { cancelled: Set::To(what == 4), ..MeetingPatch::default() };
            let mark = [Some(Mark::Hadir), Some(Mark::Sakit), Some(Mark::Alfa), None, None][what];
            patch.marks.insert(FamilyKey::of(family), mark);
            device.edit(&key, &patch.into()).unwrap();
            if what == 4 { meetings.remove(&date); } else { meetings.insert(date, mark); }
        }
        prop_assert_eq!(letter(device, id).row.standing, slowly(&meetings, &ground));
    }
}

#[test]
fn a_cancelled_letter_that_is_written_again_begins_anew() {
    let mut scene = Scene::new(1290);
    let family = scene.family;
    let id = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let delivery = LetterPart::Delivery {
        day: Some(day(11, 18)),
        way: Some(DeliveryWay::InPerson),
        receiver: "Suami".into(),
        received: Some(day(11, 18)),
    };
    save(scene.phone(), id, delivery).unwrap();
    let response = LetterPart::Response {
        text: "Datang ke kantor".into(),
        closed: true,
    };
    save(scene.phone(), id, response).unwrap();
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah nama".into(),
    };
    save(scene.phone(), id, cancel).unwrap();
    // One more Alfa is known by now.
    let group = scene.toili.group.id;
    mark(scene.phone(), group, day(11, 11), &[(family, Mark::Alfa)]);
    assert_eq!(
        write(scene.phone(), family, LetterStep::First, "2/A").unwrap(),
        id
    );
    let view = letter(scene.phone(), id);
    assert_eq!(view.row.state, LetterState::Draft);
    assert_eq!((view.row.delivered, view.row.received), (None, None));
    assert_eq!((view.receiver, view.carrier.is_some()), (None, false));
    assert_eq!((view.row.response, view.responded), (None, None));
    // What it was written for still holds, and stays as it was said; the office says the wider ground.
    assert_eq!(view.ground.len(), 3);
    assert_eq!(view.row.standing, GroundStanding::Stands);
    scene.exchange();
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah nama".into(),
    };
    save(scene.office(), id, cancel).unwrap();
    write(scene.office(), family, LetterStep::First, "3/A").unwrap();
    let view = letter(scene.office(), id);
    assert_eq!(view.ground.len(), 4);
    assert_eq!(view.row.standing, GroundStanding::Stands);
}

#[test]
fn another_name_and_ground_of_a_letter_that_is_written_again_are_the_offices_to_say() {
    let mut scene = Scene::new(1292);
    let (family, group) = (scene.family, scene.toili.group.id);
    mark(scene.phone(), group, day(11, 11), &[(family, Mark::Alfa)]);
    let id = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let cancel = LetterPart::Cancel {
        cancelled: true,
        why: "Salah nama".into(),
    };
    save(scene.phone(), id, cancel).unwrap();
    let name = FamilyPatch {
        name: Set::To("NAMA YANG BENAR".to_owned()),
        ..FamilyPatch::default()
    };
    let phone = scene.phone();
    phone.edit(&DocKey::Family(family), &name.into()).unwrap();
    let off = MeetingPatch {
        cancelled: Set::To(true),
        ..MeetingPatch::default()
    };
    phone
        .edit(&meeting(group, day(11, 11)), &off.into())
        .unwrap();
    assert_eq!(
        kind(write(phone, family, LetterStep::First, "2/A")),
        "not_allowed"
    );
    assert_eq!(letter(phone, id).row.state, LetterState::Cancelled);
    scene.exchange();
    write(scene.office(), family, LetterStep::First, "2/A").unwrap();
    scene.exchange();
    for device in [&scene.toili.phone.device, &scene.toili.stage.office.device] {
        let view = letter(device, id);
        assert_eq!(view.row.state, LetterState::Draft);
        assert_eq!(
            (view.ground.len(), view.row.standing),
            (3, GroundStanding::Stands)
        );
        let text = LetterText { id }.answer(device).unwrap();
        assert!(text.to_uppercase().contains("NAMA YANG BENAR"), "{text}");
    }
}

#[test]
fn a_letter_is_not_dated_after_it_was_delivered() {
    let mut scene = Scene::new(1291);
    let family = scene.family;
    let id = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let delivery = LetterPart::Delivery {
        day: Some(day(11, 18)),
        way: None,
        receiver: String::new(),
        received: None,
    };
    save(scene.phone(), id, delivery).unwrap();
    let paper = |on| LetterPart::Paper {
        number: "1/A".into(),
        day: Some(on),
        invited: None,
        place: String::new(),
    };
    assert_eq!(
        kind(save(scene.phone(), id, paper(day(11, 19)))),
        "letter_days"
    );
    save(scene.phone(), id, paper(day(11, 17))).unwrap();
}

#[test]
fn of_a_ground_that_is_not_here_nobody_says_that_it_vanished() {
    let mut scene = Scene::new(843);
    let family = scene.family;
    let device = &mut scene.toili.phone.device;
    let key = DocKey::Letter {
        family,
        since: YearMonth::new(2026, 9).unwrap(),
        step: LetterStep::First,
    };
    let patch = LetterPatch {
        name: Set::To("SITI".into()),
        ground: Set::To(Ground::of([(Uuid::from_u128(7), day(6, 4))])),
        ..LetterPatch::default()
    };
    device.edit(&key, &patch.into()).unwrap();
    let id = key.id(&device.office()).0;
    let shown = letter(device, id);
    assert_eq!(shown.row.standing, GroundStanding::Unknown);
    assert_eq!(shown.ground[0].now, GroundNow::Unknown);
}

#[test]
fn who_delivered_and_when_something_followed_stay_whoever_saves_it_again() {
    use sesi_engine::ambient::Ambient as _;
    let mut scene = Scene::new(847);
    let family = scene.family;
    let delivery = |receiver: &str| LetterPart::Delivery {
        day: Some(day(11, 18)),
        way: Some(DeliveryWay::InPerson),
        receiver: receiver.to_owned(),
        received: None,
    };
    let response = || LetterPart::Response {
        text: "Berjanji hadir".to_owned(),
        closed: false,
    };
    let device = &mut scene.toili.phone.device;
    let id = write(device, family, LetterStep::First, "1").unwrap();
    save(device, id, delivery("Suami")).unwrap();
    save(device, id, response()).unwrap();
    let before = letter(device, id);
    let carrier = before.carrier.as_ref().unwrap().id;
    scene.toili.synced_phone();
    scene.toili.synced_office();
    let office = &mut scene.toili.stage.office;
    let later = office.ambient.now() + chrono::Duration::days(2);
    office.ambient.set(later);
    let device = &mut office.device;
    save(device, id, delivery("Anak")).unwrap();
    save(device, id, response()).unwrap();
    let after = letter(device, id);
    assert_eq!(after.receiver.as_deref(), Some("Anak"));
    assert_eq!(after.carrier.unwrap().id, carrier);
    assert_eq!(
        (after.responded, before.responded.is_some()),
        (before.responded, true)
    );
}

#[test]
fn a_letter_that_counts_has_no_reason_not_to() {
    let mut scene = Scene::new(848);
    let family = scene.family;
    let device = &mut scene.toili.phone.device;
    let id = write(device, family, LetterStep::First, "1").unwrap();
    let cancel = |cancelled| LetterPart::Cancel {
        cancelled,
        why: "Salah keluarga".to_owned(),
    };
    save(device, id, cancel(true)).unwrap();
    assert_eq!(letter(device, id).why.as_deref(), Some("Salah keluarga"));
    save(device, id, cancel(false)).unwrap();
    assert_eq!(letter(device, id).why, None);
}

#[test]
fn a_letter_is_not_dated_before_the_meetings_that_are_its_ground() {
    let mut scene = Scene::new(1293);
    let family = scene.family;
    let phone = scene.phone();
    let last = *form(phone, family).missed.last().unwrap();
    let before = last.pred_opt().unwrap();
    assert_eq!(
        kind(write_on(phone, family, LetterStep::First, "1/A", before)),
        "letter_days"
    );
    let id = write_on(phone, family, LetterStep::First, "1/A", last).unwrap();
    let paper = LetterPart::Paper {
        number: "1/A".into(),
        day: Some(before),
        invited: None,
        place: String::new(),
    };
    assert_eq!(kind(save(phone, id, paper)), "letter_days");
}

#[test]
fn a_member_adds_nothing_to_the_ground_of_a_letter_that_is_written() {
    let mut scene = Scene::new(1294);
    let family = scene.family;
    let id = write(scene.phone(), family, LetterStep::First, "1/A").unwrap();
    let said = letter(scene.phone(), id).ground.len();
    let key = DocKey::Letter {
        family,
        since: YearMonth::new(2026, 9).unwrap(),
        step: LetterStep::First,
    };
    assert_eq!(key.id(&scene.phone().office()).0, id);
    let wider = LetterPatch {
        ground: Set::To(Ground::of([(Uuid::from_u128(9), day(10, 1))])),
        ..LetterPatch::default()
    };
    assert!(scene.phone().edit(&key, &wider.into()).is_err());
    assert_eq!(letter(scene.phone(), id).ground.len(), said);
}

#[test]
fn an_invitation_begins_with_the_meeting_that_is_planned_next() {
    use crate::calls::plans::{Plan, PlanWords, SavePlan};
    let mut scene = Scene::new(1295);
    let (family, other, group) = (scene.family, scene.other, scene.toili.group.id);
    let phone = scene.phone();
    let text = |device: &Device, id: Uuid| LetterText { id }.answer(device).unwrap();
    assert_eq!(form(phone, family).invited, None, "nothing is planned");
    let unplanned = write(phone, other, LetterStep::First, "1").unwrap();
    assert!(text(phone, unplanned).contains("3 Desember 2026, pukul (isi jam)"));
    let plan = Plan {
        group,
        year: Some(2026),
    };
    let december = PlanWords {
        month: 12,
        sessions: vec!["M1.2".to_owned()],
        date: Some(day(12, 3)),
        starts: Some(9 * 60),
        ends: Some(11 * 60),
        place: "Balai Baru".to_owned(),
        ..PlanWords::default()
    };
    let save = SavePlan {
        group,
        year: 2026,
        base: plan.answer(phone).unwrap().base,
        months: vec![december],
    };
    save.run(phone).unwrap();
    let shown = form(phone, family);
    assert_eq!(
        (shown.invited, shown.place.as_str()),
        (Some(day(12, 3)), "Balai Baru")
    );
    let id = write(phone, family, LetterStep::First, "2").unwrap();
    assert!(text(phone, id).contains("3 Desember 2026, pukul 09.00 - 11.00"));
}

#[test]
fn whoever_gets_a_family_from_another_kecamatan_is_told_that_the_office_sees_more() {
    use crate::calls::families::MoveFamily;
    let mut scene = Scene::new(1296);
    let family = scene.family;
    let stage = &mut scene.toili.stage;
    let citra = stage.hire("CITRA", &[LUWUK]);
    let luwuk = stage.group(LUWUK, "KENANGA", citra, 1);
    let mut phone = stage.phone(citra, &[LUWUK]);
    let moved = MoveFamily {
        id: family,
        group: luwuk.id,
        since: day(11, 10),
    };
    moved.run(&mut stage.office.device).unwrap();
    stage.office.synced(&mut stage.relay);
    phone.synced(&mut stage.relay);
    mark(
        &mut phone.device,
        luwuk.id,
        day(11, 12),
        &[(family, Mark::Alfa)],
    );
    phone.synced(&mut stage.relay);
    stage.office.synced(&mut stage.relay);
    let row = |device: &Device| {
        let view = Compliance {
            month: None,
            kecamatan: None,
        };
        let rows = view.answer(device).unwrap().rows;
        let row = rows.into_iter().find(|row| row.id == family).unwrap();
        (row.months.len(), row.came)
    };
    // She knows one month of three, and is told since when she can know.
    assert_eq!(row(&phone.device), (1, Some(day(11, 10))));
    assert_eq!(form(&phone.device, family).came, Some(day(11, 10)));
    assert_eq!(row(&stage.office.device), (3, None));
    assert_eq!(form(&stage.office.device, family).came, None);
    // What the office writes of all three reaches her, and the ladder goes on from there.
    let id = write(&mut stage.office.device, family, LetterStep::First, "9").unwrap();
    stage.office.synced(&mut stage.relay);
    phone.synced(&mut stage.relay);
    let seen = form(&phone.device, family).letters;
    assert_eq!(seen.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
}
