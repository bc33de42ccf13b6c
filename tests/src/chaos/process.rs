//! One device as a process of its own: told what to do, listened to, killed, and started again over the same folder.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::Value;

/// After so long without a word a device is taken for hung.
const HUNG: Duration = Duration::from_mins(2);

/// What a device answered.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Heard {
    /// The `saved` lines.
    pub saved: Vec<Value>,
    /// The answer; none if the process ended before it.
    pub answer: Option<Value>,
    /// It said nothing for too long.
    pub hung: bool,
}

impl Heard {
    /// Whether the command did its work.
    pub fn ok(&self) -> bool {
        self.field("ok").as_bool() == Some(true)
    }

    /// The kind of its trouble, empty if there is none.
    pub fn kind(&self) -> &str {
        self.field("kind").as_str().unwrap_or_default()
    }

    /// A field of the answer; null if there is none.
    pub fn field(&self, name: &str) -> &Value {
        const NULL: Value = Value::Null;
        self.answer.as_ref().map_or(&NULL, |answer| &answer[name])
    }

    /// A number of the answer; 0 if there is none.
    pub fn number(&self, name: &str) -> u64 {
        self.field(name).as_u64().unwrap_or(0)
    }
}

/// A running shell over a device's folder.
#[derive(Debug)]
pub struct DeviceProcess {
    child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
}

impl DeviceProcess {
    /// Starts one. `file_limit`: KiB that any file of it may grow to, where its writes are to fail.
    pub fn start(
        folder: &Path,
        relay: &str,
        patience: Duration,
        file_limit: Option<u64>,
    ) -> std::io::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(folder.with_extension("log"))?;
        let mut command = under_limit(&binary("device"), file_limit);
        let mut child = command
            .arg("--db")
            .arg(folder)
            .args([
                "--relay",
                relay,
                "--patience",
                &patience.as_millis().to_string(),
                "shell",
            ])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        let (sender, lines) = channel();
        if let Some(stdout) = child.stdout.take() {
            std::thread::spawn(move || {
                for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
        }
        Ok(Self {
            stdin: child.stdin.take(),
            child,
            lines,
        })
    }

    /// Gives it a command. False if it is gone.
    pub fn say(&mut self, command: &str) -> bool {
        let Some(stdin) = &mut self.stdin else {
            return false;
        };
        writeln!(stdin, "{command}")
            .and_then(|()| stdin.flush())
            .is_ok()
    }

    /// Its next answer, with the `saved` lines before it.
    pub fn hear(&mut self) -> Heard {
        self.hear_until(Instant::now() + HUNG)
    }

    /// The same, up to a moment; `hung` if that came first.
    pub fn hear_until(&mut self, end: Instant) -> Heard {
        let mut heard = Heard::default();
        loop {
            match self
                .lines
                .recv_timeout(end.saturating_duration_since(Instant::now()))
            {
                Ok(line) => match read_line(&line) {
                    Spoken::Saved(saved) => heard.saved.push(saved),
                    Spoken::Answer(answer) => {
                        heard.answer = Some(answer);
                        return heard;
                    }
                    // A line that a kill cut in half confirms nothing.
                    Spoken::Torn => {}
                },
                Err(RecvTimeoutError::Timeout) => {
                    heard.hung = true;
                    return heard;
                }
                Err(RecvTimeoutError::Disconnected) => return heard,
            }
        }
    }

    /// Ends it as a battery that is pulled out; what it had still said is heard.
    pub fn kill(mut self) -> Vec<Heard> {
        drop(self.child.kill());
        self.rest()
    }

    /// Lets it end by itself.
    pub fn close(mut self) -> Vec<Heard> {
        self.stdin = None;
        self.rest()
    }

    fn rest(&mut self) -> Vec<Heard> {
        let mut all = Vec::new();
        loop {
            let heard = self.hear();
            let over = heard.answer.is_none();
            if !heard.saved.is_empty() || !over {
                all.push(heard);
            }
            if over {
                drop(self.child.wait());
                return all;
            }
        }
    }

    /// The process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for DeviceProcess {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

enum Spoken {
    Saved(Value),
    Answer(Value),
    Torn,
}

fn read_line(line: &str) -> Spoken {
    let read = |text: &str| serde_json::from_str::<Value>(text).ok();
    match line.strip_prefix("saved ") {
        Some(rest) => read(rest).map_or(Spoken::Torn, Spoken::Saved),
        None => read(line).map_or(Spoken::Torn, Spoken::Answer),
    }
}

/// A program of which no file may grow beyond so many KiB: writes past that fail, as on a broken disk.
pub fn under_limit(program: &Path, file_limit: Option<u64>) -> Command {
    let Some(limit) = file_limit else {
        return Command::new(program);
    };
    let mut command = Command::new("bash");
    command
        .arg("-c")
        // Ignored, the signal becomes an error of the write.
        .arg(format!(
            "trap '' XFSZ; ulimit -f {limit}; exec \"$0\" \"$@\""
        ))
        .arg(program);
    command
}

/// A program of this crate, beside the running test or program.
///
/// # Panics
/// If it has not been built.
pub fn binary(name: &str) -> PathBuf {
    let own = std::env::current_exe().expect("a program has a path");
    own.ancestors()
        .skip(1)
        .take(3)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file())
        .unwrap_or_else(|| panic!("build {name} first: `cargo build -p sesi-tests --bins`"))
}
