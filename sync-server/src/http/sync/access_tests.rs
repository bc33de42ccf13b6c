//! Who may push and pull what, through the real route.

use sesi_wire::entry::Kind;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::Rights;
use sesi_wire::sync::{Frame, PushResult, Rejection, SyncRequest, Want};

use crate::fixture::caller::pulling;
use crate::fixture::kabupaten::{EAST, WEST, accepted, from_start, kabupaten, middle, rejected};
use crate::fixture::people::grant;
use crate::fixture::{Person, Staff};

#[test]
fn another_kecamatan_is_neither_readable_nor_writable() {
    let mut k = kabupaten();
    let mine = k.ani.data(&k.staff, WEST, 1, b"not mine");
    assert_eq!(
        k.caller.push(&k.ani, &[&mine]),
        rejected(Rejection::NoAccess)
    );
    let read_only = k.budi.data(&k.staff, EAST, 1, b"may only read");
    assert_eq!(
        k.caller.push(&k.budi, &[&read_only]),
        rejected(Rejection::NoAccess)
    );
    let work = k.budi.data(&k.staff, WEST, 1, b"secret");
    assert_eq!(k.caller.push(&k.budi, &[&work]), accepted(1));
    // Nor by bringing what its author may write: the sender must be able to read it.
    assert_eq!(
        k.caller.push(&k.ani, &[&work]),
        rejected(Rejection::NoAccess)
    );
    let unknown = FeedId([99; 8]);
    let request = SyncRequest {
        want: Some(vec![Want {
            feed: WEST,
            seqs: vec![1],
        }]),
        ..pulling(vec![from_start(WEST), from_start(unknown)])
    };
    let frames = k.caller.sync(&k.ani, &request).frames();
    assert_eq!(
        middle(&frames),
        [Frame::Refused(WEST), Frame::Refused(unknown)]
    );
}

#[test]
fn anybody_who_may_read_a_feed_brings_back_what_others_wrote_there() {
    let mut k = kabupaten();
    let work = k.ani.data(&k.staff, EAST, 1, b"lost once");
    assert_eq!(k.caller.push(&k.budi, &[&work]), accepted(1));
    assert_eq!(
        k.caller.push(&k.ani, &[&work]),
        vec![PushResult::Duplicate(1)]
    );
}

#[test]
fn two_offices_know_nothing_of_each_other() {
    let mut k = kabupaten();
    let other = Staff::founded(&mut k.caller, 50);
    let cici = Person::new(51);
    let said = grant(&cici, &[(EAST, Rights::Write)]);
    let entry = other.root.statements(&other, 2, &[said]);
    k.caller.push(&other.root, &[&entry]);
    let work = k.ani.data(&k.staff, EAST, 1, b"work");
    assert_eq!(k.caller.push(&k.ani, &[&work]), accepted(1));
    // The feed of the same id in the other office is another feed.
    let frames = k.caller.pull(&cici, vec![from_start(EAST)]);
    assert_eq!(middle(&frames), []);
    assert_eq!(
        k.caller.push(&cici, &[&work]),
        rejected(Rejection::UnknownAuthor)
    );
    // An author of both: what is signed for one office does not count in the other.
    let both = other
        .root
        .statements(&other, 3, &[grant(&Person::new(60), &[])]);
    assert_eq!(
        k.caller.push(&k.ani, &[&both]),
        rejected(Rejection::UnknownAuthor)
    );
    let wrong_scope = k.ani.data(&other, EAST, 2, b"for the other");
    assert_eq!(
        k.caller.push(&k.ani, &[&wrong_scope]),
        rejected(Rejection::Signature)
    );
}

#[test]
fn forged_foreign_and_cloned_entries_are_told_apart() {
    let mut k = kabupaten();
    let work = k.ani.data(&k.staff, EAST, 1, b"work");
    let mut forged = work.clone();
    forged[80] ^= 1;
    let stranger = Person::new(70).data(&k.staff, EAST, 1, b"who?");
    let mut newer = work.clone();
    newer[0] = 2;
    let cloned = k.ani.data(&k.staff, EAST, 1, b"other work");
    let statement = k.ani.statements(&k.staff, 1, &[]);
    let data_in_control = k.staff.root.data(&k.staff, FeedId::CONTROL, 9, b"");
    let statement_in_data = k
        .ani
        .entry(&k.staff.office.0, EAST, 2, Kind::Statements, &[0x80]);
    let later_kind = k
        .ani
        .entry(&k.staff.office.0, EAST, 2, Kind::Unknown(9), b"later");
    let pushed: [&[u8]; 10] = [
        &forged,
        &work,
        &work,
        &stranger,
        &newer,
        &cloned,
        &statement,
        &data_in_control,
        &statement_in_data,
        &later_kind,
    ];
    let no = PushResult::Rejected;
    assert_eq!(
        k.caller.push(&k.ani, &pushed),
        vec![
            no(Rejection::Signature),
            PushResult::Accepted(1),
            PushResult::Duplicate(1),
            no(Rejection::UnknownAuthor),
            no(Rejection::Version),
            no(Rejection::SeqTaken),
            no(Rejection::NoAccess),
            no(Rejection::Statement),
            no(Rejection::Statement),
            PushResult::Accepted(2),
        ]
    );
}
