//! The calls as HTTP: one route a file. Turns requests into bytes for [`crate::protocol`] and its answers into responses;
//! decides nothing but limits.

pub mod app;
pub mod bodies;
pub mod enrol;
pub mod found;
pub mod gate;
pub mod healthz;
pub mod held;
pub mod inflight;
pub mod limits;
pub mod metrics;
pub mod outgoing;
pub mod partial_uploads;
pub mod peer;
pub mod proofs;
pub mod sync;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::Response;
use axum::routing::{get, post};
use sesi_wire::fault::Code;

use crate::protocol::fault;
pub use app::App;

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/sync", post(sync::sync))
        .route("/v1/held", post(held::held))
        .route("/v1/found", post(found::found))
        .route("/v1/enrol", post(enrol::enrol))
        .route("/healthz", get(healthz::healthz))
        .method_not_allowed_fallback(no_such_call)
        .fallback(no_such_call)
        // Bodies are read by `bodies` alone.
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

async fn no_such_call() -> Response {
    app::refuse(&fault(Code::NoSuchCall, "there is no such call"))
}
