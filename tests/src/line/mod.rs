//! A line to a relay of the project's own making: it counts every byte and every request, can be slow and far, and can break.
//!
//! A TCP proxy on loopback, in this process. [`schedule`] says when bytes are there, [`cuts`] where the line breaks,
//! [`requests`] reads along. Opening a connection costs a round trip, as TCP's handshake does, before its first byte leaves.
//! There is no slow start and no packet is lost: a line that breaks, breaks for good.

pub mod cuts;
mod pump;
pub mod requests;
pub mod schedule;
mod shared;

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use cuts::Cuts;
use schedule::Schedule;
pub use shared::{Counted, Shape};
use shared::{Shared, lock};

/// A line. Its threads end with the connections that they serve.
#[derive(Debug)]
pub struct Line {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl Line {
    /// A clear line to `target`, which only counts.
    ///
    /// # Panics
    /// If loopback has no port to give.
    pub fn to(target: SocketAddr) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("loopback has a free port");
        let address = listener.local_addr().expect("a listener has an address");
        let clear = Schedule::new(None, Duration::ZERO);
        let shared = Arc::new(Shared {
            born: Instant::now(),
            shape: Mutex::default(),
            up: Mutex::new(clear.clone()),
            down: Mutex::new(clear),
            cuts: Mutex::default(),
            counted: Mutex::default(),
            target: Mutex::new(target),
            recorded: Mutex::default(),
            closed: AtomicBool::default(),
        });
        let own = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { continue };
                if own.closed.load(Ordering::Relaxed) {
                    return;
                }
                let relay = TcpStream::connect(*lock(&own.target));
                if let Ok(relay) = relay {
                    lock(&own.counted).connections += 1;
                    pump::carry(client, relay, &own);
                }
            }
        });
        Self { address, shared }
    }

    /// From now on the line is like this. What is on its way arrives as it would have.
    pub fn become_like(&self, shape: Shape) {
        *lock(&self.shared.shape) = shape;
        let one_way = shape.round_trip / 2;
        *lock(&self.shared.up) = Schedule::new(shape.up_bits, one_way);
        *lock(&self.shared.down) = Schedule::new(shape.down_bits, one_way);
        *lock(&self.shared.cuts) = shape.cuts.map(|(mean, seed)| Cuts::every(mean, seed));
    }

    /// `http://127.0.0.1:port` of this end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// New connections go to another relay.
    pub fn lead_to(&self, target: SocketAddr) {
        *lock(&self.shared.target) = target;
    }

    /// Keeps what passes from now on.
    pub fn record(&self) {
        lock(&self.shared.recorded).get_or_insert_default();
    }

    /// Everything recorded, both directions.
    pub fn recorded(&self) -> Vec<u8> {
        lock(&self.shared.recorded).clone().unwrap_or_default()
    }

    /// What has passed so far.
    pub fn counted(&self) -> Counted {
        *lock(&self.shared.counted)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.shared.closed.store(true, Ordering::Relaxed);
        // Wakes the listener so that it sees that it is closed.
        drop(TcpStream::connect(self.address));
    }
}
