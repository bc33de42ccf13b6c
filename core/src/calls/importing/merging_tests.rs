//! A list never undoes people's work silently: successive lists, and what people did between them.

mod groups;

use std::collections::BTreeMap;

use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;
use uuid::Uuid;

use super::{
    Account, ImportAnswer, ImportRoster, Imported, SettleTodo, TodoCorrection, UndoImport,
    UndoneImport,
};
use crate::calls::families::{MoveFamily, SetStatus};
use crate::calls::{Command, Job};
use crate::device::Device;
use crate::importing::Rosters;
use crate::kinds::{DocKey, FamilyPatch, GroupPatch, Status};
use crate::roster::Answer;
use crate::testkit::Stage;

const HEAD: &str =
    "NO;NAMA PENGURUS;NIK;NO KK;DESA;KECAMATAN;KELOMPOK;PENDAMPING;STATUS KEPESERTAAN;TAHAP\n";

/// A family of the lists of these tests: its number makes NIK and No. KK.
pub(super) fn line(no: u32, name: &str, group: &str) -> String {
    format!(
        "{no};{name};720109410180{no:04};720109010115{no:04};Samalore;Toili;{group};NURDIANA;Aktif;1\n"
    )
}

fn names() -> [(u32, &'static str, &'static str); 5] {
    [
        (1, "SARTINI LABOBO", "MELATI 1"),
        (2, "MERYANA TODO", "MELATI 1"),
        (3, "YULIANTI MACORA", "MELATI 1"),
        (4, "HAPSA", "MELATI 1"),
        (5, "DARMIATI", "MELATI 2"),
    ]
}

fn list() -> String {
    names()
        .map(|(no, name, group)| line(no, name, group))
        .concat()
}

pub(super) fn try_import(
    device: &mut Device,
    dir: &std::path::Path,
    rows: &str,
    answers: &[(&str, &str)],
) -> Imported {
    let path = dir.join("daftar.csv");
    std::fs::write(&path, format!("{HEAD}{rows}")).unwrap();
    let answer = |(id, choice): &(&str, &str)| ImportAnswer {
        id: (*id).to_owned(),
        choice: (*choice).to_owned(),
        since: None,
        group: None,
    };
    let import = ImportRoster {
        path,
        profile: None,
        hire: true,
        keep: false,
        answers: answers.iter().map(answer).collect(),
    };
    let done = import.run(device, &mut unwatched).unwrap();
    let account = &done.account;
    let listed = account.tasks.len() + account.left_out.len();
    let listed = u32::try_from(listed).unwrap();
    let sum =
        account.imported + account.unchanged + account.updated_families + account.asked + listed;
    assert_eq!(account.rows, sum, "every row is accounted for: {account:?}");
    done
}

pub(super) struct Desk {
    pub stage: Stage,
}

impl Desk {
    pub fn new(seed: u64) -> Self {
        Self {
            stage: Stage::new(seed),
        }
    }

    pub fn device(&mut self) -> &mut Device {
        &mut self.stage.office.device
    }

    pub fn import(&mut self, rows: &str, answers: &[(&str, &str)]) -> Account {
        let dir = self.stage.dir.path().to_owned();
        try_import(self.device(), &dir, rows, answers).account
    }

    pub fn undo(&mut self) -> UndoneImport {
        let undo = UndoImport { import: None };
        undo.run(self.device(), &mut unwatched).unwrap()
    }

    pub fn texts(&self, sql: &str) -> Vec<String> {
        let mut statement = self.stage.office.device.reader().prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    pub fn id(&self, table: &str, name: &str) -> Uuid {
        let sql = format!("SELECT doc FROM {table} WHERE name = ?1");
        let device = &self.stage.office.device;
        device
            .reader()
            .query_row(&sql, [name], |row| row.get(0).map(Uuid::from_bytes))
            .unwrap()
    }

    fn rename(&mut self, name: &str, to: &str) {
        let id = self.id("rm_family", name);
        let patch = FamilyPatch {
            name: Set::To(to.into()),
            ..FamilyPatch::default()
        };
        self.device()
            .edit(&DocKey::Family(id), &patch.into())
            .unwrap();
    }

    fn move_to(&mut self, name: &str, group: &str) {
        let (id, group) = (self.id("rm_family", name), self.id("rm_group", group));
        let since = self.device().today().unwrap();
        MoveFamily { id, group, since }.run(self.device()).unwrap();
    }

    fn graduate(&mut self, name: &str) {
        let id = self.id("rm_family", name);
        let since = self.device().today().unwrap();
        let status = Status::Graduasi;
        SetStatus { id, status, since }.run(self.device()).unwrap();
    }

    /// Each family with its group and status.
    pub fn state(&self) -> Vec<String> {
        self.texts(
            "SELECT f.name || ': ' || coalesce((SELECT g.name FROM rm_family_group m JOIN rm_group g ON g.doc = m.grp
                WHERE m.doc = f.doc ORDER BY m.since DESC LIMIT 1), '-') || ' ' || coalesce((SELECT status FROM rm_family_status s
                WHERE s.doc = f.doc ORDER BY since DESC LIMIT 1), '-') FROM rm_family f ORDER BY f.name",
        )
    }
}

