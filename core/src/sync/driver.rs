//! The loop over exchanges: until everything is sent and fetched, the line is gone, or somebody cancels.

use std::io::Read;
use std::time::Duration;

use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use sesi_wire::fault::{Code, Fault};
use sesi_wire::found::FoundRequest;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, FrameReader, PushResult, to_vec};

use super::backoff;
use super::budget::Budgets;
use super::exchange::{self, Receiver, Report};
use super::transport::{Answer, READ_CHUNK, Transport, Unreachable};
use crate::device::Device;
use crate::error::Error;
use crate::store::{ArchivedEntry, Fact};

/// Exchanges in a row that the line may cut, each having brought something, before the device waits.
const CUTS_IN_A_ROW: u32 = 8;
/// Complete exchanges in a row that moved nothing though there was more to do: the relay contradicts itself.
const FRUITLESS_IN_A_ROW: u32 = 4;
/// Repairs in one run. Each feed takes two or three, all feeds at once; the next run goes on where this one stopped.
const REPAIRS_IN_A_RUN: u32 = 16;
/// Bytes of one answer that are read at the most: thirty times the largest budget, so that long lists of ids fit too.
const MAX_ANSWER: usize = 16 * 1024 * 1024;
/// Largest fault body that is read.
const MAX_FAULT: u64 = 16 * 1024;

/// Why a run ended before everything was sent and fetched. Whatever it had brought is kept.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
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
    Device(#[from] Error),
    /// Somebody cancelled.
    #[error("cancelled")]
    Cancelled,
}

/// What a run did, and why it stopped early if it did.
#[derive(Debug)]
pub struct Run {
    /// What it brought.
    pub report: Report,
    /// `None` if everything is sent and fetched.
    pub stopped: Option<Stopped>,
    /// Requests made.
    pub requests: u32,
}

/// Exchanges with the relay until all is done. `on` is told after each exchange and says whether to go on.
pub fn run(
    device: &mut Device,
    transport: &mut dyn Transport,
    mut on: impl FnMut(&Report) -> bool,
) -> Run {
    let mut run = Run {
        report: Report::default(),
        stopped: None,
        requests: 0,
    };
    if let Err(error) = device.store.write(|conn| exchange::offer_again(conn)) {
        run.stopped = Some(Stopped::Device(error));
        return run;
    }
    let (mut cuts, mut fruitless, mut repairs, mut refounded) = (0, 0, 0, false);
    loop {
        run.requests += 1;
        let more = match exchange_once(device, transport) {
            Step::Done(report) => {
                cuts = 0;
                fruitless = if brought(&report) { 0 } else { fruitless + 1 };
                repairs += u32::from(report.repaired);
                let more = report.more;
                run.report.merge(report);
                more
            }
            Step::Cut(report, why) => {
                cuts += 1;
                repairs += u32::from(report.repaired);
                if !brought(&report) || cuts > CUTS_IN_A_ROW {
                    run.stopped = Some(device.no_line(why));
                }
                run.report.merge(report);
                true
            }
            Step::Unknown if !refounded => {
                refounded = true;
                run.requests += 1;
                run.stopped = found(device, transport, None).err();
                true
            }
            Step::Unknown => {
                run.stopped = Some(Stopped::NeedsCode);
                false
            }
            Step::Stopped(stopped) => {
                run.stopped = Some(stopped);
                false
            }
        };
        if run.stopped.is_none() && more {
            if fruitless > FRUITLESS_IN_A_ROW || repairs > REPAIRS_IN_A_RUN {
                run.stopped = Some(Stopped::NotARelay("it answers but nothing moves".into()));
            } else if !on(&run.report) {
                run.stopped = Some(Stopped::Cancelled);
            }
        }
        if run.stopped.is_some() || !more {
            return run;
        }
    }
}

fn brought(report: &Report) -> bool {
    report.received > 0 || report.acknowledged > 0 || report.repaired
}

