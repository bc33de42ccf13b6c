//! An import that is taken back while others, who have not heard of that, go on working with what it made: what they said stays in sight.

use chrono::Duration;
use sesi_engine::documents::Set;
use sesi_engine::job::unwatched;

use super::merging_tests::{Desk, line, try_import};
use super::{Imports, UndoImport, UndoneImport};
use crate::calls::rekap::ReadRekap;
use crate::calls::{Job, Query};
use crate::kinds::{DocKey, FamilyPatch, GroupPatch, Mark};
use crate::testkit::{Station, TOILI, marks, start};

fn rows() -> String {
    ["SARTINI", "MERYANA", "HAPSA", "DARMIATI"]
        .iter()
        .zip(1..)
        .map(|(name, no)| line(no, name, "MELATI 1"))
        .collect()
}

/// A desk that has imported a list, and the phone of the pendamping whom it names.
fn scene(seed: u64) -> (Desk, Station) {
    let mut desk = Desk::new(seed);
    desk.import(&rows(), &[]);
    let nurdiana = desk.id("rm_staff", "NURDIANA");
    let phone = desk.stage.phone(nurdiana, &[TOILI]);
    (desk, phone)
}

fn exchange(desk: &mut Desk, other: &mut Station) {
    for _ in 0..2 {
        other.synced(&mut desk.stage.relay);
        desk.stage.office.synced(&mut desk.stage.relay);
    }
    other.synced(&mut desk.stage.relay);
    assert_eq!(other.dump(), desk.stage.office.dump());
}

fn names(desk: &Desk) -> Vec<String> {
    desk.texts("SELECT name FROM rm_family")
}

fn rekap(desk: &Desk) -> String {
    let ask = ReadRekap {
        month: "2026-11".into(),
    };
    let answer = ask.answer(&desk.stage.office.device).unwrap();
    serde_json::to_string(&answer).unwrap()
}

fn undo(station: &mut Station, import: Option<String>) -> UndoneImport {
    let undo = UndoImport { import };
    undo.run(&mut station.device, &mut unwatched).unwrap()
}

#[test]
fn a_number_that_a_phone_noted_of_a_family_meanwhile_is_in_sight() {
    let (mut desk, mut phone) = scene(480);
    let hapsa = desk.id("rm_family", "HAPSA");
    let patch = FamilyPatch {
        phone: Set::To("081234567890".into()),
        ..FamilyPatch::default()
    };
    let said = phone.device.edit(&DocKey::Family(hapsa), &patch.into());
    said.unwrap();
    desk.undo();
    exchange(&mut desk, &mut phone);
    let sql = "SELECT phone FROM rm_family WHERE phone IS NOT NULL";
    assert_eq!(desk.texts(sql), ["081234567890"]);
}

#[test]
fn a_place_that_a_phone_noted_of_a_group_meanwhile_is_in_sight() {
    let (mut desk, mut phone) = scene(481);
    let group = desk.id("rm_group", "MELATI 1");
    let patch = GroupPatch {
        place: Set::To("Balai desa".into()),
        ..GroupPatch::default()
    };
    let said = phone.device.edit(&DocKey::Group(group), &patch.into());
    said.unwrap();
    desk.undo();
    exchange(&mut desk, &mut phone);
    let sql = "SELECT place FROM rm_group WHERE place IS NOT NULL";
    assert_eq!(desk.texts(sql), ["Balai desa"]);
}

#[test]
fn a_name_that_a_phone_corrected_meanwhile_is_in_sight() {
    let (mut desk, mut phone) = scene(482);
    let hapsa = desk.id("rm_family", "HAPSA");
    let patch = FamilyPatch {
        name: Set::To("HAPSAH".into()),
        ..FamilyPatch::default()
    };
    let said = phone.device.edit(&DocKey::Family(hapsa), &patch.into());
    said.unwrap();
    desk.undo();
    exchange(&mut desk, &mut phone);
    let seen = "SELECT name FROM rm_family UNION ALL SELECT value FROM rm_disagreement";
    assert!(desk.texts(seen).iter().any(|text| text.contains("HAPSAH")));
}

