//! The one place that opens the network.

use std::io::Read;
use std::time::{Duration, Instant};

use sesi_wire::limits::MAX_ENTRY;

use crate::error::Error;

/// Why a call did not bring an answer. The device goes on as if it had no signal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreachable {
    /// No connection, no name, refused: nothing was sent, and nothing is known of the line.
    #[error("the relay was not reached: {0}")]
    NoConnection(String),
    /// The line held for a while and broke before an answer came, or was too slow.
    #[error("the line broke: {0}")]
    Broken(String),
    /// The relay's certificate is not one that this device accepts.
    #[error("the relay's certificate is not trusted: {0}")]
    Certificate(String),
    /// The address is not one.
    #[error("the relay's address does not read: {0}")]
    Address(String),
}

/// What came back: status, how long the relay asks to be left alone, and the body as it arrives.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The body; reading may fail at any byte.
    pub body: Box<dyn Read>,
}

/// Carries one call to a relay. Tests put lines that break in its place.
pub trait Transport {
    /// Posts `body` to `path` with the device's bearer token, if it has one.
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable>;
}

/// How long a whole call may take: a page takes long on 60 kbit/s; a dead line must still end.
pub const PATIENCE: Duration = Duration::from_mins(3);
/// How long connecting may take.
const CONNECT_PATIENCE: Duration = Duration::from_secs(30);

/// HTTP over reqwest, connection kept between calls.
#[derive(Debug)]
pub struct Http {
    client: reqwest::blocking::Client,
    base: String,
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
        })
    }
}

/// Built here and nowhere else: the platform's own certificate verifier panics on Android, so roots come with the app.
fn client(
    pin: Option<[u8; 32]>,
    patience: Duration,
) -> Result<reqwest::blocking::Client, Unreachable> {
    // Already installed is as good as installed now.
    drop(rustls::crypto::ring::default_provider().install_default());
    let untrusted = |error: &dyn std::fmt::Display| Unreachable::Certificate(error.to_string());
    let builder = reqwest::blocking::Client::builder();
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
        .timeout(patience)
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
        let response = request.send().map_err(|error| {
            if error.is_connect() {
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
            body: Box::new(response),
        })
    }
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

/// How many bytes of an answer are taken at once, if they come fast: each time costs a commit, which waits for the disk and writes
/// again what the one before had written.
const READ_CHUNK: usize = 16 * MAX_ENTRY;
/// How long bytes are gathered: what came of a slow answer should survive a battery that dies.
const GATHER: Duration = Duration::from_secs(1);
/// Bytes of one answer that are read at the most: thirty times the largest budget, so that long lists of ids fit too.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// Why an answer was not read to its end.
pub(super) enum ReadFault {
    /// The line broke. What came before was taken.
    Line(String),
    /// What came could not be taken.
    Device(Error),
}

/// Hands the body of an answer to `take`, piece by piece.
pub(super) fn read_all(
    mut answer: Answer,
    mut take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), ReadFault> {
    let mut chunk = vec![0; READ_CHUNK];
    let mut taken = 0;
    while taken < MAX_ANSWER {
        let mut filled = 0;
        let (mut broken, mut over) = (None, false);
        let began = Instant::now();
        while filled < chunk.len() && (filled == 0 || began.elapsed() < GATHER) {
            match answer.body.read(&mut chunk[filled..]) {
                Ok(0) => {
                    over = true;
                    break;
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    broken = Some(error.to_string());
                    break;
                }
            }
        }
        take(&chunk[..filled]).map_err(ReadFault::Device)?;
        taken += filled;
        match broken {
            Some(why) => return Err(ReadFault::Line(why)),
            None if over => return Ok(()),
            None => {}
        }
    }
    Err(ReadFault::Line("the answer does not end".into()))
}
