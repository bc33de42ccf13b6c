//! Which relay a run goes to. A device exchanges with one relay at a time. It goes to the one that the office names as soon as that one lets
//! it in, stays where it is until then, and asks those that it left now and then: nobody is stranded by a move, a relay that is gone, or
//! somebody who named a relay that was not the office's.

use std::time::Duration;

use super::admission::knock;
use super::driver::{self, Run};
use super::former_relay;
use super::report::Report;
use super::shared_device::SharedDevice;
use super::sync_error::SyncError;
use super::transport::{Transport, Unreachable};
use crate::error::Error;
use crate::keys::relay_address::RelayAddress;
use crate::store::{Fact, Relays};

/// How often in one run a device exchanges anew because it went to another relay, or because one that it had left brought something.
const ROUNDS: u32 = 4;
/// How long the relays that were left are asked in one round, all together: one that has always more, as slowly as it may, holds nobody up.
const LEFT_PATIENCE: Duration = Duration::from_mins(15);

/// Opens lines to relays.
pub trait Lines {
    /// The line to the relay at `address`.
    fn to(&mut self, address: &RelayAddress) -> Result<&mut dyn Transport, Unreachable>;
}

/// Exchanges with the office's relay until all is done, wherever that is by now. `on` is told after each exchange and says whether to go
/// on.
pub fn run(
    device: &mut impl SharedDevice,
    lines: &mut dyn Lines,
    on: impl FnMut(&Report) -> bool,
) -> Run {
    run_told(device, lines, |_| (), on)
}

/// The same for somebody who looks on: `piece` is told what the run brought with every piece of an answer.
pub fn run_told(
    device: &mut impl SharedDevice,
    lines: &mut dyn Lines,
    mut piece: impl FnMut(&Report),
    mut on: impl FnMut(&Report) -> bool,
) -> Run {
    let mut all = Run {
        report: Report::default(),
        stopped: None,
        requests: 0,
    };
    let mut tried = None;
    for _ in 0..ROUNDS {
        let before = all.report.clone();
        let round = round(
            device,
            lines,
            &mut tried,
            &mut |part| piece(&before.with(part)),
            &mut |part| on(&before.with(part)),
        );
        let (run, again) = match round {
            Ok(round) => round,
            Err(stopped) => {
                all.stopped = Some(stopped);
                return all;
            }
        };
        all.report.merge(run.report);
        all.requests += run.requests;
        all.stopped = run.stopped;
        if !again {
            break;
        }
    }
    all
}

/// One run where the device is or where it goes to. True if there is a reason for another. `tried` is the relay that this run knocked at
/// last.
fn round(
    device: &mut impl SharedDevice,
    lines: &mut dyn Lines,
    tried: &mut Option<RelayAddress>,
    piece: &mut dyn FnMut(&Report),
    on: &mut dyn FnMut(&Report) -> bool,
) -> Result<(Run, bool), SyncError> {
    if let Some(to) = is_due(device)?.filter(|to| tried.as_ref() != Some(to)) {
        follow(device, lines, &to)?;
        *tried = Some(to);
    }
    let address = {
        let device = device.lend();
        let in_use = Relays::in_use(device.reader()).map_err(Error::from)?;
        in_use.ok_or(Error::Missing("relay address"))?
    };
    let mut run = match lines.to(&address) {
        Ok(transport) => driver::run_told(device, transport, piece, on),
        Err(error) => Run {
            report: Report::default(),
            stopped: Some(device.lend().unreached(error)),
            requests: 0,
        },
    };
    let unheard = match &run.stopped {
        None => false,
        Some(SyncError::Cancelled | SyncError::Device(_)) => return Ok((run, false)),
        Some(_) => true,
    };
    let received = run.report.received;
    ask_former(device, lines, unheard, &mut run.report)?;
    let elsewhere = is_due(device)?.is_some_and(|to| tried.as_ref() != Some(&to));
    let again = elsewhere || run.report.received > received;
    Ok((run, again))
}