enum Step {
    Done(Report),
    Cut(Report, String),
    Unknown,
    Stopped(Stopped),
}

fn exchange_once(device: &mut Device, transport: &mut dyn Transport) -> Step {
    match try_exchange(device, transport) {
        Ok(step) => step,
        Err(stopped) => Step::Stopped(stopped),
    }
}

fn try_exchange(device: &mut Device, transport: &mut dyn Transport) -> Result<Step, Stopped> {
    let request = exchange::prepare(device)?;
    let bearer = device.me.identity().bearer();
    let answer = match transport.post("/v1/sync", Some(&bearer), request.body.clone()) {
        Ok(answer) => answer,
        Err(error) => {
            halve(device)?;
            return Err(device.no_line(error.to_string()));
        }
    };
    if answer.status != 200 {
        return match read_fault(answer) {
            FaultRead::Fault(fault, _) if fault.code == Code::UnknownToken => Ok(Step::Unknown),
            read => Err(device.refused(read)),
        };
    }
    let mut receiver = Receiver::new(device, request);
    let read = read_all(answer, |bytes| receiver.bytes(bytes));
    let (report, ended) = receiver.finish()?;
    match read {
        Ok(()) if ended => {
            grow(device)?;
            Ok(Step::Done(report))
        }
        Ok(()) => {
            halve(device)?;
            Ok(Step::Cut(report, "the answer ended early".into()))
        }
        Err(ReadFault::Line(why)) => {
            halve(device)?;
            Ok(Step::Cut(report, why))
        }
        Err(ReadFault::Device(Error::NotARelay(why))) => Err(Stopped::NotARelay(why)),
        Err(ReadFault::Device(error)) => Err(Stopped::Device(error)),
    }
}

/// Founds the office at the relay, for the first time or after the relay was wiped. A device brings the founding entry and
/// every grant it holds, so that the relay knows it again; the rest follows by ordinary exchanges.
pub fn found(
    device: &mut Device,
    transport: &mut dyn Transport,
    code: Option<&str>,
) -> Result<(), Stopped> {
    let entries = device.me.founding_entries(device.store.reader())?;
    let ids: Vec<_> = entries.iter().map(|entry| entry.id).collect();
    let request = FoundRequest {
        version: sesi_wire::VERSION,
        code: code.map(str::to_owned),
        entries: entries
            .into_iter()
            .map(|entry| ByteVec::from(entry.bytes))
            .collect(),
    };
    let answer = transport
        .post("/v1/found", None, to_vec(&request))
        .map_err(|error| device.no_line(error.to_string()))?;
    if answer.status != 200 {
        return match read_fault(answer) {
            FaultRead::Fault(fault, _) if fault.code == Code::FoundCode => Err(Stopped::NeedsCode),
            read => Err(device.refused(read)),
        };
    }
    let mut reader = FrameReader::default();
    let mut results = Vec::new();
    let read = read_all(answer, |bytes| {
        reader.feed(bytes);
        while let Some(frame) = reader.next_frame()? {
            if let Frame::Head { results: told, .. } = frame {
                results = told;
            }
        }
        Ok(())
    });
    match read {
        Ok(()) => {}
        Err(ReadFault::Line(why)) => return Err(device.no_line(why)),
        Err(ReadFault::Device(Error::NotARelay(why))) => return Err(Stopped::NotARelay(why)),
        Err(ReadFault::Device(error)) => return Err(Stopped::Device(error)),
    }
    let placed = |conn: &Connection| -> Result<(), Error> {
        for (id, result) in ids.iter().zip(results) {
            if let PushResult::Accepted(seq) | PushResult::Duplicate(seq) = result {
                ArchivedEntry::placed(conn, FeedId::CONTROL, id, seq, None)?;
            }
        }
        Ok(())
    };
    device.store.write(|tx| placed(tx))?;
    Ok(())
}

enum ReadFault {
    Line(String),
    Device(Error),
}

