//! A running relay: listener, TLS, connections, and how it ends.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use crate::connections::{Connections, Line, Stage};
use crate::http::bodies::Bodies;
use crate::http::gate::Gate;
use crate::http::limits::Limits;
use crate::http::metrics::{self, Meters};
use crate::http::outgoing;
use crate::http::peer::{self, Peer};
use crate::http::proofs::Proofs;
use crate::http::{App, router};
use crate::protocol::Rules;
use crate::storage::backend::{BackendError, Opened, Opening};
use crate::storage::backends::of_directory;

/// How long running requests may take after the relay was asked to end.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long a TLS handshake may take. A phone at the edge of the network needs several seconds.
const HANDSHAKE: Duration = Duration::from_secs(30);
/// How often counters are summed up and idle devices forgotten.
const TIDY: Duration = Duration::from_secs(10);
/// How long somebody who reads the numbers may take.
const NUMBERS: Duration = Duration::from_secs(10);
/// How long to wait where no connection can be accepted, mostly because no file descriptor is left.
const REST: Duration = Duration::from_millis(100);
/// Bytes that a connection buffers of a request at the most.
const READ_BUFFER: usize = 64 * 1024;

/// What a relay is told before it starts.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The data directory.
    pub data: PathBuf,
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Certificate chain and key, PEM; plain HTTP without.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Where the operator's numbers are to be had, without a password; nowhere if absent.
    pub metrics: Option<SocketAddr>,
    /// The protocol's rules.
    pub rules: Rules,
    /// The bounds.
    pub limits: Limits,
    /// Bytes that the data may grow to.
    pub max_bytes: Option<u64>,
}

/// Why a relay does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data cannot be opened.
    #[error(transparent)]
    Open(#[from] BackendError),
    /// The address cannot be listened on.
    #[error("cannot listen on {address}: {source}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// The certificate or its key cannot be used.
    #[error("{path} cannot be used for TLS: {why}")]
    Tls {
        /// The file.
        path: String,
        /// Why.
        why: String,
    },
    /// The counters cannot be set up.
    #[error("the metrics cannot be set up: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}

/// A running relay. Dropping it begins its end; [`Relay::shutdown`] also waits for it.
pub struct Relay {
    address: SocketAddr,
    metrics: Option<SocketAddr>,
    tls: bool,
    end: oneshot::Sender<()>,
    running: JoinHandle<()>,
}

impl Relay {
    /// Opens the data, takes the directory's lock, and listens. Answers requests when this returns.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let meters = Arc::new(Meters::new()?);
        let counted = Arc::clone(&meters);
        let opening = Opening {
            data: settings.data.clone(),
            max_bytes: settings.max_bytes,
            on_commit: Arc::new(move |committed| counted.commit(committed)),
        };
        let Opened { storage, lock } = of_directory(&settings.data).open(opening)?;
        let tls = match &settings.tls {
            Some((certificate, key)) => Some(acceptor(certificate, key)?),
            None => None,
        };
        let (listener, address) = listen(settings.listen).await?;
        let (operators, metrics) = match settings.metrics {
            Some(asked) => {
                let (listener, address) = listen(asked).await?;
                (Some(listener), Some(address))
            }
            None => (None, None),
        };
        let app = Arc::new(App {
            storage,
            rules: settings.rules,
            gate: Gate::new(&settings.limits),
            meters: Arc::clone(&meters),
            beginnings: Arc::default(),
            bodies: Bodies::new(&settings.limits),
            in_flight: Arc::default(),
            proofs: Proofs::default(),
        });
        let operators = operators.map(|listener| tokio::spawn(tell_numbers(listener, meters)));
        let (end, ended) = oneshot::channel();
        let relay = Self {
            address,
            metrics,
            tls: tls.is_some(),
            end,
            running: tokio::spawn(async move {
                run(listener, tls, settings.limits, app, ended).await;
                if let Some(operators) = operators {
                    operators.abort();
                }
                drop(lock);
                tracing::info!("relay ended");
            }),
        };
        tracing::info!(%address, tls = relay.tls, open_founding = settings.rules.open_founding, "relay started");
        if settings.rules.open_founding && !address.ip().is_loopback() {
            tracing::warn!(
                "--open-founding: everybody who reaches this address can found an office here"
            );
        }
        if let Some(metrics) = metrics.filter(|metrics| !metrics.ip().is_loopback()) {
            tracing::warn!(%metrics, "--metrics: everybody who reaches this address can read the numbers");
        }
        Ok(relay)
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the operator's numbers are.
    pub fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// The relay's address as a device is told it.
    pub fn url(&self) -> String {
        let scheme = if self.tls { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// Stops listening, lets running requests end, and closes the data.
    pub async fn shutdown(self) {
        drop(self.end);
        if self.running.await.is_err() {
            tracing::error!("the relay ended with a panic");
        }
    }
}

async fn listen(asked: SocketAddr) -> Result<(TcpListener, SocketAddr), StartError> {
    let failed = |source| StartError::Listen {
        address: asked,
        source,
    };
    let listener = TcpListener::bind(asked).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok((listener, address))
}

/// Serves the operator's numbers until it is aborted, one connection after the other.
async fn tell_numbers(listener: TcpListener, meters: Arc<Meters>) {
    let service = TowerToHyperService::new(metrics::router(meters));
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(REST).await;
            continue;
        };
        let talk = http1::Builder::new()
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service.clone());
        if let Ok(Err(error)) = tokio::time::timeout(NUMBERS, talk).await {
            tracing::debug!(%error, "a connection for the numbers was cut");
        }
    }
}

