//! Token hashes and invite ids are public, so another office may say them too, and first: nobody is kept out by that.

use sesi_wire::fault::Code;
use sesi_wire::ids::OfficeId;
use sesi_wire::statement::{DeviceRole, Rights, Statement, Withdraw};
use sesi_wire::sync::{Frame, PushResult, to_vec};

use crate::fixture::caller::{pulling, pushing, results};
use crate::fixture::kabupaten::{EAST, Kabupaten, after, from_start, kabupaten, middle, page_end};
use crate::fixture::people::{grant, invite, revoke};
use crate::fixture::{Caller, Invitation, Person, Staff, start};

const FAR: u64 = 9_000_000_000;
const CONTROL: sesi_wire::ids::FeedId = sesi_wire::ids::FeedId::CONTROL;

fn named(call: &str, office: OfficeId) -> String {
    format!("/v1/{call}?office={office}")
}

/// Another office that granted Ani's keys as one of its own.
fn squatted(k: &mut Kabupaten) -> Staff {
    let other = Staff::founded(&mut k.caller, 50);
    let said = [grant(&k.ani, &[]), revoke(&k.ani, &[])];
    let entry = other.root.statements(&other, 2, &said);
    let result = k.caller.push(&other.root, &[&entry]);
    assert_eq!(result, vec![PushResult::Accepted(2)]);
    other
}

#[test]
fn a_token_that_two_offices_have_counts_in_the_one_that_is_named() {
    let mut k = kabupaten();
    let other = squatted(&mut k);
    let work = k.ani.data(&k.staff, EAST, 1, b"work");
    let body = to_vec(&pushing(&[&work]));
    let token = Some(&k.ani.token[..]);
    for call in ["sync", "held"] {
        let fault = k.caller.post(&format!("/v1/{call}"), token, &body).fault();
        assert_eq!((fault.code, fault.code.status()), (Code::Office, 409));
        let reply = k.caller.post(&named(call, k.staff.office), token, &body);
        assert_eq!(reply.status, 200, "{call}");
        let fault = k.caller.post(&named(call, other.office), token, &body);
        assert_eq!(fault.fault().code, Code::Revoked);
        let none = named(call, OfficeId([7; 16]));
        let fault = k.caller.post(&none, token, &body).fault();
        assert_eq!(fault.code, Code::UnknownToken);
    }
    let again = k.caller.post(&named("sync", k.staff.office), token, &body);
    assert_eq!(results(&again), vec![PushResult::Duplicate(1)]);
    for nonsense in ["", "0", &"g".repeat(32), &"00".repeat(17)] {
        let path = format!("/v1/sync?office={nonsense}");
        let fault = k.caller.post(&path, token, &body).fault();
        assert_eq!(fault.code, Code::Malformed, "{nonsense}");
    }
}

#[test]
fn an_office_comes_back_to_a_relay_where_others_took_its_tokens_and_its_invites_first() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let (staff, other) = (Staff::new(1), Staff::founded(&mut caller, 50));
    let (ani, cici, open) = (Person::new(2), Person::new(3), Invitation::new(5));
    // Root, member and invite, with the very welcome, as anybody reads them in the control feed.
    let theft = [
        grant(&staff.root, &[]),
        grant(&ani, &[]),
        invite(open.id(), DeviceRole::Member, FAR, &[]),
    ];
    let theft = other.root.statements(&other, 2, &theft);
    caller.push(&other.root, &[&theft]);
    let said = [
        grant(&ani, &[(EAST, Rights::Write)]),
        invite(open.id(), DeviceRole::Member, FAR, &[(EAST, Rights::Write)]),
    ];
    let said = staff.root.statements(&staff, 2, &said);
    let reply = caller.found(None, &[&staff.founding_entry(), &said]);
    let yes = PushResult::Accepted;
    assert_eq!(results(&reply), [yes(1), yes(2)]);

    // The new phone does not know its office yet: it is told which there are, and tries.
    let enrolment = cici.enrolment(&open);
    let fault = caller.enrol(&enrolment).unwrap_err();
    assert_eq!(fault.code, Code::Office);
    assert_eq!(fault.offices, Some(vec![other.office, staff.office]));
    for office in [other.office, staff.office] {
        let answer = caller.enrol_at(Some(office), &enrolment).unwrap();
        assert_eq!(answer.office, office);
    }
    let work = cici.data(&staff, EAST, 1, b"work");
    let body = to_vec(&pushing(&[&work]));
    let reply = caller.post(&named("sync", staff.office), Some(&cici.token), &body);
    assert_eq!(results(&reply), [yes(1)]);
    // An office where the invite lets nobody in any more is not among them.
    let late = Person::new(4).enrolment(&open);
    assert_eq!(caller.enrol(&late).unwrap_err().code, Code::Invite);
}

#[test]
fn of_several_offices_only_those_where_the_invite_lets_the_device_in_come_into_question() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let (cici, dewi, open) = (Person::new(3), Person::new(4), Invitation::new(5));
    let office = |caller: &mut Caller, seed, expires, more: &[Statement]| {
        let staff = Staff::founded(caller, seed);
        let invited = invite(open.id(), DeviceRole::Member, expires, &[]);
        let said = [&[invited], more].concat();
        let entry = staff.root.statements(&staff, 2, &said);
        assert_eq!(
            caller.push(&staff.root, &[&entry]),
            [PushResult::Accepted(2)]
        );
        staff.office
    };
    let withdrawn = Statement::Withdraw(Withdraw { invite: open.id() });
    office(&mut caller, 50, FAR, &[withdrawn]);
    office(&mut caller, 51, 1, &[]);
    office(&mut caller, 52, FAR, &[revoke(&cici, &[])]);
    let used = office(&mut caller, 53, FAR, &[]);
    caller.enrol_at(Some(used), &dewi.enrolment(&open)).unwrap();
    let meant = office(&mut caller, 54, FAR, &[]);
    assert_eq!(caller.enrol(&cici.enrolment(&open)).unwrap().office, meant);
    // One in which it used the invite is one of them.
    let other = office(&mut caller, 55, FAR, &[]);
    let fault = caller.enrol(&cici.enrolment(&open)).unwrap_err();
    assert_eq!(fault.offices, Some(vec![meant, other]));
}

#[test]
fn a_device_whose_cursor_does_not_fit_is_asked_which_office_it_means_before_anything_is_judged() {
    let mut k = kabupaten();
    let (chain, head) = page_end(&k.caller.pull(&k.ani, vec![from_start(CONTROL)]));
    let fits = pulling(vec![after(CONTROL, head, Some(chain))]);
    assert_eq!(k.caller.sync(&k.ani, &fits).status, 200);
    let work = k.ani.data(&k.staff, EAST, 1, b"work");
    for state in [
        after(CONTROL, head + 1, Some(chain)),
        after(CONTROL, 1, Some(chain)),
        after(CONTROL, u64::MAX, Some(chain)),
    ] {
        let mut request = pushing(&[&work]);
        request.feeds = vec![from_start(EAST), state];
        let fault = k.caller.sync(&k.ani, &request).fault();
        assert_eq!(fault.code, Code::Office);
        assert_eq!(middle(&k.caller.pull(&k.ani, vec![from_start(EAST)])), []);
    }
    let lost = pulling(vec![after(CONTROL, head + 1, Some(chain))]);
    let path = named("sync", k.staff.office);
    let reply = k.caller.post(&path, Some(&k.ani.token), &to_vec(&lost));
    let diverged = Frame::Diverged {
        feed: CONTROL,
        head,
        chain,
    };
    assert_eq!(middle(&reply.frames()), [diverged]);
}
