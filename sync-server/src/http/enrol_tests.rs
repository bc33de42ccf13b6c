//! Who is let in by an invite, and how often.

use sesi_wire::enrol::Enrolment;
use sesi_wire::entry::Kind;
use sesi_wire::fault::Code;
use sesi_wire::ids::{FeedId, SealKey};
use sesi_wire::statement::{DeviceKeys, DeviceRole, Rights, Statement, Withdraw};
use sesi_wire::sync::{PushResult, Rejection, to_vec};

use crate::fixture::people::{grant, invite, revoke};
use crate::fixture::{Caller, Invitation, Person, Staff, start};

const FEED: FeedId = FeedId([1; 8]);
const FAR: u64 = 9_000_000_000;

fn open() -> Invitation {
    Invitation::new(5)
}

#[test]
fn an_invite_lets_one_device_in_and_answers_it_the_same_however_often_it_asks() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let said = invite(
        open().id(),
        DeviceRole::Member,
        FAR,
        &[(FEED, Rights::Write)],
    );
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
    let (member, late) = (Person::new(2), Person::new(3));
    let entry = member.enrolment(&open());
    let first = caller.enrol(&entry).unwrap();
    assert_eq!((first.office, first.seq), (staff.office, 3));
    assert_eq!(first.welcome.to_vec(), b"welcome");
    let again = caller.enrol(&entry).unwrap();
    assert_eq!((again.seq, &again.welcome), (3, &first.welcome));
    assert_eq!(
        caller.enrol(&late.enrolment(&open())).unwrap_err().code,
        Code::Invite
    );
    // It may work at once, before the office has signed anything.
    let work = member.data(&staff, FEED, 1, b"work");
    assert_eq!(
        caller.push(&member, &[&work]),
        vec![PushResult::Accepted(1)]
    );
    // Once revoked, the welcome is not handed out again.
    let end = staff.root.statements(&staff, 3, &[revoke(&member, &[])]);
    caller.push(&staff.root, &[&end]);
    assert_eq!(caller.enrol(&entry).unwrap_err().code, Code::Revoked);
}

#[test]
fn expired_withdrawn_unknown_and_forged_enrolments_are_refused() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let (old, gone) = (Invitation::new(6), Invitation::new(7));
    let said = [
        invite(old.id(), DeviceRole::Member, 1, &[]),
        invite(gone.id(), DeviceRole::Member, FAR, &[]),
        Statement::Withdraw(Withdraw { invite: gone.id() }),
        invite(open().id(), DeviceRole::Member, FAR, &[]),
    ];
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &said)]);
    let person = Person::new(2);
    for refused in [old, gone.clone(), Invitation::new(8)] {
        let fault = caller.enrol(&person.enrolment(&refused)).unwrap_err();
        assert_eq!(fault.code, Code::Invite);
    }
    let mut forged = person.enrolment(&open());
    *forged.last_mut().unwrap() ^= 1;
    assert_eq!(caller.enrol(&forged).unwrap_err().code, Code::Malformed);
    // Who reads the invite in the control feed, or another's enrolment, has no secret to prove it with, and uses nothing up.
    let thief = Person::new(3);
    let honest = Enrolment::prove(&open().0, person.keys());
    let guessed = Enrolment::prove(&gone.0, thief.keys());
    for proof in [[0; 64], honest.proof, guessed.proof] {
        let stolen = Enrolment {
            invite: honest.invite,
            keys: thief.keys(),
            proof,
        };
        let stolen = thief.presenting(&stolen);
        assert_eq!(caller.enrol(&stolen).unwrap_err().code, Code::Malformed);
        let pushed = caller.push(&staff.root, &[&stolen]);
        assert_eq!(pushed, [PushResult::Rejected(Rejection::Signature)]);
    }
    let not_one = staff.founding_entry();
    assert_eq!(caller.enrol(&not_one).unwrap_err().code, Code::Malformed);
    caller.enrol(&person.enrolment(&open())).unwrap();
}

#[test]
fn a_device_that_the_office_granted_brings_its_enrolment_back_after_the_invite_ended() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let member = Person::new(2);
    let expired = invite(open().id(), DeviceRole::Member, 1, &[]);
    caller.push(
        &staff.root,
        &[&staff.root.statements(&staff, 2, &[expired])],
    );
    let enrolment = member.enrolment(&open());
    let refused = vec![PushResult::Rejected(Rejection::Statement)];
    assert_eq!(caller.push(&staff.root, &[&enrolment]), refused);
    let granted = staff.root.statements(&staff, 3, &[grant(&member, &[])]);
    assert_eq!(
        caller.push(&staff.root, &[&granted, &enrolment, &enrolment]),
        vec![
            PushResult::Accepted(3),
            PushResult::Accepted(4),
            PushResult::Duplicate(4)
        ]
    );
    // But nobody else gets in with it.
    let other = Person::new(3).enrolment(&open());
    assert_eq!(caller.push(&staff.root, &[&other]), refused);
}

#[test]
fn an_office_device_makes_statements_only_once_it_was_granted() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let said = invite(open().id(), DeviceRole::Office, FAR, &[]);
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
    let second = Person::new(2);
    caller.enrol(&second.enrolment(&open())).unwrap();
    let statement = second.statements(&staff, 2, &[]);
    assert_eq!(
        caller.push(&second, &[&statement]),
        vec![PushResult::Rejected(Rejection::NoAccess)]
    );
    let granted = crate::fixture::people::office_grant(&second, &[]);
    let entry = staff.root.statements(&staff, 3, &[granted]);
    assert_eq!(
        caller.push(&second, &[&entry, &statement]),
        vec![PushResult::Accepted(4), PushResult::Accepted(5)]
    );
}

#[test]
fn an_entry_that_is_no_enrolment_and_keys_that_nobody_may_have_use_no_invite_up() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let said = invite(open().id(), DeviceRole::Member, FAR, &[]);
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
    let person = Person::new(2);
    let with = |keys| to_vec(&Enrolment::prove(&open().0, keys));
    let scope = open().id().0;
    let entry = |feed, seq, body: &[u8]| person.entry(&scope, feed, seq, Kind::Enrolment, body);
    let honest = with(person.keys());
    let unsound = with(DeviceKeys {
        seal: SealKey([0; 32]),
        ..person.keys()
    });
    let anothers = with(DeviceKeys {
        token: staff.root.keys().token,
        ..person.keys()
    });
    for wrong in [
        entry(FEED, 1, &honest),
        entry(FeedId::CONTROL, 2, &honest),
        entry(FeedId::CONTROL, 1, &unsound),
    ] {
        assert_eq!(caller.enrol(&wrong).unwrap_err().code, Code::Malformed);
    }
    for wrong in [unsound, anothers] {
        let pushed = caller.push(&staff.root, &[&entry(FeedId::CONTROL, 1, &wrong)]);
        assert_eq!(pushed, [PushResult::Rejected(Rejection::Statement)]);
    }
    caller.enrol(&entry(FeedId::CONTROL, 1, &honest)).unwrap();
}

#[test]
fn where_an_office_has_no_room_a_new_device_is_asked_to_come_later() {
    let mut relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let said = invite(open().id(), DeviceRole::Member, FAR, &[]);
    caller.push(&staff.root, &[&staff.root.statements(&staff, 2, &[said])]);
    relay.restart(|settings| settings.rules.quota = 1);
    let mut caller = Caller::to(relay.address());
    let fault = caller
        .enrol(&Person::new(2).enrolment(&open()))
        .unwrap_err();
    let later = (Code::Unavailable, Some(3600));
    assert_eq!((fault.code, fault.retry_after), later);
}
