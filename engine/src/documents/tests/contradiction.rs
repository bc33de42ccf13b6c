//! Devices that contradict themselves, and what others built upon it: every reader of the same changes has the same document,
//! whatever came first, and honest work is said again.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::hostile::{actor_of, try_tampered};
use super::*;

const CICI: DeviceId = DeviceId([0xc3; 8]);
const A: Provenance = Provenance::Device(ANI);
const B: Provenance = Provenance::Device(BUDI);

/// Two first changes of Ani's in the same place, the one that counts first.
fn two_stories(upon: &Document) -> [PlainChange; 2] {
    let mut both = ["Main hall", "Masjid"].map(|text| {
        let mut document = upon.clone();
        commit(&mut document, &place(text), by(ANI, 1))
    });
    both.sort_by_key(PlainChange::hash);
    both
}

fn place_of(change: &PlainChange) -> String {
    let mut document = book();
    document.apply(std::slice::from_ref(change), A).whole();
    document.view().place.unwrap()
}

#[test]
fn of_two_stories_the_smaller_counts_whichever_came_first() {
    let [counts, other] = two_stories(&book());
    let mut first = book();
    first.apply(std::slice::from_ref(&counts), A).whole();
    let applied = first.apply(std::slice::from_ref(&other), A);
    assert_eq!(applied.left_out, [other.hash()]);
    let mut last = book();
    last.apply(std::slice::from_ref(&other), A).whole();
    let applied = last.apply(std::slice::from_ref(&counts), A);
    assert_eq!(
        (&applied.new[..], &applied.gone[..]),
        (&[counts.hash()][..], &[other.hash()][..])
    );
    let mut at_once = book();
    at_once.apply(&[other.clone(), counts.clone()], A);
    for document in [&first, &last, &at_once, &reload(&last)] {
        assert_eq!(document.heads().as_slice(), [counts.hash()]);
        assert_eq!(document.view().place, Some(place_of(&counts)));
        let not_heard = document.not_heard();
        assert_eq!(not_heard.len(), 1);
        assert_eq!(
            (not_heard[0].change, not_heard[0].device),
            (other.hash(), ANI)
        );
        assert_eq!(not_heard[0].reason, Reason::Contradicted);
    }
    // It is known, so nobody tries it again.
    assert_eq!(first.apply(&[other], A), Applied::default());
}

#[test]
fn what_was_built_upon_the_other_story_is_out_at_every_reader_and_kept() {
    let [counts, other] = two_stories(&book());
    let mut budi = book();
    budi.apply(std::slice::from_ref(&other), A).whole();
    let honest = commit(&mut budi, &loans([(1, Some(Loan::Out))]), by(BUDI, 2));
    let entries = [(&counts, A), (&other, A), (&honest, B)];
    let mut seen = BTreeSet::new();
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let mut reader = book();
        for at in order.iter().chain(&order) {
            let (change, from) = entries[*at];
            reader.apply(std::slice::from_ref(change), from);
        }
        assert_eq!(reader.heads().as_slice(), [counts.hash()]);
        assert!(reader.view().loans.is_empty());
        seen.insert(format!("{:?}", reader.said()));
    }
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen.iter().all(|said| said.contains("BuiltUpon")));
}

