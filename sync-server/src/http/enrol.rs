//! `POST /v1/enrol` as HTTP: no token, so the rate of strangers counts.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use sesi_wire::fault::Fault;

use super::App;
use super::limits::read_body;
use crate::protocol::enrol as protocol;
use crate::protocol::{Answer, RelayTime};

/// The route.
pub async fn enrol(State(app): State<Arc<App>>, request: Request) -> Response {
    app.answer("enrol", call(&app, request)).await
}

async fn call(app: &App, request: Request) -> Result<Answer, Fault> {
    app.gate.stranger()?;
    let (parts, body) = request.into_parts();
    let body = read_body(&parts.headers, body, app.body_time()).await?;
    protocol::enrol(&app.storage, &body, app.rules, RelayTime::now()).await
}
