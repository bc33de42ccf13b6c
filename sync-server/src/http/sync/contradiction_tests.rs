//! A stolen machine of the office that is heard before the office: what it revoked comes back when the office's own word comes.

use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;
use sesi_wire::statement::{DeviceKeys, DeviceRole, Grant, Rights, Statement};
use sesi_wire::sync::{PushResult, Rejection, to_vec};

use crate::fixture::caller::{pulling, results};
use crate::fixture::kabupaten::{EAST, accepted, entries, from_start, rejected};
use crate::fixture::people::{end, grant, invite, office_grant, revoke};
use crate::fixture::{Caller, Invitation, Person, Staff, TestRelay, start};

const FAR: u64 = 9_000_000_000;

/// The root made the first machine; that one a second, which is stolen, and two members.
struct Stolen {
    relay: TestRelay,
    caller: Caller,
    staff: Staff,
    first: Person,
    thief: Person,
    ani: Person,
    budi: Person,
    /// Enrolled by an invite of the first machine, and not granted yet.
    newcomer: Person,
    /// The thief's statement, which was honest.
    honest: Vec<u8>,
}

fn stolen() -> Stolen {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let [first, thief, ani, budi, newcomer] = [2, 3, 4, 5, 6].map(Person::new);
    let east = [(EAST, Rights::Write)];
    let begun = staff
        .root
        .statements(&staff, 2, &[office_grant(&first, &east)]);
    let said = [
        office_grant(&thief, &east),
        grant(&ani, &east),
        grant(&budi, &east),
        invite(Invitation::new(9).id(), DeviceRole::Member, FAR, &east),
    ];
    let hired = first.statements(&staff, 1, &said);
    let honest = thief.statements(&staff, 1, &[grant(&Person::new(30), &[])]);
    for (at, entry) in (2..).zip([&begun, &hired, &honest]) {
        assert_eq!(caller.push(&staff.root, &[entry]), accepted(at));
    }
    let enrolled = caller.enrol(&newcomer.enrolment(&Invitation::new(9)));
    enrolled.unwrap();
    Stolen {
        relay,
        caller,
        staff,
        first,
        thief,
        ani,
        budi,
        newcomer,
        honest,
    }
}

/// What the relay says to somebody's token, if it does not answer.
fn refusal(caller: &mut Caller, person: &Person) -> Option<Code> {
    let pull = to_vec(&pulling(vec![from_start(FeedId::CONTROL)]));
    let reply = caller.post("/v1/sync", Some(&person.token), &pull);
    (reply.status != 200).then(|| reply.fault().code)
}

impl Stolen {
    /// The thief revokes the first machine and Ani, and brings a device of its own in.
    fn strike(&mut self) -> Person {
        let own = Person::new(77);
        let said = [
            revoke(&self.first, &[]),
            revoke(&self.ani, &[]),
            office_grant(&own, &[(EAST, Rights::Write)]),
        ];
        let entry = self.thief.statements(&self.staff, 2, &said);
        let taken = self.caller.push(&self.thief, &[&entry]);
        assert!(matches!(taken[..], [PushResult::Accepted(_)]));
        own
    }

    /// The first machine's revocation of the thief, which believes what was honest.
    fn word(&self) -> Vec<u8> {
        let said = [revoke(&self.thief, &[end(&self.honest)])];
        self.first.statements(&self.staff, 2, &said)
    }

    fn refusal(&mut self, person: &Person) -> Option<Code> {
        refusal(&mut self.caller, person)
    }

    fn is_as_the_office_says(&mut self, accomplice: &Person) {
        let [first, thief, ani, budi, newcomer] = [
            &self.first,
            &self.thief,
            &self.ani,
            &self.budi,
            &self.newcomer,
        ]
        .map(Person::clone);
        for person in [&first, &ani, &budi, &newcomer] {
            assert_eq!(self.refusal(person), None);
        }
        assert_eq!(self.refusal(&thief), Some(Code::Revoked));
        assert_eq!(self.refusal(accomplice), Some(Code::UnknownToken));
        // Who was granted by the thief while it was honest stays.
        assert_eq!(self.refusal(&Person::new(30)), None);
        let work = ani.data(&self.staff, EAST, 1, b"work");
        assert_eq!(self.caller.push(&ani, &[&work]), accepted(1));
        let read = self.caller.pull(&budi, vec![from_start(EAST)]);
        assert_eq!(entries(&read), [work]);
        let counted = crate::storage::sqlite::check(self.relay.dir.path()).unwrap();
        assert!(counted.problems.is_empty(), "{:?}", counted.problems);
    }
}

#[test]
fn what_a_thief_revoked_comes_back_with_the_offices_word_from_a_colleague() {
    let mut s = stolen();
    let accomplice = s.strike();
    let ani = s.ani.clone();
    assert_eq!(s.refusal(&ani), Some(Code::Revoked));
    let word = s.word();
    let budi = s.budi.clone();
    assert!(matches!(
        s.caller.push(&budi, &[&word])[..],
        [PushResult::Accepted(_)]
    ));
    s.is_as_the_office_says(&accomplice);
}

