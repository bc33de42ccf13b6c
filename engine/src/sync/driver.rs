//! The loop over exchanges: until everything is sent and fetched, the line is gone, or somebody cancels.

use sesi_wire::fault::Code;
use sesi_wire::ids::FeedId;

pub use super::admission::found;
use super::admission::{Log, contradict, make_known};
use super::budget::Budgets;
use super::naming::Naming;
use super::report::Report;
use super::request::{self, Marks};
use super::response::{Outcome, Receiver};
use super::resuming;
use super::shared_device::SharedDevice;
pub use super::sync_error::SyncError;
use super::sync_error::{FaultRead, read_fault};
use super::transport::{Answer, ReadFault, Transport, Unreachable, read_all};
use crate::device::{Device, Retried};
use crate::error::Error;
use crate::field::Field;
use crate::store::{ArchivedEntry, FeedRow};

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
    pub stopped: Option<SyncError>,
    /// Requests made.
    pub requests: u32,
}

/// Exchanges with the relay until all is done. `on` is told after each exchange and says whether to go on. One run at a time:
/// what else is done with the device meanwhile does no harm.
pub fn run(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    on: impl FnMut(&Report) -> bool,
) -> Run {
    run_told(device, transport, |_| (), on)
}

/// The same for somebody who looks on: `piece` is told what the run brought with every piece of an answer.
pub fn run_told(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    mut piece: impl FnMut(&Report),
    mut on: impl FnMut(&Report) -> bool,
) -> Run {
    let mut run = Run {
        report: Report::default(),
        stopped: None,
        requests: 0,
    };
    match begin(&mut device.lend()) {
        Ok(retried) => {
            run.report.tries = retried.tries;
            run.report.changed = retried.changed;
        }
        Err(error) => {
            run.stopped = Some(error.into());
            return run;
        }
    }
    let mut patience = Patience::default();
    let (office, cursor) = {
        let device = device.lend();
        (
            device.me().office(),
            FeedRow::get(device.reader(), FeedId::CONTROL),
        )
    };
    let doubtful = match cursor {
        Ok(cursor) => cursor.is_none_or(|control| control.since == 0),
        Err(error) => {
            run.stopped = Some(SyncError::Device(error.into()));
            return run;
        }
    };
    let transport = &mut Counted(transport, &mut run.requests);
    let transport = &mut Naming::new(transport, office, doubtful);
    loop {
        let so_far = &run.report;
        let marks = &mut patience.marks;
        let step = exchange(device, transport, marks, &mut |part| {
            piece(&so_far.with(part));
        });
        let more = match step {
            Ok(Step::Done(outcome)) => {
                run.stopped = patience.after_answer(&outcome);
                run.report.merge(outcome.report);
                if device.lend().me().is_revoked() {
                    run.stopped = Some(SyncError::Revoked);
                }
                run.report.more
            }
            Ok(Step::Cut(outcome, why)) => {
                if patience.ends_by_cut(&outcome) {
                    run.stopped = Some(device.lend().no_line(why));
                }
                run.report.merge(outcome.report);
                true
            }
            Ok(Step::Ended(outcome, stopped)) => {
                run.stopped = Some(stopped);
                run.report.merge(outcome.report);
                false
            }
            Ok(Step::Again) => true,
            Ok(Step::Broken(why)) => {
                if patience.ends_by_break() {
                    run.stopped = Some(device.lend().no_line(why));
                }
                true
            }
            Ok(Step::Unknown) if !patience.introduced => {
                patience.introduced = true;
                run.stopped = make_known(device, transport, Log::InUse).err();
                true
            }
            Ok(Step::Unknown) => {
                run.stopped = Some(SyncError::Unknown);
                false
            }
            Ok(Step::Disbelieved(_)) if !patience.contradicted => {
                patience.contradicted = true;
                run.stopped = contradict(device, transport, Log::InUse).err();
                true
            }
            Ok(Step::Disbelieved(stopped)) | Err(stopped) => {
                run.stopped = Some(stopped);
                false
            }
        };
        if run.stopped.is_some() || !more {
            return run;
        }
        if !on(&run.report) {
            run.stopped = Some(SyncError::Cancelled);
            return run;
        }
    }
}

