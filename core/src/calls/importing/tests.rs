//! Rosters as the office's desk imports them: looked at first, written once, tasks kept with their cells.

use std::path::{Path, PathBuf};

use sesi_engine::job::{Cancelled, JobProgress, Phase, unwatched};

use super::{
    ImportPreview, ImportRoster, Imported, RosterPreview, RosterRow, RowOutcome, SettleTodo,
    TodoCorrection, TodoRow, Todos,
};
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::error::{ApiError, Error};
use crate::testkit::{Stage, TOILI};

const HEAD: &str =
    "NO;ID PKH;NAMA PENGURUS;NIK;DESA;KECAMATAN;KELOMPOK;JABATAN;PENDAMPING;REKENING\n";
/// Sound, sound in another group, a NIK of 15 digits, a bank for a name, an unknown desa, a row said twice.
const ROWS: &str = "1;72001;SITI AMINAH;7201094107800001;Samalore;Toili;MELATI 1;Ketua;ANI;01\n\
2;72002;NUR HAYATI;7201094107800002;Samalore;Toili;MELATI 2;;DEWI;02\n\
3;72003;RATNA SARI;720109410780003;Samalore;Toili;MELATI 1;;ANI;03\n\
4;72004;BANK BRI;7201094107800004;Samalore;Toili;MELATI 1;;ANI;04\n\
5;72005;WAYAN PUTRI;7201094107800005;Antah Berantah;Toili;MELATI 1;;ANI;05\n\
6;72001;SITI AMINAH;7201094107800001;Samalore;Toili;MELATI 1;;ANI;06\n";

struct Desk {
    stage: Stage,
    file: PathBuf,
}

impl Desk {
    fn new(seed: u64) -> Self {
        let mut stage = Stage::new(seed);
        stage.hire("ANI", &[TOILI]);
        let file = stage.dir.path().join("kpm-toili.csv");
        std::fs::write(&file, format!("{HEAD}{ROWS}")).unwrap();
        Self { stage, file }
    }

    fn device(&mut self) -> &mut Device {
        &mut self.stage.office.device
    }

    fn preview(&mut self) -> RosterPreview {
        let file = self.file.clone();
        look_at(self.device(), &file).unwrap()
    }

    fn import(&mut self, hire: bool) -> Imported {
        let path = self.file.clone();
        ImportRoster {
            path,
            profile: None,
            hire,
            keep: false,
            answers: Vec::new(),
        }
        .run(self.device(), &mut unwatched)
        .unwrap()
    }

    fn todos(&self) -> Vec<TodoRow> {
        Todos {}.answer(&self.stage.office.device).unwrap()
    }

    fn settle(&mut self, id: &str, with: Option<(&str, &str)>) -> Result<(), &'static str> {
        let with = with.map(|(name, nik)| TodoCorrection {
            name: name.into(),
            nik: nik.into(),
            values: std::collections::BTreeMap::new(),
            same: None,
        });
        let id = id.to_owned();
        let done = SettleTodo { id, with }.run(self.device());
        done.map(|_| ())
            .map_err(|error| ApiError::from(&error).kind)
    }

    fn texts(&self, sql: &str) -> Vec<String> {
        let mut statement = self.stage.office.device.reader().prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Each group with its pendamping today.
    fn leads(&self) -> Vec<String> {
        self.texts(
            "SELECT g.name || ': ' || coalesce((SELECT s.name FROM rm_group_pendamping p JOIN rm_staff s ON s.doc = p.staff
             WHERE p.doc = g.doc ORDER BY since DESC LIMIT 1), '-') FROM rm_group g ORDER BY g.name",
        )
    }
}

fn look_at(device: &mut Device, path: &Path) -> Result<RosterPreview, Error> {
    let path = path.to_owned();
    ImportPreview {
        path,
        profile: None,
        answers: Vec::new(),
    }
    .run(device, &mut unwatched)
}

fn counts(done: &Imported) -> [u32; 4] {
    [done.families, done.groups, done.staff, done.tasks]
}

fn numbers(rows: &[RosterRow], outcome: RowOutcome) -> Vec<u32> {
    rows.iter()
        .filter(|row| row.outcome == outcome)
        .map(|row| row.number)
        .collect()
}

