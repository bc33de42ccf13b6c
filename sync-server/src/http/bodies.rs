//! Bounds the memory of request bodies: it is taken out of a shared budget as bytes arrive, and a body that stalls is given up. A phone
//! at one KiB a second is waited for.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, HttpBody};
use axum::http::{HeaderMap, header};
use http_body_util::BodyExt;
use parking_lot::Mutex;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::limits::MAX_REQUEST;
use tokio::time::Instant;

use super::gate::Bucket;
use super::limits::Limits;
use crate::protocol::fault;

/// Bytes a second that a body must have come with, on the whole.
const SLOWEST: u64 = 1024;
/// Memory is taken in steps of this many bytes.
const STEP: usize = 64 * 1024;
/// Seconds after which it is worth coming back when all memory is taken.
pub(super) const FULL_RETRY: u32 = 5;

/// Memory for bodies: a whole for devices, another for strangers and another for answers, of which no address takes more than a quarter.
pub struct Bodies {
    devices: Arc<Pool>,
    strangers: Arc<Pool>,
    answers: Arc<Pool>,
    patience: Duration,
}

impl Bodies {
    /// Nothing is taken.
    pub fn new(limits: &Limits) -> Self {
        let all = limits.bodies_mib as usize * 1024 * 1024;
        let strangers = all / 8;
        let answers = limits.answers_mib as usize * 1024 * 1024;
        Self {
            devices: Pool::new(all - strangers, all),
            strangers: Pool::new(strangers, strangers / 4),
            answers: Pool::new(answers, answers / 4),
            patience: Duration::from_secs(u64::from(limits.body_seconds)),
        }
    }

    /// Room for the body of a device's request.
    pub fn of_device(&self) -> Room {
        Room::of(&self.devices, 0, MAX_REQUEST, self.patience)
    }

    /// Room for a body of at most `most` bytes that comes without a valid token.
    pub fn of_stranger(&self, from: Bucket, most: usize) -> Room {
        Room::of(&self.strangers, from, most, self.patience / 4)
    }

    /// Memory for an answer to somebody at an address; none where there is none left.
    pub fn of_answer(&self, to: Bucket, bytes: usize) -> Option<Kept> {
        self.answers.take(to, bytes).then(|| Kept {
            pool: Arc::clone(&self.answers),
            to,
            bytes,
        })
    }

    /// How slowly an answer may be taken: as slowly as a body may come.
    pub(super) fn patience(&self) -> Patience {
        Patience::new(self.patience)
    }

    /// Reads a body and forgets it, before a request is refused for another reason.
    ///
    /// A connection that is closed while its caller still writes is reset, and the caller never reads the answer. A phone
    /// that pushes to a relay that forgot it must read just that.
    pub async fn discard(&self, mut body: Body) {
        let mut clock = Patience::new(self.patience / 4);
        let mut left = MAX_REQUEST;
        while let Ok(Some(Ok(frame))) = clock.wait(body.frame()).await {
            let came = frame.data_ref().map_or(0, axum::body::Bytes::len);
            clock.came(came);
            match left.checked_sub(came) {
                Some(rest) => left = rest,
                None => return,
            }
        }
    }
}

struct Pool {
    taken: Mutex<Taken>,
    most: usize,
    most_each: usize,
}

#[derive(Default)]
struct Taken {
    all: usize,
    by: HashMap<Bucket, usize>,
}

impl Pool {
    fn new(most: usize, most_each: usize) -> Arc<Self> {
        Arc::new(Self {
            taken: Mutex::default(),
            most,
            most_each,
        })
    }

    fn take(&self, from: Bucket, bytes: usize) -> bool {
        let mut taken = self.taken.lock();
        let by = taken.by.get(&from).copied().unwrap_or_default();
        if bytes > self.most - taken.all || by + bytes > self.most_each {
            return false;
        }
        taken.all += bytes;
        taken.by.insert(from, by + bytes);
        true
    }

    fn give_back(&self, from: Bucket, bytes: usize) {
        let mut taken = self.taken.lock();
        taken.all -= bytes;
        if let Some(by) = taken.by.get_mut(&from) {
            *by -= bytes;
            if *by == 0 {
                taken.by.remove(&from);
            }
        }
    }
}

/// The memory of one body. Given back when dropped: hold it for as long as the body is looked at.
pub struct Room {
    pool: Arc<Pool>,
    from: Bucket,
    taken: usize,
    most: usize,
    patience: Duration,
}

impl Room {
    fn of(pool: &Arc<Pool>, from: Bucket, most: usize, patience: Duration) -> Self {
        Self {
            pool: Arc::clone(pool),
            from,
            taken: 0,
            most,
            patience,
        }
    }

