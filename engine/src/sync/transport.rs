//! What carries a call to a relay, and how an answer is read as it arrives. Knows no network: see [`super::http`].

use std::io::Read;
use std::time::{Duration, Instant};

use sesi_wire::limits::MAX_ENTRY;

use crate::error::Error;
use crate::job::Cancelled;

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
    #[error("its certificate is not trusted: {0}")]
    Certificate(String),
    /// The address is not one.
    #[error("the relay's address does not read: {0}")]
    Address(String),
    /// Somebody stopped it before an answer came.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// What came back: status, how long the relay asks to be left alone, and the body as it arrives.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Retry-After`, in seconds.
    pub retry_after: Option<u32>,
    /// The body; reading may fail at any byte, with [`Cancelled`] inside if somebody stopped it.
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

/// How slow an answer may be. A thin line is slow; something that holds a device on purpose is slower still, and ends all the same. What
/// came is kept, and the next call asks for less.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    /// For so long bytes are counted, again and again.
    pub window: Duration,
    /// So many must come in each.
    pub floor: u64,
    /// How long the whole may take.
    pub whole: Duration,
}

impl Pace {
    /// With `patience` for each piece: 16 bytes for each second of it, far below any line that anybody works on; and five times as long for
    /// the whole, at least a quarter of an hour.
    pub fn of(patience: Duration) -> Self {
        Self {
            window: patience,
            floor: patience.as_secs().saturating_mul(16),
            whole: patience.saturating_mul(5).max(Duration::from_mins(15)),
        }
    }
}

/// How an answer keeps to a [`Pace`].
#[derive(Debug)]
pub(super) struct Paced {
    pace: Pace,
    window_ends: Duration,
    in_window: u64,
}

impl Paced {
    pub(super) fn new(pace: Pace) -> Self {
        Self {
            pace,
            window_ends: pace.window,
            in_window: 0,
        }
    }

    /// So many bytes came, `since` the call began. False if it is too slow.
    pub(super) fn came(&mut self, bytes: usize, since: Duration) -> bool {
        if since > self.pace.whole {
            return false;
        }
        if since > self.window_ends {
            if self.in_window < self.pace.floor {
                return false;
            }
            self.window_ends = since + self.pace.window;
            self.in_window = 0;
        }
        self.in_window = self.in_window.saturating_add(bytes as u64);
        true
    }
}

/// How many bytes of an answer are taken at once, if they come fast: each time costs a commit, which waits for the disk and writes
/// again what the one before had written.
const READ_CHUNK: usize = 16 * MAX_ENTRY;
/// How long bytes are gathered: what came of a slow answer should survive a battery that dies.
const GATHER: Duration = Duration::from_secs(1);
/// Bytes of one answer that are read at the most: thirty times the largest budget, so that long lists of ids fit too.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// Why an answer was not read to its end.
pub enum ReadFault {
    /// The line broke. What came before was taken.
    Line(String),
    /// What came could not be taken, or somebody stopped it.
    Device(Error),
}

impl ReadFault {
    fn of(error: &std::io::Error) -> Self {
        let cause = error.get_ref().and_then(|inner| inner.downcast_ref());
        cause.map_or_else(
            || Self::Line(error.to_string()),
            |stopped: &Cancelled| Self::Device((*stopped).into()),
        )
    }
}

/// Hands the body of an answer to `take`, piece by piece.
pub fn read_all(
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
                    broken = Some(error);
                    break;
                }
            }
        }
        take(&chunk[..filled]).map_err(ReadFault::Device)?;
        taken += filled;
        match broken {
            Some(error) => return Err(ReadFault::of(&error)),
            None if over => return Ok(()),
            None => {}
        }
    }
    Err(ReadFault::Line("the answer does not end".into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When bytes that come one piece a step are too many for the patience, in seconds.
    fn ends(bytes: usize, every: Duration) -> Option<Duration> {
        let mut paced = Paced::new(Pace::of(Duration::from_mins(3)));
        let mut at = Duration::ZERO;
        while at < Duration::from_hours(1) {
            at += every;
            if !paced.came(bytes, at) {
                return Some(at);
            }
        }
        None
    }

    #[test]
    fn a_thin_line_is_borne_and_a_drip_is_not() {
        let second = Duration::from_secs(1);
        // One byte a second, and one just before each silence would end it.
        assert!(ends(1, second).unwrap() <= Duration::from_secs(182));
        assert!(ends(1, Duration::from_secs(170)).unwrap() <= Duration::from_secs(350));
        // 400 bit/s is slow and goes on until the whole has its time.
        let whole = Duration::from_mins(15);
        for thin in [50, 1000] {
            assert!(ends(thin, second).unwrap() >= whole, "{thin}");
            assert!(ends(thin, second).unwrap() < whole + second * 2, "{thin}");
        }
    }

    #[test]
    fn patience_ends_at_its_seconds_and_at_its_bytes() {
        let seconds = Duration::from_secs;
        let pace = Pace::of(seconds(60));
        assert_eq!((pace.window, pace.floor), (seconds(60), 960));
        assert_eq!(pace.whole, seconds(15 * 60));
        assert_eq!(Pace::of(seconds(600)).whole, seconds(3000));
        // As many bytes as there must be, at the last moment, and one too few.
        for (bytes, goes_on) in [(960, true), (959, false)] {
            let mut paced = Paced::new(pace);
            assert!(paced.came(bytes - 1, seconds(1)));
            assert!(paced.came(1, seconds(60)));
            assert_eq!(paced.came(1, seconds(61)), goes_on, "{bytes}");
        }
        // Each window begins where the last one was judged, with nothing of its bytes.
        let mut paced = Paced::new(pace);
        assert!(paced.came(5000, seconds(1)));
        assert!(paced.came(900, seconds(100)));
        assert!(paced.came(1, seconds(160)));
        assert!(!paced.came(1, seconds(161)));
        let mut paced = Paced::new(pace);
        assert!(paced.came(1_000_000, seconds(1)));
        for _ in 0..2 {
            assert!(paced.came(1_000_000, seconds(900)));
        }
        assert!(!paced.came(1_000_000, seconds(901)));
    }

    #[test]
    fn an_answer_that_does_not_end_is_left_at_its_bound() {
        let answer = Answer {
            status: 200,
            retry_after: None,
            body: Box::new(std::io::repeat(1)),
        };
        let mut taken = 0;
        let read = read_all(answer, |bytes| {
            taken += bytes.len();
            Ok(())
        });
        assert!(matches!(read, Err(ReadFault::Line(_))));
        assert_eq!(taken, 16 << 20);
    }
    #[test]
    fn a_read_that_was_interrupted_is_made_again() {
        struct Halting<'b>(bool, &'b [u8]);
        impl Read for Halting<'_> {
            fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
                self.0 = !self.0;
                if self.0 {
                    return Err(std::io::ErrorKind::Interrupted.into());
                }
                let one = into.len().min(1);
                self.1.read(&mut into[..one])
            }
        }
        let answer = Answer {
            status: 200,
            retry_after: None,
            body: Box::new(Halting(false, b"an answer")),
        };
        let mut taken = Vec::new();
        let read = read_all(answer, |bytes| {
            taken.extend_from_slice(bytes);
            Ok(())
        });
        assert!(read.is_ok());
        assert_eq!(taken, b"an answer");
    }
}
