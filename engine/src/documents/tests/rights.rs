//! Fields that not anyone may say: whoever else writes there is not heard, whatever he writes over and whatever came first.

use super::*;

const CICI: DeviceId = DeviceId([0xc3; 8]);

const GOOD: &str = "good";
const WORN: &str = "worn";

fn verdict(verdict: &str, by: u128) -> LibraryPatch {
    LibraryPatch {
        verdict: Set::To(verdict.to_owned()),
        verdict_by: Set::To(Uuid::from_u128(by)),
        ..LibraryPatch::default()
    }
}

/// What an app that was tampered with writes: it takes its own device for the office's.
fn tampered(document: &mut Document, patch: &LibraryPatch, by: Authorship) -> PlainChange {
    let honest = Arc::clone(&document.office);
    document.office = Arc::new(OfficeDevices([by.device, BUDI].into()));
    let change = commit(document, patch, by);
    document.office = honest;
    change
}

fn edits_of(patch: &LibraryPatch) -> Vec<super::super::Edit> {
    let mut edits = Edits::default();
    patch.write(&mut edits);
    edits.0
}

fn check_of(document: &Document) -> Option<(String, Option<DeviceId>)> {
    let view = document.view();
    Some((view.verdict?, view.verdict_of))
}

fn said_by(verdict: &str, device: DeviceId) -> (String, Option<DeviceId>) {
    (verdict.to_owned(), Some(device))
}

#[test]
fn a_verdict_of_somebody_else_in_the_offices_name_is_not_one() {
    let mut document = book();
    commit(&mut document, &place("A"), by(ANI, 1));
    let refused = document.commit(&verdict(GOOD, 9), by(ANI, 2));
    assert!(matches!(refused, Err(DocumentError::NotEntitled { path }) if path == "check/verdict"));
    let forged = tampered(&mut document, &verdict(GOOD, 9), by(ANI, 2));
    assert_eq!(check_of(&document), None);
    let not_heard = document.not_heard();
    assert_eq!(not_heard.len(), 2, "{not_heard:?}");
    for one in &not_heard {
        assert_eq!((one.change, one.device), (forged.hash(), ANI));
        assert_eq!(one.reason, Reason::NotEntitled);
    }
    let history = document.history();
    assert!(history[1].what.is_empty(), "{history:?}");
    // The office's word counts, and says who it is.
    commit(&mut document, &verdict(WORN, 9), by(BUDI, 3));
    assert_eq!(check_of(&document), Some(said_by(WORN, BUDI)));
    assert!(document.not_heard().is_empty());
}

#[test]
fn writing_over_the_offices_word_takes_nothing_away() {
    let mut document = book();
    commit(&mut document, &verdict(WORN, 9), by(BUDI, 1));
    tampered(&mut document, &verdict(GOOD, 9), by(ANI, 2));
    let cleared = LibraryPatch {
        verdict: Set::Clear,
        verdict_by: Set::Clear,
        ..LibraryPatch::default()
    };
    tampered(&mut document, &cleared, by(CICI, 3));
    assert_eq!(check_of(&document), Some(said_by(WORN, BUDI)));
    assert_eq!(document.disagreements(), []);
    // Upon what does not count, the office's next word replaces its own one before.
    commit(&mut document, &verdict(GOOD, 9), by(BUDI, 4));
    assert_eq!(check_of(&document), Some(said_by(GOOD, BUDI)));
    assert_eq!(document.disagreements(), []);
    assert_eq!(reload(&document).said(), document.said());
}

#[test]
fn two_of_the_office_disagree_whatever_others_wrote_between() {
    let both = Arc::new(OfficeDevices([BUDI, CICI].into()));
    let mut one = book().read_by(&both);
    let said = commit(&mut one, &verdict(WORN, 9), by(BUDI, 1));
    let mut other = book().read_by(&both);
    let against = commit(&mut other, &verdict(GOOD, 9), by(CICI, 2));
    let over = tampered(&mut one, &verdict(GOOD, 8), by(ANI, 3));
    one.apply(std::slice::from_ref(&against), Provenance::Device(CICI))
        .whole();
    other
        .apply(&[over, said.clone()], Provenance::Office(BUDI))
        .whole();
    assert_eq!(one.said(), other.said());
    let disagreements = one.disagreements();
    let found = disagreements
        .iter()
        .find(|it| it.path == "check/verdict")
        .unwrap();
    let mut sides: Vec<_> = found.values.iter().map(|side| side.change).collect();
    sides.sort();
    let mut expected = [said.hash(), against.hash()];
    expected.sort();
    assert_eq!(sides, expected);
    let (shown, winner) = (check_of(&one).unwrap(), &found.values[0]);
    assert_eq!((&shown.0[..], shown.1), (&winner.shown[..], winner.author));
    // Settled by one of the office, also where it is what is shown already.
    let value = found.values[0].value.clone();
    one.resolve("check/verdict", value, by(BUDI, 4))
        .unwrap()
        .unwrap();
    assert!(
        one.disagreements()
            .iter()
            .all(|it| it.path != "check/verdict")
    );
}

#[test]
fn a_role_that_becomes_known_later_makes_the_word_count() {
    let mut document = book().read_by(&Arc::default());
    tampered(&mut document, &verdict(GOOD, 9), by(CICI, 1));
    assert_eq!(check_of(&document), None);
    let document = document.read_by(&Arc::new(OfficeDevices([CICI].into())));
    assert_eq!(check_of(&document), Some(said_by(GOOD, CICI)));
    assert!(document.not_heard().is_empty());
}

