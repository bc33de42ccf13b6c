//! Forms: a month of a kabupaten as one PDF, and what a phone writes. Each is written in a process of its own, by the call of the window; the
//! program starts itself again with `forms` as its first word.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_engine::ambient::System;
use sesi_engine::job::unwatched;
use sesi_engine::keys::secret::DbKey;
use uuid::Uuid;

use super::elapsed::passed_ms;
use super::failure::Failure;
use super::memory;
use super::office::Filled;
use super::records::Records;

/// The kabupaten as one place, so that one call writes all of it.
const PENDAMPING: usize = 63;
const FAMILIES: usize = 13_081;
const GROUPS: usize = 650;
/// The phone, as in [`super::phone`].
const OWN: [usize; 3] = [3, 623, 31];
const OWN_MONTHS: u32 = 36;

/// What forms take.
#[derive(Debug, Clone, Serialize)]
pub struct FormsFigures {
    /// Meetings of the month of the kabupaten.
    pub meetings: usize,
    /// Their pemantauan in one PDF.
    pub pemantauan: Written,
    /// Months on the phone.
    pub months: u32,
    /// The list of attendance of one meeting on the phone.
    pub attendance: Written,
    /// The RHK 2 report of that meeting on the phone.
    pub rhk2: Written,
}

/// A form that was written.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Written {
    /// How long it took, in ms.
    pub ms: f64,
    /// Bytes of the file.
    pub bytes: u64,
    /// The most memory that the process held before, in MB.
    pub opened_mb: f64,
    /// The most that it held, in MB.
    pub memory_mb: f64,
}

/// Measures it all in `folder`.
pub fn run(folder: &Path) -> Result<FormsFigures, Failure> {
    eprintln!("forms: a month of {GROUPS} groups; a phone of {OWN_MONTHS} months");
    std::fs::create_dir_all(folder)?;
    let records = Records::new(31);
    let mut office = Filled::new(&folder.join("office.db"), PENDAMPING, FAMILIES, GROUPS, 1)?;
    let meetings = office.record_month(&records, 0)?;
    let month = super::office::month(0).format("%Y-%m").to_string();
    let kecamatan = place(&office.device)?;
    let of = json!({ "kecamatan": [month, kecamatan] });
    let form = |of: &Value, form: &str| json!({ "of": of, "form": form, "format": "pdf", "paper": "a4", "signed": null });
    let pemantauan = in_own_process(office, "export_meetings", &form(&of, "pemantauan"), folder)?;

    let [pendamping, families, groups] = OWN;
    let mut phone = Filled::new(&folder.join("phone.db"), pendamping, families, groups, 1)?;
    for no in 0..OWN_MONTHS {
        phone.record_month(&records, no)?;
    }
    let meeting: [u8; 16] = phone.device.reader().query_row(
        "SELECT doc FROM rm_meeting ORDER BY date DESC, doc LIMIT 1",
        [],
        |row| row.get(0),
    )?;
    let of = json!({ "meeting": Uuid::from_bytes(meeting) });
    let list = json!({ "of": of, "variant": "a", "paper": "a4" });
    let Filled {
        device, path, key, ..
    } = phone;
    drop(device);
    let figures = FormsFigures {
        meetings,
        pemantauan,
        months: OWN_MONTHS,
        attendance: process(&path, &key, "export_attendance", &list, folder)?,
        rhk2: process(&path, &key, "export_meetings", &form(&of, "rhk2"), folder)?,
    };
    eprintln!("  {figures:?}");
    Ok(figures)
}

fn place(device: &Device) -> Result<String, Failure> {
    Ok(device
        .reader()
        .query_row("SELECT kecamatan FROM rm_group LIMIT 1", [], |row| {
            row.get(0)
        })?)
}

fn in_own_process(
    filled: Filled,
    name: &str,
    job: &Value,
    folder: &Path,
) -> Result<Written, Failure> {
    let Filled {
        device, path, key, ..
    } = filled;
    drop(device);
    process(&path, &key, name, job, folder)
}

/// Starts the process and reads what it says.
fn process(
    path: &Path,
    key: &DbKey,
    name: &str,
    job: &Value,
    folder: &Path,
) -> Result<Written, Failure> {
    let secret = data_encoding::HEXLOWER.encode(&*key.to_secret_bytes());
    let mut job = job.clone();
    job["path"] = std::path::absolute(folder.join("form.pdf"))?
        .to_string_lossy()
        .into();
    let output = Command::new(std::env::current_exe()?)
        .arg("forms")
        .arg(path)
        .args([&secret, name, &job.to_string()])
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// What the process does.
pub fn measure(path: &Path, secret: &str, name: &str, job: &str) -> Result<Written, Failure> {
    let key = DbKey::from_secret_bytes(&data_encoding::HEXLOWER.decode(secret.as_bytes())?)?;
    let mut device = Device::open(path, &key, Arc::new(System))?;
    let opened_mb = memory::highest_mb(std::process::id())?;
    let job: Value = serde_json::from_str(job)?;
    let started = Instant::now();
    let answer = calls::job(&mut device, name, job, &mut unwatched);
    let ms = passed_ms(started);
    let answer = answer.map_err(|fault| format!("{fault:?}"))?;
    Ok(Written {
        ms,
        bytes: answer["bytes"].as_u64().unwrap_or_default(),
        opened_mb,
        memory_mb: memory::highest_mb(std::process::id())?,
    })
}
