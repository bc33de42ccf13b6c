//! A proxy on loopback between one device and its relay, which breaks connections in every way that mobile networks, proxies and
//! captive portals do.
//!
//! What happens to a connection is drawn from the line's seed when it is made. Knows HTTP only as far as where a request ends.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::counts::{Counts, Fault};
use super::liar::Lie;
use crate::seeded_rng::SeededRng;

/// How long a half-open socket is held at the most. Devices give up before.
const HELD: Duration = Duration::from_secs(20);
/// Largest request that is kept to be delivered again.
const MAX_KEPT: usize = 2 * 1024 * 1024;

const PORTAL: &str = "<!DOCTYPE html><html><head><title>Selamat datang di WiFi Hotel</title></head><body>Silakan masuk dengan nomor kamar.</body></html>";
const GATEWAY: &str = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>";

/// What happens to one connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Nothing.
    Clear,
    /// It breaks after so many bytes from the device.
    CutUp(usize),
    /// It breaks after so many bytes from the relay.
    CutDown(usize),
    /// Taken, then silence: the request goes nowhere.
    Silence,
    /// The request arrives, the answer does not, and nobody says so.
    AnswerLost,
    /// A proxy's own words, status 502.
    BadGateway,
    /// A page with status 200 that is no answer.
    Portal,
    /// The request arrives twice.
    Twice,
    /// The request arrives after later ones; the device saw it break.
    Late,
    /// An answer of earlier, as from a cache.
    Stale,
    /// The relay lies.
    Lie(Lie),
}

#[derive(Debug)]
struct Shared {
    target: Mutex<SocketAddr>,
    /// Percent of connections that something happens to.
    storm: AtomicUsize,
    next: Mutex<Vec<Weather>>,
    stuck: Mutex<Option<Weather>>,
    rng: Mutex<SeededRng>,
    late: Mutex<Vec<Vec<u8>>>,
    stale: Mutex<Option<Vec<u8>>>,
    counts: Counts,
    closed: AtomicBool,
}

/// A proxy for one device. Ends when dropped.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Line {
    /// A clear line to a relay.
    pub fn to(target: SocketAddr, seed: u64, counts: Counts) -> std::io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            target: Mutex::new(target),
            storm: AtomicUsize::new(0),
            next: Mutex::default(),
            stuck: Mutex::default(),
            rng: Mutex::new(SeededRng::new(seed)),
            late: Mutex::default(),
            stale: Mutex::default(),
            counts,
            closed: AtomicBool::new(false),
        });
        let own = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                if own.closed.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(client) = client else { continue };
                let weather = own.weather();
                let shared = Arc::clone(&own);
                std::thread::spawn(move || shared.serve(client, weather));
            }
        });
        Ok(Self { address, shared })
    }

    /// `http://127.0.0.1:port` of this end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// New connections go to another relay.
    pub fn lead_to(&self, target: SocketAddr) {
        *lock(&self.shared.target) = target;
    }

    /// From now on something happens to so many percent of the connections.
    pub fn storm(&self, percent: usize) {
        self.shared.storm.store(percent, Ordering::Relaxed);
    }

    /// What happens to the next connections, the last first.
    pub fn forecast(&self, weather: Vec<Weather>) {
        *lock(&self.shared.next) = weather;
    }

    /// The same weather for ever, whatever else is said: for proving that the verdict sees it.
    pub fn stick(&self, weather: Weather) {
        *lock(&self.shared.stuck) = Some(weather);
    }

    /// Clear weather, and what was still on its way arrives.
    pub fn clear_up(&self) {
        self.storm(0);
        self.forecast(Vec::new());
        let late = std::mem::take(&mut *lock(&self.shared.late));
        for request in late {
            self.shared.deliver(&request);
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        // Wakes the listener so that it sees that it is closed.
        drop(TcpStream::connect(self.address));
    }
}

