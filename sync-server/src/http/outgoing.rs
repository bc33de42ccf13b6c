//! Bounds the memory of responses: it is taken out of a shared budget until the response is written, no address has more than a
//! quarter, and a reader that stalls is given up.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes, HttpBody};
use axum::http::Response;
use http_body_util::BodyExt;
use hyper::body::{Frame, SizeHint};
use sesi_wire::fault::{Code, Fault};
use tokio::task::AbortHandle;

use super::app::{App, refuse};
use super::bodies::{FULL_RETRY, Kept, Patience};
use super::peer::Peer;
use crate::connections::{Line, Stage};
use crate::protocol::fault;

/// An answer is handed to its connection in pieces of so many bytes.
const PIECE: usize = 16 * 1024;
/// So many bytes a connection buffers anyway: answers that are no longer are not counted.
const BUFFERED: usize = 64 * 1024;

/// The body of a response.
pub struct Outgoing {
    bytes: Bytes,
    at: usize,
    written: Arc<AtomicUsize>,
    line: Option<Arc<Line>>,
    watchdog: Option<AbortHandle>,
    /// The memory that it has, until all of it is handed on.
    _kept: Option<Kept>,
}

/// Sends a response to `to`, or a fault in its place where all memory is taken: whatever was pushed is stored, and the same request hears
/// so again.
pub async fn send(app: &App, to: &Peer, response: Response<Body>) -> Response<Outgoing> {
    let (mut parts, body) = response.into_parts();
    let mut bytes = whole(body).await;
    let mut kept = None;
    if bytes.len() > BUFFERED {
        kept = app
            .bodies
            .of_answer(app.gate.bucket(to.address), bytes.len());
        if kept.is_none() {
            let full = Fault {
                retry_after: Some(FULL_RETRY),
                ..fault(Code::Unavailable, "too many answers are on their way")
            };
            let (refused, body) = refuse(&full).into_parts();
            parts = refused;
            bytes = whole(body).await;
        }
    }
    let written = Arc::new(AtomicUsize::new(0));
    let watchdog = to.line.as_ref().zip(kept.as_ref()).map(|(line, _)| {
        let watch = watch(
            Arc::clone(line),
            Arc::clone(&written),
            app.bodies.patience(),
        );
        tokio::spawn(watch).abort_handle()
    });
    if let Some(line) = &to.line {
        line.at(Stage::Answering);
    }
    let outgoing = Outgoing {
        bytes,
        at: 0,
        written,
        line: to.line.clone(),
        watchdog,
        _kept: kept,
    };
    Response::from_parts(parts, outgoing)
}

/// The routes make their answers whole.
async fn whole(body: Body) -> Bytes {
    match body.collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be read");
            Bytes::new()
        }
    }
}

/// Cuts a connection that takes its answer too slowly, or nothing of it for as long as the patience is.
async fn watch(line: Arc<Line>, written: Arc<AtomicUsize>, mut patience: Patience) {
    let mut seen = 0;
    loop {
        tokio::time::sleep(patience.floor()).await;
        let now = written.load(Ordering::Relaxed);
        patience.came(now - seen);
        if now == seen || patience.is_over() {
            tracing::debug!("an answer was taken too slowly");
            line.give_up();
            return;
        }
        seen = now;
    }
}

impl HttpBody for Outgoing {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let end = self.bytes.len().min(self.at + PIECE);
        let Some(piece) = self
            .bytes
            .get(self.at..end)
            .filter(|piece| !piece.is_empty())
        else {
            return Poll::Ready(None);
        };
        // A copy: what is buffered of it must not keep the whole.
        let piece = Bytes::copy_from_slice(piece);
        self.at = end;
        self.written.store(end, Ordering::Relaxed);
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn is_end_stream(&self) -> bool {
        self.at == self.bytes.len()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact((self.bytes.len() - self.at) as u64)
    }
}

impl Drop for Outgoing {
    fn drop(&mut self) {
        if let Some(watchdog) = &self.watchdog {
            watchdog.abort();
        }
        if let Some(line) = &self.line {
            line.at(Stage::Idle);
        }
    }
}
