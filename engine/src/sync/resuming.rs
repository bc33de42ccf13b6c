//! A request that broke off on its way: the relay holds its beginning, so only the rest is sent.
//!
//! Nothing of the request is kept here but how many entries it had: composed again from the same rows, it comes out the same, and the
//! relay's hash of the beginning proves it. Where it does not (something came in between), the whole is sent.

use std::io::Read;

use rusqlite::Connection;
use sesi_wire::held::{HeldResponse, beginning_hash};

use super::sync_error::{FaultRead, read_fault};
use super::transport::{Answer, Transport, Unreachable};
use crate::device::Device;
use crate::error::Error;
use crate::field::Field;
use crate::store::{Fact, StoreResult};

/// A request of fewer bytes is sent again as a whole: to ask costs a round trip and some hundred bytes.
const WORTH_ASKING: usize = 4 * 1024;
/// How often in a row it is asked what the relay holds: a relay that cannot say gets the whole.
const QUESTIONS: u8 = 3;
/// Largest answer to the question that is read.
const MAX_HELD: u64 = 1024;

/// How many entries the request had that broke off, if one did.
pub(super) fn cut(conn: &Connection) -> StoreResult<Option<usize>> {
    Ok(stored(conn)?.map(|(count, _)| count as usize))
}

/// How many entries the request had, and how often the relay was asked since.
fn stored(conn: &Connection) -> StoreResult<Option<(u32, u8)>> {
    let bytes = Fact::Cut.get(conn)?;
    let read = bytes.as_deref().and_then(|bytes| {
        let (count, asked) = bytes.split_at_checked(4)?;
        let count = u32::from_le_bytes(count.try_into().ok()?);
        Some((count, asked.first().copied().unwrap_or(0)))
    });
    Ok(read)
}

/// The relay is to be asked what it holds. False if that was done often enough without an answer.
pub(super) fn ask<F: Field>(device: &mut Device<F>) -> Result<bool, Error> {
    let Some((count, asked)) = stored(device.reader())? else {
        return Ok(false);
    };
    if asked >= QUESTIONS {
        return Ok(false);
    }
    let mut bytes = count.to_le_bytes().to_vec();
    bytes.push(asked + 1);
    device.write(|conn, _| Fact::Cut.set(conn, &bytes))?;
    Ok(true)
}

/// Remembers that a request of so many bytes and entries broke off. False if it is not worth it.
pub(super) fn broke<F: Field>(
    device: &mut Device<F>,
    bytes: usize,
    entries: usize,
) -> Result<bool, Error> {
    if bytes < WORTH_ASKING {
        return Ok(false);
    }
    let entries = u32::try_from(entries).unwrap_or(u32::MAX);
    device.write(|conn, _| Fact::Cut.set(conn, &entries.to_le_bytes()))?;
    Ok(true)
}

/// The request is through, or its beginning is no use.
pub(super) fn over<F: Field>(device: &mut Device<F>) -> Result<(), Error> {
    if cut(device.reader())?.is_some() {
        device.write(|conn, _| Fact::Cut.clear(conn))?;
    }
    Ok(())
}

/// How many bytes of `body` the relay holds: 0 if they are others, or if it does not answer the question, whatever it says instead. Only
/// that it does not know this device, or that the office revoked it, is a fault: the whole would hear the same.
pub(super) fn held(
    transport: &mut dyn Transport,
    bearer: &str,
    body: &[u8],
) -> Result<Result<usize, FaultRead>, Unreachable> {
    let answer = transport.post("/v1/held", Some(bearer), Vec::new())?;
    Ok(match answer.status {
        200 => Ok(read_held(answer).map_or(0, |held| matching(&held, body))),
        401 | 403 => match read_fault(answer) {
            read @ FaultRead::Fault(..) => Err(read),
            FaultRead::Other(..) => Ok(0),
        },
        _ => Ok(0),
    })
}

/// Posts what the relay does not hold of `body`.
pub(super) fn post(
    transport: &mut dyn Transport,
    bearer: &str,
    body: &[u8],
    after: usize,
) -> Result<Answer, Unreachable> {
    let path = match after {
        0 => "/v1/sync".to_owned(),
        after => format!("/v1/sync?after={after}"),
    };
    let rest = body.get(after..).unwrap_or_default().to_vec();
    transport.post(&path, Some(bearer), rest)
}

fn read_held(answer: Answer) -> Option<HeldResponse> {
    let mut bytes = Vec::new();
    answer.body.take(MAX_HELD).read_to_end(&mut bytes).ok()?;
    minicbor::decode(&bytes).ok()
}

fn matching(held: &HeldResponse, body: &[u8]) -> usize {
    let length = usize::try_from(held.length).unwrap_or(usize::MAX);
    let same = body
        .get(..length)
        .is_some_and(|beginning| beginning_hash(beginning) == held.hash);
    if same { length } else { 0 }
}

#[cfg(test)]
mod tests {
    use sesi_wire::fault::Code;
    use sesi_wire::sync::to_vec;

    use super::*;
    use crate::sync::says::{Says, fault};

    const BODY: &[u8] = b"a request that broke off";

    /// How much a relay holds that answers so; `None` where that is a fault.
    fn holds(status: u16, body: Vec<u8>) -> Option<usize> {
        let mut says = Says::these([(status, body)]);
        held(&mut says, "token", BODY).unwrap().ok()
    }

    fn answer(length: u64, hash: [u8; 16]) -> Vec<u8> {
        to_vec(&HeldResponse {
            version: sesi_wire::VERSION,
            length,
            hash,
        })
    }

    #[test]
    fn a_beginning_counts_if_it_is_this_requests() {
        let begun = beginning_hash(&BODY[..9]);
        assert_eq!(holds(200, answer(9, begun)), Some(9));
        assert_eq!(holds(200, answer(8, begun)), Some(0));
        assert_eq!(holds(200, answer(9, [0; 16])), Some(0));
        let longer = BODY.len() as u64 + 1;
        assert_eq!(holds(200, answer(longer, begun)), Some(0));
        assert_eq!(holds(200, answer(u64::MAX, begun)), Some(0));
    }

    #[test]
    fn what_does_not_answer_the_question_holds_nothing_but_a_fault_about_this_device_is_one() {
        let fault = |code| fault(code).1;
        assert_eq!(holds(200, b"a page".to_vec()), Some(0));
        assert_eq!(holds(404, fault(Code::Malformed)), Some(0));
        assert_eq!(holds(500, answer(9, beginning_hash(&BODY[..9]))), Some(0));
        for (status, code) in [(401, Code::UnknownToken), (403, Code::Revoked)] {
            assert_eq!(holds(status, b"a page".to_vec()), Some(0));
            assert_eq!(holds(status, fault(code)), None);
        }
    }

    #[test]
    fn only_the_rest_is_posted() {
        let mut says = Says::these([(200, vec![]), (200, vec![]), (200, vec![])]);
        for after in [0, 9, BODY.len()] {
            post(&mut says, "token", BODY, after).unwrap();
        }
        let posted = [
            ("/v1/sync".to_owned(), BODY.to_vec()),
            ("/v1/sync?after=9".to_owned(), BODY[9..].to_vec()),
            (format!("/v1/sync?after={}", BODY.len()), vec![]),
        ];
        assert_eq!(says.posted, posted);
    }
}
