//! What carries a call to a relay, and how an answer is read as it arrives. Knows no network: see [`super::http`].

use std::io::Read;
use std::time::{Duration, Instant};

use sesi_wire::limits::MAX_ENTRY;

use crate::error::Error;
use crate::work::Cancelled;

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
    #[error("the relay's certificate is not trusted: {0}")]
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

/// How many bytes of an answer are taken at once, if they come fast: each time costs a commit, which waits for the disk and writes
/// again what the one before had written.
const READ_CHUNK: usize = 16 * MAX_ENTRY;
/// How long bytes are gathered: what came of a slow answer should survive a battery that dies.
const GATHER: Duration = Duration::from_secs(1);
/// Bytes of one answer that are read at the most: thirty times the largest budget, so that long lists of ids fit too.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

/// Why an answer was not read to its end.
pub(super) enum ReadFault {
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
pub(super) fn read_all(
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
