//! The checks after each round of faults: everything confirmed is there, once, and the same on every device.

use std::collections::{BTreeMap, BTreeSet};

use super::mole::HOSTILE_SESSION;
use super::people::{is_forum, owner};
use super::scene::Scene;
use super::truth::Cell;
use crate::hostile_member::first_difference;

/// Tables of what is between the office and one person.
const OWN_TABLES: [&str; 4] = [
    "rm_score",
    "rm_supervision",
    "rm_supervision_item",
    "rm_supervision_task",
];

/// Settles the scene, compares everything, and counts what is wrong. False if anything is.
pub fn judge(scene: &mut Scene) -> bool {
    let before = scene.counts.so_far();
    if !scene.settle() {
        scene.counts.toll(|toll| toll.diverged += 1);
    }
    marks(scene);
    staff(scene);
    read_models(scene);
    for at in 0..scene.members.len() {
        if scene.rng.chance(15) {
            let told = scene.ask(at, "check");
            let sound = told.field("same").as_bool() == Some(true)
                && told.field("faults").as_array().is_some_and(Vec::is_empty);
            wrong(
                scene,
                !sound,
                &format!(
                    "{} does not rebuild: {:?}",
                    scene.members[at].name, told.answer
                ),
            );
        }
    }
    if let Err(found) = scene.relays.check() {
        wrong(scene, true, &format!("the relay's log: {found}"));
    }
    let after = scene.counts.so_far();
    (after.lost, after.duplicated, after.diverged, after.crashed)
        == (
            before.lost,
            before.duplicated,
            before.diverged,
            before.crashed,
        )
}

/// Counts a difference that should not be.
pub fn wrong(scene: &Scene, is: bool, what: &str) {
    if is {
        eprintln!("diverged: {what}");
        scene.counts.toll(|toll| toll.diverged += 1);
    }
}

/// Marks lost, invented or doubled.
fn marks(scene: &mut Scene) {
    for at in 0..scene.members.len() {
        let there = scene.marks_of(at);
        let honest: BTreeMap<Cell, String> = there
            .into_iter()
            .filter(|(cell, _)| cell.2 != HOSTILE_SESSION)
            .collect();
        let office = scene.members[at].is_office();
        let found = scene.truth.compare(&scene.lanes_of(at), &honest, office);
        let name = &scene.members[at].name;
        for lost in &found.lost {
            eprintln!("lost on {name}: {lost}");
        }
        for invented in &found.invented {
            eprintln!("nobody made on {name}: {invented}");
        }
        let doubled = if office { doubled(scene, at) } else { 0 };
        scene.counts.toll(|toll| {
            toll.lost += found.lost.len() as u64;
            toll.duplicated += found.invented.len() as u64 + doubled;
        });
    }
}

/// Marks that are there in two meetings, or that disagree with themselves: every cell is written by one run of one database, so two values mean that one came twice.
fn doubled(scene: &mut Scene, at: usize) -> u64 {
    let told = scene.ask(at, "marks");
    let rows = told
        .field("disagreeing")
        .as_array()
        .cloned()
        .unwrap_or_default();
    let mine = rows.iter().filter(|row| {
        let text = |no: usize| row[no].as_str().unwrap_or_default();
        text(2) != HOSTILE_SESSION && text(3).starts_with("marks/")
    });
    let noted = scene.ask(at, "notes");
    let noted = noted.field("disagreeing").as_array().cloned();
    let mut seen = BTreeSet::new();
    let all = told.field("marks").as_array().cloned().unwrap_or_default();
    let again = all.iter().filter(|row| {
        let text = |no: usize| row[no].as_str().unwrap_or_default().to_owned();
        !seen.insert((text(0), text(1), text(2), text(3)))
    });
    let mut count = 0;
    for row in mine.chain(again).chain(noted.iter().flatten()) {
        eprintln!("twice at the office: {row}");
        count += 1;
    }
    count
}

/// Everybody has the same forum, each phone all of its person's own feed, and nobody a colleague's.
fn staff(scene: &mut Scene) {
    let forum = |there: &BTreeMap<Cell, String>| -> BTreeMap<Cell, String> {
        let there = there.iter().filter(|(cell, _)| is_forum(cell));
        there
            .map(|(cell, value)| (cell.clone(), value.clone()))
            .collect()
    };
    let at_office = scene.marks_of(0);
    let office = forum(&at_office);
    for at in 1..scene.members.len() {
        let there = scene.marks_of(at);
        let member = &scene.members[at];
        let differs = (!member.revoked)
            .then(|| difference(&office, &forum(&there)))
            .flatten();
        let what = format!("the forum on {}: {differs:?}", member.name);
        wrong(scene, differs.is_some(), &what);
        if !member.is_office() {
            let others = |cell: &&Cell| owner(cell).is_some_and(|owner| owner != member.person);
            let read = there.keys().find(others);
            let what = format!("{} reads of a colleague: {read:?}", member.name);
            wrong(scene, read.is_some(), &what);
            let own = |cell: &&Cell| owner(cell) == Some(member.person.as_str());
            let lacking = at_office.keys().filter(own);
            let lacking = lacking
                .filter(|_| !member.revoked)
                .find(|cell| there.get(*cell) != at_office.get(*cell));
            let what = format!("{} lacks of its own: {lacking:?}", member.name);
            wrong(scene, lacking.is_some(), &what);
        }
    }
}

fn difference(office: &BTreeMap<Cell, String>, here: &BTreeMap<Cell, String>) -> Option<Cell> {
    let cells: BTreeSet<&Cell> = office.keys().chain(here.keys()).collect();
    cells
        .into_iter()
        .find(|cell| office.get(*cell) != here.get(*cell))
        .cloned()
}

/// A dump without what is between the office and one person.
fn shared(dump: &str) -> String {
    let mut shown = true;
    let mut out = String::new();
    for line in dump.lines() {
        if !line.starts_with(' ') {
            shown = !OWN_TABLES.contains(&line);
        }
        if shown {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

fn read_models(scene: &mut Scene) {
    let mut dumps: BTreeMap<usize, String> = BTreeMap::new();
    for at in 0..scene.members.len() {
        if scene.members[at].revoked {
            continue;
        }
        let file = scene.folder.join(format!("dump-{at}.txt"));
        scene.ask(at, &format!("dump {}", file.display()));
        dumps.insert(at, std::fs::read_to_string(&file).unwrap_or_default());
    }
    let Some(office) = dumps.get(&0).cloned() else {
        return;
    };
    let lines: BTreeSet<&str> = office.lines().collect();
    let mut first_of: BTreeMap<String, usize> = BTreeMap::new();
    for (at, dump) in &dumps {
        let member = &scene.members[*at];
        let (name, kecamatan) = (member.name.clone(), member.kecamatan.clone());
        let first = *first_of.entry(kecamatan).or_insert(*at);
        let same_person =
            scene.members[first].is_office() || scene.members[first].person == member.person;
        let difference = if same_person {
            first_difference(&dumps[&first], dump)
        } else {
            first_difference(&shared(&dumps[&first]), &shared(dump))
        };
        wrong(
            scene,
            difference.is_some(),
            &format!(
                "{name} against {}: {}",
                scene.members[first].name,
                difference.unwrap_or_default()
            ),
        );
        let missing = dump.lines().find(|line| !lines.contains(line));
        wrong(
            scene,
            missing.is_some(),
            &format!("the office lacks what {name} has: {missing:?}"),
        );
    }
}
