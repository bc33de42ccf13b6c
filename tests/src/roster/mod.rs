//! The program `roster`: what the office's import screens do, by the calls that they make, an answer of one JSON object each.

pub mod answers;
pub mod desk;
pub mod invented;
mod refused;
mod words;

use std::path::Path;

use serde_json::{Value, json};
use sesi_core::calls;
use sesi_core::device::Device;
use sesi_core::roster::Profile;
use sesi_core::roster::profile::EVERY_SHEET;
use sesi_engine::job::unwatched;

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
        Command::Preview(list) => Ok(answers::list(&preview(device, list)?)),
        Command::Import(list) => {
            let seen = preview(device, list)?;
            let answers = answers::same(&seen, list.same.is_some());
            let asked = json!({
                "path": list.file, "profile": seen["profile"], "hire": true, "answers": answers,
                "keep": list.profile.is_some(),
            });
            let answer = calls::job(&mut *device, "import_roster", asked, &mut unwatched)?;
            Ok(answers::list(&answer))
        }
        Command::Undo => Ok(calls::job(
            &mut *device,
            "undo_import",
            json!({}),
            &mut unwatched,
        )?),
        Command::Tasks => Ok(answers::tasks(&calls::query(device, "todos", json!({}))?)),
        Command::State => answers::state(device),
        Command::Profiles => {
            let kept = calls::query(device, "list_profiles", json!({}))?;
            Ok(json!({"profiles": kept}))
        }
        Command::Forget { shape } => Ok(calls::command(
            device,
            "forget_list_profile",
            json!({"shape": shape}),
        )?),
    }
}

/// What a list would bring: under the profile of the file, else under what the office keeps of lists of its shape, with the kecamatan that was
/// said for all sheets that say none.
fn preview(device: &mut Device, list: &List) -> Result<Value, Refused> {
    let mut look = |profile: &Option<Profile>| {
        let asked = json!({"path": list.file, "profile": profile});
        calls::job(&mut *device, "import_preview", asked, &mut unwatched)
    };
    let mut profile: Option<Profile> = list.profile.as_deref().map(read).transpose()?;
    let Some(kecamatan) = &list.kecamatan else {
        return Ok(look(&profile)?);
    };
    if profile.is_none() {
        let kept = look(&profile)?["profile"].take();
        profile = serde_json::from_value(kept).ok();
    }
    let said = profile.get_or_insert_default();
    said.sheets.entry(EVERY_SHEET.to_owned()).or_default();
    for choice in said.sheets.values_mut() {
        choice.kecamatan.get_or_insert_with(|| kecamatan.clone());
    }
    Ok(look(&profile)?)
}

fn read(path: &Path) -> Result<Profile, Refused> {
    let text = std::fs::read_to_string(path)?;
    let profile = serde_json::from_str(&text);
    Ok(profile.map_err(|fault| Trouble::Usage(format!("{}: {fault}", path.display())))?)
}
