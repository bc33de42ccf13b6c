//! The program `roster`: what the office's import screens do, by the calls that they make, an answer of one JSON object each.

pub mod answers;
mod refused;
mod words;

use std::path::Path;

use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_core::roster::Profile;
use sesi_core::roster::profile::EVERY_SHEET;
use sesi_core::work::unwatched;

pub use self::refused::Refused;
pub use self::words::{Command, CommandLine, List};
use crate::handset::answer::Trouble;
use crate::handset::folder::Folder;

/// Does what was said.
pub fn obey(said: &CommandLine) -> Result<Value, Refused> {
    let folder = Folder::at(&said.db);
    let mut device = Device::open(&folder.database(), &folder.key()?, folder.clock.clone())?;
    let device = &mut device;
    match &said.command {
        Command::Preview(list) => {
            let asked = json!({"path": list.file, "profile": profile(list)?});
            let answer = calls::work(&mut *device, "import_preview", asked, &mut unwatched)?;
            Ok(answers::list(&answer))
        }
        Command::Import(list) => {
            let asked = json!({"path": list.file, "profile": profile(list)?});
            let seen = calls::work(&mut *device, "import_preview", asked, &mut unwatched)?;
            let answers = answers::same(&seen, list.same.is_some());
            let asked = json!({
                "path": list.file, "profile": profile(list)?, "hire": true, "answers": answers,
            });
            let answer = calls::work(&mut *device, "import_roster", asked, &mut unwatched)?;
            Ok(answers::list(&answer))
        }
        Command::Undo => Ok(calls::work(
            &mut *device,
            "undo_import",
            json!({}),
            &mut unwatched,
        )?),
        Command::Tasks => Ok(answers::tasks(&calls::look(device, "todos", json!({}))?)),
        Command::State => answers::state(device),
    }
}

/// The profile of a list: the file's, with the kecamatan that was said for all sheets that say none.
fn profile(list: &List) -> Result<Option<Profile>, Refused> {
    let mut profile: Option<Profile> = list.profile.as_deref().map(read).transpose()?;
    if let Some(kecamatan) = &list.kecamatan {
        let every = profile
            .get_or_insert_default()
            .sheets
            .entry(EVERY_SHEET.to_owned());
        every
            .or_default()
            .kecamatan
            .get_or_insert_with(|| kecamatan.clone());
    }
    Ok(profile)
}

fn read(path: &Path) -> Result<Profile, Refused> {
    let text = std::fs::read_to_string(path)?;
    let profile = serde_json::from_str(&text);
    Ok(profile.map_err(|fault| Trouble::Usage(format!("{}: {fault}", path.display())))?)
}
