//! Which entries of the control feed count: a pure function of the set of entries whose signatures hold, the same at every reader.
//!
//! An entry counts when its author has the office role by a grant that counts (the root has it by nature), it is signed with the
//! keys of that grant, and, where its author is revoked, an entry that the revocation names reaches it by `previous`. Revocations can
//! contradict each other, so they are taken one after another, nearest to the root first; one that was taken stays taken.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::entry::Header;
use crate::ids::{DeviceId, EntryId, FeedId, ShortEntryId, SignKey};
use crate::statement::{DeviceRole, End, Statement};

/// What of a control entry decides which entries count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// Who signed it.
    pub author: DeviceId,
    /// With which of the keys whose id that is.
    pub signed: SignKey,
    /// Its number among its author's.
    pub device_seq: u64,
    /// The entry of its author that it goes on from; zeros for the first.
    pub previous: ShortEntryId,
    /// Devices that it introduces, in order.
    pub introduces: Vec<(DeviceId, SignKey, DeviceRole)>,
    /// Devices that it revokes, with the ends that it names in any feed.
    pub revokes: Vec<(DeviceId, Vec<End>)>,
}

impl Spoken {
    /// Of an entry that `signed` signed and that says `statements`; none for an enrolment.
    pub fn of(header: &Header, signed: SignKey, statements: &[Statement]) -> Self {
        let mut spoken = Self {
            author: header.device,
            signed,
            device_seq: header.device_seq,
            previous: ShortEntryId(header.previous),
            introduces: Vec::new(),
            revokes: Vec::new(),
        };
        for statement in statements {
            match statement {
                Statement::Grant(grant) => {
                    let keys = &grant.keys;
                    let introduced = (keys.device(), keys.sign, grant.role);
                    spoken.introduces.push(introduced);
                }
                Statement::Revoke(revoke) => {
                    spoken.revokes.push((revoke.device, revoke.last.clone()));
                }
                _ => {}
            }
        }
        spoken
    }

    /// Whether it can change what other entries are worth.
    pub fn moves_others(&self) -> bool {
        !self.introduces.is_empty() || !self.revokes.is_empty()
    }
}

/// A device that has or had the office role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Office {
    /// Grants between the root and it.
    distance: u32,
    signs: SignKey,
}

/// In which order grants are come upon: the first one of a device says its keys and its role.
pub type Turn = (u32, DeviceId, u64, EntryId);

/// What is still believed of a revoked device.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Ended {
    named: BTreeSet<End>,
    /// Entries of the control feed that the named ones reach.
    reached: BTreeSet<EntryId>,
}

/// The verdict over a set of entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Belief {
    offices: BTreeMap<DeviceId, Office>,
    ended: BTreeMap<DeviceId, Ended>,
}

impl Belief {
    /// Before anything was heard: the root alone.
    pub fn of_root(root: &SignKey) -> Self {
        let office = Office {
            distance: 0,
            signs: *root,
        };
        Self {
            offices: BTreeMap::from([(DeviceId::of_key(root), office)]),
            ended: BTreeMap::new(),
        }
    }

    /// The verdict over all entries, in whatever order they came.
    pub fn settle(root: &SignKey, entries: &BTreeMap<EntryId, Spoken>) -> Self {
        Self::settle_counted(root, entries).0
    }

    /// The same, and how often the office role was spread anew to come to it: a measure of work.
    pub fn settle_counted(root: &SignKey, entries: &BTreeMap<EntryId, Spoken>) -> (Self, u32) {
        let mut rounds = 0;
        let index = Index::of(entries);
        let mut belief = Self::of_root(root);
        let mut taken = BTreeSet::new();
        loop {
            belief.spread(root, &index);
            rounds += 1;
            let mut revocations: Vec<(Turn, &Spoken)> = index
                .revocations
                .iter()
                .filter(|(id, spoken)| !taken.contains(*id) && belief.counts(id, spoken))
                .map(|(id, spoken)| (belief.turn(id, spoken), *spoken))
                .collect();
            revocations.sort_unstable_by_key(|(turn, _)| *turn);
            // Until one moves somebody who speaks for the office, the next ones stay what they are.
            let moved = revocations.into_iter().any(|((.., id), spoken)| {
                taken.insert(id);
                belief.take(root, &index, spoken)
            });
            if !moved {
                return (belief, rounds);
            }
        }
    }

    /// Lets the office role spread from the root over grants that count.
    fn spread(&mut self, root: &SignKey, index: &Index<'_>) {
        self.offices = Self::of_root(root).offices;
        let mut introduced = BTreeSet::from([DeviceId::of_key(root)]);
        let mut level = vec![DeviceId::of_key(root)];
        let mut distance = 0;
        while !level.is_empty() {
            distance += 1;
            level.sort_unstable();
            let mut next = Vec::new();
            for author in level {
                for (id, spoken) in index.introducing.get(&author).into_iter().flatten() {
                    if !self.counts(id, spoken) {
                        continue;
                    }
                    for (device, signs, role) in &spoken.introduces {
                        if introduced.insert(*device) && *role == DeviceRole::Office {
                            let signs = *signs;
                            self.offices.insert(*device, Office { distance, signs });
                            next.push(*device);
                        }
                    }
                }
            }
            level = next;
        }
    }

