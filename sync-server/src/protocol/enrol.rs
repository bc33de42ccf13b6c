//! `POST /v1/enrol`: a new device uses its invite and is handed its welcome.

use std::sync::Arc;

use sesi_wire::VERSION;
use sesi_wire::enrol::{EnrolRequest, EnrolResponse};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::limits::MAX_PUSH;
use sesi_wire::sync::{PushResult, Rejection, from_slice, to_vec};

use super::judge::Judge;
use super::offered::{self, Body, Candidate, Offered};
use super::sync::off_the_threads;
use super::{Answer, RelayTime, Rules, bounds, check_version, fault, malformed, storage_fault};
use crate::storage::{Storage, StorageError, Verdict};

/// What became of an enrolment.
enum Outcome {
    /// The device is in (again).
    In {
        office: OfficeId,
        welcome: Vec<u8>,
        result: PushResult,
        seq: u64,
    },
    /// The office revoked the device.
    Revoked,
    /// The entry was refused.
    Refused(Rejection),
}

/// Answers an enrolment request. The same entry again gets the same answer, for as long as its device is not revoked.
pub async fn enrol(
    storage: &Arc<dyn Storage>,
    body: &[u8],
    rules: Rules,
    now: RelayTime,
) -> Result<Answer, Fault> {
    let request = read(body)?;
    let bytes_in = request.entry.len() as u64;
    let entry = request.entry.into();
    let candidate = off_the_threads(move || prepare(entry)).await??;
    let outcome = storage
        .write(move |txn| {
            let refused = |reason| Ok(Verdict::Undo(Outcome::Refused(reason)));
            let Body::Enrolment(enrolment) = &candidate.body else {
                return refused(Rejection::Statement);
            };
            let (invite, device) = (enrolment.invite, enrolment.keys.device());
            let Some(known) = txn.invite(&invite)? else {
                return refused(Rejection::Statement);
            };
            if txn.is_revoked(known.office, &device)? {
                return Ok(Verdict::Undo(Outcome::Revoked));
            }
            let office = txn
                .office_of(known.office)?
                .ok_or_else(|| StorageError::Corrupt("an invite without an office".into()))?;
            let id = office.id;
            let result = Judge::new(txn, office, None, rules, now)
                .one(&Offered::Entry(Box::new(candidate)))?;
            let seq = match result {
                PushResult::Accepted(seq) | PushResult::Duplicate(seq) => seq,
                PushResult::Rejected(reason) => return refused(reason),
            };
            Ok(Verdict::Keep(Outcome::In {
                office: id,
                welcome: known.welcome,
                result,
                seq,
            }))
        })
        .await
        .map_err(|error| storage_fault(&error))?;
    match outcome {
        Outcome::In {
            office,
            welcome,
            result,
            seq,
        } => Ok(Answer {
            body: to_vec(&EnrolResponse {
                version: VERSION,
                relay_time: now.0,
                office,
                welcome: welcome.into(),
                seq,
            }),
            results: vec![result],
            bytes_in,
            entries_out: 0,
            bytes_out: 0,
        }),
        Outcome::Revoked => Err(fault(Code::Revoked, "the office revoked this device")),
        Outcome::Refused(Rejection::Quota) => Err(Fault {
            retry_after: Some(3600),
            ..fault(Code::Unavailable, "the office's quota is used up")
        }),
        Outcome::Refused(_) => Err(fault(
            Code::Invite,
            "the invite is unknown, used by another device, withdrawn or expired",
        )),
    }
}

fn read(body: &[u8]) -> Result<EnrolRequest, Fault> {
    if let Some(version) = bounds::version(body) {
        check_version(version)?;
    }
    bounds::check("enrolment request", body, MAX_PUSH).map_err(|error| malformed(&error))?;
    let request: EnrolRequest =
        from_slice("enrolment request", body).map_err(|error| malformed(&error))?;
    check_version(request.version)?;
    Ok(request)
}

/// Reads the entry and checks that the device it presents signed it.
fn prepare(entry: Vec<u8>) -> Result<Candidate, Fault> {
    let not_one = || fault(Code::Malformed, "the entry is not an enrolment");
    let Offered::Entry(mut candidate) = offered::read_one(entry) else {
        return Err(not_one());
    };
    let header = candidate.entry.header();
    let Body::Enrolment(enrolment) = &candidate.body else {
        return Err(not_one());
    };
    let key = enrolment.keys.sign;
    if header.feed != FeedId::CONTROL
        || header.device_seq != 1
        || header.device != enrolment.keys.device()
    {
        return Err(not_one());
    }
    // The scope of an enrolment is its invite; the office does not enter.
    candidate.signature = candidate.check(&OfficeId([0; 16]), &key);
    if candidate.signature != offered::Signature::Of(key) {
        return Err(not_one());
    }
    Ok(*candidate)
}