#[test]
fn what_people_did_stays_when_the_same_list_comes_again() {
    let mut desk = Desk::new(451);
    assert_eq!(desk.import(&list(), &[]).imported, 5);
    desk.move_to("YULIANTI MACORA", "MELATI 2");
    desk.rename("HAPSA", "HAPSAH");
    let group = desk.id("rm_group", "MELATI 1");
    let patch = GroupPatch {
        name: Set::To("ANGGREK".into()),
        ..GroupPatch::default()
    };
    desk.device()
        .edit(&DocKey::Group(group), &patch.into())
        .unwrap();
    let before = (desk.state(), desk.stage.office.dump());
    let account = desk.import(&list(), &[]);
    assert_eq!((account.unchanged, account.asked), (5, 0), "{account:?}");
    assert!(account.updated.is_empty() && account.conflicts.is_empty());
    assert_eq!((desk.state(), desk.stage.office.dump()), before);
    assert_eq!(
        desk.texts("SELECT name FROM rm_group ORDER BY name"),
        ["ANGGREK", "MELATI 2"]
    );
}

#[test]
fn a_status_is_asked_about_and_both_sides_are_shown() {
    let mut desk = Desk::new(452);
    desk.import(&list(), &[]);
    desk.graduate("HAPSA");
    let account = desk.import(&list(), &[]);
    assert_eq!((account.unchanged, account.asked), (4, 1));
    let conflict = account.conflicts[0].clone();
    assert_eq!(
        (conflict.family.as_deref(), conflict.field.as_str()),
        (Some("HAPSA"), "status")
    );
    assert_eq!(
        (conflict.from.as_deref(), conflict.to.as_str()),
        (Some("graduasi"), "aktif")
    );
    assert!(conflict.said_at.is_some());
    assert!(
        desk.state()
            .contains(&"HAPSA: MELATI 1 graduasi".to_owned())
    );
    // Kept, it is not asked again; chosen, it is written.
    let kept = desk.import(&list(), &[(&conflict.id, "keep")]);
    assert_eq!((kept.unchanged, kept.asked), (5, 0));
    assert_eq!(desk.import(&list(), &[]).asked, 0);
    desk.graduate("DARMIATI");
    let id = desk.import(&list(), &[]).conflicts[0].id.clone();
    let written = desk.import(&list(), &[(&id, "list")]);
    assert_eq!(written.updated_families, 1);
    assert!(
        desk.state()
            .contains(&"DARMIATI: MELATI 2 aktif".to_owned())
    );
}

#[test]
fn what_only_the_list_changed_is_written_and_what_both_changed_is_asked() {
    let mut desk = Desk::new(453);
    desk.import(&list(), &[]);
    desk.rename("HAPSA", "HAPSAH");
    let next = list()
        .replace(";HAPSA;", ";HAFSA;")
        .replace("MERYANA TODO;", "MERYANA TODDO;");
    let account = desk.import(&next, &[]);
    let updated = &account.updated[0];
    assert_eq!(
        (updated.from.as_deref(), updated.to.as_str()),
        (Some("MERYANA TODO"), "MERYANA TODDO")
    );
    assert_eq!(updated.said_by.as_deref(), Some("daftar.csv"));
    assert_eq!(account.conflicts.len(), 1);
    let names = desk.texts("SELECT name FROM rm_family ORDER BY name");
    assert!(names.contains(&"HAPSAH".to_owned()) && names.contains(&"MERYANA TODDO".to_owned()));
    // An answer is the base from then on.
    let id = account.conflicts[0].id.clone();
    desk.import(&next, &[(&id, "keep")]);
    let again = desk.import(&next, &[]);
    assert_eq!((again.unchanged, again.conflicts.len()), (5, 0));
}

