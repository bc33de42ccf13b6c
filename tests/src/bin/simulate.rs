//! `make simulate`: plays the schedules of so many seeds, and says what does not hold and by which seed it is repeated.

use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Parser;
use sesi_tests::simulate::folder;
use sesi_tests::simulate::line::Weather;
use sesi_tests::simulate::plan::{Length, Weights};
use sesi_tests::simulate::room::Room;
use sesi_tests::simulate::schedule::play;
use sesi_tests::simulate::template::Template;

/// Plays schedules from seeds.
#[derive(Debug, Parser)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
struct Wish {
    /// How many schedules.
    #[arg(long, default_value_t = 1000)]
    seeds: u64,
    /// The first one's seed.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Schedules at the same time; the processors there are unless told.
    #[arg(long)]
    threads: Option<usize>,
    /// Print the trace of every schedule, not of failed ones alone.
    #[arg(long)]
    trace: bool,
    /// Every schedule is long and has everything.
    #[arg(long)]
    long: bool,
    /// So many schedules of a hundred are long, not as many as usual.
    #[arg(long, conflicts_with = "long")]
    long_of_hundred: Option<usize>,
    /// Relays tell the truth.
    #[arg(long)]
    no_lies: bool,
    /// Nobody is hostile.
    #[arg(long)]
    no_hostile: bool,
    /// Disks and batteries hold.
    #[arg(long)]
    no_device_faults: bool,
    /// Stop at the first schedule that fails.
    #[arg(long)]
    stop: bool,
    /// Failed schedules whose traces are printed.
    #[arg(long, default_value_t = 3)]
    show: u64,
}

fn main() -> ExitCode {
    let wish = Wish::parse();
    let mut weights = Weights::ALL;
    if wish.no_lies {
        weights.weather = Weather {
            lies: 0,
            ..weights.weather
        };
    }
    if wish.long {
        weights.length = Length::Long;
    }
    if let Some(share) = wish.long_of_hundred {
        weights.length = Length::Drawn(share);
    }
    weights.hostile &= !wish.no_hostile;
    if wish.no_device_faults {
        weights.device_faults = 0;
    }
    let made = folder();
    let template = Template::make(made.path());
    let began = Instant::now();
    let before = processor_time();
    let next = AtomicU64::new(0);
    let played = AtomicU64::new(0);
    let totals = Mutex::new((0, 0, 0, Vec::new()));
    let threads = wish
        .threads
        .unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let mut room = Room::new();
                loop {
                    let no = next.fetch_add(1, Ordering::Relaxed);
                    if no >= wish.seeds {
                        return;
                    }
                    let seed = wish.seed.wrapping_add(no);
                    let outcome = play(&template, weights, &mut room, seed);
                    played.fetch_add(1, Ordering::Relaxed);
                    let mut totals = totals.lock().unwrap_or_else(PoisonError::into_inner);
                    totals.0 += outcome.device_faults;
                    totals.1 += outcome.forged;
                    totals.2 += outcome.confirmed;
                    if wish.trace {
                        print!("{}", outcome.trace);
                    }
                    if !outcome.faults.is_empty() {
                        if !wish.trace && (totals.3.len() as u64) < wish.show {
                            eprint!("{}", outcome.trace);
                        }
                        eprintln!("seed {seed}: {}", outcome.faults.join("; "));
                        totals.3.push(seed);
                        if wish.stop {
                            next.fetch_max(wish.seeds, Ordering::Relaxed);
                        }
                    }
                }
            });
        }
    });
    let (faults, forged, confirmed, failed) =
        totals.into_inner().unwrap_or_else(PoisonError::into_inner);
    let took = began.elapsed().as_secs_f64();
    let played = played.into_inner();
    let number = f64::from(u32::try_from(played).unwrap_or(u32::MAX));
    println!(
        "{} schedules in {took:.1} s ({:.1} a second, {threads} threads): {faults} faults of disks and batteries, {forged} hostile entries, {confirmed} confirmed marks, {} failed",
        played,
        number / took,
        failed.len(),
    );
    if let (Some(before), Some(after)) = (before, processor_time()) {
        let used = after - before;
        println!(
            "{:.1} ms of a processor each, {used:.2} s in all",
            used * 1000.0 / number
        );
    }
    if let Some(seed) = failed.first() {
        eprintln!("FAILED. Again: make simulate SEEDS=1 SEED={seed}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Seconds that this process has had of processors, where Linux says it. Whatever else the machine does, a schedule costs the same of it.
fn processor_time() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    // Behind the name, which may hold anything: the state and ten numbers, then hundredths of a second here and in the kernel.
    let (_, numbers) = stat.rsplit_once(')')?;
    let mut hundredths = numbers.split_whitespace().skip(11);
    let mut next = || hundredths.next()?.parse::<f64>().ok();
    Some((next()? + next()?) / 100.0)
}
