//! What the hostile do: they make something, keep it for later, and bring it to a relay or, as a file, to a device.

use sesi_wire::ids::{DeviceId, EntryId};
use sesi_wire::sync::{SyncRequest, to_vec};

use super::hostile::Made;
use super::schedule::Schedule;
use super::station::Station;

impl Schedule<'_> {
    /// A hostile device makes something, and keeps it for later.
    pub(super) fn forge(&mut self) {
        let others: Vec<DeviceId> = self
            .stations
            .iter_mut()
            .map(|at| at.device().id())
            .collect();
        let victim = *self.rng.pick(&others);
        let thief = self.rng.chance(50);
        let feed = self.member.feed();
        let stations = &mut self.stations;
        // What the last of the devices has of colleagues' work.
        let seen = || {
            let entries = stations.last_mut().map(Station::entries);
            let of_feed = entries.into_iter().flatten().filter(|(of, ..)| *of == feed);
            of_feed.map(|(.., bytes)| bytes).collect()
        };
        let (name, actor) = if thief {
            ("thief", &mut self.thief)
        } else {
            ("member", &mut self.member)
        };
        let late = self.revoked.contains(&actor.device);
        // What an office machine may say as long as nobody revoked it is its right; the member's statements are nobody's.
        let speaks = if thief { late } else { self.rng.chance(30) };
        let made: Made = if speaks && self.rng.chance(70) {
            actor.statement(&self.rng, &others)
        } else {
            actor.data(&self.rng, victim, seen)
        };
        self.out.forged += 1;
        let id = EntryId::of(&made.bytes).to_string();
        self.tell(
            name,
            "forges",
            made.what,
            &format!("{} {}", &id[..8], if late { "late" } else { "" }),
        );
        self.pool.push((made.bytes, late));
    }

    /// Hostile work reaches the relay or a device.
    pub(super) fn deliver(&mut self) {
        let mut some: Vec<Vec<u8>> = self.pool.iter().map(|(bytes, _)| bytes.clone()).collect();
        if some.is_empty() {
            return;
        }
        self.rng.shuffle(&mut some);
        some.truncate(1 + self.rng.below(some.len()));
        if self.rng.chance(50) {
            let to = self.rng.below(self.stations.len());
            let fault = self.device_fault();
            self.import(to, &some, "hostile", fault);
            return;
        }
        let request = SyncRequest {
            version: sesi_wire::VERSION,
            feeds: Vec::new(),
            push: Some(some.into_iter().map(Into::into).collect()),
            budget: None,
            want: None,
            joint: None,
        };
        let actor = if self.rng.chance(50) {
            &self.member
        } else {
            &self.thief
        };
        let bearer = actor.bearer().to_owned();
        let at = self.rng.below(self.relays.len());
        let (status, ..) = self.relays[at].call("/v1/sync", Some(&bearer), &to_vec(&request));
        self.tell("relay", "is given", "hostile", &status.to_string());
    }
}