#[test]
fn who_makes_a_shelf_says_its_hall_and_only_the_office_moves_it() {
    let key = LibraryKey::Shelf(Uuid::from_u128(5));
    let hall = |name: &str| LibraryPatch {
        hall: Set::To(name.to_owned()),
        ..LibraryPatch::default()
    };
    let place_of = |document: &Document| document.view().hall.unwrap_or_default();
    let mut document = Document::new(key.clone(), &OFFICE).read_by(&speaking());
    commit(&mut document, &hall("north"), by(ANI, 1));
    assert_eq!(place_of(&document), "north");
    let refused = document.commit(&hall("south"), by(ANI, 2));
    assert!(matches!(refused, Err(DocumentError::NotEntitled { .. })));
    tampered(&mut document, &hall("south"), by(CICI, 2));
    assert_eq!(place_of(&document), "north");
    commit(&mut document, &hall("east"), by(BUDI, 3));
    assert_eq!(place_of(&document), "east");
    // Somebody who pretends to have seen nothing stands behind the office, too.
    let mut blind = Document::new(key, &OFFICE);
    let first = commit(&mut blind, &hall("south"), by(ANI, 9));
    let mut late = Authorship {
        actor: ActorSeed([7; 6]),
        ..by(ANI, 9)
    };
    late.actor.0[0] = 0xff;
    let mut other = Document::new(document.key().clone(), &OFFICE);
    let pretending = commit(&mut other, &hall("south"), late);
    assert_ne!(first.hash(), pretending.hash());
    document
        .apply(&[pretending], Provenance::Device(ANI))
        .whole();
    assert_eq!(place_of(&document), "east");
    assert_eq!(document.disagreements(), []);
}

#[test]
fn however_many_fields_somebody_fills_in_the_offices_place_they_are_read_in_one_pass() {
    use super::super::judged::tests::WALKS;
    let mut document = book();
    commit(&mut document, &verdict(WORN, 9), by(BUDI, 1));
    let check = edits_of(&verdict(GOOD, 9))[0].spot.map;
    let junk = (0..300).map(|no| super::super::Edit {
        spot: super::super::FieldPath {
            map: check,
            key: format!("k{no:03}"),
        },
        value: GOOD.into(),
    });
    let junk: Vec<_> = junk.collect();
    document.write(&junk, by(ANI, 2)).unwrap().unwrap();
    tampered(&mut document, &verdict(GOOD, 9), by(ANI, 3));
    WALKS.set(0);
    assert_eq!(document.not_heard().len(), 301);
    assert_eq!(WALKS.get(), 1);
    assert_eq!(check_of(&document), Some(said_by(WORN, BUDI)));
}

#[test]
fn where_members_name_two_halls_nothing_is_agreed_until_the_office_says_one() {
    use super::super::Agreed;
    let key = LibraryKey::Shelf(Uuid::from_u128(6));
    let hall = |name: &str| LibraryPatch {
        hall: Set::To(name.to_owned()),
        ..LibraryPatch::default()
    };
    let fresh = || Document::new(key.clone(), &OFFICE).read_by(&speaking());
    let mut document = fresh();
    assert_eq!(document.agreed("hall"), Agreed::Value(None));
    commit(&mut document, &hall("north"), by(ANI, 1));
    let said = |hall: &str| Agreed::Value(Some(Scalar::from(hall)));
    assert_eq!(document.agreed("hall"), said("north"));
    for (name, device, agreed) in [
        ("north", CICI, said("north")),
        ("south", DeviceId([0xd4; 8]), Agreed::Open),
    ] {
        let theirs = commit(&mut fresh(), &hall(name), by(device, 2));
        document
            .apply(&[theirs], Provenance::Device(device))
            .whole();
        assert_eq!(document.agreed("hall"), agreed, "{name}");
    }
    commit(&mut document, &hall("east"), by(BUDI, 3));
    assert_eq!(document.agreed("hall"), said("east"));
    assert_eq!(document.agreed("nothing"), Agreed::Value(None));
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]

    /// Whatever members write into a verdict and in whatever order, it reads as if only the office had written.
    #[test]
    fn what_the_office_said_reads_as_if_nobody_else_had_written(
        steps in proptest::collection::vec((0usize..4, 0usize..4, 0u8..3), 1..14)
    ) {
        let devices = [ANI, CICI, BUDI, DeviceId([0xd4; 8])];
        let office = Arc::new(OfficeDevices([devices[2], devices[3]].into()));
        let fresh = || book().read_by(&office);
        // With the members' writing, and without.
        let mut with: Vec<Document> = (0..4).map(|_| fresh()).collect();
        let mut without: Vec<Document> = (0..4).map(|_| fresh()).collect();
        for (time, (who, from, what)) in (0i64..).zip(steps) {
            let word = match what {
                0 => verdict(GOOD, 1),
                1 => verdict(WORN, 2),
                _ => verdict(GOOD, 3),
            };
            let by = by(devices[who], time);
            with[who].write(&edits_of(&word), by).unwrap();
            if who >= 2 {
                without[who].write(&edits_of(&word), by).unwrap();
            }
            for documents in [&mut with, &mut without] {
                let changes = documents[who].changes();
                documents[from].apply(&changes, Provenance::Office(BUDI)).whole();
            }
        }
        for documents in [&mut with, &mut without] {
            let all: Vec<_> = documents.iter().flat_map(Document::changes).collect();
            documents[0].apply(&all, Provenance::Office(BUDI)).whole();
        }
        let said = |document: &Document| {
            let mut sides: Vec<_> = document
                .disagreements()
                .into_iter()
                .flat_map(|it| it.values.into_iter().map(move |side| (it.path.clone(), side.author, side.shown)))
                .collect();
            sides.sort();
            (document.view().verdict.is_some(), sides)
        };
        proptest::prop_assert_eq!(said(&with[0]), said(&without[0]));
        proptest::prop_assert_eq!(reload(&with[0]).said(), with[0].said());
    }
}
