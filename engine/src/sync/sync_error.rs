//! Why a run ended early: the line, the relay, or this device; and how long to wait before the next try.

use std::io::Read;
use std::time::Duration;

use minicbor::bytes::ByteVec;
use sesi_wire::entry::{Kind, SealedEntry};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::FeedId;
use sesi_wire::limits::MAX_PROOF;

use super::backoff;
use super::transport::{Answer, Unreachable};
use crate::ambient::Ambient;
use crate::device::{Device, Source};
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::Membership;
use crate::store::Fact;

/// Largest fault body that is read: a proof, and what is said beside it.
pub(super) const MAX_FAULT: u64 = MAX_PROOF as u64 + 16 * 1024;
/// What a relay is told of that says that this device was revoked and cannot show it.
const UNPROVEN: &str =
    "it says that the office revoked this device, and does not show that the office said so";

/// Why a run ended before everything was sent and fetched. Whatever it had brought is kept.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// No signal, or the line broke. Try again after the wait.
    #[error("{why}; next try in {} s", wait.as_secs())]
    NoLine {
        /// What happened.
        why: String,
        /// When to try again.
        wait: Duration,
    },
    /// Something answered that is no relay: a captive portal, a proxy's error page.
    #[error("what answered is not a Sesi relay: {0}")]
    NotARelay(String),
    /// The relay asks to be left alone.
    #[error("the relay is busy; next try in {} s", wait.as_secs())]
    Busy {
        /// When to try again.
        wait: Duration,
    },
    /// The office revoked this device. Its work is kept here.
    #[error("the office revoked this device")]
    Revoked,
    /// The relay does not know this office (any more), and takes a code from its operator to let it in.
    #[error("the relay does not know this office; its operator gives a code")]
    NeedsCode,
    /// The relay knows the office, but neither this device nor its invite: another device has to exchange with it first, or the
    /// office gives a new invite.
    #[error(
        "the relay does not know this device; the office exchanges with it first, or gives a new invite"
    )]
    Unknown,
    /// This app is too old or too new for the relay.
    #[error("the relay speaks protocol versions {oldest} to {newest}")]
    Version {
        /// Oldest served.
        oldest: u8,
        /// Newest served.
        newest: u8,
    },
    /// The relay refused the call.
    #[error("the relay refused the call: {0}")]
    Refused(String),
    /// A fault on this device.
    #[error(transparent)]
    Device(Error),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}

impl SyncError {
    /// Stable name, for a window that has words for each.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::NoLine { .. } => "no_line",
            Self::NotARelay(_) => "not_a_relay",
            Self::Busy { .. } => "busy",
            Self::Revoked => "revoked",
            Self::NeedsCode => "needs_code",
            Self::Unknown => "unknown",
            Self::Version { .. } => "version",
            Self::Refused(_) => "refused",
            Self::Device(_) => "device",
            Self::Cancelled => "cancelled",
        }
    }

    /// From what a relay, or whatever answered in its place, said; `wait` is given the wait that it asked for.
    pub(crate) fn of_fault(
        read: FaultRead,
        wait: impl FnOnce(Option<Duration>) -> Result<Duration, Error>,
    ) -> Self {
        Self::sorted(read, wait).unwrap_or_else(Self::Device)
    }

    fn sorted(
        read: FaultRead,
        wait: impl FnOnce(Option<Duration>) -> Result<Duration, Error>,
    ) -> Result<Self, Error> {
        let seconds = |asked: Option<u32>| asked.map(|s| Duration::from_secs(u64::from(s)));
        let (fault, asked) = match read {
            FaultRead::Other(502..=504 | 429, asked) => {
                return Ok(Self::Busy {
                    wait: wait(seconds(asked))?,
                });
            }
            FaultRead::Other(status @ (400 | 431), _) => {
                wait(None)?;
                return Ok(Self::NotARelay(format!(
                    "it did not understand the request and said no more (status {status}); something between may have changed it"
                )));
            }
            FaultRead::Other(status, _) => {
                wait(None)?;
                return Ok(Self::NotARelay(format!("status {status}")));
            }
            FaultRead::Fault(fault, asked) => (fault, asked),
        };
        Ok(match fault.code {
            Code::Revoked => Self::Revoked,
            Code::FoundCode => Self::NeedsCode,
            Code::TooMany | Code::Unavailable | Code::Internal => Self::Busy {
                wait: wait(seconds(asked))?,
            },
            Code::Version => {
                let (oldest, newest) = fault.versions.unwrap_or_default();
                Self::Version { oldest, newest }
            }
            _ => Self::Refused(fault.message),
        })
    }

    /// The same, on a device that has nowhere to count its failures yet.
    pub(crate) fn before_joining(read: FaultRead, ambient: &dyn Ambient) -> Self {
        Self::of_fault(read, |asked| Ok(backoff::wait(1, asked, ambient)))
    }
}

