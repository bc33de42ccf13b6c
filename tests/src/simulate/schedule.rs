//! One schedule: what happens, in which order, all of it from one seed. Time, luck and what is told of an event are here; each event stands
//! beside the others of its kind (`device_events`, `exchanging`, `office_events`, `relay_events`, `hostile_events`).

use std::collections::BTreeSet;
use std::fmt::Write as _;

use chrono::{DateTime, Duration, Utc};
use sesi_engine::keys::invite_link::InviteLink;
use sesi_wire::ids::DeviceId;

use super::disk::DeviceFault;
use super::hostile::Hostile;
use super::plan::{Event, Plan, Weights};
use super::relay::SimRelay;
use super::room::Room;
use super::station::{Done, SEATS, Station};
use super::template::{self, Template, start};
use super::truth::Truth;
use crate::seeded_rng::SeededRng;

/// What a schedule came to.
#[derive(Debug, Default)]
pub struct Outcome {
    /// One line an event.
    pub trace: String,
    /// What does not hold.
    pub faults: Vec<String>,
    /// Faults of devices that happened.
    pub device_faults: u64,
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
    pub(super) seed: u64,
    pub(super) rng: SeededRng,
    pub(super) relays: Vec<SimRelay>,
    pub(super) stations: Vec<Station>,
    pub(super) member: Hostile,
    pub(super) thief: Hostile,
    /// Everything hostile that was made, and whether it came after its maker was revoked and its revoker did not have it.
    pub(super) pool: Vec<(Vec<u8>, bool)>,
    pub(super) truth: Truth,
    pub(super) now: DateTime<Utc>,
    pub(super) revoked: BTreeSet<DeviceId>,
    /// What was said when the device of a seat was backed up last.
    pub(super) backups: [Option<usize>; SEATS.len()],
    /// The seat of the phone whose files were copied.
    pub(super) copied: Option<usize>,
    /// Who moved the office, and where.
    pub(super) moves: Vec<(usize, &'static str)>,
    /// Nobody can tell which move stands: a machine was killed in one, or put back to before it.
    pub(super) moves_unsure: bool,
    /// The newcomer's invite, until it has joined.
    pub(super) invited: Option<InviteLink>,
    pub(super) step: usize,
    pub(super) out: Outcome,
}

/// Plays the schedule of a seed, with files in `room`.
pub fn play(template: &Template, weights: Weights, room: &mut Room, seed: u64) -> Outcome {
    let rng = SeededRng::new(seed.wrapping_mul(64));
    let plan = Plan::draw(&rng, &weights);
    let (relay, stations) = template.copy(room, seed, &plan.cast);
    let mut schedule = Schedule {
        template,
        plan,
        room,
        seed,
        rng,
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
        let who = self.rng.below(self.stations.len());
        match self.plan.next(&self.rng) {
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
        let minutes = *self.rng.pick(&[1, 5, 60, 600]);
        let minutes = if self.rng.chance(2) { 60_000 } else { minutes };
        self.now += Duration::minutes(minutes);
        for relay in &mut self.relays {
            relay.clock += u64::try_from(minutes).unwrap_or_default() * 60_000;
        }
        for station in &self.stations {
            station.ambient.set(self.now);
        }
    }

    pub(super) fn device_fault(&self) -> DeviceFault {
        if !self.rng.chance(self.plan.device_faults) {
            return DeviceFault::None;
        }
        // An edit is one transaction, a file a few, a run up to a dozen: small numbers strike everywhere in their turn.
        let small = |most: usize| {
            let most = 1 + self.rng.below(most);
            1 + u32::try_from(self.rng.below(most)).unwrap_or_default()
        };
        match self.rng.below(3) {
            0 => DeviceFault::Commit(small(8)),
            1 => DeviceFault::Work(small(120)),
            _ => DeviceFault::Kill(small(8)),
        }
    }

    /// Says what became of something done while a fault was planned; none if the device was killed over it.
    pub(super) fn came<T: std::fmt::Debug>(&mut self, who: usize, done: Done<T>) -> Option<T> {
        match done {
            Done::Went(went) => Some(went),
            Done::Faulted(went) => {
                self.out.device_faults += 1;
                if let Some(forgotten) = self.stations[who].forgotten() {
                    let name = self.stations[who].name;
                    self.fault(name, &forgotten);
                }
                Some(went)
            }
            Done::Killed => {
                self.out.device_faults += 1;
                None
            }
        }
    }
}
