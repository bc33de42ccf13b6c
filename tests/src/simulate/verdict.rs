//! The end of a schedule: everybody exchanges until nothing moves, and then what must hold is looked at.

use std::collections::BTreeSet;

use sesi_wire::ids::{DeviceId, EntryId, FeedId};

use super::disk::Blow;
use super::hostile::NOBODYS_RELAY;
use super::line::Weather;
use super::schedule::Schedule;
use super::station::Station;
use super::template::{OFFICES, RELAYS};

/// Rounds in which everybody may exchange until nothing moves. A relay that did not let a device in is tried again after up to sixteen runs.
const ROUNDS: usize = 24;

impl Schedule<'_> {
    /// The sky clears: everybody exchanges, and gets by files what no relay passes on, until nothing moves.
    pub(super) fn settle(&mut self) {
        self.step = self.plan.steps;
        for relay in &mut self.relays {
            relay.disk_fault = None;
        }
        let everything: Vec<Vec<u8>> = self.pool.iter().map(|(bytes, _)| bytes.clone()).collect();
        for to in 0..self.stations.len() {
            let here = self.stations[to].named();
            let here: BTreeSet<EntryId> = here.into_iter().map(|(_, id)| id).collect();
            let mut lacks = everything.clone();
            lacks.retain(|bytes| !here.contains(&EntryId::of(bytes)));
            if !lacks.is_empty() {
                self.import(to, &lacks, "hostile", Blow::None);
            }
        }
        // Who may have something to say or to hear.
        let mut stirred: BTreeSet<usize> = (0..self.stations.len()).collect();
        for _ in 0..ROUNDS {
            self.step += 1;
            self.pass_time();
            if self.join(Weather::FINE) {
                stirred.extend(0..self.stations.len());
            } else if self.renew_invite() || self.is_invited_elsewhere() {
                stirred.insert(0);
            }
            let mut moved = false;
            for who in 0..self.stations.len() {
                if stirred.remove(&who) {
                    moved |= self.exchange_fine(who, &mut stirred);
                }
            }
            if !moved {
                stirred.extend(self.share());
            }
            if stirred.is_empty() && !moved && self.invited.is_none() {
                return;
            }
        }
        self.fault("all", "they exchange without end");
    }

    /// A device exchanges on a line that holds. It is at rest if it came to its end where the office is; whoever may hear anew of what it said
    /// is not. In a long schedule nobody is at rest before nothing moved. True if something did.
    fn exchange_fine(&mut self, who: usize, stirred: &mut BTreeSet<usize>) -> bool {
        let exchanged = self.exchange_in(who, Weather::FINE, Blow::None);
        let moved = exchanged.told || exchanged.heard;
        if !exchanged.ended || self.stations[who].is_to_go() || (self.plan.long && moved) {
            stirred.insert(who);
        }
        if exchanged.told || (self.plan.long && moved) {
            stirred.extend((0..self.stations.len()).filter(|other| *other != who));
        }
        moved
    }

    /// Everybody gets by a file what others have of the feeds that both read. Says to whom any of it was new.
    fn share(&mut self) -> BTreeSet<usize> {
        let have: Vec<Vec<(FeedId, EntryId)>> =
            self.stations.iter_mut().map(Station::named).collect();
        let mut lacked = BTreeSet::new();
        for to in 0..self.stations.len() {
            let feeds: BTreeSet<FeedId> = self.stations[to].feeds().into_iter().collect();
            let mut here: BTreeSet<EntryId> = have[to].iter().map(|(_, id)| *id).collect();
            let mut missing = Vec::new();
            for (from, has) in have.iter().enumerate() {
                let lacks = has.iter().filter(|(feed, _)| feeds.contains(feed));
                let lacks: Vec<EntryId> = lacks
                    .map(|(_, id)| *id)
                    .filter(|id| here.insert(*id))
                    .collect();
                missing.extend(self.stations[from].bytes_of(&lacks));
            }
            // A device does not take again what it took back itself.
            if !missing.is_empty() && self.import(to, &missing, "all", Blow::None) > 0 {
                lacked.insert(to);
            }
        }
        lacked
    }

    pub(super) fn judge(&mut self) {
        self.step += 1;
        self.equal();
        self.kept();
        self.nobody_rises();
        self.at_one_relay();
        if self.invited.is_some() {
            self.fault("newcomer", "it was invited and cannot join");
        }
        // Of short schedules one in four opens a copy: that costs as much as all else that is looked at.
        let sides = if self.plan.long { 1 } else { 4 };
        let opened = self.dice.below(sides * self.stations.len());
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

    /// Everybody exchanges where the office says that its relay is, and a thief's word moves nobody.
    fn at_one_relay(&mut self) {
        let relays: Vec<_> = self.stations.iter_mut().map(Station::relays).collect();
        let office = relays[0].1.clone();
        let office = office.or_else(|| Some(RELAYS[0].into()));
        for (who, (in_use, said)) in relays.into_iter().enumerate() {
            let name = self.stations[who].name;
            if in_use != office {
                self.fault(
                    name,
                    &format!("it exchanges at {in_use:?}, the office is at {office:?}"),
                );
            }
            if said.as_deref() == Some(NOBODYS_RELAY) {
                self.fault(name, "it believes that the office is at the thief's relay");
            }
        }
    }

    fn equal(&mut self) {
        let seated = |offices: bool| {
            let all = self.stations.iter().enumerate();
            let same = all.filter(move |(_, at)| (at.seat < OFFICES) == offices);
            same.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let (offices, phones) = (seated(true), seated(false));
        let pairs = |alike: &[usize]| {
            let first = alike.first().copied().unwrap_or_default();
            let others = alike.iter().skip(1).copied();
            others.map(move |other| (first, other)).collect::<Vec<_>>()
        };
        for (one, other) in pairs(&offices).into_iter().chain(pairs(&phones)) {
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
        if let Some(phone) = phones.first() {
            let documents = self.stations[*phone].documents();
            let missing = documents.into_iter().find(|line| !office.contains(line));
            if let Some(line) = missing {
                self.fault("office", &format!("has not what the phone has: {line}"));
            }
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
        for ((meeting, seat), may) in cells {
            let key = self.template.meetings[meeting].clone();
            let family = self.template.families[seat].clone();
            let who = self.stations.iter().position(|at| at.seat == seat);
            let who = who.expect("whoever said something is there");
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