/// What a response other than 200 says.
pub(crate) enum FaultRead {
    /// A relay's own words, and how long it asks to be left alone.
    Fault(Fault, Option<u32>),
    /// Something else, e.g. a proxy's page.
    Other(u16, Option<u32>),
}

/// What a relay's refusal says.
pub(crate) fn read_fault(answer: Answer) -> FaultRead {
    let mut body = Vec::new();
    let read = answer.body.take(MAX_FAULT).read_to_end(&mut body);
    match (read, minicbor::decode::<Fault>(&body)) {
        (Ok(_), Ok(fault)) => {
            let wait = fault.retry_after.or(answer.retry_after);
            FaultRead::Fault(fault, wait)
        }
        _ => FaultRead::Other(answer.status, answer.retry_after),
    }
}

impl FaultRead {
    /// The body was larger than the relay, or something before it, takes.
    pub(super) fn is_too_large(&self) -> bool {
        match self {
            Self::Fault(fault, _) => fault.code == Code::TooLarge,
            Self::Other(status, _) => *status == 413,
        }
    }
}

impl<F: Field> Device<F> {
    /// Counts a failure, unless somebody stopped it, and says how long to wait.
    pub(super) fn unreached(&mut self, error: Unreachable) -> SyncError {
        match error {
            error @ (Unreachable::Cancelled(_) | Unreachable::Certificate(_)) => error.into(),
            error => self.no_line(error.to_string()),
        }
    }

    /// Counts a failure and says how long to wait.
    pub(super) fn no_line(&mut self, why: String) -> SyncError {
        match self.failed(None) {
            Ok(wait) => SyncError::NoLine { why, wait },
            Err(error) => SyncError::Device(error),
        }
    }

    /// Sorts what the relay said instead of an answer. A revocation counts if the office's own words come with it.
    pub(super) fn refused(&mut self, read: FaultRead) -> SyncError {
        if let FaultRead::Fault(fault, _) = &read
            && fault.code == Code::Revoked
            && let Err(error) = self.hear_proof(fault.proof.as_deref().unwrap_or_default())
        {
            return SyncError::Device(error);
        }
        match SyncError::of_fault(read, |asked| self.failed(asked)) {
            SyncError::Revoked if !self.me().is_revoked() => SyncError::Refused(UNPROVEN.into()),
            stopped => stopped,
        }
    }

    /// Takes in statements of the office; what is none is left.
    fn hear_proof(&mut self, proof: &[ByteVec]) -> Result<(), Error> {
        self.write(|conn, me| {
            for bytes in proof {
                let speaks = SealedEntry::parse(bytes.to_vec()).is_ok_and(|entry| {
                    entry.header().kind == Kind::Statements
                        && Membership::clone(&me.membership).insert(&entry).is_ok()
                });
                if speaks {
                    let received = me.receive(conn, FeedId::CONTROL, bytes, Source::Relay)?;
                    me.retry_parked(conn, received.retry)?;
                }
            }
            Ok(())
        })
    }

    fn failed(&mut self, asked: Option<Duration>) -> Result<Duration, Error> {
        let failures = Fact::Failures
            .text(self.reader())?
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
            .saturating_add(1);
        self.write(|conn, _| Fact::Failures.set(conn, failures.to_string().as_bytes()))?;
        Ok(backoff::wait(failures, asked, self.me().ambient()))
    }
}

impl From<Error> for SyncError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotARelay(why) => Self::NotARelay(why),
            Error::Cancelled(_) => Self::Cancelled,
            error => Self::Device(error),
        }
    }
}

