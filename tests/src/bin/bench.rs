//! Measures the line and the engine: `out/bench.json` and `docs/BENCHMARKS.md`. The last line on stdout is the JSON's path.

use std::path::{Path, PathBuf};

use clap::Parser;
use sesi_tests::bench::{Failure, line};

/// Measures Sesi, side by side with a peer.
#[derive(Debug, Parser)]
struct Wish {
    /// Groups of 25 families on the line.
    #[arg(long, default_value_t = 650)]
    groups: usize,
    /// Records of the large transfers.
    #[arg(long, default_value_t = 10_000)]
    many: usize,
    /// Leave the peer out.
    #[arg(long)]
    no_peer: bool,
    /// Leave the slow lines out.
    #[arg(long)]
    no_edge: bool,
    /// The folder of the peer's programs.
    #[arg(long, default_value = "bench/peers")]
    peers: PathBuf,
}

fn main() -> Result<(), Failure> {
    let wish = Wish::parse();
    let folder = Path::new("out/bench");
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let extent = line::Extent {
        groups: wish.groups,
        many: wish.many,
        peer: !wish.no_peer,
        edge: !wish.no_edge,
    };
    let figures = line::run(folder, &wish.peers, extent)?;
    let json = serde_json::json!({ "line": figures });
    std::fs::write("out/bench.json", serde_json::to_vec_pretty(&json)?)?;
    println!("out/bench.json");
    Ok(())
}
