//! The `device` program does what the app does when an office moves: it follows by itself, and works through a detour meanwhile.

#![allow(
    clippy::unwrap_used,
    reason = "a test cannot go on without what it unwraps"
)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use sesi_tests::relay::RelayProcess;

fn device(folder: &Path, words: &[&str]) -> Output {
    let program = Path::new(env!("CARGO_BIN_EXE_device"));
    let mut command = Command::new(program);
    command.arg("--db").arg(folder).args(words);
    command.output().unwrap()
}

/// What it says last, when all went well.
fn told(folder: &Path, words: &[&str]) -> Value {
    let output = device(folder, words);
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{words:?}: {said}");
    serde_json::from_str(said.lines().last().unwrap()).unwrap()
}

#[test]
fn the_program_follows_its_office_to_another_relay() {
    let dir = tempfile::tempdir().unwrap();
    let old = RelayProcess::start(&dir.path().join("old"));
    let new = RelayProcess::start(&dir.path().join("new"));
    let (office, phone) = (dir.path().join("office"), dir.path().join("phone"));
    told(&office, &["--relay", &old.url(), "found"]);
    told(&office, &["groups", "2", "--families", "3"]);
    let invited = told(&office, &["invite", "ANI"]);
    told(&phone, &["enrol", invited["link"].as_str().unwrap()]);
    told(&office, &["sync"]);
    told(&phone, &["sync"]);
    told(&phone, &["record", "1"]);

    // A member moves nobody.
    let refused = device(&phone, &["move", &new.url()]);
    assert_eq!(refused.status.code(), Some(4), "{refused:?}");
    assert_eq!(told(&phone, &["status"])["relay"], old.url());

    told(&office, &["move", &new.url()]);
    told(&office, &["sync"]);
    // By another way to the old relay, as through a proxy: what is behind it is still the relay that was left.
    let detour = old.url().replace("127.0.0.1", "localhost");
    told(&phone, &["--relay", &detour, "sync"]);
    assert_eq!(told(&phone, &["status"])["relay"], new.url());
    old.kill();
    told(&phone, &["sync"]);
    told(&office, &["sync"]);
    let here = told(&office, &["count"]);
    assert_eq!(here["meetings"], 1);
    assert_eq!(here["marks"], told(&phone, &["count"])["marks"]);
}
