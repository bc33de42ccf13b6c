//! Invites, enrolments and grants: of what came twice or late every reader takes the same.

use super::*;

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
        membership.insert(entry).unwrap();
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
