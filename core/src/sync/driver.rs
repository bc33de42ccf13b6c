//! The loop over exchanges: until everything is sent and fetched, the line is gone, or somebody cancels.

use sesi_wire::fault::Code;
use sesi_wire::sync::Rejection;

pub use super::admission::found;
use super::admission::make_known;
use super::budget::Budgets;
use super::lend::Lend;
use super::report::Report;
use super::request;
use super::response::{Outcome, Receiver};
pub use super::stopped::Stopped;
use super::stopped::{FaultRead, read_fault};
use super::transport::{ReadFault, Transport, Unreachable, read_all};
use crate::device::Device;
use crate::error::Error;
use crate::store::ArchivedEntry;

/// Exchanges in a row that the line may cut, each having brought something, before the device waits.
const CUTS_IN_A_ROW: u32 = 8;
/// Complete exchanges in a row that moved nothing though there was more to do: the relay contradicts itself.
const FRUITLESS_IN_A_ROW: u32 = 4;
/// Exchanges of one run in which the relay's log was found to be another one. A repair takes two, for all feeds together.
const REPAIRS_IN_A_RUN: u32 = 16;

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

/// Exchanges with the relay until all is done. `on` is told after each exchange and says whether to go on. One run at a time:
/// what else is done with the device meanwhile does no harm.
pub fn run(
    device: &mut impl Lend,
    transport: &mut dyn Transport,
    mut on: impl FnMut(&Report) -> bool,
) -> Run {
    let mut run = Run {
        report: Report::default(),
        stopped: None,
        requests: 0,
    };
    // What a full office refused may fit by now.
    let quota = Some(Rejection::Quota.number());
    let again = |conn: &_| ArchivedEntry::offer_again(conn, quota);
    let offered = device.lend().store.write(|conn| again(conn));
    if let Err(error) = offered {
        run.stopped = Some(Stopped::Device(error.into()));
        return run;
    }
    let mut patience = Patience::default();
    loop {
        run.requests += 1;
        let more = match exchange(device, transport) {
            Ok(Step::Done(outcome)) => {
                run.stopped = patience.after_answer(&outcome);
                run.report.merge(outcome.report);
                run.report.more
            }
            Ok(Step::Cut(outcome, why)) => {
                if patience.ends_by_cut(&outcome) {
                    run.stopped = Some(device.lend().no_line(why));
                }
                run.report.merge(outcome.report);
                true
            }
            Ok(Step::Senseless(outcome, stopped)) => {
                run.stopped = Some(stopped);
                run.report.merge(outcome.report);
                false
            }
            Ok(Step::Smaller) => true,
            Ok(Step::Unknown) if !patience.introduced => {
                patience.introduced = true;
                run.requests += 1;
                run.stopped = make_known(device, transport).err();
                true
            }
            Ok(Step::Unknown) => {
                run.stopped = Some(Stopped::Unknown);
                false
            }
            Err(stopped) => {
                run.stopped = Some(stopped);
                false
            }
        };
        if run.stopped.is_some() || !more {
            return run;
        }
        if !on(&run.report) {
            run.stopped = Some(Stopped::Cancelled);
            return run;
        }
    }
}

/// What a run has put up with so far.
#[derive(Debug, Default)]
struct Patience {
    cuts: u32,
    fruitless: u32,
    repairs: u32,
    /// The relay was told once who this device is.
    introduced: bool,
}

impl Patience {
    /// A relay that always has more, and never gives it, is not one.
    fn after_answer(&mut self, outcome: &Outcome) -> Option<Stopped> {
        self.cuts = 0;
        self.fruitless = if brought(outcome) {
            0
        } else {
            self.fruitless + 1
        };
        self.repairs += u32::from(outcome.report.repaired);
        if !outcome.report.more {
            None
        } else if self.fruitless > FRUITLESS_IN_A_ROW {
            Some(Stopped::NotARelay("it answers but nothing moves".into()))
        } else if self.repairs > REPAIRS_IN_A_RUN {
            Some(Stopped::NotARelay(
                "its log is another one each time".into(),
            ))
        } else {
            None
        }
    }

    fn ends_by_cut(&mut self, outcome: &Outcome) -> bool {
        self.cuts += 1;
        !brought(outcome) || self.cuts > CUTS_IN_A_ROW
    }
}

fn brought(outcome: &Outcome) -> bool {
    outcome.advanced || outcome.report.received > 0 || outcome.report.acknowledged > 0
}

enum Step {
    /// A complete answer.
    Done(Outcome),
    /// The answer broke off.
    Cut(Outcome, String),
    /// The answer could not be taken to its end.
    Senseless(Outcome, Stopped),
    /// The request was too large; the next one is smaller.
    Smaller,
    /// The relay does not know this device.
    Unknown,
}

fn exchange(device: &mut impl Lend, transport: &mut dyn Transport) -> Result<Step, Stopped> {
    let (request, bearer) = {
        let mut device = device.lend();
        (
            request::prepare(&mut device)?,
            device.me.identity().bearer(),
        )
    };
    let answer = match transport.post("/v1/sync", Some(&bearer), request.body.clone()) {
        Ok(answer) => answer,
        Err(error) => {
            if matches!(error, Unreachable::Broken(_)) {
                halve(&mut device.lend())?;
            }
            return Err(device.lend().no_line(error.to_string()));
        }
    };
    if answer.status != 200 {
        return match read_fault(answer) {
            FaultRead::Fault(fault, _) if fault.code == Code::UnknownToken => Ok(Step::Unknown),
            read if read.is_too_large() && halve(&mut device.lend())? => Ok(Step::Smaller),
            read => Err(device.lend().refused(read)),
        };
    }
    let mut receiver = Receiver::new(request);
    let read = read_all(answer, |bytes| receiver.bytes(&mut device.lend(), bytes));
    let outcome = receiver.finish(&device.lend())?;
    match read {
        Ok(()) if outcome.ended => {
            grow(&mut device.lend())?;
            Ok(Step::Done(outcome))
        }
        Ok(()) => {
            halve(&mut device.lend())?;
            Ok(Step::Cut(outcome, "the answer ended early".into()))
        }
        Err(ReadFault::Line(why)) => {
            halve(&mut device.lend())?;
            Ok(Step::Cut(outcome, why))
        }
        Err(ReadFault::Device(Error::NotARelay(why))) => {
            Ok(Step::Senseless(outcome, Stopped::NotARelay(why)))
        }
        Err(ReadFault::Device(error)) => Ok(Step::Senseless(outcome, Stopped::Device(error))),
    }
}

/// Half as much from now on. False if it was as little as can be already.
fn halve(device: &mut Device) -> Result<bool, Error> {
    change_budgets(device, Budgets::halved)
}

fn grow(device: &mut Device) -> Result<bool, Error> {
    change_budgets(device, Budgets::grown)
}

fn change_budgets(device: &mut Device, change: fn(Budgets) -> Budgets) -> Result<bool, Error> {
    let now = Budgets::load(device.store.reader())?;
    let changed = change(now);
    if changed == now {
        return Ok(false);
    }
    device.store.write(|conn| changed.save(conn))?;
    Ok(true)
}
