//! `GET /metrics`, on a listener of its own: numbers for the operator, in Prometheus text. No office, device or feed appears in a label.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use metrics::{Counter, Histogram, Key, Label, Level, Metadata, Recorder};
use metrics_exporter_prometheus::{
    Matcher, PrometheusBuilder, PrometheusHandle, PrometheusRecorder,
};
use sesi_wire::sync::{PushResult, Rejection};

use crate::protocol::Answer;
use crate::storage::backend::Committed;

const SECONDS: [f64; 12] = [
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0,
];
const BATCHES: [f64; 9] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0];
const PLACE: Metadata<'static> = Metadata::new("sesi_relay", Level::INFO, None);

/// A relay's own counters; two relays in one process count apart.
pub struct Meters {
    recorder: PrometheusRecorder,
    handle: PrometheusHandle,
}

impl Meters {
    /// Counters at zero.
    pub fn new() -> Result<Self, metrics_exporter_prometheus::BuildError> {
        let recorder = PrometheusBuilder::new()
            .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), &SECONDS)?
            .set_buckets_for_metric(Matcher::Suffix("_batch".into()), &BATCHES)?
            .build_recorder();
        let handle = recorder.handle();
        Ok(Self { recorder, handle })
    }

    /// A request was answered.
    pub fn request(&self, route: &'static str, status: u16, took: Duration) {
        let route = Label::from_static_parts("route", route);
        let status = Label::new("status", status.to_string());
        self.counter("relay_requests_total", vec![route.clone(), status])
            .increment(1);
        self.histogram("relay_request_seconds", vec![route])
            .record(took.as_secs_f64());
    }

    /// A successful answer's entries.
    pub fn answer(&self, answer: &Answer) {
        for result in &answer.results {
            let result = Label::from_static_parts("result", result_label(*result));
            self.counter("relay_pushes_total", vec![result])
                .increment(1);
        }
        self.counter("relay_pushed_bytes_total", vec![])
            .increment(answer.bytes_in);
        self.counter("relay_pulled_entries_total", vec![])
            .increment(answer.entries_out);
        self.counter("relay_pulled_bytes_total", vec![])
            .increment(answer.bytes_out);
    }

    /// A batch of requests was committed together, or could not be.
    #[allow(clippy::cast_precision_loss)] // a batch has at most some hundred requests
    pub fn commit(&self, committed: Committed) {
        let ok = if committed.ok { "true" } else { "false" };
        let ok = Label::from_static_parts("ok", ok);
        self.counter("relay_commits_total", vec![ok]).increment(1);
        self.histogram("relay_commit_batch", vec![])
            .record(committed.batch as f64);
        self.histogram("relay_commit_seconds", vec![])
            .record(committed.took.as_secs_f64());
    }

    /// Sums up what was recorded. Must be called now and then, or samples pile up while nobody asks.
    pub fn tidy(&self) {
        self.handle.run_upkeep();
    }

    fn counter(&self, name: &'static str, labels: Vec<Label>) -> Counter {
        self.recorder
            .register_counter(&Key::from_parts(name, labels), &PLACE)
    }

    fn histogram(&self, name: &'static str, labels: Vec<Label>) -> Histogram {
        self.recorder
            .register_histogram(&Key::from_parts(name, labels), &PLACE)
    }
}

fn result_label(result: PushResult) -> &'static str {
    match result {
        PushResult::Accepted(_) => "accepted",
        PushResult::Duplicate(_) => "duplicate",
        // A relay refuses for no reason that it does not know.
        PushResult::Rejected(Rejection::Unknown(_)) => "other",
        PushResult::Rejected(reason) => reason.name(),
    }
}

/// The operator's routes.
pub fn router(meters: Arc<Meters>) -> Router {
    Router::new()
        .route("/metrics", get(metrics))
        .with_state(meters)
}

async fn metrics(State(meters): State<Arc<Meters>>) -> Response {
    Response::new(meters.handle.render().into())
}

#[cfg(test)]
mod tests {
    use std::net::SocketAddr;

    use sesi_wire::fault::Code;

    use crate::fixture::{Caller, Staff, start_with};

    #[test]
    fn numbers_count_what_happened_and_name_nobody() {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let relay = start_with(|settings| settings.metrics = Some(any));
        let mut caller = Caller::to(relay.address());
        let staff = Staff::founded(&mut caller, 1);
        let entry = staff.root.statements(&staff, 2, &[]);
        caller.push(&staff.root, &[&entry]);
        // Not where everybody calls.
        assert_eq!(caller.get("/metrics").fault().code, Code::NoSuchCall);
        let text = Caller::to(relay.metrics().unwrap()).get("/metrics").text();
        for line in [
            r#"relay_pushes_total{result="accepted"} 2"#,
            r#"relay_requests_total{route="sync",status="200"} 1"#,
            "relay_commit_batch_count 2",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        for name in [staff.office.to_string(), staff.root.id().to_string()] {
            assert!(!text.contains(&name));
        }
    }
}
