//! An import that is taken back leaves what people have come to need: families whom a letter, a visit or a rating names, whoever they chose as
//! ketua, groups that a letter names, staff whom somebody names. Stopped half way, it says so, and once more takes back the rest.

use chrono::NaiveDate;
use sesi_engine::documents::Set;
use sesi_engine::job::{Cancelled, JobProgress};
use uuid::Uuid;

use super::UndoImport;
use super::merging_tests::{Desk, line};
use crate::calls::Job;
use crate::kinds::{
    DocKey, GroupPatch, LetterPatch, LetterStep, Patch, VisitPatch, VisitWay, YearMonth,
};

fn rows() -> String {
    ["SARTINI", "MERYANA", "HAPSA", "DARMIATI"]
        .iter()
        .zip(1..)
        .map(|(name, no)| line(no, name, "MELATI 1"))
        .collect()
}

fn since() -> YearMonth {
    YearMonth::new(2026, 11).unwrap()
}

fn letter(family: Uuid) -> DocKey {
    DocKey::Letter {
        family,
        since: since(),
        step: LetterStep::ALL[0],
    }
}

/// What stays of an import of four families when people did something that names the third.
fn stays(seed: u64, did: impl FnOnce(&Desk, Uuid) -> (DocKey, Patch)) -> Vec<String> {
    let mut desk = Desk::new(seed);
    desk.import(&rows(), &[]);
    let hapsa = desk.id("rm_family", "HAPSA");
    let (key, patch) = did(&desk, hapsa);
    desk.device().edit(&key, &patch).unwrap();
    let undone = desk.undo();
    let named: Vec<&str> = undone.stays.iter().map(|one| one.name.as_str()).collect();
    assert!(named.contains(&"Hapsa"), "it is said: {named:?}");
    assert!(undone.stays.iter().all(|one| one.field.is_none()));
    desk.texts("SELECT name FROM rm_family ORDER BY name")
}

#[test]
fn a_family_that_a_letter_names_stays_and_its_group() {
    let kept = stays(470, |desk, family| {
        let patch = LetterPatch {
            name: Set::To("HAPSA".into()),
            group: Set::To(desk.id("rm_group", "MELATI 1")),
            ..LetterPatch::default()
        };
        (letter(family), patch.into())
    });
    assert_eq!(kept, ["HAPSA"]);
}

#[test]
fn a_family_that_a_visit_names_stays_and_whoever_was_there() {
    let mut desk = Desk::new(471);
    desk.import(&rows(), &[]);
    let (hapsa, nurdiana) = (
        desk.id("rm_family", "HAPSA"),
        desk.id("rm_staff", "NURDIANA"),
    );
    let patch = VisitPatch {
        way: Set::To(VisitWay::ALL[0]),
        by: Set::To(nurdiana),
        ..VisitPatch::default()
    };
    let key = DocKey::Visit {
        family: hapsa,
        day: NaiveDate::from_ymd_opt(2026, 11, 3).unwrap(),
    };
    desk.device().edit(&key, &patch.into()).unwrap();
    desk.undo();
    assert_eq!(desk.texts("SELECT name FROM rm_family"), ["HAPSA"]);
    assert_eq!(
        desk.texts("SELECT name FROM rm_staff ORDER BY name"),
        ["NURDIANA", "RATNA"]
    );
}

#[test]
fn whom_people_chose_as_ketua_stays_and_whom_the_list_did_goes() {
    let kept = stays(472, |desk, family| {
        let patch = GroupPatch {
            ketua: Set::To(family),
            ..GroupPatch::default()
        };
        (DocKey::Group(desk.id("rm_group", "MELATI 1")), patch.into())
    });
    assert_eq!(kept, ["HAPSA"]);
    // A list that names a ketua itself is taken back whole.
    let mut desk = Desk::new(473);
    let led = rows().replacen("SARTINI", "SARTINI (KETUA)", 1);
    desk.import(&led, &[]);
    let ketua = desk.texts("SELECT f.name FROM rm_group g JOIN rm_family f ON f.doc = g.ketua");
    assert_eq!(ketua, ["SARTINI"]);
    assert!(desk.undo().stays.is_empty());
    assert!(
        desk.texts("SELECT name FROM rm_family UNION SELECT name FROM rm_group")
            .is_empty()
    );
}

#[test]
fn taking_back_that_is_stopped_says_so_and_once_more_takes_back_the_rest() {
    let mut desk = Desk::new(475);
    let many: String = (1..=80)
        .map(|no| {
            line(
                no,
                &format!("IBU {}", char::from(b'A' + u8::try_from(no % 26).unwrap())),
                "MELATI 1",
            )
        })
        .collect();
    assert_eq!(desk.import(&many, &[]).imported, 80);
    let count = |desk: &Desk| desk.texts("SELECT name FROM rm_family").len();
    let mut stop = |at: JobProgress| {
        if at.done >= 32 {
            Err(Cancelled)
        } else {
            Ok(())
        }
    };
    let undo = UndoImport { import: None };
    let part = undo.run(desk.device(), &mut stop).unwrap();
    assert!(part.stopped && part.stays.is_empty());
    assert_eq!((part.families, count(&desk)), (32, 48), "whole batches");
    let rest = desk.undo();
    assert!(!rest.stopped);
    assert_eq!((rest.families, count(&desk)), (48, 0));
    assert!(desk.texts("SELECT name FROM rm_group").is_empty());
}