#[test]
fn a_file_is_looked_at_before_anything_is_written() {
    let mut desk = Desk::new(401);
    let before = (desk.stage.office.tables(), desk.stage.office.dump());
    let preview = desk.preview();
    assert_eq!(
        (desk.stage.office.tables(), desk.stage.office.dump()),
        before
    );
    assert_eq!(preview.file, "kpm-toili.csv");
    assert_eq!(
        [
            preview.new_families,
            preview.changed_families,
            preview.same_families,
            preview.new_groups,
            preview.tasks
        ],
        [3, 0, 0, 2, 2]
    );
    assert_eq!(preview.unknown_pendamping, ["DEWI"]);
    let sheet = &preview.sheets[0];
    assert_eq!((sheet.name.as_str(), sheet.total), ("kpm-toili", 6));
    let column = |heading: &str| {
        let found = sheet
            .columns
            .iter()
            .find(|column| column.heading == heading);
        found.unwrap().field.clone()
    };
    assert_eq!(column("NIK").as_deref(), Some("nik"));
    assert_eq!(column("JABATAN").as_deref(), Some("group_role"));
    assert_eq!(column("REKENING"), None);
    // Tasks first, then what was cleaned, then what is sound.
    let order: Vec<u32> = sheet.rows.iter().map(|row| row.number).collect();
    assert_eq!(order, [4, 5, 6, 7, 2, 3]);
    assert_eq!(numbers(&sheet.rows, RowOutcome::Task), [4, 5]);
    assert_eq!(numbers(&sheet.rows, RowOutcome::Cleaned), [6, 7]);
    assert_eq!(sheet.rows[0].faults, ["nik_length"]);
    assert_eq!(sheet.rows[1].faults, ["name_is_bank"]);
    assert_eq!(sheet.rows[2].faults, ["desa_unknown"]);
    assert_eq!(sheet.rows[3].faults, ["repeated"]);
    assert_eq!(
        (sheet.rows[4].name.as_str(), sheet.rows[4].group.as_str()),
        ("SITI AMINAH", "MELATI 1")
    );
    assert_eq!(sheet.rows[4].original[9], "01");
}

#[test]
fn what_is_sound_is_imported_once_however_often() {
    let mut desk = Desk::new(402);
    assert_eq!(counts(&desk.import(true)), [3, 2, 1, 2]);
    assert_eq!(
        desk.texts("SELECT name FROM rm_family ORDER BY name"),
        ["NUR HAYATI", "SITI AMINAH", "WAYAN PUTRI"]
    );
    assert_eq!(desk.leads(), ["MELATI 1: ANI", "MELATI 2: DEWI"]);
    let works = "SELECT s.name || ' ' || role || ' ' || kecamatan FROM rm_staff s JOIN rm_staff_kecamatan k ON k.doc = s.doc ORDER BY 1";
    assert_eq!(
        desk.texts(works),
        ["ANI pendamping 72.01.09", "DEWI pendamping 72.01.09"]
    );
    let (before, pending) = (desk.stage.office.dump(), desk.stage.office.tables());
    assert_eq!(counts(&desk.import(true)), [0, 0, 0, 2]);
    assert_eq!(desk.stage.office.dump(), before);
    assert_eq!(desk.stage.office.tables(), pending);
    let preview = desk.preview();
    assert_eq!(
        [
            preview.new_families,
            preview.same_families,
            preview.new_groups
        ],
        [0, 3, 0]
    );
    assert!(preview.unknown_pendamping.is_empty());
}

#[test]
fn a_later_file_changes_only_what_it_says_otherwise() {
    let mut desk = Desk::new(403);
    desk.import(true);
    let rows = ROWS.replace("NUR HAYATI;", "NUR HAYATI MANSUR;");
    std::fs::write(&desk.file, format!("{HEAD}{rows}")).unwrap();
    let preview = desk.preview();
    assert_eq!([preview.changed_families, preview.same_families], [1, 2]);
    assert_eq!(counts(&desk.import(true)), [1, 0, 0, 2]);
    assert!(
        desk.texts("SELECT name FROM rm_family")
            .contains(&"NUR HAYATI MANSUR".to_owned())
    );
    assert_eq!(desk.todos().len(), 2, "the same rows are the same tasks");
}

