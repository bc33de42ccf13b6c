//! Makes the entries by which an office device speaks in the control feed, cutting what is too long for one.

use sesi_wire::entry::{EntryFault, Kind, SealedEntry};
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::limits::MAX_STATEMENTS;
use sesi_wire::statement::{Epoch, Revoke, Statement, to_body};

use super::MAX_BODY;
use super::place::Place;
use crate::ambient::Ambient;
use crate::keys::identity::DeviceIdentity;

/// Wrapped keys in one piece of an epoch: about 6 KB, so that pieces fill entries well.
const KEYS_IN_PIECE: usize = 48;
/// Ends of feeds in one piece of a revocation: about 26 KB.
const ENDS_IN_PIECE: usize = 512;
/// The head of the CBOR array around the statements.
const ARRAY_HEAD: usize = 3;

/// Why statements could not be signed. None was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    /// One statement alone exceeds an entry and cannot be cut: give shorter access lists, or a smaller welcome.
    #[error("statement {index} has {bytes} bytes, more than the {MAX_BODY} that an entry holds")]
    TooLarge {
        /// Which of those given, from 0.
        index: usize,
        /// Its size.
        bytes: usize,
    },
    /// The place is not in the control feed.
    #[error("statements belong in the control feed")]
    NotControl,
    /// The entry could not be made.
    #[error(transparent)]
    Entry(#[from] EntryFault),
}

/// Signs `statements` in order, as the entries from `place` on; the place after is [`Place::after`] the last one.
/// An epoch for many devices and a long revocation are cut into several statements that add up to the same.
pub fn sign_statements(
    statements: &[Statement],
    place: &Place,
    identity: &DeviceIdentity,
    office: &OfficeId,
    ambient: &dyn Ambient,
) -> Result<Vec<SealedEntry>, StatementFault> {
    if place.feed != FeedId::CONTROL {
        return Err(StatementFault::NotControl);
    }
    let mut entries = Vec::new();
    let mut place = *place;
    for said in filled(statements)? {
        let header = place.header(Kind::Statements, identity.device(), 0, ambient);
        let entry = identity.sign(header, &to_body(&said), &office.0)?;
        place = Place::after(&entry);
        entries.push(entry);
    }
    Ok(entries)
}

/// The statements of each entry.
fn filled(statements: &[Statement]) -> Result<Vec<Vec<Statement>>, StatementFault> {
    let mut entries: Vec<Vec<Statement>> = Vec::new();
    let mut room = 0;
    for (index, statement) in statements.iter().enumerate() {
        for piece in pieces(statement) {
            let bytes = to_body(std::slice::from_ref(&piece)).len() + ARRAY_HEAD;
            if bytes > MAX_BODY {
                return Err(StatementFault::TooLarge { index, bytes });
            }
            match entries.last_mut() {
                Some(entry) if bytes <= room && entry.len() < MAX_STATEMENTS => {
                    entry.push(piece);
                    room -= bytes;
                }
                _ => {
                    entries.push(vec![piece]);
                    room = MAX_BODY - bytes;
                }
            }
        }
    }
    Ok(entries)
}

