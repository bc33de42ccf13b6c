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