#[test]
fn nobody_is_hired_unless_that_is_wished() {
    let mut desk = Desk::new(404);
    let rows = ROWS.replace("MELATI 1;;ANI;03", "MELATI 3;;EKA;03");
    std::fs::write(&desk.file, format!("{HEAD}{rows}")).unwrap();
    assert_eq!(counts(&desk.import(false)), [3, 2, 0, 2]);
    assert_eq!(desk.leads(), ["MELATI 1: ANI", "MELATI 2: -"]);
    assert_eq!(desk.preview().unknown_pendamping, ["DEWI"]);
    // A corrected row hires nobody either.
    let id = desk.todos()[0].id.clone();
    desk.settle(&id, Some(("RATNA SARI", ""))).unwrap();
    assert_eq!(
        desk.texts("SELECT name FROM rm_staff ORDER BY name"),
        ["ANI", "RATNA"]
    );
    assert_eq!(desk.leads()[2], "MELATI 3: -");
    // Hired after all: the groups that had nobody get them, and whoever leads a group stays.
    assert_eq!(counts(&desk.import(true)), [0, 2, 2, 1]);
    let leads = ["MELATI 1: ANI", "MELATI 2: DEWI", "MELATI 3: EKA"];
    assert_eq!(desk.leads(), leads);
    let rows = rows.replace(";ANI;", ";FITRI;");
    std::fs::write(&desk.file, format!("{HEAD}{rows}")).unwrap();
    assert_eq!(counts(&desk.import(false)), [0, 0, 0, 1]);
    assert_eq!(desk.leads(), leads);
}

#[test]
fn a_task_keeps_its_cells_and_is_settled_by_a_correction() {
    let mut desk = Desk::new(405);
    desk.import(true);
    let todos = desk.todos();
    let at = |number: u32| todos.iter().find(|todo| todo.row.number == number).unwrap();
    let short = at(4);
    assert_eq!(short.place, "kpm-toili.csv · kpm-toili · 4");
    assert_eq!(short.row.faults, ["nik_length"]);
    assert_eq!(short.nik, "720109410780003");
    assert_eq!(
        (short.row.name.as_str(), short.same_nik),
        ("RATNA SARI", None)
    );
    assert_eq!(short.headings.len(), short.row.original.len());
    let cell = short
        .headings
        .iter()
        .position(|heading| heading == "REKENING")
        .unwrap();
    assert_eq!(short.row.original[cell], "03");
    // Corrections that do not do are refused with what is wrong; the task stays.
    let id = short.id.clone();
    let settle = |desk: &mut Desk, name, nik| desk.settle(&id, Some((name, nik)));
    assert_eq!(
        settle(&mut desk, "RATNA SARI", "72010941078"),
        Err("nik_length")
    );
    assert_eq!(
        settle(&mut desk, "", "7201094107800003"),
        Err("name_missing")
    );
    assert_eq!(
        settle(&mut desk, "RATNA SARI", "7201094107800001"),
        Err("nik_duplicate")
    );
    assert_eq!(desk.todos().len(), 2);
    settle(&mut desk, "RATNA SARI", "").unwrap();
    let bank = at(5).id.clone();
    desk.settle(&bank, Some(("HASNA TAMRIN", "7201094107800004")))
        .unwrap();
    assert!(desk.todos().is_empty());
    let families = "SELECT name || ' ' || coalesce(nik, '-') FROM rm_family ORDER BY name";
    assert_eq!(
        desk.texts(families),
        [
            "HASNA TAMRIN 7201094107800004",
            "NUR HAYATI 7201094107800002",
            "RATNA SARI -",
            "SITI AMINAH 7201094107800001",
            "WAYAN PUTRI 7201094107800005"
        ]
    );
    assert_eq!(settle(&mut desk, "RATNA SARI", ""), Err("missing"));
    assert_eq!(desk.settle("x", None), Err("missing"));
    // The file once more asks nothing that was settled.
    assert_eq!(counts(&desk.import(true)), [0, 0, 0, 0]);
    assert_eq!(desk.preview().tasks, 0);
}

#[test]
fn a_row_that_was_thrown_away_does_not_come_back() {
    let mut desk = Desk::new(406);
    desk.import(true);
    let id = desk.todos()[0].id.clone();
    desk.settle(&id, None).unwrap();
    assert_eq!(desk.todos().len(), 1);
    assert_eq!(counts(&desk.import(true)), [0, 0, 0, 1]);
    assert_eq!(desk.todos().len(), 1);
    let preview = desk.preview();
    assert_eq!(preview.tasks, 1);
    let settled: Vec<&RosterRow> = preview.sheets[0]
        .rows
        .iter()
        .filter(|row| row.faults.contains(&"settled".to_owned()))
        .collect();
    assert_eq!(settled.len(), 1);
    assert_eq!(settled[0].outcome, RowOutcome::Cleaned);
}

