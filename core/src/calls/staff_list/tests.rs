//! A list of staff comes, comes again, and is taken back; what people said since stays, and nobody leaves because a list forgot them.

use std::path::PathBuf;

use super::*;
use crate::calls::importing::{Imports, UndoImport};
use crate::calls::people::SaveStaff;
use crate::calls::register::{RegisterRow, SavePosting, StaffRegister};
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{
    BUILT_IN, DocKey, Employment, FormName, LetterPatch, LetterStep, Patch, ScorePatch,
    SupervisionPatch, TemplatePatch, VoicePatch, YearMonth,
};
use crate::testkit::{Kelompok, LUWUK, Stage, TOILI};
use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;
use sesi_wire::ids::DeviceId;

const HEAD: &str = "No;Nama Lengkap;NIP;Jabatan;Status Pegawai;Kecamatan Tugas;No HP/WA;Email;TMT Mulai;Alamat;No Rekening";
const ANI: &str = "1;ANI LESTARI;199001012019032001;Pendamping Sosial;PPPK;Toili;0812;ani@contoh.id;01/03/2019;Jl. Rahasia;5550123";
const BUDI: &str = "2;BUDI SANTOSO;;Pendamping Sosial;Non-ASN;Luwuk;0813;;;;";

struct Desk {
    stage: Stage,
    folder: tempfile::TempDir,
}

fn since() -> NaiveDate {
    "2026-11-18".parse().unwrap()
}

fn answer(id: &str, choice: &str) -> StaffAnswer {
    StaffAnswer {
        id: id.to_owned(),
        choice: choice.to_owned(),
    }
}

