//! The promises of membership: order does not matter, ends hold, the root has the last word.

mod joining;
mod keys;
mod revoked;

use chrono::DateTime;
use proptest::prelude::*;
use sesi_wire::entry::SealedEntry;
use sesi_wire::ids::{InviteId, KeyId, TokenHash};
use sesi_wire::statement::{
    Access, DeviceKeys, DeviceRole, End, Epoch, Found, GiveAccess, Given, Grant, Invite, Move,
    Previous, Revoke, Rights, Withdraw, Wrapped,
};

use super::*;
use crate::ambient::Seeded;
use crate::keys::enrolment::enrol;
use crate::keys::identity::DeviceIdentity;
use crate::keys::invite::InviteSecret;
use crate::seal::place::Place;
use crate::seal::statements::sign_statements;

const FEED: FeedId = FeedId([7; 8]);
const OTHER: FeedId = FeedId([8; 8]);

/// A device that speaks in the control feed.
struct Speaker {
    identity: DeviceIdentity,
    place: Place,
}

/// An office in which anybody can say anything.
struct Stage {
    ambient: Seeded,
    office: OfficeId,
    /// The root first.
    speakers: Vec<Speaker>,
}

impl Stage {
    fn new(seed: u64, speakers: usize) -> Self {
        let ambient = Seeded::new(seed, DateTime::UNIX_EPOCH);
        let speakers: Vec<Speaker> = (0..speakers)
            .map(|_| Speaker {
                identity: DeviceIdentity::generate(&ambient),
                place: Place::first(FeedId::CONTROL),
            })
            .collect();
        let office = OfficeId::of_root(&speakers[0].identity.public().sign);
        Self {
            ambient,
            office,
            speakers,
        }
    }

    fn membership(&self) -> Membership {
        Membership::found(self.keys(0).sign)
    }

    fn keys(&self, who: usize) -> DeviceKeys {
        self.speakers[who].identity.public()
    }

    fn id(&self, who: usize) -> DeviceId {
        self.speakers[who].identity.device()
    }

    fn say(&mut self, who: usize, statement: Statement) -> SealedEntry {
        let speaker = &mut self.speakers[who];
        let entry = sign_statements(
            &[statement],
            &speaker.place,
            &speaker.identity,
            &self.office,
            &self.ambient,
        )
        .unwrap()
        .remove(0);
        speaker.place = Place::after(&entry);
        entry
    }

    fn found(&mut self) -> SealedEntry {
        let root = self.keys(0);
        self.say(0, Statement::Found(Found { root }))
    }

    fn grant(&mut self, by: usize, to: usize, role: DeviceRole, access: &[Access]) -> SealedEntry {
        let keys = self.keys(to);
        let access = access.to_vec();
        self.say(by, Statement::Grant(Grant { keys, role, access }))
    }

    fn office_grant(&mut self, by: usize, to: usize) -> SealedEntry {
        self.grant(by, to, DeviceRole::Office, &[])
    }

    fn give(&mut self, by: usize, to: usize, access: Access) -> SealedEntry {
        let given = GiveAccess {
            feed: access.feed,
            devices: vec![Given {
                device: self.id(to),
                rights: access.rights,
            }],
        };
        self.say(by, Statement::Access(given))
    }

    /// A revocation that names these entries of the control feed.
    fn revoke(&mut self, by: usize, whom: usize, last: &[&SealedEntry]) -> SealedEntry {
        let device = self.id(whom);
        let last = last.iter().map(|entry| end(entry)).collect();
        self.say(by, Statement::Revoke(Revoke { device, last }))
    }
}

fn end(entry: &SealedEntry) -> End {
    End {
        feed: entry.header().feed,
        device_seq: entry.header().device_seq,
        entry: entry.id(),
    }
}

const WRITE: Access = Access {
    feed: FEED,
    rights: Rights::Write,
};
const READ: Access = Access {
    feed: FEED,
    rights: Rights::Read,
};

/// Applies entries in this order, and parked ones again for as long as that helps.
fn apply_all(membership: &mut Membership, entries: &[SealedEntry]) -> Vec<SealedEntry> {
    let mut waiting = entries.to_vec();
    loop {
        let before = waiting.len();
        waiting.retain(|entry| match membership.apply(entry) {
            Ok(_) => false,
            Err(MembershipFault::UnknownAuthor(_)) => true,
            Err(fault) => panic!("{fault}"),
        });
        if waiting.len() == before {
            return waiting;
        }
    }
}

