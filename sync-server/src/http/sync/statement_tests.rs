//! How grants and revocations that are pushed take effect, through the real route.

use sesi_wire::entry::Kind;
use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{DeviceRole, Found, Rights, Statement, to_body};
use sesi_wire::sync::{Frame, PushResult, Rejection, SyncRequest};

use crate::fixture::Person;
use crate::fixture::caller::{pulling, pushing, results};
use crate::fixture::kabupaten::{
    EAST, Kabupaten, WEST, accepted, from_start, kabupaten, middle, rejected,
};
use crate::fixture::people::{end, give, grant, office_grant, revoke};

/// Ani's work 1, 2, 3 ... in East, each naming the one before.
fn works(k: &Kabupaten, of: &Person, count: u8) -> Vec<Vec<u8>> {
    let bodies: Vec<Vec<u8>> = (0..count).map(|n| vec![n; 40]).collect();
    of.chained(&k.staff, EAST, Kind::Data, &bodies)
}

#[test]
fn a_revoked_device_is_refused_in_its_next_request_and_its_named_entries_count() {
    let mut k = kabupaten();
    let work = works(&k, &k.ani, 3);
    assert_eq!(k.caller.push(&k.ani, &[&work[0]]), accepted(1));
    let said = revoke(&k.ani, &[end(&work[1])]);
    let end = k.staff.root.statements(&k.staff, 3, &[said]);
    assert_eq!(k.caller.push(&k.staff.root, &[&end]), accepted(3));
    for request in [
        pulling(vec![]),
        pulling(vec![from_start(EAST)]),
        pushing(&[&work[1]]),
    ] {
        let fault = k.caller.sync(&k.ani, &request).fault();
        assert_eq!(fault.code, Code::Revoked);
        assert_eq!(fault.proof, Some(vec![end.clone().into()]));
    }
    // Others may have built upon it; they know what they believe.
    assert_eq!(
        k.caller.push(&k.budi, &[&work[1], &work[2]]),
        vec![PushResult::Accepted(2), PushResult::Accepted(3)]
    );
    // Final: a later grant does not bring it back.
    let again = grant(&k.ani, &[(EAST, Rights::Write)]);
    let entry = k.staff.root.statements(&k.staff, 4, &[again]);
    assert_eq!(k.caller.push(&k.staff.root, &[&entry]), accepted(4));
    let fault = k.caller.sync(&k.ani, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::Revoked);
}

#[test]
fn a_revocation_that_comes_back_before_its_grant_still_wins() {
    let mut k = kabupaten();
    let dodi = Person::new(9);
    let work = works(&k, &dodi, 2);
    let said = revoke(&dodi, &[end(&work[0])]);
    let end = k.staff.root.statements(&k.staff, 3, &[said]);
    let late = grant(&dodi, &[(EAST, Rights::Write)]);
    let late = k.staff.root.statements(&k.staff, 4, &[late]);
    k.caller.push(&k.staff.root, &[&end, &late]);
    let fault = k.caller.sync(&dodi, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::Revoked);
    assert_eq!(
        k.caller.push(&k.budi, &[&work[0], &work[1]]),
        vec![PushResult::Accepted(1), PushResult::Accepted(2)]
    );
}

#[test]
fn what_a_revocation_names_counts_whatever_else_has_its_number() {
    let mut k = kabupaten();
    let honest = works(&k, &k.ani, 3);
    let forged = k
        .ani
        .data(&k.staff, EAST, 2, b"under a number that was used");
    // The relay heard the other one first, as one that was wiped and refilled by somebody else does.
    assert_eq!(
        k.caller.push(&k.ani, &[&honest[0], &forged]),
        vec![PushResult::Accepted(1), PushResult::Accepted(2)]
    );
    let said = revoke(&k.ani, &[end(&honest[2])]);
    let said = k.staff.root.statements(&k.staff, 3, &[said]);
    k.caller.push(&k.staff.root, &[&said]);
    // The third names the second, though it comes after it.
    assert_eq!(
        k.caller.push(&k.budi, &[&honest[1], &honest[2]]),
        vec![PushResult::Accepted(3), PushResult::Accepted(4)]
    );
    let findings = crate::storage::sqlite::check(k.relay.dir.path()).unwrap();
    assert!(findings.is_sound(), "{findings}");
}

