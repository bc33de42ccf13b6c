//! One schedule: what happens, in which order, all of it from one seed.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use sesi_core::kinds::Mark;
use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::seal::parts::DocumentPart;
use sesi_engine::sync::driver::{self, Run};
use sesi_engine::sync::file;
use sesi_wire::ids::{DeviceId, EntryId};
use sesi_wire::sync::{SyncRequest, to_vec};

use super::disk::Blow;
use super::hostile::{Hostile, Made};
use super::line::{Line, Weather};
use super::relay::SimRelay;
use super::relay_disk::DiskFault;
use super::station::{Done, Station};
use super::template::{NAMES, Template, start};
use super::truth::Truth;
use crate::seeded_rng::SeededRng;
use crate::world::marks;

/// What may happen in a schedule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Weights {
    /// Steps before everybody settles.
    pub steps: usize,
    /// Steps of a hundred over which a fault of the disk or a kill hangs.
    pub blows: usize,
    /// The line and the relay.
    pub weather: Weather,
    /// Whether relays are wiped and restored, and their disks fail.
    pub relay_falls: bool,
    /// Whether phones and the second office machine are put back to backups.
    pub put_back: bool,
    /// Schedules of a hundred in which a phone joins.
    pub joins: usize,
    /// Whether members and thieves act.
    pub hostile: bool,
}

impl Weights {
    /// Everything at once.
    pub const ALL: Self = Self {
        steps: 24,
        blows: 20,
        weather: Weather {
            rough: 25,
            lies: 10,
        },
        relay_falls: true,
        put_back: true,
        joins: 10,
        hostile: true,
    };
}

/// What a schedule came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// One line an event.
    pub trace: String,
    /// What does not hold.
    pub faults: Vec<String>,
    /// Blows that struck.
    pub blows: u64,
    /// Entries that hostile devices made.
    pub forged: u64,
    /// Marks that honest devices confirmed.
    pub confirmed: u64,
}

/// A schedule as far as it is played.
pub(super) struct Schedule<'a> {
    pub(super) template: &'a Template,
    pub(super) weights: Weights,
    folder: &'a Path,
    seed: u64,
    pub(super) dice: SeededRng,
    pub(super) relay: SimRelay,
    pub(super) stations: Vec<Station>,
    member: Hostile,
    pub(super) thief: Hostile,
    /// Everything hostile that was made, and whether it came after its maker was revoked and its revoker did not have it.
    pub(super) pool: Vec<(Vec<u8>, bool)>,
    pub(super) truth: Truth,
    now: DateTime<Utc>,
    pub(super) revoked: BTreeSet<DeviceId>,
    /// What was said when a station was backed up last.
    backups: Vec<Option<usize>>,
    /// The newcomer's invite, until it has joined.
    pub(super) invited: Option<InviteLink>,
    pub(super) step: usize,
    out: Outcome,
}

/// Plays the schedule of a seed, with files in `folder`.
pub fn play(template: &Template, weights: Weights, folder: &Path, seed: u64) -> Outcome {
    let (relay, stations) = template.copy(folder, seed);
    let mut schedule = Schedule {
        template,
        weights,
        folder,
        seed,
        dice: SeededRng::new(seed.wrapping_mul(64)),
        relay,
        stations,
        member: template.member.clone(),
        thief: template.thief.clone(),
        pool: Vec::new(),
        truth: Truth::default(),
        now: start(),
        revoked: BTreeSet::new(),
        backups: vec![None; NAMES.len() + 1],
        invited: None,
        step: 0,
        out: Outcome::default(),
    };
    let joins = schedule.dice.chance(weights.joins);
    let joins_at = joins.then(|| schedule.dice.below(weights.steps));
    for step in 0..weights.steps {
        schedule.step = step;
        if joins_at == Some(step) {
            schedule.invite();
        }
        schedule.next();
    }
    schedule.settle();
    schedule.judge();
    schedule.out.confirmed = schedule.truth.confirmed() as u64;
    schedule.out
}

