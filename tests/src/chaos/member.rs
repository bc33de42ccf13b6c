//! One device of a scene: its folder, its proxy, its process while it runs, and the commands that it has not answered.

use std::collections::{BTreeSet, VecDeque};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::counts::Counts;
use super::disk::Disk;
use super::line::Line;
use super::process::{DeviceProcess, Heard};
use super::truth::{Cell, Lane, Truth, kind_of};

/// How long a device waits for the relay while things go wrong; half-open sockets cost that much each.
pub const SHORT: Duration = Duration::from_millis(1200);
/// And while they are being put right.
pub const LONG: Duration = Duration::from_mins(1);

/// A device of a scene.
#[derive(Debug)]
pub struct Member {
    /// For messages.
    pub name: String,
    /// Its folder.
    pub folder: PathBuf,
    /// Its own way to the relay.
    pub line: Line,
    /// All runs of databases whose marks it must have.
    pub lanes: BTreeSet<Lane>,
    /// The run that it writes in now.
    pub lane: Lane,
    /// Kecamatan in which it records; empty for a device of the office.
    pub kecamatan: String,
    /// The office revoked it.
    pub revoked: bool,
    /// Its id in hex.
    pub id: String,
    /// The member of staff whose it is; empty if it says none.
    pub person: String,
    /// Its small disk, where it has one.
    pub disk: Option<Disk>,
    /// A copy of its folder of earlier, with the lanes of then.
    pub snapshot: Option<(PathBuf, BTreeSet<Lane>)>,
    /// It sees the other relay, if there are two.
    pub elsewhere: bool,
    file_limit: Option<u64>,
    patience: Duration,
    process: Option<DeviceProcess>,
    /// Cells of each command that was not answered yet; none for commands that save nothing.
    unanswered: VecDeque<Vec<Cell>>,
    counts: Counts,
}

impl Member {
    /// A device in `folder`, which does not run yet.
    pub fn new(
        name: &str,
        folder: &Path,
        way: Line,
        lane: Lane,
        kecamatan: &str,
        counts: &Counts,
    ) -> Self {
        Self {
            name: name.to_owned(),
            folder: folder.to_owned(),
            line: way,
            lanes: BTreeSet::from([lane]),
            lane,
            kecamatan: kecamatan.to_owned(),
            revoked: false,
            id: String::new(),
            person: String::new(),
            disk: None,
            snapshot: None,
            elsewhere: false,
            file_limit: None,
            patience: LONG,
            process: None,
            unanswered: VecDeque::new(),
            counts: counts.clone(),
        }
    }

