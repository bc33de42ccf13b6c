//! The promises of membership: order does not matter, ends hold, the root has the last word.

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
fn a_revocation_is_final_and_what_several_name_adds_up() {
    let mut stage = Stage::new(4, 3);
    let mut membership = stage.membership();
    let device = stage.id(2);
    let named = |number: u64, byte| End {
        feed: FEED,
        device_seq: number,
        entry: EntryId([byte; 32]),
    };
    let revoke = |stage: &mut Stage, by, last: &[End]| {
        let last = last.to_vec();
        stage.say(by, Statement::Revoke(Revoke { device, last }))
    };
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.grant(0, 2, DeviceRole::Member, &[WRITE]),
        revoke(&mut stage, 0, &[named(4, 4)]),
        stage.grant(0, 2, DeviceRole::Member, &[WRITE]),
        stage.give(0, 2, WRITE),
    ];
    apply_all(&mut membership, &entries);
    assert_eq!(membership.state(device), DeviceState::Revoked);
    assert_eq!(membership.rights_now(device, FEED), None);
    assert_eq!(membership.may_write(device, FEED, true), Ok(()));
    let revoked = WriteFault::Revoked { device, feed: FEED };
    assert_eq!(membership.may_write(device, FEED, false), Err(revoked));
    let more = [
        revoke(&mut stage, 1, &[named(6, 6)]),
        revoke(&mut stage, 1, &[]),
    ];
    membership.take_news();
    apply_all(&mut membership, &more);
    assert_eq!(membership.take_news().ended, [device].into());
    let ends: Vec<&End> = membership.ends(device, FEED).collect();
    assert_eq!(ends, [&named(4, 4), &named(6, 6)]);
    assert!(membership.author_key(device).is_some());
}

#[test]
fn statements_of_a_revoked_office_device_count_as_far_as_a_named_one_reaches() {
    let mut stage = Stage::new(5, 5);
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.grant(1, 2, DeviceRole::Member, &[WRITE]),
        stage.grant(1, 3, DeviceRole::Office, &[WRITE]),
        stage.grant(3, 4, DeviceRole::Member, &[WRITE]),
    ];
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    assert!(membership.author_key(stage.id(4)).is_some());
    let revoke = stage.revoke(0, 1, &[&entries[2]]);
    membership.apply(&revoke).unwrap();
    let known = |who| membership.author_key(stage.id(who)).is_some();
    assert_eq!([1, 2, 3, 4].map(known), [true, true, false, false]);
    assert!(!membership.is_office(stage.id(1)) && !membership.is_office(stage.id(3)));
}

/// What a stolen machine of the office can still sign: entries under numbers that it used, under higher ones, beside the chain or
/// going on from it.
#[test]
fn no_number_and_no_previous_makes_an_entry_of_a_revoked_device_count() {
    let mut stage = Stage::new(15, 4);
    let founded = [stage.found(), stage.office_grant(0, 1)];
    let honest = [
        stage.grant(1, 2, DeviceRole::Member, &[WRITE]),
        stage.give(1, 2, WRITE),
    ];
    let revoke = stage.revoke(0, 1, &[&honest[1]]);
    let first = Place::first(FeedId::CONTROL);
    let after = Place::after(&honest[1]);
    let forged: Vec<SealedEntry> = [
        first,
        Place {
            device_seq: 2,
            ..first
        },
        Place {
            device_seq: 2,
            ..Place::after(&honest[0])
        },
        after,
        Place {
            device_seq: 1 << 62,
            ..after
        },
        Place {
            device_seq: 1,
            ..after
        },
    ]
    .into_iter()
    .map(|place| {
        stage.speakers[1].place = place;
        stage.office_grant(1, 3)
    })
    .collect();
    // Whichever comes first, the thief's device is nobody in the end.
    for late in [false, true] {
        let mut membership = stage.membership();
        let mut all: Vec<&SealedEntry> = founded.iter().chain(&honest).collect();
        let at = if late { all.len() } else { 2 };
        all.splice(at..at, &forged);
        all.push(&revoke);
        for entry in all {
            membership.apply(entry).unwrap();
        }
        assert_eq!(membership.author_key(stage.id(3)), None);
        assert!(membership.author_key(stage.id(2)).is_some());
        for entry in &forged {
            assert!(!membership.believes(&entry.id()));
        }
    }
}

