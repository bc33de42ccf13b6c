//! A relay that does not know this device (any more) is told who it is: by the office's own statements, or by its invite.

use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use sesi_wire::found::FoundRequest;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, FrameReader, PushResult, to_vec};

use super::lend::Lend;
use super::stopped::{Stopped, read_fault};
use super::transport::{ReadFault, Transport, read_all};
use crate::device::{JoinFault, Me, ask_to_enrol};
use crate::error::Error;
use crate::store::ArchivedEntry;

/// Makes the relay know this device: by founding the office there again, or, on a phone that has nothing of the control feed
/// yet, by enrolling again with the same entry.
pub(super) fn make_known(
    device: &mut impl Lend,
    transport: &mut dyn Transport,
) -> Result<(), Stopped> {
    let known = {
        let device = device.lend();
        let holds_founding = device.me().holds_founding(device.reader())?;
        (!holds_founding)
            .then(|| device.me().own_enrolment(device.reader()))
            .transpose()?
            .map(|enrolment| (enrolment, device.me().shared_ambient()))
    };
    let Some((enrolment, ambient)) = known else {
        return found(device, transport, None);
    };
    match ask_to_enrol(&enrolment.ok_or(Stopped::Unknown)?, transport, &*ambient) {
        Ok(_) => Ok(()),
        Err(JoinFault::Invite) => Err(Stopped::Unknown),
        Err(JoinFault::Stopped(Stopped::NoLine { why, .. })) => Err(device.lend().no_line(why)),
        Err(JoinFault::Stopped(stopped)) => Err(stopped),
    }
}

/// Founds the office at the relay, for the first time or after the relay was wiped. A device brings the founding entry and
/// every grant it holds, so that the relay knows it again; the rest follows by ordinary exchanges.
pub fn found(
    device: &mut impl Lend,
    transport: &mut dyn Transport,
    code: Option<&str>,
) -> Result<(), Stopped> {
    let entries = {
        let device = device.lend();
        device.me().founding_entries(device.reader())?
    };
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
        .map_err(|error| device.lend().unreached(error))?;
    if answer.status != 200 {
        return Err(device.lend().refused(read_fault(answer)));
    }
    let mut reader = FrameReader::default();
    let (mut results, mut relay_time, mut ended) = (Vec::new(), None, false);
    let read = read_all(answer, |bytes| {
        reader.feed(bytes);
        while let Some(frame) = reader.next_frame()? {
            match frame {
                Frame::Head {
                    results: told,
                    relay_time: now,
                    ..
                } => (results, relay_time) = (told, Some(now)),
                Frame::End => ended = true,
                _ => {}
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
    let noted = |conn: &Connection, me: &Me| -> Result<(), Error> {
        // The first invite may be given before anything else is said: it ends by that clock.
        if let Some(now) = relay_time {
            me.heard(conn, now)?;
        }
        for (id, result) in ids.iter().zip(results) {
            if let PushResult::Accepted(seq) | PushResult::Duplicate(seq) = result {
                ArchivedEntry::placed(conn, FeedId::CONTROL, id, seq, None)?;
            }
        }
        Ok(())
    };
    device.lend().write(|conn, me| noted(conn, me))?;
    Ok(())
}