impl Weather {
    /// Some weather that is not clear.
    pub fn bad(rng: &SeededRng) -> Self {
        // Cuts at every scale: within the first bytes, within a page, far into a long exchange.
        let bytes = || 1 + rng.below(1 << (4 + rng.below(13)));
        match rng.below(100) {
            0..=27 => Self::CutUp(bytes()),
            28..=59 => Self::CutDown(bytes()),
            60..=61 => Self::Silence,
            62..=64 => Self::AnswerLost,
            65..=71 => Self::BadGateway,
            72..=78 => Self::Portal,
            79..=87 => Self::Twice,
            88..=94 => Self::Late,
            _ => Self::Stale,
        }
    }
}

impl Shared {
    fn weather(&self) -> Weather {
        if let Some(stuck) = *lock(&self.stuck) {
            return stuck;
        }
        if let Some(told) = lock(&self.next).pop() {
            return told;
        }
        let rng = lock(&self.rng);
        if rng.chance(self.storm.load(Ordering::Relaxed)) {
            Weather::bad(&rng)
        } else {
            Weather::Clear
        }
    }

    /// A connection that fails is what this is for: errors end it, nothing more.
    fn serve(self: &Arc<Self>, client: TcpStream, weather: Weather) {
        let served = match weather {
            Weather::Clear => self.carry(client, None, None),
            Weather::CutUp(at) => self.carry(client, Some(at), None),
            Weather::CutDown(at) => self.carry(client, None, Some(at)),
            Weather::Silence => self.hold(client, false),
            Weather::AnswerLost => self.hold(client, true),
            Weather::BadGateway => self.say(client, "502 Bad Gateway", GATEWAY, Fault::BadGateway),
            Weather::Portal => self.say(client, "200 OK", PORTAL, Fault::CaptivePortal),
            Weather::Twice => self.twice(client),
            Weather::Late => self.keep(client),
            Weather::Stale => self.repeat(client),
            Weather::Lie(lie) => self.lie(client, lie),
        };
        drop(served);
    }

    fn relay(&self) -> std::io::Result<TcpStream> {
        let target = *lock(&self.target);
        TcpStream::connect(target)
    }

    fn carry(
        self: &Arc<Self>,
        client: TcpStream,
        up: Option<usize>,
        down: Option<usize>,
    ) -> std::io::Result<()> {
        let relay = self.relay()?;
        let (client_too, relay_too) = (client.try_clone()?, relay.try_clone()?);
        let own = Arc::clone(self);
        let other = std::thread::spawn(move || own.pipe(relay_too, client_too, down));
        self.pipe(client, relay, up);
        drop(other.join());
        Ok(())
    }

    /// Carries one direction, up to a cut that takes both down.
    fn pipe(&self, mut from: TcpStream, mut to: TcpStream, cut: Option<usize>) {
        let mut buffer = [0; 16 * 1024];
        let mut left = cut.unwrap_or(usize::MAX);
        while let Ok(read) = from.read(&mut buffer) {
            if read == 0 {
                break;
            }
            let sent = read.min(left);
            if to.write_all(&buffer[..sent]).is_err() {
                break;
            }
            left -= sent;
            if left == 0 {
                self.counts.add(Fault::Cut);
                drop(to.shutdown(Shutdown::Both));
                drop(from.shutdown(Shutdown::Both));
                return;
            }
        }
        // The other side may have gone already.
        drop(to.shutdown(Shutdown::Write));
        drop(from.shutdown(Shutdown::Read));
    }

    /// Says nothing until the device gives up, whether or not the request went on.
    fn hold(&self, mut client: TcpStream, deliver: bool) -> std::io::Result<()> {
        client.set_read_timeout(Some(HELD))?;
        if deliver {
            let request = read_request(&mut client)?;
            self.deliver(&request);
        }
        self.counts.add(Fault::HalfOpen);
        let mut rest = [0; 4096];
        while client.read(&mut rest)? > 0 {}
        Ok(())
    }

    fn say(
        &self,
        mut client: TcpStream,
        status: &str,
        page: &str,
        fault: Fault,
    ) -> std::io::Result<()> {
        read_request(&mut client)?;
        self.counts.add(fault);
        write!(
            client,
            "HTTP/1.1 {status}\r\ncontent-type: text/html\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{page}",
            page.len()
        )?;
        client.shutdown(Shutdown::Write)
    }

