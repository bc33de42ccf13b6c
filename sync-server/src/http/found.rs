//! `POST /v1/found` as HTTP: no token, so the rate of strangers counts.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use sesi_wire::fault::Fault;
use sesi_wire::limits::MAX_REQUEST;

use super::app::App;
use super::peer::Peer;
use crate::protocol::found as protocol;
use crate::protocol::{Answer, RelayTime};

/// The route.
pub async fn found(State(app): State<Arc<App>>, request: Request) -> Response {
    app.answer("found", call(&app, request)).await
}

async fn call(app: &App, request: Request) -> Result<Answer, Fault> {
    let (parts, body) = request.into_parts();
    let peer = Peer::of(&parts);
    app.gate.stranger(peer.address)?;
    let bucket = app.gate.bucket(peer.address);
    let mut room = app.bodies.of_stranger(bucket, MAX_REQUEST);
    let mut bytes = Vec::new();
    room.read(&parts.headers, body, &mut bytes).await?;
    peer.working();
    protocol::found(&app.storage, &bytes, app.rules, RelayTime::now()).await
}

#[cfg(test)]
#[path = "found_tests.rs"]
mod tests;