/// The statement in pieces that mean the same together.
fn pieces(statement: &Statement) -> Vec<Statement> {
    match statement {
        Statement::Epoch(said) if said.keys.len() > KEYS_IN_PIECE => said
            .keys
            .chunks(KEYS_IN_PIECE)
            .enumerate()
            .map(|(at, keys)| {
                Statement::Epoch(Epoch {
                    feed: said.feed,
                    epoch: said.epoch,
                    key: said.key,
                    keys: keys.to_vec(),
                    previous: said.previous.clone().filter(|_| at == 0),
                })
            })
            .collect(),
        Statement::Revoke(said) if said.last.len() > ENDS_IN_PIECE => said
            .last
            .chunks(ENDS_IN_PIECE)
            .map(|last| {
                Statement::Revoke(Revoke {
                    device: said.device,
                    last: last.to_vec(),
                })
            })
            .collect(),
        whole => vec![whole.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ambient::Seeded;
    use sesi_wire::ids::{DeviceId, EntryId, InviteId, KeyId};
    use sesi_wire::limits::MAX_ENTRY;
    use sesi_wire::statement::{DeviceRole, End, Invite, Previous, Wrapped, from_body};

    const OFFICE: OfficeId = OfficeId([1; 16]);

    fn signed(statements: &[Statement]) -> Result<Vec<SealedEntry>, StatementFault> {
        let ambient = Seeded::new(2, chrono::DateTime::UNIX_EPOCH);
        let identity = DeviceIdentity::generate(&ambient);
        sign_statements(
            statements,
            &Place::first(FeedId::CONTROL),
            &identity,
            &OFFICE,
            &ambient,
        )
    }

    #[test]
    fn long_lists_are_cut_and_say_the_same_together() {
        let keys: Vec<Wrapped> = (0..1000u64)
            .map(|number| Wrapped {
                device: DeviceId(number.to_be_bytes()),
                sealed: vec![7; 120].into(),
            })
            .collect();
        let last: Vec<End> = (0..5000u64)
            .map(|number| End {
                feed: FeedId(number.to_be_bytes()),
                device_seq: u64::MAX / 2,
                entry: EntryId([7; 32]),
            })
            .collect();
        let (feed, device) = (FeedId([3; 8]), DeviceId([4; 8]));
        let entries = signed(&[
            Statement::Epoch(Epoch {
                feed,
                epoch: 1,
                key: KeyId([5; 16]),
                keys: keys.clone(),
                previous: Some(vec![Previous {
                    key: KeyId([6; 16]),
                    sealed: vec![8; 110].into(),
                }]),
            }),
            Statement::Revoke(Revoke {
                device,
                last: last.clone(),
            }),
        ])
        .unwrap();

        let (mut cut_keys, mut cut_last, mut before) = (Vec::new(), Vec::new(), Vec::new());
        for (at, entry) in entries.iter().enumerate() {
            assert_eq!(entry.header().device_seq, at as u64 + 1);
            assert!(at + 1 == entries.len() || entry.as_bytes().len() > MAX_ENTRY * 3 / 4);
            if at > 0 {
                assert_eq!(entry.header().previous, entries[at - 1].id().short().0);
            }
            for statement in from_body(entry.body()).unwrap() {
                match statement {
                    Statement::Epoch(epoch) => {
                        assert_eq!(epoch.key, KeyId([5; 16]));
                        cut_keys.extend(epoch.keys);
                        before.push(epoch.previous);
                    }
                    Statement::Revoke(revoke) => cut_last.extend(revoke.last),
                    other => panic!("{other:?} was never said"),
                }
            }
        }
        assert_eq!((cut_keys, cut_last), (keys, last));
        // The keys of the epochs before are handed on once.
        assert!(before.len() > 1 && before[0].is_some());
        assert!(before[1..].iter().all(Option::is_none));
    }

    #[test]
    fn many_short_statements_respect_the_count_and_one_too_long_is_named() {
        let withdraw = |byte| {
            Statement::Withdraw(sesi_wire::statement::Withdraw {
                invite: InviteId([byte; 16]),
            })
        };
        let entries = signed(&vec![withdraw(1); 2500]).unwrap();
        let counts: Vec<usize> = entries
            .iter()
            .map(|entry| from_body(entry.body()).unwrap().len())
            .collect();
        assert_eq!(counts.iter().sum::<usize>(), 2500);
        assert!(signed(&[]).unwrap().is_empty());

        let invite = Statement::Invite(Invite {
            invite: InviteId([1; 16]),
            role: DeviceRole::Member,
            access: vec![],
            expires: 0,
            welcome: vec![0; 40_000].into(),
        });
        assert!(matches!(
            signed(&[withdraw(1), invite]),
            Err(StatementFault::TooLarge { index: 1, .. })
        ));
    }
}
