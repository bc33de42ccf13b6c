//! Rosters become families once, whoever imports them, however often, with or without a network; what is doubtful waits with its
//! original row.

#![allow(
    clippy::unwrap_used,
    reason = "a test cannot go on without what it unwraps"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_core::importing::ImportDone;
use sesi_core::importing::Rosters;
use sesi_core::kinds::{DocKey, FamilyPatch};
use sesi_core::roster::{Correction, Field, Outcome, Preview, PreviewRow};
use sesi_engine::documents::{Scalar, Set};
use sesi_engine::job::unwatched;
use sesi_engine::store::{DocumentRow, Parked, PendingChange};
use sesi_tests::hostile_member::first_difference;
use sesi_tests::relay::RelayProcess;
use sesi_tests::world::{Station, World};
use uuid::Uuid;

const TOILI: &str = "72.01.09";
const LUWUK: &str = "72.01.04";

type File = (String, Vec<u8>);

struct Scene {
    world: World,
    desk: Station,
    _relay: RelayProcess,
    dir: tempfile::TempDir,
}

/// An office with two devices, both up to date.
fn scene(seed: u64) -> Scene {
    let dir = tempfile::tempdir().unwrap();
    let relay = RelayProcess::start(&dir.path().join("relay"));
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
    let mut world = World::found(dir.path(), &relay.url(), seed, now);
    let ratna = world.hire("RATNA", &[]);
    let mut desk = world.join_office(ratna);
    for _ in 0..2 {
        world.office.synced();
        desk.synced();
    }
    Scene {
        world,
        desk,
        _relay: relay,
        dir,
    }
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 18).unwrap()
}

fn previews(device: &Device, files: &[File]) -> Vec<Preview> {
    let each = files
        .iter()
        .flat_map(|(name, bytes)| device.preview_roster(bytes, name, None).unwrap());
    each.collect()
}

/// Imports files together, as the import screen does.
fn import(device: &mut Device, files: &[File]) -> (Vec<Preview>, ImportDone) {
    let mut previews = previews(device, files);
    let plan = device.plan_roster(&mut previews).unwrap();
    let names: Vec<_> = files.iter().map(|(name, _)| name.as_str()).collect();
    let done = device
        .import_roster(&plan, &names.join(", "), today())
        .unwrap();
    (previews, done)
}

fn count(device: &Device, table: &str) -> usize {
    let sql = format!("SELECT count(*) FROM {table}");
    let count: i64 = device.reader().query_row(&sql, [], |r| r.get(0)).unwrap();
    usize::try_from(count).unwrap()
}

/// Name and group of the family with a NIK; how many there are.
fn with_nik(device: &Device, nik: &str) -> Vec<String> {
    let sql = "SELECT name FROM rm_family WHERE nik = ?1 ORDER BY name";
    let mut statement = device.reader().prepare(sql).unwrap();
    let names = statement.query_map([nik], |row| row.get(0)).unwrap();
    names.collect::<Result<_, _>>().unwrap()
}

/// Both office devices and the relay, until nothing moves.
fn settle(stations: &mut [&mut Station]) {
    for _ in 0..3 {
        for station in &mut *stations {
            station.synced();
        }
    }
}

fn same(one: &Station, other: &Station) {
    assert_eq!(first_difference(&one.dump(), &other.dump()), None);
    for station in [one, other] {
        let parked = Parked::all(station.device.reader()).unwrap();
        assert_eq!(parked, [], "nothing waits");
        let pending = PendingChange::count(station.device.reader(), None).unwrap();
        assert_eq!(pending, 0, "everything is at the relay");
    }
}

/// To which feed each document belongs: where two devices differ, one of them writes where the other's readers never look.
fn purposes(device: &Device) -> BTreeMap<Uuid, Vec<u8>> {
    let mut purposes = BTreeMap::new();
    DocumentRow::each(device.reader(), |row| {
        purposes.insert(Uuid::from_bytes(row.id), row.purpose);
        Ok::<_, sesi_engine::store::StoreError>(())
    })
    .unwrap();
    purposes
}