#[test]
fn honest_work_upon_the_other_story_is_said_again_beside_what_came_meanwhile() {
    let [counts, other] = two_stories(&book());
    let mut budi = book();
    budi.apply(std::slice::from_ref(&other), A).whole();
    let first = commit(
        &mut budi,
        &loans([(1, Some(Loan::Out)), (2, Some(Loan::Lost))]),
        by(BUDI, 2),
    );
    let second = commit(
        &mut budi,
        &loans([(2, Some(Loan::Kept)), (3, Some(Loan::Out))]),
        by(BUDI, 3),
    );
    let place = place("Annex");
    let third = commit(&mut budi, &place, by(BUDI, 4));
    // Meanwhile Cici, who had seen the story that counts, put one of the loans otherwise.
    let mut cici = book();
    cici.apply(std::slice::from_ref(&counts), A).whole();
    let theirs = commit(
        &mut cici,
        &loans([(1, Some(Loan::Lost)), (3, Some(Loan::Out))]),
        by(CICI, 5),
    );
    budi.apply(std::slice::from_ref(&theirs), Provenance::Device(CICI));
    let applied = budi.apply(std::slice::from_ref(&counts), A);
    let fallen: BTreeSet<_> = [&first, &second, &third].map(PlainChange::hash).into();
    assert!(
        applied
            .gone
            .iter()
            .collect::<BTreeSet<_>>()
            .is_superset(&fallen.iter().collect())
    );
    budi.apply(std::slice::from_ref(&theirs), Provenance::Device(CICI));
    let again = Authorship {
        actor: ActorSeed([7; 6]),
        ..by(BUDI, 6)
    };
    let said = budi.say_again(&fallen, again).unwrap();
    assert_eq!(said.len(), 1);
    assert!(budi.say_again(&fallen, again).unwrap().is_empty());
    let mut reader = book();
    let all = [other, first, second, third, counts, theirs, said[0].clone()];
    reader.apply(&all, Provenance::Office(BUDI));
    assert_eq!(reader.said(), budi.said());
    let seen = reader.view();
    assert_eq!(seen.loans[&borrower(2)], Loan::Kept);
    assert_eq!(seen.loans[&borrower(3)], Loan::Out);
    // Where somebody said something else, both sides stand.
    let disagreements = reader.disagreements();
    let paths: Vec<_> = disagreements.iter().map(|it| it.path.clone()).collect();
    assert_eq!(
        paths,
        [format!("loans/{}", borrower(1)), "place".to_owned()]
    );
    let sides: BTreeSet<_> = disagreements[0]
        .values
        .iter()
        .map(|side| side.shown.clone())
        .collect();
    assert_eq!(sides, ["1".to_owned(), "3".to_owned()].into());
}

#[test]
fn what_is_larger_than_a_change_may_be_is_said_again_in_several() {
    let key = LibraryKey::Shelf(Uuid::from_u128(1));
    let office = Arc::new(OfficeDevices([BUDI, CICI].into()));
    let fresh = || Document::new(key.clone(), &OFFICE).read_by(&office);
    let edition = |name: &str, len: usize| LibraryPatch {
        cards: [(name.to_owned(), Some("x".repeat(len)))].into(),
        ..LibraryPatch::default()
    };
    let mut both = [1, 2].map(|len| commit(&mut fresh(), &edition("a", len), by(CICI, 1)));
    both.sort_by_key(PlainChange::hash);
    let from = Provenance::Office(BUDI);
    let mut budi = fresh();
    budi.apply(&both[1..], from).whole();
    let fallen =
        ["b", "c", "d"].map(|name| commit(&mut budi, &edition(name, 20_000), by(BUDI, 2)).hash());
    budi.apply(&both[..1], from);
    let again = Authorship {
        actor: ActorSeed([7; 6]),
        ..by(BUDI, 6)
    };
    assert_eq!(budi.say_again(&fallen.into(), again).unwrap().len(), 3);
    assert_eq!(budi.view().cards.len(), 4);
}