/// The relay to which this device should go, if it is time to try.
fn is_due(device: &mut impl SharedDevice) -> Result<Option<RelayAddress>, Error> {
    let device = device.lend();
    let conn = device.reader();
    let to = device.me().relay_to_go_to(conn)?;
    let due = Relays::load(conn)?.due <= Fact::Runs.count(conn)?;
    Ok(to.filter(|_| due))
}

/// Goes to the relay at `to`, if that one lets this device in.
fn follow(
    device: &mut impl SharedDevice,
    lines: &mut dyn Lines,
    to: &RelayAddress,
) -> Result<(), SyncError> {
    let asked = match lines.to(to) {
        Ok(transport) => knock(device, transport, None),
        Err(error) => Err(error.into()),
    };
    match asked {
        Ok(()) => device.lend().go_to_relay(to, true)?,
        Err(stopped @ (SyncError::Cancelled | SyncError::Device(_))) => return Err(stopped),
        Err(stopped) => {
            tracing::info!(why = %stopped, "the relay that the office names does not let this device in yet");
            device.lend().write(|conn, _| {
                let mut relays = Relays::load(conn)?;
                relays.not_let_in(Fact::Runs.count(conn)?);
                Ok::<_, Error>(relays.save(conn)?)
            })?;
        }
    }
    Ok(())
}

/// Asks the relays that this device left: all where the present one was not heard, else those whose turn it is; whoever was not asked for
/// longest is asked first.
fn ask_former(
    device: &mut impl SharedDevice,
    lines: &mut dyn Lines,
    all: bool,
    report: &mut Report,
) -> Result<(), SyncError> {
    let (mut former, run, began) = {
        let device = device.lend();
        let conn = device.reader();
        let relays = Relays::load(conn).map_err(Error::from)?;
        let run = Fact::Runs.count(conn).map_err(Error::from)?;
        (relays.former, run, device.me().ambient().uptime())
    };
    let until = began.saturating_add(LEFT_PATIENCE);
    former.retain(|left| all || left.due <= run);
    former.sort_by_key(|left| left.last_asked);
    for mut left in former {
        if device.lend().me().ambient().uptime() >= until {
            break;
        }
        let address = left.address();
        let asked = match lines.to(&address) {
            Ok(transport) => former_relay::ask(device, transport, &mut left, until, report),
            Err(error) => Err(error.into()),
        };
        left.last_asked = run;
        if left.due <= run {
            left.asked(run);
        }
        device.lend().write(|conn, _| {
            let mut relays = Relays::load(conn)?;
            let known = relays.former.iter_mut();
            for known in known.filter(|known| known.address() == address) {
                *known = left.clone();
            }
            Ok::<_, Error>(relays.save(conn)?)
        })?;
        match asked {
            Err(stopped @ (SyncError::Cancelled | SyncError::Device(_))) => return Err(stopped),
            Err(stopped) => tracing::info!(why = %stopped, "a relay that was left did not answer"),
            Ok(()) => {}
        }
    }
    Ok(())
}

/// Moves the office to the relay at `address`, once that one has let this device in; `code` is its operator's, where one is needed. The
/// statement travels with the next runs.
pub fn move_office(
    device: &mut impl SharedDevice,
    lines: &mut dyn Lines,
    address: &RelayAddress,
    code: Option<&str>,
) -> Result<(), SyncError> {
    device.lend().me().must_be_office()?;
    knock(device, lines.to(address)?, code)?;
    Ok(device.lend().move_relay(address)?)
}

/// Goes to the relay at `address`, which a person typed, once that one has let this device in. Where the office names another one, that one
/// is tried first in every later run.
pub fn go_to(
    device: &mut impl SharedDevice,
    lines: &mut dyn Lines,
    address: &RelayAddress,
) -> Result<(), SyncError> {
    knock(device, lines.to(address)?, None)?;
    Ok(device.lend().go_to_relay(address, false)?)
}