#[test]
fn a_revoked_office_device_says_only_what_the_revocation_names() {
    let mut k = kabupaten();
    let (sari, thief) = (Person::new(8), Person::new(9));
    let made = k
        .staff
        .root
        .statements(&k.staff, 3, &[office_grant(&sari, &[])]);
    let bodies: Vec<Vec<u8>> = (20..23)
        .map(|n| to_body(&[grant(&Person::new(n), &[])]))
        .collect();
    let said = sari.chained(&k.staff, FeedId::CONTROL, Kind::Statements, &bodies);
    let over = revoke(&sari, &[end(&said[2])]);
    let over = k.staff.root.statements(&k.staff, 4, &[over]);
    k.caller.push(&k.staff.root, &[&made, &over]);
    // Under a used number, and beyond: whoever brings it, and with no token at all.
    let again = sari.statements(&k.staff, 1, &[office_grant(&thief, &[])]);
    let more = sari.statements(&k.staff, 4, &[office_grant(&thief, &[])]);
    let no = PushResult::Rejected(Rejection::Revoked);
    assert_eq!(k.caller.push(&k.staff.root, &[&again, &more]), [no, no]);
    let founding = k.staff.founding_entry();
    let reply = k.caller.found(None, &[&founding, &again, &more]);
    assert_eq!(results(&reply)[1..], [no, no]);
    // What it had said before comes back in its order, by one request.
    let reply = k
        .caller
        .found(None, &[&founding, &said[0], &again, &said[1], &said[2]]);
    let yes = PushResult::Accepted;
    assert_eq!(results(&reply)[1..], [yes(5), no, yes(6), yes(7)]);
    assert_eq!(
        k.caller.sync(&Person::new(22), &pulling(vec![])).status,
        200
    );
    let fault = k.caller.sync(&thief, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::UnknownToken);
}

#[test]
fn the_proof_of_a_revocation_leads_from_the_root_to_who_said_it() {
    let mut k = kabupaten();
    let (sari, tono) = (Person::new(8), Person::new(9));
    let root = &k.staff.root;
    let first = root.statements(&k.staff, 3, &[office_grant(&sari, &[])]);
    let unrelated = root.statements(&k.staff, 4, &[grant(&Person::new(7), &[])]);
    let second = sari.statements(&k.staff, 1, &[office_grant(&tono, &[])]);
    let end = tono.statements(&k.staff, 1, &[revoke(&k.ani, &[])]);
    let of_another = tono.statements(&k.staff, 2, &[revoke(&k.budi, &[])]);
    let said = [&first[..], &unrelated, &second, &end, &of_another];
    assert_eq!(k.caller.push(&k.staff.root, &said).len(), said.len());
    let fault = k.caller.sync(&k.ani, &pulling(vec![])).fault();
    let proof: Vec<Vec<u8>> = fault.proof.unwrap().into_iter().map(Into::into).collect();
    assert_eq!(proof, [first, second, end]);
}

#[test]
fn statements_stand_or_fall_together_and_the_root_cannot_be_revoked() {
    let mut k = kabupaten();
    let eko = Person::new(9);
    let mut stolen = Person::new(10).keys();
    stolen.token = k.ani.keys().token;
    let theft = sesi_wire::statement::Grant {
        keys: stolen,
        role: DeviceRole::Member,
        access: vec![],
    };
    let contradictions = [revoke(&k.staff.root, &[]), Statement::Grant(theft)];
    for wrong in contradictions {
        let said = [grant(&eko, &[(EAST, Rights::Write)]), wrong];
        let entry = k.staff.root.statements(&k.staff, 3, &said);
        assert_eq!(
            k.caller.push(&k.staff.root, &[&entry]),
            rejected(Rejection::Statement)
        );
        let fault = k.caller.sync(&eko, &pulling(vec![])).fault();
        assert_eq!(fault.code, Code::UnknownToken);
    }
}

