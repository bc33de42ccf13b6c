//! What a process holds in memory, as Linux tells it.

use serde::Serialize;

use super::failure::Failure;

/// What a process holds now, in MB of 1,000,000 bytes.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Held {
    /// With its part of what it shares with others.
    pub pss_mb: f64,
    /// With all of what it shares.
    pub rss_mb: f64,
}

/// The most that it ever held, in MB of 1,000,000 bytes.
pub fn highest_mb(pid: u32) -> Result<f64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    megabytes(&status, "VmHWM:")
}

/// What it holds now.
pub fn held(pid: u32) -> Result<Held, Failure> {
    let smaps = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    Ok(Held {
        pss_mb: megabytes(&smaps, "Pss:")?,
        rss_mb: megabytes(&smaps, "Rss:")?,
    })
}

/// The processes that descend from one, with their names as far as Linux keeps them.
pub fn descendants(of: u32) -> Vec<(u32, String)> {
    let mut all: Vec<(u32, u32, String)> = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|process| {
            let pid = process.file_name().to_str()?.parse().ok()?;
            let stat = std::fs::read_to_string(process.path().join("stat")).ok()?;
            let (name, after) = stat.rsplit_once(')')?;
            let parent = after.split_whitespace().nth(1)?.parse().ok()?;
            let name = name.split_once('(')?.1.to_owned();
            Some((pid, parent, name))
        })
        .collect();
    let mut family = vec![of];
    let mut found = Vec::new();
    while let Some(parent) = family.pop() {
        for (pid, _, name) in all.extract_if(.., |(_, own, _)| *own == parent) {
            family.push(pid);
            found.push((pid, name));
        }
    }
    found
}

/// A value of a file under `/proc`, which counts in KiB.
fn megabytes(file: &str, name: &str) -> Result<f64, Failure> {
    let kib: f64 = file
        .lines()
        .find_map(|line| line.strip_prefix(name))
        .ok_or("Linux does not say what the process holds")?
        .trim()
        .trim_end_matches("kB")
        .trim()
        .parse()?;
    Ok(kib * 1024.0 / 1_000_000.0)
}
