//! `POST /v1/enrol`: a new device uses its invite and is handed its welcome.

use std::sync::Arc;

use sesi_wire::VERSION;
use sesi_wire::enrol::{EnrolRequest, EnrolResponse, Enrolment};
use sesi_wire::fault::{Code, Fault};
use sesi_wire::ids::{FeedId, OfficeId};
use sesi_wire::limits::{MAX_OFFICES, MAX_PUSH};
use sesi_wire::sync::{PushResult, Rejection, from_slice, to_vec};

use super::entry_validator::EntryValidator;
use super::offered::{self, Body, Candidate, Offered};
use super::sync::for_a_stranger;
use super::{Answer, RelayTime, Rules, bounds, check_version, fault, malformed, storage_fault};
use crate::storage::{Office, Storage, StorageError, Verdict, Writing};

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
    /// Several offices would let the device in with this invite.
    Several(Vec<OfficeId>),
    /// The entry was refused.
    Refused(Rejection),
}

/// Answers an enrolment request, which may name the office that is meant. The same entry again gets the same answer, for as long as its
/// device is not revoked.
pub async fn enrol(
    storage: &Arc<dyn Storage>,
    body: &[u8],
    named: Option<OfficeId>,
    rules: Rules,
    now: RelayTime,
) -> Result<Answer, Fault> {
    let request = read(body)?;
    let bytes_in = request.entry.len() as u64;
    let entry = request.entry.into();
    let candidate = for_a_stranger(move || prepare(entry)).await??;
    let outcome = storage
        .write(move |txn| {
            let refused = |reason| Ok(Verdict::Undo(Outcome::Refused(reason)));
            let Body::Enrolment(enrolment) = &candidate.body else {
                return refused(Rejection::Statement);
            };
            let (invite, device) = (enrolment.invite_id(), enrolment.keys.device());
            let mut offices: Vec<Office> = match &named {
                Some(id) => txn.office(id)?.into_iter().collect(),
                None => txn.inviting(&invite, MAX_OFFICES)?,
            };
            if offices.len() > 1 {
                offices = admitting(txn, offices, enrolment, now)?;
            }
            if offices.len() > 1 {
                let ids = offices.iter().map(|office| office.id).collect();
                return Ok(Verdict::Undo(Outcome::Several(ids)));
            }
            let Some(office) = offices.pop() else {
                return refused(Rejection::Statement);
            };
            let Some(known) = txn.invite(office.no, &invite)? else {
                return refused(Rejection::Statement);
            };
            if txn.is_revoked(office.no, &device)? {
                return Ok(Verdict::Undo(Outcome::Revoked));
            }
            let id = office.id;
            let result = EntryValidator::new(txn, office, None, rules, now)
                .one(&Offered::Entry(Box::new(candidate)), &[])?;
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
        Outcome::Several(offices) => Err(Fault {
            offices: Some(offices),
            ..fault(
                Code::Office,
                "several offices said this invite: name the one that is meant",
            )
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

/// The offices in which the invite still lets this device in.
fn admitting(
    txn: &dyn Writing,
    offices: Vec<Office>,
    enrolment: &Enrolment,
    now: RelayTime,
) -> Result<Vec<Office>, StorageError> {
    let device = enrolment.keys.device();
    let mut admitting = Vec::new();
    for office in offices {
        let Some(invite) = txn.invite(office.no, &enrolment.invite_id())? else {
            continue;
        };
        let open = match invite.used_by {
            Some(used_by) => used_by == device,
            None => !invite.withdrawn && invite.expires > now.seconds(),
        };
        if open && !txn.is_revoked(office.no, &device)? {
            admitting.push(office);
        }
    }
    Ok(admitting)
}

fn read(body: &[u8]) -> Result<EnrolRequest, Fault> {
    if let Some(version) = bounds::version(body) {
        check_version(version)?;
    }
    bounds::check("enrolment request", body, MAX_PUSH).map_err(|error| malformed(&error))?;
    let request: EnrolRequest =
        from_slice("enrolment request", body).map_err(|error| malformed(&error))?;
    check_version(request.version.into())?;
    Ok(request)
}

/// Reads the entry and checks that the device it presents signed it, and the invite too.
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
    if !enrolment.keys.are_sound()
        || header.feed != FeedId::CONTROL
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
