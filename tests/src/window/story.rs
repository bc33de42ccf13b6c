//! The main job in the real window, as a newcomer does it in ten minutes: an office is founded, a roster comes in, a phone joins, a
//! meeting is recorded without a network and with a flat battery in between, arrives, is checked and counted; the phone is lost and
//! revoked. Two copies of the app, a real relay.

use std::path::{Path, PathBuf};

use super::Window;
use crate::relay::RelayProcess;

/// The PIN of every profile here.
pub const PIN: &str = "918273";

/// Where the two copies of the app are, and the relay between them.
#[derive(Debug)]
pub struct Stage {
    folder: PathBuf,
    relay: Option<RelayProcess>,
    address: String,
    size: String,
}

impl Stage {
    /// A relay over a folder, and windows of a size such as `390x844`.
    pub fn new(folder: &Path, size: &str) -> Self {
        let relay = RelayProcess::start(&folder.join("relay"));
        Self {
            folder: folder.to_owned(),
            address: relay.address.to_string(),
            relay: Some(relay),
            size: size.to_owned(),
        }
    }

    /// A copy of the app with the profile of that name.
    pub async fn open(&self, profile: &str) -> Window {
        let url = format!("http://{}", self.address);
        Window::open(&self.folder.join(profile), &url, &self.size).await
    }

    /// The same in a window of another size.
    pub async fn open_at(&self, profile: &str, size: &str) -> Window {
        let url = format!("http://{}", self.address);
        Window::open(&self.folder.join(profile), &url, size).await
    }

    /// A picture of the window that was opened last, in the folder that `SESI_PICTURES` names; none without.
    pub fn picture(&self, window: &Window, name: &str) {
        if let Some(folder) = std::env::var_os("SESI_PICTURES") {
            window.shot(&Path::new(&folder).join(format!("{name}.png")));
        }
    }

    /// The relay is gone, as when there is no signal.
    pub fn no_signal(&mut self) {
        drop(self.relay.take().map(RelayProcess::kill));
    }

    /// It is back where it was.
    pub fn signal(&mut self) {
        let data = self.folder.join("relay");
        self.relay = Some(RelayProcess::start_at(
            &data,
            &self.address,
            &["--open-founding"],
        ));
    }

    /// The roster that the office imports: the shared one of Toili where there is one, otherwise invented people.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn roster(&self) -> PathBuf {
        let shared =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/rosters/kpm-toili.xlsx");
        if shared.is_file() {
            return shared;
        }
        let folder = self.folder.join("rosters");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        crate::sample::write(&folder, 1).expect("a roster can be written");
        let files = std::fs::read_dir(folder).expect("the folder can be read");
        files
            .filter_map(|file| Some(file.ok()?.path()))
            .min()
            .expect("a roster was written")
    }

    /// A path in the stage's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

/// Founds an office in a window that was never used.
pub async fn found(office: &Window) {
    office.tap("found-office").await;
    fill_founding(office).await;
    leave_words(office).await;
}

/// Founds; the recovery words are shown then.
pub async fn fill_founding(office: &Window) {
    say_founding(office).await;
    office.tap("found-submit").await;
    office.see("words").await;
}

/// Says what an office is founded with.
pub async fn say_founding(office: &Window) {
    office.choose("kabupaten", "72.01").await;
    office.write("founder", "Ratna Dewi").await;
    choose_pin(office).await;
}

/// The recovery words are written down, and those that are asked for said back.
///
/// # Panics
/// If the window asks for no word of the sheet.
pub async fn leave_words(office: &Window) {
    let sheet = office
        .script("return [...document.querySelectorAll('[data-test=words] .word')].map((word) => word.textContent)")
        .await;
    office.tap("words-kept").await;
    office.tap("words-next").await;
    office.see("word-3").await;
    let asked = office
        .script(
            "return [1, 2, 3].map((at) => document.querySelector(`[data-test=word-${at}]`))
               .map((field) => parseInt(field.closest('.field').textContent.match(/\\d+/)[0]))",
        )
        .await;
    for at in 0..3 {
        let place = asked.get(at).and_then(serde_json::Value::as_u64);
        let place = usize::try_from(place.expect("a place of the sheet")).expect("a small number");
        let word = sheet.get(place - 1).and_then(serde_json::Value::as_str);
        let word = word.expect("a word of the sheet");
        office.write(&format!("word-{}", at + 1), word).await;
    }
    office.tap("words-continue").await;
    office.see("nav-ringkasan").await;
}

/// Imports a roster, with the pendamping whom it names.
pub async fn import(office: &Window, roster: &Path) {
    preview(office, roster).await;
    office.tap("import-run").await;
    office.see("imported").await;
}

/// Looks at a roster before it is imported, with the pendamping whom it names.
pub async fn preview(office: &Window, roster: &Path) {
    office.go("impor").await;
    office.answer_dialogs(&[roster]);
    office.tap("import-pick").await;
    office.see("preview").await;
    if office.sees_soon("import-hire").await && !office.is_ticked("import-hire").await {
        office.tap("import-hire").await;
    }
}

/// Invites a person's phone; gives the invite's text, once the relay knows it.
pub async fn invite(office: &Window, person: &str) -> String {
    let text = make_invite(office, person).await;
    sync(office).await;
    text
}

/// Makes the invite, which the window shows then; the relay does not know it yet.
pub async fn make_invite(office: &Window, person: &str) -> String {
    office.go(&format!("orang/{person}")).await;
    office.tap("invite").await;
    office.value("invite-text").await
}

/// Somebody who leads groups: the document of the first pendamping with a kecamatan.
///
/// # Panics
/// If there is none.
pub async fn a_pendamping(office: &Window) -> String {
    office.go("orang").await;
    office.see("staff").await;
    let people = office
        .script(
            "return [...document.querySelectorAll('[data-test=staff] tbody tr.row')]
               .filter((row) => parseInt(row.querySelector('.num').textContent) > 0)
               .map((row) => row.querySelector('a').getAttribute('href').split('/').pop())",
        )
        .await;
    let person = people.get(0).and_then(serde_json::Value::as_str);
    person.expect("somebody leads groups").to_owned()
}

/// Joins with an invite in a window that was never used.
pub async fn join(phone: &Window, invite: &str) {
    phone.tap("join-office").await;
    phone.write("invite", invite).await;
    phone.see("invite-read").await;
    choose_pin(phone).await;
    phone.tap("join-submit").await;
    phone.see("nav-beranda").await;
    sync(phone).await;
}

/// Unlocks a window that was used before.
pub async fn unlock(window: &Window) {
    window.write("pin", PIN).await;
    window.tap("unlock").await;
    window.see_gone("unlock").await;
    window.at_a_place().await;
}

/// Exchanges now, and waits until it is over.
pub async fn sync(window: &Window) {
    window.go("sinkronisasi").await;
    // A window that was opened a moment ago may still go to its first place by itself.
    if !window.sees_soon("sync-now").await {
        window.go("sinkronisasi").await;
    }
    window.tap("sync-now").await;
    window.see("sync-fine").await;
}

/// Exchanges, and waits until the window says that the office revoked it. It may have exchanged by itself before: then it says so already, and
/// offers no exchange any more.
pub async fn learn_of_revocation(window: &Window) {
    window.go("sinkronisasi").await;
    for _ in 0..60 {
        if window.sees("revoked").await {
            return;
        }
        if window.try_tap("sync-now").await {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    window.see("revoked").await;
}

async fn choose_pin(window: &Window) {
    window.write("pin", PIN).await;
    window.write("pin-again", PIN).await;
}
