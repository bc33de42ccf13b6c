//! One connection over a line: two directions, each read at one end, kept for as long as the line takes, written at the other.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::requests::RequestCounter;
use super::schedule::{Passage, Schedule};
use super::shared::{Shared, lock};

/// A piece on a slow line: a packet of Ethernet without its headers.
const PACKET: usize = 1_460;
/// A piece on a clear line.
const GULP: usize = 64 * 1024;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

/// One direction of one connection.
struct Pump {
    way: Way,
    shared: Arc<Shared>,
    /// Before that, the handshake is not over and nothing leaves.
    open_from: Duration,
    broken: Arc<AtomicBool>,
}

/// Bytes, and when they are there.
type Piece = (Duration, Vec<u8>);

/// Carries what the client and the relay say to each other until both are done or the line breaks.
pub(super) fn carry(client: TcpStream, relay: TcpStream, shared: &Arc<Shared>) {
    // What is a packet for the line must not wait in a kernel for more.
    if client.set_nodelay(true).is_err() || relay.set_nodelay(true).is_err() {
        return;
    }
    let (Ok(client_too), Ok(relay_too)) = (client.try_clone(), relay.try_clone()) else {
        return;
    };
    let open_from = shared.now() + lock(&shared.shape).round_trip;
    let broken = Arc::new(AtomicBool::new(false));
    let ends = [(Way::Up, client, relay), (Way::Down, relay_too, client_too)];
    for (way, from, to) in ends {
        let pump = Pump {
            way,
            shared: Arc::clone(shared),
            open_from,
            broken: Arc::clone(&broken),
        };
        let (Ok(source), shared, broken) =
            (from.try_clone(), Arc::clone(shared), Arc::clone(&broken))
        else {
            return;
        };
        let (pieces, arriving) = channel();
        std::thread::spawn(move || pump.read(source, &pieces));
        std::thread::spawn(move || write(&shared, &broken, &arriving, &from, to));
    }
}

impl Pump {
    fn read(self, mut from: TcpStream, pieces: &Sender<Piece>) {
        let mut counter = RequestCounter::default();
        let mut buffer = vec![0; GULP];
        loop {
            let clear = *lock(&self.shared.shape) == super::Shape::default();
            let room = if clear { GULP } else { PACKET };
            let read = match from.read(&mut buffer[..room]) {
                Ok(0) | Err(_) => return,
                Ok(read) => read,
            };
            let cut = lock(&self.shared.cuts)
                .as_mut()
                .and_then(|cuts| cuts.pass(read));
            let passing = &buffer[..cut.unwrap_or(read)];
            let passage = self.schedule(passing.len());
            // The sender's own buffers fill up behind what has not left yet.
            self.wait_for(passage.left);
            self.count(passing, &mut counter);
            let sent = pieces.send((passage.there, passing.to_vec()));
            if cut.is_some() {
                lock(&self.shared.counted).cuts += 1;
                self.broken.store(true, Ordering::Relaxed);
                return;
            }
            if sent.is_err() || self.broken.load(Ordering::Relaxed) {
                return;
            }
        }
    }

    fn schedule(&self, bytes: usize) -> Passage {
        let direction: &Mutex<Schedule> = match self.way {
            Way::Up => &self.shared.up,
            Way::Down => &self.shared.down,
        };
        lock(direction).put(self.shared.now().max(self.open_from), bytes)
    }

    fn wait_for(&self, then: Duration) {
        self.shared.sleep_until(then);
    }

    fn count(&self, bytes: &[u8], counter: &mut RequestCounter) {
        {
            let mut sums = lock(&self.shared.counted);
            match self.way {
                Way::Up => {
                    sums.up += bytes.len() as u64;
                    sums.requests += counter.feed(bytes);
                }
                Way::Down => sums.down += bytes.len() as u64,
            }
        }
        if let Some(recorded) = lock(&self.shared.recorded).as_mut() {
            recorded.extend_from_slice(bytes);
        }
    }
}

fn write(
    shared: &Shared,
    broken: &AtomicBool,
    arriving: &Receiver<Piece>,
    from: &TcpStream,
    mut to: TcpStream,
) {
    for (there, piece) in arriving {
        shared.sleep_until(there);
        if to.write_all(&piece).is_err() {
            break;
        }
    }
    // Either end may have gone already.
    if broken.load(Ordering::Relaxed) {
        drop(to.shutdown(Shutdown::Both));
        drop(from.shutdown(Shutdown::Both));
    } else {
        drop(to.shutdown(Shutdown::Write));
        drop(from.shutdown(Shutdown::Read));
    }
}
