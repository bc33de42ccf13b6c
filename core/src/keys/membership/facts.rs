//! What the believed statements add up to. Every join commutes, so the order of entries does not matter.

use std::collections::{BTreeMap, BTreeSet};

use sesi_wire::ids::{DeviceId, EntryId, FeedId, InviteId, SignKey};
use sesi_wire::statement::{DeviceKeys, Found, Grant, Invite, Rights, Statement};

use super::belief::Candidate;

/// Where a statement stands: of two that contradict each other, the larger place counts.
type Place = (EntryId, usize);

/// What is known of a granted device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Granted {
    /// The grant of the highest serial, then of the larger entry id.
    pub newest: Grant,
    place: Place,
    /// Feeds that any grant ever let it write.
    pub ever_wrote: BTreeSet<FeedId>,
}

/// The joined statements.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Facts {
    root: Option<(Place, DeviceKeys)>,
    devices: BTreeMap<DeviceId, Granted>,
    invites: BTreeMap<InviteId, (Place, Invite)>,
    withdrawn: BTreeSet<InviteId>,
}

impl Facts {
    /// Adds the statements of a believed entry.
    pub fn join(&mut self, root: &SignKey, id: EntryId, candidate: &Candidate) {
        for (at, statement) in candidate.statements.iter().enumerate() {
            let place = (id, at);
            match statement {
                Statement::Found(found) => self.join_found(root, place, candidate, found),
                Statement::Grant(grant) => self.join_grant(place, grant),
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
                // Revocations are part of the belief, epochs are read from the entries; unknown ones are of later versions.
                Statement::Revoke(_) | Statement::Epoch(_) | Statement::Unknown(_) => {}
            }
        }
    }

    /// The root presents itself in its first entry and nowhere else.
    fn join_found(&mut self, root: &SignKey, place: Place, candidate: &Candidate, found: &Found) {
        let own = found.root.sign == *root && candidate.author == found.root.device();
        let newer = self.root.as_ref().is_none_or(|(known, _)| *known < place);
        if own && candidate.device_seq == 1 && newer {
            self.root = Some((place, found.root));
        }
    }

    fn join_grant(&mut self, place: Place, grant: &Grant) {
        let writes = grant
            .access
            .iter()
            .filter(|access| access.rights == Rights::Write)
            .map(|access| access.feed);
        let known = self
            .devices
            .entry(grant.keys.device())
            .or_insert_with(|| Granted {
                newest: grant.clone(),
                place,
                ever_wrote: BTreeSet::new(),
            });
        known.ever_wrote.extend(writes);
        if (known.newest.serial, known.place) < (grant.serial, place) {
            known.newest = grant.clone();
            known.place = place;
        }
    }

    /// The root's keys, once its founding entry is here.
    pub fn root(&self) -> Option<&DeviceKeys> {
        self.root.as_ref().map(|(_, keys)| keys)
    }

    pub fn device(&self, device: DeviceId) -> Option<&Granted> {
        self.devices.get(&device)
    }

    pub fn devices(&self) -> impl Iterator<Item = (DeviceId, &Granted)> {
        self.devices
            .iter()
            .map(|(device, granted)| (*device, granted))
    }

    /// Invites that were not withdrawn.
    pub fn invites(&self) -> impl Iterator<Item = &Invite> {
        let invites = self
            .invites
            .iter()
            .filter(|(id, _)| !self.withdrawn.contains(id));
        invites.map(|(_, (_, invite))| invite)
    }

    pub fn knows_invite(&self, invite: InviteId) -> bool {
        self.invites.contains_key(&invite)
    }
}