#[test]
fn an_office_grows_from_its_root_and_knows_its_readers() {
    let mut stage = Stage::new(1, 4);
    let mut membership = stage.membership();
    assert!(membership.is_office(stage.id(0)));
    assert_eq!(membership.devices(), vec![]);

    let by_office = {
        let found = stage.found();
        let office = stage.office_grant(0, 1);
        assert_eq!(membership.apply(&found), Ok(Outcome::Applied));
        assert_eq!(membership.apply(&office), Ok(Outcome::Applied));
        assert_eq!(membership.apply(&office), Ok(Outcome::Known));
        stage.grant(1, 2, DeviceRole::Member, &[WRITE])
    };
    assert_eq!(membership.apply(&by_office), Ok(Outcome::Applied));
    let by_member = stage.grant(2, 3, DeviceRole::Office, &[WRITE]);
    assert_eq!(membership.apply(&by_member), Ok(Outcome::Withheld));

    assert_eq!(
        membership.readers_of(FEED),
        vec![stage.keys(0), stage.keys(2)]
    );
    assert_eq!(membership.author_key(stage.id(2)), Some(stage.keys(2).sign));
    assert_eq!(membership.author_key(stage.id(3)), None);
    assert_eq!(membership.may_write(stage.id(2), FEED, false), Ok(()));
    let (device, feed) = (stage.id(2), OTHER);
    assert_eq!(
        membership.may_write(device, feed, false),
        Err(WriteFault::NoAccess { device, feed })
    );
    assert_eq!(
        membership.may_write(stage.id(3), FEED, false),
        Err(WriteFault::UnknownDevice(stage.id(3)))
    );
    let control = |who| {
        membership
            .may_write(stage.id(who), FeedId::CONTROL, false)
            .is_ok()
    };
    assert_eq!([0, 1, 2, 3].map(control), [true, true, false, false]);
    let roles: Vec<DeviceRole> = membership.devices().iter().map(|info| info.role).collect();
    assert_eq!(
        roles
            .iter()
            .filter(|role| **role == DeviceRole::Office)
            .count(),
        2
    );
}

#[test]
fn a_role_is_for_life_and_grants_that_come_late_make_withheld_statements_count() {
    let mut stage = Stage::new(2, 4);
    let mut membership = stage.membership();
    let office = stage.office_grant(0, 1);
    let said = stage.grant(1, 2, DeviceRole::Member, &[WRITE]);
    let promoted = stage.office_grant(1, 2);
    let by_promoted = stage.grant(2, 3, DeviceRole::Member, &[WRITE]);
    let unknown = Err(MembershipFault::UnknownAuthor(stage.id(1)));
    assert_eq!(membership.apply(&said), unknown);
    membership.apply(&office).unwrap();
    membership.apply(&said).unwrap();
    assert_eq!(membership.may_write(stage.id(2), FEED, false), Ok(()));
    // The first grant says what a device is; another one makes it nothing else, even in the root's name.
    for more in [promoted, by_promoted] {
        membership.apply(&more).unwrap();
    }
    assert!(!membership.is_office(stage.id(2)));
    assert_eq!(membership.author_key(stage.id(3)), None);
    // Unless it comes from nearer to the root: that one is the first.
    let by_root = stage.office_grant(0, 2);
    membership.apply(&by_root).unwrap();
    assert!(membership.is_office(stage.id(2)));
    assert!(membership.author_key(stage.id(3)).is_some());
}

