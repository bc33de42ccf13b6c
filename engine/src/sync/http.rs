//! The one place that opens the network.

use std::future::Future;
use std::io::{self, Read};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use reqwest::{Client, Response};
use tokio::runtime::{Builder, Runtime};
use tokio_util::bytes::{Buf, Bytes};
use tokio_util::sync::CancellationToken;

use super::transport::{Answer, Pace, Paced, Transport, Unreachable};
use crate::job::Cancelled;

/// How long an answer may keep somebody waiting, and then each piece of it: a page takes long on 60 kbit/s; a dead line must still end.
/// How slow the whole may be says [`Pace`].
pub const PATIENCE: Duration = Duration::from_mins(3);
/// How long connecting may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(30);

/// The one thread that minds all connections.
static NETWORK: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(1).thread_name("network");
    builder.enable_all().build()
});

/// HTTP over reqwest, connection kept between calls.
#[derive(Debug)]
pub struct Http {
    client: Client,
    base: String,
    pace: Pace,
    stop: CancellationToken,
}

impl Http {
    /// A client for the relay at `base`, e.g. `https://relay.example.id`. `pin` is the SHA-256 of a private relay's
    /// certificate, which is then the only one that is trusted.
    pub fn new(base: &str, pin: Option<[u8; 32]>) -> Result<Self, Unreachable> {
        Self::with_patience(base, pin, PATIENCE)
    }

    /// The same for somebody who gives a call up earlier or later than after [`PATIENCE`], connecting included.
    pub fn with_patience(
        base: &str,
        pin: Option<[u8; 32]>,
        patience: Duration,
    ) -> Result<Self, Unreachable> {
        let base = base.trim_end_matches('/').to_owned();
        let url = reqwest::Url::parse(&base).map_err(|e| Unreachable::Address(e.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Unreachable::Address(format!(
                "{base} is not an http address"
            )));
        }
        Ok(Self {
            client: client(pin, patience)?,
            base,
            pace: Pace::of(patience),
            stop: CancellationToken::new(),
        })
    }

    /// The same with another bound on slow answers.
    #[must_use]
    pub fn paced(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// From now on `stop` ends whatever call is under way, at once and wherever it is.
    pub fn stop_by(&mut self, stop: CancellationToken) {
        self.stop = stop;
    }
}

/// Built here and nowhere else: the platform's own certificate verifier panics on Android, so roots come with the app.
fn client(pin: Option<[u8; 32]>, patience: Duration) -> Result<Client, Unreachable> {
    // Already installed is as good as installed now.
    drop(rustls::crypto::ring::default_provider().install_default());
    let untrusted = |error: &dyn std::fmt::Display| Unreachable::Certificate(error.to_string());
    let builder = Client::builder();
    let builder = if let Some(pin) = pin {
        let config = super::pinned::config(pin).map_err(|e| untrusted(&e))?;
        builder.tls_backend_preconfigured(config)
    } else {
        let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .map(|root| reqwest::Certificate::from_der(root).map_err(|e| untrusted(&e)))
            .collect::<Result<Vec<_>, _>>()?;
        builder.tls_certs_only(roots)
    };
    builder
        .connect_timeout(patience.min(CONNECT_PATIENCE))
        .read_timeout(patience)
        .redirect(reqwest::redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .build()
        .map_err(|e| Unreachable::NoConnection(e.to_string()))
}

impl Transport for Http {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        let mut request = self.client.post(format!("{}{path}", self.base)).body(body);
        if let Some(bearer) = bearer {
            request = request.bearer_auth(bearer);
        }
        let network = NETWORK.as_ref();
        let network = network.map_err(|error| Unreachable::NoConnection(error.to_string()))?;
        let began = Instant::now();
        // What a request waits for is made where it is waited for.
        let sent = wait(network, &self.stop, async { request.send().await })?;
        let response = sent.map_err(|error| {
            if super::pinned::is_another(&error) {
                let why = "it is not the one that was named with the relay's address";
                Unreachable::Certificate(why.into())
            } else if error.is_connect() {
                Unreachable::NoConnection(told(&error))
            } else {
                Unreachable::Broken(told(&error))
            }
        })?;
        let retry_after = response
            .headers()
            .get(reqwest::header::RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        Ok(Answer {
            status: response.status().as_u16(),
            retry_after,
            body: Box::new(Body {
                network,
                response,
                piece: Bytes::new(),
                began,
                paced: Paced::new(self.pace),
                stop: self.stop.clone(),
            }),
        })
    }
}

/// The body of an answer, as it arrives.
struct Body {
    network: &'static Runtime,
    response: Response,
    /// What came and was not read yet.
    piece: Bytes,
    began: Instant,
    paced: Paced,
    stop: CancellationToken,
}

impl Read for Body {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            let next = wait(self.network, &self.stop, self.response.chunk());
            match next.map_err(io::Error::other)? {
                Ok(Some(piece)) => {
                    if !self.paced.came(piece.len(), self.began.elapsed()) {
                        return Err(io::Error::other("the answer is too slow"));
                    }
                    self.piece = piece;
                }
                Ok(None) => return Ok(0),
                Err(error) => return Err(io::Error::other(told(&error))),
            }
        }
        let read = into.len().min(self.piece.len());
        self.piece.copy_to_slice(&mut into[..read]);
        Ok(read)
    }
}

/// Waits for the network until `stop`.
fn wait<T>(
    network: &Runtime,
    stop: &CancellationToken,
    answer: impl Future<Output = T>,
) -> Result<T, Cancelled> {
    let answered = network.block_on(stop.run_until_cancelled(answer));
    answered.ok_or(Cancelled)
}

/// The error with its causes, the address left out.
fn told(error: &reqwest::Error) -> String {
    let mut told = String::from("no answer");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        told = format!("{told}: {error}");
        cause = error.source();
    }
    told
}
