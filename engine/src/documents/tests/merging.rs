//! Two devices, offline, one document.

use proptest::prelude::*;

use super::*;

const A: Provenance = Provenance::Device(ANI);
const B: Provenance = Provenance::Device(BUDI);

#[test]
fn a_document_made_twice_offline_keeps_what_both_put_into_it() {
    let (mut ani, mut budi) = (book(), book());
    assert_eq!(ani.id(), budi.id());
    let from_ani = commit(
        &mut ani,
        &loans((0..10).map(|n| (n, Some(Loan::Out)))),
        by(ANI, 1),
    );
    let from_budi = commit(
        &mut budi,
        &loans((10..20).map(|n| (n, Some(Loan::Lost)))),
        by(BUDI, 2),
    );
    ani.apply(&[from_budi], B).whole();
    budi.apply(&[from_ani], A).whole();
    assert_eq!(ani.heads(), budi.heads());
    let seen = ani.view();
    assert_eq!(seen, budi.view());
    assert_eq!(seen.loans.len(), 20);
    assert_eq!(seen.loans[&borrower(3)], Loan::Out);
    assert_eq!(seen.loans[&borrower(13)], Loan::Lost);
    assert_eq!(ani.disagreements(), []);
}

#[test]
fn a_value_that_both_set_differently_is_a_disagreement_with_both_authors_and_times() {
    let (mut ani, mut budi) = (book(), book());
    let one = [(1, Some(Loan::Out)), (2, Some(Loan::Kept))];
    let other = [(1, Some(Loan::Lost)), (2, Some(Loan::Kept))];
    let from_ani = commit(&mut ani, &loans(one), by(ANI, 100));
    let from_budi = commit(&mut budi, &loans(other), by(BUDI, 200));
    ani.apply(std::slice::from_ref(&from_budi), B).whole();
    budi.apply(std::slice::from_ref(&from_ani), A).whole();
    let found = ani.disagreements();
    assert_eq!(found, budi.disagreements());
    let [disagreement] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(disagreement.path, format!("loans/{}", borrower(1)));
    let winner = ani.view().loans[&borrower(1)] as i64;
    assert_eq!(disagreement.values[0].value, Scalar::Number(winner));
    let mut sides: Vec<_> = disagreement
        .values
        .iter()
        .map(|side| (side.author, side.time, side.change, side.value.clone()))
        .collect();
    sides.sort();
    assert_eq!(
        sides,
        [
            (Some(ANI), 100, from_ani.hash(), Scalar::Number(1)),
            (Some(BUDI), 200, from_budi.hash(), Scalar::Number(3)),
        ]
    );
}

#[test]
fn clearing_a_field_against_setting_it_is_a_disagreement_too() {
    let mut ani = book();
    let first = commit(&mut ani, &place("Main hall"), by(ANI, 1));
    let mut budi = book();
    budi.apply(&[first], A).whole();
    let clear = LibraryPatch {
        place: Set::Clear,
        ..LibraryPatch::default()
    };
    let cleared = commit(&mut ani, &clear, by(ANI, 2));
    assert_eq!(ani.view().place, None);
    let moved = commit(&mut budi, &place("Annex"), by(BUDI, 3));
    ani.apply(&[moved], B).whole();
    budi.apply(&[cleared], A).whole();
    assert_eq!(ani.disagreements(), budi.disagreements());
    let values: Vec<_> = ani.disagreements()[0]
        .values
        .iter()
        .map(|side| side.shown.clone())
        .collect();
    assert!(values.contains(&String::new()) && values.contains(&"Annex".to_owned()));
}

#[test]
fn resolving_is_an_edit_that_another_edit_takes_back() {
    let (mut ani, mut budi) = (book(), book());
    let from_ani = commit(&mut ani, &place("Main hall"), by(ANI, 1));
    let from_budi = commit(&mut budi, &place("Masjid"), by(BUDI, 2));
    ani.apply(&[from_budi], B).whole();
    budi.apply(&[from_ani], A).whole();
    let shown = ani.disagreements()[0].values[0].value.clone();
    let settled = ani
        .resolve("place", shown.clone(), by(ANI, 3))
        .unwrap()
        .unwrap();
    assert_eq!(ani.disagreements(), []);
    assert_eq!(
        ani.resolve("place", shown.clone(), by(ANI, 4)).unwrap(),
        None
    );
    let settled_by = ani.history().pop().unwrap();
    assert_eq!(settled_by.what[0].path, "place");
    budi.apply(&[settled], A).whole();
    assert_eq!(budi.disagreements(), []);
    let again = commit(&mut budi, &place("Posyandu"), by(BUDI, 5));
    ani.apply(&[again], B).whole();
    assert_eq!(ani.view().place.as_deref(), Some("Posyandu"));
    assert!(matches!(
        ani.resolve("nothing", shown, by(ANI, 6)),
        Err(DocumentError::Unfit {
            unfit: Unfit::NoSuchField,
            ..
        })
    ));
    assert!(ani.resolve("place", Scalar::Number(3), by(ANI, 6)).is_err());
}

