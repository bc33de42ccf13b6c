//! Kinds that grow: what an older app cannot read waits for its update, and in whatever order devices are updated, the same
//! changes make the same document.

use automerge::transaction::Transactable;
use automerge::{ActorId, Change, ROOT};
use data_encoding::HEXLOWER;
use proptest::prelude::*;

use super::hostile::{actor_of, made, tampered};
use super::*;

const A: Provenance = Provenance::Device(ANI);
const B: Provenance = Provenance::Device(BUDI);

/// The book in an app that does not know its second step.
fn book_before() -> Document {
    book().of_kind(&BOOK_BEFORE)
}

fn second_step() -> ChangeHash {
    growth_change(&BOOK, 2).unwrap().1
}

#[test]
fn the_kinds_hold_together_and_their_steps_are_pinned() {
    for kind in [&BOOK, &BOOK_BEFORE, &SHELF] {
        assert_eq!(kind.faults(), Vec::<String>::new());
    }
    assert_eq!((BOOK.version(), BOOK_BEFORE.version()), (2, 1));
    assert_eq!(first_change(&BOOK), first_change(&BOOK_BEFORE));
    assert_eq!(growth_change(&BOOK_BEFORE, 2), None);
    assert_eq!(growth_change(&BOOK, 0), None);
    let (contents, hash) = growth_change(&BOOK, 2).unwrap();
    let change = Change::try_from(&super::super::plain_change::chunk_of(contents, hash)[..]);
    let change = change.unwrap().decode();
    assert_eq!(change.actor_id.to_bytes(), [0]);
    assert_eq!((change.seq, change.start_op.get(), change.time), (2, 6, 0));
    assert_eq!(change.deps, [first_change(&BOOK).1.into()]);
    assert_eq!(
        format!("{} {hash}", HEXLOWER.encode(contents)),
        "0138b3a5830532d43172ca207683040ccd9f64624a6d711602e7f3f9895bf127c70100020600000005150334014202560270027f0177017f007f007f00 \
         5f5feceddcd4bd79c3bdf50893a0d13db8fcdac5bbab99749230cc0f03063b2e"
    );
}

#[test]
#[should_panic(expected = "a kind needs at least one map")]
fn a_kind_without_a_map_is_told() {
    let _ = super::super::Kind::new(library::book(&[]));
}

#[test]
#[should_panic(expected = "a step of a kind makes no map")]
fn a_step_without_a_map_is_told() {
    let _ = super::super::Kind::new(library::book(&[&[], &[]]));
}

#[test]
fn every_field_has_its_path_and_a_map_of_any_keys_one_for_all() {
    let paths = ["place", "title", "opens", "closes"];
    let maps = [
        "loans/",
        "stars/",
        "notes/remarks",
        "keepers/",
        "check/verdict",
        "check/by",
        "wishes/",
    ];
    assert_eq!(BOOK.paths(), [&paths[..], &maps[..]].concat());
}

#[test]
fn a_step_is_taken_when_an_edit_needs_it_and_not_before() {
    let mut document = book();
    commit(&mut document, &place("A"), by(ANI, 1));
    assert!(!document.contains(second_step()));
    let change = commit(&mut document, &wish("ani", "more copies"), by(ANI, 2));
    assert!(change.deps().contains(&second_step()));
    assert_eq!(document.heads().as_slice(), [change.hash()]);
    let document = reload(&document);
    assert_eq!(document.view().wishes["ani"], "more copies");
    assert_eq!(document.changes().len(), 2);
    assert_eq!(document.history().len(), 2);
    assert_eq!(document.history()[1].what[0].path, "wishes/ani");
    // A document that was never grown reads as one whose new map is empty.
    assert_eq!(book().value("wishes/ani"), None);
    // An edit that is refused leaves none behind.
    let mut refused = book();
    let heads = refused.heads();
    let too_long = wish("ani", &"x".repeat(101));
    assert!(refused.commit(&too_long, by(ANI, 1)).is_err());
    assert_eq!(refused.heads(), heads);
}