/// What was said is the import's and, later, a person's as well.
#[test]
fn a_word_that_a_person_said_after_the_list_is_that_persons() {
    let (mut desk, mut phone) = scene(483);
    let hapsa = desk.id("rm_family", "HAPSA");
    let second = rows().replace("HAPSA;", "HAPSAH;");
    desk.import(&second, &[]);
    exchange(&mut desk, &mut phone);
    assert!(
        desk.texts("SELECT name FROM rm_family")
            .contains(&"HAPSAH".to_owned())
    );
    for name in ["HAFSAH", "HAPSAH"] {
        let patch = FamilyPatch {
            name: Set::To(name.into()),
            ..FamilyPatch::default()
        };
        let said = phone.device.edit(&DocKey::Family(hapsa), &patch.into());
        said.unwrap();
    }
    exchange(&mut desk, &mut phone);
    let undone = desk.undo();
    let told = undone.stays.iter().any(|stays| stays.doc == hapsa);
    let stays = desk
        .texts("SELECT name FROM rm_family")
        .contains(&"HAPSAH".to_owned());
    assert!(stays && told);
}

/// The same word of a phone, which had not heard of the list.
#[test]
fn a_word_that_a_person_said_beside_the_list_is_that_persons() {
    let (mut desk, mut phone) = scene(484);
    let hapsa = desk.id("rm_family", "HAPSA");
    let patch = FamilyPatch {
        name: Set::To("HAPSAH".into()),
        ..FamilyPatch::default()
    };
    let said = phone.device.edit(&DocKey::Family(hapsa), &patch.into());
    said.unwrap();
    desk.import(&rows().replace("HAPSA;", "HAPSAH;"), &[]);
    exchange(&mut desk, &mut phone);
    let undone = desk.undo();
    let told = undone.stays.iter().any(|stays| stays.doc == hapsa);
    let stays = desk
        .texts("SELECT name FROM rm_family")
        .contains(&"HAPSAH".to_owned());
    assert!(stays && told);
}

/// A second desk, which brings the same list or takes it back.
fn second_desk(desk: &mut Desk) -> Station {
    let dewi = desk.stage.hire("DEWI", &[]);
    let mut second = desk.stage.second_office(dewi);
    desk.stage.office.synced(&mut desk.stage.relay);
    second.synced(&mut desk.stage.relay);
    second
}

#[test]
fn what_two_desks_imported_at_once_and_one_took_back_is_in_sight() {
    let mut desk = Desk::new(485);
    let mut second = second_desk(&mut desk);
    let dir = desk.stage.dir.path().to_owned();
    desk.import(&rows(), &[]);
    try_import(&mut second.device, &dir, &rows(), &[]);
    desk.undo();
    exchange(&mut desk, &mut second);
    let seen = "SELECT name FROM rm_family UNION ALL SELECT value FROM rm_disagreement";
    for name in ["SARTINI", "MERYANA", "HAPSA", "DARMIATI"] {
        assert!(
            desk.texts(seen).iter().any(|text| text.contains(name)),
            "{name}"
        );
    }
}

#[test]
fn two_desks_that_take_back_the_same_import_say_the_same() {
    let mut desk = Desk::new(486);
    desk.import(&rows(), &[]);
    let mut second = second_desk(&mut desk);
    second.ambient.set(start() + Duration::hours(1));
    desk.undo();
    undo(&mut second, None);
    exchange(&mut desk, &mut second);
    assert!(names(&desk).is_empty());
    let open = desk.texts("SELECT path FROM rm_disagreement");
    assert!(open.is_empty(), "{open:?}");
    let imports = Imports {}.answer(&second.device).unwrap();
    let undone: Vec<_> = imports.iter().map(|import| import.undone).collect();
    assert_eq!(undone, [Some(start())]);
}

