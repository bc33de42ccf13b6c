//! One schedule: what happens, in which order, all of it from one seed.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use sesi_core::device::Device;
use sesi_core::kinds::Mark;
use sesi_engine::keys::invite_link::InviteLink;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::sync::driver::Run;
use sesi_engine::sync::{file, relays};
use sesi_wire::ids::{DeviceId, EntryId};
use sesi_wire::sync::{SyncRequest, to_vec};

use super::disk::Blow;
use super::hostile::{Hostile, Made};
use super::line::{Line, Weather};
use super::plan::{Event, Plan, Weights};
use super::relay::SimRelay;
use super::relay_disk::DiskFault;
use super::room::Room;
use super::station::{Done, SEATS, Station};
use super::template::{self, COPY, FOUNDED, OFFICES, RELAYS, Template, start};
use super::truth::Truth;
use crate::seeded_rng::SeededRng;
use crate::world::marks;

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
    pub(super) plan: Plan,
    pub(super) room: &'a mut Room,
    seed: u64,
    pub(super) dice: SeededRng,
    pub(super) relays: Vec<SimRelay>,
    pub(super) stations: Vec<Station>,
    member: Hostile,
    pub(super) thief: Hostile,
    /// Everything hostile that was made, and whether it came after its maker was revoked and its revoker did not have it.
    pub(super) pool: Vec<(Vec<u8>, bool)>,
    pub(super) truth: Truth,
    now: DateTime<Utc>,
    pub(super) revoked: BTreeSet<DeviceId>,
    /// What was said when the device of a seat was backed up last.
    backups: [Option<usize>; SEATS.len()],
    /// The seat of the phone whose files were copied.
    pub(super) copied: Option<usize>,
    /// Who moved the office, and where.
    pub(super) moves: Vec<(usize, &'static str)>,
    /// Nobody can tell which move stands: a machine was killed in one, or put back to before it.
    pub(super) moves_unsure: bool,
    /// The newcomer's invite, until it has joined.
    pub(super) invited: Option<InviteLink>,
    pub(super) step: usize,
    out: Outcome,
}

