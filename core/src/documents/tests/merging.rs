//! Two devices, offline, one document.

use proptest::prelude::*;

use super::*;

const A: Provenance = Provenance::Device(ANI);
const B: Provenance = Provenance::Device(BUDI);

#[test]
fn a_meeting_made_twice_offline_keeps_the_marks_of_both() {
    let (mut ani, mut budi) = (meeting(), meeting());
    assert_eq!(ani.id(), budi.id());
    let from_ani = commit(
        &mut ani,
        &marks((0..10).map(|n| (n, Some(Mark::Hadir)))),
        by(ANI, 1),
    );
    let from_budi = commit(
        &mut budi,
        &marks((10..20).map(|n| (n, Some(Mark::Alfa)))),
        by(BUDI, 2),
    );
    ani.apply(&[from_budi], B).whole();
    budi.apply(&[from_ani], A).whole();
    assert_eq!(ani.heads(), budi.heads());
    let seen = view(&ani);
    assert_eq!(seen, view(&budi));
    assert_eq!(seen.marks.len(), 20);
    assert_eq!(seen.marks[&family(3)], Mark::Hadir);
    assert_eq!(seen.marks[&family(13)], Mark::Alfa);
    assert_eq!(ani.disagreements(), []);
}

#[test]
fn a_mark_that_both_set_differently_is_a_disagreement_with_both_authors_and_times() {
    let (mut ani, mut budi) = (meeting(), meeting());
    let one = [(1, Some(Mark::Hadir)), (2, Some(Mark::Sakit))];
    let other = [(1, Some(Mark::Alfa)), (2, Some(Mark::Sakit))];
    let from_ani = commit(&mut ani, &marks(one), by(ANI, 100));
    let from_budi = commit(&mut budi, &marks(other), by(BUDI, 200));
    ani.apply(std::slice::from_ref(&from_budi), B).whole();
    budi.apply(std::slice::from_ref(&from_ani), A).whole();
    let found = ani.disagreements();
    assert_eq!(found, budi.disagreements());
    let [disagreement] = &found[..] else {
        panic!("{found:?}")
    };
    assert_eq!(disagreement.path, format!("marks/{}", family(1)));
    let winner = view(&ani).marks[&family(1)].number();
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
    let mut ani = meeting();
    let first = commit(&mut ani, &place("Balai desa"), by(ANI, 1));
    let mut budi = meeting();
    budi.apply(&[first], A).whole();
    let clear = MeetingPatch {
        place: Set::Clear,
        ..MeetingPatch::default()
    }
    .into();
    let cleared = commit(&mut ani, &clear, by(ANI, 2));
    assert_eq!(view(&ani).place, None);
    let moved = commit(&mut budi, &place("Rumah ketua"), by(BUDI, 3));
    ani.apply(&[moved], B).whole();
    budi.apply(&[cleared], A).whole();
    assert_eq!(ani.disagreements(), budi.disagreements());
    let values: Vec<_> = ani.disagreements()[0]
        .values
        .iter()
        .map(|side| side.shown.clone())
        .collect();
    assert!(values.contains(&String::new()) && values.contains(&"Rumah ketua".to_owned()));
}

#[test]
fn resolving_is_an_edit_that_another_edit_takes_back() {
    let (mut ani, mut budi) = (meeting(), meeting());
    let from_ani = commit(&mut ani, &place("Balai desa"), by(ANI, 1));
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
    assert_eq!(view(&ani).place.as_deref(), Some("Posyandu"));
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
    let (mut ani, mut budi) = (meeting(), meeting());
    commit(&mut ani, &place("Balai desa"), by(ANI, 1));
    let from_budi = commit(&mut budi, &place("Masjid"), by(BUDI, 2));
    ani.apply(&[from_budi], B).whole();
    let shown = view(&ani).place.unwrap();
    assert_eq!(ani.commit(&place(&shown), by(ANI, 3)).unwrap(), None);
    assert_eq!(ani.disagreements().len(), 1);
}

#[test]
fn missing_dependencies_are_named_and_the_document_is_untouched() {
    let mut ani = meeting();
    let first = commit(&mut ani, &place("A"), by(ANI, 1));
    let second = commit(&mut ani, &place("B"), by(ANI, 2));
    let mut budi = meeting();
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
    assert_eq!(view(&budi).place.as_deref(), Some("B"));
}

