//! The end of a schedule: everybody exchanges until nothing moves, and then what must hold is looked at.

use std::collections::{BTreeMap, BTreeSet};

use sesi_core::kinds::Mark;
use sesi_wire::ids::{DeviceId, EntryId, FeedId};

use super::disk::DeviceFault;
use super::hostile::NOBODYS_RELAY;
use super::line::Weather;
use super::schedule::Schedule;
use super::station::Station;
use super::template::{COPY, OFFICES, RELAYS};

/// Rounds in which everybody may exchange until nothing moves. A relay that did not let a device in is tried again after up to sixteen runs.
const ROUNDS: usize = 24;

/// Runs after which the office has called a relay that it left, and whoever heard of it there has been let in where the office is: each of
/// that is tried anew after up to sixteen runs.
const CALLS: usize = 40;

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
                self.import(to, &lacks, "hostile", DeviceFault::None);
            }
        }
        let mut at_rest = false;
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
                // Before files bring what no relay passed on.
                if stirred.is_empty() && !at_rest {
                    if self.bring_to_one_relay() {
                        stirred.extend(0..self.stations.len());
                        continue;
                    }
                    at_rest = true;
                    self.arrived();
                }
                stirred.extend(self.exchange_files());
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
        let exchanged = self.exchange_in(who, Weather::FINE, DeviceFault::None);
        let moved = exchanged.told || exchanged.heard;
        if !exchanged.ended || self.stations[who].is_to_go() || (self.plan.long && moved) {
            stirred.insert(who);
        }
        if exchanged.told || (self.plan.long && moved) {
            stirred.extend((0..self.stations.len()).filter(|other| *other != who));
        }
        moved
    }

    /// Whoever did not hear that the office moved hears it from the relay that it left, which the office calls now and then; no file is needed
    /// for that. Of a relay that forgot it or lied nobody can expect it. True if somebody came from elsewhere.
    fn bring_to_one_relay(&mut self) -> bool {
        let forgot = self.relays.iter().any(|relay| relay.forgot);
        if forgot || self.plan.weather.lies > 0 || self.elsewhere().is_none() {
            return false;
        }
        for _ in 0..CALLS {
            self.step += 1;
            self.pass_time();
            for who in 0..self.stations.len() {
                self.exchange_in(who, Weather::FINE, DeviceFault::None);
            }
            if self.elsewhere().is_none() {
                return true;
            }
        }
        if let Some(who) = self.elsewhere() {
            let name = self.stations[who].name;
            self.fault(name, "it does not hear where the office went");
        }
        false
    }

    /// The office is where the one machine that moved it moved it to.
    fn moved_as_said(&mut self) {
        let to = self.moves.last().map(|(_, to)| *to);
        let by_one = self.moves.iter().all(|(who, _)| *who == self.moves[0].0);
        let (at, _) = self.stations[0].relays();
        if to.is_some() && by_one && !self.moves_unsure && at.as_deref() != to {
            self.fault("office", &format!("it moved to {to:?} and is at {at:?}"));
        }
    }

    /// Somebody who exchanges at another relay than the first office machine.
    fn elsewhere(&mut self) -> Option<usize> {
        let (office, _) = self.stations[0].relays();
        let mut others = self.stations.iter_mut();
        others.position(|other| other.relays().0 != office)
    }

    /// As soon as everybody came to their end, whoever is at the office's relay says that its work arrived, and it did.
    fn arrived(&mut self) {
        let (office, _) = self.stations[0].relays();
        let cells: Vec<_> = self.truth.cells().collect();
        for ((meeting, seat), may) in cells {
            let key = &self.template.meetings[meeting];
            let family = &self.template.families[seat];
            let who = self.stations.iter().position(|at| at.seat == seat);
            let Some(who) = who.filter(|who| *who != 0) else {
                continue;
            };
            if self.stations[who].relays().0 != office {
                continue;
            }
            if !self.stations[who].says_it_arrived(key) {
                let owner = self.stations[who].name;
                self.fault(owner, &format!("its mark at {meeting} waits for ever"));
                continue;
            }
            let shown = self.stations[0].mark(key, family);
            if !may.contains(&shown) && !self.is_beside(0, meeting, seat, &may) {
                let owner = self.stations[who].name;
                self.fault(
                    owner,
                    &format!("it says that its mark at {meeting} arrived, and the office has {shown:?}, not one of {may:?}"),
                );
            }
        }
    }

    /// A phone and a copy of it are one device to everybody. Where a thief contradicts what both were built upon, each says its own again, and
    /// neither has seen the other's: the mark is there as one side of a disagreement, which people are shown.
    fn is_beside(&mut self, at: usize, meeting: usize, seat: usize, may: &[Option<Mark>]) -> bool {
        if self.copied != Some(seat) && seat != COPY {
            return false;
        }
        let key = &self.template.meetings[meeting];
        let sides = self.stations[at].sides(key, &self.template.families[seat]);
        sides.into_iter().any(|side| may.contains(&Some(side)))
    }

    /// Everybody gets by a file what others have of the feeds that both read. Says to whom any of it was new.
    fn exchange_files(&mut self) -> BTreeSet<usize> {
        let have: Vec<Vec<(FeedId, EntryId)>> =
            self.stations.iter_mut().map(Station::named).collect();
        let mut lacked = BTreeSet::new();
        for to in 0..self.stations.len() {
            let feeds: BTreeSet<FeedId> = self.stations[to].feeds().into_iter().collect();
            let mut here: BTreeSet<EntryId> = have[to].iter().map(|(_, id)| *id).collect();
            let mut missing = Vec::new();
            for (from, has) in have.iter().enumerate() {
                let lacks = has.iter().filter(|(feed, _)| feeds.contains(feed));
                let lacks = lacks.map(|(_, id)| *id).filter(|id| here.insert(*id));
                let lacks: Vec<EntryId> = lacks.collect();
                // A device does not take again what it took back itself.
                let lacks = self.stations[to].without_withdrawn(lacks);
                missing.extend(self.stations[from].bytes_of(&lacks));
            }
            if missing.is_empty() {
                continue;
            }
            let report = self.import(to, &missing, "all", DeviceFault::None);
            let taken = report.as_ref().map_or(0, |report| report.received);
            if taken > 0 {
                lacked.insert(to);
            }
            // Of whoever the office does not know, or knows no more, a bounded amount is kept.
            let passed_over = report.map_or(0, |report| report.not_kept + report.unreadable);
            if taken + passed_over < missing.len() as u64 {
                let (name, all) = (self.stations[to].name, missing.len());
                self.fault(name, &format!("of {all} entries in a file it took {taken}"));
            }
        }
        lacked
    }

    pub(super) fn judge(&mut self) {
        self.step += 1;
        self.equal();
        self.kept();
        self.memberships_hold();
        self.at_one_relay();
        self.moved_as_said();
        if self.invited.is_some() {
            self.fault("newcomer", "it was invited and cannot join");
        }
        // Of short schedules one in four opens a copy: that costs as much as all else that is looked at.
        let sides = if self.plan.long { 1 } else { 4 };
        let opened = self.rng.below(sides * self.stations.len());
        for who in 0..self.stations.len() {
            let station = &mut self.stations[who];
            let forgotten = if who == opened {
                station.forgotten_by_files(self.room, self.plan.long)
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
        let documents: Vec<_> = self.stations.iter_mut().map(Station::documents).collect();
        let pairs = [pairs(&offices), pairs(&phones)].concat();
        let mut dumps = BTreeMap::new();
        for who in pairs
            .iter()
            .flat_map(|(one, other)| [*one, *other])
            .chain([0])
        {
            let station = &mut self.stations[who];
            dumps.entry(who).or_insert_with(|| station.dump());
        }
        for (one, other) in pairs {
            let (left, right) = (&documents[one], &documents[other]);
            let (dump, beside) = (&dumps[&one], &dumps[&other]);
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
            } else if let Some(line) = crate::hostile_member::first_difference(dump, beside) {
                self.fault(name, &format!("the read model differs: {line}"));
                self.tell_parked([one, other]);
            }
        }
        if let Some(phone) = phones.first() {
            let office: BTreeSet<&String> = documents[0].iter().collect();
            let mut lines = documents[*phone].iter();
            let missing = lines.find(|line| !office.contains(line));
            if let Some(line) = missing {
                self.fault("office", &format!("has not what the phone has: {line}"));
            }
        }
        let hash = blake3::hash(dumps[&0].as_bytes()).to_hex();
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
                if !may.contains(&shown) && !self.is_beside(at, meeting, seat, &may) {
                    let name = self.stations[at].name;
                    let owner = self.stations[who].name;
                    self.fault(
                        name,
                        &format!("{owner}'s mark at {meeting} is {shown:?}, not one of {may:?}"),
                    );
                    for line in self.stations[at].rows_of(&key) {
                        self.tell(name, "says of it", "", &line);
                    }
                }
            }
        }
    }

    /// Who was revoked stays out, who was not stays in, and nobody came in by a thief's word.
    fn memberships_hold(&mut self) {
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