    fn twice(&self, mut client: TcpStream) -> std::io::Result<()> {
        let request = read_request(&mut client)?;
        let answer = self.ask(&request)?;
        self.deliver(&request);
        self.counts.add(Fault::Duplicate);
        // Something later comes first where there is something.
        let late = std::mem::take(&mut *lock(&self.late));
        for request in late {
            self.deliver(&request);
        }
        *lock(&self.stale) = Some(answer.clone());
        client.write_all(&answer)?;
        client.shutdown(Shutdown::Write)
    }

    fn keep(&self, mut client: TcpStream) -> std::io::Result<()> {
        let request = read_request(&mut client)?;
        self.counts.add(Fault::Reorder);
        lock(&self.late).push(request);
        client.shutdown(Shutdown::Both)
    }

    fn repeat(&self, mut client: TcpStream) -> std::io::Result<()> {
        let request = read_request(&mut client)?;
        let kept = lock(&self.stale).take();
        let answer = match kept {
            Some(answer) => {
                self.counts.add(Fault::StaleAnswer);
                answer
            }
            None => self.ask(&request)?,
        };
        *lock(&self.stale) = Some(answer.clone());
        client.write_all(&answer)?;
        client.shutdown(Shutdown::Write)
    }

    fn lie(&self, mut client: TcpStream, lie: Lie) -> std::io::Result<()> {
        let request = read_request(&mut client)?;
        let (head, body) = request.split_at(head_end(&request).unwrap_or(0));
        let (body, told) = lie.request(body);
        let answer = self.ask(&with_body(head, &body))?;
        let (head, body) = answer.split_at(head_end(&answer).unwrap_or(0));
        let rng = lock(&self.rng).clone();
        let lied = lie
            .answer(body, told, &rng)
            .filter(|_| head.starts_with(b"HTTP/1.0 200"));
        match lied {
            Some(lied) => {
                self.counts.add(Fault::RelayLies);
                client.write_all(&with_body(head, &lied))?;
            }
            None => client.write_all(&answer)?,
        }
        client.shutdown(Shutdown::Write)
    }

    /// The relay's whole answer to one request; the connection ends with it.
    fn ask(&self, request: &[u8]) -> std::io::Result<Vec<u8>> {
        let mut relay = self.relay()?;
        relay.set_read_timeout(Some(HELD))?;
        relay.write_all(&closing(request))?;
        let mut answer = Vec::new();
        relay.read_to_end(&mut answer)?;
        Ok(answer)
    }

    /// Delivers a request whose answer nobody waits for.
    fn deliver(&self, request: &[u8]) {
        // A relay that is down does not get it: it is lost like any request.
        drop(self.ask(request));
    }
}

/// One request, head and body.
fn read_request(client: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut request = Vec::new();
    let mut buffer = [0; 16 * 1024];
    loop {
        if let Some(end) = head_end(&request) {
            let head = String::from_utf8_lossy(&request[..end]).to_ascii_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:")?.trim().parse().ok())
                .unwrap_or(0);
            if request.len() >= end.saturating_add(length) {
                return Ok(request);
            }
        }
        let read = client.read(&mut buffer)?;
        if read == 0 || request.len() > MAX_KEPT {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        request.extend_from_slice(&buffer[..read]);
    }
}

fn head_end(request: &[u8]) -> Option<usize> {
    let at = request.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(at + 4)
}

/// The same request in HTTP 1.0: its answer comes in one piece, and the relay closes after it.
fn closing(request: &[u8]) -> Vec<u8> {
    let at = request.windows(10).position(|ten| ten == b"HTTP/1.1\r\n");
    let mut request = request.to_vec();
    if let Some(minor) = at.and_then(|at| request.get_mut(at + 7)) {
        *minor = b'0';
    }
    request
}

/// A head with another body after it.
fn with_body(head: &[u8], body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in String::from_utf8_lossy(head).lines() {
        if !line.is_empty() && !line.to_ascii_lowercase().starts_with("content-length") {
            out.extend_from_slice(line.as_bytes());
            out.extend_from_slice(b"\r\n");
        }
    }
    out.extend_from_slice(format!("content-length: {}\r\n\r\n", body.len()).as_bytes());
    out.extend_from_slice(body);
    out
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