impl From<Unreachable> for SyncError {
    fn from(error: Unreachable) -> Self {
        match error {
            Unreachable::Cancelled(_) => Self::Cancelled,
            // Something answers in the relay's place.
            Unreachable::Certificate(_) => Self::NotARelay(error.to_string()),
            error => Self::NoLine {
                why: error.to_string(),
                wait: Duration::ZERO,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(code: Code) -> Fault {
        Fault {
            code,
            message: "said".into(),
            retry_after: None,
            versions: Some((3, 4)),
            proof: None,
            offices: None,
        }
    }

    /// What it is sorted as, and the wait that is asked for, if one is.
    #[allow(
        clippy::option_option,
        reason = "whether one is asked for, and whether the relay says how long"
    )]
    fn sorted(read: FaultRead) -> (&'static str, Option<Option<Duration>>) {
        let mut waits = None;
        let error = SyncError::of_fault(read, |asked| {
            waits = Some(asked);
            Ok(asked.unwrap_or_default())
        });
        (error.kind(), waits)
    }

    #[test]
    fn pages_of_whatever_stands_between_are_no_relays_words() {
        let asked = Some(Some(Duration::from_secs(40)));
        for status in [429, 502, 503, 504] {
            assert_eq!(sorted(FaultRead::Other(status, Some(40))), ("busy", asked));
        }
        // Each counts as a failure, and none may say how long to wait.
        for status in [200, 302, 400, 403, 428, 430, 431, 500, 501, 505] {
            let sorted = sorted(FaultRead::Other(status, Some(40)));
            assert_eq!(sorted, ("not_a_relay", Some(None)), "{status}");
        }
        let cut = SyncError::of_fault(FaultRead::Other(431, None), |_| Ok(Duration::ZERO));
        assert!(cut.to_string().contains("(status 431)"));
        let page = SyncError::of_fault(FaultRead::Other(403, None), |_| Ok(Duration::ZERO));
        assert!(page.to_string().ends_with("status 403"));
    }

    #[test]
    fn a_relays_faults_are_told_apart_and_only_a_busy_one_is_waited_for() {
        let busy = Some(Some(Duration::from_secs(40)));
        let kinds = [
            (Code::Revoked, "revoked", None),
            (Code::FoundCode, "needs_code", None),
            (Code::TooMany, "busy", busy),
            (Code::Unavailable, "busy", busy),
            (Code::Internal, "busy", busy),
            (Code::Version, "version", None),
            (Code::Malformed, "refused", None),
        ];
        for (code, kind, waits) in kinds {
            let read = FaultRead::Fault(fault(code), Some(40));
            assert_eq!(sorted(read), (kind, waits));
        }
    }

    #[test]
    fn what_the_relay_says_goes_before_what_stands_in_the_answers_head() {
        let answer = |status, bytes: Vec<u8>| Answer {
            status,
            retry_after: Some(9),
            body: Box::new(std::io::Cursor::new(bytes)),
        };
        let mut busy = fault(Code::Unavailable);
        for (said, kept) in [(Some(5), Some(5)), (None, Some(9))] {
            busy.retry_after = said;
            let read = read_fault(answer(503, sesi_wire::sync::to_vec(&busy)));
            assert!(matches!(read, FaultRead::Fault(_, wait) if wait == kept));
        }
        let page = read_fault(answer(403, b"a hotspot's page".to_vec()));
        assert!(matches!(page, FaultRead::Other(403, Some(9))));
    }

    #[test]
    fn a_fault_is_read_with_the_longest_proof_and_sixteen_kibibytes_beside_it() {
        let longest = MAX_PROOF + 16 * 1024;
        for (length, read) in [(longest, true), (longest + 1, false)] {
            let mut revoked = fault(Code::Revoked);
            revoked.proof = Some(vec![vec![7; MAX_PROOF].into()]);
            revoked.message = "x".repeat(8 * 1024);
            let missing = length - sesi_wire::sync::to_vec(&revoked).len();
            revoked.message.push_str(&"x".repeat(missing));
            let body = sesi_wire::sync::to_vec(&revoked);
            assert_eq!(body.len(), length);
            let answer = Answer {
                status: 403,
                retry_after: None,
                body: Box::new(std::io::Cursor::new(body)),
            };
            assert_eq!(matches!(read_fault(answer), FaultRead::Fault(..)), read);
        }
    }

    #[test]
    fn a_body_that_is_too_large_is_known_by_the_relays_word_and_by_a_proxys() {
        assert!(FaultRead::Fault(fault(Code::TooLarge), None).is_too_large());
        assert!(!FaultRead::Fault(fault(Code::Malformed), None).is_too_large());
        assert!(FaultRead::Other(413, None).is_too_large());
        assert!(!FaultRead::Other(414, None).is_too_large());
    }
}
