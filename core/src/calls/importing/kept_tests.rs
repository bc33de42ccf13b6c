//! What an office keeps of how its lists are read: where rows belonged is asked about of the next list, nothing is forgotten unasked, and
//! an import that cannot keep it is in all the same.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use sesi_engine::job::unwatched;

use super::{
    ImportPreview, ImportRoster, Imported, ListProfiles, RosterPreview, SettleTodos, Todos,
};
use crate::calls::{Command, Job, Query};
use crate::device::Device;
use crate::roster::Profile;
use crate::testkit::Stage;

struct Desk {
    stage: Stage,
}

impl Desk {
    fn new(seed: u64) -> Self {
        Self {
            stage: Stage::new(seed),
        }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.stage.dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    }

    fn look(&mut self, path: &Path, profile: Option<Value>) -> RosterPreview {
        let look = ImportPreview {
            path: path.to_path_buf(),
            profile: profile.map(said),
            answers: Vec::new(),
        };
        look.run(&mut self.stage.office.device, &mut unwatched)
            .unwrap()
    }

    fn bring(&mut self, path: &Path, profile: Value) -> Imported {
        let import = ImportRoster {
            path: path.to_path_buf(),
            profile: Some(said(profile)),
            hire: true,
            keep: true,
            answers: Vec::new(),
        };
        let device = &mut self.stage.office.device;
        import.run(device, &mut unwatched).unwrap()
    }

    fn kept(&self) -> Vec<Profile> {
        let kept = ListProfiles {}.answer(&self.stage.office.device).unwrap();
        kept.into_iter().map(|of| of.profile).collect()
    }
}

fn said(profile: Value) -> Profile {
    serde_json::from_value(profile).unwrap()
}

fn list(title: &str, from: u32) -> String {
    let row = |no: u32| format!("{no};KELUARGA {no};720109410180{no:04}\n");
    let rows: String = (from..from + 3).map(row).collect();
    format!("{title};;\nNO;NAMA PENGURUS;NIK\n{rows}")
}

/// A workbook as Excel's XML: sheets by name, each a list of one family.
fn workbook(sheets: &[(String, u32)]) -> String {
    let cell = |text: &str| format!("<Cell><Data ss:Type=\"String\">{text}</Data></Cell>");
    let row = |cells: [&str; 3]| format!("<Row>{}</Row>", cells.map(cell).concat());
    let sheet = |(name, no): &(String, u32)| {
        let (number, family, nik) = (
            no.to_string(),
            format!("KELUARGA {no}"),
            format!("720109410180{no:04}"),
        );
        format!(
            "<Worksheet ss:Name=\"{name}\"><Table>{}{}</Table></Worksheet>",
            row(["NO", "NAMA PENGURUS", "NIK"]),
            row([&number, &family, &nik])
        )
    };
    format!(
        "<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?>
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">{}</Workbook>",
        sheets.iter().map(sheet).collect::<String>()
    )
}