#[test]
fn what_was_left_out_comes_in_again_when_what_kept_it_out_goes() {
    // Ani contradicts herself in her first place, and Budi in his, upon the story of hers that does not count.
    let [counts, other] = two_stories(&book());
    let mut upon_other = book();
    upon_other.apply(std::slice::from_ref(&other), A).whole();
    let mine = commit(&mut upon_other, &loans([(1, Some(Loan::Out))]), by(BUDI, 2));
    let elsewhere = commit(&mut book(), &loans([(1, Some(Loan::Lost))]), by(BUDI, 2));
    // The one that counts on less far comes before, so `mine` is left out while its place is taken; without `elsewhere` and
    // `counts` it stands.
    let mut reader = book();
    let office = Provenance::Office(BUDI);
    reader.apply(&[mine.clone(), other.clone()], office).whole();
    reader.apply(std::slice::from_ref(&elsewhere), office);
    assert!(reader.contains(elsewhere.hash()) && !reader.contains(mine.hash()));
    let back = reader.without_unneeded(&[elsewhere.hash()].into()).unwrap();
    assert!(back.contains(mine.hash()));
    reader.apply(std::slice::from_ref(&counts), office);
    let still = reader.without_unneeded(&[elsewhere.hash()].into()).unwrap();
    assert_eq!(still.heads().as_slice(), [counts.hash()]);
    // Built upon, it is needed even where it does not count.
    assert!(reader.without_unneeded(&[other.hash()].into()).is_none());
}

/// What somebody sends, and as whom.
#[derive(Clone, Debug)]
struct Entry(Provenance, Vec<PlainChange>);

/// Reads entries in their order, and those that wait for something again whenever something came.
fn reader_of(entries: &[Entry]) -> Document {
    let mut document = book();
    let mut waiting: Vec<&Entry> = Vec::new();
    for entry in entries {
        waiting.push(entry);
        loop {
            let mut moved = false;
            waiting.retain(|Entry(from, changes)| {
                let applied = document.apply(changes, *from);
                moved |= applied.changed();
                !applied.missing.is_empty()
            });
            if !moved {
                break;
            }
        }
        document = reload(&document);
    }
    document
}

/// One thing that somebody does: writes honestly, or makes something of what was written.
#[derive(Clone, Debug)]
struct Step {
    document: usize,
    from: usize,
    device: usize,
    run: u8,
    reader: u128,
    loan: i64,
    trick: u8,
    other: prop::sample::Index,
    grows: bool,
}

fn any_step() -> impl Strategy<Value = Step> {
    let who = (0usize..4, 0usize..4, 0usize..3, 0u8..2);
    let what = (
        0u128..3,
        0i64..4,
        0u8..12,
        any::<prop::sample::Index>(),
        any::<bool>(),
    );
    (who, what).prop_map(
        |((document, from, device, run), (reader, loan, trick, other, grows))| Step {
            document,
            from,
            device,
            run,
            reader,
            loan,
            trick,
            other,
            grows,
        },
    )
}