    /// Takes the revocations of an entry. True if that changes what a device of the office says.
    fn take(&mut self, root: &SignKey, index: &Index<'_>, spoken: &Spoken) -> bool {
        let mut moved = false;
        for (device, named) in &spoken.revokes {
            if *device == DeviceId::of_key(root) {
                continue;
            }
            let is_new = !self.ended.contains_key(device);
            let ended = self.ended.entry(*device).or_default();
            let before = ended.reached.len();
            for end in named {
                if ended.named.insert(*end) && end.feed == FeedId::CONTROL {
                    index.reach(*device, end, &mut ended.reached);
                }
            }
            let more = is_new || ended.reached.len() > before;
            moved |= more && self.offices.contains_key(device);
        }
        moved
    }

    /// Whether an entry of statements counts.
    pub fn counts(&self, id: &EntryId, spoken: &Spoken) -> bool {
        let office = self.offices.get(&spoken.author);
        office.is_some_and(|office| office.signs == spoken.signed)
            && self
                .ended
                .get(&spoken.author)
                .is_none_or(|ended| ended.reached.contains(id))
    }

    /// When a grant of an entry that counts is come upon.
    pub fn turn(&self, id: &EntryId, spoken: &Spoken) -> Turn {
        let office = self.offices.get(&spoken.author);
        let distance = office.map_or(u32::MAX, |office| office.distance);
        (distance, spoken.author, spoken.device_seq, *id)
    }

    /// Whether the device ever had the office role.
    pub fn was_office(&self, device: DeviceId) -> bool {
        self.offices.contains_key(&device)
    }

    /// Whether the device was revoked.
    pub fn is_revoked(&self, device: DeviceId) -> bool {
        self.ended.contains_key(&device)
    }

    /// Every revoked device.
    pub fn revoked(&self) -> impl Iterator<Item = DeviceId> + '_ {
        self.ended.keys().copied()
    }

    /// The entries that revocations of the device name in `feed`.
    pub fn ends(&self, device: DeviceId, feed: FeedId) -> impl Iterator<Item = &End> {
        self.all_ends(device).filter(move |end| end.feed == feed)
    }

    /// The same, in all feeds.
    pub fn all_ends(&self, device: DeviceId) -> impl Iterator<Item = &End> {
        let named = self.ended.get(&device).into_iter();
        named.flat_map(|ended| &ended.named)
    }

    /// Whether `other` says the same of the devices of the office as far as this does: what counted by this counts by `other`.
    pub fn grew_into(&self, other: &Self) -> bool {
        self.offices.iter().all(|(device, office)| {
            let reached =
                |belief: &Self| belief.ended.get(device).map(|ended| ended.reached.clone());
            other.offices.get(device) == Some(office) && reached(self) == reached(other)
        })
    }

    /// The revoked devices of which `other` does not believe the same.
    pub fn ended_otherwise(&self, other: &Self) -> BTreeSet<DeviceId> {
        let devices = self.ended.keys().chain(other.ended.keys());
        devices
            .filter(|device| self.ended.get(device) != other.ended.get(device))
            .copied()
            .collect()
    }
}

/// The entries by what is asked of them.
struct Index<'e> {
    /// By author, in the order in which grants are come upon.
    introducing: BTreeMap<DeviceId, Vec<(&'e EntryId, &'e Spoken)>>,
    revocations: Vec<(&'e EntryId, &'e Spoken)>,
    by_name: HashMap<(DeviceId, ShortEntryId), (&'e EntryId, &'e Spoken)>,
}

impl<'e> Index<'e> {
    fn of(entries: &'e BTreeMap<EntryId, Spoken>) -> Self {
        let mut index = Self {
            introducing: BTreeMap::new(),
            revocations: Vec::new(),
            by_name: HashMap::with_capacity(entries.len()),
        };
        for (id, spoken) in entries {
            if !spoken.introduces.is_empty() {
                let of_author = index.introducing.entry(spoken.author).or_default();
                of_author.push((id, spoken));
            }
            if !spoken.revokes.is_empty() {
                index.revocations.push((id, spoken));
            }
            let name = (spoken.author, id.short());
            index.by_name.insert(name, (id, spoken));
        }
        for of_author in index.introducing.values_mut() {
            of_author.sort_unstable_by_key(|(id, spoken)| (spoken.device_seq, **id));
        }
        index
    }

    /// Adds to `reached` the named entry and what it goes on from, as far as that is here without a gap.
    fn reach(&self, device: DeviceId, end: &End, reached: &mut BTreeSet<EntryId>) {
        let mut next = self.by_name.get(&(device, end.entry.short()));
        next = next.filter(|(id, at)| **id == end.entry && at.device_seq == end.device_seq);
        while let Some((id, spoken)) = next
            && reached.insert(**id)
        {
            let before = self.by_name.get(&(device, spoken.previous));
            next = before.filter(|(_, at)| at.device_seq.checked_add(1) == Some(spoken.device_seq));
        }
    }
}