/// What the rest of this file promises of any set of rosters: `files` without a fault in common become `sound` families.
#[allow(
    clippy::too_many_lines,
    reason = "one story from the files to the phones"
)]
fn promises(seed: u64, files: &[File]) {
    let Scene {
        mut world,
        mut desk,
        _relay,
        dir: _dir,
    } = scene(seed);
    let (sheets, done) = import(&mut world.office.device, files);
    let rows: Vec<&PreviewRow> = sheets.iter().flat_map(|preview| &preview.rows).collect();
    let sound: Vec<_> = rows
        .iter()
        .filter_map(|row| match &row.outcome {
            Outcome::Sound(family) => family.nik.clone(),
            _ => None,
        })
        .collect();
    assert_eq!(count(&world.office.device, "rm_family"), sound.len());
    for nik in &sound {
        assert_eq!(with_nik(&world.office.device, nik.as_str()).len(), 1);
    }

    // The others wait, each with its whole row.
    let waiting = rows
        .iter()
        .filter(|row| matches!(row.outcome, Outcome::Todo(_)));
    let waiting: Vec<_> = waiting.collect();
    let todos = world.office.device.roster_todos().unwrap();
    assert_eq!((todos.len(), done.todos), (waiting.len(), waiting.len()));
    for row in &waiting {
        let cells = |texts: &[String]| -> BTreeSet<String> {
            texts.iter().filter(|t| !t.is_empty()).cloned().collect()
        };
        let original = |todo: &sesi_core::roster::Todo| -> Vec<String> {
            todo.original.iter().map(|(_, text)| text.clone()).collect()
        };
        assert!(
            todos
                .iter()
                .any(|todo| todo.place.row == row.number
                    && cells(&original(todo)) == cells(&row.cells)),
            "row {} is kept as it was",
            row.number
        );
    }

    // Once more changes nothing and asks nothing.
    let before = world.office.dump();
    let (_, again) = import(&mut world.office.device, files);
    assert_eq!(again, ImportDone::default());
    assert_eq!(first_difference(&before, &world.office.dump()), None);

    // The second device of the office imports the same files offline, in another order.
    let mut turned = files.to_vec();
    turned.reverse();
    import(&mut desk.device, &turned);
    settle(&mut [&mut world.office, &mut desk]);
    same(&world.office, &desk);
    assert_eq!(purposes(&world.office.device), purposes(&desk.device));
    for table in ["rm_family", "rm_group", "rm_staff"] {
        let lines = |dump: &str| {
            let rest = dump.split_once(table).map(|(_, rest)| rest.to_owned());
            let rest = rest.unwrap_or_default();
            rest.lines()
                .skip(1)
                .take_while(|l| l.starts_with(' '))
                .count()
        };
        assert_eq!(
            lines(&world.office.dump()),
            lines(&before),
            "one set of {table}"
        );
    }
    // What both now hold is what either would import once more: nobody appears twice.
    import(&mut desk.device, files);
    settle(&mut [&mut desk, &mut world.office]);
    same(&world.office, &desk);
    assert_eq!(count(&desk.device, "rm_family"), sound.len());

    // A phone that comes now sees all of its kecamatan, and what the office changes afterwards.
    let sound_of = |device: &Device, kecamatan: &str| -> i64 {
        let sql = "SELECT count(*) FROM rm_family WHERE kecamatan = ?1";
        device
            .reader()
            .query_row(sql, [kecamatan], |row| row.get(0))
            .unwrap()
    };
    let kecamatan = sheets[0].kecamatan.clone().unwrap_or_else(|| TOILI.into());
    let ani = world.hire("ANI", &[&kecamatan]);
    let mut phone = world.join(ani, &[&kecamatan]);
    settle(&mut [&mut world.office, &mut desk, &mut phone]);
    assert_eq!(
        sound_of(&phone.device, &kecamatan),
        sound_of(&world.office.device, &kecamatan)
    );
    let (family,): (Vec<u8>,) = phone
        .device
        .reader()
        .query_row(
            "SELECT doc FROM rm_family WHERE kecamatan = ?1 ORDER BY doc LIMIT 1",
            [&kecamatan],
            |row| Ok((row.get(0)?,)),
        )
        .unwrap();
    let family = DocKey::Family(Uuid::from_slice(&family).unwrap());
    for (station, phone_no) in [(&mut desk, "081200000001"), (&mut world.office, "0812")] {
        station.device.edit(&family, &telephone(phone_no)).unwrap();
        station.synced();
        phone.synced();
        assert!(phone.dump().contains(phone_no), "{phone_no}");
    }
    assert_eq!(Parked::all(phone.device.reader()).unwrap(), []);
}

