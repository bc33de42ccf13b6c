//! A relay that does not know this device (any more) is told who it is: by the office's own statements, or by its invite.

use minicbor::bytes::ByteVec;
use rusqlite::Connection;
use sesi_wire::found::FoundRequest;
use sesi_wire::ids::FeedId;
use sesi_wire::sync::{Frame, FrameReader, PushResult, to_vec};

use super::stopped::{Stopped, read_fault};
use super::transport::{ReadFault, Transport, read_all};
use crate::device::{Device, JoinFault, ask_to_enrol};
use crate::error::Error;
use crate::store::ArchivedEntry;

/// Makes the relay know this device: by founding the office there again, or, on a phone that has nothing of the control feed
/// yet, by enrolling again with the same entry.
pub(super) fn make_known(
    device: &mut Device,
    transport: &mut dyn Transport,
) -> Result<(), Stopped> {
    if device.me.holds_founding(device.store.reader())? {
        return found(device, transport, None);
    }
    let enrolment = device.me.own_enrolment(device.store.reader())?;
    let enrolment = enrolment.ok_or(Stopped::Unknown)?;
    match ask_to_enrol(&enrolment, transport, device.me.ambient()) {
        Ok(_) => Ok(()),
        Err(JoinFault::Invite) => Err(Stopped::Unknown),
        Err(JoinFault::Stopped(Stopped::NoLine { why, .. })) => Err(device.no_line(why)),
        Err(JoinFault::Stopped(stopped)) => Err(stopped),
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
        return Err(device.refused(read_fault(answer)));
    }
    let mut reader = FrameReader::default();
    let (mut results, mut ended) = (Vec::new(), false);
    let read = read_all(answer, |bytes| {
        reader.feed(bytes);
        while let Some(frame) = reader.next_frame()? {
            match frame {
                Frame::Head { results: told, .. } => results = told,
                Frame::End => ended = true,
                _ => {}
            }
        }
        Ok(())
    });
    match read {
        Ok(()) if ended => {}
        Ok(()) => return Err(device.no_line("the answer ended early".into())),
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