impl Desk {
    fn new(seed: u64) -> Self {
        Self {
            stage: Stage::new(seed),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    fn file(&self, rows: &[&str]) -> PathBuf {
        let path = self.folder.path().join("Daftar SDM.csv");
        let text: Vec<&str> = std::iter::once(HEAD).chain(rows.iter().copied()).collect();
        std::fs::write(&path, text.join("\n")).unwrap();
        path
    }

    fn look(&mut self, rows: &[&str], answers: &[StaffAnswer]) -> StaffListView {
        let path = self.file(rows);
        let answers = answers.to_vec();
        let device = &mut self.stage.office.device;
        let look = StaffListPreview { path, answers };
        look.run(device, &mut unwatched).unwrap()
    }

    fn take(&mut self, rows: &[&str], answers: &[StaffAnswer]) -> StaffListDone {
        let path = self.file(rows);
        let take = ImportStaffList {
            path,
            answers: answers.to_vec(),
            since: since(),
        };
        take.run(&mut self.stage.office.device, &mut unwatched)
            .unwrap()
    }

    fn device(&mut self) -> &mut Device {
        &mut self.stage.office.device
    }

    fn row(&self, name: &str) -> Option<RegisterRow> {
        self.row_on(name, "2026-11-20")
    }

    fn row_on(&self, name: &str, day: &str) -> Option<RegisterRow> {
        let day = Some(day.parse().unwrap());
        let view = StaffRegister { day }
            .answer(&self.stage.office.device)
            .unwrap();
        view.staff.into_iter().find(|row| row.person.name == name)
    }
}

fn places(row: &RegisterRow) -> Vec<&str> {
    row.kecamatan
        .iter()
        .map(|place| place.code.as_str())
        .collect()
}

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    ApiError::from(&done.unwrap_err()).kind.to_string()
}

#[test]
fn a_list_becomes_a_register_and_again_it_changes_nothing() {
    let mut desk = Desk::new(2201);
    let view = desk.look(&[ANI, BUDI, ";Jumlah;2", "3;"], &[]);
    let account = view.account;
    assert_eq!(
        (account.rows, account.new, account.waits, account.skipped),
        (4, 2, 0, 2)
    );
    let left: Vec<&str> = view
        .columns
        .iter()
        .filter(|column| column.used == crate::staff_list::columns::ColumnUse::LeftOut)
        .map(|column| column.label.as_str())
        .collect();
    assert_eq!(left, ["Alamat", "No Rekening"], "and it is said");
    assert!(desk.row("ANI LESTARI").is_none(), "a look writes nothing");
    let done = desk.take(&[ANI, BUDI], &[]);
    assert!(done.import.is_some());
    let ani = desk.row("ANI LESTARI").unwrap();
    assert_eq!(places(&ani), [TOILI]);
    assert_eq!(ani.employment, Some(Employment::Pppk));
    assert_eq!(ani.nip.as_deref(), Some("199001012019032001"));
    assert_eq!(ani.started, Some("2019-03-01".parse().unwrap()));
    assert_eq!(
        (ani.role.as_str(), ani.email.as_deref()),
        ("pendamping", Some("ani@contoh.id"))
    );
    let dump = desk.stage.office.dump();
    for private in ["Rahasia", "5550123"] {
        assert!(!dump.contains(private), "{private}");
    }
    let again = desk.take(&[ANI, BUDI], &[]);
    assert_eq!(again.import, None);
    assert_eq!((again.account.same, again.account.changed), (2, 0));
    assert_eq!(desk.stage.office.dump(), dump);
}

#[test]
fn what_people_said_stays_what_the_list_changed_is_written_and_of_both_somebody_chooses() {
    let mut desk = Desk::new(2202);
    desk.take(&[ANI, BUDI], &[]);
    let ani = desk.row("ANI LESTARI").unwrap();
    // People correct the phone number; the list comes again as it was.
    let save = |phone: &str| SaveStaff {
        id: Some(ani.person.id),
        name: "ANI LESTARI".into(),
        role: "pendamping".into(),
        nip: "199001012019032001".into(),
        phone: phone.into(),
        kecamatan: [TOILI.to_owned()].into(),
    };
    save("0899").run(desk.device()).unwrap();
    let view = desk.look(&[ANI, BUDI], &[]);
    assert_eq!(view.people[0].stays.len(), 1);
    assert!(view.people[0].writes.is_empty() && view.people[0].conflicts.is_empty());
    desk.take(&[ANI, BUDI], &[]);
    assert_eq!(
        desk.row("ANI LESTARI").unwrap().phone.as_deref(),
        Some("0899")
    );
    // The list changes what nobody touched: it is written.
    let moved = ANI.replace("PPPK", "PNS/ASN");
    desk.take(&[&moved, BUDI], &[]);
    assert_eq!(
        desk.row("ANI LESTARI").unwrap().employment,
        Some(Employment::Asn)
    );
    // Both changed: it stays as it is known until somebody chooses.
    let other = moved.replace("0812", "0855");
    let view = desk.look(&[&other, BUDI], &[]);
    let conflict = &view.people[0].conflicts[0];
    assert_eq!(conflict.change.field, StaffField::Phone);
    assert_eq!(conflict.change.was.as_deref(), Some("0899"));
    assert_eq!(conflict.change.listed.as_deref(), Some("0812"));
    assert_eq!(
        (conflict.change.now.as_str(), conflict.takes_list),
        ("0855", false)
    );
    let id = conflict.id.clone();
    desk.take(&[&other, BUDI], &[]);
    assert_eq!(
        desk.row("ANI LESTARI").unwrap().phone.as_deref(),
        Some("0899")
    );
    desk.take(&[&other, BUDI], &[answer(&id, "keep")]);
    assert!(
        desk.look(&[&other, BUDI], &[]).people[0]
            .conflicts
            .is_empty(),
        "it was decided"
    );
    assert_eq!(
        desk.row("ANI LESTARI").unwrap().phone.as_deref(),
        Some("0899")
    );
    let third = moved.replace("0812", "0866");
    let id = desk.look(&[&third, BUDI], &[]).people[0]
        .conflicts
        .first()
        .map(|one| one.id.clone());
    if let Some(id) = id {
        desk.take(&[&third, BUDI], &[answer(&id, "list")]);
    }
    assert_eq!(
        desk.row("ANI LESTARI").unwrap().phone.as_deref(),
        Some("0866")
    );
}

#[test]
fn a_list_that_posts_somebody_elsewhere_leaves_earlier_months_as_they_were() {
    let mut desk = Desk::new(2203);
    desk.take(&[ANI], &[]);
    let moved = ANI.replace("Toili", "Luwuk");
    desk.take(&[&moved], &[]);
    let places_on = |desk: &Desk, day: &str| {
        let row = desk.row_on("ANI LESTARI", day).unwrap();
        row.kecamatan
            .into_iter()
            .map(|place| place.code)
            .collect::<Vec<_>>()
    };
    assert_eq!(places_on(&desk, "2026-11-17"), [TOILI]);
    assert_eq!(places_on(&desk, "2026-11-18"), [LUWUK]);
}

#[test]
fn whom_a_list_forgets_is_asked_about_and_leaves_only_by_a_word() {
    let mut desk = Desk::new(2204);
    desk.stage.hire("NEVER LISTED", &[TOILI]);
    desk.take(&[ANI, BUDI], &[]);
    let view = desk.look(&[ANI], &[]);
    let names: Vec<&str> = view.missing.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["BUDI SANTOSO"], "a list never had the other");
    let id = view.missing[0].id.clone();
    desk.take(&[ANI], &[]);
    assert!(desk.row("BUDI SANTOSO").unwrap().posted);
    let done = desk.take(&[ANI], &[answer(&id, "left")]);
    assert_eq!(done.left, 1);
    assert!(!desk.row("BUDI SANTOSO").unwrap().posted);
    assert!(desk.row_on("BUDI SANTOSO", "2026-10-01").unwrap().posted);
    assert!(desk.look(&[ANI], &[]).missing.is_empty(), "asked once");
}

