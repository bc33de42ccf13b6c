//! Measures the line and the engine: `out/bench.json` and `docs/BENCHMARKS.md`. The last line on stdout is the JSON's path.

use std::path::{Path, PathBuf};

use clap::Parser;
use sesi_tests::bench::{
    Failure, Results, decade, forms, line, lists, office, phone, probe, relay, report, window,
};

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
    /// Measure only these: line, relay, office, decade, lists, phone, forms, window. The page is left as it is then.
    #[arg(long, value_delimiter = ',')]
    only: Vec<String>,
    /// The page to write the figures into.
    #[arg(long)]
    page: Option<PathBuf>,
    /// The folder of the peer's programs.
    #[arg(long, default_value = "bench/peers")]
    peers: PathBuf,
}

fn main() -> Result<(), Failure> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [first, path, secret, month] = &words[..]
        && first == "probe"
    {
        let probed = probe::measure(Path::new(path), secret, month)?;
        println!("{}", serde_json::to_string(&probed)?);
        return Ok(());
    }
    if let [first, path, file, secret, job, stop] = &words[..]
        && first == "list"
    {
        let worked = lists::measure(Path::new(path), Path::new(file), secret, job, stop)?;
        println!("{}", serde_json::to_string(&worked)?);
        return Ok(());
    }
    if let [first, path, secret, name, job] = &words[..]
        && first == "forms"
    {
        let written = forms::measure(Path::new(path), secret, name, job)?;
        println!("{}", serde_json::to_string(&written)?);
        return Ok(());
    }
    let wish = Wish::parse();
    let folder = Path::new("out/bench");
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    let wanted = |part: &str| wish.only.is_empty() || wish.only.iter().any(|only| only == part);
    let mut results = Results::default();
    if wanted("line") {
        let extent = line::Extent {
            groups: wish.groups,
            many: wish.many,
            peer: !wish.no_peer,
            edge: !wish.no_edge,
        };
        results.line = Some(line::run(&folder.join("line"), &wish.peers, extent)?);
    }
    if wanted("relay") {
        results.relay = Some(relay::run(&folder.join("relay"))?);
    }
    if wanted("office") {
        results.office = Some(office::run(&folder.join("office"))?);
    }
    if wanted("decade") {
        results.decade = Some(decade::run(&folder.join("decade"))?);
    }
    if wanted("lists") {
        results.lists = Some(lists::run(&folder.join("lists"))?);
    }
    if wanted("phone") {
        results.phone = Some(phone::run(&folder.join("phone"))?);
    }
    if wanted("forms") {
        results.forms = Some(forms::run(&folder.join("forms"))?);
    }
    if wanted("window") {
        results.window = Some(window::run(&folder.join("window"))?);
    }
    std::fs::write("out/bench.json", serde_json::to_vec_pretty(&results)?)?;
    if let Some(page) = &wish.page
        && wish.only.is_empty()
    {
        report::write(page, &results)?;
    }
    println!("out/bench.json");
    Ok(())
}
