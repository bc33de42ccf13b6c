//! Introduces this device to a relay that does not know it (any more, or yet): by the statements of the office, or by its invite.

use std::io::Read;

use minicbor::bytes::ByteVec;
use sesi_wire::fault::Code;
use sesi_wire::found::FoundRequest;
use sesi_wire::held::HeldResponse;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, FrameReader, PushResult, to_vec};

use super::frame_numbers::is_possible;
use super::naming::Naming;
use super::push_results::may_stand_at;
use super::shared_device::SharedDevice;
use super::sync_error::{FaultRead, SyncError, read_fault};
use super::transport::{ReadFault, Transport, read_all};
use crate::device::{Brought, Device, JoinFault, ask_to_enrol};
use crate::error::Error;
use crate::field::Field;
use crate::keys::membership::DeviceState;
use crate::store::ArchivedEntry;

/// Largest answer to the question whether the relay knows this device.
const MAX_HELD: u64 = 1024;

/// Whether what a relay says of its log is about the one that this device exchanges with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Log {
    /// It is: where entries stand there is noted.
    InUse,
    /// It is another relay's, to which this device may go.
    Another,
}

/// Asks a relay with which this device does not exchange (yet) to let it in: `Ok` if it knows the device's token, if need be after it was
/// told who this is. `code` is its operator's, who may want one before an office comes.
pub(super) fn knock(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    code: Option<&str>,
) -> Result<(), SyncError> {
    let office = device.lend().office();
    let transport = &mut Naming::new(transport, office, true);
    if is_known(device, transport)? {
        return Ok(());
    }
    match code {
        Some(_) => bring(device, transport, code, Log::Another)?,
        None => make_known(device, transport, Log::Another)?,
    }
    if is_known(device, transport)? {
        Ok(())
    } else {
        Err(SyncError::Unknown)
    }
}

/// The question what the relay holds of a request costs nothing, and only a relay that knows the token answers it.
fn is_known(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
) -> Result<bool, SyncError> {
    let bearer = device.lend().me().identity().bearer();
    let answer = transport
        .post("/v1/held", Some(&bearer), Vec::new())
        .map_err(|error| device.lend().unreached(error))?;
    if answer.status == 200 {
        let mut bytes = Vec::new();
        let read = answer.body.take(MAX_HELD).read_to_end(&mut bytes);
        return match (read, minicbor::decode::<HeldResponse>(&bytes)) {
            (Ok(_), Ok(_)) => Ok(true),
            (Ok(_), Err(_)) => Err(SyncError::NotARelay("it does not answer as one".into())),
            (Err(error), _) => Err(device.lend().no_line(error.to_string())),
        };
    }
    match read_fault(answer) {
        FaultRead::Fault(fault, _) if fault.code == Code::UnknownToken => Ok(false),
        read => Err(device.lend().refused(read)),
    }
}

/// Makes the relay know this device: by founding the office there again, or, on a phone that has nothing of the control feed
/// yet, by enrolling again with the same entry.
pub(super) fn make_known(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    log: Log,
) -> Result<(), SyncError> {
    let known = {
        let device = device.lend();
        let holds_founding = device.me().holds_founding(device.reader())?;
        (!holds_founding)
            .then(|| device.me().own_enrolment(device.reader()))
            .transpose()?
            .map(|enrolment| (enrolment, device.me().shared_ambient()))
    };
    let Some((enrolment, ambient)) = known else {
        // What the relay does not take it says again to what follows.
        return match bring(device, transport, None, log) {
            Err(SyncError::Refused(why)) => {
                tracing::warn!(%why, "founding again");
                Ok(())
            }
            done => done,
        };
    };
    match ask_to_enrol(&enrolment.ok_or(SyncError::Unknown)?, transport, &*ambient) {
        Ok(_) => Ok(()),
        Err(JoinFault::Invite) => Err(SyncError::Unknown),
        Err(JoinFault::SyncError(SyncError::NoLine { why, .. })) => Err(device.lend().no_line(why)),
        Err(JoinFault::SyncError(stopped)) => Err(stopped),
    }
}

/// Founds the office at the relay, for the first time or after the relay was wiped. A device brings the founding entry and
/// every grant it holds, so that the relay knows it again; the rest follows by ordinary exchanges. Some may have to be judged before
/// others: what is refused is brought again as long as that helps. It is done when the relay has taken all of it, but for what
/// revoked devices said.
pub fn found(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    code: Option<&str>,
) -> Result<(), SyncError> {
    bring(device, transport, code, Log::InUse)
}

fn bring(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    code: Option<&str>,
    log: Log,
) -> Result<(), SyncError> {
    let entries = {
        let device = device.lend();
        device
            .me()
            .founding_entries(device.reader(), Brought::Grants)?
    };
    bring_these(device, transport, code, log, entries)
}

