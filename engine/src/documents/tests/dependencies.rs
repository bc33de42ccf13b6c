//! Doubtful changes: taken out unless others build upon them, taken in if others do.

use std::collections::{BTreeMap, BTreeSet};

use super::*;

fn set_aside(changes: &[&PlainChange]) -> BTreeMap<ChangeHash, (PlainChange, Provenance)> {
    changes
        .iter()
        .map(|change| (change.hash(), ((*change).clone(), Provenance::Device(BUDI))))
        .collect()
}

#[test]
fn what_nobody_built_upon_goes_and_the_rest_is_as_if_it_had_never_been() {
    let mut document = book();
    commit(&mut document, &loans([(1, Some(Loan::Out))]), by(ANI, 1));
    let without = document.clone();
    let doubtful = commit(&mut document, &loans([(2, Some(Loan::Lost))]), by(BUDI, 2));
    let doubtful = BTreeSet::from([doubtful.hash()]);
    let left = document.without_unneeded(&doubtful).unwrap();
    assert_eq!(left.heads(), without.heads());
    assert!(!left.view().loans.contains_key(&borrower(2)));
    assert!(left.without_unneeded(&doubtful).is_none());
}

#[test]
fn what_somebody_built_upon_stays_with_all_that_it_builds_upon() {
    let mut document = book();
    let first = commit(&mut document, &loans([(1, Some(Loan::Lost))]), by(BUDI, 1));
    let second = commit(&mut document, &loans([(2, Some(Loan::Lost))]), by(BUDI, 2));
    let both = BTreeSet::from([first.hash(), second.hash()]);
    let mut built_upon = document.clone();
    commit(&mut built_upon, &place("Main hall"), by(ANI, 3));
    assert!(built_upon.without_unneeded(&both).is_none());
    // Upon the first only.
    let mut aside = book();
    aside
        .apply(std::slice::from_ref(&first), Provenance::Device(BUDI))
        .whole();
    let other = commit(&mut aside, &place("Masjid"), by(ANI, 4));
    document
        .apply(std::slice::from_ref(&other), Provenance::Device(ANI))
        .whole();
    let left = document.without_unneeded(&both).unwrap();
    assert_eq!(left.heads(), aside.heads());
    let nothing = book().without_unneeded(&both);
    assert!(nothing.is_none());
}

#[test]
fn believed_work_brings_in_what_it_was_built_upon_and_nothing_else() {
    let mut writer = book();
    let first = commit(&mut writer, &loans([(1, Some(Loan::Lost))]), by(BUDI, 1));
    let second = commit(&mut writer, &loans([(2, Some(Loan::Lost))]), by(BUDI, 2));
    let upon = commit(&mut writer, &place("Main hall"), by(ANI, 3));
    let unneeded = commit(&mut writer, &loans([(3, Some(Loan::Lost))]), by(BUDI, 4));
    let mut reader = book();
    let possible = reader.possible(
        vec![upon.clone()],
        Provenance::Device(ANI),
        set_aside(&[&unneeded, &second, &first]),
    );
    assert!(possible.missing.is_empty());
    let order: Vec<_> = possible
        .upon
        .iter()
        .map(|(change, _)| change.hash())
        .collect();
    assert_eq!(order, [first.hash(), second.hash()]);
    let applied = reader.apply_upon(&possible, Provenance::Device(ANI));
    assert_eq!(applied.new.len(), 3);
    assert!(applied.new.contains(&upon.hash()));
    assert!(!reader.contains(unneeded.hash()));
    assert_eq!(reader.heads().as_slice(), [upon.hash()]);
}

#[test]
fn without_all_of_it_what_can_be_applied_is_and_the_rest_waits() {
    let mut writer = book();
    let first = commit(&mut writer, &loans([(1, Some(Loan::Lost))]), by(BUDI, 1));
    let upon_first = commit(&mut writer, &place("Main hall"), by(ANI, 2));
    let second = commit(&mut writer, &loans([(2, Some(Loan::Lost))]), by(BUDI, 3));
    let upon_second = commit(&mut writer, &loans([(4, Some(Loan::Out))]), by(ANI, 4));
    let reader = book();
    let changes = vec![upon_first.clone(), upon_second];
    let possible = reader.possible(changes, Provenance::Device(ANI), set_aside(&[&first]));
    assert_eq!(possible.changes, [upon_first]);
    assert_eq!(possible.upon.len(), 1);
    assert_eq!(possible.missing, [second.hash()]);
}

#[test]
fn what_is_brought_in_must_be_its_signers_own() {
    let mut writer = book();
    let first = commit(&mut writer, &loans([(1, Some(Loan::Lost))]), by(ANI, 1));
    let upon = commit(&mut writer, &place("Main hall"), by(ANI, 2));
    let mut reader = book();
    // Budi signed an entry with a change of Ani's.
    let possible = reader.possible(vec![upon], Provenance::Device(ANI), set_aside(&[&first]));
    let before = reader.heads();
    assert_eq!(possible.missing, [first.hash()]);
    let applied = reader.apply_upon(&possible, Provenance::Device(ANI));
    assert!(!applied.changed());
    assert_eq!(reader.heads(), before);
}