#[test]
fn access_adds_up_and_the_role_is_that_of_the_first_grant_in_whatever_order_they_come() {
    let (first, second) = (3, 4);
    for order in [[first, second], [second, first]] {
        let mut k = kabupaten();
        let root = k.staff.root.clone();
        let dodi = Person::new(9);
        for device_seq in order {
            let said = if device_seq == first {
                grant(&dodi, &[(WEST, Rights::Write)])
            } else {
                office_grant(&dodi, &[(EAST, Rights::Write)])
            };
            let entry = root.statements(&k.staff, device_seq, &[said]);
            k.caller.push(&root, &[&entry]);
        }
        let work = [WEST, EAST].map(|feed| dodi.data(&k.staff, feed, 1, b"here and there"));
        assert_eq!(
            k.caller.push(&dodi, &[&work[0], &work[1]]),
            vec![PushResult::Accepted(1), PushResult::Accepted(1)]
        );
        let said = dodi.statements(&k.staff, 1, &[]);
        assert_eq!(
            k.caller.push(&dodi, &[&said]),
            rejected(Rejection::NoAccess)
        );
    }
}

#[test]
fn access_that_is_given_counts_for_granted_devices_and_makes_nobody_one() {
    let mut k = kabupaten();
    let dodi = Person::new(9);
    let said = give(
        WEST,
        &[
            (k.ani.clone(), Rights::Write),
            (dodi.clone(), Rights::Write),
        ],
    );
    let entry = k.staff.root.statements(&k.staff, 3, &[said]);
    assert_eq!(k.caller.push(&k.staff.root, &[&entry]), accepted(3));
    let work = k.ani.data(&k.staff, WEST, 1, b"more");
    assert_eq!(k.caller.push(&k.ani, &[&work]), accepted(1));
    let fault = k.caller.sync(&dodi, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::UnknownToken);
    // It waits for the grant.
    let entry = k.staff.root.statements(&k.staff, 4, &[grant(&dodi, &[])]);
    k.caller.push(&k.staff.root, &[&entry]);
    let work = dodi.data(&k.staff, WEST, 1, b"now");
    assert_eq!(k.caller.push(&dodi, &[&work]), accepted(2));
}

#[test]
fn a_device_that_revokes_itself_gets_its_results_and_then_nothing() {
    let mut k = kabupaten();
    let second = Person::new(9);
    let said = office_grant(&second, &[(EAST, Rights::Write)]);
    let entry = k.staff.root.statements(&k.staff, 3, &[said]);
    k.caller.push(&k.staff.root, &[&entry]);
    let end = second.statements(&k.staff, 1, &[revoke(&second, &[])]);
    let more = second.data(&k.staff, EAST, 1, b"too late");
    let request = SyncRequest {
        feeds: vec![from_start(EAST)],
        ..pushing(&[&end, &more])
    };
    let frames = k.caller.sync(&second, &request).frames();
    let Frame::Head { results, .. } = &frames[0] else {
        panic!("{frames:?}");
    };
    assert_eq!(
        *results,
        vec![
            PushResult::Accepted(4),
            PushResult::Rejected(Rejection::Revoked)
        ]
    );
    assert_eq!(middle(&frames), [Frame::Refused(EAST)]);
}

#[test]
fn the_control_feed_takes_what_a_later_version_says_from_the_office_alone_and_is_founded_once() {
    let mut k = kabupaten();
    let office = k.staff.office.0;
    let later = |person: &Person, seq, kind| {
        person.entry(&office, FeedId::CONTROL, seq, kind, b"said later")
    };
    let root = k.staff.root.clone();
    let unknown = later(&root, 3, Kind::Unknown(9));
    assert_eq!(k.caller.push(&root, &[&unknown]), accepted(3));
    let by_member = later(&k.ani, 1, Kind::Unknown(9));
    let refused = k.caller.push(&k.ani, &[&by_member]);
    assert_eq!(refused, rejected(Rejection::NoAccess));
    let data = later(&root, 4, Kind::Data);
    let found = Statement::Found(Found { root: root.keys() });
    let again = root.statements(&k.staff, 4, std::slice::from_ref(&found));
    let beside = root.statements(&k.staff, 4, &[grant(&k.ani, &[]), found]);
    for wrong in [data, again, beside] {
        let refused = k.caller.push(&root, &[&wrong]);
        assert_eq!(refused, rejected(Rejection::Statement));
    }
}

