//! Two profiles of one person on one computer: one taps in each, and the sums are on their way; no key of one is in the other.

use serde_json::json;

use super::{App, Launch, Seeded, now};
use crate::calls::Command;
use crate::calls::province::AddKabupaten;
use crate::kinds::Mark;
use crate::testkit::{Stage, Toili};
use std::path::Path;
use std::sync::Arc;

fn profile(folder: &Path, name: &str, handover: &str, seed: u64) -> App {
    let launch = Launch {
        profile: folder.join(name),
        proposed_relay: None,
        handover: folder.join(handover),
        version: "0.1.0".into(),
    };
    App::start(launch, Arc::new(Seeded::new(seed, now()))).unwrap()
}

#[test]
fn sums_go_from_one_profile_to_the_other_by_a_tap_in_each() {
    let folder = tempfile::tempdir().unwrap();
    let mut toili = Toili::new(2101);
    toili.record(3, 0, Mark::Hadir);
    toili.synced_phone();
    toili.synced_office();
    let kabupaten = profile(folder.path(), "kabupaten", "handover", 1);
    kabupaten.let_in(toili.stage.office.device, false);
    let mut stage = Stage::at("72", 2102);
    let code = "72.01".to_owned();
    let staff = AddKabupaten { code }.run(&mut stage.office.device).unwrap();
    let member = stage.phone(staff, &[]);
    let province = profile(folder.path(), "provinsi", "handover", 2);
    province.let_in(member.device, false);

    let standing = |app: &App| {
        let standing = app.onboarding("standing", json!({})).unwrap();
        let inside = &standing["inside"];
        let text = |key: &str| inside[key].as_str().unwrap().to_owned();
        (text("workspace"), text("kabupaten"))
    };
    assert_eq!(standing(&kabupaten), ("office".into(), "Banggai".into()));
    assert_eq!(
        standing(&province),
        ("kabupaten".into(), "Sulawesi Tengah".into())
    );

    let month = json!({ "month": "2026-10" });
    let nothing = province.onboarding("waiting_sums", json!({})).unwrap();
    assert_eq!(nothing, json!({ "months": [], "unreadable": 0 }));
    let seen = kabupaten.query("province_sums", month).unwrap();
    let hand = json!({ "month": "2026-10", "seen": seen["digest"] });
    kabupaten
        .onboarding("hand_to_province", hand.clone())
        .unwrap();
    let handed = kabupaten.onboarding("handed_sums", json!({})).unwrap();
    assert_eq!(handed[0]["digest"], seen["digest"]);

    let waiting = province.onboarding("waiting_sums", json!({})).unwrap();
    assert_eq!(waiting["months"][0]["version"], 1);
    let told = province.onboarding("take_from_office", json!({})).unwrap();
    assert_eq!(told, json!([{ "month": "2026-10", "version": 1 }]));
    let own = province.query("own_months", json!({})).unwrap();
    assert_eq!(own["months"][0]["versions"][0]["digest"], seen["digest"]);
    // What was told waits no more, and is not told twice.
    let waiting = province.onboarding("waiting_sums", json!({})).unwrap();
    assert_eq!(waiting["months"], json!([]));
    assert_eq!(
        province.onboarding("take_from_office", json!({})).unwrap(),
        json!([])
    );

    // A file that somebody put there is said, and stops nothing.
    let there = folder.path().join("handover");
    std::fs::write(there.join("sesi-72.01-2026-09.json"), b"{}").unwrap();
    std::fs::write(there.join("sesi-72.02-2026-10.json"), b"{}").unwrap();
    let waiting = province.onboarding("waiting_sums", json!({})).unwrap();
    assert_eq!(
        waiting["unreadable"], 1,
        "another kabupaten's is none of ours"
    );
    // The folder holds sums, and nothing of either profile.
    let names: Vec<String> = std::fs::read_dir(&there)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        names.iter().all(|name| name.starts_with("sesi-72.")),
        "{names:?}"
    );
    // A kabupaten's own profile takes nothing, and the province's profile hands nothing over.
    let kind = |done: Result<serde_json::Value, crate::error::ApiError>| done.unwrap_err().kind;
    assert_eq!(
        kind(kabupaten.onboarding("take_from_office", json!({}))),
        "not_kabupaten"
    );
    assert_eq!(
        kind(province.onboarding("hand_to_province", hand)),
        "not_allowed"
    );
}
