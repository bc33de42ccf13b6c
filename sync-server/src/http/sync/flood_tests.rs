//! Who may fill an office: nobody without a token, no revoked device, and no single member, through the real routes.

use sesi_wire::entry::Kind;
use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{DeviceRole, Rights, to_body};
use sesi_wire::sync::{PushResult, Rejection};

use crate::fixture::caller::{pulling, results};
use crate::fixture::kabupaten::{EAST, Kabupaten, WEST, accepted, kabupaten, rejected};
use crate::fixture::people::{end, grant, invite, office_grant, revoke};
use crate::fixture::{Caller, Invitation, Person};
use crate::protocol::shares::{BEYOND, PROVISIONAL};
use crate::storage::Office;
use crate::storage::sqlite::write_beside;

const FAR: u64 = 9_000_000_000;
const LARGE: usize = 30_000;

fn office(k: &Kabupaten) -> Office {
    let id = k.staff.office;
    write_beside(k.relay.dir.path(), |txn| Ok(txn.office(&id)?.unwrap())).unwrap()
}

/// The relay with room for so many bytes an office.
fn with_quota(quota: u64) -> Kabupaten {
    let mut k = kabupaten();
    k.relay.restart(|settings| settings.rules.quota = quota);
    k.caller = Caller::to(k.relay.address());
    k
}

/// Large entries of a device, each under the next number, from `first` on.
fn large(k: &Kabupaten, of: &Person, feed: FeedId, first: u64, count: u64) -> Vec<Vec<u8>> {
    (first..first + count)
        .map(|device_seq| of.data(&k.staff, feed, device_seq, &vec![7; LARGE]))
        .collect()
}

/// Pushes one by one and counts what was accepted; the rest must have been refused for this reason.
fn push_all(k: &mut Kabupaten, sender: &Person, entries: &[Vec<u8>], else_: Rejection) -> usize {
    let mut taken = 0;
    for some in entries.chunks(30) {
        let some: Vec<&[u8]> = some.iter().map(Vec::as_slice).collect();
        for result in k.caller.push(sender, &some) {
            match result {
                PushResult::Accepted(_) => taken += 1,
                other => assert_eq!(other, PushResult::Rejected(else_)),
            }
        }
    }
    taken
}

#[test]
fn found_takes_no_work_whoever_wrote_it() {
    let mut k = kabupaten();
    let before = office(&k).used;
    let founding = k.staff.founding_entry();
    let work = large(&k, &k.ani, EAST, 1, 2);
    let of_root = k.staff.root.data(&k.staff, EAST, 1, b"work");
    let none = k.ani.data(&k.staff, FeedId([77; 8]), 1, b"work");
    let said = revoke(&k.ani, &[end(&work[1])]);
    let said = k.staff.root.statements(&k.staff, 3, &[said]);
    let reply = k.caller.found(
        None,
        &[&founding, &work[0], &of_root, &none, &said, &work[1]],
    );
    let no = PushResult::Rejected(Rejection::NoAccess);
    assert_eq!(
        results(&reply),
        [
            PushResult::Duplicate(1),
            no,
            no,
            no,
            PushResult::Accepted(3),
            no
        ]
    );
    assert_eq!(office(&k).used, before + said.len() as u64);
}

