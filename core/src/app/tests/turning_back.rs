//! Whoever waits can turn back: from joining, founding, a run of exchanges, the making of a sample.

use std::net::TcpListener;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use serde_json::json;
use sesi_engine::job::Phase;

use super::{app, found_at, stage};
use crate::app::App;

/// Something that takes calls where a relay would and never answers. It says when one has come.
fn silent() -> (String, Receiver<()>) {
    let socket = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", socket.local_addr().unwrap());
    let (came, calls) = channel();
    thread::spawn(move || {
        let mut held = Vec::new();
        for stream in socket.incoming() {
            held.push(stream);
            came.send(()).unwrap();
        }
    });
    (url, calls)
}

/// An office that its relay has not heard of.
fn found_unheard(app: &App, relay: &str) {
    found_at(app, relay, |at| {
        if at.phase == Phase::Asking {
            app.stop_job();
        }
    });
}

/// An office at a relay, and what it says to a new phone.
fn invite(folder: &Path, relay: &str) -> String {
    let (office, _) = app(folder, 21);
    found_unheard(&office, relay);
    let inside = office.onboarding("standing", json!({})).unwrap()["inside"].clone();
    let wish = json!({ "staff": inside["staff"], "office": true, "days": 7 });
    let invite = office.command("invite", wish).unwrap();
    invite["text"].as_str().unwrap().to_owned()
}

#[test]
fn whoever_waits_for_a_silent_relay_can_turn_back_and_try_again() {
    let folder = tempfile::tempdir().unwrap();
    let (relay, calls) = silent();
    let invite = invite(&folder.path().join("office"), &relay);
    let (app, _) = app(&folder.path().join("phone"), 22);
    for pin in ["918273", "462913"] {
        let mut phases = Vec::new();
        let back = thread::scope(|scope| {
            let wish = json!({ "text": invite, "relay": "", "pin": pin });
            let join = scope.spawn(|| app.enter("join", wish, |at| phases.push(at.phase)));
            calls.recv().unwrap();
            app.stop_job();
            join.join().unwrap()
        });
        assert_eq!(back.unwrap_err().kind, "cancelled");
        assert_eq!(phases, [Phase::Locking, Phase::Asking]);
        assert_eq!(stage(&app), "fresh");
    }
}

#[test]
fn whoever_stops_the_founding_at_a_silent_relay_has_an_office() {
    let folder = tempfile::tempdir().unwrap();
    let (relay, calls) = silent();
    let (app, _) = app(folder.path(), 23);
    let founded = thread::scope(|scope| {
        let found = scope.spawn(|| found_at(&app, &relay, |_| ()));
        calls.recv().unwrap();
        app.stop_job();
        found.join().unwrap()
    });
    assert_eq!(founded["relay_knows"], false);
    assert!(app.is_open());
}

#[test]
fn a_run_that_waits_for_a_silent_relay_ends_when_somebody_stops_it_or_locks_the_device() {
    let folder = tempfile::tempdir().unwrap();
    let (relay, calls) = silent();
    let (app, _) = app(folder.path(), 24);
    found_unheard(&app, &relay);
    let stops: [fn(&App); 2] = [App::stop_synchronising, |app| {
        app.onboarding("lock", json!({})).unwrap();
        assert_eq!(stage(app), "locked");
    }];
    for stop in stops {
        let run = thread::scope(|scope| {
            let run = scope.spawn(|| app.synchronise(|_| ()).unwrap());
            calls.recv().unwrap();
            stop(&app);
            run.join().unwrap()
        });
        assert_eq!(run.stopped.as_deref(), Some("cancelled"));
        assert_eq!(run.wait_seconds, 0);
    }
    assert_eq!(app.synchronise(|_| ()).unwrap_err().kind, "locked");
}

#[test]
fn of_a_sample_that_was_stopped_nothing_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 25);
    let mut last = 0;
    let back = app.enter("open_sample", json!({}), |at| {
        assert!(at.done >= last && at.done < at.total, "{at:?}");
        last = at.done;
        if at.done > 100 {
            app.stop_job();
        }
    });
    assert_eq!(back.unwrap_err().kind, "cancelled");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    app.onboarding("open_sample", json!({})).unwrap();
}