/// Plays the schedule of a seed, with files in `room`.
pub fn play(template: &Template, weights: Weights, room: &mut Room, seed: u64) -> Outcome {
    let dice = SeededRng::new(seed.wrapping_mul(64));
    let plan = Plan::draw(&dice, &weights);
    let (relay, stations) = template.copy(room, seed, &plan.cast);
    let mut schedule = Schedule {
        template,
        plan,
        room,
        seed,
        dice,
        relays: vec![relay],
        stations,
        member: template.member.clone(),
        thief: template.thief.clone(),
        pool: Vec::new(),
        truth: Truth::default(),
        now: start(),
        revoked: BTreeSet::new(),
        backups: [None; SEATS.len()],
        copied: None,
        moves: Vec::new(),
        moves_unsure: false,
        invited: None,
        step: 0,
        out: Outcome::default(),
    };
    for step in 0..schedule.plan.steps {
        schedule.step = step;
        if schedule.plan.joins_at == Some(step) {
            schedule.invite();
        }
        schedule.next();
    }
    schedule.settle();
    schedule.judge();
    schedule.out.confirmed = schedule.truth.confirmed() as u64;
    let Schedule {
        room,
        relays,
        stations,
        out,
        ..
    } = schedule;
    template::leave(room, relays, stations);
    out
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
        match self.plan.next(&self.dice) {
            Event::Mark => self.mark(who),
            Event::Exchange => self.exchange(who),
            Event::Carry => self.carry(who),
            Event::Restart => self.restart(who),
            Event::PutBack => self.put_back(who),
            Event::Relay => self.relay_event(),
            Event::Revoke => self.revoke(),
            Event::Forge => self.forge(),
            Event::Deliver => self.deliver(),
            Event::Move => self.move_office(),
            Event::CopyPhone => self.copy(),
        }
    }

    pub(super) fn pass_time(&mut self) {
        // Now and then more than a month, so that a new year comes.
        let minutes = *self.dice.pick(&[1, 5, 60, 600]);
        let minutes = if self.dice.chance(2) { 60_000 } else { minutes };
        self.now += Duration::minutes(minutes);
        for relay in &mut self.relays {
            relay.clock += u64::try_from(minutes).unwrap_or_default() * 60_000;
        }
        for station in &self.stations {
            station.ambient.set(self.now);
        }
    }

    fn blow(&self) -> Blow {
        if !self.dice.chance(self.plan.blows) {
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
        let seat = self.stations[who].seat;
        let family = template::family(self.template, seat);
        let blow = self.blow();
        let patch = marks([(family, mark)]);
        let done = self.stations[who].under(blow, |device, _| device.edit(key, &patch));
        let how = format!("{blow:?}");
        let saved = self.came(who, done);
        let confirmed = matches!(saved, Some(Ok(_)));
        self.truth.said((meeting, seat), mark, confirmed);
        let came = match saved {
            None => "killed".into(),
            Some(Ok(_)) => format!("saved {meeting} {mark:?}"),
            Some(Err(error)) => format!("not saved: {error}"),
        };
        let name = self.stations[who].name;
        self.tell(name, "mark", &how, &came);
    }

    fn exchange(&mut self, who: usize) {
        let weather = self.plan.weather;
        let blow = self.blow();
        self.exchange_in(who, weather, blow);
    }

    /// A device exchanges, and goes to another relay where it should.
    pub(super) fn exchange_in(&mut self, who: usize, weather: Weather, blow: Blow) -> Exchanged {
        let (came, told) = self.on_the_line(who, weather, blow, |device, line| {
            let mut left = 40;
            relays::run(device, line, |_| {
                left -= 1;
                left > 0
            })
        });
        let (came, exchanged) = match came {
            None => ("killed".into(), Exchanged::NOT),
            Some(run) => (said(&run), Exchanged::by(&run)),
        };
        let name = self.stations[who].name;
        self.tell(
            name,
            "exchange",
            &format!("{blow:?}"),
            &format!("{told} {came}"),
        );
        exchanged
    }

    /// A device calls relays under a blow. What came of it, unless it was killed, and what happened on the line.
    fn on_the_line<T: std::fmt::Debug>(
        &mut self,
        who: usize,
        weather: Weather,
        blow: Blow,
        work: impl FnOnce(&mut Device, &mut Line<'_>) -> T,
    ) -> (Option<T>, String) {
        let forged: Vec<Vec<u8>> = self.pool.iter().map(|(bytes, _)| bytes.clone()).collect();
        let (relays, dice) = (&mut self.relays[..], &self.dice);
        let mut told = String::new();
        let done = self.stations[who].under(blow, |device, disk| {
            let mut line = Line {
                relays,
                at: 0,
                dice,
                weather,
                disk: Some(disk),
                forged: &forged,
                told: String::new(),
            };
            let done = work(device, &mut line);
            told = line.told;
            done
        });
        (self.came(who, done), told)
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

    /// A device takes in a file of these entries; says how many of them were new to it.
    pub(super) fn import(&mut self, to: usize, entries: &[Vec<u8>], from: &str, blow: Blow) -> u64 {
        let office = self.stations[to].device().office();
        let mut bytes = [&b"SESI\x00\x01\x00\x00"[..], &office.0].concat();
        for entry in entries {
            bytes.extend_from_slice(&to_vec(&minicbor::bytes::ByteVec::from(entry.clone())));
        }
        let done = self.stations[to].under(blow, |device, _| file::import(device, &mut &bytes[..]));
        let how = format!("{from} {blow:?}");
        let (new, came) = match self.came(to, done) {
            None => (0, "killed".into()),
            Some(Ok(report)) => {
                let came = format!("{} of {}", report.received, entries.len());
                (report.received, came)
            }
            Some(Err(error)) => (0, format!("failed: {error}")),
        };
        let name = self.stations[to].name;
        self.tell(name, "import", &how, &came);
        new
    }

    fn restart(&mut self, who: usize) {
        self.stations[who].restart();
        let name = self.stations[who].name;
        self.tell(name, "restart", "", "");
    }

    /// A device is backed up, or put back to its backup. The first office machine is not: a revocation that nobody else has heard of
    /// would be gone with it, which is nobody's fault.
    fn put_back(&mut self, who: usize) {
        if who == 0 {
            return;
        }
        let seat = self.stations[who].seat;
        let what = if let Some(moment) = self.backups[seat].take_if(|_| self.dice.chance(60)) {
            self.stations[who].put_back();
            self.truth.put_back(seat, moment);
            self.moves_unsure |= seat < OFFICES;
            "is put back"
        } else {
            self.stations[who].back_up();
            self.backups[seat] = Some(self.truth.moment());
            "is backed up"
        };
        let name = self.stations[who].name;
        self.tell(name, what, "", "");
    }

    /// One of the phones is copied, once in a schedule.
    fn copy(&mut self) {
        let is_phone = |at: &usize| (OFFICES..FOUNDED).contains(&self.stations[*at].seat);
        let phones: Vec<usize> = (0..self.stations.len()).filter(is_phone).collect();
        if phones.is_empty() || self.stations.iter().any(|at| at.seat == COPY) {
            return;
        }
        let original = &mut self.stations[*self.dice.pick(&phones)];
        let copy = template::copy_of(original, self.room, self.seed, self.now);
        let name = original.name;
        // The copy was made by closing the app: an earlier backup is gone.
        self.backups[original.seat] = None;
        self.copied = Some(original.seat);
        self.stations.push(copy);
        self.tell(name, "is copied", "", "");
    }

    /// An office machine moves the office to its other relay, which is set up the first time.
    fn move_office(&mut self) {
        let offices = self.stations.iter().filter(|at| at.seat < OFFICES).count();
        let who = self.dice.below(offices);
        if self.relays.len() < RELAYS.len() {
            let clock = self.relays[0].clock;
            self.relays.push(template::second_relay(
                self.template,
                self.room,
                self.seed,
                clock,
            ));
        }
        let (in_use, _) = self.stations[who].relays();
        let to = RELAYS.iter().find(|to| in_use.as_deref() != Some(**to));
        let to = *to.expect("another relay");
        let address = RelayAddress::unpinned(to);
        let blow = self.blow();
        let weather = self.plan.weather;
        let (came, told) = self.on_the_line(who, weather, blow, |device, line| {
            relays::move_office(device, line, &address, None)
        });
        let came = match came {
            None => {
                self.moves_unsure = true;
                "killed".into()
            }
            Some(Ok(())) => {
                self.moves.push((who, to));
                format!("moves to {to}")
            }
            Some(Err(error)) => format!("does not move: {error}"),
        };
        let name = self.stations[who].name;
        self.tell(
            name,
            "move",
            &format!("{blow:?}"),
            &format!("{told} {came}"),
        );
    }

    /// The office invites another phone, which joins at once or, where the line does not hold, later.
    fn invite(&mut self) {
        let wish = self.template.invitation();
        let invited = self.stations[0].device().invite(&wish);
        match invited {
            Ok(invited) => {
                self.invited = Some(invited.link);
                self.tell("office", "invites", "", "");
                let weather = self.plan.weather;
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
        let mut addresses = self.relays.iter().map(|relay| relay.address);
        let at = addresses.position(|address| address == invite.relay());
        let mut line = Line {
            relays: &mut self.relays,
            at: at.expect("invites lead to a relay that is there"),
            dice: &self.dice,
            weather,
            disk: None,
            forged: &[],
            told: String::new(),
        };
        let joined = self
            .template
            .join(self.room, self.seed, self.now, &invite, &mut line);
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

    /// The invite leads to a relay that the office left.
    pub(super) fn is_invited_elsewhere(&mut self) -> bool {
        let (in_use, _) = self.stations[0].relays();
        let elsewhere = |invite: &InviteLink| Some(invite.relay()) != in_use.as_deref();
        self.invited.as_ref().is_some_and(elsewhere)
    }

    /// A relay that the office left and that forgot the invite, or lied about having it, lets nobody in, and whoever has the invite is told
    /// to ask for a new one. True if the office made one.
    pub(super) fn renew_invite(&mut self) -> bool {
        let forgot = self.relays.iter().any(|relay| relay.forgot);
        if !self.is_invited_elsewhere() || !(forgot || self.plan.weather.lies > 0) {
            return false;
        }
        let wish = self.template.invitation();
        match self.stations[0].device().invite(&wish) {
            Ok(invited) => {
                self.invited = Some(invited.link);
                self.tell("office", "invites", "anew", "");
                true
            }
            Err(error) => {
                self.tell("office", "invites", "anew", &format!("failed: {error}"));
                false
            }
        }
    }

    fn relay_event(&mut self) {
        let at = self.dice.below(self.relays.len());
        let relay = &mut self.relays[at];
        let what = match self.dice.below(7) {
            0 => {
                relay.wipe();
                "wiped"
            }
            1 => {
                if relay.restore() {
                    "restored"
                } else {
                    "has no backup"
                }
            }
            2..5 => {
                let faults = [DiskFault::Full, DiskFault::Torn, DiskFault::Untold];
                relay.disk_fault = Some(*self.dice.pick(&faults));
                "disk fails"
            }
            _ => {
                relay.keep();
                "backed up"
            }
        };
        let address = relay.address;
        self.tell("relay", what, address, "");
    }

    /// The first office machine revokes one of the hostile devices.
    fn revoke(&mut self) {
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
        let thief = self.dice.chance(50);
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
        let speaks = if thief { late } else { self.dice.chance(30) };
        let made: Made = if speaks && self.dice.chance(70) {
            actor.statement(&self.dice, &others)
        } else {
            actor.data(&self.dice, victim, seen)
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
        let at = self.dice.below(self.relays.len());
        let (status, ..) = self.relays[at].call("/v1/sync", Some(&bearer), &to_vec(&request));
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

/// What an exchange came to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exchanged {
    /// It ran to its end.
    pub ended: bool,
    /// The relay has something that it had not.
    pub told: bool,
    /// The device has something that it had not.
    pub heard: bool,
}

impl Exchanged {
    const NOT: Self = Self {
        ended: false,
        told: true,
        heard: true,
    };

    fn by(run: &Run) -> Self {
        Self {
            ended: run.stopped.is_none() && !run.report.more,
            told: run.report.acknowledged > 0,
            heard: run.report.received > 0,
        }
    }
}
