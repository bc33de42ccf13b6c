//! The product against the model: sets of entries that the model's devices can make, really signed, judged by both.

use std::collections::BTreeSet;

use chrono::DateTime;
use ed25519_dalek::SigningKey;
use minicbor::bytes::ByteVec;
use sesi_engine::ambient::Seeded;
use sesi_engine::keys::enrolment::enrol;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::keys::invite::{InviteKeys, InviteSecret};
use sesi_engine::keys::membership::{DeviceState, Membership, MembershipFault};
use sesi_model::entry::{
    Body, CONTROL, Device, Entry, EntryNo, Feed, ROOT, Rights, Role, Set, Statement, bit, has,
    members,
};
use sesi_model::office::{Bounds, FEED, NEW_FEED, Office};
use sesi_model::rules::{Names, Verdict, settle};
use sesi_wire::belief::{Belief, Spoken};
use sesi_wire::chain::ChainMark;
use sesi_wire::entry::{Header, Kind, SealedEntry};
use sesi_wire::ids::{FeedId, InviteId, KeyId, OfficeId};
use sesi_wire::statement as said;
use stateright::Model;

const DEVICES: Device = 7;
const FEEDS: [Feed; 2] = [FEED, NEW_FEED];

/// Luck from a seed, without a crate for it.
struct Luck(u64);

impl Luck {
    fn below(&mut self, sides: usize) -> usize {
        // Numbers of Knuth's MMIX; the upper half is random enough.
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("it has 31 bits") % sides.max(1)
    }
}

/// The devices' keys, and what makes entries of them.
struct Signers {
    identities: Vec<DeviceIdentity>,
    invite: InviteKeys,
    office: OfficeId,
    ambient: Seeded,
}

impl Signers {
    fn new() -> Self {
        let ambient = Seeded::new(1, DateTime::UNIX_EPOCH);
        let identities: Vec<DeviceIdentity> = (0..DEVICES)
            .map(|_| DeviceIdentity::generate(&ambient))
            .collect();
        let office = OfficeId::of_root(&identities[0].public().sign);
        let invite = InviteSecret::generate(&ambient)
            .keys()
            .expect("keys follow from a secret");
        Self {
            identities,
            invite,
            office,
            ambient,
        }
    }

    fn of(&self, device: Device) -> &DeviceIdentity {
        &self.identities[usize::from(device)]
    }

    /// The history as entries; none if it holds an enrolment of a form that readers of enrolments refuse.
    fn sign(&self, history: &[Entry]) -> Option<Vec<SealedEntry>> {
        let mut signed: Vec<SealedEntry> = Vec::new();
        for entry in history {
            let identity = self.of(entry.author);
            if matches!(entry.body, Body::Enrolment(_)) {
                if (entry.number, entry.previous) != (1, None) {
                    return None;
                }
                signed
                    .push(enrol(identity, &self.invite, &self.ambient).expect("it can be signed"));
                continue;
            }
            let previous = entry
                .previous
                .map_or([0; 16], |no| signed[no].id().short().0);
            let mut salt = [0; 12];
            salt[0] = u8::try_from(signed.len()).expect("few are signed");
            let header = Header {
                kind: if entry.body == Body::Data {
                    Kind::Data
                } else {
                    Kind::Statements
                },
                feed: feed_id(entry.feed),
                device: identity.device(),
                device_seq: u64::from(entry.number),
                previous,
                epoch: u32::from(entry.body == Body::Data),
                seen_seq: 0,
                seen_chain: ChainMark::default(),
                salt,
            };
            let statements: Vec<said::Statement> = entry
                .statements()
                .iter()
                .map(|statement| self.statement(statement, &signed))
                .collect();
            let body = if entry.body == Body::Data {
                vec![7; 32]
            } else {
                said::to_body(&statements)
            };
            let seed: [u8; 32] = identity.to_secret_bytes()[..32]
                .try_into()
                .expect("32 bytes");
            let signing = SigningKey::from_bytes(&seed);
            signed.push(
                SealedEntry::sign(header, &body, &self.office.0, &signing)
                    .expect("it can be signed"),
            );
        }
        Some(signed)
    }

