//! The promises of membership: order does not matter, ends hold, the root has the last word.

use chrono::DateTime;
use proptest::prelude::*;
use sesi_wire::ids::{InviteId, TokenHash};
use sesi_wire::statement::{Epoch, Found, Grant, Invite, LastSeq, Revoke, Withdraw, Wrapped};

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

    fn grant(
        &mut self,
        by: usize,
        to: usize,
        serial: u64,
        role: DeviceRole,
        access: &[Access],
    ) -> SealedEntry {
        let keys = self.keys(to);
        let access = access.to_vec();
        self.say(
            by,
            Statement::Grant(Grant {
                keys,
                serial,
                role,
                access,
            }),
        )
    }

    fn office_grant(&mut self, by: usize, to: usize) -> SealedEntry {
        self.grant(by, to, 1, DeviceRole::Office, &[])
    }

    fn revoke(&mut self, by: usize, whom: usize, control: u64, feed: u64) -> SealedEntry {
        let device = self.id(whom);
        let last = vec![
            LastSeq {
                feed: FeedId::CONTROL,
                last: control,
            },
            LastSeq {
                feed: FEED,
                last: feed,
            },
        ];
        self.say(by, Statement::Revoke(Revoke { device, last }))
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
        stage.grant(1, 2, 1, DeviceRole::Member, &[WRITE])
    };
    assert_eq!(membership.apply(&by_office), Ok(Outcome::Applied));
    let by_member = stage.grant(2, 3, 1, DeviceRole::Office, &[WRITE]);
    assert_eq!(membership.apply(&by_member), Ok(Outcome::Withheld));

    assert_eq!(
        membership.readers_of(FEED),
        vec![stage.keys(0), stage.keys(2)]
    );
    assert_eq!(membership.author_key(stage.id(2)), Some(stage.keys(2).sign));
    assert_eq!(membership.author_key(stage.id(3)), None);
    assert_eq!(membership.may_write(stage.id(2), FEED, 1), Ok(()));
    let (device, feed) = (stage.id(2), OTHER);
    assert_eq!(
        membership.may_write(device, feed, 1),
        Err(WriteFault::NoAccess { device, feed })
    );
    assert_eq!(
        membership.may_write(stage.id(3), FEED, 1),
        Err(WriteFault::UnknownDevice(stage.id(3)))
    );
    let control = |who| {
        membership
            .may_write(stage.id(who), FeedId::CONTROL, 1)
            .is_ok()
    };
    assert_eq!([0, 1, 2, 3].map(control), [true, true, false, false]);
    assert_eq!(membership.next_serial(stage.id(2)), 2);
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
fn a_promotion_that_comes_late_makes_withheld_statements_count() {
    let mut stage = Stage::new(2, 3);
    let mut membership = stage.membership();
    let member = stage.grant(0, 1, 1, DeviceRole::Member, &[]);
    let office = stage.grant(0, 1, 2, DeviceRole::Office, &[]);
    let said = stage.grant(1, 2, 1, DeviceRole::Member, &[WRITE]);
    assert_eq!(
        membership.apply(&said),
        Err(MembershipFault::UnknownAuthor(stage.id(1)))
    );
    membership.apply(&member).unwrap();
    assert_eq!(membership.apply(&said), Ok(Outcome::Withheld));
    assert_eq!(membership.author_key(stage.id(2)), None);
    membership.apply(&office).unwrap();
    assert_eq!(membership.may_write(stage.id(2), FEED, 1), Ok(()));
}

#[test]
fn what_a_device_could_once_write_stays_believed() {
    let mut stage = Stage::new(3, 2);
    let mut membership = stage.membership();
    let entries = [
        stage.found(),
        stage.grant(0, 1, 1, DeviceRole::Member, &[WRITE]),
        stage.grant(0, 1, 2, DeviceRole::Member, &[READ]),
    ];
    apply_all(&mut membership, &entries);
    assert_eq!(membership.may_write(stage.id(1), FEED, 5), Ok(()));
    assert_eq!(membership.rights_now(stage.id(1), FEED), Some(Rights::Read));

    let taken = stage.grant(0, 1, 3, DeviceRole::Member, &[]);
    membership.apply(&taken).unwrap();
    assert_eq!(membership.may_write(stage.id(1), FEED, 5), Ok(()));
    assert_eq!(membership.rights_now(stage.id(1), FEED), None);
    assert_eq!(membership.readers_of(FEED), vec![stage.keys(0)]);
}

