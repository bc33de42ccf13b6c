//! A month from a kabupaten's own profile to its province: the figures are those of its screens, nothing but figures crosses, nobody speaks
//! for another, and who told nothing has no figure.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use calamine::{Data, Reader, Xlsx};
use rusqlite::params;
use sesi_engine::documents::{ActorSeed, Authorship, Set};
use sesi_engine::job::unwatched;
use sesi_engine::store::{DocumentRow, ParkReason, Parked, PendingChange};
use sesi_wire::ids::DeviceId;
use uuid::Uuid;

use super::handing::Handed;
use super::*;
use crate::calls::letters::{LetterState, Letters};
use crate::calls::people::{Invite, SaveStaff};
use crate::calls::register::{SavePosting, StaffRegister};
use crate::calls::rekap::ReadRekap;
use crate::calls::supervision::{
    ReadSupervision, SaveSupervision, SignSupervision, SupervisionFacts,
};
use crate::calls::training::{
    ReadTraining, SaveTraining, SaveTrainingPeople, TrainingFacts, Untrained,
};
use crate::calls::voices::{DecideVoice, Decision, MatterState, SayVoice, Voices};
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::kinds::{
    Attendee, DocKey, Document, LetterStep, Mark, Patch, PublishedPatch, StaffPatch, Sums, Taking,
    TrainingKind, VoiceKind, YearMonth, person_feed,
};
use crate::pdf::Size;
use crate::queries::groups::Groups;
use crate::reports::{Cell, Table};
use crate::testkit::{LUWUK, Stage, Station, TOILI, Toili};

/// The items of the instrument that is built in.
const ITEMS: [&str; 12] = [
    "a1", "a2", "a3", "p1", "p2", "p3", "p4", "p5", "p6", "k1", "k2", "k3",
];
const MONTH: &str = "2026-10";
const BANGGAI: &str = "72.01";
const POSO: &str = "72.02";

fn kind<T: std::fmt::Debug>(done: Result<T, Error>) -> String {
    ApiError::from(&done.unwrap_err()).kind.to_string()
}

fn sums(device: &Device, month: &str) -> Result<ProvinceSumsView, Error> {
    let month = month.to_owned();
    ProvinceSums { month }.answer(device)
}

fn table(device: &Device, month: &str) -> ProvinceView {
    let month = month.to_owned();
    ProvinceMonth { month }.answer(device).unwrap()
}

/// The cell of a column in a row of a table.
fn cell<'t>(table: &'t Table, row: &'t [Cell], key: &str) -> &'t Cell {
    let at = table.columns.iter().position(|head| head.key == key);
    &row[at.unwrap()]
}

fn row_of<'v>(view: &'v ProvinceView, code: &str) -> (&'v ProvinceRow, &'v [Cell]) {
    let mut rows = view.rows.iter().zip(&view.table.rows);
    let (row, cells) = rows.find(|(row, _)| row.kabupaten.code == code).unwrap();
    (row, cells)
}

/// A kabupaten with meetings, a letter, a training and voices, one of them overdue.
fn kabupaten(seed: u64) -> Toili {
    let mut toili = Toili::new(seed);
    let ani = toili.phone.device.person().unwrap().unwrap();
    let budi = toili.stage.hire("BUDI SANTOSO", &[LUWUK]);
    toili.stage.group(LUWUK, "ANGGREK", budi, 3);
    toili.record(3, 0, Mark::Hadir);
    toili.record(3, 1, Mark::Alfa);
    let say = SayVoice {
        voice: VoiceKind::Kendala,
        topic: "Jarak/lokasi".into(),
        text: "jalan ke rumah Ibu Siti putus".into(),
        meeting: None,
    };
    let voice = say.run(&mut toili.phone.device).unwrap();
    let other = SayVoice {
        voice: VoiceKind::Usul,
        topic: "Pelatihan".into(),
        text: "diklat di kabupaten".into(),
        meeting: None,
    };
    other.run(&mut toili.phone.device).unwrap();
    toili.synced_phone();
    toili.synced_office();
    let device = &mut toili.stage.office.device;
    // Posted in two: in both lines once, and once in all.
    let post = SavePosting {
        id: budi,
        since: "2026-02-01".parse().unwrap(),
        kecamatan: [LUWUK.to_owned(), TOILI.to_owned()].into(),
    };
    post.run(device).unwrap();
    let facts = TrainingFacts {
        name: "Diklat P2K2".into(),
        kind: Some(TrainingKind::Diklat),
        starts: "2026-05-04".parse().ok(),
        ends: "2026-05-06".parse().ok(),
        fds: true,
        ..TrainingFacts::default()
    };
    let training = SaveTraining {
        id: None,
        base: String::new(),
        facts,
    };
    let training = training.run(device).unwrap();
    let base = ReadTraining { id: Some(training) }
        .answer(device)
        .unwrap()
        .base;
    let people = SaveTrainingPeople {
        id: training,
        base,
        taking: [(Attendee::Staff(ani).to_string(), Some(Taking::Hadir))].into(),
        facilitators: BTreeMap::new(),
        guests: Vec::new(),
    };
    people.run(device).unwrap();
    let decided = DecideVoice {
        id: voice,
        seen: Decision::default(),
        decision: Decision {
            task: "hubungi dinas PU".into(),
            who: Some(budi),
            due: Some("2026-11-01".parse().unwrap()),
            ..Decision::default()
        },
    };
    decided.run(device).unwrap();
    toili
}

