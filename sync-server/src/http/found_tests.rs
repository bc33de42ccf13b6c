//! What founds an office at a relay, once.

use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{DeviceKeys, Found, Rights, Statement};
use sesi_wire::sync::{PushResult, Rejection};

use crate::fixture::caller::results;
use crate::fixture::people::{grant, office_grant};
use crate::fixture::{Caller, Person, Staff, start, start_with};
use crate::protocol::RelayTime;
use crate::protocol::founding_code::FoundingCode;
use crate::storage::sqlite::write_beside;

const FEED: FeedId = FeedId([1; 8]);

#[test]
fn a_code_lets_one_office_in_once_and_a_refused_founding_does_not_use_it_up() {
    let relay = start_with(|settings| settings.rules.open_founding = false);
    let mut caller = Caller::to(relay.address());
    let (code, old) = (FoundingCode::draw().unwrap(), FoundingCode::draw().unwrap());
    let soon = RelayTime::now().seconds() + 600;
    write_beside(relay.dir.path(), |txn| {
        txn.add_founding_code(&code.hash, soon)?;
        txn.add_founding_code(&old.hash, 1)
    })
    .unwrap();
    let (one, two) = (Staff::new(1), Staff::new(2));
    for wrong in [None, Some("AAAA"), Some(old.shown.as_str())] {
        let reply = caller.found(wrong, &[&one.founding_entry()]);
        assert_eq!(reply.fault().code, Code::FoundCode);
    }
    // The office's founding entry also grants one token to two devices: nothing of it stands.
    let keys = Person::new(8).keys();
    let thief = Statement::Grant(sesi_wire::statement::Grant {
        keys: DeviceKeys {
            token: one.root.keys().token,
            ..keys
        },
        role: sesi_wire::statement::DeviceRole::Member,
        access: vec![],
    });
    let found = Statement::Found(Found {
        root: one.root.keys(),
    });
    let contradictory = one.root.statements(&one, 1, &[found, thief]);
    let reply = caller.found(Some(&code.shown), &[&contradictory]);
    assert_eq!(reply.fault().code, Code::Malformed);

    let typed = code.shown.to_lowercase();
    let reply = caller.found(Some(&typed), &[&one.founding_entry()]);
    assert_eq!(results(&reply), vec![PushResult::Accepted(1)]);
    let again = caller.found(Some(&code.shown), &[&two.founding_entry()]);
    assert_eq!(again.fault().code, Code::FoundCode);
    // An office that is here needs no code to say so again.
    let known = caller.found(None, &[&one.founding_entry()]);
    assert_eq!(results(&known), vec![PushResult::Duplicate(1)]);
}

#[test]
fn a_single_request_brings_a_forgotten_office_back_grants_included() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::new(1);
    let (second, member) = (Person::new(2), Person::new(3));
    let founding = staff.founding_entry();
    let grants = [
        staff
            .root
            .statements(&staff, 2, &[office_grant(&second, &[])]),
        second.statements(&staff, 1, &[grant(&member, &[(FEED, Rights::Write)])]),
    ];
    let work = member.data(&staff, FEED, 1, b"work");
    let stranger = Person::new(9).statements(&staff, 1, &[]);
    let reply = caller.found(
        None,
        &[&founding, &grants[0], &grants[1], &work, &stranger, b"x"],
    );
    assert_eq!(
        results(&reply),
        vec![
            PushResult::Accepted(1),
            PushResult::Accepted(2),
            PushResult::Accepted(3),
            PushResult::Rejected(Rejection::NoAccess),
            PushResult::Rejected(Rejection::UnknownAuthor),
            PushResult::Rejected(Rejection::Malformed),
        ]
    );
    assert_eq!(
        caller.push(&member, &[&work]),
        vec![PushResult::Accepted(1)]
    );
}

#[test]
fn what_does_not_found_an_office_is_refused() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let (staff, other) = (Staff::new(1), Staff::new(2));
    let found = |root: &Person| Statement::Found(Found { root: root.keys() });
    let wrong = [
        staff.root.statements(&staff, 1, &[]),
        staff.root.statements(&staff, 2, &[found(&staff.root)]),
        staff.root.statements(&staff, 1, &[found(&other.root)]),
        staff.root.statements(&other, 1, &[found(&staff.root)]),
        staff.root.data(&staff, FeedId::CONTROL, 1, b""),
        b"nonsense".to_vec(),
    ];
    for entry in &wrong {
        assert_eq!(caller.found(None, &[entry]).fault().code, Code::Malformed);
    }
    assert_eq!(caller.found(None, &[]).fault().code, Code::Malformed);
    let founding = staff.founding_entry();
    assert_eq!(
        results(&caller.found(None, &[&founding])),
        vec![PushResult::Accepted(1)]
    );
    // Founding is said once: not again under another number.
    let again = staff.root.statements(&staff, 2, &[found(&staff.root)]);
    assert_eq!(
        caller.push(&staff.root, &[&again]),
        vec![PushResult::Rejected(Rejection::Statement)]
    );
}