    fn statement(&self, statement: &Statement, signed: &[SealedEntry]) -> said::Statement {
        let id = |device: Device| self.of(device).device();
        let access = |list: &[(Feed, Rights)]| {
            let one = |(feed, given): &(Feed, Rights)| said::Access {
                feed: feed_id(*feed),
                rights: rights(*given),
            };
            list.iter().map(one).collect()
        };
        match statement {
            Statement::Found => said::Statement::Found(said::Found {
                root: self.of(ROOT).public(),
            }),
            Statement::Grant {
                device,
                role,
                access: list,
            } => said::Statement::Grant(said::Grant {
                keys: self.of(*device).public(),
                role: if *role == Role::Office {
                    said::DeviceRole::Office
                } else {
                    said::DeviceRole::Member
                },
                access: access(list),
            }),
            Statement::Access { feed, devices } => said::Statement::Access(said::GiveAccess {
                feed: feed_id(*feed),
                devices: devices
                    .iter()
                    .map(|(device, given)| said::Given {
                        device: id(*device),
                        rights: rights(*given),
                    })
                    .collect(),
            }),
            Statement::Revoke { device, last } => said::Statement::Revoke(said::Revoke {
                device: id(*device),
                last: last
                    .iter()
                    .map(|end| said::End {
                        feed: feed_id(end.feed),
                        device_seq: u64::from(end.number),
                        entry: signed[end.entry].id(),
                    })
                    .collect(),
            }),
            Statement::Epoch {
                feed,
                number,
                readers,
            } => said::Statement::Epoch(said::Epoch {
                feed: feed_id(*feed),
                epoch: *number,
                key: KeyId([1; 16]),
                keys: readers
                    .iter()
                    .map(|device| said::Wrapped {
                        device: id(*device),
                        sealed: ByteVec::from(vec![1; 80]),
                    })
                    .collect(),
                previous: None,
            }),
            Statement::Invite(invite) => said::Statement::Invite(said::Invite {
                invite: InviteId([*invite; 16]),
                role: said::DeviceRole::Member,
                access: Vec::new(),
                expires: 9_000_000_000,
                welcome: ByteVec::from(vec![1]),
            }),
            Statement::Withdraw(invite) => said::Statement::Withdraw(said::Withdraw {
                invite: InviteId([*invite; 16]),
            }),
        }
    }

    /// The names by which ties are broken in reality.
    fn names(&self, signed: &[SealedEntry]) -> Names {
        Names {
            devices: ranks(self.identities.iter().map(DeviceIdentity::device)),
            entries: ranks(signed.iter().map(SealedEntry::id)),
        }
    }
}

fn ranks<T: Ord + Copy>(values: impl Iterator<Item = T>) -> Vec<usize> {
    let values: Vec<T> = values.collect();
    values
        .iter()
        .map(|value| values.iter().filter(|other| *other < value).count())
        .collect()
}

fn feed_id(feed: Feed) -> FeedId {
    if feed == CONTROL {
        FeedId::CONTROL
    } else {
        FeedId([feed; 8])
    }
}

fn rights(given: Rights) -> said::Rights {
    if given == Rights::Write {
        said::Rights::Write
    } else {
        said::Rights::Read
    }
}

/// Takes entries in, and those that wait again for as long as that helps.
fn take(membership: &mut Membership, entries: &[&SealedEntry]) {
    let mut waiting = entries.to_vec();
    loop {
        let before = waiting.len();
        waiting.retain(|entry| match membership.apply(entry) {
            Ok(_) => false,
            Err(MembershipFault::UnknownAuthor(_)) => true,
            Err(fault) => panic!("{fault}"),
        });
        if waiting.is_empty() || waiting.len() == before {
            return;
        }
    }
}

