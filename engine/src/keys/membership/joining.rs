//! Open invites, and who enrolled with them. Knows nothing of the invites' secrets.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sesi_wire::ids::{DeviceId, EntryId, InviteId};
use sesi_wire::statement::{DeviceKeys, Invite};

use super::Membership;

/// A device that enrolled. Check the entry with [`check_enrolment`](crate::keys::enrolment::check_enrolment) before granting:
/// the relay could have made it up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// The invite that it used.
    pub invite: InviteId,
    /// What it presents.
    pub keys: DeviceKeys,
    /// Its enrolment entry.
    pub entry: EntryId,
}

/// An invite that neither expired nor was withdrawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenInvite {
    /// As the office said it.
    pub invite: Invite,
    /// The devices that enrolled with it; none while it is unused.
    pub enrolled: Vec<DeviceId>,
}

impl Membership {
    /// Invites that were neither withdrawn nor are past their end at `now`; best the relay's time, whose clock sets the end.
    pub fn open_invites(&self, now: DateTime<Utc>) -> Vec<OpenInvite> {
        let now = u64::try_from(now.timestamp()).unwrap_or(0);
        self.facts
            .invites()
            .filter(|invite| invite.expires > now)
            .map(|invite| OpenInvite {
                invite: invite.clone(),
                enrolled: self
                    .enrolments
                    .values()
                    .filter(|waiting| waiting.invite == invite.invite)
                    .map(|waiting| waiting.keys.device())
                    .collect(),
            })
            .collect()
    }

    /// The entries of invites that are open at `now` and with which nobody enrolled.
    pub(crate) fn unused_invites(&self, now: DateTime<Utc>) -> impl Iterator<Item = EntryId> + '_ {
        let now = u64::try_from(now.timestamp()).unwrap_or(0);
        let used: BTreeSet<InviteId> = self.enrolments.values().map(|used| used.invite).collect();
        self.facts
            .invites_with_entries()
            .filter(move |(invite, _)| invite.expires > now && !used.contains(&invite.invite))
            .map(|(_, entry)| entry)
    }

    /// Devices that enrolled with an invite of this office and have no grant yet.
    pub fn waiting(&self) -> Vec<Waiting> {
        self.enrolments
            .values()
            .filter(|waiting| self.facts.invite(waiting.invite).is_some())
            .filter(|waiting| self.facts.device(waiting.keys.device()).is_none())
            .cloned()
            .collect()
    }

    /// Invites that the device made and that were not withdrawn.
    pub fn invites_by(&self, device: DeviceId) -> Vec<InviteId> {
        self.facts
            .invites_with_entries()
            .filter(|(_, entry)| {
                let spoken = self.entries.get(entry);
                spoken.is_some_and(|spoken| spoken.author == device)
            })
            .map(|(invite, _)| invite.invite)
            .collect()
    }

    /// Whether the office took the invite back.
    pub fn is_withdrawn(&self, invite: InviteId) -> bool {
        self.facts.is_withdrawn(invite)
    }
}