#[test]
fn a_revocation_is_final_and_the_highest_last_counts() {
    let mut stage = Stage::new(4, 3);
    let mut membership = stage.membership();
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.grant(0, 2, 1, DeviceRole::Member, &[WRITE]),
        stage.revoke(0, 2, 0, 4),
        stage.grant(0, 2, 2, DeviceRole::Member, &[WRITE]),
    ];
    apply_all(&mut membership, &entries);
    let device = stage.id(2);
    assert_eq!(membership.state(device), DeviceState::Revoked);
    assert_eq!(membership.rights_now(device, FEED), None);
    assert_eq!(membership.may_write(device, FEED, 4), Ok(()));
    assert_eq!(
        membership.may_write(device, FEED, 5),
        Err(WriteFault::Revoked {
            device,
            feed: FEED,
            last: 4
        })
    );
    let more = [stage.revoke(1, 2, 0, 6), stage.revoke(1, 2, 0, 2)];
    apply_all(&mut membership, &more);
    assert_eq!(membership.may_write(device, FEED, 6), Ok(()));
    assert!(membership.author_key(device).is_some());
}

#[test]
fn statements_of_a_revoked_office_device_count_up_to_its_end() {
    let mut stage = Stage::new(5, 5);
    let entries = [
        stage.found(),
        stage.office_grant(0, 1),
        stage.grant(1, 2, 1, DeviceRole::Member, &[WRITE]),
        stage.grant(1, 3, 1, DeviceRole::Office, &[WRITE]),
        stage.grant(3, 4, 1, DeviceRole::Member, &[WRITE]),
    ];
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    assert!(membership.author_key(stage.id(4)).is_some());
    let revoke = stage.revoke(0, 1, 1, 0);
    membership.apply(&revoke).unwrap();
    let known = |who| membership.author_key(stage.id(who)).is_some();
    assert_eq!([1, 2, 3, 4].map(known), [true, true, false, false]);
    assert!(!membership.is_office(stage.id(1)) && !membership.is_office(stage.id(3)));
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
    let by_second = stage.revoke(2, 1, 1, 0);
    let by_thief = stage.revoke(1, 2, 0, 0);
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    membership.apply(&by_second).unwrap();
    assert!(!membership.is_office(stage.id(1)));
    membership.apply(&by_thief).unwrap();
    assert!(
        !membership.is_office(stage.id(2)),
        "the senior's word holds until the root speaks"
    );
    let by_root = stage.revoke(0, 1, 1, 0);
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
        stage.revoke(1, 0, 0, 0),
    ];
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    assert!(membership.is_office(stage.id(0)));
    let later = stage.revoke(0, 1, 1, 0);
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

    let grant = stage.grant(0, 1, 1, DeviceRole::Member, &[WRITE]);
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
            keys,
        })
    };
    let first = epoch(1, vec![wrapped(0, 1, &stage), wrapped(1, 2, &stage)]);
    let rival = epoch(1, vec![wrapped(1, 3, &stage)]);
    let second = epoch(2, vec![wrapped(0, 4, &stage)]);
    let by_member = epoch(3, vec![wrapped(1, 5, &stage)]);
    let entries = [
        stage.found(),
        stage.grant(0, 1, 1, DeviceRole::Member, &[READ]),
        stage.say(0, first),
        stage.say(0, rival),
        stage.say(0, second),
        stage.say(1, by_member),
    ];
    let mut membership = stage.membership();
    apply_all(&mut membership, &entries);
    let key = |epoch, byte| WrappedKey {
        feed: FEED,
        epoch,
        sealed: vec![byte; 4],
    };
    assert_eq!(
        membership.wrapped_for(stage.id(1)),
        vec![key(1, 2), key(1, 3)]
    );
    assert_eq!(membership.newest_epoch(FEED), Some(2));
    assert_eq!(membership.readers_without(FEED, 2), vec![stage.keys(1)]);
    assert_eq!(membership.readers_without(FEED, 1), vec![]);
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
    proptest::collection::vec((0u8..5, 0u8..9, 0u8..5, 0u64..4), 0..24)
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
            let entry = match what {
                0 | 1 => stage.grant(by, whom, number, DeviceRole::Office, &[WRITE]),
                2 => stage.grant(by, whom, number, DeviceRole::Member, &[READ]),
                3 => stage.grant(by, whom, number, DeviceRole::Member, &[WRITE]),
                4..=6 => stage.revoke(by, whom, number, number),
                7 => {
                    let invite = InviteId([target; 16]);
                    stage.say(by, Statement::Withdraw(Withdraw { invite }))
                }
                _ => stage.say(by, Statement::Epoch(Epoch { feed: FEED, epoch: 1, keys: vec![] })),
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
            let settled = Belief::settle(shuffled.root(), &shuffled.candidates);
            prop_assert_eq!(&settled, &shuffled.belief);
        }
    }
}
