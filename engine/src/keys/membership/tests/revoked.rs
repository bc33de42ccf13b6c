//! What a revoked device said: what of it counts, and what of it is kept.

use super::*;

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
    assert!(kept <= MAX_WITHHELD && kept > MAX_WITHHELD / 2, "{kept}");
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
    assert!(counted.len() * LARGE > 2 * MAX_WITHHELD);
    apply_all(&mut membership, &counted);
    let last = counted.last().unwrap();
    let end = stage.revoke(0, 1, &[last]);
    apply_all(&mut membership, &[end]);
    for number in 40..43 {
        let said = stage.say(1, invite(number));
        assert_eq!(membership.apply(&said), Ok(Outcome::Withheld), "{number}");
    }
}