/// What refused entries are due again, and what waits is looked at if the app was updated.
fn begin<F: Field>(device: &mut Device<F>) -> Result<Retried, Error> {
    device.write(|conn, _| ArchivedEntry::begin_run(conn))?;
    device.look_again_after_update()
}

/// A transport that counts its calls.
struct Counted<'a>(&'a mut dyn Transport, &'a mut u32);

impl Transport for Counted<'_> {
    fn post(
        &mut self,
        path: &str,
        bearer: Option<&str>,
        body: Vec<u8>,
    ) -> Result<Answer, Unreachable> {
        *self.1 += 1;
        self.0.post(path, bearer, body)
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
    /// The relay was told once that the office did not revoke this device.
    contradicted: bool,
    /// Each from the first time on that the relay has other logs than this device.
    marks: Marks,
}

impl Patience {
    /// A relay that always has more, and never gives it, is not one.
    fn after_answer(&mut self, outcome: &Outcome) -> Option<SyncError> {
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
            Some(SyncError::NotARelay("it answers but nothing moves".into()))
        } else if self.repairs > REPAIRS_IN_A_RUN {
            Some(SyncError::NotARelay(
                "its log is another one each time".into(),
            ))
        } else {
            None
        }
    }

    /// Each break is followed by a question that only a line can answer, so this ends a run at a relay that never takes a whole request.
    fn ends_by_break(&mut self) -> bool {
        self.cuts += 1;
        self.cuts > CUTS_IN_A_ROW
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
    /// The answer could not be taken to its end, or somebody stopped it.
    Ended(Outcome, SyncError),
    /// The request did not get through; the next one is another.
    Again,
    /// The line broke while the request was on its way, and what came of it may be gone on from.
    Broken(String),
    /// The relay does not know this device.
    Unknown,
    /// The relay says that the office revoked this device, and by what this device knows it did not.
    Disbelieved(SyncError),
}

fn exchange(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    marks: &mut Marks,
    piece: &mut dyn FnMut(&Report),
) -> Result<Step, SyncError> {
    let (request, bearer) = {
        let mut device = device.lend();
        (
            request::prepare_with(&mut device, *marks)?,
            device.me().identity().bearer(),
        )
    };
    let mut after = 0;
    if request.broke_off {
        after = if resuming::ask(&mut device.lend())? {
            match resuming::held(transport, &bearer, &request.body) {
                Ok(Ok(held)) => held,
                Ok(Err(fault)) => return refused(device, fault),
                Err(error) => return Err(device.lend().unreached(error)),
            }
        } else {
            0
        };
        if after == 0 {
            // Nothing of it came through: what goes next is smaller.
            resuming::over(&mut device.lend())?;
            halve(&mut device.lend())?;
            return Ok(Step::Again);
        }
    }
    let answer = match resuming::post(transport, &bearer, &request.body, after) {
        Ok(answer) => answer,
        Err(Unreachable::Broken(why)) => {
            let mut device = device.lend();
            if resuming::broke(&mut device, request.body.len(), request.pushed.len())? {
                return Ok(Step::Broken(why));
            }
            halve(&mut device)?;
            return Err(device.no_line(Unreachable::Broken(why).to_string()));
        }
        Err(error) => {
            let mut device = device.lend();
            if matches!(error, Unreachable::Cancelled(_)) {
                resuming::broke(&mut device, request.body.len(), request.pushed.len())?;
            }
            return Err(device.unreached(error));
        }
    };
    resuming::over(&mut device.lend())?;
    if answer.status != 200 {
        return match read_fault(answer) {
            // It was there a moment ago; the whole goes next.
            FaultRead::Fault(fault, _) if fault.code == Code::NotHeld && after > 0 => {
                Ok(Step::Again)
            }
            FaultRead::Fault(fault, _) if fault.code == Code::Marks && *marks == Marks::Joint => {
                *marks = Marks::Each;
                Ok(Step::Again)
            }
            read => refused(device, read),
        };
    }
    let mut receiver = Receiver::new(request);
    let read = read_all(answer, |bytes| {
        receiver.bytes(&mut device.lend(), bytes)?;
        piece(receiver.report());
        Ok(())
    });
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
        Err(ReadFault::Device(error)) => Ok(Step::Ended(outcome, error.into())),
    }
}

