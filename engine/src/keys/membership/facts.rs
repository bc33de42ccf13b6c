//! What the believed statements add up to. Every join commutes, so the order of entries does not matter.

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::belief::{Spoken, Turn};
use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, KeyId, SignKey};
use sesi_wire::statement::{
    Access, DeviceKeys, DeviceRole, Epoch, Found, Grant, Invite, Move, Rights, Statement,
};

/// Where a statement stands: of two that contradict each other, the larger place counts.
pub(super) type Place = (EntryId, usize);

/// How far a move's serial may be above the one before it. More than one, so that a move stays when one that it followed is believed no
/// more.
const MAX_STEP: u64 = 16;

/// How a device was introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Introduced {
    pub keys: DeviceKeys,
    pub role: DeviceRole,
    /// The earliest grant counts.
    turn: (Turn, usize),
}

/// What was said of one epoch of a feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct EpochSaid {
    /// Of each key that was said for it: who was given that key. Two where two office devices began the epoch apart from each other.
    pub keys: BTreeMap<KeyId, BTreeSet<DeviceId>>,
    /// The keys of the epoch before that are handed on by a key of this one.
    pub before: BTreeSet<KeyId>,
    /// Where it was said.
    pub places: BTreeSet<Place>,
}

impl EpochSaid {
    /// Whether the device was given a key of the epoch.
    pub(super) fn has_one(&self, device: DeviceId) -> bool {
        self.keys.values().any(|given| given.contains(&device))
    }

    /// Whether the device was given every key of the epoch.
    pub(super) fn has_all(&self, device: DeviceId) -> bool {
        self.keys.values().all(|given| given.contains(&device))
    }
}

/// The joined statements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    root: Option<(Place, DeviceKeys)>,
    devices: BTreeMap<DeviceId, Introduced>,
    /// By grants and by access statements, for introduced devices and for others, who have nothing of it.
    access: BTreeMap<DeviceId, BTreeMap<FeedId, Rights>>,
    invites: BTreeMap<InviteId, (Place, Invite)>,
    withdrawn: BTreeSet<InviteId>,
    epochs: BTreeMap<FeedId, BTreeMap<u32, EpochSaid>>,
    /// Of each serial the one at the largest place.
    moves: BTreeMap<u64, (Place, Move)>,
}

impl Introduced {
    /// The entry whose grant counts.
    pub(super) fn entry(&self) -> EntryId {
        let ((.., entry), _) = self.turn;
        entry
    }
}

impl Facts {
    /// Adds the statements of a believed entry, whose grants are come upon at `turn`.
    pub(super) fn join(&mut self, root: &SignKey, spoken: &Spoken, turn: Turn, said: &[Statement]) {
        let (.., id) = turn;
        for (at, statement) in said.iter().enumerate() {
            let place = (id, at);
            match statement {
                Statement::Found(found) => self.join_found(root, place, spoken, found),
                Statement::Grant(grant) => self.join_grant((turn, at), grant),
                Statement::Access(given) => {
                    for to in &given.devices {
                        self.give(to.device, given.feed, to.rights);
                    }
                }
                Statement::Invite(invite) => {
                    let known = self.invites.entry(invite.invite);
                    let known = known.or_insert_with(|| (place, invite.clone()));
                    if known.0 < place {
                        *known = (place, invite.clone());
                    }
                }
                Statement::Withdraw(withdraw) => {
                    self.withdrawn.insert(withdraw.invite);
                }
                Statement::Epoch(epoch) => self.join_epoch(place, epoch),
                Statement::Relay(moved) => {
                    let known = self.moves.entry(moved.serial);
                    let known = known.or_insert_with(|| (place, moved.clone()));
                    if known.0 < place {
                        *known = (place, moved.clone());
                    }
                }
                // Revocations are part of the belief; unknown ones are of later versions.
                Statement::Revoke(_) | Statement::Unknown(_) => {}
            }
        }
    }

    /// The root presents itself in its first entry, before anything else, and nowhere else.
    fn join_found(&mut self, root: &SignKey, place: Place, spoken: &Spoken, found: &Found) {
        let own = found.root.sign == *root && spoken.author == found.root.device();
        let newer = self.root.as_ref().is_none_or(|(known, _)| *known < place);
        if own && spoken.device_seq == 1 && place.1 == 0 && newer {
            self.root = Some((place, found.root));
        }
    }