impl Schedule<'_> {
    pub(super) fn tell(&mut self, who: &str, what: &str, how: &str, came: &str) {
        let step = self.step;
        // Writing to a String cannot fail.
        let _ = writeln!(
            self.out.trace,
            "{step:03} {who:<7} {what:<14} {how:<18} {came}"
        );
    }

    pub(super) fn fault(&mut self, who: &str, what: &str) {
        self.tell(who, "FAULT", "", what);
        self.out.faults.push(format!("{who}: {what}"));
    }

    fn next(&mut self) {
        self.pass_time();
        let who = self.dice.below(self.stations.len());
        match self.dice.below(100) {
            0..22 => self.mark(who),
            22..46 => self.exchange(who),
            46..53 => self.carry(who),
            53..55 => self.restart(who),
            55..58 => self.put_back(who),
            58..61 => self.relay_event(),
            61..66 => self.revoke(),
            _ if !self.weights.hostile => self.exchange(who),
            66..86 => self.forge(),
            _ => self.deliver(),
        }
    }

    pub(super) fn pass_time(&mut self) {
        // Now and then more than a month, so that a new year comes.
        let minutes = *self.dice.pick(&[1, 5, 60, 600]);
        let minutes = if self.dice.chance(2) { 60_000 } else { minutes };
        self.now += Duration::minutes(minutes);
        self.relay.clock += u64::try_from(minutes).unwrap_or_default() * 60_000;
        for station in &self.stations {
            station.ambient.set(self.now);
        }
    }

    fn blow(&self) -> Blow {
        if !self.dice.chance(self.weights.blows) {
            return Blow::None;
        }
        // An edit is one transaction, a file a few, a run up to a dozen: small numbers strike everywhere in their turn.
        let small = |most: usize| {
            let most = 1 + self.dice.below(most);
            1 + u32::try_from(self.dice.below(most)).unwrap_or_default()
        };
        match self.dice.below(3) {
            0 => Blow::Commit(small(8)),
            1 => Blow::Work(small(120)),
            _ => Blow::Kill(small(8)),
        }
    }

    /// Says what became of something done under a blow; none if the device was killed over it.
    fn came<T: std::fmt::Debug>(&mut self, who: usize, done: Done<T>) -> Option<T> {
        match done {
            Done::Went(went) => Some(went),
            Done::Struck(went) => {
                self.out.blows += 1;
                if let Some(forgotten) = self.stations[who].forgotten() {
                    let name = self.stations[who].name;
                    self.fault(name, &forgotten);
                }
                Some(went)
            }
            Done::Killed => {
                self.out.blows += 1;
                None
            }
        }
    }

    fn mark(&mut self, who: usize) {
        let meeting = self.dice.below(self.template.meetings.len());
        let mark = *self.dice.pick(&[Mark::Hadir, Mark::Sakit, Mark::Alfa]);
        let key = &self.template.meetings[meeting];
        let family = super::template::family(self.template, who);
        let blow = self.blow();
        let patch = marks([(family, mark)]);
        let done = self.stations[who].under(blow, |device, _| device.edit(key, &patch));
        let how = format!("{blow:?}");
        let saved = self.came(who, done);
        let confirmed = matches!(saved, Some(Ok(_)));
        self.truth.said((meeting, who), mark, confirmed);
        let came = match saved {
            None => "killed".into(),
            Some(Ok(_)) => format!("saved {meeting} {mark:?}"),
            Some(Err(error)) => format!("not saved: {error}"),
        };
        let name = self.stations[who].name;
        self.tell(name, "mark", &how, &came);
    }

    fn exchange(&mut self, who: usize) {
        let weather = self.weights.weather;
        let blow = self.blow();
        self.exchange_in(who, weather, blow);
    }

    pub(super) fn exchange_in(&mut self, who: usize, weather: Weather, blow: Blow) -> bool {
        let forged: Vec<Vec<u8>> = self.pool.iter().map(|(bytes, _)| bytes.clone()).collect();
        let (relay, dice) = (&mut self.relay, &self.dice);
        let mut told = String::new();
        let done = self.stations[who].under(blow, |device, disk| {
            let mut line = Line {
                relay,
                dice,
                weather,
                disk: Some(disk),
                forged: &forged,
                told: String::new(),
            };
            let mut left = 40;
            let run = driver::run(device, &mut line, |_| {
                left -= 1;
                left > 0
            });
            told = line.told;
            run
        });
        let how = format!("{blow:?}");
        let (came, moved) = match self.came(who, done) {
            None => ("killed".into(), true),
            Some(run) => (said(&run), moved(&run)),
        };
        let name = self.stations[who].name;
        self.tell(name, "exchange", &how, &format!("{told} {came}"));
        moved
    }

    /// Some of what one device has goes to another by a file, in any order.
    fn carry(&mut self, from: usize) {
        let to = self.dice.below(self.stations.len());
        let mut entries: Vec<Vec<u8>> = self.stations[from]
            .entries()
            .into_iter()
            .map(|(.., bytes)| bytes)
            .collect();
        self.dice.shuffle(&mut entries);
        let keep = self.dice.below(entries.len() + 1);
        entries.truncate(keep.max(entries.len() / 2));
        let from = self.stations[from].name;
        let blow = self.blow();
        self.import(to, &entries, from, blow);
    }

    pub(super) fn import(&mut self, to: usize, entries: &[Vec<u8>], from: &str, blow: Blow) {
        let office = self.stations[to].device().office();
        let mut bytes = [&b"SESI\x00\x01\x00\x00"[..], &office.0].concat();
        for entry in entries {
            bytes.extend_from_slice(&to_vec(&minicbor::bytes::ByteVec::from(entry.clone())));
        }
        let done = self.stations[to].under(blow, |device, _| file::import(device, &mut &bytes[..]));
        let how = format!("{from} {blow:?}");
        let came = match self.came(to, done) {
            None => "killed".into(),
            Some(Ok(report)) => format!("{} of {}", report.received, entries.len()),
            Some(Err(error)) => format!("failed: {error}"),
        };
        let name = self.stations[to].name;
        self.tell(name, "import", &how, &came);
    }

    fn restart(&mut self, who: usize) {
        self.stations[who].restart();
        let name = self.stations[who].name;
        self.tell(name, "restart", "", "");
    }

    /// A device is backed up, or put back to its backup. The first office machine is not: a revocation that nobody else has heard of
    /// would be gone with it, which is nobody's fault.
    fn put_back(&mut self, who: usize) {
        if !self.weights.put_back || who == 0 {
            return;
        }
        let what = if let Some(moment) = self.backups[who].take_if(|_| self.dice.chance(60)) {
            self.stations[who].put_back();
            self.truth.put_back(who, moment);
            "is put back"
        } else {
            self.stations[who].back_up();
            self.backups[who] = Some(self.truth.moment());
            "is backed up"
        };
        let name = self.stations[who].name;
        self.tell(name, what, "", "");
    }

    /// The office invites another phone, which joins at once or, where the line does not hold, later.
    fn invite(&mut self) {
        let wish = self.template.invitation();
        let invited = self.stations[0].device().invite(&wish);
        match invited {
            Ok(invited) => {
                self.invited = Some(invited.link);
                self.tell("office", "invites", "", "");
                let weather = self.weights.weather;
                self.exchange_in(0, weather, Blow::None);
                self.join(weather);
            }
            Err(error) => self.tell("office", "invites", "", &format!("failed: {error}")),
        }
    }

    /// The phone that was invited tries to join. True if it is in.
    pub(super) fn join(&mut self, weather: Weather) -> bool {
        let Some(invite) = self.invited.take() else {
            return false;
        };
        let mut line = Line {
            relay: &mut self.relay,
            dice: &self.dice,
            weather,
            disk: None,
            forged: &[],
            told: String::new(),
        };
        let joined = self
            .template
            .join(self.folder, self.seed, self.now, &invite, &mut line);
        let told = line.told;
        match joined {
            Ok(station) => {
                self.stations.push(station);
                self.tell("newcomer", "joins", &told, "");
                true
            }
            Err(fault) => {
                self.invited = Some(invite);
                self.tell("newcomer", "joins", &told, &format!("not yet: {fault}"));
                false
            }
        }
    }

    fn relay_event(&mut self) {
        if !self.weights.relay_falls {
            return;
        }
        let what = match self.dice.below(7) {
            0 => {
                self.relay.wipe();
                "wiped"
            }
            1 => {
                if self.relay.restore() {
                    "restored"
                } else {
                    "has no backup"
                }
            }
            2..5 => {
                let faults = [DiskFault::Full, DiskFault::Torn, DiskFault::Untold];
                self.relay.disk_fault = Some(*self.dice.pick(&faults));
                "disk fails"
            }
            _ => {
                self.relay.keep();
                "backed up"
            }
        };
        self.tell("relay", what, "", "");
    }

    /// The first office machine revokes one of the hostile devices.
    fn revoke(&mut self) {
        if !self.weights.hostile {
            return;
        }
        let whom = if self.dice.chance(50) {
            self.member.device
        } else {
            self.thief.device
        };
        let blow = self.blow();
        let done = self.stations[0].under(blow, |device, _| device.revoke(whom));
        let how = format!("{blow:?}");
        let came = match self.came(0, done) {
            None => "killed".into(),
            Some(Ok(())) => {
                let stands = self.stations[0].device().membership().state(whom);
                if stands != sesi_engine::keys::membership::DeviceState::Revoked {
                    self.fault("office", &format!("{whom} was revoked and is {stands:?}"));
                }
                self.revoked.insert(whom);
                format!("revoked {whom}")
            }
            Some(Err(error)) => format!("not revoked: {error}"),
        };
        self.tell("office", "revoke", &how, &came);
    }

    /// A hostile device makes something, and keeps it for later.
    fn forge(&mut self) {
        let others: Vec<DeviceId> = self
            .stations
            .iter_mut()
            .map(|at| at.device().id())
            .collect();
        let victim = *self.dice.pick(&others);
        let seen = self.seen();
        let thief = self.dice.chance(50);
        let (name, actor) = if thief {
            ("thief", &mut self.thief)
        } else {
            ("member", &mut self.member)
        };
        let late = self.revoked.contains(&actor.device);
        // What an office machine may say as long as nobody revoked it is its right; the member's statements are nobody's.
        let speaks = if thief { late } else { self.dice.chance(30) };
        let made: Made = if speaks && self.dice.chance(70) {
            actor.statement(&self.dice, &others)
        } else {
            actor.data(&self.dice, victim, &seen)
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

    /// What the hostile member has read of colleagues.
    fn seen(&mut self) -> Vec<DocumentPart> {
        let feed = self.member.feed();
        let entries = self.stations[2].entries();
        let of_feed = entries.into_iter().filter(|(of, ..)| *of == feed);
        of_feed
            .flat_map(|(.., bytes)| self.member.read(&bytes))
            .collect()
    }

    /// Hostile work reaches the relay or a device.
    fn deliver(&mut self) {
        let mut some: Vec<Vec<u8>> = self.pool.iter().map(|(bytes, _)| bytes.clone()).collect();
        if some.is_empty() {
            return;
        }
        self.dice.shuffle(&mut some);
        some.truncate(1 + self.dice.below(some.len()));
        if self.dice.chance(50) {
            let to = self.dice.below(self.stations.len());
            let blow = self.blow();
            self.import(to, &some, "hostile", blow);
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
        let actor = if self.dice.chance(50) {
            &self.member
        } else {
            &self.thief
        };
        let bearer = actor.bearer().to_owned();
        let (status, ..) = self
            .relay
            .call("/v1/sync", Some(&bearer), &to_vec(&request));
        self.tell("relay", "is given", "hostile", &status.to_string());
    }
}

fn said(run: &Run) -> String {
    let report = &run.report;
    let stopped = run
        .stopped
        .as_ref()
        .map_or("done".into(), ToString::to_string);
    format!(
        "in {} out {} parked {} {stopped}",
        report.received, report.acknowledged, report.parked
    )
}

fn moved(run: &Run) -> bool {
    run.report.received + run.report.acknowledged > 0 || run.report.more || run.stopped.is_some()
}
