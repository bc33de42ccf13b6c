//! A database opened in a process of its own: how long that takes, what the screens' questions take then, and what the process
//! holds in memory at the end. The program starts itself again with `probe` as its first word.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use sesi_core::device::Device;
use sesi_core::rekap::{Rekap, Wording, YearMonth, xlsx};
use sesi_engine::ambient::System;
use sesi_engine::keys::secret::DbKey;

use super::elapsed::passed_ms;
use super::failure::Failure;
use super::memory;

/// Searches of which the slowest counts.
const NAMES: [&str; 4] = ["KELUARGA 7", "KELOMPOK 12 KEL", "650", "TIDAK ADA"];

/// What a new process measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Probed {
    /// From the call that opens the database until the device can be asked, in ms.
    pub open_ms: f64,
    /// The kabupaten's figures of a month, by kecamatan and pendamping, in ms.
    pub summary_ms: f64,
    /// The same as a finished spreadsheet, in ms.
    pub rekap_ms: f64,
    /// Families by a piece of the name, the slowest of some, in ms.
    pub search_ms: f64,
    /// The most memory that the process held after opening, in MB.
    pub memory_open_mb: f64,
    /// The most that it held after all of this, in MB.
    pub memory_mb: f64,
}

/// Starts the process and reads what it says.
pub fn in_own_process(path: &Path, key: &DbKey, month: NaiveDate) -> Result<Probed, Failure> {
    let secret = data_encoding::HEXLOWER.encode(&*key.to_secret_bytes());
    let output = Command::new(std::env::current_exe()?)
        .arg("probe")
        .arg(path)
        .arg(secret)
        .arg(month.to_string())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What the process does.
pub fn measure(path: &Path, secret: &str, month: &str) -> Result<Probed, Failure> {
    let key = DbKey::from_secret_bytes(&data_encoding::HEXLOWER.decode(secret.as_bytes())?)?;
    let month: NaiveDate = month.parse()?;
    let month = YearMonth::new(month.year(), month.month())?;
    let started = Instant::now();
    let device = Device::open(path, &key, Arc::new(System))?;
    let open_ms = passed_ms(started);
    let memory_open_mb = memory::highest_mb(std::process::id())?;
    let conn = device.reader();
    let mut search_ms: f64 = 0.0;
    for name in NAMES {
        let started = Instant::now();
        // The names alone stand in an index, a fifth of the table: read that through, and the table for what is found.
        conn.prepare_cached(
            "SELECT f.doc, f.name, f.nik FROM (SELECT doc FROM rm_family WHERE name LIKE '%' || ?1 || '%' ORDER BY name LIMIT 50)
             JOIN rm_family f USING (doc) ORDER BY f.name",
        )?
        .query_map([name], |row| row.get::<_, String>(1))?
        .collect::<Result<Vec<_>, _>>()?;
        search_ms = search_ms.max(passed_ms(started));
    }
    let started = Instant::now();
    Rekap::count(conn, month)?;
    let summary_ms = passed_ms(started);
    let started = Instant::now();
    xlsx::write(&Rekap::count(conn, month)?, &Wording::default())?;
    let rekap_ms = passed_ms(started);
    Ok(Probed {
        open_ms,
        summary_ms,
        rekap_ms,
        search_ms,
        memory_open_mb,
        memory_mb: memory::highest_mb(std::process::id())?,
    })
}
