//! The real window tells the core that somebody is there. Needs a display; `make test` gives it one in memory.

use sesi_tests::window::story::Stage;

#[tokio::test]
async fn a_touch_is_told_and_the_window_may_tell_it() {
    let folder = tempfile::tempdir().unwrap();
    let stage = Stage::new(folder.path(), "390x844");
    let window = stage.open("hp").await;
    window.see("join-office").await;
    // What a touch tells is heard on its way to the shell, which has to allow it.
    window
        .script(
            "const real = window.__TAURI_INTERNALS__;
             window.told = [];
             const invoke = real.invoke;
             real.invoke = (name, ...rest) => {
                 const answer = invoke(name, ...rest);
                 if (name === 'used') answer.then(() => window.told.push('heard'), (why) => window.told.push(String(why)));
                 return answer;
             };
             return null",
        )
        .await;
    window.tap("join-office").await;
    window.see("invite").await;
    let mut told = window.script("return window.told").await;
    for _ in 0..100 {
        if told.get(0).is_some() {
            break;
        }
        window.see("invite").await;
        told = window.script("return window.told").await;
    }
    assert_eq!(told, serde_json::json!(["heard"]));
    window.close().await;
}
