//! Who is believed, as docs/protocol.md section 7.2 says it: a function of a set of entries.
//!
//! Written for reading, not for speed. Ties are broken by names (hashes in reality), which [`Names`] brings, so that a
//! verdict can be compared with the product's over really signed entries.

use std::collections::{BTreeMap, BTreeSet};

use crate::entry::{
    Body, CONTROL, Device, End, Entry, EntryNo, Feed, ROOT, Rights, Role, Set, Statement, bit, has,
    members,
};

/// The order of ids: of devices, and of entries. Nobody can choose it afterwards, everybody agrees on it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Names {
    /// The place of each device among all; a device beyond the list sorts by its number.
    pub devices: Vec<usize>,
    /// The same of entries.
    pub entries: Vec<usize>,
}

impl Names {
    fn device(&self, device: Device) -> usize {
        let given = self.devices.get(usize::from(device));
        given.copied().unwrap_or(usize::from(device))
    }

    fn entry(&self, entry: EntryNo) -> usize {
        self.entries.get(entry).copied().unwrap_or(entry)
    }
}

/// A device that a believed grant introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Introduced {
    /// What it is for life.
    pub role: Role,
    /// Steps from the root.
    pub distance: u32,
    /// The entry whose grant came first; none for the root.
    pub by: Option<EntryNo>,
}

/// What a set of entries comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// Believed entries of statements.
    pub believed: Set,
    /// Believed entries of data.
    pub data: Set,
    /// Revocations that were taken; those that others ended afterwards are not believed any more.
    pub taken: Set,
    /// The root and all devices that a believed grant introduces.
    pub devices: BTreeMap<Device, Introduced>,
    /// Revoked devices, with all of theirs that is still reached.
    pub ends: BTreeMap<Device, Set>,
    /// What devices may do, revoked ones as of the time before.
    pub rights: BTreeMap<(Device, Feed), Rights>,
    /// The epochs that count.
    pub epochs: BTreeSet<(Feed, u32)>,
    /// Who can open which of them by a believed statement.
    pub wrapped: BTreeSet<(Device, Feed, u32)>,
    /// Invites that were said and not withdrawn.
    pub invites: BTreeSet<u8>,
    /// Two entries of one device under one number.
    pub twins: BTreeSet<(Device, Feed, u32)>,
}

impl Verdict {
    /// Whether the device speaks for the office now.
    pub fn speaks(&self, device: Device) -> bool {
        let office = self.devices.get(&device).map(|known| known.role) == Some(Role::Office);
        office && !self.ends.contains_key(&device)
    }

    /// The newest epoch of a feed; 0 before the first.
    pub fn newest(&self, feed: Feed) -> u32 {
        let of_feed = self.epochs.iter().filter(|(of, _)| *of == feed);
        of_feed.map(|(_, number)| *number).max().unwrap_or(0)
    }

    /// Who reads a feed now: the root, and who is in service and may.
    pub fn readers(&self, feed: Feed) -> BTreeSet<Device> {
        let able = self.rights.keys().filter(|(_, of)| *of == feed);
        let able = able.map(|(device, _)| *device);
        let mut readers: BTreeSet<Device> = able
            .filter(|device| !self.ends.contains_key(device))
            .collect();
        readers.insert(ROOT);
        readers
    }
}

