//! Changes in perfect form whose operations make no sense: objects that are none, predecessors that are not there or in
//! another field, the same twice. Each is refused, or the document can still be saved, loaded and read.

use automerge::legacy::{Key, ObjectId, Op, OpId, OpType};
use automerge::{ActorId, Change, ObjType, ScalarValue};
use proptest::prelude::*;

use super::super::guard::guarded;
use super::*;

fn any_id() -> impl Strategy<Value = OpId> {
    let actor = |device: DeviceId| [&device.0[..], &[device.0[0]; 6]].concat();
    let actor = prop_oneof![Just(vec![0]), Just(actor(ANI)), Just(actor(BUDI))];
    (1u64..16, actor).prop_map(|(counter, actor)| OpId(counter, ActorId::from(&actor[..])))
}

fn any_op() -> impl Strategy<Value = Op> {
    let action = prop_oneof![
        4 => (0i64..5).prop_map(|number| OpType::Put(ScalarValue::Uint(number.unsigned_abs()))),
        1 => Just(OpType::Put(ScalarValue::Null)),
        2 => Just(OpType::Delete),
        1 => Just(OpType::Make(ObjType::Map)),
    ];
    let object = prop_oneof![
        2 => Just(ObjectId::Root),
        3 => (1u64..8).prop_map(|at| ObjectId::Id(OpId(at, ActorId::from(&[0u8][..])))),
        1 => any_id().prop_map(ObjectId::Id),
    ];
    let names = vec!["p", "b", "m", "r", "w", "x", "AbCd1234", "AbCd1235", ""];
    let key = proptest::sample::select(names).prop_map(|key| Key::Map(key.into()));
    let preds = proptest::collection::vec(any_id(), 0..3);
    (action, object, key, preds).prop_map(|(action, obj, key, preds)| Op {
        action,
        obj,
        key,
        pred: preds.into(),
        insert: false,
    })
}

/// A document with edits of two people, one of them in doubt.
fn before() -> Document {
    let mut document = book();
    let mut other = book();
    let with_loan = |loan| LibraryPatch {
        loans: [("AbCd1234".to_owned(), Some(loan))].into(),
        wishes: [("more".to_owned(), Some("copies".to_owned()))].into(),
        ..place("A")
    };
    commit(&mut document, &with_loan(Loan::Out), by(ANI, 1));
    let theirs = commit(&mut other, &with_loan(Loan::Lost), by(BUDI, 2));
    document.apply(&[theirs], Provenance::Device(BUDI)).whole();
    document
}

/// `ops` as the next change of Ani, correct in every other respect.
fn next(document: &Document, ops: Vec<Op>) -> Option<PlainChange> {
    let template = commit(&mut document.clone(), &place("template"), by(ANI, 3));
    let mut expanded = Change::try_from(&template.to_chunk()[..]).unwrap().decode();
    expanded.operations = ops;
    let change = guarded(|| Change::from(expanded)).ok()?;
    PlainChange::from_automerge(&change).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn made_up_operations_end_in_an_answer(
        ops in proptest::collection::vec(any_op(), 1..6),
        more in proptest::collection::vec(any_op(), 1..3),
    ) {
        let mut document = before();
        for ops in [ops, more] {
            let Some(change) = next(&document, ops) else { continue };
            let heads = document.heads();
            if !document.apply(std::slice::from_ref(&change), Provenance::Device(ANI)).is_whole() {
                prop_assert_eq!(document.heads(), heads);
                continue;
            }
            let again = reload(&document);
            prop_assert_eq!(again.view_with_disagreements(), document.view_with_disagreements());
            prop_assert_eq!(again.history(), document.history());
        }
        // Whatever was taken in, people can go on working.
        commit(&mut document, &loans([(1, Some(Loan::Kept))]), by(BUDI, 9));
        let seen = reload(&document).view();
        prop_assert_eq!(seen.loans.get(&borrower(1)), Some(&Loan::Kept));
    }
}
