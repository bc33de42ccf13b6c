//! What was done to the system, counted when it took effect, and what it did to the work.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::{Value, json};

/// Everything that is done on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// A device's process was killed.
    KillDevice,
    /// The relay's process was killed while devices were talking to it.
    KillRelay,
    /// A connection was cut at some byte.
    Cut,
    /// A request was delivered twice.
    Duplicate,
    /// A request was delivered after later ones.
    Reorder,
    /// A connection stayed open and silent.
    HalfOpen,
    /// A proxy answered 502.
    BadGateway,
    /// Somebody else's page came with status 200.
    CaptivePortal,
    /// An old answer came again.
    StaleAnswer,
    /// A device's disk was full.
    DeviceDiskFull,
    /// A device's writes failed.
    DeviceIoError,
    /// The relay's disk was full.
    RelayDiskFull,
    /// The relay's writes failed.
    RelayIoError,
    /// The relay lost everything.
    RelayWiped,
    /// The relay came back from an older backup.
    RelayRestored,
    /// Another relay stood at the address.
    RelaySwapped,
    /// The relay showed different logs to different devices.
    RelayEquivocates,
    /// The relay withheld, repeated, reordered or garbled entries, or said that it had what it threw away.
    RelayLies,
    /// A phone was restored from an older backup.
    PhoneRestored,
    /// A phone's database went on on a second phone.
    PhoneCopied,
    /// A device's clock jumped.
    ClockJump,
    /// A member sent what no app would.
    HostileEntry,
    /// A device was revoked while it had unsent work.
    Revocation,
    /// A database or a relay of an earlier build was opened.
    Upgrade,
}

impl Fault {
    /// Every kind.
    pub const ALL: [Self; 24] = [
        Self::KillDevice,
        Self::KillRelay,
        Self::Cut,
        Self::Duplicate,
        Self::Reorder,
        Self::HalfOpen,
        Self::BadGateway,
        Self::CaptivePortal,
        Self::StaleAnswer,
        Self::DeviceDiskFull,
        Self::DeviceIoError,
        Self::RelayDiskFull,
        Self::RelayIoError,
        Self::RelayWiped,
        Self::RelayRestored,
        Self::RelaySwapped,
        Self::RelayEquivocates,
        Self::RelayLies,
        Self::PhoneRestored,
        Self::PhoneCopied,
        Self::ClockJump,
        Self::HostileEntry,
        Self::Revocation,
        Self::Upgrade,
    ];

    /// Its name in the report.
    pub fn name(self) -> &'static str {
        match self {
            Self::KillDevice => "kill_device",
            Self::KillRelay => "kill_relay",
            Self::Cut => "cut",
            Self::Duplicate => "duplicate",
            Self::Reorder => "reorder",
            Self::HalfOpen => "half_open",
            Self::BadGateway => "bad_gateway",
            Self::CaptivePortal => "captive_portal",
            Self::StaleAnswer => "stale_answer",
            Self::DeviceDiskFull => "device_disk_full",
            Self::DeviceIoError => "device_io_error",
            Self::RelayDiskFull => "relay_disk_full",
            Self::RelayIoError => "relay_io_error",
            Self::RelayWiped => "relay_wiped",
            Self::RelayRestored => "relay_restored",
            Self::RelaySwapped => "relay_swapped",
            Self::RelayEquivocates => "relay_equivocates",
            Self::RelayLies => "relay_lies",
            Self::PhoneRestored => "phone_restored",
            Self::PhoneCopied => "phone_copied",
            Self::ClockJump => "clock_jump",
            Self::HostileEntry => "hostile_entry",
            Self::Revocation => "revocation",
            Self::Upgrade => "upgrade",
        }
    }
}

/// What became of the work. All but the first should be 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Toll {
    /// Marks, and values about the staff, that devices confirmed as saved.
    pub marks_saved: u64,
    /// Confirmed marks that were not on their device, or not at the office.
    pub lost: u64,
    /// Marks at the office that nobody made, or that were there twice.
    pub duplicated: u64,
    /// Devices whose read model was not the others', and relays whose log was not in order.
    pub diverged: u64,
    /// Processes that ended, or hung, without having been killed.
    pub crashed: u64,
}

impl Toll {
    /// Whether all is well.
    pub fn is_clean(&self) -> bool {
        (self.lost, self.duplicated, self.diverged, self.crashed) == (0, 0, 0, 0)
    }
}

#[derive(Debug, Default)]
struct Tallied {
    faults: BTreeMap<Fault, u64>,
    toll: Toll,
    saved: BTreeMap<&'static str, u64>,
    skipped: BTreeMap<&'static str, String>,
}

/// Counts that lines, scenes and threads add to.
#[derive(Debug, Clone, Default)]
pub struct Counts(Arc<Mutex<Tallied>>);

impl Counts {
    /// One more.
    pub fn add(&self, fault: Fault) {
        self.with(|tallied| *tallied.faults.entry(fault).or_default() += 1);
    }

    /// Changes what became of the work.
    pub fn toll(&self, change: impl FnOnce(&mut Toll)) {
        self.with(|tallied| change(&mut tallied.toll));
    }

    /// So many values of a kind were confirmed as saved.
    pub fn saved(&self, kind: &'static str, values: u64) {
        self.with(|tallied| *tallied.saved.entry(kind).or_default() += values);
    }

    /// Something cannot be done on this machine.
    pub fn skip(&self, what: &'static str, why: &str) {
        self.with(|tallied| {
            tallied.skipped.insert(what, why.to_owned());
        });
    }

    /// Faults so far.
    pub fn faults(&self) -> u64 {
        self.with(|tallied| tallied.faults.values().sum())
    }

    /// Faults of a kind so far.
    pub fn of(&self, fault: Fault) -> u64 {
        self.with(|tallied| tallied.faults.get(&fault).copied().unwrap_or(0))
    }

    /// What became of the work so far.
    pub fn so_far(&self) -> Toll {
        self.with(|tallied| tallied.toll)
    }

    /// Adds what another one counted.
    pub fn merge(&self, other: &Self) {
        let (faults, toll, saved, skipped) = other.with(|tallied| {
            (
                tallied.faults.clone(),
                tallied.toll,
                tallied.saved.clone(),
                tallied.skipped.clone(),
            )
        });
        self.with(|tallied| {
            for (fault, count) in faults {
                *tallied.faults.entry(fault).or_default() += count;
            }
            for (kind, values) in saved {
                *tallied.saved.entry(kind).or_default() += values;
            }
            tallied.toll.marks_saved += toll.marks_saved;
            tallied.toll.lost += toll.lost;
            tallied.toll.duplicated += toll.duplicated;
            tallied.toll.diverged += toll.diverged;
            tallied.toll.crashed += toll.crashed;
            tallied.skipped.extend(skipped);
        });
    }

    /// The report. `skipped` is in it only where something was.
    pub fn to_json(&self, seed: u64) -> Value {
        self.with(|tallied| {
            let faults: serde_json::Map<String, Value> = Fault::ALL
                .iter()
                .map(|fault| {
                    let count = tallied.faults.get(fault).copied().unwrap_or(0);
                    (fault.name().to_owned(), json!(count))
                })
                .collect();
            let toll = tallied.toll;
            let mut report = json!({
                "seed": seed, "faults": faults, "marks_saved": toll.marks_saved, "saved": tallied.saved, "lost": toll.lost,
                "duplicated": toll.duplicated, "diverged": toll.diverged, "crashed": toll.crashed,
            });
            if !tallied.skipped.is_empty() {
                report["skipped"] = json!(tallied.skipped);
            }
            report
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Tallied) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
