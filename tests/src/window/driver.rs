//! A copy of the app behind a `WebKitWebDriver` of its own. It knows no screen.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;

/// A copy of the app, driven.
#[derive(Debug)]
pub struct Window {
    pub(super) client: Client,
    driver: Child,
    profile: PathBuf,
    dialogs: PathBuf,
    pub(super) size: String,
}

impl Window {
    /// Starts the app over a profile folder, proposing a relay, in a window of a size such as `390x844`.
    ///
    /// # Panics
    /// If it does not start.
    pub async fn open(profile: &Path, relay: &str, size: &str) -> Self {
        std::fs::create_dir_all(profile).expect("the profile folder can be made");
        let dialogs = profile.with_extension("dialogs");
        let (driver, port) = start_driver(&dialogs);
        let options = json!({
            "binary": super::binary(),
            "args": ["--profile", profile, "--relay", relay, "--window", size],
        });
        let capabilities = [("webkitgtk:browserOptions".to_owned(), options)];
        let mut tries = 0;
        let client = loop {
            let connected = ClientBuilder::new(HttpConnector::new())
                .capabilities(capabilities.clone().into_iter().collect())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await;
            match connected {
                Ok(client) => break client,
                Err(error) if tries > 50 => panic!("the window does not open: {error}"),
                Err(_) => tries += 1,
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        };
        Self {
            client,
            driver,
            profile: profile.to_owned(),
            dialogs,
            size: size.to_owned(),
        }
    }

    /// What the next file dialogs answer, one each.
    ///
    /// # Panics
    /// If the list cannot be written.
    pub fn answer_dialogs(&self, paths: &[&Path]) {
        let lines: Vec<String> = paths
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        std::fs::write(&self.dialogs, lines.join("\n"))
            .expect("the list of answers can be written");
    }

    /// The app's own process, while it runs.
    pub fn process(&self) -> Option<u32> {
        processes_with(&self.profile).first()?.parse().ok()
    }

    /// Ends the app as an empty battery does: `kill -9`, no warning.
    pub fn kill(mut self) {
        for id in processes_with(&self.profile) {
            // Whatever of it is gone already needs no killing.
            drop(Command::new("kill").args(["-9", &id]).status());
        }
        self.end_driver();
    }

    /// Closes the window as a person does.
    ///
    /// # Panics
    /// If the driver does not answer.
    pub async fn close(mut self) {
        let client = self.client.clone();
        client.close().await.expect("the window closes");
        self.end_driver();
    }

    fn end_driver(&mut self) {
        drop(self.driver.kill());
        drop(self.driver.wait());
    }
}

impl Drop for Window {
    fn drop(&mut self) {
        for id in processes_with(&self.profile) {
            drop(Command::new("kill").args(["-9", &id]).status());
        }
        self.end_driver();
    }
}

fn start_driver(dialogs: &Path) -> (Child, u16) {
    let port = TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .expect("there is a free port")
        .port();
    let driver = Command::new("WebKitWebDriver")
        .arg(format!("--port={port}"))
        .env("TAURI_WEBVIEW_AUTOMATION", "true")
        .env("WEBKIT_DISABLE_DMABUF_RENDERER", "1")
        .env("WEBKIT_DISABLE_COMPOSITING_MODE", "1")
        .env("SESI_DIALOGS", dialogs)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("WebKitWebDriver starts: tools/set-up installs it");
    (driver, port)
}

/// Processes that were started with that profile.
fn processes_with(profile: &Path) -> Vec<String> {
    let wanted = profile.display().to_string();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| {
            let id = process.file_name().into_string().ok()?;
            id.parse::<u32>().ok()?;
            let line = std::fs::read(process.path().join("cmdline")).ok()?;
            let mut words = line.split(|byte| *byte == 0);
            words.any(|word| word == wanted.as_bytes()).then_some(id)
        })
        .collect()
}