#[test]
fn a_row_of_somebody_who_is_here_says_so() {
    let mut desk = Desk::new(407);
    desk.import(true);
    let other = desk.stage.dir.path().join("lagi.csv");
    std::fs::write(
        &other,
        format!("{HEAD}1;72099;MARIA LATIF;7201094107800001;Samalore;Toili;MELATI 1;;ANI;1\n"),
    )
    .unwrap();
    let preview = look_at(desk.device(), &other).unwrap();
    assert_eq!((preview.tasks, preview.new_families), (1, 0));
    assert_eq!(preview.sheets[0].rows[0].outcome, RowOutcome::Task);
    assert_eq!(preview.sheets[0].rows[0].faults, ["nik_duplicate"]);
    ImportRoster {
        path: other,
        profile: None,
        hire: true,
        keep: false,
        answers: Vec::new(),
    }
    .run(desk.device(), &mut unwatched)
    .unwrap();
    let todos = desk.todos();
    let maria = todos.last().unwrap();
    let siti = desk.texts("SELECT lower(hex(doc)) FROM rm_family WHERE name = 'SITI AMINAH'");
    assert_eq!(
        maria.same_nik.unwrap().simple().to_string(),
        siti[0],
        "{maria:?}"
    );
}

#[test]
fn a_workbook_is_read_like_a_text_and_other_files_are_refused_by_name() {
    let mut desk = Desk::new(408);
    let dir = desk.stage.dir.path().to_owned();
    let device = desk.device();
    let path = dir.join("kpm.xlsx");
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet().set_name("Toili").unwrap();
    for (row, line) in (0..).zip(format!("DAFTAR KPM\n{HEAD}{ROWS}").lines()) {
        for (column, cell) in (0..).zip(line.split(';')) {
            sheet.write(row, column, cell).unwrap();
        }
    }
    book.save(&path).unwrap();
    let preview = look_at(device, &path).unwrap();
    assert_eq!((preview.new_families, preview.tasks), (3, 2));
    assert_eq!(preview.sheets[0].name, "Toili");
    for (name, bytes, kind) in [
        ("a.pdf", b"%PDF-1.7".as_slice(), "roster_other_type"),
        ("a.csv", b"", "roster_empty"),
        ("b.csv", b"satu;dua\n1;2\n", "roster_no_header"),
        ("c.xlsx", b"PK\x03\x04 cut", "roster_unreadable"),
    ] {
        let path = dir.join(name);
        std::fs::write(&path, bytes).unwrap();
        let error = look_at(device, &path).unwrap_err();
        assert_eq!(ApiError::from(&error).kind, kind, "{name}");
    }
    for path in [dir.join("nowhere.csv"), dir.clone()] {
        let error = look_at(device, &path).unwrap_err();
        assert_eq!(ApiError::from(&error).kind, "io", "{}", path.display());
    }
    let large = std::fs::File::create(dir.join("large.csv")).unwrap();
    large.set_len(30 * 1024 * 1024).unwrap();
    let error = look_at(device, &dir.join("large.csv")).unwrap_err();
    assert_eq!(ApiError::from(&error).kind, "roster_too_large");
}

#[test]
fn a_phone_imports_nothing() {
    let mut desk = Desk::new(409);
    let ani = uuid::Uuid::new_v5(&uuid::Uuid::NAMESPACE_OID, b"ANI");
    let mut phone = desk.stage.phone(ani, &[TOILI]);
    let path = desk.file.clone();
    let refused = look_at(&mut phone.device, &path).unwrap_err();
    assert_eq!(ApiError::from(&refused).kind, "not_allowed");
    let done = ImportRoster {
        path,
        profile: None,
        hire: true,
        keep: false,
        answers: Vec::new(),
    }
    .run(&mut phone.device, &mut unwatched);
    assert_eq!(ApiError::from(&done.unwrap_err()).kind, "not_allowed");
}

/// A list of so many families in a few groups, and a row that becomes a task.
fn long_list(desk: &mut Desk, families: usize) {
    let family = |no| {
        let group = no % 5;
        format!("{no};{no};KPM {no};72010941078{no:05};Samalore;Toili;MELATI {group};;DEWI;1\n")
    };
    let rows: String = (1..=families).map(family).collect();
    let task = "999;999;BANK BRI;7201094107899999;Samalore;Toili;MELATI 1;;ANI;1\n";
    std::fs::write(&desk.file, format!("{HEAD}{rows}{task}")).unwrap();
}

