//! Onboarding: what is kept, what a killed try leaves, what a wrong PIN costs.

mod handover;
mod idle;
mod relocating;
mod turning_back;

use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use sesi_engine::ambient::Seeded;
use sesi_engine::job::{JobProgress, Phase};

use super::{App, Launch, SyncDone};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_000_000, 0).unwrap()
}

fn app(folder: &Path, seed: u64) -> (App, Arc<Seeded>) {
    let ambient = Arc::new(Seeded::new(seed, now()));
    let launch = Launch {
        profile: folder.to_owned(),
        proposed_relay: Some("http://127.0.0.1:1".into()),
        handover: folder.join("handover"),
        version: "0.1.0".into(),
    };
    (App::start(launch, ambient.clone()).unwrap(), ambient)
}

/// An office founded while no relay answers.
fn found(app: &App) -> Value {
    found_at(app, "http://127.0.0.1:1", |_| ())
}

fn found_at(app: &App, relay: &str, on: impl FnMut(&JobProgress)) -> Value {
    let wish = json!({
        "name": " Dinas Sosial ", "kabupaten": "72.01", "utc_offset_minutes": 480, "founder": "RATNA", "role": "korkab",
        "relay": relay, "code": "", "pin": "918273",
    });
    app.enter("found_office", wish, on).unwrap()
}

fn stage(app: &App) -> String {
    let standing = app.onboarding("standing", json!({})).unwrap();
    standing["stage"].as_str().unwrap().to_owned()
}

#[test]
fn an_office_is_founded_without_a_relay_and_opens_again_by_its_pin() {
    let folder = tempfile::tempdir().unwrap();
    let (first, _) = app(folder.path(), 1);
    assert_eq!(stage(&first), "fresh");
    let founded = found(&first);
    assert_eq!(founded["relay_knows"], false);
    let words = founded["words"].clone();
    assert_eq!(words.as_array().unwrap().len(), 24);
    let inside = first.onboarding("standing", json!({})).unwrap()["inside"].clone();
    assert_eq!(inside["office_name"], "Dinas Sosial");
    assert_eq!(inside["kabupaten"], "Banggai");
    assert_eq!(inside["office"], true);
    drop(first);
    // Killed before she wrote the words down: they are still there.
    let (again, _) = app(folder.path(), 2);
    assert_eq!(stage(&again), "locked");
    assert_eq!(
        again.query("sending", json!({})).unwrap_err().kind,
        "locked"
    );
    let wrong = again
        .onboarding("unlock", json!({ "pin": "918274" }))
        .unwrap();
    assert_eq!(
        (&wrong["open"], &wrong["failures"]),
        (&json!(false), &json!(1))
    );
    assert_eq!(
        again
            .onboarding("unlock", json!({ "pin": "918273" }))
            .unwrap()["open"],
        true
    );
    assert_eq!(
        again.onboarding("recovery_words", json!({})).unwrap(),
        words
    );
    let say = |places: &[(usize, &str)]| {
        let said = places
            .iter()
            .map(|(place, ending)| {
                let word = words[place.saturating_sub(1)].as_str().unwrap_or_default();
                json!({ "place": place, "word": format!(" {}{ending}", word.to_uppercase()) })
            })
            .collect::<Vec<_>>();
        again.onboarding("words_noted", json!({ "said": said }))
    };
    for wrong in [
        &[][..],
        &[(3, ""), (11, "")],
        &[(3, ""), (3, ""), (11, "")],
        &[(3, ""), (11, ""), (19, "x")],
        &[(3, ""), (11, ""), (0, "")],
        &[(3, ""), (11, ""), (25, "")],
    ] {
        assert_eq!(say(wrong).unwrap_err().kind, "words_unlike", "{wrong:?}");
    }
    // None of that made the device forget them.
    assert_eq!(
        again.onboarding("recovery_words", json!({})).unwrap(),
        words
    );
    say(&[(3, ""), (11, ""), (24, "")]).unwrap();
    assert_eq!(
        again
            .onboarding("recovery_words", json!({}))
            .unwrap_err()
            .kind,
        "missing"
    );
    assert_eq!(
        again.onboarding("standing", json!({})).unwrap()["inside"]["words_wait"],
        false
    );
}

#[test]
fn a_wrong_pin_costs_a_wait_that_outlives_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let (first, clock) = app(folder.path(), 3);
    found(&first);
    first.onboarding("lock", json!({})).unwrap();
    assert_eq!(stage(&first), "locked");
    for _ in 0..5 {
        first
            .onboarding("unlock", json!({ "pin": "555556" }))
            .unwrap();
        clock.pass(std::time::Duration::from_secs(1));
    }
    drop(first);
    let (again, clock) = app(folder.path(), 4);
    for years in [-10, 10] {
        clock.set(now() + TimeDelta::days(365 * years));
        let early = again
            .onboarding("unlock", json!({ "pin": "918273" }))
            .unwrap();
        assert_eq!(
            early,
            json!({ "open": false, "failures": 5, "wait_seconds": 2 })
        );
    }
    clock.pass(std::time::Duration::from_millis(1_999));
    let early = again
        .onboarding("unlock", json!({ "pin": "918273" }))
        .unwrap();
    assert_eq!(early["wait_seconds"], 1);
    clock.pass(std::time::Duration::from_millis(1));
    assert_eq!(
        again
            .onboarding("unlock", json!({ "pin": "918273" }))
            .unwrap()["open"],
        true
    );
}

