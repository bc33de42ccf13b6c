//! `POST /v1/enrol` as HTTP: no token, so the rate of strangers counts.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use sesi_wire::fault::Fault;
use sesi_wire::limits::MAX_ENROL;

use super::app::App;
use super::peer::Peer;
use super::sync::office;
use crate::protocol::enrol as protocol;
use crate::protocol::{Answer, RelayTime};

/// The route.
pub async fn enrol(State(app): State<Arc<App>>, request: Request) -> Response {
    app.answer("enrol", call(&app, request)).await
}

async fn call(app: &App, request: Request) -> Result<Answer, Fault> {
    let (parts, body) = request.into_parts();
    let peer = Peer::of(&parts);
    app.gate.stranger(peer.address)?;
    let named = office(&parts.uri)?;
    let bucket = app.gate.bucket(peer.address);
    let mut room = app.bodies.of_stranger(bucket, MAX_ENROL);
    let mut bytes = Vec::new();
    room.read(&parts.headers, body, &mut bytes).await?;
    peer.working();
    protocol::enrol(&app.storage, &bytes, named, app.rules, RelayTime::now()).await
}

#[cfg(test)]
#[path = "enrol_tests.rs"]
mod tests;