#[test]
fn access_adds_up_and_means_nothing_without_a_grant() {
    let mut stage = Stage::new(3, 3);
    let mut membership = stage.membership();
    let entries = [
        stage.found(),
        stage.give(0, 1, WRITE),
        stage.give(0, 2, WRITE),
        stage.grant(0, 1, DeviceRole::Member, &[READ]),
        stage.give(0, 1, READ),
    ];
    for entry in &entries[1..3] {
        membership.apply(entry).unwrap();
    }
    let (member, nobody) = (stage.id(1), stage.id(2));
    assert_eq!(membership.rights_now(member, FEED), None);
    apply_all(&mut membership, &entries);
    assert_eq!(membership.rights_now(member, FEED), Some(Rights::Write));
    assert_eq!(membership.may_write(member, FEED, false), Ok(()));
    assert_eq!(membership.rights_now(nobody, FEED), None);
    assert!(
        membership
            .devices()
            .iter()
            .all(|info| info.device != nobody)
    );
    assert_eq!(
        membership.readers_of(FEED),
        vec![stage.keys(0), stage.keys(1)]
    );
}

#[test]
fn the_root_presents_itself_first_of_all_and_nowhere_else() {
    let mut stage = Stage::new(22, 2);
    let root = stage.keys(0);
    let mut other = root;
    other.token = TokenHash([9; 32]);
    let founding = |root| Statement::Found(Found { root });
    let first = sign_statements(
        &[founding(root), founding(other)],
        &Place::first(FeedId::CONTROL),
        &stage.speakers[0].identity,
        &stage.office,
        &stage.ambient,
    );
    stage.speakers[0].place.device_seq = 2;
    // Ids are hashes, so one of many is larger than the first one's.
    let later: Vec<SealedEntry> = (0..16).map(|_| stage.say(0, founding(other))).collect();
    let mut membership = stage.membership();
    apply_all(&mut membership, &later);
    assert_eq!(membership.devices(), vec![]);
    apply_all(&mut membership, &first.unwrap());
    assert_eq!(membership.devices()[0].keys, root);
}

#[test]
fn the_last_move_counts_that_small_steps_lead_to() {
    let mut stage = Stage::new(23, 4);
    let mut membership = stage.membership();
    let moved = |stage: &mut Stage, by: usize, serial: u64| {
        let said = Move {
            serial,
            address: format!("https://r{serial}.test"),
            pin: None,
        };
        stage.say(by, Statement::Relay(said))
    };
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.grant(0, 2, DeviceRole::Member, &[WRITE]),
        stage.office_grant(0, 3),
        moved(&mut stage, 1, 0),
        moved(&mut stage, 2, 1),
        moved(&mut stage, 3, 17),
        moved(&mut stage, 3, u64::MAX),
    ];
    apply_all(&mut membership, &entries);
    assert_eq!(membership.relay(), None, "none is reached");
    let serial = |membership: &Membership| membership.relay().map(|relay| relay.said.serial);
    let first = moved(&mut stage, 1, 1);
    membership.apply(&first).unwrap();
    assert_eq!(serial(&membership), Some(17));
    assert_eq!(membership.relay().unwrap().by, stage.id(3));
    let next = moved(&mut stage, 1, 18);
    membership.apply(&next).unwrap();
    assert_eq!(serial(&membership), Some(18));
    // What it followed is believed no more: it stays where a step of at most 16 leads to it.
    let revoke = stage.revoke(0, 3, &[]);
    membership.apply(&revoke).unwrap();
    assert_eq!(serial(&membership), Some(1), "18 is 17 above 1");
    let again = moved(&mut stage, 1, 5);
    membership.apply(&again).unwrap();
    assert_eq!(serial(&membership), Some(18));
    // Of one serial the larger place, whichever came first.
    let mut both = [moved(&mut stage, 0, 19), moved(&mut stage, 1, 19)];
    both.sort_by_key(SealedEntry::id);
    let larger = both[1].id();
    for order in [[0, 1], [1, 0]] {
        let mut membership = membership.clone();
        for at in order {
            membership.apply(&both[at]).unwrap();
        }
        assert_eq!(membership.relay().unwrap().entry, larger);
    }
}

