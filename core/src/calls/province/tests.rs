//! A month from a kabupaten's own profile to its province: the figures are those of its screens, nothing but figures crosses, nobody speaks
//! for another, and who told nothing has no figure.

mod files;
mod rights;
mod secrecy;

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
