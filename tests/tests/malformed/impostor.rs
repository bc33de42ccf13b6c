//! Something that answers and is no relay, and devices for it to lie to.

use crate::scene::*;
use chrono::DateTime;
use sesi_core::device::Device;
use sesi_engine::ambient::Seeded;
use sesi_engine::store::{FeedRow, Parked, PendingChange};
use sesi_engine::sync::driver::{self, Run};
use sesi_engine::sync::http::Http;
use sesi_engine::sync::request;
use sesi_tests::hostile_member::first_difference;
use sesi_tests::world::Station;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, PushResult, to_vec};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

/// Something on a port that is no relay. `say` gets the number of the call, its path and body, and says all bytes of the answer.
pub struct Impostor {
    pub address: SocketAddr,
    calls: Arc<AtomicUsize>,
    closed: Arc<AtomicBool>,
}

impl Impostor {
    pub fn new(say: impl FnMut(usize, &str, &[u8]) -> Vec<u8> + Send + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (calls, closed) = (
            Arc::new(AtomicUsize::new(0)),
            Arc::new(AtomicBool::new(false)),
        );
        let (counter, end) = (Arc::clone(&calls), Arc::clone(&closed));
        let mut say = say;
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::Relaxed) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                let Some((path, body)) = read_request(&mut stream) else {
                    continue;
                };
                let no = counter.fetch_add(1, Ordering::Relaxed);
                // The device may have hung up already.
                drop(stream.write_all(&say(no, &path, &body)));
            }
        });
        Self {
            address,
            calls,
            closed,
        }
    }

    /// Always the same answer.
    pub fn answering(answer: Vec<u8>) -> Self {
        Self::new(move |_, _, _| answer.clone())
    }

    pub fn http(&self) -> Http {
        Http::new(&format!("http://{}", self.address), None).unwrap()
    }

    pub fn calls(&self) -> usize {
        self.calls.load(Ordering::Relaxed)
    }
}

impl Drop for Impostor {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address));
    }
}

pub fn read_request(stream: &mut TcpStream) -> Option<(String, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let head = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(head) = head {
            let text = String::from_utf8_lossy(&bytes[..head]).to_lowercase();
            let length: usize = text
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .and_then(|length| length.trim().parse().ok())
                .unwrap_or(0);
            if bytes.len() >= head + 4 + length {
                let path = text.split(' ').nth(1)?.to_owned();
                return Some((path, bytes[head + 4..].to_vec()));
            }
        }
        match stream.read(&mut piece) {
            Ok(read) if read > 0 => bytes.extend_from_slice(&piece[..read]),
            _ => return None,
        }
    }
}

/// An answer whose head tells the length of its body truly.
pub fn answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

pub fn frames(frames: &[Frame]) -> Vec<u8> {
    answer(
        "200 OK",
        "application/cbor",
        &frames.iter().flat_map(to_vec).collect::<Vec<_>>(),
    )
}

pub fn head(results: Vec<PushResult>) -> Frame {
    Frame::Head {
        version: sesi_wire::VERSION,
        relay_time: 1_795_000_000_000,
        results,
    }
}

/// A device of its own over a copy of another's files: each lie is told to a device that has heard none yet.
pub struct Copy {
    pub device: Device,
    _dir: tempfile::TempDir,
}

pub fn copy(station: &Station, seed: u64) -> Copy {
    let dir = tempfile::tempdir().unwrap();
    let to = dir.path().join("copy.db");
    for end in ["", "-wal"] {
        let of = |path: &Path| {
            let mut name = path.as_os_str().to_owned();
            name.push(end);
            std::path::PathBuf::from(name)
        };
        if of(&station.path).exists() {
            std::fs::copy(of(&station.path), of(&to)).unwrap();
        }
    }
    let ambient = Arc::new(Seeded::new(
        seed,
        DateTime::from_timestamp(1_795_000_000, 0).unwrap(),
    ));
    Copy {
        device: Device::open(&to, &station.key, ambient).unwrap(),
        _dir: dir,
    }
}

pub fn pending(device: &Device) -> u64 {
    PendingChange::count(device.reader(), None).unwrap()
}

pub fn dump(device: &Device) -> String {
    sesi_core::readmodel::dump(device.reader()).unwrap()
}

/// Where the device thinks the relay is, and what it thinks the relay has of it.
pub fn cursors(device: &Device) -> Vec<(FeedId, u64)> {
    let feeds = FeedRow::all(device.reader()).unwrap();
    feeds
        .into_iter()
        .map(|feed| (feed.id, feed.since))
        .collect()
}

impl Scene {
    /// What the phone looks like after an honest exchange, told by a copy of it. The relay has everything afterwards.
    pub fn truth(&mut self) -> String {
        // Sealed once, so that every copy sends the same entries and none is a cloned device to the relay.
        request::prepare(&mut self.phone.device).unwrap();
        let mut honest = copy(&self.phone, 1);
        let mut http = Http::new(&self.relay.url(), None).unwrap();
        let run = driver::run(&mut honest.device, &mut http, |_| true);
        assert!(run.stopped.is_none(), "{:?}", run.stopped);
        assert_eq!(pending(&honest.device), 0);
        dump(&honest.device)
    }

    /// One device hears a lie, must keep its work, and must end like any other at the true relay.
    pub fn hears(&self, what: &str, truth: &str, impostor: &Impostor, keeps: bool) -> Run {
        let mut copy = copy(&self.phone, 2);
        let (work, rows) = (pending(&copy.device), dump(&copy.device));
        let before = cursors(&copy.device);
        assert!(work > 0);
        let run = driver::run(&mut copy.device, &mut impostor.http(), |_| true);
        if keeps {
            assert_eq!(
                pending(&copy.device),
                work,
                "{what}: nothing is acknowledged"
            );
            assert_eq!(cursors(&copy.device), before, "{what}: no cursor moved");
        }
        let parked = Parked::all(copy.device.reader()).unwrap();
        if parked.is_empty() && keeps {
            assert_eq!(first_difference(&rows, &dump(&copy.device)), None, "{what}");
        }
        let mut http = Http::new(&self.relay.url(), None).unwrap();
        let after = driver::run(&mut copy.device, &mut http, |_| true);
        assert!(after.stopped.is_none(), "{what}: {:?}", after.stopped);
        assert_eq!(pending(&copy.device), 0, "{what}: it all arrives");
        let rows = dump(&copy.device);
        assert_eq!(first_difference(truth, &rows), None, "{what}");
        run
    }
}