/// What follows from an answer that is none.
fn refused(device: &mut impl SharedDevice, read: FaultRead) -> Result<Step, SyncError> {
    match read {
        FaultRead::Fault(fault, _) if fault.code == Code::UnknownToken => Ok(Step::Unknown),
        read if read.is_too_large() && halve(&mut device.lend())? => Ok(Step::Again),
        read => {
            let revoked =
                matches!(&read, FaultRead::Fault(fault, _) if fault.code == Code::Revoked);
            match device.lend().refused(read) {
                stopped @ SyncError::Refused(_) if revoked => Ok(Step::Disbelieved(stopped)),
                stopped => Err(stopped),
            }
        }
    }
}

/// Half as much from now on. False if it was as little as can be already.
fn halve<F: Field>(device: &mut Device<F>) -> Result<bool, Error> {
    change_budgets(device, Budgets::halved)
}

fn grow<F: Field>(device: &mut Device<F>) -> Result<bool, Error> {
    change_budgets(device, Budgets::grown)
}

fn change_budgets<F: Field>(
    device: &mut Device<F>,
    change: fn(Budgets) -> Budgets,
) -> Result<bool, Error> {
    let now = Budgets::load(device.reader())?;
    let changed = change(now);
    if changed == now {
        return Ok(false);
    }
    device.write(|conn, _| changed.save(conn))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(report: Report, advanced: bool) -> Outcome {
        Outcome {
            report,
            ended: true,
            advanced,
        }
    }

    /// There is more, and so much of it moved.
    fn more(received: u64, acknowledged: u64, advanced: bool) -> Outcome {
        let report = Report {
            received,
            acknowledged,
            more: true,
            ..Report::default()
        };
        outcome(report, advanced)
    }

    #[test]
    fn an_exchange_in_which_anything_moved_brought_something() {
        assert!(!brought(&more(0, 0, false)));
        for moved in [more(1, 0, false), more(0, 1, false), more(0, 0, true)] {
            assert!(brought(&moved));
        }
    }

    #[test]
    fn a_relay_that_always_has_more_and_never_gives_it_is_borne_four_times_in_a_row() {
        let mut patience = Patience::default();
        let still = more(0, 0, false);
        for _ in 0..2 {
            for _ in 0..4 {
                assert!(patience.after_answer(&still).is_none());
            }
            // Whatever moves begins the count anew.
            assert!(patience.after_answer(&more(1, 0, false)).is_none());
        }
        for _ in 0..4 {
            assert!(patience.after_answer(&still).is_none());
        }
        let ended = patience.after_answer(&still);
        assert!(matches!(ended, Some(SyncError::NotARelay(_))));
        // With nothing more to do the run is over by itself.
        let mut patience = Patience::default();
        for _ in 0..9 {
            let nothing = outcome(Report::default(), false);
            assert!(patience.after_answer(&nothing).is_none());
        }
    }

    #[test]
    fn a_log_that_is_another_one_each_time_is_repaired_sixteen_times_in_a_run() {
        let repaired = || {
            let mut moved = more(1, 0, true);
            moved.report.repaired = true;
            moved
        };
        let mut patience = Patience::default();
        for _ in 0..16 {
            assert!(patience.after_answer(&repaired()).is_none());
            assert!(patience.after_answer(&more(1, 0, true)).is_none());
        }
        let ended = patience.after_answer(&repaired());
        assert!(matches!(ended, Some(SyncError::NotARelay(_))));
    }

    #[test]
    fn eight_cuts_or_breaks_in_a_row_are_borne_and_an_answer_begins_the_count_anew() {
        let moved = more(1, 0, true);
        let mut patience = Patience::default();
        for _ in 0..2 {
            for _ in 0..4 {
                assert!(!patience.ends_by_break());
                assert!(!patience.ends_by_cut(&moved));
            }
            assert!(patience.after_answer(&moved).is_none());
        }
        for _ in 0..8 {
            assert!(!patience.ends_by_cut(&moved));
        }
        assert!(patience.ends_by_cut(&moved));
        let mut patience = Patience::default();
        for _ in 0..8 {
            assert!(!patience.ends_by_break());
        }
        assert!(patience.ends_by_break());
        // A cut that brought nothing ends it at once.
        assert!(Patience::default().ends_by_cut(&more(0, 0, false)));
    }
}