#[test]
fn families_that_the_list_no_longer_has_are_asked_about() {
    let mut desk = Desk::new(454);
    desk.import(&list(), &[]);
    let next: String = list()
        .lines()
        .skip(1)
        .take(3)
        .fold(String::new(), |all, line| {
            all + line
                + "
"
        });
    let before = desk.state();
    let account = desk.import(&next, &[]);
    let missing: Vec<&str> = account
        .missing
        .iter()
        .map(|one| one.family.as_str())
        .collect();
    assert_eq!(missing, ["DARMIATI", "SARTINI LABOBO"]);
    assert_eq!(desk.state(), before, "nothing by itself");
    let ids: Vec<String> = account.missing.iter().map(|one| one.id.clone()).collect();
    desk.import(&next, &[(&ids[0], "graduasi"), (&ids[1], "keep")]);
    assert!(
        desk.state()
            .contains(&"DARMIATI: MELATI 2 graduasi".to_owned())
    );
    assert!(
        desk.import(&next, &[]).missing.is_empty(),
        "both are answered"
    );
    // Another kecamatan's list says nothing about this one.
    let other = line(9, "WATI", "MAWAR 1").replace("Samalore;Toili", "Karaton;Luwuk");
    assert!(desk.import(&other, &[]).missing.is_empty());
}

#[test]
fn another_pengurus_on_the_same_card_is_asked_about() {
    let mut desk = Desk::new(455);
    desk.import(&list(), &[]);
    let hapsa = desk.id("rm_family", "HAPSA");
    let next = list().replace(";HAPSA;7201094101800004;", ";RINA;7201094101809994;");
    let account = desk.import(&next, &[]);
    assert_eq!(
        (account.asked, account.questions[0].kind.as_str()),
        (1, "same_kk")
    );
    assert!(account.missing.is_empty(), "her row waits");
    let id = account.questions[0].id.clone();
    let same = desk.import(&next, &[(&id, "same")]);
    assert_eq!(same.updated_families, 1);
    assert_eq!(desk.id("rm_family", "RINA"), hapsa, "she keeps her id");
    let again = desk.import(&next, &[]);
    assert_eq!((again.unchanged, again.asked), (5, 0));
    // Said to be another, it is one.
    let mut other = Desk::new(456);
    other.import(&list(), &[]);
    let id = other.import(&next, &[]).questions[0].id.clone();
    assert_eq!(other.import(&next, &[(&id, "other")]).imported, 1);
    assert_eq!(other.state().len(), 6);
}

#[test]
fn one_woman_in_two_groups_is_asked_about_and_both_groups_are_there() {
    let mut desk = Desk::new(457);
    let rows = format!("{}{}", list(), line(1, "SARTINI LABOBO", "MAWAR 1"));
    let account = desk.import(&rows, &[]);
    assert_eq!((account.imported, account.asked), (5, 1));
    let question = account
        .questions
        .iter()
        .find(|one| one.kind == "two_groups")
        .unwrap();
    assert_eq!(
        desk.texts("SELECT name FROM rm_group ORDER BY name").len(),
        3
    );
    let mawar = question
        .options
        .iter()
        .find(|one| one.name == "MAWAR 1")
        .unwrap();
    desk.import(&rows, &[(&question.id, &mawar.choice)]);
    assert!(
        desk.state()
            .contains(&"SARTINI LABOBO: MAWAR 1 aktif".to_owned())
    );
    let again = desk.import(&rows, &[]);
    assert_eq!((again.asked, again.updated_families), (0, 0), "{again:?}");
}

#[test]
fn an_import_is_taken_back_but_not_what_people_said_since() {
    let mut desk = Desk::new(458);
    desk.import(&list(), &[]);
    let before = desk.state();
    let next = format!(
        "{}{}",
        list()
            .replace("MERYANA TODO;", "MERYANA TODDO;")
            .replace(";DARMIATI;", ";DARMIATY;"),
        line(8, "WATI", "MAWAR 1")
    );
    desk.import(&next, &[]);
    desk.rename("DARMIATY", "DARMI");
    let undone = desk.undo();
    let stays: Vec<&str> = undone.stays.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(stays, ["Darmi"]);
    let expected: Vec<String> = before
        .iter()
        .map(|line| line.replace("DARMIATI", "DARMI"))
        .collect();
    let mut after = desk.state();
    after.sort();
    let mut expected = expected;
    expected.sort();
    assert_eq!(after, expected);
    assert_eq!(
        desk.texts("SELECT name FROM rm_group ORDER BY name"),
        ["MELATI 1", "MELATI 2"]
    );
    // The first import too; who was changed since stays whole.
    let undone = desk.undo();
    assert_eq!(desk.state(), ["DARMI: MELATI 2 aktif"]);
    assert!(
        undone
            .stays
            .iter()
            .any(|one| one.name == "Darmi" && one.field.is_none())
    );
    assert_eq!(desk.import(&list(), &[]).imported, 4, "and again");
}