/// The verdict over the entries `heard`, in whatever order they are listed.
pub fn settle(history: &[Entry], heard: &[EntryNo], names: &Names) -> Verdict {
    let mut taken: BTreeMap<EntryNo, Set> = BTreeMap::new();
    let mut void: BTreeSet<(EntryNo, Device)> = BTreeSet::new();
    loop {
        let ends = ends_of(history, heard, &taken, &void);
        let mut spread = spread(history, heard, names, &ends);
        let waiting = heard.iter().copied().filter(|entry| {
            has(spread.believed, *entry)
                && !taken.contains_key(entry)
                && revoked_by(&history[*entry]).next().is_some()
        });
        let next = waiting.min_by_key(|entry| {
            let Entry { author, number, .. } = history[*entry];
            let distance = spread.devices.get(&author).map(|known| known.distance);
            (distance, names.device(author), number, names.entry(*entry))
        });
        if let Some(next) = next {
            taken.insert(
                next,
                rests_on(history, heard, &spread, history[next].author),
            );
            continue;
        }
        // Whoever is revoked stays revoked. But ends that a revoked device names after its own end count for nothing, where
        // somebody who counts revokes the same device.
        let vouched = |device: Device| {
            let believed = taken.keys().filter(|entry| has(spread.believed, **entry));
            believed
                .flat_map(|entry| revoked_by(&history[*entry]))
                .any(|other| other == device)
        };
        let fallen = taken.keys().filter(|entry| !has(spread.believed, **entry));
        let fallen = fallen
            .flat_map(|entry| revoked_by(&history[*entry]).map(|device| (*entry, device)))
            .filter(|(entry, device)| !void.contains(&(*entry, *device)) && vouched(*device));
        let fallen: Vec<(EntryNo, Device)> = fallen.collect();
        if fallen.is_empty() {
            spread.taken = taken.keys().fold(0, |all, entry| all | bit(*entry));
            return add_up(history, heard, spread, ends);
        }
        void.extend(fallen);
    }
}

/// What is left of each revoked device.
fn ends_of(
    history: &[Entry],
    heard: &[EntryNo],
    taken: &BTreeMap<EntryNo, Set>,
    void: &BTreeSet<(EntryNo, Device)>,
) -> BTreeMap<Device, Set> {
    let mut ends: BTreeMap<Device, Set> = BTreeMap::new();
    for (entry, rests_on) in taken {
        for statement in history[*entry].statements() {
            if let Statement::Revoke { device, last } = statement
                && *device != ROOT
            {
                let reached = ends.entry(*device).or_default();
                *reached |= members(*rests_on)
                    .filter(|no| history[*no].author == *device)
                    .fold(0, |all, no| all | bit(no));
                if !void.contains(&(*entry, *device)) {
                    for end in last {
                        *reached |= reach(history, heard, *device, *end);
                    }
                }
            }
        }
    }
    ends
}

/// The entries that brought a device in, from the root on, each with its author's past: who revokes takes nobody's word on which
/// its own rests, so that no device of an office can end the office.
fn rests_on(history: &[Entry], heard: &[EntryNo], spread: &Verdict, device: Device) -> Set {
    let mut reached = 0;
    let mut at = device;
    while let Some(by) = spread.devices.get(&at).and_then(|known| known.by) {
        let Entry {
            author,
            feed,
            number,
            ..
        } = history[by];
        let end = End {
            feed,
            number,
            entry: by,
        };
        reached |= reach(history, heard, author, end);
        at = author;
    }
    reached
}

/// The devices that an entry revokes; nobody revokes the root.
fn revoked_by(entry: &Entry) -> impl Iterator<Item = Device> + '_ {
    entry
        .statements()
        .iter()
        .filter_map(|statement| match statement {
            Statement::Revoke { device, .. } if *device != ROOT => Some(*device),
            _ => None,
        })
}

/// What an end reaches by `previous`: each step one number lower, of the same device in the same feed, among what was heard.
fn reach(history: &[Entry], heard: &[EntryNo], device: Device, end: End) -> Set {
    let mut reached = 0;
    let (mut number, mut at) = (end.number, Some(end.entry));
    while let Some(entry) = at.filter(|entry| heard.contains(entry)) {
        let here = &history[entry];
        if (here.author, here.feed, here.number) != (device, end.feed, number) {
            break;
        }
        reached |= bit(entry);
        at = here.previous;
        number = number.wrapping_sub(1);
    }
    reached
}