/// What the two say of a set differently.
fn difference(
    signers: &Signers,
    signed: &[SealedEntry],
    set: Set,
    verdict: &Verdict,
    membership: &Membership,
) -> Option<String> {
    for no in members(set) {
        let (id, believed) = (signed[no].id(), has(verdict.believed, no));
        if signed[no].header().kind == Kind::Statements && membership.believes(&id) != believed {
            return Some(format!("entry {no}: the model says {believed}"));
        }
    }
    for device in 1..DEVICES {
        let id = signers.of(device).device();
        let known = verdict.devices.get(&device);
        if membership.author_key(id).is_some() != known.is_some() {
            return Some(format!("device {device}: the model says {known:?}"));
        }
        let office = known.is_some_and(|known| known.role == Role::Office);
        if membership.was_office(id) != office {
            return Some(format!(
                "device {device} as office: the model says {office}"
            ));
        }
        let revoked = verdict.ends.contains_key(&device);
        if (membership.state(id) == DeviceState::Revoked) != revoked {
            return Some(format!(
                "device {device} as revoked: the model says {revoked}"
            ));
        }
        for feed in FEEDS {
            let given = verdict.rights.get(&(device, feed)).filter(|_| !revoked);
            if membership.rights_now(id, feed_id(feed)) != given.map(|given| rights(*given)) {
                return Some(format!(
                    "device {device} in feed {feed}: the model says {given:?}"
                ));
            }
        }
    }
    for feed in FEEDS {
        let newest = membership.newest_epoch(feed_id(feed)).unwrap_or(0);
        if newest != verdict.newest(feed) {
            return Some(format!(
                "epoch of feed {feed}: {newest}, the model says {}",
                verdict.newest(feed)
            ));
        }
        let readers: BTreeSet<_> = membership
            .readers_of(feed_id(feed))
            .iter()
            .map(said::DeviceKeys::device)
            .collect();
        let expected: BTreeSet<_> = verdict
            .readers(feed)
            .iter()
            .map(|device| signers.of(*device).device())
            .collect();
        if readers != expected && membership.author_key(membership.root()).is_some() {
            return Some(format!(
                "readers of feed {feed}: the model says {:?}",
                verdict.readers(feed)
            ));
        }
    }
    None
}

/// Walks at random through the states of the model, and compares over some subsets in some orders.
fn compare(bounds: Bounds, walks: usize, seed: u64) -> usize {
    let (office, signers) = (Office::new(bounds), Signers::new());
    let mut luck = Luck(seed);
    let mut compared = 0;
    for _ in 0..walks {
        let mut states = office.init_states();
        let mut state = states.swap_remove(0);
        loop {
            let mut steps = Vec::new();
            office.actions(&state, &mut steps);
            if steps.is_empty() {
                break;
            }
            let step = steps.swap_remove(luck.below(steps.len()));
            if let Some(next) = office.next_state(&state, step) {
                state = next;
            }
        }
        let history = office.history(&state);
        let Some(signed) = signers.sign(&history) else {
            continue;
        };
        let names = signers.names(&signed);
        let all = bit(history.len()) - 1;
        for missing in [
            None,
            Some(luck.below(history.len() - 1) + 1),
            Some(luck.below(history.len() - 1) + 1),
        ] {
            let set = missing.map_or(all, |no| all & !bit(no));
            let mut heard: Vec<EntryNo> = members(set).collect();
            let verdict = settle(&history, &heard, &names);
            // Any order.
            for at in (1..heard.len()).rev() {
                heard.swap(at, luck.below(at + 1));
            }
            let control = heard.iter().filter(|no| history[**no].feed == CONTROL);
            let entries: Vec<&SealedEntry> = control.map(|no| &signed[*no]).collect();
            let mut membership = Membership::found(signers.of(ROOT).public().sign);
            take(&mut membership, &entries);
            if let Some(what) = difference(&signers, &signed, set, &verdict, &membership) {
                panic!("{what}\nof {set:b} in {history:#?}\n{verdict:#?}");
            }
            compared += 1;
        }
    }
    compared
}