#[test]
fn a_task_closes_itself_when_the_list_was_repaired() {
    let mut desk = Desk::new(459);
    let broken = list().replace("7201094101800004", "-");
    assert_eq!(desk.import(&broken, &[]).tasks.len(), 1);
    let dir = desk.stage.dir.path().to_owned();
    let repaired = try_import(desk.device(), &dir, &list(), &[]);
    assert_eq!(repaired.account.imported, 1);
    assert_eq!(repaired.closed.len(), 1);
    assert_eq!(repaired.closed[0].name, "HAPSA");
    assert!(desk.device().roster_todos().unwrap().is_empty());
}

#[test]
fn two_devices_that_import_successive_lists_end_with_one_set_of_families() {
    let mut desk = Desk::new(460);
    let dewi = desk.stage.hire("DEWI", &[]);
    let mut second = desk.stage.second_office(dewi);
    let next = list().replace("MERYANA TODO;", "MERYANA TODDO;");
    let dir = desk.stage.dir.path().to_owned();
    desk.import(&list(), &[]);
    try_import(&mut second.device, &dir, &list(), &[]);
    let exchange = |desk: &mut Desk, second: &mut crate::testkit::Station| {
        for _ in 0..3 {
            let Stage { office, relay, .. } = &mut desk.stage;
            office.synced(relay);
            second.synced(relay);
        }
    };
    exchange(&mut desk, &mut second);
    desk.rename("HAPSA", "HAPSAH");
    try_import(&mut second.device, &dir, &next, &[]);
    exchange(&mut desk, &mut second);
    assert_eq!(desk.stage.office.dump(), second.dump());
    let names = desk.texts("SELECT name FROM rm_family ORDER BY name");
    assert_eq!(
        names,
        [
            "DARMIATI",
            "HAPSAH",
            "MERYANA TODDO",
            "SARTINI LABOBO",
            "YULIANTI MACORA"
        ]
    );
    // Either takes it back, also both at once.
    desk.undo();
    UndoImport { import: None }
        .run(&mut second.device, &mut unwatched)
        .unwrap();
    exchange(&mut desk, &mut second);
    assert_eq!(desk.stage.office.dump(), second.dump());
    assert!(
        desk.texts("SELECT name FROM rm_family")
            .contains(&"MERYANA TODO".to_owned())
    );
}

#[test]
fn two_women_of_one_name_without_a_number_are_two_tasks_and_a_correction_is_no_list() {
    let mut desk = Desk::new(931);
    let nameless = "6;SITI;;;Samalore;Toili;MELATI 1;NURDIANA;Aktif;1\n";
    let rows = format!("{}{nameless}{nameless}", line(1, "SARTINI", "MELATI 1"));
    for _ in 0..2 {
        let account = desk.import(&rows, &[]);
        assert_eq!(account.tasks.len(), 2, "{account:?}");
    }
    let todos = desk.stage.office.device.roster_todos().unwrap();
    assert_eq!(todos.len(), 2);
    let with = TodoCorrection {
        name: "SITI".into(),
        nik: "7201094101800099".into(),
        values: BTreeMap::new(),
        same: None,
    };
    let id = todos[0].id.to_string();
    let with = Some(with);
    SettleTodo { id, with }.run(desk.device()).unwrap();
    // "The last import" is the list, not the row that was corrected after it.
    desk.undo();
    assert_eq!(desk.texts("SELECT name FROM rm_family"), ["SITI"]);
}

#[test]
fn what_became_of_a_family_is_not_written_over_what_people_said_meanwhile() {
    let mut desk = Desk::new(932);
    let (ours, hers) = (list(), line(5, "DARMIATI", "MELATI 2"));
    desk.import(&ours, &[]);
    let next = format!("{HEAD}{}", ours.replace(&hers, ""));
    let device = desk.device();
    let mut previews = device
        .preview_roster(next.as_bytes(), "next.csv", None)
        .unwrap();
    let asked = device.plan_roster(&mut previews).unwrap().missing;
    let answer = Answer {
        choice: "tidak_aktif".into(),
        ..Answer::default()
    };
    let answers = asked.iter().map(|one| (one.id.clone(), answer.clone()));
    let plan = device
        .plan_roster_with(&mut previews, &answers.collect())
        .unwrap();
    assert_eq!(plan.missing.len(), 1);
    desk.graduate("DARMIATI");
    let before = desk.state();
    let today = desk.device().today().unwrap();
    desk.device()
        .import_roster(&plan, "next.csv", today)
        .unwrap();
    assert_eq!(desk.state(), before);
}

