//! Bytes that somebody made to do harm: every one ends in an answer, and the document stays as it was.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, Change, ObjType, ROOT};

use proptest::prelude::*;

use super::super::guard::guarded;
use super::*;

fn honest() -> PlainChange {
    let mut document = book();
    let patch = LibraryPatch {
        loans: (0..8).map(|n| (borrower(n), Some(Loan::Out))).collect(),
        place: Set::To("Main hall".to_owned()),
        opens: Set::To(540),
        ..LibraryPatch::default()
    };
    commit(&mut document, &patch, by(ANI, 1_700_000_000))
}

/// The actor under which [`by`] writes.
pub(super) fn actor_of(device: DeviceId) -> Vec<u8> {
    [&device.0[..], &[device.0[0]; 6]].concat()
}

/// A change made with automerge itself upon the first change of a book.
pub(super) fn made(edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Change {
    let mut document = book().automerge;
    document.set_actor(ActorId::from(&actor_of(ANI)[..]));
    let mut transaction = document.transaction();
    edit(&mut transaction);
    transaction.commit_with(CommitOptions::default().with_time(1));
    document.get_last_local_change().unwrap()
}

fn apply(contents: Vec<u8>) {
    let Ok(change) = PlainChange::from_contents(contents) else {
        return;
    };
    let mut document = book();
    let before = document.heads();
    let applied = document.apply(std::slice::from_ref(&change), Provenance::Device(ANI));
    if !applied.is_whole() {
        assert_eq!(document.heads(), before);
        return;
    }
    assert_eq!(applied.new, [change.hash()]);
    let again = reload(&document);
    assert_eq!(
        again.view_with_disagreements(),
        document.view_with_disagreements()
    );
    let _ = document.history();
}

#[test]
fn the_chunk_is_what_automerge_would_have_written() {
    let change = honest();
    let decoded = Change::try_from(&change.to_chunk()[..]).unwrap();
    assert_eq!(decoded.raw_bytes(), change.to_chunk());
    assert_eq!(ChangeHash::from(decoded.hash()), change.hash());
    assert_eq!(decoded.actor_id().to_bytes(), change.actor());
    assert_eq!(decoded.seq(), change.seq());
    assert_eq!(decoded.timestamp(), change.time());
    assert_eq!(decoded.max_op(), change.max_op());
    let deps: Vec<_> = decoded
        .deps()
        .iter()
        .copied()
        .map(ChangeHash::from)
        .collect();
    assert_eq!(deps, change.deps());
}

#[test]
fn the_steps_of_a_kind_do_not_travel() {
    for kind in [&BOOK, &SHELF] {
        for step in 1..=kind.version() {
            let (contents, _) = growth_change(kind, step).unwrap();
            let read = PlainChange::from_contents(contents.to_vec());
            assert!(matches!(read, Err(PlainChangeError::Malformed(_))));
        }
    }
}

#[test]
fn what_only_a_newer_app_writes_is_told_from_what_is_broken() {
    let list = made(|tx| drop(tx.put_object(ROOT, "list", ObjType::List).unwrap()));
    let counter = made(|tx| {
        tx.put(ROOT, "n", automerge::ScalarValue::counter(1))
            .unwrap();
    });
    let text = made(|tx| {
        let id = tx.put_object(ROOT, "text", ObjType::Text).unwrap();
        tx.splice_text(&id, 0, 0, "halo").unwrap();
    });
    let map = made(|tx| drop(tx.put_object(ROOT, "map", ObjType::Map).unwrap()));
    let deletion = {
        let mut document = book();
        commit(&mut document, &place("A"), by(ANI, 1));
        let mut document = document.automerge;
        document.set_actor(ActorId::from(&actor_of(ANI)[..]));
        let mut transaction = document.transaction();
        transaction.delete(ROOT, "p").unwrap();
        transaction.commit();
        document.get_last_local_change().unwrap()
    };
    for change in [list, counter, text, map, deletion] {
        let fault = PlainChange::from_automerge(&change);
        assert!(
            matches!(fault, Err(PlainChangeError::NeedsNewerApp(_))),
            "{fault:?}"
        );
    }
}

#[test]
fn an_older_app_keeps_what_it_does_not_know() {
    let newer = made(|tx| {
        tx.put(ROOT, "future", "kept").unwrap();
        tx.put(ROOT, "p", 12).unwrap();
        tx.put(ROOT, "b", 9_999).unwrap();
    });
    let newer = PlainChange::from_automerge(&newer).unwrap();
    let mut document = book();
    document
        .apply(std::slice::from_ref(&newer), Provenance::Device(ANI))
        .whole();
    let seen = document.view();
    assert_eq!((seen.place, seen.opens), (None, None));
    commit(&mut document, &loans([(1, Some(Loan::Out))]), by(BUDI, 1));
    let document = reload(&document);
    assert_eq!(document.view().loans.len(), 1);
    let kept = automerge::ReadDoc::get(&document.automerge, ROOT, "future").unwrap();
    assert_eq!(kept.unwrap().0.as_str(), Some("kept"));
}

/// What is wrong with a change that Ani sends upon what `document` holds.
fn fault_of(document: &Document, change: PlainChange) -> String {
    let mut document = document.clone();
    let before = document.heads();
    let hash = change.hash();
    let applied = document.apply(&[change], Provenance::Device(ANI));
    assert_eq!(document.heads(), before, "nothing of it took hold");
    match &applied.unfit[..] {
        [(of, fault)] if *of == hash => fault.clone(),
        other => panic!("{other:?}"),
    }
}

/// `change` with something about it changed, as automerge would write that.
pub(super) fn tampered(
    change: &PlainChange,
    tamper: impl FnOnce(&mut automerge::ExpandedChange),
) -> PlainChange {
    try_tampered(change, tamper).unwrap()
}

/// The same, where that may be something that automerge cannot write or no reader lets pass.
pub(super) fn try_tampered(
    change: &PlainChange,
    tamper: impl FnOnce(&mut automerge::ExpandedChange),
) -> Option<PlainChange> {
    let mut expanded = Change::try_from(&change.to_chunk()[..]).unwrap().decode();
    tamper(&mut expanded);
    let change = guarded(|| Change::from(expanded)).ok()?;
    PlainChange::from_automerge(&change).ok()
}

#[test]
fn a_change_counts_on_from_what_it_builds_upon() {
    let far = tampered(&honest(), |it| {
        it.start_op = 4_000_000_000u64.try_into().unwrap();
    });
    assert_eq!(fault_of(&book(), far), "it does not count on");
}

#[test]
fn an_actors_changes_stand_in_one_line() {
    let mut document = book();
    let first = commit(&mut document, &place("A"), by(ANI, 1));
    let second = commit(&mut document, &place("B"), by(ANI, 2));
    let mut held = book();
    held.apply(std::slice::from_ref(&first), Provenance::Device(ANI))
        .whole();
    let gap = tampered(&second, |it| it.seq = 3);
    assert_eq!(
        fault_of(&held, gap),
        "its actor's change before it is not there"
    );
    // Upon the first change of the document alone, beside the actor's own first change.
    let beside = tampered(&honest(), |it| it.seq = 2);
    assert_eq!(
        fault_of(&held, beside),
        "it does not build upon its actor's change before it"
    );
}

#[test]
fn a_change_writes_over_what_it_saw_and_nothing_else() {
    let mut document = book();
    let first = commit(&mut document, &place("A"), by(ANI, 1));
    let mut after_first = book();
    after_first
        .apply(std::slice::from_ref(&first), Provenance::Device(ANI))
        .whole();
    let second = commit(&mut document, &place("B"), by(ANI, 2));
    let third = commit(&mut document, &place("C"), by(ANI, 3));
    let stranger = Authorship {
        actor: ActorSeed([9; 6]),
        ..by(ANI, 4)
    };
    let fault = "it writes over a value that its field did not show";
    // A value that is not in its past, though its reader has it.
    let mut from_nothing = book();
    let blind = commit(&mut from_nothing, &place("D"), stranger);
    let pred = |change: &PlainChange| {
        let decoded = Change::try_from(&change.to_chunk()[..]).unwrap().decode();
        automerge::legacy::OpId(change.max_op(), decoded.actor_id)
    };
    let of_first = pred(&first);
    let not_seen = tampered(&blind, |it| {
        it.operations[0].pred = vec![of_first.clone()].into();
    });
    assert_eq!(fault_of(&after_first, not_seen), fault);
    // One that was written over already.
    let mut held = after_first.clone();
    held.apply(&[second], Provenance::Device(ANI)).whole();
    let stale = tampered(&third, |it| {
        it.operations[0].pred = vec![of_first.clone()].into();
    });
    assert_eq!(fault_of(&held, stale), fault);
    // One of another field.
    let foreign = tampered(&third, |it| {
        it.operations[0].key = automerge::legacy::Key::Map("t".into());
    });
    assert_eq!(fault_of(&held, foreign), fault);
    // Writing beside what it saw makes a disagreement, which is everybody's right.
    let beside = tampered(&third, |it| it.operations[0].pred = vec![].into());
    held.apply(&[beside], Provenance::Device(ANI)).whole();
    assert_eq!(held.disagreements().len(), 1);
}

#[test]
fn a_change_says_a_field_once_and_leaves_the_maps_alone() {
    let twice = made(|tx| {
        tx.put(ROOT, "p", "A").unwrap();
        tx.put(ROOT, "p", "B").unwrap();
    });
    let twice = PlainChange::from_automerge(&twice).unwrap();
    assert_eq!(fault_of(&book(), twice), "it says one field twice");
    let over = made(|tx| tx.put(ROOT, "m", "hidden").unwrap());
    let over = PlainChange::from_automerge(&over).unwrap();
    assert_eq!(fault_of(&book(), over), "it writes over a map");
    let into_nothing = tampered(&honest(), |it| {
        let genesis = ActorId::from(&[0u8][..]);
        let id = automerge::legacy::OpId(6, genesis);
        let object = automerge::legacy::ObjectId::Id(id);
        it.start_op = 6.try_into().unwrap();
        it.operations.truncate(1);
        it.operations[0].obj = object;
    });
    assert_eq!(
        fault_of(&book(), into_nothing),
        "it writes into a map that is not there"
    );
}

#[test]
fn other_chunks_cannot_be_expressed() {
    let document = book().automerge;
    let saved: Vec<u8> = Automerge::save(&document);
    assert!(PlainChange::from_contents(saved).is_err());
    let large = vec![0; PlainChange::MAX + 1];
    assert_eq!(
        PlainChange::from_contents(large),
        Err(PlainChangeError::TooLarge(PlainChange::MAX + 1))
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn mutated_changes_end_in_an_answer(
        flips in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4)
    ) {
        let mut contents = honest().into_contents();
        for (at, byte) in flips {
            let at = at.index(contents.len());
            contents[at] = byte;
        }
        apply(contents);
    }

    #[test]
    fn spliced_changes_end_in_an_answer(
        at in any::<prop::sample::Index>(),
        cut in 0usize..6,
        bytes in proptest::collection::vec(any::<u8>(), 0..6),
    ) {
        let mut contents = honest().into_contents();
        let at = at.index(contents.len());
        let end = (at + cut).min(contents.len());
        contents.splice(at..end, bytes);
        apply(contents);
    }

    #[test]
    fn random_bytes_after_an_honest_head_end_in_an_answer(
        keep in 30usize..70,
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
    ) {
        let mut contents = honest().into_contents();
        contents.truncate(keep);
        contents.extend(bytes);
        apply(contents);
    }
}