    /// Reads a body into `into`, to at most the room's bytes with what is there already. What says beforehand that it is longer
    /// is not read. Where it ends early, what came of it is there.
    pub async fn read(
        &mut self,
        headers: &HeaderMap,
        mut body: Body,
        into: &mut Vec<u8>,
    ) -> Result<(), Fault> {
        let said = headers
            .get(header::CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        let expected = said.unwrap_or(0).max(body.size_hint().lower());
        if expected > self.most.saturating_sub(into.len()) as u64 {
            return Err(too_large());
        }
        self.make(into, 0)?;
        let mut clock = Patience::new(self.patience);
        loop {
            let frame = clock
                .wait(body.frame())
                .await
                .map_err(|_| fault(Code::Malformed, "the body took too long to arrive"))?;
            let Some(frame) = frame else { return Ok(()) };
            let frame = frame.map_err(|_| fault(Code::Malformed, "the body ended early"))?;
            let Some(data) = frame.data_ref() else {
                continue;
            };
            clock.came(data.len());
            if data.len() > self.most.saturating_sub(into.len()) {
                return Err(too_large());
            }
            self.make(into, data.len())?;
            into.extend_from_slice(data);
        }
    }

    /// Takes memory so that `more` bytes fit.
    fn make(&mut self, into: &mut Vec<u8>, more: usize) -> Result<(), Fault> {
        let needed = into.len() + more;
        if needed > into.capacity() {
            let size = needed.next_multiple_of(STEP).min(self.most.max(needed));
            self.grow(size)?;
            into.reserve_exact(size - into.len());
        }
        self.grow(into.capacity())
    }

    fn grow(&mut self, size: usize) -> Result<(), Fault> {
        let more = size.saturating_sub(self.taken);
        if !self.pool.take(self.from, more) {
            return Err(Fault {
                retry_after: Some(FULL_RETRY),
                ..fault(Code::Unavailable, "too many requests arrive at once")
            });
        }
        self.taken += more;
        Ok(())
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        self.pool.give_back(self.from, self.taken);
    }
}

/// The memory of an answer. Given back when dropped.
pub struct Kept {
    pool: Arc<Pool>,
    to: Bucket,
    bytes: usize,
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.pool.give_back(self.to, self.bytes);
    }
}

fn too_large() -> Fault {
    fault(Code::TooLarge, "the body exceeds the limit")
}

/// How long a body is waited for: the patience, and a second for each KiB that came, or went.
pub(super) struct Patience {
    began: Instant,
    floor: Duration,
    came: u64,
}

/// The body came too slowly.
struct TooSlow;

impl Patience {
    fn new(patience: Duration) -> Self {
        Self {
            began: Instant::now(),
            floor: patience,
            came: 0,
        }
    }

    pub(super) fn came(&mut self, bytes: usize) {
        self.came += bytes as u64;
    }

    fn end(&self) -> Instant {
        self.began + self.floor + Duration::from_secs(self.came / SLOWEST)
    }

    pub(super) fn floor(&self) -> Duration {
        self.floor
    }

    pub(super) fn is_over(&self) -> bool {
        Instant::now() >= self.end()
    }

    async fn wait<T>(&self, next: impl Future<Output = T>) -> Result<T, TooSlow> {
        let waited = tokio::time::timeout_at(self.end(), next).await;
        waited.map_err(|_| TooSlow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies() -> Bodies {
        Bodies::new(&Limits {
            bodies_mib: 8,
            body_seconds: 40,
            ..Limits::default()
        })
    }

    fn read(room: &mut Room, body: Vec<u8>, into: &mut Vec<u8>) -> Result<(), Fault> {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(room.read(&HeaderMap::new(), Body::from(body), into))
    }

    #[test]
    fn memory_is_taken_for_what_came_and_given_back() {
        let bodies = bodies();
        let pool = Arc::clone(&bodies.strangers);
        let mut room = bodies.of_stranger(1, 100_000);
        let mut into = Vec::new();
        assert_eq!(pool.taken.lock().all, 0, "nothing came yet");
        read(&mut room, vec![7; 10], &mut into).unwrap();
        assert_eq!(pool.taken.lock().all, STEP);
        read(&mut room, vec![7; 99_990], &mut into).unwrap();
        assert_eq!((into.len(), pool.taken.lock().all), (100_000, 100_000));
        let code = read(&mut room, vec![7], &mut into).unwrap_err().code;
        assert_eq!(code, Code::TooLarge);
        drop(room);
        let taken = pool.taken.lock();
        assert_eq!((taken.all, taken.by.len()), (0, 0));
    }

    #[test]
    fn an_address_takes_a_quarter_of_the_strangers_memory_and_strangers_none_of_the_devices() {
        let bodies = bodies();
        let mut rooms = Vec::new();
        let mut fill = |from| {
            let mut room = bodies.of_stranger(from, MAX_REQUEST);
            let result = read(&mut room, vec![0; 256 * 1024], &mut Vec::new());
            rooms.push(room);
            result.map_err(|fault| fault.code)
        };
        assert_eq!(fill(1), Ok(()));
        assert_eq!(fill(1), Err(Code::Unavailable));
        for from in 2..=4 {
            assert_eq!(fill(from), Ok(()));
        }
        assert_eq!(fill(5), Err(Code::Unavailable), "all of it is taken");
        let mut device = bodies.of_device();
        read(&mut device, vec![0; MAX_REQUEST], &mut Vec::new()).unwrap();
    }

    #[test]
    fn a_body_on_one_kib_a_second_is_waited_for_and_one_that_stands_still_is_not() {
        let mut patience = Patience::new(Duration::from_secs(10));
        let seconds = |patience: &Patience| (patience.end() - patience.began).as_secs();
        assert_eq!(seconds(&patience), 10);
        for second in 1..=1024 {
            patience.came(1024);
            assert_eq!(seconds(&patience), 10 + second);
        }
    }
}
