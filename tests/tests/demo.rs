//! The demo as `make demo` and `make run` play it, whole: the story, an office's people and the province beside it at the
//! same relay, the forms read back.

use std::process::Command;

use serde_json::Value;

#[test]
fn the_demo_plays_to_its_end_and_nothing_differs() {
    let out = tempfile::tempdir().unwrap();
    let played = Command::new(env!("CARGO_BIN_EXE_demo"))
        .arg("--out")
        .arg(out.path())
        .args(["--pendamping", "2"])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&played.stderr);
    assert!(played.status.success(), "{told}");
    let last = String::from_utf8_lossy(&played.stdout);
    let summary: Value = serde_json::from_str(last.lines().last().unwrap()).unwrap();
    assert_eq!(summary["lost"], 0);
    assert_eq!(summary["duplicated"], 0);
    assert_eq!(summary["marks_at_office"], summary["marks_recorded"]);
    assert_eq!(summary["owed"]["different"], 0);
    assert_eq!(summary["owed"]["unread"], 0);
    assert!(summary["owed"]["compared"].as_u64().unwrap() > 200);
    assert_eq!(summary["people"]["different"], 0);
    assert_eq!(summary["people"]["converged"], true);
    assert!(summary["people"]["compared"].as_u64().unwrap() > 400);
    let province = std::fs::read(out.path().join("province.json")).unwrap();
    let province: Value = serde_json::from_slice(&province).unwrap();
    assert_eq!(province["province"]["told"], 2);
}
