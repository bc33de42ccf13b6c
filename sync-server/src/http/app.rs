//! What the routes share, and how an answer or a fault becomes a response.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::sync::to_vec;

use super::bodies::Bodies;
use super::gate::Gate;
use super::inflight::InFlight;
use super::metrics::Meters;
use super::partial_uploads::PartialUploads;
use super::proofs::Proofs;
use crate::protocol::{Answer, Rules};
use crate::storage::Storage;

/// What the routes share.
pub struct App {
    /// Where entries are kept.
    pub storage: Arc<dyn Storage>,
    /// The relay's rules.
    pub rules: Rules,
    /// Counts calls.
    pub gate: Gate,
    /// Counts for the operator.
    pub meters: Arc<Meters>,
    /// What came of requests that were cut.
    pub beginnings: Arc<PartialUploads>,
    /// Reads bodies.
    pub bodies: Bodies,
    /// Requests of known devices that are under way.
    pub in_flight: Arc<InFlight>,
    /// Why revoked devices are refused.
    pub proofs: Proofs,
}

impl App {
    /// Runs a call, counts it, and makes its response. No header beyond what HTTP needs: each costs a phone bytes.
    pub(super) async fn answer(
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
pub(super) fn refuse(fault: &Fault) -> Response {
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
