//! Counts the requests of one device that are under way. A phone that lost its signal comes again while the relay still waits for its
//! last request, so the newest counts: the oldest that is still arriving is given up.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;
use sesi_wire::ids::TokenHash;
use tokio::sync::Notify;

/// Requests of one device at the same time.
const MOST: usize = 4;

/// Requests under way, the oldest first: their numbers, and how to end each.
type UnderWay = VecDeque<(u64, Arc<Notify>)>;

/// The requests of all devices.
#[derive(Default)]
pub struct InFlight {
    of: Mutex<HashMap<TokenHash, UnderWay>>,
    count: AtomicU64,
}

impl InFlight {
    /// Another request of this device.
    pub fn enter(self: &Arc<Self>, token: TokenHash) -> Pass {
        let number = self.count.fetch_add(1, Ordering::Relaxed);
        let over = Arc::new(Notify::new());
        let mut of = self.of.lock();
        let those = of.entry(token).or_default();
        if those.len() >= MOST
            && let Some((_, oldest)) = those.pop_front()
        {
            oldest.notify_one();
        }
        those.push_back((number, Arc::clone(&over)));
        Pass {
            all: Arc::clone(self),
            token,
            number,
            over,
        }
    }
}

/// One request that is under way.
pub struct Pass {
    all: Arc<InFlight>,
    token: TokenHash,
    number: u64,
    over: Arc<Notify>,
}

impl Pass {
    /// Resolves when a newer request of the device takes this one's place.
    pub async fn over(&self) {
        self.over.notified().await;
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut of = self.all.of.lock();
        if let Some(those) = of.get_mut(&self.token) {
            those.retain(|(number, _)| *number != self.number);
            if those.is_empty() {
                of.remove(&self.token);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Waker};

    use super::*;

    fn is_over(pass: &Pass) -> bool {
        let mut context = Context::from_waker(Waker::noop());
        pin!(pass.over()).poll(&mut context).is_ready()
    }

    #[test]
    fn the_oldest_gives_way_and_other_devices_are_not_touched() {
        let all = Arc::new(InFlight::default());
        let other = all.enter(TokenHash([2; 32]));
        let mut passes: Vec<Pass> = (0..MOST).map(|_| all.enter(TokenHash([1; 32]))).collect();
        assert!(!passes.iter().any(is_over));
        passes.push(all.enter(TokenHash([1; 32])));
        assert!(is_over(&passes[0]));
        assert!(!passes[1..].iter().chain([&other]).any(is_over));
        drop((passes, other));
        assert!(all.of.lock().is_empty());
    }
}