#[test]
fn a_full_form_saved_over_a_disagreement_does_not_settle_it_silently() {
    let (mut ani, mut budi) = (book(), book());
    commit(&mut ani, &place("Main hall"), by(ANI, 1));
    let from_budi = commit(&mut budi, &place("Masjid"), by(BUDI, 2));
    ani.apply(&[from_budi], B).whole();
    let shown = ani.view().place.unwrap();
    assert_eq!(ani.commit(&place(&shown), by(ANI, 3)).unwrap(), None);
    assert_eq!(ani.disagreements().len(), 1);
}

#[test]
fn missing_dependencies_are_named_and_the_document_is_untouched() {
    let mut ani = book();
    let first = commit(&mut ani, &place("A"), by(ANI, 1));
    let second = commit(&mut ani, &place("B"), by(ANI, 2));
    let mut budi = book();
    let before = budi.heads();
    let applied = budi.apply(std::slice::from_ref(&second), A);
    assert_eq!(applied.missing, [first.hash()]);
    assert!(!applied.changed());
    assert_eq!(budi.heads(), before);
    // In one batch the order does not matter, and what is known is skipped.
    let applied = budi
        .apply(&[second.clone(), first.clone(), second.clone()], A)
        .whole();
    let mut both = [second.hash(), first.hash()];
    both.sort();
    assert_eq!(applied.new, both);
    assert_eq!(budi.apply(&[first], A), Applied::default());
    assert_eq!(budi.view().place.as_deref(), Some("B"));
}

#[test]
fn a_device_cannot_speak_for_another_but_the_office_may_carry() {
    let mut ani = book();
    let change = commit(&mut ani, &place("A"), by(ANI, 1));
    let mut budi = book();
    let forged = budi.apply(std::slice::from_ref(&change), B);
    assert_eq!(forged.forged, [change.hash()]);
    assert!(budi.is_blank());
    budi.apply(&[change], Provenance::Office(BUDI)).whole();
    // Nor may it go on under the actor of another.
    let next = commit(&mut ani, &place("B"), by(ANI, 2));
    assert_eq!(next.author(), ANI);
    let forged = budi.apply(std::slice::from_ref(&next), B);
    assert_eq!(forged.forged, [next.hash()]);
    budi.apply(&[next], A).whole();
    // With the run of another's app it is another actor all the same.
    let as_ani = Authorship {
        actor: by(ANI, 0).actor,
        ..by(BUDI, 3)
    };
    let own = commit(&mut budi, &place("C"), as_ani);
    assert_eq!((own.author(), own.seq()), (BUDI, 1));
    ani.apply(&[own], B).whole();
}