/// Plays steps in which several copies of the same devices write without knowing of each other, and tamper.
fn play(steps: &[Step]) -> Vec<(Provenance, PlainChange)> {
    let devices = [ANI, BUDI, CICI];
    let mut documents: Vec<Document> = (0..4).map(|_| book()).collect();
    let mut sent: Vec<(Provenance, PlainChange)> = Vec::new();
    for (time, step) in (0i64..).zip(steps) {
        let changes = documents[step.from].changes();
        documents[step.document].apply(&changes, Provenance::Office(ANI));
        let device = devices[step.device];
        let by = Authorship {
            actor: ActorSeed([step.run; 6]),
            ..by(device, time)
        };
        let mut patch = loans([(step.reader, Loan::from_number(step.loan))]);
        if step.grows {
            patch.wishes = wish("any", &time.to_string()).wishes;
        }
        let Ok(Some(change)) = documents[step.document].commit(&patch, by) else {
            continue;
        };
        let other = (!sent.is_empty()).then(|| step.other.get(&sent).1.clone());
        let own = Provenance::Device(device);
        let trick = other.and_then(|other| {
            let end = change.max_op().max(other.max_op());
            match step.trick {
                // A number left out, or said twice.
                0 => try_tampered(&change, |it| it.seq += 1),
                1 => try_tampered(&change, |it| it.seq = 1),
                // Somebody else's actor.
                2 => try_tampered(&change, |it| {
                    it.actor_id = automerge::ActorId::from(other.actor());
                }),
                // Values written over that are not its field's, or not in its past.
                3 => try_tampered(&change, |it| {
                    let id = automerge::legacy::OpId(
                        other.max_op(),
                        automerge::ActorId::from(other.actor()),
                    );
                    it.operations[0].pred = vec![id].into();
                }),
                4 => try_tampered(&change, |it| {
                    let id = automerge::legacy::OpId(
                        1 + u64::try_from(step.loan).unwrap(),
                        automerge::ActorId::from(&[0u8][..]),
                    );
                    it.operations[0].pred = vec![id].into();
                }),
                // Built upon something else as well, counting on from it.
                5 => try_tampered(&change, |it| {
                    it.deps.push(other.hash().into());
                    it.deps.sort();
                    it.deps.dedup();
                    it.start_op = (end + 1).try_into().unwrap();
                }),
                6 => try_tampered(&change, |it| {
                    it.start_op = (end + 5).try_into().unwrap();
                }),
                // Beside all that it saw.
                7 => try_tampered(&change, |it| it.operations[0].pred = vec![].into()),
                8 => try_tampered(&change, |it| {
                    it.actor_id = automerge::ActorId::from(&actor_of(device)[..]);
                    it.deps = book().heads().to_automerge();
                    it.start_op = 6.try_into().unwrap();
                    it.operations[0].pred = vec![].into();
                    it.seq = 1;
                }),
                _ => None,
            }
        });
        sent.push((own, change));
        sent.extend(trick.map(|change| (own, change)));
    }
    sent
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// However hostile, and in whatever entries and order: the same changes make the same document.
    #[test]
    fn readers_of_the_same_changes_have_the_same_document(
        steps in proptest::collection::vec(any_step(), 1..16),
        cuts in proptest::collection::vec((1usize..4, any::<bool>()), 32),
        order in Just((0..64usize).collect::<Vec<_>>()).prop_shuffle(),
        second in Just((0..64usize).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let sent = play(&steps);
        // One by one as they were made; and in other entries, other orders, some of them by the office.
        let single: Vec<Entry> = sent.iter().map(|(from, change)| Entry(*from, vec![change.clone()])).collect();
        let mut shuffled: Vec<_> = order.iter().filter_map(|at| single.get(*at)).cloned().collect();
        let mut gathered: Vec<Entry> = Vec::new();
        let mut rest: &[Entry] = &shuffled;
        for (count, _) in &cuts {
            let mut take = rest.iter().take_while(|it| it.0 == rest[0].0).count().min(*count);
            take = take.min(rest.len());
            if take == 0 {
                break;
            }
            let (now, after) = rest.split_at(take);
            let changes = now.iter().flat_map(|entry| entry.1.clone()).collect();
            gathered.push(Entry(now[0].0, changes));
            rest = after;
        }
        gathered.extend(rest.iter().cloned());
        let other: Vec<_> = second.iter().filter_map(|at| gathered.get(*at)).cloned().collect();
        shuffled.extend(single.iter().cloned());
        let expected = reader_of(&single);
        for entries in [&shuffled, &gathered, &other] {
            let found = reader_of(entries);
            prop_assert_eq!(found.heads(), expected.heads());
            prop_assert_eq!(found.said(), expected.said());
            prop_assert_eq!(found.history(), expected.history());
            let hashes = |document: &Document| -> BTreeSet<_> {
                document.known_changes().map(|change| change.hash()).collect()
            };
            prop_assert_eq!(hashes(&found), hashes(&expected));
            prop_assert_eq!(canonical(&found), canonical(&expected));
        }
        // What is in the document is a document by itself, for readers of its new place.
        let mut carried = book();
        carried.apply(&expected.changes(), Provenance::Office(ANI)).whole();
        prop_assert_eq!(carried.heads(), expected.heads());
    }
}

/// The document's bytes, made in the one order that everybody knows.
fn canonical(document: &Document) -> Vec<u8> {
    let mut changes = document.changes();
    changes.sort_by_key(|change| (change.start_op(), change.hash()));
    let mut again = book();
    again.apply(&changes, Provenance::Office(ANI)).whole();
    again.automerge.save()
}
