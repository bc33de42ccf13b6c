//! One device, one document: what an edit writes, what it refuses, what is read back.

use super::*;

#[test]
fn an_edit_writes_only_what_differs() {
    let mut document = book();
    assert_eq!(
        document
            .commit(&LibraryPatch::default(), by(ANI, 1))
            .unwrap(),
        None
    );
    let patch = loans([(1, Some(Loan::Out)), (2, None)]);
    let change = commit(&mut document, &patch, by(ANI, 1));
    assert_eq!((change.seq(), change.time(), change.author()), (1, 1, ANI));
    assert_eq!(document.commit(&patch, by(ANI, 2)).unwrap(), None);
    let second = commit(&mut document, &loans([(1, Some(Loan::Kept))]), by(ANI, 3));
    assert_eq!(
        (second.seq(), second.deps(), second.author()),
        (2, &[change.hash()][..], ANI)
    );
}

#[test]
fn what_does_not_fit_is_refused_with_its_field() {
    let mut document = book();
    let refused =
        |document: &mut Document, patch: LibraryPatch| match document.commit(&patch, by(ANI, 1)) {
            Err(DocumentError::Unfit { path, unfit }) => (path, unfit),
            other => panic!("{other:?}"),
        };
    let title = LibraryPatch {
        title: Set::To("x".repeat(101)),
        ..LibraryPatch::default()
    };
    let too_long = Unfit::TooLong { len: 101, max: 100 };
    assert_eq!(
        refused(&mut document, title),
        ("title".to_owned(), too_long)
    );
    let times = LibraryPatch {
        opens: Set::To(600),
        closes: Set::To(600),
        ..LibraryPatch::default()
    };
    assert_eq!(
        refused(&mut document, times),
        ("closes".to_owned(), CLOSES_BEFORE_IT_OPENS)
    );
    let nobody = LibraryPatch {
        loans: [("nobody".to_owned(), Some(Loan::Out))].into(),
        ..LibraryPatch::default()
    };
    assert_eq!(refused(&mut document, nobody).1, Unfit::NoSuchField);
    let shelf = LibraryPatch {
        hall: Set::To("north".to_owned()),
        ..LibraryPatch::default()
    };
    assert!(matches!(
        document.commit(&shelf, by(ANI, 1)),
        Err(DocumentError::OtherKind { patch, document }) if (patch, document) == (&SHELF, &BOOK)
    ));
    assert!(document.is_blank());

    let mut shelf = Document::new(LibraryKey::Shelf(Uuid::from_u128(1)), &OFFICE);
    let cards = (0..4).map(|n| (n.to_string(), Some("x".repeat(20_000))));
    let large = LibraryPatch {
        cards: cards.collect(),
        ..LibraryPatch::default()
    };
    let large = shelf.commit(&large, by(BUDI, 1));
    assert!(matches!(large, Err(DocumentError::TooLarge)));
    assert!(shelf.is_blank());
}

#[test]
fn damaged_or_wrong_saves_are_not_loaded() {
    let mut document = book();
    commit(&mut document, &place("A"), by(ANI, 1));
    let (saved, heads) = (document.save(), document.heads());
    let load =
        |key: LibraryKey, saved: &[u8], heads: &Heads| Document::load(key, &OFFICE, saved, heads);
    assert!(load(BOOK_KEY, &saved, &heads).is_ok());
    assert!(matches!(
        load(LibraryKey::Shelf(Uuid::nil()), &saved, &heads),
        Err(LoadError::OtherKind)
    ));
    let blank = book().heads();
    assert_eq!(
        load(BOOK_KEY, &saved, &blank).unwrap_err(),
        LoadError::OtherHeads {
            found: heads.clone()
        }
    );
    assert!(load(BOOK_KEY, &saved[..saved.len() - 1], &heads).is_err());
    assert!(load(BOOK_KEY, &[], &heads).is_err());
}

#[test]
fn a_second_run_of_the_app_goes_on_where_the_first_stopped() {
    let mut document = book();
    commit(&mut document, &place("A"), by(ANI, 1));
    let mut document = reload(&document);
    let same_run = commit(&mut document, &place("B"), by(ANI, 2));
    assert_eq!(same_run.seq(), 2);
    let next_run = Authorship {
        actor: ActorSeed([5; 6]),
        ..by(ANI, 3)
    };
    let next = commit(&mut document, &place("C"), next_run);
    assert_eq!((next.seq(), next.author()), (1, ANI));
    assert_eq!(document.history().len(), 3);
}
