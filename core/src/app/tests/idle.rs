//! An open device locks by itself when nobody is there, and only then.

use std::time::Duration;

use serde_json::json;

use super::{app, found, stage};

const MINUTE: Duration = Duration::from_mins(1);

fn prefer(app: &super::App, minutes: u16, on_leaving: bool) {
    let mut preferences = app.onboarding("standing", json!({})).unwrap()["preferences"].clone();
    preferences["lock_after_minutes"] = minutes.into();
    preferences["lock_on_leaving"] = on_leaving.into();
    app.onboarding("prefer", json!({ "preferences": preferences }))
        .unwrap();
}

#[test]
fn nobody_there_for_ten_minutes_locks_and_the_pin_opens_again() {
    let folder = tempfile::tempdir().unwrap();
    let (app, clock) = app(folder.path(), 21);
    assert!(!app.lock_if_idle(), "there is nothing to lock");
    found(&app);
    clock.pass(9 * MINUTE);
    // What the window reads by itself is no sign of a person.
    app.query("sending", json!({})).unwrap();
    assert!(!app.lock_if_idle());
    clock.pass(MINUTE);
    assert!(app.lock_if_idle());
    assert_eq!(stage(&app), "locked");
    assert_eq!(app.query("sending", json!({})).unwrap_err().kind, "locked");
    assert!(!app.lock_if_idle(), "it is locked");
    app.onboarding("unlock", json!({ "pin": "918273" }))
        .unwrap();
    assert!(!app.lock_if_idle(), "whoever opened it is there");
    app.query("sending", json!({})).unwrap();
}

#[test]
fn a_touch_counts_and_so_does_what_the_person_prefers() {
    let folder = tempfile::tempdir().unwrap();
    let (app, clock) = app(folder.path(), 22);
    found(&app);
    clock.pass(9 * MINUTE);
    app.used();
    clock.pass(9 * MINUTE);
    assert!(!app.lock_if_idle());
    prefer(&app, 0, true);
    clock.pass(600 * MINUTE);
    assert!(!app.lock_if_idle());
    prefer(&app, 9000, true);
    assert_eq!(
        app.onboarding("standing", json!({})).unwrap()["preferences"]["lock_after_minutes"],
        60
    );
    assert!(app.lock_if_idle());
}

#[test]
fn a_window_that_is_left_locks_unless_the_person_prefers_otherwise() {
    let folder = tempfile::tempdir().unwrap();
    let (app, clock) = app(folder.path(), 23);
    found(&app);
    app.left();
    clock.pass(Duration::from_secs(29));
    assert!(!app.returned(), "a glance");
    app.left();
    prefer(&app, 10, false);
    clock.pass(MINUTE);
    assert!(!app.lock_if_idle());
    prefer(&app, 10, true);
    assert!(app.returned());
    assert_eq!(stage(&app), "locked");
}

#[test]
fn long_work_is_not_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let (app, clock) = app(folder.path(), 24);
    found(&app);
    app.at_length(&mut |_| (), |_, _| {
        clock.pass(60 * MINUTE);
        assert!(!app.lock_if_idle());
    });
    assert!(app.lock_if_idle());
}