#[test]
fn the_pin_changes_and_the_old_one_no_longer_opens() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 5);
    found(&app);
    let refused = app.onboarding("change_pin", json!({ "old": "918273", "new": "123456" }));
    assert_eq!(refused.unwrap_err().kind, "pin_weak");
    let refused = app.onboarding("change_pin", json!({ "old": "918274", "new": "462913" }));
    assert_eq!(refused.unwrap_err().kind, "pin_wrong");
    app.onboarding("change_pin", json!({ "old": "918273", "new": "462913" }))
        .unwrap();
    app.onboarding("lock", json!({})).unwrap();
    assert_eq!(
        app.onboarding("unlock", json!({ "pin": "918273" }))
            .unwrap()["open"],
        false
    );
    assert_eq!(
        app.onboarding("unlock", json!({ "pin": "462913" }))
            .unwrap()["open"],
        true
    );
}

#[test]
fn a_second_office_does_not_replace_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 6);
    found(&app);
    let again = app.onboarding(
        "found_office",
        json!({
            "name": "X", "kabupaten": "72.01", "utc_offset_minutes": 480, "founder": "Y", "role": "korkab",
            "relay": "http://127.0.0.1:1", "code": "", "pin": "918273",
        }),
    );
    assert_eq!(again.unwrap_err().kind, "taken");
    assert!(app.is_open());
}

#[test]
fn the_sample_is_an_office_with_months_of_meetings_and_goes_without_a_trace() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 7);
    app.onboarding("open_sample", json!({})).unwrap();
    let standing = app.onboarding("standing", json!({})).unwrap();
    assert_eq!(standing["inside"]["sample"], true);
    assert_eq!(standing["inside"]["leads_groups"], true);
    let sending = app.query("sending", json!({})).unwrap();
    assert!(
        sending["waiting_meetings"].as_u64().unwrap() > 60,
        "{sending}"
    );
    let run = app.synchronise(|_| ()).unwrap();
    assert_eq!(run.stopped.as_deref(), Some("sample"));
    let staff = standing["inside"]["staff"].clone();
    let invite = app.command(
        "invite",
        json!({ "staff": staff, "office": true, "days": 7 }),
    );
    assert_eq!(invite.unwrap_err().kind, "no_relay");
    app.onboarding("lock", json!({})).unwrap();
    assert_eq!(stage(&app), "fresh");
    app.onboarding("open_sample", json!({})).unwrap();
    app.onboarding("remove_sample", json!({})).unwrap();
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn what_a_person_prefers_is_kept_and_a_damaged_file_costs_only_that() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 8);
    let wish = json!({ "preferences": { "language": "en", "text_size": 900, "theme": "dark" } });
    app.onboarding("prefer", wish).unwrap();
    let kept = app.onboarding("standing", json!({})).unwrap()["preferences"].clone();
    assert_eq!(
        kept,
        // What an older window does not name is as usual.
        json!({
            "language": "en", "text_size": 200, "theme": "dark", "lock_after_minutes": 10, "lock_on_leaving": true,
        })
    );
    std::fs::write(folder.path().join("preferences.json"), "{").unwrap();
    let kept = app.onboarding("standing", json!({})).unwrap()["preferences"].clone();
    assert_eq!(kept["language"], "id");
}

#[test]
fn a_call_that_the_core_does_not_have_or_understand_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 9);
    assert_eq!(
        app.onboarding("knock", json!({})).unwrap_err().kind,
        "no_such_call"
    );
    assert_eq!(
        app.onboarding("unlock", json!({})).unwrap_err().kind,
        "malformed_call"
    );
}

/// A roster of so many families.
fn roster(folder: &Path, families: u32) -> Value {
    let path = folder.join("kpm.csv");
    let family = |no| format!("KPM {no};72010941078{no:05};Samalore;Toili;MELATI 1\n");
    let rows: String = (1..=families).map(family).collect();
    let list = format!("NAMA PENGURUS;NIK;DESA;KECAMATAN;KELOMPOK\n{rows}");
    std::fs::write(&path, list).unwrap();
    json!({ "path": path, "hire": false })
}

