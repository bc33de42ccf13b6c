//! How grants and revocations that are pushed take effect, through the real route.

use sesi_wire::fault::Code;
use sesi_wire::statement::{DeviceRole, Rights};
use sesi_wire::sync::{Frame, PushResult, Rejection, SyncRequest};

use crate::fixture::Person;
use crate::fixture::caller::{pulling, pushing};
use crate::fixture::kabupaten::{EAST, WEST, accepted, from_start, kabupaten, middle, rejected};
use crate::fixture::people::{grant, office_grant, revoke};

#[test]
fn a_revoked_device_is_refused_in_its_next_request_and_believed_up_to_its_last_entry() {
    let mut k = kabupaten();
    let work: Vec<Vec<u8>> = (1..=3)
        .map(|seq| k.ani.data(&k.staff, EAST, seq, b"work"))
        .collect();
    assert_eq!(k.caller.push(&k.ani, &[&work[0]]), accepted(1));
    let end = k
        .staff
        .root
        .statements(&k.staff, 3, &[revoke(&k.ani, &[(EAST, 2)])]);
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
    let again = grant(&k.ani, 9, &[(EAST, Rights::Write)]);
    let entry = k.staff.root.statements(&k.staff, 4, &[again]);
    assert_eq!(k.caller.push(&k.staff.root, &[&entry]), accepted(4));
    let fault = k.caller.sync(&k.ani, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::Revoked);
}

#[test]
fn a_revocation_that_comes_back_before_its_grant_still_wins() {
    let mut k = kabupaten();
    let dodi = Person::new(9);
    let said = revoke(&dodi, &[(EAST, 1)]);
    let end = k.staff.root.statements(&k.staff, 3, &[said]);
    let late = grant(&dodi, 1, &[(EAST, Rights::Write)]);
    let late = k.staff.root.statements(&k.staff, 4, &[late]);
    k.caller.push(&k.staff.root, &[&end, &late]);
    let fault = k.caller.sync(&dodi, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::Revoked);
    let work: Vec<Vec<u8>> = (1..=2)
        .map(|seq| dodi.data(&k.staff, EAST, seq, b"work"))
        .collect();
    assert_eq!(
        k.caller.push(&k.budi, &[&work[0], &work[1]]),
        vec![PushResult::Accepted(1), PushResult::Accepted(2)]
    );
}

#[test]
fn the_proof_of_a_revocation_leads_from_the_root_to_who_said_it() {
    let mut k = kabupaten();
    let (sari, tono) = (Person::new(8), Person::new(9));
    let root = &k.staff.root;
    let first = root.statements(&k.staff, 3, &[office_grant(&sari, 1, &[])]);
    let unrelated = root.statements(&k.staff, 4, &[grant(&Person::new(7), 1, &[])]);
    let second = sari.statements(&k.staff, 1, &[office_grant(&tono, 1, &[])]);
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
        serial: 1,
        role: DeviceRole::Member,
        access: vec![],
    };
    let contradictions = [
        revoke(&k.staff.root, &[]),
        sesi_wire::statement::Statement::Grant(theft),
    ];
    for wrong in contradictions {
        let said = [grant(&eko, 1, &[(EAST, Rights::Write)]), wrong];
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
fn of_two_grants_the_higher_serial_counts_in_whatever_order_they_come() {
    let mut k = kabupaten();
    let newer = grant(&k.ani, 3, &[(WEST, Rights::Write)]);
    let older = grant(&k.ani, 2, &[(EAST, Rights::Write)]);
    let entries = [
        k.staff.root.statements(&k.staff, 3, &[newer]),
        k.staff.root.statements(&k.staff, 4, &[older]),
    ];
    k.caller.push(&k.staff.root, &[&entries[0], &entries[1]]);
    let (west, east) = (
        k.ani.data(&k.staff, WEST, 1, b"now here"),
        k.ani.data(&k.staff, EAST, 1, b"no longer here"),
    );
    assert_eq!(
        k.caller.push(&k.ani, &[&west, &east]),
        vec![
            PushResult::Accepted(1),
            PushResult::Rejected(Rejection::NoAccess)
        ]
    );
}

#[test]
fn a_device_that_revokes_itself_gets_its_results_and_then_nothing() {
    let mut k = kabupaten();
    let second = Person::new(9);
    let said = office_grant(&second, 1, &[(EAST, Rights::Write)]);
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
