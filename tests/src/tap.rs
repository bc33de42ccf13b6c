//! A line between devices and a relay that counts every byte, headers included, and can record them.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What passed over a line.
#[derive(Debug, Default)]
struct Passed {
    up: AtomicU64,
    down: AtomicU64,
    recorded: Mutex<Vec<u8>>,
    recording: AtomicBool,
    closed: AtomicBool,
}

/// A TCP proxy on loopback. Its threads end with the connections that they serve.
#[derive(Debug)]
pub struct Tap {
    address: SocketAddr,
    passed: Arc<Passed>,
    target: Arc<Mutex<SocketAddr>>,
}

impl Tap {
    /// A line to `target`.
    ///
    /// # Panics
    /// If loopback has no port to give.
    pub fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let passed = Arc::new(Passed::default());
        let target = Arc::new(Mutex::new(target));
        let (own, to) = (Arc::clone(&passed), Arc::clone(&target));
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { continue };
                if own.closed.load(Ordering::Relaxed) {
                    return;
                }
                let relay = TcpStream::connect(*lock(&to));
                if let Ok(relay) = relay {
                    carry(client, relay, &own);
                }
            }
        });
        Self {
            address,
            passed,
            target,
        }
    }

    /// `http://127.0.0.1:port` of this end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// New connections go to another relay.
    pub fn lead_to(&self, target: SocketAddr) {
        *lock(&self.target) = target;
    }

    /// Keeps what passes from now on.
    pub fn record(&self) {
        self.passed.recording.store(true, Ordering::Relaxed);
    }

    /// Everything recorded, both directions.
    pub fn recorded(&self) -> Vec<u8> {
        lock(&self.passed.recorded).clone()
    }

    /// Bytes from devices to the relay, and back.
    pub fn bytes(&self) -> (u64, u64) {
        (
            self.passed.up.load(Ordering::Relaxed),
            self.passed.down.load(Ordering::Relaxed),
        )
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.passed.closed.store(true, Ordering::Relaxed);
        // Wakes the listener so that it sees that it is closed.
        drop(TcpStream::connect(self.address));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry(client: TcpStream, relay: TcpStream, passed: &Arc<Passed>) {
    let (Ok(client_too), Ok(relay_too)) = (client.try_clone(), relay.try_clone()) else {
        return;
    };
    for (mut from, mut to, up) in [(client, relay, true), (relay_too, client_too, false)] {
        let passed = Arc::clone(passed);
        std::thread::spawn(move || {
            let mut buffer = [0; 16 * 1024];
            while let Ok(read) = from.read(&mut buffer) {
                if read == 0 || to.write_all(&buffer[..read]).is_err() {
                    break;
                }
                let counter = if up { &passed.up } else { &passed.down };
                counter.fetch_add(read as u64, Ordering::Relaxed);
                if passed.recording.load(Ordering::Relaxed) {
                    lock(&passed.recorded).extend_from_slice(&buffer[..read]);
                }
            }
            // The other side may have gone already.
            drop(to.shutdown(Shutdown::Write));
            drop(from.shutdown(Shutdown::Read));
        });
    }
}