/// Tells a relay that takes this device for revoked what the office said of who revokes whom: it settles that as every reader does. A
/// relay that has not heard of a revocation may have obeyed the one whom it concerns.
pub(super) fn contradict(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    log: Log,
) -> Result<(), SyncError> {
    let entries = {
        let device = device.lend();
        device
            .me()
            .founding_entries(device.reader(), Brought::Revocations)?
    };
    match bring_these(device, transport, None, log, entries) {
        // It says again to the next exchange what it does not take.
        Err(SyncError::Refused(why)) => {
            tracing::warn!(%why, "contradicting");
            Ok(())
        }
        done => done,
    }
}

fn bring_these(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    code: Option<&str>,
    log: Log,
    mut entries: Vec<ArchivedEntry>,
) -> Result<(), SyncError> {
    loop {
        let results = call(device, transport, code, &entries)?;
        let judged = || entries.iter().zip(&results);
        let is_refused = |result: &PushResult| matches!(result, PushResult::Rejected(_));
        if let Some((_, PushResult::Rejected(reason))) = judged().next() {
            return Err(SyncError::Refused(format!(
                "it does not take the founding entry (reason {})",
                reason.number()
            )));
        }
        if log == Log::InUse {
            note(&mut device.lend(), judged())?;
        }
        let refused = judged().filter(|(_, result)| is_refused(result)).count();
        if refused == 0 {
            return Ok(());
        }
        if refused + 1 >= entries.len() {
            // Nothing of what was brought again was taken.
            let device = device.lend();
            let revoked = |entry: &ArchivedEntry| {
                let author = entry.author.map(|(author, _)| author);
                author
                    .is_some_and(|author| device.membership().state(author) == DeviceState::Revoked)
            };
            let matters = judged()
                .filter(|(entry, result)| is_refused(result) && !revoked(entry))
                .count();
            return match matters {
                0 => Ok(()),
                matters => Err(SyncError::Refused(format!(
                    "it does not take {matters} of the office's statements"
                ))),
            };
        }
        let keep: Vec<bool> = judged()
            .enumerate()
            .map(|(at, (_, result))| at == 0 || is_refused(result))
            .collect();
        let mut keep = keep.into_iter();
        entries.retain(|_| keep.next().unwrap_or(false));
    }
}

/// One call; a result for each entry.
fn call(
    device: &mut impl SharedDevice,
    transport: &mut dyn Transport,
    code: Option<&str>,
    entries: &[ArchivedEntry],
) -> Result<Vec<PushResult>, SyncError> {
    let request = FoundRequest {
        version: sesi_wire::VERSION,
        code: code.map(str::to_owned),
        entries: entries
            .iter()
            .map(|entry| ByteVec::from(entry.bytes.clone()))
            .collect(),
    };
    let answer = transport
        .post("/v1/found", None, to_vec(&request))
        .map_err(|error| device.lend().unreached(error))?;
    if answer.status != 200 {
        return Err(device.lend().refused(read_fault(answer)));
    }
    let mut reader = FrameReader::default();
    let (mut head, mut ended) = (None, false);
    let read = read_all(answer, |bytes| {
        reader.feed(bytes);
        while let Some(frame) = reader.next_frame()? {
            if !is_possible(&frame) {
                return Err(Error::NotARelay(
                    "a number beyond the end of any log".into(),
                ));
            }
            match frame {
                Frame::Head {
                    version,
                    relay_time,
                    results,
                } if head.is_none() && version <= sesi_wire::VERSION => {
                    head = Some((results, relay_time));
                }
                Frame::End if head.is_some() => ended = true,
                Frame::Unknown(_) if head.is_some() => {}
                _ => return Err(Error::NotARelay("it does not answer to founding".into())),
            }
        }
        Ok(())
    });
    match read {
        Ok(()) if ended => {}
        Ok(()) => return Err(device.lend().no_line("the answer ended early".into())),
        Err(ReadFault::Line(why)) => return Err(device.lend().no_line(why)),
        Err(ReadFault::Device(error)) => return Err(error.into()),
    }
    let (results, relay_time) = head.unwrap_or_default();
    if results.len() != entries.len() {
        return Err(SyncError::NotARelay(format!(
            "it judges {} entries of {}",
            results.len(),
            entries.len()
        )));
    }
    // The first invite may be given before anything else is said: it ends by that clock.
    device.lend().write(|conn, me| me.heard(conn, relay_time))?;
    Ok(results)
}

/// Where the entries stand, as far as the relay says. Its log will show it.
fn note<'a, F: Field>(
    device: &mut Device<F>,
    judged: impl Iterator<Item = (&'a ArchivedEntry, &'a PushResult)>,
) -> Result<(), Error> {
    device.write(|conn, _| {
        for (entry, result) in judged {
            if let PushResult::Accepted(seq) | PushResult::Duplicate(seq) = result
                && may_stand_at(conn, FeedId::CONTROL, &entry.id, *seq)?
            {
                ArchivedEntry::placed(conn, FeedId::CONTROL, &entry.id, *seq, None)?;
            }
        }
        Ok(())
    })
}