#[test]
fn where_a_list_belongs_is_asked_of_the_next_one_and_not_taken() {
    let mut desk = Desk::new(481);
    let first = desk.write("satu.csv", &list("DAFTAR", 1));
    let place = json!({"kecamatan": "72.01.09", "desa": "Samalore", "group": "MELATI 1", "pendamping": "NURDIANA"});
    assert_eq!(
        desk.bring(&first, json!({"sheets": {"*": place}}))
            .account
            .imported,
        3
    );
    let next = desk.write("dua.csv", &list("DAFTAR", 11));
    let seen = desk.look(&next, None);
    let [asked] = &seen.kept_places[..] else {
        panic!("{:?}", seen.kept_places)
    };
    let told = serde_json::to_value(asked).unwrap();
    for (what, value) in place.as_object().unwrap() {
        assert_eq!(&told[what], value);
    }
    assert_eq!(seen.account.imported, 0, "nothing of it holds by itself");
    assert_eq!(seen.account.tasks.len(), 3);
    assert!(seen.profile.sheet(&asked.sheet).group.is_none());
    let question = seen.account.questions.iter();
    let question: Vec<_> = question.filter(|one| one.kind == "kept_place").collect();
    assert_eq!(question.len(), 1);
    assert_eq!(
        question[0].names,
        ["Toili", "Samalore", "MELATI 1", "NURDIANA"]
    );
    // Something else is said first: what is not said is asked still.
    let half = json!({"sheets": {&asked.sheet: {"kecamatan": "72.01.09", "group": "MAWAR 7"}}});
    let seen = desk.look(&next, Some(half.clone()));
    assert_eq!(seen.account.imported, 3);
    let told = serde_json::to_value(&seen.kept_places[0]).unwrap();
    assert_eq!(
        (&told["kecamatan"], &told["group"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(told["desa"], "Samalore");
    // Said of all, nothing is left to ask.
    let whole = json!({"sheets": {"*": place}});
    let seen = desk.look(&next, Some(whole));
    assert!(seen.kept_places.is_empty());
    assert!(
        seen.account
            .questions
            .iter()
            .all(|one| one.kind != "kept_place")
    );
    // A list that names its kecamatan is asked about the rest alone.
    let named = desk.write("tiga.csv", &list("DAFTAR KPM KECAMATAN LUWUK", 21));
    let seen = desk.look(&named, None);
    assert_eq!(seen.account.imported, 3);
    assert_eq!(seen.kept_places[0].kecamatan, None);
    assert_eq!(seen.kept_places[0].group.as_deref(), Some("MELATI 1"));
    // What one list does not say is not forgotten for the others.
    desk.bring(&named, json!({}));
    let seen = desk.look(&next, None);
    assert_eq!(seen.kept_places[0].kecamatan.as_deref(), Some("72.01.09"));
    // The last word replaces an earlier one.
    desk.bring(&next, half);
    let kept = desk.look(&next, None).kept_places.remove(0);
    assert_eq!(kept.group.as_deref(), Some("MAWAR 7"));
    assert_eq!(kept.desa.as_deref(), Some("Samalore"));
}

#[test]
fn what_was_said_of_sheets_that_a_workbook_does_not_have_stays() {
    let mut desk = Desk::new(482);
    let sheets = |names: &[&str], from: u32| -> Vec<(String, u32)> {
        let numbered = names.iter().zip(from..);
        numbered
            .map(|(name, no)| ((*name).to_owned(), no))
            .collect()
    };
    let both = desk.write("dua.xml", &workbook(&sheets(&["A", "B"], 1)));
    let profile = json!({"sheets": {
        "A": {"kecamatan": "72.01.09", "hidden_rows": "import"},
        "B": {"kecamatan": "72.01.04", "rows": "import", "hidden_rows": "leave_out"}}});
    desk.bring(&both, profile);
    let one = desk.write("satu.xml", &workbook(&sheets(&["A"], 11)));
    desk.bring(&one, json!({"sheets": {"A": {"kecamatan": "72.01.09"}}}));
    let [kept] = &desk.kept()[..] else {
        panic!("one shape")
    };
    assert!(
        kept.sheet("A").hidden_rows.is_none(),
        "no longer said of it"
    );
    assert!(kept.sheet("B").hidden_rows.is_some() && kept.sheet("B").rows.is_some());
    let seen = desk.look(&both, None);
    let of = |name: &str| {
        let mut places = seen.kept_places.iter();
        let place = places.find(|place| place.sheet == name);
        place.and_then(|place| place.kecamatan.clone()).unwrap()
    };
    assert_eq!([of("A"), of("B")], ["72.01.09", "72.01.04"]);
}

#[test]
fn what_is_said_of_very_many_sheets_is_kept() {
    let mut desk = Desk::new(483);
    let sheets: Vec<(String, u32)> = (1..=240).map(|no| (format!("LEMBAR {no}"), no)).collect();
    let many = desk.write("banyak.xml", &workbook(&sheets));
    let choice = |(name, no): &(String, u32)| {
        let said = json!({"kecamatan": "72.01.09", "desa": "Samalore", "group": format!("MELATI {no} {}", "x".repeat(60))});
        (name.clone(), said)
    };
    let profile: serde_json::Map<String, Value> = sheets.iter().map(choice).collect();
    let done = desk.bring(&many, json!({"sheets": profile}));
    assert_eq!((done.account.imported, done.not_kept), (240, false));
    assert_eq!(desk.look(&many, None).kept_places.len(), 240);
}

#[test]
fn an_import_whose_profile_cannot_be_kept_is_in_and_says_so() {
    let mut desk = Desk::new(484);
    let first = desk.write("satu.csv", &list("DAFTAR", 1));
    let device = &mut desk.stage.office.device;
    let refuse = "CREATE TRIGGER no_list BEFORE INSERT ON rm_setting WHEN NEW.key LIKE 'list.%'
                  BEGIN SELECT RAISE(ABORT, 'the disk is full'); END;";
    device
        .write(|conn, _| Ok::<_, crate::error::Error>(conn.execute_batch(refuse)?))
        .unwrap();
    let done = desk.bring(&first, json!({"sheets": {"*": {"kecamatan": "72.01.09"}}}));
    assert_eq!((done.account.imported, done.families), (3, 3));
    assert!(done.not_kept && done.import.is_some());
    assert!(desk.kept().is_empty());
}

#[test]
fn a_column_that_cannot_be_the_nik_of_its_people_lets_nobody_in() {
    let mut desk = Desk::new(485);
    let births = [
        "01/01/1980",
        "02/02/1981",
        "03/03/1982",
        "04/04/1983",
        "05/05/1984",
        "06/06/1985",
    ];
    let nik = |no: usize| {
        let birth: Vec<u32> = births[no]
            .split('/')
            .map(|part| part.parse().unwrap())
            .collect();
        format!(
            "720109{:02}{:02}{:02}{:04}",
            birth[0] + 40,
            birth[1],
            birth[2] % 100,
            no + 1
        )
    };
    let rows = |slip: usize| -> String {
        let row = |no: usize| {
            let shown = births[(no + slip) % births.len()];
            format!("KELUARGA {no};{};{shown};Toili;MELATI\n", nik(no))
        };
        format!(
            "NAMA PENGURUS;NIK;TGL LAHIR;KECAMATAN;KELOMPOK\n{}",
            (0..6).map(row).collect::<String>()
        )
    };
    let slipped = desk.write("geser.csv", &rows(1));
    let seen = desk.look(&slipped, None);
    assert_eq!((seen.account.imported, seen.account.tasks.len()), (0, 6));
    assert!(
        seen.account
            .tasks
            .iter()
            .all(|task| task.reason == "nik_column")
    );
    let odd: Vec<_> = seen
        .account
        .questions
        .iter()
        .filter(|one| one.kind == "odd_column")
        .collect();
    assert_eq!((odd.len(), odd[0].rows), (1, 6));
    // Whoever knows that the birthdays are those of others says so.
    let said = json!({"columns": {"TGL LAHIR": null}});
    assert_eq!(desk.look(&slipped, Some(said)).account.imported, 6);
    let sound = desk.write("benar.csv", &rows(0));
    assert_eq!(desk.look(&sound, None).account.imported, 6);
}

#[test]
fn many_tasks_are_settled_at_once_and_what_still_waits_says_why() {
    let mut desk = Desk::new(486);
    let rows = list("DAFTAR", 1).replace("7201094101800002", "-");
    let path = desk.write("tanpa.csv", &rows);
    let done = desk.bring(&path, json!({}));
    assert_eq!((done.account.imported, done.tasks), (0, 3));
    let device = &mut desk.stage.office.device;
    let waiting = |device: &Device| Todos {}.answer(device).unwrap();
    let todos = waiting(device);
    assert_eq!(todos[0].values["name"], "KELUARGA 1");
    assert!(!todos[0].values.contains_key("kecamatan"));
    let ids: Vec<String> = todos.into_iter().map(|todo| todo.id).collect();
    let settle = |device: &mut Device, ids: &[String], values: Option<&[(&str, &str)]>| {
        let owned = |(field, text): &(&str, &str)| ((*field).to_owned(), (*text).to_owned());
        let settle = SettleTodos {
            ids: ids.to_vec(),
            values: values.map(|values| values.iter().map(owned).collect()),
        };
        settle.run(device)
    };
    let place = [
        ("kecamatan", "Toili"),
        ("desa", "Samalore"),
        ("group", "MELATI 9"),
        ("status", "graduasi"),
    ];
    let done = settle(device, &ids, Some(&place)).unwrap();
    assert_eq!(done.settled, 2);
    let left: Vec<&str> = done.waiting.iter().map(|one| one.reason.as_str()).collect();
    assert_eq!(left, ["nik_missing"]);
    let state = "SELECT count(*) FROM rm_family f JOIN rm_family_group m ON m.doc = f.doc JOIN rm_group g ON g.doc = m.grp
        JOIN rm_family_status s ON s.doc = f.doc WHERE g.name = 'MELATI 9' AND f.kecamatan = '72.01.09' AND s.status = 'graduasi'";
    let count = |device: &Device| -> u32 {
        let conn = device.reader();
        conn.query_row(state, [], |row| row.get(0)).unwrap()
    };
    assert_eq!((count(device), waiting(device).len()), (2, 1));
    // What cannot be is refused for each, and nothing of it is written.
    let done = settle(device, &ids[1..2], Some(&[("kecamatan", "Bandung")])).unwrap();
    assert_eq!((done.settled, done.waiting.len()), (0, 1));
    assert!(settle(device, &ids[1..2], Some(&[("warna", "biru")])).is_err());
    assert_eq!(settle(device, &ids[1..2], None).unwrap().settled, 1);
    assert_eq!((count(device), waiting(device).len()), (2, 0));
    assert!(
        settle(device, &ids[1..2], None).is_err(),
        "it waits no longer"
    );
}