    /// The id of its process, while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.process.as_ref().map(DeviceProcess::pid)
    }

    /// Whether it is a device of the office.
    pub fn is_office(&self) -> bool {
        self.kecamatan.is_empty()
    }

    /// Tells it something that saves nothing.
    pub fn tell(&mut self, truth: &mut Truth, command: &str) {
        self.tell_marks(truth, command, Vec::new());
    }

    /// Tells it to save these cells.
    pub fn tell_marks(&mut self, truth: &mut Truth, command: &str, cells: Vec<Cell>) {
        if self.process.is_none() {
            let started = DeviceProcess::start(
                &self.folder,
                &self.line.url(),
                self.patience,
                self.file_limit,
            );
            match started {
                Ok(process) => self.process = Some(process),
                Err(error) => eprintln!("{} does not start: {error}", self.name),
            }
        }
        self.unanswered.push_back(cells);
        let told = self
            .process
            .as_mut()
            .is_some_and(|process| process.say(command));
        if !told {
            self.fell(truth, &format!("it is gone, at `{command}`"));
        }
    }

    /// Its next answer.
    pub fn hear(&mut self, truth: &mut Truth) -> Heard {
        let Some(process) = &mut self.process else {
            return Heard::default();
        };
        let heard = process.hear();
        self.take(truth, &heard);
        if heard.hung {
            self.fell(truth, "it hangs");
        } else if heard.answer.is_none() {
            self.fell(truth, "it ended");
        }
        heard
    }

    /// All answers that it owes.
    pub fn hear_all(&mut self, truth: &mut Truth) -> Vec<Heard> {
        let mut all = Vec::new();
        while !self.unanswered.is_empty() && self.process.is_some() {
            all.push(self.hear(truth));
        }
        all
    }

    /// One command and its answer, after all that it still owes.
    pub fn ask(&mut self, truth: &mut Truth, command: &str) -> Heard {
        self.hear_all(truth);
        self.tell(truth, command);
        self.hear(truth)
    }

    /// Lets it work for a while, then kills it. False if it had done everything by then.
    pub fn kill_after(&mut self, truth: &mut Truth, time: Duration) -> bool {
        let end = Instant::now() + time;
        while !self.unanswered.is_empty() {
            let Some(process) = &mut self.process else {
                return false;
            };
            let heard = process.hear_until(end);
            self.take(truth, &heard);
            if heard.hung {
                break;
            }
            if heard.answer.is_none() {
                self.fell(truth, "it ended");
                return false;
            }
        }
        let busy = !self.unanswered.is_empty();
        self.kill(truth);
        busy
    }

    /// Lets it work for a while.
    pub fn wait(&mut self, truth: &mut Truth, time: Duration) {
        let end = Instant::now() + time;
        while !self.unanswered.is_empty() && Instant::now() < end {
            let Some(process) = &mut self.process else {
                return;
            };
            let heard = process.hear_until(end);
            self.take(truth, &heard);
            if heard.answer.is_none() && !heard.hung {
                self.fell(truth, "it ended");
            }
        }
    }

    /// Kills it where it stands.
    pub fn kill(&mut self, truth: &mut Truth) {
        if let Some(process) = self.process.take() {
            for heard in process.kill() {
                self.take(truth, &heard);
            }
        }
        self.unanswered.clear();
        truth.leave_open(self.lane);
    }

    /// Lets it end by itself; it starts again when it is told something.
    pub fn close(&mut self, truth: &mut Truth) {
        self.hear_all(truth);
        if let Some(process) = self.process.take() {
            for heard in process.close() {
                self.take(truth, &heard);
            }
        }
    }

    /// From its next start on, none of its files can grow beyond so many KiB.
    pub fn limit(&mut self, truth: &mut Truth, kib: Option<u64>) {
        if self.file_limit != kib {
            self.close(truth);
            self.file_limit = kib;
        }
    }

    /// How long it waits for the relay from now on.
    pub fn be_patient(&mut self, truth: &mut Truth, patience: Duration) {
        if self.patience != patience {
            self.patience = patience;
            if self.process.is_some() {
                self.tell(truth, &format!("patience {}", patience.as_millis()));
            }
        }
    }

    fn take(&mut self, truth: &mut Truth, heard: &Heard) {
        for saved in &heard.saved {
            let marks = truth.confirm(saved);
            self.counts.toll(|toll| toll.marks_saved += marks);
            let group = saved["group"].as_str().unwrap_or_default();
            self.counts.saved(kind_of(group), marks);
        }
        if heard.answer.is_some() {
            let cells = self.unanswered.pop_front().unwrap_or_default();
            if !heard.ok() {
                truth.refused(&cells);
            }
            let kind = heard.kind();
            if BROKEN.contains(&kind) {
                self.counts.toll(|toll| toll.crashed += 1);
                eprintln!("{}: {:?}", self.name, heard.answer);
            }
        }
    }

    /// It ended, or hangs, and nobody had killed it.
    fn fell(&mut self, truth: &mut Truth, how: &str) {
        self.counts.toll(|toll| toll.crashed += 1);
        eprintln!(
            "{}: {how}; its log: {}",
            self.name,
            self.folder.with_extension("log").display()
        );
        self.process = None;
        self.unanswered.clear();
        truth.leave_open(self.lane);
    }
}

/// Answers that no fault of this house may lead to: what is stored does not read any more.
const BROKEN: [&str; 5] = [
    "database_damaged",
    "database_wrong_key",
    "document_damaged",
    "sealing",
    "usage",
];
