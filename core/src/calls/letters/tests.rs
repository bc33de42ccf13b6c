//! A letter from the months that were counted to its receipt; what becomes of its ground; two devices that write and number apart.

mod apart;
mod ground;

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

fn cells(path: &std::path::Path) -> Vec<String> {
    use calamine::{Reader as _, Xlsx, open_workbook};
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let name = book.sheet_names()[0].clone();
    let range = book.worksheet_range(&name).unwrap();
    range.cells().map(|(_, _, cell)| cell.to_string()).collect()
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
