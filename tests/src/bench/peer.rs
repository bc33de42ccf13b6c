//! The peer: `PouchDB` on the phone, express-pouchdb at the other end, each in a Node process of its own (`bench/peers`).

use std::io::{BufRead, BufReader, Lines, Write};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde::Deserialize;

use super::failure::Failure;
use super::records::Record;

/// The peer's server. Killed when dropped.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// Starts it over a folder.
    pub fn start(peers: &Path, folder: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(folder)?;
        let mut child = node(peers, "server.mjs").arg(absolute(folder)?).spawn()?;
        let stdout = child.stdout.take().ok_or("the server's output is piped")?;
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        let address = line.trim().strip_prefix("listening on http://");
        let address = address
            .ok_or_else(|| format!("the peer's server said {line:?}"))?
            .parse()?;
        Ok(Self { child, address })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

/// The peer's phone: one process, any number of databases. Killed when dropped.
#[derive(Debug)]
pub struct Phone {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    error: Option<String>,
    #[serde(default)]
    documents: u64,
}

impl Phone {
    /// Starts the process.
    pub fn start(peers: &Path) -> Result<Self, Failure> {
        let mut child = node(peers, "phone.mjs").stdin(Stdio::piped()).spawn()?;
        let input = child.stdin.take().ok_or("the phone's input is piped")?;
        let output = child.stdout.take().ok_or("the phone's output is piped")?;
        Ok(Self {
            child,
            input,
            output: BufReader::new(output).lines(),
        })
    }

    /// Means this database from now on.
    pub fn open(&mut self, folder: &Path) -> Result<(), Failure> {
        if let Some(parent) = folder.parent() {
            std::fs::create_dir_all(parent)?;
        }
        self.say(&format!("open {}", absolute(folder)?.display()))
            .map(drop)
    }

    /// Puts records; `file` is where they are written down on the way.
    pub fn load(&mut self, records: &[Record], file: &Path) -> Result<(), Failure> {
        let mut lines = String::new();
        for record in records {
            lines += &record.document().to_string();
            lines.push('\n');
        }
        std::fs::write(file, lines)?;
        self.say(&format!("load {}", absolute(file)?.display()))
            .map(drop)
    }

    /// Changes the place of a meeting.
    pub fn edit_place(&mut self, record: &Record, place: &str) -> Result<(), Failure> {
        self.say(&format!("edit {} place {place}", record.id()))
            .map(drop)
    }

    /// Sends what is new.
    pub fn push(&mut self, url: &str) -> Result<(), Failure> {
        self.say(&format!("push {url}/meetings")).map(drop)
    }

    /// Fetches what is new.
    pub fn pull(&mut self, url: &str) -> Result<(), Failure> {
        self.say(&format!("pull {url}/meetings")).map(drop)
    }

    /// How many documents the database has.
    pub fn count(&mut self) -> Result<u64, Failure> {
        Ok(self.say("count")?.documents)
    }

    fn say(&mut self, command: &str) -> Result<Answer, Failure> {
        writeln!(self.input, "{command}")?;
        let line = self.output.next().ok_or("the peer's phone ended")??;
        let answer: Answer = serde_json::from_str(&line)?;
        match answer.error {
            Some(error) => Err(format!("the peer failed at {command:?}: {error}").into()),
            None => Ok(answer),
        }
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

fn node(peers: &Path, script: &str) -> Command {
    let mut command = Command::new("node");
    command
        .arg(script)
        .current_dir(peers)
        .stdout(Stdio::piped());
    command
}

fn absolute(path: &Path) -> Result<std::path::PathBuf, Failure> {
    Ok(std::path::absolute(path)?)
}

fn end(child: &mut Child) {
    // It may have ended by itself; either way it is gone afterwards.
    drop(child.kill());
    drop(child.wait());
}