/// A letter of a day of October, past the call: its ground is of no concern here.
fn a_letter(toili: &mut Toili, family: usize, step: LetterStep, cancelled: bool) {
    let key = DocKey::Letter {
        family: toili.group.families[family],
        since: YearMonth::new(2026, 8).unwrap(),
        step,
    };
    let patch = crate::kinds::LetterPatch {
        name: Set::To("SITI AMINAH".into()),
        group: Set::To(toili.group.id),
        day: Set::To("2026-10-20".parse().unwrap()),
        cancelled: if cancelled { Set::To(true) } else { Set::Keep },
        ..crate::kinds::LetterPatch::default()
    };
    toili.stage.office.device.edit(&key, &patch.into()).unwrap();
}

fn with_letters(seed: u64) -> Toili {
    let mut toili = kabupaten(seed);
    a_letter(&mut toili, 1, LetterStep::First, false);
    a_letter(&mut toili, 2, LetterStep::First, true);
    a_letter(&mut toili, 1, LetterStep::Commitment, false);
    toili
}

/// The office's device saw a meeting of somebody's group, and signed what it saw or not yet.
fn observe(device: &mut Device, staff: Uuid, group: Uuid, on: &str, signs: bool) {
    let facts = SupervisionFacts {
        day: Some(on.parse().unwrap()),
        group: Some(group),
        answers: ITEMS.map(|item| (item.to_owned(), 3)).into(),
        ..SupervisionFacts::default()
    };
    let save = SaveSupervision {
        id: None,
        staff,
        base: String::new(),
        facts,
    };
    let id = save.run(device).unwrap();
    if signs {
        let read = ReadSupervision {
            id: Some(id),
            staff: None,
        };
        let content = Some(read.answer(device).unwrap().content);
        SignSupervision { id, content }.run(device).unwrap();
    }
}