    fn join_grant(&mut self, turn: (Turn, usize), grant: &Grant) {
        let device = grant.keys.device();
        let introduced = Introduced {
            keys: grant.keys,
            role: grant.role,
            turn,
        };
        let known = self.devices.entry(device).or_insert(introduced);
        if turn < known.turn {
            *known = introduced;
        }
        for access in &grant.access {
            self.give(device, access.feed, access.rights);
        }
    }

    fn give(&mut self, device: DeviceId, feed: FeedId, rights: Rights) {
        let given = self.access.entry(device).or_default();
        let known = given.entry(feed).or_insert(rights);
        *known = rights.max(*known);
    }

    fn join_epoch(&mut self, place: Place, epoch: &Epoch) {
        let of_feed = self.epochs.entry(epoch.feed).or_default();
        let said = of_feed.entry(epoch.epoch).or_default();
        let given = said.keys.entry(epoch.key).or_default();
        given.extend(epoch.keys.iter().map(|wrapped| wrapped.device));
        let before = epoch.previous.iter().flatten();
        said.before.extend(before.map(|previous| previous.key));
        said.places.insert(place);
    }

    /// The root's keys, once its founding entry is here.
    pub(super) fn root(&self) -> Option<&DeviceKeys> {
        self.root.as_ref().map(|(_, keys)| keys)
    }

    pub(super) fn device(&self, device: DeviceId) -> Option<&Introduced> {
        self.devices.get(&device)
    }

    pub(super) fn devices(&self) -> impl Iterator<Item = (DeviceId, &Introduced)> {
        self.devices
            .iter()
            .map(|(device, introduced)| (*device, introduced))
    }

    /// What was ever said that the device may do with the feed.
    pub(super) fn rights(&self, device: DeviceId, feed: FeedId) -> Option<Rights> {
        self.access.get(&device)?.get(&feed).copied()
    }

    /// The same, of all feeds.
    pub(super) fn access(&self, device: DeviceId) -> Vec<Access> {
        let given = self.access.get(&device).into_iter().flatten();
        given
            .map(|(feed, rights)| Access {
                feed: *feed,
                rights: *rights,
            })
            .collect()
    }

    /// Invites that were not withdrawn.
    pub(super) fn invites(&self) -> impl Iterator<Item = &Invite> {
        self.invites_with_entries().map(|(invite, _)| invite)
    }

    /// The same, with the entries that say them.
    pub(super) fn invites_with_entries(&self) -> impl Iterator<Item = (&Invite, EntryId)> {
        let invites = self
            .invites
            .iter()
            .filter(|(id, _)| !self.withdrawn.contains(id));
        invites.map(|(_, ((entry, _), invite))| (invite, *entry))
    }

    pub(super) fn invite(&self, invite: InviteId) -> Option<&Invite> {
        self.invites.get(&invite).map(|(_, invite)| invite)
    }

    pub(super) fn is_withdrawn(&self, invite: InviteId) -> bool {
        self.withdrawn.contains(&invite)
    }

    /// The epochs of a feed that count: from 1 on without a gap, so a number that somebody jumps to is none.
    pub(super) fn epochs(&self, feed: FeedId) -> impl Iterator<Item = (u32, &EpochSaid)> {
        let said = self.epochs.get(&feed).into_iter();
        let said = said.flat_map(|said| said.range(1..));
        (1..=u32::MAX)
            .zip(said)
            .take_while(|(due, (epoch, _))| due == *epoch)
            .map(|(due, (_, said))| (due, said))
    }

    /// What was said of the epochs of a feed, whatever their numbers.
    pub(super) fn said_of(&self, feed: FeedId) -> impl Iterator<Item = &EpochSaid> {
        let said = self.epochs.get(&feed).into_iter();
        said.flat_map(BTreeMap::values)
    }

    pub(super) fn feeds_with_epochs(&self) -> impl Iterator<Item = FeedId> {
        self.epochs.keys().copied()
    }

    /// Where the relay is, and the entry that says so. Serials count up from 0 in steps of at most [`MAX_STEP`]: a number that
    /// somebody jumps to is none, so that nobody takes the last one.
    pub(super) fn relay(&self) -> Option<(&Move, EntryId)> {
        let mut counts = None;
        let mut at = 0_u64;
        for (serial, ((entry, _), moved)) in self.moves.range(1..) {
            if serial - at > MAX_STEP {
                break;
            }
            at = *serial;
            counts = Some((moved, *entry));
        }
        counts
    }
}