fn telephone(number: &str) -> sesi_core::kinds::Patch {
    FamilyPatch {
        phone: Set::To(number.into()),
        ..FamilyPatch::default()
    }
    .into()
}

const LABELS: [&str; 11] = [
    "NO",
    "ID PKH",
    "NAMA PENGURUS",
    "NIK",
    "NO KK",
    "DESA/KELURAHAN",
    "KECAMATAN",
    "KELOMPOK",
    "STATUS KELOMPOK",
    "STATUS KEPESERTAAN",
    "PENDAMPING",
];

/// A family of an invented roster: ID PKH, name, NIK, group.
type Line<'l> = (&'l str, &'l str, &'l str, &'l str);

/// A workbook with a title, a header and these families.
fn workbook(kecamatan: &str, desa: &str, lines: &[Line<'_>]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name(kecamatan).unwrap();
    let title = format!("DAFTAR KPM PKH KECAMATAN {}", kecamatan.to_uppercase());
    sheet.write_string(0, 0, title).unwrap();
    for (column, label) in (0..).zip(LABELS) {
        sheet.write_string(2, column, label).unwrap();
    }
    for (at, (pkh, name, nik, group)) in (3..).zip(lines) {
        let no = (at - 2).to_string();
        let upper = kecamatan.to_uppercase();
        let cells = [
            &no, *pkh, *name, *nik, "", desa, &upper, *group, "Anggota", "Aktif", "ANI",
        ];
        for (column, cell) in (0..).zip(cells) {
            sheet.write_string(at, column, cell).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

fn invented() -> Vec<File> {
    let toili = [
        (
            "720000000001",
            "SITI AMINAH",
            "7201095410899880",
            "MELATI 1",
        ),
        (
            "720000000002",
            "NUR HAYATI",
            "7201095204829185",
            "MELATI 01",
        ),
        (
            "720000000003",
            "RAHMAWATI",
            "'7201095308639807",
            "Kelompok Melati 1",
        ),
        ("720000000004", "FATIMAH", "", "MELATI 1"),
        ("720000000005", "HALIMAH", "72010954108998", "MAWAR 2"),
        (
            "720000000006",
            "BANK RAKYAT INDONESIA",
            "7201094104829611",
            "MAWAR 2",
        ),
        ("720000000007", "KARTINI", "7201095410899880", "MAWAR 2"),
    ];
    let luwuk = [
        (
            "720000000011",
            "EKA NASHIRUDDIN",
            "7201045612879213",
            "MELATI 1",
        ),
        (
            "720000000012",
            "PUJI USAMAH",
            "7201044401699188",
            "MELATI 1",
        ),
        (
            "720000000001",
            "SITI AMINAH",
            "7201095410899880",
            "MELATI 1",
        ),
    ];
    vec![
        ("toili.xlsx".into(), workbook("Toili", "Samalore", &toili)),
        ("luwuk.xlsx".into(), workbook("Luwuk", "Karaton", &luwuk)),
    ]
}

#[test]
fn an_invented_roster_says_what_is_wrong_with_each_row() {
    let mut scene = scene(61);
    let (seen, done) = import(&mut scene.world.office.device, &invented());
    let faults: Vec<Vec<&str>> = seen
        .iter()
        .flat_map(|preview| &preview.rows)
        .map(|row| row.faults.iter().map(|fault| fault.code.as_str()).collect())
        .collect();
    let none: Vec<&str> = Vec::new();
    assert_eq!(
        faults[..7],
        [
            none.clone(),
            none.clone(),
            vec!["nik_apostrophe"],
            vec!["nik_missing"],
            vec!["nik_length"],
            vec!["name_is_bank"],
            vec!["nik_duplicate"],
        ]
    );
    assert_eq!(faults[7..9], [none.clone(), none]);
    let office = &scene.world.office.device;
    assert_eq!(count(office, "rm_family"), 5);
    assert_eq!(count(office, "rm_group"), 2, "a kecamatan has one MELATI 1");
    assert_eq!(done.todos, 4);
    assert_eq!(with_nik(office, "7201095308639807"), ["RAHMAWATI"]);
}

#[test]
fn invented_rosters_become_one_set_of_families_on_two_devices() {
    let mut files = invented();
    // The row that stands in both kecamatan has a test of its own.
    files[1].1 = workbook(
        "Luwuk",
        "Karaton",
        &[
            (
                "720000000011",
                "EKA NASHIRUDDIN",
                "7201045612879213",
                "MELATI 1",
            ),
            ("720000000013", "TANPA NIK", "", "MELATI 1"),
        ],
    );
    promises(62, &files);
}

#[test]
fn a_row_that_waited_becomes_a_family_when_it_is_corrected() {
    let mut scene = scene(63);
    import(&mut scene.world.office.device, &invented());
    let office = &mut scene.world.office.device;
    let todos = office.roster_todos().unwrap();
    let todo = todos.iter().find(|t| t.draft.name == "HALIMAH").unwrap();
    let nik = |text: &str| Correction {
        values: [(Field::Nik, text.to_owned())].into(),
        without_nik: false,
    };
    // Still wrong, and somebody else's, are both said.
    for wrong in ["720109541089", "7201095410899880"] {
        let told = office.resolve_roster_todo(todo, &nik(wrong), None, today());
        assert!(told.unwrap().is_err(), "{wrong}");
        assert_eq!(office.roster_todos().unwrap().len(), todos.len());
    }
    let right = office.resolve_roster_todo(todo, &nik("7201095410799881"), None, today());
    assert!(right.unwrap().is_ok());
    assert_eq!(with_nik(office, "7201095410799881"), ["HALIMAH"]);
    assert_eq!(office.roster_todos().unwrap().len(), todos.len() - 1);
    // Next quarter's roster with the same fault asks nothing new.
    let families = count(office, "rm_family");
    let (_, again) = import(office, &invented());
    assert_eq!(again.todos, 0);
    assert_eq!(count(office, "rm_family"), families);
    // It arrives at the second device like anything else.
    settle(&mut [&mut scene.world.office, &mut scene.desk]);
    same(&scene.world.office, &scene.desk);
    assert_eq!(
        with_nik(&scene.desk.device, "7201095410799881"),
        ["HALIMAH"]
    );
}

/// Two devices of the office, apart from each other, import a roster each, and one family stands in both, in different
/// kecamatan: its document comes through two feeds.
#[test]
fn a_family_that_two_kecamatan_claim_is_one_document_that_both_devices_keep_in_the_same_place() {
    let Scene {
        mut world,
        mut desk,
        _relay,
        dir: _dir,
    } = scene(64);
    let nik = "7201095410899880";
    let line = |group| [("720000000001", "SITI AMINAH", nik, group)];
    let toili = (
        "toili.xlsx".to_owned(),
        workbook("Toili", "Samalore", &line("MELATI 1")),
    );
    let luwuk = (
        "luwuk.xlsx".to_owned(),
        workbook("Luwuk", "Karaton", &line("MAWAR 1")),
    );
    // Both feeds are there already, and a phone in each kecamatan.
    for code in [TOILI, LUWUK] {
        world.office.device.ensure_place(code, &[2026]).unwrap();
    }
    let (ani, budi) = (world.hire("ANI", &[TOILI]), world.hire("BUDI", &[LUWUK]));
    let mut of_toili = world.join(ani, &[TOILI]);
    let mut of_luwuk = world.join(budi, &[LUWUK]);
    settle(&mut [&mut world.office, &mut desk, &mut of_toili, &mut of_luwuk]);

    import(&mut world.office.device, &[toili]);
    import(&mut desk.device, &[luwuk]);
    settle(&mut [&mut world.office, &mut desk, &mut of_toili, &mut of_luwuk]);
    same(&world.office, &desk);
    assert_eq!(count(&world.office.device, "rm_family"), 1);
    assert_eq!(
        first_different(&purposes(&world.office.device), &purposes(&desk.device)),
        None
    );

    // It is where the document says it is; that kecamatan's phone has all of it, whoever of the office edits.
    let (doc, kecamatan): (Vec<u8>, String) = world
        .office
        .device
        .reader()
        .query_row("SELECT doc, kecamatan FROM rm_family", [], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    let family = DocKey::Family(Uuid::from_slice(&doc).unwrap());
    let edits = [("0812001", true), ("0812002", false)];
    for (number, at_desk) in edits {
        let station = if at_desk {
            &mut desk
        } else {
            &mut world.office
        };
        station.device.edit(&family, &telephone(number)).unwrap();
        settle(&mut [&mut world.office, &mut desk, &mut of_toili, &mut of_luwuk]);
        same(&world.office, &desk);
        let phone = if kecamatan == TOILI {
            &of_toili
        } else {
            &of_luwuk
        };
        assert!(phone.dump().contains(number), "{number} at {kecamatan}");
        assert_eq!(Parked::all(phone.device.reader()).unwrap(), []);
    }

    // The office decides for the other kecamatan: it moves there, on every device, with all that was ever said of it.
    let other = if kecamatan == TOILI { LUWUK } else { TOILI };
    let document = desk.device.document(&family).unwrap().unwrap();
    let paths: Vec<_> = document
        .disagreements()
        .into_iter()
        .map(|d| d.path)
        .collect();
    assert!(paths.contains(&"kecamatan".to_owned()), "{paths:?}");
    desk.device
        .resolve(&family, "kecamatan", Scalar::Text(other.into()))
        .unwrap();
    settle(&mut [&mut desk, &mut world.office, &mut of_toili, &mut of_luwuk]);
    same(&world.office, &desk);
    let at = purposes(&world.office.device);
    assert_eq!(first_different(&at, &purposes(&desk.device)), None);
    world
        .office
        .device
        .edit(&family, &telephone("0812003"))
        .unwrap();
    settle(&mut [&mut world.office, &mut desk, &mut of_toili, &mut of_luwuk]);
    let phone = if other == TOILI { &of_toili } else { &of_luwuk };
    assert!(phone.dump().contains("0812003"), "she is in {other} now");
    for phone in [&of_toili, &of_luwuk] {
        assert_eq!(Parked::all(phone.device.reader()).unwrap(), []);
    }
}

#[test]
fn what_two_clerks_say_of_one_list_at_once_is_joined_or_shown_as_a_difference() {
    let mut scene = scene(67);
    let path = scene.dir.path().join("aneh.csv");
    let rows =
        "SITI;7201094101800001;7201090101010001;1\nWATI;7201094101800002;7201090101010002;2\n";
    std::fs::write(&path, format!("SIAPA;NOMOR A;NOMOR B;X\n{rows}")).unwrap();
    let look = |device: &mut Device| {
        let asked = json!({"path": path, "profile": null});
        calls::job(device, "import_preview", asked, &mut unwatched).unwrap()
    };
    let keep = |device: &mut Device, columns: Value| {
        let profile = json!({"columns": columns, "sheets": {"*": {"kecamatan": TOILI}}});
        let asked = json!({"path": path, "profile": profile, "hire": false, "keep": true});
        calls::job(device, "import_roster", asked, &mut unwatched).unwrap();
    };
    // Both name the person's column; each says of a number what the other does not, and of one they disagree.
    keep(
        &mut scene.world.office.device,
        json!({"SIAPA": "name", "NOMOR A": "nik", "X": "tahap"}),
    );
    keep(
        &mut scene.desk.device,
        json!({"SIAPA": "name", "NOMOR B": "kk", "X": "phone"}),
    );
    for _ in 0..3 {
        scene.world.office.synced();
        scene.desk.synced();
    }
    for device in [&mut scene.world.office.device, &mut scene.desk.device] {
        let seen = look(device);
        let columns = &seen["profile"]["columns"];
        assert_eq!(
            columns,
            &json!({"SIAPA": "name", "NOMOR A": "nik", "NOMOR B": "kk"})
        );
        assert_eq!(seen["read_like"][0]["differing"], json!(["X"]));
        let differences = calls::query(device, "differences", json!({"doc": null})).unwrap();
        let of_lists: Vec<&Value> = differences
            .as_array()
            .unwrap()
            .iter()
            .filter(|one| one["field"].as_str().unwrap().starts_with("settings/list."))
            .collect();
        assert_eq!(of_lists.len(), 1, "{differences}");
        let shown: BTreeSet<&str> = of_lists[0]["sides"]
            .as_array()
            .unwrap()
            .iter()
            .map(|side| side["shown"].as_str().unwrap())
            .collect();
        assert_eq!(shown, BTreeSet::from(["X: phone", "X: tahap"]));
    }
    // One of them says it again: it is settled for both.
    keep(
        &mut scene.desk.device,
        json!({"SIAPA": "name", "NOMOR A": "nik", "NOMOR B": "kk", "X": "phone"}),
    );
    for _ in 0..3 {
        scene.desk.synced();
        scene.world.office.synced();
    }
    let seen = look(&mut scene.world.office.device);
    assert_eq!(seen["profile"]["columns"]["X"], "phone");
    assert_eq!(seen["read_like"][0]["differing"], json!([]));
}

fn first_different(
    a: &BTreeMap<Uuid, Vec<u8>>,
    b: &BTreeMap<Uuid, Vec<u8>>,
) -> Option<(Uuid, String, String)> {
    let text = |bytes: Option<&Vec<u8>>| format!("{bytes:?}");
    let ids: BTreeSet<_> = a.keys().chain(b.keys()).collect();
    let different = ids.into_iter().find(|id| a.get(id) != b.get(id));
    different.map(|id| (*id, text(a.get(id)), text(b.get(id))))
}

/// The rosters of three kecamatan with about 1,800 families and the faults that real ones have.
fn shared() -> Option<PathBuf> {
    let folder = sesi_tests::roster::desk::shared("data/rosters")?;
    folder.join("expected.csv").is_file().then_some(folder)
}

fn shared_files(folder: &Path) -> Vec<File> {
    let names = ["kpm-toili.xlsx", "kpm-luwuk.xlsx", "kpm-nambo.xlsx"];
    let read = |name: &str| (name.to_owned(), std::fs::read(folder.join(name)).unwrap());
    names.map(read).into()
}

#[test]
fn every_fault_of_three_large_rosters_is_found_and_nothing_else_is() {
    let Some(folder) = shared() else { return };
    let mut scene = scene(65);
    let (seen, _) = import(&mut scene.world.office.device, &shared_files(&folder));
    let expected = std::fs::read_to_string(folder.join("expected.csv")).unwrap();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in expected.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let [kecamatan, no, _, issue] = cells[..] else {
            panic!("{line}")
        };
        rows += 1;
        let preview = seen
            .iter()
            .find(|p| p.sheet.eq_ignore_ascii_case(kecamatan));
        let row = preview.and_then(|preview| {
            let mut rows = preview.rows.iter();
            rows.find(|row| row.no.as_deref() == Some(no))
        });
        let Some(row) = row else {
            wrong.push(format!("{line}: no such row"));
            continue;
        };
        let found: BTreeSet<&str> = row.faults.iter().map(|f| f.code.as_str()).collect();
        let told: BTreeSet<&str> = Some(issue).filter(|i| !i.is_empty()).into_iter().collect();
        if found != told {
            wrong.push(format!("{line}: found {found:?}"));
        }
    }
    assert_eq!(seen.iter().map(|p| p.rows.len()).sum::<usize>(), rows);
    assert!(
        wrong.is_empty(),
        "{} rows: {:?}",
        wrong.len(),
        wrong.first()
    );
}

#[test]
fn three_large_rosters_become_one_set_of_families_on_two_devices() {
    let Some(folder) = shared() else { return };
    promises(66, &shared_files(&folder));
}
