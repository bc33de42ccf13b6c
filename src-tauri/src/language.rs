//! Fields for dates and times as people here write them. The web view on Linux takes the system's language for them, and writes the
//! month first where that is not known; everywhere else they follow the system.

use tauri::Manager;
use webkit2gtk::{WebContextExt, WebViewExt};

/// Day before month, and 24 hours, in the fields of the window.
pub(crate) fn day_first(app: &tauri::App) -> tauri::Result<()> {
    let Some(window) = app.get_webview_window("main") else {
        return Ok(());
    };
    window.with_webview(|webview| {
        if let Some(context) = webview.inner().context() {
            context.set_preferred_languages(&["id-ID"]);
        }
    })
}
