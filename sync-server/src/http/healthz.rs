//! `GET /healthz`: 200 while the database answers, 503 when it does not.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::OfficeId;

use super::{App, refuse};
use crate::protocol::fault;

/// The route.
pub async fn healthz(State(app): State<Arc<App>>) -> Response {
    // Any question will do: that it is answered is what matters.
    match app.storage.read(|txn| txn.office(&OfficeId([0; 16]))).await {
        Ok(_) => Response::new("ok\n".into()),
        Err(error) => {
            tracing::error!(%error, "the database does not answer");
            refuse(&Fault {
                retry_after: Some(30),
                ..fault(Code::Unavailable, "the database does not answer")
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::fixture::{Caller, start};

    #[test]
    fn a_relay_whose_database_answers_is_healthy() {
        let relay = start();
        let answer = Caller::to(relay.address()).get("/healthz");
        assert_eq!((answer.status, answer.text().as_str()), (200, "ok\n"));
    }
}
