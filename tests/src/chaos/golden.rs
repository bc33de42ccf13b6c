//! Databases and a relay as an earlier build left them: written once for each format, opened by every build after it.
//!
//! A folder holds an office and a phone (each a database and its key), a relay's file, and `expected.json`: the phone's kecamatan, its
//! `saved` lines, and how many of them no relay had yet.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use chrono::Datelike;
use serde_json::{Value, json};
use sesi_engine::ambient::{Ambient, System};

use super::process::{DeviceProcess, Heard};
use crate::relay::{RelayProcess, binary};

const KECAMATAN: &str = "72.01.09";
const PATIENCE: Duration = Duration::from_mins(1);
const DEVICES: [&str; 2] = ["office", "phone"];

/// What a folder says of itself.
#[derive(Debug, Clone)]
pub struct Golden {
    /// Where it is.
    pub folder: PathBuf,
    /// Where its phone works.
    pub kecamatan: String,
    /// The year of its meetings.
    pub year: i32,
    /// What the phone had confirmed, in order.
    pub saved: Vec<Value>,
    /// How many of these, the last ones, had not been sent.
    pub unsent: usize,
}

/// All formats so far, the oldest first.
pub fn all() -> std::io::Result<Vec<Golden>> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut folders = Vec::new();
    for entry in std::fs::read_dir(home)? {
        let path = entry?.path();
        if path.is_dir() {
            folders.push(path);
        }
    }
    folders.sort();
    folders.iter().map(|folder| read(folder)).collect()
}

fn read(folder: &Path) -> std::io::Result<Golden> {
    let text = std::fs::read_to_string(folder.join("expected.json"))?;
    let said: Value = serde_json::from_str(&text)?;
    let number = |name: &str| said[name].as_i64().unwrap_or_default();
    Ok(Golden {
        folder: folder.to_owned(),
        kecamatan: said["kecamatan"].as_str().unwrap_or_default().to_owned(),
        year: i32::try_from(number("year")).unwrap_or_default(),
        saved: said["saved"].as_array().cloned().unwrap_or_default(),
        unsent: usize::try_from(number("unsent")).unwrap_or_default(),
    })
}

impl Golden {
    /// Puts the files of `office` or `phone` into a device's folder.
    pub fn lay_out(&self, device: &str, to: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(to)?;
        for entry in std::fs::read_dir(self.folder.join(device))? {
            let entry = entry?;
            std::fs::copy(entry.path(), to.join(entry.file_name()))?;
        }
        Ok(())
    }

    /// Puts the relay's file into its data folder.
    pub fn lay_out_relay(&self, data: &Path) -> std::io::Result<()> {
        std::fs::create_dir_all(data)?;
        std::fs::copy(self.folder.join("relay.db"), data.join("relay.sqlite"))?;
        Ok(())
    }
}

/// Writes what the present build leaves into `folder`, which must not exist.
pub fn write(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir(folder)?;
    let work = tempfile::tempdir()?;
    let relay = RelayProcess::start(&work.path().join("relay"));
    let year = System.now().year();
    let homes = DEVICES.map(|name| work.path().join(name));
    let start = |home: &Path| DeviceProcess::start(home, &relay.url(), PATIENCE, None);
    let (mut office, mut phone) = (start(&homes[0])?, start(&homes[1])?);
    must(&mut office, "found")?;
    must(
        &mut office,
        &format!("groups 2 --families 6 --kecamatan {KECAMATAN} --years {year}"),
    )?;
    let invited = must(&mut office, &format!("invite ANI --kecamatan {KECAMATAN}"))?;
    let link = invited
        .field("link")
        .as_str()
        .unwrap_or_default()
        .to_owned();
    must(&mut phone, &format!("enrol {link}"))?;
    must(&mut phone, "sync")?;
    must(&mut office, "sync")?;
    let mut saved = must(&mut phone, &format!("record 6 --seed 1 --year {year}"))?.saved;
    must(&mut phone, "sync")?;
    must(&mut office, "sync")?;
    // Some of its work is sealed and not sent, some is not even sealed.
    let sealed = must(&mut phone, &format!("record 2 --seed 2 --year {year}"))?.saved;
    let export = work.path().join("sealed.sesi");
    must(&mut phone, &format!("export {}", export.display()))?;
    let open = must(&mut phone, &format!("record 2 --seed 3 --year {year}"))?.saved;
    let unsent = sealed.len() + open.len();
    saved.extend(sealed);
    saved.extend(open);
    for (process, (name, home)) in [office, phone].into_iter().zip(DEVICES.iter().zip(&homes)) {
        process.close();
        std::fs::create_dir(folder.join(name))?;
        for file in ["device.db", "device.key", "device.db.keycheck"] {
            if home.join(file).exists() {
                std::fs::copy(home.join(file), folder.join(name).join(file))?;
            }
        }
    }
    let backed_up = Command::new(binary())
        .args(["backup", "--data"])
        .arg(&relay.data)
        .arg(folder.join("relay.db"))
        .output()?;
    if !backed_up.status.success() {
        return Err(std::io::Error::other(
            String::from_utf8_lossy(&backed_up.stderr).into_owned(),
        ));
    }
    let expected = json!({"kecamatan": KECAMATAN, "year": year, "unsent": unsent, "saved": saved});
    std::fs::write(folder.join("expected.json"), format!("{expected:#}\n"))
}

fn must(process: &mut DeviceProcess, command: &str) -> std::io::Result<Heard> {
    process.say(command);
    let heard = process.hear();
    if heard.ok() {
        Ok(heard)
    } else {
        Err(std::io::Error::other(format!(
            "`{command}`: {:?}",
            heard.answer
        )))
    }
}