#[test]
fn an_import_that_only_closes_tasks_has_a_record_and_is_taken_back() {
    let mut desk = Desk::new(461);
    let broken = list().replace("7201094101800004", "-");
    desk.import(&broken, &[]);
    let dir = desk.stage.dir.path().to_owned();
    // A person adds it by hand; the repaired list then says nothing new, and settles the task.
    let office = desk.device();
    let save = crate::calls::families::SaveFamily {
        id: None,
        name: "HAPSA".into(),
        nik: Some("7201094101800004".into()),
        kk: Some("7201090101150004".into()),
        pkh_id: String::new(),
        address: String::new(),
        desa: "72.01.09.2036".into(),
        phone: String::new(),
        tahap: "1".into(),
        components: BTreeMap::new(),
        group: None,
    };
    save.run(office).unwrap();
    let before = imports(desk.device()).len();
    try_import(desk.device(), &dir, &list(), &[]);
    let again = try_import(desk.device(), &dir, &list(), &[]);
    assert!(
        again.closed.is_empty() && again.import.is_none(),
        "nothing new, no record"
    );
    assert_eq!(imports(desk.device()).len(), before + 1);
    assert!(desk.device().roster_todos().unwrap().is_empty());
    // Opened again by hand: the same list closes it, and that is all that it does.
    desk.stage
        .office
        .device
        .write(|conn, _| {
            let open = "UPDATE roster_todo SET done = 0, why = NULL, import = NULL";
            Ok::<_, crate::error::Error>(conn.execute(open, [])?)
        })
        .unwrap();
    let closing = try_import(desk.device(), &dir, &list(), &[]);
    assert_eq!((closing.families, closing.closed.len()), (0, 1));
    assert_eq!(closing.import, Some(imports(desk.device())[0].id.clone()));
    assert_eq!(desk.undo().tasks, 1);
    assert_eq!(desk.device().roster_todos().unwrap().len(), 1);
}

fn imports(device: &Device) -> Vec<super::ImportRow> {
    use crate::calls::Query;
    super::Imports {}.answer(device).unwrap()
}

#[test]
fn staff_that_an_import_made_go_with_it_but_not_whoever_is_needed_since() {
    let mut desk = Desk::new(462);
    let rows = format!(
        "{}{}{}",
        line(1, "SARTINI", "MELATI 1"),
        line(2, "MERYANA", "MELATI 2").replace("NURDIANA", "RAHMAT"),
        line(3, "HAPSA", "MELATI 3").replace("NURDIANA", "YULIN"),
    );
    let names = "SELECT name FROM rm_staff ORDER BY name";
    let dir = desk.stage.dir.path().to_owned();
    assert_eq!(try_import(desk.device(), &dir, &rows, &[]).staff, 3);
    assert_eq!(desk.texts(names), ["NURDIANA", "RAHMAT", "RATNA", "YULIN"]);
    // One leads a group that people keep, one was renamed since.
    desk.rename("MERYANA", "MERY");
    let yulin = desk.id("rm_staff", "YULIN");
    let renamed = crate::kinds::StaffPatch {
        name: Set::To("YULIN S".into()),
        ..Default::default()
    };
    desk.device()
        .edit(&DocKey::Staff(yulin), &renamed.into())
        .unwrap();
    let undone = desk.undo();
    assert_eq!(undone.staff, 1);
    let mut stays: Vec<&str> = undone.stays.iter().map(|one| one.name.as_str()).collect();
    stays.sort_unstable();
    assert_eq!(stays, ["MELATI 2", "Mery", "Rahmat", "Yulin S"]);
    assert_eq!(desk.texts(names), ["RAHMAT", "RATNA", "YULIN S"]);
    // The same list makes them again, but not whom people call otherwise by now.
    assert_eq!(try_import(desk.device(), &dir, &rows, &[]).staff, 1);
    assert_eq!(
        desk.texts(names),
        ["NURDIANA", "RAHMAT", "RATNA", "YULIN S"]
    );
}
