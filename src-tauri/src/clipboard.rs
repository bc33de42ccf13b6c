//! Puts a file itself on the system's clipboard, as a file manager does: it is pasted into a message, a mail or a folder.

use std::path::Path;

use tauri::AppHandle;

/// Copies a file. It is there for others as long as this program runs.
#[cfg(target_os = "linux")]
pub(crate) fn copy(handle: &AppHandle, path: &Path) -> Result<(), String> {
    let uri = gtk::glib::filename_to_uri(path, None);
    let uri = uri.map_err(|error| error.message().to_owned())?;
    let (say, said) = std::sync::mpsc::channel();
    handle
        .run_on_main_thread(move || {
            if say.send(put(uri.to_string())).is_err() {
                eprintln!("nobody waits for the clipboard");
            }
        })
        .map_err(|error| error.to_string())?;
    match said.recv() {
        Ok(true) => Ok(()),
        _ => Err("the clipboard took no file".into()),
    }
}

/// Puts the address of a file on the clipboard, in the two forms that file managers, browsers and mail programs ask for. In the window's thread.
#[cfg(target_os = "linux")]
fn put(uri: String) -> bool {
    use gtk::{Clipboard, TargetEntry, TargetFlags, gdk};

    const GNOME: &str = "x-special/gnome-copied-files";

    let targets = ["text/uri-list", GNOME];
    let targets = targets.map(|name| TargetEntry::new(name, TargetFlags::empty(), 0));
    let clipboard = Clipboard::get(&gdk::SELECTION_CLIPBOARD);
    clipboard.set_with_data(&targets, move |_, selection, _| {
        let target = selection.target();
        if target.name() == GNOME {
            selection.set(&target, 8, format!("copy\n{uri}").as_bytes());
        } else {
            selection.set_uris(&[&uri]);
        }
    })
}

/// Copies a file.
#[cfg(target_os = "windows")]
pub(crate) fn copy(_: &AppHandle, path: &Path) -> Result<(), String> {
    use std::os::windows::process::CommandExt;

    /// `CREATE_NO_WINDOW`.
    const UNSEEN: u32 = 0x0800_0000;

    // The path goes by the environment: nothing in a name is read as a command.
    run(std::process::Command::new("powershell.exe")
        .args(["-NoProfile", "-NonInteractive", "-Sta", "-Command"])
        .arg("Set-Clipboard -LiteralPath $env:SESI_FILE")
        .env("SESI_FILE", path)
        .creation_flags(UNSEEN))
}

/// Copies a file.
#[cfg(target_os = "macos")]
pub(crate) fn copy(_: &AppHandle, path: &Path) -> Result<(), String> {
    run(std::process::Command::new("/usr/bin/osascript")
        .args(["-e", "on run argv"])
        .args(["-e", "set the clipboard to (POSIX file (item 1 of argv))"])
        .args(["-e", "end run"])
        .arg(path))
}

/// Runs it to its end.
#[cfg(any(target_os = "windows", target_os = "macos"))]
fn run(command: &mut std::process::Command) -> Result<(), String> {
    let ended = command
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .status()
        .map_err(|error| error.to_string())?;
    if ended.success() {
        Ok(())
    } else {
        Err("the clipboard took no file".into())
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use gtk::{Clipboard, gdk};

    use super::*;

    #[test]
    fn the_file_itself_lies_on_the_clipboard() {
        gtk::init().expect("there is a display");
        let uri = "file:///tmp/Rekap%20P2K2.xlsx";
        assert!(put(uri.to_owned()));
        let clipboard = Clipboard::get(&gdk::SELECTION_CLIPBOARD);
        assert_eq!(clipboard.wait_for_uris(), [uri]);
        let copied = gdk::Atom::intern("x-special/gnome-copied-files");
        let copied = clipboard.wait_for_contents(&copied).expect("it is there");
        assert_eq!(copied.data(), format!("copy\n{uri}").as_bytes());
    }
}