#[test]
fn what_lay_between_makes_what_is_behind_it_count_whenever_it_comes() {
    let mut stage = Stage::new(16, 5);
    let founded = [stage.found(), stage.office_grant(0, 1)];
    let said: Vec<SealedEntry> = (2..5)
        .map(|who| stage.grant(1, who, DeviceRole::Member, &[WRITE]))
        .collect();
    let revoke = stage.revoke(0, 1, &[&said[2]]);
    let mut membership = stage.membership();
    apply_all(&mut membership, &founded);
    membership.apply(&said[0]).unwrap();
    membership.apply(&revoke).unwrap();
    assert!(
        !membership.believes(&said[0].id()),
        "the named one is not here"
    );
    membership.apply(&said[2]).unwrap();
    assert!(membership.believes(&said[2].id()));
    assert!(!membership.believes(&said[0].id()), "there is a gap");
    membership.apply(&said[1]).unwrap();
    assert!(said.iter().all(|entry| membership.believes(&entry.id())));
}

#[test]
fn only_the_keys_of_the_first_grant_speak_for_a_device() {
    // Two keys of one device id cannot be made here, so the rule is asked with an id that was not derived.
    let stage = Stage::new(17, 3);
    let office = |who: usize| (stage.id(1), stage.keys(who).sign, DeviceRole::Office);
    let spoken = |author, signed, introduces| Spoken {
        author,
        signed,
        device_seq: 1,
        previous: sesi_wire::ids::ShortEntryId([0; 16]),
        introduces,
        revokes: vec![],
    };
    let root = stage.keys(0).sign;
    let entries = BTreeMap::from([
        (
            EntryId([1; 32]),
            spoken(stage.id(0), root, vec![office(1), office(2)]),
        ),
        (
            EntryId([2; 32]),
            spoken(stage.id(1), stage.keys(1).sign, vec![]),
        ),
        (
            EntryId([3; 32]),
            spoken(stage.id(1), stage.keys(2).sign, vec![]),
        ),
    ]);
    let belief = Belief::settle(&root, &entries);
    let counts = |byte| {
        let id = EntryId([byte; 32]);
        belief.counts(&id, &entries[&id])
    };
    assert_eq!([1, 2, 3].map(counts), [true, true, false]);
}

