//! Bytes that somebody made to do harm: every one ends in an answer, and the document stays as it was.

use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Author, Automerge, Change, ObjType, ROOT};
use proptest::prelude::*;

use super::*;

fn honest() -> PlainChange {
    let mut document = meeting();
    let patch = MeetingPatch {
        marks: (0..8).map(|n| (family(n), Some(Mark::Hadir))).collect(),
        place: Set::To("Balai desa".to_owned()),
        starts: Set::To(540),
        ..MeetingPatch::default()
    };
    commit(&mut document, &patch.into(), by(ANI, 1_700_000_000))
}

/// A change made with automerge itself upon the first change of a meeting.
fn made(edit: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Change {
    let mut document = meeting().automerge;
    document.set_author(Some(Author::from(ANI.0.to_vec())));
    document.set_actor(ActorId::from(&ANI.0[..]));
    let mut transaction = document.transaction();
    edit(&mut transaction);
    transaction.commit_with(CommitOptions::default().with_time(1));
    document.get_last_local_change().unwrap()
}

fn apply(contents: Vec<u8>) {
    let Ok(change) = PlainChange::from_contents(contents) else {
        return;
    };
    let mut document = meeting();
    let before = document.heads();
    match document.apply(std::slice::from_ref(&change), Provenance::Device(ANI)) {
        Ok(applied) => {
            assert_eq!(applied.new, [change.hash()]);
            let again = reload(&document);
            assert_eq!(
                again.view_with_disagreements(),
                document.view_with_disagreements()
            );
            let _ = document.history();
        }
        Err(_) => assert_eq!(document.heads(), before),
    }
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
fn first_changes_do_not_travel() {
    for kind in Kind::ALL {
        let (contents, _) = first_change(kind);
        assert!(matches!(
            PlainChange::from_contents(contents.to_vec()),
            Err(PlainChangeError::Malformed(_))
        ));
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
    for change in [list, counter, text] {
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
        let id = tx.put_object(ROOT, "more", ObjType::Map).unwrap();
        tx.put(&id, "deep", 5).unwrap();
        tx.put(ROOT, "p", 12).unwrap();
        tx.put(ROOT, "b", 9_999).unwrap();
        tx.put(ROOT, "m", "hidden").unwrap();
    });
    let newer = PlainChange::from_automerge(&newer).unwrap();
    let mut document = meeting();
    document
        .apply(std::slice::from_ref(&newer), Provenance::Device(ANI))
        .unwrap();
    let seen = view(&document);
    assert_eq!((seen.place, seen.starts), (None, None));
    commit(&mut document, &marks([(1, Some(Mark::Hadir))]), by(BUDI, 1));
    let document = reload(&document);
    assert_eq!(
        view(&document).marks.len(),
        1,
        "marks survive even if their key was overwritten"
    );
    let kept = automerge::ReadDoc::get(&document.automerge, ROOT, "future").unwrap();
    assert_eq!(kept.unwrap().0.as_str(), Some("kept"));
}

#[test]
fn a_change_with_a_counter_of_its_own_choice_is_refused() {
    // A document of another history, whose counter is far ahead, pretending to build on the first change.
    let honest = Change::try_from(&honest().to_chunk()[..]).unwrap();
    let mut expanded = honest.decode();
    expanded.start_op = 4_000_000_000u64.try_into().unwrap();
    let far = PlainChange::from_automerge(&Change::from(expanded)).unwrap();
    let mut document = meeting();
    let fault = document.apply(&[far], Provenance::Device(ANI));
    assert!(matches!(fault, Err(ApplyFault::Unfit(..))), "{fault:?}");
}

#[test]
fn a_change_that_overwrites_what_is_not_there_is_refused() {
    let base = {
        let mut document = meeting();
        commit(&mut document, &place("A"), by(ANI, 1));
        commit(&mut document, &place("B"), by(ANI, 2))
    };
    // The second change, moved onto the first change of the document: its predecessor does not exist there.
    let mut expanded = Change::try_from(&base.to_chunk()[..]).unwrap().decode();
    expanded.deps = meeting().heads().to_automerge();
    expanded.seq = 1;
    expanded.start_op = 6.try_into().unwrap();
    expanded.extra_bytes = [&[1, 8][..], &ANI.0].concat();
    let change = PlainChange::from_automerge(&Change::from(expanded));
    let Ok(change) = change else { return };
    let mut document = meeting();
    let fault = document.apply(&[change], Provenance::Device(ANI));
    assert!(matches!(fault, Err(ApplyFault::Unfit(..))), "{fault:?}");
    assert!(document.is_blank());
}

#[test]
fn other_chunks_cannot_be_expressed() {
    let document = meeting().automerge;
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