#[test]
fn history_and_difference_are_the_same_on_every_device() {
    let (mut ani, mut budi) = (book(), book());
    let one = commit(&mut ani, &loans([(1, Some(Loan::Out))]), by(ANI, 10));
    let two = commit(&mut budi, &loans([(2, Some(Loan::Lost))]), by(BUDI, 5));
    ani.apply(&[two], B).whole();
    let three = commit(&mut ani, &loans([(2, None)]), by(ANI, 20));
    budi.apply(&[three, one.clone()], A).whole();
    assert_eq!(ani.history(), budi.history());
    let history = ani.history();
    assert_eq!(
        history.iter().map(|item| item.time).max(),
        Some(history[2].time)
    );
    let what = &history[2].what;
    assert_eq!(what[0].path, format!("loans/{}", borrower(2)));
    assert_eq!(
        (&what[0].before, &what[0].after),
        (&Scalar::Number(3), &Scalar::Empty)
    );
    let start = Heads::new([one.hash()]);
    assert_eq!(ani.difference(&start, &ani.heads()), Some(vec![]));
    assert_eq!(
        ani.difference(&Heads::new([ChangeHash([1; 32])]), &start),
        None
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Three devices edit and exchange in any order: all end at the same version, views and disagreements, and every
    /// value written last by somebody is either shown or one side of a disagreement.
    #[test]
    fn devices_converge_and_lose_nothing(
        steps in proptest::collection::vec((0usize..3, 0usize..3, 0u128..4, 0i64..4), 1..24)
    ) {
        let devices = [ANI, BUDI, DeviceId([0xc3; 8])];
        let mut documents = [book(), book(), book()];
        let mut log: Vec<(DeviceId, PlainChange)> = Vec::new();
        for (time, (who, with, number, loan)) in (0i64..).zip(steps) {
            let patch = loans([(number, Loan::from_number(loan))]);
            if let Some(change) = documents[who].commit(&patch, by(devices[who], time)).unwrap() {
                log.push((devices[who], change));
            }
            if who != with {
                for (author, change) in &log {
                    if documents[who].contains(change.hash()) {
                        let change = std::slice::from_ref(change);
                        documents[with].apply(change, Provenance::Device(*author)).whole();
                    }
                }
            }
        }
        let mut backwards = book();
        let all: Vec<_> = log.iter().rev().map(|(_, change)| change.clone()).collect();
        backwards.apply(&all, Provenance::Office(ANI)).whole();
        for (author, change) in &log {
            for document in &mut documents {
                document.apply(std::slice::from_ref(change), Provenance::Device(*author)).whole();
            }
        }
        for document in &documents {
            prop_assert_eq!(document.heads(), backwards.heads());
            prop_assert_eq!(document.view(), backwards.view());
            prop_assert_eq!(document.disagreements(), backwards.disagreements());
            prop_assert_eq!(document.history(), backwards.history());
            prop_assert_eq!(reload(document).view_with_disagreements(), backwards.view_with_disagreements());
        }
    }
}

#[test]
fn an_edit_of_an_older_version_stands_beside_what_came_since() {
    let mut here = book();
    commit(&mut here, &place("Balai"), by(ANI, 1));
    let seen = here.heads();
    // The same run of the app, and another device, write on.
    let mut there = reload(&here);
    commit(&mut here, &loans([(1, Some(Loan::Out))]), by(ANI, 2));
    let theirs = commit(&mut there, &place("Posyandu"), by(BUDI, 3));
    here.apply(&[theirs], Provenance::Device(BUDI)).whole();
    let patch = LibraryPatch {
        place: Set::To("Annex".into()),
        opens: Set::To(540),
        loans: [(borrower(1), Some(Loan::Out)), (borrower(2), None)].into(),
        ..LibraryPatch::default()
    };
    let before = here.heads();
    let change = here.commit_at(&patch, &seen, by(ANI, 4)).unwrap().unwrap();
    assert_eq!(change.deps(), seen.as_slice());
    assert!(before.as_slice().iter().all(|hash| here.contains(*hash)));
    let seen_here = here.view();
    assert_eq!(seen_here.opens, Some(540));
    assert_eq!(
        seen_here.loans.len(),
        1,
        "what it said already is not said again"
    );
    let history = here.history();
    let written = history.iter().find(|item| item.hash == change.hash());
    let paths: Vec<_> = written
        .unwrap()
        .what
        .iter()
        .map(|it| it.path.as_str())
        .collect();
    assert_eq!(paths, ["opens", "place"]);
    let disagreements = here.disagreements();
    assert_eq!(disagreements.len(), 1);
    let mut places: Vec<_> = disagreements[0]
        .values
        .iter()
        .map(|it| it.shown.as_str())
        .collect();
    places.sort_unstable();
    assert_eq!(places, ["Annex", "Posyandu"]);
    // A device that gets the changes one by one takes them, and it survives saving.
    let mut other = book();
    for change in reload(&here).changes() {
        let author = change.author();
        other.apply(&[change], Provenance::Device(author)).whole();
    }
    assert_eq!(other.heads(), here.heads());
    // Of a version that is not here, nothing can be said.
    let strange = Heads::new([ChangeHash([9; 32])]);
    let refused = here.commit_at(&place("x"), &strange, by(ANI, 6));
    assert!(matches!(refused, Err(DocumentError::UnknownVersion)));
    assert_eq!(here.view_at(&strange), None);
    let then = here.view_at(&seen).unwrap();
    assert_eq!((then.place.as_deref(), then.opens), (Some("Balai"), None));
}

#[test]
fn a_document_born_of_its_changes_is_the_one_they_make_of_a_new_one_and_reads_back_from_either_form()
 {
    let mut ani = book();
    let first = commit(&mut ani, &place("Main hall"), by(ANI, 1));
    let many = (0..25).map(|n| (n, Some(Loan::Out)));
    let second = commit(&mut ani, &loans(many), by(ANI, 2));
    for changes in [&[first.clone()][..], &[second.clone(), first.clone()]] {
        let born = book().born_of(changes, A).unwrap();
        let mut applied = book();
        applied.apply(changes, A).whole();
        assert_eq!(born.heads(), applied.heads());
        assert_eq!(reload(&born).view(), applied.view());
    }
    let born = book().born_of(std::slice::from_ref(&first), A).unwrap();
    let saved = born.save_of(&first);
    let mut read = Document::load(BOOK_KEY, &OFFICE, &saved, &born.heads()).unwrap();
    assert_eq!(read.view(), born.view());
    read.apply(std::slice::from_ref(&second), A).whole();
    assert_eq!(read.heads(), ani.heads());

    // What does not stand by itself, or was made by another, is not born.
    assert!(book().born_of(&[second], A).is_none());
    assert!(book().born_of(&[first], B).is_none());
    assert!(book().born_of(&[], A).is_none());
}