#[test]
fn what_a_revoked_device_wrote_beyond_its_ends_has_little_room_of_its_own_and_needs_a_granted_member()
 {
    let mut k = with_quota(8 * 1024 * 1024);
    let ani = k.ani.clone();
    let kept = k.ani.data(&k.staff, EAST, 1, b"honest");
    assert_eq!(k.caller.push(&ani, &[&kept]), accepted(1));
    let open = Invitation::new(5);
    let said = [
        revoke(&k.ani, &[end(&kept)]),
        invite(open.id(), DeviceRole::Member, FAR, &[(EAST, Rights::Write)]),
    ];
    let entry = k.staff.root.statements(&k.staff, 3, &said);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let used = office(&k).used;

    let beyond = large(&k, &k.ani, EAST, 2, 100);
    let twice = k
        .ani
        .data(&k.staff, EAST, 1, b"another under the same number");
    // By itself, by nobody, by somebody of whom only the invite is known.
    let fault = k
        .caller
        .sync(&ani, &crate::fixture::caller::pushing(&[&beyond[0]]));
    assert_eq!(fault.fault().code, Code::Revoked);
    let founding = k.staff.founding_entry();
    let reply = k.caller.found(None, &[&founding, &beyond[0], &twice]);
    assert_eq!(
        results(&reply)[1..],
        [PushResult::Rejected(Rejection::NoAccess); 2]
    );
    let cici = Person::new(20);
    k.caller.enrol(&cici.enrolment(&open)).unwrap();
    for entry in [&beyond[0], &twice] {
        assert_eq!(k.caller.push(&cici, &[entry]), rejected(Rejection::Revoked));
    }
    // By a member, for believed work may be built upon it: a little, under whatever number.
    let budi = k.budi.clone();
    assert_eq!(k.caller.push(&budi, &[&twice]), accepted(2));
    let taken = push_all(&mut k, &budi, &beyond, Rejection::Quota);
    let most = usize::try_from(BEYOND).unwrap() / LARGE;
    assert!((most - 2..=most).contains(&taken), "{taken}");
    let after = office(&k);
    assert!(after.beyond <= BEYOND);
    assert!(
        after.used - after.beyond <= used + 1_000,
        "of the office's room"
    );
    // Honest work has all the room that it had.
    let work = large(&k, &k.budi, WEST, 1, 130);
    let taken = push_all(&mut k, &budi, &work, Rejection::Quota);
    assert!(taken >= 125, "{taken}");
}

#[test]
fn a_relay_that_was_wiped_takes_a_revoked_devices_honest_work_from_the_first_number_on() {
    let mut k = kabupaten();
    let bodies: Vec<Vec<u8>> = (0..80).map(|n| vec![n; LARGE]).collect();
    let work = k.ani.chained(&k.staff, EAST, Kind::Data, &bodies);
    let said = revoke(&k.ani, &[end(&work[79])]);
    let entry = k.staff.root.statements(&k.staff, 3, &[said]);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let budi = k.budi.clone();
    let taken = push_all(&mut k, &budi, &work, Rejection::Quota);
    assert_eq!(taken, 80);
    assert_eq!(office(&k).beyond, 0);
}

#[test]
fn an_entry_under_the_number_of_a_named_one_that_is_not_here_is_beyond_the_ends() {
    let mut k = kabupaten();
    let bodies = [b"first".to_vec(), b"named".to_vec()];
    let work = k.ani.chained(&k.staff, EAST, Kind::Data, &bodies);
    let said = revoke(&k.ani, &[end(&work[1])]);
    let entry = k.staff.root.statements(&k.staff, 3, &[said]);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let other = k.ani.data(&k.staff, EAST, 2, b"not the named one");
    let budi = k.budi.clone();
    assert_eq!(k.caller.push(&budi, &[&other]), accepted(1));
    assert_eq!(office(&k).beyond, other.len() as u64);
    // The named one and what it reaches come all the same, on the author's own account.
    assert_eq!(k.caller.push(&budi, &[&work[1]]), accepted(2));
    assert_eq!(k.caller.push(&budi, &[&work[0]]), accepted(3));
    assert_eq!(office(&k).beyond, other.len() as u64);
}

#[test]
fn one_member_leaves_room_for_the_others_and_so_does_the_next() {
    let mut k = with_quota(3 * 1024 * 1024);
    let (ani, budi) = (k.ani.clone(), k.budi.clone());
    let flood = large(&k, &ani, EAST, 1, 120);
    let taken = push_all(&mut k, &ani, &flood, Rejection::Quota);
    assert!((45..60).contains(&taken), "{taken}");
    let flood = large(&k, &budi, WEST, 1, 120);
    let taken = push_all(&mut k, &budi, &flood, Rejection::Quota);
    assert!((20..30).contains(&taken), "{taken}");
    // Somebody who works as people do is not stopped by either.
    let dodi = Person::new(9);
    let said = grant(&dodi, &[(EAST, Rights::Write)]);
    let entry = k.staff.root.statements(&k.staff, 3, &[said]);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    for device_seq in 1..=200 {
        let work = dodi.data(&k.staff, EAST, device_seq, &[7; 600]);
        let result = k.caller.push(&dodi, &[&work]);
        assert!(matches!(result[0], PushResult::Accepted(_)), "{result:?}");
    }
    let findings = crate::storage::sqlite::check(k.relay.dir.path()).unwrap();
    assert!(findings.is_sound(), "{findings}");
}

