//! Epochs and their wrapped keys: who has them, who lacks them, and which are in wrong hands.

use super::*;

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
