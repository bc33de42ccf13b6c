//! The window's own pages in any browser, over the real core: what the Tauri shell does with commands and events, done with
//! HTTP on loopback. For developing screens and testing them in Chromium; nobody's product.

use std::collections::VecDeque;
use std::path::{Path as FilePath, PathBuf};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use clap::Parser;
use serde_json::{Value, json};
use sesi_core::app::{App, Launch};
use sesi_core::error::ApiError;
use sesi_engine::ambient::System;

/// Serves the pages of `ui/dist-mock` over a profile. Prints `listening on http://…`.
#[derive(Parser)]
struct Options {
    /// The profile folder.
    #[arg(long)]
    profile: PathBuf,
    /// The built pages.
    #[arg(long, default_value = "ui/dist-mock")]
    pages: PathBuf,
    /// The port; 0 for any.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// The relay to propose.
    #[arg(long)]
    relay: Option<String>,
    /// Open the sample office at once.
    #[arg(long)]
    sample: bool,
}

struct Stand {
    app: App,
    pages: PathBuf,
    events: Mutex<Vec<Value>>,
    /// What the next file dialogs answer.
    picks: Mutex<VecDeque<String>>,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let options = Options::parse();
    let launch = Launch {
        handover: options.profile.join("handover"),
        profile: options.profile,
        proposed_relay: options.relay,
        version: env!("CARGO_PKG_VERSION").into(),
    };
    let app = App::start(launch, Arc::new(System))?;
    if options.sample {
        app.onboarding("open_sample", json!({}))
            .map_err(|fault| fault.message)?;
    }
    let stand = Arc::new(Stand {
        app,
        pages: options.pages,
        events: Mutex::default(),
        picks: Mutex::default(),
    });
    let router = Router::new()
        .route("/call/{gate}/{name}", post(call))
        .route("/events/{from}", get(events))
        .route("/picks", post(pick))
        .fallback(page)
        .with_state(stand);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", options.port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

async fn call(
    State(stand): State<Arc<Stand>>,
    Path((gate, name)): Path<(String, String)>,
    body: String,
) -> Response {
    let question = serde_json::from_str(&body).unwrap_or_else(|_| json!({}));
    let answered = tokio::task::spawn_blocking(move || stand.answer(&gate, &name, question)).await;
    match answered {
        Ok(Ok(answer)) => (
            [(header::CONTENT_TYPE, "application/json")],
            answer.to_string(),
        )
            .into_response(),
        Ok(Err(fault)) => {
            (StatusCode::UNPROCESSABLE_ENTITY, json!(fault).to_string()).into_response()
        }
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    }
}

impl Stand {
    fn answer(&self, gate: &str, name: &str, question: Value) -> Result<Value, ApiError> {
        match (gate, name) {
            ("onboarding", _) => {
                let told = |progress: &_| self.tell("job-progress", &json!(progress));
                self.app.enter(name, question, told)
            }
            ("query", _) => self.app.query(name, question),
            ("command", _) => {
                let answer = self.app.command(name, question)?;
                if name != "keep_draft" {
                    self.tell("changed", &json!({}));
                }
                Ok(answer)
            }
            ("job", _) => {
                let told = |progress: &_| self.tell("job-progress", &json!(progress));
                let answer = self.app.job(name, question, told);
                self.tell("changed", &json!({}));
                answer
            }
            ("shell", "stop_job") => {
                self.app.stop_job();
                Ok(json!({}))
            }
            ("shell", "synchronise") => {
                let done = json!(
                    self.app
                        .synchronise(|progress| self.tell("sync-progress", &json!(progress)))?
                );
                self.tell("sync-done", &done);
                self.tell("changed", &json!({}));
                Ok(done)
            }
            ("shell", "stop_synchronising") => {
                self.app.stop_synchronising();
                Ok(json!({}))
            }
            ("shell", "pick_file" | "save_file") => {
                let mut picks = self.picks.lock().expect("no thread panicked");
                Ok(json!(picks.pop_front()))
            }
            _ => Err(ApiError {
                kind: "no_such_call",
                message: format!("there is no call {gate}/{name}"),
            }),
        }
    }

    fn tell(&self, event: &str, payload: &Value) {
        let mut events = self.events.lock().expect("no thread panicked");
        events.push(json!({ "event": event, "payload": payload }));
    }
}

/// The events since the first `from` of them: `{"next": n, "events": [...]}`.
async fn events(State(stand): State<Arc<Stand>>, Path(from): Path<usize>) -> String {
    let events = stand.events.lock().expect("no thread panicked");
    let from = from.min(events.len());
    json!({ "next": events.len(), "events": &events[from..] }).to_string()
}

/// Queues a path that the next file dialog answers.
async fn pick(State(stand): State<Arc<Stand>>, path: String) {
    stand
        .picks
        .lock()
        .expect("no thread panicked")
        .push_back(path);
}

async fn page(State(stand): State<Arc<Stand>>, uri: axum::http::Uri) -> Response {
    let asked = match uri.path().trim_start_matches('/') {
        "" => "index.html",
        path => path,
    };
    let inside = FilePath::new(asked)
        .components()
        .all(|part| matches!(part, std::path::Component::Normal(_)));
    let kind = match asked.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        _ => "application/octet-stream",
    };
    match std::fs::read(stand.pages.join(asked)) {
        Ok(bytes) if inside => ([(header::CONTENT_TYPE, kind)], bytes).into_response(),
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}
