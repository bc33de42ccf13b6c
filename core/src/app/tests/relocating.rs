//! An office is moved from its window, or not: nothing changes before the other relay has let it in.

use serde_json::json;

use super::{app, found};

#[test]
fn a_move_that_cannot_be_made_says_why_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 11);
    let wish = |relay: &str, pin: &str| json!({ "relay": relay, "pin": pin, "code": "" });
    let kind = |name: &str, wish| app.enter(name, wish, |_| ()).unwrap_err().kind;
    let there = "http://127.0.0.1:2";
    assert_eq!(kind("move_relay", wish(there, "")), "locked");
    found(&app);
    let before = app.query("relay", json!({})).unwrap();
    assert_eq!(before["relay"], "http://127.0.0.1:1");
    for name in ["move_relay", "use_relay"] {
        assert_eq!(kind(name, wish("ftp://relay", "")), "relay_address");
        assert_eq!(kind(name, wish(there, "ab:cd")), "relay_pin");
        assert_eq!(kind(name, wish("http://127.0.0.1:1/", "")), "same_relay");
        assert_eq!(kind(name, wish(there, "")), "no_line");
    }
    assert_eq!(app.query("relay", json!({})).unwrap(), before);
    assert_eq!(before["said"], false);
    app.command("saw_relay", json!({})).unwrap();
}

#[test]
fn the_sample_moves_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 12);
    app.enter("open_sample", json!({}), |_| ()).unwrap();
    let wish = json!({ "relay": "http://127.0.0.1:2", "pin": "", "code": "" });
    let refused = app.enter("move_relay", wish, |_| ()).unwrap_err();
    assert_eq!(refused.kind, "no_relay");
}

#[test]
fn an_office_begins_at_a_relay_with_a_certificate_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (app, _) = app(folder.path(), 13);
    let wish = |relay_pin: &str| {
        json!({
            "name": "Dinas Sosial", "kabupaten": "72.01", "utc_offset_minutes": 480, "founder": "RATNA", "role": "korkab",
            "relay": "https://127.0.0.1:1", "relay_pin": relay_pin, "code": "", "pin": "918273",
        })
    };
    let refused = app.enter("found_office", wish("ab:cd"), |_| ());
    assert_eq!(refused.unwrap_err().kind, "relay_pin");
    let recover = json!({ "words": "", "relay": "https://127.0.0.1:1", "relay_pin": "ab:cd", "pin": "918273" });
    app.enter("recover", recover, |_| ()).unwrap_err();
    app.enter("found_office", wish(&"5a".repeat(32)), |_| ())
        .unwrap();
    let relay = app.query("relay", json!({})).unwrap();
    assert_eq!(relay["relay"], "https://127.0.0.1:1");
    assert_eq!(relay["pinned"], true);
    // Its invites name the certificate too.
    let inside = app.onboarding("standing", json!({})).unwrap()["inside"].clone();
    let wish = json!({ "staff": inside["staff"], "office": true, "days": 7 });
    let invite = app.command("invite", wish).unwrap();
    let link = invite["text"].as_str().unwrap();
    assert!(link.contains("&p=WlpaWlpa"), "{link}");
}