/// Reads certificate and key.
fn acceptor(certificate: &Path, key: &Path) -> Result<TlsAcceptor, StartError> {
    let unusable = |path: &Path, why: String| StartError::Tls {
        path: path.display().to_string(),
        why,
    };
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| unusable(certificate, error.to_string()))?;
    let private =
        PrivateKeyDer::from_pem_file(key).map_err(|error| unusable(key, error.to_string()))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| {
            builder
                .with_no_client_auth()
                .with_single_cert(chain, private)
        })
        .map_err(|error| unusable(certificate, error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

async fn run(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    limits: Limits,
    app: Arc<App>,
    mut ended: oneshot::Receiver<()>,
) {
    let graceful = GracefulShutdown::new();
    let connection = Connection {
        router: router(Arc::clone(&app)),
        app: Arc::clone(&app),
        tls,
        limits,
    };
    let connections = Connections::new(&limits);
    let mut tidy = tokio::time::interval(TIDY);
    loop {
        tokio::select! {
            _ = &mut ended => break,
            _ = tidy.tick() => {
                app.meters.tidy();
                app.gate.tidy();
                app.beginnings.tidy(Instant::now());
            }
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    // What finds no room is closed: waiting would keep everybody behind it waiting too.
                    let Some(held) = connections.open(peer.ip()) else { continue };
                    let (connection, watcher) = (connection.clone(), graceful.watcher());
                    tokio::spawn(async move {
                        let line = Arc::clone(&held.line);
                        tokio::select! {
                            () = connection.serve(stream, peer.ip(), &line, watcher) => {}
                            () = line.cut() => tracing::debug!("a connection gave way to another"),
                        }
                        drop(held);
                    });
                }
                Err(error) => {
                    // Existing connections go on; do not spin meanwhile.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(REST).await;
                }
            }
        }
    }
    drop(listener);
    if tokio::time::timeout(FAREWELL, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests were cut off");
    }
    drop(connection);
    // Closing waits for the writer's last commit.
    if tokio::task::spawn_blocking(move || drop(app))
        .await
        .is_err()
    {
        tracing::error!("closing the data panicked");
    }
}

#[derive(Clone)]
struct Connection {
    router: Router,
    app: Arc<App>,
    tls: Option<TlsAcceptor>,
    limits: Limits,
}

impl Connection {
    async fn serve(self, stream: TcpStream, from: IpAddr, line: &Arc<Line>, watcher: Watcher) {
        // Small answers should not wait for more of them.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "nodelay");
        }
        match &self.tls {
            None => self.talk(stream, from, line, watcher).await,
            Some(tls) => match tokio::time::timeout(HANDSHAKE, tls.accept(stream)).await {
                Ok(Ok(stream)) => self.talk(stream, from, line, watcher).await,
                Ok(Err(error)) => tracing::debug!(%error, "no TLS connection"),
                Err(_) => tracing::debug!("a TLS handshake took too long"),
            },
        }
    }

    async fn talk<S>(&self, stream: S, from: IpAddr, line: &Arc<Line>, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let seconds = |seconds: u32| Duration::from_secs(u64::from(seconds));
        let routes = TowerToHyperService::new(self.router.clone());
        let behind_proxy = self.limits.behind_proxy;
        let (line, app) = (Arc::clone(line), Arc::clone(&self.app));
        let answer = service_fn(move |mut request: Request<Incoming>| {
            let proxied = || peer::forwarded(request.headers());
            let address = behind_proxy.then(proxied).flatten().unwrap_or(from);
            let peer = Peer {
                address,
                line: Some(Arc::clone(&line)),
            };
            line.at(Stage::Stranger);
            request.extensions_mut().insert(peer.clone());
            let (answer, app) = (routes.call(request), Arc::clone(&app));
            async move { Ok::<_, Infallible>(outgoing::send(&app, &peer, answer.await?).await) }
        });
        let talk = http1::Builder::new()
            .timer(TokioTimer::new())
            // The answer says the time itself; nothing here is cached, and 37 bytes are a tenth of an idle check.
            .auto_date_header(false)
            .header_read_timeout(seconds(self.limits.header_seconds))
            .max_buf_size(READ_BUFFER)
            .serve_connection(TokioIo::new(stream), answer);
        let longest = seconds(self.limits.connection_seconds);
        match tokio::time::timeout(longest, watcher.watch(talk)).await {
            Ok(Ok(())) => {}
            // Phones come and go in the middle of everything: not worth an operator's attention.
            Ok(Err(error)) => tracing::debug!(%error, "a connection was cut"),
            Err(_) => tracing::debug!("a connection reached its age"),
        }
    }
}
