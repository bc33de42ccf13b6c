//! Statements read back, with bounds on what is not theirs.

use super::*;
use ed25519_dalek::SigningKey;

fn withdraw() -> Statement {
    Statement::Withdraw(Withdraw {
        invite: InviteId([1; 16]),
    })
}

fn keys() -> DeviceKeys {
    let sign = SigningKey::from_bytes(&[3; 32]).verifying_key();
    DeviceKeys {
        sign: SignKey(sign.to_bytes()),
        seal: SealKey([9; 32]),
        token: TokenHash([1; 32]),
    }
}

fn grant(keys: DeviceKeys) -> Statement {
    Statement::Grant(Grant {
        keys,
        role: DeviceRole::Member,
        access: vec![],
    })
}

fn previous(len: usize) -> Previous {
    Previous {
        key: KeyId([7; 16]),
        sealed: vec![6; len].into(),
    }
}

fn epoch(previous: Option<Vec<Previous>>) -> Statement {
    Statement::Epoch(Epoch {
        feed: FeedId([3; 8]),
        epoch: 2,
        key: KeyId([8; 16]),
        keys: vec![],
        previous,
    })
}

#[test]
fn statements_survive_and_unknown_ones_are_skipped() {
    let said = vec![
        withdraw(),
        Statement::Revoke(Revoke {
            device: DeviceId([2; 8]),
            last: vec![End {
                feed: FeedId([3; 8]),
                device_seq: 9,
                entry: EntryId([4; 32]),
            }],
        }),
        Statement::Access(GiveAccess {
            feed: FeedId([3; 8]),
            devices: vec![Given {
                device: DeviceId([2; 8]),
                rights: Rights::Write,
            }],
        }),
        Statement::Relay(Move {
            serial: 1,
            address: "https://sesi.example".into(),
            pin: Some([5; 32].into()),
        }),
        epoch(Some(vec![previous(72)])),
        grant(keys()),
    ];
    assert_eq!(from_body(&to_body(&said)).unwrap(), said);
    // What is absent at the end takes no byte.
    assert_eq!(to_body(&[epoch(None)])[..4], [0x81, 0x82, 0x03, 0x84]);
    let newer = [0x82, 0x82, 0x18, 99, 0x81, 1, 0x82, 5, 0x81, 0x50];
    let mut newer = newer.to_vec();
    newer.extend_from_slice(&[1; 16]);
    let read = from_body(&newer).unwrap();
    assert_eq!(read, vec![Statement::Unknown(99), said[0].clone()]);
}

#[test]
fn a_count_that_the_bytes_cannot_hold_is_refused_without_allocating() {
    assert!(from_body(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).is_err());
    assert!(from_body(&[0x9a, 0, 0, 4, 0]).is_err());
}

#[test]
fn what_follows_the_array_and_indefinite_lengths_are_refused() {
    let mut body = to_body(&[withdraw()]);
    assert!(from_body(&body).is_ok());
    body.push(0x80);
    assert!(from_body(&body).is_err(), "a second value");

    let id = [&[0x50][..], &[1; 16]].concat();
    let definite = [&[0x81, 0x82, 5, 0x81], &id[..]].concat();
    assert!(from_body(&definite).is_ok());
    for indefinite in [
        [&[0x9f, 0x82, 5, 0x81], &id[..], &[0xff]].concat(),
        [&[0x81, 0x9f, 5, 0x81], &id[..], &[0xff]].concat(),
        [&[0x81, 0x82, 5, 0x9f], &id[..], &[0xff]].concat(),
        // Inside a statement that nobody knows, too.
        vec![0x81, 0x82, 0x18, 99, 0x9f, 0x01, 0xff],
        vec![0x81, 0x82, 0x18, 99, 0x5f, 0x41, 0x01, 0xff],
    ] {
        assert!(from_body(&indefinite).is_err(), "{indefinite:02x?}");
    }
}

#[test]
fn no_grant_presents_a_key_that_cannot_be_used() {
    assert!(from_body(&to_body(&[grant(keys())])).is_ok());
    let mut weak = keys();
    weak.sign = SignKey([0; 32]);
    let mut identity = [0; 32];
    identity[0] = 1;
    let mut small = keys();
    small.seal = SealKey([0; 32]);
    let mut above = [0xff; 32];
    above[31] = 0x7f;
    let unreduced = DeviceKeys {
        sign: SignKey(above),
        ..keys()
    };
    let one = DeviceKeys {
        sign: SignKey(identity),
        ..keys()
    };
    for bad in [weak, small, unreduced, one] {
        assert!(!bad.are_sound());
        assert!(from_body(&to_body(&[grant(bad)])).is_err());
        assert!(from_body(&to_body(&[Statement::Found(Found { root: bad })])).is_err());
    }
}

#[test]
fn lists_have_bounds() {
    let moved = |len| {
        Statement::Relay(Move {
            serial: 1,
            address: "r".repeat(len),
            pin: None,
        })
    };
    let given = |count| {
        Statement::Access(GiveAccess {
            feed: FeedId([3; 8]),
            devices: vec![
                Given {
                    device: DeviceId([2; 8]),
                    rights: Rights::Read
                };
                count
            ],
        })
    };
    for (within, beyond) in [
        (moved(MAX_ADDRESS), moved(MAX_ADDRESS + 1)),
        (given(MAX_ACCESS), given(MAX_ACCESS + 1)),
        (
            epoch(Some(vec![previous(MAX_PREVIOUS_KEY); MAX_PREVIOUS_KEYS])),
            epoch(Some(vec![previous(1); MAX_PREVIOUS_KEYS + 1])),
        ),
        (
            epoch(None),
            epoch(Some(vec![previous(MAX_PREVIOUS_KEY + 1)])),
        ),
    ] {
        assert!(from_body(&to_body(&[within])).is_ok());
        assert!(from_body(&to_body(&[beyond])).is_err());
    }
}