fn read_all(
    mut answer: Answer,
    mut take: impl FnMut(&[u8]) -> Result<(), Error>,
) -> Result<(), ReadFault> {
    let mut chunk = vec![0; READ_CHUNK];
    for _ in 0..MAX_ANSWER / READ_CHUNK {
        let mut filled = 0;
        let mut broken = None;
        while filled < chunk.len() {
            match answer.body.read(&mut chunk[filled..]) {
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => {
                    broken = Some(error.to_string());
                    break;
                }
            }
        }
        take(&chunk[..filled]).map_err(ReadFault::Device)?;
        match broken {
            Some(why) => return Err(ReadFault::Line(why)),
            None if filled < chunk.len() => return Ok(()),
            None => {}
        }
    }
    Err(ReadFault::Line("the answer does not end".into()))
}

/// What a response other than 200 says.
pub(crate) enum FaultRead {
    /// A relay's own words, and how long it asks to be left alone.
    Fault(Fault, Option<u32>),
    /// Something else, e.g. a proxy's page.
    Other(u16, Option<u32>),
}

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

fn halve(device: &mut Device) -> Result<(), Error> {
    device
        .store
        .write(|conn| Ok(Budgets::load(conn)?.halved().save(conn)?))
}

fn grow(device: &mut Device) -> Result<(), Error> {
    let now = Budgets::load(device.store.reader())?;
    if now == now.grown() {
        return Ok(());
    }
    device.store.write(|conn| Ok(now.grown().save(conn)?))
}

impl Device {
    /// Counts a failure and says how long to wait.
    pub(crate) fn no_line(&mut self, why: String) -> Stopped {
        match self.failed(None) {
            Ok(wait) => Stopped::NoLine { why, wait },
            Err(error) => Stopped::Device(error),
        }
    }

    pub(crate) fn refused(&mut self, read: FaultRead) -> Stopped {
        match self.sort_fault(read) {
            Ok(stopped) => stopped,
            Err(error) => Stopped::Device(error),
        }
    }

    fn sort_fault(&mut self, read: FaultRead) -> Result<Stopped, Error> {
        let asked = |seconds: Option<u32>| seconds.map(|s| Duration::from_secs(u64::from(s)));
        let (fault, wait) = match read {
            FaultRead::Other(502..=504 | 429, wait) => {
                return Ok(Stopped::Busy {
                    wait: self.failed(asked(wait))?,
                });
            }
            FaultRead::Other(status, _) => {
                self.failed(None)?;
                return Ok(Stopped::NotARelay(format!("status {status}")));
            }
            FaultRead::Fault(fault, wait) => (fault, wait),
        };
        Ok(match fault.code {
            Code::Revoked => {
                self.store
                    .write(|conn| Fact::Revoked.set(conn, b"1").map_err(Error::from))?;
                Stopped::Revoked
            }
            Code::TooMany | Code::Unavailable | Code::Internal => Stopped::Busy {
                wait: self.failed(asked(wait))?,
            },
            Code::Version => {
                let (oldest, newest) = fault.versions.unwrap_or_default();
                Stopped::Version { oldest, newest }
            }
            _ => Stopped::Refused(fault.message),
        })
    }

    fn failed(&mut self, asked: Option<Duration>) -> Result<Duration, Error> {
        let failures = Fact::Failures
            .text(self.store.reader())?
            .and_then(|text| text.parse::<u32>().ok())
            .unwrap_or(0)
            .saturating_add(1);
        self.store.write(|conn| {
            Fact::Failures
                .set(conn, failures.to_string().as_bytes())
                .map_err(Error::from)
        })?;
        Ok(backoff::wait(failures, asked, self.me.ambient()))
    }
}

impl From<Unreachable> for Stopped {
    fn from(error: Unreachable) -> Self {
        Self::NoLine {
            why: error.to_string(),
            wait: Duration::ZERO,
        }
    }
}