#[test]
fn a_device_without_a_say_fills_no_memory() {
    let mut stage = Stage::new(18, 3);
    let mut membership = stage.membership();
    let entries = [
        stage.found(),
        stage.grant(0, 1, DeviceRole::Member, &[WRITE]),
    ];
    apply_all(&mut membership, &entries);
    let welcome = vec![7; 20_000];
    let mut kept = 0;
    for number in 0..40_u8 {
        let said = stage.say(
            1,
            Statement::Invite(Invite {
                invite: InviteId([number; 16]),
                role: DeviceRole::Office,
                access: vec![],
                expires: 0,
                welcome: welcome.clone().into(),
            }),
        );
        match membership.apply(&said) {
            Ok(Outcome::Withheld) => kept += said.as_bytes().len(),
            other => assert_eq!(other, Err(MembershipFault::TooMuch(stage.id(1)))),
        }
    }
    assert!(kept <= UNHEARD && kept > UNHEARD / 2, "{kept}");
    // What the office says is kept however much it is.
    let welcome = |number| Invite {
        invite: InviteId([number; 16]),
        role: DeviceRole::Member,
        access: vec![],
        expires: 0,
        welcome: vec![7; 20_000].into(),
    };
    for number in 0..40 {
        let said = stage.say(0, Statement::Invite(welcome(number)));
        assert_eq!(membership.apply(&said), Ok(Outcome::Applied));
    }
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
fn an_epoch_counts_only_after_the_one_before_it() {
    let mut stage = Stage::new(19, 3);
    let mut membership = stage.membership();
    let epoch = |stage: &mut Stage, by: usize, number: u32| {
        let to = stage.id(1);
        let keys = vec![Wrapped {
            device: to,
            sealed: vec![1; 4].into(),
        }];
        let said = Epoch {
            feed: FEED,
            epoch: number,
            key: KeyId([1; 16]),
            keys,
            previous: None,
        };
        stage.say(by, Statement::Epoch(said))
    };
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.grant(0, 2, DeviceRole::Member, &[WRITE]),
        epoch(&mut stage, 1, 0),
        epoch(&mut stage, 1, u32::MAX),
        epoch(&mut stage, 2, 2),
        epoch(&mut stage, 1, 1),
        epoch(&mut stage, 1, 3),
    ];
    apply_all(&mut membership, &entries);
    assert_eq!(membership.newest_epoch(FEED), Some(1));
    assert_eq!(membership.wrapped_for(stage.id(1), FEED).len(), 1);
    let second = epoch(&mut stage, 1, 2);
    membership.apply(&second).unwrap();
    assert_eq!(membership.newest_epoch(FEED), Some(3));
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
fn a_key_in_wrong_hands_is_noticed() {
    let mut stage = Stage::new(20, 4);
    let mut membership = stage.membership();
    let founded = [stage.found(), stage.office_grant(0, 1)];
    apply_all(&mut membership, &founded);
    let to = |who: usize| Wrapped {
        device: stage.id(who),
        sealed: vec![1; 4].into(),
    };
    let epoch = |epoch, keys| {
        Statement::Epoch(Epoch {
            feed: FEED,
            epoch,
            key: KeyId([1; 16]),
            keys,
            previous: None,
        })
    };
    let (first, second) = (
        epoch(1, vec![to(0), to(2), to(3)]),
        epoch(2, vec![to(0), to(2)]),
    );
    let entries = [
        stage.grant(0, 2, DeviceRole::Member, &[WRITE]),
        stage.grant(1, 3, DeviceRole::Member, &[WRITE]),
        stage.say(0, first),
    ];
    apply_all(&mut membership, &entries);
    assert_eq!(membership.feeds_known_to_outsiders(), vec![]);
    // What introduced the third device falls: it has the key all the same.
    let revoke = stage.revoke(0, 1, &[]);
    membership.apply(&revoke).unwrap();
    assert_eq!(membership.feeds_known_to_outsiders(), vec![FEED]);
    let renewed = stage.say(0, second);
    membership.apply(&renewed).unwrap();
    assert_eq!(membership.feeds_known_to_outsiders(), vec![]);
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
        membership.take(entry).unwrap();
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
fn a_thief_who_strikes_back_loses_to_the_root() {
    let mut stage = Stage::new(6, 3);
    // The first office device brought in the second, is stolen, revoked by the second, and revokes the second in return.
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.office_grant(1, 2),
    ];
    let by_second = stage.revoke(2, 1, &[&entries[2]]);
    let by_thief = stage.revoke(1, 2, &[]);
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    membership.apply(&by_second).unwrap();
    assert!(!membership.is_office(stage.id(1)));
    membership.apply(&by_thief).unwrap();
    assert!(
        !membership.is_office(stage.id(2)),
        "the senior's word holds until the root speaks"
    );
    let by_root = stage.revoke(0, 1, &[&entries[2]]);
    membership.apply(&by_root).unwrap();
    assert!(!membership.is_office(stage.id(1)));
    assert!(membership.is_office(stage.id(2)));
}

#[test]
fn nobody_revokes_the_root() {
    let mut stage = Stage::new(7, 2);
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.revoke(1, 0, &[]),
    ];
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    assert!(membership.is_office(stage.id(0)));
    let later = stage.revoke(0, 1, &[]);
    assert_eq!(membership.apply(&later), Ok(Outcome::Applied));
}

#[test]
fn invites_open_close_and_show_who_waits() {
    let mut stage = Stage::new(8, 2);
    let secret = InviteSecret::generate(&stage.ambient).keys().unwrap();
    let invite = Invite {
        invite: secret.invite,
        role: DeviceRole::Member,
        access: vec![WRITE],
        expires: 1000,
        welcome: vec![1, 2].into(),
    };
    let enrolled = enrol(&stage.speakers[1].identity, &secret, &stage.ambient).unwrap();
    let entries = [
        stage.found(),
        stage.say(0, Statement::Invite(invite.clone())),
    ];
    let at = |second| DateTime::from_timestamp(second, 0).unwrap();

    let mut membership = stage.membership();
    assert_eq!(membership.apply(&enrolled), Ok(Outcome::Enrolled));
    assert_eq!(
        membership.waiting(),
        vec![],
        "an invite that the office never made counts for nothing"
    );
    apply_all(&mut membership, &entries);
    assert_eq!(membership.waiting()[0].entry, enrolled.id());
    assert_eq!(
        membership.open_invites(at(999)),
        vec![OpenInvite {
            invite,
            enrolled: vec![stage.id(1)]
        }]
    );
    assert_eq!(membership.open_invites(at(1000)), vec![]);

    let grant = stage.grant(0, 1, DeviceRole::Member, &[WRITE]);
    membership.apply(&grant).unwrap();
    assert_eq!(membership.waiting(), vec![]);
    let withdraw = stage.say(
        0,
        Statement::Withdraw(Withdraw {
            invite: secret.invite,
        }),
    );
    membership.apply(&withdraw).unwrap();
    assert_eq!(membership.open_invites(at(0)), vec![]);
}