#[test]
fn long_work_says_how_far_it_is_and_can_be_stopped_and_begun_again() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 11);
    found(&app);
    let import = roster(folder.path(), 300);
    let mut phases = Vec::new();
    let mut told = 0;
    let part = app.job("import_roster", import.clone(), |at| {
        told += 1;
        if phases.last() != Some(&at.phase) {
            phases.push(at.phase);
        }
        if at.phase == Phase::Writing && at.done > 0 {
            app.stop_job();
        }
    });
    assert_eq!(part.unwrap()["stopped"], true);
    assert_eq!(phases, [Phase::Reading, Phase::Writing]);
    assert!(told <= 202, "{told}");
    // That it was stopped is over with it.
    let rest = app.job("import_roster", import.clone(), |_| {}).unwrap();
    assert_eq!(rest["stopped"], false);
    let preview = json!({ "path": import["path"] });
    let preview = app.job("import_preview", preview, |_| {}).unwrap();
    assert_eq!(preview["same_families"], 300);
    assert_eq!(
        app.job("nothing", json!({}), |_| {}).unwrap_err().kind,
        "no_such_call"
    );
}

#[test]
fn whoever_locks_the_device_stops_the_long_work_first() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 12);
    found(&app);
    let import = roster(folder.path(), 900);
    let (writes, begun) = std::sync::mpsc::channel();
    let part = std::thread::scope(|scope| {
        let work = scope.spawn(|| {
            app.job("import_roster", import.clone(), |at| {
                if at.phase == Phase::Writing {
                    writes.send(()).unwrap();
                }
            })
        });
        begun.recv().unwrap();
        app.onboarding("lock", json!({})).unwrap();
        assert_eq!(stage(&app), "locked");
        work.join().unwrap()
    });
    // It was stopped before its first batch, after one, or had just ended: never in the middle of one.
    assert!(part.is_ok() || part.unwrap_err().kind == "cancelled");
    app.onboarding("unlock", json!({ "pin": "918273" }))
        .unwrap();
    let rest = app.job("import_roster", import, |_| {}).unwrap();
    assert_eq!(rest["stopped"], false);
}

#[test]
fn a_program_that_ended_behind_the_camera_starts_at_the_joining_form_and_kept_no_secret() {
    let folder = tempfile::tempdir().unwrap();
    let standing = |app: &App| {
        let standing = app.onboarding("standing", json!({})).unwrap();
        (
            standing["ended_at_camera"].as_bool().unwrap(),
            standing["proposed_relay"].as_str().unwrap().to_owned(),
        )
    };
    let usual = (false, "http://127.0.0.1:1".to_owned());
    let opens = |app: &App, relay: &str| app.onboarding("open_camera", json!({ "relay": relay }));
    let (first, _) = app(folder.path(), 21);
    assert_eq!(standing(&first), usual);
    opens(&first, " https://relay.example ").unwrap();
    drop(first);
    // Killed: what there was to go on with is there, in one file that holds nothing else.
    let (again, _) = app(folder.path(), 22);
    assert_eq!(standing(&again), (true, "https://relay.example".into()));
    let kept: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    assert_eq!(kept, ["\"https://relay.example\""]);
    // Whoever types, or brings a photo, whatever is on it, is back from the camera.
    for (call, question) in [
        ("read_invite", json!({ "text": "SESI" })),
        (
            "read_photo",
            json!({ "width": 1, "height": 1, "luma": "AA==" }),
        ),
    ] {
        opens(&again, "").unwrap();
        assert_eq!(standing(&again), (true, usual.1.clone()), "{call}");
        again.onboarding(call, question).unwrap_err();
        assert_eq!(standing(&again), usual, "{call}");
    }
    // So is whoever closed the camera without a photo.
    opens(&again, "").unwrap();
    again.onboarding("leave_camera", json!({})).unwrap();
    assert_eq!(standing(&again), usual);
    // Where there is a device, nobody joins.
    opens(&again, "https://relay.example").unwrap();
    found(&again);
    assert_eq!(standing(&again), usual);
    assert!(!folder.path().join("camera.json").exists());
}

#[test]
fn an_office_that_somebody_looks_at_exchanges_soon_and_oftener() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 31);
    let done = SyncDone::default();
    assert!(!app.in_front(true), "nothing is open");
    assert_eq!(app.pace(Some(&done)).as_secs(), 600);
    app.in_front(false);
    found(&app);
    assert_eq!(app.pace(Some(&done)).as_secs(), 600, "it is behind");
    assert!(app.in_front(true));
    assert!(!app.in_front(true), "it was in front already");
    assert_eq!(app.pace(Some(&done)).as_secs(), 45);
    app.onboarding("lock", json!({})).unwrap();
    assert_eq!(app.pace(Some(&done)).as_secs(), 600);
    // The sample exchanges with nobody.
    app.onboarding("open_sample", json!({})).unwrap();
    assert_eq!(app.pace(Some(&done)).as_secs(), 600);
}