/// Who is introduced and which statements count, within given ends: level by level from the root.
fn spread(
    history: &[Entry],
    heard: &[EntryNo],
    names: &Names,
    ends: &BTreeMap<Device, Set>,
) -> Verdict {
    let root = Introduced {
        role: Role::Office,
        distance: 0,
        by: None,
    };
    let mut verdict = Verdict {
        devices: BTreeMap::from([(ROOT, root)]),
        ..Verdict::default()
    };
    let mut level = vec![ROOT];
    let mut distance = 0;
    while !level.is_empty() {
        level.sort_by_key(|device| names.device(*device));
        distance += 1;
        let mut next = Vec::new();
        for author in level {
            let own = heard.iter().copied().filter(|entry| {
                history[*entry].author == author
                    && ends
                        .get(&author)
                        .is_none_or(|reached| has(*reached, *entry))
                    && history[*entry].feed == CONTROL
                    && matches!(history[*entry].body, Body::Statements(_))
            });
            let mut own: Vec<EntryNo> = own.collect();
            own.sort_by_key(|entry| (history[*entry].number, names.entry(*entry)));
            for entry in own {
                verdict.believed |= bit(entry);
                for statement in history[entry].statements() {
                    let Statement::Grant { device, role, .. } = statement else {
                        continue;
                    };
                    if !verdict.devices.contains_key(device) {
                        let (role, by) = (*role, Some(entry));
                        let known = Introduced { role, distance, by };
                        verdict.devices.insert(*device, known);
                        if role == Role::Office {
                            next.push(*device);
                        }
                    }
                }
            }
        }
        level = next;
    }
    verdict
}

/// What the believed statements say together. Nothing is replaced, nothing narrows.
fn add_up(
    history: &[Entry],
    heard: &[EntryNo],
    mut verdict: Verdict,
    ends: BTreeMap<Device, Set>,
) -> Verdict {
    let mut withdrawn = BTreeSet::new();
    let mut said = BTreeSet::new();
    let believed = |entry: &&EntryNo| has(verdict.believed, **entry);
    let statements = heard.iter().filter(believed);
    for statement in statements.flat_map(|entry| history[*entry].statements()) {
        let mut give = |device: Device, feed: Feed, rights: Rights| {
            if verdict.devices.contains_key(&device) {
                let now = verdict.rights.entry((device, feed)).or_insert(rights);
                *now = rights.max(*now);
            }
        };
        match statement {
            Statement::Grant { device, access, .. } => {
                for (feed, rights) in access {
                    give(*device, *feed, *rights);
                }
            }
            Statement::Access { feed, devices } => {
                for (device, rights) in devices {
                    give(*device, *feed, *rights);
                }
            }
            Statement::Epoch {
                feed,
                number,
                readers,
            } => {
                said.insert((*feed, *number));
                let readers = readers
                    .iter()
                    .filter(|device| verdict.devices.contains_key(device));
                verdict
                    .wrapped
                    .extend(readers.map(|device| (*device, *feed, *number)));
            }
            Statement::Invite(invite) => {
                verdict.invites.insert(*invite);
            }
            Statement::Withdraw(invite) => {
                withdrawn.insert(*invite);
            }
            Statement::Found | Statement::Revoke { .. } => {}
        }
    }
    verdict.invites.retain(|invite| !withdrawn.contains(invite));
    // Ascending, so the one before is judged before.
    for (feed, number) in said {
        if number == 1 || verdict.epochs.contains(&(feed, number.wrapping_sub(1))) {
            verdict.epochs.insert((feed, number));
        }
    }
    let epochs = &verdict.epochs;
    verdict
        .wrapped
        .retain(|(_, feed, number)| epochs.contains(&(*feed, *number)));
    let mut numbers = BTreeSet::new();
    for entry in heard {
        let Entry {
            author,
            feed,
            number,
            ..
        } = history[*entry];
        if !numbers.insert((author, feed, number)) {
            verdict.twins.insert((author, feed, number));
        }
        let writes = verdict.rights.get(&(author, feed)) == Some(&Rights::Write);
        let within = ends
            .get(&author)
            .is_none_or(|reached| has(*reached, *entry));
        if history[*entry].body == Body::Data && feed != CONTROL && writes && within {
            verdict.data |= bit(*entry);
        }
    }
    verdict.ends = ends;
    verdict
}
