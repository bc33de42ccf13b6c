//! A run: scenes with seeds of their own, rounds of faults in each, a verdict after every round.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use super::counts::{Counts, Fault};
use super::family::{
    bad_line, clocks, disks, hostile, kill_device, kill_relay, lies, phones, relay_lost, revoked,
};
use super::golden::Golden;
use super::scene::Scene;
use super::spoil::Spoil;
use super::verdict;
use crate::seeded_rng::SeededRng;

/// Strikes of a round, before its verdict.
const STRIKES: usize = 10;
/// Rounds of a scene: a longer life is another scene's.
const ROUNDS: usize = 5;

/// How a run is played.
#[derive(Debug, Clone)]
pub struct Plan {
    /// Faults at the least.
    pub faults: u64,
    /// What everything follows from.
    pub seed: u64,
    /// Scenes at the same time.
    pub abreast: usize,
    /// Each family once, then the end: the short version.
    pub once_each: bool,
    /// Small filesystems can be mounted.
    pub mounts: bool,
    /// What earlier builds left.
    pub golden: Vec<Golden>,
    /// Spoil a scene instead, which must be seen.
    pub spoil: Option<Spoil>,
}

type Strike = fn(&mut Scene) -> std::io::Result<()>;

/// The families, with how often they strike among a hundred strikes.
const FAMILIES: [(&str, usize, Strike); 10] = [
    ("kill_device", 28, kill_device::strike),
    ("kill_relay", 10, kill_relay::strike),
    ("bad_line", 17, bad_line::strike),
    ("disks", 10, disks::strike),
    ("relay_lost", 9, relay_lost::strike),
    ("phones", 7, phones::strike),
    ("clocks", 7, clocks::strike),
    ("lies", 5, lies::strike),
    ("hostile", 4, hostile::strike),
    ("revoked", 3, revoked::strike),
];

/// Plays until there were enough faults, or something was lost. Gives the seed of the first scene in which something was wrong.
pub fn run(plan: &Plan, folder: &Path, counts: &Counts) -> Option<u64> {
    let next = AtomicU64::new(0);
    let failed = AtomicU64::new(u64::MAX);
    std::thread::scope(|scope| {
        for _ in 0..plan.abreast {
            scope.spawn(|| {
                while counts.faults() < plan.faults && failed.load(Ordering::Relaxed) == u64::MAX {
                    let seed = plan.seed + next.fetch_add(1, Ordering::Relaxed);
                    if !play(plan, seed, folder, counts) {
                        failed.fetch_min(seed, Ordering::Relaxed);
                    }
                }
            });
        }
    });
    let failed = failed.into_inner();
    (failed != u64::MAX).then_some(failed)
}

/// Plays one scene. False if anything was wrong; its folder is kept then.
fn play(plan: &Plan, seed: u64, folder: &Path, counts: &Counts) -> bool {
    let folder = folder.join(format!("scene-{seed}"));
    let own = Counts::default();
    let rng = SeededRng::new(seed ^ 0x0607);
    let old = plan.once_each || rng.chance(25);
    let golden = if old && !plan.golden.is_empty() {
        Some(rng.pick(&plan.golden))
    } else {
        None
    };
    let clean = match Scene::begin(&folder, seed, &own, plan.mounts, golden) {
        Ok(mut scene) => {
            let clean = storms(&mut scene, plan, counts, &own);
            if !clean && let Err(error) = scene.relays.keep_logs() {
                eprintln!("the relay's logs are not kept: {error}");
            }
            clean
        }
        Err(error) => {
            eprintln!("scene {seed} does not begin: {error}");
            own.toll(|toll| toll.crashed += 1);
            false
        }
    };
    counts.merge(&own);
    let toll = own.so_far();
    eprintln!(
        "scene {seed}: {} faults, {} marks saved, {} lost, {} duplicated, {} diverged, {} crashed",
        own.faults(),
        toll.marks_saved,
        toll.lost,
        toll.duplicated,
        toll.diverged,
        toll.crashed
    );
    if clean && let Err(error) = std::fs::remove_dir_all(&folder) {
        eprintln!("{} stays: {error}", folder.display());
    }
    clean
}

fn storms(scene: &mut Scene, plan: &Plan, counts: &Counts, own: &Counts) -> bool {
    if let Some(spoil) = plan.spoil {
        scene.life();
        if let Err(error) = spoil.strike(scene) {
            eprintln!("{spoil:?} could not be done: {error}");
        }
        return verdict::judge(scene);
    }
    if plan.once_each {
        for chunk in FAMILIES.chunks(4) {
            let names: Vec<_> = chunk.iter().map(|(name, ..)| *name).collect();
            if !round(scene, &names) {
                return false;
            }
        }
        return true;
    }
    for _ in 0..ROUNDS {
        let names: Vec<_> = (0..STRIKES).map(|_| family(scene.rng.below(100))).collect();
        if !round(scene, &names) {
            return false;
        }
        if counts.faults() + own.faults() >= plan.faults {
            break;
        }
    }
    true
}

fn family(mut thrown: usize) -> &'static str {
    for (name, weight, _) in FAMILIES {
        if thrown < weight {
            return name;
        }
        thrown -= weight;
    }
    FAMILIES[0].0
}

/// Some strikes, and the verdict. False if anything was wrong.
fn round(scene: &mut Scene, names: &[&str]) -> bool {
    let storm = *scene.rng.pick(&[0, 10, 25]);
    for name in names {
        let clean = scene.counts.so_far().is_clean();
        scene.storm(storm);
        scene.life();
        if let Some((_, _, strike)) = FAMILIES.iter().find(|(known, ..)| known == name)
            && let Err(error) = strike(scene)
        {
            // A family that cannot do its work says so; the scene is judged all the same.
            eprintln!("{name} could not strike: {error}");
        }
        if clean && !scene.counts.so_far().is_clean() {
            eprintln!("it was in {name}");
            return false;
        }
    }
    verdict::judge(scene)
}

/// Whether a fault of every family struck. For the short version, which promises it.
pub fn families_missing(counts: &Counts) -> Vec<&'static str> {
    let none = |fault: &&Fault| counts.of(**fault) == 0;
    Fault::ALL
        .iter()
        .filter(none)
        .map(|fault| fault.name())
        .collect()
}
