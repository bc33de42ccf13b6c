//! The office's database: 63 pendamping, 13,081 families in 650 groups, and how it grows from a month to five years. Each opening
//! is measured in a process of its own ([`super::probe`]).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use chrono::{DateTime, Datelike, Months, NaiveDate};
use serde::Serialize;
use sesi_core::device::Device;
use sesi_core::office::OfficeDetails;
use sesi_core::reference::Regions;
use sesi_engine::ambient::Seeded;
use sesi_engine::keys::relay_address::RelayAddress;
use sesi_engine::keys::secret::DbKey;

use super::failure::Failure;
use super::probe::{self, Probed};
use super::records::{Record, Records};
use crate::world::{Kelompok, families_of, staff_of};

const PENDAMPING: usize = 63;
const FAMILIES: usize = 13_081;
const GROUPS: usize = 650;
const KABUPATEN: &str = "72.01";
/// After how many months the office is looked at; the second is what the limits are for.
const LOOKS: [u32; 3] = [1, 12, 60];

/// What the office's device takes.
#[derive(Debug, Clone, Serialize)]
pub struct OfficeFigures {
    /// Members of staff in the field.
    pub pendamping: usize,
    /// Families.
    pub families: usize,
    /// Groups.
    pub groups: usize,
    /// After one month, twelve, and five years.
    pub looks: Vec<Look>,
}

/// The office after some months, a meeting of each group in each.
#[derive(Debug, Clone, Serialize)]
pub struct Look {
    /// Months recorded.
    pub months: u32,
    /// Meetings recorded.
    pub meetings: usize,
    /// The database, in MB.
    pub database_mb: f64,
    /// What a new process measured.
    #[serde(flatten)]
    pub probed: Probed,
    /// Writing the whole read model anew, in s.
    pub rebuild_s: f64,
}

/// A device that has been filled without a relay, and where.
pub struct Filled {
    /// The device.
    pub device: Device,
    /// Its file.
    pub path: PathBuf,
    /// The key of that file.
    pub key: DbKey,
    /// Its groups.
    pub groups: Vec<Kelompok>,
}

impl Filled {
    /// An office with so many pendamping, families and groups, spread evenly over so many kecamatan.
    pub fn new(
        path: &Path,
        pendamping: usize,
        families: usize,
        groups: usize,
        kecamatan: usize,
    ) -> Result<Self, Failure> {
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
        let ambient = Arc::new(Seeded::new(11, now));
        let key = DbKey::generate(&*ambient);
        let details = OfficeDetails {
            name: "Dinas Sosial".into(),
            kabupaten: KABUPATEN.into(),
            utc_offset_minutes: 480,
            founder: "RATNA DEWI".into(),
            founder_role: "korkab".into(),
        };
        let mut device = sesi_core::office::found(
            path,
            &key,
            ambient,
            &RelayAddress::unpinned("http://127.0.0.1:1"),
            &details,
        )?
        .device;
        let codes: Vec<String> = Regions::own()
            .parts_of(KABUPATEN)
            .map(|region| region.code.clone())
            .take(kecamatan)
            .collect();
        if codes.is_empty() {
            return Err("the kabupaten has no kecamatan".into());
        }
        let mut staff = Vec::with_capacity(pendamping);
        let mut edits = Vec::new();
        for no in 0..pendamping {
            let (id, edit) = staff_of(&format!("PENDAMPING {no}"), &[&codes[no % codes.len()]]);
            staff.push(id);
            edits.push(edit);
        }
        device.edit_all(&edits)?;
        let mut made = Vec::with_capacity(groups);
        for no in 0..groups {
            let size = families * (no + 1) / groups - families * no / groups;
            let who = no % staff.len();
            let (group, edits) = families_of(
                &codes[who % codes.len()],
                &format!("KELOMPOK {no}"),
                staff[who],
                size,
            );
            device.edit_all(&edits)?;
            made.push(group);
        }
        Ok(Self {
            device,
            path: path.to_owned(),
            key,
            groups: made,
        })
    }

    /// A meeting of every group in the month `no` after the first.
    pub fn record_month(&mut self, records: &Records, no: u32) -> Result<usize, Failure> {
        let month = month(no);
        let mut count = 0;
        for (at, groups) in self.groups.chunks(50).enumerate() {
            let day = u32::try_from(at % 28).unwrap_or_default() + 1;
            let date = month.with_day(day).unwrap_or(month).to_string();
            let edits: Vec<_> = records
                .round(groups, &date)
                .iter()
                .map(Record::edit)
                .collect();
            count += edits.len();
            self.device.edit_all(&edits)?;
        }
        Ok(count)
    }
}

/// The month `no` after the first that is recorded.
pub fn month(no: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2022, 1, 1).unwrap_or_default() + Months::new(no)
}

/// Megabytes of the database and what stands beside it.
#[expect(clippy::cast_precision_loss, reason = "some hundred megabytes")]
pub fn size_mb(path: &Path) -> Result<f64, Failure> {
    let mut bytes = std::fs::metadata(path)?.len();
    let mut wal = path.as_os_str().to_owned();
    wal.push("-wal");
    bytes += std::fs::metadata(wal).map_or(0, |meta| meta.len());
    Ok(bytes as f64 / 1_000_000.0)
}

/// Measures it all in `folder`.
pub fn run(folder: &Path) -> Result<OfficeFigures, Failure> {
    eprintln!("the office: {FAMILIES} families in {GROUPS} groups of {PENDAMPING} pendamping");
    std::fs::create_dir_all(folder)?;
    let path = folder.join("office.db");
    let mut filled = Filled::new(&path, PENDAMPING, FAMILIES, GROUPS, usize::MAX)?;
    let records = Records::new(21);
    let mut looks = Vec::new();
    let (mut months, mut meetings) = (0, 0);
    for until in LOOKS {
        while months < until {
            meetings += filled.record_month(&records, months)?;
            months += 1;
        }
        let started = Instant::now();
        filled.device.rebuild_read_model()?;
        let rebuild_s = started.elapsed().as_secs_f64();
        let Filled {
            device,
            path,
            key,
            groups,
        } = filled;
        drop(device);
        let probed = probe::in_own_process(&path, &key, month(months - 1))?;
        looks.push(Look {
            months,
            meetings,
            database_mb: size_mb(&path)?,
            probed,
            rebuild_s,
        });
        eprintln!("  {:?}", looks.last());
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
        let device = Device::open(&path, &key, Arc::new(Seeded::new(u64::from(until), now)))?;
        filled = Filled {
            device,
            path,
            key,
            groups,
        };
    }
    Ok(OfficeFigures {
        pendamping: PENDAMPING,
        families: FAMILIES,
        groups: GROUPS,
        looks,
    })
}