/// One desk takes the first import back, and imports the list again; the other, later, takes the first one back once more.
#[test]
fn an_import_that_is_taken_back_twice_takes_nothing_of_a_later_one() {
    let mut desk = Desk::new(487);
    desk.import(&rows(), &[]);
    let mut second = second_desk(&mut desk);
    let first = desk.undo().import;
    desk.import(&rows(), &[]);
    exchange(&mut desk, &mut second);
    assert_eq!(desk.texts("SELECT name FROM rm_family").len(), 4);
    undo(&mut second, Some(first));
    exchange(&mut desk, &mut second);
    assert_eq!(desk.texts("SELECT name FROM rm_family").len(), 4);
}

/// Two desks bring the same changed list at once, and one takes it back.
#[test]
fn what_another_desks_list_says_too_stays() {
    let mut desk = Desk::new(488);
    desk.import(&rows(), &[]);
    let mut second = second_desk(&mut desk);
    let changed = rows().replace("HAPSA;", "HAPSAH;");
    let dir = desk.stage.dir.path().to_owned();
    desk.import(&changed, &[]);
    try_import(&mut second.device, &dir, &changed, &[]);
    exchange(&mut desk, &mut second);
    let own = format!("000002.{}", desk.device().id());
    let undone = undo(&mut desk.stage.office, Some(own));
    let told = undone.stays.iter().map(|one| one.field.as_deref());
    assert_eq!(told.collect::<Vec<_>>(), [Some("name")]);
    exchange(&mut desk, &mut second);
    assert!(names(&desk).contains(&"HAPSAH".to_owned()));
    // Where the other one is taken back as well, nobody says so any more.
    undo(&mut second, None);
    exchange(&mut desk, &mut second);
    assert!(names(&desk).contains(&"HAPSA".to_owned()));
}

/// An import that was taken back, and after which another desk brought the same list, is taken back once more.
#[test]
fn a_change_that_is_taken_back_twice_takes_nothing_of_a_later_list() {
    let mut desk = Desk::new(491);
    desk.import(&rows(), &[]);
    let mut second = second_desk(&mut desk);
    let changed = rows().replace("HAPSA;", "HAPSAH;");
    desk.import(&changed, &[]);
    let first = desk.undo().import;
    assert!(names(&desk).contains(&"HAPSA".to_owned()));
    exchange(&mut desk, &mut second);
    let dir = desk.stage.dir.path().to_owned();
    try_import(&mut second.device, &dir, &changed, &[]);
    exchange(&mut desk, &mut second);
    undo(&mut desk.stage.office, Some(first));
    assert!(names(&desk).contains(&"HAPSAH".to_owned()));
}

/// The other desk went on from what the import had made.
#[test]
fn a_family_of_another_desks_list_stays_and_is_told_where_its_group_goes() {
    let mut desk = Desk::new(489);
    desk.import(&rows(), &[]);
    let mut second = second_desk(&mut desk);
    let dir = desk.stage.dir.path().to_owned();
    let more = rows() + &line(5, "YULIANTI", "MELATI 1");
    try_import(&mut second.device, &dir, &more, &[]);
    desk.undo();
    exchange(&mut desk, &mut second);
    assert_eq!(names(&desk), ["YULIANTI"]);
    assert!(rekap(&desk).contains("family_without_group"));
}

#[test]
fn marks_of_a_meeting_that_was_held_meanwhile_are_told() {
    let (mut desk, mut phone) = scene(490);
    let group = desk.id("rm_group", "MELATI 1");
    let hapsa = desk.id("rm_family", "HAPSA");
    let day = chrono::NaiveDate::from_ymd_opt(2026, 11, 6).unwrap();
    let session = crate::kinds::SessionCode::new("M1.1").unwrap();
    let meeting = DocKey::meeting(group, day, session).unwrap();
    phone
        .device
        .edit(&meeting, &marks([(hapsa, Mark::Hadir)]))
        .unwrap();
    desk.undo();
    exchange(&mut desk, &mut phone);
    assert!(rekap(&desk).contains("meeting_of_unknown_group"));
}
