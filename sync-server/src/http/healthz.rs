//! `GET /healthz`: 200 while the database answers, 503 when it does not.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::OfficeId;

use super::app::{App, refuse};
use super::peer::Peer;
use crate::protocol::fault;

/// The route.
pub async fn healthz(State(app): State<Arc<App>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    if let Err(fault) = app.gate.stranger(Peer::of(&parts).address) {
        return refuse(&fault);
    }
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
