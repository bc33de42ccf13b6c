//! The relay of a scene: killed and restarted, backed up, wiped, restored, swapped, and for a while two of them at once.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::disk::Disk;
use super::golden::Golden;
use super::process::under_limit;
use crate::relay::{RelayProcess, binary};

/// MiB of the relay's disk.
const DISK: u32 = 48;

/// The relay that stands at the address, and what is left of earlier ones.
#[derive(Debug)]
pub struct Relays {
    folder: PathBuf,
    /// Backups are kept elsewhere: they are not what fills the relay's disk.
    safe: PathBuf,
    present: Option<RelayProcess>,
    /// A second one that part of the devices see.
    pub other: Option<RelayProcess>,
    backups: Vec<PathBuf>,
    shelved: Vec<PathBuf>,
    made: usize,
    /// Its small disk, where one can be mounted.
    pub disk: Option<Disk>,
}

impl Relays {
    /// A first relay, on a disk of its own if `mount` says so: empty, or over what an earlier build left.
    pub fn start(folder: &Path, mount: bool, golden: Option<&Golden>) -> std::io::Result<Self> {
        let (folder, safe) = (folder.join("relay"), folder.join("backups"));
        std::fs::create_dir_all(&safe)?;
        let disk = mount.then(|| Disk::mount(&folder, DISK)).transpose()?;
        std::fs::create_dir_all(&folder)?;
        let mut relays = Self {
            folder,
            safe,
            present: None,
            other: None,
            backups: Vec::new(),
            shelved: Vec::new(),
            made: 0,
            disk,
        };
        let data = relays.new_data();
        if let Some(golden) = golden {
            golden.lay_out_relay(&data)?;
        }
        relays.serve(&data, None)?;
        Ok(relays)
    }

    fn new_data(&mut self) -> PathBuf {
        self.made += 1;
        self.folder.join(format!("data-{}", self.made))
    }

    fn serve(&mut self, data: &Path, file_limit: Option<u64>) -> std::io::Result<()> {
        self.present = Some(run(data, file_limit)?);
        Ok(())
    }

    /// The relay at the address.
    ///
    /// # Panics
    /// Between a kill and the start after it, when nobody asks.
    pub fn present(&mut self) -> &mut RelayProcess {
        self.present.as_mut().expect("a scene has a relay")
    }

    /// Whether all relays still run.
    pub fn alive(&mut self) -> bool {
        self.present().is_alive() && self.other.as_mut().is_none_or(RelayProcess::is_alive)
    }

    /// Kills the relay where it stands.
    pub fn kill(&mut self) -> PathBuf {
        let data = self.present().data.clone();
        self.present = None;
        data
    }

    /// Starts the relay again over what it has; with `file_limit`, its writes fail past so many KiB.
    pub fn restart(&mut self, data: &Path, file_limit: Option<u64>) -> std::io::Result<()> {
        self.serve(data, file_limit)
    }

    /// Keeps a backup of how the relay is now.
    pub fn back_up(&mut self) -> std::io::Result<()> {
        self.made += 1;
        let file = self.safe.join(format!("{}.sqlite", self.made));
        let data = self.present().data.clone();
        let done = Command::new(binary())
            .args(["backup", "--data"])
            .arg(data)
            .arg(&file)
            .output()?;
        if done.status.success() {
            self.backups.push(file);
            // The oldest stays: "any older backup".
            if self.backups.len() > 4 {
                std::fs::remove_file(self.backups.remove(1))?;
            }
            Ok(())
        } else {
            Err(std::io::Error::other(
                String::from_utf8_lossy(&done.stderr).into_owned(),
            ))
        }
    }

    /// How many backups there are.
    pub fn backups(&self) -> usize {
        self.backups.len()
    }

    /// The relay dies with its disk, and an empty one takes its place.
    pub fn wipe(&mut self) -> std::io::Result<()> {
        let old = self.kill();
        remove(&old)?;
        let data = self.new_data();
        self.serve(&data, None)
    }

    /// The relay dies with its disk and comes back as it was in a backup.
    pub fn restore(&mut self, backup: usize) -> std::io::Result<()> {
        let old = self.kill();
        let data = self.unpack_backup(backup)?;
        remove(&old)?;
        self.serve(&data, None)
    }

    fn unpack_backup(&mut self, backup: usize) -> std::io::Result<PathBuf> {
        let data = self.new_data();
        std::fs::create_dir_all(&data)?;
        std::fs::copy(&self.backups[backup], data.join("relay.sqlite"))?;
        Ok(data)
    }

    /// Another relay takes the place: one that stood here before, or an empty one. The present one is put on the shelf.
    pub fn swap(&mut self) -> std::io::Result<()> {
        let old = self.kill();
        let data = match self.shelved.pop() {
            Some(data) => data,
            None => self.new_data(),
        };
        self.shelved.push(old);
        self.serve(&data, None)
    }

    /// A second relay begins as a copy of the present one; from here on they go apart.
    pub fn split(&mut self) -> std::io::Result<()> {
        self.back_up()?;
        let data = self.unpack_backup(self.backups.len() - 1)?;
        self.other = Some(run(&data, None)?);
        Ok(())
    }

    /// One of the two is the relay from now on; the other one is gone.
    pub fn join(&mut self, keep_other: bool) -> std::io::Result<()> {
        let Some(other) = self.other.take() else {
            return Ok(());
        };
        let gone = if keep_other {
            let old = self.kill();
            self.present = Some(other);
            old
        } else {
            other.kill()
        };
        remove(&gone)
    }

    /// Puts the relay's logs, and a list of what fills its disk, beside the rest: its disk ends with the run.
    pub fn keep_logs(&self) -> std::io::Result<()> {
        let listed = Command::new("ls").arg("-lR").arg(&self.folder).output()?;
        std::fs::write(self.safe.join("disk.txt"), listed.stdout)?;
        for entry in std::fs::read_dir(&self.folder)? {
            let path = entry?.path();
            if let Some(name) = path
                .file_name()
                .filter(|_| path.extension().is_some_and(|e| e == "log"))
            {
                std::fs::copy(&path, self.safe.join(name))?;
            }
        }
        Ok(())
    }

    /// What `sesi-relay check` says of the present relay; `Err` with its findings if it is not sound.
    pub fn check(&mut self) -> Result<(), String> {
        let done = Command::new(binary())
            .args(["check", "--data"])
            .arg(self.present().data.clone())
            .output()
            .map_err(|error| error.to_string())?;
        if done.status.success() {
            Ok(())
        } else {
            let (told, more) = (
                String::from_utf8_lossy(&done.stdout),
                String::from_utf8_lossy(&done.stderr),
            );
            Err(format!("{told}{more}"))
        }
    }
}

fn run(data: &Path, file_limit: Option<u64>) -> std::io::Result<RelayProcess> {
    let command = under_limit(&binary(), file_limit);
    RelayProcess::try_start(command, data, &["--open-founding", "--log", "info"])
}

fn remove(data: &Path) -> std::io::Result<()> {
    std::fs::remove_dir_all(data)
}