#[test]
fn a_page_of_statements_is_settled_once_and_a_start_checks_no_signature() {
    let mut stage = Stage::new(21, 30);
    let mut entries = vec![stage.found(), stage.office_grant(0, 1)];
    for who in 2..30 {
        entries.push(stage.grant(1, who, DeviceRole::Member, &[WRITE]));
        entries.push(stage.revoke(1, who, &[]));
    }
    let mut membership = stage.membership();
    for entry in &entries {
        membership.insert(entry).unwrap();
    }
    membership.settle();
    let work = membership.work();
    assert_eq!((work.settled, work.rounds), (1, 1));
    assert_eq!(work.joined, entries.len() as u64);
    assert_eq!(work.signatures, entries.len() as u64, "each has one key");

    let stored = |proved| {
        let stored = entries.iter().map(|entry| Stored {
            id: entry.id(),
            entry: entry.clone(),
            proved,
        });
        Membership::load(stage.keys(0).sign, stored.collect())
    };
    let loaded = stored(true);
    assert_eq!(loaded, membership);
    let work = loaded.work();
    assert_eq!((work.signatures, work.settled, work.rounds), (0, 1, 1));
    assert_eq!(stored(false), membership);
}

#[test]
fn rights_are_of_devices_in_service_that_a_believed_grant_brought_in() {
    let mut stage = Stage::new(24, 4);
    let mut membership = stage.membership();
    let control = FeedId::CONTROL;
    assert_eq!(
        membership.rights_now(stage.id(0), control),
        Some(Rights::Write)
    );
    let entries = [
        stage.found(),
        stage.give(0, 0, READ),
        stage.grant(0, 1, DeviceRole::Member, &[WRITE]),
        stage.office_grant(0, 2),
        // Whom nobody let in has nothing of what is given.
        stage.give(0, 3, WRITE),
    ];
    apply_all(&mut membership, &entries);
    let rights = |membership: &Membership, who| {
        [FEED, control].map(|feed| membership.rights_now(stage.id(who), feed))
    };
    assert_eq!(
        rights(&membership, 0),
        [Some(Rights::Read), Some(Rights::Write)]
    );
    assert_eq!(
        rights(&membership, 1),
        [Some(Rights::Write), Some(Rights::Read)]
    );
    assert_eq!(rights(&membership, 2), [None, Some(Rights::Write)]);
    assert_eq!(rights(&membership, 3), [None, None]);
    assert_eq!(membership.revoked(), BTreeSet::new());
    let gone = [stage.id(1), stage.id(2)];
    let ends = [stage.revoke(0, 1, &[]), stage.revoke(0, 2, &[])];
    apply_all(&mut membership, &ends);
    for who in gone {
        for feed in [FEED, control] {
            assert_eq!(membership.rights_now(who, feed), None);
        }
    }
    assert_eq!(membership.revoked(), gone.into());
}

#[test]
fn of_two_foundings_under_one_number_every_reader_takes_the_same_and_of_anybody_elses_none() {
    let mut stage = Stage::new(26, 2);
    let mut founding = |token| {
        let mut root = stage.keys(0);
        root.token = TokenHash([token; 32]);
        let said = stage.say(0, Statement::Found(Found { root }));
        stage.speakers[0].place = Place::first(FeedId::CONTROL);
        (said.id(), root, said)
    };
    let mut both = [founding(1), founding(2)];
    both.sort_by_key(|(id, ..)| *id);
    let [(_, _, smaller), (_, kept, larger)] = both;
    for order in [[&smaller, &larger], [&larger, &smaller]] {
        let mut membership = stage.membership();
        for entry in order {
            membership.apply(entry).unwrap();
        }
        assert_eq!(membership.devices()[0].keys, kept);
    }
    let mut other = kept;
    other.token = TokenHash([9; 32]);
    let mut membership = stage.membership();
    stage.speakers[0].place = Place::after(&larger);
    let grant = stage.office_grant(0, 1);
    let claim = stage.say(1, Statement::Found(Found { root: other }));
    apply_all(&mut membership, &[larger, grant, claim]);
    assert_eq!(membership.devices()[0].keys, kept);
}

#[test]
fn there_is_news_until_it_is_taken() {
    let mut stage = Stage::new(27, 2);
    let mut membership = stage.membership();
    membership.settle();
    membership.take_news();
    assert!(!membership.has_news());
    membership.insert(&stage.found()).unwrap();
    assert!(membership.has_news(), "not settled yet");
    membership.settle();
    assert!(membership.has_news(), "settled, and told to nobody");
    membership.take_news();
    assert!(!membership.has_news());
}

