//! Files that another app hands over ("open with", "share to"): fetched into a place of ours, and told to the window, which reads each
//! once. Takes only addresses that the other app could read itself; what a file is, core tells.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use sesi_core::app::{App, BroughtFile};
use tauri::{AppHandle, Manager, Url};
use tauri_plugin_fs::FilePath;

use crate::passing::{FileKind, fetch, storage};

/// What was handed over and not read yet.
#[derive(Debug, Default)]
pub(crate) struct Brought(Mutex<Waiting>);

#[derive(Debug, Default)]
struct Waiting {
    /// Not fetched yet.
    address: Option<Url>,
    /// The last one that was fetched.
    file: Option<(FileKind, PathBuf)>,
}

impl Brought {
    /// The file, if it is of that kind.
    pub(crate) fn take(&self, kind: FileKind) -> Option<PathBuf> {
        let mut waiting = self.0.lock().ok()?;
        let file = waiting.file.take_if(|(its, _)| *its == kind);
        file.map(|(_, path)| path)
    }

    fn put(&self, kind: FileKind, path: PathBuf) {
        if let Ok(mut waiting) = self.0.lock() {
            waiting.file = Some((kind, path));
        }
    }

    fn kind(&self) -> Option<FileKind> {
        self.0.lock().ok()?.file.as_ref().map(|(kind, _)| *kind)
    }

    fn expect(&self, address: Url) {
        if let Ok(mut waiting) = self.0.lock() {
            waiting.address = Some(address);
        }
    }

    fn expected(&self) -> Option<Url> {
        self.0.lock().ok()?.address.take()
    }
}

/// Addresses were handed over; the last that is another app's counts.
#[cfg_attr(
    not(target_os = "android"),
    allow(dead_code, reason = "only Android hands files over")
)]
pub(crate) fn bring(handle: &AppHandle, addresses: &[Url]) {
    let own = &handle.config().identifier;
    let mut others = addresses.iter().filter(|address| is_anothers(address, own));
    if let Some(address) = others.next_back() {
        handle.state::<Brought>().expect(address.clone());
    }
    // Before the program is set up, what passes through is swept away: it is fetched at the end of that.
    if handle.try_state::<Arc<App>>().is_some() {
        fetch_expected(handle);
    }
}

/// Fetches what was handed over, and leads the window to where it is read.
pub(crate) fn fetch_expected(handle: &AppHandle) {
    let Some(address) = handle.state::<Brought>().expected() else {
        return;
    };
    let handle = handle.clone();
    thread::spawn(move || {
        let fetched = fetch(&handle, FilePath::Url(address)).and_then(|path| {
            let kind = match BroughtFile::of(&path).map_err(|error| storage(&error))? {
                BroughtFile::Entries => FileKind::Entries,
                BroughtFile::Roster => FileKind::Roster,
            };
            handle.state::<Brought>().put(kind, path);
            Ok(())
        });
        match fetched {
            Ok(()) => announce(&handle),
            Err(error) => eprintln!("what was handed over cannot be read: {}", error.message),
        }
    });
}

/// Leads the window to where a file that was handed over is read, if there is one.
pub(crate) fn announce(handle: &AppHandle) {
    let place = match handle.state::<Brought>().kind() {
        Some(FileKind::Entries) => "#/sinkronisasi?berkas",
        Some(
            FileKind::Roster
            | FileKind::Xlsx
            | FileKind::Pdf
            | FileKind::Docx
            | FileKind::Zip
            | FileKind::Ics
            | FileKind::Json,
        ) => "#/impor?berkas",
        None => return,
    };
    let led = handle
        .get_webview_window("main")
        .map(|window| window.eval(format!("location.hash = {place:?}")));
    if let Some(Err(error)) = led {
        eprintln!("the window was not led to a file: {error}");
    }
}

/// An address of another app's: `content:`, and not of a provider of ours, which would read what only we may.
fn is_anothers(address: &Url, own: &str) -> bool {
    let provider = address.host_str().unwrap_or_default();
    let ours = provider == own || provider.starts_with(&format!("{own}."));
    address.scheme() == "content" && !ours
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_another_apps_address_is_taken() {
        for (address, taken) in [
            (
                "content://com.android.providers.downloads.documents/document/42",
                true,
            ),
            ("content://com.whatsapp.provider.media/item/1", true),
            (
                "content://id.own.fileprovider/my_cache_images/device.db",
                false,
            ),
            ("content://id.own/x", false),
            ("content://id.owner/x", true),
            ("file:///data/data/id.own/files/device.db", false),
            ("https://example.org/list.csv", false),
        ] {
            let address = Url::parse(address).unwrap();
            assert_eq!(is_anothers(&address, "id.own"), taken, "{address}");
        }
    }

    #[test]
    fn a_file_that_was_brought_is_read_once_and_as_its_kind() {
        let brought = Brought::default();
        brought.put(FileKind::Entries, "a".into());
        assert_eq!(brought.take(FileKind::Roster), None);
        assert_eq!(brought.kind(), Some(FileKind::Entries));
        assert_eq!(brought.take(FileKind::Entries), Some("a".into()));
        assert_eq!(brought.take(FileKind::Entries), None);
    }
}
