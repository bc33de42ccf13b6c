//! Which control entries count: a pure function of the set of entries whose signatures hold.
//!
//! An entry counts when its author has the office role by a grant that counts (the root has it by nature) and was not revoked
//! before it. Grants lead from the root outwards. Revocations can contradict each other, so they are taken one after another,
//! in an order that everybody agrees on and nobody can choose afterwards: nearest to the root first, then by the author's
//! device id, then by its `device_seq`. A revocation that was taken stays taken. Hence:
//!
//! - The root overrules everybody, and a device overrules those whom it brought in, directly or through others.
//! - An office device that was revoked by a junior can strike back until the root speaks; then its blow is void, because it
//!   came after its end, and the junior's statements count again.
//! - Two of several revocations of one device: the higher `last` counts for each feed; a feed that no one lists ends at 0.
//! - Taking the office role away by a grant ends nothing (a grant carries no `last`): only the relay refuses what comes
//!   after. To end a device's word, revoke it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sesi_wire::ids::{DeviceId, EntryId, FeedId};
use sesi_wire::statement::{DeviceRole, Revoke, Statement};

/// An entry of statements whose signature holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Candidate {
    pub author: DeviceId,
    pub device_seq: u64,
    pub statements: Vec<Statement>,
}

impl Candidate {
    /// Whether it can change what other entries are worth.
    pub fn moves_others(&self) -> bool {
        self.statements.iter().any(|statement| match statement {
            Statement::Grant(grant) => grant.role == DeviceRole::Office,
            Statement::Revoke(_) => true,
            _ => false,
        })
    }

    fn revocations(&self) -> impl Iterator<Item = &Revoke> {
        self.statements
            .iter()
            .filter_map(|statement| match statement {
                Statement::Revoke(revoke) => Some(revoke),
                _ => None,
            })
    }
}

/// Where the believed work of a revoked device ends, feed by feed.
type Ends = BTreeMap<DeviceId, BTreeMap<FeedId, u64>>;

/// The verdict.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Belief {
    believed: BTreeSet<EntryId>,
    /// Devices that ever had the office role, with their distance from the root.
    offices: BTreeMap<DeviceId, u32>,
    ends: Ends,
}

impl Belief {
    /// Before anything was heard: the root alone.
    pub fn of_root(root: DeviceId) -> Self {
        Self {
            believed: BTreeSet::new(),
            offices: BTreeMap::from([(root, 0)]),
            ends: Ends::new(),
        }
    }

    /// The verdict over all entries.
    pub fn settle(root: DeviceId, candidates: &BTreeMap<EntryId, Candidate>) -> Self {
        let mut by_author: BTreeMap<DeviceId, Vec<(EntryId, &Candidate)>> = BTreeMap::new();
        for (id, candidate) in candidates {
            by_author
                .entry(candidate.author)
                .or_default()
                .push((*id, candidate));
        }
        let mut ends = Ends::new();
        let mut taken = BTreeSet::new();
        loop {
            let belief = Self::spread(root, &by_author, ends);
            let next = belief
                .believed
                .iter()
                .filter(|id| !taken.contains(*id))
                .filter_map(|id| candidates.get(id).map(|candidate| (*id, candidate)))
                .filter(|(_, candidate)| candidate.revocations().next().is_some())
                .min_by_key(|(id, candidate)| {
                    let distance = belief.offices.get(&candidate.author);
                    (distance, candidate.author, candidate.device_seq, *id)
                });
            let Some((id, candidate)) = next else {
                return belief;
            };
            taken.insert(id);
            ends = belief.ends;
            for revoke in candidate
                .revocations()
                .filter(|revoke| revoke.device != root)
            {
                let of_device = ends.entry(revoke.device).or_default();
                for end in &revoke.last {
                    let last = of_device.entry(end.feed).or_insert(0);
                    *last = end.last.max(*last);
                }
            }
        }
    }

    /// Lets the office role spread from the root over grants that count, within given ends.
    fn spread(
        root: DeviceId,
        by_author: &BTreeMap<DeviceId, Vec<(EntryId, &Candidate)>>,
        ends: Ends,
    ) -> Self {
        let mut belief = Self {
            ends,
            ..Self::of_root(root)
        };
        let mut reached = VecDeque::from([(root, 0u32)]);
        while let Some((author, distance)) = reached.pop_front() {
            for (id, candidate) in by_author.get(&author).into_iter().flatten() {
                if !belief.counts(candidate) {
                    continue;
                }
                belief.believed.insert(*id);
                for statement in &candidate.statements {
                    let Statement::Grant(grant) = statement else {
                        continue;
                    };
                    let device = grant.keys.device();
                    if grant.role == DeviceRole::Office && !belief.offices.contains_key(&device) {
                        belief.offices.insert(device, distance + 1);
                        reached.push_back((device, distance + 1));
                    }
                }
            }
        }
        belief
    }

    /// Whether an entry counts by what is known now.
    pub fn counts(&self, candidate: &Candidate) -> bool {
        self.offices.contains_key(&candidate.author)
            && self
                .last(candidate.author, FeedId::CONTROL)
                .is_none_or(|last| candidate.device_seq <= last)
    }

    /// Adds an entry that counts and changes nothing for others.
    pub fn believe(&mut self, id: EntryId) {
        self.believed.insert(id);
    }

    pub fn believed(&self, id: &EntryId) -> bool {
        self.believed.contains(id)
    }

    /// Whether the device ever had the office role.
    pub fn was_office(&self, device: DeviceId) -> bool {
        self.offices.contains_key(&device)
    }

    pub fn is_revoked(&self, device: DeviceId) -> bool {
        self.ends.contains_key(&device)
    }

    /// The last `device_seq` that counts of a revoked device; `None` while it is in service.
    pub fn last(&self, device: DeviceId, feed: FeedId) -> Option<u64> {
        self.ends
            .get(&device)
            .map(|ends| ends.get(&feed).copied().unwrap_or(0))
    }
}
