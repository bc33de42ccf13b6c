//! A relay process of its own, on a port of its own, over a folder of its own.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A free port on loopback.
const ANYWHERE: &str = "127.0.0.1:0";

/// A running `sesi-relay serve`. Killed when dropped.
#[derive(Debug)]
pub struct RelayProcess {
    child: Child,
    scheme: String,
    /// Where it listens.
    pub address: SocketAddr,
    /// Its data folder.
    pub data: PathBuf,
    /// Its log file.
    pub log: PathBuf,
}

impl RelayProcess {
    /// Starts a relay over `data` that lets anybody found an office.
    ///
    /// # Panics
    /// If the relay does not start: a test cannot go on without it.
    pub fn start(data: &Path) -> Self {
        Self::start_with(data, &["--open-founding"])
    }

    /// Starts a relay over `data` with these flags.
    ///
    /// # Panics
    /// If the relay does not start.
    pub fn start_with(data: &Path, flags: &[&str]) -> Self {
        Self::start_at(data, ANYWHERE, flags)
    }

    /// Starts a relay over `data` at an address, such as the one where it was before.
    ///
    /// # Panics
    /// If the relay does not start.
    pub fn start_at(data: &Path, address: &str, flags: &[&str]) -> Self {
        Self::try_start_at(Command::new(binary()), address, data, flags)
            .unwrap_or_else(|error| panic!("sesi-relay starts: {error}"))
    }

    /// Starts a relay by `command`, which leads to its program, unless it or its folder refuses.
    pub fn try_start(command: Command, data: &Path, flags: &[&str]) -> std::io::Result<Self> {
        Self::try_start_at(command, ANYWHERE, data, flags)
    }

    fn try_start_at(
        mut command: Command,
        address: &str,
        data: &Path,
        flags: &[&str],
    ) -> std::io::Result<Self> {
        std::fs::create_dir_all(data)?;
        let log = data.with_extension("log");
        let log_file = std::fs::File::options()
            .create(true)
            .append(true)
            .open(&log)?;
        let mut child = command
            .args(["serve", "--listen", address, "--data"])
            .arg(data)
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(log_file)
            .spawn()?;
        let mut line = String::new();
        if let Some(stdout) = child.stdout.take() {
            BufReader::new(stdout).read_line(&mut line)?;
        }
        let said = line.trim().strip_prefix("listening on ");
        let said = said.and_then(|url| url.split_once("://"));
        let Some((scheme, address)) =
            said.and_then(|(scheme, address)| Some((scheme.to_owned(), address.parse().ok()?)))
        else {
            drop(child.kill());
            drop(child.wait());
            let log = std::fs::read_to_string(&log).unwrap_or_default();
            let told = format!("it said {line:?} instead of its address; its log:\n{log}");
            return Err(std::io::Error::other(told));
        };
        Ok(Self {
            child,
            scheme,
            address,
            data: data.to_owned(),
            log,
        })
    }

    /// Whether it still runs.
    pub fn is_alive(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// `http://127.0.0.1:port`, or `https` where it was given a certificate.
    pub fn url(&self) -> String {
        format!("{}://{}", self.scheme, self.address)
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Ends it as a power cut would.
    pub fn kill(mut self) -> PathBuf {
        self.end();
        self.data.clone()
    }

    fn end(&mut self) {
        // It may have ended by itself; either way it is gone afterwards.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for RelayProcess {
    fn drop(&mut self) {
        self.end();
    }
}

/// Puts a backup in place as the data of a relay in a new folder.
///
/// # Panics
/// If files cannot be copied, or the old folder holds no database.
pub fn restore(backup: &Path, old: &Path, new: &Path) {
    std::fs::create_dir_all(new).expect("a new folder can be made");
    let name = database(old)
        .file_name()
        .expect("a file has a name")
        .to_owned();
    std::fs::copy(backup, new.join(name)).expect("the backup can be copied");
}

/// The relay's database file in its folder.
///
/// # Panics
/// If there is none.
pub fn database(data: &Path) -> PathBuf {
    std::fs::read_dir(data)
        .expect("the relay's folder can be read")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|e| e == "db" || e == "sqlite"))
        .expect("the relay has a database")
}

/// The relay's binary: `SESI_RELAY`, or beside the running test or program.
///
/// # Panics
/// If it has not been built.
pub fn binary() -> PathBuf {
    if let Some(path) = std::env::var_os("SESI_RELAY") {
        return PathBuf::from(path);
    }
    let own = std::env::current_exe().expect("a program has a path");
    own.ancestors()
        .skip(1)
        .take(3)
        .map(|folder| folder.join("sesi-relay"))
        .find(|path| path.is_file())
        .expect("build the relay first: `cargo build -p sesi-relay`")
}