#[test]
fn two_who_fill_a_new_map_offline_fill_the_same_one() {
    let (mut ani, mut budi) = (book(), book());
    let one = commit(&mut ani, &wish("ani", "A"), by(ANI, 1));
    let two = commit(&mut budi, &wish("budi", "B"), by(BUDI, 2));
    ani.apply(&[two], B).whole();
    budi.apply(&[one], A).whole();
    assert_eq!(ani.heads(), budi.heads());
    assert_eq!(ani.view(), budi.view());
    assert_eq!(ani.view().wishes.len(), 2);
    assert_eq!(ani.disagreements(), []);
}

#[test]
fn an_older_app_waits_for_the_step_and_goes_on_with_the_rest() {
    let mut new = book();
    let wished = commit(&mut new, &wish("ani", "A"), by(ANI, 1));
    let upon = commit(&mut new, &place("north"), by(ANI, 2));
    assert_eq!((new.step_of(&wished), new.step_of(&upon)), (2, 2));
    let mut old = book_before();
    let own = commit(&mut old, &loans([(1, Some(Loan::Out))]), by(BUDI, 3));
    assert_eq!(old.step_of(&own), 1);
    let before = old.heads();
    let applied = old.apply(&[wished.clone(), upon.clone()], A);
    assert_eq!(applied.missing, [second_step()]);
    assert!(!applied.changed());
    assert_eq!(old.heads(), before);
    // After the update.
    let mut old = reload(&old).of_kind(&BOOK);
    old.apply(&[wished, upon], A).whole();
    new.apply(&[own], B).whole();
    assert_eq!(old.heads(), new.heads());
    assert_eq!(old.said(), new.said());
    assert_eq!(old.view().wishes["ani"], "A");
    assert_eq!(old.view().loans.len(), 1);
}

#[test]
fn an_edit_of_an_older_version_may_need_a_step() {
    let mut document = book();
    commit(&mut document, &place("A"), by(ANI, 1));
    let seen = document.heads();
    commit(&mut document, &place("B"), by(ANI, 2));
    let change = document
        .commit_at(&wish("ani", "A"), &seen, by(ANI, 3))
        .unwrap()
        .unwrap();
    let mut deps = vec![second_step(), seen.as_slice()[0]];
    deps.sort();
    assert_eq!(change.deps(), deps);
    let mut other = book();
    other.apply(&document.changes(), A).whole();
    assert_eq!(other.heads(), document.heads());
    assert_eq!(reload(&other).view().wishes["ani"], "A");
}

#[test]
fn a_step_goes_with_the_change_that_needed_it() {
    // Two stories of Ani's: one fills the new map, the other does not.
    let stories: Vec<PlainChange> = (0..100)
        .map(|second| commit(&mut book(), &place("A"), by(ANI, second)))
        .collect();
    let mut grown = book();
    let wished = commit(&mut grown, &wish("ani", "A"), by(ANI, 1));
    // It counts on from the step, and so comes after every story that does not.
    let counts = &stories[0];
    let applied = grown.apply(std::slice::from_ref(counts), A);
    assert_eq!(applied.gone, [wished.hash()]);
    assert!(!grown.contains(second_step()));
    let mut never = book();
    never.apply(std::slice::from_ref(counts), A).whole();
    assert_eq!(grown.heads(), never.heads());
    // Doubtful work that nobody built upon is taken out with its step, too.
    let mut doubtful = book();
    commit(&mut doubtful, &place("A"), by(BUDI, 1));
    let without = doubtful.heads();
    let wished = commit(&mut doubtful, &wish("ani", "A"), by(ANI, 2));
    let left = doubtful.without_unneeded(&[wished.hash()].into()).unwrap();
    assert_eq!(left.heads(), without);
    assert!(!left.contains(second_step()));
    // What fell is said again, with the step.
    let again = Authorship {
        actor: ActorSeed([9; 6]),
        ..by(ANI, 5)
    };
    let fallen = applied.gone.into_iter().collect();
    assert_eq!(grown.say_again(&fallen, again).unwrap().len(), 1);
    assert_eq!(reload(&grown).view().wishes["ani"], "A");
}

