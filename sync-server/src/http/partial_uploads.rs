//! What came of requests that were cut: kept for a while, one a device, so that only the rest has to come again. Knows bytes, not
//! what they say.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use parking_lot::Mutex;
use sesi_wire::ids::TokenHash;

/// Less than this is sent again sooner than asked for.
const LEAST: usize = 1024;
/// Bytes that are kept of all devices together; the oldest give way.
const MOST: usize = 8 * 1024 * 1024;
/// How long a phone may take to find a signal again.
const LIFE: Duration = Duration::from_mins(30);

/// The beginnings that are kept.
#[derive(Debug, Default)]
pub struct PartialUploads(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    of: HashMap<TokenHash, Beginning>,
    bytes: usize,
}

#[derive(Debug)]
struct Beginning {
    bytes: Vec<u8>,
    at: Instant,
}

impl PartialUploads {
    /// What is kept of this device's last request; empty if nothing is.
    pub fn look<T>(&self, device: &TokenHash, at: impl FnOnce(&[u8]) -> T) -> T {
        let kept = self.0.lock();
        at(kept
            .of
            .get(device)
            .map_or(&[], |beginning| &beginning.bytes))
    }

    /// Hands the beginning out, and forgets it. `None` if it is not as long as the device says.
    pub fn take(&self, device: &TokenHash, length: usize) -> Option<Vec<u8>> {
        let taken = self.0.lock().remove(device).unwrap_or_default();
        (taken.len() == length).then_some(taken)
    }

    /// Forgets beginnings whose devices have not come back.
    pub fn tidy(&self, now: Instant) {
        let mut kept = self.0.lock();
        while let Some((device, at)) = kept.oldest()
            && now.duration_since(at) > LIFE
        {
            kept.remove(&device);
        }
        kept.of.shrink_to_fit();
    }

    fn keep(&self, device: TokenHash, bytes: Vec<u8>, now: Instant) {
        if bytes.len() < LEAST {
            return;
        }
        let mut kept = self.0.lock();
        kept.remove(&device);
        kept.bytes += bytes.len();
        kept.of.insert(device, Beginning { bytes, at: now });
        while kept.bytes > MOST
            && let Some((device, _)) = kept.oldest()
        {
            kept.remove(&device);
        }
    }
}

impl Kept {
    fn remove(&mut self, device: &TokenHash) -> Option<Vec<u8>> {
        let beginning = self.of.remove(device)?;
        self.bytes -= beginning.bytes.len();
        Some(beginning.bytes)
    }

    fn oldest(&self) -> Option<(TokenHash, Instant)> {
        let ages = self.of.iter().map(|(device, kept)| (*device, kept.at));
        ages.min_by_key(|(_, at)| *at)
    }
}

/// A request that is arriving. Unless it becomes whole, what came of it is kept, however the connection ends: the task that reads it
/// is dropped with the connection.
pub struct Arriving {
    bytes: Vec<u8>,
    device: TokenHash,
    beginnings: Arc<PartialUploads>,
}

impl Arriving {
    /// A request of this device that goes on from `beginning`.
    pub fn after(beginning: Vec<u8>, device: TokenHash, beginnings: Arc<PartialUploads>) -> Self {
        Self {
            bytes: beginning,
            device,
            beginnings,
        }
    }

    /// Where the bytes go.
    pub fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Nothing of it is to be kept: it is whole, or it will never be.
    pub fn done(mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        self.beginnings.keep(self.device, bytes, Instant::now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn device(no: u8) -> TokenHash {
        TokenHash([no; 32])
    }

    fn length(beginnings: &PartialUploads, no: u8) -> usize {
        beginnings.look(&device(no), <[u8]>::len)
    }

    #[test]
    fn a_request_that_does_not_become_whole_is_kept_and_a_whole_one_is_not() {
        let beginnings = Arc::new(PartialUploads::default());
        let arriving = |no| Arriving::after(vec![no; LEAST], device(no), beginnings.clone());
        drop(arriving(1));
        assert_eq!(arriving(2).done().len(), LEAST);
        assert_eq!((length(&beginnings, 1), length(&beginnings, 2)), (LEAST, 0));
        assert_eq!(beginnings.take(&device(1), LEAST), Some(vec![1; LEAST]));
        assert_eq!(beginnings.take(&device(1), LEAST), None);
    }

    #[test]
    fn a_beginning_of_another_length_is_not_handed_out_and_not_kept() {
        let beginnings = PartialUploads::default();
        beginnings.keep(device(1), vec![0; LEAST], Instant::now());
        assert_eq!(beginnings.take(&device(1), LEAST + 1), None);
        assert_eq!(length(&beginnings, 1), 0);
    }

    #[test]
    fn the_oldest_give_way_and_the_forgotten_go() {
        let beginnings = PartialUploads::default();
        let start = Instant::now();
        for no in 0..=8 {
            let now = start + Duration::from_secs(u64::from(no));
            beginnings.keep(device(no), vec![no; MOST / 8], now);
        }
        assert_eq!(
            (length(&beginnings, 0), length(&beginnings, 1)),
            (0, MOST / 8)
        );
        beginnings.tidy(start + LIFE + Duration::from_secs(2));
        assert_eq!(
            (length(&beginnings, 1), length(&beginnings, 2)),
            (0, MOST / 8)
        );
        let kept = beginnings.0.lock();
        let bytes: usize = kept.of.values().map(|kept| kept.bytes.len()).sum();
        assert_eq!(kept.bytes, bytes);
    }

    #[test]
    fn a_few_bytes_are_not_worth_keeping() {
        let beginnings = PartialUploads::default();
        beginnings.keep(device(1), vec![0; LEAST - 1], Instant::now());
        assert_eq!(length(&beginnings, 1), 0);
    }
}