#[test]
fn what_a_named_statement_reaches_counts_also_where_it_comes_in_a_later_request() {
    let mut k = kabupaten();
    let second = Person::new(9);
    let bodies = [
        to_body(&[grant(&k.ani, &[(WEST, Rights::Read)])]),
        to_body(&[]),
    ];
    let said = second.chained(&k.staff, FeedId::CONTROL, Kind::Statements, &bodies);
    let root = k.staff.root.clone();
    let ended = [
        office_grant(&second, &[]),
        revoke(&second, &[end(&said[1])]),
    ];
    let ended = root.statements(&k.staff, 3, &ended);
    assert_eq!(k.caller.push(&root, &[&ended]), accepted(3));
    // A relay that was filled again hears the last first.
    assert_eq!(k.caller.push(&root, &[&said[1]]), accepted(4));
    assert_eq!(k.caller.push(&root, &[&said[0]]), accepted(5));
    let other = second.statements(&k.staff, 1, &[grant(&k.budi, &[])]);
    let refused = k.caller.push(&root, &[&other]);
    assert_eq!(refused, rejected(Rejection::Revoked));
}

#[test]
fn what_the_root_says_of_a_device_goes_before_an_office_devices_word_also_where_it_comes_later() {
    let mut k = kabupaten();
    let root = k.staff.root.clone();
    // One whose id would go first, were it not for the root.
    let mut others = (20..).map(Person::new);
    let second = others.find(|other| other.id() < root.id()).unwrap();
    let third = Person::new(10);
    let said = [
        root.statements(&k.staff, 3, &[office_grant(&second, &[])]),
        second.statements(
            &k.staff,
            1,
            &[office_grant(&root, &[]), office_grant(&third, &[])],
        ),
        root.statements(&k.staff, 4, &[grant(&third, &[])]),
    ];
    let pushed: Vec<&[u8]> = said.iter().map(Vec::as_slice).collect();
    let yes = PushResult::Accepted;
    assert_eq!(k.caller.push(&root, &pushed), [yes(3), yes(4), yes(5)]);
    let statement = third.statements(&k.staff, 1, &[]);
    let refused = k.caller.push(&third, &[&statement]);
    assert_eq!(refused, rejected(Rejection::NoAccess));
}

#[test]
fn what_an_office_device_said_counts_no_longer_once_another_revokes_it_without_naming_that() {
    let mut k = kabupaten();
    let [lost, second, third, fourth] = [8, 9, 10, 11].map(Person::new);
    let root = k.staff.root.clone();
    let granted = [office_grant(&lost, &[]), office_grant(&second, &[])];
    let granted = root.statements(&k.staff, 3, &granted);
    assert_eq!(k.caller.push(&root, &[&granted]), accepted(3));
    let bodies = [&third, &fourth].map(|person| to_body(&[grant(person, &[])]));
    let said = lost.chained(&k.staff, FeedId::CONTROL, Kind::Statements, &bodies);
    assert_eq!(k.caller.push(&lost, &[&said[0]]), accepted(4));
    assert_eq!(k.caller.push(&lost, &[&said[1]]), accepted(5));
    for person in [&third, &fourth] {
        assert_eq!(k.caller.sync(person, &pulling(vec![])).status, 200);
    }
    let ended = second.statements(&k.staff, 1, &[revoke(&lost, &[end(&said[0])])]);
    assert_eq!(k.caller.push(&second, &[&ended]), accepted(6));
    assert_eq!(k.caller.sync(&third, &pulling(vec![])).status, 200);
    let fault = k.caller.sync(&fourth, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::UnknownToken);
}