#[test]
fn who_cannot_be_told_waits_and_every_row_is_accounted_for() {
    let mut desk = Desk::new(2205);
    let same = desk.stage.hire("SITI", &[TOILI]);
    let namesake = SaveStaff {
        id: None,
        name: "SITI".into(),
        role: "pendamping".into(),
        nip: String::new(),
        phone: String::new(),
        kecamatan: [LUWUK.to_owned()].into(),
    };
    namesake.run(desk.device()).unwrap();
    let rows = [
        "1;SITI;;Pendamping;PPPK;Toili;;;;;",
        ANI,
        "3;ANI LESTARI, S.Sos;199001012019032001;;;;;;;;",
        "4;RINA;1,99E+17;?;Tetap;Toilii;;x;besok;;",
        "5;12;;;;;;;;;",
    ];
    let view = desk.look(&rows, &[]);
    let waits: Vec<(u32, StaffFault)> = view
        .waits
        .iter()
        .map(|one| (one.place.row, one.fault))
        .collect();
    assert_eq!(
        waits,
        [(2, StaffFault::TwoPeople), (4, StaffFault::Doubled)]
    );
    let rina = view.people.iter().find(|one| one.name == "RINA").unwrap();
    let faults: Vec<StaffFault> = rina.doubts.iter().map(|one| one.fault).collect();
    assert_eq!(
        faults,
        [
            StaffFault::NipLostDigits,
            StaffFault::EmploymentUnknown,
            StaffFault::KecamatanUnknown,
            StaffFault::EmailUnreadable,
            StaffFault::StartedUnreadable
        ]
    );
    let account = view.account;
    assert_eq!(
        account.rows,
        account.new + account.changed + account.same + account.waits + account.skipped
    );
    assert_eq!(account.rows, 5);
    desk.take(&rows, &[]);
    let post = SavePosting {
        id: same,
        since: since(),
        kecamatan: [LUWUK.to_owned()].into(),
    };
    post.run(desk.device()).unwrap();
    // Another NIP for a known name: nobody is overwritten.
    let other = ANI.replace("199001012019032001", "198001012019032009");
    let view = desk.look(&[&other], &[]);
    assert_eq!(view.waits[0].fault, StaffFault::NipDiffers);
    assert!(
        view.missing.iter().all(|one| one.name != "ANI LESTARI"),
        "a row that waits is about her"
    );
}