#[test]
fn wrapped_keys_are_found_and_missing_ones_noticed() {
    let mut stage = Stage::new(9, 3);
    let wrapped = |who: usize, byte, stage: &Stage| Wrapped {
        device: stage.id(who),
        sealed: vec![byte; 4].into(),
    };
    let epoch = |epoch, keys| {
        Statement::Epoch(Epoch {
            feed: FEED,
            epoch,
            key: KeyId([1; 16]),
            keys,
            previous: None,
        })
    };
    let first = epoch(1, vec![wrapped(0, 1, &stage), wrapped(1, 2, &stage)]);
    let rival = epoch(1, vec![wrapped(1, 3, &stage)]);
    let second = epoch(2, vec![wrapped(0, 4, &stage)]);
    let by_member = epoch(3, vec![wrapped(1, 5, &stage)]);
    let entries = [
        stage.found(),
        stage.grant(0, 1, DeviceRole::Member, &[READ]),
        stage.say(0, first),
        stage.say(0, rival),
        stage.say(0, second),
        stage.say(1, by_member),
    ];
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    let mut sealed: Vec<Vec<u8>> = membership
        .wrapped_for(stage.id(1), FEED)
        .into_iter()
        .map(|key| key.sealed)
        .collect();
    sealed.sort_unstable();
    assert_eq!(sealed, [vec![2; 4], vec![3; 4]]);
    assert_eq!(membership.newest_epoch(FEED), Some(2));
    let without = membership.readers_without_newest_key(FEED);
    assert_eq!(without, vec![stage.keys(1)]);
}

#[test]
fn of_an_epoch_that_was_begun_twice_a_reader_with_one_key_lacks_the_other() {
    let mut stage = Stage::new(23, 2);
    let epoch = |key, devices: &[usize], stage: &Stage| {
        let keys = devices.iter().map(|who| Wrapped {
            device: stage.id(*who),
            sealed: vec![1; 4].into(),
        });
        Statement::Epoch(Epoch {
            feed: FEED,
            epoch: 1,
            key: KeyId([key; 16]),
            keys: keys.collect(),
            previous: None,
        })
    };
    let one = epoch(1, &[0, 1], &stage);
    let twin = epoch(2, &[0], &stage);
    let rest = epoch(2, &[1], &stage);
    let mut membership = stage.membership();
    assert!(!membership.newest_keys_are_due(FEED));
    let begun = [
        stage.found(),
        stage.grant(0, 1, DeviceRole::Member, &[READ]),
        stage.say(0, one),
    ];
    apply_all(&mut membership, &begun);
    assert!(!membership.newest_keys_are_due(FEED));
    let said = stage.say(0, twin);
    apply_all(&mut membership, &[said]);
    assert!(membership.newest_keys_are_due(FEED));
    assert_eq!(membership.readers_without_newest_key(FEED), vec![]);
    let both = [stage.keys(0), stage.keys(1)];
    let without =
        |membership: &Membership, key| membership.without_key(FEED, KeyId([key; 16]), &both);
    assert_eq!(without(&membership, 1), vec![]);
    assert_eq!(without(&membership, 2), [stage.keys(1)]);
    assert_eq!(without(&membership, 3), both);
    let said = stage.say(0, rest);
    apply_all(&mut membership, &[said]);
    assert!(!membership.newest_keys_are_due(FEED));
    // Whoever was revoked is given none.
    let end = stage.revoke(0, 1, &[]);
    apply_all(&mut membership, &[end]);
    let both = [stage.keys(0), stage.keys(1)];
    let without = membership.without_key(FEED, KeyId([3; 16]), &both);
    assert_eq!(without, [stage.keys(0)]);
}