#[test]
fn a_device_that_only_enrolled_has_a_little_room() {
    let mut k = kabupaten();
    let open = Invitation::new(5);
    let said = invite(open.id(), DeviceRole::Member, FAR, &[(EAST, Rights::Write)]);
    let entry = k.staff.root.statements(&k.staff, 3, &[said]);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let cici = Person::new(20);
    k.caller.enrol(&cici.enrolment(&open)).unwrap();
    let flood = large(&k, &cici, EAST, 1, 200);
    let taken = push_all(&mut k, &cici, &flood, Rejection::Quota);
    let most = usize::try_from(PROVISIONAL).unwrap() / LARGE;
    assert!((most - 2..=most).contains(&taken), "{taken}");
    // Once granted, it goes on where it was stopped.
    let entry = k
        .staff
        .root
        .statements(&k.staff, 4, &[grant(&cici, &[(EAST, Rights::Write)])]);
    let next = &flood[taken];
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let result = k.caller.push(&cici, &[next]);
    assert!(matches!(result[0], PushResult::Accepted(_)), "{result:?}");
}

#[test]
fn enrolments_without_end_store_one() {
    let mut k = kabupaten();
    let open = Invitation::new(5);
    let said = invite(open.id(), DeviceRole::Member, FAR, &[]);
    let entry = k.staff.root.statements(&k.staff, 3, &[said]);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let cici = Person::new(20);
    let first = cici.enrolment(&open);
    k.caller.enrol(&first).unwrap();
    let used = office(&k).used;
    // Others with the same invite, and the same device with other bytes, on every way there is.
    let mut others: Vec<Vec<u8>> = (21..60).map(|n| Person::new(n).enrolment(&open)).collect();
    others.extend((1..40).map(|salt| cici.enrolment_salted(&open, salt)));
    let founding = k.staff.founding_entry();
    for other in &others {
        let code = k.caller.enrol(other).unwrap_err().code;
        assert_eq!(code, Code::Invite);
        let reply = k.caller.found(None, &[&founding, other]);
        assert!(matches!(results(&reply)[1], PushResult::Rejected(_)));
        let result = k.caller.push(&k.staff.root.clone(), &[other]);
        assert!(matches!(result[0], PushResult::Rejected(_)));
    }
    assert_eq!(office(&k).used, used);
    // Nor after the device was revoked with its enrolment named.
    let said = revoke(&cici, &[end(&first)]);
    let entry = k.staff.root.statements(&k.staff, 4, &[said]);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let used = office(&k).used;
    for other in &others {
        let reply = k.caller.found(None, &[&founding, other]);
        assert!(matches!(results(&reply)[1], PushResult::Rejected(_)));
        let result = k.caller.push(&k.budi.clone(), &[other]);
        assert!(matches!(result[0], PushResult::Rejected(_)));
    }
    assert_eq!(office(&k).used, used);
}

#[test]
fn a_stolen_office_device_that_fills_the_control_feed_is_revoked_all_the_same() {
    let mut k = with_quota(400_000);
    let (sari, thief) = (Person::new(8), Person::new(9));
    let said = [office_grant(&sari, &[]), office_grant(&thief, &[])];
    let entry = k.staff.root.statements(&k.staff, 3, &said);
    k.caller.push(&k.staff.root.clone(), &[&entry]);
    let founding = k.staff.founding_entry();
    let mut refused = 0;
    for device_seq in 1..=60 {
        let filling = invite(Invitation::new(6).id(), DeviceRole::Member, 1, &[]);
        let filling = vec![filling; 400];
        let body = to_body(&filling);
        let control = FeedId::CONTROL;
        let entry = thief.entry(
            &k.staff.office.0,
            control,
            device_seq,
            Kind::Statements,
            &body,
        );
        let reply = k.caller.found(None, &[&founding, &entry]);
        refused += u32::from(results(&reply)[1] == PushResult::Rejected(Rejection::Quota));
    }
    assert!(refused > 0, "twice the quota holds no sixty of them");
    let over = sari.statements(&k.staff, 1, &[revoke(&thief, &[])]);
    let result = k.caller.push(&sari, &[&over]);
    assert!(matches!(result[0], PushResult::Accepted(_)), "{result:?}");
    let fault = k.caller.sync(&thief, &pulling(vec![])).fault();
    assert_eq!(fault.code, Code::Revoked);
}
