//! What a process holds in memory, as Linux tells it.

use super::Failure;

/// The most that it ever held, in MB of 1,000,000 bytes.
pub fn highest_mb(pid: u32) -> Result<f64, Failure> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let kib: f64 = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .ok_or("Linux does not say what the process holds")?
        .trim()
        .trim_end_matches("kB")
        .trim()
        .parse()?;
    Ok(kib * 1024.0 / 1_000_000.0)
}
