//! A pendamping's phone after three years: the families of the kecamatan and everybody's meetings there.

use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::failure::Failure;
use super::office::{Filled, month, size_mb};
use super::probe::{self, Probed};
use super::records::Records;

/// Three pendamping share a kecamatan; each has ten groups of about twenty families.
const PENDAMPING: usize = 3;
const FAMILIES: usize = 623;
const GROUPS: usize = 31;
const MONTHS: u32 = 36;
/// Saves of which the figures are made.
const SAVES: usize = 60;

/// What a phone takes.
#[derive(Debug, Clone, Serialize)]
pub struct PhoneFigures {
    /// Months recorded.
    pub months: u32,
    /// Meetings on the phone.
    pub meetings: usize,
    /// The database, in MB.
    pub database_mb: f64,
    /// What a new process measured.
    #[serde(flatten)]
    pub probed: Probed,
    /// Saving a meeting of a group, durably: half of them within, in ms.
    pub save_p50_ms: f64,
    /// 95 of 100 within, in ms.
    pub save_p95_ms: f64,
}

/// Measures it all in `folder`.
pub fn run(folder: &Path) -> Result<PhoneFigures, Failure> {
    eprintln!("the phone: {MONTHS} months of {GROUPS} groups");
    std::fs::create_dir_all(folder)?;
    let path = folder.join("phone.db");
    let mut filled = Filled::new(&path, PENDAMPING, FAMILIES, GROUPS, 1)?;
    let records = Records::new(22);
    let mut meetings = 0;
    for no in 0..MONTHS {
        meetings += filled.record_month(&records, no)?;
    }
    let mut times = Vec::with_capacity(SAVES);
    for no in 0..SAVES {
        let group = &filled.groups[no % filled.groups.len()];
        let (meeting, edit) = records
            .one(
                group,
                &format!("2025-{:02}-15", 1 + no / filled.groups.len()),
            )
            .edit();
        let started = Instant::now();
        filled.device.edit(&meeting, &edit)?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        meetings += 1;
    }
    times.sort_by(f64::total_cmp);
    let Filled {
        device, path, key, ..
    } = filled;
    drop(device);
    let figures = PhoneFigures {
        months: MONTHS,
        meetings,
        database_mb: size_mb(&path)?,
        probed: probe::in_own_process(&path, &key, month(MONTHS - 1))?,
        save_p50_ms: times[SAVES / 2],
        save_p95_ms: times[SAVES * 95 / 100],
    };
    eprintln!("  {figures:?}");
    Ok(figures)
}