#[test]
fn a_device_cannot_speak_for_another_but_the_office_may_carry() {
    let mut ani = meeting();
    let change = commit(&mut ani, &place("A"), by(ANI, 1));
    let mut budi = meeting();
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
    let (mut ani, mut budi) = (meeting(), meeting());
    let one = commit(&mut ani, &marks([(1, Some(Mark::Hadir))]), by(ANI, 10));
    let two = commit(&mut budi, &marks([(2, Some(Mark::Alfa))]), by(BUDI, 5));
    ani.apply(&[two], B).whole();
    let three = commit(&mut ani, &marks([(2, None)]), by(ANI, 20));
    budi.apply(&[three, one.clone()], A).whole();
    assert_eq!(ani.history(), budi.history());
    let history = ani.history();
    assert_eq!(
        history.iter().map(|item| item.time).max(),
        Some(history[2].time)
    );
    let what = &history[2].what;
    assert_eq!(what[0].path, format!("marks/{}", family(2)));
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

#[test]
fn an_edit_after_the_verdict_shows() {
    let mut ani = meeting();
    let change = commit(&mut ani, &marks([(1, Some(Mark::Hadir))]), by(ANI, 1));
    let mut office = meeting();
    office.apply(&[change], A).whole();
    let check = CheckPatch {
        verdict: Set::To(Verdict::Sesuai),
        by: Set::To(Uuid::from_u128(9)),
        heads: Set::To(office.heads()),
        note: Set::Keep,
    };
    let verdict: Patch = MeetingPatch {
        check,
        ..MeetingPatch::default()
    }
    .into();
    let verdict = commit(&mut office, &verdict, by(BUDI, 2));
    assert_eq!(office.changed_since_check(), Some(vec![]));
    ani.apply(&[verdict], B).whole();
    let edit = commit(&mut ani, &marks([(1, Some(Mark::Sakit))]), by(ANI, 3));
    office.apply(&[edit], A).whole();
    let changed = office.changed_since_check().unwrap();
    assert_eq!(changed.len(), 1);
    assert_eq!(changed[0].path, format!("marks/{}", family(1)));
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
        let mut documents = [meeting(), meeting(), meeting()];
        let mut log: Vec<(DeviceId, PlainChange)> = Vec::new();
        for (time, (who, with, number, mark)) in (0i64..).zip(steps) {
            let patch = marks([(number, Mark::from_number(mark))]);
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
        let mut backwards = meeting();
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
    let mut here = meeting();
    commit(&mut here, &place("Balai"), by(ANI, 1));
    let seen = here.heads();
    // The same run of the app, and another device, write on.
    let mut there = reload(&here);
    commit(&mut here, &marks([(1, Some(Mark::Hadir))]), by(ANI, 2));
    let theirs = commit(&mut there, &place("Posyandu"), by(BUDI, 3));
    here.apply(&[theirs], Provenance::Device(BUDI)).whole();
    let patch = MeetingPatch {
        place: Set::To("Rumah ketua".into()),
        starts: Set::To(540),
        marks: [(family(1), Some(Mark::Hadir)), (family(2), None)].into(),
        ..MeetingPatch::default()
    };
    let before = here.heads();
    let change = here
        .commit_behind(&patch.clone().into(), &seen, by(ANI, 4))
        .unwrap()
        .unwrap();
    assert_eq!(change.deps(), seen.as_slice());
    assert!(before.as_slice().iter().all(|hash| here.contains(*hash)));
    let view = view(&here);
    assert_eq!(view.starts, Some(540));
    assert_eq!(
        view.marks.len(),
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
    assert_eq!(paths, ["place", "starts"]);
    let disagreements = here.disagreements();
    assert_eq!(disagreements.len(), 1);
    let mut places: Vec<_> = disagreements[0]
        .values
        .iter()
        .map(|it| it.shown.as_str())
        .collect();
    places.sort_unstable();
    assert_eq!(places, ["Posyandu", "Rumah ketua"]);
    // A device that gets the changes one by one takes them, and it survives saving.
    let mut other = meeting();
    for change in reload(&here).changes() {
        let author = change.author();
        other.apply(&[change], Provenance::Device(author)).whole();
    }
    assert_eq!(other.heads(), here.heads());
    // Of a version that is not here, nothing can be said.
    let strange = Heads::new([ChangeHash([9; 32])]);
    let refused = here.commit_behind(&place("x"), &strange, by(ANI, 6));
    assert!(matches!(refused, Err(DocumentError::UnknownVersion)));
    assert_eq!(here.view_at(&strange), None);
    let View::Meeting(then) = here.view_at(&seen).unwrap() else {
        unreachable!()
    };
    assert_eq!((then.place.as_deref(), then.starts), (Some("Balai"), None));
}

#[test]
fn a_document_born_of_its_changes_is_the_one_they_make_of_a_new_one_and_reads_back_from_either_form()
 {
    let mut ani = meeting();
    let first = commit(&mut ani, &place("Balai desa"), by(ANI, 1));
    let many = (0..25).map(|n| (n, Some(Mark::Hadir)));
    let second = commit(&mut ani, &marks(many), by(ANI, 2));
    for changes in [&[first.clone()][..], &[second.clone(), first.clone()]] {
        let born = Document::born(meeting_key(), &OFFICE, changes, A).unwrap();
        let mut applied = meeting();
        applied.apply(changes, A).whole();
        assert_eq!(born.heads(), applied.heads());
        assert_eq!(view(&reload(&born)), view(&applied));
    }
    let born = Document::born(meeting_key(), &OFFICE, std::slice::from_ref(&first), A).unwrap();
    let saved = Document::save_of(Kind::Meeting, &first);
    let mut read = Document::load(meeting_key(), &OFFICE, &saved, &born.heads()).unwrap();
    assert_eq!(view(&read), view(&born));
    read.apply(std::slice::from_ref(&second), A).whole();
    assert_eq!(read.heads(), ani.heads());

    // What does not stand by itself, or was made by another, is not born.
    assert!(Document::born(meeting_key(), &OFFICE, &[second], A).is_none());
    assert!(Document::born(meeting_key(), &OFFICE, &[first], B).is_none());
    assert!(Document::born(meeting_key(), &OFFICE, &[], A).is_none());
}