#[test]
fn a_key_that_no_key_of_the_next_epoch_hands_on_is_noticed() {
    let mut stage = Stage::new(28, 1);
    let epoch = |epoch, key, before: &[u8]| {
        let previous = before.iter().map(|key| Previous {
            key: KeyId([*key; 16]),
            sealed: vec![1; 4].into(),
        });
        Statement::Epoch(Epoch {
            feed: FEED,
            epoch,
            key: KeyId([key; 16]),
            keys: vec![],
            previous: Some(previous.collect()),
        })
    };
    let mut membership = stage.membership();
    let entries = [
        stage.found(),
        stage.say(0, epoch(1, 1, &[])),
        stage.say(0, epoch(1, 2, &[])),
        stage.say(0, epoch(2, 3, &[1])),
    ];
    apply_all(&mut membership, &entries);
    let of_epoch = |membership: &Membership, number| -> Vec<u8> {
        let keys = membership.keys_of_epoch(FEED, number).into_iter();
        keys.map(|key| key.0[0]).collect()
    };
    assert_eq!(of_epoch(&membership, 1), [1, 2]);
    assert_eq!(of_epoch(&membership, 2), [3]);
    assert!(of_epoch(&membership, 3).is_empty());
    assert_eq!(membership.keys_not_handed_on(FEED), [(2, KeyId([2; 16]))]);
    let handed = |membership: &Membership, key| -> Vec<u8> {
        let before = membership
            .keys_before(FEED, 2, KeyId([key; 16]))
            .into_iter();
        before.map(|(_, previous)| previous.key.0[0]).collect()
    };
    assert_eq!(handed(&membership, 3), [1]);
    assert!(handed(&membership, 4).is_empty());
    let link = stage.say(0, epoch(2, 3, &[2]));
    apply_all(&mut membership, &[link]);
    assert_eq!(membership.keys_not_handed_on(FEED), vec![]);
    let mut both = handed(&membership, 3);
    both.sort_unstable();
    assert_eq!(both, [1, 2]);
}

#[test]
fn of_two_grants_or_invites_of_one_name_every_reader_takes_the_same() {
    // Whose entry has the smaller id is chance.
    for seed in 100..108 {
        one_name_twice(Stage::new(seed, 3));
    }
}

fn one_name_twice(mut stage: Stage) {
    let secret = InviteSecret::generate(&stage.ambient).keys().unwrap();
    let invite = |expires| {
        Statement::Invite(Invite {
            invite: secret.invite,
            role: DeviceRole::Member,
            access: vec![],
            expires,
            welcome: vec![].into(),
        })
    };
    let begun = [stage.found(), stage.office_grant(0, 1)];
    let by_root = stage.grant(0, 2, DeviceRole::Member, &[READ]);
    let by_office = stage.grant(1, 2, DeviceRole::Office, &[WRITE]);
    let invites = [stage.say(0, invite(1000)), stage.say(1, invite(2000))];
    let ends = if invites[0].id() < invites[1].id() {
        2000
    } else {
        1000
    };
    for turned in [false, true] {
        let mut rest = [&by_root, &by_office, &invites[0], &invites[1]];
        if turned {
            rest.reverse();
        }
        let mut membership = stage.membership();
        apply_all(&mut membership, &begun);
        for entry in rest {
            membership.apply(entry).unwrap();
        }
        let mut devices = membership.devices().into_iter();
        let third = devices.find(|info| info.device == stage.id(2)).unwrap();
        // What the root says goes before an office device's word; access adds up.
        assert_eq!(third.role, DeviceRole::Member);
        assert_eq!(third.access, [WRITE]);
        let open = membership.open_invites(DateTime::UNIX_EPOCH);
        assert_eq!(open.len(), 1);
        assert_eq!(open[0].invite.expires, ends);
    }
}

#[test]
fn invites_are_known_by_who_made_them_until_they_are_withdrawn() {
    let mut stage = Stage::new(30, 2);
    let invite = |number| {
        Statement::Invite(Invite {
            invite: InviteId([number; 16]),
            role: DeviceRole::Member,
            access: vec![],
            expires: 1000,
            welcome: vec![].into(),
        })
    };
    let mut membership = stage.membership();
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.say(0, invite(1)),
        stage.say(1, invite(2)),
        stage.say(1, invite(3)),
    ];
    apply_all(&mut membership, &entries);
    let makers = [stage.id(0), stage.id(1)];
    let by = |membership: &Membership, who: usize| -> Vec<u8> {
        let invites = membership.invites_by(makers[who]).into_iter();
        invites.map(|invite| invite.0[0]).collect()
    };
    assert_eq!(by(&membership, 0), [1]);
    assert_eq!(by(&membership, 1), [2, 3]);
    assert!(!membership.is_withdrawn(InviteId([2; 16])));
    let withdraw = Statement::Withdraw(Withdraw {
        invite: InviteId([2; 16]),
    });
    let said = stage.say(0, withdraw);
    apply_all(&mut membership, &[said]);
    assert_eq!(by(&membership, 1), [3]);
    assert!(membership.is_withdrawn(InviteId([2; 16])));
    assert!(!membership.is_withdrawn(InviteId([3; 16])));
}