#[test]
fn what_a_change_may_do_with_a_new_map_does_not_depend_on_the_readers_version() {
    // It writes into the map without building upon the step that makes it.
    let honest = commit(&mut book(), &place("A"), by(ANI, 1));
    let without = tampered(&honest, |it| {
        let step = ActorId::from(&[0u8][..]);
        let made_by = automerge::legacy::OpId(6, step);
        it.operations[0].obj = automerge::legacy::ObjectId::Id(made_by);
    });
    for mut reader in [book(), book_before()] {
        let applied = reader.apply(std::slice::from_ref(&without), A);
        assert_eq!(applied.unfit.len(), 1);
        assert_eq!(applied.unfit[0].1, "it writes into a map that is not there");
    }
    // A value at the root under the map's name, by somebody who knows nothing of the map: nothing is hidden by it.
    let beside = made(|tx| tx.put(ROOT, "w", "hidden").unwrap());
    let beside = PlainChange::from_automerge(&beside).unwrap();
    let wished = commit(&mut book(), &wish("budi", "B"), by(BUDI, 2));
    let mut readers = Vec::new();
    for (first, second) in [((&beside, A), (&wished, B)), ((&wished, B), (&beside, A))] {
        for mut reader in [book(), book_before()] {
            reader.apply(std::slice::from_ref(first.0), first.1);
            let mut reader = reload(&reader).of_kind(&BOOK);
            for (change, from) in [first, second] {
                reader.apply(std::slice::from_ref(change), from).whole();
            }
            commit(&mut reader, &wish("budi", "C"), by(BUDI, 3));
            readers.push(reload(&reader));
        }
    }
    for reader in &readers {
        assert_eq!(reader.heads(), readers[0].heads());
        assert_eq!(reader.said(), readers[0].said());
        assert_eq!(reader.view().wishes["budi"], "C");
    }
    // Whoever built upon the step may not write over its map.
    let mut document = book();
    commit(&mut document, &wish("budi", "B"), by(BUDI, 1));
    let mut theirs = document.automerge.clone();
    theirs.set_actor(ActorId::from(&actor_of(ANI)[..]));
    let mut transaction = theirs.transaction();
    transaction.put(ROOT, "w", "gone").unwrap();
    transaction.commit();
    let over = theirs.get_last_local_change().unwrap();
    let over = PlainChange::from_automerge(&over).unwrap();
    let applied = document.apply(&[over], A);
    assert_eq!(applied.unfit[0].1, "it writes over a map");
}

proptest! {
    #[test]
    fn the_name_of_a_part_survives_its_bytes(number: u8, step in 1u32..) {
        let named = PartKey::new(LibraryKey::Book(number), step);
        let bytes = named.to_bytes();
        prop_assert_eq!(PartKey::from_bytes(&bytes), Ok(named));
        let mut key = Vec::new();
        LibraryKey::Book(number).write(&mut key);
        prop_assert_eq!(bytes == key, step == 1, "the first step costs nothing");
    }

    #[test]
    fn no_bytes_after_a_key_panic_and_each_name_has_one_form(bytes in proptest::collection::vec(any::<u8>(), 0..8)) {
        let all = [&[1, 1, 7][..], &bytes].concat();
        if let Ok(named) = PartKey::<LibraryKey>::from_bytes(&all) {
            prop_assert_eq!(named.to_bytes(), all);
        }
    }
}

#[test]
fn the_first_step_is_not_written_and_no_step_is_larger_than_a_number() {
    for after in [&[0u8][..], &[1], &[0xff; 9], &[2, 2]] {
        let bytes = [&[1, 1, 7][..], after].concat();
        let read = PartKey::<LibraryKey>::from_bytes(&bytes);
        assert!(
            matches!(read, Err(super::super::KeyError::Malformed(_))),
            "{after:?}"
        );
    }
}
