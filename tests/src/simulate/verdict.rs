//! The end of a schedule: everybody exchanges until nothing moves, and then what must hold is looked at.

use std::collections::BTreeSet;

use sesi_wire::ids::{DeviceId, EntryId, FeedId};

use super::disk::Blow;
use super::line::Weather;
use super::schedule::Schedule;
use super::station::Station;
use super::template::NAMES;

/// Rounds in which everybody may exchange until nothing moves.
const ROUNDS: usize = 12;

impl Schedule<'_> {
    /// The sky clears: everybody exchanges, and gets by files what no relay passes on, until nothing moves.
    pub(super) fn settle(&mut self) {
        self.step = self.weights.steps;
        let everything: Vec<Vec<u8>> = self.pool.iter().map(|(bytes, _)| bytes.clone()).collect();
        for to in 0..self.stations.len() {
            if !everything.is_empty() {
                self.import(to, &everything, "hostile", Blow::None);
            }
        }
        self.relay.disk_fault = None;
        for round in 0..ROUNDS {
            self.step += 1;
            self.pass_time();
            let mut moved = self.join(Weather::FINE);
            for who in 0..self.stations.len() {
                moved |= self.exchange_in(who, Weather::FINE, Blow::None);
            }
            moved |= self.share();
            if !moved {
                return;
            }
            if round + 1 == ROUNDS {
                self.fault("all", "they exchange without end");
            }
        }
    }

    /// Everybody gets by a file what others have of the feeds that both read. True if anybody lacked anything.
    fn share(&mut self) -> bool {
        let have: Vec<Vec<(FeedId, EntryId, Vec<u8>)>> =
            self.stations.iter_mut().map(Station::entries).collect();
        let mut moved = false;
        for to in 0..self.stations.len() {
            let feeds: BTreeSet<FeedId> = self.stations[to].feeds().into_iter().collect();
            let here: BTreeSet<EntryId> = have[to].iter().map(|(_, id, _)| *id).collect();
            let mut missing = Vec::new();
            let mut named = BTreeSet::new();
            for (feed, id, bytes) in have.iter().flatten() {
                if feeds.contains(feed) && !here.contains(id) && named.insert(*id) {
                    missing.push(bytes.clone());
                }
            }
            if !missing.is_empty() {
                moved = true;
                self.import(to, &missing, "all", Blow::None);
            }
        }
        moved
    }

    pub(super) fn judge(&mut self) {
        self.step += 1;
        self.equal();
        self.kept();
        self.nobody_rises();
        if self.invited.is_some() {
            self.fault("newcomer", "it was invited and cannot join");
        }
        let opened = self.dice.below(self.stations.len());
        for who in 0..self.stations.len() {
            let station = &mut self.stations[who];
            let forgotten = if who == opened {
                station.forgotten_by_files()
            } else {
                station.forgotten()
            };
            if let Some(forgotten) = forgotten {
                let name = station.name;
                self.fault(name, &forgotten);
            }
        }
    }

    fn equal(&mut self) {
        let newcomer = (self.stations.len() > NAMES.len()).then_some((2, NAMES.len()));
        for (one, other) in [(0, 1), (2, 3)].into_iter().chain(newcomer) {
            let (left, right) = (
                self.stations[one].documents(),
                self.stations[other].documents(),
            );
            let (dump, beside) = (self.stations[one].dump(), self.stations[other].dump());
            let name = self.stations[other].name;
            if left != right {
                let mut only = left.iter().filter(|line| !right.contains(line));
                let lacks = only.next().cloned().unwrap_or_default();
                let mut more = right.iter().filter(|line| !left.contains(line));
                let has = more.next().cloned().unwrap_or_default();
                let whose = self.stations[one].name;
                self.fault(
                    name,
                    &format!("documents are others than {whose}'s: {has:?} for {lacks:?}"),
                );
                self.tell_parked([one, other]);
            } else if let Some(line) = crate::hostile_member::first_difference(&dump, &beside) {
                self.fault(name, &format!("the read model differs: {line}"));
                self.tell_parked([one, other]);
            }
        }
        let office: BTreeSet<String> = self.stations[0].documents().into_iter().collect();
        let missing = self.stations[2]
            .documents()
            .into_iter()
            .find(|line| !office.contains(line));
        if let Some(line) = missing {
            self.fault("office", &format!("has not what the phone has: {line}"));
        }
        let hash = blake3::hash(self.stations[0].dump().as_bytes()).to_hex();
        self.tell("all", "documents", "", &hash[..16]);
    }

    fn tell_parked(&mut self, stations: [usize; 2]) {
        for who in stations {
            let name = self.stations[who].name;
            for parked in self.stations[who].parked() {
                self.tell(name, "has parked", "", &parked);
            }
        }
    }

    fn kept(&mut self) {
        let cells: Vec<_> = self.truth.cells().collect();
        for ((meeting, who), may) in cells {
            let key = self.template.meetings[meeting].clone();
            let family = self.template.families[who].clone();
            for at in [0, who] {
                let shown = self.stations[at].mark(&key, &family);
                if !may.contains(&shown) {
                    let name = self.stations[at].name;
                    let owner = self.stations[who].name;
                    self.fault(
                        name,
                        &format!("{owner}'s mark at {meeting} is {shown:?}, not one of {may:?}"),
                    );
                }
            }
        }
    }

    /// Who was revoked stays out, who was not stays in, and nobody came in by a thief's word.
    fn nobody_rises(&mut self) {
        use sesi_engine::keys::membership::DeviceState;
        let honest: Vec<DeviceId> = self
            .stations
            .iter_mut()
            .map(|at| at.device().id())
            .collect();
        let accomplice = self.thief.accomplice().device();
        for who in 0..self.stations.len() {
            let name = self.stations[who].name;
            let membership = self.stations[who].device().membership();
            let mut wrong = Vec::new();
            for device in &self.revoked {
                if membership.state(*device) != DeviceState::Revoked {
                    wrong.push(format!(
                        "{device} was revoked and is {:?}",
                        membership.state(*device)
                    ));
                }
            }
            for device in &honest {
                if membership.state(*device) != DeviceState::Active {
                    wrong.push(format!(
                        "{device} is honest and {:?}",
                        membership.state(*device)
                    ));
                }
            }
            if membership.author_key(accomplice).is_some() {
                wrong.push("the thief's other device came in".into());
            }
            for what in wrong {
                self.fault(name, &what);
            }
        }
    }
}
