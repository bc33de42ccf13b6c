//! Files on their way between other apps and the core: fetched from an address into a place of ours, under a name that leads nowhere else.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};

use percent_encoding::percent_decode_str;
use serde::Deserialize;
use sesi_core::error::ApiError;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::FilePath;
use tauri_plugin_fs::{FsExt, OpenOptions};

/// The largest file that is taken from another app, which may send without end.
const LONGEST: u64 = 600 * 1024 * 1024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum FileKind {
    /// A spreadsheet with families.
    Roster,
    /// Sealed entries.
    Entries,
    /// A workbook to write.
    Xlsx,
    /// A PDF to write.
    Pdf,
    /// A document to go on writing.
    Docx,
    /// Tables to write as CSV.
    Zip,
    /// Tables to write as JSON.
    Json,
    /// A calendar to write.
    Ics,
}

impl FileKind {
    /// How the names of such files end.
    pub(crate) fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Roster => &[
                "xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt", "xml", "html", "htm",
            ],
            Self::Entries => &["sesi"],
            Self::Xlsx => &["xlsx"],
            Self::Pdf => &["pdf"],
            Self::Docx => &["docx"],
            Self::Zip => &["zip"],
            Self::Json => &["json"],
            Self::Ics => &["ics"],
        }
    }
}

/// A path that the core can read: the file's own, or a copy of what an address holds.
pub(crate) fn fetch(handle: &AppHandle, file: FilePath) -> Result<PathBuf, ApiError> {
    if let Some(path) = file.as_path() {
        return Ok(path.to_owned());
    }
    let copied = own_place(handle, &called(&file)).and_then(|copy| {
        let mut options = OpenOptions::new();
        options.read(true);
        let mut from = handle.fs().open(file, options)?.take(LONGEST + 1);
        if std::io::copy(&mut from, &mut File::create(&copy)?)? > LONGEST {
            std::fs::remove_file(&copy)?;
            return Err(ErrorKind::FileTooLarge.into());
        }
        Ok(copy)
    });
    copied.map_err(|error| storage(&error))
}

/// A place of ours for a file of that name.
pub(crate) fn own_place(handle: &AppHandle, name: &str) -> std::io::Result<PathBuf> {
    let folder = passing(handle)?;
    std::fs::create_dir_all(&folder)?;
    Ok(folder.join(name))
}

/// Where files are on their way between an address and the core.
pub(crate) fn passing(handle: &AppHandle) -> std::io::Result<PathBuf> {
    let cache = handle.path().app_cache_dir();
    Ok(cache.map_err(std::io::Error::other)?.join("passing"))
}

/// What a file is called, as far as its address tells: many end with an encoded path, others with a number.
fn called(file: &FilePath) -> String {
    let told = match file {
        FilePath::Url(address) => address.path(),
        FilePath::Path(path) => return name_in(&path.to_string_lossy()),
    };
    name_in(&percent_decode_str(told).decode_utf8_lossy())
}

/// The last name in a path of any system; never a folder.
pub(crate) fn name_in(path: &str) -> String {
    let last = path.rsplit([':', '/']).next().unwrap_or_default();
    let name = Path::new(last).file_name().unwrap_or_default();
    match name.to_string_lossy() {
        name if name.is_empty() => "berkas".to_owned(),
        name => name.into_owned(),
    }
}

/// A fault of the storage, as the window is told.
pub(crate) fn storage(error: &std::io::Error) -> ApiError {
    ApiError {
        kind: "storage",
        message: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_tells_the_name_and_never_a_folder() {
        for (address, name) in [
            (
                "content://com.android.externalstorage.documents/document/primary%3ADownload%2FKPM%20Toili.xlsx",
                "KPM Toili.xlsx",
            ),
            (
                "content://com.android.providers.downloads.documents/document/msf%3A42",
                "42",
            ),
            ("content://some.app/files/..%2F..%2Fdevice.db", "device.db"),
            ("content://some.app/a%2F..", "berkas"),
            ("content://some.app/", "berkas"),
        ] {
            let file: FilePath = address.parse().unwrap();
            assert!(matches!(file, FilePath::Url(_)), "{address}");
            assert_eq!(called(&file), name);
        }
    }
}
