//! `make chaos`: so many faults from a seed. Leaves `out/chaos.json`; exit code 1, and the seed that repeats it, if anything was lost,
//! duplicated, diverged or crashed.

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use clap::Parser;
use sesi_tests::chaos::counts::Counts;
use sesi_tests::chaos::disk::Disk;
use sesi_tests::chaos::golden;
use sesi_tests::chaos::run::{Plan, families_missing, run};
use sesi_tests::chaos::spoil::Spoil;

/// Kills, cuts, fills, wipes, restores and lies, then counts what is left.
#[derive(Debug, Parser)]
struct Wish {
    /// Faults at the least.
    #[arg(long, default_value_t = 1000)]
    faults: u64,
    /// What everything follows from. Scene n has the seed SEED + n.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Where the report goes.
    #[arg(long, default_value = "out/chaos.json")]
    out: PathBuf,
    /// Scenes at the same time.
    #[arg(long, default_value_t = 2)]
    abreast: usize,
    /// Each family once.
    #[arg(long)]
    once_each: bool,
    /// Where scenes are played; a temporary folder unless named. Scenes that failed stay there.
    #[arg(long)]
    folder: Option<PathBuf>,
    /// Put a fault of the product in by hand, to see that it is counted.
    #[arg(long)]
    spoil: Option<Spoil>,
    /// Write what this build leaves into a new folder, for later builds to open, and play nothing.
    #[arg(long)]
    write_golden: Option<PathBuf>,
    /// Inside a mount namespace already.
    #[arg(long, hide = true)]
    inside: bool,
}

fn main() -> ExitCode {
    let wish = Wish::parse();
    if let Some(folder) = &wish.write_golden {
        return match golden::write(folder) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("{error}");
                ExitCode::FAILURE
            }
        };
    }
    // In a namespace of its own nothing stays mounted, however this ends.
    if !wish.inside && may_mount() {
        let own = std::env::current_exe();
        let status = own.and_then(|own| {
            Command::new("unshare")
                .args(["--mount", "--propagation", "private"])
                .arg(own)
                .arg("--inside")
                .args(std::env::args_os().skip(1))
                .status()
        });
        return match status.map(|status| status.code()) {
            Ok(Some(0)) => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        };
    }
    match play(&wish) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("chaos could not be played: {error}");
            ExitCode::FAILURE
        }
    }
}

fn may_mount() -> bool {
    let tried = Command::new("unshare")
        .args(["--mount", "--propagation", "private", "true"])
        .output();
    tried.is_ok_and(|tried| tried.status.success())
}

fn play(wish: &Wish) -> std::io::Result<bool> {
    let temporary = tempfile::Builder::new().prefix("sesi-chaos-").tempdir()?;
    let folder = wish
        .folder
        .clone()
        .unwrap_or_else(|| temporary.path().to_owned());
    let counts = Counts::default();
    let mounts = wish.inside
        && match Disk::mount(&folder.join("try"), 1) {
            Ok(_) => true,
            Err(error) => {
                counts.skip(
                    "small filesystems",
                    &format!("cannot be mounted: {error}; writes fail by a limit instead"),
                );
                false
            }
        };
    if !wish.inside {
        counts.skip(
            "small filesystems",
            "not allowed to mount; writes fail by a limit instead",
        );
    }
    let plan = Plan {
        faults: wish.faults,
        seed: wish.seed,
        abreast: wish.abreast.max(1),
        once_each: wish.once_each,
        mounts,
        golden: golden::all()?,
        spoil: wish.spoil,
    };
    let failed = run(&plan, &folder, &counts);
    if let Some(parent) = wish.out.parent() {
        std::fs::create_dir_all(parent)?;
    }
    let report = counts.to_json(wish.seed);
    std::fs::write(&wish.out, format!("{report}\n"))?;
    println!("{report}");
    if let Some(seed) = failed {
        eprintln!(
            "FAILED. Again: make chaos FAULTS={} SEED={seed}",
            wish.faults
        );
        if wish.folder.is_none() {
            let kept = temporary.keep();
            eprintln!(
                "its files: {}",
                kept.join(format!("scene-{seed}")).display()
            );
        }
    }
    let missing = families_missing(&counts);
    if wish.spoil.is_none() && !missing.is_empty() {
        eprintln!("did not strike: {}", missing.join(", "));
    }
    Ok(failed.is_none() && counts.so_far().is_clean())
}