/// Stops at the first step at which `when` says so.
fn stops(when: impl Fn(&JobProgress) -> bool) -> impl FnMut(JobProgress) -> Result<(), Cancelled> {
    move |progress| {
        if when(&progress) {
            Err(Cancelled)
        } else {
            Ok(())
        }
    }
}

#[test]
fn an_import_that_is_stopped_says_what_is_in_and_again_brings_the_rest() {
    let mut desk = Desk::new(410);
    // With five groups and a member of staff, three whole batches.
    let families = 3 * 128 - 6;
    long_list(&mut desk, families);
    let mut whole = Desk::new(410);
    long_list(&mut whole, families);
    assert_eq!(counts(&whole.import(true)), [378, 5, 1, 1]);

    let import = |desk: &mut Desk, stop: &mut dyn FnMut(JobProgress) -> Result<(), Cancelled>| {
        let path = desk.file.clone();
        ImportRoster {
            path,
            profile: None,
            hire: true,
            keep: false,
            answers: Vec::new(),
        }
        .run(desk.device(), stop)
    };
    // While it reads, nothing is written.
    let before = (desk.stage.office.tables(), desk.stage.office.dump());
    for (phase, done) in [
        (Phase::Reading, 0),
        // Within the one sheet, of which 64 rows are read; within comparing.
        (Phase::Reading, 32),
        (Phase::Reading, 400),
        (Phase::Writing, 0),
    ] {
        let mut stop = stops(move |at| at.phase == phase && at.done >= done);
        let stopped = import(&mut desk, &mut stop).unwrap_err();
        assert_eq!(ApiError::from(&stopped).kind, "cancelled");
        let after = (desk.stage.office.tables(), desk.stage.office.dump());
        assert!(after == before, "{phase:?} {done}");
    }
    // Then it stops after whole batches, and counts them.
    let mut in_it = 0;
    for done in [128, 256, 384] {
        let mut stop = stops(move |at| at.phase == Phase::Writing && at.done >= done);
        let part = import(&mut desk, &mut stop).unwrap();
        in_it += part.families;
        let here = desk.texts("SELECT name FROM rm_family").len();
        assert!(part.stopped || done > 128, "{part:?}");
        assert_eq!(u32::try_from(here).unwrap(), in_it, "{done}");
        let todos = desk.todos().len();
        assert_eq!(todos, usize::from(!part.stopped), "tasks come last");
    }
    assert!(desk.preview().new_families == 0 && in_it == 378);
    assert_eq!(counts(&desk.import(true)), [0, 0, 0, 1]);
    // But for the names of the imports, of which there were several.
    let lines = |desk: &Desk| {
        let dump = desk.stage.office.dump();
        let import = format!(".{}", desk.stage.office.device.id());
        let kept = dump.lines().filter(|line| !line.contains(&import));
        kept.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(lines(&desk), lines(&whole));
}

#[test]
fn others_have_the_device_between_the_steps_of_an_import() {
    let mut desk = Desk::new(411);
    long_list(&mut desk, 90);
    let Desk { stage, file } = desk;
    let device = std::sync::Arc::new(parking_lot::Mutex::new(stage.office.device));
    let mut shared = device.clone();
    let mut steps = 0;
    let mut last = None;
    let mut taps = |at: JobProgress| {
        // A tap of somebody who waits for nothing.
        let mut tapped = device.try_lock().expect("the device is free");
        let draft = sesi_engine::store::Draft {
            name: "new-1".into(),
            json: steps.to_string(),
            at: tapped.me().now(),
        };
        tapped.write(|conn, _| draft.put(conn)).unwrap();
        steps += 1;
        assert!(at.done <= at.total && last.replace(at) != Some(at));
        Ok(())
    };
    let import = ImportRoster {
        path: file,
        profile: None,
        hire: true,
        keep: false,
        answers: Vec::new(),
    };
    assert_eq!(import.run(&mut shared, &mut taps).unwrap().families, 90);
    // Read, compared row by row, written in batches.
    assert!(steps > 90, "{steps}");
}

#[test]
fn a_preview_that_is_stopped_leaves_nothing() {
    let mut desk = Desk::new(412);
    let path = desk.file.clone();
    let mut stop = stops(|at| at.done > 0);
    let stopped = ImportPreview {
        path,
        profile: None,
        answers: Vec::new(),
    }
    .run(desk.device(), &mut stop);
    assert_eq!(ApiError::from(&stopped.unwrap_err()).kind, "cancelled");
    assert_eq!(desk.preview().new_families, 3);
}