#[test]
fn the_product_believes_what_the_model_believes() {
    let few = Bounds {
        hostile: 2,
        honest: 2,
        all_sayings: false,
    };
    let many = Bounds {
        hostile: 3,
        honest: 2,
        all_sayings: true,
    };
    let compared = compare(few, 700, 1) + compare(many, 700, 2);
    println!("{compared} sets of entries compared");
    assert!(compared > 3000);
}

/// The shortest history in which a thief's later word would count if ends that he names after his own end did.
#[test]
fn a_revoked_device_that_sorts_first_raises_nothing_by_revoking_itself() {
    let signers = Signers::new();
    let keys = |device: Device| signers.of(device).public();
    let mut devices = [2, 3].map(|device| (signers.of(device).device(), device));
    devices.sort();
    // The thief is the one that sorts first.
    let [(_, thief), (_, colleague)] = devices;
    let spoken = |author: Device, number: u64, previous: sesi_wire::ids::ShortEntryId| Spoken {
        author: signers.of(author).device(),
        signed: keys(author).sign,
        device_seq: number,
        previous,
        introduces: Vec::new(),
        revokes: Vec::new(),
    };
    let name = |name: u8| sesi_wire::ids::EntryId([name; 32]);
    let none = sesi_wire::ids::ShortEntryId([0; 16]);
    let end = |number, entry| said::End {
        feed: FeedId::CONTROL,
        device_seq: number,
        entry,
    };
    let mut founding = spoken(ROOT, 1, none);
    founding.introduces = [thief, colleague]
        .map(|device| {
            (
                signers.of(device).device(),
                keys(device).sign,
                said::DeviceRole::Office,
            )
        })
        .to_vec();
    let honest = spoken(thief, 1, none);
    let mut revocation = spoken(colleague, 1, none);
    revocation.revokes = vec![(signers.of(thief).device(), vec![end(1, name(2))])];
    let late = spoken(thief, 2, name(2).short());
    let mut raising = spoken(thief, 3, name(4).short());
    raising.revokes = vec![(signers.of(thief).device(), vec![end(2, name(4))])];
    let entries = [founding, honest, revocation, late, raising];
    let entries = (1..).map(name).zip(entries).collect();
    let belief = Belief::settle(&keys(ROOT).sign, &entries);
    let counts = |no: u8| belief.counts(&name(no), &entries[&name(no)]);
    assert!(belief.is_revoked(signers.of(thief).device()));
    assert_eq!(
        [1, 2, 3, 4, 5].map(counts),
        [true, true, true, false, false]
    );
}

/// An office machine that revokes the one by which it came in does not end the office.
#[test]
fn a_blow_at_ones_own_ancestor_leaves_the_word_on_which_ones_own_rests() {
    let signers = Signers::new();
    let keys = |device: Device| signers.of(device).public();
    let id = |device: Device| signers.of(device).device();
    let said_by = |author: Device, introduces: &[Device], revokes: &[Device]| Spoken {
        author: id(author),
        signed: keys(author).sign,
        device_seq: 1,
        previous: sesi_wire::ids::ShortEntryId([0; 16]),
        introduces: introduces
            .iter()
            .map(|device| (id(*device), keys(*device).sign, said::DeviceRole::Office))
            .collect(),
        revokes: revokes
            .iter()
            .map(|device| (id(*device), Vec::new()))
            .collect(),
    };
    let entries = [
        said_by(ROOT, &[1], &[]),
        said_by(1, &[2, 3], &[]),
        said_by(3, &[], &[1]),
    ];
    let entries = (1..)
        .map(|no| sesi_wire::ids::EntryId([no; 32]))
        .zip(entries)
        .collect();
    let belief = Belief::settle(&keys(ROOT).sign, &entries);
    assert!(belief.is_revoked(id(1)));
    assert!([2, 3].iter().all(|device| belief.was_office(id(*device))));
}