#[test]
fn foreign_damaged_and_misplaced_entries_are_refused() {
    let mut stage = Stage::new(10, 2);
    let mut membership = stage.membership();
    let found = stage.found();
    let mut damaged = found.as_bytes().to_vec();
    let last = damaged.len() - 1;
    damaged[last] ^= 1;
    let damaged = SealedEntry::parse(damaged).unwrap();
    assert_eq!(
        membership.apply(&damaged),
        Err(MembershipFault::Signature(stage.id(0)))
    );

    // The root's own hand, but for another office.
    stage.office = OfficeId([9; 16]);
    let foreign = stage.office_grant(0, 1);
    assert_eq!(
        membership.apply(&foreign),
        Err(MembershipFault::Signature(stage.id(0)))
    );
    assert_eq!(membership, stage.membership());

    // A founding that names other keys than the root's presents nobody.
    let mut forged = stage.keys(0);
    forged.sign = stage.keys(1).sign;
    forged.token = TokenHash([0; 32]);
    stage.office = membership.office();
    stage.speakers[0].place = Place::first(FeedId::CONTROL);
    let forged = stage.say(0, Statement::Found(Found { root: forged }));
    membership.apply(&forged).unwrap();
    assert_eq!(membership.devices(), vec![]);
}

/// One thing that one device says, right or wrong.
fn scripts() -> impl Strategy<Value = Vec<(u8, u8, u8, u64)>> {
    proptest::collection::vec((0u8..5, 0u8..9, 0u8..5, 0u64..5), 0..24)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn any_order_of_the_same_statements_gives_the_same_membership(
        seed: u64,
        script in scripts(),
        orders in proptest::collection::vec(any::<u64>(), 3),
    ) {
        let mut stage = Stage::new(seed, 5);
        let mut entries = vec![stage.found(), stage.office_grant(0, 1), stage.office_grant(1, 2)];
        for (by, what, target, number) in script {
            let (by, whom) = (usize::from(by), usize::from(target));
            // Sometimes an author signs two entries under one number, or leaves some out.
            match number {
                1 => stage.speakers[by].place.device_seq = 1,
                2 => stage.speakers[by].place.device_seq += 1,
                _ => {}
            }
            let entry = match what {
                0 | 1 => stage.grant(by, whom, DeviceRole::Office, &[WRITE]),
                2 => stage.grant(by, whom, DeviceRole::Member, &[READ]),
                3 => stage.give(by, whom, WRITE),
                4..=6 => {
                    let of: Vec<SealedEntry> = entries
                        .iter()
                        .filter(|entry| entry.header().device == stage.id(whom))
                        .cloned()
                        .collect();
                    let at = of.len().saturating_sub(usize::try_from(number).unwrap_or(0));
                    let named: Vec<&SealedEntry> = of.iter().skip(at).take(1).collect();
                    stage.revoke(by, whom, &named)
                }
                7 => {
                    let invite = InviteId([target; 16]);
                    stage.say(by, Statement::Withdraw(Withdraw { invite }))
                }
                _ => stage.say(by, Statement::Epoch(Epoch { feed: FEED, epoch: 1, key: KeyId([1; 16]), keys: vec![], previous: None })),
            };
            entries.push(entry);
        }
        let mut expected = stage.membership();
        let parked = apply_all(&mut expected, &entries);
        for order in orders {
            let shuffle = Seeded::new(order, DateTime::UNIX_EPOCH);
            entries.sort_by_cached_key(|_| crate::ambient::random::<8>(&shuffle));
            let mut shuffled = stage.membership();
            let still_parked = apply_all(&mut shuffled, &entries);
            prop_assert_eq!(&shuffled, &expected);
            prop_assert_eq!(still_parked.len(), parked.len());
            // Whatever was revoked: the root stays, and every believed device can be asked about.
            prop_assert!(shuffled.is_office(stage.id(0)));
            // Settling anew from nothing agrees with what grew step by step.
            let settled = Belief::settle(&shuffled.root.sign, &shuffled.entries);
            prop_assert_eq!(&settled, &shuffled.belief);
            let taken = entries.iter().map(|entry| Stored {
                id: entry.id(),
                entry: entry.clone(),
                proved: false,
            });
            let loaded = Membership::load(shuffled.root.sign, taken.collect());
            prop_assert_eq!(&loaded, &shuffled);
        }
    }
}