/// A province with the profiles of kabupaten that joined.
struct Province {
    stage: Stage,
    members: Vec<(&'static str, Uuid, Station)>,
}

impl Province {
    fn new(seed: u64, codes: &[&'static str]) -> Self {
        let mut stage = Stage::at("72", seed);
        let mut members = Vec::new();
        for code in codes {
            let add = AddKabupaten {
                code: (*code).to_owned(),
            };
            let staff = add.run(&mut stage.office.device).unwrap();
            let station = stage.phone(staff, &[]);
            members.push((*code, staff, station));
        }
        Self { stage, members }
    }

    fn synced(&mut self) {
        for _ in 0..2 {
            for (_, _, station) in &mut self.members {
                station.synced(&mut self.stage.relay);
            }
            self.stage.office.synced(&mut self.stage.relay);
        }
    }
}

/// What the kabupaten's own profile hands over.
fn handed(device: &mut Device, month: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sums.json");
    let export = ExportSums {
        month: month.to_owned(),
        seen: sums(device, month).unwrap().digest,
        path: path.clone(),
    };
    export.run(device, &mut unwatched).unwrap();
    (folder, path)
}

fn take(device: &mut Device, path: &std::path::Path) -> Result<ToldMonth, Error> {
    let path = path.to_owned();
    ImportSums { path }.run(device, &mut unwatched)
}

/// Sums of another kabupaten, made up.
fn made_up(kabupaten: &str, month: &str, families: u32) -> (tempfile::TempDir, PathBuf) {
    let line = Sums {
        families: Some(families),
        hadir: Some(families / 2),
        ..Sums::default()
    };
    let places = [
        (kabupaten.to_owned(), line.line()),
        (format!("{kabupaten}.01"), line.line()),
    ];
    let places: BTreeMap<String, String> = places.into();
    let file = serde_json::json!({
        "form": "sesi sums 1", "kabupaten": kabupaten, "month": month, "counted": "2026-11-02",
        "digest": handing::digest(month, &places), "places": places,
    });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sums.json");
    std::fs::write(&path, file.to_string()).unwrap();
    (folder, path)
}

#[test]
fn the_figures_are_those_of_the_kabupatens_own_screens() {
    let mut toili = with_letters(2001);
    let group = toili.group.id;
    let device = &mut toili.stage.office.device;
    let staff = Groups::read(device.reader()).unwrap();
    let staff = staff.get(group).unwrap();
    let staff = staff.pendamping_on(device.today().unwrap()).unwrap();
    for (on, signs) in [
        ("2026-10-07", true),
        ("2026-10-08", false),
        ("2026-09-07", true),
    ] {
        observe(device, staff, group, on, signs);
    }
    let summed = summing::summed(device, MONTH).unwrap();
    let month = MONTH.to_owned();
    let rekap = ReadRekap { month }.answer(device).unwrap().rekap;
    let day = "2026-10-31".parse().unwrap();
    let register = StaffRegister { day: Some(day) }.answer(device).unwrap();
    let untrained = Untrained {}.answer(device).unwrap();
    let voices = Voices {}.answer(device).unwrap();
    let letters = Letters { kecamatan: None }.answer(device).unwrap();
    // The rekap's figures, by their names there: a figure that is added to it has to be told too, or this fails.
    let whole = summed.places[BANGGAI];
    let told = serde_json::to_value(whole).unwrap();
    for (key, figure) in serde_json::to_value(rekap.total)
        .unwrap()
        .as_object()
        .unwrap()
    {
        assert_eq!(&told[key], figure, "{key}");
    }
    for place in &rekap.kecamatan {
        let told = serde_json::to_value(summed.places[&place.code]).unwrap();
        for (key, figure) in serde_json::to_value(place.total)
            .unwrap()
            .as_object()
            .unwrap()
        {
            assert_eq!(&told[key], figure, "{}: {key}", place.code);
        }
    }
    assert!(whole.hadir > Some(0) && whole.tidak_hadir > Some(0));
    assert_eq!(whole.staff, Some(register.total.staff));
    for place in &register.places {
        let told = summed.places[&place.kecamatan.code];
        assert_eq!(
            told.staff,
            Some(place.load.staff),
            "{}",
            place.kecamatan.name
        );
    }
    assert_eq!(whole.trained, Some(untrained.total.trained));
    assert_eq!(whole.untrained, Some(untrained.total.untrained));
    assert_eq!(whole.trained, Some(1));
    let open = voices
        .matters
        .iter()
        .filter(|one| one.state != MatterState::Closed);
    let overdue = voices.matters.iter().filter(|one| one.overdue).count();
    assert_eq!(whole.voices_open.unwrap() as usize, open.count());
    assert_eq!(whole.voices_overdue.unwrap() as usize, overdue);
    assert_eq!(
        (whole.voices_open, whole.voices_overdue),
        (Some(2), Some(1))
    );
    assert_eq!(summed.places[TOILI].voices_open, Some(2));
    assert_eq!(summed.places[LUWUK].voices_open, Some(0));
    let counted = letters.rows.iter().filter(|row| {
        let dated = row
            .day
            .is_some_and(|day| day.to_string().starts_with(MONTH));
        dated && row.state != LetterState::Cancelled && row.step != LetterStep::Commitment
    });
    assert_eq!(whole.letters.unwrap() as usize, counted.count());
    assert_eq!(whole.letters, Some(1));
    assert_eq!(summed.places[TOILI].letters, Some(1));
    // Observed and signed: what was not signed, was withdrawn or is of another month is no supervision of the month.
    assert_eq!(whole.supervised, Some(1));
    assert_eq!(summed.places[TOILI].supervised, Some(1));
    assert_eq!(summed.places[LUWUK].supervised, Some(0));
    // Whoever is posted in two is in both lines, and once in all.
    let lines = [TOILI, LUWUK].map(|code| summed.places[code].staff.unwrap());
    assert_eq!(lines.iter().sum::<u32>(), whole.staff.unwrap());
    assert_eq!(lines, [2, 1]);
    assert_eq!(
        whole.staff,
        Some(3),
        "the founder, who works in no kecamatan"
    );
    // A month of which a day came and none to come.
    assert_eq!(kind(sums(device, "2026-12")), "month");
    assert_eq!(kind(sums(&toili.phone.device, MONTH)), "not_allowed");
}

/// Every text of a table and column.
fn texts(device: &Device, sql: &str) -> BTreeSet<String> {
    let mut statement = device.reader().prepare(sql).unwrap();
    let found = statement.query_map([], |row| row.get::<_, Option<String>>(0));
    found.unwrap().filter_map(|text| text.unwrap()).collect()
}

/// Names, numbers and texts of people, families and groups: none of them may cross.
fn secrets(device: &Device) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for sql in [
        "SELECT name FROM rm_staff",
        "SELECT nip FROM rm_staff",
        "SELECT phone FROM rm_staff",
        "SELECT name FROM rm_family",
        "SELECT nik FROM rm_family",
        "SELECT kk FROM rm_family",
        "SELECT pkh_id FROM rm_family",
        "SELECT address FROM rm_family",
        "SELECT name FROM rm_group",
        "SELECT text FROM rm_voice",
        "SELECT name FROM rm_office",
        "SELECT name FROM rm_letter",
        "SELECT lower(hex(doc)) FROM rm_staff",
        "SELECT lower(hex(doc)) FROM rm_family",
        "SELECT lower(hex(doc)) FROM rm_group",
    ] {
        for text in texts(device, sql) {
            let words = text.split(|c: char| !c.is_alphanumeric());
            let words = words.filter(|word| word.len() > 2).map(str::to_lowercase);
            // A group's number is no name, and figures have so many digits.
            found.extend(
                words.filter(|word| word.len() > 7 || word.chars().any(char::is_alphabetic)),
            );
            found.insert(text.to_lowercase());
        }
    }
    found.retain(|text| text.len() > 2);
    found
}

fn holds(bytes: &[u8], text: &str) -> bool {
    let lower: Vec<u8> = bytes.iter().map(u8::to_ascii_lowercase).collect();
    lower
        .windows(text.len())
        .any(|part| part == text.as_bytes())
}

#[test]
fn no_name_no_nik_and_no_key_crosses_neither_in_the_file_nor_in_the_document() {
    let mut toili = with_letters(2002);
    let device = &mut toili.stage.office.device;
    let secrets = secrets(device);
    assert!(
        secrets.contains("budi") && secrets.contains("siti aminah") && secrets.contains("melati")
    );
    let (_folder, path) = handed(device, MONTH);
    let file = std::fs::read(&path).unwrap();
    let mut province = Province::new(2003, &[BANGGAI]);
    let (_, _, profile) = &mut province.members[0];
    take(&mut profile.device, &path).unwrap();
    // All changes that wait to be sealed, before anything hides them.
    let mut crosses = Vec::new();
    let mut statement = profile
        .device
        .reader()
        .prepare("SELECT contents FROM pending")
        .unwrap();
    let rows = statement
        .query_map([], |row| row.get::<_, Vec<u8>>(0))
        .unwrap();
    for row in rows {
        crosses.extend(row.unwrap());
    }
    drop(statement);
    assert!(holds(&crosses, "72.01.09"), "the sums are in there");
    // Words of the file itself and of the field are no names.
    let own = [
        "kabupaten",
        "form",
        "month",
        "counted",
        "digest",
        "places",
        "sums",
    ];
    for secret in secrets.iter().filter(|text| !own.contains(&text.as_str())) {
        assert!(!holds(&file, secret), "the file has {secret}");
        assert!(!holds(&crosses, secret), "the document has {secret}");
    }
    for key in texts(device, "SELECT lower(hex(key)) FROM epoch_key") {
        assert!(!holds(&file, &key));
    }
    // It has room for nothing else.
    let mut more: serde_json::Value = serde_json::from_slice(&file).unwrap();
    more["names"] = "ANI".into();
    std::fs::write(&path, more.to_string()).unwrap();
    assert_eq!(
        kind(take(&mut province.members[0].2.device, &path)),
        "sums_file"
    );
}

#[test]
fn a_file_that_was_touched_or_is_anothers_is_refused() {
    let mut province = Province::new(2004, &[BANGGAI, POSO]);
    let (_folder, path) = made_up(BANGGAI, MONTH, 10);
    let device = &mut province.members[1].2.device;
    assert_eq!(kind(take(device, &path)), "sums_other");
    let text = std::fs::read_to_string(&path).unwrap();
    for (was, is) in [
        ("-,-,10", "-,-,11"),
        (MONTH, "2026-09"),
        ("sesi sums 1", "sesi sums 2"),
        ("72.01.01", "72.02.01"),
        ("-,-,10", "-,-,ANI"),
    ] {
        assert!(text.contains(was));
        std::fs::write(&path, text.replace(was, is)).unwrap();
        let device = &mut province.members[0].2.device;
        assert_eq!(kind(take(device, &path)), "sums_file", "{is}");
    }
    std::fs::write(&path, "x".repeat(70_000)).unwrap();
    assert_eq!(
        kind(take(&mut province.members[0].2.device, &path)),
        "sums_file"
    );
    std::fs::write(&path, &text).unwrap();
    let told = take(&mut province.members[0].2.device, &path).unwrap();
    assert_eq!((told.month.as_str(), told.version), (MONTH, 1));
    assert_eq!(
        kind(take(&mut province.members[0].2.device, &path)),
        "rekap_same"
    );
    // The province itself speaks for no kabupaten, and a kabupaten's own profile neither.
    assert_eq!(
        kind(take(&mut province.stage.office.device, &path)),
        "not_kabupaten"
    );
}

#[test]
fn who_told_nothing_has_no_figure_and_what_comes_later_replaces_with_the_difference() {
    let mut toili = with_letters(2005);
    let mut province = Province::new(2006, &[BANGGAI, POSO]);
    let (_first, path) = handed(&mut toili.stage.office.device, MONTH);
    take(&mut province.members[0].2.device, &path).unwrap();
    province.synced();
    let office = &province.stage.office.device;
    let view = table(office, MONTH);
    assert_eq!((view.rows.len(), view.told), (13, 1));
    let (row, cells) = row_of(&view, POSO);
    assert!(row.told.is_none() && row.joined && row.last.is_none());
    let keys: Vec<&str> = view.table.columns.iter().map(|head| head.key).collect();
    for (key, cell) in keys.iter().zip(cells) {
        match *key {
            "no" | "name" => {}
            "as_of" => assert_eq!(*cell, Cell::text("Belum kirim")),
            _ => assert_eq!(*cell, Cell::Empty, "{key}"),
        }
    }
    let (_, never) = row_of(&view, "72.71");
    assert_eq!(
        *cell(&view.table, never, "as_of"),
        Cell::text("Belum bergabung")
    );
    // The sums are of those that told.
    let (_, told) = row_of(&view, BANGGAI);
    let total = view.table.total.as_ref().unwrap();
    for key in Sums::KEYS {
        assert_eq!(
            cell(&view.table, told, key),
            cell(&view.table, total, key),
            "{key}"
        );
    }
    // A month that nobody told is empty, in the trend too.
    let before = table(office, "2026-09");
    assert_eq!(before.told, 0);
    assert_eq!(
        *cell(
            &before.table,
            before.table.total.as_ref().unwrap(),
            "families"
        ),
        Cell::Empty
    );
    let trend = &view.trend;
    assert_eq!(trend.rows.len(), 12);
    assert_eq!(
        *cell(trend, &trend.rows[10], "second"),
        Cell::text("0 dari 13")
    );
    assert_eq!(*cell(trend, &trend.rows[10], "families"), Cell::Empty);
    assert_eq!(
        *cell(trend, &trend.rows[11], "second"),
        Cell::text("1 dari 13")
    );
    assert_eq!(
        cell(trend, &trend.rows[11], "families"),
        cell(&view.table, told, "families")
    );

    // A mark that comes late: the next version says what it changes.
    toili.record(3, 2, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let (_second, path) = handed(&mut toili.stage.office.device, MONTH);
    let again = take(&mut province.members[0].2.device, &path).unwrap();
    assert_eq!(again.version, 2);
    province.synced();
    let office = &province.stage.office.device;
    let view = table(office, MONTH);
    let (row, _) = row_of(&view, BANGGAI);
    let told = row.told.as_ref().unwrap();
    assert_eq!((told.version, told.doubled, told.changed), (2, false, 4));
    let code = BANGGAI.to_owned();
    let months = KabupatenMonths { code }.answer(office).unwrap();
    let month = &months.months[0];
    let versions: Vec<u16> = month.versions.iter().map(|one| one.version).collect();
    assert_eq!(versions, [2, 1]);
    let changes: Vec<(&str, &str, Option<u32>, Option<u32>)> = month
        .changes
        .iter()
        .map(|one| (one.code.as_str(), one.column.id, one.was, one.now))
        .collect();
    assert_eq!(
        changes,
        [
            (BANGGAI, "Hadir", Some(1), Some(2)),
            (BANGGAI, "Tidak Hadir", Some(6), Some(5)),
            (TOILI, "Hadir", Some(1), Some(2)),
            (TOILI, "Tidak Hadir", Some(3), Some(2)),
        ]
    );
    assert!(
        month
            .versions
            .iter()
            .all(|one| one.whole && one.device.is_some())
    );
    // The kabupaten's own profile sees the same of itself.
    let own = OwnMonths {}.answer(&province.members[0].2.device).unwrap();
    assert_eq!(own.months[0].changes, month.changes);
}

#[test]
fn two_devices_of_a_kabupaten_that_tell_apart_are_both_shown_and_a_third_telling_settles() {
    let mut province = Province::new(2007, &[BANGGAI]);
    let staff = province.members[0].1;
    let second = province.stage.phone(staff, &[]);
    province.members.push((BANGGAI, staff, second));
    let (_a, one) = made_up(BANGGAI, MONTH, 10);
    let (_b, other) = made_up(BANGGAI, MONTH, 20);
    take(&mut province.members[0].2.device, &one).unwrap();
    take(&mut province.members[1].2.device, &other).unwrap();
    province.synced();
    let seen = |device: &Device| {
        let code = BANGGAI.to_owned();
        let view = KabupatenMonths { code }.answer(device).unwrap();
        let versions = view.months.into_iter().flat_map(|month| month.versions);
        let versions = versions.map(|one| (one.version, one.doubled, one.digest));
        versions.collect::<Vec<_>>()
    };
    let both = seen(&province.stage.office.device);
    assert_eq!(both.len(), 2);
    assert!(
        both.iter()
            .all(|(version, doubled, _)| *version == 1 && *doubled)
    );
    assert_ne!(both[0].2, both[1].2);
    let view = table(&province.stage.office.device, MONTH);
    assert!(row_of(&view, BANGGAI).0.told.as_ref().unwrap().doubled);
    // Either of the two may be told once more: then that one counts, and the others stay.
    take(&mut province.members[0].2.device, &one).unwrap();
    province.synced();
    let settled = seen(&province.stage.office.device);
    assert_eq!(settled.len(), 3);
    assert_eq!((settled[0].0, settled[0].1), (2, false));
    let view = table(&province.stage.office.device, MONTH);
    let (row, cells) = row_of(&view, BANGGAI);
    assert!(!row.told.as_ref().unwrap().doubled);
    assert_eq!(*cell(&view.table, cells, "families"), Cell::Number(10));
    let dumps: BTreeSet<String> = province
        .members
        .iter()
        .map(|(_, _, one)| one.dump())
        .collect();
    assert_eq!(dumps.len(), 1);
}

#[test]
fn a_kabupaten_reads_no_other_and_speaks_for_no_other() {
    let mut province = Province::new(2008, &[BANGGAI, POSO]);
    let (banggai, poso) = (province.members[0].1, province.members[1].1);
    let (_a, path) = made_up(BANGGAI, MONTH, 10);
    take(&mut province.members[0].2.device, &path).unwrap();
    province.synced();
    let rows = |station: &Station| station.rows("SELECT hex(staff) FROM rm_published");
    assert_eq!(rows(&province.members[0].2).len(), 1);
    assert_eq!(rows(&province.members[1].2), Vec::<String>::new());
    let may = |station: &Station, staff| station.device.may_write(&person_feed(staff)).unwrap();
    assert!(may(&province.members[0].2, banggai) && !may(&province.members[0].2, poso));
    // In Poso's name: by its feed there is no key, and by one's own it counts nowhere.
    let month = YearMonth::new(2026, 10).unwrap();
    let places: BTreeMap<String, String> = [(POSO.to_owned(), "1,1,1".to_owned())].into();
    let forged = PublishedPatch {
        version: Set::To(9),
        digest: Set::To(handing::digest(MONTH, &places)),
        places: places
            .into_iter()
            .map(|(code, line)| (code, Some(line)))
            .collect(),
        ..PublishedPatch::default()
    };
    let key = DocKey::Published {
        kabupaten: poso,
        month,
        device: province.members[0].2.device.id(),
        send: Uuid::from_u128(9),
    };
    let device = &mut province.members[0].2.device;
    let by_its_feed = device.edit(&key, &forged.clone().into());
    let own = person_feed(banggai);
    let by_own = device.write(|conn, me| me.edit(conn, &key, &own, &forged.into()));
    assert!(by_own.is_ok());
    province.synced();
    assert!(by_its_feed.is_err() || rows(&province.members[1].2).is_empty());
    let view = table(&province.stage.office.device, MONTH);
    assert!(row_of(&view, POSO).0.told.is_none());
    assert!(row_of(&view, BANGGAI).0.told.is_some());
    // What only the province asks, no kabupaten does, and no office of a kabupaten.
    let device = &mut province.members[0].2.device;
    let month = MONTH.to_owned();
    assert_eq!(kind(ProvinceMonth { month }.answer(device)), "not_allowed");
    let code = POSO.to_owned();
    assert_eq!(kind(KabupatenMonths { code }.answer(device)), "not_allowed");
    let code = POSO.to_owned();
    assert_eq!(kind(AddKabupaten { code }.run(device)), "not_allowed");
    let mut toili = Toili::new(2009);
    let month = MONTH.to_owned();
    let office = &mut toili.stage.office.device;
    assert_eq!(kind(ProvinceMonth { month }.answer(office)), "not_province");
    assert_eq!(kind(OwnMonths {}.answer(office)), "not_kabupaten");
    assert_eq!(
        kind(sums(&province.stage.office.device, MONTH)),
        "not_kabupaten"
    );
}

/// A change of the patch that `by` makes in a document of that key, sent by the device of the province whatever its app says.
fn smuggle(station: &mut Station, staff: Uuid, key: &DocKey, patch: &Patch, by: DeviceId) {
    let office = station.device.office();
    let by = Authorship {
        device: by,
        actor: ActorSeed([0xff; 6]),
        time: crate::testkit::start(),
    };
    let mut own = key.clone();
    if let DocKey::Published { device, .. } = &mut own {
        *device = by.device;
    }
    let change = Document::new(own, &office).commit(patch, by);
    let change = change.unwrap().unwrap();
    let stored = station.device.document(key).unwrap();
    let document = stored.unwrap_or_else(|| Document::new(key.clone(), &office));
    let (id, into) = (document.id(), person_feed(staff).to_bytes());
    let row = DocumentRow {
        id: *id.as_bytes(),
        key: key.to_bytes(),
        purpose: into.clone(),
        heads: document.heads().to_bytes(),
        saved: document.save(),
    };
    station
        .device
        .write(|tx, _| {
            row.put(tx)?;
            PendingChange::add(tx, id.as_bytes(), &into, change.contents())
        })
        .unwrap();
}

/// What a kabupaten told stays told: a device of the province's office, which writes that feed and the register, can neither hide nor change it,
/// nor tell in the kabupaten's name.
#[test]
fn what_a_kabupaten_told_no_device_of_the_province_undoes() {
    let mut province = Province::new(2013, &[BANGGAI]);
    let staff = province.members[0].1;
    let dewi = province.stage.hire("DEWI", &[]);
    let mut hostile = province.stage.second_office(dewi);
    let (_a, path) = made_up(BANGGAI, MONTH, 10);
    take(&mut province.members[0].2.device, &path).unwrap();
    province.synced();
    hostile.synced(&mut province.stage.relay);
    let teller = province.members[0].2.device.id();
    let told = hostile.rows("SELECT send FROM rm_published");
    assert_eq!(told.len(), 1);
    let send = hostile
        .device
        .reader()
        .query_row("SELECT send FROM rm_published", [], |row| row.get(0))
        .map(Uuid::from_bytes)
        .unwrap();
    let month = YearMonth::new(2026, 10).unwrap();
    let key = |device, send| DocKey::Published {
        kabupaten: staff,
        month,
        device,
        send,
    };
    let places: BTreeMap<String, String> = [(BANGGAI.to_owned(), "1,1,1".to_owned())].into();
    let other = |version| {
        Patch::from(PublishedPatch {
            version: Set::To(version),
            digest: Set::To(handing::digest(MONTH, &places)),
            places: places
                .iter()
                .map(|(code, line)| (code.clone(), Some(line.clone())))
                .collect(),
            ..PublishedPatch::default()
        })
    };
    let real = key(teller, send);
    let own = hostile.device.id();
    assert!(hostile.device.edit(&real, &other(9)).is_err());
    assert!(hostile.device.edit(&key(own, send), &other(9)).is_err());
    // In its own name and in that of the device that told, over what was told and beside it.
    for by in [own, teller] {
        for device in [own, teller] {
            for send in [send, Uuid::from_u128(9)] {
                smuggle(&mut hostile, staff, &key(device, send), &other(9), by);
            }
        }
    }
    // The register is the province's to write: the device is no longer the kabupaten's, the hostile one is, the member is no kabupaten any more,
    // and another one is that kabupaten.
    let cleared = StaffPatch {
        devices: [(teller.to_string(), None), (own.to_string(), Some(true))].into(),
        kabupaten: Set::Clear,
        ..StaffPatch::default()
    };
    crate::office::edit_staff(&mut hostile.device, staff, cleared).unwrap();
    let second = StaffPatch {
        name: Set::To("ZZZ".to_owned()),
        kabupaten: Set::To(BANGGAI.to_owned()),
        ..StaffPatch::default()
    };
    crate::office::edit_staff(&mut hostile.device, Uuid::from_u128(u128::MAX), second).unwrap();
    hostile.synced(&mut province.stage.relay);
    province.synced();
    let office = &province.stage.office.device;
    let view = table(office, MONTH);
    let (row, cells) = row_of(&view, BANGGAI);
    assert_eq!(row.staff, Some(staff));
    let told = row.told.as_ref().unwrap();
    assert_eq!((told.version, told.doubled), (1, false));
    assert_eq!(*cell(&view.table, cells, "families"), Cell::Number(10));
    let code = BANGGAI.to_owned();
    let months = KabupatenMonths { code }.answer(office).unwrap().months;
    assert_eq!(months[0].versions.len(), 1);
    // The kabupaten sees the same, and goes on telling.
    let (_b, path) = made_up(BANGGAI, MONTH, 20);
    let device = &mut province.members[0].2.device;
    let own = OwnMonths {}.answer(device).unwrap().months;
    assert_eq!(own[0].versions[0].digest, months[0].versions[0].digest);
    assert_eq!(take(device, &path).unwrap().version, 2);
    province.synced();
    let view = table(&province.stage.office.device, MONTH);
    let (_, cells) = row_of(&view, BANGGAI);
    assert_eq!(*cell(&view.table, cells, "families"), Cell::Number(20));
    // What was smuggled in another's name waits on the shelf, with its reason.
    let parked = Parked::all(province.stage.office.device.reader()).unwrap();
    assert!(!parked.is_empty());
    let reasons = parked.iter();
    assert!(
        reasons
            .map(|one| one.reason)
            .all(|it| it == ParkReason::ForgedAuthor)
    );
}

#[test]
fn a_kabupaten_is_added_once_and_only_one_of_the_province() {
    let mut stage = Stage::at("72", 2010);
    let add = |device: &mut Device, code: &str| {
        let code = code.to_owned();
        AddKabupaten { code }.run(device)
    };
    let device = &mut stage.office.device;
    let first = add(device, BANGGAI).unwrap();
    assert_eq!(add(device, BANGGAI).unwrap(), first);
    for code in ["73.01", "72", "72.99", "72.01.09"] {
        assert_eq!(kind(add(device, code)), "unknown_kabupaten", "{code}");
    }
    let elsewhere = KabupatenMonths {
        code: "73.01".to_owned(),
    };
    assert_eq!(kind(elsewhere.answer(device)), "unknown_kabupaten");
    let invite = |device: &mut Device, staff| {
        let invite = Invite {
            staff,
            office: false,
            days: 7,
        };
        invite.run(device).map(|card| card.text)
    };
    assert!(invite(device, first).is_ok(), "it needs no kecamatan");
    let somebody = SaveStaff {
        id: None,
        name: "DEWI".into(),
        role: "staf".into(),
        nip: String::new(),
        phone: String::new(),
        kecamatan: BTreeSet::new(),
    };
    let somebody = somebody.run(device).unwrap();
    assert_eq!(kind(invite(device, somebody)), "no_kecamatan");
}

#[test]
fn the_workbook_leaves_unknown_cells_empty_and_the_paper_says_who_is_missing() {
    let mut province = Province::new(2011, &[BANGGAI, POSO]);
    let (_a, path) = made_up(BANGGAI, MONTH, 10);
    take(&mut province.members[0].2.device, &path).unwrap();
    province.synced();
    let folder = tempfile::tempdir().unwrap();
    let mut export = |format, name: &str| {
        let export = ExportProvince {
            month: MONTH.to_owned(),
            format,
            paper: Size::A4,
            path: folder.path().join(name),
        };
        let device = &mut province.stage.office.device;
        let printed = export.run(device, &mut unwatched).unwrap();
        assert_eq!(printed.told, 1);
        printed.path
    };
    let path = export(ProvinceFormat::Xlsx, "provinsi.xlsx");
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    assert_eq!(book.sheet_names(), ["Provinsi", "Tren", "Banggai"]);
    let sheet = book.worksheet_range("Provinsi").unwrap();
    let rows: Vec<Vec<Data>> = sheet.rows().map(<[Data]>::to_vec).collect();
    let row = |name: &str| {
        let found = rows
            .iter()
            .find(|row| row.contains(&Data::String(name.to_owned())));
        found.unwrap_or_else(|| panic!("no row {name}")).clone()
    };
    let poso = row("Poso");
    let figures = poso
        .iter()
        .filter(|cell| matches!(cell, Data::Float(_) | Data::Int(_)));
    assert_eq!(figures.count(), 1, "its number alone: {poso:?}");
    assert!(poso.contains(&Data::String("Belum kirim".into())));
    let banggai = row("Banggai");
    assert!(banggai.contains(&Data::Float(10.0)) && banggai.contains(&Data::Float(50.0)));
    assert!(row("Jumlah yang kirim").contains(&Data::Float(10.0)));
    let text = format!("{rows:?}");
    assert!(text.contains("Jumlah dari 1 dari 13 kabupaten/kota."));
    let path = export(ProvinceFormat::Pdf, "provinsi.pdf");
    assert!(std::fs::read(path).unwrap().starts_with(b"%PDF"));
}

#[test]
fn a_disk_that_is_full_leaves_no_half_of_a_table_or_of_sums() {
    use sesi_engine::whole_file::room;
    let mut province = Province::new(2016, &[BANGGAI]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("provinsi");
    for format in [ProvinceFormat::Xlsx, ProvinceFormat::Pdf] {
        let export = ExportProvince {
            month: MONTH.to_owned(),
            format,
            paper: Size::A4,
            path: path.clone(),
        };
        let device = &mut province.stage.office.device;
        let full = room::of(100, || export.run(device, &mut unwatched));
        assert_eq!(kind(full), "file_full");
    }
    let mut toili = kabupaten(2017);
    let device = &mut toili.stage.office.device;
    let export = ExportSums {
        month: MONTH.to_owned(),
        seen: sums(device, MONTH).unwrap().digest,
        path,
    };
    let full = room::of(100, || export.run(device, &mut unwatched));
    assert_eq!(kind(full), "file_full");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn figures_that_came_in_part_do_not_count() {
    let mut province = Province::new(2012, &[BANGGAI]);
    let staff = province.members[0].1;
    let key = DocKey::Published {
        kabupaten: staff,
        month: YearMonth::new(2026, 10).unwrap(),
        device: province.members[0].2.device.id(),
        send: Uuid::from_u128(1),
    };
    let patch = PublishedPatch {
        version: Set::To(3),
        digest: Set::To("0".repeat(64)),
        places: [(BANGGAI.to_owned(), Some("7,7,7".to_owned()))].into(),
        ..PublishedPatch::default()
    };
    province.members[0]
        .2
        .device
        .edit(&key, &patch.into())
        .unwrap();
    province.synced();
    let office = &province.stage.office.device;
    let view = table(office, MONTH);
    assert!(row_of(&view, BANGGAI).0.told.is_none());
    let code = BANGGAI.to_owned();
    let months = KabupatenMonths { code }.answer(office).unwrap();
    assert!(!months.months[0].versions[0].whole, "and it is shown");
}

/// A kabupaten's device whose app was changed: the digest fits whatever it says.
#[test]
fn figures_of_another_kabupaten_or_without_ones_own_sums_do_not_count() {
    let mut province = Province::new(2014, &[BANGGAI]);
    let staff = province.members[0].1;
    let lines = [
        // Its kecamatan alone, without the sums of the whole.
        vec![("72.01.09", "7,7,7")],
        // Another one's kecamatan, and another one's sums, beside its own.
        vec![("72.01", "7,7,7"), ("72.02.01", "9,9,9")],
        vec![("72.01", "7,7,7"), ("72.02", "9,9,9")],
        vec![("72.02", "9,9,9")],
    ];
    for (lines, no) in lines.into_iter().zip(1u16..) {
        let device = &mut province.members[0].2.device;
        let key = DocKey::Published {
            kabupaten: staff,
            month: YearMonth::new(2026, 10).unwrap(),
            device: device.id(),
            send: Uuid::from_u128(no.into()),
        };
        let places: BTreeMap<String, String> = lines
            .iter()
            .map(|(code, line)| {
                let sums = Sums::parse(line).unwrap();
                ((*code).to_owned(), sums.line())
            })
            .collect();
        let patch = PublishedPatch {
            version: Set::To(no),
            digest: Set::To(handing::digest("2026-10", &places)),
            places: places
                .into_iter()
                .map(|(code, line)| (code, Some(line)))
                .collect(),
            ..PublishedPatch::default()
        };
        device.edit(&key, &patch.into()).unwrap();
    }
    province.synced();
    let office = &province.stage.office.device;
    assert!(row_of(&table(office, MONTH), BANGGAI).0.told.is_none());
    let code = BANGGAI.to_owned();
    let months = KabupatenMonths { code }.answer(office).unwrap();
    let whole = months.months[0].versions.iter().filter(|one| one.whole);
    assert_eq!((months.months[0].versions.len(), whole.count()), (4, 0));
}

#[test]
fn the_tables_columns_are_the_figures() {
    let stage = Stage::new(2013);
    let sql = "SELECT name FROM pragma_table_info('rm_published_place') ORDER BY cid";
    let mut statement = stage.office.device.reader().prepare(sql).unwrap();
    let names = statement
        .query_map(params![], |row| row.get::<_, String>(0))
        .unwrap();
    let names: Vec<String> = names.map(Result::unwrap).collect();
    assert_eq!(names[2..], *Sums::KEYS);
}

#[test]
fn what_is_read_of_a_file_is_what_was_written() {
    let mut toili = with_letters(2014);
    let (_folder, path) = handed(&mut toili.stage.office.device, MONTH);
    let read = Handed::read(&path).unwrap();
    let view = sums(&toili.stage.office.device, MONTH).unwrap();
    assert_eq!(read.digest, view.digest);
    assert_eq!(read.told().places, 2);
    let stale = ExportSums {
        month: MONTH.to_owned(),
        seen: "0".repeat(64),
        path,
    };
    let stale = stale.run(&mut toili.stage.office.device, &mut unwatched);
    assert_eq!(kind(stale), "rekap_changed");
}

/// Thirteen kabupaten with 575 pendamping between them, of whom none had FDS training; two never tell.
#[test]
fn thirteen_kabupaten_and_575_pendamping_are_summed_and_those_that_never_tell_are_not() {
    let codes: Vec<&'static str> = vec![
        "72.01", "72.02", "72.03", "72.04", "72.05", "72.06", "72.07", "72.08", "72.09", "72.10",
        "72.11", "72.12", "72.71",
    ];
    let mut province = Province::new(2015, &codes);
    let mut expected: u32 = 0;
    let mut staff_left: u32 = 575;
    for (at, (code, _, station)) in (0u32..).zip(&mut province.members) {
        // The last two tell nothing; the others have all 575 between them.
        if at >= 11 {
            continue;
        }
        let staff = if at == 10 { staff_left } else { 30 + 4 * at };
        staff_left -= staff;
        let families = staff * 200 + at;
        expected += families;
        for month in ["2026-09", MONTH] {
            let line = |part: u32| {
                Sums {
                    groups: Some(staff * 9 / part),
                    groups_met: Some(staff * 8 / part),
                    families: Some(families / part),
                    hadir: Some(families / part / 2),
                    staff: Some(staff / part),
                    trained: Some(0),
                    untrained: Some(staff / part),
                    ..Sums::default()
                }
                .line()
            };
            let places: BTreeMap<String, String> = (1..=20)
                .map(|no| (format!("{code}.{no:02}"), line(20)))
                .chain([((*code).to_owned(), line(1))])
                .collect();
            let file = serde_json::json!({
                "form": "sesi sums 1", "kabupaten": code, "month": month, "counted": "2026-11-02",
                "digest": handing::digest(month, &places), "places": places,
            });
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("sums.json");
            std::fs::write(&path, file.to_string()).unwrap();
            take(&mut station.device, &path).unwrap();
        }
    }
    assert_eq!(staff_left, 0);
    province.synced();
    let view = table(&province.stage.office.device, MONTH);
    assert_eq!((view.rows.len(), view.told), (13, 11));
    let total = view.table.total.as_ref().unwrap();
    assert_eq!(*cell(&view.table, total, "staff"), Cell::Number(575));
    assert_eq!(*cell(&view.table, total, "trained"), Cell::Number(0));
    assert_eq!(*cell(&view.table, total, "untrained"), Cell::Number(575));
    assert_eq!(
        *cell(&view.table, total, "families"),
        Cell::Number(expected.into())
    );
    assert_eq!(*cell(&view.table, total, "second"), Cell::Number(220));
    assert_eq!(*cell(&view.table, total, "letters"), Cell::Empty);
    // The row of each is what its own profile says, and a kabupaten holds nobody else's.
    for (code, _, station) in &province.members {
        let own = OwnMonths {}.answer(&station.device).unwrap();
        let told = if ["72.12", "72.71"].contains(code) {
            0
        } else {
            2
        };
        assert_eq!(own.months.len(), told, "{code}");
        assert_eq!(station.rows("SELECT doc FROM rm_published").len(), told);
        let (row, cells) = row_of(&view, code);
        assert_eq!(row.told.is_some(), told > 0);
        if let Some(month) = own.months.first() {
            let table = &month.versions[0].table;
            let whole = table.total.as_ref().unwrap();
            assert_eq!(
                cell(table, whole, "families"),
                cell(&view.table, cells, "families")
            );
        }
    }
    let trend = &view.trend;
    assert_eq!(
        *cell(trend, &trend.rows[10], "second"),
        Cell::text("11 dari 13")
    );
    assert_eq!(*cell(trend, &trend.rows[10], "staff"), Cell::Number(575));
}