#[test]
fn an_enrolment_takes_nothing_away_from_what_came_with_it() {
    let mut stage = Stage::new(31, 3);
    let secret = InviteSecret::generate(&stage.ambient).keys().unwrap();
    let enrolled = enrol(&stage.speakers[2].identity, &secret, &stage.ambient).unwrap();
    let (found, office) = (stage.found(), stage.office_grant(0, 1));
    let mut membership = stage.membership();
    for entry in [&found, &office, &enrolled] {
        membership.take(entry).unwrap();
    }
    // Two for the enrolment, which its invite signs as well.
    assert_eq!(membership.work().signatures, 4);
    membership.settle();
    assert!(membership.is_office(stage.id(1)));
}

#[test]
fn a_copy_that_enrols_again_changes_no_key_of_a_device_that_was_granted() {
    let mut stage = Stage::new(33, 2);
    let secret = InviteSecret::generate(&stage.ambient).keys().unwrap();
    let enrolled = enrol(&stage.speakers[1].identity, &secret, &stage.ambient).unwrap();
    // Whoever has the device's files signs as it does, and tries until the other enrolment has the smaller id.
    let other = DeviceIdentity::generate(&stage.ambient).to_secret_bytes();
    let mut mixed = stage.speakers[1].identity.to_secret_bytes();
    mixed[32..].copy_from_slice(&other[32..]);
    let copy = DeviceIdentity::from_secret_bytes(&*mixed).unwrap();
    assert_eq!(copy.device(), stage.id(1));
    assert_ne!(copy.public(), stage.keys(1));
    let again = loop {
        let again = enrol(&copy, &secret, &stage.ambient).unwrap();
        if again.id() < enrolled.id() {
            break again;
        }
    };
    let entries = [
        stage.found(),
        stage.grant(0, 1, DeviceRole::Member, &[WRITE]),
        enrolled,
        again,
    ];
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    let readers = membership.readers_of(FEED);
    assert_eq!(readers, vec![stage.keys(0), stage.keys(1)]);
}

#[test]
fn an_enrolment_that_comes_after_its_authors_revocation_leaves_what_a_start_would_find() {
    let mut stage = Stage::new(32, 2);
    let secret = InviteSecret::generate(&stage.ambient).keys().unwrap();
    let enrolled = enrol(&stage.speakers[1].identity, &secret, &stage.ambient).unwrap();
    stage.speakers[1].place = Place::after(&enrolled);
    let begun = [stage.found(), stage.office_grant(0, 1)];
    let said = stage.give(1, 1, READ);
    let entries = [
        begun.to_vec(),
        vec![said.clone(), stage.revoke(0, 1, &[&said]), enrolled],
    ];
    let entries = entries.concat();
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    assert!(membership.believes(&said.id()));
    let stored = entries.iter().map(|entry| Stored {
        id: entry.id(),
        entry: entry.clone(),
        proved: true,
    });
    let loaded = Membership::load(stage.keys(0).sign, stored.collect());
    assert_eq!(loaded, membership);
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
fn what_counted_of_a_device_before_its_revocation_takes_no_room_of_what_does_not() {
    const LARGE: usize = 20_000;
    let mut stage = Stage::new(25, 2);
    let mut membership = stage.membership();
    apply_all(&mut membership, &[stage.found(), stage.office_grant(0, 1)]);
    let invite = |number| {
        Statement::Invite(Invite {
            invite: InviteId([number; 16]),
            role: DeviceRole::Member,
            access: vec![],
            expires: 0,
            welcome: vec![7; LARGE].into(),
        })
    };
    let counted: Vec<SealedEntry> = (0..40).map(|number| stage.say(1, invite(number))).collect();
    assert!(counted.len() * LARGE > 2 * UNHEARD);
    apply_all(&mut membership, &counted);
    let last = counted.last().unwrap();
    let end = stage.revoke(0, 1, &[last]);
    apply_all(&mut membership, &[end]);
    for number in 40..43 {
        let said = stage.say(1, invite(number));
        assert_eq!(membership.apply(&said), Ok(Outcome::Withheld), "{number}");
    }
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
    membership.take(&stage.found()).unwrap();
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
