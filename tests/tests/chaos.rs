//! The short version of `make chaos`: every family of faults at least once, in a scene that begins from an earlier format. And proof
//! that it can count: spoilt on purpose, it says so.

use std::process::{Command, Output};

use serde_json::Value;

fn play(args: &[&str]) -> (Output, Value) {
    let dir = tempfile::tempdir().expect("a folder");
    let out = dir.path().join("chaos.json");
    let output = Command::new(env!("CARGO_BIN_EXE_chaos"))
        .args(["--seed", "7", "--abreast", "1", "--out"])
        .arg(&out)
        .arg("--folder")
        .arg(dir.path())
        .args(args)
        .output()
        .expect("chaos runs");
    let text = std::fs::read_to_string(&out).unwrap_or_default();
    let report = serde_json::from_str(&text).unwrap_or_default();
    (output, report)
}

#[test]
fn every_family_strikes_and_nothing_is_lost() {
    let (output, report) = play(&["--once-each", "--faults", "1"]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{report}\n{told}");
    for toll in ["lost", "duplicated", "diverged", "crashed"] {
        assert_eq!(report[toll], 0, "{toll}: {told}");
    }
    assert!(report["marks_saved"].as_u64() > Some(100));
    // All of what the forum and persons' own feeds carry was among it.
    for kind in [
        "marks",
        "voices",
        "answers",
        "training_marks",
        "rakor_marks",
        "minutes",
        "scores",
        "supervision_answers",
        "replies",
    ] {
        assert!(
            report["saved"][kind].as_u64() > Some(0),
            "{kind}: {}",
            report["saved"]
        );
    }
    // One fault of each family; which ones within a family, the seed decides.
    let families: [&[&str]; 10] = [
        &["kill_device"],
        &["kill_relay"],
        &[
            "cut",
            "duplicate",
            "reorder",
            "half_open",
            "bad_gateway",
            "captive_portal",
        ],
        &[
            "device_disk_full",
            "device_io_error",
            "relay_disk_full",
            "relay_io_error",
        ],
        &[
            "relay_wiped",
            "relay_restored",
            "relay_swapped",
            "relay_equivocates",
        ],
        &["phone_restored", "phone_copied"],
        &["clock_jump"],
        &["hostile_entry", "relay_lies"],
        &["revocation"],
        &["upgrade"],
    ];
    for family in families {
        let struck: u64 = family
            .iter()
            .filter_map(|name| report["faults"][name].as_u64())
            .sum();
        assert!(struck > 0, "{family:?}: {}", report["faults"]);
    }
}

#[test]
fn what_is_spoilt_on_purpose_is_counted() {
    for (spoil, toll) in [
        ("forget-save", "lost"),
        ("withhold-entry", "lost"),
        ("invent-mark", "duplicated"),
        ("forget-voice", "lost"),
        ("invent-score", "duplicated"),
        ("read-colleague", "diverged"),
        ("break-log", "diverged"),
        ("end-device", "crashed"),
    ] {
        let (output, report) = play(&["--faults", "1", "--spoil", spoil]);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success(), "{spoil}: {report}\n{told}");
        assert!(report[toll].as_u64() > Some(0), "{spoil}: {report}\n{told}");
        assert!(told.contains("SEED=7"), "{told}");
    }
}
