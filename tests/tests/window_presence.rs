//! The real window may tell the core that somebody is there. Needs a display; `make test` gives it one in memory.

use sesi_tests::window::story::Stage;

#[tokio::test]
async fn a_page_may_say_that_it_was_touched() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), "390x844");
    let window = stage.open("hp").await;
    window.see("join-office").await;
    let told = window
        .script_later(
            "const done = arguments[arguments.length - 1];
             window.__TAURI_INTERNALS__.invoke('used').then(() => done('heard'), (why) => done(String(why)))",
        )
        .await;
    assert_eq!(told, "heard");
    window.close().await;
}
