//! A small filesystem of its own for one device or relay, which can really be full.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const BALLAST: &str = "ballast";

/// A mounted filesystem. Unmounted when dropped; the whole run lives in a mount namespace, so nothing stays behind.
#[derive(Debug)]
pub struct Disk {
    path: PathBuf,
}

impl Disk {
    /// Mounts one of so many MiB at `path`.
    pub fn mount(path: &Path, mib: u32) -> std::io::Result<Self> {
        std::fs::create_dir_all(path)?;
        let mounted = Command::new("mount")
            .args([
                "-t",
                "tmpfs",
                "-o",
                &format!("size={mib}m,mode=0700"),
                "tmpfs",
            ])
            .arg(path)
            .output()?;
        if mounted.status.success() {
            Ok(Self {
                path: path.to_owned(),
            })
        } else {
            let told = String::from_utf8_lossy(&mounted.stderr);
            Err(std::io::Error::other(told.trim().to_owned()))
        }
    }

    /// Leaves so many KiB free.
    pub fn fill(&self, free: u64) -> std::io::Result<()> {
        self.free()?;
        let mut ballast = File::create(self.path.join(BALLAST))?;
        let block = [0xa5; 16 * 1024];
        let mut length: u64 = 0;
        loop {
            match ballast.write(&block) {
                Ok(0) => break,
                Ok(written) => length += written as u64,
                Err(error) if error.kind() == std::io::ErrorKind::StorageFull => break,
                Err(error) => return Err(error),
            }
        }
        ballast.set_len(length.saturating_sub(free * 1024))
    }

    /// Takes the ballast away.
    pub fn free(&self) -> std::io::Result<()> {
        match std::fs::remove_file(self.path.join(BALLAST)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // Lazily: a process that is just being killed may still hold a file.
        drop(Command::new("umount").arg("-l").arg(&self.path).output());
    }
}