#[test]
fn a_machine_that_a_thief_revoked_brings_its_own_word_without_a_token() {
    let mut s = stolen();
    let accomplice = s.strike();
    let (founding, word) = (s.staff.founding_entry(), s.word());
    let reply = s.caller.found(None, &[&founding, &word]);
    assert!(matches!(
        results(&reply)[..],
        [PushResult::Duplicate(1), PushResult::Accepted(_)]
    ));
    s.is_as_the_office_says(&accomplice);
}

#[test]
fn a_thief_that_was_revoked_first_overrules_nobody() {
    let mut s = stolen();
    let word = s.word();
    let budi = s.budi.clone();
    s.caller.push(&budi, &[&word]);
    let strike = s.thief.statements(&s.staff, 2, &[revoke(&s.first, &[])]);
    let revoked = rejected(Rejection::Revoked);
    assert_eq!(s.caller.push(&budi, &[&strike]), revoked);
    let founding = s.staff.founding_entry();
    let reply = s.caller.found(None, &[&founding, &strike]);
    assert_eq!(results(&reply)[1], revoked[0]);
    let first = s.first.clone();
    assert_eq!(s.refusal(&first), None);
}

#[test]
fn nothing_but_a_revocation_overrules_one() {
    let mut s = stolen();
    s.strike();
    let grant = grant(&Person::new(31), &[]);
    let granting = s.first.statements(&s.staff, 2, &[grant]);
    let said = [revoke(&s.thief, &[end(&s.honest)])];
    let word = s.first.statements(&s.staff, 3, &said);
    let founding = s.staff.founding_entry();
    let reply = s.caller.found(None, &[&founding, &granting, &word]);
    assert!(matches!(
        results(&reply)[1..],
        [
            PushResult::Rejected(Rejection::Revoked),
            PushResult::Accepted(_)
        ]
    ));
    // Its author is in service again: what was refused counts in its turn.
    let first = s.first.clone();
    assert!(matches!(
        s.caller.push(&first, &[&granting])[..],
        [PushResult::Accepted(_)]
    ));
    assert_eq!(s.refusal(&Person::new(31)), None);
}

/// The relay was wiped, and a machine that is stolen by now came first: it grants a phone once more, with keys of a thief's.
#[test]
fn a_phone_is_known_by_the_keys_with_which_it_enrolled_whatever_was_heard_first() {
    let relay = start();
    let mut caller = Caller::to(relay.address());
    let staff = Staff::founded(&mut caller, 1);
    let [one, other, ani, budi] = [2, 3, 4, 5].map(Person::new);
    // What it says is come upon first.
    let (thief, first) = if one.id() < other.id() {
        (one, other)
    } else {
        (other, one)
    };
    let east = [(EAST, Rights::Write)];
    let machines = [office_grant(&first, &east), office_grant(&thief, &east)];
    let begun = staff.root.statements(&staff, 2, &machines);
    let (own, foreign) = (ani.keys(), Person::new(40));
    let keys = DeviceKeys {
        sign: own.sign,
        ..foreign.keys()
    };
    let again = Statement::Grant(Grant {
        keys,
        role: DeviceRole::Member,
        access: vec![],
    });
    let named = thief.statements(&staff, 1, &[again]);
    let unnamed = thief.statements(&staff, 2, &[grant(&Person::new(41), &[])]);
    let invitation = Invitation::new(9);
    let invited = invite(invitation.id(), DeviceRole::Member, FAR, &east);
    let invited = first.statements(&staff, 1, &[invited]);
    for (at, entry) in (2..).zip([&begun, &named, &unnamed, &invited]) {
        assert_eq!(caller.push(&staff.root, &[entry]), accepted(at));
    }
    let hired = [grant(&ani, &east), grant(&budi, &east)];
    let hired = first.statements(&staff, 2, &hired);
    let contradicts = rejected(Rejection::Statement);
    assert_eq!(caller.push(&staff.root, &[&hired]), contradicts);
    caller.enrol(&ani.enrolment(&invitation)).unwrap();
    assert_eq!(caller.push(&staff.root, &[&hired]), accepted(7));
    for person in [&ani, &budi] {
        assert_eq!(refusal(&mut caller, person), None);
    }
    assert_eq!(refusal(&mut caller, &foreign), Some(Code::UnknownToken));
    // Settled anew, with what the thief said first among it.
    let word = [revoke(&thief, &[end(&named)])];
    let word = first.statements(&staff, 3, &word);
    assert_eq!(caller.push(&first, &[&word]), accepted(8));
    for person in [&ani, &budi] {
        assert_eq!(refusal(&mut caller, person), None);
    }
    assert_eq!(refusal(&mut caller, &foreign), Some(Code::UnknownToken));
    assert_eq!(
        refusal(&mut caller, &Person::new(41)),
        Some(Code::UnknownToken)
    );
    for (number, person) in (1..).zip([&ani, &budi]) {
        let entry = person.data(&staff, EAST, 1, b"work");
        assert_eq!(caller.push(person, &[&entry]), accepted(number));
    }
}