#[test]
fn a_list_is_taken_back_and_what_people_said_since_stays() {
    let mut desk = Desk::new(2206);
    let first = desk.take(&[ANI, BUDI], &[]).import.unwrap();
    let moved = ANI.replace("Toili", "Luwuk").replace("PPPK", "PNS/ASN");
    let second = desk.take(&[&moved, BUDI], &[]).import.unwrap();
    let undo = |desk: &mut Desk, import: &str| {
        let undo = UndoImport {
            import: Some(import.to_owned()),
        };
        undo.run(desk.device(), &mut unwatched).unwrap()
    };
    let undone = undo(&mut desk, &second);
    assert_eq!(undone.staff, 1);
    let ani = desk.row("ANI LESTARI").unwrap();
    assert_eq!(
        (places(&ani), ani.employment),
        (vec![TOILI], Some(Employment::Pppk))
    );
    let imports = Imports {}.answer(desk.device()).unwrap();
    assert_eq!(imports[0].file, "Daftar SDM.csv");
    assert!(imports[0].undone.is_some());
    // One whom people changed since stays whole; the other is gone again.
    let save = SaveStaff {
        id: Some(ani.person.id),
        name: "ANI LESTARI".into(),
        role: "supervisor".into(),
        nip: "199001012019032001".into(),
        phone: "0812".into(),
        kecamatan: [TOILI.to_owned()].into(),
    };
    save.run(desk.device()).unwrap();
    let undone = undo(&mut desk, &first);
    assert_eq!((undone.staff, undone.stays.len()), (1, 1));
    assert!(desk.row("BUDI SANTOSO").is_none());
    assert_eq!(desk.row("ANI LESTARI").unwrap().role, "supervisor");
    // And the list may come again.
    desk.take(&[ANI, BUDI], &[]);
    assert!(desk.row("BUDI SANTOSO").is_some());
}

/// What other documents say of seven people: a score of the first, a supervision of the second by the third, a task of the fourth, one of a voice
/// of the fifth, a template of the sixth, a letter that the seventh carried.
fn said_of(people: [Uuid; 7], device: DeviceId, group: &Kelompok) -> [(DocKey, Patch); 5] {
    let [scored, seen, watching, tasked, voiced, forms, carrier] = people;
    let day: NaiveDate = "2026-11-10".parse().unwrap();
    let task = || "0000000000000001".to_owned();
    let score = ScorePatch {
        pre: Set::To(500),
        ..ScorePatch::default()
    };
    let supervision = SupervisionPatch {
        group: Set::To(group.id),
        observer: Set::To(watching),
        instrument: Set::To("0".repeat(32)),
        tasks: [(task(), Some("Buat jadwal".into()))].into(),
        who: [(task(), Some(tasked))].into(),
        ..SupervisionPatch::default()
    };
    let voice = VoicePatch {
        task: Set::To("Perbaiki modul".into()),
        who: Set::To(voiced),
        ..VoicePatch::default()
    };
    let template = TemplatePatch {
        current: Set::To(BUILT_IN.to_owned()),
        people: [(BUILT_IN.to_owned(), Some(forms))].into(),
        ..TemplatePatch::default()
    };
    let letter = LetterPatch {
        carrier: Set::To(carrier),
        ..LetterPatch::default()
    };
    let id = Uuid::from_u128(7);
    let form = FormName::new("surat").unwrap();
    let commitment = DocKey::Letter {
        family: group.families[0],
        since: YearMonth::new(2026, 9).unwrap(),
        step: LetterStep::Commitment,
    };
    let of_training = DocKey::Score {
        staff: scored,
        training: id,
    };
    [
        (of_training, score.into()),
        (
            DocKey::Supervision {
                staff: seen,
                day,
                id,
            },
            supervision.into(),
        ),
        (DocKey::Voice { day, device, id }, voice.into()),
        (DocKey::Template { form }, template.into()),
        (commitment, letter.into()),
    ]
}

