//! The calls as HTTP: one route a file. Turns requests into bytes for [`crate::protocol`] and its answers into responses;
//! decides nothing but limits.

pub mod beginnings;
pub mod enrol;
pub mod found;
pub mod healthz;
pub mod held;
pub mod limits;
pub mod metrics;
pub mod sync;

use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use axum::routing::{get, post};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::sync::to_vec;

use crate::protocol::{Answer, Rules, fault};
use crate::storage::Storage;
use beginnings::Beginnings;
use limits::{Gate, Limits};
use metrics::Meters;

/// What the routes share.
pub struct App {
    /// Where entries are kept.
    pub storage: Arc<dyn Storage>,
    /// The relay's rules.
    pub rules: Rules,
    /// The relay's bounds.
    pub limits: Limits,
    /// Counts calls.
    pub gate: Gate,
    /// Counts for the operator.
    pub meters: Arc<Meters>,
    /// What came of requests that were cut.
    pub beginnings: Arc<Beginnings>,
}

/// All routes.
pub fn router(app: Arc<App>) -> Router {
    Router::new()
        .route("/v1/sync", post(sync::sync))
        .route("/v1/held", post(held::held))
        .route("/v1/found", post(found::found))
        .route("/v1/enrol", post(enrol::enrol))
        .route("/healthz", get(healthz::healthz))
        .route("/metrics", get(metrics::metrics))
        .method_not_allowed_fallback(no_such_call)
        .fallback(no_such_call)
        // Bodies are read by `limits::read_body` alone.
        .layer(DefaultBodyLimit::disable())
        .with_state(app)
}

async fn no_such_call() -> Response {
    refuse(&fault(Code::NoSuchCall, "there is no such call"))
}

impl App {
    fn body_time(&self) -> Duration {
        Duration::from_secs(u64::from(self.limits.body_seconds))
    }

    /// Runs a call, counts it, and makes its response. No header beyond what HTTP needs: each costs a phone bytes.
    async fn answer(
        &self,
        route: &'static str,
        call: impl Future<Output = Result<Answer, Fault>>,
    ) -> Response {
        let start = Instant::now();
        let response = match call.await {
            Ok(answer) => {
                self.meters.answer(&answer);
                Response::new(Body::from(answer.body))
            }
            Err(fault) => refuse(&fault),
        };
        let (status, took) = (response.status().as_u16(), start.elapsed());
        self.meters.request(route, status, took);
        if response.status().is_success() {
            tracing::debug!(route, status, ms = took.as_millis(), "request");
        } else {
            tracing::info!(route, status, ms = took.as_millis(), "request refused");
        }
        response
    }
}

/// The response of a fault.
fn refuse(fault: &Fault) -> Response {
    let mut response = Response::new(Body::from(to_vec(fault)));
    *response.status_mut() =
        StatusCode::from_u16(fault.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    if fault.code == Code::TooLarge {
        // The body was not read to its end, so nothing else can follow on this connection.
        let close = HeaderValue::from_static("close");
        response.headers_mut().insert(header::CONNECTION, close);
    }
    if let Some(seconds) = fault.retry_after {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
