//! Opening an office's device after ten years, beside one of a day: 80 devices in service, 8 of them replaced each year, new feeds of 24
//! kecamatan each year. The devices are only their keys; what the office says of them is real.

use std::path::Path;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use minicbor::Encoder;
use serde::Serialize;
use sesi_core::device::Device;
use sesi_core::reference::Regions;
use sesi_engine::ambient::Seeded;
use sesi_engine::device::InviteWish;
use sesi_engine::keys::enrolment::enrol;
use sesi_engine::keys::identity::DeviceIdentity;
use sesi_engine::sync::file;
use sesi_wire::ids::{DeviceId, FeedId};

use super::failure::Failure;
use super::probe;
use crate::relay::RelayProcess;
use crate::world::World;

const KABUPATEN: &str = "72.01";
const FIRST_YEAR: i32 = 2017;
const YEARS: i32 = 10;
/// In service at a time; one in so many is a machine of the office.
const DEVICES: usize = 80;
const ONE_MACHINE_IN: usize = 13;
/// Replaced in a year.
const REPLACED: usize = 8;
/// Openings of which the median counts.
const OPENINGS: usize = 7;

/// What opening takes.
#[derive(Debug, Clone, Serialize)]
pub struct DecadeFigures {
    /// Devices in service in the end.
    pub devices: usize,
    /// Devices that were revoked in ten years.
    pub revoked: usize,
    /// Entries of the control feed.
    pub entries: u64,
    /// Their bytes, in MB.
    pub control_mb: f64,
    /// Opening after ten years, in ms.
    pub open_ms: f64,
    /// Opening an office of a day, in ms.
    pub new_open_ms: f64,
}

/// Measures it in `folder`.
pub fn run(folder: &Path) -> Result<DecadeFigures, Failure> {
    eprintln!("the office: ten years of {DEVICES} devices");
    let unlimited = [
        "--open-founding",
        "--device-rate",
        "0",
        "--stranger-rate",
        "0",
    ];
    let relay = RelayProcess::start_with(&folder.join("relay"), &unlimited);
    let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default();
    let mut old = found(&folder.join("old"), &relay, 31, now)?;
    let revoked = ten_years(&mut old, now)?;
    let (entries, bytes) = control(&old.office.device)?;
    let new = found(&folder.join("new"), &relay, 32, now)?;
    let figures = DecadeFigures {
        devices: DEVICES,
        revoked,
        entries,
        control_mb: megabytes(bytes),
        open_ms: opening(old, now)?,
        new_open_ms: opening(new, now)?,
    };
    eprintln!("  {figures:?}");
    Ok(figures)
}

fn found(
    folder: &Path,
    relay: &RelayProcess,
    seed: u64,
    now: DateTime<Utc>,
) -> Result<World, Failure> {
    std::fs::create_dir_all(folder)?;
    Ok(World::found_in(KABUPATEN, folder, &relay.url(), seed, now))
}

/// Lets them pass over the office; says how many devices were revoked.
fn ten_years(world: &mut World, now: DateTime<Utc>) -> Result<usize, Failure> {
    let codes: Vec<String> = Regions::own()
        .parts_of(KABUPATEN)
        .map(|region| region.code.clone())
        .collect();
    let mut in_service = std::collections::VecDeque::new();
    let (mut made, mut revoked) = (0, 0);
    for year in FIRST_YEAR..FIRST_YEAR + YEARS {
        for code in &codes {
            world.office.device.ensure_place(code, &[year])?;
        }
        for _ in 0..REPLACED {
            if let Some(gone) = in_service.pop_front() {
                world.office.device.revoke(gone)?;
                revoked += 1;
            }
        }
        while in_service.len() < DEVICES {
            let code = codes.get(made % codes.len()).ok_or("a kecamatan")?;
            in_service.push_back(let_in(world, made, code, now)?);
            made += 1;
        }
        // Whoever lacks a key gets it, and what invites carried is renewed.
        world.office.synced();
    }
    Ok(revoked)
}

/// Invites somebody's device and lets it in by a file with its enrolment.
fn let_in(
    world: &mut World,
    no: usize,
    kecamatan: &str,
    now: DateTime<Utc>,
) -> Result<DeviceId, Failure> {
    let staff = world.hire(&format!("PETUGAS {no}"), &[kecamatan]);
    let office = &mut world.office.device;
    let invited = office.invite(&InviteWish {
        person: staff,
        places: vec![kecamatan.to_owned()],
        office: no.is_multiple_of(ONE_MACHINE_IN),
        valid_for: Duration::days(7),
    })?;
    let ambient = Seeded::new(1_000 + no as u64, now);
    let identity = DeviceIdentity::generate(&ambient);
    let entry = enrol(&identity, &invited.link.secret().keys()?, &ambient)?;
    let mut bytes = b"SESI\0\x01\0\0".to_vec();
    bytes.extend_from_slice(&office.office().0);
    Encoder::new(&mut bytes).bytes(entry.as_bytes())?;
    file::import(office, &mut &bytes[..])?;
    Ok(identity.device())
}

/// Entries of the control feed, and their bytes.
fn control(device: &Device) -> Result<(u64, u64), Failure> {
    let sql = "SELECT count(*), sum(length(bytes)) FROM entry WHERE feed = ?1";
    let read = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?));
    Ok(device.reader().query_row(sql, [FeedId::CONTROL.0], read)?)
}

/// The median of openings, each in a process of its own, in ms.
fn opening(world: World, now: DateTime<Utc>) -> Result<f64, Failure> {
    let (path, key) = (world.office.path.clone(), world.office.key.clone());
    drop(world);
    let month: NaiveDate = now.date_naive();
    let mut openings = Vec::with_capacity(OPENINGS);
    for _ in 0..OPENINGS {
        openings.push(probe::in_own_process(&path, &key, month)?.open_ms);
    }
    openings.sort_by(f64::total_cmp);
    Ok(*openings.get(OPENINGS / 2).ok_or("no opening")?)
}

#[expect(clippy::cast_precision_loss, reason = "some megabytes")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1_000_000.0
}