#[test]
fn of_whom_anything_speaks_stays_when_the_list_is_taken_back() {
    let mut desk = Desk::new(2214);
    let yani = desk.stage.hire("YANI", &[TOILI]);
    let group = desk.stage.group(TOILI, "MELATI", yani, 1);
    let names = [
        "SARI SKOR",
        "DEWI DISUPERVISI",
        "OKA PENGAMAT",
        "TUTI TINDAK",
        "RINI SUARA",
        "TOMI TEMPLAT",
        "LINA SURAT",
        "NINA KOSONG",
    ];
    let rows: Vec<String> = (1..)
        .zip(names)
        .map(|(no, name)| format!("{no};{name};;Pendamping Sosial;Non-ASN;Toili;081{no};;;;"))
        .collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    let import = desk.take(&rows, &[]).import;
    let id = |name: &str| desk.row(name).unwrap().person.id;
    let [people @ .., unused] = names.map(id);
    let device = desk.device().id();
    let edits = said_of(people, device, &group);
    assert_eq!(desk.device().edit_all(&edits).unwrap(), edits.len());
    let undone = UndoImport { import };
    let undone = undone.run(desk.device(), &mut unwatched).unwrap();
    let there: Vec<&str> = names
        .into_iter()
        .filter(|name| desk.row(name).is_some())
        .collect();
    assert_eq!(there, names[..7]);
    assert_eq!((undone.staff, undone.stays.len()), (1, 7));
    assert!(undone.stays.iter().all(|stay| stay.doc != unused));
}

#[test]
fn two_offices_that_take_one_list_make_one_register() {
    let mut desk = Desk::new(2207);
    let dewi = desk.stage.hire("DEWI", &[]);
    let mut second = desk.stage.second_office(dewi);
    let path = desk.file(&[ANI, BUDI]);
    let take = |device: &mut Device| {
        let take = ImportStaffList {
            path: path.clone(),
            answers: Vec::new(),
            since: since(),
        };
        take.run(device, &mut unwatched).unwrap()
    };
    take(&mut desk.stage.office.device);
    take(&mut second.device);
    for _ in 0..2 {
        desk.stage.office.synced(&mut desk.stage.relay);
        second.synced(&mut desk.stage.relay);
    }
    assert_eq!(desk.stage.office.dump(), second.dump());
    let view = StaffRegister { day: None }.answer(&second.device).unwrap();
    let names: Vec<&str> = view
        .staff
        .iter()
        .map(|row| row.person.name.as_str())
        .collect();
    assert_eq!(names, ["ANI LESTARI", "BUDI SANTOSO", "DEWI", "RATNA"]);
}

#[test]
fn a_file_that_is_no_list_and_a_phone_are_refused() {
    let mut desk = Desk::new(2208);
    let path = desk.folder.path().join("catatan.csv");
    std::fs::write(&path, "Catatan;Isi\nx;y\n").unwrap();
    let answers = Vec::new();
    let look = StaffListPreview { path, answers };
    assert_eq!(kind(look.run(desk.device(), &mut unwatched)), "staff_list");
    let ani = desk.stage.hire("ANI", &[TOILI]);
    let mut phone = desk.stage.phone(ani, &[TOILI]);
    let path = desk.file(&[ANI]);
    let answers = Vec::new();
    let look = StaffListPreview { path, answers };
    assert_eq!(
        kind(look.run(&mut phone.device, &mut unwatched)),
        "not_allowed"
    );
}
